//! What people type for a field of a card, read (C2). In both languages, whatever the reader's.
//!
//! **A value is taken as it was meant, or refused with an example; nothing is guessed silently.**

use super::{
    places::{self, Place},
    profile::{City, Country},
};
use crate::domain::{Birthday, Field};
use jiff::civil::Date;

/// A value that was understood.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Country(Country),
    City(City),
    Birthday(Birthday),
    Age(i16),
    Tags { add: Vec<String>, remove: Vec<String> },
}

/// What was typed for a field.
#[derive(Clone, PartialEq, Eq)]
pub enum Typed {
    Value(Value),
    /// A minus: the field is taken off the card.
    Nothing,
    /// A city that is found once: it says the country too.
    Place(String, Place),
    /// Several cities have this name.
    Ambiguous(String),
    /// A city that nobody knows: it is kept, and its zone is asked for.
    UnknownCity(String),
}

/// Why a value is not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoValue {
    Unreadable,
    TooLong,
    TooMany,
}

/// The longest value of one line, and the longest tag, in characters.
pub const LONGEST: usize = 64;
const LONGEST_TAG: usize = 32;
/// Nobody is older.
const OLDEST: i16 = 120;

/// Reads what was typed for a field.
pub fn read(field: &Field, text: &str, today: Date) -> Result<Typed, NoValue> {
    let text = line(text)?;
    if ["-", "–", "—"].contains(&text.as_str()) {
        return Ok(Typed::Nothing);
    }
    Ok(Typed::Value(match field {
        Field::FirstName | Field::LastName | Field::Custom(_) => Value::Text(text),
        Field::Country => Value::Country(match places::country(&text) {
            Some(code) => Country::Known(code),
            None => Country::Written(text),
        }),
        Field::City => {
            return Ok(match places::cities(&text).as_slice() {
                [] => Typed::UnknownCity(text),
                [place] => Typed::Place(text, *place),
                _ => Typed::Ambiguous(text),
            });
        }
        Field::Birthday => Value::Birthday(birthday(&text, today).ok_or(NoValue::Unreadable)?),
        Field::Age => Value::Age(age(&text).ok_or(NoValue::Unreadable)?),
        Field::Tags => tags(&text)?,
    }))
}

/// One visible line that is not too long.
pub(super) fn line(text: &str) -> Result<String, NoValue> {
    let words = text.split_whitespace().map(|word| word.chars().filter(|ch| is_shown(*ch)).collect::<String>());
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match line.chars().count() {
        0 => Err(NoValue::Unreadable),
        length if length > LONGEST => Err(NoValue::TooLong),
        _ => Ok(line),
    }
}

/// Neither control characters nor such as turn the direction of writing or are invisible.
fn is_shown(ch: char) -> bool {
    !ch.is_control()
        && !matches!(ch, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        && !matches!(ch, '\u{feff}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}')
}

fn age(text: &str) -> Option<i16> {
    text.parse().ok().filter(|years| (1..=OLDEST).contains(years))
}

/// `vip, -новый, #опт`: what is to be there, and what is not.
fn tags(text: &str) -> Result<Value, NoValue> {
    let (mut add, mut remove) = (Vec::new(), Vec::new());
    for tag in text.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        let (list, tag) = match tag.strip_prefix(['-', '−', '–']) {
            Some(tag) => (&mut remove, tag),
            None => (&mut add, tag.strip_prefix('+').unwrap_or(tag)),
        };
        let tag = tag.trim().trim_start_matches('#');
        if tag.chars().count() > LONGEST_TAG {
            return Err(NoValue::TooLong);
        }
        if tag.chars().all(|ch| !ch.is_alphanumeric()) {
            return Err(NoValue::Unreadable);
        }
        list.push(tag.to_owned());
    }
    if add.is_empty() && remove.is_empty() { Err(NoValue::Unreadable) } else { Ok(Value::Tags { add, remove }) }
}

