//! A dialog and the thread it stands in.

use super::work::Work;
use crate::{
    domain::{AccountId, ChatId, ClientMessageId, ContactId, DialogId, DialogKind, MemberId, TopicId},
    store::{Index, IndexRows, Metric, Page, Record, Store, StoreError, Stored, Table, TallyRows, Unique},
};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One chat of one account with a client.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Dialog {
    pub id: DialogId,
    #[serde(default)]
    pub kind: DialogKind,
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
    /// Up to where the client has read the account's messages, also those whose id is not known yet.
    #[serde(default)]
    pub read_by_client: Option<ClientMessageId>,
    pub active: Timestamp,
    /// What is to be done in it.
    #[serde(default)]
    pub work: Work,
}

/// Where a dialog's thread is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Thread {
    /// No thread yet, or no desk to open one in.
    None,
    /// Claimed: the topic is being created, so nobody else may create it.
    Opening {
        desk: ChatId,
    },
    Open {
        desk: ChatId,
        topic: TopicId,
    },
}

/// How many dialogs an account has.
pub const DIALOGS: Metric<AccountId> = Metric::new(67, "dialogs");

impl Dialog {
    pub const BY_THREAD: Unique<Dialog, (ChatId, TopicId)> = Unique::new(1);
    pub const BY_ASSIGNED: Index<Dialog, (MemberId, AccountId)> = Index::new(2);
    /// In seconds since 1970.
    pub const BY_ACTIVITY: Index<Dialog, (AccountId, i64)> = Index::new(3);
    pub const BY_CONTACT: Index<Dialog, (ContactId,)> = Index::new(6);

    /// A dialog in which nothing has been said here yet.
    pub fn new(id: DialogId, kind: DialogKind, contact: ContactId, assigned: MemberId, active: Timestamp) -> Dialog {
        Dialog {
            id,
            kind,
            contact,
            assigned,
            thread: Thread::None,
            next: 0,
            latest_from_client: None,
            marked_read: None,
            read_by_client: None,
            active,
            work: Work::default(),
        }
    }

    pub fn find(store: &Store, id: DialogId) -> Result<Option<Stored<Dialog>>, StoreError> {
        store.get(&id)
    }

    /// The dialog whose thread is this topic.
    pub fn of_thread(store: &Store, desk: ChatId, topic: TopicId) -> Result<Option<Stored<Dialog>>, StoreError> {
        store.lookup(Dialog::BY_THREAD, &(desk, topic))
    }

    /// When something last happened in a dialog of an account.
    pub fn latest_activity(store: &Store, account: AccountId) -> Result<Option<Timestamp>, StoreError> {
        let latest = store.find(Dialog::BY_ACTIVITY, (account,), Page::last(1))?;
        Ok(latest.first().map(|dialog| dialog.active))
    }

    /// The dialogs of an account that a member answers.
    pub fn assigned_to(store: &Store, member: MemberId, account: AccountId) -> Result<Vec<Stored<Dialog>>, StoreError> {
        store.find(Dialog::BY_ASSIGNED, (member, account), Page::all())
    }
}

impl Record for Dialog {
    const TABLE: Table = Table::new(64, "dialogs");
    type Key = DialogId;

    fn key(&self) -> DialogId {
        self.id
    }

    fn tallies(&self, rows: &mut TallyRows) {
        rows.add(DIALOGS, &self.id.account, Decimal::ONE);
        self.count(rows);
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        if let Thread::Open { desk, topic } = self.thread {
            rows.unique(Dialog::BY_THREAD, &(desk, topic));
        }
        rows.row(Dialog::BY_ASSIGNED, &(self.assigned, self.id.account));
        rows.row(Dialog::BY_ACTIVITY, &(self.id.account, self.active.as_second()));
        rows.row(Dialog::BY_CONTACT, &(self.contact,));
        self.list(rows);
    }
}
