//! Who sits at which login. Kept for as long as the login lasts, so that a restart, which ends it, can say so where its
//! screen stands, and knows that what is typed into it is a secret.

use crate::{
    domain::{AccountId, BotMessageId, LoginId, MemberId},
    store::{All, Page, Record, Store, StoreError, Stored, Table},
};
use serde::{Deserialize, Serialize};

/// A login in progress as its bot sees it. Holds no secret itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sitting {
    pub login: LoginId,
    /// For whom its screen is drawn.
    pub member: MemberId,
    pub account: AccountId,
    /// Where the screen stands now.
    pub message: Option<BotMessageId>,
    /// Whether the member may type a number, a code or a password now.
    pub secret: bool,
}

impl Sitting {
    pub fn find(store: &Store, login: LoginId) -> Result<Option<Stored<Sitting>>, StoreError> {
        store.get(&login)
    }

    pub fn all(store: &Store) -> Result<Vec<Stored<Sitting>>, StoreError> {
        store.scan(All, Page::all())
    }
}

impl Record for Sitting {
    const TABLE: Table = Table::new(132, "logins in progress");
    type Key = LoginId;

    fn key(&self) -> LoginId {
        self.login
    }
}
