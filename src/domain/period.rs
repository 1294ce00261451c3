//! Days and months as the agency counts them.
//!
//! **A business day is a day of the agency's zone.** A member's own zone changes what they see of the time, never what counts.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

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
pub fn last_days(today: Date, before: i32) -> std::ops::RangeInclusive<Date> {
    today.saturating_sub(before.days())..=today
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
}
