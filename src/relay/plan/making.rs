//! A desk is made by its account (D2): asked for, step by step, bound.

use super::{
    super::{Binding, ClientTask, Desk, Place, Plan, TeamTask, making::Making, watch::Watch},
    bind,
    desks::{follow, tell},
};
use crate::{
    domain::{
        AccountId, BotId, ChatId, DeskFailure, DeskNews, DeskPair, DeskProblem, FailureReason, Line, MakingStep,
        MemberId,
    },
    store::{Store, StoreError, Stored},
    team::{Account, Member},
};
use jiff::Timestamp;

/// A desk that somebody asks for.
#[derive(Clone, Debug)]
pub struct Wish {
    pub pair: DeskPair,
    pub by: MemberId,
    pub marker: String,
    pub title: String,
    pub about: String,
    pub bot: BotId,
    pub username: String,
}

/// Begins to make a desk, or goes on where that stopped. `false` when there is nothing to do: it is there already, or
/// the member does not work with the account.
pub fn begin(store: &Store, now: Timestamp, wish: &Wish) -> Result<Plan<bool>, StoreError> {
    let (pair, mut plan) = (wish.pair, Plan::new(false));
    let works = Member::find(store, pair.member)?.is_some_and(|member| member.works_with(pair.account));
    if !works || Account::find(store, pair.account)?.is_none() {
        return Ok(plan);
    }
    plan.outcome = true;
    if let Some(making) = Making::find(store, pair)? {
        if making.failed.is_none() {
            return Ok(plan);
        }
        let mut again = Making { failed: None, by: wish.by, ..Making::clone(&making) };
        if making.failed == Some(DeskFailure::GroupGone) {
            // Another group, which the former marker must not be taken for.
            again = Making { step: MakingStep::Group, marker: wish.marker.clone(), about: wish.about.clone(), ..again };
        }
        next(&again, &mut plan);
        plan.changes.update(&making, again);
    } else {
        let standing = Desk::of(store, pair.member, pair.account)?;
        if let Some(desk) = standing
            && Watch::find(store, desk.chat)?.is_none_or(|watch| watch.problems.is_empty())
        {
            plan.outcome = false;
            return Ok(plan);
        }
        let Wish { pair, by, marker, title, about, bot, username } = wish.clone();
        let step = MakingStep::Group;
        let (failed, waits) = (None, None);
        let making = Making { pair, by, began: now, marker, title, about, bot, username, step, failed, waits };
        next(&making, &mut plan);
        plan.changes.insert(making);
    }
    follow(store, now, &mut plan, pair)?;
    Ok(plan)
}

/// What is to be done next.
fn next<T>(making: &Making, plan: &mut Plan<T>) {
    let pair = making.pair;
    match making.step {
        MakingStep::Group | MakingStep::Bot { .. } => {
            plan.client(pair.account, ClientTask::MakeDesk { member: pair.member });
        }
        MakingStep::Entrance { chat } => plan.team(TeamTask::OpenDesk { chat, pair }),
    }
}

/// The desk as it is being made, unless it stands still.
fn under_way(store: &Store, pair: DeskPair) -> Result<Option<Stored<Making>>, StoreError> {
    Ok(Making::find(store, pair)?.filter(|making| making.failed.is_none()))
}

/// The account has done its step; `group` is the one it made or found.
pub(in super::super) fn stepped(
    store: &Store,
    now: Timestamp,
    pair: DeskPair,
    group: Option<ChatId>,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(making) = under_way(store, pair)? else { return Ok(plan) };
    let step = match (making.step, group) {
        (MakingStep::Group, Some(chat)) => MakingStep::Bot { chat },
        (MakingStep::Bot { chat }, None) => MakingStep::Entrance { chat },
        // The receipt of a step that is behind us.
        _ => return Ok(plan),
    };
    let further = Making { step, waits: None, ..Making::clone(&making) };
    next(&further, &mut plan);
    plan.changes.update(&making, further);
    follow(store, now, &mut plan, pair)?;
    Ok(plan)
}

