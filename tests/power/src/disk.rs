//! A disk that loses its power: what of a directory would be there afterwards.
//!
//! The files themselves are written as always; beside them [`Disk`] keeps what has reached the platter, and the cut takes the
//! process away between two calls. The rules are those of ext4 and XFS with their journals, taken strictly:
//!
//! - **Data** is durable once `fsync` or `fdatasync` of its file has been asked for after the write, in its latest state.
//!   `sync_file_range` makes nothing durable. What was not synced is gone, or each page of it survives by luck.
//! - **Names** (files made, renamed, removed; directories made) reach the journal in their order, and each sync, of whatever
//!   file or directory, writes the journal out. What came after the last sync is gone, or by luck a beginning of it survives:
//!   so a name may be there and its data not. <https://www.kernel.org/doc/html/latest/filesystems/ext4/journal.html>
//!
//! Directories are not renamed or removed; neither does sled.

use anyhow::Context;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::{
    collections::{BTreeMap, HashMap},
    fs::{self, File, OpenOptions},
    io::{self, Write},
    mem,
    os::{
        fd::RawFd,
        unix::fs::{FileExt, MetadataExt},
    },
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

/// What a drive writes as one.
const PAGE: i64 = 4096;
/// In the directory of what survives, beside the files.
const JOURNAL: &str = "journal";
/// A child whose power never goes is taken for broken, seconds.
const PATIENCE: u32 = 120;

static ROOT: OnceLock<PathBuf> = OnceLock::new();
static DISK: OnceLock<Mutex<Disk>> = OnceLock::new();

/// Whether syncing does what it says.
#[derive(Clone, Copy, PartialEq)]
pub enum Honesty {
    Syncs,
    Lies,
}

/// A change of names that a program asks for.
pub enum Change {
    /// Opens a file, and makes it when it is missing.
    Open {
        path: PathBuf,
        empties: bool,
    },
    Rename(PathBuf, PathBuf),
    Unlink(PathBuf),
    Directory(PathBuf),
}

/// The disk of this process.
pub struct Disk {
    /// Where what survives is kept.
    survives: PathBuf,
    journal: File,
    /// Names that changed since the journal was written out, as its lines.
    names: Vec<String>,
    files: HashMap<u64, Inode>,
    made: u32,
    calls_left: u64,
    luck: f64,
    honesty: Honesty,
    rng: StdRng,
}

/// A file by its inode's number.
struct Inode {
    id: u32,
    unsynced: Vec<Unsynced>,
}

#[derive(Clone, Copy)]
enum Unsynced {
    Bytes { at: i64, count: i64 },
    Length(i64),
}

impl Disk {
    /// Takes `root` as it is for durable, and watches it from now on. The power goes after `calls` calls.
    pub fn mount(
        root: &Path,
        survives: &Path,
        calls: u64,
        luck: u8,
        honesty: Honesty,
        seed: u64,
    ) -> anyhow::Result<()> {
        fs::create_dir_all(survives)?;
        let journal = OpenOptions::new().create_new(true).append(true).open(survives.join(JOURNAL))?;
        let mut disk = Disk {
            survives: survives.to_owned(),
            journal,
            names: Vec::new(),
            files: HashMap::new(),
            made: 0,
            calls_left: calls,
            luck: f64::from(luck) / 100.0,
            honesty,
            rng: StdRng::seed_from_u64(seed),
        };
        disk.takes_over(root, root)?;
        disk.writes_journal();
        DISK.set(Mutex::new(disk)).ok().context("the disk is mounted twice")?;
        ROOT.set(root.to_owned()).ok().context("the disk is mounted twice")?;
        // SAFETY: sets a timer of this process.
        unsafe { libc::alarm(PATIENCE) };
        Ok(())
    }

    fn takes_over(&mut self, root: &Path, directory: &Path) -> anyhow::Result<()> {
        for entry in fs::read_dir(directory)? {
            let path = entry?.path();
            let name = path.strip_prefix(root)?.display().to_string();
            if path.is_dir() {
                self.names.push(format!("directory\t{name}"));
                self.takes_over(root, &path)?;
            } else {
                let id = self.adopts(fs::metadata(&path)?.ino());
                self.names.push(format!("file\t{id}\t{name}"));
                fs::copy(&path, self.survivor(id)).with_context(|| format!("could not copy {name}"))?;
            }
        }
        Ok(())
    }

    fn adopts(&mut self, inode: u64) -> u32 {
        self.made += 1;
        self.files.insert(inode, Inode { id: self.made, unsynced: Vec::new() });
        self.made
    }

    fn survivor(&self, id: u32) -> PathBuf {
        self.survives.join(id.to_string())
    }

    /// One call to the disk; the last one never begins.
    fn steps(&mut self) {
        self.calls_left -= 1;
        if self.calls_left == 0 {
            // SAFETY: ends this process. The lock is held until it has ended, so nothing else reaches the disk.
            unsafe { libc::kill(libc::getpid(), libc::SIGKILL) };
            loop {
                std::thread::park();
            }
        }
    }

    fn writes_journal(&mut self) {
        let lines: String = mem::take(&mut self.names).iter().map(|name| format!("{name}\n")).collect();
        self.journal.write_all(lines.as_bytes()).expect("what survives can be written");
    }

    fn names_change(&mut self, line: String) {
        self.names.push(line);
        if self.luck > 0.0 && self.rng.random_bool(self.luck) {
            self.writes_journal();
        }
    }

    /// Remembers what was not synced, and lets luck keep some of it.
    fn changes(&mut self, open: &Open, change: Unsynced) {
        let Some(file) = self.files.get_mut(&open.inode) else { return };
        file.unsynced.push(change);
        if let (Unsynced::Bytes { at, count }, true) = (change, self.luck > 0.0) {
            let id = file.id;
            let mut from = at;
            while from < at + count {
                let to = ((from / PAGE + 1) * PAGE).min(at + count);
                if self.rng.random_bool(self.luck) {
                    self.keeps(&open.path, id, from, to - from);
                }
                from = to;
            }
        }
    }

    /// Makes durable what a file holds now where it changed.
    fn syncs(&mut self, open: &Open) {
        self.writes_journal();
        let Some(file) = self.files.get_mut(&open.inode) else { return };
        let id = file.id;
        for change in mem::take(&mut file.unsynced) {
            match change {
                Unsynced::Bytes { at, count } => self.keeps(&open.path, id, at, count),
                Unsynced::Length(length) => {
                    self.open_survivor(id).set_len(length as u64).expect("what survives can be cut")
                }
            }
        }
    }

    fn keeps(&self, path: &Path, id: u32, at: i64, count: i64) {
        // Gone by now, so nobody will look for it.
        let Ok(file) = File::open(path) else { return };
        let mut bytes = vec![0; count as usize];
        let mut read = 0;
        while let Ok(more @ 1..) = file.read_at(&mut bytes[read..], at as u64 + read as u64) {
            read += more;
        }
        self.open_survivor(id).write_all_at(&bytes[..read], at as u64).expect("what survives can be written");
    }

    fn open_survivor(&self, id: u32) -> File {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true).open(self.survivor(id)).expect("what survives can be opened")
    }

    fn settles(&mut self, change: Change, before: Option<u64>) {
        match change {
            Change::Open { path, empties } => match (before, inode(&path)) {
                (None, Some(made)) => {
                    let id = self.adopts(made);
                    self.names_change(format!("file\t{id}\t{}", name(&path)));
                }
                (Some(inode), _) if empties => self.changes(&Open { path, inode }, Unsynced::Length(0)),
                _ => {}
            },
            Change::Rename(from, to) => {
                before.and_then(|replaced| self.files.remove(&replaced));
                self.names_change(format!("renamed\t{}\t{}", name(&from), name(&to)));
            }
            Change::Unlink(path) => {
                before.and_then(|gone| self.files.remove(&gone));
                self.names_change(format!("gone\t{}", name(&path)));
            }
            Change::Directory(path) => self.names_change(format!("directory\t{}", name(&path))),
        }
    }
}

