//! When something daily is due, and for which day it was done.

use crate::{
    domain::MemberId,
    store::{Record, Store, StoreError, Stored, Table},
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// The last day for which a member was told how the one before went.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Done {
    pub member: MemberId,
    pub day: Date,
}

impl Done {
    pub fn find(store: &Store, member: MemberId) -> Result<Option<Stored<Done>>, StoreError> {
        store.get(&member)
    }
}

impl Record for Done {
    const TABLE: Table = Table::new(231, "digests told");
    type Key = MemberId;

    fn key(&self) -> MemberId {
        self.member
    }
}

/// Whether something daily is to be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// Now, for this day.
    Now(Date),
    At(Timestamp),
}

/// What is done at that hour of each day in the zone, last done for `done`; what was due at `since` or before is not made up for.
///
/// On a day whose clocks skip the hour it is due when they go on, on one that has it twice the first time.
pub fn due(now: Timestamp, zone: &TimeZone, hour: i8, since: Timestamp, done: Option<Date>) -> Due {
    let day = now.to_zoned(zone.clone()).date();
    // Late in the day, or early where the clocks went far back, the next is tomorrow's.
    for day in [day, day.saturating_add(1.day())] {
        let at = at_hour(day, hour, zone);
        if at > now {
            return Due::At(at);
        }
        if at > since && done.is_none_or(|done| done < day) {
            return Due::Now(day);
        }
    }
    Due::At(at_hour(day.saturating_add(2.days()), hour, zone))
}

/// When an hour of a day begins.
fn at_hour(day: Date, hour: i8, zone: &TimeZone) -> Timestamp {
    let at = day.at(hour.clamp(0, 23), 0, 0, 0).to_zoned(zone.clone());
    at.map_or(Timestamp::MAX, |at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{SignedDuration, civil::date};
    use proptest::prelude::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    #[test]
    fn the_hour_is_that_of_the_day() {
        let riga = zone("Europe/Riga");
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let since = at("2026-01-01T00:00:00Z");
        let of = |now: &str, done| due(at(now), &riga, 9, since, done);
        // Clocks went forward in the night of 29 March, so nine is an hour earlier by UTC.
        assert_eq!(of("2026-03-28T06:59:59Z", Some(date(2026, 3, 27))), Due::At(at("2026-03-28T07:00:00Z")));
        assert_eq!(of("2026-03-28T07:00:00Z", Some(date(2026, 3, 27))), Due::Now(date(2026, 3, 28)));
        assert_eq!(of("2026-03-28T07:00:00Z", Some(date(2026, 3, 28))), Due::At(at("2026-03-29T06:00:00Z")));
        // Days late: once, for the day that it is.
        assert_eq!(of("2026-04-05T20:00:00Z", Some(date(2026, 3, 28))), Due::Now(date(2026, 4, 5)));
        // Who joined after nine begins tomorrow.
        let late = due(at("2026-03-28T12:00:00Z"), &riga, 9, at("2026-03-28T11:00:00Z"), None);
        assert_eq!(late, Due::At(at("2026-03-29T06:00:00Z")));
        // An hour that the clocks skip: when they go on.
        let skipped = due(at("2026-03-29T00:59:00Z"), &riga, 3, since, Some(date(2026, 3, 28)));
        assert_eq!(skipped, Due::At(at("2026-03-29T01:00:00Z")));
    }

    proptest! {
        /// Whatever the zone, however often it is looked and however long nobody looks: once a day at most, never before its hour,
        /// and on every day on whose hour somebody looks.
        #[test]
        fn done_once_a_day_across_changed_clocks(
            name in prop::sample::select(&["UTC", "Europe/Riga", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia"][..]),
            hour in 0i8..24,
            begin in prop::sample::select(&["2026-03-05T00:00:00Z", "2026-03-26T00:00:00Z", "2026-10-02T00:00:00Z", "2026-10-22T00:00:00Z"][..]),
            pauses in prop::collection::vec(prop_oneof![6 => 1i64..120, 1 => 120i64..6_000], 1..400),
        ) {
            let (zone, mut now): (_, Timestamp) = (zone(name), begin.parse().unwrap());
            let (since, mut done, mut days) = (now, None, Vec::new());
            for pause in pauses {
                match due(now, &zone, hour, since, done) {
                    Due::Now(day) => {
                        prop_assert!(done.is_none_or(|done| done < day), "twice on {day}");
                        prop_assert!(at_hour(day, hour, &zone) <= now);
                        prop_assert_eq!(day, now.to_zoned(zone.clone()).date(), "late is for the day that it is");
                        prop_assert!(matches!(due(now, &zone, hour, since, Some(day)), Due::At(_)));
                        done = Some(day);
                        days.push(day);
                    }
                    Due::At(at) => {
                        prop_assert!(at > now);
                        // Whoever looks then finds it due.
                        prop_assert!(matches!(due(at, &zone, hour, since, done), Due::Now(_)));
                        prop_assert!(at.duration_since(now) <= SignedDuration::from_hours(49));
                    }
                }
                now += SignedDuration::from_mins(pause);
            }
            prop_assert!(days.is_sorted());
        }
    }
}
