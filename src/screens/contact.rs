//! A contact: the card in the panel, and what asks for one of its fields (C1, C2).

use super::files::to_files;
use super::page::{Page, go, press};
use super::{Button, ContactDeed, Press, Screen, Stage, merging, tier};
use crate::crm::{City, Contact, Country, Note, Person, Profile, places, search::folded};
use crate::domain::{
    ContactId, ContactView, DialogFilter, DialogId, DialogView, Field, MoneyView, RichText, Tier, View, business_day,
};
use crate::locale::{Locale, clean_line, say};
use crate::relay::{self, Dialog, reach};
use crate::store::{StoreError, Stored};
use crate::team::rights::{Action, Target};
use jiff::{Timestamp, tz::TimeZone};

/// Draws a screen about a contact; one that the reader's right does not reach says so.
pub(super) fn draw(view: &ContactView, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let contact = match view {
        ContactView::List(list) => return super::contact_list::draw(list, stage),
        ContactView::Tags { page } => return super::contact_list::tags(*page, stage),
        ContactView::One(contact)
        | ContactView::Of { contact, .. }
        | ContactView::Field { contact, .. }
        | ContactView::Places { contact, .. }
        | ContactView::Zone(contact)
        | ContactView::Erase(contact)
        | ContactView::Same { contact, .. }
        | ContactView::Merge { contact, .. }
        | ContactView::Split(contact)
        | ContactView::Notes { contact, .. }
        | ContactView::WriteNote { contact, .. }
        | ContactView::DropNote { contact, .. } => *contact,
    };
    let Some(card) = Card::load(contact, stage)? else { return Ok(stage.not_allowed()) };
    let locale = stage.locale();
    Ok(match view {
        ContactView::List(_) | ContactView::Tags { .. } | ContactView::One(_) | ContactView::Of { .. } => {
            card.draw(view, stage)
        }
        ContactView::Field { field, .. } => card.ask(field, locale),
        ContactView::Places { city, .. } => card.choose_place(city, locale),
        ContactView::Zone(_) => card.choose_zone(stage),
        ContactView::Erase(_) => super::erase::ask(card.id, &card.name, stage)?,
        ContactView::Same { words, page, .. } => merging::pick(contact, words, *page, stage)?,
        ContactView::Merge { with, .. } => merging::ask(contact, *with, stage)?,
        ContactView::Split(_) => merging::ask_split(contact, stage)?,
        ContactView::Notes { page, .. } => super::contact_notes::list(card.id, &card.name, *page, stage)?,
        ContactView::WriteNote { note, .. } => super::contact_notes::write(card.id, *note, stage)?,
        ContactView::DropNote { note, .. } => super::contact_notes::ask_drop(card.id, *note, stage)?,
    })
}

/// How many notes the card shows.
const NOTES: usize = 3;

struct Card {
    /// The kept contact of the person.
    id: ContactId,
    /// Through which the reader sees them, the latest first, with the accounts' names.
    dialogs: Vec<(Dialog, String)>,
    may_see_money: bool,
    /// Through which a payment is booked.
    paid_through: Option<DialogId>,
    name: String,
    /// How Telegram introduces them, where the agency knows them by another name.
    telegram: Option<String>,
    profile: Profile,
    /// By what the reader sees of their money.
    tier: Option<Tier>,
    notes: usize,
    latest: Vec<RichText>,
    /// As whom the reader sees them write, where they are several.
    faces: Vec<Face>,
    /// Whether the reader may say who else they are.
    is_theirs: bool,
}

impl Card {
    fn load(id: ContactId, stage: &Stage<'_>) -> Result<Option<Card>, StoreError> {
        let mut dialogs = reach::within(stage.store, stage.reader, id)?;
        // By the first of these they are called, whichever was active last.
        let Some(dialog) = dialogs.first().cloned() else { return Ok(None) };
        dialogs.sort_by_key(|dialog| std::cmp::Reverse(dialog.active));
        let locale = stage.locale();
        let name = locale.name(&reach::name(stage.store, stage.reader, &dialog)?);
        let masked =
            |contact: &Contact| crate::team::masking::display_name(&contact.identity, stage.reader, dialog.target());
        let telegram = Contact::find(stage.store, dialog.contact)?.map(|contact| locale.name(&masked(&contact)));
        let notes = reach::notes(stage.store, stage.reader, id)?;
        let person = Person::of(stage.store, id)?;
        let faces = faces(&person, &dialogs, stage)?;
        Ok(Some(Card {
            id: person.kept(),
            tier: tier::of(&person, stage)?,
            faces: if faces.len() > 1 { faces } else { Vec::new() },
            is_theirs: relay::merging::is_theirs(stage.store, stage.reader, &person)?,
            telegram: telegram.filter(|telegram| *telegram != name),
            name,
            profile: profile(id, stage)?,
            latest: notes.iter().take(NOTES).map(|note| note_line(note, stage)).collect::<Result<_, _>>()?,
            notes: notes.len(),
            may_see_money: stage.may(Action::SeeMoney, Target::Agency),
            paid_through: dialogs
                .iter()
                .find(|dialog| stage.may(Action::BookPayment, dialog.target()))
                .map(|dialog| dialog.id),
            dialogs: dialogs.into_iter().map(with_account(stage)).collect::<Result<_, _>>()?,
        }))
    }

