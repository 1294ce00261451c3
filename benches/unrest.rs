//! What accounts in trouble cost the others (A6): how late messages of some accounts arrive while all is well, and again
//! while others lose their connection every other second, are banned, or are told to wait with everything they send.
//!
//! ```text
//! cargo bench --bench unrest -- [--accounts N] [--troubled N] [--rate N] [--seconds N]
//! ```

#[expect(dead_code, reason = "only the benchmark of accounts starts Pult anew")]
mod agency;

use agency::{
    Agency,
    lines::{Late, Line, Lines, Stream, Way},
};
use clap::Parser;
use std::time::Duration;
use telegram_sandbox::{
    Person,
    world::{Door, Fault, SessionEnd},
};

#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value_t = 300)]
    accounts: usize,
    /// A third of them flaps, a third is banned, a third is told to wait.
    #[arg(long, default_value_t = 50)]
    troubled: usize,
    /// Messages a second, over all dialogs that are measured.
    #[arg(long, default_value_t = 40)]
    rate: u32,
    /// How long each stream lasts.
    #[arg(long, default_value_t = 30)]
    seconds: u32,
    /// Cargo's.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Accounts whose messages are measured, and dialogs of each.
const MEASURED: usize = 20;
const DIALOGS: usize = 5;
/// Seconds that an account is told to wait, each time.
const WAIT: u32 = 3;
const BEAT: Duration = Duration::from_secs(1);

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let agency = Agency::opens().await;
    // Those with a desk come first: whoever binds one chooses among all accounts that are there.
    let mut lines = Vec::new();
    for number in 0..MEASURED {
        let account = agency.connects(&format!("Well {number}")).await;
        lines.extend(Line::laid(&agency, &account, DIALOGS).await);
    }
    let lines = Lines::over(&agency.town, lines);
    let trouble = Trouble::begins(&agency, arguments.troubled).await;
    for number in 0..arguments.accounts.saturating_sub(MEASURED + arguments.troubled) {
        agency.connects(&format!("Quiet {number}")).await;
    }
    println!(
        "{} accounts, {} in trouble; {} dialogs of {MEASURED} others",
        arguments.accounts,
        arguments.troubled,
        MEASURED * DIALOGS
    );

    let stream = Stream { count: (arguments.rate * arguments.seconds) as usize, rate: Some(arguments.rate) };
    let ways = [(Way::ToThread, "client → thread"), (Way::ToClient, "thread → client")];
    let mut calm = Vec::new();
    for (way, name) in ways {
        calm.push(lines.carry(&agency, way, &format!("{name}, calm,"), &stream).await);
    }
    let span = Duration::from_secs(2 * u64::from(arguments.seconds));
    let measured = async {
        let mut late = Vec::new();
        for (way, name) in ways {
            late.push(lines.carry(&agency, way, &format!("{name}, unrest,"), &stream).await);
        }
        late
    };
    let unrest = tokio::select! {
        late = measured => late,
        () = trouble.goes_on(&agency, span) => unreachable!("trouble does not end"),
    };
    for ((_, name), (calm, unrest)) in ways.iter().zip(calm.iter().zip(&unrest)) {
        let ratio = |of: fn(&Late) -> Duration| of(unrest).as_secs_f64() / of(calm).as_secs_f64();
        println!("\n{name}: p50 × {:.2}, p99 × {:.2}", ratio(|late| late.half), ratio(|late| late.most));
    }
    agency.closes().await;
}

struct Trouble {
    flapping: Vec<Person>,
    banned: Vec<Person>,
    /// Each with a dialog in which the operator goes on writing.
    waiting: Vec<Line>,
}

impl Trouble {
    async fn begins(agency: &Agency, accounts: usize) -> Trouble {
        let mut trouble = Trouble { flapping: Vec::new(), banned: Vec::new(), waiting: Vec::new() };
        for number in 0..accounts {
            let account = agency.connects(&format!("Troubled {number}")).await;
            match number % 3 {
                0 => trouble.waiting.extend(Line::laid(agency, &account, 1).await),
                1 => trouble.flapping.push(account),
                _ => trouble.banned.push(account),
            }
        }
        trouble
    }

    /// All of it, for ever; the last one is banned after so long.
    async fn goes_on(&self, agency: &Agency, span: Duration) {
        let sandbox = &agency.town.sandbox;
        for line in &self.waiting {
            let wait = Fault::flood(Door::Mtproto, "messages.sendMessage", WAIT);
            sandbox.fault(wait.times(u32::MAX).only(line.account.id));
        }
        let mut banned = self.banned.iter();
        let beats = (span.as_secs() / BEAT.as_secs()).max(1) as usize;
        let bans = self.banned.len().div_ceil(beats);
        let mut ticks = tokio::time::interval(BEAT);
        for beat in 0.. {
            ticks.tick().await;
            // Half of them in one second, the others in the next.
            for account in self.flapping.iter().skip(beat % 2).step_by(2) {
                sandbox.cut(account.id);
            }
            for account in banned.by_ref().take(bans) {
                sandbox.end_sessions(account.id, SessionEnd::Banned);
            }
            for line in &self.waiting {
                line.says(Way::ToClient, format!("Anybody there? {beat}"));
            }
        }
    }
}
