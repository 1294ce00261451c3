//! Desks in the making: how far an account has come with one (D2).
//!
//! **Each step is durable before it is taken, and each can be taken again.** Telegram does not recognize a repeated
//! request for a group, so the group bears a marker of our own: whoever tries again looks for it first. A process that
//! dies at any point goes on with the step it was at, and a pair never gets two groups.

use crate::{
    domain::{BotId, DeskFailure, DeskPair, MakingStep, MemberId},
    store::{Record, Sealed, Store, StoreError, Stored, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A desk that is wanted and not there yet. Sealed: its title names people.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Making {
    pub pair: DeskPair,
    /// Who asked for it, and hears how it ends.
    pub by: MemberId,
    pub began: Timestamp,
    /// A word in the group's description that no other group has.
    pub marker: String,
    /// Written once, in the agency's language, so that a repeated attempt asks for the same.
    pub title: String,
    pub about: String,
    /// The bot that is to post there, and its name without the `@`.
    pub bot: BotId,
    pub username: String,
    pub step: MakingStep,
    /// Why it stands still, until somebody says to try again.
    pub failed: Option<DeskFailure>,
    /// Until when Telegram makes it wait.
    pub waits: Option<Timestamp>,
}

impl Making {
    pub fn find(store: &Store, pair: DeskPair) -> Result<Option<Stored<Making>>, StoreError> {
        store.get(&(pair.member, pair.account))
    }
}

impl Record for Making {
    const TABLE: Table = Table::new(71, "desks in the making");
    const SEALED: Sealed = Sealed::Master;
    type Key = (MemberId, crate::domain::AccountId);

    fn key(&self) -> Self::Key {
        (self.pair.member, self.pair.account)
    }
}
