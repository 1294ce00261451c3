//! The send scheduler: which outbox entry goes to the Bot API next, and when.
//!
//! **Sans-IO: no clock, no randomness, no network; the same events give the same sends.** Time comes in as
//! milliseconds of a clock that never goes back. The policy behind this interface is plain: a sliding window per chat,
//! one request in flight per chat, lanes in order, first come first served within a lane.
//!
//! Limits: about 20 messages a minute per bot and group, about one a second in a private chat, about 30 a second in
//! all. <https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this>

use crate::domain::{BotId, ChatId, OutboxId};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// Milliseconds since the scheduler's epoch.
pub type Millis = u64;

/// What goes first when several entries wait for one chat.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Lane {
    /// Somebody waits for an answer to what they pressed or wrote. Never held back by the window.
    Interactive,
    /// A topic others wait for.
    Opening,
    /// What clients wrote.
    Messages,
    /// Delivery states and the like: shown as they are when their turn comes.
    Status,
}

/// An entry that may be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unit {
    pub id: OutboxId,
    pub bot: BotId,
    pub chat: ChatId,
    pub lane: Lane,
    /// How many messages of the budget it takes.
    pub cost: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// It waits for its turn. Said again it moves to the chat named last, unless it is on its way.
    Enqueue(Unit),
    /// Telegram has it.
    Acked(OutboxId),
    /// 429: the chat is blocked for so long, and the entry stays first.
    RateLimited { id: OutboxId, retry_after: Millis },
    /// It will not be sent (any more).
    Failed(OutboxId),
    /// It may have been sent: counts against the window, and is tried again after a pause.
    Ambiguous(OutboxId),
    /// It was not sent and is tried again after a pause.
    NotSent(OutboxId),
    /// A send of an earlier run that still counts against the window.
    Restored { bot: BotId, chat: ChatId, sent: Millis, cost: u32 },
}

/// How much may be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// Messages per window and group.
    pub group: u32,
    /// Messages per window and private chat.
    pub private: u32,
    /// Messages per second and bot.
    pub bot_per_second: u32,
    pub window: Millis,
    /// How long to wait after a failed request.
    pub pause: Millis,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { group: 20, private: 60, bot_per_second: 28, window: 60_000, pause: 1_000 }
    }
}

type Chat = (BotId, ChatId);

#[derive(Default)]
struct Queue {
    waiting: BTreeMap<(Lane, OutboxId), Unit>,
    in_flight: Option<Unit>,
    /// When what counts against the window was acknowledged, and its cost.
    spent: VecDeque<(Millis, u32)>,
    not_before: Millis,
}

/// See the module.
pub struct Scheduler {
    budget: Budget,
    queues: HashMap<Chat, Queue>,
    /// Chats with something waiting and nothing in flight, in turn.
    turns: VecDeque<Chat>,
    in_turn: BTreeSet<Chat>,
    owners: HashMap<OutboxId, Chat>,
    /// Per bot: when it sent within the last second.
    recent: HashMap<BotId, VecDeque<Millis>>,
}

impl Scheduler {
    pub fn new(budget: Budget) -> Scheduler {
        Scheduler {
            budget,
            queues: HashMap::new(),
            turns: VecDeque::new(),
            in_turn: BTreeSet::new(),
            owners: HashMap::new(),
            recent: HashMap::new(),
        }
    }

    pub fn on_event(&mut self, now: Millis, event: Event) {
        match event {
            Event::Enqueue(unit) => {
                let chat = (unit.bot, unit.chat);
                if let Some(former) = self.owners.get(&unit.id).and_then(|chat| self.queues.get_mut(chat)) {
                    if former.in_flight.is_some_and(|flying| flying.id == unit.id) {
                        return;
                    }
                    // Offered again, perhaps for another chat: it has one place.
                    former.waiting.remove(&(unit.lane, unit.id));
                }
                self.owners.insert(unit.id, chat);
                self.queues.entry(chat).or_default().waiting.insert((unit.lane, unit.id), unit);
                self.take_turn(chat);
            }
            Event::Acked(id) => self.settle(id, |queue, unit| queue.spent.push_back((now, unit.cost))),
            Event::Failed(id) => self.settle(id, |_, _| {}),
            Event::RateLimited { id, retry_after } => self.settle(id, |queue, unit| {
                queue.not_before = queue.not_before.max(now + retry_after);
                queue.waiting.insert((unit.lane, unit.id), unit);
            }),
            Event::Ambiguous(id) => {
                let pause = self.budget.pause;
                self.settle(id, |queue, unit| {
                    queue.spent.push_back((now, unit.cost));
                    queue.not_before = now + pause;
                    queue.waiting.insert((unit.lane, unit.id), unit);
                });
            }
            Event::NotSent(id) => {
                let pause = self.budget.pause;
                self.settle(id, |queue, unit| {
                    queue.not_before = now + pause;
                    queue.waiting.insert((unit.lane, unit.id), unit);
                });
            }
            Event::Restored { bot, chat, sent, cost } => {
                self.queues.entry((bot, chat)).or_default().spent.push_back((sent, cost));
            }
        }
    }

