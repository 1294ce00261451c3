//! What members do with dialogs as a whole (D5, D8).

use super::{super::*, open_thread};
use crate::{
    domain::DialogId,
    store::{Store, StoreError},
    team::Member,
};
use jiff::Timestamp;

/// Opens the thread of a dialog that has none; `false` where its member has no desk for it.
pub fn open(store: &Store, id: DialogId) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(false);
    let Some(was) = Dialog::find(store, id)? else { return Ok(plan) };
    let mut dialog = Dialog::clone(&was);
    open_thread(store, &mut dialog, &mut plan)?;
    plan.outcome = dialog.thread != Thread::None;
    if dialog != *was {
        plan.changes.update(&was, dialog);
    }
    Ok(plan)
}

/// Nothing more is expected in a dialog. What the client writes opens it again.
pub fn close(store: &Store, now: Timestamp, id: DialogId) -> Result<Plan<bool>, StoreError> {
    change(store, id, |dialog| {
        dialog.work.answered();
        dialog.work.closed = Some(now);
    })
}

pub fn reopen(store: &Store, id: DialogId) -> Result<Plan<bool>, StoreError> {
    change(store, id, |dialog| dialog.work.closed = None)
}

/// What the client wrote was read, though nobody answered (R5).
pub fn mark_read(store: &Store, id: DialogId) -> Result<Plan<bool>, StoreError> {
    let mut plan = change(store, id, |dialog| {
        dialog.work.read();
        dialog.marked_read = dialog.latest_from_client.max(dialog.marked_read);
    })?;
    if let Some(up_to) = Dialog::find(store, id)?.and_then(|dialog| dialog.latest_from_client) {
        plan.client(id.account, ClientTask::MarkRead { dialog: id, up_to });
    }
    Ok(plan)
}

/// Changes a dialog; `false` when there is none.
fn change(store: &Store, id: DialogId, change: impl Fn(&mut Dialog)) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(false);
    let Some(was) = Dialog::find(store, id)? else { return Ok(plan) };
    let mut dialog = Dialog::clone(&was);
    change(&mut dialog);
    plan.changes.update(&was, dialog);
    plan.outcome = true;
    Ok(plan)
}

/// The screens that show this dialog follow.
pub(super) fn follow<T>(store: &Store, now: Timestamp, id: DialogId, plan: &mut Plan<T>) -> Result<(), StoreError> {
    for member in Member::all(store)? {
        if Panel::find(store, member.id)?.is_some_and(|panel| panel.follows_dialog(id, now)) {
            plan.team(TeamTask::Follow { member: member.id });
        }
    }
    Ok(())
}
