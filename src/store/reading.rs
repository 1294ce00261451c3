//! From rows to records: by key, by index, and the sums of tallies.
//!
//! - **A record is returned only as it stands in its row now**: an index leads to the row, and the row decides whether it still belongs there.
//! - **A record whose owner was erased does not exist** for any reader.

use std::ops::{Bound, RangeBounds, RangeInclusive};

use bytes::Bytes;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::domain::{Month, Stretch};

use super::changes::row_key;
use super::engine::{Key, KeyRange, Order, Row};
use super::error::StoreError;
use super::group;
use super::handle::Store;
use super::key::{self, KeyCodec, KeyPrefix, KeyReader};
use super::record::{DataKeyId, Index, IndexRows, Metric, ROWS, Record, Sealed, Stored, Unique};
use super::seal;
use super::value::{self, ChunkSet, format};
use super::vault;

/// Rows fetched from the engine at a time.
const FETCH: usize = 256;

/// Which part of a list to read.
#[derive(Clone, Debug)]
pub struct Page {
    limit: usize,
    order: Order,
    after: Option<Cursor>,
    skip: usize,
}

impl Page {
    /// The first `limit` rows.
    pub fn first(limit: usize) -> Page {
        Page { limit, order: Order::Forward, after: None, skip: 0 }
    }
    /// The last `limit` rows, the last one first.
    pub fn last(limit: usize) -> Page {
        Page { limit, order: Order::Reverse, after: None, skip: 0 }
    }
    /// Every row.
    pub fn all() -> Page {
        Page::first(usize::MAX)
    }
    /// Leaves out the first so many rows, which are passed over without being read.
    pub fn skipping(mut self, rows: usize) -> Page {
        self.skip = rows;
        self
    }
    /// Goes on behind this place.
    pub fn after(mut self, cursor: Cursor) -> Page {
        self.after = Some(cursor);
        self
    }
}

/// A place in a list; it may lie between rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(Key);

impl Cursor {
    /// In a list by primary key.
    pub fn key<R: Record>(key: &R::Key) -> Cursor {
        Cursor(row_key::<R>(key))
    }
    /// In a list by index.
    pub fn index<R: Record, F: KeyCodec>(index: Index<R, F>, fields: &F, key: &R::Key) -> Cursor {
        let mut out = R::TABLE.key(index.0);
        out.push(fields).push(key);
        Cursor(out.finish())
    }
}

impl Store {
    /// The record with this key.
    pub fn get<R: Record>(&self, key: &R::Key) -> Result<Option<Stored<R>>, StoreError> {
        self.row(&row_key::<R>(key))
    }

    /// Records in the order of their keys, those that begin with `prefix` ([`All`](super::All) for every one).
    pub fn scan<R: Record>(&self, prefix: impl KeyPrefix<R::Key>, page: Page) -> Result<Vec<Stored<R>>, StoreError> {
        let mut start = R::TABLE.key(ROWS);
        prefix.encode_prefix(&mut start);
        self.walk(start.finish(), page, |key, row| self.record(key, row))
    }

    /// Records in the order of an index, those whose fields begin with `prefix`.
    pub fn find<R: Record, F: KeyCodec>(
        &self,
        index: Index<R, F>,
        prefix: impl KeyPrefix<F>,
        page: Page,
    ) -> Result<Vec<Stored<R>>, StoreError> {
        let mut start = R::TABLE.key(index.0);
        prefix.encode_prefix(&mut start);
        self.walk(start.finish(), page, |entry, _| {
            let mut fields = KeyReader::new(&entry[2..]);
            fields.pull::<F>().map_err(|source| StoreError::Key { table: R::TABLE.name, source })?;
            let mut key = R::TABLE.key(ROWS);
            key.raw(fields.rest());
            let found: Option<Stored<R>> = self.row(&key.finish())?;
            Ok(found.filter(|record| IndexRows::of(&record.value).contains_key(&entry[..])))
        })
    }

    /// The record that holds these fields of a unique index.
    pub fn lookup<R: Record, F: KeyCodec>(
        &self,
        index: Unique<R, F>,
        fields: &F,
    ) -> Result<Option<Stored<R>>, StoreError> {
        let mut entry = R::TABLE.key(index.0);
        entry.push(fields);
        let entry = entry.finish();
        let Some(row) = self.0.engine.get(&entry)? else { return Ok(None) };
        let mut key = R::TABLE.key(ROWS);
        key.raw(&row.value);
        let found: Option<Stored<R>> = self.row(&key.finish())?;
        Ok(found.filter(|record| IndexRows::of(&record.value).contains_key(&entry)))
    }

    /// The sum of `metric` at exactly these dimensions; zero when there is none.
    pub fn tally<D: KeyCodec>(&self, metric: Metric<D>, dimensions: &D) -> Result<Decimal, StoreError> {
        let mut key = metric.key();
        key.push(dimensions);
        match self.0.engine.get(&key.finish())? {
            None => Ok(Decimal::ZERO),
            Some(row) => Ok(group::tally(&row.value)?),
        }
    }

