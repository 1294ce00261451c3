//! Performs what stands in the outbox.
//!
//! - **An entry leaves the outbox in the commit of its receipt**, together with all that follows from it.
//! - **What is sent is made at the moment of sending** from the records the entry points to; an entry whose reason is
//!   gone is dropped.
//! - **A request that must not be repeated lightly is marked as on its way before it leaves.** Found so after a crash,
//!   it may have arrived, and its repetition says so.

mod client;
mod prepare;
mod team;

pub use client::ClientDelivery;
pub use team::TeamDelivery;

use super::{Committer, Entry, Plan, RelayError, State};
use crate::{domain::OutboxId, store::StoreError};

/// Removes the entry together with what follows from it.
async fn finish(
    committer: &Committer,
    id: OutboxId,
    mut then: impl FnMut(&crate::store::Store) -> Result<Plan, StoreError>,
) -> Result<(), RelayError> {
    committer
        .commit(|store| {
            let Some(entry) = Entry::find(store, id)? else { return Ok(Plan::nothing()) };
            let mut plan = then(store)?;
            plan.changes.delete(&entry);
            Ok(plan)
        })
        .await
}

/// Writes how far a request is.
async fn mark(committer: &Committer, id: OutboxId, state: State) -> Result<(), RelayError> {
    committer
        .commit(|store| {
            let mut plan = Plan::nothing();
            if let Some(entry) = Entry::find(store, id)?
                && entry.state != state
            {
                plan.changes.update(&entry, Entry { state, ..Entry::clone(&entry) });
            }
            Ok(plan)
        })
        .await
}
