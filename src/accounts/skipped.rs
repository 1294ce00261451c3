//! What Telegram passes over because it was too much.
//!
//! An account that was away for too long gets no difference (`updates.differenceTooLong`), only a new position: its chats are to be
//! fetched anew. <https://core.telegram.org/constructor/updates.differenceTooLong>
//!
//! grammers goes on from that position, with a batch in which nothing is. So whenever a batch is empty, and Telegram is much further
//! than the stored position, the chats in which something came since are read one by one (R7).
//!
//! **The stored position moves only afterwards**: whatever fails is asked for again. What comes twice changes nothing. Of messages
//! that stood there before, neither edits nor deletions can be learned this way.

use super::connection::Link;
use super::convert::{self, Lookup};
use super::delivery::{input_peer, messages};
use super::errors::{Trouble, trouble};
use super::reading;
use super::receiver::introduce_all;
use crate::domain::{ClientMessageId, PeerId, UserId};
use crate::ports::ClientEvent;
use grammers_session::Session;
use grammers_tl_types as tl;
use jiff::Timestamp;
use tracing::warn;

/// Nearer than this to the stored position nothing was passed over: it is what came while it was asked.
const NEAR: i32 = 100;
/// Messages of one answer. <https://core.telegram.org/method/messages.getHistory>
const AT_ONCE: i32 = 100;

/// What happened since the stored position, where Telegram is far beyond it.
pub async fn events(link: &Link, own: UserId, lookup: &(dyn Lookup + Sync)) -> Result<Vec<ClientEvent>, Trouble> {
    let stored = link.session.updates_state().await?;
    let tl::enums::updates::State::State(now) =
        link.invoke(&tl::functions::updates::GetState {}).await.map_err(|error| trouble(&error))?;
    let behind = now.pts.saturating_sub(stored.pts);
    if stored.pts == 0 || behind < NEAR {
        return Ok(Vec::new());
    }
    warn!(account.id = %link.session.account(), behind, "so much happened to an account that its chats are read one by one");
    let (mut updates, mut reads) = (Vec::new(), Vec::new());
    for (peer, read) in changed_since(link, convert::date(stored.date)).await? {
        for message in history_since(link, peer, stored.date).await? {
            let (pts, pts_count) = (0, 0);
            if matches!(&message, tl::enums::Message::Message(message) if message.edit_date.is_some()) {
                updates.push(tl::types::UpdateEditMessage { message: message.clone(), pts, pts_count }.into());
            }
            updates.push(tl::types::UpdateNewMessage { message, pts, pts_count }.into());
        }
        reads.extend(read.map(|up_to| ClientEvent::ReadByClient { peer, up_to }));
    }
    Ok(convert::events(own, &updates, lookup).into_iter().chain(reads).collect())
}

/// The people in whose chats something came since, and up to where they have read.
async fn changed_since(link: &Link, since: Timestamp) -> Result<Vec<(PeerId, Option<ClientMessageId>)>, Trouble> {
    let (mut found, mut from) = (Vec::new(), None);
    loop {
        let page = reading::dialogs(link, from).await?;
        let latest =
            |dialog: &crate::ports::ListedDialog| dialog.latest.as_ref().is_some_and(|said| said.date >= since);
        let new = page.dialogs.iter().filter(|dialog| latest(dialog));
        let people = new.filter(|dialog| dialog.with.peer.as_user().is_some());
        found.extend(people.map(|dialog| (dialog.with.peer, dialog.read)));
        // The latest come first, apart from those that are pinned.
        let over = page.next.is_none_or(|next| convert::date(next.date) < since);
        match page.next {
            Some(next) if !over => from = Some(next),
            _ => return Ok(found),
        }
    }
}

/// The messages of a chat since then, newest first.
async fn history_since(link: &Link, peer: PeerId, since: i32) -> Result<Vec<tl::enums::Message>, Trouble> {
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
        found.extend(page.iter().take_while(|message| date(message).is_none_or(|date| date >= since)).cloned());
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