    /// The sums of `metric` other than zero, for a range of dimensions: `tallies(SENT, (account, monday)..=(account, sunday))`.
    pub fn tallies<D: KeyCodec>(
        &self,
        metric: Metric<D>,
        dimensions: impl RangeBounds<D>,
    ) -> Result<Vec<(D, Decimal)>, StoreError> {
        let start = metric.key().finish();
        let bound = |bound: Bound<&D>| {
            bound.map(|dimensions| {
                let mut key = metric.key();
                key.push(dimensions);
                key.finish()
            })
        };
        let range = KeyRange::between(start.clone(), bound(dimensions.start_bound()), bound(dimensions.end_bound()));
        let rows = self.0.engine.scan(range, usize::MAX, Order::Forward)?;
        rows.into_iter()
            .map(|(key, row)| {
                let dimensions = key::decode(&key[start.len()..])
                    .map_err(|source| StoreError::Key { table: metric.name, source })?;
                Ok((dimensions, group::tally(&row.value)?))
            })
            .collect()
    }

    /// The sum of all these days, read by month where the whole of one is among them.
    pub fn total<D: Copy>(
        &self,
        by_day: Metric<(D, Date)>,
        by_month: Metric<(D, Month)>,
        dimension: D,
        days: &RangeInclusive<Date>,
    ) -> Result<Decimal, StoreError>
    where
        (D, Date): KeyCodec,
        (D, Month): KeyCodec,
    {
        let stretch = Stretch::of(days);
        let mut sum = Decimal::ZERO;
        if let Some(months) = stretch.months {
            let rows = self.tallies(by_month, (dimension, *months.start())..=(dimension, *months.end()))?;
            sum += rows.into_iter().map(|(_, sum)| sum).sum::<Decimal>();
        }
        for days in stretch.days {
            let rows = self.tallies(by_day, (dimension, *days.start())..=(dimension, *days.end()))?;
            sum += rows.into_iter().map(|(_, sum)| sum).sum::<Decimal>();
        }
        Ok(sum)
    }

    /// Reads `page` of the rows under `prefix`, leaving out those for which `read` finds nothing.
    fn walk<T>(
        &self,
        prefix: Key,
        page: Page,
        read: impl Fn(&Bytes, Row) -> Result<Option<T>, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut range = KeyRange::prefix(prefix);
        if let Some(Cursor(key)) = page.after {
            range = range.past(&key, page.order);
        }
        let mut found = Vec::new();
        let mut skip = page.skip;
        while found.len() < page.limit && !range.is_empty() {
            let wanted = FETCH.min((page.limit - found.len()).saturating_add(skip));
            let rows = self.0.engine.scan(range.clone(), wanted, page.order)?;
            match rows.last() {
                Some((last, _)) if rows.len() == wanted => range = range.past(last, page.order),
                // There is no more.
                _ => range.end = Some(range.start.clone()),
            }
            let passed = skip.min(rows.len());
            skip -= passed;
            for (key, row) in rows.into_iter().skip(passed) {
                found.extend(read(&key, row)?);
            }
        }
        Ok(found)
    }

    fn row<R: Record>(&self, key: &[u8]) -> Result<Option<Stored<R>>, StoreError> {
        match self.0.engine.get(key)? {
            Some(row) => self.record(key, row),
            None => Ok(None),
        }
    }

    /// Reads the record in `row`; large values that were rewritten meanwhile are read again.
    fn record<R: Record>(&self, key: &[u8], row: Row) -> Result<Option<Stored<R>>, StoreError> {
        let mut row = row;
        let chunks = ChunkSet::of(&row.value);
        if let Some(chunks) = chunks {
            match self.pieces(key, chunks)? {
                Some(value) => row.value = value,
                None => return self.reread(key, &row),
            }
        }
        let Some(value) = self.parse(key, &row.value)? else { return Ok(None) };
        Ok(Some(Stored { value, version: row.version, chunks }))
    }

    fn pieces(&self, key: &[u8], chunks: ChunkSet) -> Result<Option<Bytes>, StoreError> {
        let mut value = Vec::new();
        for key in chunks.keys(key) {
            match self.0.engine.get(&key)? {
                Some(piece) => value.extend_from_slice(&piece.value),
                None => return Ok(None),
            }
        }
        Ok(Some(value.into()))
    }

    fn reread<R: Record>(&self, key: &[u8], old: &Row) -> Result<Option<Stored<R>>, StoreError> {
        match self.0.engine.get(key)? {
            // Unchanged, and yet without its pieces.
            Some(row) if row.version == old.version => Err(unreadable::<R>("pieces of it are missing")),
            Some(row) => self.record(key, row),
            None => Ok(None),
        }
    }

    fn parse<R: Record>(&self, key: &[u8], value: &[u8]) -> Result<Option<R>, StoreError> {
        let table = R::TABLE;
        let failed = |source| StoreError::Seal { table: table.name, source };
        let (format, rest) = value.split_first().ok_or_else(|| unreadable::<R>("it is empty"))?;
        // The record says which format is right: whoever can write to the disk must not get away with an unsealed value.
        let parsed = match (R::SEALED, *format) {
            (Sealed::Plain, format::PLAIN) => value::parse(rest),
            (Sealed::Master, format::MASTER) => {
                value::parse(&self.ring().open(table.tag, &key[2..], rest).map_err(failed)?)
            }
            (Sealed::Owner, format::OWNER) => {
                let owner = DataKeyId(seal::key_id(rest).map_err(failed)?);
                let Some((data_key, _)) = vault::find(&*self.0.engine, &self.ring(), owner)? else { return Ok(None) };
                value::parse(&data_key.open(table.tag, &key[2..], rest).map_err(failed)?)
            }
            _ => return Err(unreadable::<R>("its format is not that of its table")),
        };
        parsed.map(Some).map_err(|what| StoreError::Unreadable { table: table.name, what })
    }
}

fn unreadable<R: Record>(what: &str) -> StoreError {
    StoreError::Unreadable { table: R::TABLE.name, what: what.to_owned() }
}
