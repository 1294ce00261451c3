//! 0004: the audit log in lists, by topic and by member, and how long each is.
//!
//! As with 0003, they follow from the records. One step.

use crate::store::migrations::{Source, Step, system};
use crate::store::{StoreError, engine::Batch};

pub fn step(_source: &Source<'_>, _from: Option<&[u8]>) -> Result<Step, StoreError> {
    let mut batch = Batch::new();
    batch.put(system::row(system::UNDERIVED), Vec::new());
    Ok(Step { batch, next: None })
}
