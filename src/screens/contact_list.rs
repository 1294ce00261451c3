//! The contacts that the reader may see, by name; what is typed while the list is open is looked for (S1). Their tags (C4).

use super::contact::{place, profile, title, with_tier};
use super::page::{Page, go, press};
use super::pages::Paged;
use super::{Button, MoneyDeed, Press, Screen, Stage, tier};
use crate::crm::Person;
use crate::domain::{
    ContactId, ContactList, ContactView, Export, ExportFormat, ExportOf, RichText, Tier, View, business_day,
};
use crate::locale::{clean_line, say};
use crate::relay::{Directory, reach};
use crate::store::StoreError;
use crate::team::rights::{Action, Target};
use jiff::civil::Date;

/// Contacts on a page, and tags.
const SHOWN: usize = 8;
const TAGS: usize = 20;

pub(super) fn draw(list: &ContactList, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let mut found = Directory::of(stage.store)?.list(stage.store, stage.reader, list)?;
    if let Some(tier) = list.tier {
        let tiers = tier::of_all(stage)?;
        found.retain(|contact| tiers.get(contact) == Some(&tier));
    }
    let of = found.len();
    let mut rows = Vec::new();
    let ids = Paged::of(found, list.page, SHOWN);
    for id in &ids.items {
        rows.extend(row(*id, stage)?);
    }
    let all = list.words.is_empty() && list.tag.is_none() && list.tier.is_none();
    let mut page = Page::new(say!(locale, "contacts-title", n = of));
    match &list.tag {
        Some(tag) => page.line(say!(locale, "contacts-tagged", tag = clean_line(tag))),
        None if list.tier.is_some() => list.tier.iter().for_each(|tier| page.line(tier::label(*tier, locale))),
        None if !all => page.line(say!(locale, "contacts-found", words = clean_line(&list.words))),
        None => {}
    }
    page.line(match of {
        0 if all => say!(locale, "contacts-none"),
        0 if list.tier.is_some() => say!(locale, "contacts-tier-none"),
        0 => say!(locale, "contacts-nothing"),
        _ => say!(locale, "contacts-how"),
    });
    for Row { title, place, .. } in &rows {
        page.paragraph(title.clone());
        place.iter().for_each(|place| page.line(place.clone()));
    }
    page.grid(rows.iter().map(|Row { contact, name, .. }| {
        let list = ContactList { page: ids.page, ..list.clone() };
        go(RichText::plain(name.as_str()), View::Contacts(ContactView::Of { contact: *contact, list }))
    }));
    let this = |page| View::Contacts(ContactView::List(ContactList { page, ..list.clone() }));
    ids.turn(&mut page, locale, this);
    if all && of > 0 {
        page.row([go(say!(locale, "button-tags"), View::Contacts(ContactView::Tags { page: 0 }))]);
        if stage.may(Action::ExportContacts, Target::Agency) {
            page.row(export(stage));
        }
    }
    let back = match list {
        _ if all => View::Home,
        ContactList { tag: None, tier: None, .. } => View::Contacts(ContactView::found("")),
        _ => View::Contacts(ContactView::Tags { page: 0 }),
    };
    Ok(page.back_and_refresh(back, this(ids.page), locale))
}

/// Everybody as a file.
fn export(stage: &Stage<'_>) -> [Button; 2] {
    let to = business_day(stage.now, stage.agency_zone);
    [(ExportFormat::Csv, "CSV"), (ExportFormat::Xlsx, "XLSX")].map(|(format, name)| {
        let export = Export { from: Date::constant(2000, 1, 1), to, format, of: ExportOf::Contacts };
        press(say!(stage.locale(), "button-export-contacts", format = name), Press::Money(MoneyDeed::Export(export)))
    })
}

pub(super) struct Row {
    contact: ContactId,
    pub name: String,
    /// The name with its tags and tier.
    title: RichText,
    /// Where they live.
    place: Option<RichText>,
}

pub(super) fn row(contact: ContactId, stage: &Stage<'_>) -> Result<Option<Row>, StoreError> {
    let Some(dialog) = reach::within(stage.store, stage.reader, contact)?.into_iter().next() else { return Ok(None) };
    let locale = stage.locale();
    let (name, profile) = (locale.name(&reach::name(stage.store, stage.reader, &dialog)?), profile(contact, stage)?);
    let tier = tier::of(&Person::of(stage.store, contact)?, stage)?;
    let (title, place) = (with_tier(title(&name, &profile, locale), tier, locale), place(&profile, None, locale));
    Ok(Some(Row { contact, name, title, place }))
}

pub(super) fn tags(number: u16, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let tags = Directory::of(stage.store)?.tags(stage.store, stage.reader)?;
    let mut page = Page::new(say!(locale, "contacts-tags", n = tags.len()));
    page.line(if tags.is_empty() { say!(locale, "contacts-no-tags") } else { say!(locale, "contacts-tags-how") });
    if tier::set(stage)?.is_some() {
        let everybody = Directory::of(stage.store)?.list(stage.store, stage.reader, &ContactList::default())?;
        let of_all = tier::of_all(stage)?;
        let tiers: Vec<_> = everybody.iter().filter_map(|contact| of_all.get(contact)).collect();
        page.row(Tier::ALL.map(|tier| {
            let count = tiers.iter().filter(|of| ***of == tier).count();
            let list = ContactList { tier: Some(tier), ..ContactList::default() };
            let label = say!(locale, "contacts-tier", tier = tier::label(tier, locale).text, n = count);
            go(label, View::Contacts(ContactView::List(list)))
        }));
    }
    let tags = Paged::of(tags, number, TAGS);
    page.grid(tags.items.iter().map(|(tag, count)| {
        let list = ContactList { tag: Some(tag.clone()), ..ContactList::default() };
        let label = say!(locale, "contacts-tag", tag = clean_line(tag), n = *count);
        go(label, View::Contacts(ContactView::List(list)))
    }));
    let this = |page| View::Contacts(ContactView::Tags { page });
    tags.turn(&mut page, locale, this);
    Ok(page.back_and_refresh(View::Contacts(ContactView::found("")), this(tags.page), locale))
}
