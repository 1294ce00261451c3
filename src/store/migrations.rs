//! From the schema on disk to the schema of this program. One numbered file per migration in `migrations/`.
//!
//! - **A newer store is refused, untouched**; so is another master key.
//! - **A migration is a pure step function called until it is done.** Each step is one commit that also stores where to go on, the
//!   last one the schema number: a process killed anywhere goes on from there.
//! - **A migration that was released never changes.**

use super::engine::{Batch, Engine, KeyRange, Order};
use super::error::StoreError;
use super::master::MasterKey;
use super::seal::Keyring;

#[path = "../../migrations/0001_first.rs"]
mod m0001_first;
#[path = "../../migrations/0002_derived_anew.rs"]
mod m0002_derived_anew;
#[path = "../../migrations/0003_months.rs"]
mod m0003_months;
#[path = "../../migrations/0004_audit_lists.rs"]
mod m0004_audit_lists;

/// All of them, in order. The last number is the schema of this program.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "first", step: m0001_first::step },
    Migration { number: 2, name: "derived anew", step: m0002_derived_anew::step },
    Migration { number: 3, name: "months", step: m0003_months::step },
    Migration { number: 4, name: "audit lists", step: m0004_audit_lists::step },
];

/// The schemas of a store that [`Store::open`](super::Store::open) will bring up to date: its own, and that of this program.
/// `None` where there is nothing to do, nothing that could be lost, or where an earlier start was killed half-way.
pub fn due(engine: &dyn Engine) -> Result<Option<(u32, u32)>, StoreError> {
    let (found, known) = (schema(engine)?, MIGRATIONS.last().map_or(0, |last| last.number));
    let begun = engine.get(&system::row(system::PROGRESS))?.is_some();
    Ok((found > 0 && found < known && !begun).then_some((found, known)))
}

/// One change of schema.
pub struct Migration {
    pub number: u32,
    pub name: &'static str,
    /// Answers the next commit; `from` is what the previous step left, `None` at the beginning.
    pub step: fn(source: &Source<'_>, from: Option<&[u8]>) -> Result<Step, StoreError>,
}

/// One commit of a migration. Keep it small: a few hundred rows.
pub struct Step {
    pub batch: Batch,
    /// Where the next step goes on; `None` when this was the last one.
    pub next: Option<Vec<u8>>,
}

/// What a step may look at.
pub struct Source<'a> {
    pub engine: &'a dyn Engine,
    pub master: &'a MasterKey,
}

impl Source<'_> {
    pub fn holds_anything(&self) -> Result<bool, StoreError> {
        Ok(!self.engine.scan(KeyRange::prefix(Vec::new()), 1, Order::Forward)?.is_empty())
    }

    /// The keys of this installation, once the first migration has run.
    pub fn keyring(&self) -> Result<Keyring, StoreError> {
        let damaged = |what: &str| StoreError::Unreadable { table: system::NAME, what: what.to_owned() };
        let salt = self.engine.get(&system::row(system::SALT))?.ok_or_else(|| damaged("the salt is missing"))?;
        let salt = salt.value[..].try_into().map_err(|_| damaged("the salt is not 32 bytes"))?;
        let check =
            self.engine.get(&system::row(system::CHECK))?.ok_or_else(|| damaged("the check value is missing"))?;
        let keys = Keyring::derive(self.master, salt);
        system::check(&keys, &check.value).map_err(|_| StoreError::WrongMasterKey)?;
        match self.engine.get(&system::row(system::HERITAGE))? {
            None => Ok(keys),
            Some(row) => {
                system::inherited(keys, &row.value).map_err(|source| StoreError::Seal { table: system::NAME, source })
            }
        }
    }
}

/// The store's own rows.
pub(super) mod system {
    use super::super::engine::Key;
    use super::super::key::KeyWriter;
    use super::super::record::{ROWS, SYSTEM_TAG};
    use super::super::seal::{Keyring, SealError};
    use super::super::value::format;

