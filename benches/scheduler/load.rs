//! What happens at a desk: clients write in bursts, members press buttons, states change.

use crate::Millis;
use rand::{RngExt, SeedableRng, rngs::StdRng};

/// What an item is, and what only matters for one kind.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum What {
    /// A member waits for the answer to a tap.
    Interactive,
    /// Written by a client in a thread; `first` when the thread has to be opened for it.
    Client {
        thread: i64,
        form: Form,
        first: bool,
    },
    /// The operator answered in a thread.
    Answer {
        thread: i64,
    },
    /// Something already shown has changed: a text, a card.
    Status {
        thread: i64,
    },
    Digest,
    /// A medium that was only a line is shown after all.
    Tapped {
        cost: u32,
    },
    /// What Pult itself adds.
    Own {
        thread: i64,
        kind: Own,
    },
}

/// What Pult sends beyond what people say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Own {
    Topic,
    Card,
    Pin,
    Title,
    Reaction,
    Replay,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Form {
    Text(u32),
    Media,
    Sticker,
    Album(u32),
}

#[derive(Clone, Copy, Debug)]
pub struct Item {
    pub at: Millis,
    pub desk: usize,
    pub what: What,
}

const MINUTE: f64 = 60_000.0;
/// A conversation ends after a burst with this probability, so it has four of them.
const ENDS: f64 = 0.25;
/// Interactive moments a minute; every third is a double one, which makes 2.7 sends.
const INTERACTIVE: f64 = 2.0;
/// Changes per client's message.
const EDITS: f64 = 0.10;
const DIGEST_EVERY: Millis = 300_000;

/// The traffic of a desk with so many clients' messages a minute, in order of time.
pub fn desk(desk: usize, rate: f64, minutes: u64, seed: u64) -> Vec<Item> {
    let rng = &mut StdRng::seed_from_u64(seed * 1_000_003 + desk as u64);
    let end = minutes * 60_000;
    let mut items = Vec::new();
    let mut push = |at: f64, what| {
        if (0.0..end as f64).contains(&at) {
            items.push(Item { at: at as Millis, desk, what });
        }
    };
    // Conversations are under way when the hour begins.
    let mut began = -400_000.0;
    let mut thread = 0;
    loop {
        began += exponential(rng, MINUTE * 3.0 / ENDS / rate);
        if began > end as f64 {
            break;
        }
        thread += 1;
        let (mut at, mut first) = (began, true);
        loop {
            for message in 0..rng.random_range(1..=5) {
                if message > 0 {
                    at += 800.0 + exponential(rng, 2_700.0);
                }
                push(at, What::Client { thread, form: form(rng), first: std::mem::take(&mut first) });
            }
            push(at + 10_000.0 + exponential(rng, 10_000.0), What::Answer { thread });
            if rng.random_bool(ENDS) {
                break;
            }
            at += 20_000.0 + exponential(rng, 70_000.0);
        }
    }
    let mut each = |every: f64, what: &mut dyn FnMut(&mut StdRng) -> Vec<What>| {
        let mut at = exponential(rng, every);
        while at < end as f64 {
            for what in what(rng) {
                push(at, what);
            }
            at += exponential(rng, every);
        }
    };
    each(MINUTE / (rate * EDITS), &mut |rng| vec![What::Status { thread: rng.random_range(1..=(thread / 10).max(1)) }]);
    each(MINUTE / INTERACTIVE, &mut |rng| vec![What::Interactive; if rng.random_bool(1.0 / 3.0) { 2 } else { 1 }]);
    for at in (DIGEST_EVERY..end).step_by(DIGEST_EVERY as usize) {
        push(at as f64, What::Digest);
    }
    items.sort_by_key(|item| item.at);
    items
}

/// 88 % texts (most of them short), 8 % media with captions, 3 % stickers, 1 % albums.
fn form(rng: &mut StdRng) -> Form {
    match rng.random_range(0..100) {
        0..88 => Form::Text(lognormal(rng, 3.7, 0.9).min(900.0) as u32 + 2),
        88..96 => Form::Media,
        96..99 => Form::Sticker,
        _ => Form::Album(rng.random_range(2..=6)),
    }
}

pub fn exponential(rng: &mut StdRng, mean: f64) -> f64 {
    -mean * (1.0 - rng.random::<f64>()).ln()
}

pub fn lognormal(rng: &mut StdRng, mu: f64, sigma: f64) -> f64 {
    // Box and Muller: a normal variable from two uniform ones.
    let (radius, angle) = (1.0 - rng.random::<f64>(), rng.random::<f64>());
    let normal = (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos();
    (mu + sigma * normal).exp()
}
