//! What is done to a member of the team, and what follows from it at once (T3).
//!
//! **Whoever loses an account loses it whole, in one commit**: what they answered there goes to somebody who may answer
//! it, and they are taken out of every desk in which they have no place any more. What they did stays theirs.

use super::{
    super::*,
    assignment::{self, Moved},
    bind::deskless,
    guard,
    incoming::Moment,
    open_thread,
};
use crate::{
    domain::{AccountId, DeskPair, Line, MemberId, Role, StaffDeed, StaffNews, UserId},
    store::{All, Page, Store, StoreError, Stored},
    team::{Account, Agency, AuditEntry, AuditEvent, Member},
};

/// Why nothing was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StaffRefusal {
    /// The member or the account is not there any more.
    Gone,
    /// Nobody would be left who may do everything.
    LastOwner,
}

/// Does something to a member, by an owner's word.
pub fn change(
    store: &Store,
    moment: Moment<'_>,
    by: MemberId,
    id: MemberId,
    deed: StaffDeed,
) -> Result<Plan<Result<(), StaffRefusal>>, StoreError> {
    let now = moment.now;
    let mut plan = Plan::new(Ok(()));
    let Some(was) = Member::find(store, id)? else {
        plan.outcome = Err(StaffRefusal::Gone);
        return Ok(plan);
    };
    let after = was.after(deed, now);
    let agency = Agency::load(store)?;
    let member = Member { sees_ids: agency.shows_ids(after.role), begins: agency.operators_begin, ..after };
    if member == *was {
        return Ok(plan);
    }
    let heir = heir(store, by, id)?;
    match &heir {
        // Two owners who demote each other in the same moment: only one of them comes through.
        Some(heir) => drop(plan.changes.expect(heir)),
        None => {
            plan.outcome = Err(StaffRefusal::LastOwner);
            return Ok(plan);
        }
    }
    let Some(news) = told(store, deed)? else {
        plan.outcome = Err(StaffRefusal::Gone);
        return Ok(plan);
    };
    plan.changes.update(&was, member.clone());
    AuditEntry::write(&mut plan.changes, now, by, event(&was, deed));
    for account in Account::all(store)? {
        match (was.works_with(account.id), member.works_with(account.id), &heir) {
            (true, false, Some(owner)) => {
                let to = successor(store, &account, id, owner)?.id;
                hand_over(store, moment, &account, (id, to), &mut plan)?;
            }
            (false, true, _) if member.role == Role::Operator => take_over(store, moment, &account, id, &mut plan)?,
            _ => {}
        }
    }
    for desk in store.scan::<Desk>(All, Page::all())? {
        if guard::has_place(&was, &desk) && !guard::has_place(&member, &desk) {
            plan.team(TeamTask::Remove { chat: desk.chat, user: UserId(id.0) });
            // Whoever could not be removed is found and noted as one who may not be there.
            plan.tasks.extend(guard::inspect(&desk));
        }
    }
    plan.team(TeamTask::Say { place: Place::Panel(id), line: Line::Staff(news) });
    Ok(plan)
}

/// Who answers what somebody leaves behind at an account: whoever is responsible for it, else somebody who has a desk
/// for it, else this owner.
pub fn successor(
    store: &Store,
    account: &Account,
    leaving: MemberId,
    owner: &Stored<Member>,
) -> Result<Stored<Member>, StoreError> {
    let mut able = Member::all(store)?;
    able.retain(|member| member.id != leaving && member.works_with(account.id));
    able.sort_by_key(|member| member.id != account.responsible);
    for member in able {
        if member.id == account.responsible || Desk::of(store, member.id, account.id)?.is_some() {
            return Ok(member);
        }
    }
    Ok(owner.clone())
}

/// An owner who stays: the one who acts, or another one.
pub fn heir(store: &Store, by: MemberId, leaving: MemberId) -> Result<Option<Stored<Member>>, StoreError> {
    let mut owners = Member::owners(store)?;
    owners.retain(|owner| owner.id != leaving);
    owners.sort_by_key(|owner| owner.id != by);
    Ok(owners.into_iter().next())
}

