//! The send scheduler: which outbox entry goes to the Bot API next, and when.
//!
//! **Sans-IO: no clock, no randomness, no network; the same events give the same sends.** Time comes in as
//! milliseconds of a clock that never goes back. The policy behind this interface is plain: a sliding window per chat,
//! lanes in order, first come first served within a lane, one request in flight per line: a dialog's order is kept, and
//! no dialog waits for another's answer.
//!
//! Limits: about 20 messages a minute per bot and group, about one a second in a private chat, about 30 a second in
//! all. <https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this>

use crate::domain::{BotId, ChatId, DialogId, OutboxId};
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

/// What is sent one after the other within a chat: what belongs to one dialog, or to none.
pub type Line = Option<DialogId>;

/// An entry that may be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unit {
    pub id: OutboxId,
    pub bot: BotId,
    pub chat: ChatId,
    pub line: Line,
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

impl Budget {
    /// For a Telegram without limits.
    pub const UNLIMITED: Budget =
        Budget { group: u32::MAX, private: u32::MAX, bot_per_second: u32::MAX, window: 0, pause: 1_000 };
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { group: 20, private: 60, bot_per_second: 28, window: 60_000, pause: 1_000 }
    }
}

type Chat = (BotId, ChatId);
/// Where an entry stands among those of its chat.
type Rank = (Lane, OutboxId);

/// What is to go to one chat.
#[derive(Default)]
struct Queue {
    lines: HashMap<Line, Waiting>,
    /// The first of every line that has nothing in flight.
    heads: BTreeMap<Rank, Line>,
    /// The cost of what is in flight.
    flying: u32,
    /// When what counts against the window was acknowledged, and its cost.
    spent: VecDeque<(Millis, u32)>,
    not_before: Millis,
}

/// One line of a chat.
#[derive(Default)]
struct Waiting {
    units: BTreeMap<Rank, Unit>,
    in_flight: Option<OutboxId>,
}

impl Queue {
    fn insert(&mut self, unit: Unit) {
        self.change(unit.line, |line| {
            line.units.insert(unit.rank(), unit);
        });
    }

    /// Changes a line and brings its head up to date.
    fn change<T>(&mut self, name: Line, act: impl FnOnce(&mut Waiting) -> T) -> T {
        let line = self.lines.entry(name).or_default();
        if let Some(head) = line.head() {
            self.heads.remove(&head);
        }
        let result = act(line);
        match line.head() {
            Some(head) => drop(self.heads.insert(head, name)),
            None if line.in_flight.is_none() => drop(self.lines.remove(&name)),
            None => {}
        }
        result
    }

    /// The entry that goes next, and the line it is the first of.
    fn first(&self) -> Option<(Unit, Line)> {
        let (rank, line) = self.heads.first_key_value()?;
        Some((*self.lines.get(line)?.units.get(rank)?, *line))
    }

    /// Takes the first one into flight.
    fn take_off(&mut self) -> Option<Unit> {
        let (unit, line) = self.first()?;
        self.flying += unit.cost;
        self.change(line, |line| {
            line.in_flight = Some(unit.id);
            line.units.remove(&unit.rank())
        })
    }
}

impl Waiting {
    fn head(&self) -> Option<Rank> {
        let first = self.units.first_key_value().map(|(rank, _)| *rank);
        first.filter(|_| self.in_flight.is_none())
    }
}

impl Unit {
    fn rank(&self) -> Rank {
        (self.lane, self.id)
    }

    fn chat(&self) -> Chat {
        (self.bot, self.chat)
    }
}

/// What becomes of an entry that was in flight.
enum Landing {
    Over,
    Again,
}

