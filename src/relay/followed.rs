//! The groups and channels that somebody wanted to have in a thread (D6).
//!
//! **Of any other nothing is relayed, stored or told**, and none becomes one by itself.

use super::Message;
use crate::{
    domain::{AccountId, ClientMessageId, DialogId, PeerId},
    store::{Page, Record, Store, StoreError, Stored, Table},
};
use serde::{Deserialize, Serialize};

/// A group or channel whose messages come into a thread.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Followed {
    pub dialog: DialogId,
    /// The number of its first message since it was opened (again): what came before waits for nothing.
    pub from: u64,
    /// Up to which message its transcript has told what was said.
    pub told: Option<ClientMessageId>,
}

/// Among how many of the latest messages the newest that Telegram numbers is looked for.
const RECENT: usize = 200;

impl Followed {
    pub fn find(store: &Store, dialog: DialogId) -> Result<Option<Stored<Followed>>, StoreError> {
        store.get(&(dialog.account, dialog.peer))
    }

    /// Those of an account.
    pub fn of(store: &Store, account: AccountId) -> Result<Vec<Stored<Followed>>, StoreError> {
        store.scan((account,), Page::all())
    }

    /// Those of an account, and the newest message of each that is known: behind it something may have been missed.
    pub fn latest(store: &Store, account: AccountId) -> Result<Vec<(PeerId, Option<ClientMessageId>)>, StoreError> {
        let mut found = Vec::new();
        for followed in Followed::of(store, account)? {
            let latest = Message::latest(store, followed.dialog, RECENT)?;
            let since = latest.iter().filter(|message| message.number >= followed.from);
            let newest = since.filter_map(|message| message.client).max();
            found.push((followed.dialog.peer, newest.max(followed.told)));
        }
        Ok(found)
    }
}

impl Record for Followed {
    const TABLE: Table = Table::new(205, "groups and channels in threads");
    type Key = (AccountId, PeerId);

    fn key(&self) -> Self::Key {
        (self.dialog.account, self.dialog.peer)
    }
}