/// The dialogs of a member for an account are another's from now on, and so are new ones. Where that one has a desk,
/// they get threads there.
fn hand_over<T>(
    store: &Store,
    moment: Moment<'_>,
    account: &Stored<Account>,
    (from, to): (MemberId, MemberId),
    plan: &mut Plan<T>,
) -> Result<(), StoreError> {
    let dialogs = Dialog::assigned_to(store, from, account.id)?;
    let mut after = Account::clone(account);
    if account.responsible == from {
        after.responsible = to;
    }
    if !dialogs.is_empty() && after.desk_missing_since.is_none() && Desk::of(store, to, account.id)?.is_none() {
        after.desk_missing_since = Some(moment.now);
        let desk = DeskPair { member: to, account: account.id };
        let line = Line::DeskMissing { desk, account: account.title() };
        plan.team(TeamTask::Say { place: Place::Panel(to), line });
    }
    if after != **account {
        plan.changes.update(account, after);
    }
    for was in dialogs {
        move_to(store, moment, &was, to, plan)?;
    }
    Ok(())
}

/// An operator gets an account. What an owner or manager looked after is theirs to answer, since that is what operators
/// are there for.
fn take_over<T>(
    store: &Store,
    moment: Moment<'_>,
    account: &Stored<Account>,
    by: MemberId,
    plan: &mut Plan<T>,
) -> Result<(), StoreError> {
    let answers = Member::find(store, account.responsible)?;
    if answers.is_some_and(|member| member.role == Role::Operator) {
        return Ok(());
    }
    plan.changes.update(account, Account { responsible: by, ..Account::clone(account) });
    // They may have a desk from before.
    if Desk::of(store, by, account.id)?.is_some() {
        for was in deskless(store, DeskPair { member: by, account: account.id })? {
            move_to(store, moment, &was, by, plan)?;
        }
    }
    Ok(())
}

/// As an ordinary hand-over where that is possible. Where the new one has no desk yet, the dialog waits for one.
fn move_to<T>(
    store: &Store,
    moment: Moment<'_>,
    was: &Stored<Dialog>,
    to: MemberId,
    plan: &mut Plan<T>,
) -> Result<(), StoreError> {
    let Plan { changes, tasks, outcome } = assignment::moved(store, moment, was.id, to, to)?;
    match outcome {
        Moved::Done => plan.absorb(Plan { changes, tasks, outcome: () }),
        Moved::Late => {}
        Moved::NoDesk | Moved::Unfit => {
            let mut dialog = Dialog { assigned: to, thread: Thread::None, ..Dialog::clone(was) };
            open_thread(store, &mut dialog, plan)?;
            plan.changes.update(was, dialog);
        }
    }
    Ok(())
}

/// `None` when the account is gone.
fn told(store: &Store, deed: StaffDeed) -> Result<Option<StaffNews>, StoreError> {
    let title = |account: AccountId| Ok::<_, StoreError>(Account::find(store, account)?.map(|account| account.title()));
    Ok(match deed {
        StaffDeed::SetRole(role) => Some(StaffNews::Role(role)),
        StaffDeed::Give(account) => title(account)?.map(|account| StaffNews::Given { account }),
        // An account that is gone can still be taken from those who had it.
        StaffDeed::Withdraw(account) => Some(StaffNews::Withdrawn { account: title(account)?.unwrap_or_default() }),
        StaffDeed::Remove => Some(StaffNews::Removed),
    })
}

fn event(was: &Member, deed: StaffDeed) -> AuditEvent {
    let member = was.id;
    match deed {
        StaffDeed::SetRole(to) => AuditEvent::RoleChanged { member, from: was.role, to },
        StaffDeed::Give(account) => AuditEvent::AccountAssigned { member, account },
        StaffDeed::Withdraw(account) => AuditEvent::AccountWithdrawn { member, account },
        StaffDeed::Remove => AuditEvent::MemberRemoved { member, role: was.role },
    }
}
