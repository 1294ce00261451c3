//! All rows as one stream of bytes: what backups are made of.
//!
//! - **A dump shows one moment, though others write all the while**: rows are read one after the other, what is touched meanwhile
//!   is noted, and at the end, while commits wait for as long as it takes to read those few rows, they are written once more.
//!   Whoever loads the dump lets later rows win.
//! - **A dump that is cut off or changed is no dump**: it ends with the number of its steps and a hash of all before.
//!
//! `pult store 1\n`, then steps: `1 | length 4 | key | length 4 | value` a row, `2 | length 4 | key` one that went meanwhile,
//! `0 | number of steps 8 | SHA-256` the end. Values are as the engine has them: what is sealed stays sealed.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};

use futures::executor::block_on;
use sha2::{Digest, Sha256};

use super::engine::{Batch, Engine, EngineError, Key, KeyRange, Order};
use super::error::StoreError;
use super::handle::Store;
use super::master::MasterKey;
use super::memory::MemoryEngine;
use super::migrations::{Source, system};
use super::record::SYSTEM_TAG;

const MAGIC: &[u8] = b"pult store 1\n";
const ROW: u8 = 1;
const GONE: u8 = 2;
const END: u8 = 0;
/// Rows read at a time.
const READ: usize = 256;
/// What a commit of a load weighs, as the engine likes it.
const LOAD: usize = 48 << 10;
/// Longer keys and values are in no engine.
const LONGEST: u32 = 1 << 20;

/// Why there is no dump, or it cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    #[error("reading or writing the store")]
    Store(#[from] StoreError),
    #[error("reading or writing the copy of the store")]
    Io(#[from] io::Error),
    #[error("the copy of the store is damaged or not complete: {what}")]
    Damaged { what: &'static str },
    #[error("there is something in the store already; a copy goes into an empty one")]
    NotEmpty,
}

impl From<EngineError> for DumpError {
    fn from(error: EngineError) -> Self {
        DumpError::Store(error.into())
    }
}

impl Store {
    /// Writes all rows as of one moment, and answers how many steps that were. Blocks.
    pub fn dump(&self, out: &mut dyn Write) -> Result<u64, DumpError> {
        let _alone = block_on(self.0.dumping.lock());
        block_on(self.0.note_touched())?;
        let mut dump = Dump::begin(out)?;
        let read = dump.rows(&*self.0.engine);
        // The notes end here also where something failed.
        let (_closed, touched) = block_on(self.0.touched())?;
        read?;
        dump.again(&*self.0.engine, touched)?;
        dump.end()
    }
}

/// Writes all rows of an engine that nobody writes to. Blocks.
pub fn dump(engine: &dyn Engine, out: &mut dyn Write) -> Result<u64, DumpError> {
    let mut dump = Dump::begin(out)?;
    dump.rows(engine)?;
    dump.end()
}

/// Writes what was dumped into an empty engine. Blocks. After an error the engine holds a part of it and is good for nothing.
pub fn load(engine: &dyn Engine, from: &mut dyn Read) -> Result<u64, DumpError> {
    if !engine.scan(KeyRange::prefix(Vec::new()), 1, Order::Forward)?.is_empty() {
        return Err(DumpError::NotEmpty);
    }
    let mut batch = Batch::new();
    let write = |batch: &mut Batch| block_on(engine.commit(std::mem::take(batch))).map_err(StoreError::from);
    let steps = read(from, |key, value| {
        match value {
            Some(value) => batch.put(key, value),
            None => batch.delete(key),
        };
        if batch.weight() > LOAD {
            write(&mut batch)?;
        }
        Ok(())
    })?;
    write(&mut batch)?;
    Ok(steps)
}

/// Reads a dump to its end, and looks whether this is its master key. Blocks.
pub fn verify(from: &mut dyn Read, master: &MasterKey) -> Result<u64, DumpError> {
    let engine = MemoryEngine::new();
    let mut system = Batch::new();
    let steps = read(from, |key, value| {
        if key.first() == Some(&SYSTEM_TAG) {
            match value {
                Some(value) => system.put(key, value),
                None => system.delete(key),
            };
        }
        Ok(())
    })?;
    block_on(engine.commit(system)).map_err(StoreError::from)?;
    Source { engine: &engine, master }.keyring()?;
    Ok(steps)
}

/// A dump that is being written.
struct Dump<'a> {
    out: &'a mut dyn Write,
    hash: Sha256,
    steps: u64,
}

impl Dump<'_> {
    fn begin(out: &mut dyn Write) -> io::Result<Dump<'_>> {
        let mut dump = Dump { out, hash: Sha256::new(), steps: 0 };
        dump.write(MAGIC)?;
        Ok(dump)
    }

    fn rows(&mut self, engine: &dyn Engine) -> Result<(), DumpError> {
        let mut range = KeyRange::prefix(Vec::new());
        loop {
            let rows = engine.scan(range.clone(), READ, Order::Forward)?;
            for (key, row) in &rows {
                self.step(key, Some(&row.value))?;
            }
            match rows.last() {
                Some((last, _)) if rows.len() == READ => range = range.past(last, Order::Forward),
                _ => return Ok(()),
            }
        }
    }

    /// Writes once more what was touched.
    fn again(&mut self, engine: &dyn Engine, touched: BTreeSet<Key>) -> Result<(), DumpError> {
        for key in touched {
            let row = engine.get(&key)?;
            self.step(&key, row.as_ref().map(|row| &row.value[..]))?;
        }
        Ok(())
    }

    fn step(&mut self, key: &[u8], value: Option<&[u8]>) -> io::Result<()> {
        self.steps += 1;
        self.write(&[if value.is_some() { ROW } else { GONE }])?;
        for bytes in [Some(key), value].into_iter().flatten() {
            let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
            self.write(&length.to_be_bytes())?;
            self.write(bytes)?;
        }
        Ok(())
    }

    fn end(mut self) -> Result<u64, DumpError> {
        self.write(&[END])?;
        self.write(&self.steps.to_be_bytes())?;
        let hash = self.hash.finalize();
        self.out.write_all(&hash)?;
        self.out.flush()?;
        Ok(self.steps)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.out.write_all(bytes)
    }
}

