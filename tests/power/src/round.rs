//! One round: a child is started, ended, and held to what it had acknowledged.

use crate::{child, disk, record::WRITERS};
use anyhow::{Context, anyhow, bail, ensure};
use rand::{RngExt, rngs::StdRng};
use std::{
    fmt, fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};
use tempfile::TempDir;

/// How a round ends.
pub enum Ending {
    /// SIGKILL so long after the start.
    KillAfter(Duration),
    /// SIGKILL after so many acknowledgements.
    KillAt { acknowledged: u32 },
    /// The power goes after so many calls to the disk; `luck` percent of the pages that were not synced survive.
    Cut { after: u64, luck: u8, lying_disk: bool },
}

/// What all rounds together saw.
#[derive(Default)]
pub struct Tally {
    pub acknowledged: u64,
    /// Rounds that ended before the store was open and checked.
    pub early: u32,
}

/// A store that goes from round to round.
pub struct Place {
    directory: TempDir,
    acknowledged: Vec<u64>,
}

impl Ending {
    /// Two in five while the store is being opened.
    pub fn kill(rng: &mut StdRng) -> Ending {
        if rng.random_bool(0.4) {
            Ending::KillAfter(Duration::from_micros(rng.random_range(500..120_000)))
        } else {
            Ending::KillAt { acknowledged: rng.random_range(1..1_500) }
        }
    }

    /// Two in five among the first calls.
    pub fn cut(rng: &mut StdRng, lucky: bool) -> Ending {
        let after = if rng.random_bool(0.4) { rng.random_range(1..60) } else { rng.random_range(60..2_500) };
        Ending::Cut { after, luck: if lucky { 50 } else { 0 }, lying_disk: false }
    }

    pub fn lie(rng: &mut StdRng) -> Ending {
        Ending::Cut { after: rng.random_range(60..1_500), luck: 50, lying_disk: true }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ending::KillAfter(time) => write!(f, "killed after {} ms", time.as_millis()),
            Ending::KillAt { acknowledged } => write!(f, "killed after {acknowledged} commits"),
            Ending::Cut { after, luck, .. } => {
                write!(f, "power cut after {after} calls to the disk, {luck} % of the rest survived")
            }
        }
    }
}

impl Place {
    pub fn new() -> anyhow::Result<Place> {
        let directory = tempfile::tempdir().context("could not make a temporary directory")?;
        fs::create_dir(directory.path().join("store"))?;
        Ok(Place { directory, acknowledged: vec![0; WRITERS as usize] })
    }

    /// Runs a child to its ending, and takes over what that left.
    pub fn round(&mut self, ending: &Ending, seed: u64, tally: &mut Tally) -> anyhow::Result<()> {
        let mut arguments = vec!["--seed".to_owned(), seed.to_string()];
        let survives = self.directory.path().join("survives");
        if let Ending::Cut { after, luck, lying_disk } = ending {
            arguments.extend(["--cut-after".to_owned(), after.to_string(), "--luck".to_owned(), luck.to_string()]);
            arguments.extend(["--survives".to_owned(), survives.display().to_string()]);
            arguments.extend(lying_disk.then(|| "--lying-disk".to_owned()));
        }
        let said = self.child(&arguments, ending)?;
        if !self.hold_to(said, tally)? {
            tally.early += 1;
        }
        if let Ending::Cut { .. } = ending {
            let store = self.store();
            fs::remove_dir_all(&store)?;
            disk::remount(&survives, &store).context("could not lay out what survived")?;
            fs::remove_dir_all(&survives)?;
        }
        Ok(())
    }

    /// The last look at a store: all that was acknowledged is there.
    pub fn check(mut self, tally: &mut Tally) -> anyhow::Result<()> {
        let said = self.child(&["--check".to_owned()], &Ending::KillAfter(Duration::from_secs(120)))?;
        ensure!(self.hold_to(said, tally)?, "the store did not open at the end");
        Ok(())
    }

    /// Leaves the directory on the disk.
    pub fn keep(self) -> PathBuf {
        self.directory.keep()
    }

    fn store(&self) -> PathBuf {
        self.directory.path().join("store")
    }

    /// Starts a child and ends it as told, or lets it end by itself.
    fn child(&self, arguments: &[String], ending: &Ending) -> anyhow::Result<Vec<String>> {
        let program = std::env::current_exe().context("this program has a file")?;
        let mut child = Command::new(program)
            .arg("child")
            .arg(self.store())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("could not start a child")?;
        let errors = BufReader::new(child.stderr.take().context("it is piped")?);
        let errors = thread::spawn(move || errors.lines().map_while(Result::ok).collect::<Vec<_>>());
        let mut lines = BufReader::new(child.stdout.take().context("it is piped")?).lines().map_while(Result::ok);
        let mut said = Vec::new();
        match ending {
            Ending::KillAfter(time) => {
                let pid = child.id();
                let reading = thread::spawn(move || lines.collect::<Vec<_>>());
                wait(&mut child, *time)?;
                kill(&mut child).with_context(|| format!("could not kill the child {pid}"))?;
                said = reading.join().map_err(|_| anyhow!("reading the child panicked"))?;
            }
            Ending::KillAt { acknowledged } => {
                let mut left = *acknowledged;
                for line in lines.by_ref() {
                    left -= u32::from(line.starts_with(child::ACKNOWLEDGED));
                    said.push(line);
                    if left == 0 {
                        break;
                    }
                }
                kill(&mut child)?;
                // What it said before it died counts as well.
                said.extend(lines);
            }
            Ending::Cut { .. } => {
                said.extend(lines);
                child.wait()?;
            }
        }
        let errors = errors.join().map_err(|_| anyhow!("reading the child panicked"))?;
        if let Some(panic) = errors.iter().find(|line| line.contains("panicked")) {
            bail!("the child panicked: {panic}");
        }
        Ok(said)
    }

    /// Compares what was found with what had been acknowledged; false when the child did not come so far.
    fn hold_to(&mut self, said: Vec<String>, tally: &mut Tally) -> anyhow::Result<bool> {
        let mut opened = false;
        for line in said {
            let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match word {
                child::FOUND => {
                    opened = true;
                    for (writer, found) in rest.split(' ').enumerate() {
                        let (found, acknowledged) = (found.parse::<u64>()?, self.acknowledged[writer]);
                        ensure!(
                            found >= acknowledged,
                            "{} acknowledged commits of writer {writer} are lost ({found} of {acknowledged} found)",
                            acknowledged - found
                        );
                    }
                }
                child::ACKNOWLEDGED => {
                    let (writer, done) = rest.split_once(' ').context("a writer and a number")?;
                    self.acknowledged[writer.parse::<usize>()?] = done.parse()?;
                    tally.acknowledged += 1;
                }
                _ => bail!("the store is damaged: {rest}"),
            }
        }
        Ok(opened)
    }
}

/// Waits for the child to end by itself, at most so long.
fn wait(child: &mut Child, time: Duration) -> anyhow::Result<()> {
    let begin = std::time::Instant::now();
    while child.try_wait()?.is_none() && begin.elapsed() < time {
        thread::sleep(Duration::from_micros(200));
    }
    Ok(())
}

fn kill(child: &mut Child) -> anyhow::Result<()> {
    // An error says that it had ended by itself, which what it said tells apart.
    let _ = child.kill();
    child.wait()?;
    Ok(())
}
