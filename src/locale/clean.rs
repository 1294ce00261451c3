//! Names come from strangers and may contain anything.

/// The longest name that is shown, in characters.
pub const NAME_LIMIT: usize = 64;

/// A name fit to stand inside our sentences: one line, without control characters, characters that turn the direction
/// of writing or are invisible, and no longer than [`NAME_LIMIT`]. Empty when nothing visible is left.
pub fn clean_name(name: &str) -> String {
    let mut line = clean_line(name);
    if line.chars().all(|ch| matches!(ch, '\u{200c}' | '\u{200d}' | '\u{fe0f}' | ' ')) {
        return String::new();
    }
    if let Some((cut, _)) = line.char_indices().nth(NAME_LIMIT) {
        line.truncate(line.char_indices().nth(NAME_LIMIT - 1).map_or(cut, |(at, _)| at));
        line.truncate(line.trim_end().len());
        line.push('…');
    }
    line
}

/// What somebody wrote as one line of a screen: the same, however long.
pub fn clean_line(text: &str) -> String {
    let visible: String = text.chars().map(|ch| if ch.is_whitespace() { ' ' } else { ch }).filter(shown).collect();
    visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn shown(ch: &char) -> bool {
    // The joiners U+200C and U+200D stay: names in Persian and emoji families need them.
    !ch.is_control()
        && !matches!(ch,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' // soft hyphen, direction, zero width
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' // overrides, isolates
            | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}' // blanks that pass for letters
            | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}') // private use
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_become_one_honest_line() {
        assert_eq!(clean_name("  Ivan\n\tPetrov "), "Ivan Petrov");
        assert_eq!(clean_name("Ivan\u{202e}vortep\u{200f}"), "Ivanvortep");
        assert_eq!(clean_name("👨\u{200d}👩\u{200d}👧 Ann"), "👨\u{200d}👩\u{200d}👧 Ann");
        assert_eq!(clean_name("\u{3164}\u{200d} \u{200b}"), "");
        assert_eq!(clean_name(&"я".repeat(NAME_LIMIT)).chars().count(), NAME_LIMIT);
        assert_eq!(clean_name(&"я".repeat(100)), format!("{}…", "я".repeat(NAME_LIMIT - 1)));
    }

    proptest! {
        #[test]
        fn a_clean_name_is_short_single_lined_and_stays_as_it_is(name in "\\PC*|.*") {
            let clean = clean_name(&name);
            prop_assert!(clean.chars().count() <= NAME_LIMIT);
            prop_assert!(!clean.chars().any(char::is_control));
            prop_assert_eq!(clean_name(&clean), clean.clone());
        }
    }
}
