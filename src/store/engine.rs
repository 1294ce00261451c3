//! What an engine must do: keep rows of bytes in key order and change them in atomic, durable batches.
//!
//! - **Nothing above this file knows which engine runs.**
//! - **`commit` answers `Ok` only for what is on disk, all of it.** A failed expectation rejects that batch and no other.
//! - **A row's version is the number of the commit that wrote it**, so a row deleted and written again never passes for the old one.
//! - Reads are not a snapshot and may show a commit that is about to become durable. Whoever decides by what was read states it as an
//!   [`Op::Expect`] in the batch; whatever leaves the process waits for an acknowledged commit.

use std::ops::Bound;
use std::path::PathBuf;

use bytes::Bytes;
use futures::future::BoxFuture;
use rust_decimal::Decimal;

/// A full key: table tag, index number, fields.
pub type Key = Vec<u8>;

/// The number of the commit that wrote a row; grows for ever within one store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub(super) u64);

/// A value with the version an update has to present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub version: Version,
    pub value: Bytes,
}

/// An ordered store of bytes with atomic durable batches.
pub trait Engine: Send + Sync + 'static {
    fn get(&self, key: &[u8]) -> Result<Option<Row>, EngineError>;

    /// Rows of `range` in `order`, at most `limit` of them.
    fn scan(&self, range: KeyRange, limit: usize, order: Order) -> Result<Vec<(Bytes, Row)>, EngineError>;

    /// Applies the whole batch durably, or nothing. Dropping the future does not take the batch back.
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>>;

    /// Finishes what was accepted and accepts no more: later commits fail with [`EngineError::Closed`].
    fn close(&self) -> BoxFuture<'_, Result<(), EngineError>>;

    /// Ends when the engine has failed for good, with the reason; the application stops then.
    fn failed(&self) -> BoxFuture<'static, EngineError>;
}

/// Which end of a range comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Forward,
    Reverse,
}

/// A half-open range of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRange {
    pub start: Key,
    /// Exclusive; `None` is the end of the store.
    pub end: Option<Key>,
}

impl KeyRange {
    /// Everything that starts with `prefix`.
    pub fn prefix(prefix: Key) -> Self {
        let end = successor_of_prefix(&prefix);
        KeyRange { start: prefix, end }
    }

    /// Between two keys, each with everything it is a prefix of (an excluded start skips those too).
    pub fn between(prefix: Key, from: Bound<Key>, to: Bound<Key>) -> Self {
        let whole = KeyRange::prefix(prefix);
        let start = match from {
            Bound::Included(key) => key,
            Bound::Excluded(key) => successor_of_prefix(&key).unwrap_or(key),
            Bound::Unbounded => whole.start,
        };
        let end = match to {
            Bound::Included(key) => successor_of_prefix(&key),
            Bound::Excluded(key) => Some(key),
            Bound::Unbounded => whole.end,
        };
        KeyRange { start, end }
    }

    /// What is left of the range once `key` has been seen.
    pub fn past(self, key: &[u8], order: Order) -> Self {
        match order {
            Order::Forward => {
                let mut start = key.to_vec();
                start.push(0);
                KeyRange { start: start.max(self.start), ..self }
            }
            Order::Reverse => {
                let end = match self.end {
                    Some(end) if end.as_slice() < key => end,
                    _ => key.to_vec(),
                };
                KeyRange { end: Some(end), ..self }
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.end.as_ref().is_some_and(|end| *end <= self.start)
    }
}

/// The smallest key above everything that starts with `prefix`; none when there is no such key.
fn successor_of_prefix(prefix: &[u8]) -> Option<Key> {
    let last = prefix.iter().rposition(|byte| *byte != 0xFF)?;
    let mut end = prefix[..=last].to_vec();
    end[last] += 1;
    Some(end)
}

/// One step of a batch. Expectations are checked against the state before the batch; the rest happens in order.
#[derive(Clone, PartialEq)]
pub enum Op {
    /// The row must have this version, or (`None`) must not exist.
    Expect(Key, Option<Version>),
    Put(Key, Bytes),
    Delete(Key),
    /// Adds to the tally under this key. A row that reaches zero is removed; a missing row is zero.
    Add(Key, Decimal),
}

/// Steps that happen together or not at all.
#[derive(Clone, Default, PartialEq)]
pub struct Batch(pub(super) Vec<Op>);

impl Batch {
    pub fn new() -> Self {
        Self::default()
    }
    pub fn expect(&mut self, key: Key, version: Option<Version>) -> &mut Self {
        self.push(Op::Expect(key, version))
    }
    pub fn put(&mut self, key: Key, value: impl Into<Bytes>) -> &mut Self {
        self.push(Op::Put(key, value.into()))
    }
    pub fn delete(&mut self, key: Key) -> &mut Self {
        self.push(Op::Delete(key))
    }
    pub fn add(&mut self, key: Key, amount: Decimal) -> &mut Self {
        self.push(Op::Add(key, amount))
    }
    pub fn push(&mut self, op: Op) -> &mut Self {
        self.0.push(op);
        self
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Roughly what it will write, in bytes; the measure for grouping commits.
    pub fn weight(&self) -> usize {
        self.0
            .iter()
            .map(|op| match op {
                Op::Expect(..) => 0,
                Op::Put(key, value) => key.len() + value.len(),
                Op::Delete(key) => key.len(),
                Op::Add(key, _) => key.len() + 16,
            })
            .sum()
    }
}

/// Sealed values are opaque, but keys may name people: only the size is shown.
impl std::fmt::Debug for Batch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Batch({} steps, {} bytes)", self.0.len(), self.weight())
    }
}

/// Why a batch was not written.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Another commit moved this row first: read again and plan again.
    #[error("a row changed since it was read")]
    Conflict { key: Key },
    /// A tally would leave the range in which sums are exact.
    #[error("a tally would grow beyond {}", super::record::TALLY_LIMIT)]
    TallyOverflow { key: Key },
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// The engine itself failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum EngineError {
    /// Something went wrong before; nothing is accepted any more until a restart.
    #[error("the store stopped after a failure: {reason}")]
    Poisoned { reason: String },
    #[error("the store is closed")]
    Closed,
    /// Another process has the directory open.
    #[error("the store in {} is in use by another process", path.display())]
    Locked { path: PathBuf },
    #[error("could not {doing}: {reason}")]
    Failed { doing: String, reason: String },
    /// A row that this engine cannot have written.
    #[error("the store holds a row that is damaged: {what}")]
    Damaged { what: &'static str },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_where_the_next_one_begins() {
        assert_eq!(KeyRange::prefix(vec![1, 2]).end, Some(vec![1, 3]));
        assert_eq!(KeyRange::prefix(vec![1, 0xFF]).end, Some(vec![2]));
        assert_eq!(KeyRange::prefix(vec![0xFF, 0xFF]).end, None);
        assert_eq!(KeyRange::prefix(vec![]).end, None);
    }

    #[test]
    fn a_cursor_shrinks_the_range_and_never_widens_it() {
        let range = KeyRange { start: vec![5], end: Some(vec![9]) };
        assert_eq!(range.clone().past(&[6], Order::Forward).start, vec![6, 0]);
        assert_eq!(range.clone().past(&[1], Order::Forward).start, vec![5]);
        assert_eq!(range.clone().past(&[6], Order::Reverse).end, Some(vec![6]));
        assert_eq!(range.clone().past(&[20], Order::Reverse).end, Some(vec![9]));
        assert!(range.past(&[5], Order::Reverse).is_empty());
    }
}
