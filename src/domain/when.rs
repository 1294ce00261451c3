//! Times as people write them, in English and Russian: `2d`, `tomorrow 9:00`, `в пятницу в 10`.
//!
//! **What is not surely a time belongs to the text after it.** A day may be followed by a time of day, never the other
//! way round: in `18:00 tomorrow we deliver` the word belongs to the message.

use jiff::{Span, ToSpan, Zoned, civil};

/// A moment, and where in the text the rest begins, in bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct When {
    pub at: Zoned,
    pub rest: usize,
}

/// Days without a time of day mean this one.
const MORNING: civil::Time = civil::Time::constant(9, 0, 0, 0);
/// Nothing is put off for longer.
const FARTHEST_DAYS: i32 = 366;

/// Reads a moment in the future at the beginning of a text.
pub fn when(text: &str, now: &Zoned) -> Option<When> {
    let words = Words::of(text);
    let found = stretch(&words, now).or_else(|| day_and_time(&words, now))?;
    let (at, used) = found;
    let in_time = at > *now && (at.date() - now.date()).get_days() <= FARTHEST_DAYS;
    in_time.then(|| When { at, rest: words.rest(used) })
}

/// The words of a text, in lower case, and where they stand.
struct Words<'a> {
    text: &'a str,
    words: Vec<(usize, String)>,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Words<'a> {
        let start = text.as_ptr() as usize;
        // A time stands at the beginning: a few words are enough.
        let words = text.split_whitespace().take(8);
        let words = words.map(|word| (word.as_ptr() as usize - start, lower(word))).collect();
        Words { text, words }
    }

    fn get(&self, at: usize) -> Option<&str> {
        self.words.get(at).map(|(_, word)| word.as_str())
    }

    fn skip(&self, at: usize, any_of: &[&str]) -> usize {
        if self.get(at).is_some_and(|word| any_of.contains(&word)) { at + 1 } else { at }
    }

    fn rest(&self, used: usize) -> usize {
        self.words.get(used).map_or(self.text.len(), |(at, _)| *at)
    }
}

fn lower(word: &str) -> String {
    word.trim_end_matches([',', ';', ':']).to_lowercase().replace('ё', "е")
}

/// `2d`, `1h 30m`, `in 2 days`, `через неделю`.
fn stretch(words: &Words<'_>, now: &Zoned) -> Option<(Zoned, usize)> {
    let mut at = words.skip(0, &["in", "через"]);
    let marked = at > 0;
    let mut then = now.clone();
    let mut any = false;
    while let Some((more, used)) = amount(words, at, marked && !any) {
        then = then.checked_add(more).ok()?;
        at += used;
        any = true;
    }
    any.then_some((then, at))
}

/// One number with its unit, in one word or two; `bare`: the unit alone means one of it.
fn amount(words: &Words<'_>, at: usize, bare: bool) -> Option<(Span, usize)> {
    let word = words.get(at)?;
    let digits = word.find(|ch: char| !ch.is_ascii_digit()).unwrap_or(word.len());
    let (number, rest) = word.split_at(digits);
    if number.is_empty() {
        return (bare && rest.chars().count() > 1).then(|| unit(rest, 1)).flatten().map(|span| (span, 1));
    }
    let number: i64 = number.parse().ok().filter(|number| (1..=10_000).contains(number))?;
    if !rest.is_empty() {
        return unit(rest, number).map(|span| (span, 1));
    }
    // Two words are a time only where nothing else can be meant: "5 minutes", but not "5 m".
    let next = words.get(at + 1).filter(|next| next.chars().count() > 2)?;
    unit(next, number).map(|span| (span, 2))
}

fn unit(name: &str, number: i64) -> Option<Span> {
    let is = |names: &[&str]| names.contains(&name);
    if is(&["m", "min", "mins", "minute", "minutes", "м", "мин", "минуту", "минуты", "минут"]) {
        Some(number.minutes())
    } else if is(&["h", "hr", "hrs", "hour", "hours", "ч", "час", "часа", "часов"]) {
        Some(number.hours())
    } else if is(&["d", "day", "days", "д", "дн", "день", "дня", "дней"]) {
        Some(number.days())
    } else if is(&["w", "week", "weeks", "н", "нед", "неделю", "недели", "недель"]) {
        Some(number.weeks())
    } else if is(&["month", "months", "мес", "месяц", "месяца", "месяцев"]) {
        Some(number.months())
    } else {
        None
    }
}

