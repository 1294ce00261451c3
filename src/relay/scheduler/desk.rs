//! One chat: what waits for it, lane by lane, and which of it goes next by which bot.

use super::{
    Lane, Ledger, Millis, Policy, Seat, Unit,
    budget::Budget,
    merge::{Mode, Portion, portion},
    pace::Pace,
    threads::{Key, Threads},
};
use crate::{
    domain::{BotId, OutboxId},
    relay::outbox::Slot,
};
use std::collections::BTreeMap;

/// What a chat wants now.
pub(super) enum Choice {
    Send(Flight),
    /// Nothing before this moment.
    Wait(Millis),
    /// Nothing until something happens.
    Rest,
}

/// A request on its way.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    pub seat: Seat,
    pub units: Vec<Unit>,
    pub cost: u32,
    pub weight: u32,
    pub carrier: Option<OutboxId>,
    pub whole: bool,
    /// Of which thread, and its place in the line before.
    pub thread: Option<(Key, Millis)>,
}

/// One bot in this chat.
struct Chair {
    budget: Budget,
    /// The bot may write here.
    seated: bool,
    /// A request is on its way that others wait for: any, or without limits one that is of no thread.
    busy: bool,
    /// When it last carried a client's message.
    carried: Option<Millis>,
}

impl Chair {
    /// Without limits a thread waits only for its own requests.
    fn is_held_by(&self, flight: &Flight) -> bool {
        self.budget.is_limited() || flight.thread.is_none()
    }
}

/// A bot that could send at once, and what it may spend on clients' messages.
#[derive(Clone, Copy)]
struct Idle {
    seat: Seat,
    free: u32,
    reserve: u32,
}

impl Idle {
    fn spare(self) -> u32 {
        self.free.saturating_sub(self.reserve)
    }
}

/// The earliest of several moments.
#[derive(Default)]
struct Soonest(Option<Millis>);

impl Soonest {
    fn or(&mut self, at: Millis) {
        self.0 = Some(self.0.map_or(at, |known| known.min(at)));
    }
}

/// By when they came.
type Queue = BTreeMap<(Millis, OutboxId), Unit>;

pub(super) struct Desk {
    group: bool,
    chairs: Vec<Chair>,
    interactive: Queue,
    openings: Queue,
    tapped: Queue,
    threads: Threads,
    replays: Queue,
    /// By the bot that must bring them: while one has no budget, the others bring theirs.
    statuses: BTreeMap<Option<BotId>, Queue>,
    /// Where the status of a slot stands.
    by_slot: BTreeMap<Slot, (Option<BotId>, (Millis, OutboxId))>,
    digests: Queue,
    /// Clients' messages sent since one of those who can wait.
    since_status: u32,
    /// Where it stands in the scheduler's order of moments.
    pub due: Option<(Millis, u64)>,
}

impl Desk {
    pub fn new(group: bool, bots: usize, policy: &Policy) -> Desk {
        let limit = if group { policy.group } else { policy.private };
        // Only the main bot is known to people in their own chats.
        let bots = if group { bots } else { 1 };
        let chair = || Chair { budget: Budget::new(limit), seated: true, busy: false, carried: None };
        Desk {
            group,
            chairs: std::iter::repeat_with(chair).take(bots).collect(),
            interactive: BTreeMap::new(),
            openings: BTreeMap::new(),
            tapped: BTreeMap::new(),
            threads: Threads::default(),
            replays: BTreeMap::new(),
            statuses: BTreeMap::new(),
            by_slot: BTreeMap::new(),
            digests: BTreeMap::new(),
            since_status: 0,
            due: None,
        }
    }

    pub fn budget(&mut self, seat: Seat) -> Option<&mut Budget> {
        self.chairs.get_mut(seat.0).map(|chair| &mut chair.budget)
    }

    /// Only these helpers may write here now, and the main bot.
    pub fn seat(&mut self, helpers: &[Seat]) {
        for (index, chair) in self.chairs.iter_mut().enumerate() {
            chair.seated = index == 0 || helpers.contains(&Seat(index));
        }
    }

