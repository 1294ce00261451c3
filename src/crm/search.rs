//! Comparing what people write, whatever its case and accents, and finding it by how its words begin.

use std::collections::BTreeSet;

/// A text for comparing: lower case, `ё` as `е`, Latin letters without their accents.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for ch in text.trim().chars().flat_map(char::to_lowercase) {
        let plain = match ch {
            'ё' => 'е',
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
            'ç' | 'ć' | 'č' => 'c',
            'ď' | 'đ' => 'd',
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
            'ğ' | 'ģ' => 'g',
            'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => 'i',
            'ķ' => 'k',
            'ļ' | 'ł' => 'l',
            'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => 'o',
            'ř' | 'ŗ' => 'r',
            'ś' | 'š' | 'ş' | 'ș' => 's',
            'ť' | 'ţ' | 'ț' => 't',
            'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' => 'u',
            'ý' | 'ÿ' => 'y',
            'ź' | 'ż' | 'ž' => 'z',
            // Two signs in place of one letter, as some keyboards write it.
            '\u{306}' if folded.ends_with('и') => {
                folded.pop();
                'й'
            }
            // What combines with the letter before it: an accent, or the dot of a Turkish capital.
            '\u{300}'..='\u{36f}' => continue,
            'ß' => {
                folded.push('s');
                's'
            }
            other => other,
        };
        folded.push(plain);
    }
    folded
}

/// The words of some texts, folded.
pub fn words<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    texts.into_iter().flat_map(|text| split(&folded(text)).map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn split(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|ch: char| !ch.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// What somebody looks for.
pub struct Sought {
    /// Each of them has to begin a word.
    pub words: BTreeSet<String>,
    /// The digits, where it may be a part of a phone number.
    pub phone: Option<String>,
}

/// Fewer digits are in nearly every number.
const FEWEST_DIGITS: usize = 3;

impl Sought {
    pub fn new(text: &str) -> Sought {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let only_digits = text.chars().all(|ch| ch.is_ascii_digit() || ch.is_whitespace() || "+-()".contains(ch));
        Sought { words: words([text]), phone: (only_digits && digits.len() >= FEWEST_DIGITS).then_some(digits) }
    }

    /// Whether there are words in it at all.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_stands_between_other_signs() {
        let of = |text| words([text]).into_iter().collect::<Vec<_>>();
        assert_eq!(of("Пётр Анна-Мария, São Paulo"), ["paulo", "sao", "анна", "мария", "петр"]);
        assert_eq!(words(["VIP", "vip "]).len(), 1);
        assert!(Sought::new(" -, ").is_empty());
    }

    #[test]
    fn what_may_be_a_phone_number() {
        let phone = |text: &str| Sought::new(text).phone;
        for part in ["+371 200", "371200", "(371) 2-00"] {
            assert_eq!(phone(part).as_deref(), Some("371200"), "{part}");
        }
        assert!(phone("17").is_none() && phone("Ivan 371").is_none());
    }

    #[test]
    fn case_and_accents_make_no_difference() {
        let same = [
            ("ПЁТР", "петр"),
            ("Пе\u{308}тр", "петр"),
            ("Андреи\u{306}", "АНДРЕЙ"),
            ("Rīga", "riga"),
            ("ri\u{304}ga", "RĪGA"),
            ("Weiß", "WEISS"),
            ("SÃO PAULO ", "sao paulo"),
            ("İzmir", "izmir"),
        ];
        for (one, other) in same {
            assert_eq!(folded(one), folded(other));
        }
        assert_ne!(folded("й"), folded("и"));
    }
}