/// `18:00`, `tomorrow`, `в пятницу в 10`, `25 December 9:00`, `25.12`.
fn day_and_time(words: &Words<'_>, now: &Zoned) -> Option<(Zoned, usize)> {
    let before = words.skip(0, &["on", "в", "во", "на", "к", "at", "next"]);
    match day(words, before, now) {
        Some((date, used, repeats)) => {
            let at = before + used;
            let (time, used) = time_of_day(words, at).map_or((MORNING, 0), |(time, used)| (time, used));
            let mut then = date.to_datetime(time).to_zoned(now.time_zone().clone()).ok()?;
            if then <= *now {
                then = then.checked_add(repeats?).ok()?;
            }
            Some((then, at + used))
        }
        None => {
            let (time, used) = time_of_day(words, 0)?;
            let mut then = now.date().to_datetime(time).to_zoned(now.time_zone().clone()).ok()?;
            if then <= *now {
                then = then.checked_add(1.day()).ok()?;
            }
            Some((then, used))
        }
    }
}

/// A day, the words it took, and after how long it comes again.
fn day(words: &Words<'_>, at: usize, now: &Zoned) -> Option<(civil::Date, usize, Option<Span>)> {
    let word = words.get(at)?;
    let after = |days: i64| now.date().checked_add(days.days()).ok();
    match word {
        "today" | "сегодня" => return Some((now.date(), 1, None)),
        "tomorrow" | "завтра" => return Some((after(1)?, 1, None)),
        "послезавтра" => return Some((after(2)?, 1, None)),
        _ => {}
    }
    if let Some(weekday) = weekday(word) {
        let days = i64::from(now.weekday().until(weekday));
        return Some((after(days)?, 1, Some(1.week())));
    }
    if let Some(date) = numeric_date(word, now) {
        return Some((date.0, 1, date.1));
    }
    let number: i8 = word.trim_end_matches(['-', 'г', 'о']).parse().ok()?;
    let month = month(words.get(at + 1)?)?;
    let date = civil::Date::new(now.year(), month, number).ok()?;
    Some((date, 2, Some(1.year())))
}

/// `25.12`, `25.12.2026`, `2026-12-25`.
fn numeric_date(word: &str, now: &Zoned) -> Option<(civil::Date, Option<Span>)> {
    if let Ok(date) = word.parse::<civil::Date>()
        && word.len() == 10
    {
        return Some((date, None));
    }
    let parts: Vec<&str> = word.split('.').collect();
    let number = |part: &str| part.parse::<i16>().ok().filter(|_| (1..=4).contains(&part.len()));
    match parts.as_slice() {
        [day, month] if (1..=2).contains(&day.len()) && month.len() == 2 => {
            let date = civil::Date::new(now.year(), number(month)? as i8, number(day)? as i8).ok()?;
            Some((date, Some(1.year())))
        }
        [day, month, year] => {
            let year = number(year)?;
            let year = if year < 100 { 2000 + year } else { year };
            let (month, day) = (i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?);
            Some((civil::Date::new(year, month, day).ok()?, None))
        }
        _ => None,
    }
}

/// `18:00`, `18.30` after a day is a date and so none, `at 6pm`, `в 9`.
fn time_of_day(words: &Words<'_>, at: usize) -> Option<(civil::Time, usize)> {
    let start = words.skip(at, &["at", "в", "к", "на"]);
    let marked = start > at;
    let word = words.get(start)?;
    let (clock, half) = if let Some(clock) = word.strip_suffix("am") {
        (clock, Some(0))
    } else if let Some(clock) = word.strip_suffix("pm") {
        (clock, Some(12))
    } else {
        (word, None)
    };
    let (hour, minute) = match clock.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour.parse::<i8>().ok()?, minute.parse::<i8>().ok()?),
        Some(_) => return None,
        // A number alone is an hour only where it is said to be one.
        None if marked || half.is_some() => (clock.parse::<i8>().ok()?, 0),
        None => return None,
    };
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    civil::Time::new(hour, minute, 0, 0).ok().map(|time| (time, start + 1 - at))
}

