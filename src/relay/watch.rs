//! What is known of a desk as a group: what is wrong with it, the way in, and who is in it that may not be (D9).
//!
//! **While somebody who may not be there is in a desk, nothing is relayed into it**: what clients write waits in the
//! outbox. Usually that is a moment, since the bot removes them; it is long only where it cannot.

use crate::{
    domain::{ChatId, DeskProblem, UserId},
    store::{Page, Record, Sealed, Store, StoreError, Stored, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A desk as it was found last. Sealed: it holds a way in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Watch {
    pub chat: ChatId,
    /// The link by which people ask to come in; who may is decided when they ask.
    pub entrance: Option<String>,
    /// What people were told is wrong: while it stands, it is no news.
    pub problems: Vec<DeskProblem>,
}

impl Watch {
    pub fn find(store: &Store, chat: ChatId) -> Result<Option<Stored<Watch>>, StoreError> {
        store.get(&chat)
    }
}

impl Record for Watch {
    const TABLE: Table = Table::new(72, "watched desks");
    const SEALED: Sealed = Sealed::Master;
    type Key = ChatId;

    fn key(&self) -> ChatId {
        self.chat
    }
}

/// Somebody who is in a desk and may not be. Sealed: it names a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Intruder {
    pub chat: ChatId,
    pub user: UserId,
    pub name: String,
    pub since: Timestamp,
    /// The bot could not remove them, and people were told so.
    pub stays: bool,
}

impl Intruder {
    pub fn find(store: &Store, chat: ChatId, user: UserId) -> Result<Option<Stored<Intruder>>, StoreError> {
        store.get(&(chat, user))
    }

    /// All of a desk.
    pub fn of(store: &Store, chat: ChatId) -> Result<Vec<Stored<Intruder>>, StoreError> {
        store.scan((chat,), Page::all())
    }

    /// Whether there is any, which keeps the desk closed.
    pub fn any(store: &Store, chat: ChatId) -> Result<bool, StoreError> {
        Ok(!store.scan::<Intruder>((chat,), Page::first(1))?.is_empty())
    }
}

impl Record for Intruder {
    const TABLE: Table = Table::new(73, "intruders in desks");
    const SEALED: Sealed = Sealed::Master;
    type Key = (ChatId, UserId);

    fn key(&self) -> Self::Key {
        (self.chat, self.user)
    }
}