/// See the module.
pub struct Scheduler {
    budget: Budget,
    queues: HashMap<Chat, Queue>,
    /// Chats with something that may go, in turn.
    turns: VecDeque<Chat>,
    in_turn: BTreeSet<Chat>,
    /// Every entry, waiting or in flight.
    units: HashMap<OutboxId, Unit>,
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
            units: HashMap::new(),
            recent: HashMap::new(),
        }
    }

    pub fn on_event(&mut self, now: Millis, event: Event) {
        let pause = self.budget.pause;
        match event {
            Event::Enqueue(unit) => self.enqueue(unit),
            Event::Acked(id) => self.land(id, now, |queue, unit| {
                queue.spent.push_back((now, unit.cost));
                Landing::Over
            }),
            Event::Failed(id) => self.land(id, now, |_, _| Landing::Over),
            Event::RateLimited { id, retry_after } => self.land(id, now, |queue, _| {
                queue.not_before = queue.not_before.max(now + retry_after);
                Landing::Again
            }),
            Event::Ambiguous(id) => self.land(id, now, |queue, unit| {
                queue.spent.push_back((now, unit.cost));
                queue.not_before = queue.not_before.max(now + pause);
                Landing::Again
            }),
            Event::NotSent(id) => self.land(id, now, |queue, _| {
                queue.not_before = queue.not_before.max(now + pause);
                Landing::Again
            }),
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
                let unit = self.queues.get_mut(&chat)?.take_off()?;
                self.recent.entry(chat.0).or_default().push_back(now);
                self.take_turn(chat);
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
        self.units.len()
    }

    fn enqueue(&mut self, unit: Unit) {
        if let Some(former) = self.units.get(&unit.id)
            && let Some(queue) = self.queues.get_mut(&former.chat())
        {
            if queue.lines.get(&former.line).is_some_and(|line| line.in_flight == Some(unit.id)) {
                return;
            }
            // Offered again, perhaps for another chat: it has one place.
            queue.change(former.line, |line| line.units.remove(&former.rank()));
        }
        self.units.insert(unit.id, unit);
        self.queues.entry(unit.chat()).or_default().insert(unit);
        self.take_turn(unit.chat());
    }

    /// When the chat's first entry may go; `None` when only an event can let one go.
    fn ready_at(&self, chat: Chat, now: Millis) -> Option<Millis> {
        let queue = self.queues.get(&chat)?;
        let (first, _) = queue.first()?;
        let limit = if chat.1.0 < 0 { self.budget.group } else { self.budget.private };
        let mut at = queue.not_before;
        if first.lane != Lane::Interactive {
            // The oldest sends must leave the window until this one fits.
            let within = || queue.spent.iter().filter(|(sent, _)| sent + self.budget.window > now);
            let mut taken = queue.flying + within().map(|(_, cost)| cost).sum::<u32>();
            for (sent, cost) in within() {
                if taken + first.cost <= limit {
                    break;
                }
                at = at.max(sent + self.budget.window);
                taken -= cost;
            }
            // What is in flight takes its place in the window when it lands.
            if taken + first.cost > limit && queue.flying > 0 {
                return None;
            }
        }
        if let Some(recent) = self.recent.get(&chat.0)
            && let Some(index) = recent.len().checked_sub(self.budget.bot_per_second as usize)
        {
            at = at.max(recent.get(index)? + 1_000);
        }
        Some(at)
    }

    /// Takes an entry out of flight; `what` says whether it goes again.
    fn land(&mut self, id: OutboxId, now: Millis, what: impl FnOnce(&mut Queue, Unit) -> Landing) {
        let Some(unit) = self.units.get(&id).copied() else { return };
        let Some(queue) = self.queues.get_mut(&unit.chat()) else { return };
        if !queue.lines.get(&unit.line).is_some_and(|line| line.in_flight == Some(id)) {
            return;
        }
        queue.flying -= unit.cost;
        queue.change(unit.line, |line| line.in_flight = None);
        match what(queue, unit) {
            Landing::Over => drop(self.units.remove(&id)),
            Landing::Again => queue.insert(unit),
        }
        while queue.spent.front().is_some_and(|(sent, _)| sent + self.budget.window <= now) {
            queue.spent.pop_front();
        }
        if let Some(recent) = self.recent.get_mut(&unit.bot) {
            while recent.front().is_some_and(|sent| sent + 1_000 <= now) {
                recent.pop_front();
            }
        }
        self.take_turn(unit.chat());
    }

    fn take_turn(&mut self, chat: Chat) {
        let waits = self.queues.get(&chat).is_some_and(|queue| !queue.heads.is_empty());
        if waits && self.in_turn.insert(chat) {
            self.turns.push_back(chat);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, PeerId};
    use proptest::prelude::*;

    const BOT: BotId = BotId(1);

    fn unit(id: u64, chat: i64, lane: Lane) -> Unit {
        Unit { id: OutboxId(id), bot: BOT, chat: ChatId(chat), line: None, lane, cost: 1 }
    }

    fn of_dialog(id: u64, chat: i64, client: i64) -> Unit {
        let dialog = DialogId { account: AccountId(1), peer: PeerId::User(client) };
        Unit { line: Some(dialog), ..unit(id, chat, Lane::Messages) }
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
    fn one_request_is_in_flight_per_line() {
        let mut scheduler = scheduler(&[unit(1, -1, Lane::Messages), unit(2, -1, Lane::Messages)]);
        assert_eq!(scheduler.poll(0), Some(OutboxId(1)));
        assert_eq!(scheduler.poll(0), None);
        scheduler.on_event(5, Event::Acked(OutboxId(1)));
        assert_eq!(scheduler.poll(5), Some(OutboxId(2)));
    }

    #[test]
    fn a_dialog_waits_for_its_own_requests_only() {
        let mut scheduler = scheduler(&[of_dialog(1, -1, 7), of_dialog(2, -1, 7), of_dialog(3, -1, 8)]);
        assert_eq!(scheduler.poll(0), Some(OutboxId(1)));
        assert_eq!(scheduler.poll(0), Some(OutboxId(3)));
        assert_eq!(scheduler.poll(0), None);
        scheduler.on_event(5, Event::NotSent(OutboxId(1)));
        assert_eq!(scheduler.poll(1_005), Some(OutboxId(1)), "what is sent again keeps its place");
        scheduler.on_event(1_006, Event::Acked(OutboxId(1)));
        assert_eq!(scheduler.poll(1_006), Some(OutboxId(2)));
    }

    #[test]
    fn what_is_in_flight_takes_its_place_in_the_window() {
        let units: Vec<_> = (1..=25).map(|id| of_dialog(id, -1, id as i64)).collect();
        let mut scheduler = scheduler(&units);
        let flying: Vec<_> = std::iter::from_fn(|| scheduler.poll(0)).collect();
        assert_eq!(flying.len(), 20);
        assert_eq!(scheduler.next_wakeup(0), None);
        for id in flying {
            scheduler.on_event(100, Event::Acked(id));
        }
        assert_eq!(scheduler.poll(100), None);
        assert_eq!(scheduler.next_wakeup(100), Some(60_100));
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

        /// Answers come in any order, some entries are sent again: a dialog's order stands, and so does the window.
        #[test]
        fn dialogs_keep_their_order_whatever_the_answers(
            dialogs in prop::collection::vec(1i64..6, 1..120),
            answers in prop::collection::vec((0usize..1_000, 0..8u8, 1u64..400), 1..400),
        ) {
            let units: Vec<_> =
                dialogs.iter().enumerate().map(|(id, dialog)| of_dialog(id as u64, -1, *dialog)).collect();
            let mut scheduler = scheduler(&units);
            let (mut now, mut flying, mut acked) = (0, Vec::new(), Vec::new());
            let mut answers = answers.into_iter();
            while scheduler.depth() > 0 {
                flying.extend(std::iter::from_fn(|| scheduler.poll(now)));
                if flying.is_empty() {
                    now = scheduler.next_wakeup(now).expect("something waits").max(now + 1);
                    continue;
                }
                let (which, how, latency) = answers.next().unwrap_or((0, 7, 1));
                let id = flying.remove(which % flying.len());
                now += latency;
                scheduler.on_event(now, match how {
                    0 => Event::NotSent(id),
                    1 => Event::RateLimited { id, retry_after: 3_000 },
                    2 => Event::Ambiguous(id),
                    _ => { acked.push((now, id)); Event::Acked(id) }
                });
            }
            prop_assert_eq!(acked.len(), units.len());
            for dialog in 1..6 {
                let order: Vec<_> = acked.iter().map(|(_, id)| id.0).filter(|id| dialogs[*id as usize] == dialog).collect();
                prop_assert!(order.is_sorted(), "order of a dialog: {:?}", order);
            }
            prop_assert!(acked.windows(21).all(|span| span[20].0 - span[0].0 >= 60_000));
        }
    }
}
