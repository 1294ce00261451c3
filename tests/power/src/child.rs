//! The process that is ended: opens the store, checks it, and writes.

use crate::{
    disk::{Disk, Honesty},
    record,
};
use anyhow::Context;
use pult::store::{MasterKey, SledEngine, Store};
use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};
use tokio::task::JoinSet;

#[derive(clap::Args)]
pub struct Arguments {
    /// The store's directory.
    pub store: PathBuf,
    /// Check what is there and end.
    #[arg(long)]
    pub check: bool,
    /// Where to keep what would survive a power cut, and after how many calls to the disk it comes.
    #[arg(long, requires = "cut_after")]
    pub survives: Option<PathBuf>,
    #[arg(long)]
    pub cut_after: Option<u64>,
    /// The chance of a page that was not synced to survive, in percent.
    #[arg(long, default_value_t = 0)]
    pub luck: u8,
    #[arg(long)]
    pub lying_disk: bool,
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// What the child says, a line each.
pub const FOUND: &str = "found";
pub const ACKNOWLEDGED: &str = "acknowledged";
pub const DAMAGED: &str = "damaged";

pub fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    if let (Some(survives), Some(after)) = (&arguments.survives, arguments.cut_after) {
        let honesty = if arguments.lying_disk { Honesty::Lies } else { Honesty::Syncs };
        Disk::mount(&arguments.store, survives, after, arguments.luck, honesty, arguments.seed)?;
    }
    // As the product: sled has threads of its own, so one for the rest is enough.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ended = runtime.block_on(write(&arguments));
    if let Err(error) = &ended {
        say(&format!("{DAMAGED} {error:#}"))?;
    }
    Ok(if ended.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn write(arguments: &Arguments) -> anyhow::Result<()> {
    let engine = SledEngine::open(&arguments.store)?;
    let store = Store::open(engine, MasterKey::from_bytes([7; 32])).await?;
    let found = record::check(&store).await?;
    let numbers: Vec<String> = found.iter().map(u64::to_string).collect();
    say(&format!("{FOUND} {}", numbers.join(" ")))?;
    if arguments.check {
        return store.close().await.context("could not close the store");
    }
    let mut writers = JoinSet::new();
    for (writer, done) in (0..).zip(found) {
        let store = store.clone();
        writers.spawn(async move {
            for done in done.. {
                store.commit(record::batch(&store, writer, done)?).await?;
                say(&format!("{ACKNOWLEDGED} {writer} {}", done + 1))?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(ended) = writers.join_next().await {
        ended??;
    }
    Ok(())
}

/// One line at once, so that a kill never leaves half of one that was said.
fn say(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes())?;
    out.flush()
}
