//! Formatting between the Bot API and the domain. <https://core.telegram.org/bots/api#messageentity>
//!
//! **What the other side cannot express is left out, never the text itself.**

use crate::domain::{Entity, EntityKind, RichText};
use teloxide::types::{CustomEmojiId, MessageEntity, MessageEntityKind, User, UserId};

/// A text as the Bot API gives it.
pub fn from_api(text: &str, entities: &[MessageEntity]) -> RichText {
    let mut entities: Vec<Entity> = entities
        .iter()
        .filter_map(|entity| {
            Some(Entity { offset: entity.offset, length: entity.length, kind: kind_from_api(&entity.kind)? })
        })
        .collect();
    entities.sort_by_key(|entity| entity.offset);
    RichText { text: text.to_owned(), entities }
}

/// The formatting of a text as the Bot API takes it.
pub fn to_api(text: &RichText) -> Vec<MessageEntity> {
    text.entities
        .iter()
        .filter_map(|entity| Some(MessageEntity::new(kind_to_api(&entity.kind)?, entity.offset, entity.length)))
        .collect()
}

fn kind_from_api(kind: &MessageEntityKind) -> Option<EntityKind> {
    use MessageEntityKind as Api;
    Some(match kind {
        Api::Mention => EntityKind::Mention,
        Api::Hashtag => EntityKind::Hashtag,
        Api::Cashtag => EntityKind::Cashtag,
        Api::BotCommand => EntityKind::BotCommand,
        Api::Url => EntityKind::Url,
        Api::Email => EntityKind::Email,
        Api::PhoneNumber => EntityKind::PhoneNumber,
        Api::Bold => EntityKind::Bold,
        Api::Italic => EntityKind::Italic,
        Api::Underline => EntityKind::Underline,
        Api::Strikethrough => EntityKind::Strikethrough,
        Api::Spoiler => EntityKind::Spoiler,
        Api::Code => EntityKind::Code,
        Api::Pre { language } => EntityKind::Pre { language: language.clone().unwrap_or_default() },
        Api::TextLink { url } => EntityKind::TextLink { url: url.to_string() },
        Api::TextMention { user } => EntityKind::TextMention { user: i64::try_from(user.id.0).ok()? },
        Api::CustomEmoji { custom_emoji_id } => EntityKind::CustomEmoji { document: custom_emoji_id.0.parse().ok()? },
        Api::Blockquote => EntityKind::Blockquote,
        Api::ExpandableBlockquote => EntityKind::ExpandableBlockquote,
    })
}

fn kind_to_api(kind: &EntityKind) -> Option<MessageEntityKind> {
    use MessageEntityKind as Api;
    Some(match kind {
        EntityKind::Mention => Api::Mention,
        EntityKind::Hashtag => Api::Hashtag,
        EntityKind::Cashtag => Api::Cashtag,
        EntityKind::BotCommand => Api::BotCommand,
        EntityKind::Url => Api::Url,
        EntityKind::Email => Api::Email,
        EntityKind::PhoneNumber => Api::PhoneNumber,
        // The Bot API has no such kind; clients recognize the number themselves.
        EntityKind::BankCard => return None,
        EntityKind::Bold => Api::Bold,
        EntityKind::Italic => Api::Italic,
        EntityKind::Underline => Api::Underline,
        EntityKind::Strikethrough => Api::Strikethrough,
        EntityKind::Spoiler => Api::Spoiler,
        EntityKind::Code => Api::Code,
        EntityKind::Pre { language } => Api::Pre { language: (!language.is_empty()).then(|| language.clone()) },
        EntityKind::TextLink { url } => Api::TextLink { url: url.parse().ok()? },
        EntityKind::TextMention { user } => Api::TextMention { user: only_id(*user)? },
        EntityKind::CustomEmoji { document } => {
            Api::CustomEmoji { custom_emoji_id: CustomEmojiId(document.to_string()) }
        }
        EntityKind::Blockquote => Api::Blockquote,
        EntityKind::ExpandableBlockquote => Api::ExpandableBlockquote,
    })
}

/// A user of whom the Bot API needs no more than the id.
fn only_id(user: i64) -> Option<User> {
    Some(User {
        id: UserId(u64::try_from(user).ok()?),
        is_bot: false,
        first_name: String::new(),
        last_name: None,
        username: None,
        language_code: None,
        is_premium: false,
        added_to_attachment_menu: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_the_bot_api_knows_survives_both_ways() {
        let kinds = [
            EntityKind::Mention,
            EntityKind::Hashtag,
            EntityKind::Cashtag,
            EntityKind::BotCommand,
            EntityKind::Url,
            EntityKind::Email,
            EntityKind::PhoneNumber,
            EntityKind::Bold,
            EntityKind::Italic,
            EntityKind::Underline,
            EntityKind::Strikethrough,
            EntityKind::Spoiler,
            EntityKind::Code,
            EntityKind::Pre { language: "rust".into() },
            EntityKind::Pre { language: String::new() },
            EntityKind::TextLink { url: "https://example.com/a?b=c".into() },
            EntityKind::TextMention { user: 42 },
            EntityKind::CustomEmoji { document: 5_368_324_170_671_202_286 },
            EntityKind::Blockquote,
            EntityKind::ExpandableBlockquote,
        ];
        for kind in kinds {
            let text = RichText {
                text: "👍 words".into(),
                entities: vec![Entity { offset: 3, length: 5, kind: kind.clone() }],
            };
            assert_eq!(from_api(&text.text, &to_api(&text)), text, "{kind:?}");
        }
    }

    #[test]
    fn what_the_bot_api_cannot_say_is_left_out_and_the_text_stays() {
        for kind in [EntityKind::BankCard, EntityKind::TextLink { url: "not an address".into() }] {
            let text = RichText { text: "4242".into(), entities: vec![Entity { offset: 0, length: 4, kind }] };
            assert!(to_api(&text).is_empty());
        }
    }
}
