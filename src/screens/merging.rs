//! Two contacts that are one person (C5): who it may be, what is seen together from then on, and the way back.

use super::page::{Page, go, press};
use super::pages::Paged;
use super::{ContactDeed, Press, Screen, Stage, contact, contact_list};
use crate::crm::{Note, Person};
use crate::domain::{ContactId, ContactList, ContactView, RichText, View};
use crate::locale::{clean_line, say};
use crate::relay::{Dialog, Directory, merging, reach};
use crate::store::StoreError;
use crate::team::masking;

/// People on a page.
const SHOWN: usize = 8;

/// Who of those that were looked for is the same person?
pub(super) fn pick(contact: ContactId, words: &str, number: u16, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let person = Person::of(stage.store, contact)?;
    if !merging::is_theirs(stage.store, stage.reader, &person)? {
        return Ok(stage.not_allowed());
    }
    let locale = stage.locale();
    let list = ContactList { words: words.to_owned(), ..ContactList::default() };
    let mut found = Directory::of(stage.store)?.list(stage.store, stage.reader, &list)?;
    found.retain(|other| *other != person.kept());
    let found = Paged::of(found, number, SHOWN);
    let mut page = Page::new(say!(locale, "merge-pick", name = name(contact, stage)?));
    if !words.is_empty() {
        page.line(say!(locale, "contacts-found", words = clean_line(words)));
    }
    page.paragraph(match found.items.is_empty() {
        true if words.is_empty() => say!(locale, "merge-nobody"),
        true => say!(locale, "contacts-nothing"),
        false => say!(locale, "merge-pick-how"),
    });
    let mut buttons = Vec::new();
    for other in &found.items {
        if let Some(row) = contact_list::row(*other, stage)? {
            let ask = ContactView::Merge { contact: person.kept(), with: *other };
            buttons.push(go(RichText::plain(row.name), View::Contacts(ask)));
        }
    }
    page.grid(buttons);
    let this = |page| View::Contacts(ContactView::Same { contact, words: words.to_owned(), page });
    found.turn(&mut page, locale, this);
    Ok(page.back(View::Contacts(ContactView::One(contact)), locale))
}

/// Asks whether they are one, and says what that means.
pub(super) fn ask(contact: ContactId, other: ContactId, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    if !merging::may_merge(stage.store, stage.reader, contact, other)? {
        return Ok(stage.not_allowed());
    }
    let locale = stage.locale();
    let [one, two] = [Person::of(stage.store, contact)?, Person::of(stage.store, other)?];
    let back = ContactView::Same { contact, words: String::new(), page: 0 };
    if one == two {
        let page = Page::new(say!(locale, "merge-nothing"));
        return Ok(page.back(View::Contacts(ContactView::One(contact)), locale));
    }
    let names = [face(&one, stage)?, face(&two, stage)?];
    let mut page = Page::new(say!(locale, "merge-title", one = names[0].as_str(), other = names[1].as_str()));
    let [mut dialogs, mut notes] = [0, 0];
    for person in [&one, &two] {
        dialogs += Dialog::of_person(stage.store, person)?.len();
        notes += Note::of(stage.store, person)?.len();
    }
    page.paragraph(say!(locale, "merge-together"));
    page.line(say!(locale, "merge-dialogs", n = dialogs));
    page.line(say!(locale, "erase-notes", n = notes));
    page.paragraph(say!(locale, "merge-card", name = name(contact, stage)?));
    page.line(say!(locale, "merge-back"));
    page.row([press(say!(locale, "button-merge-now"), Press::Contact(contact, ContactDeed::Merge(other)))]);
    Ok(page.back(View::Contacts(back), locale))
}

/// Asks whether a contact is another person after all.
pub(super) fn ask_split(contact: ContactId, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let person = Person::of(stage.store, contact)?;
    if !merging::is_theirs(stage.store, stage.reader, &person)? {
        return Ok(stage.not_allowed());
    }
    let locale = stage.locale();
    let back = View::Contacts(ContactView::One(person.kept()));
    if !person.others().contains(&contact) {
        return Ok(Page::new(say!(locale, "split-nothing")).back(back, locale));
    }
    let [one, other] = [person.kept(), contact].map(|contact| face(&Person::alone(contact), stage));
    let mut page = Page::new(say!(locale, "split-title", one = one?, other = other?));
    page.paragraph(say!(locale, "split-what", name = name(person.kept(), stage)?));
    page.row([press(say!(locale, "button-split-now"), Press::Contact(contact, ContactDeed::Split))]);
    Ok(page.back(back, locale))
}

/// What a person is called.
fn name(contact: ContactId, stage: &Stage<'_>) -> Result<String, StoreError> {
    let dialog = reach::within(stage.store, stage.reader, contact)?.into_iter().next();
    let name = dialog.map(|dialog| reach::name(stage.store, stage.reader, &dialog)).transpose()?;
    Ok(stage.locale().name(&name.unwrap_or_default()))
}

/// What somebody is called, how Telegram introduces them, and to which accounts they write: two people of one name are told apart.
fn face(person: &Person, stage: &Stage<'_>) -> Result<String, StoreError> {
    let dialogs = Dialog::of_person(stage.store, person)?;
    let Some(dialog) = dialogs.first() else { return Ok(stage.locale().name("")) };
    let own = person.profile(stage.store)?.full_name();
    let own = own.map(|name| stage.locale().name(&masking::shown_name(&name, stage.reader, dialog.target())));
    let faces = contact::faces(person, &dialogs, stage)?;
    Ok(match own {
        Some(own) => format!("{own}: {}", contact::faces_in_line(&faces)),
        None => contact::faces_in_line(&faces),
    })
}
