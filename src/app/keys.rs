//! The master key between its file and the store: which of two opens it after a crash, and how one succeeds the other.

use crate::records;
use crate::store::{Engine, MasterKey, MasterKeySource, Store};
use crate::team::{AuditEntry, AuditEvent};
use anyhow::Context;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use tracing::{info, warn};

/// The key was changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewKey {
    /// Where it stands.
    pub file: PathBuf,
    /// How many records were sealed anew.
    pub records: usize,
}

/// Opens a store with the key that is its key, and ends a change of it that a crash has cut short.
pub async fn open(engine: impl Engine, source: &MasterKeySource) -> anyhow::Result<Store> {
    let master = MasterKey::load(source).context("reading the master key")?;
    let successor = match source {
        MasterKeySource::File(path) => MasterKey::successor(path).context("reading the next master key")?,
        MasterKeySource::Credential(_) | MasterKeySource::Text(_) => None,
    };
    let (store, succeeded) = Store::open_either(engine, master, successor).await.context("opening the store")?;
    if let (true, MasterKeySource::File(path)) = (succeeded, source) {
        MasterKey::succeed(path)?;
        warn!(path = %path.display(), "The master key was being changed when the process died; the new one is in its place now: keep a copy of it");
    }
    if store.is_changing_key() {
        let records = store.reseal().await.context("sealing under the new master key")?;
        info!(records, "The change of the master key is over");
    }
    if let Some(wrong) = store.rebuild_if_due(&records::registry()).await.context("making indexes and sums anew")? {
        info!(wrong, "Indexes and sums were made anew");
    }
    Ok(store)
}

/// Makes another master key and seals everything under it, while the store is in use.
///
/// The file with the new key is on disk before the store knows of it, and takes the place of the old one after: a process
/// that dies in between finds both, and [`open`] tells which fits.
pub async fn rotate(store: &Store, source: &MasterKeySource, now: Timestamp) -> anyhow::Result<NewKey> {
    let MasterKeySource::File(path) = source else {
        anyhow::bail!(
            "the master key comes from outside, where it cannot be X
             read, name that with PULT_MASTER_KEY_FILE, start again, and then change it"
        );
    };
    let next = MasterKey::prepare_successor(path)?;
    store.rotate(&next).await.context("changing the master key")?;
    MasterKey::succeed(path)?;
    AuditEntry::from_server(store, now, AuditEvent::KeyRotated).await.context("noting it on the audit log")?;
    let records = store.reseal().await.context("sealing under the new master key; it goes on at the next start")?;
    info!(records, "The master key was changed");
    Ok(NewKey { file: path.clone(), records })
}
