//! What is written: batches whose parts give each other away.
//!
//! Each of [`WRITERS`] writers commits one batch after another: a new [`Deed`] (with an index row and a tally), the oldest one
//! deleted, and its [`Progress`] updated. So a writer's progress says exactly which deeds there must be, and what is in them.

use anyhow::{Context, ensure};
use pult::store::{All, Changes, Index, IndexRows, Metric, Page, Record, Registry, Sealed, Store, Table, TallyRows};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub const WRITERS: u32 = 16;
/// How many of a writer's deeds are kept.
const KEPT: u64 = 25;

#[derive(Clone, Serialize, Deserialize)]
struct Deed {
    writer: u32,
    number: u64,
    text: String,
}

/// The latest number first is what a screen would ask for.
const BY_PARITY: Index<Deed, (u64, u32)> = Index::new(1);
const DEEDS: Metric<(u32,)> = Metric::new(60_001, "deeds");

impl Record for Deed {
    const TABLE: Table = Table::new(250, "deeds");
    const SEALED: Sealed = Sealed::Master;
    type Key = (u32, u64);
    fn key(&self) -> Self::Key {
        (self.writer, self.number)
    }
    fn indexes(&self, out: &mut IndexRows<Self>) {
        out.row(BY_PARITY, &(self.number % 2, self.writer));
    }
    fn tallies(&self, out: &mut TallyRows) {
        out.add(DEEDS, &(self.writer,), Decimal::ONE);
    }
}

/// How many batches of a writer there have been.
#[derive(Clone, Serialize, Deserialize)]
struct Progress {
    writer: u32,
    batches: u64,
}

impl Record for Progress {
    const TABLE: Table = Table::new(251, "progress");
    type Key = u32;
    fn key(&self) -> u32 {
        self.writer
    }
}

impl Deed {
    fn new(writer: u32, number: u64) -> Deed {
        Deed { writer, number, text: text(writer, number) }
    }
}

/// Mostly short, sometimes some pages, and now and then more than one value of the engine holds.
fn text(writer: u32, number: u64) -> String {
    let mixed = (u64::from(writer) << 32 | number).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    let length = match mixed % 97 {
        0 => 40_000,
        1..=3 => 9_000,
        4..=15 => 1_500,
        _ => 40 + mixed % 300,
    };
    // Not to be compressed, not to be guessed from a neighbour's.
    (0..length).map(|at| char::from(b'a' + (mixed.wrapping_mul(at + 1) >> 37) as u8 % 26)).collect()
}

/// The next batch of a writer that has committed `done` of them.
pub fn batch(store: &Store, writer: u32, done: u64) -> anyhow::Result<Changes> {
    let mut changes = Changes::new();
    changes.insert(Deed::new(writer, done));
    if let Some(oldest) = done.checked_sub(KEPT) {
        let oldest = store.get::<Deed>(&(writer, oldest))?.context("the oldest deed is there")?;
        changes.delete(&oldest);
    }
    let progress = Progress { writer, batches: done + 1 };
    match store.get::<Progress>(&writer)? {
        Some(was) => changes.update(&was, progress),
        None => changes.insert(progress),
    };
    Ok(changes)
}

/// How many batches of each writer are there.
///
/// # Errors
/// When a batch is there in part, a value is not what was written, or what is derived does not equal a recount.
pub async fn check(store: &Store) -> anyhow::Result<Vec<u64>> {
    let mut found = Vec::new();
    for writer in 0..WRITERS {
        let batches = store.get::<Progress>(&writer)?.map_or(0, |progress| progress.batches);
        let deeds = store.scan::<Deed>((writer,), Page::all())?;
        let expected = batches.saturating_sub(KEPT)..batches;
        ensure!(
            deeds.iter().map(|deed| deed.number).eq(expected.clone()),
            "writer {writer} should have the deeds {expected:?} and has {} of them: a batch is there in part",
            deeds.len()
        );
        for deed in &deeds {
            ensure!(deed.text == text(writer, deed.number), "deed {} of writer {writer} is damaged", deed.number);
        }
        let tally = store.tally(DEEDS, &(writer,))?;
        ensure!(tally == Decimal::from(deeds.len()), "writer {writer} has {} deeds and {tally} counted", deeds.len());
        found.push(batches);
    }
    let listed = store.find(BY_PARITY, All, Page::all())?.len();
    let there = store.scan::<Deed>(All, Page::all())?.len();
    ensure!(listed == there, "{listed} deeds are listed and {there} are there");
    let registry = Registry::new().record::<Deed>().record::<Progress>().metric(DEEDS);
    let wrong = store.rebuild(&registry).await?;
    ensure!(wrong == 0, "a recount found {wrong} derived rows wrong");
    Ok(found)
}
