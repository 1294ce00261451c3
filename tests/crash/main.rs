//! The crash matrix: `pult run` is killed between any two of its steps, and nothing is lost.
//!
//! ```sh
//! cargo test --test crash                                  # 200 points, as CI runs it
//! cargo test --test crash -- --points 5000 --seed 7
//! ```
//!
//! The real binary runs as a process of its own against a sandbox, with `tests/steps` loaded into it. In every round people
//! of two accounts act, Pult is killed with SIGKILL before or after some write, sync, send or receipt that the seed chooses,
//! people go on while it is down, and it may die again while it starts. Each death is a point. Then it runs undisturbed,
//! and what happened in the sandbox is held against what people did ([`verdict`]); what each death left in the store is
//! recounted ([`books`]). The next round begins where this one ended; after some of them comes a new world.
//!
//! The same seed chooses the same acts and the same moments; what Pult's threads do until then may differ.

mod agency;
mod books;
mod history;
mod play;
#[path = "../process/program.rs"]
#[expect(dead_code, reason = "the stories of the process do more with it")]
mod program;
mod round;
#[path = "../town/mod.rs"]
#[expect(dead_code, reason = "the stories do more in a town")]
mod town;
mod verdict;

use clap::Parser;
use futures::{StreamExt, TryStreamExt, stream};
use round::{Place, Tally, shown};
use std::{process::ExitCode, time::Instant};

/// Deaths after which a new world is begun.
const POINTS_PER_WORLD: u32 = 25;
/// Worlds at a time: much of the time one waits.
const SIDE_BY_SIDE: usize = 3;

#[derive(Parser)]
struct Arguments {
    /// How often Pult is killed, at least.
    #[arg(long, default_value_t = 200)]
    points: u32,
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

async fn series(&Arguments { points, seed }: &Arguments) -> anyhow::Result<()> {
    let begun = Instant::now();
    let worlds = (seed..).zip(0..points.div_ceil(POINTS_PER_WORLD));
    let mut worlds = stream::iter(worlds)
        .map(|(seed, number)| world(seed, POINTS_PER_WORLD.min(points - number * POINTS_PER_WORLD)))
        .buffer_unordered(SIDE_BY_SIDE);
    let (mut done, mut tally) = (0, Tally::default());
    while let Some(of_world) = worlds.try_next().await? {
        for (death, count) in of_world.deaths {
            *tally.deaths.entry(death).or_default() += count;
            done += count;
        }
        tally.acts += of_world.acts;
        println!("{done} of {points} points after {} s", begun.elapsed().as_secs());
    }
    for ((stage, moment), count) in &tally.deaths {
        println!("{count:6} {stage}, {}", shown(*moment));
    }
    println!("{done} deaths, {} acts, seed {seed}: nothing lost, nothing twice, everything in order", tally.acts);
    Ok(())
}

/// One world in which Pult dies so often.
async fn world(seed: u64, points: u32) -> anyhow::Result<Tally> {
    let (mut place, mut pult) = Place::opens(seed).await?;
    let lived = async {
        while place.points() < points {
            pult = place.round(pult).await?;
        }
        place.closes(pult).await
    };
    if let Err(error) = lived.await {
        let kept = place.keeps()?;
        println!("again with: cargo test --test crash -- --seed {seed} --points {points}");
        return Err(error.context(format!("what happened is kept in {}", kept.display())));
    }
    Ok(place.tally)
}
