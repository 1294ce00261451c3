//! The store as the rest of the product holds it.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, MutexGuard, PoisonError, RwLock};

use futures::future::BoxFuture;
use tokio::sync::Mutex;

use super::engine::{Batch, CommitError, Engine, EngineError, Key, Op};
use super::error::StoreError;
use super::master::MasterKey;
use super::migrations::{self, MIGRATIONS, Migration};
use super::mirror::Mirrors;
use super::record::{SEQUENCES_TAG, Sequence};
use super::seal::Keyring;

/// Numbers taken from a sequence at a time; a restart skips at most this many.
const BLOCK: u64 = 16;

/// One open store. Clones share it.
#[derive(Clone)]
pub struct Store(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub engine: Arc<dyn Engine>,
    /// Changes with the master key.
    ring: RwLock<Arc<Keyring>>,
    /// Held shared from sealing to writing, and alone while the master key changes: nothing is on its way then that was
    /// sealed under the key before.
    pub sealing: tokio::sync::RwLock<()>,
    /// Per sequence tag: the next number and the end of the reserved block. The lock is held while a block is reserved, so that two
    /// callers never reserve at once.
    sequences: Mutex<HashMap<u16, (u64, u64)>>,
    pub mirrors: Mirrors,
    /// Held shared by every commit, and alone for the moment that a dump shows.
    pub gate: tokio::sync::RwLock<()>,
    /// Held by the one dump that is being written.
    pub dumping: Mutex<()>,
    /// What was written while it is.
    touched: std::sync::Mutex<Option<BTreeSet<Key>>>,
}

impl Inner {
    /// The way of every commit to the engine.
    pub async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        let _open = self.gate.read().await;
        if let Some(touched) = &mut *self.notes() {
            touched.extend(batch.0.iter().filter_map(|op| match op {
                Op::Expect(..) => None,
                Op::Put(key, _) | Op::Delete(key) | Op::Add(key, _) => Some(key.clone()),
            }));
        }
        self.engine.commit(batch).await
    }

    pub fn notes(&self) -> MutexGuard<'_, Option<BTreeSet<Key>>> {
        // A set of keys is sound whoever broke off while holding it.
        self.touched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Opens what `engine` holds: sets it up when it is empty, checks that `master` is its key, and brings an older schema up to date.
    pub async fn open(engine: impl Engine, master: MasterKey) -> Result<Store, StoreError> {
        Store::open_with(Arc::new(engine), master, MIGRATIONS).await
    }

    /// Opens with the key of now, or with the one that was made to succeed it when the process died at that step. Answers
    /// whether it was the successor.
    pub async fn open_either(
        engine: impl Engine,
        master: MasterKey,
        successor: Option<MasterKey>,
    ) -> Result<(Store, bool), StoreError> {
        let engine: Arc<dyn Engine> = Arc::new(engine);
        match (Store::open_with(engine.clone(), master, MIGRATIONS).await, successor) {
            (Err(StoreError::WrongMasterKey), Some(successor)) => {
                Ok((Store::open_with(engine, successor, MIGRATIONS).await?, true))
            }
            (opened, _) => Ok((opened?, false)),
        }
    }

    pub(super) async fn open_with(
        engine: Arc<dyn Engine>,
        master: MasterKey,
        migrations: &[Migration],
    ) -> Result<Store, StoreError> {
        let ring = migrations::run(&*engine, &master, migrations).await?;
        Ok(Store(Arc::new(Inner {
            engine,
            ring: RwLock::new(Arc::new(ring)),
            sealing: Default::default(),
            sequences: Mutex::default(),
            gate: Default::default(),
            dumping: Mutex::default(),
            touched: Default::default(),
            mirrors: Mirrors::default(),
        })))
    }

    /// The keys of this moment.
    pub(super) fn ring(&self) -> Arc<Keyring> {
        self.0.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_ring(&self, ring: Keyring) {
        *self.0.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
    }

    /// The next number of `sequence`, from 1, never given twice. Restarts leave gaps.
    pub async fn next_id(&self, sequence: Sequence) -> Result<u64, StoreError> {
        let mut blocks = self.0.sequences.lock().await;
        let (next, end) = blocks.entry(sequence.tag).or_insert((0, 0));
        while next == end {
            let key = sequence.key();
            let row = self.0.engine.get(&key)?;
            let first = match &row {
                None => 1,
                Some(row) => u64::from_be_bytes(row.value[..].try_into().map_err(|_| StoreError::Unreadable {
                    table: sequence.name,
                    what: "a sequence is not 8 bytes".to_owned(),
                })?),
            };
            let mut batch = Batch::new();
            batch.expect(key.clone(), row.map(|row| row.version));
            batch.put(key, (first + BLOCK).to_be_bytes().to_vec());
            match self.0.commit(batch).await {
                Ok(()) => (*next, *end) = (first, first + BLOCK),
                // Another process took the block.
                Err(CommitError::Conflict { key }) if key[0] == SEQUENCES_TAG => {}
                Err(error) => return Err(error.into()),
            }
        }
        *next += 1;
        Ok(*next - 1)
    }

    /// A keyed fingerprint of a secret, for indexes that find it by equality: `label` names the use.
    pub fn blind_index(&self, label: &str, secret: &[u8]) -> [u8; 16] {
        self.ring().blind_index(label, secret)
    }

    /// Ends when the store has failed for good; the application stops then, with this reason.
    pub fn failed(&self) -> BoxFuture<'static, EngineError> {
        self.0.engine.failed()
    }

    /// Finishes the commits under way and refuses new ones.
    pub async fn close(&self) -> Result<(), StoreError> {
        Ok(self.0.engine.close().await?)
    }
}

impl From<CommitError> for StoreError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict { key } => StoreError::Conflict {
                table: match key.first() {
                    Some(&SEQUENCES_TAG) => "sequences",
                    Some(&super::record::DATA_KEYS_TAG) => super::vault::TABLE,
                    _ => "a row",
                },
            },
            CommitError::TallyOverflow { .. } => StoreError::TallyOverflow,
            CommitError::Engine(error) => error.into(),
        }
    }
}
