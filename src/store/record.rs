//! Typed rows: what a record says about itself, and what a plan gets to read.
//!
//! - **A record declares its key, its indexes and its tallies in one place**; the store keeps all three in step in the same commit.
//! - **A table's tag, an index's number and a metric's tag are forever**: they are in the keys on disk. Never reuse one.
//! - Values are MessagePack with field names: a new field needs `#[serde(default)]`; renaming or removing one needs a migration.
//!
//! ```
//! use pult::store::{Index, IndexRows, Metric, Record, Table, TallyRows};
//! use rust_decimal::Decimal;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Clone, Serialize, Deserialize)]
//! struct Visit { guest: u64, day: jiff::civil::Date }
//!
//! /// Visits by day, then guest.
//! const BY_DAY: Index<Visit, (jiff::civil::Date,)> = Index::new(1);
//! const VISITS: Metric<(jiff::civil::Date,)> = Metric::new(900, "visits");
//!
//! impl Record for Visit {
//!     const TABLE: Table = Table::new(250, "visits");
//!     type Key = (u64, jiff::civil::Date);
//!     fn key(&self) -> Self::Key { (self.guest, self.day) }
//!     fn indexes(&self, out: &mut IndexRows<Self>) { out.row(BY_DAY, &(self.day,)); }
//!     fn tallies(&self, out: &mut TallyRows) { out.add(VISITS, &(self.day,), Decimal::ONE); }
//! }
//! ```

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use rust_decimal::Decimal;
use serde::{Serialize, de::DeserializeOwned};

use super::engine::{Key, Version};
use super::key::{KeyCodec, KeyWriter};
use super::value::ChunkSet;

/// Tags below this one belong to the store itself.
pub(super) const FIRST_RECORD_TAG: u8 = 16;
/// Index number of the rows themselves, and of the pieces of large values.
pub(super) const ROWS: u8 = 0;
pub(super) const CHUNKS: u8 = 0xFF;
/// The store's own tables.
pub(super) const SYSTEM_TAG: u8 = 1;
pub(super) const SEQUENCES_TAG: u8 = 2;
pub(super) const TALLIES_TAG: u8 = 3;
pub(super) const DATA_KEYS_TAG: u8 = 4;

/// The bounds of tallies: no sum may exceed 10^19, no single amount 10^15, and no amount may have more than 8 decimals. Within them
/// sums of `Decimal` (28 digits) never round, so they do not depend on the order of adding.
pub const TALLY_LIMIT: Decimal = Decimal::from_parts(0x89E8_0000, 0x8AC7_2304, 0, false, 0);
pub const AMOUNT_LIMIT: Decimal = Decimal::from_parts(0xA4C6_8000, 0x0003_8D7E, 0, false, 0);
pub const AMOUNT_SCALE: u32 = 8;

/// Something the store keeps. See the module's example.
pub trait Record: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    const TABLE: Table;
    /// Under which key the value is encrypted. Keys, index fields and tallies never are: put no secret and no personal data there,
    /// but a [`blind_index`](super::Store::blind_index).
    const SEALED: Sealed = Sealed::Plain;
    type Key: KeyCodec + Clone + Send + Sync;

    fn key(&self) -> Self::Key;
    fn indexes(&self, _out: &mut IndexRows<Self>) {}
    fn tallies(&self, _out: &mut TallyRows) {}
    /// For [`Sealed::Owner`]: whose key seals this record.
    fn data_key(&self) -> Option<DataKeyId> {
        None
    }
}

/// A record that may be written without having been read: the last writer wins.
///
/// Only for records without indexes and tallies (their old entries would be unknown) that always fit one value of the engine (about
/// 31 KiB); a commit refuses others.
pub trait Overwrite: Record {}

/// Which key encrypts the values of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealed {
    Plain,
    /// Under the master key.
    Master,
    /// Under the data key that [`Record::data_key`] names; unreadable for ever once that key is destroyed.
    Owner,
}

/// The id of a data key, for instance the number of the contact it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataKeyId(pub u64);

/// Identifies a table on disk (tag) and in errors (name).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    pub(super) tag: u8,
    pub(super) name: &'static str,
}

impl Table {
    /// Tags 16 to 255, unique within the product; a test checks it.
    pub const fn new(tag: u8, name: &'static str) -> Self {
        assert!(tag >= FIRST_RECORD_TAG, "tags below 16 belong to the store");
        Table { tag, name }
    }
    pub fn name(self) -> &'static str {
        self.name
    }
    pub(super) fn key(self, index: u8) -> KeyWriter {
        KeyWriter::at(self.tag, index)
    }
}

/// An order in which records of `R` can be found: by fields `F`, then by primary key.
pub struct Index<R, F>(pub(super) u8, PhantomData<fn() -> (R, F)>);

impl<R: Record, F: KeyCodec> Index<R, F> {
    /// Numbers 1 to 254, unique among the indexes of `R`, unique ones included.
    pub const fn new(number: u8) -> Self {
        assert!(number != ROWS && number != CHUNKS, "0 and 255 belong to the store");
        Index(number, PhantomData)
    }
}

/// An index whose fields lead to at most one record; a second one is a conflict.
pub struct Unique<R, F>(pub(super) u8, PhantomData<fn() -> (R, F)>);

impl<R: Record, F: KeyCodec> Unique<R, F> {
    /// Numbers 1 to 254, unique among the indexes of `R`, unique ones included.
    pub const fn new(number: u8) -> Self {
        assert!(number != ROWS && number != CHUNKS, "0 and 255 belong to the store");
        Unique(number, PhantomData)
    }
}

