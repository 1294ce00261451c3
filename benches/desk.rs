//! The loads of the scheduler's benchmark through the whole of Pult: real clients and bots at the sandbox's two doors,
//! Telegram's limits counted there, an hour's desk in a few minutes, and Pult stopped and started in the middle.
//!
//! The virtual clock runs some times as fast as that of the machine, so whatever Pult and the sandbox take counts as many
//! times. **It is checked that everything with words in it stands in its thread once and in its order, and that
//! everything the operator wrote has reached its client.**
//!
//! ```text
//! cargo bench --bench desk -- [--minutes N] [--speed N] [--clients N] [--seed N] [--only 40/2]
//! ```

#[path = "scheduler/load.rs"]
#[expect(dead_code, reason = "what Pult itself adds is not played here: it adds it")]
mod load;
#[path = "../tests/town/mod.rs"]
#[expect(dead_code, reason = "stories use more of the town")]
mod town;

use clap::Parser;
use load::{Form, Item, What};
use pult::{
    domain::Lang,
    locale::{Arg, Locale},
};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use telegram_sandbox::{
    Group, Person, Topic,
    world::{Action, Change, Joined, MessageId, Seen, UserId, World},
};
use town::{Plan, Town};

/// Milliseconds of virtual time.
type Millis = u64;

#[derive(Parser)]
struct Arguments {
    /// How long each load lasts, in virtual minutes.
    #[arg(long, default_value_t = 10)]
    minutes: u64,
    /// How many times as fast as the machine's clock the virtual one runs.
    #[arg(long, default_value_t = 10)]
    speed: u32,
    /// Among so many clients conversations go round.
    #[arg(long, default_value_t = 40)]
    clients: i64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// One load alone, as messages a minute and bots.
    #[arg(long)]
    only: Option<String>,
    /// Cargo's.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Clients' messages a minute at one desk, and bots.
const LOADS: [(u32, usize); 6] = [(10, 1), (10, 2), (40, 1), (40, 2), (120, 4), (300, 10)];
/// The virtual clock goes in such steps.
const STEP: Duration = Duration::from_millis(100);
/// Virtual minutes in which everything must have arrived at last.
const PATIENCE: u32 = 20;

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    println!(
        "{} virtual minutes, {} times as fast, {} clients, Pult started anew in the middle; seconds\n",
        arguments.minutes, arguments.speed, arguments.clients
    );
    println!("| load | messages | client p50 | p95 | p99 | max | command p50 | p99 | 429 | shared a message |");
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for (rate, bots) in LOADS {
        if arguments.only.as_ref().is_none_or(|only| *only == format!("{rate}/{bots}")) {
            Desk::opens(&arguments, bots).await.works(&arguments, rate, bots).await;
        }
    }
}

/// One desk with its people.
struct Desk {
    town: Town,
    operator: Person,
    account: Person,
    group: Group,
    lines: HashMap<i64, Line>,
    speed: u32,
}

/// A client and their thread.
struct Line {
    client: Person,
    thread: Topic,
}

