//! Telegram's updates as the product's events. Pure: what it has to look up comes in as a trait.
//!
//! - **Telegram's own senders end here**: nothing of them becomes an event, so nothing of them is ever stored (R11).
//! - **New messages come first in a batch, in the order of their ids**: a caught-up difference lists edits and reads before the
//!   messages they belong to. <https://core.telegram.org/method/updates.getDifference>
//! - **Groups and channels are heard where somebody opened them** ([`Lookup::follows`]). What was deleted in a supergroup is always
//!   told: it may be a desk, whose messages reach the product through the bot.

mod content;
mod people;
mod rooms;
#[cfg(test)]
pub(super) mod samples;
mod text;
mod thumbnail;

pub use content::{file_source, input_file, photo, photo_source, uploaded_file};
pub use people::{Introduction, Known, chat, identity, peer_id, user};
pub use rooms::named;
pub use text::input_entities;
pub use thumbnail::{Thumbnail, thumbnail};

use crate::domain::{
    AlbumId, BotMessageId, ClientMessageId, Content, Message, Origin, PeerId, RandomId, ReplyTo, RichText,
    SERVICE_SENDERS, UserId,
};
use crate::ports::{ClientEvent, Correspondent, CorrespondentKind};
use grammers_tl_types as tl;
use jiff::Timestamp;
use std::collections::HashMap;

/// What the account knows beyond the batch at hand.
pub trait Lookup {
    /// The peer as it was last introduced.
    fn known(&self, peer: PeerId) -> Option<Known>;
    /// Whether the messages of a group or channel are wanted.
    fn follows(&self, room: PeerId) -> bool;
    /// The random id that an own message was sent with, if it was sent from here.
    fn random_id(&self, peer: PeerId, message: &Message) -> Option<RandomId>;
}

/// The events of one batch of updates of the account `own`.
pub fn events(own: UserId, updates: &[tl::enums::Update], lookup: &dyn Lookup) -> Vec<ClientEvent> {
    let sent: HashMap<ClientMessageId, RandomId> = updates.iter().filter_map(sent_id).collect();
    let view = View { own, sent: &sent, lookup };
    let (mut messages, mut others) = (Vec::new(), Vec::new());
    for update in updates {
        match update {
            tl::enums::Update::NewMessage(new) => {
                messages.extend(view.new_message(&new.message));
                others.extend(view.passage(&new.message));
            }
            tl::enums::Update::NewChannelMessage(new) => messages.extend(view.new_message(&new.message)),
            update => others.extend(view.other(update)),
        }
    }
    messages.sort_by_key(|(id, _)| *id);
    messages.into_iter().map(|(_, event)| event).chain(others).collect()
}

/// Messages whose sender Telegram has not introduced: short updates carry no names. To be asked for before converting.
pub fn strangers(own: UserId, updates: &[tl::enums::Update], lookup: &dyn Lookup) -> Vec<ClientMessageId> {
    updates
        .iter()
        .filter_map(|update| match update {
            tl::enums::Update::NewMessage(new) => {
                let (peer, message) = message(&new.message)?;
                let heard = relayed(peer) && (peer.as_user().is_some() || lookup.follows(peer));
                let unknown = |peer: PeerId| peer != PeerId::User(own.0) && lookup.known(peer).is_none();
                (heard && (unknown(peer) || rooms::author(&new.message).is_some_and(unknown))).then_some(message.id)
            }
            _ => None,
        })
        .collect()
}

/// "The message with this random id has this id." <https://core.telegram.org/constructor/updateMessageID>
pub fn sent_id(update: &tl::enums::Update) -> Option<(ClientMessageId, RandomId)> {
    match update {
        tl::enums::Update::MessageId(sent) => Some((ClientMessageId(sent.id), RandomId(sent.random_id))),
        _ => None,
    }
}

