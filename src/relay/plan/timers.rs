//! What follows when a timer goes off, and which timers follow from what happens in a dialog.

use super::{super::*, dialogs::follow, groups};
use crate::{
    domain::{BotMessageId, ChatId, Content, DialogId, DialogNews, Line, MemberId},
    store::{Store, StoreError, Stored},
    team::{Account, Action, Member, Routine, Target, rights::may},
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// A state is shown in the title when it has lasted so long: an answer that follows at once costs no edit.
const CALM: SignedDuration = SignedDuration::from_secs(45);

/// Sets and lifts the timers that follow from a change of a dialog, which is committed with them.
pub(super) fn keep<T>(
    store: &Store,
    moment: super::incoming::Moment<'_>,
    was: Option<&Dialog>,
    dialog: &Dialog,
    plan: &mut Plan<T>,
) -> Result<(), StoreError> {
    let (id, contact) = (dialog.id, dialog.contact);
    let timer = |due, alarm| Timer { dialog: id, number: 0, contact, due, alarm, said: None };
    let differs = dialog.work.state() != dialog.work.shown && matches!(dialog.thread, Thread::Open { .. });
    if differs && Timer::find(store, id, Timer::TITLE, 0)?.is_none() {
        let due = moment.now.saturating_add(CALM).unwrap_or(moment.now);
        plan.changes.insert(timer(due, Alarm::Title));
    }
    let waited = was.and_then(|was| was.work.waits);
    match (waited, dialog.work.waits) {
        (None, Some(since)) => {
            let routine = Routine::load(store, id.account)?;
            if let Some(minutes) = routine.alert.filter(|_| !dialog.work.muted) {
                let alarm = timer(
                    alert_at(&routine, since.max(moment.now), minutes, moment.zone),
                    Alarm::Unanswered { again: false },
                );
                set(store, alarm, plan)?;
            }
        }
        (Some(_), None) => lift(store, id, Timer::UNANSWERED, plan)?,
        _ => {}
    }
    if was.is_some_and(|was| was.work.snoozed.is_some()) && dialog.work.snoozed.is_none() {
        lift(store, id, Timer::WAKE, plan)?;
    }
    Ok(())
}

fn alert_at(routine: &Routine, since: Timestamp, minutes: u16, zone: &TimeZone) -> Timestamp {
    let wait = SignedDuration::from_mins(i64::from(minutes));
    match &routine.hours {
        Some(hours) => hours.after(since, wait, zone),
        None => since.saturating_add(wait).unwrap_or(since),
    }
}

/// Sets a timer of which there is at most one, in place of what was set before.
pub(super) fn set<T>(store: &Store, timer: Timer, plan: &mut Plan<T>) -> Result<(), StoreError> {
    let (dialog, kind, number) = crate::store::Record::key(&timer);
    match Timer::find(store, dialog, kind, number)? {
        Some(was) => plan.changes.update(&was, timer),
        None => plan.changes.insert(timer),
    };
    Ok(())
}

pub(super) fn lift<T>(store: &Store, id: DialogId, kind: u8, plan: &mut Plan<T>) -> Result<(), StoreError> {
    if let Some(timer) = Timer::find(store, id, kind, 0)? {
        plan.changes.delete(&timer);
    }
    Ok(())
}

/// A timer goes off, if it is still there and due.
pub fn goes_off(
    store: &Store,
    now: Timestamp,
    zone: &TimeZone,
    dialog: DialogId,
    kind: u8,
    number: u64,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(timer) = Timer::find(store, dialog, kind, number)?.filter(|timer| timer.due <= now) else {
        return Ok(plan);
    };
    let Some(was) = Dialog::find(store, dialog)? else {
        plan.changes.delete(&timer);
        return Ok(plan);
    };
    let mut next = None;
    match &timer.alarm {
        Alarm::Title => {
            if was.work.state() != was.work.shown {
                plan.team(TeamTask::Title { dialog });
            }
        }
        Alarm::Unanswered { again } => {
            if let Some(since) = was.work.waits.filter(|_| !was.work.muted && was.work.snoozed.is_none()) {
                unanswered(store, &was, since, *again, &mut plan)?;
                let routine = Routine::load(store, dialog.account)?;
                if let (false, Some(minutes)) = (*again, routine.alert) {
                    let due = alert_at(&routine, now, minutes, zone);
                    next = Some(Timer { due, alarm: Alarm::Unanswered { again: true }, ..Timer::clone(&timer) });
                }
            }
        }
        Alarm::Wake => {
            let mut dialog = Dialog::clone(&was);
            dialog.work.snoozed = None;
            if dialog.work.state() != dialog.work.shown && matches!(dialog.thread, Thread::Open { .. }) {
                plan.team(TeamTask::Title { dialog: dialog.id });
            }
            tell(&mut plan, was.assigned, was.id, DialogNews::SnoozeOver);
            plan.changes.update(&was, dialog);
            follow(store, now, was.id, &mut plan)?;
        }
        Alarm::Queue => super::assignment::nobody_took(store, &was, &mut plan)?,
        Alarm::Remind { by, text } => {
            // Of what a member may not see any more they are not reminded.
            if allowed(store, *by, &was)? {
                tell(&mut plan, *by, was.id, DialogNews::Reminder { text: text.clone() });
            }
        }
        Alarm::Send { by, .. } if !allowed(store, *by, &was)? => {
            let place = Place::Thread { dialog, reply_to: None };
            plan.team(TeamTask::Say { place, line: Line::NotAllowed });
        }
        Alarm::Send { .. } if groups::refusal(store, &was)?.is_some() => {
            if let Some(line) = groups::refusal(store, &was)? {
                plan.team(TeamTask::Say { place: Place::Thread { dialog, reply_to: None }, line });
            }
        }
        Alarm::Send { by, text, random_id } => {
            let mut now_dialog = Dialog::clone(&was);
            let author = Author::Member { member: *by, random_id: *random_id, delivery: Delivery::Waiting };
            let moment = super::incoming::Moment { now, zone };
            let number = says(moment, &mut now_dialog, author, Content::Text(text.clone()), None, &mut plan);
            now_dialog.work.answered();
            keep(store, moment, Some(&was), &now_dialog, &mut plan)?;
            plan.team(TeamTask::Post { dialog, number });
            plan.client(dialog.account, ClientTask::Send { dialog, number });
            plan.changes.update(&was, now_dialog);
        }
    }
    match next {
        Some(next) => {
            plan.changes.update(&timer, next);
        }
        None => over(store, &timer, &mut plan)?,
    }
    Ok(plan)
}

/// A timer is over, and with it what its member was told of it.
pub(super) fn over<T>(store: &Store, timer: &Stored<Timer>, plan: &mut Plan<T>) -> Result<(), StoreError> {
    plan.changes.delete(timer);
    if let Some((chat, message)) = timer.said
        && let Some(desk) = Desk::find(store, chat)?
    {
        plan.team(TeamTask::Delete { chat, message, reader: desk.member });
    }
    Ok(())
}

/// A member was told of a timer here. Where it is over by then, that goes again.
pub(in super::super) fn said(
    store: &Store,
    dialog: DialogId,
    kind: u8,
    number: u64,
    chat: ChatId,
    message: BotMessageId,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    match (Timer::find(store, dialog, kind, number)?, Desk::find(store, chat)?) {
        (Some(timer), _) => {
            plan.changes.update(&timer, Timer { said: Some((chat, message)), ..Timer::clone(&timer) });
        }
        (None, Some(desk)) => plan.team(TeamTask::Delete { chat, message, reader: desk.member }),
        (None, None) => {}
    }
    Ok(plan)
}

/// Adds a message to the client that nobody wrote in the thread, though it may stand there; returns its number.
pub(super) fn says<T>(
    moment: super::incoming::Moment<'_>,
    dialog: &mut Dialog,
    author: Author,
    content: Content,
    post: Option<Post>,
    plan: &mut Plan<T>,
) -> u64 {
    let number = dialog.next;
    dialog.next += 1;
    dialog.active = moment.now;
    plan.changes.insert(Message {
        dialog: dialog.id,
        number,
        contact: dialog.contact,
        author,
        at: moment.now,
        day: moment.now.to_zoned(moment.zone.clone()).date(),
        content,
        earlier: Vec::new(),
        reply_to: None,
        client: None,
        post,
        deleted: None,
        revision: 0,
        replaced: 0,
        album: None,
        forwarded: None,
        writer: None,
        client_reacted: None,
        team_reacted: None,
        heard_by: None,
        marked_by: None,
    });
    number
}

/// Whoever answers hears that the client waits; the second time the owners do.
fn unanswered(
    store: &Store,
    dialog: &Stored<Dialog>,
    since: Timestamp,
    again: bool,
    plan: &mut Plan,
) -> Result<(), StoreError> {
    let account = Account::find(store, dialog.id.account)?.map(|account| account.title()).unwrap_or_default();
    let news = DialogNews::Unanswered { account, since };
    if !again {
        tell(plan, dialog.assigned, dialog.id, news);
        return Ok(());
    }
    for owner in Member::owners(store)?.iter().filter(|owner| owner.id != dialog.assigned) {
        tell(plan, owner.id, dialog.id, news.clone());
    }
    Ok(())
}

/// Says something of a dialog in a member's panel.
pub(super) fn tell<T>(plan: &mut Plan<T>, member: MemberId, dialog: DialogId, news: DialogNews) {
    plan.team(TeamTask::Say { place: Place::Panel(member), line: Line::Dialog { dialog, news } });
}

fn allowed(store: &Store, member: MemberId, dialog: &Dialog) -> Result<bool, StoreError> {
    let target = Target::Dialog { account: dialog.id.account, assigned: Some(dialog.assigned) };
    Ok(Member::find(store, member)?.is_some_and(|member| may(&member, Action::Converse, target)))
}
