//! One world in which Pult dies again and again, and people go on.

use crate::{
    agency::Agency,
    books,
    play::Play,
    program::{Program, Setup},
    verdict,
};
use anyhow::Context;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::{collections::BTreeMap, fmt, fs, path::PathBuf, time::Duration};
use steps::{Board, Moment};
use tempfile::TempDir;

/// How long the world may take to be as it should be. A desk's budget lets some of it wait for a minute.
const PATIENCE: Duration = Duration::from_secs(90);

/// What Pult says when it has started.
const RUNNING: &str = "Pult is running";

/// How a life of Pult ends, by the moments that the interposer counts.
#[derive(Clone, Copy, Debug)]
pub enum Ending {
    /// So many moments after people began to act.
    AtWork(u64),
    /// So many after it was told to stop.
    Stopping(u64),
    /// So many after its start.
    Starting(u64),
}

/// What all rounds together saw.
#[derive(Default)]
pub struct Tally {
    pub points: u32,
    /// What the process was about when it was killed; `None`: it had nothing left to do.
    pub endings: BTreeMap<(&'static str, Option<Moment>), u32>,
    pub acts: usize,
}

/// A world, and Pult in it.
pub struct Place {
    play: Play,
    setup: Setup,
    board: Board,
    /// Positions in the sandbox's log.
    deaths: Vec<u64>,
    /// What was done and what Pult printed, for the report.
    report: String,
    armed: u64,
    _boards: TempDir,
}

impl Place {
    /// An agency with everything that people need, opened through a Pult that lives.
    pub async fn opens(seed: u64) -> anyhow::Result<(Place, Program)> {
        let mut agency = Agency::founded(seed).await;
        let boards = tempfile::tempdir()?;
        let board = Board::new(&boards.path().join("board"))?;
        let mut setup = Setup::new(agency.town.environment());
        for (name, value) in board.environment() {
            setup.set(name, value.to_string_lossy());
        }
        setup.set("PULT_LOG", "pult=debug");
        let pult = setup.runs().await;
        agency.opens().await;
        let play = Play::new(agency, StdRng::seed_from_u64(seed));
        Ok((Place { play, setup, board, deaths: Vec::new(), report: String::new(), armed: 0, _boards: boards }, pult))
    }

    /// People act, Pult dies, once or more often; people go on; and in the end all is as it should be.
    pub async fn round(&mut self, mut pult: Program, tally: &mut Tally) -> anyhow::Result<Program> {
        let rng = &mut self.play.rng;
        let first = if rng.random_bool(0.15) {
            Ending::Stopping(rng.random_range(1..STOPPING))
        } else {
            Ending::AtWork(rng.random_range(1..WORKING))
        };
        let again = [0.45, 0.1].into_iter().take_while(|chance| rng.random_bool(*chance));
        let starts: Vec<_> =
            again.collect::<Vec<_>>().iter().map(|_| Ending::Starting(rng.random_range(1..STARTING))).collect();

        if let Ending::AtWork(moments) = first {
            self.armed = self.board.passed();
            self.board.ends_after(moments);
        }
        let acts = self.play.rng.random_range(3..9);
        self.acts(acts, tally).await;
        match first {
            Ending::Stopping(moments) => {
                self.armed = self.board.passed();
                self.board.ends_after(moments);
                let ended = pult.stops().await;
                self.buries(first, ended, tally).await?;
            }
            _ => self.dies(pult, first, tally).await?,
        }
        for ending in starts {
            let acts = self.play.rng.random_range(0..3);
            self.acts(acts, tally).await;
            if let Ending::Starting(moments) = ending {
                self.armed = self.board.passed();
                self.board.ends_after(moments);
            }
            pult = self.setup.starts(&["run"]);
            self.dies(pult, ending, tally).await?;
        }
        let acts = self.play.rng.random_range(0..4);
        self.acts(acts, tally).await;
        self.board.ends_never();
        pult = self.setup.runs().await;
        match self.settles().await {
            Ok(()) => Ok(pult),
            Err(error) => {
                self.report.push_str(&pult.told());
                Err(error)
            }
        }
    }

