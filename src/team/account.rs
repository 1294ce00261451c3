//! The agency's accounts as the team sees them. Their sessions belong to `accounts`.

use crate::{
    domain::{AccountId, AccountState, ClientIdentity, MemberId, UserId},
    store::{All, IndexRows, Page, Record, Sealed, Sequence, Store, StoreError, Stored, Table, Unique},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A managed account. Sealed: it holds a phone number.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    /// Who it is in Telegram.
    pub user: UserId,
    pub identity: ClientIdentity,
    /// As last reported; a store of before knows it by another name and learns it at the next start.
    #[serde(rename = "health", default)]
    pub state: AccountState,
    /// The member to whom new dialogs go (D5, fixed assignment).
    pub responsible: MemberId,
    pub added: Timestamp,
    /// Since when clients have been waiting for a desk; told once, cleared when a desk is bound.
    #[serde(default)]
    pub desk_missing_since: Option<Timestamp>,
}

impl Account {
    pub const IDS: Sequence = Sequence::new(17, "accounts");
    /// The account of a Telegram user.
    pub const BY_USER: Unique<Account, UserId> = Unique::new(1);
}

impl Record for Account {
    const TABLE: Table = Table::new(17, "accounts");
    const SEALED: Sealed = Sealed::Master;
    type Key = AccountId;

    fn key(&self) -> AccountId {
        self.id
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        rows.unique(Account::BY_USER, &self.user);
    }
}

/// The trouble of an account that owners were last told of: while it stands, the same is no news (A1).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ToldTrouble {
    pub account: AccountId,
    pub state: AccountState,
}

impl Record for ToldTrouble {
    const TABLE: Table = Table::new(24, "told troubles");
    type Key = AccountId;

    fn key(&self) -> AccountId {
        self.account
    }
}

impl ToldTrouble {
    pub fn find(store: &Store, account: AccountId) -> Result<Option<Stored<ToldTrouble>>, StoreError> {
        store.get(&account)
    }
}

impl Account {
    pub fn find(store: &Store, id: AccountId) -> Result<Option<Stored<Account>>, StoreError> {
        store.get(&id)
    }

    pub fn of_user(store: &Store, user: UserId) -> Result<Option<Stored<Account>>, StoreError> {
        store.lookup(Account::BY_USER, &user)
    }

    pub fn all(store: &Store) -> Result<Vec<Stored<Account>>, StoreError> {
        store.scan(All, Page::all())
    }

    /// The name the team calls it by.
    pub fn title(&self) -> String {
        self.identity.full_name()
    }
}
