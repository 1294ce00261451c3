//! Names of things. **Every id is its own type; none is reused; none means anything outside its doc line.**
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
    };
}

id!(
    /// A person or a bot. Unique in the world, positive, the same on both doors.
    UserId(i64)
);
id!(
    /// A supergroup, as MTProto numbers it: positive, unique in the world.
    GroupId(i64)
);
id!(
    /// A message within one mailbox: a user's own (all private chats and basic groups share one counter) or a supergroup's.
    MessageId(i32)
);
id!(
    /// A forum topic within its supergroup: the id of the service message that created it.
    TopicId(i32)
);
id!(
    /// A stored file. Unique in the world.
    FileId(i64)
);
id!(
    /// One pressed button waiting for its bot's answer. Unique in the world.
    PressId(i64)
);
id!(
    /// A signed-in (or signing-in) client: one authorization key. Unique in the world.
    SessionId(u64)
);
id!(
    /// Who caused an event, when that was a connection: the door does not push an event back to its origin.
    Origin(u64)
);

impl TopicId {
    /// The topic every forum has and nobody can delete. <https://core.telegram.org/api/forum#forum-topics>
    pub const GENERAL: TopicId = TopicId(1);
    /// The message that opened the topic.
    pub fn root(self) -> MessageId {
        MessageId(self.0)
    }
}

impl GroupId {
    /// Smaller ids are those of basic groups.
    const SUPERGROUPS: i64 = 1_000_000_000;

    pub fn is_basic(self) -> bool {
        self.0 < GroupId::SUPERGROUPS
    }
    /// The id the Bot API uses: −100 followed by the MTProto id, or for a basic group just the negative.
    /// <https://core.telegram.org/api/bots/ids>
    pub fn bot_api(self) -> i64 {
        if self.is_basic() { -self.0 } else { -1_000_000_000_000 - self.0 }
    }
    /// The reverse of [`bot_api`](Self::bot_api); `None` for what is no group's id.
    pub fn from_bot_api(id: i64) -> Option<Self> {
        match -id {
            1..=1_000_000_000_000 => Some(GroupId(-id)),
            supergroup if supergroup > 0 => Some(GroupId(supergroup - 1_000_000_000_000)),
            _ => None,
        }
    }
}

impl MessageId {
    /// The topic this message opened, were it the first of one.
    pub fn as_topic(self) -> TopicId {
        TopicId(self.0)
    }
}

/// A chat as its viewer addresses it: a person (or bot) means the private chat with them, oneself means Saved Messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chat {
    User(UserId),
    Group(GroupId),
}

/// Where messages are numbered: each user has one box for all private chats and basic groups, each supergroup one for all
/// members. <https://core.telegram.org/api/channel#basic-groups>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BoxId {
    User(UserId),
    Group(GroupId),
}

impl Chat {
    /// The box in which `viewer` finds this chat's messages.
    pub fn mailbox(self, viewer: UserId) -> BoxId {
        match self {
            Chat::User(_) => BoxId::User(viewer),
            Chat::Group(group) if group.is_basic() => BoxId::User(viewer),
            Chat::Group(group) => BoxId::Group(group),
        }
    }
}
impl From<UserId> for Chat {
    fn from(id: UserId) -> Self {
        Chat::User(id)
    }
}
impl From<GroupId> for Chat {
    fn from(id: GroupId) -> Self {
        Chat::Group(id)
    }
}
