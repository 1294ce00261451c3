//! The threads of one desk that wait to say something, in line by when they became backlogged.

use super::{Lane, Millis, Unit, merge::Portion};
use crate::domain::{DialogId, OutboxId};
use std::collections::{BTreeMap, BTreeSet};

/// A thread is known by its dialog.
pub(super) type Key = DialogId;

#[derive(Default)]
struct Thread {
    /// In the order of the conversation.
    waiting: BTreeMap<OutboxId, Unit>,
    /// These must go again as the one message they were.
    bound: Option<(Portion, Vec<Unit>)>,
    /// Its place in the line, while it stands there.
    place: Option<Millis>,
    in_flight: bool,
    /// When it last left the line.
    served: Option<Millis>,
}

impl Thread {
    fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.bound.is_none() && !self.in_flight
    }
}

#[derive(Default)]
pub(super) struct Threads {
    threads: BTreeMap<Key, Thread>,
    line: BTreeSet<(Millis, Key)>,
    /// With more threads than this, those that have been idle are forgotten.
    crowd: usize,
}

impl Threads {
    pub fn add(&mut self, unit: Unit) {
        let Lane::Client { thread: key, .. } = unit.lane else { return };
        let thread = self.threads.entry(key).or_default();
        thread.waiting.insert(unit.id, unit);
        if thread.place.is_none() && !thread.in_flight {
            let place = thread.served.map_or(unit.since, |served| served.max(unit.since));
            thread.place = Some(place);
            self.line.insert((place, key));
        }
    }

    pub fn remove(&mut self, key: Key, id: OutboxId) {
        let Some(thread) = self.threads.get_mut(&key) else { return };
        thread.waiting.remove(&id);
        // Without one of them it is another message.
        if let Some((_, units)) = thread.bound.take_if(|(_, units)| units.iter().any(|unit| unit.id == id)) {
            thread.waiting.extend(units.into_iter().filter(|unit| unit.id != id).map(|unit| (unit.id, unit)));
        }
        if thread.waiting.is_empty()
            && thread.bound.is_none()
            && let Some(place) = thread.place.take()
        {
            self.line.remove(&(place, key));
        }
    }

    /// The threads with something to say and nothing on its way, who waited longest first.
    pub fn line(&self) -> impl Iterator<Item = (Key, Millis)> {
        self.line.iter().map(|(place, key)| (*key, *place))
    }

    pub fn line_is_empty(&self) -> bool {
        self.line.is_empty()
    }

    pub fn waiting(&self) -> usize {
        self.line.len()
    }

    /// How much a thread has to say.
    pub fn length(&self, key: Key) -> usize {
        self.threads.get(&key).map_or(0, |thread| thread.waiting.len())
    }

    pub fn served(&self, key: Key) -> Option<Millis> {
        self.threads.get(&key).and_then(|thread| thread.served)
    }

    /// What of a thread goes next, by the rule of `measure` unless it is bound.
    pub fn portion(
        &self,
        key: Key,
        measure: impl FnOnce(&mut dyn Iterator<Item = &Unit>) -> Portion,
    ) -> Option<(Portion, Vec<Unit>)> {
        let thread = self.threads.get(&key)?;
        if let Some(bound) = &thread.bound {
            return Some(bound.clone());
        }
        let portion = measure(&mut thread.waiting.values());
        let units: Vec<_> = thread.waiting.values().take(portion.count).copied().collect();
        (!units.is_empty()).then_some((portion, units))
    }

    /// These are on their way; what is left goes to the end of the line when they have landed.
    pub fn depart(&mut self, key: Key, now: Millis, units: &[Unit]) {
        let Some(thread) = self.threads.get_mut(&key) else { return };
        for unit in units {
            thread.waiting.remove(&unit.id);
        }
        thread.bound = None;
        thread.in_flight = true;
        thread.served = Some(now);
        if let Some(place) = thread.place.take() {
            self.line.remove(&(place, key));
        }
    }

    pub fn land(&mut self, key: Key) {
        let Some(thread) = self.threads.get_mut(&key) else { return };
        thread.in_flight = false;
        if let Some((_, first)) = thread.waiting.first_key_value() {
            let place = thread.served.map_or(first.since, |served| served.max(first.since));
            thread.place = Some(place);
            self.line.insert((place, key));
        }
        self.tidy();
    }

    /// What was not sent is first again, and the thread has its place back.
    pub fn put_back(&mut self, key: Key, place: Millis, units: &[Unit], bound: Option<Portion>) {
        let thread = self.threads.entry(key).or_default();
        match bound {
            Some(portion) => thread.bound = Some((portion, units.to_vec())),
            None => thread.waiting.extend(units.iter().map(|unit| (unit.id, *unit))),
        }
        if let Some(place) = thread.place.replace(place) {
            self.line.remove(&(place, key));
        }
        self.line.insert((place, key));
    }

    /// Threads that have said everything need not be remembered for long.
    fn tidy(&mut self) {
        if self.threads.len() <= self.crowd.max(256) {
            return;
        }
        self.threads.retain(|_, thread| !thread.is_idle());
        self.crowd = 2 * self.threads.len();
    }
}
