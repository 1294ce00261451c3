//! Formatted text as Telegram keeps it. **Offsets and lengths are UTF-16 code units; a stored [`Text`] is trimmed,
//! its entities lie inside it, never cut a surrogate pair, and are sorted.**
//! <https://core.telegram.org/api/entities>
use super::ids::UserId;
use super::refusal::Refusal;

/// What an entity does to its span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntityKind {
    Mention,
    Hashtag,
    Cashtag,
    BotCommand,
    Url,
    Email,
    Phone,
    BankCard,
    Bold,
    Italic,
    Underline,
    Strike,
    Spoiler,
    Code,
    Pre {
        language: String,
    },
    TextLink {
        url: String,
    },
    TextMention {
        user: UserId,
    },
    CustomEmoji {
        id: i64,
    },
    /// `expandable`: shown collapsed until tapped.
    Blockquote {
        expandable: bool,
    },
}

/// A span of the text, in UTF-16 code units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    pub offset: usize,
    pub length: usize,
    pub kind: EntityKind,
}

/// Text with its formatting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub text: String,
    pub entities: Vec<Entity>,
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text { text: text.into(), entities: Vec::new() }
    }
}
impl From<String> for Text {
    fn from(text: String) -> Self {
        Text { text, entities: Vec::new() }
    }
}

impl Text {
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
    /// Length in UTF-16 code units.
    pub fn units(&self) -> usize {
        self.text.encode_utf16().count()
    }
    /// Adds an entity over the first occurrence of `part`; nothing if the text does not contain it.
    pub fn with(mut self, part: &str, kind: EntityKind) -> Self {
        if let Some(at) = self.text.find(part) {
            let offset = self.text[..at].encode_utf16().count();
            let length = part.encode_utf16().count();
            self.entities.push(Entity { offset, length, kind });
        }
        self
    }
    /// The text under an entity; `None` when the span is not one.
    pub fn slice(&self, offset: usize, length: usize) -> Option<String> {
        let units: Vec<u16> = self.text.encode_utf16().collect();
        String::from_utf16(units.get(offset..offset.checked_add(length)?)?).ok()
    }

    /// The first address in it, written out or behind words.
    pub fn first_link(&self) -> Option<&str> {
        self.entities.iter().find_map(|entity| match &entity.kind {
            EntityKind::TextLink { url } => Some(url.as_str()),
            EntityKind::Url => {
                let at = |units: usize| {
                    let mut rest = units;
                    let found = self.text.char_indices().find(|(_, c)| match rest {
                        0 => true,
                        _ => {
                            rest -= c.len_utf16();
                            false
                        }
                    });
                    found.map_or(self.text.len(), |(at, _)| at)
                };
                self.text.get(at(entity.offset)..at(entity.offset + entity.length))
            }
            _ => None,
        })
    }

    /// What the server keeps: checked, trimmed, sorted, with links, mentions, hashtags and commands recognised.
    ///
    /// # Errors
    /// [`Refusal::EntityBounds`] when an entity leaves the text or cuts a character.
    pub fn accepted(mut self) -> Result<Text, Refusal> {
        for entity in &self.entities {
            if entity.length == 0 || self.slice(entity.offset, entity.length).is_none() {
                return Err(Refusal::EntityBounds);
            }
        }
        self.trim();
        let found = super::recognise::found(&self.text, &self.entities);
        self.entities.extend(found);
        self.entities.sort_by_key(|e| (e.offset, std::cmp::Reverse(e.length)));
        Ok(self)
    }

    fn trim(&mut self) {
        let body = self.text.trim_start();
        let cut = self.text[..self.text.len() - body.len()].encode_utf16().count();
        let body = body.trim_end().to_owned();
        let end = body.encode_utf16().count();
        self.text = body;
        self.entities.retain_mut(|e| {
            let from = e.offset.saturating_sub(cut);
            let to = (e.offset + e.length).saturating_sub(cut).min(end);
            e.offset = from;
            e.length = to.saturating_sub(from);
            e.length > 0
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trimming_moves_entities_with_their_words() {
        let text = Text::from("  hi 👍 there \n").with("there", EntityKind::Bold);
        let kept = text.accepted().unwrap();
        assert_eq!(kept.text, "hi 👍 there");
        assert_eq!((kept.entities[0].offset, kept.entities[0].length), (6, 5));
        assert_eq!(kept.slice(6, 5).as_deref(), Some("there"));
    }

    #[test]
    fn an_entity_that_cuts_a_character_is_refused() {
        let mut text = Text::from("👍");
        text.entities.push(Entity { offset: 0, length: 1, kind: EntityKind::Bold });
        assert_eq!(text.accepted(), Err(Refusal::EntityBounds));
    }

    #[test]
    fn commands_and_links_are_recognised_outside_code() {
        let text = Text::from("/start see https://x.y/z, #tag").with("#tag", EntityKind::Code);
        let kinds: Vec<_> = text.accepted().unwrap().entities.into_iter().map(|e| e.kind).collect();
        assert_eq!(kinds, [EntityKind::BotCommand, EntityKind::Url, EntityKind::Code]);
    }
}
