//! Backups (O3): everything, as of one moment, sealed so that only the recovery key opens it, which is not on this server.
//!
//! - **A backup holds the master key too**: with the recovery key it is all that a new server needs.
//! - **It is opened before it gets its name.** The recovery key is elsewhere, so each backup is sealed for a second key as
//!   well, which lives in memory for as long as that takes and is gone then.
//!
//! The format is age's (<https://age-encryption.org/v1>); inside stands the master key on a line, then a dump of the store.

use super::{copies, erasures};
use crate::{
    config::Backups,
    jobs::backups,
    ports::Clock,
    relay::{Committer, held},
    store::{self, MasterKey, MasterKeySource, SledEngine, Store},
};
use age::x25519::Identity;
use anyhow::Context;
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

/// How backups are named: `pult-20261126T081500.123Z.age`.
const NAME: (&str, &str) = ("pult-", ".age");
/// How copies from before a change of schema are named, in `copies` of the data directory.
const COPY: (&str, &str) = ("before-schema-", ".store");
/// How many of them are kept.
const COPIES: usize = 3;
/// How soon a backup that failed is tried again.
const RETRY: Duration = Duration::from_secs(3600);
/// How often the clock is looked at, and the list of who was erased.
const GLANCE: Duration = Duration::from_secs(60);

/// A backup was made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Made {
    pub file: PathBuf,
    pub bytes: u64,
    pub rows: u64,
}

/// What a restore has done.
pub struct Restored {
    pub rows: u64,
    /// Sends that wait for somebody's word.
    pub held: usize,
    /// People who were erased after the backup was made, and are again.
    pub erased: usize,
}

/// A new recovery key: what stays off the server, and what the server is told.
pub fn new_recovery_key() -> (age::secrecy::SecretString, String) {
    let identity = Identity::generate();
    (identity.to_string(), identity.to_public().to_string())
}

/// Makes a backup, opens it, and lets go of those that are too old. Others go on writing meanwhile.
pub async fn make(
    store: &Store,
    source: &MasterKeySource,
    to: Option<&Backups>,
    now: Timestamp,
) -> anyhow::Result<Made> {
    let to = to.context(
        "there is no recovery key to make a backup for; run `pult recovery-key` on a computer of yours and set \
         PULT_BACKUP_RECIPIENT to what it says",
    )?;
    let master = MasterKey::load(source).context("reading the master key")?;
    let (store, to) = (store.clone(), to.clone());
    let made = tokio::task::spawn_blocking(move || {
        copies::directory(&to.directory)?;
        let file = to.directory.join(format!("{}{}{}", NAME.0, now.strftime("%Y%m%dT%H%M%S%.3fZ"), NAME.1));
        let checking = Identity::generate();
        let mut rows = 0;
        copies::write(
            &file,
            |out| {
                let recipients: [&dyn age::Recipient; 2] = [&to.recipient, &checking.to_public()];
                let mut sealed = age::Encryptor::with_recipients(recipients.into_iter())?.wrap_output(out)?;
                writeln!(sealed, "{}", *master.digits())?;
                rows = store.dump(&mut sealed)?;
                sealed.finish()?.flush()?;
                Ok(())
            },
            |draft| {
                let (key, mut dump) = open(draft, &checking)?;
                store::verify(&mut dump, &key).context("opening the backup that was written")?;
                Ok(())
            },
        )?;
        erasures::write(&store, &to.directory).context("noting who was erased")?;
        copies::keep(&to.directory, NAME.0, NAME.1, to.keep.max(1)).context("removing old backups")?;
        let bytes = fs::metadata(&file)?.len();
        anyhow::Ok(Made { file, bytes, rows })
    });
    let made = made.await??;
    info!(bytes = made.bytes, rows = made.rows, "A backup was made and opened");
    Ok(made)
}

