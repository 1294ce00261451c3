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
use std::{
    path::Path,
    time::{Duration, Instant},
};
use town::{Plan, Town, Way, tour};

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

/// What the demo itself says.
struct Words {
    intro: &'static str,
    legend: &'static str,
    summary: &'static str,
    messages: &'static str,
    screens: &'static str,
    seconds: &'static str,
    columns: [&'static str; 4],
    way: fn(Way) -> &'static str,
    millis: &'static str,
    qr: &'static str,
    kept: &'static str,
}

const EN: Words = Words {
    intro: "A Telegram starts on this machine, and Pult against it. No message leaves the machine.",
    legend: "▸ somebody acts   ┌ what a screen shows since the last look   ✎ changed   ✗ gone",
    summary: "Summary",
    messages: "messages",
    screens: "screens",
    seconds: "s in all",
    columns: ["way", "count", "median", "longest"],
    way: |way| match way {
        Way::ClientToThread => "client → thread",
        Way::ThreadToClient => "thread → client",
        Way::Sent => "thread → “sent”",
    },
    millis: "ms",
    qr: "the QR code as the owner saw it (used up by now):",
    kept: "Everything keeps running until Ctrl-C:",
};

const RU: Words = Words {
    intro: "На этой машине запускаются Telegram и Pult, который с ним работает. Наружу не уходит ничего.",
    legend: "▸ кто-то действует   ┌ что нового на экране   ✎ изменилось   ✗ исчезло",
    summary: "Итог",
    messages: "сообщений",
    screens: "экранов",
    seconds: "с на всё",
    columns: ["путь", "число", "медиана", "дольше всего"],
    way: |way| match way {
        Way::ClientToThread => "клиент → тема",
        Way::ThreadToClient => "тема → клиент",
        Way::Sent => "тема → «отправлено»",
    },
    millis: "мс",
    qr: "QR-код, каким его видел владелец (уже использован):",
    kept: "Всё работает дальше, до Ctrl-C:",
};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let words = match arguments.lang {
        Lang::En => &EN,
        Lang::Ru => &RU,
    };
    pult::telemetry::init(&std::env::var("PULT_LOG").unwrap_or_else(|_| "warn".to_owned()))?;
    let began = Instant::now();
    println!("{}\n{}", words.intro, words.legend);
    let town = Town::start(Plan { seed: arguments.seed, lang: arguments.lang, live: true }).await;
    let tour = tour::tour(&town).await;

    let picture = std::env::temp_dir().join("pult-demo-qr.png");
    std::fs::write(&picture, &tour.qr)?;
    summarize(words, &town, began.elapsed(), &picture);
    if arguments.keep {
        let (bot_api, mtproto) = (town.sandbox.bot_api_url(), town.sandbox.mtproto_addr());
        println!("\n{} Bot API {bot_api}, MTProto {mtproto}", words.kept);
        tokio::signal::ctrl_c().await?;
    }
    town.ends().await;
    Ok(())
}

fn summarize(words: &Words, town: &Town, took: Duration, picture: &Path) {
    town.transcript.scene(words.summary);
    let (messages, screens) = (town.transcript.messages(), town.transcript.screens());
    println!(
        "  {}: {messages}, {}: {screens}, {:.1} {}",
        words.messages,
        words.screens,
        took.as_secs_f64(),
        words.seconds
    );
    let [way, count, median, longest] = words.columns;
    println!("  {way:<20} {count:>7} {median:>10} {longest:>14}");
    for (way, count, median, longest) in town.transcript.hops().summary() {
        let (name, unit) = ((words.way)(way), words.millis);
        println!("  {name:<20} {count:>7} {:>7.1} {unit} {:>11.1} {unit}", millis(median), millis(longest));
    }
    println!("  {} {}", words.qr, picture.display());
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
