//! The one place where plans become durable.

use super::{
    dialog::{Dialog, Thread},
    import::Import,
    outbox::{Entry, State, Task},
    timer::Timer,
};
use crate::{
    domain::{ChatId, OutboxId},
    ports::Clock,
    store::{Changes, Store, StoreError, Stored},
};
use std::{pin::pin, sync::Arc, time::Duration};
use tokio::sync::{Notify, broadcast};

/// What a decision leads to: rows to write, things to do, and what to tell the one who asked.
#[derive(Debug)]
pub struct Plan<T = ()> {
    pub changes: Changes,
    /// In the order in which they are to be done.
    pub tasks: Vec<Task>,
    pub outcome: T,
}

impl Plan {
    /// Nothing to write, nothing to do.
    pub fn nothing() -> Plan {
        Plan { changes: Changes::default(), tasks: Vec::new(), outcome: () }
    }
}

impl<T> Plan<T> {
    /// Adds what another decision leads to; what that one came to.
    pub fn absorb<U>(&mut self, other: Plan<U>) -> U {
        self.changes.merge(other.changes);
        self.tasks.extend(other.tasks);
        other.outcome
    }

    /// The same plan, come to something else.
    pub fn with<U>(self, outcome: U) -> Plan<U> {
        Plan { changes: self.changes, tasks: self.tasks, outcome }
    }

    pub fn new(outcome: T) -> Plan<T> {
        Plan { changes: Changes::default(), tasks: Vec::new(), outcome }
    }

    pub fn team(&mut self, task: super::TeamTask) {
        self.tasks.push(Task::Team(task));
    }

    pub fn client(&mut self, account: crate::domain::AccountId, task: super::ClientTask) {
        self.tasks.push(Task::Client(account, task));
    }
}

/// Something could not be decided or made durable. Nothing happened.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    #[error("planning or committing in the store")]
    Store(#[from] StoreError),
    /// Somebody else was faster every time. Seen only when something is wrong.
    #[error("committing a plan that was overtaken {attempts} times, at last in the table {table}")]
    Contended { attempts: usize, table: &'static str },
}

/// Commits plans, tasks and all, and wakes whoever performs them.
#[derive(Clone)]
pub struct Committer {
    store: Store,
    clock: Arc<dyn Clock>,
    news: broadcast::Sender<Vec<OutboxId>>,
    timers: Arc<Notify>,
    imports: Arc<Notify>,
    receipts: Arc<Notify>,
}

/// What is on its way for longer than this has no receipt soon.
const LANDING: Duration = Duration::from_secs(2);

/// After so many overtaken attempts something is wrong.
const ATTEMPTS: usize = 64;

impl Committer {
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Committer {
        let (timers, imports, receipts) = Default::default();
        Committer { store, clock, news: broadcast::channel(1024).0, timers, imports, receipts }
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// The ids of outbox entries as they are committed. A receiver that lags reads the outbox instead.
    pub fn news(&self) -> broadcast::Receiver<Vec<OutboxId>> {
        self.news.subscribe()
    }

    /// Resolves when a timer was set or lifted, also if that was before the call.
    pub async fn timers_changed(&self) {
        self.timers.notified().await;
    }

    /// Resolves when an import was begun or changed, also if that was before the call.
    pub async fn imports_changed(&self) {
        self.imports.notified().await;
    }

    /// Waits for the receipts of what is on its way to a desk, for a moment: somebody may answer what they see there before it is
    /// known as what it stands there.
    pub async fn landed(&self, desk: ChatId) -> Result<(), StoreError> {
        let mut over = self.clock.sleep(LANDING);
        loop {
            let mut receipt = pin!(self.receipts.notified());
            receipt.as_mut().enable();
            if !self.flies(desk)? {
                return Ok(());
            }
            tokio::select! {
                () = receipt => {}
                () = &mut over => return Ok(()),
            }
        }
    }

    fn flies(&self, desk: ChatId) -> Result<bool, StoreError> {
        for entry in Entry::all(&self.store)? {
            if let (State::Sending { .. }, Some(dialog)) = (entry.state, entry.task.dialog())
                && let Some(Thread::Open { desk: here, .. }) =
                    Dialog::find(&self.store, dialog)?.map(|found| found.thread)
                && here == desk
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Plans and commits; plans again if what the plan read has moved meanwhile. `Ok` means durable.
    pub async fn commit<T>(
        &self,
        mut plan: impl FnMut(&Store) -> Result<Plan<T>, StoreError>,
    ) -> Result<T, RelayError> {
        let mut table = "";
        for _ in 0..ATTEMPTS {
            let Plan { mut changes, tasks, outcome } = plan(&self.store)?;
            let ids = self.enqueue(&mut changes, tasks).await?;
            if changes.is_empty() {
                return Ok(outcome);
            }
            let (timers, imports) = (changes.touches::<Timer>(), changes.touches::<Import>());
            let receipt = !changes.deleted::<Entry>().is_empty();
            match self.store.commit(changes).await {
                Ok(()) => {
                    if timers {
                        self.timers.notify_one();
                    }
                    if imports {
                        self.imports.notify_one();
                    }
                    if receipt {
                        self.receipts.notify_waiters();
                    }
                    if !ids.is_empty() {
                        // Nobody listening is fine: the outbox is read when delivery starts.
                        let _ = self.news.send(ids);
                    }
                    return Ok(outcome);
                }
                Err(StoreError::Conflict { table: overtaken }) => table = overtaken,
                Err(error) => return Err(error.into()),
            }
        }
        Err(RelayError::Contended { attempts: ATTEMPTS, table })
    }

    /// Removes an entry that was found to be needless, unless something began to count on it since it was read: `false`.
    pub async fn drop_needless(&self, entry: &Stored<Entry>) -> Result<bool, RelayError> {
        self.commit(|store| {
            let mut plan = Plan::new(true);
            match Entry::find(store, entry.id)? {
                Some(now) if now.is_as(entry) => {
                    plan.changes.delete(&now);
                }
                Some(_) => plan.outcome = false,
                None => {}
            }
            Ok(plan)
        })
        .await
    }

    /// Numbers the tasks and adds them, leaving out what a waiting entry will bring up to date anyway.
    async fn enqueue(&self, changes: &mut Changes, tasks: Vec<Task>) -> Result<Vec<OutboxId>, StoreError> {
        let mut ids = Vec::new();
        let mut slots = Vec::new();
        // The entry whose receipt this is shows what was true when it left, so it stands for nothing that follows.
        let leaving = changes.deleted::<Entry>();
        for task in tasks {
            if let Some(slot) = task.slot() {
                if slots.contains(&slot) {
                    continue;
                }
                slots.push(slot);
                if let Some(waiting) = self.store.lookup(Entry::BY_SLOT, &slot)?
                    && !leaving.contains(&waiting.id)
                {
                    // Written anew, so that whoever is about to find it needless looks again.
                    changes.update(&waiting, Entry::clone(&waiting));
                    continue;
                }
            }
            let id = OutboxId(self.store.next_id(Entry::IDS).await?);
            changes.insert(Entry { id, at: self.clock.now(), task, state: State::Pending });
            ids.push(id);
        }
        Ok(ids)
    }
}
