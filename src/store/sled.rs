//! The embedded engine: sled 0.34 behind one writing thread.
//!
//! - **One thread owns all writes**: it drains a queue, judges the batches, writes the admitted ones as one sled batch to one tree,
//!   flushes, syncs the file, and only then answers. sled's own flush is `sync_file_range` on Linux, which survives a killed process but
//!   not a power cut; hence the `fdatasync` of ours.
//! - **Any error or panic of sled ends the engine**: nothing is read, accepted or acknowledged after it. So does a write that takes
//!   [`LONGEST_WRITE`]: where the disk refuses what sled writes on a thread of its own, a flush that waits for it is not woken (0.34.7,
//!   `pagecache/logger.rs`, `exit_reservation`).
//! - **No transactions, merge operators, asynchronous flushes or generated ids of sled**: slow, hanging or unsafe in 0.34.
//! - Values are at most 32 KiB: larger pages would go to side files that nobody syncs. The store cuts its values before.
//!
//! `tests/power` kills it and cuts its power.
//!
//! The row under the key `00` holds the number of the last commit; tables start at tag 1.

use std::collections::VecDeque;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use ::sled::{self, IVec};
use bytes::Bytes;
use futures::FutureExt;
use futures::future::{self, BoxFuture, Either};
use tokio::sync::{mpsc, oneshot};

use super::engine::{Batch, CommitError, Engine, EngineError, KeyRange, Order, Row};
use super::group::{Group, unpack};
use super::poison::Poison;

/// Groups beyond these cost sled disk space out of all proportion.
const GROUP_BATCHES: usize = 128;
const GROUP_BYTES: usize = 64 << 10;
/// Commits that may wait; further callers wait for room.
const QUEUE: usize = 1024;
const LAST_COMMIT: &[u8] = &[0];
/// Longer than threads of a store that was closed hold its file.
const LET_GO: Duration = Duration::from_secs(5);
/// Longer than a disk that works takes for a group, other things beside.
const LONGEST_WRITE: Duration = Duration::from_secs(30);
/// How often that is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// An open directory.
pub struct SledEngine {
    tree: sled::Tree,
    queue: Option<mpsc::Sender<Request>>,
    writer: Option<JoinHandle<()>>,
    poison: Poison,
    /// Released last, when sled has let go of its files.
    _lock: File,
}

enum Request {
    Commit(Batch, oneshot::Sender<Result<(), CommitError>>),
    Close(oneshot::Sender<()>),
}

impl SledEngine {
    /// Opens `directory`, creating it when it is missing. Blocks, a second or so per million rows.
    pub fn open(directory: &Path) -> Result<SledEngine, EngineError> {
        let shown = directory.display();
        let failed = |doing: &str| {
            let doing = format!("{doing} {shown}");
            move |error: io::Error| EngineError::Failed { doing, reason: error.to_string() }
        };
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(directory)
            .map_err(failed("create the store's directory"))?;
        let lock = lock(directory)?;
        remove_drafts(directory).map_err(failed("remove unfinished snapshots in"))?;
        let open = || {
            sled::Config::new()
                .path(directory)
                .cache_capacity(64 << 20)
                .segment_size(8 << 20)
                .flush_every_ms(Some(500))
                .open()
        };
        let began = Instant::now();
        let mut opened = catch_unwind(open);
        while let Ok(Err(error)) = &opened
            && is_still_held(error)
            && began.elapsed() < LET_GO
        {
            thread::sleep(Duration::from_millis(10));
            opened = catch_unwind(open);
        }
        let db = match opened {
            Ok(Ok(db)) => db,
            Ok(Err(error)) => return Err(failed("open the store in")(io::Error::other(error))),
            Err(_) => return Err(failed("open the store in")(io::Error::other("sled panicked, see the log"))),
        };
        for name in ["conf", "db", "."] {
            File::open(directory.join(name)).and_then(|file| file.sync_all()).map_err(failed("sync the files in"))?;
        }
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(directory.join("db"))
            .map_err(failed("open the database file in"))?;
        SledEngine::start(db, Box::new(move || file.sync_data()), lock, LONGEST_WRITE)
    }

