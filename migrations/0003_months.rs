//! 0003: tallies by month.
//!
//! They follow from the records, and the list of all records stands above the store: this only says that they are to be made anew,
//! which is done before anything else runs on the store. One step.

use crate::store::migrations::{Source, Step, system};
use crate::store::{StoreError, engine::Batch};

pub fn step(_source: &Source<'_>, _from: Option<&[u8]>) -> Result<Step, StoreError> {
    let mut batch = Batch::new();
    batch.put(system::row(system::UNDERIVED), Vec::new());
    Ok(Step { batch, next: None })
}
