//! Days and months as the agency counts them.
//!
//! **A business day is a day of the agency's zone.** A member's own zone changes what they see of the time, never what counts.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// How long what somebody just did can be undone (G4).
pub const UNDO: SignedDuration = SignedDuration::from_secs(30);

/// When something was, as it was said.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Dated {
    /// At a moment: its business day is that of the agency's zone, whichever it is.
    At(Timestamp),
    /// On a day that somebody named: no zone changes that.
    On(Date),
}

/// The business day and, where the moment is known, the hour.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Counted {
    pub day: Date,
    pub hour: Option<i8>,
}

impl Dated {
    /// Where it counts with the agency in this zone.
    pub fn counted(self, zone: &TimeZone) -> Counted {
        match self {
            Dated::At(at) => {
                let at = at.to_zoned(zone.clone());
                Counted { day: at.date(), hour: Some(at.hour()) }
            }
            Dated::On(day) => Counted { day, hour: None },
        }
    }
}

/// A month, named by its first day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Month(Date);

impl Month {
    pub fn of(day: Date) -> Month {
        Month(day.first_of_month())
    }

    pub fn first_day(self) -> Date {
        self.0
    }

    pub fn last_day(self) -> Date {
        self.0.last_of_month()
    }

    /// The month before.
    pub fn previous(self) -> Month {
        Month(self.0.saturating_sub(1.month()))
    }
}

/// The business day of a moment.
pub fn business_day(at: Timestamp, zone: &TimeZone) -> Date {
    Dated::At(at).counted(zone).day
}

/// The number of the quarter hour of a moment since 1970. Every zone begins its hours and days with one, so by it a moment is known in
/// each of them.
pub fn quarter_hour(at: Timestamp) -> i64 {
    at.as_second().div_euclid(15 * 60)
}

/// The days from `before` days ago until today.
pub fn last_days(today: Date, before: i32) -> RangeInclusive<Date> {
    today.saturating_sub(before.days())..=today
}

/// As many days before these; before whole months, as many months.
pub fn days_before(days: &RangeInclusive<Date>) -> RangeInclusive<Date> {
    let (first, last) = (*days.start(), *days.end());
    let day_before = first.saturating_sub(1.day());
    if first == first.first_of_month() && last == last.last_of_month() {
        let months = i32::from(last.year() - first.year()) * 12 + i32::from(last.month() - first.month()) + 1;
        return first.saturating_sub(months.months())..=day_before;
    }
    first.saturating_sub((first.until(last).map_or(0, |time| time.get_days()) + 1).days())..=day_before
}

/// Whole months, and the days before and after them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stretch {
    pub months: Option<RangeInclusive<Month>>,
    /// At most two ranges, each shorter than a month; without whole months one, as it is.
    pub days: Vec<RangeInclusive<Date>>,
}

impl Stretch {
    pub fn of(days: &RangeInclusive<Date>) -> Stretch {
        let (first, last) = (*days.start(), *days.end());
        // The first day of the first whole month, and the day after the last one.
        let begin =
            if first == first.first_of_month() { first } else { Month::of(first).last_day().saturating_add(1.day()) };
        let after = if last == last.last_of_month() { last.saturating_add(1.day()) } else { last.first_of_month() };
        if begin >= after {
            return Stretch { months: None, days: vec![days.clone()] };
        }
        let around = [first..=begin.saturating_sub(1.day()), after..=last];
        Stretch {
            months: Some(Month::of(begin)..=Month::of(after.saturating_sub(1.day()))),
            days: around.into_iter().filter(|days| !days.is_empty()).collect(),
        }
    }
}

