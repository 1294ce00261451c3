//! 0001: an empty store becomes an installation.
//!
//! Writes the salt from which, with the master key, all sealing keys are derived, and a sealed check value by which later starts
//! recognize the master key. One step.

use crate::store::migrations::{Source, Step, system};
use crate::store::{StoreError, engine::Batch, seal};

pub fn step(source: &Source<'_>, _from: Option<&[u8]>) -> Result<Step, StoreError> {
    let failed = |source| StoreError::Seal { table: system::NAME, source };
    if source.holds_anything()? {
        return Err(StoreError::Unreadable {
            table: system::NAME,
            what: "there are rows but no schema marker; this is not a store of Pult".to_owned(),
        });
    }
    let mut salt = [0; 32];
    seal::fill(&mut salt).map_err(failed)?;
    let keys = seal::Keyring::derive(source.master, &salt);
    let check = system::seal_check(&keys).map_err(failed)?;
    let mut batch = Batch::new();
    batch.put(system::row(system::SALT), salt.to_vec()).put(system::row(system::CHECK), check);
    Ok(Step { batch, next: None })
}
