//! Notes: about a contact (N1), and a member's own (N2).

use crate::{
    crm::Person,
    domain::{ContactId, DialogId, MemberId, NoteId},
    store::{DataKeyId, Index, IndexRows, Page, Record, Sealed, Sequence, Store, StoreError, Stored, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a member wrote down about a contact. Seen by those who see the dialog through which it was written.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub id: NoteId,
    pub contact: ContactId,
    pub dialog: DialogId,
    pub author: MemberId,
    pub at: Timestamp,
    pub edited: Option<Timestamp>,
    pub text: String,
}

/// What a member wrote down for themselves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalNote {
    pub id: NoteId,
    pub member: MemberId,
    pub created: Timestamp,
    pub edited: Timestamp,
    pub text: String,
}

/// Notes are private: neither reaches a log.
impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Note({}, …)", self.id)
    }
}
impl std::fmt::Debug for PersonalNote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PersonalNote({}, …)", self.id)
    }
}

impl Note {
    pub const IDS: Sequence = Sequence::new(40, "notes");
    const BY_CONTACT: Index<Note, (ContactId,)> = Index::new(1);

    pub fn find(store: &Store, id: NoteId) -> Result<Option<Stored<Note>>, StoreError> {
        store.get(&id)
    }

    /// The notes about a person, the newest first.
    pub fn of(store: &Store, person: &Person) -> Result<Vec<Stored<Note>>, StoreError> {
        let mut notes = Vec::new();
        for contact in person.contacts() {
            notes.extend(store.find(Note::BY_CONTACT, (contact,), Page::last(usize::MAX))?);
        }
        notes.sort_by_key(|note| std::cmp::Reverse(note.id));
        Ok(notes)
    }
}

impl Record for Note {
    const TABLE: Table = Table::new(40, "notes about contacts");
    const SEALED: Sealed = Sealed::Owner;
    type Key = NoteId;

    fn key(&self) -> NoteId {
        self.id
    }

    fn data_key(&self) -> Option<DataKeyId> {
        Some(self.contact.into())
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        rows.row(Note::BY_CONTACT, &(self.contact,));
    }
}

impl PersonalNote {
    /// In milliseconds since 1970.
    const BY_EDIT: Index<PersonalNote, (MemberId, i64)> = Index::new(1);

    /// A note of this member; those of others do not exist for them.
    pub fn find(store: &Store, member: MemberId, id: NoteId) -> Result<Option<Stored<PersonalNote>>, StoreError> {
        Ok(store.get::<PersonalNote>(&id)?.filter(|note| note.member == member))
    }

    /// All of a member's, the one edited last first.
    pub fn of(store: &Store, member: MemberId) -> Result<Vec<Stored<PersonalNote>>, StoreError> {
        store.find(PersonalNote::BY_EDIT, (member,), Page::last(usize::MAX))
    }

    /// The first line that says something.
    pub fn title(&self) -> &str {
        self.text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
    }

    /// What stands below the title.
    pub fn preview(&self) -> String {
        let lines = self.text.lines().map(str::trim).filter(|line| !line.is_empty()).skip(1);
        lines.collect::<Vec<_>>().join(" ")
    }

    /// Whether all words stand in it.
    pub fn has(&self, words: &str) -> bool {
        let text = super::search::folded(&self.text);
        super::search::folded(words).split_whitespace().all(|word| text.contains(word))
    }
}

impl Record for PersonalNote {
    const TABLE: Table = Table::new(41, "personal notes");
    const SEALED: Sealed = Sealed::Master;
    type Key = NoteId;

    fn key(&self) -> NoteId {
        self.id
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        rows.row(PersonalNote::BY_EDIT, &(self.member, self.edited.as_millisecond()));
    }
}
