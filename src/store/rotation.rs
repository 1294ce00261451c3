//! Another master key, while the store is in use.
//!
//! 1. [`Store::rotate`] is one commit: the check value and what cannot be derived are sealed under the new key, the one before
//!    among it. From then on everything is sealed under the new key, and the store opens with it alone.
//! 2. [`Store::reseal`] seals row by row what is still under the key before, and then forgets that. Killed anywhere, it is
//!    called again: rows that are done are passed over.
//!
//! - **The new key has to be durable before the commit**: nothing can be read without it afterwards.
//! - **Data keys are sealed anew and stay what they are**, so what is sealed under them stays as it is: erased people stay erased.
//! - A copy of the store from before opens with the key from before. Changing the key does not take that back.

use super::engine::{Batch, CommitError, Key, KeyRange, Order, Row};
use super::error::StoreError;
use super::handle::Store;
use super::master::MasterKey;
use super::migrations::system;
use super::record::{DATA_KEYS_TAG, ROWS};
use super::seal::{Keyring, SealError};
use super::value::{ChunkSet, format};
use super::writing::put;

/// Rows read at a time; each that is sealed anew is a commit of its own, which waits for others but keeps nobody waiting.
const READ: usize = 64;

/// What the errors of this file are about.
const TABLE: &str = "a sealed row";

impl Store {
    /// Seals under `next` from now on. Nothing is changed where an earlier change of the key is not over.
    pub async fn rotate(&self, next: &MasterKey) -> Result<(), StoreError> {
        let _alone = self.0.sealing.write().await;
        let failed = |source| StoreError::Seal { table: system::NAME, source };
        let ring = self.ring();
        if ring.changing {
            let what = "the change of the master key before this one is not over; it goes on by itself".to_owned();
            return Err(StoreError::Refused { table: system::NAME, what });
        }
        let salt = self.0.engine.get(&system::row(system::SALT))?;
        let salt = salt.and_then(|row| row.value[..].try_into().ok()).ok_or_else(|| StoreError::Unreadable {
            table: system::NAME,
            what: "the salt is not 32 bytes".to_owned(),
        })?;
        let ring = ring.succeeded_by(Keyring::derive(next, &salt));
        let mut batch = Batch::new();
        batch.put(system::row(system::CHECK), system::seal_check(&ring).map_err(failed)?);
        batch.put(system::row(system::HERITAGE), system::seal_heritage(&ring).map_err(failed)?);
        self.0.commit(batch).await?;
        self.set_ring(ring);
        Ok(())
    }

    /// Whether [`reseal`](Store::reseal) has something to do.
    pub fn is_changing_key(&self) -> bool {
        self.ring().changing
    }

    /// Seals under the present master key what is still under the one before. Answers how many rows that were.
    pub async fn reseal(&self) -> Result<usize, StoreError> {
        let mut done = 0;
        while self.ring().changing {
            let (sealed, missed) = self.pass().await?;
            done += sealed;
            if missed == 0 {
                self.forget_key_before().await?;
            }
        }
        Ok(done)
    }

    /// Goes through all rows once: how many were sealed anew, and how many somebody else wrote meanwhile.
    async fn pass(&self) -> Result<(usize, usize), StoreError> {
        let (mut sealed, mut missed) = (0, 0);
        let mut range = KeyRange { start: vec![DATA_KEYS_TAG], end: None };
        loop {
            let rows = self.0.engine.scan(range.clone(), READ, Order::Forward)?;
            for (key, row) in &rows {
                let Some(batch) = self.anew(key, row)? else { continue };
                match self.0.commit(batch).await {
                    Ok(()) => sealed += 1,
                    Err(CommitError::Conflict { .. }) => missed += 1,
                    Err(error) => return Err(error.into()),
                }
            }
            match rows.last() {
                Some((last, _)) if rows.len() == READ => range = range.past(last, Order::Forward),
                _ => return Ok((sealed, missed)),
            }
        }
    }

    /// The commit that seals a row anew; `None` where there is nothing to do.
    fn anew(&self, key: &[u8], row: &Row) -> Result<Option<Batch>, StoreError> {
        let failed = |source| StoreError::Seal { table: TABLE, source };
        if key.get(1) != Some(&ROWS) {
            return Ok(None);
        }
        let mut batch = Batch::new();
        batch.expect(key.to_vec(), Some(row.version));
        let mut value = row.value.to_vec();
        if let Some(chunks) = ChunkSet::of(&row.value) {
            value.clear();
            for piece in chunks.keys(key) {
                match self.0.engine.get(&piece)? {
                    Some(row) => value.extend_from_slice(&row.value),
                    // The row is being written: its version has moved.
                    None => return Ok(Some(batch)),
                }
                batch.delete(piece);
            }
        }
        let ring = self.ring();
        let Some((&format::MASTER, envelope)) = value.split_first() else { return Ok(None) };
        if !ring.is_outdated(envelope) {
            return Ok(None);
        }
        let anew = || -> Result<Vec<u8>, SealError> {
            let plain = ring.open(key[0], &key[2..], envelope)?;
            ring.master.seal(format::MASTER, key[0], &key[2..], &plain)
        };
        let key: Key = key.to_vec();
        put(&mut batch, &key, anew().map_err(failed)?).map_err(failed)?;
        Ok(Some(batch))
    }

    /// Nothing is sealed under it any more.
    async fn forget_key_before(&self) -> Result<(), StoreError> {
        let _alone = self.0.sealing.write().await;
        let failed = |source| StoreError::Seal { table: system::NAME, source };
        let ring = self.ring().changed();
        let mut batch = Batch::new();
        batch.put(system::row(system::HERITAGE), system::seal_heritage(&ring).map_err(failed)?);
        self.0.commit(batch).await?;
        self.set_ring(ring);
        Ok(())
    }
}
