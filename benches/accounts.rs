//! What an account costs while nothing happens: memory, and the time until all of them are connected.
//!
//! The accounts sign in through the bot, as people do it. Then Pult starts anew, and its memory is looked at when all
//! accounts are connected, and again after each of two times at which all connections are cut at once and made again.
//! **What a Pult without accounts needs is measured before and is not in the figures.**
//!
//! ```text
//! cargo bench --bench accounts -- [--accounts N]
//! ```

mod agency;

use agency::Agency;
use clap::Parser;
use std::time::{Duration, Instant};
use telegram_sandbox::{Person, world::World};

#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value_t = 500)]
    accounts: usize,
    /// Cargo's.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Longer than this, and somebody does not connect.
const PATIENCE: Duration = Duration::from_secs(300);

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let mut agency = Agency::opens().await;
    agency = agency.restarts().await;
    agency.settles().await;
    let base = agency.usage().memory;
    println!("without accounts: {base} KiB");

    let began = Instant::now();
    let mut accounts = Vec::new();
    for number in 0..arguments.accounts {
        accounts.push(agency.connects(&format!("Sales {number}")).await);
    }
    println!("{} accounts signed in within {:.1} s", accounts.len(), began.elapsed().as_secs_f64());

    let before = listened(&agency, &accounts);
    let began = Instant::now();
    agency = agency.restarts().await;
    report(&agency, base, "started", began, &accounts, &before).await;
    for time in ["cut once", "cut twice"] {
        let before = listened(&agency, &accounts);
        let began = Instant::now();
        agency.town.sandbox.world().with(|world| accounts.iter().for_each(|account| world.cut(account.id)));
        report(&agency, base, time, began, &accounts, &before).await;
    }
    agency.closes().await;
}

/// How many connections of each account there have been.
fn listened(agency: &Agency, accounts: &[Person]) -> Vec<u64> {
    let look = |world: &mut World| accounts.iter().map(|account| world.listened(account.id)).collect();
    agency.town.sandbox.world().with(look)
}

/// Waits until every account has a new connection, and says what that took.
async fn report(agency: &Agency, base: u64, what: &str, began: Instant, accounts: &[Person], before: &[u64]) {
    let used = agency.usage().time();
    while !listened(agency, accounts).iter().zip(before).all(|(now, before)| now > before) {
        assert!(began.elapsed() < PATIENCE, "an account does not connect");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let took = began.elapsed();
    agency.settles().await;
    let usage = agency.usage();
    println!(
        "{what}: all connected after {:.1} s; {} KiB, {:.1} KiB an account; {:.1} ms of a core an account",
        took.as_secs_f64(),
        usage.memory,
        usage.memory.saturating_sub(base) as f64 / accounts.len() as f64,
        (usage.time() - used).as_secs_f64() * 1e3 / accounts.len() as f64,
    );
}
