//! Who is at work (T4): on shift, and with something done in the last five minutes.
//!
//! **Whoever works is online without saying so**; a shift is ended and begun again by hand. Time online is kept as
//! spells: from something done until five minutes after the last thing done, or until the shift is over.

use crate::{
    domain::{MemberId, business_day},
    store::{Changes, Metric, Record, Store, StoreError, Stored, Table, TallyRows},
};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// So long after something was done somebody counts as being there.
const STAYS: SignedDuration = SignedDuration::from_mins(5);
/// How exactly it is kept: whoever does much does not write much.
const STEP: SignedDuration = SignedDuration::from_secs(30);

/// Seconds online by member and business day.
pub const ONLINE: Metric<(MemberId, Date)> = Metric::new(23, "seconds online");

/// A member as they were seen last.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Presence {
    pub member: MemberId,
    pub on_shift: bool,
    /// When they last did something.
    pub seen: Timestamp,
    /// When the spell that they are or were in began.
    pub spell: Timestamp,
    /// Until when they count as online, if nothing more happens.
    pub until: Timestamp,
}

impl Record for Presence {
    const TABLE: Table = Table::new(21, "presence");
    type Key = MemberId;

    fn key(&self) -> MemberId {
        self.member
    }
}

/// A time somebody was online without a break.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Spell {
    pub member: MemberId,
    /// The business day it counts to: that of its beginning.
    pub day: Date,
    pub from: Timestamp,
    pub until: Timestamp,
}

impl Record for Spell {
    const TABLE: Table = Table::new(22, "times online");
    /// The member, and the beginning in microseconds.
    type Key = (MemberId, i64);

    fn key(&self) -> Self::Key {
        (self.member, self.from.as_microsecond())
    }

    fn tallies(&self, rows: &mut TallyRows) {
        let seconds = self.until.duration_since(self.from).as_secs();
        rows.add(ONLINE, &(self.member, self.day), Decimal::from(seconds));
    }
}

impl Presence {
    pub fn of(store: &Store, member: MemberId) -> Result<Option<Stored<Presence>>, StoreError> {
        store.get(&member)
    }

    pub fn is_online(&self, now: Timestamp) -> bool {
        self.on_shift && now < self.until
    }
}

/// A member did something.
pub fn acted(store: &Store, now: Timestamp, zone: &TimeZone, member: MemberId) -> Result<Changes, StoreError> {
    let mut changes = Changes::new();
    let known = Presence::of(store, member)?;
    let until = now.saturating_add(STAYS).unwrap_or(now);
    match &known {
        Some(was) if now.duration_since(was.seen) < STEP && (now < was.until || !was.on_shift) => {}
        Some(was) if !was.on_shift => {
            changes.update(was, Presence { seen: now, ..Presence::clone(was) });
        }
        Some(was) if now <= was.until && business_day(was.spell, zone) == business_day(now, zone) => {
            changes.update(was, Presence { seen: now, until, ..Presence::clone(was) });
            lasts(store, was, until, &mut changes)?;
        }
        _ => begin(known.as_ref(), now, zone, member, &mut changes),
    }
    Ok(changes)
}

/// A member begins or ends their shift.
pub fn shift(
    store: &Store,
    now: Timestamp,
    zone: &TimeZone,
    member: MemberId,
    on: bool,
) -> Result<Changes, StoreError> {
    let mut changes = Changes::new();
    let known = Presence::of(store, member)?;
    match (&known, on) {
        (Some(was), true) if was.on_shift => {}
        (known, true) => begin(known.as_ref(), now, zone, member, &mut changes),
        (Some(was), false) => {
            let until = was.until.min(now);
            changes.update(was, Presence { on_shift: false, seen: now, until, ..Presence::clone(was) });
            lasts(store, was, until, &mut changes)?;
        }
        (None, false) => {
            changes.insert(Presence { member, on_shift: false, seen: now, spell: now, until: now });
        }
    }
    Ok(changes)
}

fn begin(known: Option<&Stored<Presence>>, now: Timestamp, zone: &TimeZone, member: MemberId, changes: &mut Changes) {
    let until = now.saturating_add(STAYS).unwrap_or(now);
    let presence = Presence { member, on_shift: true, seen: now, spell: now, until };
    match known {
        Some(was) => changes.update(was, presence),
        None => changes.insert(presence),
    };
    changes.insert(Spell { member, day: business_day(now, zone), from: now, until });
}

/// The spell that somebody is in lasts until then.
fn lasts(store: &Store, presence: &Presence, until: Timestamp, changes: &mut Changes) -> Result<(), StoreError> {
    if let Some(spell) = store.get::<Spell>(&(presence.member, presence.spell.as_microsecond()))?
        && spell.until != until
    {
        changes.update(&spell, Spell { until, ..Spell::clone(&spell) });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{MasterKey, MemoryEngine};
    use futures::executor::block_on;

    const OLGA: MemberId = MemberId(7);

    struct Day(Store);

    /// So many seconds after ten in the morning.
    fn at(seconds: i64) -> Timestamp {
        "2026-11-20T10:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
    }

    impl Day {
        fn begins() -> Day {
            Day(block_on(Store::open(MemoryEngine::new(), MasterKey::from_bytes([1; 32]))).unwrap())
        }

        fn acts(&self, seconds: i64) {
            block_on(self.0.commit(acted(&self.0, at(seconds), &TimeZone::UTC, OLGA).unwrap())).unwrap();
        }

        fn shift(&self, seconds: i64, on: bool) {
            block_on(self.0.commit(shift(&self.0, at(seconds), &TimeZone::UTC, OLGA, on).unwrap())).unwrap();
        }

        fn online(&self, seconds: i64) -> bool {
            Presence::of(&self.0, OLGA).unwrap().is_some_and(|presence| presence.is_online(at(seconds)))
        }

        fn seconds(&self) -> Decimal {
            self.0.tally(ONLINE, &(OLGA, business_day(at(0), &TimeZone::UTC))).unwrap()
        }
    }

    #[test]
    fn whoever_does_something_is_online_for_five_minutes() {
        let day = Day::begins();
        assert!(!day.online(0));
        day.acts(0);
        assert!(day.online(299) && !day.online(300));
        day.acts(200);
        assert!(day.online(499) && !day.online(500));
        assert_eq!(day.seconds(), Decimal::from(500));
        day.acts(1000);
        assert_eq!(day.seconds(), Decimal::from(800), "the break between does not count");
    }

    #[test]
    fn much_that_is_done_writes_little_and_is_at_most_half_a_minute_behind() {
        let day = Day::begins();
        day.acts(0);
        let first = Presence::of(&day.0, OLGA).unwrap();
        day.acts(29);
        assert!(Presence::of(&day.0, OLGA).unwrap().map(|now| now.seen) == first.map(|was| was.seen));
        day.acts(30);
        assert!(day.online(329));
    }

    #[test]
    fn a_shift_that_is_over_is_over_whatever_is_done() {
        let day = Day::begins();
        day.acts(0);
        day.shift(100, false);
        assert_eq!(day.seconds(), Decimal::from(100));
        day.acts(200);
        assert!(!day.online(201));
        assert_eq!(day.seconds(), Decimal::from(100));
        day.shift(300, true);
        assert!(day.online(301));
        assert_eq!(day.seconds(), Decimal::from(400));
    }
}
