//! Who is told how the day before went, and when (B6).

use super::daily::{Done, Due, due};
use crate::{
    domain::MemberId,
    relay::{Plan, TeamTask},
    reports::Morning,
    store::{Store, StoreError},
    team::{Account, Action, Member, Target, rights::may},
};
use jiff::{Timestamp, ToSpan, tz::TimeZone};

/// Tells a member of the day before, if that is due: owners of the agency, managers of their accounts. Without any account there is
/// nothing to tell.
pub fn plan(store: &Store, now: Timestamp, zone: &TimeZone, member: MemberId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(member) = Member::find(store, member)? else { return Ok(plan) };
    if !may(&member, Action::SeeDashboard, Target::Agency) {
        return Ok(plan);
    }
    let morning = Morning::of(store, member.id, member.joined)?;
    let done = Done::find(store, member.id)?;
    let Due::Now(day) = due(now, zone, morning.hour, morning.since, done.as_ref().map(|done| done.day)) else {
        return Ok(plan);
    };
    if morning.muted || !Account::all(store)?.iter().any(|account| member.works_with(account.id)) {
        return Ok(plan);
    }
    let told = Done { member: member.id, day };
    match done {
        Some(done) => plan.changes.update(&done, told),
        None => plan.changes.insert(told),
    };
    plan.team(TeamTask::Digest { member: member.id, day: day.saturating_sub(1.day()) });
    Ok(plan)
}
