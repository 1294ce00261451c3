//! Several contacts that are one person, who writes from two Telegram accounts (C5).
//!
//! - **A merge is a link and moves nothing, so that a split takes it back exactly.** Notes, payments and dialogs stay with the
//!   contact whose dialog they came through, sealed under that contact's key; whoever reads, reads all contacts of the person.
//! - **What is written into the common card goes to the kept contact's, what is taken off it is taken off all**: so the card
//!   says what was written, and every contact keeps what it had when it is split off.
//! - **Every contact is linked to the kept one itself**: there are no chains, so none can close to a circle.

use super::{Contact, Profile};
use crate::{
    domain::{ContactId, Joined, MemberId},
    store::{All, Changes, Index, IndexRows, Page, Record, Store, StoreError, Stored, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The link of a contact to the one that is kept of the person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Merged {
    pub contact: ContactId,
    pub into: ContactId,
    pub by: MemberId,
    pub at: Timestamp,
}

impl Merged {
    const BY_KEPT: Index<Merged, (ContactId,)> = Index::new(1);

    pub fn find(store: &Store, contact: ContactId) -> Result<Option<Stored<Merged>>, StoreError> {
        store.get(&contact)
    }

    /// Into which contact each one was merged that was.
    pub fn all(store: &Store) -> Result<HashMap<ContactId, ContactId>, StoreError> {
        let links = store.scan::<Merged>(All, Page::all())?;
        Ok(links.iter().map(|link| (link.contact, link.into)).collect())
    }
}

impl Record for Merged {
    const TABLE: Table = Table::new(200, "merged contacts");
    type Key = ContactId;

    fn key(&self) -> ContactId {
        self.contact
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        rows.row(Merged::BY_KEPT, &(self.into,));
    }
}

/// All contacts of one person: mostly a single one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    kept: ContactId,
    /// By their numbers.
    others: Vec<ContactId>,
}

impl Person {
    /// Whose contact it is.
    pub fn of(store: &Store, contact: ContactId) -> Result<Person, StoreError> {
        let kept = Merged::find(store, contact)?.map_or(contact, |link| link.into);
        let links = store.find(Merged::BY_KEPT, (kept,), Page::all())?;
        Ok(Person { kept, others: links.iter().map(|link| link.contact).collect() })
    }

    /// One contact by itself, whoever else the person is.
    pub fn alone(contact: ContactId) -> Person {
        Person { kept: contact, others: Vec::new() }
    }

    /// The contact whose card comes first, and under which lists and searches name the person.
    pub fn kept(&self) -> ContactId {
        self.kept
    }

    /// Those that were merged into it.
    pub fn others(&self) -> &[ContactId] {
        &self.others
    }

    /// All of them, the kept one first.
    pub fn contacts(&self) -> impl Iterator<Item = ContactId> + '_ {
        std::iter::once(self.kept).chain(self.others.iter().copied())
    }

    /// The common card: the kept contact's, what is empty there filled from the others'.
    pub fn profile(&self, store: &Store) -> Result<Profile, StoreError> {
        let mut profile = Profile::empty(self.kept);
        for contact in self.contacts() {
            if let Some(other) = Profile::find(store, contact)? {
                profile.fill_from(&other);
            }
        }
        Ok(profile)
    }

    /// Changes the common card; what it was before, or `None` where nothing changes.
    pub fn rewrite(
        &self,
        store: &Store,
        changes: &mut Changes,
        change: impl FnOnce(&mut Profile),
    ) -> Result<Option<(Profile, Profile)>, StoreError> {
        let before = self.profile(store)?;
        let mut now = before.clone();
        change(&mut now);
        if now == before {
            return Ok(None);
        }
        for contact in self.contacts() {
            let was = Profile::find(store, contact)?;
            let own = was.as_deref().cloned().unwrap_or_else(|| Profile::empty(contact));
            let mut rewritten = own.clone();
            rewritten.drop_gone(&before, &now);
            if contact == self.kept {
                rewritten.take_new(&before, &now);
            }
            match &was {
                _ if rewritten == own => continue,
                Some(was) => changes.update(was, rewritten),
                None => changes.insert(rewritten),
            };
        }
        Ok(Some((before, now)))
    }
}

/// Makes one person of two: `kept` stays the first, or whichever it was merged into. `None` where they are one already, or one of
/// them is no more.
pub fn merge(
    store: &Store,
    (kept, other): (ContactId, ContactId),
    by: MemberId,
    at: Timestamp,
    changes: &mut Changes,
) -> Result<Option<Joined>, StoreError> {
    let (person, other) = (Person::of(store, kept)?, Person::of(store, other)?);
    let (Some(first), Some(second)) = (Contact::find(store, person.kept)?, Contact::find(store, other.kept)?) else {
        return Ok(None);
    };
    if person.kept == other.kept {
        return Ok(None);
    }
    // Whoever merges into a contact writes its row, and whoever merges it away relies on the row: of two at once one is planned anew,
    // and no link ever leads to a contact that is linked itself.
    changes.expect_absent::<Merged>(&person.kept).update(&first, Contact::clone(&first)).expect(&second);
    for contact in other.contacts() {
        let link = Merged { contact, into: person.kept, by, at };
        match Merged::find(store, contact)? {
            Some(was) => changes.update(&was, link),
            None => changes.insert(link),
        };
    }
    Ok(Some(Joined { kept: person.kept, moved: other.contacts().collect() }))
}

/// Takes a contact out of the person it was merged into, and answers the one that was kept; `None`: it is by itself.
pub fn split(store: &Store, contact: ContactId, changes: &mut Changes) -> Result<Option<ContactId>, StoreError> {
    let Some(link) = Merged::find(store, contact)? else { return Ok(None) };
    changes.delete(&link);
    Ok(Some(link.into))
}

/// Takes a merge back: whoever came is again who they were. Answers when they were merged; `None`: something has happened since.
pub fn unmerge(store: &Store, joined: &Joined, changes: &mut Changes) -> Result<Option<Timestamp>, StoreError> {
    let Some(first) = joined.moved.first() else { return Ok(None) };
    let mut merged = None;
    for contact in &joined.moved {
        let Some(link) = Merged::find(store, *contact)? else { return Ok(None) };
        if link.into != joined.kept || merged.is_some_and(|at| at != link.at) {
            return Ok(None);
        }
        merged = Some(link.at);
        if contact == first {
            changes.delete(&link);
        } else {
            changes.update(&link, Merged { into: *first, ..Merged::clone(&link) });
        }
    }
    Ok(merged)
}

#[cfg(test)]
mod tests;
