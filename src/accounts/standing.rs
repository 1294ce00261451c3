//! How an account stands: its connection, if it has one, and its health.

use super::connection::Link;
use super::errors::Trouble;
use super::health::{Health, Limits, Moment};
use super::pace::Pace;
use super::sent::Sent;
use crate::domain::{AccountId, AccountState, Disconnection};
use crate::ports::{AccountIntake, Clock};
use crate::store::Store;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// Pause before a state that could not be taken over is told again.
const TELL_AGAIN: Duration = Duration::from_secs(5);

/// See the module.
pub struct Standing {
    account: AccountId,
    clock: Arc<dyn Clock>,
    /// Outlives connections: a send may be repeated over the next one.
    sent: Arc<Sent>,
    pace: Arc<Pace>,
    health: watch::Sender<Health>,
    connection: Mutex<Option<(Link, mpsc::UnboundedSender<Trouble>)>>,
    /// Whether a receiver may be at work.
    receiving: watch::Sender<bool>,
}

impl Standing {
    /// Of an account that is being started, restricted as `limits` say.
    pub fn new(account: AccountId, store: Store, clock: Arc<dyn Clock>, limits: Limits) -> Standing {
        let health = watch::Sender::new(Health::starting(moment(&*clock), limits));
        let pace = Arc::new(Pace::new(account, store, Arc::clone(&clock), health.clone()));
        let (sent, connection) = Default::default();
        Standing { account, clock, sent, pace, health, connection, receiving: watch::Sender::new(false) }
    }

    pub fn sent(&self) -> &Arc<Sent> {
        &self.sent
    }

    pub fn pace(&self) -> &Arc<Pace> {
        &self.pace
    }

    /// The connection to act through, if there is one.
    pub fn link(&self) -> Option<Link> {
        Some(lock(&self.connection).as_ref()?.0.clone())
    }

    /// There is a connection; `troubled` hears of what ends it.
    pub fn connected(&self, link: Link, troubled: mpsc::UnboundedSender<Trouble>) {
        *lock(&self.connection) = Some((link, troubled));
        self.receiving.send_replace(true);
        self.health.send_modify(|health| health.connected(moment(&*self.clock)));
    }

    /// The connection cannot be acted through any more.
    pub fn disconnected(&self) {
        *lock(&self.connection) = None;
        self.now_quiet();
    }

    /// There is no connection, and another one is to be tried.
    pub fn lost(&self, why: Disconnection) {
        self.health.send_modify(|health| health.lost(moment(&*self.clock), why));
    }

    /// No connection is tried any more.
    pub fn ended(&self, state: AccountState) {
        self.health.send_modify(|health| health.ended(moment(&*self.clock), state));
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
            Trouble::SignedOut(_) | Trouble::Banned | Trouble::Moved(_) => {
                if let Some((_, troubled)) = &*lock(&self.connection) {
                    // Nobody listens when the connection is ending anyway.
                    let _ = troubled.send(trouble.clone());
                }
            }
            Trouble::Limited(limit) => self.pace.restrict(*limit).await,
            Trouble::Wait(_) | Trouble::Passing | Trouble::Refused(_) => {}
        }
    }

    /// Tells the core how the account is, whenever there is something to say, until stopped.
    pub async fn tell(self: Arc<Self>, intake: Arc<dyn AccountIntake>, stop: CancellationToken) {
        let mut news = self.health.subscribe();
        let mut told = None;
        loop {
            let report = news.borrow_and_update().report(moment(&*self.clock));
            let mut again = report.again;
            if let Some(state) = report.state.filter(|state| told != Some((*state, report.lasting))) {
                info!(account.id = %self.account, account.state = ?state, lasting = report.lasting, "how an account is");
                match intake.state_changed(self.account, state, report.lasting).await {
                    Ok(()) => told = Some((state, report.lasting)),
                    Err(error) => {
                        warn!(account.id = %self.account, error = %crate::domain::Chain(&error), "a state was not taken over");
                        again = Some(TELL_AGAIN);
                    }
                }
            }
            let later = async {
                match again {
                    Some(time) => self.clock.sleep(time).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                changed = news.changed() => if changed.is_err() { return },
                () = later => {}
            }
        }
    }
}

fn moment(clock: &dyn Clock) -> Moment {
    Moment { now: clock.now(), uptime: clock.uptime() }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