/// Makes a backup when the last one is old enough, until stopped. One that fails is tried again an hour later. Meanwhile
/// it is noted beside them who was erased, and owners get copies where they want them.
pub async fn schedule(committer: &Committer, source: &MasterKeySource, to: &Backups, stop: CancellationToken) {
    let mut failed: Option<Timestamp> = None;
    loop {
        let now = committer.now();
        if let Err(error) = erasures::write(committer.store(), &to.directory) {
            error!(error = format!("{error:#}"), "It could not be noted beside the backups who was erased");
        }
        let due = latest(to)
            .map_or(Timestamp::UNIX_EPOCH, |latest| latest.saturating_add(to.every).unwrap_or(Timestamp::MAX));
        let due = failed.map_or(due, |failed| failed.saturating_add(RETRY).unwrap_or(Timestamp::MAX));
        if due <= now {
            failed = match make(committer.store(), source, Some(to), now).await {
                Ok(_) => None,
                Err(error) => {
                    error!(error = format!("{error:#}"), "The backup failed; it is tried again in an hour");
                    Some(now)
                }
            };
        }
        if let Err(error) = copy_to_owners(committer, to).await {
            error!(error = format!("{error:#}"), "The latest backup was not sent to owners; it is tried again");
        }
        tokio::select! {
            () = committer.clock().sleep(GLANCE) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Has the latest backup sent to owners, unless it was or they do not want it.
async fn copy_to_owners(committer: &Committer, to: &Backups) -> anyhow::Result<()> {
    let Some(file) = latest_file(to) else { return Ok(()) };
    let bytes = fs::metadata(&file)?.len();
    Ok(committer.commit(|store| backups::copy(store, &file, bytes)).await?)
}

fn latest_file(to: &Backups) -> Option<PathBuf> {
    copies::list(&to.directory, NAME.0, NAME.1).ok()?.pop()
}

/// When the latest backup was made.
pub fn latest(to: &Backups) -> Option<Timestamp> {
    let file = latest_file(to)?;
    let name = file.file_name()?.to_str()?;
    let time = name.strip_prefix(NAME.0)?.strip_suffix(NAME.1)?;
    jiff::civil::DateTime::strptime("%Y%m%dT%H%M%S%.3fZ", time)
        .ok()?
        .to_zoned(TimeZone::UTC)
        .ok()
        .map(|at| at.timestamp())
}

/// Opens a backup: the master key, and the dump behind it.
fn open(path: &Path, identity: &dyn age::Identity) -> anyhow::Result<(MasterKey, impl Read + use<>)> {
    let file = BufReader::new(File::open(path).with_context(|| format!("opening {}", path.display()))?);
    let sealed = age::Decryptor::new_buffered(file).with_context(|| format!("{} is no backup", path.display()))?;
    let mut plain = BufReader::new(
        sealed
            .decrypt(std::iter::once(identity))
            .with_context(|| format!("this recovery key does not open {}", path.display()))?,
    );
    let mut digits = zeroize::Zeroizing::new(String::new());
    plain.by_ref().take(100).read_line(&mut digits).context("reading the master key in the backup")?;
    let master = MasterKey::parse(&digits).context("the backup does not begin with a master key")?;
    Ok((master, plain))
}

/// Puts a backup into an empty directory, with all sends held that were waiting when it was made.
///
/// Whoever was erased since, by the list beside the backups, is erased again.
pub async fn restore(
    backup: &Path,
    recovery_key: &Path,
    into: &Path,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Restored> {
    let text = zeroize::Zeroizing::new(
        fs::read_to_string(recovery_key).with_context(|| format!("reading {}", recovery_key.display()))?,
    );
    let line = text.lines().map(str::trim).find(|line| line.starts_with("AGE-SECRET-KEY-"));
    let line =
        line.with_context(|| format!("{} holds no line that begins with AGE-SECRET-KEY-", recovery_key.display()))?;
    let identity =
        Identity::from_str(line).map_err(|what| anyhow::anyhow!("the recovery key cannot be used: {what}"))?;
    copies::directory(into)?;
    let empty = fs::read_dir(into).with_context(|| format!("looking into {}", into.display()))?.next().is_none();
    anyhow::ensure!(empty, "{} is not empty; a backup goes into an empty directory", into.display());
    let (master, mut dump) = open(backup, &identity)?;
    let restored = async {
        let (directory, engine) = (into.join("store"), SledEngine::open(&into.join("store"))?);
        let loading = tokio::task::spawn_blocking(move || store::load(&engine, &mut dump).map(|rows| (engine, rows)));
        let (engine, rows) = loading.await?.with_context(|| format!("filling {}", directory.display()))?;
        master.write_to(&into.join("master.key"))?;
        let store = Store::open(engine, master).await.context("opening the restored store")?;
        store.rebuild_if_due(&crate::records::registry()).await.context("making indexes and sums anew")?;
        let held = held::hold_all(&store).await.context("holding what was waiting to be sent")?;
        let committer = Committer::new(store.clone(), clock);
        if held > 0 {
            held::tell_owners(&committer).await.context("having owners told of what is held")?;
        }
        let list = erasures::file(backup.parent().unwrap_or(Path::new(".")));
        let now = committer.now();
        let erased = erasures::replay(&committer, &list, now).await.context("erasing again who was erased since")?;
        drop(committer);
        store.close().await.context("closing the restored store")?;
        anyhow::Ok(Restored { rows, held, erased })
    };
    let restored = restored.await;
    if restored.is_err() {
        // It was empty; a part of a backup must not be taken for all of it.
        let _ = fs::remove_dir_all(into.join("store"));
        let _ = fs::remove_file(into.join("master.key"));
    }
    restored
}

/// Keeps a copy of a store whose schema is about to change, beside it. Only the rows: what is sealed stays sealed.
pub fn keep_before_migration(engine: &SledEngine, data_dir: &Path, now: Timestamp) -> anyhow::Result<()> {
    let Some((found, known)) = store::due(engine)? else { return Ok(()) };
    let directory = data_dir.join("copies");
    copies::directory(&directory)?;
    let file = directory.join(format!("{}{known}-{}{}", COPY.0, now.strftime("%Y%m%dT%H%M%S%3fZ"), COPY.1));
    copies::write(&file, |out| Ok(store::dump(engine, out).map(drop)?), |_| Ok(()))?;
    copies::keep(&directory, COPY.0, COPY.1, COPIES).context("removing old copies")?;
    warn!(path = %file.display(), found, known, "The store is of an older version and is brought up to date; a copy from before is kept");
    Ok(())
}
