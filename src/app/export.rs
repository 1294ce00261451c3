//! Everything the agency has, as one JSON file that only the service's user can read.

use crate::{
    records,
    store::Store,
    team::{AuditEntry, AuditEvent},
};
use anyhow::Context;
use jiff::Timestamp;
use std::{
    fs::OpenOptions,
    io::{BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// Writes a new file into the data directory and answers its path.
pub async fn write(store: &Store, now: Timestamp, data_dir: &Path) -> anyhow::Result<PathBuf> {
    let path = data_dir.join(format!("export-{}.json", now.strftime("%Y%m%dT%H%M%S%fZ")));
    let (source, file) = (store.clone(), path.clone());
    let written = tokio::task::spawn_blocking(move || -> anyhow::Result<()> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file)?;
        let mut out = BufWriter::new(file);
        source.export(&records::of_the_agency(), &mut out)?;
        out.flush()?;
        out.get_ref().sync_all()?;
        Ok(())
    });
    let written = written.await?.with_context(|| format!("exporting into {}", path.display()));
    if written.is_err() {
        // Half of everything is worth nothing; that it stays is worth less than the reason.
        let _ = std::fs::remove_file(&path);
    }
    written?;
    AuditEntry::from_server(store, now, AuditEvent::AllExported).await.context("noting it on the audit log")?;
    Ok(path)
}
