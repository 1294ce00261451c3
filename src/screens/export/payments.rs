//! Payments of a period, an entry a row (F5).

use super::super::xlsx::Cell;
use super::super::{Stage, money};
use super::{LARGEST, READ, table::Table};
use crate::crm::ledger::{Entry, Kind, Words, Worth};
use crate::domain::{AccountId, ContactId, EntryId, Export, MemberId};
use crate::locale::{Locale, clean_line, say};
use crate::store::{All, Cursor, Page, StoreError};
use crate::team::rights::{Action, Target};
use jiff::ToSpan;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Voids and corrections are rows of their own.
pub(super) fn table(export: &Export, stage: &Stage<'_>) -> Result<Table, StoreError> {
    let mut table = Table::new(export.format, &headers(stage.locale()), stage.locale());
    let mut names = Names::default();
    let mut page = Page::first(READ);
    if let Ok(before) = export.from.checked_sub(1.day()) {
        page = page.after(Cursor::index(Entry::BY_DAY, &before, &EntryId(u64::MAX)));
    }
    loop {
        let entries = stage.store.find(Entry::BY_DAY, All, page)?;
        for entry in entries.iter().filter(|entry| entry.counted.day <= export.to) {
            if stage.may(Action::ExportPayments, Target::Account(entry.account)) {
                table.row(&row(entry, &mut names, stage)?);
            }
        }
        match entries.last() {
            Some(last) if entries.len() == READ && last.counted.day <= export.to && table.rows() <= LARGEST => {
                page = Page::first(READ).after(Cursor::index(Entry::BY_DAY, &last.counted.day, &last.id));
            }
            _ => break,
        }
    }
    Ok(table)
}

/// Names that are looked up once.
#[derive(Default)]
struct Names {
    clients: HashMap<ContactId, String>,
    accounts: HashMap<AccountId, String>,
    members: HashMap<MemberId, String>,
}

fn cached<K: std::hash::Hash + Eq + Copy>(
    known: &mut HashMap<K, String>,
    key: K,
    find: impl FnOnce() -> Result<String, StoreError>,
) -> Result<Cell, StoreError> {
    if let Some(name) = known.get(&key) {
        return Ok(Cell::Text(name.clone()));
    }
    let name = find()?;
    known.insert(key, name.clone());
    Ok(Cell::Text(name))
}

const COLUMNS: usize = 14;

fn row(entry: &Entry, names: &mut Names, stage: &Stage<'_>) -> Result<[Cell; COLUMNS], StoreError> {
    let locale = stage.locale();
    let words = Words::of(stage.store, entry.id)?;
    let text = |words: Option<&str>| Cell::Text(clean_line(words.unwrap_or_default()));
    let number = |id: EntryId| Cell::Number(Decimal::from(id.0));
    let (kind, of) = match entry.kind {
        Kind::Payment if entry.amount.is_refund() => (say!(locale, "export-refund"), None),
        Kind::Payment => (say!(locale, "export-payment"), None),
        Kind::Void { of } => (say!(locale, "export-void"), Some(of)),
        Kind::Correction { of } => (say!(locale, "export-correction"), Some(of)),
    };
    let (rate, worth) = match entry.worth {
        Some(Worth { rate, amount }) => (Cell::Number(rate.value()), Cell::Number(amount.value())),
        None => (Cell::Empty, Cell::Empty),
    };
    Ok([
        number(entry.id),
        Cell::Day(entry.counted.day),
        cached(&mut names.clients, entry.contact, || {
            Ok(money::name(entry.contact, stage)?.unwrap_or_else(|| locale.name("")))
        })?,
        cached(&mut names.accounts, entry.account, || stage.account_name(entry.account))?,
        cached(&mut names.members, entry.member, || stage.member_name(entry.member))?,
        Cell::Number(entry.amount.value()),
        Cell::Text(entry.amount.currency().code().to_owned()),
        rate,
        worth,
        Cell::Text(kind.text),
        of.map_or(Cell::Empty, number),
        text(words.as_ref().map(|words| words.note.as_str())),
        text(words.as_ref().map(|words| words.reason.as_str())),
        cached(&mut names.members, entry.by, || stage.member_name(entry.by))?,
    ])
}

fn headers(locale: &Locale) -> [String; COLUMNS] {
    [
        say!(locale, "export-column-number"),
        say!(locale, "export-column-day"),
        say!(locale, "export-column-client"),
        say!(locale, "export-column-account"),
        say!(locale, "export-column-member"),
        say!(locale, "export-column-amount"),
        say!(locale, "export-column-currency"),
        say!(locale, "export-column-rate"),
        say!(locale, "export-column-worth"),
        say!(locale, "export-column-kind"),
        say!(locale, "export-column-of"),
        say!(locale, "export-column-note"),
        say!(locale, "export-column-reason"),
        say!(locale, "export-column-by"),
    ]
    .map(|header| header.text)
}