    /// What counts against a bot here, where that is limited.
    pub fn ledger(&self, seat: Seat) -> Option<&Ledger> {
        self.chairs.get(seat.0).map(|chair| &chair.budget).filter(|budget| budget.is_limited()).map(Budget::ledger)
    }

    /// Adds a unit; what it takes the place of is given back.
    pub fn add(&mut self, mut unit: Unit) -> Option<OutboxId> {
        let mut former = None;
        if let Lane::Status { slot, .. } = unit.lane {
            if let Some((bot, place)) = self.by_slot.remove(&slot) {
                // The latest content wins, and keeps the place of the first.
                self.statuses.entry(bot).or_default().remove(&place);
                unit.since = place.0;
                former = Some(place.1).filter(|former| *former != unit.id);
            }
            self.by_slot.insert(slot, (unit.bot, (unit.since, unit.id)));
        }
        match self.queue(unit.lane, unit.bot) {
            Some(queue) => {
                queue.insert((unit.since, unit.id), unit);
            }
            None => self.threads.add(unit),
        }
        former
    }

    pub fn remove(&mut self, unit: &Unit) {
        let (mut bot, mut place) = (unit.bot, (unit.since, unit.id));
        match unit.lane {
            Lane::Client { thread, .. } => return self.threads.remove(thread, unit.id),
            Lane::Status { slot, .. } => {
                let known = self.by_slot.get(&slot).copied().filter(|(_, place)| place.1 == unit.id);
                let Some(known) = known else { return };
                self.by_slot.remove(&slot);
                (bot, place) = known;
            }
            _ => {}
        }
        if let Some(queue) = self.queue(unit.lane, bot) {
            queue.remove(&place);
        }
    }

    /// Where what is not a client's message waits.
    fn queue(&mut self, lane: Lane, bot: Option<BotId>) -> Option<&mut Queue> {
        Some(match lane {
            Lane::Interactive => &mut self.interactive,
            Lane::Opening => &mut self.openings,
            Lane::Tapped => &mut self.tapped,
            Lane::Client { .. } => return None,
            Lane::Replay => &mut self.replays,
            Lane::Status { .. } => self.statuses.entry(bot).or_default(),
            Lane::Digest => &mut self.digests,
        })
    }

    /// Takes out the statuses whose time is over.
    pub fn expire(&mut self, now: Millis, dropped: &mut Vec<OutboxId>) {
        while let Some(unit) = self.overdue(now) {
            self.remove(&unit);
            dropped.push(unit.id);
        }
    }

    fn overdue(&self, now: Millis) -> Option<Unit> {
        let over = |unit: &&Unit| matches!(unit.lane, Lane::Status { expires: Some(expires), .. } if expires <= now);
        self.first_statuses().find(over).copied()
    }

    /// What each bot would bring first.
    fn first_statuses(&self) -> impl Iterator<Item = &Unit> {
        self.statuses.values().filter_map(|queue| queue.values().next())
    }

    /// What goes next, by the order of lanes. What it returns counts as on its way.
    pub fn choose(&mut self, now: Millis, bots: &mut [Pace], crew: &[BotId], policy: &Policy) -> Choice {
        let mut soonest = Soonest::default();
        let idle = self.idle(now, bots, policy, &mut soonest);
        let flight = if idle.is_empty() { None } else { self.pick(now, &idle, crew, policy, &mut soonest) };
        // An album may be more than its bot may send to all its chats within this second.
        if let Some(flight) = &flight {
            let pace = &mut bots[flight.seat.0];
            let ready = pace.ready_at(now, flight.cost);
            if ready > now {
                pace.gather(ready);
                return Choice::Wait(ready);
            }
        }
        match flight {
            Some(flight) => {
                self.take_off(now, &flight);
                Choice::Send(flight)
            }
            None if self.is_empty() => Choice::Rest,
            None => soonest.0.map_or(Choice::Rest, Choice::Wait),
        }
    }

