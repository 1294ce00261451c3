//! A time in its parts: a day in hours, a month in days, a year in months; and the rhythm of the week and of the day.

use super::measure::{Measure, Moment, Whose, begin};
use crate::{
    domain::{Month, Span, days_before, parts_of},
    store::{Store, StoreError},
};
use jiff::{ToSpan, civil::Date};
use rust_decimal::Decimal;
use std::{collections::BTreeMap, ops::RangeInclusive};

/// A part of the time that is shown.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Bucket {
    pub first: Date,
    pub last: Date,
    /// Of an hour of the day: which.
    pub hour: Option<i8>,
    pub revenue: Decimal,
    /// Of the same part of the time before, whole.
    pub revenue_before: Decimal,
    pub received: Decimal,
    pub sent: Decimal,
    pub started: Decimal,
}

/// The days of a span, and those before it that it is compared with.
pub(super) fn spans(span: Span, today: Date) -> (RangeInclusive<Date>, RangeInclusive<Date>) {
    let back = |days: i32| {
        let first = today.saturating_sub((days - 1).days());
        (first..=today, first.saturating_sub(days.days())..=today.saturating_sub(days.days()))
    };
    match span {
        Span::Today => back(1),
        Span::Days7 => back(7),
        Span::Days30 => back(30),
        Span::Days90 => back(91),
        Span::Month => {
            let earlier = today.saturating_sub(1.month());
            (today.first_of_month()..=today, earlier.first_of_month()..=earlier)
        }
        Span::Days { from, to } => {
            let to = to.min(today);
            let days = from.min(to)..=to;
            (days.clone(), days_before(&days))
        }
        Span::Year => {
            let first = today.first_of_month().saturating_sub(11.months());
            (first..=today, first.saturating_sub(1.year())..=today.saturating_sub(1.year()))
        }
    }
}

/// The parts of a span, oldest first, those without anything included.
pub fn buckets(store: &Store, whose: &Whose, span: Span, moment: Moment<'_>) -> Result<Vec<Bucket>, StoreError> {
    let today = moment.today();
    if span == Span::Today {
        return hours(store, whose, moment);
    }
    let (days, before) = spans(span, today);
    if span == Span::Year {
        return months(store, whose, *days.start(), *before.start());
    }
    let read = |measure: Measure, days: RangeInclusive<Date>| measure.days(store, whose, days);
    // All of the last part before, though that of now still runs.
    let earlier = read(Measure::Revenue, *before.start()..=Month::of(*before.end()).last_day())?;
    let revenue = read(Measure::Revenue, days.clone())?;
    let received = read(Measure::Received, days.clone())?;
    let sent = read(Measure::Sent, days.clone())?;
    let started = read(Measure::Started, days.clone())?;
    let sum = |of: &BTreeMap<Date, Decimal>, days: RangeInclusive<Date>| of.range(days).map(|(_, sum)| sum).sum();
    let part = |days: RangeInclusive<Date>, before: Option<RangeInclusive<Date>>| Bucket {
        first: *days.start(),
        last: *days.end(),
        hour: None,
        revenue: sum(&revenue, days.clone()),
        revenue_before: before.map(|before| sum(&earlier, before)).unwrap_or_default(),
        received: sum(&received, days.clone()),
        sent: sum(&sent, days.clone()),
        started: sum(&started, days),
    };
    let stretches = |length: i32| {
        let offset = |from: Date, to: Date| (to - from).get_days();
        let (first, whole) = (*days.start(), offset(*days.start(), today) + 1);
        (0..whole / length)
            .map(|at| {
                let reach = |from: Date| {
                    from.saturating_add((at * length).days())..=from.saturating_add((at * length + length - 1).days())
                };
                part(reach(first), Some(reach(*before.start())))
            })
            .collect()
    };
    Ok(match span {
        Span::Days90 => stretches(7),
        Span::Month => days
            .start()
            .series(1.day())
            .take_while(|day| days.contains(day))
            .map(|day| {
                // A month before may be shorter: its days that were not have nothing.
                let same = before.start().saturating_add((day.day() - 1).days());
                part(day..=day, (same.month() == before.start().month()).then_some(same..=same))
            })
            .collect(),
        Span::Days { .. } => {
            // A month may have fewer days than the one before it, or more.
            let mut earlier = parts_of(&before).into_iter();
            parts_of(&days).into_iter().map(|days| part(days, earlier.next())).collect()
        }
        Span::Today | Span::Days7 | Span::Days30 | Span::Year => stretches(1),
    })
}