    /// Starts the writing thread over an open database; `sync` has the disk keep its file.
    fn start(db: sled::Db, sync: SyncFile, lock: File, longest: Duration) -> Result<SledEngine, EngineError> {
        let tree = (*db).clone();
        let last = match read(&tree, LAST_COMMIT)? {
            None => 0,
            Some(number) => u64::from_be_bytes(
                number[..].try_into().map_err(|_| EngineError::Damaged { what: "the commit number is not 8 bytes" })?,
            ),
        };
        let poison = Poison::default();
        let (queue, requests) = mpsc::channel(QUEUE);
        let writing = Arc::new(Writing::default());
        let (watched, ends) = (Arc::downgrade(&writing), poison.clone());
        let writer = Writer { db, sync, last, writing, poison: poison.clone() };
        let threads = thread::Builder::new()
            .name("store-watch".to_owned())
            .spawn(move || watch(&watched, longest, &ends))
            .and_then(|_| thread::Builder::new().name("store-writer".to_owned()).spawn(move || writer.run(requests)));
        let writer = threads.map_err(|error| EngineError::Failed {
            doing: "start the writing thread".to_owned(),
            reason: error.to_string(),
        })?;
        Ok(SledEngine { tree, queue: Some(queue), writer: Some(writer), poison, _lock: lock })
    }

    async fn send(&self, request: Request) -> Result<(), EngineError> {
        self.poison.check()?;
        let queue = self.queue.as_ref().ok_or(EngineError::Closed)?;
        queue.send(request).await.map_err(|_| self.gone())
    }

    /// What the writer answers to a request. After the end of the engine it may never answer.
    async fn answer<T>(&self, asking: impl Future<Output = Result<T, EngineError>>) -> Result<T, EngineError> {
        match future::select(std::pin::pin!(asking), self.poison.failed()).await {
            Either::Left((answer, _)) => answer,
            Either::Right((error, _)) => Err(error),
        }
    }

    /// Why the writer no longer answers.
    fn gone(&self) -> EngineError {
        self.poison.check().err().unwrap_or(EngineError::Closed)
    }

    /// Runs a read; a failure in it ends the engine.
    fn reading<T>(&self, read: impl FnOnce() -> Result<T, EngineError>) -> Result<T, EngineError> {
        self.poison.check()?;
        catch_unwind(AssertUnwindSafe(read))
            .unwrap_or_else(|_| {
                Err(EngineError::Failed { doing: "read".to_owned(), reason: "sled panicked".to_owned() })
            })
            .map_err(|error| self.poison.set(error.to_string()))
    }
}

impl Engine for SledEngine {
    fn get(&self, key: &[u8]) -> Result<Option<Row>, EngineError> {
        self.reading(|| read(&self.tree, key)?.map(unpack).transpose())
    }

    fn scan(&self, mut range: KeyRange, limit: usize, order: Order) -> Result<Vec<(Bytes, Row)>, EngineError> {
        // What is below the first table is the engine's own.
        range.start = range.start.max(vec![1]);
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let row = |row: sled::Result<(IVec, IVec)>| {
            let (key, value) = row.map_err(reading_failed)?;
            Ok((copy(&key), unpack(copy(&value))?))
        };
        self.reading(|| {
            let rows = match range.end {
                Some(end) => self.tree.range(range.start..end),
                None => self.tree.range(range.start..),
            };
            match order {
                Order::Forward => rows.take(limit).map(row).collect(),
                Order::Reverse => rows.rev().take(limit).map(row).collect(),
            }
        })
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>> {
        let (answer, answered) = oneshot::channel();
        self.answer(async move {
            self.send(Request::Commit(batch, answer)).await?;
            answered.await.map_err(|_| self.gone())
        })
        .map(|answer| answer.unwrap_or_else(|error| Err(error.into())))
        .boxed()
    }

    fn close(&self) -> BoxFuture<'_, Result<(), EngineError>> {
        let (answer, answered) = oneshot::channel();
        self.answer(async move {
            match self.send(Request::Close(answer)).await {
                // Closed before.
                Err(EngineError::Closed) => Ok(()),
                Err(error) => Err(error),
                Ok(()) => answered.await.or_else(|_| self.poison.check()),
            }
        })
        .boxed()
    }

