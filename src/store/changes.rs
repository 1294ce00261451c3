//! What a plan wants written: a value, made without a store, a key or a clock, and comparable in tests.
//!
//! - **All of it happens, or none**, and only if every row is still as the plan read it.
//! - **Each row is changed at most once** in one set of changes; the commit refuses a second change as a mistake of the plan.
//! - Index rows and tallies follow from the records; a plan never names them.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;
use zeroize::Zeroizing;

use super::engine::{Key, Version};
use super::record::{DataKeyId, Entry, IndexRows, Overwrite, ROWS, Record, Sealed, Stored, Table, TallyRows};
use super::value::{self, ChunkSet};

/// Writes that belong together.
#[derive(Clone, Default, PartialEq)]
pub struct Changes {
    pub(super) rows: Vec<RowChange>,
    pub(super) keys: BTreeMap<DataKeyId, KeyChange>,
    pub(super) tallies: BTreeMap<Key, Decimal>,
    /// The first mistake of the plan; the commit reports it.
    pub(super) mistake: Option<Mistake>,
}

#[derive(Clone, PartialEq)]
pub(super) struct RowChange {
    pub table: Table,
    /// Full engine key.
    pub key: Key,
    pub guard: Guard,
    /// The pieces of the value that is there now.
    pub chunks: Option<ChunkSet>,
    pub effect: Effect,
    pub claimed: BTreeMap<Key, Entry>,
    pub released: BTreeMap<Key, Entry>,
}

/// What must be in the store for the change to happen.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Guard {
    Absent,
    At(Version),
    Anything,
}

#[derive(Clone, PartialEq)]
pub(super) enum Effect {
    Check,
    Write { plain: Zeroizing<Vec<u8>>, seal: Seal },
    Delete,
}

/// The key that is to seal a value.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Seal {
    Plain,
    Master,
    Owner(DataKeyId),
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum KeyChange {
    Create,
    Destroy,
}

#[derive(Clone, PartialEq)]
pub(super) struct Mistake {
    pub table: &'static str,
    pub what: String,
}

impl Changes {
    pub fn new() -> Self {
        Self::default()
    }

    /// A new record; one with this key must not exist.
    pub fn insert<R: Record>(&mut self, record: R) -> &mut Self {
        self.write(None, &record, Guard::Absent)
    }

    /// `now` takes the place of what was read. The key must be the same.
    pub fn update<R: Record>(&mut self, was: &Stored<R>, now: R) -> &mut Self {
        if row_key::<R>(&was.key()) != row_key::<R>(&now.key()) {
            return self.refuse::<R>("an update changes the key");
        }
        self.write(Some(was), &now, Guard::At(was.version))
    }

    /// Removes what was read.
    pub fn delete<R: Record>(&mut self, was: &Stored<R>) -> &mut Self {
        let tallies = TallyRows::of(&was.value);
        self.tally::<R>(tallies, Decimal::NEGATIVE_ONE);
        let mut row = self.row::<R>(&was.key(), Guard::At(was.version), Effect::Delete);
        row.chunks = was.chunks;
        row.released = IndexRows::of(&was.value);
        self.rows.push(row);
        self
    }

    /// Writes whatever was there before.
    pub fn put<R: Overwrite>(&mut self, record: R) -> &mut Self {
        if !IndexRows::of(&record).is_empty() || !TallyRows::of(&record).rows.is_empty() {
            return self.refuse::<R>("a record with indexes or tallies is overwritten without being read");
        }
        self.write(None, &record, Guard::Anything)
    }

    /// Removes whatever is there, if anything.
    pub fn remove<R: Overwrite>(&mut self, key: &R::Key) -> &mut Self {
        let row = self.row::<R>(key, Guard::Anything, Effect::Delete);
        self.rows.push(row);
        self
    }

    /// Nothing is written, but the row must still be as it was read: for decisions that depend on it.
    pub fn expect<R: Record>(&mut self, was: &Stored<R>) -> &mut Self {
        let row = self.row::<R>(&was.key(), Guard::At(was.version), Effect::Check);
        self.rows.push(row);
        self
    }

    /// Nothing is written, but there must still be no such row.
    pub fn expect_absent<R: Record>(&mut self, key: &R::Key) -> &mut Self {
        let row = self.row::<R>(key, Guard::Absent, Effect::Check);
        self.rows.push(row);
        self
    }

    /// Makes a data key, before or together with the first record sealed under it. An id is used once: a destroyed key never returns.
    pub fn create_data_key(&mut self, id: DataKeyId) -> &mut Self {
        self.keys.insert(id, KeyChange::Create);
        self
    }

