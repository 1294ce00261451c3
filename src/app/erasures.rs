//! Who was erased, told to backups: a file of numbers beside them, so that a backup from before an erasure, restored, does
//! not bring a person back (C6).
//!
//! **A number alone may be given anew by a restored store**, so each stands with the moment at which the contact became
//! known. Neither says anything about a person.

use super::copies;
use crate::{
    crm::Contact,
    domain::{AuditFilter, ContactId},
    relay::{Committer, erasure},
    store::{Page, Store, StoreError},
    team::{AuditEntry, AuditEvent},
};
use anyhow::Context;
use jiff::Timestamp;
use std::{
    collections::BTreeSet,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// An erased contact: its number, and since when it was known, in microseconds.
type Erased = (ContactId, i64);

/// The file, beside the backups of a directory.
pub fn file(directory: &Path) -> PathBuf {
    directory.join("erased")
}

/// Brings the file up to date with the audit log; what stands there from before stays.
pub fn write(store: &Store, directory: &Path) -> anyhow::Result<()> {
    let path = file(directory);
    let before = read(&path)?;
    let erased: BTreeSet<Erased> = logged(store)?.into_iter().chain(before.iter().copied()).collect();
    if erased == before {
        return Ok(());
    }
    copies::directory(directory)?;
    copies::write(
        &path,
        |out| {
            erased.iter().try_for_each(|(contact, since)| writeln!(out, "{contact} {since}"))?;
            Ok(())
        },
        |_| Ok(()),
    )
}

fn logged(store: &Store) -> Result<BTreeSet<Erased>, StoreError> {
    let entries = AuditEntry::latest(store, AuditFilter::Clients, Page::last(usize::MAX))?;
    let erased = entries.iter().filter_map(|entry| match entry.what {
        AuditEvent::ContactErased { contact, since: Some(since) } => Some((contact, since.as_microsecond())),
        _ => None,
    });
    Ok(erased.collect())
}

fn read(path: &Path) -> anyhow::Result<BTreeSet<Erased>> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeSet::new()),
        text => text.with_context(|| format!("reading {}", path.display()))?,
    };
    let line = |line: &str| {
        let (contact, since) = line.split_once(' ')?;
        Some((ContactId(contact.parse().ok()?), since.parse().ok()?))
    };
    let erased = text.lines().map(|text| line(text).with_context(|| format!("“{text}” in {}", path.display())));
    erased.collect()
}

/// Erases again whoever was erased after the backup that was restored. Answers how many that were.
pub async fn replay(committer: &Committer, path: &Path, now: Timestamp) -> anyhow::Result<usize> {
    let mut again = 0;
    for (id, since) in read(path)? {
        let is_them = |contact: &Contact| contact.since.as_microsecond() == since;
        if Contact::find(committer.store(), id)?.is_some_and(|contact| is_them(&contact)) {
            while committer.commit(|store| erasure::step(store, now, None, id)).await? {}
            again += 1;
        }
    }
    Ok(again)
}
