//! Phone numbers as people type them.

use std::fmt;

/// A phone number in international form. Not printed: it leads to a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

/// What was typed is no phone number in international form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a phone number with its country code")]
pub struct NoPhone;

/// The shortest and longest numbers with their country code: ITU-T E.164, § 6.1; the shortest in use has seven digits.
const LENGTHS: std::ops::RangeInclusive<usize> = 7..=15;

impl Phone {
    /// Reads a number with whatever people put between its digits: spaces, dashes, dots, brackets, a plus or 00 before it.
    ///
    /// A Russian mobile number in its domestic form (8 9xx …) is taken as what it means: no country code begins with 89.
    pub fn parse(typed: &str) -> Result<Phone, NoPhone> {
        let typed = typed.trim_matches(|ch: char| ch.is_whitespace() || is_invisible(ch));
        let (plus, rest) = match typed.strip_prefix(['+', '＋']) {
            Some(rest) => (true, rest),
            None => (false, typed),
        };
        let between = |ch: char| ch.is_whitespace() || matches!(ch, '-' | '‐'..='―' | '−' | '.' | '(' | ')' | '/');
        if !rest.chars().all(|ch| ch.is_ascii_digit() || between(ch) || is_invisible(ch)) {
            return Err(NoPhone);
        }
        let mut digits: String = rest.chars().filter(char::is_ascii_digit).collect();
        if let Some(international) = digits.strip_prefix("00").filter(|_| !plus) {
            digits = international.to_owned();
        } else if digits.len() == 11 && digits.starts_with("89") && !plus {
            digits.replace_range(..1, "7");
        }
        match LENGTHS.contains(&digits.len()) && !digits.starts_with('0') {
            true => Ok(Phone(digits)),
            false => Err(NoPhone),
        }
    }

    /// The digits alone, as Telegram takes them.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// With its plus, for the person who typed it.
impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.0)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

/// Marks of direction come along when a number is copied from a contact card.
fn is_invisible(ch: char) -> bool {
    matches!(ch, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (typed, digits) in [
            ("+371 20 001 234", "37120001234"),
            ("37120001234", "37120001234"),
            ("00371-2000-1234", "37120001234"),
            (" +7 (999) 123-45-67 ", "79991234567"),
            ("+7\u{a0}999\u{2011}123.45.67", "79991234567"),
            ("\u{202a}+49 30/901820\u{202c}", "4930901820"),
            ("8 (999) 123-45-67", "79991234567"),
            ("+8 (613) 912 34 56 78", "8613912345678"),
            ("2907001", "2907001"),
        ] {
            assert_eq!(Phone::parse(typed).map(|phone| phone.0), Ok(digits.to_owned()), "{typed}");
        }
    }

    #[test]
    fn what_is_no_international_number_is_refused() {
        for typed in [
            "",
            "+",
            "hello",
            "12345",
            "0371 2000 1234",
            "000 371 20001234",
            "1234567890123456",
            "+371 2000 call",
            "+0012",
        ] {
            assert_eq!(Phone::parse(typed), Err(NoPhone), "{typed}");
        }
    }

    #[test]
    fn a_number_is_not_printed_unless_it_is_meant() {
        let phone = Phone::parse("+37120001234").expect("a number");
        assert_eq!(format!("{phone:?} {phone}"), "Phone(…) +37120001234");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_without_harm_and_only_once(typed: String) {
            if let Ok(phone) = Phone::parse(&typed) {
                prop_assert_eq!(Phone::parse(&phone.to_string()), Ok(phone));
            }
        }
    }
}
