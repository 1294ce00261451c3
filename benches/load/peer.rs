//! The other relay as a process: what it is told, and when it runs.

use crate::agency::town::{Desk, Town};
use serde_json::json;
use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};
use telegram_sandbox::Person;
use tempfile::TempDir;
use tokio::sync::oneshot;

/// Libraries may have to be installed first, and hundreds of accounts sign in.
const PATIENCE: Duration = Duration::from_secs(900);

pub struct Peer {
    child: Child,
    command: String,
    data: TempDir,
}

impl Peer {
    /// Starts it with all accounts signed in; those of the desks have a group each.
    pub async fn starts(town: &Town, command: &str, accounts: &[Person], desks: &[Desk]) -> Peer {
        let data = tempfile::tempdir().expect("a temporary directory can be made");
        let groups = desks.iter().map(|desk| Some(desk.group.bot_api_id())).chain(std::iter::repeat(None));
        let accounts = accounts.iter().zip(groups);
        let accounts: Vec<_> = accounts
            .map(|(account, group)| json!({"user": account.id.0, "phone": account.phone_number(), "group": group}))
            .collect();
        let told = json!({
            "sandbox": town.sandbox.address().as_json(),
            "token": town.bot.token(),
            "data": data.path().join("relay"),
            "accounts": accounts,
        });
        std::fs::create_dir(data.path().join("relay")).expect("a directory can be made");
        std::fs::write(data.path().join("settings.json"), told.to_string()).expect("a file can be written");
        let child = run(command, data.path()).await;
        Peer { child, command: command.to_owned(), data }
    }

    pub async fn restarts(mut self) -> Peer {
        self.stops();
        self.child = run(&self.command, self.data.path()).await;
        self
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it keeps.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Stops it, as a service manager does.
    pub fn stops(&mut self) {
        let process = libc::pid_t::try_from(self.id()).expect("ids of processes are small");
        // SAFETY: it only sends a signal; the process is our child and not waited for yet, so the id is its own.
        let sent = unsafe { libc::kill(process, libc::SIGTERM) };
        assert_eq!(sent, 0, "it was still there");
        self.child.wait().expect("it is our child");
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Both fail when it has ended, which is what they are for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the command and waits until it says that it runs. What it complains of is kept beside its settings.
async fn run(command: &str, directory: &Path) -> Child {
    let mut words = command.split_whitespace();
    let log = File::options().create(true).append(true).open(directory.join("log")).expect("a file can be made");
    let mut child = Command::new(words.next().expect("there is a command"))
        .args(words)
        .arg(directory.join("settings.json"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .expect("the command can be started");
    let (runs, running) = oneshot::channel();
    let printed = BufReader::new(child.stdout.take().expect("it is piped"));
    thread::spawn(move || {
        let mut runs = Some(runs);
        for line in printed.lines().map_while(Result::ok) {
            if line == "running"
                && let Some(runs) = runs.take()
            {
                let _ = runs.send(());
            }
        }
    });
    let running = tokio::time::timeout(PATIENCE, running).await;
    let said = || std::fs::read_to_string(directory.join("log")).unwrap_or_default();
    assert!(matches!(running, Ok(Ok(()))), "the other relay does not run:\n{}", said());
    child
}
