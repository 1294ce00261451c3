//! Words about dialogs: lists, states, what was done with one.

use super::{LineContext, Locale, clean_line, say};
use crate::domain::{Assignment, DialogFilter, DialogNews, Pause, RichText, WorkHours};
use jiff::civil::Date;
use std::cmp::Ordering;

impl Locale {
    pub fn dialog_filter(&self, filter: &DialogFilter) -> String {
        match filter {
            DialogFilter::All => say!(self, "filter-all"),
            DialogFilter::Unread => say!(self, "filter-unread"),
            DialogFilter::Unanswered => say!(self, "filter-unanswered"),
            DialogFilter::Mine => say!(self, "filter-mine"),
            DialogFilter::Users => say!(self, "filter-users"),
            DialogFilter::Groups => say!(self, "filter-groups"),
            DialogFilter::Channels => say!(self, "filter-channels"),
            DialogFilter::Closed => say!(self, "filter-closed"),
            DialogFilter::Tagged(tag) => say!(self, "contacts-tagged", tag = clean_line(tag)),
        }
        .text
    }

    pub fn pause(&self, pause: Pause) -> String {
        match pause {
            Pause::Hour => say!(self, "pause-hour"),
            Pause::ThreeHours => say!(self, "pause-three-hours"),
            Pause::Tomorrow => say!(self, "pause-tomorrow"),
            Pause::Monday => say!(self, "pause-monday"),
        }
        .text
    }

    pub fn assignment(&self, assignment: Assignment) -> String {
        match assignment {
            Assignment::Responsible => say!(self, "assignment-responsible"),
            Assignment::RoundRobin => say!(self, "assignment-round-robin"),
            Assignment::LeastBusy => say!(self, "assignment-least-busy"),
            Assignment::Queue => say!(self, "assignment-queue"),
        }
        .text
    }

    /// `Mon–Fri 09:00–18:00`; days that follow one another as a range.
    pub fn hours(&self, hours: &WorkHours) -> String {
        let mut days: Vec<String> = Vec::new();
        let mut at = 0;
        while at < 7 {
            if !hours.days[at] {
                at += 1;
                continue;
            }
            let end = (at..7).take_while(|day| hours.days[*day]).last().unwrap_or(at);
            days.push(match end - at {
                0 => self.weekday(at),
                1 => format!("{}, {}", self.weekday(at), self.weekday(end)),
                _ => format!("{}–{}", self.weekday(at), self.weekday(end)),
            });
            at = end + 1;
        }
        let clock = |time: jiff::civil::Time| format!("{:02}:{:02}", time.hour(), time.minute());
        format!("{} {}–{}", days.join(", "), clock(hours.from), clock(hours.to))
    }

    /// Counted from 0, Monday.
    fn weekday(&self, day: usize) -> String {
        say!(self, "weekday-short", weekday = day + 1).text
    }
}

/// News of a dialog, the client called as the reader may see them.
pub fn dialog_news(locale: &Locale, news: &DialogNews, name: &str, reader: LineContext<'_>) -> RichText {
    let moment = |at| locale.date_and_time(at, reader.now, reader.zone);
    match news {
        DialogNews::WillSend { at, .. } => say!(locale, "news-will-send", at = moment(*at)),
        DialogNews::WillRemind { at, .. } => say!(locale, "news-will-remind", at = moment(*at)),
        DialogNews::Reminder { text } if text.is_empty() => say!(locale, "news-reminder-bare", name = name),
        DialogNews::Reminder { text } => say!(locale, "news-reminder", name = name, text = clean_line(text)),
        DialogNews::SnoozeOver => say!(locale, "news-snooze-over", name = name),
        DialogNews::Unanswered { account, since } => {
            let waited = reader.now.as_second().saturating_sub(since.as_second()).max(0).unsigned_abs();
            let (account, duration) = (locale.name(account), locale.duration(waited));
            say!(locale, "news-unanswered", name = name, account = account, duration = duration)
        }
        DialogNews::Queued { account, excerpt } => {
            let (account, excerpt) = (locale.name(account), clean_line(excerpt));
            say!(locale, "news-queued", name = name, account = account, excerpt = excerpt)
        }
        DialogNews::NobodyTook { account, since } => {
            let waited = reader.now.as_second().saturating_sub(since.as_second()).max(0).unsigned_abs();
            let (account, duration) = (locale.name(account), locale.duration(waited));
            say!(locale, "news-nobody-took", name = name, account = account, duration = duration)
        }
        DialogNews::HandedOver { by, account } => {
            let (by, account) = (locale.name(by), locale.name(account));
            say!(locale, "news-handed-over", name = name, account = account, member = by)
        }
        DialogNews::Birthday { on, age, .. } => birthday(locale, *on, *age, name, reader),
        DialogNews::AskBlock => say!(locale, "news-ask-block", name = name),
    }
}

