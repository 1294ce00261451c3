//! What Telegram passes over because it was too much.
//!
//! An account that was away for too long gets no difference (`updates.differenceTooLong`), only a new position: its chats are to be
//! fetched anew. <https://core.telegram.org/constructor/updates.differenceTooLong>
//!
//! grammers goes on from that position, with a batch in which nothing is. So whenever a batch is empty, and Telegram is much further
//! than the stored position, the chats in which something came since are read one by one (R7).
//!
//! The groups and channels that somebody opened are read on from what is known of them at every start ([`in_rooms`]).
//!
//! **The stored position moves only afterwards**: whatever fails is asked for again. What comes twice changes nothing. Of messages
//! that stood there before, neither edits nor deletions can be learned this way.

use super::connection::Link;
use super::convert::{self, Known, Lookup};
use super::delivery::{input_peer, messages};
use super::errors::{Trouble, trouble};
use super::reading;
use super::receiver::introduce_all;
use crate::domain::{ClientMessageId, Message, PeerId, RandomId, UserId};
use crate::ports::{AccountIntake, ClientEvent};
use grammers_session::Session;
use grammers_tl_types as tl;
use jiff::Timestamp;
use tracing::warn;

/// Nearer than this to the stored position nothing was passed over: it is what came while it was asked.
const NEAR: i32 = 100;
/// The date of a position is that of the last answer, and what the position does not reach may be a little older: so many seconds
/// before it are read as well.
const EARLIER: i32 = 60;
/// Messages of one answer. <https://core.telegram.org/method/messages.getHistory>
const AT_ONCE: i32 = 100;

/// From when and up to which position the chats with people were read as they stand.
#[derive(Clone, Copy, Default)]
pub struct Reread {
    since: i32,
    pts: i32,
}

impl Reread {
    /// Whether what was read knows better than an edit that was on its way meanwhile: it may show a later one already, which this
    /// one would take back until it comes as well.
    pub fn is_later_than(self, update: &tl::enums::Update) -> bool {
        let tl::enums::Update::EditMessage(edit) = update else { return false };
        let tl::enums::Message::Message(message) = &edit.message else { return false };
        // Basic groups have the same position, and are not read.
        let with_person = matches!(message.peer_id, tl::enums::Peer::User(_));
        with_person && edit.pts <= self.pts && message.date >= self.since
    }
}

/// What happened since the stored position, where Telegram is far beyond it.
pub async fn events(
    link: &Link,
    own: UserId,
    lookup: &(dyn Lookup + Sync),
) -> Result<Option<(Vec<ClientEvent>, Reread)>, Trouble> {
    let stored = link.session.updates_state().await?;
    let tl::enums::updates::State::State(now) =
        link.invoke(&tl::functions::updates::GetState {}).await.map_err(|error| trouble(&error))?;
    let behind = now.pts.saturating_sub(stored.pts);
    if stored.pts == 0 || behind < NEAR {
        return Ok(None);
    }
    warn!(account.id = %link.session.account(), behind, "so much happened to an account that its chats are read one by one");
    let (mut updates, mut reads) = (Vec::new(), Vec::new());
    let since = stored.date.saturating_sub(EARLIER);
    for Listed { peer, read, changed } in listed_since(link, convert::date(since)).await? {
        reads.extend(read.map(|up_to| ClientEvent::ReadByClient { peer, up_to }));
        if !changed {
            continue;
        }
        for message in history_since(link, peer, since).await? {
            let (pts, pts_count) = (0, 0);
            if matches!(&message, tl::enums::Message::Message(message) if message.edit_date.is_some()) {
                updates.push(tl::types::UpdateEditMessage { message: message.clone(), pts, pts_count }.into());
            }
            updates.push(tl::types::UpdateNewMessage { message, pts, pts_count }.into());
        }
    }
    let events = convert::events(own, &updates, lookup).into_iter().chain(reads).collect();
    Ok(Some((events, Reread { since, pts: now.pts })))
}

/// A person's chat in the list.
struct Listed {
    peer: PeerId,
    /// Up to where they have read.
    read: Option<ClientMessageId>,
    /// Whether something came since.
    changed: bool,
}

/// The people in whose chats something came since, and those who are listed between them: they may have read since.
async fn listed_since(link: &Link, since: Timestamp) -> Result<Vec<Listed>, Trouble> {
    let (mut found, mut from) = (Vec::new(), None);
    loop {
        let page = reading::dialogs(link, from).await?;
        let latest =
            |dialog: &crate::ports::ListedDialog| dialog.latest.as_ref().is_some_and(|said| said.date >= since);
        let people = page.dialogs.iter().filter(|dialog| dialog.with.peer.as_user().is_some());
        found.extend(people.map(|dialog| Listed {
            peer: dialog.with.peer,
            read: dialog.read,
            changed: latest(dialog),
        }));
        // The latest come first, apart from those that are pinned.
        let over = page.next.is_none_or(|next| convert::date(next.date) < since);
        match page.next {
            Some(next) if !over => from = Some(next),
            _ => return Ok(found),
        }
    }
}