/// Lays out in `store` what a disk has kept in `survives`.
pub fn remount(survives: &Path, store: &Path) -> anyhow::Result<()> {
    fs::create_dir(store)?;
    let mut files = BTreeMap::new();
    for line in fs::read_to_string(survives.join(JOURNAL))?.lines() {
        match line.split('\t').collect::<Vec<_>>()[..] {
            ["directory", name] => fs::create_dir_all(store.join(name))?,
            ["file", id, name] => _ = files.insert(name.to_owned(), id.to_owned()),
            ["gone", name] => _ = files.remove(name),
            ["renamed", from, to] => {
                let id = files.remove(from).with_context(|| format!("{from} was renamed and is not there"))?;
                files.insert(to.to_owned(), id);
            }
            _ => anyhow::bail!("the journal holds a line {line:?}"),
        }
    }
    for (name, id) in files {
        match fs::rename(survives.join(id), store.join(&name)) {
            // Its name survived, and nothing of its data.
            Err(error) if error.kind() == io::ErrorKind::NotFound => _ = File::create(store.join(name))?,
            moved => moved?,
        }
    }
    Ok(())
}

/// An open file of the watched directory.
struct Open {
    path: PathBuf,
    inode: u64,
}

fn disk() -> Option<MutexGuard<'static, Disk>> {
    Some(DISK.get()?.lock().unwrap_or_else(PoisonError::into_inner))
}

