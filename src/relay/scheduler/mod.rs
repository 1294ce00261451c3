//! The send scheduler: which outbox entries go to the Bot API next, by which bot, in which message, and when.
//!
//! **Sans-IO: no clock, no randomness, no network; the same events give the same sends.** Time comes in as milliseconds
//! of a clock that never goes back. Telegram gives a bot about 20 messages a minute and group, and that is what a busy
//! desk runs out of. So:
//!
//! - **A limit is never overrun**: what counts is counted from its acknowledgement, one request is on its way per bot
//!   and chat, and what Telegram refuses all the same (429) blocks that pair only and lowers its limit for a while.
//! - **Lanes**: what somebody waits for > topics > media that was tapped > clients' messages > what can wait. A part of
//!   the budget is kept for the first.
//! - **Round robin over threads**, by when they became backlogged, one request on its way per thread: a dialog's order
//!   holds whichever bots carry it, and no client starves another.
//! - **Messages are merged only when the budget is short**: the shorter it is, the longer a thread gathers.
//!
//! `benches/scheduler` compares it with others and with what a clairvoyant could do.

mod budget;
mod desk;
mod merge;
mod pace;
mod policy;
mod threads;

#[cfg(test)]
mod property;
#[cfg(test)]
mod tests;

pub use budget::Ledger;
pub use policy::{Costs, Limit, Policy};

use super::outbox::Slot;
use crate::domain::{BotId, ChatId, DialogId, OutboxId};
use desk::{Choice, Desk, Flight};
use pace::Pace;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Milliseconds since the Unix epoch, by a clock that never goes back.
pub type Millis = u64;

/// What goes first when several entries wait for one chat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lane {
    /// Somebody waits for an answer to what they pressed or wrote. Never paced, and may use the reserve.
    Interactive,
    /// A topic others wait for.
    Opening,
    /// Media that a member asked to see.
    Tapped,
    /// What clients wrote: in order within a thread.
    Client {
        thread: DialogId,
        form: Form,
        /// It must be the first of a merged message, because it answers another one.
        leads: bool,
    },
    /// Transcripts of what was said before.
    Replay,
    /// Delivery states and the like: the latest content of a slot is sent, and nothing after it has expired.
    Status {
        slot: Slot,
        expires: Option<Millis>,
    },
    Digest,
}

/// What a client's message is for merging. Lengths in UTF-16 code units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Text {
        chars: u32,
    },
    /// One medium that takes a caption.
    Media {
        caption: u32,
    },
    /// As a line it is its emoji.
    Sticker,
    Album {
        caption: u32,
        /// Before this moment more of it may come: it is not sent yet, and nothing goes before it.
        complete: Millis,
    },
    /// Nothing can be merged with it.
    Other,
}

impl Form {
    fn chars(self) -> u32 {
        match self {
            Form::Text { chars } | Form::Media { caption: chars } | Form::Album { caption: chars, .. } => chars,
            Form::Sticker | Form::Other => 0,
        }
    }
}

/// An entry that may be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unit {
    pub id: OutboxId,
    pub chat: ChatId,
    /// The bot that must do it: who edits must have posted. `None` leaves it to the scheduler.
    pub bot: Option<BotId>,
    /// Since when it waits.
    pub since: Millis,
    /// How many messages of the budget it takes.
    pub cost: u32,
    pub lane: Lane,
}

impl Unit {
    fn form(&self) -> Option<Form> {
        match self.lane {
            Lane::Client { form, .. } => Some(form),
            _ => None,
        }
    }

    /// Until when it waits, whatever the budget.
    fn complete(&self) -> Millis {
        match self.form() {
            Some(Form::Album { complete, .. }) => complete,
            _ => 0,
        }
    }

    fn never_merged(&mut self) {
        if let Lane::Client { form, .. } = &mut self.lane {
            *form = Form::Other;
        }
    }
}

/// What happened. A send is named by the first of its entries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// It waits for its turn. Said again it moves to the chat named last, unless it is on its way.
    Enqueue(Unit),
    /// Telegram has it.
    Acked(OutboxId),
    /// 429: the bot may not write to this chat for so long; the entries stay first.
    RateLimited { id: OutboxId, retry_after: Millis },
    /// The chat cannot be written to: the entries stay first and wait, though Telegram did not say for how long.
    Rests { id: OutboxId, pause: Millis },
    /// It will not be sent (any more).
    Failed(OutboxId),
    /// It may have been sent: counts against the window, and goes again unchanged after a pause.
    Ambiguous(OutboxId),
    /// It was not sent and is tried again after a pause.
    NotSent(OutboxId),
    /// It was not sent, and its entries cannot go as one message: each goes by itself.
    Apart(OutboxId),
    /// It was not sent, and the media cannot carry the others: it goes by itself.
    Uncarried(OutboxId),
    /// These helpers may write in this group now, and no others; until it is said, all may.
    Seated { chat: ChatId, helpers: Vec<BotId> },
    /// What an earlier run had spent.
    Restored { bot: BotId, chat: ChatId, ledger: Ledger },
}

