//! What plans about desks have in common: who hears of them, and which screens follow.

use super::super::{Place, Plan, TeamTask, panel::Panel};
use crate::{
    domain::{DeskNews, DeskPair, Line, MemberId},
    store::{Store, StoreError},
    team::{Account, Member},
};
use jiff::Timestamp;

/// Says something of a desk in the panels of these members, each once.
pub(super) fn tell<T>(
    store: &Store,
    plan: &mut Plan<T>,
    pair: DeskPair,
    to: impl IntoIterator<Item = MemberId>,
    news: &DeskNews,
) -> Result<(), StoreError> {
    let (Some(account), Some(member)) = (Account::find(store, pair.account)?, Member::find(store, pair.member)?) else {
        return Ok(());
    };
    let mut told = Vec::new();
    for reader in to {
        if told.contains(&reader) {
            continue;
        }
        told.push(reader);
        let (account, member) = (account.title(), member.name.clone());
        let line = Line::DeskNews { desk: pair, account, member, news: news.clone() };
        plan.team(TeamTask::Say { place: Place::Panel(reader), line });
    }
    Ok(())
}

/// The owners.
pub(super) fn owners(store: &Store) -> Result<Vec<MemberId>, StoreError> {
    Ok(Member::owners(store)?.iter().map(|owner| owner.id).collect())
}

/// The owners and the member of a desk.
pub(super) fn concerned(store: &Store, pair: DeskPair) -> Result<Vec<MemberId>, StoreError> {
    let mut concerned = owners(store)?;
    concerned.push(pair.member);
    Ok(concerned)
}

/// The screens that show this desk follow.
pub(super) fn follow<T>(store: &Store, now: Timestamp, plan: &mut Plan<T>, pair: DeskPair) -> Result<(), StoreError> {
    for member in Member::all(store)? {
        if Panel::find(store, member.id)?.is_some_and(|panel| panel.follows_desk(pair, now)) {
            plan.team(TeamTask::Follow { member: member.id });
        }
    }
    Ok(())
}
