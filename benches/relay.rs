//! How many messages a second the whole pipe carries, and how late they arrive.
//!
//! ```text
//! client ─▶ sandbox (MTProto) ─▶ grammers ─▶ plan ─▶ durable commit ─▶ outbox ─▶ bot ─▶ sandbox (Bot API) ─▶ thread
//! ```
//!
//! First a burst in which everything is sent at once, then as many a second as are asked for; then both the other way,
//! from the operators' threads to the clients.
//!
//! ```text
//! cargo bench --bench relay -- [--messages N] [--dialogs N] [--rate N] [--seconds N]
//! ```

#[expect(dead_code, reason = "only the benchmark of accounts starts Pult anew")]
mod agency;

use agency::{
    Agency,
    lines::{Line, Lines, Stream, Way},
};
use clap::Parser;

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

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let agency = Agency::opens().await;
    let account = agency.connects("Sales").await;
    let lines = Lines::over(&agency.town, Line::laid(&agency, &account, arguments.dialogs).await);
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
