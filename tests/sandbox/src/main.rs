//! The sandbox as a program of its own: prints one line of JSON with its addresses and serves until it is told to end.
//!
//! ```sh
//! cargo run -p telegram-sandbox -- --seed 1
//! ```

use clap::{Parser, ValueEnum};
use std::io::Write;
use std::time::{SystemTime, UNIX_EPOCH};
use telegram_sandbox::{Clock, Limits, Options, Ports, Sandbox};
use tokio::signal::unix::{SignalKind, signal};

/// A Telegram on this machine, for any client and any bot library.
#[derive(Parser)]
struct Arguments {
    /// Same seed, same calls: same ids, keys and tokens.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Whether time passes by itself or only through the control API.
    #[arg(long, value_enum, default_value_t = Time::Real)]
    clock: Time,
    /// How often bots may speak.
    #[arg(long, value_enum, default_value_t = Speed::Telegram)]
    limits: Speed,
    /// Ports of 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    mtproto_port: u16,
    #[arg(long, default_value_t = 0)]
    bot_api_port: u16,
    #[arg(long, default_value_t = 0)]
    control_port: u16,
}

#[derive(Clone, Copy, ValueEnum)]
enum Time {
    Real,
    /// Begins at the machine's time and stands still.
    Virtual,
}

#[derive(Clone, Copy, ValueEnum)]
enum Speed {
    Telegram,
    None,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let clock = match arguments.clock {
        Time::Real => Clock::Real,
        Time::Virtual => {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Clock::virtual_at(since.as_secs().cast_signed())
        }
    };
    let limits = match arguments.limits {
        Speed::Telegram => Limits::telegram(),
        Speed::None => Limits::none(),
    };
    let ports =
        Ports { mtproto: arguments.mtproto_port, bot_api: arguments.bot_api_port, control: arguments.control_port };
    // Before anybody can know of it and end it.
    let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let sandbox = Sandbox::start_on(ports, Options { seed: arguments.seed, clock, limits }).await?;
    sandbox.world().with(|world| world.makes_keys = true);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", sandbox.address().as_json())?;
    out.flush()?;
    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
    }
    for method in sandbox.take_unimplemented() {
        eprintln!("asked for and not there: {method}");
    }
    Ok(())
}