/// A sum kept per dimensions `D` (an account, a day …).
pub struct Metric<D> {
    pub(super) tag: u16,
    pub(super) name: &'static str,
    dimensions: PhantomData<fn() -> D>,
}

impl<D: KeyCodec> Metric<D> {
    /// Tags are unique within the product; a test checks it.
    pub const fn new(tag: u16, name: &'static str) -> Self {
        Metric { tag, name, dimensions: PhantomData }
    }
    pub(super) fn key(self) -> KeyWriter {
        let mut key = KeyWriter::at(TALLIES_TAG, ROWS);
        key.push(&self.tag);
        key
    }
}

// Written out because a derive would ask the type parameters to be `Copy` as well.
macro_rules! copies {
    ($($type:ident<$($parameter:ident),*>),*) => {$(
        impl<$($parameter),*> Clone for $type<$($parameter),*> {
            fn clone(&self) -> Self {
                *self
            }
        }
        impl<$($parameter),*> Copy for $type<$($parameter),*> {}
    )*};
}
copies!(Index<R, F>, Unique<R, F>, Metric<D>);

/// A counter of visible numbers, see [`Store::next_id`](super::Store::next_id).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sequence {
    pub(super) tag: u16,
    pub(super) name: &'static str,
}

impl Sequence {
    /// Tags are unique within the product; a test checks it.
    pub const fn new(tag: u16, name: &'static str) -> Self {
        Sequence { tag, name }
    }
    pub(super) fn key(self) -> Key {
        let mut key = KeyWriter::at(SEQUENCES_TAG, ROWS);
        key.push(&self.tag);
        key.finish()
    }
}

/// A row as it was read, with what an update of it must present. Read it like the record itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Stored<R> {
    pub(super) value: R,
    pub(super) version: Version,
    pub(super) chunks: Option<ChunkSet>,
}

impl<R> Stored<R> {
    /// A row nobody stored: for tests of pure plans. Committing a change of it is a conflict.
    pub fn imagined(value: R) -> Self {
        Stored { value, version: Version(0), chunks: None }
    }
    /// Whether nobody has written it since it was read `earlier`.
    pub fn is_as(&self, earlier: &Stored<R>) -> bool {
        self.version == earlier.version
    }
    /// The record, to change and to hand to [`Changes::update`](super::Changes::update).
    pub fn into_value(self) -> R {
        self.value
    }
}

impl<R> Deref for Stored<R> {
    type Target = R;
    fn deref(&self) -> &R {
        &self.value
    }
}

impl<R: fmt::Debug> fmt::Debug for Stored<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stored").field(&self.value).field(&self.version).finish()
    }
}

/// What an index row points with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// The key ends with the primary key.
    Plain,
    /// The value is the primary key.
    Unique(Key),
}

/// Collects the index rows of one record.
pub struct IndexRows<R> {
    primary: Key,
    pub(super) rows: BTreeMap<Key, Entry>,
    record: PhantomData<fn() -> R>,
}

impl<R: Record> IndexRows<R> {
    pub(super) fn of(record: &R) -> BTreeMap<Key, Entry> {
        let primary = super::key::encode(&record.key());
        let mut out = IndexRows { primary, rows: BTreeMap::new(), record: PhantomData };
        record.indexes(&mut out);
        out.rows
    }

    /// Lists the record under `fields`. A record may be listed several times, or not at all.
    pub fn row<F: KeyCodec>(&mut self, index: Index<R, F>, fields: &F) {
        let mut key = R::TABLE.key(index.0);
        key.push(fields);
        key.raw(&self.primary);
        self.rows.insert(key.finish(), Entry::Plain);
    }

    /// Claims `fields` for this record alone.
    pub fn unique<F: KeyCodec>(&mut self, index: Unique<R, F>, fields: &F) {
        let mut key = R::TABLE.key(index.0);
        key.push(fields);
        self.rows.insert(key.finish(), Entry::Unique(self.primary.clone()));
    }
}

/// Collects what one record contributes to tallies.
#[derive(Default)]
pub struct TallyRows {
    pub(super) rows: BTreeMap<Key, Decimal>,
    /// The first metric that was given an amount out of bounds.
    pub(super) refused: Option<&'static str>,
}

impl TallyRows {
    pub(super) fn of<R: Record>(record: &R) -> Self {
        let mut out = TallyRows::default();
        record.tallies(&mut out);
        out
    }

    /// Adds `amount` to `metric` at `dimensions`. Amounts beyond [`AMOUNT_LIMIT`] or finer than [`AMOUNT_SCALE`] decimals make
    /// the commit fail.
    pub fn add<D: KeyCodec>(&mut self, metric: Metric<D>, dimensions: &D, amount: Decimal) {
        let amount = amount.normalize();
        if amount.abs() > AMOUNT_LIMIT || amount.scale() > AMOUNT_SCALE {
            self.refused.get_or_insert(metric.name);
            return;
        }
        let mut key = metric.key();
        key.push(dimensions);
        self.merge(key.finish(), amount);
    }

    /// Exact: it would take 100,000 amounts at the limit, within one commit, to reach the digits that `Decimal` rounds.
    pub(super) fn merge(&mut self, key: Key, amount: Decimal) {
        let sum = self.rows.entry(key).or_default();
        *sum = (*sum + amount).normalize();
    }
}
