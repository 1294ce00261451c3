//! The product's words: Fluent messages, and the formats of numbers, dates and names in each language.
//!
//! **A person's words are arguments, never part of a message**: markup is read in our messages only, so a name cannot
//! format, link or break anything. **A missing message is an error in the log and English on the screen, never a
//! panic.** Adding a language is a folder in `locales/` and a variant of [`Lang`]; tests name what is missing.
//!
//! Messages are asked for with `say!`, whose keys and arguments a test compares with every language:
//! ```text
//! say!(locale, "line-member-joined", name = "Olga", role = locale.role(Role::Operator))
//! ```

mod clean;
mod contacts;
mod dialogs;
mod figures;
mod files;
mod groups;
mod lines;
mod markup;
mod money;
mod money_lines;
#[cfg(test)]
mod parity;
mod templates;
mod times;
mod transcript;
mod words;

pub use clean::{NAME_LIMIT, clean_line, clean_name};
pub use dialogs::{dialog_news, greeting};
pub use lines::{LineContext, MESSAGE_LIMIT, fitted, line};

use crate::domain::{Lang, RichText};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use include_dir::{Dir, include_dir};
use std::sync::LazyLock;
use unic_langid::langid;

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/locales");

/// A message of the locale as [`RichText`], with its arguments by name.
macro_rules! say {
    ($locale:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::locale::Locale::message($locale, $key, vec![
            $((stringify!($name), $crate::locale::Arg::from($value))),*
        ])
    };
}
pub(crate) use say;

/// A language, ready to speak.
pub struct Locale {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

/// An argument of a message: a number that chooses the plural, or a text that is placed as it is.
pub enum Arg {
    Number(i64),
    Text(RichText),
}

impl Locale {
    /// The locale of a language. Parsed once.
    pub fn of(lang: Lang) -> &'static Locale {
        static LOCALES: LazyLock<[Locale; Lang::ALL.len()]> =
            LazyLock::new(|| Lang::ALL.map(|lang| Locale::new(lang, sources(lang))));
        // `Lang::ALL` is in the order of the variants; a test holds it.
        &LOCALES[lang as usize]
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// A whole number with the grouping of the language: `12 345` or `12,345`.
    pub fn number(&self, number: i64) -> String {
        group(number, separator(self.lang))
    }

    /// A message by its key; call it through `say!`, so that tests see key and arguments.
    pub fn message(&self, key: &str, args: Vec<(&'static str, Arg)>) -> RichText {
        if let Some(text) = self.format(key, &args) {
            return text;
        }
        tracing::error!(message.key = key, lang = self.lang.code(), "a message is missing in this language");
        let english = if self.lang == Lang::En { None } else { Locale::of(Lang::En).format(key, &args) };
        english.unwrap_or_else(|| RichText::plain(key))
    }

    fn format(&self, key: &str, args: &[(&'static str, Arg)]) -> Option<RichText> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::with_capacity(args.len());
        let mut texts = Vec::new();
        for (name, arg) in args {
            match arg {
                Arg::Number(number) => values.set(*name, *number),
                Arg::Text(text) => {
                    values.set(*name, markup::placeholder(texts.len()));
                    texts.push(text);
                }
            }
        }
        let mut errors = Vec::new();
        let written = self.bundle.format_pattern(pattern, Some(&values), &mut errors);
        if !errors.is_empty() {
            tracing::error!(
                message.key = key,
                lang = self.lang.code(),
                ?errors,
                "a message was not given what it needs"
            );
        }
        Some(markup::read(&written, &texts))
    }

    fn new(lang: Lang, sources: Vec<(String, String)>) -> Locale {
        let id = match lang {
            Lang::En => langid!("en"),
            Lang::Ru => langid!("ru"),
        };
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Isolation marks show as boxes and break searching and copying in Telegram's clients.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::En => |value, _| grouped(value, Lang::En),
            Lang::Ru => |value, _| grouped(value, Lang::Ru),
        }));
        for (name, source) in sources {
            let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, errors)| {
                tracing::error!(lang = lang.code(), file = name, ?errors, "a locale file has errors");
                resource
            });
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(lang = lang.code(), file = name, ?errors, "a message stands twice");
            }
        }
        Locale { lang, bundle }
    }
}

/// The files of a language: name and text.
fn sources(lang: Lang) -> Vec<(String, String)> {
    let Some(folder) = FILES.get_dir(lang.code()) else { return Vec::new() };
    let read = |file: &include_dir::File<'_>| {
        let name = file.path().file_name()?.to_string_lossy().into_owned();
        Some((name, file.contents_utf8()?.to_owned()))
    };
    folder.files().filter_map(read).collect()
}

fn grouped(value: &FluentValue<'_>, lang: Lang) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => Some(group(number.value as i64, separator(lang))),
        _ => None,
    }
}

/// Between groups of three digits (CLDR): a space that does not break the line in Russian, a comma in English.
fn separator(lang: Lang) -> char {
    match lang {
        Lang::En => ',',
        Lang::Ru => '\u{a0}',
    }
}

fn group(number: i64, separator: char) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut written = String::from(if number < 0 { "−" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(separator);
        }
        written.push(digit);
    }
    written
}

impl From<RichText> for Arg {
    fn from(text: RichText) -> Arg {
        Arg::Text(text)
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(RichText::plain(text))
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(RichText::plain(text))
    }
}

macro_rules! numbers {
    ($($from:ty)*) => {
        $(impl From<$from> for Arg {
            fn from(number: $from) -> Arg {
                Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        })*
    };
}
numbers!(u8 u32 u64 usize i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_found_by_its_variant() {
        for lang in Lang::ALL {
            assert_eq!(Locale::of(lang).lang(), lang);
        }
    }

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        let (en, ru) = (Locale::of(Lang::En), Locale::of(Lang::Ru));
        assert_eq!(en.number(1_234_567), "1,234,567");
        assert_eq!(ru.number(-12_345), "−12\u{a0}345");
        assert_eq!([en.number(0), en.number(999), en.number(1000)], ["0", "999", "1,000"]);
        assert_eq!(say!(ru, "duration-days", n = 1204u32).text, "1\u{a0}204 дня");
    }

    #[test]
    fn russian_plurals_have_three_forms() {
        let days = |n: u32| say!(Locale::of(Lang::Ru), "duration-days", n = n).text;
        assert_eq!(
            [days(1), days(3), days(5), days(11), days(21)],
            ["1 день", "3 дня", "5 дней", "11 дней", "21 день"]
        );
    }

    #[test]
    fn what_a_person_wrote_is_not_markup() {
        let joined = say!(Locale::of(Lang::En), "line-member-joined", name = "<b>{ $x }\u{e000}</b>", role = "owner");
        assert_eq!(joined.text, "👋 <b>{ $x }\u{e000}</b> has joined the team: owner.");
        assert!(joined.entities.is_empty());
    }

    #[test]
    fn what_is_missing_in_a_language_is_said_in_english() {
        let half_done = Locale::new(Lang::Ru, vec![("common.ftl".into(), "role-owner = владелец".into())]);
        assert_eq!(half_done.role(crate::domain::Role::Owner), "владелец");
        assert_eq!(half_done.name(""), "No name");
    }

    #[test]
    fn a_missing_message_is_its_key_and_no_panic() {
        assert_eq!(Locale::of(Lang::Ru).message("no-such-message", vec![]).text, "no-such-message");
    }
}
