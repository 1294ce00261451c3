//! One world in which Pult dies again and again, and people go on.

use crate::{
    agency::Agency,
    books, faults,
    history::History,
    play::Play,
    program::{Ended, Program, Setup},
    trouble::Trouble,
    verdict,
};
use anyhow::{Context, ensure};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::{collections::BTreeMap, fmt, fs, path::PathBuf, time::Duration};
use steps::{Board, Disk, Moment};
use telegram_sandbox::world::World;
use tempfile::TempDir;

/// How long the world may take to be as it should be. A desk's budget lets some of it wait for a minute.
const PATIENCE: Duration = Duration::from_secs(90);

/// How long calls and updates go wrong after people have acted.
const TROUBLE: Duration = Duration::from_secs(2);

/// About as many moments as the interposer counts until nothing is left to do: for one act of a person, from a start,
/// from the word to stop.
const WORKING: u64 = 45;
const STARTING: u64 = 180;
const STOPPING: u64 = 60;

/// What Pult says when it has started.
const RUNNING: &str = "Pult is running";

/// How a life of Pult ends.
#[derive(Clone, Copy)]
struct Ending {
    stage: Stage,
    /// So many moments into the stage.
    moments: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Starting,
    Working,
    Stopping,
}

/// What rounds saw.
#[derive(Default)]
pub struct Tally {
    /// What the process was about when it was killed; `None`: it had nothing left to do.
    pub deaths: BTreeMap<(Stage, Option<Moment>), u32>,
    pub acts: usize,
    /// Rounds in which calls went wrong.
    pub rounds: u32,
    /// What went wrong.
    pub trouble: BTreeMap<String, u32>,
}

impl Tally {
    /// How often Pult was killed.
    pub fn points(&self) -> u32 {
        self.deaths.values().sum()
    }

    pub fn absorb(&mut self, other: Tally) {
        for (death, count) in other.deaths {
            *self.deaths.entry(death).or_default() += count;
        }
        for (trouble, count) in other.trouble {
            *self.trouble.entry(trouble).or_default() += count;
        }
        self.acts += other.acts;
        self.rounds += other.rounds;
    }
}

/// A world, and Pult in it.
pub struct Place {
    play: Play,
    setup: Setup,
    board: Board,
    /// Whether more goes wrong than that Pult dies.
    troubled: bool,
    /// From its deaths to its starts Pult is not there: positions in the sandbox's log.
    deaths: Vec<u64>,
    pub tally: Tally,
    /// What was done and what Pult printed, to find out what happened.
    report: String,
    _board: TempDir,
}

impl Place {
    /// An agency with everything that people need, opened through a Pult that lives.
    pub async fn opens(seed: u64, troubled: bool) -> anyhow::Result<(Place, Program)> {
        let mut agency = Agency::founded(seed).await;
        let directory = tempfile::tempdir()?;
        let board = Board::new(&directory.path().join("board"))?;
        let mut setup = Setup::new(agency.town.environment());
        for (name, value) in board.environment() {
            setup.set(name, value.display());
        }
        setup.set("PULT_LOG", "pult=debug");
        let pult = setup.runs().await;
        agency.opens().await;
        let play = Play::new(agency, StdRng::seed_from_u64(seed));
        let (deaths, tally, report) = Default::default();
        Ok((Place { play, setup, board, troubled, deaths, tally, report, _board: directory }, pult))
    }

    /// People act while calls go wrong, Pult may die; and in the end all is as it should be.
    pub async fn troubled_round(&mut self, mut pult: Program) -> anyhow::Result<Program> {
        self.tally.rounds += 1;
        match self.play.rng.random_range(0..100) {
            0..35 => return self.round(pult).await,
            35..40 => return self.fails_to_write(pult).await,
            40..43 => self.ends_a_session().await,
            _ => {}
        }
        self.people_act(3..9).await;
        let settled = tokio::select! {
            () = pult.is_over() => Err(anyhow::anyhow!("it ended by itself")),
            settled = self.settles() => settled,
        };
        if settled.is_err() {
            self.report.push_str(&pult.told());
        }
        settled.map(|()| pult)
    }