/// The beginnings of the months' names in both languages.
const MONTHS: [[&str; 2]; 12] = [
    ["jan", "янв"],
    ["feb", "фев"],
    ["mar", "мар"],
    ["apr", "апр"],
    ["may", "ма"],
    ["jun", "июн"],
    ["jul", "июл"],
    ["aug", "авг"],
    ["sep", "сен"],
    ["oct", "окт"],
    ["nov", "ноя"],
    ["dec", "дек"],
];

/// `12.03.1992`, `12.03`, `1992-03-12`, `12 марта 1992`, `March 12, 1992`. The day stands before the month, but for the
/// order of ISO 8601.
pub fn birthday(text: &str, today: Date) -> Option<Birthday> {
    let parts: Vec<&str> = text
        .split(|ch: char| ch.is_whitespace() || matches!(ch, '.' | '/' | '-' | ','))
        .filter(|part| !part.is_empty() && !matches!(*part, "г" | "года"))
        .collect();
    let (day, month, year) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 && number(year).is_some() => (number(day)?, number(month)?, Some(*year)),
        [one, other, rest @ ..] if rest.len() <= 1 => {
            let (day, month) = match (number(one), number(other)) {
                (Some(day), Some(month)) => (day, month),
                (Some(day), None) => (day, self::month(other)?),
                (None, Some(day)) => (day, self::month(one)?),
                (None, None) => return None,
            };
            (day, month, rest.first().copied())
        }
        _ => return None,
    };
    let year = match year {
        Some(year) => Some(year.parse::<i16>().ok().filter(|_| year.len() == 4)?),
        None => None,
    };
    // Without a year the day must exist in some year.
    let date = Date::new(year.unwrap_or(2000), month, day).ok()?;
    let lived = year.is_none_or(|year| date <= today && today.year() - year <= OLDEST);
    lived.then_some(Birthday { month, day, year })
}

fn number(text: &str) -> Option<i8> {
    (text.len() <= 2 || text.len() == 4)
        .then(|| text.parse::<i16>().ok())
        .flatten()
        .map(|n| i8::try_from(n).unwrap_or(0))
}

fn month(name: &str) -> Option<i8> {
    let name = name.to_lowercase();
    if name.chars().count() < 3 {
        return None;
    }
    // "мар" before "ма": the names of May are short in every case.
    let long = MONTHS
        .iter()
        .position(|starts| starts.iter().any(|start| start.chars().count() == 3 && name.starts_with(start)));
    let at = long.or_else(|| matches!(name.as_str(), "май" | "мая").then_some(4))?;
    i8::try_from(at + 1).ok()
}

/// What `/card …` asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Asked {
    Field(Field),
    /// First and last name at once.
    Name,
    /// A note of the contact.
    Note,
}

const NAMES: [(&str, Asked); 27] = [
    ("first name", Asked::Field(Field::FirstName)),
    ("last name", Asked::Field(Field::LastName)),
    ("name", Asked::Name),
    ("имя", Asked::Name),
    ("surname", Asked::Field(Field::LastName)),
    ("lastname", Asked::Field(Field::LastName)),
    ("фамилия", Asked::Field(Field::LastName)),
    ("country", Asked::Field(Field::Country)),
    ("страна", Asked::Field(Field::Country)),
    ("city", Asked::Field(Field::City)),
    ("город", Asked::Field(Field::City)),
    ("birthday", Asked::Field(Field::Birthday)),
    ("birth", Asked::Field(Field::Birthday)),
    ("born", Asked::Field(Field::Birthday)),
    ("день рождения", Asked::Field(Field::Birthday)),
    ("рождение", Asked::Field(Field::Birthday)),
    ("др", Asked::Field(Field::Birthday)),
    ("age", Asked::Field(Field::Age)),
    ("возраст", Asked::Field(Field::Age)),
    ("tags", Asked::Field(Field::Tags)),
    ("tag", Asked::Field(Field::Tags)),
    ("теги", Asked::Field(Field::Tags)),
    ("тег", Asked::Field(Field::Tags)),
    ("метки", Asked::Field(Field::Tags)),
    ("метка", Asked::Field(Field::Tags)),
    ("note", Asked::Note),
    ("заметка", Asked::Note),
];

