//! What the two processes share: a file of three numbers that both have in their memory.

use std::{
    env,
    ffi::OsString,
    fmt,
    fs::{self, OpenOptions},
    io,
    os::fd::AsRawFd,
    path::{Path, PathBuf},
    ptr,
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
};

/// Names the board to the process that is to end.
const VARIABLE: &str = "STEPS_BOARD";

/// Counts the moments of a process, and says at which it ends.
pub struct Board {
    path: PathBuf,
    numbers: &'static Numbers,
}

/// As they lie in the file.
#[repr(C)]
struct Numbers {
    /// Moments so far.
    passed: AtomicU64,
    /// The process ends at the first moment from this one on; 0: never.
    end: AtomicU64,
    /// At what it ended, see [`Moment::code`]; 0: not yet.
    ended: AtomicU64,
    /// The disk fails from this moment on; 0: never.
    fault: AtomicU64,
    /// With which of the system's errors.
    error: AtomicU64,
    /// By how many seconds its clock of the day is ahead, as `i64`.
    ahead: AtomicU64,
}

/// What is wrong with a disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Disk {
    /// Nothing can be written any more; what was, can be synced.
    Full,
    /// Neither.
    Failing,
}

/// What a step is done with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Call {
    /// Bytes into a file, or a file cut.
    Write,
    /// Bytes from the system to the disk.
    Sync,
    /// Files renamed or removed, directories made.
    Name,
    Send,
    Receive,
}

/// Before or after a call. What was received is a moment only afterwards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Moment {
    Before(Call),
    After(Call),
}

impl Board {
    /// A fresh board in this file.
    ///
    /// # Errors
    /// When the file cannot be made or mapped.
    pub fn new(path: &Path) -> io::Result<Board> {
        fs::write(path, [0; size_of::<Numbers>()])?;
        Ok(Board { path: path.to_owned(), numbers: map(path)? })
    }

    /// What a program is started with to be counted on this board.
    pub fn environment(&self) -> [(&'static str, OsString); 2] {
        [("LD_PRELOAD", library().into()), (VARIABLE, self.path.clone().into())]
    }

    /// The process ends at the `moments`-th moment from now; the first is 1.
    pub fn ends_after(&self, moments: u64) {
        self.numbers.ended.store(0, SeqCst);
        self.numbers.end.store(self.passed() + moments, SeqCst);
    }

    /// The disk is so from the `moments`-th moment from now on, until [`mends`](Self::mends).
    pub fn fails_after(&self, moments: u64, disk: Disk) {
        self.numbers.error.store(disk.error().cast_unsigned().into(), SeqCst);
        self.numbers.fault.store(self.passed() + moments, SeqCst);
    }

    /// The disk is well.
    pub fn mends(&self) {
        self.numbers.fault.store(0, SeqCst);
    }

    /// The process's clock of the day is so many seconds ahead of the machine's.
    pub fn sets_clock_ahead(&self, seconds: i64) {
        self.numbers.ahead.store(seconds.cast_unsigned(), SeqCst);
    }

    /// The process is let alone.
    pub fn ends_never(&self) {
        self.numbers.end.store(0, SeqCst);
    }

    /// The moments of all processes that were started with this board.
    pub fn passed(&self) -> u64 {
        self.numbers.passed.load(SeqCst)
    }

    /// At what the process was ended, since it was last decided when.
    pub fn ending(&self) -> Option<Moment> {
        Moment::of(self.numbers.ended.load(SeqCst))
    }
}

/// The library is built beside the program that links it.
fn library() -> PathBuf {
    let program = env::current_exe().unwrap_or_default();
    program.with_file_name(format!("{}steps{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX))
}

/// The board of this process, if it has one.
fn numbers() -> Option<&'static Numbers> {
    static BOARD: OnceLock<Option<&'static Numbers>> = OnceLock::new();
    *BOARD.get_or_init(|| map(Path::new(&env::var_os(VARIABLE)?)).ok())
}

/// The error with which the disk answers this call now.
pub(crate) fn fault(call: Call) -> Option<i32> {
    let numbers = numbers()?;
    let from = numbers.fault.load(SeqCst);
    let error = i32::try_from(numbers.error.load(SeqCst)).unwrap_or(libc::EIO);
    let strikes = match call {
        Call::Write => true,
        Call::Sync => error == Disk::Failing.error(),
        Call::Name | Call::Send | Call::Receive => false,
    };
    (strikes && from != 0 && numbers.passed.load(SeqCst) >= from).then_some(error)
}

/// By how many seconds this process's clock of the day is ahead.
pub(crate) fn ahead() -> i64 {
    numbers().map_or(0, |numbers| numbers.ahead.load(SeqCst).cast_signed())
}

/// A moment of this process has come; its last one, if the board says so.
pub(crate) fn pass(moment: Moment) {
    let Some(numbers) = numbers() else { return };
    let passed = numbers.passed.fetch_add(1, SeqCst) + 1;
    let end = numbers.end.load(SeqCst);
    if end != 0 && passed >= end {
        // The first thread to come here names the moment; the others only stop.
        let _ = numbers.ended.compare_exchange(0, moment.code(), SeqCst, SeqCst);
        // SAFETY: ends this process.
        unsafe { libc::kill(libc::getpid(), libc::SIGKILL) };
        loop {
            std::thread::park();
        }
    }
}

/// No call of a step: the first one asks for this.
fn map(path: &Path) -> io::Result<&'static Numbers> {
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    // SAFETY: a fresh mapping, as large as the numbers and aligned to a page, of which any content is valid. It is never
    // taken away, and others change it by atomic operations only.
    unsafe {
        let (size, access, file) = (size_of::<Numbers>(), libc::PROT_READ | libc::PROT_WRITE, file.as_raw_fd());
        let numbers = libc::mmap(ptr::null_mut(), size, access, libc::MAP_SHARED, file, 0);
        if numbers == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        Ok(&*numbers.cast::<Numbers>())
    }
}

impl Disk {
    fn error(self) -> i32 {
        match self {
            Disk::Full => libc::ENOSPC,
            Disk::Failing => libc::EIO,
        }
    }
}

impl Call {
    const ALL: [Call; 5] = [Call::Write, Call::Sync, Call::Name, Call::Send, Call::Receive];
}

impl Moment {
    fn all() -> impl Iterator<Item = Moment> {
        Call::ALL.into_iter().flat_map(|call| [Moment::Before(call), Moment::After(call)])
    }

    /// From 1.
    fn code(self) -> u64 {
        Moment::all().zip(1..).find(|(moment, _)| *moment == self).map_or(0, |(_, code)| code)
    }

    fn of(code: u64) -> Option<Moment> {
        Moment::all().zip(1..).find(|(_, of)| *of == code).map(|(moment, _)| moment)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (when, call) = match self {
            Moment::Before(call) => ("before", call),
            Moment::After(call) => ("after", call),
        };
        let call = match call {
            Call::Write => "a write",
            Call::Sync => "a sync",
            Call::Name => "a change of names",
            Call::Send => "a send",
            Call::Receive => "a receipt",
        };
        write!(f, "{when} {call}")
    }
}
