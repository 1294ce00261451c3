//! What members do with dialogs as a whole (D5, D8).

use super::{super::*, groups, incoming::Moment, open_thread, timers};
use crate::{
    domain::{DialogId, DialogKind, DialogNews, Line, MemberId, RandomId, RichText},
    store::{Store, StoreError, Stored},
    team::{AuditEntry, AuditEvent, Member},
};
use jiff::Timestamp;

/// Opens the thread of a dialog that has none; `false` where its member has no desk for it.
pub fn open(store: &Store, id: DialogId) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(false);
    let Some(was) = Dialog::find(store, id)? else { return Ok(plan) };
    if was.kind != DialogKind::User {
        return groups::open(store, &was);
    }
    let mut dialog = Dialog::clone(&was);
    open_thread(store, &mut dialog, &mut plan)?;
    plan.outcome = dialog.thread != Thread::None;
    if dialog != *was {
        plan.changes.update(&was, dialog);
    }
    Ok(plan)
}

/// Nothing more is expected in a dialog. What the client writes opens it again.
pub fn close(store: &Store, moment: Moment<'_>, id: DialogId) -> Result<Plan<bool>, StoreError> {
    if let Some(room) = room(store, id)? {
        return groups::close(store, moment, &room);
    }
    change(store, moment, id, |work| work.close(moment.now))
}

pub fn reopen(store: &Store, moment: Moment<'_>, id: DialogId) -> Result<Plan<bool>, StoreError> {
    if let Some(room) = room(store, id)? {
        return groups::open(store, &room);
    }
    change(store, moment, id, |work| {
        work.closed = None;
        work.snoozed = None;
    })
}

/// The dialog, if it is with a group or channel.
fn room(store: &Store, id: DialogId) -> Result<Option<Stored<Dialog>>, StoreError> {
    Ok(Dialog::find(store, id)?.filter(|dialog| dialog.kind != DialogKind::User))
}

/// Puts a dialog off: until then nothing reminds of it, unless the client writes.
pub fn snooze(store: &Store, moment: Moment<'_>, id: DialogId, until: Timestamp) -> Result<Plan<bool>, StoreError> {
    let mut plan = change(store, moment, id, |work| {
        work.closed = None;
        work.snoozed = Some(until);
    })?;
    if let Some(dialog) = Dialog::find(store, id)? {
        let timer =
            Timer { dialog: id, number: 0, contact: dialog.contact, due: until, alarm: Alarm::Wake, said: None };
        timers::set(store, timer, &mut plan)?;
    }
    Ok(plan)
}

/// Whether its messages come without a sound and without alerts.
pub fn mute(store: &Store, moment: Moment<'_>, id: DialogId, muted: bool) -> Result<Plan<bool>, StoreError> {
    change(store, moment, id, |work| work.muted = muted)
}

/// Whether the client is kept from writing to the account.
pub fn block(
    store: &Store,
    moment: Moment<'_>,
    id: DialogId,
    by: MemberId,
    blocked: bool,
) -> Result<Plan<bool>, StoreError> {
    let was = Dialog::find(store, id)?.filter(|dialog| dialog.work.blocked != blocked);
    let mut plan = change(store, moment, id, |work| {
        work.blocked = blocked;
        if blocked {
            work.close(moment.now);
        }
    })?;
    if let Some(was) = was {
        let what = AuditEvent::BlockSet { contact: was.contact, account: id.account, blocked };
        AuditEntry::write(&mut plan.changes, moment.now, by, what);
    }
    plan.client(id.account, ClientTask::Block { dialog: id });
    Ok(plan)
}

/// What the client wrote was read, though nobody answered (R5).
pub fn mark_read(store: &Store, id: DialogId) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(false);
    let Some(was) = Dialog::find(store, id)? else { return Ok(plan) };
    let mut dialog = Dialog::clone(&was);
    dialog.work.read();
    if let Some(up_to) = dialog.latest_from_client {
        dialog.marked_read = dialog.marked_read.max(Some(up_to));
        plan.client(id.account, ClientTask::MarkRead { dialog: id, up_to });
    }
    plan.changes.update(&was, dialog);
    plan.outcome = true;
    Ok(plan)
}

/// A member wants to be reminded; where that is said they can take it back.
pub fn remind(dialog: &Dialog, by: MemberId, at: Timestamp, number: u64, text: String, place: Place) -> Plan {
    set(dialog, at, number, Alarm::Remind { by, text }, place, DialogNews::WillRemind { at, number })
}

/// A member's message goes out later; where that is said they can take it back.
pub fn send_later(
    dialog: &Dialog,
    by: MemberId,
    at: Timestamp,
    number: u64,
    text: RichText,
    random_id: RandomId,
    place: Place,
) -> Plan {
    set(dialog, at, number, Alarm::Send { by, text, random_id }, place, DialogNews::WillSend { at, number })
}

/// A member's message goes out at once, though it was not written in the thread.
pub fn send_now(
    dialog: &Dialog,
    by: MemberId,
    now: Timestamp,
    number: u64,
    text: RichText,
    random_id: RandomId,
) -> Plan {
    let mut plan = Plan::nothing();
    let alarm = Alarm::Send { by, text, random_id };
    plan.changes.insert(Timer { dialog: dialog.id, number, contact: dialog.contact, due: now, alarm, said: None });
    plan
}

fn set(dialog: &Dialog, due: Timestamp, number: u64, alarm: Alarm, place: Place, news: DialogNews) -> Plan {
    let mut plan = Plan::nothing();
    plan.changes.insert(Timer { dialog: dialog.id, number, contact: dialog.contact, due, alarm, said: None });
    plan.team(TeamTask::Say { place, line: Line::Dialog { dialog: dialog.id, news } });
    plan
}

/// Takes back what was to happen later; `false` when it has happened.
pub fn cancel(store: &Store, id: DialogId, number: u64) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(false);
    if let Some(timer) = pending(store, id, number)? {
        timers::over(store, &timer, &mut plan)?;
        plan.outcome = true;
    }
    Ok(plan)
}

/// What was to happen later happens now; `false` when it has happened.
pub fn hurry(store: &Store, now: Timestamp, id: DialogId, number: u64) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(false);
    if let Some(timer) = pending(store, id, number)? {
        plan.changes.update(&timer, Timer { due: now, ..Timer::clone(&timer) });
        plan.outcome = true;
    }
    Ok(plan)
}

/// A timer that a member has set.
fn pending(store: &Store, id: DialogId, number: u64) -> Result<Option<Stored<Timer>>, StoreError> {
    Ok(match Timer::find(store, id, Timer::SEND, number)? {
        Some(timer) => Some(timer),
        None => Timer::find(store, id, Timer::REMIND, number)?,
    })
}

/// Asks whether a client is to be blocked.
pub fn ask_block(dialog: &Dialog, place: Place) -> Plan {
    let mut plan = Plan::nothing();
    plan.team(TeamTask::Say { place, line: Line::Dialog { dialog: dialog.id, news: DialogNews::AskBlock } });
    plan
}

/// Changes what is to be done in a dialog; `false` when there is none.
fn change(
    store: &Store,
    moment: Moment<'_>,
    id: DialogId,
    change: impl Fn(&mut Work),
) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(false);
    let Some(was) = Dialog::find(store, id)? else { return Ok(plan) };
    let mut dialog = Dialog::clone(&was);
    change(&mut dialog.work);
    timers::keep(store, moment, Some(&was), &dialog, &mut plan)?;
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