    fn draw(&self, view: &ContactView, stage: &Stage<'_>) -> Screen {
        let locale = stage.locale();
        let mut page = Page::new(with_tier(title(&self.name, &self.profile, locale), self.tier, locale));
        if !self.faces.is_empty() {
            page.line(say!(locale, "contact-faces", names = faces_in_line(&self.faces)));
        } else if let Some(telegram) = &self.telegram {
            page.line(say!(locale, "contact-telegram", name = telegram.as_str()));
        }
        let clock = self.profile.zone().map(|zone| locale.time(stage.now, &zone));
        let there = clock.map(|time| say!(locale, "card-time-there", time = time).text);
        let today = business_day(stage.now, stage.agency_zone);
        [place(&self.profile, there, locale), born(&self.profile, today, locale)]
            .into_iter()
            .flatten()
            .for_each(|line| page.line(line));
        custom(&self.profile, locale).into_iter().for_each(|line| page.line(line));
        for note in &self.latest {
            page.line(note.clone());
        }
        if self.notes > self.latest.len() {
            page.line(say!(locale, "list-more", n = self.notes - self.latest.len()));
        }
        page.paragraph(say!(locale, "contact-how"));
        let own = self.profile.custom.keys().map(|name| Field::Custom(name.clone()));
        let fields: Vec<_> = Field::NAMED.into_iter().chain(own).collect();
        page.grid(fields.into_iter().map(|field| {
            let view = ContactView::Field { contact: self.id, field: field.clone() };
            go(RichText::plain(locale.field(&field)), View::Contacts(view))
        }));
        let notes = say!(locale, "button-notes-of", n = self.notes);
        let money = || go(say!(locale, "button-money"), View::Money(MoneyView::Client(self.id)));
        let notes = go(notes, View::Contacts(ContactView::Notes { contact: self.id, page: 0 }));
        let pay = |dialog| go(say!(locale, "button-payment"), View::Money(MoneyView::Pay(dialog)));
        page.row(self.paid_through.map(pay).into_iter().chain(self.may_see_money.then(money)));
        let erase = || go(say!(locale, "button-erase"), View::Contacts(ContactView::Erase(self.id)));
        // Of several dialogs the one that was active last; the others have a screen of their own.
        let files = self.dialogs.first().map(|(dialog, _)| to_files(dialog.id, locale));
        page.row([notes].into_iter().chain(files).chain(stage.may(Action::EraseContacts, Target::Agency).then(erase)));
        page.grid(self.dialogs.iter().map(|(dialog, account)| to_dialog(dialog, account, locale)));
        page.grid(self.merging(locale));
        let back = match (view, self.dialogs.first()) {
            (ContactView::Of { list, .. }, _) => View::Contacts(ContactView::List(list.clone())),
            (_, Some((dialog, _))) => View::Dialogs(DialogView::One { dialog: dialog.id, from: DialogFilter::All }),
            (_, None) => View::Home,
        };
        page.back_and_refresh(back, View::Contacts(view.clone()), locale)
    }

    /// Who else they are, and who not.
    fn merging(&self, locale: &Locale) -> Vec<Button> {
        if !self.is_theirs {
            return Vec::new();
        }
        let same = ContactView::Same { contact: self.id, words: String::new(), page: 0 };
        let split = |Face { contact, name, .. }: &Face| {
            go(say!(locale, "button-split", name = name.as_str()), View::Contacts(ContactView::Split(*contact)))
        };
        let others = self.faces.iter().filter(|face| face.contact != self.id);
        [go(say!(locale, "button-same"), View::Contacts(same))].into_iter().chain(others.map(split)).collect()
    }

