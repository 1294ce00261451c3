//! Several batches judged one after the other and written as one: what engines share.
//!
//! - **Each batch is judged on its own**: it sees the batches admitted before it, and a refused one leaves no trace.
//! - A group is a list of final row states; the engine writes them in one go and only then answers the callers.
//!
//! A stored row is the version (8 bytes, big-endian) followed by the value; a tally's value is the 16 bytes of a normalized `Decimal`.

use std::collections::BTreeMap;

use bytes::{BufMut, Bytes, BytesMut};
use rust_decimal::Decimal;

use super::engine::{Batch, CommitError, EngineError, Key, Op, Row, Version};
use super::record::TALLY_LIMIT;

/// Rows to write (`Some`) and to remove (`None`), in their stored form.
pub(super) type Rows = BTreeMap<Key, Option<Bytes>>;

/// Admitted batches on top of what an engine holds.
#[derive(Default)]
pub(super) struct Group {
    rows: Rows,
    last: u64,
}

impl Group {
    /// Continues the numbering of commits after `last`.
    pub fn after(last: u64) -> Self {
        Group { rows: Rows::new(), last }
    }

    /// The number of the last admitted commit.
    pub fn last(&self) -> u64 {
        self.last
    }

    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Judges `batch`; `read` gives stored rows of the engine below.
    pub fn admit(
        &mut self,
        batch: &Batch,
        read: impl Fn(&[u8]) -> Result<Option<Bytes>, EngineError>,
    ) -> Result<(), CommitError> {
        let seen = |key: &Key| match self.rows.get(key) {
            Some(row) => Ok(row.clone()),
            None => read(key),
        };
        let version = self.last + 1;
        for op in &batch.0 {
            let Op::Expect(key, expected) = op else { continue };
            let found = seen(key)?.map(|row| unpack(row).map(|row| row.version)).transpose()?;
            if found != *expected {
                return Err(CommitError::Conflict { key: key.clone() });
            }
        }
        let mut changed = Rows::new();
        for op in &batch.0 {
            match op {
                Op::Expect(..) => {}
                Op::Put(key, value) => {
                    changed.insert(key.clone(), Some(pack(version, value)));
                }
                Op::Delete(key) => {
                    changed.insert(key.clone(), None);
                }
                Op::Add(key, amount) => {
                    let stored = match changed.get(key) {
                        Some(row) => row.clone(),
                        None => seen(key)?,
                    };
                    let before = stored.map_or(Ok(Decimal::ZERO), |row| tally(&unpack(row)?.value))?;
                    let after = before
                        .checked_add(*amount)
                        .filter(|sum| sum.abs() <= TALLY_LIMIT)
                        .ok_or_else(|| CommitError::TallyOverflow { key: key.clone() })?
                        .normalize();
                    let row = (!after.is_zero()).then(|| pack(version, &after.serialize()));
                    changed.insert(key.clone(), row);
                }
            }
        }
        self.rows.extend(changed);
        self.last = version;
        Ok(())
    }
}

/// Takes a stored row apart.
pub(super) fn unpack(mut stored: Bytes) -> Result<Row, EngineError> {
    if stored.len() < 8 {
        return Err(EngineError::Damaged { what: "it has no version" });
    }
    let value = stored.split_off(8);
    let version = stored.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    Ok(Row { version: Version(version), value })
}

/// Reads the value of a tally row.
pub(super) fn tally(value: &[u8]) -> Result<Decimal, EngineError> {
    let bytes = value.try_into().map_err(|_| EngineError::Damaged { what: "a tally is not 16 bytes" })?;
    Ok(Decimal::deserialize(bytes))
}

fn pack(version: u64, value: &[u8]) -> Bytes {
    let mut row = BytesMut::with_capacity(8 + value.len());
    row.put_u64(version);
    row.put_slice(value);
    row.freeze()
}