    /// The next entry to send now, if any. It counts as in flight until an event settles it.
    pub fn poll(&mut self, now: Millis) -> Option<OutboxId> {
        for _ in 0..self.turns.len() {
            let chat = self.turns.pop_front()?;
            self.in_turn.remove(&chat);
            let Some(at) = self.ready_at(chat, now) else { continue };
            if at <= now {
                let queue = self.queues.get_mut(&chat)?;
                let (_, unit) = queue.waiting.pop_first()?;
                queue.in_flight = Some(unit);
                self.recent.entry(chat.0).or_default().push_back(now);
                return Some(unit.id);
            }
            self.take_turn(chat);
        }
        None
    }

    /// When `poll` may have something, if nothing happens before; `None` when only an event can change that.
    pub fn next_wakeup(&self, now: Millis) -> Option<Millis> {
        self.turns.iter().filter_map(|chat| self.ready_at(*chat, now)).min()
    }

    /// How many entries wait or are on their way.
    pub fn depth(&self) -> usize {
        self.owners.len()
    }

    /// When the chat's first entry may go; `None` when nothing waits.
    fn ready_at(&self, chat: Chat, now: Millis) -> Option<Millis> {
        let queue = self.queues.get(&chat)?;
        let (_, first) = queue.waiting.first_key_value()?;
        let limit = if chat.1.0 < 0 { self.budget.group } else { self.budget.private };
        let mut at = queue.not_before;
        if first.lane != Lane::Interactive {
            // The oldest sends must leave the window until this one fits.
            let mut spent: u32 =
                queue.spent.iter().filter(|(sent, _)| sent + self.budget.window > now).map(|(_, cost)| cost).sum();
            for (sent, cost) in &queue.spent {
                if spent + first.cost <= limit {
                    break;
                }
                if sent + self.budget.window > now {
                    at = at.max(sent + self.budget.window);
                    spent -= cost;
                }
            }
        }
        if let Some(recent) = self.recent.get(&chat.0) {
            let within: Vec<_> = recent.iter().filter(|sent| *sent + 1_000 > now).collect();
            if within.len() >= self.budget.bot_per_second as usize {
                at = at.max(within[within.len() - self.budget.bot_per_second as usize] + 1_000);
            }
        }
        Some(at)
    }

    /// Takes an entry out of flight and lets `then` decide what becomes of it.
    fn settle(&mut self, id: OutboxId, then: impl FnOnce(&mut Queue, Unit)) {
        let Some(chat) = self.owners.remove(&id) else { return };
        let Some(queue) = self.queues.get_mut(&chat) else { return };
        let Some(unit) = queue.in_flight.take_if(|unit| unit.id == id) else { return };
        then(queue, unit);
        if queue.waiting.contains_key(&(unit.lane, id)) {
            self.owners.insert(id, chat);
        }
        let window = self.budget.window;
        if let Some((latest, _)) = queue.spent.back().copied() {
            while queue.spent.front().is_some_and(|(sent, _)| sent + window <= latest) {
                queue.spent.pop_front();
            }
            if let Some(recent) = self.recent.get_mut(&chat.0) {
                while recent.front().is_some_and(|sent| sent + 1_000 <= latest) {
                    recent.pop_front();
                }
            }
        }
        self.take_turn(chat);
    }