/// The twelve months from a day on, with those from another.
fn months(store: &Store, whose: &Whose, first: Date, before: Date) -> Result<Vec<Bucket>, StoreError> {
    let of = |first: Date, at: i32| Month::of(first.saturating_add(at.months()));
    let read = |measure: Measure, first: Date| measure.months(store, whose, of(first, 0)..=of(first, 11));
    let [revenue, received, sent, started] =
        [Measure::Revenue, Measure::Received, Measure::Sent, Measure::Started].map(|measure| read(measure, first));
    let (revenue, received, sent, started) = (revenue?, received?, sent?, started?);
    let earlier = read(Measure::Revenue, before)?;
    let sum = |sums: &BTreeMap<Month, Decimal>, month: Month| sums.get(&month).copied().unwrap_or_default();
    let part = |at: i32| {
        let month = of(first, at);
        Bucket {
            first: month.first_day(),
            last: month.last_day(),
            hour: None,
            revenue: sum(&revenue, month),
            revenue_before: sum(&earlier, of(before, at)),
            received: sum(&received, month),
            sent: sum(&sent, month),
            started: sum(&started, month),
        }
    };
    Ok((0..12).map(part).collect())
}

/// Today's hours as the clock shows them: of two that are one by it, both together.
fn hours(store: &Store, whose: &Whose, moment: Moment<'_>) -> Result<Vec<Bucket>, StoreError> {
    let today = moment.today();
    let by_hour = |measure: Measure, day: Date| -> Result<[Decimal; 24], StoreError> {
        let mut hours = [Decimal::ZERO; 24];
        let time = moment.beginning(day)..moment.beginning(day.saturating_add(1.day()));
        for (quarter, sum) in measure.quarters(store, whose, time)? {
            let hour = begin(quarter).to_zoned(moment.zone.clone()).hour();
            if let Some(hour) = usize::try_from(hour).ok().and_then(|hour| hours.get_mut(hour)) {
                *hour += sum;
            }
        }
        Ok(hours)
    };
    let [revenue, received, sent, started] =
        [Measure::Revenue, Measure::Received, Measure::Sent, Measure::Started].map(|measure| by_hour(measure, today));
    let (revenue, received, sent, started) = (revenue?, received?, sent?, started?);
    let before = by_hour(Measure::Revenue, today.saturating_sub(1.day()))?;
    let part = |hour: i8| {
        let at = usize::try_from(hour).unwrap_or_default();
        Bucket {
            first: today,
            last: today,
            hour: Some(hour),
            revenue: revenue[at],
            revenue_before: before[at],
            received: received[at],
            sent: sent[at],
            started: started[at],
        }
    };
    Ok((0..24).map(part).collect())
}

/// How much falls on each weekday, Monday first, and on each hour.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Rhythm {
    pub weekdays: [Beat; 7],
    pub hours: [Beat; 24],
}

/// What came at one beat of the rhythm.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct Beat {
    pub revenue: Decimal,
    pub received: Decimal,
    pub sent: Decimal,
}

/// How far back the rhythm reaches: quarter hours are many.
const RHYTHM_DAYS: i32 = 62;

/// The rhythm of a span, of its last 62 days where it is longer.
pub fn rhythm(store: &Store, whose: &Whose, span: Span, moment: Moment<'_>) -> Result<Rhythm, StoreError> {
    let today = moment.today();
    let (days, _) = spans(span, today);
    let last = *days.end();
    let first = (*days.start()).max(last.saturating_sub((RHYTHM_DAYS - 1).days()));
    let time = moment.beginning(first)..moment.beginning(last.saturating_add(1.day()));
    let mut rhythm = Rhythm { weekdays: Default::default(), hours: Default::default() };
    for measure in [Measure::Revenue, Measure::Received, Measure::Sent] {
        let add = |beat: &mut Beat, sum: Decimal| match measure {
            Measure::Revenue => beat.revenue += sum,
            Measure::Received => beat.received += sum,
            Measure::Sent => beat.sent += sum,
            Measure::Started => {}
        };
        for (day, sum) in measure.days(store, whose, first..=last)? {
            add(&mut rhythm.weekdays[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())], sum);
        }
        for (quarter, sum) in measure.quarters(store, whose, time.clone())? {
            let hour = begin(quarter).to_zoned(moment.zone.clone()).hour();
            add(&mut rhythm.hours[usize::from(hour.unsigned_abs()) % 24], sum);
        }
    }
    Ok(rhythm)
}
