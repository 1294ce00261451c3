//! Payments of a period (F5), and the audit log (T6), as a file.
//!
//! - **Only what the reader may export is in it**, and clients' names are as the reader may see them.
//! - **No cell of a CSV begins as a formula does**: names and notes come from strangers, and a spreadsheet runs what begins with `=`.
//!   <https://owasp.org/www-community/attacks/CSV_Injection>. In XLSX texts are stored as texts, which nothing runs.

use super::xlsx::{Cell, workbook};
use super::{Stage, money, staff::audit};
use crate::crm::ledger::{Entry, Kind, Words, Worth};
use crate::domain::{EntryId, Export, ExportFormat, ExportOf, Lang};
use crate::locale::{Locale, clean_line, say};
use crate::store::{All, Cursor, Page, StoreError};
use crate::team::rights::{Action, Target};
use jiff::ToSpan;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// A file, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
    /// How many entries are in it.
    pub rows: usize,
}

/// Entries read at a time.
const READ: usize = 512;
/// Entries in one file at most, which keeps it below what a bot may send and a spreadsheet may hold.
pub const LARGEST: usize = 200_000;

/// The right that an export asks for.
pub fn right_to_export(export: &Export) -> Action {
    match export.of {
        ExportOf::Payments => Action::ExportPayments,
        ExportOf::Audit => Action::SeeAudit,
    }
}

/// What the reader may export of a period, the first day first.
pub fn export(export: &Export, stage: &Stage<'_>) -> Result<File, StoreError> {
    let locale = stage.locale();
    let (what, headers, rows) = match export.of {
        ExportOf::Payments => ("payments", headers(locale).to_vec(), payments(export, stage)?),
        ExportOf::Audit => ("audit", audit::headers(locale).to_vec(), audit::rows(export, stage)?),
    };
    let (bytes, ending) = match export.format {
        ExportFormat::Csv => (csv(&headers, &rows, locale), "csv"),
        ExportFormat::Xlsx => (workbook(&headers, rows.iter().map(|row| &row[..])), "xlsx"),
    };
    let name = format!("{what}-{}-{}.{ending}", export.from, export.to);
    Ok(File { name, bytes, rows: rows.len() })
}

/// Voids and corrections are rows of their own.
fn payments(export: &Export, stage: &Stage<'_>) -> Result<Vec<Vec<Cell>>, StoreError> {
    let mut rows = Vec::new();
    let mut names = Names::default();
    let mut page = Page::first(READ);
    if let Ok(before) = export.from.checked_sub(1.day()) {
        page = page.after(Cursor::index(Entry::BY_DAY, &before, &EntryId(u64::MAX)));
    }
    loop {
        let entries = stage.store.find(Entry::BY_DAY, All, page)?;
        for entry in entries.iter().filter(|entry| entry.counted.day <= export.to) {
            if stage.may(Action::ExportPayments, Target::Account(entry.account)) {
                rows.push(row(entry, &mut names, stage)?.into());
            }
        }
        match entries.last() {
            Some(last) if entries.len() == READ && last.counted.day <= export.to && rows.len() < LARGEST => {
                page = Page::first(READ).after(Cursor::index(Entry::BY_DAY, &last.counted.day, &last.id));
            }
            _ => break,
        }
    }
    rows.truncate(LARGEST);
    Ok(rows)
}

/// Names that are looked up once.
#[derive(Default)]
struct Names {
    clients: HashMap<crate::domain::ContactId, String>,
    accounts: HashMap<crate::domain::AccountId, String>,
    members: HashMap<crate::domain::MemberId, String>,
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

/// As spreadsheets of the language open it: in Russian a semicolon stands between cells, and a comma begins the decimals.
fn csv(headers: &[String], rows: &[Vec<Cell>], locale: &Locale) -> Vec<u8> {
    let (between, point) = match locale.lang() {
        Lang::En => (',', '.'),
        Lang::Ru => (';', ','),
    };
    // By this mark spreadsheets know that it is UTF-8.
    let mut written = String::from("\u{feff}");
    let mut line = |cells: Vec<String>| {
        written.push_str(&cells.join(&between.to_string()));
        written.push_str("\r\n");
    };
    line(headers.iter().map(|header| quoted(header)).collect());
    for row in rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => quoted(&harmless(text)),
            Cell::Number(number) => quoted(&number.normalize().to_string().replace('.', &point.to_string())),
            Cell::Day(day) => quoted(&day.to_string()),
            Cell::Empty => String::new(),
        });
        line(cells.collect());
    }
    written.into_bytes()
}

/// <https://www.rfc-editor.org/rfc/rfc4180>
fn quoted(text: &str) -> String {
    if text.contains([',', ';', '"', '\r', '\n', '\t']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    let begins =
        text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '|', '%']);
    if begins { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_never_breaks_its_row() {
        for formula in ["=1+1", "+7 999", "-2", "@SUM(A1)", " =cmd|' /C calc'!A0", "＝1", "\t=1"] {
            assert!(harmless(formula).starts_with('\''), "{formula}");
        }
        assert_eq!(harmless("Ivan = friend"), "Ivan = friend");
        assert_eq!(quoted("a \"b\", c"), "\"a \"\"b\"\", c\"");
    }
}
