//! What each bot is told, and `getUpdates`.
//!
//! **An update is written down when its event happens; whether the bot wants that kind is asked then. It is given again
//! and again until an offset above it confirms it, for 24 hours. Two polls at once end the older one with 409.**
//! <https://core.telegram.org/bots/api#getting-updates>
use super::call::Call;
use super::failure::{Answer, Failure};
use super::render::{self, Kind};
use crate::clock::Time;
use crate::world::{Door, Effect, Shared, UserId, World};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// Updates that nobody confirms are kept this long.
const KEPT: Duration = Duration::from_secs(24 * 3600);
/// The longest poll and the most updates of one answer.
const POLL_LIMIT: u64 = 50;
const BATCH_LIMIT: i64 = 100;

/// The queues of all bots.
#[derive(Default)]
pub struct Updates {
    queues: Mutex<HashMap<UserId, Queue>>,
    /// Rings when something was queued, or a newer poll began.
    bell: watch::Sender<()>,
}

struct Queue {
    next: i64,
    waiting: VecDeque<Waiting>,
    /// `None`: the default kinds.
    wanted: Option<BTreeSet<String>>,
    /// Number of the latest poll; an older one that still waits has lost.
    poll: u64,
}

struct Waiting {
    id: i64,
    at: Time,
    kind: Kind,
    body: Value,
}

impl Queue {
    fn new(seed: u64, bot: UserId) -> Self {
        let first = crate::keys::derive(seed, "update id", &[&bot.0.to_le_bytes()]);
        let first = u32::from_le_bytes([first[0], first[1], first[2], 0]);
        Queue { next: 100_000_000 + i64::from(first), waiting: VecDeque::new(), wanted: None, poll: 0 }
    }
    fn wants(&self, kind: Kind) -> bool {
        match &self.wanted {
            Some(wanted) => wanted.contains(kind.name()),
            None => kind.by_default(),
        }
    }
    fn push(&mut self, at: Time, kind: Kind, body: Value) {
        let id = self.next;
        self.next += 1;
        self.waiting.push_back(Waiting { id, at, kind, body });
    }
    fn forget_old(&mut self, now: Time) {
        self.waiting.retain(|u| now.since(u.at) < KEPT);
    }
    fn confirm(&mut self, offset: i64) {
        if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let drop = self.waiting.len().saturating_sub(keep);
            self.waiting.drain(..drop);
        } else {
            self.waiting.retain(|u| u.id >= offset);
        }
    }
    fn batch(&self, limit: usize) -> Vec<Value> {
        let shown = |update: &Waiting| {
            let mut fields = Map::new();
            fields.insert("update_id".into(), update.id.into());
            fields.insert(update.kind.name().into(), update.body.clone());
            Value::Object(fields)
        };
        self.waiting.iter().take(limit).map(shown).collect()
    }
}

impl Updates {
    fn queues(&self) -> MutexGuard<'_, HashMap<UserId, Queue>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes down the updates of the events from log position `from` on.
    pub fn note(self: &Arc<Self>, world: &mut World, from: u64) {
        let events = world.events_from(from).to_vec();
        let mut rang = false;
        for event in &events {
            for (bot, kind, body) in render::updates(world, event) {
                let mut queues = self.queues();
                let queue = queues.entry(bot).or_insert_with(|| Queue::new(world.seed, bot));
                if !queue.wants(kind) {
                    continue;
                }
                let copies = match world.take_fault(Door::BotApi, kind.name(), Some(bot)) {
                    Some(Effect::SkipUpdate) => 0,
                    Some(Effect::DuplicateUpdate) => 2,
                    Some(Effect::LateUpdate(span)) => {
                        self.hold_up(bot, kind, body, event.at, span);
                        continue;
                    }
                    _ => 1,
                };
                for _ in 0..copies {
                    queue.push(event.at, kind, body.clone());
                }
                rang = true;
            }
        }
        if rang {
            self.bell.send_replace(());
        }
    }

    /// Writes an update down when a time of the machine has passed: behind what came meanwhile.
    fn hold_up(self: &Arc<Self>, bot: UserId, kind: Kind, body: Value, at: Time, span: Duration) {
        let this = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(span).await;
            if let Some(queue) = this.queues().get_mut(&bot) {
                queue.push(at, kind, body);
            }
            this.bell.send_replace(());
        });
    }

    /// How many updates a bot has not confirmed.
    pub fn pending(&self, bot: UserId) -> usize {
        self.queues().get(&bot).map_or(0, |q| q.waiting.len())
    }
    /// Forgets what a bot has not confirmed.
    pub fn drop_pending(&self, bot: UserId) {
        if let Some(queue) = self.queues().get_mut(&bot) {
            queue.waiting.clear();
        }
    }
    /// The kinds a bot asked for, if it did.
    pub fn wanted(&self, bot: UserId) -> Option<Vec<String>> {
        let queues = self.queues();
        let wanted = queues.get(&bot)?.wanted.as_ref()?;
        Some(wanted.iter().cloned().collect())
    }

    /// `getUpdates`: confirms, then answers as soon as there is something, or empty after `timeout` seconds.
    ///
    /// # Errors
    /// 400 for bad arguments, 409 when a newer poll began.
    pub async fn get(&self, world: &Shared, bot: UserId, call: &Call, closed: watch::Receiver<bool>) -> Answer {
        let offset = call.int::<i64>("offset")?.unwrap_or(0);
        let limit = call.int::<i64>("limit")?.unwrap_or(BATCH_LIMIT);
        let limit = if (1..=BATCH_LIMIT).contains(&limit) { usize::try_from(limit).unwrap_or(1) } else { 100 };
        let timeout = call.int::<i64>("timeout")?.unwrap_or(0);
        let timeout = u64::try_from(timeout).unwrap_or(0).min(POLL_LIMIT);
        let wanted = wanted(call)?;

        let mut bell = self.bell.subscribe();
        let (seed, now) = world.with(|w| (w.seed, w.now()));
        let poll = {
            let mut queues = self.queues();
            let queue = queues.entry(bot).or_insert_with(|| Queue::new(seed, bot));
            if let Some(wanted) = wanted {
                queue.wanted = wanted;
            }
            queue.forget_old(now);
            queue.confirm(offset);
            queue.poll += 1;
            queue.poll
        };
        // An older poll of this bot may be waiting.
        self.bell.send_replace(());
        let deadline = Instant::now() + Duration::from_secs(timeout);
        let mut closed = std::pin::pin!(super::wire::until(closed));
        loop {
            bell.mark_unchanged();
            if let Some(queue) = self.queues().get(&bot) {
                if queue.poll != poll {
                    return Err(Failure::new(
                        409,
                        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                    ));
                }
                let batch = queue.batch(limit);
                if !batch.is_empty() {
                    return Ok(Value::Array(batch));
                }
            }
            tokio::select! {
                rung = bell.changed() => if rung.is_err() { return Ok(Value::Array(Vec::new())) },
                () = tokio::time::sleep_until(deadline) => return Ok(Value::Array(Vec::new())),
                () = &mut closed => return Ok(Value::Array(Vec::new())),
            }
        }
    }
}

/// `allowed_updates`: nothing said keeps what was, an empty list means the default.
fn wanted(call: &Call) -> Result<Option<Option<BTreeSet<String>>>, Failure> {
    let Some(list) = call.json("allowed_updates")? else {
        return Ok(None);
    };
    let Value::Array(list) = list else {
        return Err(Failure::bad("can't parse allowed_updates: expected an Array of strings"));
    };
    let names: BTreeSet<String> = list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect();
    Ok(Some((!names.is_empty()).then_some(names)))
}
