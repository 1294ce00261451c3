//! The theoretical floor: what no scheduler can do better, even if it knew the future.
//!
//! Whoever shows every client's message within `L` must, in each thread, send at least once in each of the disjoint
//! spans `[a, a + L]` found by walking through the thread's messages, however much is merged; members' interactive
//! moments need a send each as well. Unit jobs with equal relative deadlines on a window of `n` per minute are served
//! best in order of arrival, each as early as the window lets it. If even then one is later than `L`, `L` cannot be had.
//! No costs but one per send, no round trips: a true lower bound on the maximum latency.

use crate::{
    Millis,
    load::{Item, What},
};
use std::collections::{BTreeMap, VecDeque};

const WINDOW: Millis = 60_000;

/// The least maximum latency that `bots` bots with 20 messages a minute each could reach at one desk.
pub fn clairvoyant(items: &[Item], bots: usize, interactive: bool) -> Millis {
    let mut threads: BTreeMap<i64, Vec<Millis>> = BTreeMap::new();
    let mut waiting = Vec::new();
    for item in items {
        match item.what {
            What::Client { thread, .. } => threads.entry(thread).or_default().push(item.at),
            What::Interactive if interactive => waiting.push(item.at),
            _ => {}
        }
    }
    let (mut low, mut high): (Millis, Millis) = (0, 20_000_000);
    while low < high {
        let middle = low.midpoint(high);
        if feasible(&threads, &waiting, 20 * bots, middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

fn feasible(threads: &BTreeMap<i64, Vec<Millis>>, waiting: &[Millis], limit: usize, latency: Millis) -> bool {
    let mut jobs = waiting.to_vec();
    for messages in threads.values() {
        let mut covered = None;
        for at in messages {
            if covered.is_none_or(|until| *at > until) {
                jobs.push(*at);
                covered = Some(at + latency);
            }
        }
    }
    jobs.sort_unstable();
    let mut started: VecDeque<Millis> = VecDeque::new();
    jobs.into_iter().all(|at| {
        let mut start = at;
        if started.len() == limit {
            start = start.max(started.pop_front().unwrap_or_default() + WINDOW);
        }
        started.push_back(start);
        start <= at + latency
    })
}
