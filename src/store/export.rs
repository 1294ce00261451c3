//! Everything as JSON, for whoever leaves: an object with one list of records for each table, fields by their names.
//!
//! Written record by record, so that memory does not grow with the store. It is no snapshot: what is written meanwhile may
//! or may not be in it.

use std::io::{self, Write};

use super::error::StoreError;
use super::handle::Store;
use super::key::All;
use super::reading::{Cursor, Page};
use super::record::Record;
use super::registry::Registry;

/// Records read at a time.
const READ: usize = 256;

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("reading what is to be exported")]
    Store(#[from] StoreError),
    #[error("writing the export")]
    Write(#[from] io::Error),
    /// A mistake in the code: JSON has no word for it.
    #[error("a record of {table} cannot be said in JSON")]
    Json { table: &'static str, source: serde_json::Error },
}

/// Writes all records of one type, with commas between them.
pub(super) type Export = fn(&Store, &mut dyn Write) -> Result<(), ExportError>;

pub(super) fn export<R: Record>(store: &Store, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut page = Page::first(READ);
    let mut separator = "\n";
    loop {
        let records = store.scan::<R>(All, page)?;
        for record in &records {
            let text = serde_json::to_string(&**record);
            let text = text.map_err(|source| ExportError::Json { table: R::TABLE.name, source })?;
            write!(out, "{separator}{text}")?;
            separator = ",\n";
        }
        match records.last() {
            Some(last) if records.len() == READ => page = Page::first(READ).after(Cursor::key::<R>(&last.key())),
            _ => return Ok(()),
        }
    }
}

impl Store {
    /// Writes all records of the list.
    pub fn export(&self, registry: &Registry, out: &mut dyn Write) -> Result<(), ExportError> {
        let mut separator = "\n";
        write!(out, "{{")?;
        for kept in registry.kept() {
            write!(out, "{separator}{}: [", serde_json::Value::from(kept.table.name))?;
            (kept.export)(self, out)?;
            write!(out, "]")?;
            separator = ",\n";
        }
        writeln!(out, "\n}}")?;
        Ok(())
    }
}