    fn ask(&self, field: &Field, locale: &Locale) -> Screen {
        let (name, label) = (self.name.as_str(), locale.field(field));
        let mut page = Page::new(say!(locale, "contact-field", name = name, field = label));
        if let Some(now) = value(&self.profile, field, locale) {
            page.line(say!(locale, "contact-field-now", value = now));
            let clear = Press::Contact(self.id, ContactDeed::Clear(field.clone()));
            page.row([press(say!(locale, "button-clear"), clear)]);
        }
        page.paragraph(say!(locale, "contact-field-type", example = locale.field_example(field)));
        page.back(View::Contacts(ContactView::One(self.id)), locale)
    }

    fn choose_place(&self, city: &str, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "contact-places", city = clean_line(city)));
        for place in places::cities(city).into_iter().take(PLACES) {
            let country = places::country_names(place.country).map_or("", |names| locale.country(names));
            let zone = place.zone.rsplit('/').next().unwrap_or(place.zone).replace('_', " ");
            let label = RichText::plain(format!("{}, {country} · {zone}", place.name));
            let (city, country, zone) = (city.to_owned(), place.country, place.zone.to_owned());
            page.row([press(label, Press::Contact(self.id, ContactDeed::Settle { city, country, zone }))]);
        }
        page.back(View::Contacts(ContactView::One(self.id)), locale)
    }

    fn choose_zone(&self, stage: &Stage<'_>) -> Screen {
        let locale = stage.locale();
        let city = self.profile.city.as_ref().map_or("", |city| city.name.as_str());
        let mut page = Page::new(say!(locale, "contact-zone", city = clean_line(city)));
        let hours: Vec<_> = (-11..=12).collect();
        for row in hours.chunks(4) {
            page.row(row.iter().filter_map(|hours| {
                let zone = format!("{hours:+}");
                let time = locale.time(stage.now, &places::zone(&zone)?);
                Some(press(RichText::plain(time), Press::Contact(self.id, ContactDeed::Zone(zone))))
            }));
        }
        page.back(View::Contacts(ContactView::One(self.id)), locale)
    }
}

/// A dialog with the name of its account.
fn with_account(stage: &Stage<'_>) -> impl Fn(Stored<Dialog>) -> Result<(Dialog, String), StoreError> {
    move |dialog| Ok((Dialog::clone(&dialog), stage.account_name(dialog.id.account)?))
}

/// A person as one of their contacts.
pub(super) struct Face {
    contact: ContactId,
    /// How Telegram introduces them.
    name: String,
    accounts: String,
}

/// As whom a person writes in these dialogs.
pub(super) fn faces(person: &Person, dialogs: &[Stored<Dialog>], stage: &Stage<'_>) -> Result<Vec<Face>, StoreError> {
    let mut faces = Vec::new();
    for contact in person.contacts() {
        let own: Vec<_> = dialogs.iter().filter(|dialog| dialog.contact == contact).collect();
        let (Some(first), Some(found)) = (own.first(), Contact::find(stage.store, contact)?) else { continue };
        let name = crate::team::masking::display_name(&found.identity, stage.reader, first.target());
        let accounts: Result<Vec<_>, _> = own.iter().map(|dialog| stage.account_name(dialog.id.account)).collect();
        faces.push(Face { contact, name: stage.locale().name(&name), accounts: accounts?.join(", ") });
    }
    Ok(faces)
}

pub(super) fn faces_in_line(faces: &[Face]) -> String {
    faces.iter().map(|Face { name, accounts, .. }| format!("{name} ({accounts})")).collect::<Vec<_>>().join(", ")
}

/// The way to the thread of a dialog, or to where one is opened.
fn to_dialog(dialog: &Dialog, account: &str, locale: &Locale) -> Button {
    let label = say!(locale, "button-dialog-of", account = account);
    match dialog.link() {
        Some(link) => Button::link(label.text, link),
        None => go(label, View::Dialogs(DialogView::One { dialog: dialog.id, from: DialogFilter::All })),
    }
}

/// Cities of one name that are offered, the largest ones.
const PLACES: usize = 6;

pub(super) fn profile(id: ContactId, stage: &Stage<'_>) -> Result<Profile, StoreError> {
    Person::of(stage.store, id)?.profile(stage.store)
}

/// A title with the tier behind it.
pub(super) fn with_tier(mut title: RichText, tier: Option<Tier>, locale: &Locale) -> RichText {
    if let Some(tier) = tier {
        title.push_str(" · ");
        title.push(&tier::label(tier, locale));
    }
    title
}

