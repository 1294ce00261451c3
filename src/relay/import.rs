//! The dialogs that an account had before it came to Pult (D10).
//!
//! **They are listed and counted, and nothing else follows**: no thread is opened, nobody is told, nothing counts as
//! new. How far it came is kept with each page, so a restart goes on there.

use super::Dialog;
use crate::{
    domain::{AccountId, ContactId, DialogId, DialogMark},
    store::{All, DataKeyId, Page, Record, Sealed, Store, StoreError, Stored, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How far the import of an account's dialogs has come.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Import {
    pub account: AccountId,
    pub began: Timestamp,
    /// Dialogs that were looked at, of how many.
    pub seen: u32,
    pub total: u32,
    pub state: ImportState,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ImportState {
    /// Goes on behind this dialog.
    Running {
        from: Option<DialogMark>,
    },
    Finished,
    Cancelled,
}

impl Import {
    pub fn begins(account: AccountId, began: Timestamp) -> Import {
        Import { account, began, seen: 0, total: 0, state: ImportState::Running { from: None } }
    }

    pub fn find(store: &Store, account: AccountId) -> Result<Option<Stored<Import>>, StoreError> {
        store.get(&account)
    }

    /// Those that are not at their end.
    pub fn running(store: &Store) -> Result<Vec<Stored<Import>>, StoreError> {
        let mut all: Vec<Stored<Import>> = store.scan(All, Page::all())?;
        all.retain(|import| matches!(import.state, ImportState::Running { .. }));
        Ok(all)
    }
}

impl Record for Import {
    const TABLE: Table = Table::new(83, "imports of dialogs");
    type Key = AccountId;

    fn key(&self) -> AccountId {
        self.account
    }
}

/// The name of a group or a channel, which is no contact. Sealed like one, under a key of its own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Room {
    pub id: ContactId,
    pub title: String,
}

impl Room {
    /// The group or channel that a dialog is with.
    pub fn find(store: &Store, dialog: &Dialog) -> Result<Option<Stored<Room>>, StoreError> {
        store.get(&dialog.contact)
    }

    /// Its title.
    pub fn title(store: &Store, dialog: &Dialog) -> Result<Option<String>, StoreError> {
        Ok(Room::find(store, dialog)?.map(|room| room.title.clone()))
    }
}

impl Record for Room {
    const TABLE: Table = Table::new(84, "groups and channels");
    const SEALED: Sealed = Sealed::Owner;
    type Key = ContactId;

    fn key(&self) -> ContactId {
        self.id
    }

    fn data_key(&self) -> Option<DataKeyId> {
        Some(self.id.into())
    }
}

/// What was said last in a dialog of which no message is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LastWords {
    pub dialog: DialogId,
    pub contact: ContactId,
    pub text: String,
    pub ours: bool,
}

impl LastWords {
    pub fn find(store: &Store, dialog: DialogId) -> Result<Option<Stored<LastWords>>, StoreError> {
        store.get(&dialog)
    }
}

impl Record for LastWords {
    const TABLE: Table = Table::new(85, "last words of imported dialogs");
    const SEALED: Sealed = Sealed::Owner;
    type Key = DialogId;

    fn key(&self) -> DialogId {
        self.dialog
    }

    fn data_key(&self) -> Option<DataKeyId> {
        Some(self.contact.into())
    }
}
