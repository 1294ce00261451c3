//! Ids. Each is its own type, and its doc says within what it is unique.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// A managed account, unique within the agency. Ours, not Telegram's: it exists before the login is finished.
    AccountId(u32)
}
id! {
    /// A member of the team: their Telegram user id, which is also the id of their private chat with the bot.
    MemberId(i64)
}
id! {
    /// A Telegram user, unique within Telegram.
    UserId(i64)
}
id! {
    /// A bot of the agency: its Telegram user id.
    BotId(i64)
}
id! {
    /// A chat in the numbering of the Bot API: users positive, groups negative, supergroups `-100…`.
    ChatId(i64)
}
id! {
    /// A topic of a forum, unique within its chat: the id of the service message that created it.
    TopicId(i32)
}
id! {
    /// A message of a group or of a private chat with the bot, as bots number it. Unique within its chat.
    BotMessageId(i32)
}
id! {
    /// A message as an account numbers it: unique within the account for private chats and basic groups, within the
    /// chat for supergroups and channels.
    ClientMessageId(i32)
}
id! {
    /// The record kept about a client, unique within the agency.
    ContactId(u64)
}
id! {
    /// An entry of the outbox. Grows with time: the order of ids is the order of enqueueing.
    OutboxId(u64)
}
id! {
    /// An update as the Bot API numbers it, unique within its bot.
    UpdateId(u32)
}
id! {
    /// The id a sender gives to a message so that a repeated send is recognized. Unique within the account.
    /// <https://core.telegram.org/method/messages.sendMessage>
    RandomId(i64)
}
id! {
    /// Messages with the same one are shown together as an album. Unique within their chat.
    /// <https://core.telegram.org/api/files#albums-grouped-media>
    AlbumId(i64)
}
id! {
    /// An invite, unique within the agency.
    InviteId(u64)
}
id! {
    /// A note, about a contact or of a member, unique within the agency.
    NoteId(u64)
}
id! {
    /// A template, unique within the agency.
    TemplateId(u64)
}
id! {
    /// An entry of the ledger, unique within the agency. Grows with time.
    EntryId(u64)
}

id! {
    /// A login in progress. Lives in memory only; a restart ends it.
    LoginId(u64)
}

/// The other side of a dialog, unique within Telegram.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum PeerId {
    User(i64),
    /// A basic group.
    Group(i64),
    /// A supergroup or a channel.
    Channel(i64),
}

impl PeerId {
    /// The chat as the Bot API numbers it. <https://core.telegram.org/api/bots/ids>
    pub fn chat_id(self) -> ChatId {
        match self {
            PeerId::User(id) => ChatId(id),
            PeerId::Group(id) => ChatId(-id),
            PeerId::Channel(id) => ChatId(-1_000_000_000_000 - id),
        }
    }

    /// The inverse of [`PeerId::chat_id`].
    pub fn from_chat_id(chat: ChatId) -> PeerId {
        match chat.0 {
            id if id > 0 => PeerId::User(id),
            id if id > -1_000_000_000_000 => PeerId::Group(-id),
            id => PeerId::Channel(-1_000_000_000_000 - id),
        }
    }

    pub fn as_user(self) -> Option<UserId> {
        match self {
            PeerId::User(id) => Some(UserId(id)),
            _ => None,
        }
    }
}

/// One chat of one account, unique within the agency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct DialogId {
    pub account: AccountId,
    pub peer: PeerId,
}

impl From<MemberId> for ChatId {
    /// The member's panel: their private chat with the bot.
    fn from(member: MemberId) -> ChatId {
        ChatId(member.0)
    }
}

impl From<MemberId> for UserId {
    fn from(member: MemberId) -> UserId {
        UserId(member.0)
    }
}

/// Telegram's own senders: never relayed, listed, counted or stored (R11).
/// 777000 delivers login codes, 42777 is its older twin, 489000 is Verification Codes.
pub const SERVICE_SENDERS: [UserId; 3] = [UserId(777_000), UserId(42_777), UserId(489_000)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peers_and_bot_api_chats_are_the_same_numbers_both_ways() {
        for peer in [PeerId::User(7), PeerId::Group(9), PeerId::Channel(1234)] {
            assert_eq!(PeerId::from_chat_id(peer.chat_id()), peer);
        }
        assert_eq!(PeerId::Channel(1234).chat_id(), ChatId(-1_000_000_001_234));
    }
}