    fn is_empty(&self) -> bool {
        let queues = [&self.interactive, &self.openings, &self.tapped, &self.replays, &self.digests];
        self.threads.line_is_empty() && queues.into_iter().chain(self.statuses.values()).all(BTreeMap::is_empty)
    }

    /// The bots that may send now, the one with the most to spare first, helpers before the main bot.
    fn idle(&mut self, now: Millis, bots: &mut [Pace], policy: &Policy, soonest: &mut Soonest) -> Vec<Idle> {
        let helpers = self.chairs.iter().skip(1).any(|chair| chair.seated);
        let mut idle = Vec::with_capacity(self.chairs.len());
        for (index, chair) in self.chairs.iter_mut().enumerate() {
            if !chair.seated || chair.busy && chair.budget.is_limited() {
                continue;
            }
            let ready = chair.budget.blocked_until().max(bots[index].ready_at(now, 1));
            if ready > now {
                soonest.or(ready);
                continue;
            }
            chair.budget.recover(now, policy);
            let reserve = match index {
                0 if self.group && helpers => policy.reserve_beside_helpers,
                0 if self.group => policy.reserve,
                _ => 0,
            };
            idle.push(Idle { seat: Seat(index), free: chair.budget.free(now), reserve });
        }
        idle.sort_by_key(|idle| (std::cmp::Reverse(idle.spare()), std::cmp::Reverse(idle.seat)));
        idle
    }

    fn pick(
        &self,
        now: Millis,
        idle: &[Idle],
        crew: &[BotId],
        policy: &Policy,
        soonest: &mut Soonest,
    ) -> Option<Flight> {
        // Whoever waits for an answer may use the reserve.
        for unit in self.interactive.values() {
            if let Some(flight) = self.alone(*unit, 0, now, idle, crew, soonest) {
                return Some(flight);
            }
        }
        if let Some((_, unit)) = self.openings.first_key_value()
            && let Some(flight) = self.alone(*unit, 0, now, idle, crew, soonest)
        {
            return Some(flight);
        }
        let mut gather = false;
        if let Some((_, unit)) = self.tapped.first_key_value() {
            let unit = *unit;
            if let Some(flight) = self.alone(unit, 0, now, idle, crew, soonest) {
                return Some(flight);
            }
            // An album needs many places at once: nobody takes them one by one before it for ever.
            gather = unit.cost > 1 && now >= unit.since + policy.album_patience;
        }
        // Transcripts wait for a quiet moment, however long: what they repeat is with Telegram.
        if self.since_status >= policy.status_share {
            let mut patient: Vec<_> = self.first_statuses().chain(self.digests.values().take(1)).copied().collect();
            patient.retain(|unit| now >= unit.since + policy.status_age);
            patient.sort_by_key(|unit| (unit.since, unit.id));
            let flight = patient.into_iter().find_map(|unit| self.alone(unit, 0, now, idle, crew, soonest));
            if flight.is_some() {
                return flight;
            }
        }
        if !gather && let Some(flight) = self.of_clients(now, idle, crew, policy, soonest) {
            return Some(flight);
        }
        if !self.threads.line_is_empty() {
            return None;
        }
        let mut statuses: Vec<_> = self.first_statuses().collect();
        statuses.sort_by_key(|unit| (unit.since, unit.id));
        let replay = self.replays.values().take(1).map(|unit| (unit, policy.reserve_for_digests));
        let statuses = statuses.into_iter().map(|unit| (unit, policy.reserve_for_status));
        let digest = self.digests.values().take(1).map(|unit| (unit, policy.reserve_for_digests));
        replay.chain(statuses).chain(digest).find_map(|(unit, beyond)| {
            let beyond = if self.group { beyond } else { 0 };
            self.alone(*unit, beyond, now, idle, crew, soonest)
        })
    }