/// Entries that go as one request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Send {
    pub bot: BotId,
    pub chat: ChatId,
    /// What it takes of the budget: what it weighs, or as much as a window holds.
    pub cost: u32,
    /// As how many messages Telegram counts it.
    pub weight: u32,
    pub shape: Shape,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shape {
    /// One entry as it is.
    Whole(OutboxId),
    /// Entries of one thread as one message, each a line of it. One may be the media that has the others as its
    /// caption; other media become lines that offer to show them.
    Lines { ids: Vec<OutboxId>, carrier: Option<OutboxId> },
}

impl Shape {
    pub fn ids(&self) -> &[OutboxId] {
        match self {
            Shape::Whole(id) => std::slice::from_ref(id),
            Shape::Lines { ids, .. } => ids,
        }
    }
}

impl Send {
    /// The entry that names the send.
    pub fn id(&self) -> OutboxId {
        self.shape.ids().first().copied().unwrap_or(OutboxId(0))
    }
}

/// Which of the bots: its index, the main bot first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Seat(usize);

/// How a request ended.
#[derive(Clone, Copy)]
enum End {
    Arrived,
    Refused,
    /// Telegram asks to wait so long.
    Limited(Millis),
    /// Not sent; again after so long.
    Pause(Millis),
    /// Perhaps arrived.
    Unclear,
}

/// See the module.
pub struct Scheduler {
    policy: Policy,
    /// The main bot, then its helpers.
    crew: Vec<BotId>,
    paces: Vec<Pace>,
    desks: HashMap<ChatId, Desk>,
    /// When which chat may have something; chats of the same moment in turn.
    moments: BTreeMap<(Millis, u64), ChatId>,
    turn: u64,
    waiting: HashMap<OutboxId, Unit>,
    /// Requests on their way, by their first entry, and all their entries.
    flying: HashMap<OutboxId, (ChatId, Flight)>,
    aloft: HashSet<OutboxId>,
    dropped: Vec<OutboxId>,
}

impl Scheduler {
    /// A scheduler for a main bot and its helpers.
    pub fn new(policy: Policy, main: BotId, helpers: &[BotId]) -> Scheduler {
        let crew: Vec<_> = std::iter::once(main).chain(helpers.iter().copied()).collect();
        Scheduler {
            policy,
            paces: crew.iter().map(|_| Pace::new(policy.overall)).collect(),
            crew,
            desks: HashMap::new(),
            moments: BTreeMap::new(),
            turn: 0,
            waiting: HashMap::new(),
            flying: HashMap::new(),
            aloft: HashSet::new(),
            dropped: Vec::new(),
        }
    }

    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    pub fn on_event(&mut self, now: Millis, event: Event) {
        match event {
            Event::Enqueue(unit) => self.enqueue(now, unit),
            Event::Acked(id) => self.settle(now, id, End::Arrived),
            Event::RateLimited { id, retry_after } => self.settle(now, id, End::Limited(retry_after)),
            Event::Rests { id, pause } => self.settle(now, id, End::Pause(pause)),
            Event::Failed(id) => self.settle(now, id, End::Refused),
            Event::Ambiguous(id) => self.settle(now, id, End::Unclear),
            Event::NotSent(id) => self.settle(now, id, End::Pause(self.policy.pause)),
            Event::Apart(id) => {
                self.separate(id, |_, _| true);
                self.settle(now, id, End::Pause(0));
            }
            Event::Uncarried(id) => {
                self.separate(id, |flight, unit| flight == Some(unit));
                self.settle(now, id, End::Pause(0));
            }
            Event::Seated { chat, helpers } => {
                let seats: Vec<_> = helpers.iter().filter_map(|bot| self.seat(*bot)).collect();
                self.desk(chat).seat(&seats);
                self.schedule(chat, now);
            }
            Event::Restored { bot, chat, ledger } => {
                if let Some(seat) = self.seat(bot)
                    && let Some(budget) = self.desk(chat).budget(seat)
                {
                    budget.restore(now, ledger);
                }
            }
        }
    }

    /// The next request to make now, if any. It counts as on its way until an event settles it.
    pub fn poll(&mut self, now: Millis) -> Option<Send> {
        while let Some(moment) = self.moments.first_entry()
            && moment.key().0 <= now
        {
            let chat = moment.remove();
            let desk = self.desks.get_mut(&chat)?;
            desk.due = None;
            let known = self.dropped.len();
            desk.expire(now, &mut self.dropped);
            for id in &self.dropped[known..] {
                self.waiting.remove(id);
            }
            match desk.choose(now, &mut self.paces, &self.crew, &self.policy) {
                Choice::Send(flight) => {
                    self.schedule(chat, now);
                    return Some(self.take_off(chat, flight));
                }
                Choice::Wait(at) => self.schedule(chat, at.max(now + 1)),
                Choice::Rest => {}
            }
        }
        None
    }

