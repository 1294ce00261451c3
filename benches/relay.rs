//! How many messages a second the whole pipe carries, and how late they arrive.
//!
//! ```text
//! client ─▶ sandbox (MTProto) ─▶ grammers ─▶ plan ─▶ durable commit ─▶ outbox ─▶ bot ─▶ sandbox (Bot API) ─▶ thread
//! ```
//!
//! First a burst in which everything is sent at once, then as many a second as are asked for; then both the other way,
//! from the operators' threads to the clients. **Each time it is checked that every message stands where it belongs,
//! once, in the order of its dialog.** A latency is the time from the moment at which Telegram has a message to the one
//! at which it has the copy.
//!
//! ```text
//! cargo bench --bench relay -- [--messages N] [--dialogs N] [--rate N] [--seconds N]
//! ```

#[expect(dead_code, reason = "only the benchmark of accounts starts Pult anew")]
mod agency;

use agency::{Agency, Usage, town::Town};
use clap::Parser;
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use telegram_sandbox::{
    Person, Place, Topic,
    world::{Change, UserId, World},
};
use tokio::{sync::Notify, time::MissedTickBehavior};

#[derive(Parser)]
struct Arguments {
    /// Messages of a burst.
    #[arg(long, default_value_t = 10_000)]
    messages: usize,
    #[arg(long, default_value_t = 100)]
    dialogs: usize,
    /// Messages a second of the even stream.
    #[arg(long, default_value_t = 200)]
    rate: u32,
    /// How long the even stream lasts.
    #[arg(long, default_value_t = 20)]
    seconds: u32,
    /// Cargo's.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Longer than this without an arrival, and something is lost.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let agency = Agency::opens().await;
    let lines = Lines::laid(&agency, arguments.dialogs).await;
    println!("{} dialogs of one account in one desk; Pult is process {}", arguments.dialogs, agency.pult.id());
    let even = Stream { count: (arguments.rate * arguments.seconds) as usize, rate: Some(arguments.rate) };
    let burst = Stream { count: arguments.messages, rate: None };
    for (way, name) in [(Way::ToThread, "client → thread"), (Way::ToClient, "thread → client")] {
        for stream in [&burst, &even] {
            lines.carry(&agency, way, name, stream).await;
        }
    }
    agency.closes().await;
}

/// Messages to be sent one after the other over all dialogs.
struct Stream {
    count: usize,
    /// A second; all at once where there is none.
    rate: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    ToThread,
    ToClient,
}

/// A dialog: both its ends.
struct Line {
    client: Person,
    account: Person,
    operator: Person,
    thread: Topic,
}

impl Line {
    fn says(&self, way: Way, words: String) {
        match way {
            Way::ToThread => self.client.says(&self.account, words),
            Way::ToClient => self.operator.says(self.thread, words),
        }
        .expect("writing there is allowed");
    }

    /// What stands at the far end, oldest first.
    fn arrived(&self, way: Way) -> Vec<String> {
        let (who, place): (_, Place) = match way {
            Way::ToThread => (&self.operator, self.thread.into()),
            Way::ToClient => (&self.client, (&self.account).into()),
        };
        who.sees(place).into_iter().filter(|seen| !seen.own && !seen.service).map(|seen| seen.text).collect()
    }
}

/// All dialogs, and the one who watches what arrives.
struct Lines {
    lines: Vec<Line>,
    watch: Arc<Watch>,
}

impl Lines {
    /// Connects an account, makes its desk, and lets every client write once, so that their threads are open.
    async fn laid(agency: &Agency, dialogs: usize) -> Lines {
        let (town, owner) = (&agency.town, &agency.owner);
        let account = agency.connects("Sales").await;
        // The owner answers: what an owner binds needs nobody's consent.
        let desk = town.prepares_group(owner, owner, "Desk");
        town.writes(owner, desk.group.general(), "/bind");
        town.waits(owner, desk.group, "the account to come in", |seen| seen.service && seen.text.contains("joined"))
            .await;
        let clients: Vec<_> = (0..dialogs).map(|number| town.person(&format!("Client {number}"))).collect();
        for client in &clients {
            town.writes(client, &account, "Good morning");
        }
        let mut lines = Vec::new();
        for client in clients {
            let thread = town.thread(&desk, &client).await;
            town.shows(owner, thread, "Good morning").await;
            lines.push(Line { client, account: account.clone(), operator: owner.clone(), thread });
        }
        let watch = Watch::over(town, HashSet::from([account.id, town.bot.id]));
        Lines { lines, watch }
    }

