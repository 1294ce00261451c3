//! What the agency keeps about a client, and the screens about it (C1, N1, N2).

use super::{ContactId, NoteId, Tier};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A field of a contact's card that has one value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Field {
    FirstName,
    LastName,
    Country,
    City,
    Birthday,
    Age,
    Tags,
    /// One that the agency gave a name itself.
    Custom(String),
}

impl Field {
    /// Those with a name of the product, in the order of the card.
    pub const NAMED: [Field; 7] =
        [Field::FirstName, Field::LastName, Field::Country, Field::City, Field::Birthday, Field::Age, Field::Tags];
}

/// A day of birth. Many tell the day and keep the year to themselves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Birthday {
    pub month: i8,
    pub day: i8,
    pub year: Option<i16>,
}

impl Birthday {
    /// How old the person is on a day; `None` without a year.
    pub fn age(self, today: Date) -> Option<i16> {
        let years = today.year() - self.year?;
        Some(if (today.month(), today.day()) < (self.month, self.day) { years - 1 } else { years })
    }

    /// The day on which it is kept in a year: who was born on 29 February has it on the 28th when there is no 29th.
    pub fn in_year(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).or_else(|_| Date::new(year, self.month, self.day - 1)).ok()
    }

    /// The next time from a day on, that day included.
    pub fn next(self, from: Date) -> Option<Date> {
        self.in_year(from.year()).filter(|day| *day >= from).or_else(|| self.in_year(from.year() + 1))
    }
}

/// A screen about a contact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ContactView {
    /// The contacts that the reader may see, or those that were looked for (S1).
    List(ContactList),
    /// The tags there are, and how many contacts bear each (C4).
    Tags {
        page: u16,
    },
    One(ContactId),
    /// The same, chosen from a list.
    Of {
        contact: ContactId,
        list: ContactList,
    },
    /// Asks whether everything personal about them is to be erased.
    Erase(ContactId),
    /// Who is the same person, among those that were looked for (C5)?
    Same {
        contact: ContactId,
        words: String,
        page: u16,
    },
    /// Asks whether two contacts are one person.
    Merge {
        contact: ContactId,
        with: ContactId,
    },
    /// Asks whether a contact is to be taken out of the person it was merged into.
    Split(ContactId),
    /// Waits for the value of a field: what is typed into the panel now.
    Field {
        contact: ContactId,
        field: Field,
    },
    /// Several places are called like this.
    Places {
        contact: ContactId,
        city: String,
    },
    /// Nobody knows where the city is: its zone is asked for.
    Zone(ContactId),
    Notes {
        contact: ContactId,
        page: u16,
    },
    /// Waits for the text of a new note, or of one that is changed.
    WriteNote {
        contact: ContactId,
        note: Option<NoteId>,
    },
    /// Asks whether a note is to be deleted.
    DropNote {
        contact: ContactId,
        note: NoteId,
    },
}

/// A part of the contacts.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct ContactList {
    /// Each has to begin a word of what is known.
    pub words: String,
    /// Only those with this tag.
    pub tag: Option<String>,
    /// Only those of this tier, by what the reader may see of their money.
    #[serde(default)]
    pub tier: Option<Tier>,
    pub page: u16,
}

impl ContactView {
    /// Those in which these words are found; all of them for none.
    pub fn found(words: &str) -> ContactView {
        ContactView::List(ContactList { words: words.to_owned(), ..ContactList::default() })
    }
}

/// A screen of a member's own notes (N2).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum NotebookView {
    List { words: String, page: u16 },
    One(NoteId),
    Edit(NoteId),
    Drop(NoteId),
}

impl NotebookView {
    /// All of them, from the newest.
    pub const FIRST: NotebookView = NotebookView::List { words: String::new(), page: 0 };
}

/// What became of a merge, as much as takes it back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Joined {
    pub kept: ContactId,
    /// Who has come to it, the one that was kept of them in front.
    pub moved: Vec<ContactId>,
}

/// What is said about a contact: mostly of what could not be taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ContactNews {
    /// The value makes no sense for the field: an example says what does.
    Unreadable(Field),
    /// It is longer than a line of the card.
    TooLong,
    /// A card holds no more of them.
    TooMany,
    /// Nobody knows that zone.
    NoZone,
    /// A note consists of words.
    NoWords,
    /// Two contacts are one person now.
    Merged(Joined),
    /// A contact that was merged is by itself again.
    Split { contact: ContactId, kept: ContactId },
    /// They are two again.
    Unmerged,
    /// Too late to take a merge back by one tap.
    TooLateToUnmerge,
    /// They are one already, or one of them is no more.
    NothingToMerge,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn ages_and_birthdays_by_the_calendar() {
        let born = Birthday { month: 3, day: 12, year: Some(1992) };
        assert_eq!(born.age(date(2026, 3, 11)), Some(33));
        assert_eq!(born.age(date(2026, 3, 12)), Some(34));
        assert_eq!(Birthday { year: None, ..born }.age(date(2026, 3, 12)), None);
        assert_eq!(born.next(date(2026, 3, 12)), Some(date(2026, 3, 12)));
        assert_eq!(born.next(date(2026, 3, 13)), Some(date(2027, 3, 12)));
        let leap = Birthday { month: 2, day: 29, year: None };
        assert_eq!(leap.next(date(2026, 1, 1)), Some(date(2026, 2, 28)));
        assert_eq!(leap.next(date(2028, 1, 1)), Some(date(2028, 2, 29)));
    }
}
