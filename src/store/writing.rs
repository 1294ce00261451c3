//! From changes to one batch: sealing, cutting, index rows, tallies.
//!
//! - **Every expectation of the plan is in the batch**, and so is that of each data key used.
//! - **An index entry given up and taken over in the same commit needs no expectation of its own**: the row that gives it up has one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use metrics::{counter, histogram};

use super::changes::{Changes, Effect, Guard, KeyChange, RowChange, Seal};
use super::engine::{Batch, CommitError, Key, Version};
use super::error::StoreError;
use super::handle::Store;
use super::record::{DataKeyId, Entry};
use super::seal::{self, Keyring, SealError, SealingKey};
use super::value::{CHUNK, ChunkSet, MAX_VALUE, format};
use super::vault;

impl Store {
    /// Writes all of `changes` durably, or nothing. [`StoreError::Conflict`]: something moved since it was read; plan again.
    /// Dropping the future does not take the changes back.
    pub async fn commit(&self, changes: Changes) -> Result<(), StoreError> {
        if let Some(mistake) = changes.mistake {
            return Err(StoreError::Refused { table: mistake.table, what: mistake.what });
        }
        let _same_key = self.0.sealing.read().await;
        let mut lowering = Lowering { store: self, ring: self.ring(), batch: Batch::new(), keys: BTreeMap::new() };
        lowering.data_keys(&changes.keys)?;
        lowering.rows(&changes.rows)?;
        for (key, amount) in &changes.tallies {
            lowering.batch.add(key.clone(), *amount);
        }
        if lowering.batch.is_empty() {
            return Ok(());
        }
        let begun = Instant::now();
        let ended = self.0.commit(lowering.batch).await;
        counted(begun, &ended);
        if ended.is_ok() {
            self.0.mirrors.moved(&changes);
        }
        ended.map_err(|error| match error {
            CommitError::Conflict { key } => match changes.rows.iter().find(|row| row.table.tag == key[0]) {
                Some(row) => StoreError::Conflict { table: row.table.name },
                None => CommitError::Conflict { key }.into(),
            },
            other => other.into(),
        })
    }
}

fn counted(begun: Instant, ended: &Result<(), CommitError>) {
    let result = match ended {
        Ok(()) => {
            histogram!("pult_commit_seconds").record(begun.elapsed());
            "durable"
        }
        Err(CommitError::Conflict { .. }) => "overtaken",
        Err(CommitError::TallyOverflow { .. }) => "refused",
        Err(CommitError::Engine(_)) => "failed",
    };
    counter!("pult_commits_total", "result" => result).increment(1);
}

struct Lowering<'a> {
    store: &'a Store,
    ring: Arc<Keyring>,
    batch: Batch,
    /// Data keys met so far; those not made in this commit with the version of their row.
    keys: BTreeMap<DataKeyId, SealingKey>,
}

impl Lowering<'_> {
    fn data_keys(&mut self, changes: &BTreeMap<DataKeyId, KeyChange>) -> Result<(), StoreError> {
        for (id, change) in changes {
            let row = vault::row_key(*id);
            match change {
                KeyChange::Create => {
                    let (key, value) = vault::create(&self.ring, *id)?;
                    self.batch.expect(row.clone(), None).put(row, value);
                    self.keys.insert(*id, key);
                }
                KeyChange::Destroy => {
                    self.batch.put(row, vault::TOMBSTONE);
                }
            }
        }
        Ok(())
    }

    fn rows(&mut self, rows: &[RowChange]) -> Result<(), StoreError> {
        let released: BTreeSet<_> = rows.iter().flat_map(|row| row.released.keys()).collect();
        let claimed: BTreeSet<_> = rows.iter().flat_map(|row| row.claimed.keys()).collect();
        let mut changed = BTreeSet::new();
        let mut taken = BTreeSet::new();
        for row in rows {
            if row.effect != Effect::Check && !changed.insert(&row.key) {
                return Err(refused(row, "one row is changed twice"));
            }
            match row.guard {
                Guard::Absent => self.batch.expect(row.key.clone(), None),
                Guard::At(version) => self.batch.expect(row.key.clone(), Some(version)),
                Guard::Anything => &mut self.batch,
            };
            for key in row.released.keys().filter(|key| !claimed.contains(key)) {
                self.batch.delete(key.clone());
            }
            for (key, entry) in &row.claimed {
                if !taken.insert(key) {
                    return Err(refused(row, "two records claim the same unique entry"));
                }
                match entry {
                    Entry::Plain => self.batch.put(key.clone(), Vec::new()),
                    Entry::Unique(primary) => {
                        if !released.contains(key) {
                            self.batch.expect(key.clone(), None);
                        }
                        self.batch.put(key.clone(), primary.clone())
                    }
                };
            }
            for key in row.chunks.iter().flat_map(|chunks| chunks.keys(&row.key)) {
                self.batch.delete(key);
            }
            match &row.effect {
                Effect::Check => {}
                Effect::Delete => {
                    self.batch.delete(row.key.clone());
                }
                Effect::Write { plain, seal } => {
                    let value = self.seal(row, plain, *seal)?;
                    self.write(row, value)?;
                }
            }
        }
        Ok(())
    }

    fn seal(&mut self, row: &RowChange, plain: &[u8], seal: Seal) -> Result<Vec<u8>, StoreError> {
        let table = row.table.name;
        let sealed = match seal {
            Seal::Plain => return Ok([&[format::PLAIN], plain].concat()),
            Seal::Master => self.ring.master.seal(format::MASTER, row.table.tag, &row.key[2..], plain),
            Seal::Owner(id) => {
                if !self.keys.contains_key(&id) {
                    let found = vault::find(&*self.store.0.engine, &self.ring, id)?;
                    let (key, version): (_, Version) = found.ok_or(StoreError::NoDataKey { table })?;
                    self.batch.expect(vault::row_key(id), Some(version));
                    self.keys.insert(id, key);
                }
                self.keys[&id].seal(format::OWNER, row.table.tag, &row.key[2..], plain)
            }
        };
        sealed.map_err(|source| StoreError::Seal { table, source })
    }

    fn write(&mut self, row: &RowChange, value: Vec<u8>) -> Result<(), StoreError> {
        // The pieces of a value that was not read would stay behind, so an overwritten one has to fit.
        let limit = if row.guard == Guard::Anything { CHUNK } else { MAX_VALUE };
        if value.len() > limit {
            return Err(StoreError::TooLarge { table: row.table.name, size: value.len(), limit });
        }
        put(&mut self.batch, &row.key, value).map_err(|source| StoreError::Seal { table: row.table.name, source })
    }
}

/// Puts a value of any length into its row, in pieces where it has to be.
pub(super) fn put(batch: &mut Batch, key: &Key, value: Vec<u8>) -> Result<(), SealError> {
    if value.len() <= CHUNK {
        batch.put(key.clone(), value);
        return Ok(());
    }
    let mut set = [0; 8];
    seal::fill(&mut set)?;
    let mut chunks = ChunkSet { set: u64::from_be_bytes(set), count: 0 };
    for piece in value.chunks(CHUNK) {
        batch.put(chunks.key(key, chunks.count), piece.to_vec());
        chunks.count += 1;
    }
    batch.put(key.clone(), chunks.head());
    Ok(())
}

fn refused(row: &RowChange, what: &str) -> StoreError {
    StoreError::Refused { table: row.table.name, what: what.to_owned() }
}
