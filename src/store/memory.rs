//! The engine of pure tests: a map in memory, with failures on order.
//!
//! - **Clones share their rows**: keep one clone, drop the store, open another store on it, and the process has "restarted".
//! - A failure ordered by [`fail`](MemoryEngine::fail) behaves as the disk would: it poisons the engine until [`restarted`](MemoryEngine::restarted).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;

use super::engine::{Batch, CommitError, Engine, EngineError, Key, KeyRange, Order, Row};
use super::group::{Group, unpack};
use super::poison::Poison;

/// Rows in memory.
#[derive(Clone, Default)]
pub struct MemoryEngine {
    shared: Arc<Mutex<Shared>>,
    poison: Poison,
}

/// How an ordered failure looks after a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The commit never reached the disk.
    Lost,
    /// The commit is on disk, but nobody was told.
    Unacknowledged,
}

#[derive(Default)]
struct Shared {
    rows: BTreeMap<Key, Bytes>,
    last: u64,
    fault: Option<(usize, Fault)>,
    closed: bool,
}

impl MemoryEngine {
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets the next `after` commits pass and fails the one that follows.
    pub fn fail(&self, after: usize, fault: Fault) {
        self.lock().fault = Some((after, fault));
    }

    /// The same rows in a healthy engine, as a new process would find them.
    pub fn restarted(&self) -> MemoryEngine {
        self.lock().closed = false;
        MemoryEngine { shared: self.shared.clone(), poison: Poison::default() }
    }

    /// A copy that goes its own way from here.
    pub fn fork(&self) -> MemoryEngine {
        let shared = self.lock();
        let rows = shared.rows.clone();
        let copy = Shared { rows, last: shared.last, ..Shared::default() };
        MemoryEngine { shared: Arc::new(Mutex::new(copy)), poison: Poison::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        // Nothing panics between two changes of the map, so a poisoned lock guards sound data.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, batch: &Batch) -> Result<(), CommitError> {
        self.poison.check()?;
        let mut shared = self.lock();
        if shared.closed {
            return Err(EngineError::Closed.into());
        }
        let fault = match &mut shared.fault {
            Some((0, fault)) => Some(*fault),
            Some((left, _)) => {
                *left -= 1;
                None
            }
            None => None,
        };
        if fault.is_some() {
            shared.fault = None;
        }
        if fault == Some(Fault::Lost) {
            return Err(self.poison.set("a failure ordered by the test").into());
        }
        let mut group = Group::after(shared.last);
        group.admit(batch, |key| Ok(shared.rows.get(key).cloned()))?;
        for (key, row) in group.rows() {
            match row {
                Some(row) => shared.rows.insert(key.clone(), row.clone()),
                None => shared.rows.remove(key),
            };
        }
        shared.last = group.last();
        match fault {
            Some(_) => Err(self.poison.set("a failure ordered by the test").into()),
            None => Ok(()),
        }
    }
}

impl Engine for MemoryEngine {
    fn get(&self, key: &[u8]) -> Result<Option<Row>, EngineError> {
        self.poison.check()?;
        self.lock().rows.get(key).cloned().map(unpack).transpose()
    }

    fn scan(&self, range: KeyRange, limit: usize, order: Order) -> Result<Vec<(Bytes, Row)>, EngineError> {
        self.poison.check()?;
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let shared = self.lock();
        let rows = match range.end {
            Some(end) => shared.rows.range(range.start..end),
            None => shared.rows.range(range.start..),
        };
        let row = |(key, row): (&Key, &Bytes)| Ok((Bytes::copy_from_slice(key), unpack(row.clone())?));
        match order {
            Order::Forward => rows.take(limit).map(row).collect(),
            Order::Reverse => rows.rev().take(limit).map(row).collect(),
        }
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>> {
        async move { self.write(&batch) }.boxed()
    }

    fn close(&self) -> BoxFuture<'_, Result<(), EngineError>> {
        async move {
            self.lock().closed = true;
            Ok(())
        }
        .boxed()
    }

    fn failed(&self) -> BoxFuture<'static, EngineError> {
        self.poison.failed()
    }
}
