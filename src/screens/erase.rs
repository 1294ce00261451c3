//! Asks before a person is erased, and says what goes and what stays (C6, G4).

use super::page::{Page, press};
use super::{Press, Screen, Stage};
use crate::crm::{Note, Person, ledger::Entry};
use crate::domain::{ContactId, ContactView, View};
use crate::locale::say;
use crate::relay::Dialog;
use crate::store::StoreError;
use crate::team::rights::{Action, Target};

pub(super) fn ask(contact: ContactId, name: &str, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    if !stage.may(Action::EraseContacts, Target::Agency) {
        return Ok(stage.not_allowed());
    }
    let locale = stage.locale();
    let person = Person::of(stage.store, contact)?;
    let dialogs = Dialog::of_person(stage.store, &person)?.len();
    let notes = Note::of(stage.store, &person)?.len();
    let mut entries = 0;
    for contact in person.contacts() {
        entries += Entry::all_of(stage.store, contact)?.len();
    }
    let mut page = Page::new(say!(locale, "erase-title", name = name));
    page.paragraph(say!(locale, "erase-goes"));
    page.line(say!(locale, "erase-dialogs", n = dialogs));
    page.line(say!(locale, "erase-notes", n = notes));
    page.paragraph(say!(locale, "erase-stays", n = entries));
    page.row([press(say!(locale, "button-erase-now"), Press::EraseContact(contact))]);
    Ok(page.back(View::Contacts(ContactView::One(contact)), locale))
}
