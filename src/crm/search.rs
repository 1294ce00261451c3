//! Comparing what people write, whatever its case and accents, and finding it by how its words begin.

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

/// The words of some texts, folded, in a form in which [`Sought`] finds how they begin: a break before each.
pub fn indexed<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut index = String::new();
    for text in texts {
        for word in words(&folded(text)) {
            index.push(BREAK);
            index.push_str(word);
        }
    }
    index
}

const BREAK: char = '\n';

fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|ch: char| !ch.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// What somebody looks for: each of its words has to begin a word.
pub struct Sought {
    words: Vec<String>,
    /// The digits, where it may be a part of a phone number.
    phone: Option<String>,
}

/// Fewer digits are in nearly every number.
const FEWEST_DIGITS: usize = 3;

impl Sought {
    pub fn new(text: &str) -> Sought {
        let folded = folded(text);
        let words = words(&folded).map(|word| format!("{BREAK}{word}")).collect();
        let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
        let only_digits = folded.chars().all(|ch| ch.is_ascii_digit() || " +-()".contains(ch));
        Sought { words, phone: (only_digits && digits.len() >= FEWEST_DIGITS).then_some(digits) }
    }

    /// Whether there are words in it at all.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether each word begins a word in one of the indexes.
    pub fn stands_in<'a, I: IntoIterator<Item = &'a str>>(&self, indexes: impl Fn() -> I) -> bool {
        self.words.iter().all(|word| indexes().into_iter().any(|index| index.contains(word.as_str())))
    }

    /// Whether it is a part of this number.
    pub fn is_in_phone(&self, digits: &str) -> bool {
        self.phone.as_ref().is_some_and(|part| digits.contains(part.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_how_they_begin() {
        let index = indexed(["Пётр Анна-Мария", "São Paulo", "VIP"]);
        let found = |text: &str| Sought::new(text).stands_in(|| [index.as_str()]);
        for hit in ["петр", "ПЁТ", "мар", "анна-м", "sao", "vip петр", "", " "] {
            assert!(found(hit), "{hit}");
        }
        for miss in ["ётр", "ария", "vip иван", "paulina"] {
            assert!(!found(miss), "{miss}");
        }
    }

    #[test]
    fn a_phone_number_is_found_by_any_part_of_it() {
        let phone = |text: &str| Sought::new(text).is_in_phone("37120000017");
        assert!(phone("+371 200") && phone("0017") && phone("(371) 200-000"));
        assert!(!phone("17") && !phone("Ivan 371") && !phone("999"));
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