    /// The last look: stopped in order, everything counted.
    pub async fn closes(&mut self, pult: Program) -> anyhow::Result<()> {
        let ended = pult.stops().await;
        self.report.push_str(&ended.stderr);
        anyhow::ensure!(ended.code == Some(0), "it did not stop in order");
        let data = self.play.agency.town.data_dir();
        books::recount(&data).await?;
        let history = self.play.history();
        verdict::check(&history, &self.play.agency, &self.deaths)?;
        books::check(&data, &history, &self.play.agency).await
    }

    /// Leaves everything on the disk that helps to find out what happened.
    pub fn keeps(&self) -> anyhow::Result<PathBuf> {
        let kept = tempfile::tempdir()?.keep();
        fs::write(kept.join("report"), &self.report)?;
        let data = self.play.agency.town.data_dir();
        fs::create_dir(kept.join("store"))?;
        for entry in fs::read_dir(data.join("store"))? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs::copy(entry.path(), kept.join("store").join(entry.file_name()))?;
            }
        }
        fs::copy(data.join("master.key"), kept.join("master.key"))?;
        Ok(kept)
    }

    async fn acts(&mut self, count: u32, tally: &mut Tally) {
        let done = self.play.acts(count).await;
        tally.acts += done.len();
        for act in done {
            self.report.push_str(&format!("── {act}\n"));
        }
    }

    /// Waits for the death; where the moment never came, because nothing was left to do, it comes now.
    async fn dies(&mut self, mut pult: Program, ending: Ending, tally: &mut Tally) -> anyhow::Result<()> {
        let settled = pult.says_or_ends(RUNNING).await
            && tokio::select! {
                () = pult.is_over() => false,
                settled = self.settles() => settled.map(|()| true)?,
            };
        let ended = if settled { pult.dies().await } else { pult.ends().await };
        self.buries(ending, ended, tally).await
    }

    async fn buries(&mut self, ending: Ending, ended: crate::program::Ended, tally: &mut Tally) -> anyhow::Result<()> {
        let moment = self.board.ending();
        self.report.push_str(&ended.stderr);
        self.report.push_str(&format!("══ {ending}: {}, {} passed\n", shown(moment), self.board.passed() - self.armed));
        let in_order = ended.code == Some(0) && matches!(ending, Ending::Stopping(_));
        anyhow::ensure!(ended.code.is_none() || in_order, "it ended by itself with {:?}", ended.code);
        if std::env::var("CRASH_DEBUG").is_ok() { eprintln!("{ending}: {} {}", shown(moment), self.board.passed() - self.armed); }
        self.deaths.push(self.play.agency.town.sandbox.world().with(|world| world.log.len() as u64));
        tally.points += 1;
        *tally.endings.entry((ending.name(), moment)).or_default() += 1;
        books::recount(&self.play.agency.town.data_dir()).await.with_context(|| format!("after its end {ending}"))
    }

    /// Waits until the world is as it should be.
    async fn settles(&self) -> anyhow::Result<()> {
        let (agency, mut wrong) = (&self.play.agency, None);
        let right = agency
            .town
            .sandbox
            .world()
            .wait(PATIENCE, |world| {
                wrong = verdict::check(&crate::history::History::of(world), agency, &self.deaths).err();
                wrong.is_none().then_some(())
            })
            .await;
        match (right, wrong) {
            (None, Some(wrong)) => Err(wrong),
            _ => Ok(()),
        }
    }
}

/// About as many moments as there are until nothing is left to do.
const WORKING: u64 = 400;
const STARTING: u64 = 300;
const STOPPING: u64 = 60;

impl Ending {
    pub fn name(self) -> &'static str {
        match self {
            Ending::AtWork(_) => "at work",
            Ending::Stopping(_) => "stopping",
            Ending::Starting(_) => "starting",
        }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Ending::AtWork(moments) | Ending::Stopping(moments) | Ending::Starting(moments)) = self;
        write!(f, "{}, at moment {moments}", self.name())
    }
}

/// What the process was about.
pub fn shown(moment: Option<Moment>) -> String {
    moment.map_or_else(|| "when all was done".to_owned(), |moment| moment.to_string())
}