/// Telegram makes the account wait; it goes on by itself.
pub(in super::super) fn waits(
    store: &Store,
    now: Timestamp,
    pair: DeskPair,
    until: Timestamp,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(making) = under_way(store, pair)? {
        plan.changes.update(&making, Making { waits: Some(until), ..Making::clone(&making) });
        follow(store, now, &mut plan, pair)?;
    }
    Ok(plan)
}

/// It cannot go on by itself: whoever asked is told why, and may say to try again.
pub(in super::super) fn failed(
    store: &Store,
    now: Timestamp,
    pair: DeskPair,
    failure: DeskFailure,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(making) = under_way(store, pair)? else { return Ok(plan) };
    tell(store, &mut plan, pair, [making.by], &DeskNews::NotMade(failure.clone()))?;
    plan.changes.update(&making, Making { failed: Some(failure), waits: None, ..Making::clone(&making) });
    follow(store, now, &mut plan, pair)?;
    Ok(plan)
}

/// What a refusal in the vocabulary of messages means for a desk.
pub(in super::super) fn meaning(reason: FailureReason) -> DeskFailure {
    match reason {
        FailureReason::AccountLimited => DeskFailure::AccountRestricted,
        FailureReason::Other { code } => DeskFailure::Other { code },
        other => DeskFailure::Other { code: format!("{other:?}") },
    }
}

/// The bot has looked at the group. Fit, it becomes the desk, and its member gets the way in.
pub(in super::super) fn looked(
    store: &Store,
    now: Timestamp,
    pair: DeskPair,
    problems: &[DeskProblem],
    entrance: Option<&str>,
) -> Result<Plan, StoreError> {
    let Some(making) = under_way(store, pair)? else { return Ok(Plan::nothing()) };
    let (Some(chat), Some(link)) = (making.step.chat(), entrance) else {
        return failed(store, now, pair, DeskFailure::Unfit(problems.to_vec()));
    };
    let DeskPair { member, account } = pair;
    let binding = Binding { bot: making.bot, chat, account, member, invite_link: None, by: making.by };
    let Plan { changes, tasks, outcome } = bind::bind(store, now, &binding)?;
    if outcome.is_err() {
        return failed(store, now, pair, DeskFailure::Unfit(vec![DeskProblem::AlreadyBound]));
    }
    let mut plan = Plan { changes, tasks, outcome: () };
    plan.changes.insert(Watch { chat, entrance: Some(link.to_owned()), problems: Vec::new() });
    welcome(store, &mut plan, chat, pair)?;
    tell(store, &mut plan, pair, [member], &DeskNews::Ready { link: link.to_owned() })?;
    if making.by != member {
        tell(store, &mut plan, pair, [making.by], &DeskNews::Made)?;
    }
    Ok(plan)
}

/// The first line of a desk says in General what it is.
fn welcome(store: &Store, plan: &mut Plan, chat: ChatId, pair: DeskPair) -> Result<(), StoreError> {
    let (account, member) = (Account::find(store, pair.account)?, Member::find(store, pair.member)?);
    if let (Some(account), Some(member)) = (account, member) {
        let place = Place::Group { chat, topic: None, reply_to: None, reader: pair.member };
        let line = Line::DeskBound { account: account.title(), member: member.name.clone() };
        plan.team(TeamTask::Say { place, line });
    }
    Ok(())
}

/// The accounts for which a member has no desk and none in the making, by name.
pub fn wanting(store: &Store, member: &Member) -> Result<Vec<(AccountId, String)>, StoreError> {
    let mut wanting = Vec::new();
    for account in Account::all(store)?.iter().filter(|account| member.works_with(account.id)) {
        let pair = DeskPair { member: member.id, account: account.id };
        if Desk::of(store, member.id, account.id)?.is_none() && Making::find(store, pair)?.is_none() {
            wanting.push((account.id, account.title()));
        }
    }
    wanting.sort_by_key(|(_, title)| title.to_lowercase());
    Ok(wanting)
}
