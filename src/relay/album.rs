//! Albums: messages that are shown as one.
//!
//! - **They come one by one and go out together**, in the order of their numbers.
//! - **An album may be a comment for the team (R8)**: the caption stands under one message of it only, so that is
//!   remembered for those that come after.

use super::{Dialog, Message};
use crate::{
    domain::{AlbumId, ChatId, DialogId},
    store::{Overwrite, Page, Record, Store, StoreError, Stored, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The most messages an album has. <https://core.telegram.org/bots/api#sendmediagroup>
pub const LARGEST: usize = 10;
/// Within how many messages of a dialog all of an album are: those of the other side may come between them.
pub const SPAN: usize = 30;
/// How long nothing must have come for an album to be taken as complete.
pub const QUIET: Duration = Duration::from_millis(800);

/// How long an album is waited for at most.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// The messages of the same side after this one that belong to its album, in order.
pub fn rest(store: &Store, first: &Message) -> Result<Vec<Stored<Message>>, StoreError> {
    let mut rest = Vec::new();
    let Some(album) = first.album else { return Ok(rest) };
    for number in first.number + 1..first.number + SPAN as u64 {
        let Some(next) = Message::find(store, first.dialog, number)? else { break };
        if next.album == Some(album) && next.delivery().is_some() == first.delivery().is_some() {
            rest.push(next);
        }
    }
    rest.truncate(LARGEST - 1);
    Ok(rest)
}

/// When an album counts as complete of which something came at `since`.
pub fn quiet_at(store: &Store, dialog: DialogId, since: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let last = Dialog::find(store, dialog)?.map(|dialog| dialog.active);
    Ok(last.map(|last| (last + QUIET).min(since + PATIENCE)))
}

/// When an album from the client's side counts as complete, by when its parts came.
pub fn complete_at(came: impl Iterator<Item = Timestamp> + Clone) -> Option<Timestamp> {
    let (first, last) = (came.clone().min()?, came.clone().max()?);
    (came.count() < LARGEST).then(|| (last + QUIET).min(first + PATIENCE))
}

/// An album of a desk of which nothing leaves.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Withheld {
    pub chat: ChatId,
    pub album: AlbumId,
    pub at: Timestamp,
}

/// How many are remembered per desk: the messages of an album come within moments.
pub const KEPT: usize = 50;

impl Withheld {
    pub fn is(store: &Store, chat: ChatId, album: AlbumId) -> Result<bool, StoreError> {
        Ok(store.get::<Withheld>(&(chat, album))?.is_some())
    }

    /// All of a desk, oldest first.
    pub fn of(store: &Store, chat: ChatId) -> Result<Vec<Stored<Withheld>>, StoreError> {
        let mut all: Vec<Stored<Withheld>> = store.scan((chat,), Page::all())?;
        all.sort_by_key(|withheld| withheld.at);
        Ok(all)
    }
}

impl Overwrite for Withheld {}

impl Record for Withheld {
    const TABLE: Table = Table::new(76, "withheld albums");
    type Key = (ChatId, AlbumId);

    fn key(&self) -> Self::Key {
        (self.chat, self.album)
    }
}
