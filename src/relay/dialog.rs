//! A dialog and the thread it stands in.

use crate::{
    domain::{AccountId, ChatId, ClientMessageId, ContactId, DialogId, MemberId, PeerId, TopicId},
    store::{Index, IndexRows, Page, Record, Store, StoreError, Stored, Table, Unique},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One chat of one account with a client.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Dialog {
    pub id: DialogId,
    pub contact: ContactId,
    /// Who answers. Decides in whose desk the thread stands.
    pub assigned: MemberId,
    pub thread: Thread,
    /// The number of the next message. **Every change of a dialog's order goes through this field**, so two plans for
    /// one dialog can never both be committed on the same reading.
    pub next: u64,
    /// The client's latest message, up to which the chat is marked read when somebody answers (R5).
    pub latest_from_client: Option<ClientMessageId>,
    /// Up to where the client's chat was marked read.
    pub marked_read: Option<ClientMessageId>,
    pub active: Timestamp,
}

/// Where a dialog's thread is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Thread {
    /// No thread yet, or no desk to open one in.
    None,
    /// Claimed: the topic is being created, so nobody else may create it.
    Opening { desk: ChatId },
    Open { desk: ChatId, topic: TopicId },
}

impl Dialog {
    pub const BY_THREAD: Unique<Dialog, (i64, i32)> = Unique::new(1);
    pub const BY_ASSIGNED: Index<Dialog, (i64, u32)> = Index::new(2);

    pub fn find(store: &Store, id: DialogId) -> Result<Option<Stored<Dialog>>, StoreError> {
        store.get(&key_of(id))
    }

    /// The dialog whose thread is this topic.
    pub fn of_thread(store: &Store, desk: ChatId, topic: TopicId) -> Result<Option<Stored<Dialog>>, StoreError> {
        store.lookup(Dialog::BY_THREAD, &(desk.0, topic.0))
    }

    /// The dialogs of an account that a member answers.
    pub fn assigned_to(
        store: &Store,
        member: MemberId,
        account: AccountId,
    ) -> Result<Vec<Stored<Dialog>>, StoreError> {
        store.find(Dialog::BY_ASSIGNED, (member.0, account.0), Page::all())
    }

    /// How many dialogs the account has.
    pub fn count(store: &Store, account: AccountId) -> Result<usize, StoreError> {
        Ok(store.scan::<Dialog>((account.0,), Page::all())?.len())
    }
}

/// Account, kind of peer, id: the dialogs of an account stand together.
pub type DialogKey = (u32, u8, i64);

pub fn key_of(id: DialogId) -> DialogKey {
    match id.peer {
        PeerId::User(peer) => (id.account.0, 0, peer),
        PeerId::Group(peer) => (id.account.0, 1, peer),
        PeerId::Channel(peer) => (id.account.0, 2, peer),
    }
}

impl Record for Dialog {
    const TABLE: Table = Table::new(32, "dialogs");
    type Key = DialogKey;

    fn key(&self) -> DialogKey {
        key_of(self.id)
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        if let Thread::Open { desk, topic } = self.thread {
            rows.unique(Dialog::BY_THREAD, &(desk.0, topic.0));
        }
        rows.row(Dialog::BY_ASSIGNED, &(self.assigned.0, self.id.account.0));
    }
}
