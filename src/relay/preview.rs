//! What a member is about to send, as it stands in the thread to be looked at (N3).
//!
//! **The preview becomes the message**: it costs the desk one message, and a file in it is taken from there by the account like any
//! other file of the desk. A dialog has one preview; the next takes its place.

use crate::{
    domain::{BotMessageId, ChatId, ContactId, Content, DialogId, RandomId},
    store::{DataKeyId, Record, Sealed, Store, StoreError, Stored, Table},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Preview {
    pub dialog: DialogId,
    pub contact: ContactId,
    /// Of the message that it becomes; tells it from those before it.
    pub random_id: RandomId,
    pub content: Content,
    /// Where it stands, once it does.
    pub post: Option<(ChatId, BotMessageId)>,
}

impl Preview {
    pub fn find(store: &Store, dialog: DialogId) -> Result<Option<Stored<Preview>>, StoreError> {
        store.get(&dialog)
    }
}

impl Record for Preview {
    const TABLE: Table = Table::new(211, "previews");
    const SEALED: Sealed = Sealed::Owner;
    type Key = DialogId;

    fn key(&self) -> DialogId {
        self.dialog
    }

    fn data_key(&self) -> Option<DataKeyId> {
        Some(self.contact.into())
    }
}