fn open(fd: RawFd) -> Option<Open> {
    let root = ROOT.get()?;
    let path = fs::read_link(format!("/proc/self/fd/{fd}")).ok()?;
    if !path.starts_with(root) {
        return None;
    }
    let inode = inode(&path)?;
    Some(Open { path, inode })
}

/// A watched descriptor and the disk, which is locked for no other: the disk's own files pass through here too.
fn watched(fd: RawFd) -> Option<(Open, MutexGuard<'static, Disk>)> {
    Some((open(fd)?, disk()?))
}

fn inode(path: &Path) -> Option<u64> {
    Some(fs::symlink_metadata(path).ok()?.ino())
}

/// Below the root.
fn name(path: &Path) -> String {
    let root = ROOT.get().expect("only watched paths have a name");
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

/// Whether a descriptor is of the watched directory.
pub fn watches(fd: RawFd) -> bool {
    open(fd).is_some()
}

/// Before a call that writes or syncs.
pub fn step(fd: RawFd) {
    if let Some((_, mut disk)) = watched(fd) {
        disk.steps();
    }
}

/// After `written` bytes went to `at`.
pub fn wrote(fd: RawFd, at: i64, written: isize) {
    if written > 0
        && let Some((open, mut disk)) = watched(fd)
    {
        disk.changes(&open, Unsynced::Bytes { at, count: written as i64 });
    }
}

pub fn truncated(fd: RawFd, length: i64) {
    if let Some((open, mut disk)) = watched(fd) {
        disk.changes(&open, Unsynced::Length(length));
    }
}

/// Syncs a watched descriptor; false when it is none of them.
pub fn synced(fd: RawFd) -> bool {
    let Some((open, mut disk)) = watched(fd) else { return false };
    if disk.honesty == Honesty::Syncs {
        disk.syncs(&open);
    }
    true
}

/// Makes a change of names, and remembers it when it is one of the watched directory.
pub fn change(describe: impl FnOnce() -> Change, act: impl FnOnce() -> i32) -> i32 {
    let Some(root) = ROOT.get() else { return act() };
    let change = describe();
    let (Change::Open { path: decides, .. }
    | Change::Rename(_, decides)
    | Change::Unlink(decides)
    | Change::Directory(decides)) = &change;
    if !decides.starts_with(root) {
        return act();
    }
    let Some(mut disk) = disk() else { return act() };
    let before = inode(decides);
    disk.steps();
    let done = act();
    if done >= 0 {
        disk.settles(change, before);
    }
    done
}