/// The field that stands first, and its value: `city Riga`, `день рождения 12.03`, `shoe size: 42`.
pub fn asked(text: &str) -> Option<(Asked, &str)> {
    let text = text.trim();
    let lower = text.to_lowercase();
    for (name, asked) in &NAMES {
        if let Some(rest) = lower.strip_prefix(name)
            && rest.chars().next().is_none_or(|ch| ch.is_whitespace() || ch == ':')
        {
            // Lower case may be longer or shorter in bytes; the names themselves are not.
            let value = text.get(name.len()..)?;
            return Some((asked.clone(), value.trim_start_matches(':').trim()));
        }
    }
    let (name, value) = text.split_once(':')?;
    let name = line(name).ok().filter(|name| name.chars().count() <= LONGEST_TAG)?;
    Some((Asked::Field(Field::Custom(name)), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn born(text: &str) -> Option<(i8, i8, Option<i16>)> {
        birthday(text, date(2026, 11, 22)).map(|born| (born.day, born.month, born.year))
    }

    #[test]
    fn dates_as_people_write_them() {
        let (day, whole) = (Some((12, 3, None)), Some((12, 3, Some(1992))));
        for text in ["12.03", "12/3", "12 марта", "12 March", "March 12", "мар 12"] {
            assert_eq!(born(text), day, "{text}");
        }
        for text in ["12.03.1992", "1992-03-12", "12 марта 1992 г.", "March 12, 1992", "12-03-1992", "12 MAR 1992"]
        {
            assert_eq!(born(text), whole, "{text}");
        }
        assert_eq!((born("1 мая"), born("29.02")), (Some((1, 5, None)), Some((29, 2, None))));
        for text in
            ["31.02", "29.02.2023", "12.13", "0.1", "12.03.92", "12.03.2030", "12.03.1850", "soon", "12", "1.2.3.4", ""]
        {
            assert_eq!(born(text), None, "{text}");
        }
    }

    /// What became of something typed for a field.
    #[derive(PartialEq, Debug)]
    enum Became {
        /// Written down, in these words.
        Taken(&'static str),
        /// The field is taken off.
        Off,
        Refused(NoValue),
    }

    fn became(field: &Field, typed: &str) -> String {
        let taken = |text: String| format!("Taken({text:?})");
        match read(field, typed, date(2026, 11, 22)) {
            Err(why) => format!("Refused({why:?})"),
            Ok(Typed::Nothing) => "Off".to_owned(),
            Ok(Typed::Place(text, _) | Typed::Ambiguous(text) | Typed::UnknownCity(text)) => taken(text),
            Ok(Typed::Value(value)) => taken(match value {
                Value::Text(text) | Value::Country(Country::Written(text)) => text,
                Value::Country(Country::Known(code)) => String::from_utf8(code.to_vec()).unwrap(),
                Value::City(city) => city.name,
                Value::Birthday(born) => format!("{} {} {:?}", born.day, born.month, born.year),
                Value::Age(years) => years.to_string(),
                Value::Tags { add, remove } => format!("{add:?} {remove:?}"),
            }),
        }
    }

    /// Whatever is typed for whichever field is taken as it was meant or refused; nothing else comes of it.
    #[test]
    fn every_field_and_what_people_type_into_it() {
        use Became::{Off, Refused, Taken};
        use NoValue::{TooLong, Unreadable};
        let long = "я".repeat(10_000);
        let custom = Field::Custom("size".into());
        let words = [Field::FirstName, Field::LastName, Field::Country, Field::City, custom];
        let no = || Refused(Unreadable);
        #[rustfmt::skip]
        let table = [
            // What is typed; what it is to fields of words, to a day of birth, an age, tags.
            ("31.02.1990", [Taken("31.02.1990"), no(), no(), Taken("[\"31.02.1990\"] []")]),
            ("29.02.2023", [Taken("29.02.2023"), no(), no(), Taken("[\"29.02.2023\"] []")]),
            ("0.0.0000", [Taken("0.0.0000"), no(), no(), Taken("[\"0.0.0000\"] []")]),
            ("300", [Taken("300"), no(), no(), Taken("[\"300\"] []")]),
            ("-5", [Taken("-5"), no(), no(), Taken("[] [\"5\"]")]),
            ("1,5", [Taken("1,5"), Taken("1 5 None"), no(), Taken("[\"1\", \"5\"] []")]),
            ("1 000,50", [Taken("1 000,50"), no(), no(), Taken("[\"1 000\", \"50\"] []")]),
            ("1e9", [Taken("1e9"), no(), no(), Taken("[\"1e9\"] []")]),
            ("99999999999999999999", [Taken("99999999999999999999"), no(), no(), Taken("[\"99999999999999999999\"] []")]),
            ("-", [Off, Off, Off, Off]),
            (" — ", [Off, Off, Off, Off]),
            ("😀", [Taken("😀"), no(), no(), no()]),
            (long.as_str(), [Refused(TooLong), Refused(TooLong), Refused(TooLong), Refused(TooLong)]),
            ("\u{202e}12.03.1992\u{200f}", [Taken("12.03.1992"), Taken("12 3 Some(1992)"), no(), Taken("[\"12.03.1992\"] []")]),
            ("\u{200f}34\u{2069}", [Taken("34"), no(), Taken("34"), Taken("[\"34\"] []")]),
            ("\u{202e} \u{200b}", [no(), no(), no(), no()]),
            ("", [no(), no(), no(), no()]),
            ("<b>34</b> &amp;", [Taken("<b>34</b> &amp;"), no(), no(), Taken("[\"<b>34</b> &amp;\"] []")]),
            ("*34* _x_ `y` [z](t.me)", [Taken("*34* _x_ `y` [z](t.me)"), no(), no(), Taken("[\"*34* _x_ `y` [z](t.me)\"] []")]),
            ("line\nbreak\u{7}", [Taken("line break"), no(), no(), Taken("[\"line break\"] []")]),
        ];
        for (typed, [of_words, birthday, age, tags]) in table {
            let others = [(Field::Birthday, birthday), (Field::Age, age), (Field::Tags, tags)];
            let words = words.iter().map(|field| (field.clone(), &of_words));
            for (field, expected) in words.chain(others.iter().map(|(field, became)| (field.clone(), became))) {
                let shown: String = typed.chars().take(30).collect();
                assert_eq!(became(&field, typed), format!("{expected:?}"), "{field:?}: {shown}");
            }
        }
    }

    #[test]
    fn ages_and_tags_within_reason() {
        let read = |field: &Field, text: &str| read(field, text, date(2026, 11, 22)).err();
        for text in ["300", "-5", "0", "1,5", "1e1", "many", "😀"] {
            assert_eq!(read(&Field::Age, text), Some(NoValue::Unreadable), "{text}");
        }
        assert_eq!(read(&Field::Age, "34"), None);
        assert_eq!(read(&Field::Tags, ", ,"), Some(NoValue::Unreadable));
        assert_eq!(read(&Field::Tags, &"t".repeat(40)), Some(NoValue::TooLong));
        assert_eq!(read(&Field::FirstName, &"я".repeat(10_000)), Some(NoValue::TooLong));
        assert_eq!(read(&Field::FirstName, "\u{7}\n \u{202e}"), Some(NoValue::Unreadable));
        assert!(tags("VIP, -#новый") == Ok(Value::Tags { add: vec!["VIP".into()], remove: vec!["новый".into()] }));
    }

    #[test]
    fn fields_are_named_in_both_languages() {
        let custom = |name: &str| Asked::Field(Field::Custom(name.into()));
        for (text, asked_for, value) in [
            ("city Riga", Asked::Field(Field::City), "Riga"),
            ("Город: Рига", Asked::Field(Field::City), "Рига"),
            ("день рождения 12.03", Asked::Field(Field::Birthday), "12.03"),
            ("имя Иван Петров", Asked::Name, "Иван Петров"),
            ("shoe size: 42", custom("shoe size"), "42"),
            ("city", Asked::Field(Field::City), ""),
        ] {
            assert_eq!(asked(text), Some((asked_for, value)), "{text}");
        }
        assert_eq!(asked("cityscape"), None);
        assert_eq!(asked(""), None);
    }
}
