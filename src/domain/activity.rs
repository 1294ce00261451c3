//! What is shown of members' activity (T5).

use super::{MemberId, days_before, last_days};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Whose activity, and of which days.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ActivityView {
    pub whose: ActivityOf,
    pub time: ActivityTime,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ActivityOf {
    /// The reader's own.
    Own,
    Member(MemberId),
    /// Everybody's side by side; pages count from 0.
    Team {
        page: u16,
    },
}

/// Business days, today included where they reach so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ActivityTime {
    Today,
    /// Seven days.
    Week,
    /// Since the first of the month.
    Month,
    /// Both ends included.
    Days {
        from: Date,
        to: Date,
    },
}

impl ActivityTime {
    /// Those that are one tap away.
    pub const USUAL: [ActivityTime; 3] = [ActivityTime::Today, ActivityTime::Week, ActivityTime::Month];
    pub fn days(self, today: Date) -> RangeInclusive<Date> {
        match self {
            ActivityTime::Today => today..=today,
            ActivityTime::Week => last_days(today, 6),
            ActivityTime::Month => today.first_of_month()..=today,
            ActivityTime::Days { from, to } => from..=to,
        }
    }
}

impl ActivityTime {
    /// The days that these compare with. Of a member's day no hours are kept: today, which still runs, compares with nothing.
    pub fn before(self, today: Date) -> Option<RangeInclusive<Date>> {
        match self {
            ActivityTime::Today => None,
            ActivityTime::Month => {
                let same = today.saturating_sub(1.month());
                Some(same.first_of_month()..=same)
            }
            ActivityTime::Week | ActivityTime::Days { .. } => Some(days_before(&self.days(today))),
        }
    }
}

impl ActivityView {
    /// The same of other days.
    pub fn during(self, time: ActivityTime) -> ActivityView {
        ActivityView { time, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn times_and_those_before_them() {
        let today = date(2026, 11, 22);
        assert_eq!(ActivityTime::Week.days(today), date(2026, 11, 16)..=today);
        assert_eq!(ActivityTime::Week.before(today), Some(date(2026, 11, 9)..=date(2026, 11, 15)));
        assert_eq!(ActivityTime::Month.days(today), date(2026, 11, 1)..=today);
        assert_eq!(ActivityTime::Month.before(today), Some(date(2026, 10, 1)..=date(2026, 10, 22)));
        assert_eq!(ActivityTime::Today.before(today), None);
    }
}