fn weekday(word: &str) -> Option<civil::Weekday> {
    use civil::Weekday as W;
    Some(match word {
        "mon" | "monday" | "пн" | "понедельник" => W::Monday,
        "tue" | "tuesday" | "вт" | "вторник" => W::Tuesday,
        "wed" | "wednesday" | "ср" | "среда" | "среду" => W::Wednesday,
        "thu" | "thursday" | "чт" | "четверг" => W::Thursday,
        "fri" | "friday" | "пт" | "пятница" | "пятницу" => W::Friday,
        "sat" | "saturday" | "сб" | "суббота" | "субботу" => W::Saturday,
        "sun" | "sunday" | "вс" | "воскресенье" => W::Sunday,
        _ => return None,
    })
}

fn month(word: &str) -> Option<i8> {
    const NAMES: [(&str, &str); 12] = [
        ("jan", "янв"),
        ("feb", "фев"),
        ("mar", "мар"),
        ("apr", "апр"),
        ("may", "мая"),
        ("jun", "июн"),
        ("jul", "июл"),
        ("aug", "авг"),
        ("sep", "сен"),
        ("oct", "окт"),
        ("nov", "ноя"),
        ("dec", "дек"),
    ];
    let found = NAMES.iter().position(|(en, ru)| word.starts_with(en) || word.starts_with(ru))?;
    i8::try_from(found + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Wednesday.
    fn now() -> Zoned {
        "2026-03-04T15:30:00[Europe/Riga]".parse().unwrap()
    }

    fn read(text: &str) -> Option<(String, &str)> {
        let found = when(text, &now())?;
        Some((found.at.datetime().strftime("%Y-%m-%d %H:%M").to_string(), &text[found.rest..]))
    }

    #[test]
    fn times_in_both_languages() {
        for (text, at, rest) in [
            ("2d call back", "2026-03-06 15:30", "call back"),
            ("2д перезвонить", "2026-03-06 15:30", "перезвонить"),
            ("1h 30m", "2026-03-04 17:00", ""),
            ("30мин", "2026-03-04 16:00", ""),
            ("in 2 days: ask", "2026-03-06 15:30", "ask"),
            ("через 2 дня спросить", "2026-03-06 15:30", "спросить"),
            ("через час", "2026-03-04 16:30", ""),
            ("через неделю Иван", "2026-03-11 15:30", "Иван"),
            ("18:00 text", "2026-03-04 18:00", "text"),
            ("9:05 text", "2026-03-05 09:05", "text"),
            ("в 9 текст", "2026-03-05 09:00", "текст"),
            ("at 6pm text", "2026-03-04 18:00", "text"),
            ("12am", "2026-03-05 00:00", ""),
            ("tomorrow text", "2026-03-05 09:00", "text"),
            ("завтра в 18:30 текст", "2026-03-05 18:30", "текст"),
            ("послезавтра", "2026-03-06 09:00", ""),
            ("friday 10:00 text", "2026-03-06 10:00", "text"),
            ("в пятницу в 10 текст", "2026-03-06 10:00", "текст"),
            ("wed 9:00", "2026-03-11 09:00", ""),
            ("25.12 text", "2026-12-25 09:00", "text"),
            ("01.02 текст", "2027-02-01 09:00", "текст"),
            ("25.12.2026 14:00", "2026-12-25 14:00", ""),
            ("2026-12-25 14:00", "2026-12-25 14:00", ""),
            ("25 декабря в 14:00 текст", "2026-12-25 14:00", "текст"),
            ("25 December text", "2026-12-25 09:00", "text"),
            // What comes after a time of day is the message.
            ("18:00 tomorrow we deliver", "2026-03-04 18:00", "tomorrow we deliver"),
            ("18:00 5 roses", "2026-03-04 18:00", "5 roses"),
            ("18:00\n  line", "2026-03-04 18:00", "line"),
        ] {
            assert_eq!(read(text), Some((at.to_owned(), rest)), "{text}");
        }
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "call back",
            "5 roses",
            "25:00",
            "18:5",
            "0d",
            "31.02",
            "2020-01-01",
            "today 9:00",
            "400d",
            "99999999999d",
            "13pm",
            "в",
            "через",
            "+7 999",
            "½",
            "32 декабря",
            "сегодня",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn anything_is_read_without_a_panic_and_the_rest_is_an_end_of_it(text in "\\PC{0,40}") {
            if let Some(found) = when(&text, &now()) {
                prop_assert!(found.at > now());
                prop_assert!(text.is_char_boundary(found.rest));
            }
        }
    }
}
