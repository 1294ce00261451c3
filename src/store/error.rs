//! What can go wrong between a typed call and the disk.

use super::engine::EngineError;
use super::key::KeyError;
use super::seal::SealError;

/// Why the store could not do what was asked. No variant shows keys or content.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A row is not what the plan read, or a unique index entry is taken: read again and plan again.
    #[error("{table} changed in the meantime")]
    Conflict { table: &'static str },
    /// A mistake in the code that made the changes; nothing was written.
    #[error("the changes to {table} were refused: {what}")]
    Refused { table: &'static str, what: String },
    /// The record does not fit.
    #[error("a record of {table} has {size} bytes, the limit is {limit}")]
    TooLarge { table: &'static str, size: usize, limit: usize },
    /// A record is to be sealed for somebody who was erased, or whose key was never made.
    #[error("a record of {table} has no data key to be sealed under: its owner was erased, or the key was never made")]
    NoDataKey { table: &'static str },
    #[error("a tally would grow beyond what can be summed exactly")]
    TallyOverflow,
    /// A row that the code cannot read.
    #[error("a record of {table} cannot be read: {what}")]
    Unreadable { table: &'static str, what: String },
    #[error("could not seal or open a record of {table}")]
    Seal { table: &'static str, source: SealError },
    #[error("a key of {table} cannot be read")]
    Key { table: &'static str, source: KeyError },
    /// The store was made under another master key, or the check value is damaged.
    #[error(
        "this is not the master key that the store was created with; restore the right key file, nothing was changed"
    )]
    WrongMasterKey,
    /// The store was written by a newer program.
    #[error("the store has schema {found}, this program knows schemas up to {known}; start the newer program again")]
    NewerSchema { found: u32, known: u32 },
    #[error("migration {number:04} ({name}) failed; it goes on from there at the next start")]
    Migration { number: u32, name: &'static str, source: Box<StoreError> },
    #[error(transparent)]
    Engine(#[from] EngineError),
}