    /// An account's session is ended from another device; people go on, and it is signed
    /// in again.
    async fn ends_a_session(&mut self) {
        let side = self.play.rng.random_range(0..self.play.agency.sides.len());
        let account = self.play.agency.sides[side].account.id;
        self.report.push_str(&format!("── The session of {} ends\n", self.play.agency.sides[side].name));
        let told = self.play.agency.told();
        self.play.agency.town.sandbox.revoke(account);
        self.people_act(1..5).await;
        self.forgive();
        self.play.agency.signs_in_again(side, told).await;
        *self.tally.trouble.entry("account was signed out".to_owned()).or_default() += 1;
    }

    /// People act, and the disk fails at some moment: Pult stops and says why. When the disk is well again, it goes on.
    async fn fails_to_write(&mut self, mut pult: Program) -> anyhow::Result<Program> {
        let acts = self.play.rng.random_range(1..6);
        let disk = if self.play.rng.random_bool(0.5) { Disk::Full } else { Disk::Failing };
        let moments = self.play.rng.random_range(1..=WORKING * u64::from(acts));
        self.board.fails_after(moments, disk);
        self.people_act(acts..acts + 1).await;
        let settled = tokio::select! {
            () = pult.is_over() => None,
            settled = self.settles() => Some(settled),
        };
        if let Some(Err(error)) = settled {
            self.report.push_str(&pult.told());
            return Err(error.context(format!("{disk:?} disk at moment {moments}")));
        }
        // Where nothing was left to write before the disk failed, it may do so while Pult stops.
        let ended = if settled.is_some() { pult.stops().await } else { pult.ends().await };
        self.board.mends();
        self.report.push_str(&format!("{}══ at work, {disk:?} disk at moment {moments}\n", ended.stderr));
        let said = ended.stderr.lines().any(|line| line.contains("store"));
        let stopped = settled.is_some() && ended.code == Some(0);
        ensure!(
            stopped || ended.code == Some(1) && said,
            "it ended with {:?} and did not say why: {}",
            ended.code,
            ended.stderr
        );
        self.gone();
        *self.tally.trouble.entry(format!("disk was {disk:?}").to_lowercase()).or_default() += 1;
        books::recount(&self.play.agency.town.data_dir()).await.context("the disk failed")?;
        self.people_act(0..4).await;
        self.gone();
        let pult = self.setup.runs().await;
        let settled = self.settles().await;
        if settled.is_err() {
            self.report.push_str(&pult.told());
        }
        settled.map(|()| pult)
    }

    /// People act, Pult dies, once or more often; people go on; and in the end all is as it should be.
    pub async fn round(&mut self, pult: Program) -> anyhow::Result<Program> {
        let acts = self.play.rng.random_range(3..9);
        let stage = if self.play.rng.random_bool(0.15) { Stage::Stopping } else { Stage::Working };
        self.dies(pult, stage, acts).await?;
        while self.play.rng.random_bool(0.4) {
            self.people_act(0..3).await;
            self.gone();
            let pult = self.setup.starts(&["run"]);
            self.dies(pult, Stage::Starting, 0).await?;
        }
        self.people_act(0..4).await;
        self.board.ends_never();
        self.gone();
        let pult = self.setup.runs().await;
        let settled = self.settles().await;
        if settled.is_err() {
            self.report.push_str(&pult.told());
        }
        settled.map(|()| pult)
    }

    /// The last look: stopped in order, everything counted.
    pub async fn closes(&mut self, pult: Program) -> anyhow::Result<()> {
        let ended = pult.stops().await;
        self.report.push_str(&ended.stderr);
        ensure!(ended.code == Some(0), "it did not stop in order");
        let (data, history) = (self.play.agency.town.data_dir(), self.play.history());
        for (door, effect) in &history.struck {
            *self.tally.trouble.entry(faults::kind(*door, effect)).or_default() += 1;
        }
        books::recount(&data).await?;
        verdict::check(&history, &self.play.agency, &self.deaths)?;
        books::check(&data, &history, &self.play.agency).await
    }

    /// Leaves on the disk what helps to find out what happened.
    pub fn keeps(&self) -> anyhow::Result<PathBuf> {
        let kept = tempfile::tempdir()?.keep();
        let data = self.play.agency.town.data_dir();
        fs::write(kept.join("report"), &self.report)?;
        let events = self.play.agency.town.sandbox.world().with(|world| {
            world.log.iter().map(|event| format!("{} {} {:?}\n", event.seq, event.at.0, event.what)).collect::<String>()
        });
        fs::write(kept.join("events"), events)?;
        books::copy(&data.join("store"), &kept.join("store"))?;
        fs::copy(data.join("master.key"), kept.join("master.key"))?;
        Ok(kept)
    }

