//! Own messages seen before it is known whether Pult sent them.
//!
//! The echo of a send may come before its answer, without the random id. While a message of the dialog is on its way
//! such an echo is held; when none is, what is still held was written on the phone.

use crate::{
    domain::{ClientMessageId, DialogId},
    store::{All, Overwrite, Page, Record, Sealed, Store, StoreError, Stored, Table},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Echo {
    pub dialog: DialogId,
    pub message: crate::domain::Message,
}

impl Echo {
    pub fn find(store: &Store, dialog: DialogId, message: ClientMessageId) -> Result<Option<Stored<Echo>>, StoreError> {
        store.get(&(dialog, message))
    }

    /// All held echoes, by dialog, oldest first.
    pub fn all(store: &Store) -> Result<Vec<Stored<Echo>>, StoreError> {
        store.scan(All, Page::all())
    }
}

impl Overwrite for Echo {}

impl Record for Echo {
    const TABLE: Table = Table::new(68, "held echoes");
    const SEALED: Sealed = Sealed::Master;
    type Key = (DialogId, ClientMessageId);

    fn key(&self) -> Self::Key {
        (self.dialog, self.message.id)
    }
}
