//! What happened. **Every applied change is one event, numbered without holes, with a snapshot of what it changed:
//! doors, waiting tests and transcripts read this log and nothing else.**
use super::faults::{Door, Effect};
use super::group::Role;
use super::ids::{BoxId, Chat, GroupId, MessageId, Origin, PressId, SessionId, TopicId, UserId};
use super::message::{Emoji, Message};
use crate::clock::Time;

#[derive(Clone, Debug)]
pub struct Event {
    /// Position in the log, from 0.
    pub seq: u64,
    pub at: Time,
    pub origin: Option<Origin>,
    pub what: Change,
}

#[derive(Clone, Debug)]
pub enum Change {
    /// A message appeared in a box. A private message is two events, the sender's copy first.
    Sent {
        mailbox: BoxId,
        message: Box<Message>,
        pts: i32,
    },
    /// Text, media or keyboard changed.
    Edited {
        mailbox: BoxId,
        message: Box<Message>,
        pts: i32,
    },
    /// Gone from this box; the snapshots are the last state.
    Deleted {
        mailbox: BoxId,
        chat: Chat,
        messages: Vec<Message>,
        pts: i32,
    },
    /// A pin was set or taken.
    Pinned {
        mailbox: BoxId,
        chat: Chat,
        message: MessageId,
        pinned: bool,
        pts: i32,
    },
    /// Media was looked at, or a voice message heard.
    LookedAt {
        mailbox: BoxId,
        message: MessageId,
        pts: i32,
    },
    /// `by` changed their reactions. The snapshot is the owner's copy, after the change.
    Reacted {
        mailbox: BoxId,
        message: Box<Message>,
        by: UserId,
        old: Vec<Emoji>,
        new: Vec<Emoji>,
    },
    /// `reader` has read `chat` up to `max`. `pts` for private chats (the reader's box).
    ReadInbox {
        reader: UserId,
        chat: Chat,
        max: MessageId,
        unread: u32,
        pts: Option<i32>,
    },
    /// What `owner` wrote in `chat` was read up to `max`. `pts` for private chats (the owner's box).
    ReadOutbox {
        owner: UserId,
        chat: Chat,
        max: MessageId,
        pts: Option<i32>,
    },
    Typing {
        from: UserId,
        chat: Chat,
        topic: Option<TopicId>,
    },
    /// Somebody's role changed. `invite`: the link used. `requested`: through an approved request.
    Member {
        group: GroupId,
        user: UserId,
        by: UserId,
        old: Role,
        new: Role,
        invite: Option<String>,
        requested: bool,
    },
    JoinRequested {
        group: GroupId,
        user: UserId,
        invite: String,
    },
    /// Title, username, forum flag, protection …
    GroupChanged {
        group: GroupId,
    },
    /// A button was pressed (or its bytes were made up by a client).
    Pressed(Press),
    Answered {
        press: PressId,
        bot: UserId,
        user: UserId,
        answer: PressAnswer,
    },
    Blocked {
        by: UserId,
        user: UserId,
        blocked: bool,
    },
    UserChanged {
        user: UserId,
    },
    /// Somebody shows another profile photo, or none.
    Portrayed {
        user: UserId,
    },
    /// A signed-in phone accepted the login token shown by this session.
    TokenAccepted {
        session: SessionId,
    },
    SignedIn {
        user: UserId,
        session: SessionId,
    },
    /// A client of `user` was so far behind in a box that it was told to start over: what happened before is told to it by nobody.
    PassedOver {
        user: UserId,
        mailbox: BoxId,
    },
    /// Connections of a person are not what they were.
    Stranded {
        user: UserId,
    },
    Revoked {
        user: UserId,
        session: SessionId,
    },
    /// Connections of `user` are to be closed.
    Cut {
        user: UserId,
    },
    /// Ordered trouble struck a call of `actor`. What the call did, if anything, stands before it.
    Struck {
        door: Door,
        method: String,
        actor: Option<UserId>,
        effect: Effect,
    },
}

/// A button press on its way to the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    pub id: PressId,
    pub user: UserId,
    pub bot: UserId,
    /// As the bot addresses it.
    pub chat: Chat,
    /// The bot's own id of the message.
    pub message: MessageId,
    pub data: Vec<u8>,
}

/// What the bot showed to whoever pressed. <https://core.telegram.org/bots/api#answercallbackquery>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PressAnswer {
    pub text: Option<String>,
    pub alert: bool,
    pub url: Option<String>,
}
