//! Working hours: when somebody is there to answer.

use jiff::{SignedDuration, Timestamp, ToSpan, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// The same hours on chosen days of the week, in the agency's zone. Hours that end before they begin go over midnight.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WorkHours {
    /// From Monday on.
    pub days: [bool; 7],
    pub from: civil::Time,
    pub to: civil::Time,
}

impl WorkHours {
    pub const WEEKDAYS: [bool; 7] = [true, true, true, true, true, false, false];
    pub const EVERY_DAY: [bool; 7] = [true; 7];

    pub fn new(days: [bool; 7], from: i8, to: i8) -> Option<WorkHours> {
        let (from, to) = (civil::Time::new(from, 0, 0, 0).ok()?, civil::Time::new(to, 0, 0, 0).ok()?);
        (from != to).then_some(WorkHours { days, from, to })
    }

    /// Reads `mon-fri 9:00-18:00`, `пн,ср 10-19`, or hours alone for every day.
    pub fn parse(text: &str) -> Option<WorkHours> {
        let text = text.trim().to_lowercase().replace(['–', '—'], "-");
        let (days, hours) = match text.rsplit_once(char::is_whitespace) {
            Some((days, hours)) => (parse_days(days)?, hours),
            None => (WorkHours::EVERY_DAY, text.as_str()),
        };
        let (from, to) = hours.split_once('-')?;
        let (from, to) = (parse_time(from)?, parse_time(to)?);
        (from != to).then_some(WorkHours { days, from, to })
    }

    /// Whether somebody is there.
    pub fn open(&self, at: Timestamp, zone: &TimeZone) -> bool {
        self.shift_at(at, zone).is_some_and(|(from, _)| from <= at)
    }

    /// When so much working time will have passed; without any shift in sight, the plain time.
    pub fn after(&self, start: Timestamp, work: SignedDuration, zone: &TimeZone) -> Timestamp {
        let (mut at, mut left) = (start, work);
        // A shift is at least a minute of a week: a year of them is enough for anything that is asked here.
        for _ in 0..366 {
            let Some((from, to)) = self.shift_at(at, zone) else { break };
            let begins = at.max(from);
            let length = to.duration_since(begins);
            if left <= length {
                return begins.saturating_add(left).unwrap_or(begins);
            }
            left -= length;
            at = to;
        }
        start.saturating_add(work).unwrap_or(start)
    }

    /// How much working time there is between two moments.
    pub fn between(&self, start: Timestamp, end: Timestamp, zone: &TimeZone) -> SignedDuration {
        let (mut at, mut time) = (start, SignedDuration::ZERO);
        // Nobody waits for more shifts than a year has.
        for _ in 0..366 {
            let Some((from, to)) = self.shift_at(at, zone).filter(|(from, _)| *from < end) else { break };
            time += to.min(end).duration_since(from.max(at));
            at = to;
        }
        time.max(SignedDuration::ZERO)
    }

    /// The shift that holds this moment, or the next one.
    fn shift_at(&self, at: Timestamp, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let today = at.to_zoned(zone.clone()).date();
        for days in -1..=7_i64 {
            let day = today.checked_add(days.days()).ok()?;
            if !self.days[usize::try_from(day.weekday().to_monday_zero_offset()).ok()?] {
                continue;
            }
            let end = if self.from < self.to { day } else { day.tomorrow().ok()? };
            let moment = |day: civil::Date, time| day.to_datetime(time).to_zoned(zone.clone()).map(|at| at.timestamp());
            let (from, to) = (moment(day, self.from).ok()?, moment(end, self.to).ok()?);
            if to > at {
                return Some((from, to));
            }
        }
        None
    }
}

fn parse_days(text: &str) -> Option<[bool; 7]> {
    let mut days = [false; 7];
    for part in text.split([',', ' ']).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (parse_day(first)?, parse_day(last)?);
        // From Friday to Monday goes over Sunday.
        let mut day = first;
        loop {
            days[day] = true;
            if day == last {
                break;
            }
            day = (day + 1) % 7;
        }
    }
    days.contains(&true).then_some(days)
}

fn parse_day(name: &str) -> Option<usize> {
    const NAMES: [(&str, &str); 7] =
        [("mon", "пн"), ("tue", "вт"), ("wed", "ср"), ("thu", "чт"), ("fri", "пт"), ("sat", "сб"), ("sun", "вс")];
    NAMES.iter().position(|(en, ru)| name == *en || name == *ru)
}

