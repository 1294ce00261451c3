//! Who is told how the day before went, and when (B6).

use super::daily::{Done, Due, due};
use crate::{
    domain::{MemberId, business_day},
    relay::{Plan, TeamTask},
    reports::Morning,
    store::{Store, StoreError},
    team::{Account, Action, Habits, Member, Target, rights::may},
};
use jiff::{Timestamp, ToSpan, tz::TimeZone};

/// Tells a member of the day before, if that is due by their own clock: owners of the agency, managers of their accounts. Without any account there is
/// nothing to tell.
pub fn plan(store: &Store, now: Timestamp, zone: &TimeZone, member: MemberId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(member) = Member::find(store, member)? else { return Ok(plan) };
    if !may(&member, Action::SeeDashboard, Target::Agency) {
        return Ok(plan);
    }
    let morning = Morning::of(store, member.id, member.joined)?;
    let done = Done::find(store, member.id)?;
    let own = Habits::of(store, member.id)?.zone(zone);
    let Due::Now(day) = due(now, &own, morning.hour, morning.since, done.as_ref().map(|done| done.day)) else {
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
    // Where the member's day is ahead of the agency's, the one before is not over yet.
    let today = day.min(business_day(now, zone));
    plan.team(TeamTask::Digest { member: member.id, day: today.saturating_sub(1.day()) });
    Ok(plan)
}
