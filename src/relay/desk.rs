//! Desks: the forum groups in which members see their clients.

use crate::{
    domain::{AccountId, BotId, ChatId, DeskPair, MemberId},
    store::{IndexRows, Record, Store, StoreError, Stored, Table, Unique},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A forum group of one (member, account) pair.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Desk {
    pub chat: ChatId,
    pub account: AccountId,
    pub member: MemberId,
    /// The bot that posts here.
    pub bot: BotId,
    pub bound: Timestamp,
    /// Whether the account is in the group, where it sees what bots are never told (deletions).
    pub account_joined: bool,
}

impl Desk {
    pub const BY_PAIR: Unique<Desk, (MemberId, AccountId)> = Unique::new(1);

    pub fn find(store: &Store, chat: ChatId) -> Result<Option<Stored<Desk>>, StoreError> {
        store.get(&chat)
    }

    /// For whom it is.
    pub fn pair(&self) -> DeskPair {
        DeskPair { member: self.member, account: self.account }
    }

    /// The member's desk for an account.
    pub fn of(store: &Store, member: MemberId, account: AccountId) -> Result<Option<Stored<Desk>>, StoreError> {
        store.lookup(Desk::BY_PAIR, &(member, account))
    }
}

impl Record for Desk {
    const TABLE: Table = Table::new(66, "desks");
    type Key = ChatId;

    fn key(&self) -> ChatId {
        self.chat
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        rows.unique(Desk::BY_PAIR, &(self.member, self.account));
    }
}
