//! Data keys: one per person, themselves sealed under the master key.
//!
//! - **Erasing a person is destroying one key.** A tombstone stays, so neither a late write nor a reused id brings the key back.
//! - **Whoever seals under a data key expects its row in the same commit**, so an erasure that runs at the same time is not missed.
//! - What the engine or a backup still holds of the old key row is itself only readable with the master key.

use super::engine::{Engine, Key, Version};
use super::error::StoreError;
use super::record::{DATA_KEYS_TAG, DataKeyId, ROWS};
use super::seal::{Keyring, SealingKey};
use super::value::format;
use super::{KeyWriter, engine::Row};

pub(super) const TABLE: &str = "data keys";
/// The value of a destroyed key.
pub(super) const TOMBSTONE: &[u8] = &[0];

pub(super) fn row_key(id: DataKeyId) -> Key {
    let mut key = KeyWriter::at(DATA_KEYS_TAG, ROWS);
    key.push(&id.0);
    key.finish()
}

/// The key with the version of its row; `None` when it was destroyed or never made.
pub(super) fn find(
    engine: &dyn Engine,
    ring: &Keyring,
    id: DataKeyId,
) -> Result<Option<(SealingKey, Version)>, StoreError> {
    let key = row_key(id);
    let Some(Row { version, value }) = engine.get(&key)? else { return Ok(None) };
    let Some((&format::MASTER, envelope)) = value.split_first() else { return Ok(None) };
    let failed = |source| StoreError::Seal { table: TABLE, source };
    let secret = ring.open(DATA_KEYS_TAG, &key[2..], envelope).map_err(failed)?;
    Ok(Some((SealingKey::from_secret(id, &secret).map_err(failed)?, version)))
}

/// A fresh key and the value of its row.
pub(super) fn create(ring: &Keyring, id: DataKeyId) -> Result<(SealingKey, Vec<u8>), StoreError> {
    let failed = |source| StoreError::Seal { table: TABLE, source };
    let key = SealingKey::generate(id).map_err(failed)?;
    let value = ring.master.seal(format::MASTER, DATA_KEYS_TAG, &row_key(id)[2..], key.secret()).map_err(failed)?;
    Ok((key, value))
}
