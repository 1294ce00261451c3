//! Helpers: further bots that say in desks what clients wrote, since Telegram counts what each bot sends by itself.
//!
//! **The main bot keeps everything people press, read again or wait for**; a helper carries what is said once and later
//! changes only what it said itself, and marks how far the answers got that it was given
//! ([`Message::marked_by`](super::Message::marked_by)). So it takes no updates: its messages have no buttons, and what
//! people answer to them the main bot sees, as everything in a desk.

use crate::{
    domain::{BotId, ChatId},
    store::{All, Page, Record, Store, StoreError, Stored, Table},
};
use serde::{Deserialize, Serialize};

/// A helper by its token.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Helper {
    pub bot: BotId,
    /// Without the `@`; unknown where Telegram never took the token.
    pub username: Option<String>,
    /// Telegram does not take its token any more.
    pub refused: bool,
}

impl Helper {
    pub fn find(store: &Store, bot: BotId) -> Result<Option<Stored<Helper>>, StoreError> {
        store.get(&bot)
    }

    pub fn all(store: &Store) -> Result<Vec<Stored<Helper>>, StoreError> {
        store.scan(All, Page::all())
    }
}

impl Record for Helper {
    const TABLE: Table = Table::new(243, "helper bots");
    type Key = BotId;

    fn key(&self) -> BotId {
        self.bot
    }
}

/// The place of a helper in a desk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HelperSeat {
    pub chat: ChatId,
    pub bot: BotId,
    pub seating: Seating,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Seating {
    /// The account is to let it in.
    Asked,
    /// It may write there.
    Sits,
    /// The account may not let it in.
    Barred,
}

impl HelperSeat {
    pub fn find(store: &Store, chat: ChatId, bot: BotId) -> Result<Option<Stored<HelperSeat>>, StoreError> {
        store.get(&(chat, bot))
    }

    /// All of a desk.
    pub fn of(store: &Store, chat: ChatId) -> Result<Vec<Stored<HelperSeat>>, StoreError> {
        store.scan((chat,), Page::all())
    }

    /// The helpers that may write in a desk now.
    pub fn taken(store: &Store, chat: ChatId) -> Result<Vec<BotId>, StoreError> {
        let mut taken = Vec::new();
        for seat in HelperSeat::of(store, chat)? {
            if seat.seating == Seating::Sits && Helper::find(store, seat.bot)?.is_some_and(|helper| !helper.refused) {
                taken.push(seat.bot);
            }
        }
        Ok(taken)
    }
}

impl Record for HelperSeat {
    const TABLE: Table = Table::new(244, "helper bots in desks");
    type Key = (ChatId, BotId);

    fn key(&self) -> Self::Key {
        (self.chat, self.bot)
    }
}