/// The days in parts that a chart has room for: days, weeks, or the months of the calendar. The first may be shorter than the others.
pub fn parts_of(days: &RangeInclusive<Date>) -> Vec<RangeInclusive<Date>> {
    const DAYS: i32 = 31;
    const WEEKS: i32 = 26;
    let (first, last) = (*days.start(), *days.end());
    let length = (last - first).get_days() + 1;
    let begins = |last: Date| {
        if length <= DAYS {
            last
        } else if length <= WEEKS * 7 {
            last.saturating_sub(6.days())
        } else {
            last.first_of_month()
        }
    };
    let mut parts = Vec::new();
    let mut end = last;
    while end >= first {
        let begin = begins(end).max(first);
        parts.push(begin..=end);
        let Ok(before) = begin.yesterday() else { break };
        end = before;
    }
    parts.reverse();
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_moment_follows_the_zone_and_a_named_day_does_not() {
        let at: Timestamp = "2026-11-25T22:30:00Z".parse().unwrap();
        let riga = TimeZone::get("Europe/Riga").unwrap();
        assert_eq!(Dated::At(at).counted(&TimeZone::UTC), Counted { day: date(2026, 11, 25), hour: Some(22) });
        assert_eq!(Dated::At(at).counted(&riga), Counted { day: date(2026, 11, 26), hour: Some(0) });
        assert_eq!(Dated::On(date(2026, 11, 24)).counted(&riga), Counted { day: date(2026, 11, 24), hour: None });
    }

    #[test]
    fn months_and_days_before() {
        assert_eq!(Month::of(date(2026, 1, 31)).previous(), Month::of(date(2025, 12, 1)));
        assert_eq!(Month::of(date(2028, 2, 3)).last_day(), date(2028, 2, 29));
        assert_eq!(last_days(date(2026, 3, 1), 6), date(2026, 2, 23)..=date(2026, 3, 1));
    }

    #[test]
    fn what_comes_before_is_as_long() {
        let before = |from, to| days_before(&(from..=to));
        assert_eq!(before(date(2026, 11, 9), date(2026, 11, 15)), date(2026, 11, 2)..=date(2026, 11, 8));
        assert_eq!(before(date(2026, 3, 1), date(2026, 3, 31)), date(2026, 2, 1)..=date(2026, 2, 28), "a month");
        assert_eq!(before(date(2026, 1, 1), date(2026, 12, 31)), date(2025, 1, 1)..=date(2025, 12, 31), "a year");
        assert_eq!(before(date(2026, 3, 1), date(2026, 3, 1)), date(2026, 2, 28)..=date(2026, 2, 28), "a day");
    }

    #[test]
    fn a_stretch_is_whole_months_and_days_around_them() {
        let of = |from, to| Stretch::of(&(from..=to));
        let month = |year, month| Month::of(date(year, month, 1));
        let year = of(date(2025, 12, 1), date(2026, 11, 22));
        assert_eq!(year.months, Some(month(2025, 12)..=month(2026, 10)));
        assert_eq!(year.days, [date(2026, 11, 1)..=date(2026, 11, 22)]);
        let weeks = of(date(2026, 8, 24), date(2026, 11, 22));
        assert_eq!(weeks.months, Some(month(2026, 9)..=month(2026, 10)));
        assert_eq!(weeks.days, [date(2026, 8, 24)..=date(2026, 8, 31), date(2026, 11, 1)..=date(2026, 11, 22)]);
        let whole = of(date(2026, 2, 1), date(2026, 2, 28));
        assert_eq!((whole.months, whole.days), (Some(month(2026, 2)..=month(2026, 2)), vec![]));
        let few = of(date(2026, 1, 15), date(2026, 2, 27));
        assert_eq!((few.months, few.days), (None, vec![date(2026, 1, 15)..=date(2026, 2, 27)]));
    }

    #[test]
    fn parts_hold_each_day_once() {
        for (length, many) in [(1, 1), (31, 31), (32, 5), (182, 26), (183, 7), (365, 13)] {
            let last = date(2026, 11, 22);
            let first = last.saturating_sub((length - 1).days());
            let parts = parts_of(&(first..=last));
            assert_eq!((parts.len(), *parts[0].start(), *parts[many - 1].end()), (many, first, last), "{length} days");
            let follow = |pair: &[RangeInclusive<Date>]| pair[0].end().tomorrow().unwrap() == *pair[1].start();
            assert!(parts.windows(2).all(follow), "{parts:?}");
        }
    }
}