    /// One unit by itself, by the bot that must do it or by the one with the most to spare.
    fn alone(
        &self,
        unit: Unit,
        beyond: u32,
        now: Millis,
        idle: &[Idle],
        crew: &[BotId],
        soonest: &mut Soonest,
    ) -> Option<Flight> {
        let chosen = match unit.bot {
            Some(bot) => idle.iter().find(|idle| crew.get(idle.seat.0) == Some(&bot))?,
            None => idle.first()?,
        };
        let Chair { budget, busy, .. } = &self.chairs[chosen.seat.0];
        if *busy {
            return None;
        }
        let reserve = match unit.lane {
            Lane::Interactive => 0,
            _ => chosen.reserve.max(budget.part(beyond)),
        };
        let cost = unit.cost.min(budget.size().saturating_sub(reserve).max(1));
        if chosen.free < cost + reserve && cost > 0 {
            soonest.or(budget.free_at(cost + reserve, now));
            return None;
        }
        let (seat, weight) = (chosen.seat, unit.cost);
        Some(Flight { seat, units: vec![unit], cost, weight, carrier: None, whole: true, thread: None })
    }

    /// The next of the clients' messages: the thread that has waited longest, by the bot with the most to spare.
    fn of_clients(
        &self,
        now: Millis,
        idle: &[Idle],
        crew: &[BotId],
        policy: &Policy,
        soonest: &mut Soonest,
    ) -> Option<Flight> {
        let best = idle.first()?;
        let limited = self.chairs[best.seat.0].budget.is_limited();
        let mode = if limited { self.mode(best.spare(), policy) } else { Mode::Plain };
        let rest = if limited { share(policy.gather, policy.gather_below, best.spare()) } else { 0 };
        for (key, place) in self.threads.line() {
            let due = self.threads.served(key).map_or(0, |served| served + rest);
            if rest > 0 && due > now {
                soonest.or(due);
                continue;
            }
            // One thread alone has more to say than there is room for.
            let merges = limited && policy.merge_below > 0;
            let crowded = merges && self.threads.length(key) > best.spare() as usize;
            let mode = if crowded && mode == Mode::Plain { Mode::Short } else { mode };
            let measured = |mode| self.threads.portion(key, |units| portion(units, now, mode, policy));
            let Some((mut portion, mut units)) = measured(mode) else { continue };
            if portion.from > now {
                soonest.or(portion.from);
                continue;
            }
            // What only one bot may carry waits for that one; the others go on with the rest of the line.
            let by = |bot: &BotId| idle.iter().filter(|idle| crew.get(idle.seat.0) == Some(bot)).copied().collect();
            let mut only = units.iter().find_map(|unit| unit.bot);
            let mut seat = None;
            if only.is_none() && crew.len() > 1 && portion.has_taps(&units) {
                // Only the main bot hears of what people press; the others say it in a way that needs no button.
                let main: Vec<_> = crew.first().map(by).unwrap_or_default();
                seat = self.carrier_of(&portion, now, &main, policy, soonest);
                if seat.is_none() {
                    let Some(plainer) = measured(Mode::HeavyWithoutTaps) else { continue };
                    (portion, units) = plainer;
                    only = if portion.has_taps(&units) { crew.first().copied() } else { None };
                }
            }
            if seat.is_none() {
                let able: Vec<_> = only.as_ref().map_or_else(|| idle.to_vec(), by);
                seat = self.carrier_of(&portion, now, &able, policy, soonest);
            }
            if let Some(seat) = seat {
                let (weight, whole) = (portion.cost, portion.whole);
                let cost = weight.min(self.most(seat, idle));
                let carrier = portion.carrier.and_then(|index| units.get(index)).map(|unit| unit.id);
                return Some(Flight { seat, units, cost, weight, carrier, whole, thread: Some((key, place)) });
            }
            if only.is_none() && (portion.cost <= 1 || now >= place + policy.album_patience) {
                // The line waits for the budget, or for the album's share of it.
                return None;
            }
            if only.is_none() {
                soonest.or(place + policy.album_patience);
            }
        }
        None
    }

