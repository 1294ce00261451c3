//! Desks are guarded (D9): who may be in one, what becomes of those who may not, and what a desk lacks.
//!
//! - **Who belongs into a desk is asked of the team at that moment**; nothing remembers an answer.
//! - **An intruder is noted before anything is done about them**, and as long as they are noted nothing is relayed into
//!   that desk. What ends it is that they are out, by whoever's doing, or that they belong now.
//! - **Told is a change, not a repetition.**

use super::{
    super::{
        ClientTask, Desk, Entry, Helper, Plan, Task, TeamTask,
        watch::{Intruder, Watch},
    },
    desks::{concerned, follow, owners, tell},
    helpers,
};
use crate::{
    domain::{BotId, ChatId, DeskNews, DeskProblem, GroupPerson, MemberId, Role, UserId},
    store::{All, Page, Store, StoreError, Stored},
    team::{Account, Member},
};
use jiff::Timestamp;

/// Whether somebody belongs into a desk: its member, managers of its account, owners, the account, the agency's bots.
pub fn belongs(store: &Store, desk: &Desk, person: UserId) -> Result<bool, StoreError> {
    if BotId(person.0) == desk.bot || Account::find(store, desk.account)?.is_some_and(|account| account.user == person)
    {
        return Ok(true);
    }
    if Helper::find(store, BotId(person.0))?.is_some() {
        return Ok(true);
    }
    let member = Member::find(store, MemberId(person.0))?;
    Ok(member.is_some_and(|member| has_place(&member, desk)))
}

/// Whether a member of the team belongs into a desk.
pub(super) fn has_place(member: &Member, desk: &Desk) -> bool {
    (member.id == desk.member || member.role != Role::Operator) && member.works_with(desk.account)
}

/// These people are in a group. Where it is a desk, those who may not be in it are to go.
pub fn came(store: &Store, now: Timestamp, chat: ChatId, people: &[GroupPerson]) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(desk) = Desk::find(store, chat)? {
        note(store, now, &desk, people, &mut plan)?;
    }
    Ok(plan)
}

fn note(store: &Store, now: Timestamp, desk: &Desk, people: &[GroupPerson], plan: &mut Plan) -> Result<(), StoreError> {
    for person in people {
        let (chat, user) = (desk.chat, person.user);
        if belongs(store, desk, user)? {
            continue;
        }
        if Intruder::find(store, chat, user)?.is_none() {
            plan.changes.insert(Intruder { chat, user, name: person.name.clone(), since: now, stays: false });
        }
        // Also where it was tried before: what kept them may be gone.
        plan.team(TeamTask::Remove { chat, user });
    }
    Ok(())
}

/// These people are not in a group any more.
pub fn went(store: &Store, now: Timestamp, chat: ChatId, people: &[UserId]) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    for user in people {
        if let Some(intruder) = Intruder::find(store, chat, *user)? {
            out(store, now, &intruder, &mut plan)?;
        }
        plan.absorb(helpers::shut_out(store, chat, BotId(user.0))?);
    }
    if let Some(desk) = Desk::find(store, chat)?
        && people.contains(&UserId(desk.member.0))
        && belongs(store, &desk, UserId(desk.member.0))?
    {
        let link = Watch::find(store, chat)?.and_then(|watch| watch.entrance.clone());
        tell(store, &mut plan, desk.pair(), concerned(store, desk.pair())?, &DeskNews::MemberOut { link })?;
    }
    Ok(plan)
}

/// Somebody is an intruder no longer. What waited for that goes on when the desk was looked at.
fn out(store: &Store, now: Timestamp, intruder: &Stored<Intruder>, plan: &mut Plan) -> Result<(), StoreError> {
    plan.changes.delete(intruder);
    let Some(desk) = Desk::find(store, intruder.chat)? else { return Ok(()) };
    let (pair, name) = (desk.pair(), intruder.name.clone());
    if intruder.stays {
        tell(store, plan, pair, concerned(store, pair)?, &DeskNews::IntruderGone { name })?;
    } else {
        tell(store, plan, pair, owners(store)?, &DeskNews::IntruderOut { name })?;
    }
    plan.team(TeamTask::CheckDesk { chat: desk.chat });
    follow(store, now, plan, pair)
}