fn birthday(locale: &Locale, on: Date, age: Option<i16>, name: &str, reader: LineContext<'_>) -> RichText {
    let today = reader.now.to_zoned(reader.zone.clone()).date();
    let day = locale.day(on, today);
    let mut text = match on.cmp(&today) {
        Ordering::Equal => say!(locale, "birthday-today", name = name),
        Ordering::Greater => say!(locale, "birthday-ahead", name = name, day = day),
        Ordering::Less => say!(locale, "birthday-was", name = name, day = day),
    };
    if let Some(age) = age {
        text.push_str(" ");
        text.push(&say!(locale, "birthday-age", n = i64::from(age)));
    }
    text.push_str("\n\n");
    text.push(&say!(locale, "birthday-draft", text = greeting(locale, name)));
    text
}

/// The greeting that is drafted for a client: by their first name, where that names a person.
pub fn greeting(locale: &Locale, name: &str) -> RichText {
    match name.split_whitespace().next().filter(|first| first.chars().all(char::is_alphabetic)) {
        Some(first) => say!(locale, "birthday-greeting", name = first),
        None => say!(locale, "birthday-greeting-bare"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Lang, Line};
    use crate::locale::line;
    use jiff::{Timestamp, civil::date, tz::TimeZone};

    #[test]
    fn news_read_well() {
        let at = Timestamp::UNIX_EPOCH;
        let reader = LineContext { now: "1970-01-01T00:20:00Z".parse().unwrap(), zone: &TimeZone::UTC };
        let news = [
            DialogNews::WillSend { at, number: 1 },
            DialogNews::WillRemind { at, number: 1 },
            DialogNews::Reminder { text: "call\nback".into() },
            DialogNews::Reminder { text: String::new() },
            DialogNews::SnoozeOver,
            DialogNews::Unanswered { account: "Sales".into(), since: at },
            DialogNews::AskBlock,
            DialogNews::Queued { account: "Sales".into(), excerpt: "Hello,\nthere".into() },
            DialogNews::NobodyTook { account: "Sales".into(), since: at },
            DialogNews::HandedOver { by: "Olga".into(), account: "Sales".into() },
            DialogNews::Birthday { on: date(1970, 1, 1), age: Some(34), ahead: false },
            DialogNews::Birthday { on: date(1970, 1, 4), age: None, ahead: true },
            DialogNews::Birthday { on: date(1969, 12, 31), age: Some(21), ahead: false },
        ];
        let text = || RichText::plain("Hello");
        let lines = [
            Line::SentLater { text: text() },
            Line::SentAway { text: text() },
            Line::FromTeam { kind: None, text: text() },
            Line::FromTeam { kind: Some(crate::domain::ContentKind::Photo), text: text() },
            Line::DialogClosed,
            Line::TakenAlready,
            Line::CannotAnswer,
            Line::HandedAll { member: "Olga".into(), account: "Sales".into(), dialogs: 21 },
            Line::Asking,
            Line::NoThreadForFile,
            Line::NewWhich,
            Line::NobodyFound,
            Line::AskedInVain,
            Line::TimerGone,
            Line::Cancelled,
            Line::GreetingSent,
            Line::RoutineWhich,
            Line::NoDeskForThread,
        ];
        for lang in Lang::ALL {
            let locale = Locale::of(lang);
            let news = news.iter().map(|news| dialog_news(locale, news, "Ivan", reader).text);
            let said: Vec<_> = news.chain(lines.iter().map(|said| line(locale, said, reader).text)).collect();
            insta::assert_snapshot!(format!("dialog_news_{}", lang.code()), said.join("\n---\n"));
        }
    }

    #[test]
    fn days_of_the_week_are_ranges_where_they_follow_one_another() {
        let (en, ru) = (Locale::of(Lang::En), Locale::of(Lang::Ru));
        let hours = |days| WorkHours::new(days, 9, 18).unwrap();
        assert_eq!(en.hours(&hours(WorkHours::WEEKDAYS)), "Mon–Fri 09:00–18:00");
        assert_eq!(ru.hours(&hours([true, false, true, true, false, true, true])), "пн, ср, чт, сб, вс 09:00–18:00");
    }
}
