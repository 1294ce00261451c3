//! An account is deleted from Pult (A4). The Telegram account lives on.
//!
//! **What it leaves behind goes in one commit**: who works with it, its desks, and everything that was still to be sent
//! by it or about its dialogs. What was said in them and what was booked stays.

use super::{super::*, guard};
use crate::{
    domain::{AccountId, MemberId},
    store::{All, Page, Store, StoreError},
    team::{Account, AuditEntry, AuditEvent, Member, ToldTrouble},
};
use jiff::Timestamp;

/// Deletes an account, by an owner's word; nothing when it is gone already. `logged_out`: whether its session was ended
/// at Telegram too.
pub fn delete(
    store: &Store,
    now: Timestamp,
    by: MemberId,
    id: AccountId,
    logged_out: bool,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(account) = Account::find(store, id)? else { return Ok(plan) };
    plan.changes.delete(&account);
    for member in store.scan::<Member>(All, Page::all())? {
        if member.accounts.contains(&id) {
            let mut without = Member::clone(&member);
            without.accounts.remove(&id);
            plan.changes.update(&member, without);
        }
    }
    for desk in store.scan::<Desk>(All, Page::all())? {
        if desk.account == id {
            plan.changes.delete(&desk);
            guard::forget(store, desk.chat, &mut plan)?;
        }
    }
    if let Some(told) = ToldTrouble::find(store, id)? {
        plan.changes.delete(&told);
    }
    for timer in store.scan::<Timer>(All, Page::all())? {
        if timer.dialog.account == id {
            plan.changes.delete(&timer);
        }
    }
    for entry in Entry::all(store)? {
        if is_of(&entry.task, id) {
            plan.changes.delete(&entry);
        }
    }
    AuditEntry::write(&mut plan.changes, now, by, AuditEvent::AccountDeleted { account: id, logged_out });
    Ok(plan)
}

/// Whether a task is one of this account or of its dialogs.
fn is_of(task: &Task, account: AccountId) -> bool {
    match task {
        Task::Client(by, _) => *by == account,
        Task::Team(_) => task.dialog().is_some_and(|dialog| dialog.account == account),
    }
}
