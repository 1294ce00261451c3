//! Dialogs between clients and operators, through the whole of Pult, and how late what is said in them arrives.
//!
//! **Each time it is checked that every message stands where it belongs, once, in the order of its dialog.** A latency is
//! the time from the moment at which Telegram has a message to the one at which it has the copy.

use super::{Agency, Usage, town::Town};
use std::{
    collections::HashSet,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use telegram_sandbox::{
    Person, Place, Topic,
    world::{Change, Seen, UserId, World},
};
use tokio::{sync::Notify, time::MissedTickBehavior};

/// Longer than this without an arrival, and something is lost.
const PATIENCE: Duration = Duration::from_secs(30);

/// Messages to be sent one after the other over all dialogs.
pub struct Stream {
    pub count: usize,
    /// A second; all at once where there is none.
    pub rate: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Way {
    ToThread,
    ToClient,
}

/// A dialog: both its ends.
pub struct Line {
    pub client: Person,
    pub account: Person,
    pub operator: Person,
    pub thread: Topic,
}

impl Line {
    /// Makes a desk for an account, and lets so many clients write once, so that their threads are open.
    pub async fn laid(agency: &Agency, account: &Person, dialogs: usize) -> Vec<Line> {
        let (town, owner, name) = (&agency.town, &agency.owner, account.name());
        // The owner answers: what an owner binds needs nobody's consent.
        let desk = town.prepares_group(owner, owner, &name);
        town.writes(owner, desk.group.general(), "/bind");
        // With more than one account it is asked in the panel for which, page by page.
        let comes_in = |seen: &Seen| seen.service && seen.text.contains("joined");
        let offers = |seen: &Seen, label: &str| seen.buttons.iter().flatten().any(|button| button.text == label);
        for _ in 0..200 {
            if owner.sees(desk.group).iter().any(comes_in) {
                break;
            }
            if let Some(asked) = owner.sees(&town.bot).iter().rev().find(|seen| !seen.own && !seen.buttons.is_empty()) {
                let next = [name.as_str(), "▶"].into_iter().find(|label| offers(asked, label));
                if let Some(next) = next.filter(|_| asked.text.contains(&town.label("desk-choice"))) {
                    owner.presses(&town.bot, asked.id, next).await.expect("the button is there");
                }
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        town.waits(owner, desk.group, "the account to come in", comes_in).await;
        let clients: Vec<_> = (0..dialogs).map(|number| town.person(&format!("Client {number} of {name}"))).collect();
        for client in &clients {
            town.writes(client, account, "Good morning");
        }
        let mut lines = Vec::new();
        for client in clients {
            let thread = town.thread(&desk, &client).await;
            town.shows(owner, thread, "Good morning").await;
            lines.push(Line { client, account: account.clone(), operator: owner.clone(), thread });
        }
        lines
    }

    pub fn says(&self, way: Way, words: String) {
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
pub struct Lines {
    lines: Vec<Line>,
    watch: Arc<Watch>,
}

impl Lines {
    pub fn over(town: &Town, lines: Vec<Line>) -> Lines {
        let makers = lines.iter().map(|line| line.account.id).chain([town.bot.id]).collect();
        Lines { lines, watch: Watch::over(town, makers) }
    }

    /// Sends a stream, waits until all of it has arrived, and says how it went.
    pub async fn carry(&self, agency: &Agency, way: Way, name: &str, stream: &Stream) -> Late {
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
        late
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
    async fn all_arrived(&self) -> Late {
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
        let at = |part: f64| late[((late.len() - 1) as f64 * part) as usize];
        Late { half: at(0.5), most: at(0.99), longest: at(1.0) }
    }
}

/// How late messages arrived: the median, the 99th percentile, the longest.
#[derive(Clone, Copy, Debug)]
pub struct Late {
    pub half: Duration,
    pub most: Duration,
    pub longest: Duration,
}

impl fmt::Display for Late {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [half, most, longest] = [self.half, self.most, self.longest].map(|late| late.as_secs_f64() * 1e3);
        write!(f, "latency p50 {half:.1} ms, p99 {most:.1} ms, longest {longest:.1} ms")
    }
}
