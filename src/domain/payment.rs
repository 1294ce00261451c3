//! How people write down payments: `5000 consultation`, `50.25 USD subscription`, `5 тыс вчера`, and in a thread `+5000 note`.
//!
//! **What could be meant otherwise is not read at all, or read with a doubt** for the writer to settle: `1.500` is one and a half to
//! some and fifteen hundred to others, `+7 999 …` is a phone number, `+5 minutes` is a time.

use super::{Amount, Currency, NoAmount};
use jiff::{ToSpan, civil::Date};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One payment as it was written; a refund has a minus.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Payment {
    pub value: Decimal,
    /// `None`: the base currency.
    pub currency: Option<Currency>,
    /// `None`: now.
    pub day: Option<Day>,
    pub note: String,
}

/// A day as it was named.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Day {
    Today,
    Yesterday,
    BeforeYesterday,
    On(Date),
    /// The last such day there was.
    OfYear {
        day: i8,
        month: i8,
    },
}

/// Why a line with a plus may be no payment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Doubt {
    /// It looks like a phone number.
    Phone,
    /// It looks like a time or a quantity.
    Time,
    /// It may be words to the client: `+1`, or only some of the lines are payments.
    Words,
    /// Far from what is paid otherwise.
    Unusual,
}

/// No more payments in one message.
pub const MOST_LINES: usize = 20;
/// The longest note, in characters.
const NOTE_LIMIT: usize = 300;

impl Payment {
    pub fn amount(&self, base: Currency) -> Result<Amount, NoAmount> {
        Amount::new(self.value, self.currency.unwrap_or(base))
    }

    /// One payment a line; `None` when there is none, or a line that cannot be read.
    pub fn read(text: &str, today: Date) -> Option<Vec<Payment>> {
        let text = visible(text);
        let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.is_empty() || lines.len() > MOST_LINES {
            return None;
        }
        lines.into_iter().map(|line| read_line(line, today)).collect()
    }

    /// Payments that stand in a thread by themselves: every line begins with a plus and a word that is wholly an amount. `None`
    /// for words to the client.
    pub fn shorthand(text: &str, today: Date) -> Option<(Vec<Payment>, Option<Doubt>)> {
        let text = visible(text);
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let first = lines.next().filter(|line| line.starts_with('+'))?;
        let payment = read_line(first, today)?;
        let mut doubt = doubt(first, &payment);
        let mut payments = vec![payment];
        for line in lines.take(MOST_LINES) {
            match Some(line).filter(|line| line.starts_with('+')).and_then(|line| read_line(line, today)) {
                Some(payment) => {
                    doubt = doubt.or(self::doubt(line, &payment));
                    payments.push(payment);
                }
                None => doubt = doubt.or(Some(Doubt::Words)),
            }
        }
        (payments.len() <= MOST_LINES).then_some((payments, doubt))
    }
}

impl Day {
    /// The day it is, today being this one; `None` for one that does not exist or is still to come.
    pub fn date(self, today: Date) -> Option<Date> {
        let day = match self {
            Day::Today => today,
            Day::Yesterday => today.checked_sub(1.day()).ok()?,
            Day::BeforeYesterday => today.checked_sub(2.days()).ok()?,
            Day::On(date) => date,
            // 29 February may be four years ago, at the turn of some centuries eight.
            Day::OfYear { day, month } => (0..=8)
                .filter_map(|back| Date::new(today.year() - back, month, day).ok())
                .find(|date| *date <= today)?,
        };
        (day <= today).then_some(day)
    }
}

/// Why a line that was read as a payment may be something else.
fn doubt(line: &str, payment: &Payment) -> Option<Doubt> {
    let run: String =
        line.chars().skip(1).take_while(|ch| ch.is_ascii_digit() || " ()-–.\u{a0}".contains(*ch)).collect();
    let digits = run.chars().filter(char::is_ascii_digit).count();
    let groups: Vec<_> = run.split_whitespace().collect();
    // Thousands in groups are round; so is no phone number.
    let round =
        groups.last().is_some_and(|group| group.ends_with("00")) && groups[1..].iter().all(|group| group.len() == 3);
    if digits >= 10 || (groups.len() > 1 && !round) {
        return Some(Doubt::Phone);
    }
    let next = payment.note.split_whitespace().next().unwrap_or_default().to_lowercase();
    let next = next.trim_matches(|ch: char| !ch.is_alphanumeric() && ch != '%');
    if payment.currency.is_none() && (UNITS.contains(&next) || UNIT_STEMS.iter().any(|stem| next.starts_with(stem))) {
        return Some(Doubt::Time);
    }
    let bare = payment.note.is_empty() && payment.currency.is_none() && payment.day.is_none();
    (bare && payment.value < Decimal::ONE_HUNDRED).then_some(Doubt::Words)
}