    /// When `poll` may have something, if nothing happens before; `None` when only an event can change that.
    pub fn next_wakeup(&self) -> Option<Millis> {
        self.moments.first_key_value().map(|((at, _), _)| *at)
    }

    /// Entries that need not be sent any more: something newer took their place, or their time is over.
    pub fn take_dropped(&mut self) -> Vec<OutboxId> {
        std::mem::take(&mut self.dropped)
    }

    /// How many entries wait or are on their way.
    pub fn depth(&self) -> usize {
        self.waiting.len() + self.aloft.len()
    }

    /// What counts against a bot in a chat, to be kept over a restart; `None` where nothing is limited.
    pub fn ledger(&self, bot: BotId, chat: ChatId) -> Option<&Ledger> {
        self.desks.get(&chat)?.ledger(self.seat(bot)?)
    }

    /// Those of a request that are chosen, by which of them carries it, are never merged again.
    fn separate(&mut self, id: OutboxId, chosen: impl Fn(Option<OutboxId>, OutboxId) -> bool) {
        if let Some((_, flight)) = self.flying.get_mut(&id) {
            let carrier = flight.carrier;
            flight.units.iter_mut().filter(|unit| chosen(carrier, unit.id)).for_each(Unit::never_merged);
        }
    }

    fn enqueue(&mut self, now: Millis, mut unit: Unit) {
        if self.aloft.contains(&unit.id) {
            return;
        }
        if let Some(known) = self.waiting.get(&unit.id).copied() {
            // What cannot be merged stays so.
            if known.form() == Some(Form::Other) {
                unit.never_merged();
            }
            let place = |unit: &Unit| (unit.chat, unit.bot, unit.cost);
            // An album may have grown.
            let grew = unit.complete() > known.complete();
            if place(&known) == place(&unit) && !grew {
                return;
            }
            self.desk(known.chat).remove(&known);
        }
        if let Some(former) = self.desk(unit.chat).add(unit) {
            self.waiting.remove(&former);
            self.dropped.push(former);
        }
        self.waiting.insert(unit.id, unit);
        self.schedule(unit.chat, now);
    }

    fn take_off(&mut self, chat: ChatId, flight: Flight) -> Send {
        self.paces[flight.seat.0].depart(flight.cost);
        let ids: Vec<_> = flight.units.iter().map(|unit| unit.id).collect();
        for id in &ids {
            self.waiting.remove(id);
            self.aloft.insert(*id);
        }
        let shape = match ids.as_slice() {
            [id] if flight.whole => Shape::Whole(*id),
            _ => Shape::Lines { ids, carrier: flight.carrier },
        };
        let send = Send { bot: self.crew[flight.seat.0], chat, cost: flight.cost, weight: flight.weight, shape };
        self.flying.insert(send.id(), (chat, flight));
        send
    }

    fn settle(&mut self, now: Millis, id: OutboxId, end: End) {
        let Some((chat, flight)) = self.flying.remove(&id) else { return };
        for unit in &flight.units {
            self.aloft.remove(&unit.id);
        }
        let arrived = matches!(end, End::Arrived | End::Unclear);
        let pace = &mut self.paces[flight.seat.0];
        pace.land(now, flight.cost, arrived);
        if let End::Limited(wait) = end {
            pace.limited(now, chat, wait, &self.policy);
        }
        let policy = self.policy;
        let desk = self.desk(chat);
        desk.land(&flight);
        if let Some(budget) = desk.budget(flight.seat) {
            if arrived {
                budget.spend(now, flight.cost);
            }
            match end {
                End::Arrived | End::Refused => {}
                End::Limited(wait) => budget.limited(now, wait, &policy),
                End::Pause(pause) => budget.rest(now + pause),
                End::Unclear => budget.rest(now + policy.pause),
            }
        }
        if !matches!(end, End::Arrived | End::Refused) {
            // What was said anew meanwhile need not be said again.
            let stale = desk.put_back(&flight, matches!(end, End::Unclear));
            for unit in &flight.units {
                if stale.contains(&unit.id) {
                    self.dropped.push(unit.id);
                } else {
                    self.waiting.insert(unit.id, *unit);
                }
            }
        }
        self.schedule(chat, now);
    }

    fn desk(&mut self, chat: ChatId) -> &mut Desk {
        let (policy, bots) = (&self.policy, self.crew.len());
        self.desks.entry(chat).or_insert_with(|| Desk::new(chat.0 < 0, bots, policy))
    }

    fn seat(&self, bot: BotId) -> Option<Seat> {
        self.crew.iter().position(|known| *known == bot).map(Seat)
    }

    /// The chat is looked at then, and not before unless something happens.
    fn schedule(&mut self, chat: ChatId, at: Millis) {
        let Some(desk) = self.desks.get_mut(&chat) else { return };
        self.turn += 1;
        if let Some(former) = desk.due.replace((at, self.turn)) {
            self.moments.remove(&former);
        }
        self.moments.insert((at, self.turn), chat);
    }
}