    fn failed(&self) -> BoxFuture<'static, EngineError> {
        self.poison.failed()
    }
}

impl Drop for SledEngine {
    fn drop(&mut self) {
        drop(self.queue.take());
        if self.poison.check().is_err() {
            // sled writes and syncs once more when the last of it is dropped, and panics where that fails. It is left to the
            // end of the process, and so is the writer, which may wait for ever.
            std::mem::forget(self.tree.clone());
        } else if let Some(writer) = self.writer.take() {
            // The writer contains its panics; there is nothing to learn from joining it.
            let _ = writer.join();
        }
    }
}

/// Since when the writer has been writing, if it is.
#[derive(Default)]
struct Writing(Mutex<Option<Instant>>);

impl Writing {
    fn set(&self, since: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }

    fn for_so_long(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).map_or(Duration::ZERO, |since| since.elapsed())
    }
}

/// Ends an engine one of whose writes takes too long. Runs until its writer is gone.
fn watch(writing: &Weak<Writing>, longest: Duration, poison: &Poison) {
    while let Some(writing) = writing.upgrade() {
        if writing.for_so_long() > longest {
            poison.set(format!("the disk has taken nothing for {} seconds", longest.as_secs()));
            return;
        }
        drop(writing);
        thread::sleep(LOOK.min(longest));
    }
}

/// Has the disk keep what was written to sled's file.
type SyncFile = Box<dyn FnMut() -> io::Result<()> + Send>;

/// The thread that owns all writes.
struct Writer {
    db: sled::Db,
    sync: SyncFile,
    last: u64,
    writing: Arc<Writing>,
    poison: Poison,
}

impl Writer {
    fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        let mut waiting = VecDeque::new();
        let mut closing = Vec::new();
        while let Some(first) = requests.blocking_recv() {
            waiting.push_back(first);
            while waiting.len() < GROUP_BATCHES
                && let Ok(next) = requests.try_recv()
            {
                waiting.push_back(next);
            }
            while !waiting.is_empty() {
                let group = self.next_group(&mut waiting, &mut closing);
                if !closing.is_empty() {
                    requests.close();
                }
                if self.poison.check().is_err() || self.write(group).is_err() {
                    // Dropping the answers tells every caller, now and later.
                    return;
                }
            }
        }
        for closed in closing {
            // Whoever asked may have stopped waiting.
            let _ = closed.send(());
        }
    }

    /// As many requests as one group may hold, and at least one.
    fn next_group(&self, waiting: &mut VecDeque<Request>, closing: &mut Vec<oneshot::Sender<()>>) -> Vec<Commit> {
        let mut group = Vec::new();
        let mut bytes = 0;
        while let Some(request) = waiting.pop_front() {
            match request {
                Request::Close(answer) => closing.push(answer),
                Request::Commit(batch, answer) => {
                    bytes += batch.weight();
                    if bytes > GROUP_BYTES && !group.is_empty() {
                        waiting.push_front(Request::Commit(batch, answer));
                        break;
                    }
                    group.push((batch, answer));
                }
            }
        }
        group
    }

    /// Writes a group and answers it. After an error nobody has been answered, and the engine is poisoned.
    fn write(&mut self, commits: Vec<Commit>) -> Result<(), EngineError> {
        self.writing.set(Some(Instant::now()));
        let attempt = catch_unwind(AssertUnwindSafe(|| self.make_durable(&commits)));
        self.writing.set(None);
        let verdicts = match attempt {
            Ok(Ok(verdicts)) => verdicts,
            Ok(Err(error)) => return Err(self.poison.set(error.to_string())),
            Err(_) => return Err(self.poison.set("sled panicked while writing, see the log")),
        };
        for ((_, answer), verdict) in commits.into_iter().zip(verdicts) {
            // Whoever asked may have stopped waiting; the batch is written nevertheless.
            let _ = answer.send(verdict);
        }
        Ok(())
    }

    fn make_durable(&mut self, commits: &[Commit]) -> Result<Vec<Result<(), CommitError>>, EngineError> {
        let mut group = Group::after(self.last);
        let mut verdicts = Vec::with_capacity(commits.len());
        for (batch, _) in commits {
            verdicts.push(match group.admit(batch, |key| read(&self.db, key)) {
                Err(CommitError::Engine(error)) => return Err(error),
                verdict => verdict,
            });
        }
        // Refusals may rest on commits of this group, so they too wait for the disk.
        if group.last() > self.last {
            let mut batch = sled::Batch::default();
            for (key, row) in group.rows() {
                match row {
                    Some(row) => batch.insert(&key[..], &row[..]),
                    None => batch.remove(&key[..]),
                }
            }
            batch.insert(LAST_COMMIT, &group.last().to_be_bytes());
            self.db.apply_batch(batch).map_err(writing_failed)?;
            self.db.flush().map_err(writing_failed)?;
            (self.sync)().map_err(writing_failed)?;
            self.last = group.last();
        }
        Ok(verdicts)
    }
}