/// Units of time and quantity that stand as words of their own, and the beginnings of longer ones.
const UNITS: [&str; 24] = [
    "%", "s", "sec", "m", "min", "mins", "h", "hr", "hrs", "d", "day", "days", "am", "pm", "с", "сек", "м", "мин", "ч",
    "час", "дн", "шт", "kg", "кг",
];
const UNIT_STEMS: [&str; 16] = [
    "second",
    "minute",
    "hour",
    "week",
    "month",
    "year",
    "секунд",
    "минут",
    "часа",
    "часов",
    "день",
    "дня",
    "дней",
    "недел",
    "месяц",
    "человек",
];

/// The text without characters that cannot be seen.
fn visible(text: &str) -> String {
    let hidden = |ch: char| matches!(ch, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    text.chars().filter(|ch| !hidden(*ch)).collect()
}

fn read_line(line: &str, today: Date) -> Option<Payment> {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    let mut currency = None;
    // `USD 50` and `$ 50`.
    if let [first, second, ..] = words[..]
        && let Some(named) = currency_word(first)
        && second.starts_with(|ch: char| ch.is_ascii_digit() || "+-−".contains(ch))
    {
        currency = Some(named);
        words.remove(0);
    }
    let (token, mut rest) = join_groups(&words)?;
    let Number { mut value, currency: signed, multiplied } = number(&token)?;
    currency = currency.or(signed);
    if !multiplied && let Some(factor) = rest.first().and_then(|word| multiplier(word)) {
        value = value.checked_mul(factor)?;
        rest.remove(0);
    }
    if currency.is_none()
        && let Some(named) = rest.first().and_then(|word| currency_word(word))
    {
        currency = Some(named);
        rest.remove(0);
    }
    let mut day = rest.first().and_then(|word| day_word(word));
    if day.is_some() {
        rest.remove(0);
    } else if let Some(named) = rest.last().and_then(|word| day_word(word)) {
        day = Some(named);
        rest.pop();
    }
    // Written like a day, and in no calendar.
    let impossible =
        |word: &&str| word.len() == 10 && word.bytes().all(|byte| byte.is_ascii_digit() || b".-".contains(&byte));
    if day.is_none() && [rest.first(), rest.last()].into_iter().flatten().any(impossible) {
        return None;
    }
    if value.is_zero() || day.is_some_and(|day| day.date(today).is_none()) {
        return None;
    }
    let note = rest.join(" ").chars().take(NOTE_LIMIT).collect();
    Some(Payment { value: value.normalize(), currency, day, note })
}

/// The number at the beginning, thousands that stand apart put together (`5 000,50`), and the words behind it.
fn join_groups<'a>(words: &[&'a str]) -> Option<(String, Vec<&'a str>)> {
    let (first, mut rest) = words.split_first()?;
    let mut token = (*first).to_owned();
    let digits = first.trim_start_matches(|ch: char| !ch.is_ascii_digit());
    if (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        while let Some((next, behind)) = rest.split_first() {
            let group = next.len() - next.trim_start_matches(|ch: char| ch.is_ascii_digit()).len();
            let whole = group == next.len();
            let tail = &next[group..];
            // `7 999 123-45-67` is no number.
            if group != 3 || !(whole || tail.starts_with([',', '.']) || tail_of(tail).is_some()) {
                break;
            }
            token.push_str(next);
            rest = behind;
            if !whole {
                break;
            }
        }
    }
    Some((token, rest.to_vec()))
}

struct Number {
    value: Decimal,
    currency: Option<Currency>,
    multiplied: bool,
}

/// A word that is wholly an amount: sign, digits, thousands, currency.
fn number(token: &str) -> Option<Number> {
    let (negative, token) = match token.chars().next()? {
        '+' => (false, &token[1..]),
        sign @ ('-' | '−' | '–') => (true, &token[sign.len_utf8()..]),
        _ => (false, token),
    };
    let before = token.chars().next().and_then(Currency::from_sign);
    let token = if before.is_some() { token.trim_start_matches(|ch| Currency::from_sign(ch).is_some()) } else { token };
    let end = token.find(|ch: char| !ch.is_ascii_digit() && !".,'’".contains(ch)).unwrap_or(token.len());
    let (digits, tail) = token.split_at(end);
    // A full stop at the end ends a sentence.
    let mut value = decimal(digits)?;
    let (factor, after) = tail_of(tail)?;
    if let Some(factor) = factor {
        value = value.checked_mul(factor)?;
    }
    if before.is_some() && after.is_some() {
        return None;
    }
    let value = if negative { -value } else { value };
    Some(Number { value, currency: before.or(after), multiplied: factor.is_some() })
}

/// What is glued to the digits: nothing, thousands, a currency, or both.
fn tail_of(tail: &str) -> Option<(Option<Decimal>, Option<Currency>)> {
    if tail.is_empty() {
        return Some((None, None));
    }
    if let Some(factor) = multiplier(tail) {
        return Some((Some(factor), None));
    }
    if let Some(currency) = currency_word(tail) {
        return Some((None, Some(currency)));
    }
    let (at, _) = tail.char_indices().nth(1)?;
    let (factor, currency) = tail.split_at(at);
    Some((Some(multiplier(factor)?), Some(currency_word(currency)?)))
}

