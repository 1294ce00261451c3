//! A client as the agency knows them.

use crate::{
    domain::{ClientIdentity, ContactId, UserId},
    store::{Changes, DataKeyId, IndexRows, Record, Sealed, Sequence, Store, StoreError, Stored, Table, Unique},
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
    pub const BY_USER: Unique<Contact, UserId> = Unique::new(1);
    pub const IDS: Sequence = Sequence::new(32, "contacts");

    pub fn of_user(store: &Store, user: UserId) -> Result<Option<Stored<Contact>>, StoreError> {
        store.lookup(Contact::BY_USER, &user)
    }

    /// The contact of a user; one is made under the `fresh` number where there is none.
    pub fn of_user_or_new(
        store: &Store,
        user: UserId,
        identity: ClientIdentity,
        since: Timestamp,
        fresh: ContactId,
        changes: &mut Changes,
    ) -> Result<ContactId, StoreError> {
        if let Some(known) = Contact::of_user(store, user)? {
            return Ok(known.id);
        }
        changes.create_data_key(fresh.into());
        changes.insert(Contact { id: fresh, user, identity, since });
        Ok(fresh)
    }

    pub fn find(store: &Store, id: ContactId) -> Result<Option<Stored<Contact>>, StoreError> {
        store.get(&id)
    }
}

impl Record for Contact {
    const TABLE: Table = Table::new(32, "contacts");
    const SEALED: Sealed = Sealed::Owner;
    type Key = ContactId;

    fn key(&self) -> ContactId {
        self.id
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        rows.unique(Contact::BY_USER, &self.user);
    }

    fn data_key(&self) -> Option<DataKeyId> {
        Some(self.id.into())
    }
}