type Commit = (Batch, oneshot::Sender<Result<(), CommitError>>);

fn read(tree: &sled::Tree, key: &[u8]) -> Result<Option<Bytes>, EngineError> {
    Ok(tree.get(key).map_err(reading_failed)?.as_ref().map(copy))
}

fn copy(bytes: &IVec) -> Bytes {
    Bytes::copy_from_slice(bytes)
}

fn reading_failed(error: sled::Error) -> EngineError {
    EngineError::Failed { doing: "read".to_owned(), reason: error.to_string() }
}

fn writing_failed(error: impl std::fmt::Display) -> EngineError {
    EngineError::Failed { doing: "write".to_owned(), reason: error.to_string() }
}

/// Takes the directory for this process. sled has a lock of its own, but what happens before opening needs one too.
fn lock(directory: &Path) -> Result<File, EngineError> {
    let failed = |error: io::Error| EngineError::Failed {
        doing: format!("lock the store's directory {}", directory.display()),
        reason: error.to_string(),
    };
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(directory.join("lock"))
        .map_err(failed)?;
    // SAFETY: the descriptor is open for the whole call, and flock touches no memory of ours.
    if unsafe { libc::flock(file.as_raw_fd(), libc::LOCK_EX | libc::LOCK_NB) } == 0 {
        return Ok(file);
    }
    match io::Error::last_os_error() {
        error if error.kind() == io::ErrorKind::WouldBlock => Err(EngineError::Locked { path: directory.to_owned() }),
        error => Err(failed(error)),
    }
}

/// Whether sled's own lock keeps it from opening. The directory is this process's alone by then, so it is held by threads of a
/// store that was closed just now, and end in a moment.
fn is_still_held(error: &sled::Error) -> bool {
    // sled makes a text of the reason.
    matches!(error, sled::Error::Io(error) if error.to_string().contains("could not acquire lock"))
}