    /// Makes everything sealed under this key unreadable for ever; the rows count as absent from then on. Records under it that have
    /// indexes or tallies are deleted first, while they can still be read: afterwards only a rebuild removes what they left there.
    pub fn destroy_data_key(&mut self, id: DataKeyId) -> &mut Self {
        self.keys.insert(id, KeyChange::Destroy);
        self
    }

    /// Both sets in one commit.
    pub fn merge(&mut self, other: Changes) -> &mut Self {
        self.rows.extend(other.rows);
        self.keys.extend(other.keys);
        for (key, amount) in other.tallies {
            *self.tallies.entry(key).or_default() += amount;
        }
        self.tallies.retain(|_, amount| !amount.is_zero());
        self.mistake = self.mistake.take().or(other.mistake);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.keys.is_empty() && self.mistake.is_none()
    }

    /// The records of this type that would be written, in the order of the plan: what tests look at.
    pub fn written<R: Record>(&self) -> Vec<R> {
        let rows = self.rows.iter().filter(|row| row.table == R::TABLE);
        rows.filter_map(|row| match &row.effect {
            Effect::Write { plain, .. } => value::parse(plain).ok(),
            _ => None,
        })
        .collect()
    }

    /// The keys of records of this type that would be removed.
    pub fn deleted<R: Record>(&self) -> Vec<R::Key> {
        let rows = self.rows.iter().filter(|row| row.table == R::TABLE && row.effect == Effect::Delete);
        rows.filter_map(|row| super::key::decode(&row.key[2..]).ok()).collect()
    }

    /// Whether any record of this kind is written or removed.
    pub fn touches<R: Record>(&self) -> bool {
        self.rows.iter().any(|row| row.table == R::TABLE && row.effect != Effect::Check)
    }

    fn write<R: Record>(&mut self, was: Option<&Stored<R>>, now: &R, guard: Guard) -> &mut Self {
        let seal = match (R::SEALED, now.data_key()) {
            (Sealed::Plain, _) => Seal::Plain,
            (Sealed::Master, _) => Seal::Master,
            (Sealed::Owner, Some(id)) => Seal::Owner(id),
            (Sealed::Owner, None) => return self.refuse::<R>("it is sealed for its owner but names no data key"),
        };
        let plain = match value::pack(now) {
            Ok(plain) => plain,
            Err(what) => return self.refuse::<R>(what),
        };
        let mut row = self.row::<R>(&now.key(), guard, Effect::Write { plain, seal });
        row.claimed = IndexRows::of(now);
        self.tally::<R>(TallyRows::of(now), Decimal::ONE);
        if let Some(was) = was {
            row.chunks = was.chunks;
            row.released = IndexRows::of(&was.value);
            // What stays is neither claimed nor released.
            row.released.retain(|key, _| row.claimed.remove(key).is_none());
            self.tally::<R>(TallyRows::of(&was.value), Decimal::NEGATIVE_ONE);
        }
        self.rows.push(row);
        self
    }

    fn row<R: Record>(&self, key: &R::Key, guard: Guard, effect: Effect) -> RowChange {
        let (claimed, released) = (BTreeMap::new(), BTreeMap::new());
        RowChange { table: R::TABLE, key: row_key::<R>(key), guard, chunks: None, effect, claimed, released }
    }

    fn tally<R: Record>(&mut self, tallies: TallyRows, sign: Decimal) {
        if let Some(metric) = tallies.refused {
            self.refuse::<R>(format!("an amount of \"{metric}\" is too large or has too many decimals"));
        }
        for (key, amount) in tallies.rows {
            *self.tallies.entry(key).or_default() += amount * sign;
        }
        self.tallies.retain(|_, amount| !amount.is_zero());
    }

    fn refuse<R: Record>(&mut self, what: impl Into<String>) -> &mut Self {
        self.mistake.get_or_insert_with(|| Mistake { table: R::TABLE.name, what: what.into() });
        self
    }
}

/// The engine key of a record.
pub(super) fn row_key<R: Record>(key: &R::Key) -> Key {
    let mut out = R::TABLE.key(ROWS);
    out.push(key);
    out.finish()
}

/// Tables and sizes only: values may be secret, and keys name people.
impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        for row in &self.rows {
            let table = row.table.name;
            match &row.effect {
                Effect::Check => list.entry(&format_args!("check {table}")),
                Effect::Delete => list.entry(&format_args!("delete {table}")),
                Effect::Write { plain, .. } => list.entry(&format_args!("write {table} ({} bytes)", plain.len())),
            };
        }
        for change in self.keys.values() {
            match change {
                KeyChange::Create => list.entry(&format_args!("create data key")),
                KeyChange::Destroy => list.entry(&format_args!("destroy data key")),
            };
        }
        list.finish()
    }
}