/// Gives every step of a dump to `each`, and then looks whether it was all.
fn read(
    from: &mut dyn Read,
    mut each: impl FnMut(Key, Option<Vec<u8>>) -> Result<(), DumpError>,
) -> Result<u64, DumpError> {
    let mut from = Hashed { from, hash: Sha256::new() };
    if from.bytes(MAGIC.len())? != MAGIC {
        return Err(DumpError::Damaged { what: "it does not begin as one" });
    }
    let mut steps = 0;
    loop {
        match from.array::<1>()? {
            [ROW] => {
                let key = from.sized()?;
                let value = from.sized()?;
                each(key, Some(value))?;
            }
            [GONE] => each(from.sized()?, None)?,
            [END] => break,
            _ => return Err(DumpError::Damaged { what: "a step of an unknown kind" }),
        }
        steps += 1;
    }
    if u64::from_be_bytes(from.array()?) != steps {
        return Err(DumpError::Damaged { what: "steps are missing" });
    }
    let expected = from.hash.clone().finalize();
    if from.array::<32>()?[..] != expected[..] {
        return Err(DumpError::Damaged { what: "its hash is another" });
    }
    Ok(steps)
}

struct Hashed<'a> {
    from: &'a mut dyn Read,
    hash: Sha256,
}

impl Hashed<'_> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], DumpError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn sized(&mut self) -> Result<Vec<u8>, DumpError> {
        let length = u32::from_be_bytes(self.array()?);
        if length > LONGEST {
            return Err(DumpError::Damaged { what: "a row is longer than rows are" });
        }
        self.bytes(length as usize)
    }

    fn bytes(&mut self, length: usize) -> Result<Vec<u8>, DumpError> {
        let mut bytes = vec![0; length];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), DumpError> {
        match self.from.read_exact(bytes) {
            Ok(()) => self.hash.update(bytes),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Err(DumpError::Damaged { what: "it ends too early" });
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

impl super::handle::Inner {
    /// From now on every key that a commit writes is noted.
    async fn note_touched(&self) -> Result<(), StoreError> {
        let _closed = self.gate.write().await;
        self.settle().await?;
        *self.notes() = Some(BTreeSet::new());
        Ok(())
    }

    /// What was touched since, with commits waiting until the guard is dropped.
    async fn touched(&self) -> Result<(tokio::sync::RwLockWriteGuard<'_, ()>, BTreeSet<Key>), StoreError> {
        let closed = self.gate.write().await;
        let touched = self.notes().take().unwrap_or_default();
        self.settle().await?;
        Ok((closed, touched))
    }

    /// Whoever stopped waiting for a commit has not taken it back: with this one everything before it is written.
    async fn settle(&self) -> Result<(), StoreError> {
        let mut batch = Batch::new();
        batch.put(system::row(system::SETTLED), Vec::new());
        Ok(self.engine.commit(batch).await?)
    }
}

#[cfg(test)]
#[path = "tests/dump.rs"]
mod tests;
