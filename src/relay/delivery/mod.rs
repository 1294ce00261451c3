//! Performs what stands in the outbox.
//!
//! - **An entry leaves the outbox in the commit of its receipt**, together with all that follows from it.
//! - **What is sent is made at the moment of sending** from the records the entry points to; an entry whose reason is
//!   gone is dropped.
//! - **A request that must not be repeated lightly is marked as on its way before it leaves.** Found so after a crash,
//!   it may have arrived, and its repetition says so.

mod acts;
mod body;
mod carrier;
mod client;
mod cost;
mod digest;
mod form;
mod merged;
mod perform;
mod prepare;
mod team;

pub(super) use acts::parcel;
pub use client::ClientDelivery;
pub use team::TeamDelivery;

use super::{Committer, Entry, Plan, RelayError, State};
use crate::{
    domain::OutboxId,
    store::{Store, StoreError},
};

/// Removes the entry together with what follows from it.
async fn finish(
    committer: &Committer,
    id: OutboxId,
    then: impl FnMut(&Store) -> Result<Plan, StoreError>,
) -> Result<(), RelayError> {
    finish_all(committer, &[id], then).await
}

/// The same for entries that went as one.
async fn finish_all(
    committer: &Committer,
    ids: &[OutboxId],
    mut then: impl FnMut(&Store) -> Result<Plan, StoreError>,
) -> Result<(), RelayError> {
    committer
        .commit(|store| {
            let mut entries = Vec::with_capacity(ids.len());
            for id in ids {
                entries.extend(Entry::find(store, *id)?);
            }
            if entries.is_empty() {
                return Ok(Plan::nothing());
            }
            let mut plan = then(store)?;
            for entry in &entries {
                plan.changes.delete(entry);
            }
            Ok(plan)
        })
        .await
}

/// Writes how far requests are. One that waits again brings up to date what another was to, which began to wait meanwhile.
pub(super) async fn mark(committer: &Committer, ids: &[OutboxId], state: State) -> Result<(), RelayError> {
    if ids.is_empty() {
        return Ok(());
    }
    committer
        .commit(|store| {
            let mut plan = Plan::nothing();
            for id in ids {
                if let Some(entry) = Entry::find(store, *id)?
                    && entry.state != state
                {
                    if let (Some(slot), State::Pending) = (entry.task.slot(), state)
                        && let Some(later) = store.lookup(Entry::BY_SLOT, &slot)?
                    {
                        plan.changes.delete(&later);
                    }
                    plan.changes.update(&entry, Entry { state, ..Entry::clone(&entry) });
                }
            }
            Ok(plan)
        })
        .await
}
