//! Days that people choose: typed as they write them, or picked from a month.

use super::Month;
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// More than a year is looked at year by year.
pub const LONGEST_RANGE: i32 = 366;

/// Where somebody is who picks a first and a last day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct DaysPick {
    /// The month to pick from.
    pub month: Month,
    /// The first day, once it is picked.
    pub from: Option<Date>,
}

/// A day as it was written. Without a year it is the nearest one that makes sense.
#[derive(Clone, Copy, Debug)]
enum Said {
    On(Date),
    OfYear { day: i8, month: i8 },
}

/// 29 February may be eight years away, at the turn of some centuries.
const YEARS: i16 = 8;

impl Said {
    fn read(word: &str, today: Date) -> Option<Said> {
        match word.to_lowercase().as_str() {
            "today" | "сегодня" => return Some(Said::On(today)),
            "yesterday" | "вчера" => return today.yesterday().ok().map(Said::On),
            _ => {}
        }
        if let Ok(day) = word.parse() {
            return Some(Said::On(day));
        }
        let parts: Vec<i16> = word.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let small = |part: i16| i8::try_from(part).ok();
        match parts[..] {
            [day, month] => Some(Said::OfYear { day: small(day)?, month: small(month)? }),
            [day, month, year] => {
                let year = if (0..100).contains(&year) { 2000 + year } else { year };
                Date::new(year, small(month)?, small(day)?).ok().map(Said::On)
            }
            _ => None,
        }
    }

    /// The latest such day until that one.
    fn until(self, last: Date) -> Option<Date> {
        match self {
            Said::On(day) => Some(day),
            Said::OfYear { day, month } => {
                let days = (0..=YEARS).filter_map(|back| Date::new(last.year() - back, month, day).ok());
                days.into_iter().find(|day| *day <= last)
            }
        }
    }

    /// The first such day from that one on.
    fn since(self, first: Date) -> Option<Date> {
        match self {
            Said::On(day) => Some(day),
            Said::OfYear { day, month } => {
                let days = (0..=YEARS).filter_map(|ahead| Date::new(first.year() + ahead, month, day).ok());
                days.into_iter().find(|day| *day >= first)
            }
        }
    }
}

/// Reads `01.11 15.11`, `1.11.2026 – 15.11.2026`, `2026-11-01 2026-11-15`, `с 1.11 по вчера`; one day alone is a day. What is still
/// to come is left out. `None` for what is not days, runs backwards, or is longer than a year.
pub fn parse_days(text: &str, today: Date) -> Option<RangeInclusive<Date>> {
    const BETWEEN: [&str; 8] = ["from", "to", "until", "till", "с", "по", "до", "-"];
    let text = text.replace(['–', '—', ',', '…'], " ").replace("..", " ");
    let words = text.split_whitespace().filter(|word| !BETWEEN.contains(&word.to_lowercase().as_str()));
    // `1.11-15.11`; in `2026-11-01` a dash means something else.
    let words = words.flat_map(|word| match word.split_once('-') {
        Some((from, to)) if word.contains('.') => vec![from, to],
        _ => vec![word],
    });
    let said: Vec<Said> = words.map(|word| Said::read(word, today)).collect::<Option<_>>()?;
    let (from, to) = match said[..] {
        [day] => {
            let day = day.until(today)?;
            (day, day)
        }
        [from, to @ Said::On(last)] => (from.until(last)?, to.until(last)?),
        [from, to] => {
            let from = from.until(today)?;
            (from, to.since(from)?)
        }
        _ => return None,
    };
    let to = to.min(today);
    let length = from.until(to).ok()?.get_days() + 1;
    (1..=LONGEST_RANGE).contains(&length).then_some(from..=to)
}

impl DaysPick {
    /// As it opens.
    pub fn new(today: Date) -> DaysPick {
        DaysPick { month: Month::of(today), from: None }
    }

    /// The first and the last day, whichever was picked first; `None` for too many.
    pub fn until(self, picked: Date) -> Option<RangeInclusive<Date>> {
        let first = self.from?;
        let (from, to) = (first.min(picked), first.max(picked));
        (to < from.saturating_add(LONGEST_RANGE.days())).then_some(from..=to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_as_people_write_them() {
        let today = date(2026, 11, 22);
        let half = date(2026, 11, 1)..=date(2026, 11, 15);
        for said in [
            "2026-11-01 2026-11-15",
            "01.11 15.11",
            "1.11-15.11",
            "1.11.26 – 15.11.26",
            "с 1.11.2026 по 15.11",
            "from 2026-11-01 to 2026-11-15",
            "1.11..15.11",
            " 1.11 — 15.11.2026 ",
        ] {
            assert_eq!(parse_days(said, today), Some(half.clone()), "{said}");
        }
        let day = |day: Date| Some(day..=day);
        assert_eq!(parse_days("вчера", today), day(date(2026, 11, 21)));
        assert_eq!(parse_days("23.11", today), day(date(2025, 11, 23)), "the last one there was");
        assert_eq!(parse_days("1.11 30.11", today), Some(date(2026, 11, 1)..=today), "as far as it has come");
        assert_eq!(parse_days("20.12 10.01", today), Some(date(2025, 12, 20)..=date(2026, 1, 10)));
        for wrong in [
            "",
            "soon",
            "15.11.2026 1.11.2026",
            "2026-13-01",
            "31.02",
            "2024-01-01 2026-01-01",
            "1.11 2.11 3.11",
            "2027-01-01",
        ] {
            assert_eq!(parse_days(wrong, today), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_picked_runs_forward_and_is_no_longer_than_a_year() {
        let pick = DaysPick { month: Month::of(date(2026, 11, 1)), from: Some(date(2026, 11, 9)) };
        assert_eq!(pick.until(date(2026, 11, 2)), Some(date(2026, 11, 2)..=date(2026, 11, 9)));
        assert_eq!(pick.until(date(2025, 11, 9)), Some(date(2025, 11, 9)..=date(2026, 11, 9)));
        assert_eq!(pick.until(date(2025, 11, 8)), None);
        assert_eq!(DaysPick::new(date(2026, 11, 22)).until(date(2026, 11, 1)), None, "nothing is picked yet");
    }
}
