//! Contacts, a person a row (F5): what is on their cards, and by right what they paid.

use super::super::xlsx::Cell;
use super::super::{Stage, contact, tier};
use super::{LARGEST, table::Table};
use crate::crm::{Contact, Note, Person, Profile, ledger, search::folded};
use crate::domain::{ContactId, ContactList, Currency, Export, Field, business_day};
use crate::locale::{Locale, clean_line, say};
use crate::relay::{Dialog, Directory, payments, reach};
use crate::store::{StoreError, Stored};
use crate::team::masking::{self, HIDDEN, masked_phone};
use crate::team::rights::{Action, Target};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// The agency's own fields that have a column each, the most frequent ones; the others stand together in one.
const OWN: usize = 30;

/// Everybody whom the reader may export and who has been known since a day of the period, by name.
pub(super) fn table(export: &Export, stage: &Stage<'_>) -> Result<Table, StoreError> {
    let everybody = Directory::of(stage.store)?.list(stage.store, stage.reader, &ContactList::default())?;
    let columns = Columns::load(&everybody, stage)?;
    let mut table = Table::new(export.format, &columns.headers(stage.locale()), stage.locale());
    for id in everybody.into_iter().take(LARGEST + 1) {
        if let Some(row) = columns.row(id, export, stage)? {
            table.row(&row);
        }
    }
    Ok(table)
}

/// The columns that depend on what there is.
struct Columns {
    /// The currency of sums, for those who see them.
    base: Option<Currency>,
    has_tiers: bool,
    /// Folded, and as they were written.
    own: Vec<(String, String)>,
    has_others: bool,
}

impl Columns {
    fn load(everybody: &[ContactId], stage: &Stage<'_>) -> Result<Columns, StoreError> {
        let mut names: HashMap<String, (String, usize)> = HashMap::new();
        for id in everybody {
            for name in Person::of(stage.store, *id)?.profile(stage.store)?.custom.keys() {
                names.entry(folded(name)).or_insert_with(|| (clean_line(name), 0)).1 += 1;
            }
        }
        let mut own: Vec<_> = names.into_iter().collect();
        own.sort_by(|(one, (_, some)), (other, (_, more))| more.cmp(some).then_with(|| one.cmp(other)));
        let has_others = own.len() > OWN;
        own.truncate(OWN);
        let books = ledger::Books::find(stage.store)?.filter(|_| stage.may(Action::SeeMoney, Target::Agency));
        Ok(Columns {
            has_tiers: books.is_some() && tier::set(stage)?.is_some(),
            base: books.map(|books| books.base),
            own: own.into_iter().map(|(folded, (written, _))| (folded, written)).collect(),
            has_others,
        })
    }

    fn headers(&self, locale: &Locale) -> Vec<String> {
        let field = |field| locale.field(&field);
        let mut headers = vec![
            say!(locale, "export-column-number").text,
            say!(locale, "export-column-client").text,
            field(Field::FirstName),
            field(Field::LastName),
            say!(locale, "export-column-telegram").text,
            say!(locale, "export-column-username").text,
            say!(locale, "export-column-phone").text,
            say!(locale, "export-column-user").text,
            field(Field::Country),
            field(Field::City),
            field(Field::Birthday),
            field(Field::Age),
            field(Field::Tags),
            say!(locale, "export-column-notes").text,
            say!(locale, "export-column-accounts").text,
            say!(locale, "export-column-since").text,
        ];
        if let Some(base) = self.base {
            headers.push(say!(locale, "export-column-paid", currency = base.code()).text);
            headers.push(say!(locale, "export-column-unrated").text);
        }
        if self.has_tiers {
            headers.push(say!(locale, "export-column-tier").text);
        }
        headers.extend(self.own.iter().map(|(_, written)| written.clone()));
        if self.has_others {
            headers.push(say!(locale, "export-column-others").text);
        }
        headers
    }

