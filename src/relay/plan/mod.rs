//! Decisions. Each reads the store, takes the time as an argument and returns a [`Plan`](super::Plan).

pub mod agency;
pub mod assignment;
pub mod bind;
pub mod deletion;
mod desks;
pub mod dialogs;
pub mod erasure;
pub mod groups;
pub mod guard;
pub mod helpers;
pub mod import;
pub mod incoming;
pub mod making;
pub mod merging;
pub mod outgoing;
pub mod payments;
pub mod previews;
pub(super) mod receipt;
pub mod replay;
pub mod retention;
pub mod staff;
mod standing;
pub mod timers;

#[cfg(test)]
mod tests;

pub use outgoing::{Actor, DeskEvent, DeskEventKind};
pub use standing::standing;

use super::{Dialog, Followed, Plan, TeamTask, Thread, desk::Desk};
use crate::{
    domain::DialogKind,
    store::{Store, StoreError},
};

/// Claims the thread of a dialog that has none, where its member has a desk. Whoever commits first opens it.
fn open_thread<T>(store: &Store, dialog: &mut Dialog, plan: &mut Plan<T>) -> Result<(), StoreError> {
    // A group or channel only comes into a thread because somebody wants it there.
    if dialog.kind != DialogKind::User && Followed::find(store, dialog.id)?.is_none() {
        return Ok(());
    }
    claim_thread(store, dialog, plan)
}

fn claim_thread<T>(store: &Store, dialog: &mut Dialog, plan: &mut Plan<T>) -> Result<(), StoreError> {
    if dialog.thread == Thread::None
        && dialog.work.queued.is_none()
        && let Some(desk) = Desk::of(store, dialog.assigned, dialog.id.account)?
    {
        dialog.thread = Thread::Opening { desk: desk.chat };
        plan.team(TeamTask::OpenThread { dialog: dialog.id });
        plan.team(TeamTask::Card { dialog: dialog.id });
    }
    Ok(())
}