/// What was said in the groups and channels that are followed while the account was not connected: their own positions are only kept
/// as far as something came since (see the session), so they are read on from the newest message that is known. What the difference
/// tells once more changes nothing.
pub async fn in_rooms(link: &Link, own: UserId, intake: &dyn AccountIntake) -> Result<(), Trouble> {
    let account = link.session.account();
    let followed = intake.followed(account).map_err(|_| Trouble::Passing)?;
    for (peer, known) in &followed {
        // A basic group shares the account's own position.
        let (PeerId::Channel(_), Some(known)) = (peer, known) else { continue };
        let updates = match missed_in(link, *peer, *known).await {
            Ok(updates) => updates,
            // It is closed to the account by now: it will be told so.
            Err(Trouble::Refused(reason)) => {
                warn!(account.id = %account, ?reason, "a group cannot be read");
                continue;
            }
            Err(trouble) => return Err(trouble),
        };
        let view = Rooms { link, followed: &followed };
        let events = convert::events(own, &updates, &view);
        if !events.is_empty() {
            intake.events(account, events).await.map_err(|_| Trouble::Passing)?;
        }
    }
    Ok(())
}

/// The messages of a group or channel behind one, as they would have come.
async fn missed_in(link: &Link, peer: PeerId, known: ClientMessageId) -> Result<Vec<tl::enums::Update>, Trouble> {
    let new = |message: &tl::enums::Message| {
        tl::types::UpdateNewChannelMessage { message: message.clone(), pts: 0, pts_count: 0 }.into()
    };
    let found = history_while(link, peer, |message| message.id() > known.0).await?;
    Ok(found.iter().map(new).collect())
}

/// What is known while rooms are read on.
struct Rooms<'a> {
    link: &'a Link,
    followed: &'a [(PeerId, Option<ClientMessageId>)],
}

impl Lookup for Rooms<'_> {
    fn known(&self, peer: PeerId) -> Option<Known> {
        self.link.session.known(peer)
    }
    fn follows(&self, room: PeerId) -> bool {
        self.followed.iter().any(|(peer, _)| *peer == room)
    }
    fn random_id(&self, peer: PeerId, message: &Message) -> Option<RandomId> {
        self.link.sent.random_id(peer, message)
    }
}

/// The messages of a chat since then, newest first.
async fn history_since(link: &Link, peer: PeerId, since: i32) -> Result<Vec<tl::enums::Message>, Trouble> {
    history_while(link, peer, |message| date(message).is_none_or(|date| date >= since)).await
}

/// The messages of a chat as far back as they are new, newest first.
async fn history_while(
    link: &Link,
    peer: PeerId,
    new: impl Fn(&tl::enums::Message) -> bool,
) -> Result<Vec<tl::enums::Message>, Trouble> {
    let mut found: Vec<tl::enums::Message> = Vec::new();
    loop {
        let request = tl::functions::messages::GetHistory {
            peer: input_peer(link, peer)?,
            offset_id: found.last().map_or(0, tl::enums::Message::id),
            offset_date: 0,
            add_offset: 0,
            limit: AT_ONCE,
            max_id: 0,
            min_id: 0,
            hash: 0,
        };
        let answer = link.invoke(&request).await.map_err(|error| trouble(&error))?;
        introduce_all(&link.session, &answer).await?;
        let page = messages(&answer);
        let before = found.len();
        found.extend(page.iter().take_while(|message| new(message)).cloned());
        if page.is_empty() || found.len() - before < page.len() {
            return Ok(found);
        }
    }
}

/// When a message was sent.
fn date(message: &tl::enums::Message) -> Option<i32> {
    match message {
        tl::enums::Message::Message(message) => Some(message.date),
        tl::enums::Message::Service(message) => Some(message.date),
        tl::enums::Message::Empty(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::convert::samples;
    use super::*;

    #[test]
    fn only_what_was_read_knows_better_than_an_edit_that_was_queued() {
        let person = samples::peer(7);
        let group = tl::enums::Peer::from(tl::types::PeerChat { chat_id: 7 });
        let read = Reread { since: 100, pts: 50 };
        for (what, peer, date, pts, known) in [
            ("a person's message that was read", &person, 100, 50, true),
            ("an edit from after it was read", &person, 100, 51, false),
            ("an older message, which is not read", &person, 99, 50, false),
            ("one of a basic group, which is not read", &group, 100, 50, false),
        ] {
            let message = tl::types::Message { date, peer_id: peer.clone(), ..samples::message(5, 7, "New") };
            let edit = tl::types::UpdateEditMessage { message: message.into(), pts, pts_count: 1 };
            assert_eq!(read.is_later_than(&edit.into()), known, "{what}");
        }
        let message = tl::types::Message { date: 100, ..samples::message(5, 7, "New") };
        let new = tl::types::UpdateNewMessage { message: message.into(), pts: 50, pts_count: 1 };
        assert!(!read.is_later_than(&new.into()), "what came twice is known by its id");
    }
}
