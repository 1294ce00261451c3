//! Which dialogs of an account are with somebody who bears a tag, the latest first (C4, D1). A part of the directory.

use super::{super::Shelf, Seat};
use crate::domain::{AccountId, DialogId, MemberId};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// A tag as it is compared and as it was written.
pub(super) type Tag = (Box<str>, Box<str>);

/// When something last happened in a dialog, which, and who answers it.
type Place = (i64, DialogId, MemberId);

/// By account and folded tag.
#[derive(Default)]
pub(super) struct Tagged(BTreeMap<(AccountId, Box<str>), Bearers>);

struct Bearers {
    written: Box<str>,
    /// In the order of lists.
    latest: BTreeSet<Reverse<Place>>,
}

impl Tagged {
    pub fn enter(&mut self, tags: &[Tag], seat: Seat) {
        for (folded, written) in tags {
            let bearers = self.0.entry((seat.dialog.account, folded.clone()));
            let bearers = bearers.or_insert_with(|| Bearers { written: written.clone(), latest: BTreeSet::new() });
            bearers.latest.insert(place(seat));
        }
    }

    pub fn leave(&mut self, tags: &[Tag], seat: Seat) {
        for (folded, _) in tags {
            let key = (seat.dialog.account, folded.clone());
            if let Some(bearers) = self.0.get_mut(&key) {
                bearers.latest.remove(&place(seat));
                if bearers.latest.is_empty() {
                    self.0.remove(&key);
                }
            }
        }
    }

    /// The dialogs of a shelf under a folded tag, the latest first.
    pub fn of(&self, shelf: Shelf, folded: &str) -> Vec<DialogId> {
        let bearers = self.0.get(&(shelf.account(), folded.into()));
        bearers.into_iter().flat_map(|bearers| bearers.on(shelf)).collect()
    }

    /// The tags on a shelf as they were written, and how many dialogs each has; the most frequent first.
    pub fn tags(&self, shelf: Shelf) -> Vec<(String, usize)> {
        let account = shelf.account();
        let of_account = self.0.range((account, "".into())..).take_while(|((of, _), _)| *of == account);
        let counted = of_account.map(|(_, bearers)| (bearers.written.to_string(), bearers.on(shelf).count()));
        let mut tags: Vec<_> = counted.filter(|(_, count)| *count > 0).collect();
        tags.sort_by_key(|(_, count)| Reverse(*count));
        tags
    }
}

impl Bearers {
    fn on(&self, shelf: Shelf) -> impl Iterator<Item = DialogId> {
        let held = self.latest.iter().filter(move |Reverse((.., assigned))| shelf.holds(*assigned));
        held.map(|Reverse((_, dialog, _))| *dialog)
    }
}

fn place(seat: Seat) -> Reverse<Place> {
    Reverse((seat.active, seat.dialog, seat.assigned))
}