/// The bot could not remove an intruder: relaying into the desk pauses until they are out, and people are told what to
/// do.
pub(in super::super) fn stays(store: &Store, now: Timestamp, chat: ChatId, user: UserId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(intruder) = Intruder::find(store, chat, user)?.filter(|intruder| !intruder.stays) else {
        return Ok(plan);
    };
    plan.changes.update(&intruder, Intruder { stays: true, ..Intruder::clone(&intruder) });
    if let Some(desk) = Desk::find(store, chat)? {
        let (pair, name) = (desk.pair(), intruder.name.clone());
        tell(store, &mut plan, pair, concerned(store, pair)?, &DeskNews::IntruderStays { name })?;
        follow(store, now, &mut plan, pair)?;
    }
    Ok(plan)
}

/// Everybody who is in a desk, as its account sees it.
pub(in super::super) fn listed(
    store: &Store,
    now: Timestamp,
    chat: ChatId,
    people: &[GroupPerson],
) -> Result<Plan, StoreError> {
    let mut plan = came(store, now, chat, people)?;
    for intruder in Intruder::of(store, chat)? {
        if people.iter().all(|person| person.user != intruder.user) {
            out(store, now, &intruder, &mut plan)?;
        }
    }
    if let Some(desk) = Desk::find(store, chat)? {
        helpers::admit(store, &desk, Some(people), &mut plan)?;
    }
    Ok(plan)
}

/// The bot has looked at a desk: what it lacks now is told where it is news, and what was impossible is tried again.
pub(in super::super) fn looked(
    store: &Store,
    now: Timestamp,
    chat: ChatId,
    problems: &[DeskProblem],
    entrance: Option<String>,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(desk) = Desk::find(store, chat)? else { return Ok(plan) };
    let pair = desk.pair();
    let known = Watch::find(store, chat)?;
    let (was, way_in) = match &known {
        Some(watch) => (watch.problems.clone(), watch.entrance.clone()),
        None => (Vec::new(), None),
    };
    let watch = Watch { chat, entrance: entrance.or(way_in), problems: problems.to_vec() };
    match &known {
        Some(known) => plan.changes.update(known, watch),
        None => plan.changes.insert(watch),
    };
    if was != problems {
        let news = match problems {
            [] => DeskNews::Well,
            gone if gone.contains(&DeskProblem::BotAbsent) => DeskNews::Lost,
            some => DeskNews::Unfit(some.to_vec()),
        };
        tell(store, &mut plan, pair, concerned(store, pair)?, &news)?;
    }
    for intruder in Intruder::of(store, chat)? {
        if belongs(store, &desk, intruder.user)? {
            plan.changes.delete(&intruder);
        } else if problems.is_empty() {
            plan.team(TeamTask::Remove { chat, user: intruder.user });
        }
    }
    follow(store, now, &mut plan, pair)?;
    Ok(plan)
}

/// Has a desk looked at from both sides: by the bot, and by the account, which sees who is in it.
pub fn inspect(desk: &Desk) -> [Task; 2] {
    [
        Task::Team(TeamTask::CheckDesk { chat: desk.chat }),
        Task::Client(desk.account, ClientTask::InspectDesk { chat: desk.chat }),
    ]
}

/// Has every desk looked at: what happened while nobody was listening is found that way.
pub fn inspect_all(store: &Store) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let waiting: Vec<Task> = Entry::all(store)?.iter().map(|entry| entry.task.clone()).collect();
    for desk in store.scan::<Desk>(All, Page::all())? {
        plan.tasks.extend(inspect(&desk).into_iter().filter(|task| !waiting.contains(task)));
    }
    Ok(plan)
}

/// A group is a desk no longer: nothing is known of it any more.
pub(super) fn forget<T>(store: &Store, chat: ChatId, plan: &mut Plan<T>) -> Result<(), StoreError> {
    if let Some(watch) = Watch::find(store, chat)? {
        plan.changes.delete(&watch);
    }
    for intruder in Intruder::of(store, chat)? {
        plan.changes.delete(&intruder);
    }
    helpers::forget(store, chat, plan)
}
