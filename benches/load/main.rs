//! A working day in half an hour: hundreds of accounts, thousands of dialogs, everything that people send and do, while
//! calls fail, connections break and updates go missing at both doors, and Telegram's limits are on.
//!
//! The sandbox is this process, `pult` the real binary as another, both on the machine's clock: a minute here is a minute.
//! **Nothing may be lost, come twice or out of order**; only what a bot sent without hearing what became of it may stand
//! in a thread once more, marked. Otherwise it ends with an error.
//!
//! ```text
//! cargo bench --bench load                                        # 6 messages a second, one bot
//! cargo bench --bench load -- --rate 60 --desks 60 --bots 4
//! cargo bench --bench load -- --minutes 10 --peer                 # the same with the relay in benches/peer
//! ```
//!
//! One bot may write 20 messages a minute to a desk, cards, titles, edits and states included, so 6 messages a second need
//! about 25 desks at least; here they have 30.

#[path = "../agency/mod.rs"]
#[expect(dead_code, reason = "other benchmarks measure a single way at a time")]
mod agency;
mod book;
#[path = "../../tests/crash/faults.rs"]
mod faults;
mod peer;
mod play;
mod stage;
mod trouble;

use agency::{Usage, lines::Way};
use book::{Book, Undone, compared};
use clap::Parser;
use play::Play;
use pult::store::{SledEngine, dump};
use stage::{Stage, Tested};
use std::{
    io,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::{MissedTickBehavior, interval, sleep};
use trouble::Trouble;

#[derive(Parser)]
pub struct Arguments {
    #[arg(long, default_value_t = 30)]
    minutes: u64,
    /// Messages a second, both ways together; what is done to messages comes on top.
    #[arg(long, default_value_t = 6)]
    rate: u32,
    #[arg(long, default_value_t = 200)]
    accounts: usize,
    #[arg(long, default_value_t = 2_000)]
    dialogs: usize,
    /// So many of the accounts have a desk and share the dialogs; the others are there and quiet.
    #[arg(long, default_value_t = 30)]
    desks: usize,
    #[arg(long, default_value_t = 1)]
    bots: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Messages for each thing that goes wrong; nothing goes wrong with 0.
    #[arg(long, default_value_t = 20)]
    calm: usize,
    /// Another relay in Pult's place: the command that starts it.
    #[arg(long, num_args = 0..=1, default_missing_value = "benches/peer/run")]
    peer: Option<String>,
    /// Cargo's.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Arguments {
    /// How many dialogs an account with a desk has.
    pub fn dialogs_of(&self, number: usize) -> usize {
        self.dialogs / self.desks + usize::from(number < self.dialogs % self.desks)
    }
}

/// As long as this nothing happens before and after, so that what is left to do is done.
const REST: Duration = Duration::from_secs(60);
/// Longer than this without an arrival, and what is missing is lost. A desk's budget lets some of it wait for a minute.
const PATIENCE: Duration = Duration::from_secs(180);
/// Looks at memory and disk in the course of it.
const LOOKS: u32 = 6;
/// Trouble that has not struck by then is taken back.
const FORGIVEN: Duration = Duration::from_secs(60);

#[tokio::main]
async fn main() -> ExitCode {
    let load = Arguments::parse();
    let began = Instant::now();
    let stage = match &load.peer {
        None => Stage::of_pult(&load).await,
        Some(command) => Stage::of_peer(&load, command).await,
    };
    println!(
        "{} accounts, {} dialogs in {} desks, {} messages a second for {} minutes, bots: {}, seed {}; {}, made within {} s",
        load.accounts,
        load.dialogs,
        load.desks,
        load.rate,
        load.minutes,
        load.bots,
        load.seed,
        load.peer.as_deref().unwrap_or("Pult"),
        began.elapsed().as_secs(),
    );
    sleep(REST).await;
    Evening::of(&load, stage).await.tells().await
}

/// One look at what is tested.
#[derive(Clone, Copy)]
struct Look {
    at: Duration,
    said: usize,
    waiting: usize,
    usage: Usage,
    disk: u64,
}

/// What there is to tell when all is said.
struct Evening {
    stage: Stage,
    book: Arc<Book>,
    looks: Vec<Look>,
    undone: Undone,
    examples: Vec<String>,
    refused: usize,
    /// Until all that came was there, and until what was done to it showed as far as it does.
    came: Duration,
    showed: Duration,
}

impl Evening {
    async fn of(load: &Arguments, stage: Stage) -> Evening {
        let sandbox = &stage.town.sandbox;
        let book = Book::opened(sandbox.world(), &stage.lines, stage.bots.clone());
        let mut play = Play::new(sandbox, &stage.lines, book.clone(), load.seed);
        let mut trouble = Trouble::new(stage.busy.clone(), stage.bots.clone(), load.seed);
        let (refused, began) = (sandbox.limited(), Instant::now());
        let span = Duration::from_secs(load.minutes * 60);
        let mut looks = Vec::new();
        let mut looks_now = |said: usize| {
            let (usage, disk) = stage.usage();
            let look = Look { at: began.elapsed(), said, waiting: book.missing(), usage, disk };
            looks.push(look);
            tell(&look);
        };
        println!(
            "\n| minute | said | on their way | memory, MiB | disk, MiB | processor, s |\n|---|---|---|---|---|---|"
        );
        looks_now(0);
        let mut ticks = interval(Duration::from_secs(1) / load.rate);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let (mut said, mut ticked, mut troubles, mut looked, mut forgiven) = (0, 0, 0, 0, began);
        while began.elapsed() < span {
            ticks.tick().await;
            ticked += 1;
            // An album is several messages.
            while said < ticked {
                said += play.goes_on();
            }
            while load.calm > 0 && troubles * load.calm < said {
                trouble.strikes(sandbox);
                troubles += 1;
            }
            if forgiven.elapsed() > FORGIVEN {
                sandbox.world().with(telegram_sandbox::World::forgive);
                forgiven = Instant::now();
            }
            if looked + 1 < LOOKS && began.elapsed() > span * (looked + 1) / LOOKS {
                looked += 1;
                looks_now(said);
            }
        }
        sandbox.world().with(telegram_sandbox::World::forgive);
        play.ends();
        looks_now(said);
        let all = said;
        arrives(&book).await;
        let came = began.elapsed();
        let (undone, examples, settled) = settles(&stage, &book).await;
        let showed = settled - began;
        sleep(REST).await;
        looks_now(all);
        let refused = sandbox.limited() - refused;
        Evening { refused, looks, undone, examples, came, showed, book, stage }
    }

    /// Says how it went; fails with what must not be.
    async fn tells(self) -> ExitCode {
        let pages = std::mem::take(&mut *self.book.pages());
        let said = pages.items.len();
        let (came, showed) = (self.came.as_secs(), self.showed.as_secs());
        println!(
            "\n{said} messages; all that came was there after {came} s, what was done to them showed after {showed} s"
        );
        println!(
            "\n| | messages | p50 | p99 | longest | lost | twice | out of order |\n|---|---|---|---|---|---|---|---|"
        );
        let mut failed = false;
        for (way, what, twice) in [
            (Way::ToThread, "client → thread", pages.unmarked.len()),
            (Way::ToClient, "operator → client", pages.wrong.twice_to_client),
        ] {
            let (late, lost) = (pages.late(way), pages.lost(way));
            let order = pages.wrong.out_of_order.get(&way).copied().unwrap_or_default();
            failed |= twice + order + lost.len() > 0;
            println!(
                "| {what} | {} | {} | {} | {} | {} | {twice} | {order} |",
                late.len() + lost.len(),
                at(&late, 0.5),
                at(&late, 0.99),
                at(&late, 1.0),
                lost.len(),
            );
        }
        println!(
            "\nmarked as a possible repetition: {}; told to wait by Telegram's limits: {}",
            pages.wrong.marked, self.refused
        );
        let Undone { edits, deletions, replies, reactions } = self.undone;
        println!(
            "not carried over: {edits} edits, {deletions} deletions, {replies} replies' targets, {reactions} reactions"
        );
        let mut struck: Vec<_> = pages.struck.iter().map(|(what, count)| format!("{what}: {count}")).collect();
        struck.sort();
        println!("what went wrong: {}", struck.join(", "));
        let (first, last) = (self.looks[0], self.looks[self.looks.len() - 1]);
        println!(
            "memory {:.1} → {:.1} MiB; disk {:.1} → {:.1} MiB, {:.0} bytes a message; {:.1} ms of a processor a message",
            mib(first.usage.memory * 1024),
            mib(last.usage.memory * 1024),
            mib(first.disk),
            mib(last.disk),
            last.disk.saturating_sub(first.disk) as f64 / said.max(1) as f64,
            (last.usage - first.usage).time().as_secs_f64() * 1e3 / said.max(1) as f64,
        );
        let limited = self.stage.town.sandbox.world().with(|world| world.limited().to_vec());
        for limited in limited.iter().take(20) {
            println!("  told to wait: {limited:?}");
        }
        for example in pages.wrong.examples.iter().chain(&self.examples).take(20) {
            println!("  {example}");
        }
        for (number, item) in [Way::ToThread, Way::ToClient]
            .iter()
            .flat_map(|way| pages.lost(*way))
            .map(|number| (number, &pages.items[number]))
            .take(20)
        {
            println!("  lost: №{number} {item:?}");
        }
        let Stage { town, tested, .. } = self.stage;
        match tested {
            Tested::Pult(program) => {
                let ended = program.stops().await;
                failed |= ended.code != Some(0);
                println!("the data itself: {:.1} MiB", mib(data(&town.data_dir())));
                town.ends().await;
            }
            Tested::Peer(mut peer) => {
                peer.stops();
                for method in town.sandbox.take_unimplemented() {
                    println!("asked for and not there: {method}");
                }
                town.ends().await;
            }
        }
        let Undone { edits, deletions, .. } = self.undone;
        if failed || edits + deletions > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

/// Waits until everything has come, or nothing comes any more.
async fn arrives(book: &Book) {
    let (mut missing, mut since) = (book.missing(), Instant::now());
    while missing > 0 && since.elapsed() < PATIENCE {
        sleep(Duration::from_millis(500)).await;
        let now = book.missing();
        if now < missing {
            (missing, since) = (now, Instant::now());
        }
    }
}

/// Waits until everything that was done to messages shows, or nothing changes any more; since when that is so.
async fn settles(stage: &Stage, book: &Book) -> (Undone, Vec<String>, Instant) {
    let look = || {
        let mut examples = Vec::new();
        let undone = stage.town.sandbox.world().with(|world| compared(world, book, &stage.lines, &mut examples));
        (undone, examples)
    };
    let (mut last, mut since) = (look(), Instant::now());
    while last.0.count() > 0 && since.elapsed() < PATIENCE {
        sleep(Duration::from_secs(2)).await;
        let now = look();
        if now.0 != last.0 {
            since = Instant::now();
        }
        last = now;
    }
    (last.0, last.1, since)
}

/// How many bytes are kept in a store that nobody has open: rows without what the engine makes of them.
fn data(directory: &std::path::Path) -> u64 {
    struct Counted(u64);
    impl io::Write for Counted {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len() as u64;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let engine = SledEngine::open(&directory.join("store")).expect("nobody else has the store open");
    let mut counted = Counted(0);
    dump(&engine, &mut counted).expect("the store can be read");
    counted.0
}

fn tell(look: &Look) {
    println!(
        "| {:.0} | {} | {} | {:.1} | {:.1} | {:.1} |",
        look.at.as_secs_f64() / 60.0,
        look.said,
        look.waiting,
        mib(look.usage.memory * 1024),
        mib(look.disk),
        look.usage.time().as_secs_f64(),
    );
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / 1_048_576.0
}

/// Seconds.
fn at(sorted: &[i64], part: f64) -> String {
    match sorted.len() {
        0 => "–".to_owned(),
        len => format!("{:.2}", sorted[((len - 1) as f64 * part) as usize] as f64 / 1e3),
    }
}