    /// Sends a stream, waits until all of it has arrived, and says how it went.
    async fn carry(&self, agency: &Agency, way: Way, name: &str, stream: &Stream) {
        agency.settles().await;
        let label = format!("{name} {}", stream.rate.map_or("at once".to_owned(), |rate| format!("{rate} a second")));
        self.watch.expect(&label, stream.count);
        let (pult, own, began) = (agency.usage(), sandbox(), Instant::now());
        match stream.rate {
            None => tokio::task::block_in_place(|| {
                (0..stream.count).for_each(|number| self.say(way, &label, number));
            }),
            Some(rate) => {
                let mut ticks = tokio::time::interval(Duration::from_secs(1) / rate);
                ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
                for number in 0..stream.count {
                    ticks.tick().await;
                    self.say(way, &label, number);
                }
            }
        }
        let said = began.elapsed();
        let late = self.watch.all_arrived().await;
        let (took, pult, sandbox) = (began.elapsed(), agency.usage() - pult, sandbox() - own);
        self.check(way, &label, stream.count);
        println!("\n{label}: {} messages, said within {:.2} s", stream.count, said.as_secs_f64());
        println!("  {:.0} a second; {late}", stream.count as f64 / took.as_secs_f64());
        for (who, usage) in [("Pult", pult), ("sandbox", sandbox)] {
            println!(
                "  {who}: {:.2} of a core, {:.0} µs a message ({:.0} of them in the kernel)",
                usage.time().as_secs_f64() / took.as_secs_f64(),
                micros(usage.time()) / stream.count as f64,
                micros(usage.system) / stream.count as f64,
            );
        }
        println!("  Pult has {} MiB", pult.memory / 1024);
    }

    fn say(&self, way: Way, label: &str, number: usize) {
        self.watch.said(number);
        self.lines[number % self.lines.len()].says(way, format!("{label} #{number}"));
    }

    /// Everything stands where it belongs, once, in order.
    fn check(&self, way: Way, label: &str, count: usize) {
        for (index, line) in self.lines.iter().enumerate() {
            let expected: Vec<_> =
                (index..count).step_by(self.lines.len()).map(|number| format!("{label} #{number}")).collect();
            let mut arrived = line.arrived(way);
            arrived.retain(|text| text.contains(label));
            assert_eq!(arrived, expected, "what arrived in dialog {index}");
        }
    }
}

/// What the sandbox, which is this process, has used.
fn sandbox() -> Usage {
    Usage::of(std::process::id())
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// Sees every message in the moment in which Telegram has it.
struct Watch {
    makers: HashSet<UserId>,
    state: Mutex<Arrivals>,
    arrived: Notify,
}

#[derive(Default)]
struct Arrivals {
    label: String,
    said: Vec<Option<Instant>>,
    late: Vec<Option<Duration>>,
    missing: usize,
}

impl Watch {
    /// `makers`: who writes in the name of Pult.
    fn over(town: &Town, makers: HashSet<UserId>) -> Arc<Watch> {
        let watch = Arc::new(Watch { makers, state: Mutex::default(), arrived: Notify::new() });
        let observer = watch.clone();
        town.sandbox.world().observe(Box::new(move |world, from| observer.note(world, from)));
        watch
    }

    fn lock(&self) -> MutexGuard<'_, Arrivals> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on messages with this label are counted.
    fn expect(&self, label: &str, count: usize) {
        *self.lock() =
            Arrivals { label: label.to_owned(), said: vec![None; count], late: vec![None; count], missing: count };
    }

    fn said(&self, number: usize) {
        self.lock().said[number] = Some(Instant::now());
    }

    fn note(&self, world: &mut World, from: u64) {
        let now = Instant::now();
        let mut state = self.lock();
        for event in world.events_from(from) {
            let Change::Sent { message, .. } = &event.what else { continue };
            if !self.makers.contains(&message.author) {
                continue;
            }
            let number = message.text().strip_prefix(&state.label).and_then(|rest| rest.strip_prefix(" #"));
            let Some(number) = number.and_then(|number| number.parse::<usize>().ok()) else { continue };
            if let Some(said) = state.said[number]
                && state.late[number].is_none()
            {
                state.late[number] = Some(now - said);
                state.missing -= 1;
            }
        }
        drop(state);
        self.arrived.notify_one();
    }

    /// Waits until nothing is missing.
    async fn all_arrived(&self) -> String {
        let mut before = usize::MAX;
        loop {
            let missing = self.lock().missing;
            if missing == 0 {
                break;
            }
            let progress = async {
                while self.lock().missing == missing {
                    self.arrived.notified().await;
                }
            };
            assert!(
                missing != before && tokio::time::timeout(PATIENCE, progress).await.is_ok(),
                "{missing} messages did not arrive"
            );
            before = missing;
        }
        let mut late: Vec<_> = self.lock().late.iter().flatten().copied().collect();
        late.sort_unstable();
        let at = |part: f64| late[((late.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
        format!("latency p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms", at(0.5), at(0.99), at(1.0))
    }
}
