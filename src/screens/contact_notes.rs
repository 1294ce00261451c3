//! The notes about a contact: by whom, when, the newest first (N1).

use super::page::{Page, go, press};
use super::pages::Paged;
use super::{ContactDeed, Press, Screen, Stage};
use crate::crm::Note;
use crate::domain::{ContactId, ContactView, NoteId, RichText, View};
use crate::locale::say;
use crate::relay::reach;
use crate::store::{StoreError, Stored};

/// Notes on a page.
const PAGE: usize = 5;
/// What is shown of a note, in UTF-16 code units.
const SHOWN: usize = 600;

pub(super) fn list(id: ContactId, name: &str, number: u16, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let notes = Paged::of(reach::notes(stage.store, stage.reader, id)?, number, PAGE);
    let mut page = Page::new(say!(locale, "notes-of", name = name));
    if notes.items.is_empty() {
        page.paragraph(say!(locale, "notes-of-none"));
    }
    for (at, note) in notes.items.iter().enumerate() {
        let when = locale.date_and_time(note.at, stage.now, stage.zone);
        let author = stage.member_name(note.author)?;
        page.paragraph(say!(locale, "note-head", n = at + 1, author = author, time = when));
        if let Some(edited) = note.edited {
            let time = locale.date_and_time(edited, stage.now, stage.zone);
            page.line(say!(locale, "note-edited", time = time));
        }
        page.line(RichText::plain(note.text.as_str()).truncated(SHOWN));
        if reach::is_changeable(note, stage.reader) {
            let edit = ContactView::WriteNote { contact: id, note: Some(note.id) };
            let drop = ContactView::DropNote { contact: id, note: note.id };
            page.row([
                go(say!(locale, "button-note-edit", n = at + 1), View::Contacts(edit)),
                go(say!(locale, "button-note-drop", n = at + 1), View::Contacts(drop)),
            ]);
        }
    }
    let write = ContactView::WriteNote { contact: id, note: None };
    page.row([go(say!(locale, "button-new-note"), View::Contacts(write))]);
    let this = |page| View::Contacts(ContactView::Notes { contact: id, page });
    notes.turn(&mut page, locale, this);
    Ok(page.back_and_refresh(View::Contacts(ContactView::One(id)), this(notes.page), locale))
}

pub(super) fn write(id: ContactId, note: Option<NoteId>, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let page = Page::new(match note {
        None => say!(locale, "note-write"),
        Some(note) => match to_change(id, note, stage)? {
            ToChange::This(_) => say!(locale, "note-rewrite"),
            ToChange::Gone => say!(locale, "note-gone"),
            ToChange::Others => return Ok(stage.not_allowed()),
        },
    });
    Ok(page.back(View::Contacts(ContactView::Notes { contact: id, page: 0 }), locale))
}

/// A note that is to be changed.
enum ToChange {
    This(Stored<Note>),
    Gone,
    /// Not the reader's to change, or even to see.
    Others,
}

fn to_change(contact: ContactId, note: NoteId, stage: &Stage<'_>) -> Result<ToChange, StoreError> {
    Ok(match reach::changeable_note(stage.store, stage.reader, contact, note)? {
        Some(note) => ToChange::This(note),
        None if Note::find(stage.store, note)?.is_some() => ToChange::Others,
        None => ToChange::Gone,
    })
}

pub(super) fn ask_drop(id: ContactId, note: NoteId, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let back = View::Contacts(ContactView::Notes { contact: id, page: 0 });
    let found = match to_change(id, note, stage)? {
        ToChange::This(found) => found,
        ToChange::Gone => return Ok(Page::new(say!(locale, "note-gone")).back(back, locale)),
        ToChange::Others => return Ok(stage.not_allowed()),
    };
    let mut page = Page::new(say!(locale, "note-drop"));
    page.paragraph(RichText::plain(found.text.as_str()).truncated(SHOWN));
    page.row([press(say!(locale, "button-drop"), Press::Contact(id, ContactDeed::DropNote(note)))]);
    Ok(page.back(back, locale))
}
