//! Groups and channels: who wrote what in them, and what their service messages say.

use super::people::{Known, peer_id};
use super::{PeerId, content};
use crate::domain::{Content, ContentKind, EntityKind, GroupDeed, Message, RichText, UserId, Writer};
use grammers_tl_types as tl;

/// A message and the dialog it stands in, with the names of those it is of; see [`super::message`].
pub fn named(raw: &tl::enums::Message, known: &dyn Fn(PeerId) -> Option<Known>) -> Option<(PeerId, Message)> {
    let (peer, mut message) = super::message(raw)?;
    if peer.as_user().is_some() {
        return Some((peer, message));
    }
    let name = |peer| known(peer).map(|known| known.identity.full_name()).unwrap_or_default();
    let from = author(raw).unwrap_or(peer);
    if message.origin == crate::domain::Origin::Client {
        message.writer = Some(Writer { peer: from, name: name(from) });
    }
    if let tl::enums::Message::Service(raw) = raw
        && let Some((deed, about)) = deed(&raw.action, from.as_user())
    {
        let mut caption = RichText::default();
        match about {
            About::Nothing => {}
            About::Title(title) => caption.push_str(&title),
            About::People(people) => {
                for (place, user) in people.into_iter().enumerate() {
                    caption.push_str(if place == 0 { "" } else { ", " });
                    caption.push_as(EntityKind::TextMention { user }, &RichText::plain(name(PeerId::User(user))));
                }
            }
        }
        message.content = Content::Other { kind: ContentKind::InGroup(deed), caption };
    }
    Some((peer, message))
}

/// Who wrote it, where Telegram says so: anonymous admins and posts of channels are of the chat itself.
/// <https://core.telegram.org/constructor/message>
pub fn author(raw: &tl::enums::Message) -> Option<PeerId> {
    let from = match raw {
        tl::enums::Message::Message(message) => message.from_id.as_ref(),
        tl::enums::Message::Service(message) => message.from_id.as_ref(),
        tl::enums::Message::Empty(_) => None,
    };
    from.map(peer_id)
}

/// What a service message of a group is about.
enum About {
    Nothing,
    Title(String),
    People(Vec<i64>),
}

/// What happened in a group; `None` for its housekeeping: topics, themes, boosts, the history that was cleared.
/// <https://core.telegram.org/type/MessageAction>
fn deed(action: &tl::enums::MessageAction, by: Option<UserId>) -> Option<(GroupDeed, About)> {
    use tl::enums::MessageAction as A;
    Some(match action {
        A::ChatCreate(made) => (GroupDeed::Founded, About::Title(made.title.clone())),
        A::ChannelCreate(made) => (GroupDeed::Founded, About::Title(made.title.clone())),
        A::ChatJoinedByLink(_) | A::ChatJoinedByRequest => (GroupDeed::Joined, About::Nothing),
        // Who comes in by themselves adds themselves.
        A::ChatAddUser(added) if by.is_some_and(|by| added.users == [by.0]) => (GroupDeed::Joined, About::Nothing),
        A::ChatAddUser(added) => (GroupDeed::Added, About::People(added.users.clone())),
        A::ChatDeleteUser(gone) if by.is_some_and(|by| gone.user_id == by.0) => (GroupDeed::Left, About::Nothing),
        A::ChatDeleteUser(gone) => (GroupDeed::Removed, About::People(vec![gone.user_id])),
        A::ChatEditTitle(renamed) => (GroupDeed::Renamed, About::Title(renamed.title.clone())),
        A::ChatEditPhoto(_) | A::ChatDeletePhoto => (GroupDeed::Pictured, About::Nothing),
        A::PinMessage => (GroupDeed::Pinned, About::Nothing),
        _ => return None,
    })
}

/// Whether a service message of a group says something that is told.
pub(super) fn is_told(action: &tl::enums::MessageAction) -> Option<Content> {
    if let Some(kind) = content::service_kind(action) {
        return Some(Content::Other { kind, caption: RichText::default() });
    }
    let (deed, _) = deed(action, None)?;
    Some(Content::Other { kind: ContentKind::InGroup(deed), caption: RichText::default() })
}

/// The supergroup that a group has become. <https://core.telegram.org/constructor/messageActionChatMigrateTo>
pub fn upgraded(raw: &tl::enums::Message) -> Option<(PeerId, PeerId)> {
    match raw {
        tl::enums::Message::Service(raw) => match &raw.action {
            tl::enums::MessageAction::ChatMigrateTo(to) => {
                Some((peer_id(&raw.peer_id), PeerId::Channel(to.channel_id)))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The group out of which somebody was taken, or went. <https://core.telegram.org/constructor/messageActionChatDeleteUser>
pub fn went_out(raw: &tl::enums::Message, user: UserId) -> Option<PeerId> {
    match raw {
        tl::enums::Message::Service(raw) => match &raw.action {
            tl::enums::MessageAction::ChatDeleteUser(gone) if gone.user_id == user.0 => Some(peer_id(&raw.peer_id)),
            _ => None,
        },
        _ => None,
    }
}
