//! Whose cards a member filled on a day (T5).

use crate::{
    domain::{ContactId, MemberId},
    store::{Changes, Overwrite, Page, Record, Store, StoreError, Table},
};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// A card that a member wrote into on a business day. What they wrote is not here.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Filled {
    pub member: MemberId,
    pub day: Date,
    pub contact: ContactId,
}

impl Record for Filled {
    const TABLE: Table = Table::new(222, "cards filled");
    type Key = (MemberId, Date, ContactId);

    fn key(&self) -> Self::Key {
        (self.member, self.day, self.contact)
    }
}
impl Overwrite for Filled {}

impl Filled {
    /// A member writes into a card.
    pub fn note(changes: &mut Changes, member: MemberId, day: Date, contact: ContactId) {
        changes.put(Filled { member, day, contact });
    }

    /// The cards that a member filled from day to day, one for each day.
    pub fn cards(store: &Store, member: MemberId, first: Date, last: Date) -> Result<Vec<ContactId>, StoreError> {
        let mut cards = Vec::new();
        for day in first.series(1.day()).take_while(|day| *day <= last) {
            let rows = store.scan::<Filled>((member, day), Page::all())?;
            cards.extend(rows.iter().map(|row| row.contact));
        }
        Ok(cards)
    }
}
