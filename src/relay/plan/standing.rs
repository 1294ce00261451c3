//! The state of an account: kept, shown on open screens, and told to the owners where it is news (A1).
//!
//! - **Told is a change, not a repetition**: what owners know already is not said again, also after a restart.
//! - **Told is what lasts**: whoever reports says whether a state has lasted long enough; a cut of seconds is no news.
//! - **That it is well again is told to those who heard of the trouble.**

use super::super::{Place, Plan, TeamTask, panel::Panel};
use crate::{
    domain::{AccountId, AccountState, Disconnection, Line},
    store::{Store, StoreError},
    team::{Account, Member, ToldTrouble},
};
use jiff::Timestamp;

/// An account is in this state; `lasting`: for so long that owners are to know.
pub fn standing(
    store: &Store,
    now: Timestamp,
    account: AccountId,
    state: AccountState,
    lasting: bool,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(was) = Account::find(store, account)? else { return Ok(plan) };
    let changed = !was.state.same_kind(&state) || until(&was.state) != until(&state);
    if changed {
        plan.changes.update(&was, Account { state, ..Account::clone(&was) });
        for member in Member::all(store)?.iter().filter(|member| member.works_with(account)) {
            if Panel::find(store, member.id)?.is_some_and(|panel| panel.follows(account, now)) {
                plan.team(TeamTask::Follow { member: member.id });
            }
        }
    }
    if !lasting {
        return Ok(plan);
    }
    // What stood before counts, where it is the same: "since" is then the beginning and not the latest report.
    let state = if changed { state } else { was.state };
    let told = ToldTrouble::find(store, account)?;
    let news = match (&told, is_told(&state)) {
        (Some(told), true) => {
            // Only somebody who signs in ends the need to: where it comes again, however soon, it is another one.
            let again = changed && matches!(state, AccountState::LoginNeeded { .. });
            let news = again || !told.state.same_kind(&state);
            if news {
                plan.changes.update(told, ToldTrouble { account, state });
            }
            news
        }
        (None, true) => {
            plan.changes.insert(ToldTrouble { account, state });
            true
        }
        (Some(told), false) => {
            plan.changes.delete(told);
            state == AccountState::Active
        }
        (None, false) => false,
    };
    if news {
        for owner in Member::owners(store)? {
            let line = Line::AccountAlert { id: account, account: was.title(), state };
            plan.team(TeamTask::Say { place: Place::Panel(owner.id), line });
        }
    }
    Ok(plan)
}

/// What owners are told of. What one of them did is in the audit log.
fn is_told(state: &AccountState) -> bool {
    state.is_trouble() && !matches!(state, AccountState::Disconnected { why: Disconnection::ByOwner, .. })
}

/// The end that a state names.
fn until(state: &AccountState) -> Option<Timestamp> {
    match state {
        AccountState::Limited { limit: crate::domain::Limit::Wait { until }, .. } => Some(*until),
        _ => None,
    }
}