impl Desk {
    /// An account makes the desk, its bots come in, and every client has written once.
    async fn opens(arguments: &Arguments, bots: usize) -> Desk {
        let mut town = Town::start(Plan { seed: arguments.seed, lang: Lang::En, live: false }).await;
        let [operator, account] = ["Anna", "Sales"].map(|name| town.person(name));
        town.claims(&operator).await;
        town.connects(&operator, &account, None).await;
        let group = makes_desk(&town, &operator).await;
        let helpers: Vec<_> = (1..bots).map(|number| town.sandbox.bot(&format!("pult_helper_{number}_bot"))).collect();
        if !helpers.is_empty() {
            let tokens: Vec<_> = helpers.iter().map(telegram_sandbox::Bot::token).collect();
            town.sets("PULT_HELPER_TOKENS", &tokens.join(" "));
            town.stops_pult().await;
            town.starts_pult().await;
        }
        let seated = |world: &mut World| {
            let group = world.group(group.id).expect("it was made");
            helpers.iter().all(|helper| group.role(helper.id).is_admin()).then_some(())
        };
        while town.sandbox.world().wait(Duration::from_millis(100), seated).await.is_none() {
            town.passes(1);
        }
        let mut lines = HashMap::new();
        for number in 0..arguments.clients {
            let client = town.person(&format!("Client{number:03}"));
            client.says(&account, "Good morning").expect("clients write");
            let title = format!("“{}”", client.full_name());
            let opened = |seen: &Seen| seen.service && seen.text.contains(&title);
            town.waits_in_time(&operator, group, 600, &title, opened).await;
            let thread = operator.topic_named(group, &client.full_name()).expect("it was just opened");
            town.shows_in_time(&operator, thread, 600, "Good morning").await;
            lines.insert(number, Line { client, thread });
        }
        // The budget of before is whole again.
        for _ in 0..120 {
            town.passes(1);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Desk { town, operator, account, group, lines, speed: arguments.speed }
    }

    /// Plays a load, waits for all of it, checks and prints what came of it.
    async fn works(mut self, arguments: &Arguments, rate: u32, bots: usize) {
        let items = load::desk(0, f64::from(rate), arguments.minutes, arguments.seed);
        let arrivals = Arrivals::watched(&self.town);
        let refused = self.town.sandbox.limited();
        let began = self.town.sandbox.now().0;
        let mut said = Said::default();
        let mut restarted = false;
        for item in &items {
            while self.town.sandbox.now().0 - began < item.at as i64 {
                self.steps().await;
            }
            if !restarted && item.at >= arguments.minutes * 30_000 {
                restarted = true;
                self.town.stops_pult().await;
                self.town.starts_pult().await;
            }
            self.plays(item, &mut said, &arrivals);
        }
        let deadline = PATIENCE * 60 * 1000 / STEP.as_millis() as u32;
        for step in 0.. {
            if arrivals.missing() == 0 {
                break;
            }
            assert!(step < deadline, "{} messages did not arrive: {:?}", arrivals.missing(), arrivals.still());
            self.steps().await;
        }
        self.check(&said);
        let (client, command) = (arrivals.late(Kind::Client), arrivals.late(Kind::Command));
        let shared = arrivals.shared();
        println!(
            "| {rate}/min, {bots} bot{} | {} | {} | {} | {} | {} | {} | {} | {} | {:.0} % |",
            if bots == 1 { "" } else { "s" },
            client.len(),
            at(&client, 0.5),
            at(&client, 0.95),
            at(&client, 0.99),
            at(&client, 1.0),
            at(&command, 0.5),
            at(&command, 0.99),
            self.town.sandbox.limited() - refused,
            100.0 * shared,
        );
        self.town.ends().await;
    }

    async fn steps(&self) {
        self.town.sandbox.advance(STEP);
        tokio::time::sleep(STEP / self.speed).await;
    }

    fn plays(&self, item: &Item, said: &mut Said, arrivals: &Arrivals) {
        let line = |thread: i64| &self.lines[&(thread % self.lines.len() as i64)];
        match item.what {
            What::Client { thread, form, .. } => {
                let Line { client, .. } = line(thread);
                let number = said.count;
                said.count += 1;
                let words = word(number);
                if !matches!(form, Form::Sticker) {
                    said.by_client.entry(client.id).or_default().push(number);
                    arrivals.expect(Kind::Client, number, self.town.sandbox.now().0);
                }
                match form {
                    Form::Text(length) => {
                        let filling = "a ".repeat((length as usize).saturating_sub(words.len()) / 2);
                        let id = client.says(&self.account, format!("{words} {filling}").trim_end());
                        said.texts
                            .entry(thread % self.lines.len() as i64)
                            .or_default()
                            .push((number, id.expect("clients write")));
                    }
                    Form::Media => {
                        client.sends(&self.account, client.sample("photo"), &words).expect("clients write");
                    }
                    Form::Sticker => {
                        client.sends(&self.account, client.sample("sticker"), "").expect("clients write");
                    }
                    Form::Album(parts) => {
                        let words: &'static str = words.leak();
                        let parts = (0..parts).map(|part| (client.sample("photo"), if part == 0 { words } else { "" }));
                        client.sends_album(&self.account, parts).expect("clients write");
                    }
                }
            }
            What::Answer { thread } => {
                let Line { client, thread } = line(thread);
                let answer = format!("Answer {}", said.answers.len());
                self.operator.says(*thread, answer.as_str()).expect("operators write");
                said.answers.push((client.id, answer));
            }
            What::Status { thread } => {
                let key = thread % self.lines.len() as i64;
                if let Some((number, id)) = said.texts.get(&key).and_then(|texts| texts.last()) {
                    let edited = format!("{} {CHANGED}, {}", word(*number), item.at);
                    self.lines[&key].client.edits(&self.account, *id, edited.as_str()).expect("clients edit");
                }
            }
            What::Interactive => {
                let asked = self.operator.says(self.group.general(), "/help").expect("operators write");
                arrivals.asks(asked, self.town.sandbox.now().0);
            }
            What::Digest | What::Tapped { .. } | What::Own { .. } => {}
        }
    }

    /// Everything stands where it belongs, once, in order.
    fn check(&self, said: &Said) {
        for Line { client, thread } in self.lines.values() {
            let shown = self.operator.sees(*thread);
            let mut numbers = Vec::new();
            for seen in shown.iter().filter(|seen| !seen.own && !seen.service) {
                // What a client changed stands there as it was and as it is, below the others where their message is full.
                let changed = seen.text.contains(CHANGED);
                let mut once = HashSet::new();
                let fresh = numbers_in(&seen.text).filter(|number| once.insert(*number));
                let fresh: Vec<_> = fresh.filter(|number| !changed || !numbers.contains(number)).collect();
                numbers.extend(fresh);
            }
            let expected = said.by_client.get(&client.id).cloned().unwrap_or_default();
            assert_eq!(numbers, expected, "what stands in the thread of {}", client.full_name());
            let answers: Vec<_> =
                said.answers.iter().filter(|(to, _)| *to == client.id).map(|(_, text)| text).collect();
            let got = client.sees(&self.account);
            let got: Vec<_> = got.iter().filter(|seen| !seen.own).map(|seen| &seen.text).collect();
            assert_eq!(got, answers, "what {} was answered", client.full_name());
        }
    }
}

/// The owner has the account make a desk, and enters it.
async fn makes_desk(town: &Town, owner: &Person) -> Group {
    let words = |key: &str, name: &'static str| {
        Locale::of(Lang::En).message(key, vec![(name, Arg::from("Sales".to_owned()))]).text
    };
    town.opens_panel(owner).await;
    town.presses(owner, &town.label("button-desk")).await;
    town.presses(owner, &words("button-desk-of", "name")).await;
    town.presses(owner, &town.label("button-make-desk")).await;
    let enter = town.label("button-enter-desk");
    let ready = town.shows_in_time(owner, &town.bot, 120, &words("line-desk-ready", "account")).await;
    let button =
        ready.buttons.into_iter().flatten().find(|button| button.text == enter).expect("the way in is a button");
    let Action::Url(link) = button.action else { panic!("the way in is a link") };
    let Ok(Joined::Asked(group)) = owner.follows(&link) else { panic!("the link asks for approval") };
    let id = owner.id;
    let entered = |world: &mut World| world.group(group).is_ok_and(|group| group.is_member(id)).then_some(());
    assert!(town.sandbox.world().wait(Duration::from_secs(30), entered).await.is_some(), "they were to be let in");
    Group { id: group }
}

