//! The little markup of our messages: `<b>`, `<i>`, `<code>`, so that a translator decides what is emphasized.
//!
//! **Arguments are put in after the markup is read**, with their own formatting: what a person wrote is never markup.

use crate::domain::{Entity, EntityKind, RichText, utf16_len};

/// What Fluent is given in place of the argument of that number: one character of the private use area.
pub(super) fn placeholder(number: usize) -> String {
    char::from_u32(FIRST_PLACEHOLDER + number as u32).unwrap_or(char::REPLACEMENT_CHARACTER).to_string()
}

const FIRST_PLACEHOLDER: u32 = 0xE000;

/// Reads a written message: tags become entities, placeholders the arguments they stand for.
pub(super) fn read(written: &str, args: &[&RichText]) -> RichText {
    let mut text = RichText::default();
    let mut units = 0;
    let mut open: Vec<(EntityKind, usize)> = Vec::new();
    let mut rest = written;
    while let Some(ch) = rest.chars().next() {
        if let Some((kind, tail)) = opening(rest) {
            open.push((kind, units));
            rest = tail;
        } else if let Some(tail) = closing(rest) {
            if let Some((kind, offset)) = open.pop() {
                text.entities.push(Entity { offset, length: units - offset, kind });
            }
            rest = tail;
        } else {
            let number = (ch as u32).checked_sub(FIRST_PLACEHOLDER).map(|number| number as usize);
            if let Some(arg) = number.and_then(|number| args.get(number)) {
                text.push(arg);
                units += arg.len();
            } else {
                text.text.push(ch);
                units += ch.len_utf16();
            }
            rest = &rest[ch.len_utf8()..];
        }
    }
    debug_assert_eq!(units, utf16_len(&text.text));
    text.entities.retain(|entity| entity.length > 0);
    text.entities.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
    text
}

fn opening(text: &str) -> Option<(EntityKind, &str)> {
    [("<b>", EntityKind::Bold), ("<i>", EntityKind::Italic), ("<code>", EntityKind::Code)]
        .into_iter()
        .find_map(|(tag, kind)| Some((kind, text.strip_prefix(tag)?)))
}

fn closing(text: &str) -> Option<&str> {
    ["</b>", "</i>", "</code>"].into_iter().find_map(|tag| text.strip_prefix(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_nest_around_arguments_that_keep_their_formatting() {
        let mut arg = RichText::plain("👍 ");
        arg.push_as(EntityKind::Code, &RichText::plain("x<b>"));
        let text = read(&format!("a <b>{} <i>c</i></b>", placeholder(0)), &[&arg]);
        assert_eq!(text.text, "a 👍 x<b> c");
        let entity = |offset, length, kind| Entity { offset, length, kind };
        assert_eq!(
            text.entities,
            [entity(2, 9, EntityKind::Bold), entity(5, 4, EntityKind::Code), entity(10, 1, EntityKind::Italic)]
        );
    }
}
