//! Payments of a period, contacts (F5), and the audit log (T6), as a file.
//!
//! - **Only what the reader may export is in it**, and clients' names are as the reader may see them.
//! - **No cell of a CSV begins as a formula does**: names and notes come from strangers, and a spreadsheet runs what begins with `=`.
//!   <https://owasp.org/www-community/attacks/CSV_Injection>. In XLSX texts are stored as texts, which nothing runs.
//! - **It is written row by row**: of what may be a hundred thousand rows nothing but the file is in memory.

mod contacts;
mod payments;
mod table;

use super::{Stage, staff::audit};
use crate::domain::{Export, ExportOf};
use crate::store::StoreError;
use crate::team::rights::Action;
use table::Table;

/// A file, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
    /// How many entries are in it.
    pub rows: usize,
}

impl File {
    /// The most bytes that a bot may send.
    /// <https://core.telegram.org/bots/api#senddocument>
    const LIMIT: usize = 50 * 1000 * 1000;

    pub fn is_too_large(&self) -> bool {
        self.bytes.len() > File::LIMIT || self.rows > LARGEST
    }
}

/// Entries read at a time.
const READ: usize = 512;
/// Entries in one file at most; a spreadsheet holds twice as many. Of more nothing is sent, rather than a part that looks whole.
const LARGEST: usize = 500_000;

/// The right that an export asks for.
pub fn right_to_export(export: &Export) -> Action {
    match export.of {
        ExportOf::Payments => Action::ExportPayments,
        ExportOf::Audit => Action::SeeAudit,
        ExportOf::Contacts => Action::ExportContacts,
    }
}

/// What the reader may export of a period, the first day first.
pub fn export(export: &Export, stage: &Stage<'_>) -> Result<File, StoreError> {
    let (what, table) = match export.of {
        ExportOf::Payments => ("payments", payments::table(export, stage)?),
        ExportOf::Audit => ("audit", the_log(export, stage)?),
        ExportOf::Contacts => ("contacts", contacts::table(export, stage)?),
    };
    let rows = table.rows();
    let (bytes, ending) = table.finish();
    Ok(File { name: format!("{what}-{}-{}.{ending}", export.from, export.to), bytes, rows })
}

fn the_log(export: &Export, stage: &Stage<'_>) -> Result<Table, StoreError> {
    let mut table = Table::new(export.format, &audit::headers(stage.locale()), stage.locale());
    audit::rows(export, stage)?.iter().for_each(|row| table.row(row));
    Ok(table)
}
