//! How a day went: its figures against the day before and the same weekday, who did best and least, what is unusual (B6).

use super::Compared;
use super::figures::{self, Named};
use super::measure::{Measure, Moment, Whose};
use crate::{
    domain::Span,
    store::{Store, StoreError},
};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The figures of a day that is over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Digest {
    pub day: Date,
    pub revenue: Told,
    pub started: Told,
    pub received: Told,
    pub sent: Told,
    pub ends: Ends,
    pub unusual: Vec<Unusual>,
}

/// A figure of the day, against two others.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Told {
    pub day: Decimal,
    pub day_before: Decimal,
    pub week_before: Decimal,
}

impl Told {
    pub fn to_day_before(&self) -> Compared {
        Compared { now: self.day, before: self.day_before }
    }

    pub fn to_week_before(&self) -> Compared {
        Compared { now: self.day, before: self.week_before }
    }
}

/// Who brought most and least, of those who were at work in the month before.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Ends {
    pub best: Option<Named>,
    pub worst: Option<Named>,
}

/// A figure far from what such weekdays have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unusual {
    pub measure: Measure,
    pub day: Decimal,
    pub usual: Decimal,
}

/// So many of the same weekday before are looked at; with fewer than half of them nothing is usual yet.
const WEEKS: i32 = 8;
/// Of few messages twice as many mean nothing.
const FEW: i64 = 8;

impl Digest {
    pub fn load(store: &Store, whose: &Whose, day: Date, zone: &TimeZone) -> Result<Digest, StoreError> {
        let moment = Moment::end_of(day, zone);
        let from = day.saturating_sub((WEEKS * 7).days());
        let mut unusual = Vec::new();
        let mut told = |measure: Measure| -> Result<Told, StoreError> {
            let days = measure.days(store, whose, from..=day)?;
            unusual.extend(is_unusual(measure, day, &days));
            let of = |back: i32| days.get(&day.saturating_sub(back.days())).copied().unwrap_or_default();
            Ok(Told { day: of(0), day_before: of(1), week_before: of(7) })
        };
        let (revenue, started) = (told(Measure::Revenue)?, told(Measure::Started)?);
        let (received, sent) = (told(Measure::Received)?, told(Measure::Sent)?);
        let lately = figures::lines(store, whose, Span::Days30, moment)?;
        let lines = figures::lines(store, whose, Span::Today, moment)?;
        Ok(Digest { day, revenue, started, received, sent, ends: ends(lines, &lately), unusual })
    }
}

/// The first and the last of those who did something lately. Of one alone nothing is said.
fn ends(lines: Vec<Named>, lately: &[Named]) -> Ends {
    let is_something = |named: &Named| {
        let line = named.line();
        [line.revenue, line.sent, line.received].iter().any(|figure| !figure.now.is_zero())
    };
    let at_work = |named: &Named| lately.iter().any(|of| of.is_of_same(named) && is_something(of));
    let mut lines: Vec<_> = lines.into_iter().filter(at_work).collect();
    let worst = if lines.len() > 1 { lines.pop() } else { None };
    match lines.into_iter().next().filter(is_something) {
        Some(best) if worst.is_some() => Ends { best: Some(best), worst },
        _ => Ends::default(),
    }
}

/// Twice the median of such weekdays or more, half of it or less.
fn is_unusual(measure: Measure, day: Date, days: &BTreeMap<Date, Decimal>) -> Option<Unusual> {
    let mut before: Vec<_> =
        (1..=WEEKS).filter_map(|week| days.get(&day.saturating_sub((week * 7).days())).copied()).collect();
    if before.len() * 2 < usize::try_from(WEEKS).unwrap_or_default() {
        return None;
    }
    before.sort();
    let usual = before[before.len() / 2];
    let day = days.get(&day).copied().unwrap_or_default();
    let counts = measure == Measure::Revenue || usual.max(day) >= FEW.into();
    let far = day >= usual * Decimal::TWO || day * Decimal::TWO <= usual;
    (counts && usual > Decimal::ZERO && far).then_some(Unusual { measure, day, usual })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MemberId;
    use crate::reports::Line;
    use jiff::civil::date;

    #[test]
    fn a_day_is_unusual_against_its_own_weekday() {
        let day = date(2026, 11, 22);
        let with = |weeks: &[i64], today: i64| {
            let mut days: BTreeMap<_, _> = weeks
                .iter()
                .zip(1..)
                .map(|(sum, week): (_, i32)| (day.saturating_sub((week * 7).days()), Decimal::from(*sum)))
                .collect();
            days.insert(day, today.into());
            // What other weekdays have is not asked.
            days.insert(day.saturating_sub(1.day()), 100_000.into());
            is_unusual(Measure::Received, day, &days).map(|unusual| unusual.usual)
        };
        assert_eq!(with(&[20, 22, 18, 21, 400], 20), None, "one odd week does not move the median");
        assert_eq!(with(&[20, 22, 18, 21], 42), Some(21.into()));
        assert_eq!(with(&[20, 22, 18, 21], 9), Some(21.into()));
        assert_eq!(with(&[20, 22, 18, 21], 0), Some(21.into()));
        assert_eq!(with(&[20, 22, 18], 200), None, "three weeks are no custom");
        assert_eq!(with(&[2, 2, 2, 2], 5), None, "few are few");
    }

    #[test]
    fn best_and_least_are_those_who_work() {
        let named = |id: i64, sent: i64| {
            let sent = Compared { now: sent.into(), before: Decimal::ZERO };
            Named::Member(MemberId(id), Line { sent, ..Line::default() })
        };
        let lately = [named(1, 90), named(2, 5), named(3, 40), named(4, 0)];
        let told = ends(vec![named(1, 9), named(3, 4), named(2, 0), named(4, 0)], &lately);
        assert_eq!(told, Ends { best: Some(named(1, 9)), worst: Some(named(2, 0)) });
        assert_eq!(ends(vec![named(1, 9), named(4, 0)], &lately), Ends::default(), "one alone is neither");
        let idle = ends(vec![named(1, 0), named(3, 0)], &lately);
        assert_eq!(idle.best, None, "on a day without anything nobody is best");
    }
}
