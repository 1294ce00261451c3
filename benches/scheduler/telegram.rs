//! The other side: counts by its own clock, refuses what is too much, takes its time.

use crate::{
    Millis,
    load::{exponential, lognormal},
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::collections::{HashMap, VecDeque};

const WINDOW: Millis = 60_000;
const PER_WINDOW: u32 = 20;
const PER_SECOND: u32 = 30;

/// Telegram as far as a bot's limits go. A refusal blocks the bot in that chat until the time it names; attempts within
/// it are refused as well and do not prolong it.
pub struct Telegram {
    sent: HashMap<(usize, usize), VecDeque<Millis>>,
    blocked: HashMap<(usize, usize), Millis>,
    recent: HashMap<usize, VecDeque<Millis>>,
    rng: StdRng,
    pub refused: u32,
    pub spent: u32,
}

impl Telegram {
    pub fn new(seed: u64) -> Telegram {
        Telegram {
            sent: HashMap::new(),
            blocked: HashMap::new(),
            recent: HashMap::new(),
            rng: StdRng::seed_from_u64(seed),
            refused: 0,
            spent: 0,
        }
    }

    /// How long a request takes, there and back: 120 ms in the middle, media more.
    pub fn round_trip(&mut self, media: bool) -> Millis {
        let basic = lognormal(&mut self.rng, 120f64.ln(), 0.45).min(1_500.0);
        basic as Millis + if media { 350 } else { 0 }
    }

    /// A member taps a thing that is offered, after a while; or does not.
    pub fn tap(&mut self) -> Option<Millis> {
        self.rng.random_bool(0.3).then(|| 5_000 + exponential(&mut self.rng, 20_000.0) as Millis)
    }

    /// A request arrives.
    ///
    /// # Errors
    /// 429 with the seconds to wait, as milliseconds.
    pub fn receive(&mut self, at: Millis, bot: usize, desk: usize, cost: u32) -> Result<(), Millis> {
        let key = (bot, desk);
        let wait = self.wait(at, bot, desk, cost);
        if wait > 0 {
            self.refused += 1;
            let seconds = wait.div_ceil(1_000) * 1_000;
            let until = self.blocked.entry(key).or_default();
            *until = (*until).max(at + seconds);
            return Err(seconds);
        }
        let costs = std::iter::repeat_n(at, cost as usize);
        self.sent.entry(key).or_default().extend(costs.clone());
        self.recent.entry(bot).or_default().extend(costs);
        self.spent += cost;
        Ok(())
    }

    fn wait(&mut self, at: Millis, bot: usize, desk: usize, cost: u32) -> Millis {
        let blocked = self.blocked.get(&(bot, desk)).map_or(0, |until| until.saturating_sub(at));
        let in_chat = over(self.sent.entry((bot, desk)).or_default(), at, WINDOW, PER_WINDOW, cost);
        let in_all = over(self.recent.entry(bot).or_default(), at, 1_000, PER_SECOND, cost);
        blocked.max(in_chat).max(in_all)
    }
}

/// How long until so much more fits into a window.
fn over(sent: &mut VecDeque<Millis>, at: Millis, window: Millis, limit: u32, cost: u32) -> Millis {
    while sent.front().is_some_and(|first| first + window <= at) {
        sent.pop_front();
    }
    let excess = (sent.len() + cost as usize).saturating_sub(limit as usize);
    let Some(last) = excess.checked_sub(1) else { return 0 };
    sent.get(last.min(sent.len().saturating_sub(1))).map_or(0, |first| first + window - at)
}
