//! Everything the product keeps, by name: the one place that sees all record types at once.
//!
//! - **Tags are unique**: [`Registry::check`] names a clash among what is listed here.
//! - **Indexes and tallies are derived**: [`Store::rebuild`] makes them anew from the records, and a test holds both equal.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::engine::{Batch, Key, KeyRange, Op, Order};
use super::error::StoreError;
use super::export::{Export, export};
use super::group;
use super::handle::Store;
use super::key::{All, KeyCodec};
use super::migrations::system;
use super::reading::{Cursor, Page};
use super::record::{CHUNKS, Entry, IndexRows, Metric, ROWS, Record, Sequence, TALLIES_TAG, Table, TallyRows};

/// Steps per commit of a rebuild.
const STEPS: usize = 100;
/// Records read at a time.
const READ: usize = 256;

/// All record types, metrics and sequences.
#[derive(Default)]
pub struct Registry {
    records: Vec<Kept>,
    metrics: Vec<(u16, &'static str)>,
    sequences: Vec<(u16, &'static str)>,
}

/// What can be done with a record type whose name is no longer known.
pub(super) struct Kept {
    pub table: Table,
    collect: Collect,
    pub export: Export,
}

/// Reads all records of one type and collects what should be derived from them.
type Collect = fn(&Store, &mut BTreeMap<Key, Bytes>, &mut TallyRows) -> Result<(), StoreError>;

impl Registry {
    pub fn new() -> Self {
        Self::default()
    }
    pub fn record<R: Record>(mut self) -> Self {
        self.records.push(Kept { table: R::TABLE, collect: collect::<R>, export: export::<R> });
        self
    }
    pub fn metric<D: KeyCodec>(mut self, metric: Metric<D>) -> Self {
        self.metrics.push((metric.tag, metric.name));
        self
    }
    pub fn sequence(mut self, sequence: Sequence) -> Self {
        self.sequences.push((sequence.tag, sequence.name));
        self
    }

    pub(super) fn kept(&self) -> &[Kept] {
        &self.records
    }

    /// Names the first two things that share a tag.
    pub fn check(&self) -> Result<(), String> {
        let tables = self.records.iter().map(|kept| (u16::from(kept.table.tag), kept.table.name));
        unique("table", tables)?;
        unique("metric", self.metrics.iter().copied())?;
        unique("sequence", self.sequences.iter().copied())
    }
}

fn unique(what: &str, tags: impl Iterator<Item = (u16, &'static str)>) -> Result<(), String> {
    let mut seen = BTreeMap::new();
    for (tag, name) in tags {
        if let Some(other) = seen.insert(tag, name) {
            return Err(format!("{what} tag {tag} belongs to both \"{other}\" and \"{name}\""));
        }
    }
    Ok(())
}

fn collect<R: Record>(
    store: &Store,
    entries: &mut BTreeMap<Key, Bytes>,
    tallies: &mut TallyRows,
) -> Result<(), StoreError> {
    let mut page = Page::first(READ);
    loop {
        let records = store.scan::<R>(All, page)?;
        for record in &records {
            entries.extend(IndexRows::of(&**record).into_iter().map(|(key, entry)| match entry {
                Entry::Plain => (key, Bytes::new()),
                Entry::Unique(primary) => (key, primary.into()),
            }));
            for (key, amount) in TallyRows::of(&**record).rows {
                tallies.merge(key, amount);
            }
        }
        match records.last() {
            Some(last) if records.len() == READ => page = Page::first(READ).after(Cursor::key::<R>(&last.key())),
            _ => return Ok(()),
        }
    }
}

impl Store {
    /// Recomputes index rows and tallies of everything in `registry`, which must be complete. Answers how many rows were wrong.
    ///
    /// Nothing else may write meanwhile: run it before the application starts.
    pub async fn rebuild(&self, registry: &Registry) -> Result<usize, StoreError> {
        let mut wrong = Vec::new();
        let mut tallies = TallyRows::default();
        for Kept { table, collect, .. } in &registry.records {
            let mut entries = BTreeMap::new();
            collect(self, &mut entries, &mut tallies)?;
            self.compare_entries(*table, entries, &mut wrong)?;
        }
        self.compare_tallies(tallies, &mut wrong)?;
        let count = wrong.len();
        for steps in wrong.chunks(STEPS) {
            self.0.commit(Batch(steps.to_vec())).await?;
        }
        Ok(count)
    }

    /// [Rebuilds](Store::rebuild) where a migration asked for it; a process killed meanwhile begins again. Answers how many rows
    /// were wrong.
    pub async fn rebuild_if_due(&self, registry: &Registry) -> Result<Option<usize>, StoreError> {
        let due = system::row(system::UNDERIVED);
        if self.0.engine.get(&due)?.is_none() {
            return Ok(None);
        }
        let wrong = self.rebuild(registry).await?;
        let mut batch = Batch::new();
        batch.delete(due);
        self.0.commit(batch).await?;
        Ok(Some(wrong))
    }

    fn compare_entries(
        &self,
        table: Table,
        mut expected: BTreeMap<Key, Bytes>,
        wrong: &mut Vec<Op>,
    ) -> Result<(), StoreError> {
        let range = KeyRange { start: vec![table.tag, ROWS + 1], end: Some(vec![table.tag, CHUNKS]) };
        for (key, row) in self.0.engine.scan(range, usize::MAX, Order::Forward)? {
            match expected.remove(&key[..]) {
                Some(value) if value == row.value => {}
                Some(value) => wrong.push(Op::Put(key.to_vec(), value)),
                None => wrong.push(Op::Delete(key.to_vec())),
            }
        }
        wrong.extend(expected.into_iter().map(|(key, value)| Op::Put(key, value)));
        Ok(())
    }

    fn compare_tallies(&self, mut expected: TallyRows, wrong: &mut Vec<Op>) -> Result<(), StoreError> {
        for (key, row) in self.0.engine.scan(KeyRange::prefix(vec![TALLIES_TAG, ROWS]), usize::MAX, Order::Forward)? {
            expected.merge(key.to_vec(), -group::tally(&row.value)?);
        }
        expected.rows.retain(|_, difference| !difference.is_zero());
        wrong.extend(expected.rows.into_iter().map(|(key, difference)| Op::Add(key, difference)));
        Ok(())
    }
}
