//! The pace of one account's requests: what Telegram asked it to wait for, and how long it waits for Telegram.
//!
//! - **A method that has to wait is not called**: asking again makes it longer. The others go on.
//!   <https://core.telegram.org/api/errors#420-flood>
//! - **What Telegram restricts outlives a restart.** It belongs to the account and not to a session: a new login changes nothing.

use super::health::{Health, Limits};
use super::records::LimitRecord;
use crate::domain::{AccountId, Limit};
use crate::ports::Clock;
use crate::store::{Changes, Page, Record, Store, StoreError};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tracing::{error, warn};

/// See the module.
pub struct Pace {
    account: AccountId,
    store: Store,
    clock: Arc<dyn Clock>,
    health: watch::Sender<Health>,
}

impl Pace {
    pub fn new(account: AccountId, store: Store, clock: Arc<dyn Clock>, health: watch::Sender<Health>) -> Pace {
        Pace { account, store, clock, health }
    }

    /// How long a method still has to wait.
    pub fn left(&self, method: &str) -> Option<Duration> {
        self.health.borrow().limits().left(self.clock.now(), method)
    }

    /// Telegram wants no more calls of a method for this time.
    pub async fn hold(&self, method: &str, wait: Duration) {
        let now = self.clock.now();
        let until = SignedDuration::try_from(wait).ok().and_then(|wait| now.checked_add(wait).ok());
        let until = until.unwrap_or(Timestamp::MAX);
        warn!(account.id = %self.account, method, wait.seconds = wait.as_secs(), "Telegram asks an account to wait");
        let labels = [("account", self.account.to_string()), ("method", method.to_owned())];
        metrics::counter!("pult_flood_waits_total", &labels).increment(1);
        self.health.send_modify(|health| health.limits_mut().hold(now, method, until));
        self.keep(now).await;
    }

    /// Telegram restricts the account as a whole.
    pub async fn restrict(&self, limit: Limit) {
        let now = self.clock.now();
        warn!(account.id = %self.account, ?limit, "Telegram restricts an account");
        self.health.send_modify(|health| health.limits_mut().restrict(now, limit));
        self.keep(now).await;
    }

    /// Resolves after this time.
    pub async fn sleep(&self, time: Duration) {
        self.clock.sleep(time).await;
    }

    async fn keep(&self, now: Timestamp) {
        let row = |(method, since, limit): (Option<&str>, _, _)| LimitRecord {
            account: self.account,
            method: method.map(str::to_owned),
            since,
            limit,
        };
        let rows: Vec<_> = self.health.borrow().limits().all(now).map(row).collect();
        let mut over = match self.store.scan::<LimitRecord>((self.account,), Page::all()) {
            Ok(kept) => kept,
            Err(error) => return self.not_kept(&error),
        };
        over.retain(|kept| rows.iter().all(|row| row.key() != kept.key()));
        let mut changes = Changes::new();
        for row in over {
            changes.remove::<LimitRecord>(&row.key());
        }
        for row in rows {
            changes.put(row);
        }
        if let Err(error) = self.store.commit(changes).await {
            self.not_kept(&error);
        }
    }

    /// It holds until the next start, so this is no reason to stop anything.
    fn not_kept(&self, error: &StoreError) {
        error!(account.id = %self.account, error = %crate::domain::Chain(error), "a limit was not kept");
    }
}

/// The limits of an account as they were kept.
pub fn kept(store: &Store, account: AccountId) -> Result<Limits, StoreError> {
    let mut limits = Limits::default();
    for row in store.scan::<LimitRecord>((account,), Page::all())? {
        match (&row.method, row.limit) {
            (Some(method), Limit::Wait { until }) => limits.hold(row.since, method, until),
            (_, limit) => limits.restrict(row.since, limit),
        }
    }
    Ok(limits)
}

/// Forgets the limits of an account that is removed.
pub async fn forget(store: &Store, account: AccountId) -> Result<(), StoreError> {
    let mut changes = Changes::new();
    for row in store.scan::<LimitRecord>((account,), Page::all())? {
        changes.remove::<LimitRecord>(&row.key());
    }
    store.commit(changes).await
}

#[cfg(test)]
mod tests {
    use super::super::health::Moment;
    use super::*;
    use crate::store::{MasterKey, MemoryEngine};

    /// A clock that stands.
    struct Noon;

    impl Clock for Noon {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(1_000_000).unwrap()
        }
        fn uptime(&self) -> Duration {
            Duration::ZERO
        }
        fn sleep(&self, _: Duration) -> futures::future::BoxFuture<'static, ()> {
            Box::pin(std::future::pending())
        }
    }

    #[tokio::test]
    async fn limits_outlive_a_restart() {
        let store = Store::open(MemoryEngine::new(), MasterKey::from_bytes([1; 32])).await.unwrap();
        let account = AccountId(3);
        let clock: Arc<dyn Clock> = Arc::new(Noon);
        let moment = Moment { now: clock.now(), uptime: clock.uptime() };
        let (health, _) = watch::channel(Health::starting(moment, Limits::default()));
        let pace = Pace::new(account, store.clone(), clock, health);
        pace.hold("messages.sendMessage", Duration::from_secs(500)).await;
        pace.restrict(Limit::NewPeople).await;
        pace.hold("messages.sendMessage", Duration::from_secs(900)).await;
        let back = kept(&store, account).unwrap();
        assert_eq!(&back, pace.health.borrow().limits());
        assert_eq!(back.all(moment.now).count(), 2);
        assert_eq!(kept(&store, AccountId(4)).unwrap(), Limits::default());
        forget(&store, account).await.unwrap();
        assert_eq!(kept(&store, account).unwrap(), Limits::default());
    }
}