    /// `None` for somebody whom the reader may not export, or who is known since another time.
    fn row(&self, id: ContactId, export: &Export, stage: &Stage<'_>) -> Result<Option<Vec<Cell>>, StoreError> {
        let locale = stage.locale();
        let person = Person::of(stage.store, id)?;
        let mut dialogs = reach::within(stage.store, stage.reader, id)?;
        dialogs.retain(|dialog| stage.may(Action::ExportContacts, dialog.target()));
        let Some(dialog) = dialogs.first() else { return Ok(None) };
        let faces = Faces::of(&dialogs, stage)?;
        let Some(since) = faces.since.filter(|since| (export.from..=export.to).contains(since)) else {
            return Ok(None);
        };
        let profile = person.profile(stage.store)?;
        let today = business_day(stage.now, stage.agency_zone);
        let text = |text: String| if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
        let value = |field| text(contact::value(&profile, &field, locale).unwrap_or_default());
        let name = |name: &Option<String>| {
            let shown = name.as_deref().map(|name| masking::shown_name(name, stage.reader, dialog.target()));
            text(clean_line(&shown.unwrap_or_default()))
        };
        let born = profile.birthday.and_then(|born| Date::new(born.year?, born.month, born.day).ok());
        let mut notes = Note::of(stage.store, &person)?;
        notes.retain(|note| dialogs.iter().any(|dialog| dialog.id == note.dialog));
        let mut row = vec![
            Cell::Number(id.0.into()),
            text(locale.name(&reach::name(stage.store, stage.reader, dialog)?)),
            name(&profile.first_name),
            name(&profile.last_name),
            text(faces.names.join(", ")),
            text(faces.usernames.join(", ")),
            text(faces.phones.join(", ")),
            text(faces.users.join(", ")),
            value(Field::Country),
            value(Field::City),
            born.map_or_else(|| value(Field::Birthday), Cell::Day),
            profile.age(today).map_or(Cell::Empty, |years| Cell::Number(years.into())),
            value(Field::Tags),
            Cell::Number(notes.len().into()),
            text(faces.accounts.join(", ")),
            Cell::Day(since),
        ];
        if self.base.is_some() {
            row.extend(paid(&person, stage)?);
        }
        if self.has_tiers {
            row.push(tier::of(&person, stage)?.map_or(Cell::Empty, |of| Cell::Text(tier::label(of, locale).text)));
        }
        row.extend(self.own_fields(&profile).map(text));
        Ok(Some(row))
    }

    /// What stands in the columns of the agency's own fields.
    fn own_fields(&self, profile: &Profile) -> impl Iterator<Item = String> {
        let (mut cells, mut others) = (vec![String::new(); self.own.len()], Vec::new());
        for (name, text) in &profile.custom {
            let (folded, text) = (folded(name), clean_line(text));
            match self.own.iter().position(|(known, _)| *known == folded) {
                Some(at) => cells[at] = text,
                None => others.push(format!("{}: {text}", clean_line(name))),
            }
        }
        cells.into_iter().chain(self.has_others.then(|| others.join("; ")))
    }
}

/// What the reader sees of it in the base currency, and apart what has no rate.
fn paid(person: &Person, stage: &Stage<'_>) -> Result<[Cell; 2], StoreError> {
    let total = ledger::total_of(stage.store, person, payments::may_see(stage.reader))?;
    let unrated = ledger::unrated_of(stage.store, person, payments::may_see(stage.reader))?;
    let unrated: Vec<_> =
        unrated.into_iter().map(|(currency, sum)| format!("{} {currency}", Decimal::normalize(&sum))).collect();
    Ok([Cell::Number(total), if unrated.is_empty() { Cell::Empty } else { Cell::Text(unrated.join(", ")) }])
}

/// As whom they write to whom.
#[derive(Default)]
struct Faces {
    names: Vec<String>,
    usernames: Vec<String>,
    phones: Vec<String>,
    users: Vec<String>,
    accounts: Vec<String>,
    since: Option<Date>,
}

impl Faces {
    fn of(dialogs: &[Stored<Dialog>], stage: &Stage<'_>) -> Result<Faces, StoreError> {
        let mut faces = Faces::default();
        for dialog in dialogs {
            add(&mut faces.accounts, stage.account_name(dialog.id.account)?);
            let Some(contact) = Contact::find(stage.store, dialog.contact)? else { continue };
            let identity = &contact.identity;
            let open = stage.may(Action::SeeClientIds, dialog.target());
            let shown = |text: String| if open { text } else { HIDDEN.to_owned() };
            let name = masking::display_name(identity, stage.reader, dialog.target());
            add(&mut faces.names, stage.locale().name(&name));
            identity.username.iter().for_each(|name| add(&mut faces.usernames, shown(format!("@{name}"))));
            let phones = identity.phone.iter().filter(|phone| !phone.is_empty());
            phones.for_each(|phone| add(&mut faces.phones, if open { phone.clone() } else { masked_phone(phone) }));
            add(&mut faces.users, shown(contact.user.0.to_string()));
            let since = business_day(contact.since, stage.agency_zone);
            faces.since = Some(faces.since.map_or(since, |before| before.min(since)));
        }
        Ok(faces)
    }
}

fn add(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}
