//! Supergroups and channels, their members, topics and invitations.
//! **A group has exactly one creator for ever; a topic's id is the id of the message that opened it; General is 1.**
//! <https://core.telegram.org/api/channel>, <https://core.telegram.org/api/forum>, <https://core.telegram.org/api/invites>
use super::ids::{GroupId, MessageId, TopicId, UserId};
use super::mailbox::Mailbox;
use crate::clock::Time;
use std::collections::BTreeMap;

/// A supergroup, a channel, or a basic group.
#[derive(Clone, Debug)]
pub struct Group {
    pub id: GroupId,
    pub title: String,
    pub about: String,
    /// Set: the group is public.
    pub username: Option<String>,
    pub created: Time,
    pub forum: bool,
    /// A channel: administrators post in its name, everybody else reads. <https://core.telegram.org/api/channel#channels>
    ///
    /// All its administrators may post here; on Telegram that is a right of its own.
    pub broadcast: bool,
    /// Members' messages cannot be forwarded or saved.
    pub protected: bool,
    /// A channel this group is the discussion of.
    pub linked: Option<GroupId>,
    /// Everyone who was ever here, with what they are now.
    pub members: BTreeMap<UserId, Member>,
    pub topics: BTreeMap<TopicId, Topic>,
    /// Whether General is kept out of sight.
    pub general_hidden: bool,
    pub invites: BTreeMap<String, Invite>,
    pub requests: Vec<JoinRequest>,
    /// What plain members may do.
    pub permissions: Permissions,
    /// Seconds a plain member waits between two messages. <https://core.telegram.org/method/channels.toggleSlowMode>
    pub slow_mode: Option<u32>,
    /// When members last wrote.
    pub(super) spoken: BTreeMap<UserId, Time>,
    /// Seconds after which new messages vanish; 0: they stay.
    pub timer: u32,
    /// The basic group it once was.
    pub upgraded_from: Option<GroupId>,
    /// The supergroup this basic group has become; nothing happens here any more.
    pub migrated_to: Option<GroupId>,
    pub mailbox: Mailbox,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub role: Role,
    pub since: Time,
    pub invited_by: Option<UserId>,
    /// Read up to here, in the group's numbering.
    pub read: MessageId,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    Creator {
        anonymous: bool,
    },
    Admin {
        rights: Rights,
        by: UserId,
        title: Option<String>,
    },
    Member,
    /// A member who may less than the others. <https://core.telegram.org/api/rights#restrictions>
    Restricted {
        may: Permissions,
        until: Option<Time>,
    },
    /// In the past a member.
    Left,
    Banned {
        until: Option<Time>,
    },
}

impl Role {
    pub fn is_in(&self) -> bool {
        matches!(self, Role::Creator { .. } | Role::Admin { .. } | Role::Member | Role::Restricted { .. })
    }
    /// The rights it carries: all for the creator, none for a plain member.
    pub fn rights(&self) -> Rights {
        match self {
            Role::Creator { anonymous } => Rights { anonymous: *anonymous, ..Rights::ALL },
            Role::Admin { rights, .. } => *rights,
            _ => Rights::NONE,
        }
    }
    pub fn is_admin(&self) -> bool {
        matches!(self, Role::Creator { .. } | Role::Admin { .. })
    }
}

/// What an administrator may do. <https://core.telegram.org/constructor/chatAdminRights>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    pub change_info: bool,
    pub delete_messages: bool,
    pub ban_users: bool,
    pub invite_users: bool,
    pub pin_messages: bool,
    pub add_admins: bool,
    pub manage_topics: bool,
    pub manage_call: bool,
    /// Messages are signed with the group instead of the person.
    pub anonymous: bool,
    /// Being an administrator at all: see statistics, the log, hidden members.
    pub other: bool,
}

