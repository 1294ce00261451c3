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
    /// More than a year is looked at year by year.
    pub const LONGEST: i32 = 366;

    /// Reads `2026-11-01 2026-11-15`; one day alone is a day.
    pub fn parse(text: &str) -> Option<ActivityTime> {
        let days: Vec<Date> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
        let (from, to) = match days[..] {
            [day] => (day, day),
            [from, to] => (from, to),
            _ => return None,
        };
        let length = from.until(to).ok()?.get_days();
        (0..ActivityTime::LONGEST).contains(&length).then_some(ActivityTime::Days { from, to })
    }

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
    fn days_as_people_name_them() {
        let days = |from, to| Some(ActivityTime::Days { from, to });
        assert_eq!(ActivityTime::parse("2026-11-01 2026-11-15"), days(date(2026, 11, 1), date(2026, 11, 15)));
        assert_eq!(ActivityTime::parse("2026-11-01"), days(date(2026, 11, 1), date(2026, 11, 1)));
        for wrong in ["", "2026-11-15 2026-11-01", "2026-13-01", "november", "2024-01-01 2026-01-01", "2026-11-01 2 3"]
        {
            assert_eq!(ActivityTime::parse(wrong), None, "{wrong}");
        }
        let today = date(2026, 11, 22);
        assert_eq!(ActivityTime::Week.days(today), date(2026, 11, 16)..=today);
        assert_eq!(ActivityTime::Month.days(today), date(2026, 11, 1)..=today);
    }
}
