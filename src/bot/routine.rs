//! How accounts are worked with, and what they brought: set by owners.

use super::{
    commands::Call,
    office::BotError,
    panel::{self, Here},
};
use crate::{
    domain::{AccountId, DialogView, Line, MemberId, View},
    relay::{Panel, Plan, TeamTask, dialog_import},
    screens::RoutineDeed,
    store::{Store, StoreError},
    team::{AuditEntry, AuditEvent, Routine},
};
use jiff::Timestamp;

/// The dialogs of an account are taken over, or no more of them.
pub async fn set_import(here: &Here<'_>, account: AccountId, on: bool) -> Result<(), BotError> {
    let now = here.office.now();
    here.show(View::Dialogs(DialogView::Import(account)), |store, plan| {
        plan.absorb(match on {
            true => dialog_import::begin(store, now, account)?,
            false => dialog_import::cancel(store, now, account)?,
        });
        AuditEntry::write(&mut plan.changes, now, here.member, AuditEvent::ImportSet { account, on });
        Ok(())
    })
    .await
}

/// Changes how an account is worked with, and shows it.
pub async fn set(here: &Here<'_>, account: AccountId, deed: &RoutineDeed) -> Result<(), BotError> {
    let now = here.office.now();
    here.show(View::Dialogs(DialogView::Routine(account)), |store, plan| {
        self::change(store, now, here.member, account, plan, |routine| match deed {
            RoutineDeed::Hours(hours) => routine.hours = *hours,
            RoutineDeed::Alert(minutes) => routine.alert = *minutes,
            RoutineDeed::NoAway => routine.away = None,
            RoutineDeed::Assign(assignment) => routine.assignment = *assignment,
            RoutineDeed::KeepThreads(keep) => routine.keeps_threads = *keep,
        })
    })
    .await
}

/// The same for the account whose routine is open in the person's panel; elsewhere says where to begin.
pub async fn set_open(call: &Call<'_>, change: impl Fn(&mut Routine)) -> Result<(), BotError> {
    call.office
        .commit(call.inbound, |store| {
            let mut plan = Plan::nothing();
            match Panel::find(store, call.person)?.map(|panel| panel.view.clone()) {
                Some(view @ View::Dialogs(DialogView::Routine(account))) => {
                    self::change(store, call.office.now(), call.person, account, &mut plan, &change)?;
                    panel::open(call.office, store, call.person, view, &mut plan)?;
                }
                _ => plan.team(TeamTask::Say { place: call.place(), line: Line::RoutineWhich }),
            }
            Ok(plan)
        })
        .await?;
    Ok(())
}

fn change(
    store: &Store,
    at: Timestamp,
    by: MemberId,
    account: AccountId,
    plan: &mut Plan,
    change: impl Fn(&mut Routine),
) -> Result<(), StoreError> {
    let was = Routine::find(store, account)?;
    let before = was.as_deref().cloned().unwrap_or_else(|| Routine::of(account));
    let mut after = before.clone();
    change(&mut after);
    for what in after.changes(&before) {
        AuditEntry::write(&mut plan.changes, at, by, what);
    }
    match &was {
        Some(was) => plan.changes.update(was, after),
        None => plan.changes.insert(after),
    };
    Ok(())
}
