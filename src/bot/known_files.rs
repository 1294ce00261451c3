//! Files the bot has sent before: sent again they cost no byte.

use crate::{
    domain::BotId,
    store::{Overwrite, Record, Store, StoreError, Table},
};
use serde::{Deserialize, Serialize};

/// A file by the name that Telegram gives it towards accounts, and the one by which this bot may send it again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KnownFile {
    pub bot: BotId,
    pub file: String,
    pub file_id: String,
}

impl KnownFile {
    pub fn find(store: &Store, bot: BotId, file: &str) -> Result<Option<String>, StoreError> {
        Ok(store.get::<KnownFile>(&(bot, file.to_owned()))?.map(|known| known.file_id.clone()))
    }
}

impl Overwrite for KnownFile {}

impl Record for KnownFile {
    const TABLE: Table = Table::new(77, "files the bot knows");
    type Key = (BotId, String);

    fn key(&self) -> Self::Key {
        (self.bot, self.file.clone())
    }
}
