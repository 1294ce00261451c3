//! What the intake keeps: updates until they are handled, and how far it has asked.

use crate::{
    domain::{BotId, UpdateId},
    store::{Overwrite, Page, Record, Sealed, Store, StoreError, Stored, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An update that Telegram was told we have. Sealed: it holds what people wrote.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    pub bot: BotId,
    pub update: UpdateId,
    pub at: Timestamp,
    /// The update as JSON, without the parts nobody reads.
    pub raw: String,
    /// It held a secret of a login, which was taken out before this row was made.
    pub redacted: bool,
    pub standing: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Standing {
    Waiting {
        /// Attempts that failed.
        failed: u8,
    },
    /// Given up, as the log has told; kept so that it can be looked into.
    Failed,
}

impl Received {
    /// Everything kept of a bot, in Telegram's order.
    pub fn all(store: &Store, bot: BotId) -> Result<Vec<Stored<Received>>, StoreError> {
        store.scan((bot,), Page::all())
    }

    pub fn find(store: &Store, bot: BotId, update: UpdateId) -> Result<Option<Stored<Received>>, StoreError> {
        store.get(&(bot, update))
    }
}

impl Record for Received {
    const TABLE: Table = Table::new(128, "bot updates");
    const SEALED: Sealed = Sealed::Master;
    type Key = (BotId, UpdateId);

    fn key(&self) -> Self::Key {
        (self.bot, self.update)
    }
}

/// Up to where a bot's updates are durable: the offset of the next request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Position {
    pub bot: BotId,
    pub next: u32,
}

impl Position {
    pub fn find(store: &Store, bot: BotId) -> Result<Option<Stored<Position>>, StoreError> {
        store.get(&bot)
    }
}

impl Record for Position {
    const TABLE: Table = Table::new(129, "bot positions");
    type Key = BotId;

    fn key(&self) -> BotId {
        self.bot
    }
}

impl Overwrite for Position {}