    fn take_turn(&mut self, chat: Chat) {
        let waits = self.queues.get(&chat).is_some_and(|queue| queue.in_flight.is_none() && !queue.waiting.is_empty());
        if waits && self.in_turn.insert(chat) {
            self.turns.push_back(chat);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOT: BotId = BotId(1);

    fn unit(id: u64, chat: i64, lane: Lane) -> Unit {
        Unit { id: OutboxId(id), bot: BOT, chat: ChatId(chat), lane, cost: 1 }
    }

    fn scheduler(units: &[Unit]) -> Scheduler {
        let mut scheduler = Scheduler::new(Budget::default());
        for unit in units {
            scheduler.on_event(0, Event::Enqueue(*unit));
        }
        scheduler
    }

    /// Sends everything, each acknowledged after `latency`; returns what went out and when.
    fn drain(scheduler: &mut Scheduler, latency: Millis) -> Vec<(Millis, OutboxId)> {
        let (mut now, mut sent) = (0, Vec::new());
        while scheduler.depth() > 0 {
            while let Some(id) = scheduler.poll(now) {
                sent.push((now, id));
                now += latency;
                scheduler.on_event(now, Event::Acked(id));
            }
            now = scheduler.next_wakeup(now).unwrap_or(now).max(now + 1);
        }
        sent
    }

    #[test]
    fn one_request_is_in_flight_per_chat() {
        let mut scheduler = scheduler(&[unit(1, -1, Lane::Messages), unit(2, -1, Lane::Messages)]);
        assert_eq!(scheduler.poll(0), Some(OutboxId(1)));
        assert_eq!(scheduler.poll(0), None);
        scheduler.on_event(5, Event::Acked(OutboxId(1)));
        assert_eq!(scheduler.poll(5), Some(OutboxId(2)));
    }

    #[test]
    fn lanes_go_before_order() {
        let mut scheduler =
            scheduler(&[unit(1, -1, Lane::Status), unit(2, -1, Lane::Messages), unit(3, -1, Lane::Opening)]);
        let order: Vec<u64> = drain(&mut scheduler, 1).iter().map(|(_, id)| id.0).collect();
        assert_eq!(order, [3, 2, 1]);
    }

    #[test]
    fn the_twenty_first_message_waits_for_the_window() {
        let units: Vec<_> = (1..=21).map(|id| unit(id, -1, Lane::Messages)).collect();
        let sent = drain(&mut scheduler(&units), 10);
        assert!(sent[19].0 < 1_000);
        assert!(sent[20].0 >= 60_010, "the window counts from the first acknowledgement: {:?}", sent[20]);
    }

    #[test]
    fn a_rate_limit_blocks_its_chat_only_and_keeps_the_order() {
        let mut scheduler =
            scheduler(&[unit(1, -1, Lane::Messages), unit(2, -1, Lane::Messages), unit(3, -2, Lane::Messages)]);
        assert_eq!(scheduler.poll(0), Some(OutboxId(1)));
        scheduler.on_event(0, Event::RateLimited { id: OutboxId(1), retry_after: 7_000 });
        assert_eq!(scheduler.poll(0), Some(OutboxId(3)));
        scheduler.on_event(0, Event::Acked(OutboxId(3)));
        assert_eq!(scheduler.poll(6_999), None);
        assert_eq!(scheduler.next_wakeup(0), Some(7_000));
        assert_eq!(scheduler.poll(7_000), Some(OutboxId(1)));
    }

    #[test]
    fn what_was_sent_before_a_restart_still_counts() {
        let mut scheduler = Scheduler::new(Budget::default());
        for sent in 0..20 {
            scheduler.on_event(100, Event::Restored { bot: BOT, chat: ChatId(-1), sent, cost: 1 });
        }
        scheduler.on_event(100, Event::Enqueue(unit(1, -1, Lane::Messages)));
        assert_eq!(scheduler.poll(100), None);
        assert_eq!(scheduler.next_wakeup(100), Some(60_000));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_window_overspent(chats in prop::collection::vec(1i64..4, 1..120), latency in 1u64..500) {
            let units: Vec<_> =
                chats.iter().enumerate().map(|(id, chat)| unit(id as u64, -chat, Lane::Messages)).collect();
            let sent = drain(&mut scheduler(&units), latency);
            prop_assert_eq!(sent.len(), units.len());
            for chat in 1..4 {
                let times: Vec<_> = sent
                    .iter()
                    .filter(|(_, id)| units[id.0 as usize].chat.0 == -chat)
                    .collect();
                prop_assert!(times.is_sorted_by_key(|(_, id)| *id), "order within a chat");
                prop_assert!(times.windows(21).all(|span| span[20].0 - span[0].0 >= 60_000));
            }
        }
    }
}
