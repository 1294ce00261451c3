//! The store: typed records over an ordered, durable key-value engine.
//!
//! A room that owns a record declares it (key, indexes, tallies, sealing) by [`Record`]. A plan reads records with their versions
//! ([`Stored`]) and returns [`Changes`]; [`Store::commit`] writes all of them, or nothing when something it relied on moved.
//!
//! - **`commit` answers when the data is on disk**, and what leaves the process waits for that.
//! - **Reading takes no lock and no snapshot.** A decision states what it relied on, by updating it or by [`Changes::expect`].
//! - **Indexes and tallies change in the commit of the fact they derive from**, and only there.
//! - **Only this room knows engines, keys and ciphers.** Nothing of it is in a record's type but the declaration of what is sealed.
//!
//! Keys start with a table tag. Tags 0 to 15 belong to the store (0 to the engine); the rooms take theirs from these blocks: `team`
//! 16–31, `crm` 32–63, `relay` 64–95, `accounts` 96–127, `bot` 128–159, `jobs` and `reports` 160–191, tests 250–255. A test looks for clashes.
//!
//! | file | holds |
//! |---|---|
//! | `record` | what a record declares; `changes`: what a plan returns |
//! | `handle`, `reading`, `writing` | the store itself |
//! | `key`, `value`, `domain_keys` | the bytes of keys and values |
//! | `master`, `seal`, `vault`, `rotation` | master key, sealing, data keys, another master key |
//! | `engine`, `group`, `poison` | what engines do and share; `memory`, `sled`: the engines |
//! | `mirror` | what is kept in memory beside the rows |
//! | `migrations`, `registry`, `export` | schema changes; the list of all records, `rebuild`; all of them as JSON |
//! | `dump` | all rows as of one moment, for backups |

mod changes;
mod domain_keys;
mod dump;
mod engine;
mod error;
mod export;
mod group;
mod handle;
mod key;
mod master;
mod memory;
mod migrations;
mod mirror;
mod poison;
mod reading;
mod record;
mod registry;
mod rotation;
mod seal;
mod sled;
mod value;
mod vault;
mod writing;

#[cfg(test)]
mod tests;

pub use changes::Changes;
pub use dump::{DumpError, dump, load, verify};
pub use engine::{Engine, EngineError};
pub use error::StoreError;
pub use export::ExportError;
pub use handle::Store;
pub use key::{All, KeyCodec, KeyError, KeyPrefix, KeyReader, KeyWriter};
pub use master::{MasterKey, MasterKeyError, MasterKeySource};
pub use memory::{Fault, MemoryEngine};
pub use migrations::due;
pub use mirror::Mirror;
pub use reading::{Cursor, Page};
pub use record::{
    AMOUNT_LIMIT, AMOUNT_SCALE, DataKeyId, Index, IndexRows, Metric, Overwrite, Record, Sealed, Sequence, Stored,
    TALLY_LIMIT, Table, TallyRows, Unique,
};
pub use registry::Registry;
pub use seal::SealError;
pub use sled::SledEngine;
pub use value::MAX_VALUE;
