//! How an account is worked with: when somebody is there, what clients hear meanwhile, who gets new ones (G3, D5, D8).

use super::{AuditEvent, Change};
use crate::{
    domain::{AccountId, Assignment, RichText, WorkHours},
    store::{Record, Sealed, Store, StoreError, Stored, Table},
};
use serde::{Deserialize, Serialize};

/// What an owner has set for an account; what was never set is the default. Sealed: it holds what is said to clients.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Routine {
    pub account: AccountId,
    /// `None`: around the clock.
    #[serde(default)]
    pub hours: Option<WorkHours>,
    /// Said once to a client who writes outside working hours.
    #[serde(default)]
    pub away: Option<RichText>,
    /// Who answers new dialogs.
    #[serde(default)]
    pub assignment: Assignment,
    /// Whether a thread stays where it was when its dialog moves.
    #[serde(default)]
    pub keeps_threads: bool,
    /// After so many minutes of working time without an answer somebody is told.
    #[serde(default)]
    pub alert: Option<u16>,
}

impl Routine {
    /// Minutes that can be chosen for [`Routine::alert`].
    pub const ALERTS: [u16; 4] = [5, 15, 30, 60];

    /// The routine of an account where it was never set.
    pub fn of(account: AccountId) -> Routine {
        Routine {
            account,
            hours: None,
            away: None,
            assignment: Assignment::default(),
            keeps_threads: false,
            alert: None,
        }
    }

    pub fn find(store: &Store, account: AccountId) -> Result<Option<Stored<Routine>>, StoreError> {
        store.get(&account)
    }

    /// What the audit log says where this one takes the place of `before`.
    pub fn changes(&self, before: &Routine) -> Vec<AuditEvent> {
        let account = self.account;
        let mut events = Vec::new();
        if self.hours != before.hours {
            events.push(AuditEvent::HoursSet { account, from: before.hours, to: self.hours });
        }
        if let Some(change) = Change::between(&before.away, &self.away) {
            events.push(AuditEvent::AwayReplySet { account, change });
        }
        if self.assignment != before.assignment {
            events.push(AuditEvent::AssignmentSet { account, from: before.assignment, to: self.assignment });
        }
        if self.keeps_threads != before.keeps_threads {
            events.push(AuditEvent::ThreadsKept { account, kept: self.keeps_threads });
        }
        if self.alert != before.alert {
            events.push(AuditEvent::AlertSet { account, from: before.alert, to: self.alert });
        }
        events
    }

    /// As it stands.
    pub fn load(store: &Store, account: AccountId) -> Result<Routine, StoreError> {
        Ok(Routine::find(store, account)?.map_or_else(|| Routine::of(account), Stored::into_value))
    }
}

impl Record for Routine {
    const TABLE: Table = Table::new(80, "account routines");
    const SEALED: Sealed = Sealed::Master;
    type Key = AccountId;

    fn key(&self) -> AccountId {
        self.account
    }
}