/// The name with the tags behind it.
pub(super) fn title(name: &str, profile: &Profile, locale: &Locale) -> RichText {
    if profile.tags.is_empty() {
        return say!(locale, "card-name", name = name);
    }
    say!(locale, "card-name-tags", name = name, tags = tags(profile))
}

fn tags(profile: &Profile) -> String {
    profile.tags.iter().map(|tag| clean_line(tag)).collect::<Vec<_>>().join(", ")
}

/// City and country, and what time it is there.
pub(super) fn place(profile: &Profile, there: Option<String>, locale: &Locale) -> Option<RichText> {
    let city = profile.city.as_ref().map(|City { name, .. }| clean_line(name));
    let country = profile.country.as_ref().map(|country| country_name(country, locale));
    let place = city.into_iter().chain(country).collect::<Vec<_>>().join(", ");
    let parts: Vec<_> = [place].into_iter().chain(there).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| say!(locale, "card-place", place = parts.join(" · ")))
}

fn country_name(country: &Country, locale: &Locale) -> String {
    match country {
        Country::Known(code) => places::country_names(*code).map_or("", |names| locale.country(names)).to_owned(),
        Country::Written(name) => clean_line(name),
    }
}

/// Age and day of birth.
pub(super) fn born(profile: &Profile, today: jiff::civil::Date, locale: &Locale) -> Option<RichText> {
    let age = profile.age(today).map(|years| say!(locale, "card-age", n = i64::from(years)).text);
    let day = profile.birthday.map(|birthday| say!(locale, "card-birthday", date = locale.birthday(birthday)).text);
    let parts: Vec<_> = age.into_iter().chain(day).collect();
    (!parts.is_empty()).then(|| RichText::plain(parts.join(" · ")))
}

/// The agency's own fields.
pub(super) fn custom(profile: &Profile, locale: &Locale) -> Vec<RichText> {
    let line = |(name, text): (&String, &String)| {
        say!(locale, "card-custom", field = clean_line(name), value = clean_line(text))
    };
    profile.custom.iter().map(line).collect()
}

/// What a field says now.
pub fn value(profile: &Profile, field: &Field, locale: &Locale) -> Option<String> {
    match field {
        Field::FirstName => profile.first_name.as_deref().map(clean_line),
        Field::LastName => profile.last_name.as_deref().map(clean_line),
        Field::Country => profile.country.as_ref().map(|country| country_name(country, locale)),
        Field::City => profile.city.as_ref().map(|city| clean_line(&city.name)),
        Field::Birthday => profile.birthday.map(|birthday| locale.birthday(birthday)),
        Field::Age => profile.age.map(|(years, _)| years.to_string()),
        Field::Tags => (!profile.tags.is_empty()).then(|| tags(profile)),
        Field::Custom(name) => {
            let same = |(known, _): &(&String, &String)| folded(known) == folded(name);
            profile.custom.iter().find(same).map(|(_, text)| clean_line(text))
        }
    }
}

/// Of a note the beginning, who wrote it and when.
pub(super) fn note_line(note: &Note, stage: &Stage<'_>) -> Result<RichText, StoreError> {
    let locale = stage.locale();
    let text = RichText::plain(clean_line(&note.text));
    let short = text.truncated(NOTE);
    let short = if short.len() < text.len() { short.text + "…" } else { short.text };
    let (author, date) = (stage.member_name(note.author)?, locale.date(note.at, stage.now, stage.zone));
    Ok(say!(locale, "card-note", text = short, author = author, date = date))
}

/// The beginning of a note on a card, in UTF-16 code units.
const NOTE: usize = 120;

/// How far ahead of the agency's time the contact's is: said where a time of day would go stale.
pub(super) fn ahead(profile: &Profile, now: Timestamp, here: &TimeZone, locale: &Locale) -> Option<String> {
    let minutes = (profile.zone()?.to_offset(now).seconds() - here.to_offset(now).seconds()) / 60;
    Some(match (minutes, minutes.abs() % 60) {
        (0, _) => say!(locale, "card-same-time").text,
        (minutes, 0) => say!(locale, "card-ahead", hours = format!("{:+}", minutes / 60).replace('-', "−")).text,
        (minutes, rest) => {
            let sign = if minutes < 0 { '−' } else { '+' };
            say!(locale, "card-ahead", hours = format!("{sign}{}:{rest:02}", minutes.abs() / 60)).text
        }
    })
}

/// The way to a contact.
pub(super) fn to_card(contact: ContactId, locale: &Locale) -> Button {
    go(say!(locale, "button-card"), View::Contacts(ContactView::One(contact)))
}
