//! Who a peer is: Telegram's users and chats as [`Known`] correspondents.
//!
//! **An incomplete (`min`) introduction never replaces a complete one**: it may lack the username and phone.
//! <https://core.telegram.org/api/min>

use crate::domain::{ClientIdentity, PeerId, UserId};
use crate::ports::{Correspondent, CorrespondentKind};
use grammers_tl_types as tl;

/// A peer as it introduced itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Known {
    pub kind: CorrespondentKind,
    pub identity: ClientIdentity,
}

impl Known {
    pub fn correspondent(self, peer: PeerId) -> Correspondent {
        Correspondent { peer, kind: self.kind, identity: self.identity }
    }

    /// A peer that Telegram did not introduce: no name, but not lost.
    pub fn nameless(peer: PeerId) -> Known {
        let kind = match peer {
            PeerId::User(_) => CorrespondentKind::Person,
            PeerId::Group(_) => CorrespondentKind::Group,
            PeerId::Channel(_) => CorrespondentKind::Channel,
        };
        let identity = ClientIdentity { user: peer.as_user(), ..ClientIdentity::default() };
        Known { kind, identity }
    }
}

/// One introduction out of a batch.
pub struct Introduction {
    pub peer: PeerId,
    pub known: Known,
    /// What a request has to present to name this peer; absent in incomplete introductions.
    pub access_hash: Option<i64>,
    /// Incomplete: only for filling in where nothing is known.
    pub min: bool,
}

pub fn peer_id(peer: &tl::enums::Peer) -> PeerId {
    match peer {
        tl::enums::Peer::User(user) => PeerId::User(user.user_id),
        tl::enums::Peer::Chat(chat) => PeerId::Group(chat.chat_id),
        tl::enums::Peer::Channel(channel) => PeerId::Channel(channel.channel_id),
    }
}

/// `None` for placeholders that carry no name.
pub fn user(user: &tl::enums::User) -> Option<Introduction> {
    let tl::enums::User::User(user) = user else { return None };
    let kind = match (user.is_self, user.bot) {
        (true, _) => CorrespondentKind::Own,
        (_, true) => CorrespondentKind::Bot,
        _ => CorrespondentKind::Person,
    };
    Some(Introduction {
        peer: PeerId::User(user.id),
        known: Known { kind, identity: identity(user) },
        access_hash: user.access_hash.filter(|_| !user.min),
        min: user.min,
    })
}

/// How a user introduces itself.
pub fn identity(user: &tl::types::User) -> ClientIdentity {
    let first_active = || {
        user.usernames
            .iter()
            .flatten()
            .find_map(|tl::enums::Username::Username(name)| name.active.then(|| name.username.clone()))
    };
    ClientIdentity {
        first_name: user.first_name.clone().unwrap_or_default(),
        last_name: user.last_name.clone().filter(|name| !name.is_empty()),
        username: user.username.clone().or_else(first_active),
        phone: user.phone.clone().filter(|phone| !phone.is_empty()),
        user: Some(UserId(user.id)),
        deleted: user.deleted,
    }
}

/// `None` for placeholders that carry no name.
pub fn chat(chat: &tl::enums::Chat) -> Option<Introduction> {
    use tl::enums::Chat as C;
    let out = match chat {
        C::Chat(chat) => chat.left || chat.deactivated,
        C::Channel(channel) => channel.left,
        C::Forbidden(_) | C::ChannelForbidden(_) => true,
        _ => false,
    };
    let (peer, kind, title, username, access_hash, min) = match chat {
        C::Empty(_) => return None,
        C::Chat(chat) => (PeerId::Group(chat.id), CorrespondentKind::Group, &chat.title, None, None, false),
        C::Forbidden(chat) => (PeerId::Group(chat.id), CorrespondentKind::Group, &chat.title, None, None, false),
        C::Channel(channel) => (
            PeerId::Channel(channel.id),
            if channel.broadcast { CorrespondentKind::Channel } else { CorrespondentKind::Group },
            &channel.title,
            channel.username.clone(),
            channel.access_hash.filter(|_| !channel.min),
            channel.min,
        ),
        C::ChannelForbidden(channel) => (
            PeerId::Channel(channel.id),
            if channel.broadcast { CorrespondentKind::Channel } else { CorrespondentKind::Group },
            &channel.title,
            None,
            Some(channel.access_hash),
            false,
        ),
        // Communities bundle chats; nobody writes in them.
        C::Community(_) | C::CommunityForbidden(_) => return None,
    };
    let identity = ClientIdentity { first_name: title.clone(), username, deleted: out, ..ClientIdentity::default() };
    Some(Introduction { peer, known: Known { kind, identity }, access_hash, min })
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use tl::types as t;

    #[test]
    fn a_person_a_bot_and_the_account_itself_are_told_apart() {
        let kinds = [
            (samples::user(7, "Ivan"), CorrespondentKind::Person),
            (t::User { bot: true, ..samples::user(8, "Helper") }, CorrespondentKind::Bot),
            (t::User { is_self: true, ..samples::user(1, "Sales") }, CorrespondentKind::Own),
        ];
        for (raw, kind) in kinds {
            assert_eq!(user(&raw.into()).expect("it has a name").known.kind, kind);
        }
    }

    #[test]
    fn the_first_active_collectible_username_stands_in() {
        let name = |active, username: &str| {
            t::Username { editable: false, active, deletable: false, expired: false, username: username.into() }.into()
        };
        let raw = t::User { usernames: Some(vec![name(false, "old"), name(true, "new")]), ..samples::user(7, "Ivan") };
        assert_eq!(identity(&raw).username.as_deref(), Some("new"));
    }

    #[test]
    fn an_incomplete_introduction_gives_no_access() {
        let raw = t::User { min: true, ..samples::user(7, "Ivan") };
        let introduction = user(&raw.into()).expect("it has a name");
        assert!(introduction.min && introduction.access_hash.is_none());
    }
}