/// Telegram's dates are seconds since 1970 in 32 bits: always within our range.
pub fn date(seconds: i32) -> Timestamp {
    Timestamp::from_second(i64::from(seconds)).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A message and the dialog it stands in; `None` for what is no part of a conversation.
pub fn message(raw: &tl::enums::Message) -> Option<(PeerId, Message)> {
    match raw {
        tl::enums::Message::Empty(_) => None,
        tl::enums::Message::Message(raw) => Some((
            peer_id(&raw.peer_id),
            Message {
                id: ClientMessageId(raw.id),
                origin: origin(raw.out),
                date: date(raw.date),
                content: content::content(raw),
                reply_to: raw.reply_to.as_ref().and_then(reply_to),
                album: raw.grouped_id.map(AlbumId),
                forwarded: None,
                writer: None,
            },
        )),
        tl::enums::Message::Service(raw) => {
            let peer = peer_id(&raw.peer_id);
            let content = match peer {
                PeerId::User(_) => {
                    Content::Other { kind: content::service_kind(&raw.action)?, caption: RichText::default() }
                }
                PeerId::Group(_) | PeerId::Channel(_) => rooms::is_told(&raw.action)?,
            };
            Some((
                peer,
                Message {
                    id: ClientMessageId(raw.id),
                    origin: origin(raw.out),
                    date: date(raw.date),
                    content,
                    reply_to: None,
                    album: None,
                    forwarded: None,
                    writer: None,
                },
            ))
        }
    }
}

fn origin(out: bool) -> Origin {
    if out { Origin::Account } else { Origin::Client }
}

/// A reply to a message of another chat has no target here: only its quote would be known.
fn reply_to(header: &tl::enums::MessageReplyHeader) -> Option<ReplyTo<ClientMessageId>> {
    let tl::enums::MessageReplyHeader::Header(header) = header else { return None };
    if header.reply_to_peer_id.is_some() {
        return None;
    }
    Some(ReplyTo { message: ClientMessageId(header.reply_to_msg_id?), quote: text::quote(header) })
}

fn relayed(peer: PeerId) -> bool {
    peer.as_user().is_none_or(|user| user.0 > 0 && !SERVICE_SENDERS.contains(&user))
}

struct View<'a> {
    own: UserId,
    sent: &'a HashMap<ClientMessageId, RandomId>,
    lookup: &'a dyn Lookup,
}

