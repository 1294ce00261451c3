//! The crash matrix: `pult run` is killed between any two of its steps, and nothing is lost.
//!
//! ```sh
//! cargo test --test crash                                  # 200 points, as CI runs it
//! cargo test --test crash -- --points 5000 --seed 7
//! cargo test --test crash -- --faults 500                  # and other trouble, as CI runs it
//! ```
//!
//! The real binary runs as a process of its own against a sandbox, with `tests/steps` loaded into it. In every round people
//! of two accounts act, Pult is killed with SIGKILL before or after some write, sync, send or receipt that the seed chooses,
//! people go on while it is down, and it may die again while it starts. Each death is a point. Then it runs undisturbed,
//! and what happened in the sandbox is held against what people did ([`verdict`]); what each death left in the store is
//! recounted ([`books`]). The next round begins where this one ended; after some of them comes a new world.
//!
//! With `--faults`, calls, connections, data centres, clocks, disks and sessions fail as well ([`trouble`]), whether Pult dies in a
//! round or not.
//!
//! The same seed chooses the same acts and the same moments; what Pult's threads do until then may differ.

mod agency;
mod books;
mod faults;
mod history;
mod play;
#[path = "../process/program.rs"]
#[expect(dead_code, reason = "the stories of the process do more with it")]
mod program;
mod round;
#[path = "../town/mod.rs"]
#[expect(dead_code, reason = "the stories do more in a town")]
mod town;
mod trouble;
mod verdict;

use clap::Parser;
use futures::{StreamExt, TryStreamExt, stream};
use round::{Place, Tally, shown};
use std::{process::ExitCode, time::Instant};

/// Deaths, or rounds, after which a new world is begun.
const PER_WORLD: u32 = 25;
/// Worlds at a time: much of the time one waits, and longer where calls go wrong.
const SIDE_BY_SIDE: usize = 3;
const TROUBLED_SIDE_BY_SIDE: usize = 20;

#[derive(Parser)]
struct Arguments {
    /// How often Pult is killed, at least.
    #[arg(long, default_value_t = 200)]
    points: u32,
    /// Instead: in so many rounds everything else goes wrong too, and Pult dies in some of them.
    #[arg(long)]
    faults: Option<u32>,
    /// The seed of the first world; the next one has the next.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    match series(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn series(arguments: &Arguments) -> anyhow::Result<()> {
    let (begun, seed) = (Instant::now(), arguments.seed);
    let (all, what) = match arguments.faults {
        Some(rounds) => (rounds, "rounds"),
        None => (arguments.points, "points"),
    };
    let troubled = arguments.faults.is_some();
    let at_a_time = if troubled { TROUBLED_SIDE_BY_SIDE } else { SIDE_BY_SIDE };
    let worlds = (seed..).zip(0..all.div_ceil(PER_WORLD));
    let mut worlds = stream::iter(worlds)
        .map(|(seed, number)| world(seed, PER_WORLD.min(all - number * PER_WORLD), troubled))
        .buffer_unordered(at_a_time);
    let (mut done, mut tally) = (0, Tally::default());
    while let Some(of_world) = worlds.try_next().await? {
        done += if troubled { of_world.rounds } else { of_world.points() };
        tally.absorb(of_world);
        println!("{done} of {all} {what} after {} s", begun.elapsed().as_secs());
    }
    for ((stage, moment), count) in &tally.deaths {
        println!("{count:6} died {stage}, {}", shown(*moment));
    }
    for (trouble, count) in &tally.trouble {
        println!("{count:6} {trouble}");
    }
    println!(
        "{} deaths, {} acts, seed {seed}: nothing lost, nothing twice, everything in order",
        tally.points(),
        tally.acts
    );
    Ok(())
}

/// One world in which Pult dies so often, or calls go wrong in so many rounds.
async fn world(seed: u64, count: u32, troubled: bool) -> anyhow::Result<Tally> {
    let (mut place, mut pult) = Place::opens(seed, troubled).await?;
    let lived = async {
        if troubled {
            for _ in 0..count {
                pult = place.troubled_round(pult).await?;
            }
        } else {
            while place.tally.points() < count {
                pult = place.round(pult).await?;
            }
        }
        place.closes(pult).await
    };
    if let Err(error) = lived.await {
        let kept = place.keeps()?;
        let what = if troubled { "faults" } else { "points" };
        println!("again with: cargo test --test crash -- --seed {seed} --{what} {count}");
        return Err(error.context(format!("what happened is kept in {}", kept.display())));
    }
    Ok(place.tally)
}
