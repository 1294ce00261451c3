//! What is to happen in a dialog at a later time.
//!
//! **A timer goes off in the commit that removes it**, with all that follows from it: once, also after a restart, and
//! late rather than never.

use crate::{
    domain::{BotMessageId, ChatId, ContactId, DialogId, MemberId, RandomId, RichText},
    store::{All, DataKeyId, Index, IndexRows, Page, Record, Sealed, Sequence, Store, StoreError, Stored, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Sealed under the contact's key: it may hold words about them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Timer {
    pub dialog: DialogId,
    /// Of its kind in the dialog; 0 where there is at most one.
    pub number: u64,
    pub contact: ContactId,
    pub due: Timestamp,
    pub alarm: Alarm,
    /// Where its member was told of it: that goes when it is over.
    #[serde(default)]
    pub said: Option<(ChatId, BotMessageId)>,
}

/// What happens then.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Alarm {
    /// The thread's title shows the state, where it still differs: a state that passes quickly is not shown.
    Title,
    /// Somebody is told that the client still waits; the second time the owners are.
    Unanswered { again: bool },
    /// A snooze is over.
    Wake,
    /// Nobody has taken it from the queue.
    Queue,
    /// A member wanted to be reminded.
    Remind { by: MemberId, text: String },
    /// A member's message goes out.
    Send { by: MemberId, text: RichText, random_id: RandomId },
}

impl Alarm {
    /// In keys on disk: never changes.
    fn kind(&self) -> u8 {
        match self {
            Alarm::Title => Timer::TITLE,
            Alarm::Unanswered { .. } => Timer::UNANSWERED,
            Alarm::Wake => Timer::WAKE,
            Alarm::Queue => Timer::QUEUE,
            Alarm::Remind { .. } => Timer::REMIND,
            Alarm::Send { .. } => Timer::SEND,
        }
    }
}

impl Timer {
    pub const IDS: Sequence = Sequence::new(81, "timers");
    const BY_DUE: Index<Timer, (Timestamp,)> = Index::new(1);

    pub const TITLE: u8 = 0;
    pub const UNANSWERED: u8 = 1;
    pub const WAKE: u8 = 2;
    pub const REMIND: u8 = 3;
    pub const SEND: u8 = 4;
    pub const QUEUE: u8 = 5;

    pub fn find(store: &Store, dialog: DialogId, kind: u8, number: u64) -> Result<Option<Stored<Timer>>, StoreError> {
        store.get(&(dialog, kind, number))
    }

    /// All of a kind in a dialog.
    pub fn of(store: &Store, dialog: DialogId, kind: u8) -> Result<Vec<Stored<Timer>>, StoreError> {
        store.scan((dialog, kind), Page::all())
    }

    /// The next ones to go off.
    pub fn next(store: &Store, limit: usize) -> Result<Vec<Stored<Timer>>, StoreError> {
        store.find(Timer::BY_DUE, All, Page::first(limit))
    }
}

impl Record for Timer {
    const TABLE: Table = Table::new(81, "timers");
    const SEALED: Sealed = Sealed::Owner;
    type Key = (DialogId, u8, u64);

    fn key(&self) -> Self::Key {
        (self.dialog, self.alarm.kind(), self.number)
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        rows.row(Timer::BY_DUE, &(self.due,));
    }

    fn data_key(&self) -> Option<DataKeyId> {
        Some(self.contact.into())
    }
}