/// What people have said so far.
#[derive(Default)]
struct Said {
    count: usize,
    by_client: HashMap<UserId, Vec<usize>>,
    texts: HashMap<i64, Vec<(usize, MessageId)>>,
    answers: Vec<(UserId, String)>,
}

/// What a client says who changes a message.
const CHANGED: &str = "once more";

/// By this a message is known wherever it stands.
fn word(number: usize) -> String {
    format!("№{number};")
}

fn numbers_in(text: &str) -> impl Iterator<Item = usize> {
    text.split('№').skip(1).filter_map(|rest| rest.split_once(';')?.0.parse().ok())
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Kind {
    Client,
    /// A command in the desk, and its answer.
    Command,
}

/// Sees everything that bots post, in the moment in which Telegram has it.
struct Arrivals {
    bots: UserId,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When it was said, in virtual milliseconds.
    said: HashMap<(Kind, usize), i64>,
    late: HashMap<(Kind, usize), i64>,
    /// Those that came in one message with others.
    shared: HashSet<usize>,
}

impl Arrivals {
    fn watched(town: &Town) -> Arc<Arrivals> {
        let arrivals = Arc::new(Arrivals { bots: town.bot.id, state: Mutex::default() });
        let observer = arrivals.clone();
        town.sandbox.world().observe(Box::new(move |world, from| observer.note(world, from)));
        arrivals
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn expect(&self, kind: Kind, number: usize, now: i64) {
        self.with(|state| state.said.insert((kind, number), now));
    }

    /// A command was written in the desk; what replies to it is its answer.
    fn asks(&self, message: MessageId, now: i64) {
        self.expect(Kind::Command, message.0 as usize, now);
    }

    fn note(&self, world: &mut World, from: u64) {
        let is_bot = |world: &World, user: UserId| world.users.get(&user).is_some_and(|user| user.person().is_none());
        let mut found = Vec::new();
        for event in world.events_from(from) {
            let Change::Sent { message, .. } = &event.what else { continue };
            if message.author != self.bots && !is_bot(world, message.author) {
                continue;
            }
            let numbers: Vec<_> = numbers_in(message.text()).collect();
            if let Some(reply) = &message.reply {
                found.push((event.at.0, Kind::Command, vec![reply.to.0 as usize]));
            }
            found.push((event.at.0, Kind::Client, numbers));
        }
        self.with(|state| {
            for (at, kind, numbers) in found {
                let several = numbers.len() > 1;
                for number in numbers {
                    if let Some(said) = state.said.get(&(kind, number)) {
                        let late = at - said;
                        state.late.entry((kind, number)).or_insert(late);
                        if several {
                            state.shared.insert(number);
                        }
                    }
                }
            }
        });
    }

    fn missing(&self) -> usize {
        self.with(|state| state.said.len() - state.late.len())
    }

    /// Some of those that are missing.
    fn still(&self) -> Vec<(Kind, usize)> {
        self.with(|state| state.said.keys().filter(|key| !state.late.contains_key(key)).copied().take(10).collect())
    }

    fn late(&self, kind: Kind) -> Vec<i64> {
        let mut late = self.with(|state| {
            state.late.iter().filter(|((of, _), _)| *of == kind).map(|(_, late)| *late).collect::<Vec<_>>()
        });
        late.sort_unstable();
        late
    }

    fn shared(&self) -> f64 {
        self.with(|state| {
            let clients = state.late.keys().filter(|(kind, _)| *kind == Kind::Client).count();
            state.shared.len() as f64 / clients.max(1) as f64
        })
    }
}

fn at(sorted: &[i64], part: f64) -> String {
    match sorted.len() {
        0 => "–".to_owned(),
        len => format!("{:.1}", sorted[((len - 1) as f64 * part) as usize] as f64 / 1e3),
    }
}
