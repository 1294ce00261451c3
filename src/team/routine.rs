//! How an account is worked with: when somebody is there, what clients hear meanwhile, who gets new ones (G3, D5, D8).

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