    pub const NAME: &str = "the system table";
    pub const SCHEMA: &str = "schema";
    pub const PROGRESS: &str = "progress";
    pub const SALT: &str = "salt";
    pub const CHECK: &str = "check";
    /// Where the master key was changed: what is not derived from the present one.
    pub const HERITAGE: &str = "heritage";
    /// There while indexes and tallies are to be made anew.
    pub const UNDERIVED: &str = "underived";
    /// Written so that everything before it is.
    pub const SETTLED: &str = "settled";
    const CHECK_TEXT: &[u8] = b"the master key fits";

    pub fn row(name: &str) -> Key {
        let mut key = KeyWriter::at(SYSTEM_TAG, ROWS);
        key.push(&name.to_owned());
        key.finish()
    }

    pub fn seal_check(keys: &Keyring) -> Result<Vec<u8>, SealError> {
        keys.master.seal(format::MASTER, SYSTEM_TAG, &row(CHECK)[2..], CHECK_TEXT)
    }

    pub fn check(keys: &Keyring, value: &[u8]) -> Result<(), SealError> {
        let (_, envelope) = value.split_first().ok_or(SealError::NotSealed)?;
        keys.master.open(SYSTEM_TAG, &row(CHECK)[2..], envelope).map(drop)
    }

    pub fn seal_heritage(keys: &Keyring) -> Result<Vec<u8>, SealError> {
        keys.master.seal(format::MASTER, SYSTEM_TAG, &row(HERITAGE)[2..], &keys.heritage())
    }

    pub fn inherited(keys: Keyring, value: &[u8]) -> Result<Keyring, SealError> {
        let (_, envelope) = value.split_first().ok_or(SealError::NotSealed)?;
        let heritage = keys.master.open(SYSTEM_TAG, &row(HERITAGE)[2..], envelope)?;
        keys.inheriting(&heritage)
    }
}

/// Brings the store up to date and answers its keys.
pub(super) async fn run(
    engine: &dyn Engine,
    master: &MasterKey,
    migrations: &[Migration],
) -> Result<Keyring, StoreError> {
    let source = Source { engine, master };
    let found = schema(engine)?;
    let known = migrations.last().map_or(0, |last| last.number);
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    if found > 0 {
        source.keyring()?;
    }
    for migration in migrations.iter().filter(|migration| migration.number > found) {
        tracing::info!(schema.number = migration.number, schema.name = migration.name, "migrating the store");
        migrate(&source, migration).await.map_err(|source| StoreError::Migration {
            number: migration.number,
            name: migration.name,
            source: Box::new(source),
        })?;
    }
    source.keyring()
}

async fn migrate(source: &Source<'_>, migration: &Migration) -> Result<(), StoreError> {
    let schema = system::row(system::SCHEMA);
    let progress = system::row(system::PROGRESS);
    loop {
        let at = source.engine.get(&progress)?;
        let marker = source.engine.get(&schema)?.map(|row| row.version);
        let Step { mut batch, next } = (migration.step)(source, at.as_ref().map(|row| &row.value[..]))?;
        // Nobody else may have migrated meanwhile.
        batch.expect(schema.clone(), marker).expect(progress.clone(), at.map(|row| row.version));
        match next {
            Some(place) => {
                batch.put(progress.clone(), place);
                source.engine.commit(batch).await?;
            }
            None => {
                batch.delete(progress).put(schema, migration.number.to_be_bytes().to_vec());
                return Ok(source.engine.commit(batch).await?);
            }
        }
    }
}

/// The number of the last migration that ran; 0 for an empty store.
fn schema(engine: &dyn Engine) -> Result<u32, StoreError> {
    match engine.get(&system::row(system::SCHEMA))? {
        None => Ok(0),
        Some(row) => row.value[..].try_into().map(u32::from_be_bytes).map_err(|_| StoreError::Unreadable {
            table: system::NAME,
            what: "the schema marker is not a number".to_owned(),
        }),
    }
}
