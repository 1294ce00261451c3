//! Formatted text as Telegram knows it: a string and entities that point into it by UTF-16 code units.
//! <https://core.telegram.org/api/entities>

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A text with its formatting. Entities are sorted by offset and lie within the text.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RichText {
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
}

/// A stretch of formatting.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entity {
    /// Start, in UTF-16 code units.
    pub offset: usize,
    /// Length, in UTF-16 code units.
    pub length: usize,
    pub kind: EntityKind,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum EntityKind {
    Mention,
    Hashtag,
    Cashtag,
    BotCommand,
    Url,
    Email,
    PhoneNumber,
    BankCard,
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Code,
    Pre { language: String },
    TextLink { url: String },
    TextMention { user: i64 },
    CustomEmoji { document: i64 },
    Blockquote,
    ExpandableBlockquote,
}

/// The length of a text in UTF-16 code units, in which Telegram counts offsets and limits.
pub fn utf16_len(text: &str) -> usize {
    text.encode_utf16().count()
}

impl RichText {
    pub fn plain(text: impl Into<String>) -> RichText {
        RichText { text: text.into(), entities: Vec::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Length in UTF-16 code units.
    pub fn len(&self) -> usize {
        utf16_len(&self.text)
    }

    /// Appends another text, its formatting moved to where it now stands.
    pub fn push(&mut self, other: &RichText) {
        let by = self.len();
        self.text.push_str(&other.text);
        self.entities
            .extend(other.entities.iter().map(|entity| Entity { offset: entity.offset + by, ..entity.clone() }));
    }

    pub fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Appends a text wrapped in one more formatting.
    pub fn push_as(&mut self, kind: EntityKind, other: &RichText) {
        let (offset, length) = (self.len(), other.len());
        if length > 0 {
            self.entities.push(Entity { offset, length, kind });
        }
        self.push(other);
    }

    /// With other words in place of those bytes. Formatting of what was there is the formatting of what is there now.
    pub fn replaced(&self, range: Range<usize>, with: &str) -> RichText {
        let (start, end) = (utf16_len(&self.text[..range.start]), utf16_len(&self.text[..range.end]));
        let new_end = start + utf16_len(with);
        let moved = |at: usize, within| match at {
            at if at <= start => at,
            at if at >= end => at - end + new_end,
            _ => within,
        };
        let entity = |entity: &Entity| {
            let (from, to) = (moved(entity.offset, start), moved(entity.offset + entity.length, new_end));
            (to > from).then(|| Entity { offset: from, length: to - from, ..entity.clone() })
        };
        let text = [&self.text[..range.start], with, &self.text[range.end..]].concat();
        RichText { text, entities: self.entities.iter().filter_map(entity).collect() }
    }

    /// The last so many bytes, formatting cut to fit; what is cut begins with a whole character.
    pub fn last(&self, bytes: usize) -> RichText {
        let mut from = self.text.len().saturating_sub(bytes);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let units = utf16_len(&self.text[..from]);
        let moved = |entity: &Entity| {
            let end = entity.offset + entity.length;
            let offset = entity.offset.max(units);
            (end > offset).then(|| Entity { offset: offset - units, length: end - offset, ..entity.clone() })
        };
        RichText { text: self.text[from..].to_owned(), entities: self.entities.iter().filter_map(moved).collect() }
    }

    /// The first `limit` UTF-16 code units, never half a character, formatting cut to fit.
    pub fn truncated(&self, limit: usize) -> RichText {
        let mut units = 0;
        let mut end = self.text.len();
        for (at, ch) in self.text.char_indices() {
            if units + ch.len_utf16() > limit {
                end = at;
                break;
            }
            units += ch.len_utf16();
        }
        let entities = self
            .entities
            .iter()
            .filter(|entity| entity.offset < units)
            .map(|entity| Entity { length: entity.length.min(units - entity.offset), ..entity.clone() })
            .collect();
        RichText { text: self.text[..end].to_owned(), entities }
    }
}

/// Content of clients and members never reaches a log, so `Debug` shows only the size.
impl std::fmt::Debug for RichText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RichText({} units, {} entities)", self.len(), self.entities.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bold(offset: usize, length: usize) -> Entity {
        Entity { offset, length, kind: EntityKind::Bold }
    }

    #[test]
    fn appended_formatting_counts_utf16_units() {
        let mut text = RichText::plain("👍 ");
        text.push(&RichText { text: "yes".into(), entities: vec![bold(0, 3)] });
        assert_eq!(text.entities, vec![bold(3, 3)]);
    }

    #[test]
    fn cutting_keeps_characters_and_formatting_whole() {
        let text = RichText { text: "a👍b".into(), entities: vec![bold(0, 4)] };
        let cut = text.truncated(2);
        assert_eq!((cut.text.as_str(), cut.entities), ("a", vec![bold(0, 1)]));
        assert_eq!(text.truncated(3).text, "a👍");
        assert_eq!(text.truncated(9), text);
    }

    #[test]
    fn the_end_keeps_its_formatting() {
        let text = RichText { text: "/x 👍bc".into(), entities: vec![bold(0, 2), bold(1, 5), bold(5, 1)] };
        let end = text.last("👍bc".len());
        assert_eq!((end.text.as_str(), end.entities), ("👍bc", vec![bold(0, 3), bold(2, 1)]));
    }

    #[test]
    fn what_is_replaced_keeps_its_formatting() {
        let text = RichText { text: "a {b} c".into(), entities: vec![bold(0, 1), bold(2, 3), bold(3, 4), bold(6, 1)] };
        let longer = text.replaced(2..5, "👍👍");
        assert_eq!(longer.text, "a 👍👍 c");
        assert_eq!(longer.entities, [bold(0, 1), bold(2, 4), bold(2, 6), bold(7, 1)]);
        assert_eq!(text.replaced(2..5, "").entities, [bold(0, 1), bold(2, 2), bold(3, 1)]);
    }

    #[test]
    fn debug_says_nothing_of_the_text() {
        assert!(!format!("{:?}", RichText::plain("secret")).contains("secret"));
    }
}
