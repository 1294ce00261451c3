//! Lines of which the writer was asked whether they are payments.

use super::DeskEvent;
use crate::{
    domain::{ContactId, PaidLine, Payment},
    store::{DataKeyId, Record, Sealed, Store, StoreError, Stored, Table},
};
use serde::{Deserialize, Serialize};

/// A line that waits for an answer: until then it is neither booked nor sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Asked {
    pub id: PaidLine,
    pub contact: ContactId,
    pub payments: Vec<Payment>,
    /// As it would have been sent.
    pub event: DeskEvent,
    pub may_send: bool,
}

impl Asked {
    pub fn find(store: &Store, id: PaidLine) -> Result<Option<Stored<Asked>>, StoreError> {
        store.get(&(id.chat, id.message))
    }
}

impl Record for Asked {
    const TABLE: Table = Table::new(36, "payments asked about");
    const SEALED: Sealed = Sealed::Owner;
    type Key = (crate::domain::ChatId, crate::domain::BotMessageId);

    fn key(&self) -> Self::Key {
        (self.id.chat, self.id.message)
    }

    fn data_key(&self) -> Option<DataKeyId> {
        Some(self.contact.into())
    }
}