/// A process killed while sled wrote a snapshot leaves a draft that keeps the next open from working.
fn remove_drafts(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::engine::Version;
    use super::*;
    use futures::executor::block_on;

    fn put(engine: &SledEngine, key: &[u8], value: &'static [u8]) -> Result<(), CommitError> {
        let mut batch = Batch::new();
        batch.put(key.to_vec(), value);
        block_on(engine.commit(batch))
    }

    #[test]
    fn rows_and_the_numbering_of_commits_survive_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let engine = SledEngine::open(dir.path()).unwrap();
        put(&engine, b"a", b"1").unwrap();
        put(&engine, b"a", b"2").unwrap();
        drop(engine);
        let engine = SledEngine::open(dir.path()).unwrap();
        assert_eq!(engine.get(b"a").unwrap(), Some(Row { version: Version(2), value: "2".into() }));
        put(&engine, b"a", b"3").unwrap();
        assert_eq!(engine.get(b"a").unwrap().unwrap().version, Version(3));
    }

    #[test]
    fn many_waiting_commits_are_all_answered_however_they_are_grouped() {
        let dir = tempfile::tempdir().unwrap();
        let engine = SledEngine::open(dir.path()).unwrap();
        // More batches than one group may hold, and some larger than a whole group.
        let commits = (0..400u16).map(|number| {
            let mut batch = Batch::new();
            batch.expect(number.to_be_bytes().to_vec(), None);
            for part in 0..if number % 100 == 1 { 4u8 } else { 1 } {
                batch.put(
                    [&[9][..], &number.to_be_bytes(), &[part]].concat(),
                    vec![part; if number % 100 == 1 { 30_000 } else { 300 }],
                );
            }
            engine.commit(batch)
        });
        let answers = block_on(futures::future::join_all(commits));
        assert!(answers.iter().all(Result::is_ok));
        let rows = engine.scan(KeyRange::prefix(vec![9]), usize::MAX, Order::Forward).unwrap();
        assert_eq!(rows.len(), 400 + 4 * 3);
        let versions: std::collections::BTreeSet<_> = rows.iter().map(|(_, row)| row.version).collect();
        assert_eq!(versions.len(), 400);
    }

    #[test]
    fn a_directory_in_use_is_refused_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let first = SledEngine::open(dir.path()).unwrap();
        let Err(error) = SledEngine::open(dir.path()) else { panic!("opened twice") };
        assert!(matches!(&error, EngineError::Locked { path } if path == dir.path()), "{error}");
        drop(first);
        SledEngine::open(dir.path()).unwrap();
    }

    #[test]
    fn a_store_that_was_dropped_may_be_opened_again_at_once() {
        let dir = tempfile::tempdir().unwrap();
        for number in 0..20u8 {
            let engine = SledEngine::open(dir.path()).unwrap();
            put(&engine, &[9, number], b"1").unwrap();
        }
        let engine = SledEngine::open(dir.path()).unwrap();
        assert_eq!(engine.scan(KeyRange::prefix(vec![9]), usize::MAX, Order::Forward).unwrap().len(), 20);
    }

    #[test]
    fn the_draft_of_a_snapshot_does_not_keep_the_store_from_opening() {
        let dir = tempfile::tempdir().unwrap();
        drop(SledEngine::open(dir.path()).unwrap());
        let draft = dir.path().join("snap.0000000000000000.generating");
        fs::write(&draft, b"half").unwrap();
        SledEngine::open(dir.path()).unwrap();
        assert!(!draft.exists());
    }

    #[test]
    fn a_directory_that_cannot_be_made_is_an_error_that_names_it() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, b"").unwrap();
        let error = SledEngine::open(&file.join("store")).err().unwrap().to_string();
        assert!(error.contains("file/store"), "{error}");
    }

    #[test]
    fn after_a_failed_sync_nothing_is_acknowledged_and_the_reason_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let db = sled::Config::new().path(dir.path()).open().unwrap();
        let refuses = Box::new(|| Err(io::ErrorKind::StorageFull.into()));
        let engine = SledEngine::start(db, refuses, lock(dir.path()).unwrap(), LONGEST_WRITE).unwrap();
        let failed = engine.failed();
        assert!(matches!(put(&engine, b"a", b"1"), Err(CommitError::Engine(EngineError::Poisoned { .. }))));
        assert!(matches!(put(&engine, b"b", b"1"), Err(CommitError::Engine(EngineError::Poisoned { .. }))));
        assert!(engine.get(b"a").is_err(), "what is not on disk is not shown");
        assert!(block_on(failed).to_string().contains("could not write"));
    }

    #[test]
    fn a_disk_that_does_not_answer_ends_the_engine_and_everybody_who_waits_hears_of_it() {
        let dir = tempfile::tempdir().unwrap();
        let db = sled::Config::new().path(dir.path()).open().unwrap();
        let hangs = Box::new(|| {
            loop {
                thread::park();
            }
        });
        let longest = Duration::from_millis(50);
        let engine = SledEngine::start(db, hangs, lock(dir.path()).unwrap(), longest).unwrap();
        let failed = engine.failed();
        for key in [b"a", b"b"] {
            assert!(matches!(put(&engine, key, b"1"), Err(CommitError::Engine(EngineError::Poisoned { .. }))));
        }
        assert!(engine.get(b"a").is_err(), "what is not on disk is not shown");
        assert!(block_on(engine.close()).is_err());
        assert!(block_on(failed).to_string().contains("the disk has taken nothing"));
    }
}
