//! Messages of desks that were deleted before Pult knew them.
//!
//! The account hears of a deletion, the bot of the message itself, and either may be first. **What was deleted before it
//! was taken over never leaves.** The message that created a topic is deleted with the topic, so the topics that are gone
//! are found here as well.

use crate::{
    domain::{BotMessageId, ChatId, TopicId},
    store::{Overwrite, Page, Record, Store, StoreError, Stored, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A message of a desk that is not there any more.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Gone {
    pub chat: ChatId,
    pub message: BotMessageId,
    pub at: Timestamp,
}

/// How many are remembered per desk, the latest messages: old ones have long been told of.
pub const KEPT: usize = 500;

impl Gone {
    pub fn is(store: &Store, chat: ChatId, message: BotMessageId) -> Result<bool, StoreError> {
        Ok(store.get::<Gone>(&(chat, message))?.is_some())
    }

    pub fn is_topic(store: &Store, chat: ChatId, topic: TopicId) -> Result<bool, StoreError> {
        Gone::is(store, chat, BotMessageId(topic.0))
    }

    /// All of a desk, oldest message first.
    pub fn of(store: &Store, chat: ChatId) -> Result<Vec<Stored<Gone>>, StoreError> {
        store.scan((chat,), Page::all())
    }
}

impl Overwrite for Gone {}

impl Record for Gone {
    const TABLE: Table = Table::new(69, "messages gone from desks");
    type Key = (ChatId, BotMessageId);

    fn key(&self) -> Self::Key {
        (self.chat, self.message)
    }
}
