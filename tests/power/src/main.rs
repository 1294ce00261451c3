//! Kills the store and cuts its power, and counts what was acknowledged and is gone.
//!
//! ```sh
//! cargo run -p power-cut                                  # 100 kills and 150 power cuts, as CI runs it
//! cargo run -p power-cut -- --kills 0 --cuts 1000 --seed 7
//! cargo run -p power-cut -- --lying-disk                  # the control: syncing does nothing, so commits must be lost
//! ```
//!
//! A round starts a child that opens the store through the product's own engine, checks everything in it, goes on writing
//! and says what was acknowledged, until its end. The next round begins with what that end left on the disk.
//!
//! - **A kill** is SIGKILL at a seeded moment, the time of opening included: what the process wrote is there.
//! - **A power cut** ends the child between two calls to the disk, chosen by the seed; what is there afterwards is decided
//!   by [`disk`]: what was synced, and of the rest nothing (even rounds) or a random half (odd ones).
//!
//! Lost is an acknowledged commit that the next round does not find; a batch found in part, a value that differs, an index or
//! a tally that does not equal a recount, and a store that does not open, count as much. Any of them ends the run with an
//! error, the directory is kept, and the command that repeats the run is printed.

mod calls;
mod child;
mod disk;
mod record;
mod round;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use round::{Ending, Tally};
use std::{path::PathBuf, process::ExitCode};

/// Rounds after which an empty store is begun, since its first minutes are an age of their own.
const ROUNDS_PER_STORE: u32 = 20;

#[derive(Parser)]
#[command(about)]
struct Arguments {
    /// How often the process is killed.
    #[arg(long, default_value_t = 100)]
    kills: u32,
    /// How often the power is cut.
    #[arg(long, default_value_t = 150)]
    cuts: u32,
    /// The same seed chooses the same moments and the same bytes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The control: a disk that forgets to sync. Succeeds when commits are lost.
    #[arg(long)]
    lying_disk: bool,
    #[command(subcommand)]
    role: Option<Role>,
}

#[derive(Subcommand)]
enum Role {
    /// What a round starts.
    #[command(hide = true)]
    Child(child::Arguments),
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    if let Some(Role::Child(child)) = arguments.role {
        return child::run(child);
    }
    if arguments.lying_disk {
        return control(arguments.cuts, arguments.seed);
    }
    let mut tally = Tally::default();
    let (kills, cuts, seed) = (arguments.kills, arguments.cuts, arguments.seed);
    let ended = series(seed, kills, &mut tally, |rng, _| Ending::kill(rng))
        .and_then(|()| series(seed, cuts, &mut tally, |rng, round| Ending::cut(rng, round % 2 == 1)));
    if let Err(error) = ended {
        println!("again with: cargo run -p power-cut -- --kills {kills} --cuts {cuts} --seed {seed}");
        return Err(error);
    }
    println!(
        "{kills} kills, {cuts} power cuts, seed {seed}: {} commits acknowledged, 0 lost ({} ended before the store was open)",
        tally.acknowledged, tally.early
    );
    Ok(ExitCode::SUCCESS)
}

/// Shows that the harness sees a loss: with a disk that does not sync there must be one.
fn control(cuts: u32, seed: u64) -> anyhow::Result<ExitCode> {
    let mut tally = Tally::default();
    match series(seed, cuts, &mut tally, |rng, _| Ending::lie(rng)) {
        Ok(()) => bail!("{cuts} cuts of a disk that never syncs lost nothing: this harness sees nothing"),
        Err(loss) => {
            println!("the control holds: without syncing, {loss:#}");
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// `rounds` endings, one after another, on stores that live for [`ROUNDS_PER_STORE`] of them; each store is checked at last.
fn series(
    seed: u64,
    rounds: u32,
    tally: &mut Tally,
    mut ending: impl FnMut(&mut StdRng, u32) -> Ending,
) -> anyhow::Result<()> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut place: Option<round::Place> = None;
    for round in 0..rounds {
        if round % ROUNDS_PER_STORE == 0 {
            if let Some(finished) = place.take() {
                finished.check(tally)?;
            }
            place = Some(round::Place::new()?);
        }
        let here = place.as_mut().context("a store is there")?;
        let ending = ending(&mut rng, round);
        if let Err(error) = here.round(&ending, rng.random(), tally) {
            let kept: PathBuf = place.take().context("a store is there")?.keep();
            return Err(error.context(format!("round {round} ({ending}), kept in {}", kept.display())));
        }
        if (round + 1) % 25 == 0 {
            println!("{} of {rounds}: {ending}; {} commits acknowledged so far", round + 1, tally.acknowledged);
        }
    }
    place.map_or(Ok(()), |place| place.check(tally))
}
