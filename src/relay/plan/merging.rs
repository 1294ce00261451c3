//! Two contacts are one person, or two again (C5), by the word of whoever leads all accounts that either writes to.
//!
//! The cards of all their threads follow, and the titles.

use super::super::*;
use crate::{
    crm::{Person, person},
    domain::{ContactId, Joined, UNDO},
    store::{Store, StoreError},
    team::{Action, AuditEntry, AuditEvent, Member, rights::may},
};
use jiff::Timestamp;

/// Whether a member may decide who this person is.
pub fn is_theirs(store: &Store, member: &Member, person: &Person) -> Result<bool, StoreError> {
    let dialogs = Dialog::of_person(store, person)?;
    let led = |dialog: &crate::store::Stored<Dialog>| may(member, Action::MergeContacts, dialog.target());
    Ok(!dialogs.is_empty() && dialogs.iter().all(led))
}

/// Whether a member may decide that these are one person.
pub fn may_merge(store: &Store, member: &Member, one: ContactId, other: ContactId) -> Result<bool, StoreError> {
    Ok(is_theirs(store, member, &Person::of(store, one)?)? && is_theirs(store, member, &Person::of(store, other)?)?)
}

/// Makes them one person, whose card is that of `kept`; `None`: there is nothing to be done.
pub fn merge(
    store: &Store,
    now: Timestamp,
    by: &Member,
    kept: ContactId,
    other: ContactId,
) -> Result<Plan<Option<Joined>>, StoreError> {
    let mut plan = Plan::new(None);
    if !may_merge(store, by, kept, other)? {
        return Ok(plan);
    }
    let Some(joined) = person::merge(store, (kept, other), by.id, now, &mut plan.changes)? else { return Ok(plan) };
    if let Some(first) = joined.moved.first() {
        let what = AuditEvent::ContactsMerged { contact: *first, into: joined.kept };
        AuditEntry::write(&mut plan.changes, now, by.id, what);
    }
    follow(store, &[kept, other], &mut plan)?;
    plan.outcome = Some(joined);
    Ok(plan)
}

/// Takes a contact out of the person it was merged into; answers the one that was kept.
pub fn split(
    store: &Store,
    now: Timestamp,
    by: &Member,
    contact: ContactId,
) -> Result<Plan<Option<ContactId>>, StoreError> {
    let mut plan = Plan::new(None);
    if !is_theirs(store, by, &Person::of(store, contact)?)? {
        return Ok(plan);
    }
    let Some(from) = person::split(store, contact, &mut plan.changes)? else { return Ok(plan) };
    AuditEntry::write(&mut plan.changes, now, by.id, AuditEvent::ContactSplit { contact, from });
    follow(store, &[from], &mut plan)?;
    plan.outcome = Some(from);
    Ok(plan)
}

/// Takes back a merge of a moment ago; `false`: too late, or something has happened since.
pub fn unmerge(store: &Store, now: Timestamp, by: &Member, joined: &Joined) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(false);
    if !is_theirs(store, by, &Person::of(store, joined.kept)?)? {
        return Ok(plan);
    }
    let merged = person::unmerge(store, joined, &mut plan.changes)?;
    let (Some(first), true) = (joined.moved.first(), merged.is_some_and(|at| now.duration_since(at) <= UNDO)) else {
        return Ok(Plan::new(false));
    };
    let what = AuditEvent::ContactSplit { contact: *first, from: joined.kept };
    AuditEntry::write(&mut plan.changes, now, by.id, what);
    follow(store, &[joined.kept], &mut plan)?;
    plan.outcome = true;
    Ok(plan)
}

/// What shows these people, as they were before, shows them anew.
fn follow<T>(store: &Store, people: &[ContactId], plan: &mut Plan<T>) -> Result<(), StoreError> {
    for contact in people {
        follow_cards(store, *contact, plan)?;
        rename_threads(store, *contact, plan)?;
    }
    Ok(())
}
