//! Booking, voiding and correcting: what is to be committed. The caller has asked for the right.

use super::Books;
use super::entry::{Entry, Kind, Proof, Words};
use crate::{
    domain::{AccountId, Amount, ContactId, Dated, EntryId, MemberId, NoAmount},
    store::{Changes, Store, StoreError, Stored},
};
use jiff::{Timestamp, tz::TimeZone};

/// An entry to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewEntry {
    pub id: EntryId,
    pub contact: ContactId,
    pub account: AccountId,
    pub member: MemberId,
    pub dated: Dated,
    pub amount: Amount,
    pub note: String,
    pub proof: Option<Proof>,
}

/// Books a payment or a refund. The books were opened for this commit.
pub fn book(
    books: &Books,
    now: Timestamp,
    zone: &TimeZone,
    new: NewEntry,
    changes: &mut Changes,
) -> Result<(), NoAmount> {
    let NewEntry { id, contact, account, member, dated, amount, note, proof } = new;
    let worth = books.worth(amount)?;
    let counted = dated.counted(zone);
    let (by, at, kind) = (member, now, Kind::Payment);
    changes.insert(Entry { id, contact, account, member, by, at, dated, counted, amount, worth, kind });
    if !note.is_empty() || proof.is_some() {
        changes.insert(Words { entry: id, contact, note, reason: String::new(), proof });
    }
    Ok(())
}

/// Who takes back or corrects, when and why.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    pub by: MemberId,
    pub at: Timestamp,
    pub reason: &'a str,
}

/// Takes an entry back. `false`: it was taken back before, or is itself a void.
pub fn void(
    store: &Store,
    id: EntryId,
    entry: &Stored<Entry>,
    act: Act<'_>,
    changes: &mut Changes,
) -> Result<bool, StoreError> {
    if matches!(entry.kind, Kind::Void { .. }) || Entry::void_of(store, entry.id)?.is_some() {
        return Ok(false);
    }
    // Its worth must not change meanwhile: a void is worth what it takes back.
    changes.expect(entry);
    let worth = entry.worth.map(|worth| super::entry::Worth { amount: -worth.amount, ..worth });
    changes.insert(Entry {
        id,
        by: act.by,
        at: act.at,
        amount: -entry.amount,
        worth,
        kind: Kind::Void { of: entry.id },
        ..Entry::clone(entry)
    });
    if !act.reason.is_empty() {
        let (contact, note, reason) = (entry.contact, String::new(), act.reason.to_owned());
        changes.insert(Words { entry: id, contact, note, reason, proof: None });
    }
    Ok(true)
}

/// Puts another amount in the place of an entry. `false`: see [`void`]. The rate stays that of the first entry, unless the currency
/// is another.
pub fn correct(
    store: &Store,
    books: &Books,
    [void_id, id]: [EntryId; 2],
    entry: &Stored<Entry>,
    amount: Amount,
    act: Act<'_>,
    changes: &mut Changes,
) -> Result<Result<bool, NoAmount>, StoreError> {
    let worth = match entry.worth {
        Some(worth) if entry.amount.currency() == amount.currency() => books.at(worth.rate, amount).map(Some),
        _ => books.worth(amount),
    };
    let worth = match worth {
        Ok(worth) => worth,
        Err(refused) => return Ok(Err(refused)),
    };
    if !void(store, void_id, entry, act, changes)? {
        return Ok(Ok(false));
    }
    let kind = Kind::Correction { of: entry.id };
    changes.insert(Entry { id, by: act.by, at: act.at, amount, worth, kind, ..Entry::clone(entry) });
    let was = Words::of(store, entry.id)?;
    let (note, proof) = was.map(|was| (was.note.clone(), was.proof.clone())).unwrap_or_default();
    let reason = act.reason.to_owned();
    changes.insert(Words { entry: id, contact: entry.contact, note, reason, proof });
    Ok(Ok(true))
}