    /// The bot that may carry this portion now.
    fn carrier_of(
        &self,
        portion: &Portion,
        now: Millis,
        idle: &[Idle],
        policy: &Policy,
        soonest: &mut Soonest,
    ) -> Option<Seat> {
        for candidate in idle {
            let chair = &self.chairs[candidate.seat.0];
            let need = portion.cost.min(self.most(candidate.seat, idle)) + candidate.reserve;
            if candidate.free < need {
                soonest.or(chair.budget.free_at(need, now));
                continue;
            }
            let pause = share(policy.pace, policy.pace_below, candidate.free);
            let due = chair.carried.map_or(0, |carried| carried + pause);
            if due > now {
                soonest.or(due);
                continue;
            }
            return Some(candidate.seat);
        }
        None
    }

    /// The most that a portion may cost with this bot: larger albums pass when nothing else was sent.
    fn most(&self, seat: Seat, idle: &[Idle]) -> u32 {
        let reserve = idle.iter().find(|idle| idle.seat == seat).map_or(0, |idle| idle.reserve);
        self.chairs[seat.0].budget.size().saturating_sub(reserve).max(1)
    }

    fn mode(&self, spare: u32, policy: &Policy) -> Mode {
        let per_window: u64 = self
            .chairs
            .iter()
            .enumerate()
            .filter(|(_, chair)| chair.seated)
            .map(|(index, chair)| {
                let reserve = if index == 0 { policy.reserve } else { 0 };
                u64::from(chair.budget.size().saturating_sub(reserve).max(1))
            })
            .sum();
        let round = self.threads.waiting() as u64 * policy.group.window / per_window;
        match () {
            () if spare >= policy.merge_below => Mode::Plain,
            () if round > policy.heavy => Mode::Heavy,
            () => Mode::Short,
        }
    }

    fn take_off(&mut self, now: Millis, flight: &Flight) {
        let chair = &mut self.chairs[flight.seat.0];
        chair.busy |= chair.is_held_by(flight);
        match flight.thread {
            Some((key, _)) => {
                chair.carried = Some(now);
                self.since_status += 1;
                self.threads.depart(key, now, &flight.units);
            }
            None => {
                for unit in &flight.units {
                    if matches!(unit.lane, Lane::Replay | Lane::Status { .. } | Lane::Digest) {
                        self.since_status = 0;
                    }
                    self.remove(unit);
                }
            }
        }
    }

    /// The bot is free again, and so is the thread.
    pub fn land(&mut self, flight: &Flight) {
        if let Some(chair) = self.chairs.get_mut(flight.seat.0)
            && chair.is_held_by(flight)
        {
            chair.busy = false;
        }
        if let Some((key, _)) = flight.thread {
            self.threads.land(key);
        }
    }

    /// What was not sent is first again; `again` repeats the very same message. Returns what is not needed any more,
    /// because it was said anew meanwhile.
    pub fn put_back(&mut self, flight: &Flight, again: bool) -> Vec<OutboxId> {
        let Some((key, place)) = flight.thread else {
            let mut stale = Vec::new();
            for unit in &flight.units {
                let anew = matches!(unit.lane, Lane::Status { slot, .. } if self.by_slot.contains_key(&slot));
                if anew {
                    stale.push(unit.id);
                } else {
                    self.add(*unit);
                }
            }
            return stale;
        };
        let portion = Portion {
            count: flight.units.len(),
            cost: flight.weight,
            from: 0,
            carrier: flight.units.iter().position(|unit| Some(unit.id) == flight.carrier),
            whole: flight.whole,
        };
        self.threads.put_back(key, place, &flight.units, again.then_some(portion));
        Vec::new()
    }
}

/// The part of a pause that is due with so much left: all of it with nothing, none of it with enough.
fn share(pause: Millis, below: u32, left: u32) -> Millis {
    pause * u64::from(below.saturating_sub(left)) / u64::from(below.max(1))
}