/// `9`, `9:30`; 24 is midnight.
fn parse_time(text: &str) -> Option<civil::Time> {
    let (hour, minute) = text.split_once(':').unwrap_or((text, "0"));
    let (hour, minute) = (hour.trim().parse::<i8>().ok()?, minute.trim().parse().ok()?);
    civil::Time::new(if hour == 24 { 0 } else { hour }, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn hours_of_the_week_and_over_midnight() {
        let zone = TimeZone::get("Europe/Riga").unwrap();
        let office = WorkHours::new(WorkHours::WEEKDAYS, 9, 18).unwrap();
        // Friday, 6 March 2026; Riga is two hours ahead.
        for (when, open) in [
            ("2026-03-06T06:59:00Z", false),
            ("2026-03-06T07:00:00Z", true),
            ("2026-03-06T15:59:00Z", true),
            ("2026-03-06T16:00:00Z", false),
            ("2026-03-07T10:00:00Z", false),
        ] {
            assert_eq!(office.open(at(when), &zone), open, "{when}");
        }
        let night = WorkHours::new(WorkHours::WEEKDAYS, 22, 6).unwrap();
        assert!(night.open(at("2026-03-07T02:00:00Z"), &zone), "the shift of Friday goes on");
        assert!(!night.open(at("2026-03-08T02:00:00Z"), &zone));
    }

    #[test]
    fn hours_as_people_write_them() {
        let clock = |hour| civil::Time::new(hour, 0, 0, 0).unwrap();
        let read = |text: &str| WorkHours::parse(text).map(|hours| (hours.days.map(u8::from), hours.from, hours.to));
        assert_eq!(read("Mon-Fri 9:00-18:00"), Some(([1, 1, 1, 1, 1, 0, 0], clock(9), clock(18))));
        assert_eq!(read("пн,ср 10–19"), Some(([1, 0, 1, 0, 0, 0, 0], clock(10), clock(19))));
        assert_eq!(read("fri-mon 22-6"), Some(([1, 0, 0, 0, 1, 1, 1], clock(22), clock(6))));
        assert_eq!(read("9-24"), Some(([1; 7], clock(9), clock(0))));
        for wrong in ["", "mon", "9", "9-9", "25-30", "abc 9-18", "mon-fri", "9-18 mon"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn working_time_between_two_moments_is_what_shifts_have_of_it() {
        let zone = TimeZone::get("Europe/Riga").unwrap();
        let office = WorkHours::new(WorkHours::WEEKDAYS, 9, 18).unwrap();
        let minutes = |start, end| office.between(at(start), at(end), &zone).as_mins();
        // Friday, 6 March 2026, nine to six is 7:00 to 16:00 here.
        assert_eq!(minutes("2026-03-06T08:00:00Z", "2026-03-06T08:10:00Z"), 10);
        assert_eq!(minutes("2026-03-06T15:50:00Z", "2026-03-09T07:05:00Z"), 15, "over a weekend");
        assert_eq!(minutes("2026-03-07T10:00:00Z", "2026-03-07T12:00:00Z"), 0, "on a Saturday");
        assert_eq!(minutes("2026-03-06T06:00:00Z", "2026-03-06T07:01:00Z"), 1, "from before the shift");
        assert_eq!(minutes("2026-03-06T09:00:00Z", "2026-03-06T08:00:00Z"), 0, "clocks that disagree");
    }

    #[test]
    fn working_time_passes_in_shifts_only() {
        let zone = TimeZone::get("Europe/Riga").unwrap();
        let office = WorkHours::new(WorkHours::WEEKDAYS, 9, 18).unwrap();
        let after =
            |start: &str, minutes| office.after(at(start), SignedDuration::from_mins(minutes), &zone).to_string();
        assert_eq!(after("2026-03-06T10:00:00Z", 15), "2026-03-06T10:15:00Z");
        assert_eq!(after("2026-03-06T15:50:00Z", 15), "2026-03-09T07:05:00Z", "over the weekend");
        assert_eq!(after("2026-03-07T10:00:00Z", 15), "2026-03-09T07:15:00Z");
        let never = WorkHours { days: [false; 7], ..office };
        assert_eq!(
            never.after(at("2026-03-07T10:00:00Z"), SignedDuration::from_mins(5), &zone),
            at("2026-03-07T10:05:00Z")
        );
    }
}
