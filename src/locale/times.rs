//! Dates, times and stretches of time in words. The zone is the reader's; `now` is an argument.

use super::{Locale, say};
use crate::domain::Month;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};

impl Locale {
    /// `14:05`.
    pub fn time(&self, at: Timestamp, zone: &TimeZone) -> String {
        clock(&at.to_zoned(zone.clone()))
    }

    /// `14:05:30`, for what lasts seconds.
    pub fn time_with_seconds(&self, at: Timestamp, zone: &TimeZone) -> String {
        let at = at.to_zoned(zone.clone());
        format!("{}:{:02}", clock(&at), at.second())
    }

    /// `22 November`, with the year when it is not the present one.
    pub fn date(&self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        self.day(at.to_zoned(zone.clone()).date(), now.to_zoned(zone.clone()).date())
    }

    /// `22 November, 14:05`, with the year when it is not the present one.
    pub fn date_and_time(&self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        say!(self, "date-and-time", date = self.date(at, now, zone), time = self.time(at, zone)).text
    }

    /// `Sunday, 22 November, 14:05`.
    pub fn today(&self, now: Timestamp, zone: &TimeZone) -> String {
        let at = now.to_zoned(zone.clone());
        say!(
            self,
            "today-line",
            weekday = i64::from(at.weekday().to_monday_one_offset()),
            day = i64::from(at.day()),
            month = i64::from(at.month()),
            time = clock(&at)
        )
        .text
    }

    /// How long ago: `5 minutes ago`, `yesterday, 14:05`, `3 November`.
    pub fn ago(&self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let seconds = now.as_second().saturating_sub(at.as_second());
        let (then, today) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
        if seconds < 60 {
            say!(self, "just-now").text
        } else if seconds < 60 * 60 || then.date() == today.date() {
            say!(self, "ago", duration = self.duration(seconds.unsigned_abs())).text
        } else if Some(then.date()) == today.date().yesterday().ok() {
            say!(self, "yesterday-at", time = clock(&then)).text
        } else {
            self.day(then.date(), today.date())
        }
    }

    /// `November 2026`.
    pub fn month(&self, month: Month) -> String {
        let first = month.first_day();
        say!(self, "month-named", month = i64::from(first.month()), year = first.year().to_string()).text
    }

    /// A stretch of time, for tables: `40 s`, `5 min`, `2 h 10 min`.
    pub fn short_time(&self, span: SignedDuration) -> String {
        let (minutes, hours) = (span.as_mins(), span.as_hours());
        match (hours, minutes % 60) {
            (0, 0) => say!(self, "short-time-seconds", n = span.as_secs()),
            (0, minutes) => say!(self, "short-time-minutes", n = minutes),
            (hours, 0) => say!(self, "short-time-hours", n = hours),
            (hours, minutes) => say!(self, "short-time-hours-minutes", h = hours, n = minutes),
        }
        .text
    }

    /// A stretch of time in its largest whole unit: `40 seconds`, `5 minutes`, `2 hours`, `3 days`. In Russian in the
    /// accusative, as after "wait" and before "ago".
    pub fn duration(&self, seconds: u64) -> String {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        const DAY: u64 = 24 * HOUR;
        match seconds {
            s if s < MINUTE => say!(self, "duration-seconds", n = s),
            s if s < HOUR => say!(self, "duration-minutes", n = s / MINUTE),
            s if s < DAY => say!(self, "duration-hours", n = s / HOUR),
            s => say!(self, "duration-days", n = s / DAY),
        }
        .text
    }

    /// `22 November`, with the year when it is not the present one.
    pub fn day(&self, date: Date, today: Date) -> String {
        let (day, month) = (i64::from(date.day()), i64::from(date.month()));
        if date.year() == today.year() {
            say!(self, "date-short", day = day, month = month).text
        } else {
            // As a text: years are not grouped.
            say!(self, "date-full", day = day, month = month, year = date.year().to_string()).text
        }
    }
}

fn clock(at: &Zoned) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Lang;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn dates_and_times_are_those_of_the_zone() {
        let riga = TimeZone::get("Europe/Riga").unwrap();
        let (now, en, ru) = (at("2026-11-22T22:05:30Z"), Locale::of(Lang::En), Locale::of(Lang::Ru));
        assert_eq!(en.today(now, &riga), "Monday, 23 November, 00:05");
        assert_eq!(ru.today(now, &riga), "понедельник, 23 ноября, 00:05");
        assert_eq!(ru.time_with_seconds(now, &riga), "00:05:30");
        assert_eq!(ru.date_and_time(at("2025-05-01T09:00:00Z"), now, &riga), "1 мая 2025, 12:00");
        assert_eq!(en.date_and_time(at("2026-05-01T09:00:00Z"), now, &riga), "1 May, 12:00");
    }

    #[test]
    fn the_past_is_told_by_its_distance() {
        let (now, zone) = (at("2026-11-22T14:00:00Z"), TimeZone::UTC);
        let ru = |text| Locale::of(Lang::Ru).ago(at(text), now, &zone);
        assert_eq!(ru("2026-11-22T13:59:30Z"), "только что");
        assert_eq!(ru("2026-11-22T13:59:00Z"), "1 минуту назад");
        assert_eq!(ru("2026-11-22T11:00:00Z"), "3 часа назад");
        assert_eq!(ru("2026-11-21T11:00:00Z"), "вчера, 11:00");
        assert_eq!(ru("2026-11-03T11:00:00Z"), "3 ноября");
        // A clock that runs ahead is no reason for nonsense.
        assert_eq!(ru("2026-11-22T14:00:30Z"), "только что");
    }
}
