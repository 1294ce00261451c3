//! What the bots have sent lately, so that a restart does not forget Telegram's limits.

use super::scheduler::Ledger;
use crate::{
    domain::{BotId, ChatId},
    store::{Overwrite, Page, Record, Store, StoreError, Stored, Table},
};
use serde::{Deserialize, Serialize};

/// What counts against a bot in a chat. Written in the commit of each receipt.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Spent {
    pub bot: BotId,
    pub chat: ChatId,
    pub ledger: Ledger,
}

impl Spent {
    /// All that one bot has spent.
    pub fn by(store: &Store, bot: BotId) -> Result<Vec<Stored<Spent>>, StoreError> {
        store.scan((bot,), Page::all())
    }
}

impl Overwrite for Spent {}

impl Record for Spent {
    const TABLE: Table = Table::new(79, "sent lately");
    type Key = (BotId, ChatId);

    fn key(&self) -> Self::Key {
        (self.bot, self.chat)
    }
}