/// Digits with separators, as Russians, Americans and Europeans write them.
fn decimal(digits: &str) -> Option<Decimal> {
    if !digits.starts_with(|ch: char| ch.is_ascii_digit()) || !digits.ends_with(|ch: char| ch.is_ascii_digit()) {
        return None;
    }
    let (commas, points) = (digits.matches(',').count(), digits.matches('.').count());
    let last = digits.rfind([',', '.']);
    let fraction = |at: usize| &digits[at + 1..];
    let decimal_at = match (commas, points, last) {
        (0, 0, _) | (_, _, None) => None,
        // Both: the last one begins the decimals.
        (1.., 1.., Some(at)) if digits.matches(&digits[at..=at]).count() == 1 => Some(at),
        (1.., 1.., _) => return None,
        // `1,500` is fifteen hundred, `1,5` one and a half, `0,125` an eighth.
        (1, 0, Some(at)) if fraction(at).len() == 3 && !digits.starts_with('0') => None,
        // `1.500` is one or the other.
        (0, 1, Some(at)) if fraction(at).len() == 3 && !digits.starts_with('0') => return None,
        (1, 0, at) | (0, 1, at) => at,
        _ => None,
    };
    let (whole, fraction) = match decimal_at {
        Some(at) => (&digits[..at], fraction(at)),
        None => (digits, ""),
    };
    let groups: Vec<_> = whole.split(|ch: char| !ch.is_ascii_digit()).collect();
    let grouped = groups[1..].iter().all(|group| group.len() == 3) && (groups.len() == 1 || groups[0].len() <= 3);
    if !grouped || fraction.chars().any(|ch| !ch.is_ascii_digit()) {
        return None;
    }
    // Longer than any amount: nobody means this as money.
    let number = format!("{}.{fraction}", groups.concat());
    if number.len() > 20 {
        return None;
    }
    number.trim_end_matches('.').parse().ok()
}

fn multiplier(word: &str) -> Option<Decimal> {
    match word.to_lowercase().trim_end_matches('.') {
        "k" | "к" | "тыс" | "тысяч" | "тысяча" | "тысячи" => Some(Decimal::ONE_THOUSAND),
        "млн" | "mln" | "миллион" | "миллиона" | "миллионов" => {
            Some(Decimal::from(1_000_000))
        }
        _ => None,
    }
}

/// A currency by sign, code or name. Codes that are words in small letters (`all`, `try`) are written in capitals.
fn currency_word(word: &str) -> Option<Currency> {
    let mut signs = word.chars();
    if let (Some(sign), None) = (signs.next(), signs.next())
        && let Some(currency) = Currency::from_sign(sign)
    {
        return Some(currency);
    }
    let small = word.to_lowercase();
    let name = small.trim_end_matches('.');
    const CODES: [&str; 16] = [
        "rub", "usd", "eur", "gbp", "kzt", "uah", "byn", "aed", "cny", "jpy", "chf", "amd", "azn", "uzs", "kgs", "pln",
    ];
    if CODES.contains(&name) || (word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase())) {
        return Currency::from_code(name);
    }
    match name {
        "р" | "руб" | "рубль" | "рубля" | "рублей" | "rubles" | "roubles" => Some(Currency::RUB),
        "доллар" | "доллара" | "долларов" | "долл" | "dollar" | "dollars" => {
            Some(Currency::USD)
        }
        "евро" | "euro" | "euros" => Some(Currency::EUR),
        "тенге" | "tenge" => Currency::from_code("KZT"),
        "грн" | "гривна" | "гривны" | "гривен" => Currency::from_code("UAH"),
        "лари" | "lari" => Currency::from_code("GEL"),
        _ => None,
    }
}

fn day_word(word: &str) -> Option<Day> {
    match word.to_lowercase().as_str() {
        "today" | "сегодня" => return Some(Day::Today),
        "yesterday" | "вчера" => return Some(Day::Yesterday),
        "позавчера" => return Some(Day::BeforeYesterday),
        _ => {}
    }
    if let Some(date) = word.parse().ok().filter(|_| word.len() == 10) {
        return Some(Day::On(date));
    }
    let parts: Vec<i16> = word.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let small = |part: i16| i8::try_from(part).ok();
    match parts[..] {
        [day, month] if word.len() == 5 => Some(Day::OfYear { day: small(day)?, month: small(month)? }),
        [day, month, year] if word.len() == 10 => Some(Day::On(Date::new(year, small(month)?, small(day)?).ok()?)),
        _ => None,
    }
}

#[cfg(test)]
#[path = "payment_tests.rs"]
mod tests;
