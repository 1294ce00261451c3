//! The whole product once, on a machine that has no Telegram: the sandbox stands in for it, everything else is real.
//!
//! ```text
//! cargo run --release --example demo -- [--lang en|ru] [--seed N] [--keep]
//! ```
//!
//! What the terminal shows is what the people see on their phones. The same seed gives the same transcript.

#[path = "../town/mod.rs"]
#[expect(dead_code, reason = "stories use more of the town than the demo does")]
mod town;

use clap::Parser;
use pult::domain::Lang;
use std::time::Instant;
use town::{Plan, Town, tour};

#[derive(Parser)]
struct Arguments {
    /// The language of the agency: en or ru.
    #[arg(long, default_value = "en", value_parser = |tag: &str| Lang::from_tag(tag).ok_or("en or ru"))]
    lang: Lang,
    /// Decides ids, keys and tokens of the sandbox.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Keeps the sandbox and Pult running afterwards, until Ctrl-C.
    #[arg(long)]
    keep: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    pult::telemetry::init(&std::env::var("PULT_LOG").unwrap_or_else(|_| "warn".to_owned()))?;
    let began = Instant::now();
    println!("A Telegram starts on this machine, and Pult against it. No message leaves the machine.");
    let town = Town::start(Plan { seed: arguments.seed, lang: arguments.lang, live: true }).await;
    let tour = tour::tour(&town).await;

    let picture = std::env::temp_dir().join("pult-demo-qr.png");
    std::fs::write(&picture, &tour.qr)?;
    println!("\n━━ Summary {}", "━".repeat(65));
    println!(
        "  {} messages on {} screens, {:.1} s in all",
        town.transcript.messages(),
        town.transcript.screens(),
        began.elapsed().as_secs_f64()
    );
    println!("  {:<20} {:>5} {:>10} {:>10}", "way", "count", "median", "longest");
    for (name, count, median, longest) in town.transcript.hops().summary() {
        println!("  {name:<20} {count:>5} {:>7.0} ms {:>7.0} ms", millis(median), millis(longest));
    }
    println!("  the QR code as the owner saw it (used up by now): {}", picture.display());
    if arguments.keep {
        println!(
            "\nEverything keeps running: Bot API {}, MTProto {}. Ctrl-C ends it.",
            town.sandbox.bot_api_url(),
            town.sandbox.mtproto_addr()
        );
        tokio::signal::ctrl_c().await?;
    }
    town.ends().await;
    Ok(())
}

fn millis(duration: std::time::Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
