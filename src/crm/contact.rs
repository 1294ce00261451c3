//! A client as the agency knows them.

use crate::{
    domain::{ClientIdentity, ContactId, UserId},
    store::{DataKeyId, IndexRows, Record, Sealed, Sequence, Store, StoreError, Stored, Table, Unique},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One person, however many accounts they write to (C5).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Contact {
    pub id: ContactId,
    pub user: UserId,
    /// How Telegram introduced them last.
    pub identity: ClientIdentity,
    pub since: Timestamp,
}

impl Contact {
    pub const BY_USER: Unique<Contact, (i64,)> = Unique::new(1);
    pub const IDS: Sequence = Sequence::new(24, "contacts");

    pub fn of_user(store: &Store, user: UserId) -> Result<Option<Stored<Contact>>, StoreError> {
        store.lookup(Contact::BY_USER, &(user.0,))
    }

    pub fn find(store: &Store, id: ContactId) -> Result<Option<Stored<Contact>>, StoreError> {
        store.get(&id.0)
    }
}

impl Record for Contact {
    const TABLE: Table = Table::new(24, "contacts");
    const SEALED: Sealed = Sealed::Owner;
    type Key = u64;

    fn key(&self) -> u64 {
        self.id.0
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        rows.unique(Contact::BY_USER, &(self.user.0,));
    }

    fn data_key(&self) -> Option<DataKeyId> {
        Some(DataKeyId(self.id.0))
    }
}
