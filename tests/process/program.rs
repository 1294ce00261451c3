//! The binary, run with an environment of its own and nothing else.

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, Read},
    os::{
        fd::{AsRawFd, FromRawFd},
        unix::fs::OpenOptionsExt,
    },
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};
use tempfile::TempDir;
use tokio::sync::watch;

/// How long anything may take; a debug build on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// What `pult` is started with.
pub struct Setup {
    environment: HashMap<String, String>,
    /// Where it is started: what is not set must not land anywhere else.
    directory: TempDir,
}

impl Setup {
    pub fn new(environment: HashMap<String, String>) -> Setup {
        Setup { environment, directory: tempfile::tempdir().expect("a temporary directory can be made") }
    }

    pub fn set(&mut self, name: &str, value: impl ToString) -> &mut Setup {
        self.environment.insert(name.to_owned(), value.to_string());
        self
    }

    pub fn unset(&mut self, name: &str) -> &mut Setup {
        self.environment.remove(name);
        self
    }

    /// The working directory.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Starts the binary with its output captured.
    pub fn starts(&self, arguments: &[&str]) -> Program {
        let (ours, theirs) = std::io::pipe().expect("a pipe can be had");
        self.starts_on(theirs.into(), ours, arguments)
    }

    /// The same where a person sees what it prints.
    pub fn starts_on_terminal(&self, arguments: &[&str]) -> Program {
        let (ours, theirs) = terminal();
        self.starts_on(theirs.into(), ours, arguments)
    }

    /// Starts the binary with what it prints going to `stdout`, to be read from `printed`.
    fn starts_on(&self, stdout: Stdio, printed: impl Read + Send + 'static, arguments: &[&str]) -> Program {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pult"))
            .args(arguments)
            .env_clear()
            .envs(&self.environment)
            .current_dir(self.directory())
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary was built for this test");
        let output = watch::Sender::new(Output::default());
        follow(printed, &output, |output| &mut output.stdout);
        follow(child.stderr.take().expect("it is piped"), &output, |output| &mut output.stderr);
        Program { child, output: output.subscribe() }
    }

    /// Starts the service and waits until it runs.
    pub async fn runs(&self) -> Program {
        let mut program = self.starts(&["run"]);
        program.says("Pult is running").await;
        program
    }

    /// Starts a command and waits for its end.
    pub async fn ended(&self, arguments: &[&str]) -> Ended {
        self.starts(arguments).ends().await
    }
}

/// A terminal: where it can be read, and what a program writes to. Neither end is inherited by other programs, which
/// would keep it open.
fn terminal() -> (File, File) {
    let mut name = [0; 128];
    // SAFETY: the descriptor is new and owned by nobody else; the name is written within its length, with its end.
    let ours = unsafe {
        let ours = libc::posix_openpt(libc::O_RDWR | libc::O_NOCTTY | libc::O_CLOEXEC);
        assert!(ours >= 0, "a terminal can be had");
        let ours = File::from_raw_fd(ours);
        let number = ours.as_raw_fd();
        assert_eq!((libc::grantpt(number), libc::unlockpt(number)), (0, 0), "its other end may be opened");
        assert_eq!(libc::ptsname_r(number, name.as_mut_ptr(), name.len()), 0, "it has a name");
        ours
    };
    let name = name.iter().take_while(|byte| **byte != 0).map(|byte| char::from(*byte as u8)).collect::<String>();
    let theirs = OpenOptions::new().read(true).write(true).custom_flags(libc::O_NOCTTY).open(name);
    (ours, theirs.expect("the other end is there"))
}

/// Adds every line of a pipe to a part of the output, as it comes.
fn follow(pipe: impl Read + Send + 'static, output: &watch::Sender<Output>, text: fn(&mut Output) -> &mut String) {
    let output = output.clone();
    thread::spawn(move || {
        let mut pipe = BufReader::new(pipe);
        let mut line = Vec::new();
        while pipe.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            output.send_modify(|output| text(output).push_str(&String::from_utf8_lossy(&line)));
            line.clear();
        }
        output.send_modify(|output| output.closed += 1);
    });
}

#[derive(Clone, Default)]
struct Output {
    stdout: String,
    stderr: String,
    /// How many of the two have ended.
    closed: u8,
}

/// A started `pult`. Killed when dropped.
pub struct Program {
    child: Child,
    output: watch::Receiver<Output>,
}

/// How it ended.
#[derive(Debug)]
pub struct Ended {
    /// `None` when a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Program {
    /// The id of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has printed these words, on either output.
    pub async fn says(&mut self, words: &str) {
        assert!(self.says_or_ends(words).await, "it ended without saying “{words}”:\n{}", self.told());
    }

    /// Waits until it has printed these words, or ended without: `false`.
    pub async fn says_or_ends(&mut self, words: &str) -> bool {
        let said = |output: &Output| output.stdout.contains(words) || output.stderr.contains(words);
        self.waits(&format!("“{words}”"), |output| said(output) || output.closed == 2).await;
        said(&self.output.borrow())
    }

    /// Waits until it has ended, and leaves it to be asked how. May be given up.
    pub async fn is_over(&mut self) {
        // The other end goes with the process only.
        let _ = self.output.wait_for(|output| output.closed == 2).await;
    }

    /// Waits until it ends.
    pub async fn ends(mut self) -> Ended {
        let over = tokio::time::timeout(PATIENCE, self.is_over()).await.is_ok();
        assert!(over, "waited in vain for the end of the process; it said:\n{}", self.told());
        let code = self.child.wait().expect("it is our child").code();
        let Output { stdout, stderr, .. } = self.output.borrow().clone();
        Ended { code, stdout, stderr }
    }

    /// Asks it to stop, as a service manager does, and waits until it has.
    pub async fn stops(self) -> Ended {
        let process = libc::pid_t::try_from(self.id()).expect("ids of processes are small");
        // SAFETY: it only sends a signal; the process is our child and not waited for yet, so the id is its own.
        let sent = unsafe { libc::kill(process, libc::SIGTERM) };
        assert_eq!(sent, 0, "it was still there");
        self.ends().await
    }

    /// Kills it, as a power cut does, and waits until it is gone.
    pub async fn dies(mut self) -> Ended {
        self.child.kill().expect("it was still there");
        self.ends().await
    }

    async fn waits(&mut self, what: &str, fits: impl FnMut(&Output) -> bool) {
        let waited = tokio::time::timeout(PATIENCE, self.output.wait_for(fits)).await.is_ok();
        assert!(waited, "waited in vain for {what}; it said:\n{}", self.told());
    }

    /// All it has printed so far.
    pub fn told(&self) -> String {
        let output = self.output.borrow();
        format!("{}{}", output.stdout, output.stderr)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Both fail when it has ended, which is what they are for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