impl View<'_> {
    fn new_message(&self, raw: &tl::enums::Message) -> Option<(ClientMessageId, ClientEvent)> {
        let (from, message) = self.dialog_message(raw)?;
        let random_id = match message.origin {
            Origin::Account => {
                self.sent.get(&message.id).copied().or_else(|| self.lookup.random_id(from.peer, &message))
            }
            Origin::Client => None,
        };
        Some((message.id, ClientEvent::Message { from, message, random_id }))
    }

    fn other(&self, update: &tl::enums::Update) -> Option<ClientEvent> {
        use tl::enums::Update as U;
        match update {
            U::EditMessage(tl::types::UpdateEditMessage { message, .. })
            | U::EditChannelMessage(tl::types::UpdateEditChannelMessage { message, .. }) => {
                let (from, message) = self.dialog_message(message)?;
                Some(ClientEvent::Edited { from, message })
            }
            // An empty list is a stand-in for a change of position without content.
            U::DeleteMessages(deleted) if !deleted.messages.is_empty() => Some(ClientEvent::Deleted {
                channel: None,
                messages: deleted.messages.iter().copied().map(ClientMessageId).collect(),
            }),
            U::DeleteChannelMessages(deleted) if !deleted.messages.is_empty() => Some(ClientEvent::GroupDeleted {
                chat: PeerId::Channel(deleted.channel_id).chat_id(),
                messages: deleted.messages.iter().copied().map(BotMessageId).collect(),
            }),
            U::ReadHistoryOutbox(read) => {
                let peer = peer_id(&read.peer);
                relayed(peer).then_some(ClientEvent::ReadByClient { peer, up_to: ClientMessageId(read.max_id) })
            }
            U::ReadChannelOutbox(read) => {
                let peer = PeerId::Channel(read.channel_id);
                self.hears(peer).then_some(ClientEvent::ReadByClient { peer, up_to: ClientMessageId(read.max_id) })
            }
            U::MessageReactions(reacted) => {
                let peer = peer_id(&reacted.peer);
                if !self.hears(peer) {
                    return None;
                }
                let tl::enums::MessageReactions::Reactions(reactions) = &reacted.reactions;
                Some(ClientEvent::Reacted {
                    peer,
                    message: ClientMessageId(reacted.msg_id),
                    emoji: content::reaction_of_other(self.own, reactions),
                })
            }
            U::UserName(renamed) => {
                let peer = PeerId::User(renamed.user_id);
                let known = self.lookup.known(peer).filter(|known| known.kind == CorrespondentKind::Person)?;
                relayed(peer).then(|| ClientEvent::Renamed { from: known.correspondent(peer) })
            }
            // "Look at it anew": it may have another title, or be closed to the account. <https://core.telegram.org/constructor/updateChannel>
            U::Channel(changed) => self.room(PeerId::Channel(changed.channel_id)),
            // "Look at the user anew": only that it is gone is news.
            U::User(changed) => {
                let peer = PeerId::User(changed.user_id);
                let known = self.lookup.known(peer).filter(|known| known.identity.deleted)?;
                relayed(peer).then(|| ClientEvent::Renamed { from: known.correspondent(peer) })
            }
            // Without the flag it only says that an earlier login was confirmed.
            // <https://core.telegram.org/constructor/updateNewAuthorization>
            U::NewAuthorization(login) if login.unconfirmed => Some(ClientEvent::NewLogin),
            _ => None,
        }
    }

    /// By name; empty where Telegram does not say it.
    fn forwarder(&self, header: &tl::enums::MessageFwdHeader) -> String {
        let tl::enums::MessageFwdHeader::Header(header) = header;
        let known = header.from_id.as_ref().and_then(|from| self.lookup.known(peer_id(from)));
        known.map(|known| known.identity.full_name()).or_else(|| header.from_name.clone()).unwrap_or_default()
    }

    /// Whether what happens in a chat is told.
    fn hears(&self, peer: PeerId) -> bool {
        relayed(peer) && (peer.as_user().is_some() || self.lookup.follows(peer))
    }

    /// A group or channel as it introduces itself now.
    fn room(&self, peer: PeerId) -> Option<ClientEvent> {
        let known = self.lookup.known(peer).filter(|_| self.hears(peer))?;
        Some(ClientEvent::Renamed { from: known.correspondent(peer) })
    }

    /// What becomes of a group with a service message of its.
    fn passage(&self, raw: &tl::enums::Message) -> Option<ClientEvent> {
        if let Some((from, to)) = rooms::upgraded(raw).filter(|(from, _)| self.hears(*from)) {
            return Some(ClientEvent::Upgraded { from, to });
        }
        let peer = rooms::went_out(raw, self.own).filter(|peer| self.hears(*peer))?;
        let mut known = self.lookup.known(peer).unwrap_or_else(|| Known::nameless(peer));
        known.identity.deleted = true;
        Some(ClientEvent::Renamed { from: known.correspondent(peer) })
    }

    fn dialog_message(&self, raw: &tl::enums::Message) -> Option<(Correspondent, Message)> {
        let (peer, mut message) = named(raw, &|peer| self.lookup.known(peer))?;
        if let tl::enums::Message::Message(raw) = raw {
            message.forwarded = raw.fwd_from.as_ref().map(|header| self.forwarder(header));
        }
        if !self.hears(peer) {
            return None;
        }
        let mut known = self.lookup.known(peer).unwrap_or_else(|| Known::nameless(peer));
        if peer == PeerId::User(self.own.0) {
            known.kind = CorrespondentKind::Own;
        }
        Some((known.correspondent(peer), message))
    }
}

#[cfg(test)]
mod tests;
