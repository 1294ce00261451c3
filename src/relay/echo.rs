//! Own messages seen before it is known whether Pult sent them.
//!
//! The echo of a send may come before its answer, without the random id. While a message of the dialog is on its way
//! such an echo is held; when none is, what is still held was written on the phone.
//!
//! **What happens to a held message happens to its echo**: edits, deletions and reactions are kept with it.

use crate::{
    domain::{AccountId, ClientMessageId, DialogId, Emoji, PeerId},
    store::{All, Overwrite, Page, Record, Sealed, Store, StoreError, Stored, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Echo {
    pub dialog: DialogId,
    pub message: crate::domain::Message,
    #[serde(default)]
    pub deleted: Option<Timestamp>,
    /// What the client reacted with.
    #[serde(default)]
    pub reacted: Option<Emoji>,
}

impl Echo {
    pub fn find(store: &Store, dialog: DialogId, message: ClientMessageId) -> Result<Option<Stored<Echo>>, StoreError> {
        store.get(&(dialog, message))
    }

    /// The echo of a message that was deleted, of which Telegram does not say in which private chat.
    pub fn of_deleted(
        store: &Store,
        account: AccountId,
        channel: Option<PeerId>,
        message: ClientMessageId,
    ) -> Result<Option<Stored<Echo>>, StoreError> {
        let echoes = Echo::all(store)?;
        Ok(echoes.into_iter().find(|echo| {
            let peer = echo.dialog.peer;
            let here = channel.map_or(!matches!(peer, PeerId::Channel(_)), |channel| channel == peer);
            echo.dialog.account == account && here && echo.message.id == message
        }))
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