    async fn people_act(&mut self, count: std::ops::Range<u32>) {
        if self.troubled {
            for _ in 0..self.play.rng.random_range(0..5) {
                let trouble = Trouble::of(&mut self.play.rng, &self.play.agency);
                self.report.push_str(&format!("── {trouble}\n"));
                if let Some(kind) = trouble.strikes(&mut self.play, &self.board) {
                    *self.tally.trouble.entry(kind.to_owned()).or_default() += 1;
                }
            }
        }
        let count = self.play.rng.random_range(count);
        for act in self.play.acts(count).await {
            self.report.push_str(&format!("── {act}\n"));
            self.tally.acts += 1;
        }
    }

    /// Lets Pult die in this stage. Where the moment never comes, because nothing is left to do, it dies then.
    async fn dies(&mut self, mut pult: Program, stage: Stage, acts: u32) -> anyhow::Result<()> {
        let most = match stage {
            Stage::Starting => STARTING,
            Stage::Working => WORKING * u64::from(acts),
            Stage::Stopping => STOPPING,
        };
        let ending = Ending { stage, moments: self.play.rng.random_range(1..=most) };
        if stage == Stage::Stopping {
            self.people_act(acts..acts + 1).await;
            self.board.ends_after(ending.moments);
            let ended = pult.stops().await;
            ensure!(matches!(ended.code, None | Some(0)), "it stopped with {:?}: {}", ended.code, ended.stderr);
            return self.buries(ending, &ended).await;
        }
        self.board.ends_after(ending.moments);
        self.people_act(acts..acts + 1).await;
        let settled = pult.says_or_ends(RUNNING).await
            && tokio::select! {
                () = pult.is_over() => false,
                settled = self.settles() => settled.map(|()| true)?,
            };
        let ended = if settled { pult.dies().await } else { pult.ends().await };
        ensure!(ended.code.is_none(), "it ended by itself with {:?}: {}", ended.code, ended.stderr);
        self.buries(ending, &ended).await
    }

    async fn buries(&mut self, ending: Ending, ended: &Ended) -> anyhow::Result<()> {
        let moment = self.board.ending();
        self.report.push_str(&format!("{}══ {ending}: {}\n", ended.stderr, shown(moment)));
        self.gone();
        *self.tally.deaths.entry((ending.stage, moment)).or_default() += 1;
        books::recount(&self.play.agency.town.data_dir()).await.with_context(|| format!("it died {ending}"))
    }

    /// Pult is not there any more, or not yet again. What it had sent before it died may arrive in between.
    fn gone(&mut self) {
        self.deaths.push(self.play.agency.town.sandbox.world().with(|world| world.log.len() as u64));
    }

    /// Waits until the world is as it should be. What went wrong is over after a while, and more happens: only then a client
    /// can know what it was not told.
    async fn settles(&mut self) -> anyhow::Result<()> {
        if self.troubled {
            if self.is_right_within(TROUBLE).await.is_ok() {
                return Ok(());
            }
            self.forgive();
            for act in self.play.goes_on() {
                self.report.push_str(&format!("── {act}\n"));
            }
        }
        self.is_right_within(PATIENCE).await
    }

    /// From now on nothing goes wrong, but for what has already.
    fn forgive(&self) {
        self.board.sets_clock_ahead(0);
        self.play.agency.town.sandbox.world().with(World::forgive);
    }

    async fn is_right_within(&self, time: Duration) -> anyhow::Result<()> {
        let (agency, mut wrong) = (&self.play.agency, None);
        let world = agency.town.sandbox.world();
        let settled = world.wait(time, |world| {
            wrong = verdict::check(&History::of(world), agency, &self.deaths).err();
            wrong.is_none().then_some(())
        });
        let settled = settled.await;
        match wrong {
            Some(wrong) if settled.is_none() => Err(wrong),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stage::Starting => "starting",
            Stage::Working => "at work",
            Stage::Stopping => "stopping",
        })
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, at moment {}", self.stage, self.moments)
    }
}

/// What the process was about.
pub fn shown(moment: Option<Moment>) -> String {
    moment.map_or_else(|| "when all was done".to_owned(), |moment| moment.to_string())
}