impl Rights {
    pub const NONE: Rights = Rights {
        change_info: false,
        delete_messages: false,
        ban_users: false,
        invite_users: false,
        pin_messages: false,
        add_admins: false,
        manage_topics: false,
        manage_call: false,
        anonymous: false,
        other: false,
    };
    /// Everything but anonymity.
    pub const ALL: Rights = Rights {
        change_info: true,
        delete_messages: true,
        ban_users: true,
        invite_users: true,
        pin_messages: true,
        add_admins: true,
        manage_topics: true,
        manage_call: true,
        anonymous: false,
        other: true,
    };
    fn bits(self) -> [bool; 8] {
        [
            self.change_info,
            self.delete_messages,
            self.ban_users,
            self.invite_users,
            self.pin_messages,
            self.add_admins,
            self.manage_topics,
            self.manage_call,
        ]
    }
    pub fn is_empty(self) -> bool {
        self == Rights::NONE
    }
    /// Whether whoever holds `self` may hand out `wanted`.
    pub fn covers(self, wanted: Rights) -> bool {
        wanted.bits().iter().zip(self.bits()).all(|(want, have)| !want || have)
    }
}

/// What plain members may do. <https://core.telegram.org/constructor/chatBannedRights>, the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permissions {
    pub send: bool,
    pub invite: bool,
    pub pin: bool,
    pub change_info: bool,
    pub manage_topics: bool,
}
impl Permissions {
    /// Nothing is withheld.
    pub const ALL: Permissions =
        Permissions { send: true, invite: true, pin: true, change_info: true, manage_topics: true };

    fn and(self, other: Permissions) -> Permissions {
        Permissions {
            send: self.send && other.send,
            invite: self.invite && other.invite,
            pin: self.pin && other.pin,
            change_info: self.change_info && other.change_info,
            manage_topics: self.manage_topics && other.manage_topics,
        }
    }
}
impl Default for Permissions {
    /// A new supergroup: members write and invite; pinning, topics and info are for administrators.
    fn default() -> Self {
        Permissions { send: true, invite: true, pin: false, change_info: false, manage_topics: false }
    }
}

/// A forum topic. Deleted topics stay, so that writing into one can be told from writing into nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    pub id: TopicId,
    pub title: String,
    /// RGB, one of the six that clients offer.
    pub color: i32,
    pub emoji: Option<i64>,
    pub by: UserId,
    pub created: Time,
    pub state: TopicState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicState {
    Open,
    Closed,
    Deleted,
}

/// An invitation link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// What follows `t.me/+`.
    pub hash: String,
    pub by: UserId,
    pub name: Option<String>,
    pub created: Time,
    pub expires: Option<Time>,
    pub limit: Option<u32>,
    pub uses: u32,
    /// Whoever follows it waits for an administrator.
    pub approval: bool,
    pub revoked: bool,
    /// The creator's primary link.
    pub primary: bool,
}

impl Invite {
    pub fn url(&self) -> String {
        format!("https://t.me/+{}", self.hash)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinRequest {
    pub user: UserId,
    pub invite: String,
    pub at: Time,
    pub state: RequestState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestState {
    Pending,
    Approved,
    Declined,
}

impl Group {
    /// What `user` is here; `Left` for a stranger.
    pub fn role(&self, user: UserId) -> Role {
        self.members.get(&user).map_or(Role::Left, |m| m.role.clone())
    }
    /// What a member may do here without any administrator right.
    pub fn may(&self, user: UserId) -> Permissions {
        match self.members.get(&user).map(|m| &m.role) {
            Some(Role::Restricted { may, .. }) => self.permissions.and(*may),
            _ => self.permissions,
        }
    }
    pub fn is_member(&self, user: UserId) -> bool {
        self.members.get(&user).is_some_and(|m| m.role.is_in())
    }
    /// Those who are in now.
    pub fn present(&self) -> impl Iterator<Item = (UserId, &Member)> {
        self.members.iter().filter(|(_, m)| m.role.is_in()).map(|(u, m)| (*u, m))
    }
    pub fn creator(&self) -> Option<UserId> {
        self.members.iter().find(|(_, m)| matches!(m.role, Role::Creator { .. })).map(|(u, _)| *u)
    }
}
