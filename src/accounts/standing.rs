//! How an account stands: its connection, if it has one, and what was told about it.

use super::connection::Link;
use super::errors::Trouble;
use super::sent::Sent;
use crate::domain::{AccountId, AccountState};
use crate::ports::{AccountIntake, Clock};
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Mutex as AsyncMutex, mpsc, watch};
use tracing::{info, warn};

/// Telegram does not say when it lifts a limit; after this time without a refusal it counts as lifted.
const LIMITED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// See the module.
pub struct Standing {
    account: AccountId,
    intake: Arc<dyn AccountIntake>,
    clock: Arc<dyn Clock>,
    /// Outlives connections: a send may be repeated over the next one.
    sent: Arc<Sent>,
    connection: Mutex<Option<(Link, mpsc::UnboundedSender<Trouble>)>>,
    limited_until: Mutex<Option<Timestamp>>,
    told: AsyncMutex<Option<AccountState>>,
    /// Whether a receiver may be at work.
    receiving: watch::Sender<bool>,
}

impl Standing {
    pub fn new(account: AccountId, intake: Arc<dyn AccountIntake>, clock: Arc<dyn Clock>) -> Standing {
        let (sent, connection, limited_until, told) = Default::default();
        let receiving = watch::Sender::new(false);
        Standing { account, intake, clock, sent, connection, limited_until, told, receiving }
    }

    pub fn sent(&self) -> &Arc<Sent> {
        &self.sent
    }

    /// The connection to act through, if there is one.
    pub fn link(&self) -> Option<Link> {
        Some(lock(&self.connection).as_ref()?.0.clone())
    }

    /// There is a connection; `troubled` hears of what ends it.
    pub async fn connected(&self, link: Link, troubled: mpsc::UnboundedSender<Trouble>) {
        *lock(&self.connection) = Some((link, troubled));
        self.receiving.send_replace(true);
        self.lives().await;
    }

    /// The connection was found to work.
    pub async fn lives(&self) {
        let limited = lock(&self.limited_until).is_some_and(|until| self.clock.now() < until);
        self.report(if limited { AccountState::Limited } else { AccountState::Active }).await;
    }

    pub fn disconnected(&self) {
        *lock(&self.connection) = None;
        self.now_quiet();
    }

    /// No receiver is at work any more.
    pub fn now_quiet(&self) {
        self.receiving.send_replace(false);
    }

    /// Waits until no receiver is at work.
    pub async fn quiet(&self) {
        // The sender is part of this: it is not dropped meanwhile.
        let _ = self.receiving.subscribe().wait_for(|receiving| !receiving).await;
    }

    /// An action met with trouble.
    pub async fn troubled(&self, trouble: &Trouble) {
        match trouble {
            Trouble::SignedOut | Trouble::Banned => {
                if let Some((_, troubled)) = &*lock(&self.connection) {
                    // Nobody listens when the connection is ending anyway.
                    let _ = troubled.send(trouble.clone());
                }
            }
            Trouble::Limited => {
                *lock(&self.limited_until) = Some(self.clock.now() + LIMITED_FOR);
                self.report(AccountState::Limited).await;
            }
            Trouble::Wait(_) | Trouble::Passing | Trouble::Refused(_) => {}
        }
    }

    /// Tells the core, if it is news.
    pub async fn report(&self, state: AccountState) {
        let mut told = self.told.lock().await;
        if *told == Some(state) {
            return;
        }
        info!(account.id = %self.account, account.state = ?state, "the state of an account changed");
        match self.intake.state_changed(self.account, state).await {
            Ok(()) => *told = Some(state),
            Err(error) => {
                warn!(account.id = %self.account, error = %crate::domain::Chain(&error), "a state was not taken over");
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
