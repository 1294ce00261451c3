//! Formatted text in Telegram's schema and back. <https://core.telegram.org/api/entities>
//!
//! **Offsets stay what they are:** both sides count UTF-16 code units. **An entity that does not lie within its text is left
//! out**, and so is a kind that [`EntityKind`] has no name for; the words themselves are never touched.

use crate::domain::{Entity, EntityKind, Quote, RichText, UserId, utf16_len};
use grammers_tl_types as tl;

/// A text as Telegram delivers it.
pub fn rich_text(text: &str, entities: Option<&[tl::enums::MessageEntity]>) -> RichText {
    let units = utf16_len(text);
    let mut entities: Vec<Entity> = entities
        .unwrap_or_default()
        .iter()
        .filter_map(entity)
        .filter(|entity| entity.length > 0 && entity.offset.saturating_add(entity.length) <= units)
        .collect();
    // Stable, so that nested formatting of the same place keeps Telegram's order.
    entities.sort_by_key(|entity| entity.offset);
    RichText { text: text.to_owned(), entities }
}

/// What a reply quotes, if it quotes.
pub fn quote(header: &tl::types::MessageReplyHeader) -> Option<Quote> {
    let text = header.quote_text.as_deref().filter(|text| !text.is_empty())?;
    Some(Quote {
        text: rich_text(text, header.quote_entities.as_deref()),
        offset: header.quote_offset.and_then(|offset| usize::try_from(offset).ok()).unwrap_or(0),
    })
}

fn entity(entity: &tl::enums::MessageEntity) -> Option<Entity> {
    use tl::enums::MessageEntity as E;
    let (offset, length, kind) = match entity {
        E::Mention(e) => (e.offset, e.length, EntityKind::Mention),
        E::Hashtag(e) => (e.offset, e.length, EntityKind::Hashtag),
        E::Cashtag(e) => (e.offset, e.length, EntityKind::Cashtag),
        E::BotCommand(e) => (e.offset, e.length, EntityKind::BotCommand),
        E::Url(e) => (e.offset, e.length, EntityKind::Url),
        E::Email(e) => (e.offset, e.length, EntityKind::Email),
        E::Phone(e) => (e.offset, e.length, EntityKind::PhoneNumber),
        E::BankCard(e) => (e.offset, e.length, EntityKind::BankCard),
        E::Bold(e) => (e.offset, e.length, EntityKind::Bold),
        E::Italic(e) => (e.offset, e.length, EntityKind::Italic),
        E::Underline(e) => (e.offset, e.length, EntityKind::Underline),
        E::Strike(e) => (e.offset, e.length, EntityKind::Strikethrough),
        E::Spoiler(e) => (e.offset, e.length, EntityKind::Spoiler),
        E::Code(e) => (e.offset, e.length, EntityKind::Code),
        E::Pre(e) => (e.offset, e.length, EntityKind::Pre { language: e.language.clone() }),
        E::TextUrl(e) => (e.offset, e.length, EntityKind::TextLink { url: e.url.clone() }),
        E::MentionName(e) => (e.offset, e.length, EntityKind::TextMention { user: e.user_id }),
        E::CustomEmoji(e) => (e.offset, e.length, EntityKind::CustomEmoji { document: e.document_id }),
        E::Blockquote(e) => {
            (e.offset, e.length, if e.collapsed { EntityKind::ExpandableBlockquote } else { EntityKind::Blockquote })
        }
        // `Input…` is for requests only; the rest is rendering that a plain text does not lose words by.
        E::Unknown(_)
        | E::InputMessageEntityMentionName(_)
        | E::FormattedDate(_)
        | E::DiffInsert(_)
        | E::DiffReplace(_)
        | E::DiffDelete(_)
        | E::TonAddress(_) => return None,
    };
    Some(Entity { offset: usize::try_from(offset).ok()?, length: usize::try_from(length).ok()?, kind })
}

/// Formatting as a request carries it; `None` when there is none. `access` knows the access hash of a mentioned user, without
/// which Telegram takes no mention of somebody who has no username: the words then stay without the link.
///
/// What Telegram recognizes in a text by itself (links, hashtags, phone numbers …) is not sent.
/// <https://core.telegram.org/api/entities#allowed-entities>
pub fn input_entities(
    text: &RichText,
    access: impl Fn(UserId) -> Option<i64>,
) -> Option<Vec<tl::enums::MessageEntity>> {
    let entities: Vec<_> = text.entities.iter().filter_map(|entity| input_entity(entity, &access)).collect();
    (!entities.is_empty()).then_some(entities)
}

fn input_entity(entity: &Entity, access: &impl Fn(UserId) -> Option<i64>) -> Option<tl::enums::MessageEntity> {
    use tl::types as t;
    let offset = i32::try_from(entity.offset).ok()?;
    let length = i32::try_from(entity.length).ok()?;
    Some(match &entity.kind {
        EntityKind::Bold => t::MessageEntityBold { offset, length }.into(),
        EntityKind::Italic => t::MessageEntityItalic { offset, length }.into(),
        EntityKind::Underline => t::MessageEntityUnderline { offset, length }.into(),
        EntityKind::Strikethrough => t::MessageEntityStrike { offset, length }.into(),
        EntityKind::Spoiler => t::MessageEntitySpoiler { offset, length }.into(),
        EntityKind::Code => t::MessageEntityCode { offset, length }.into(),
        EntityKind::Pre { language } => t::MessageEntityPre { offset, length, language: language.clone() }.into(),
        EntityKind::TextLink { url } => t::MessageEntityTextUrl { offset, length, url: url.clone() }.into(),
        EntityKind::TextMention { user } => t::InputMessageEntityMentionName {
            offset,
            length,
            user_id: t::InputUser { user_id: *user, access_hash: access(UserId(*user))? }.into(),
        }
        .into(),
        EntityKind::CustomEmoji { document } => {
            t::MessageEntityCustomEmoji { offset, length, document_id: *document }.into()
        }
        EntityKind::Blockquote => t::MessageEntityBlockquote { collapsed: false, offset, length }.into(),
        EntityKind::ExpandableBlockquote => t::MessageEntityBlockquote { collapsed: true, offset, length }.into(),
        EntityKind::Mention
        | EntityKind::Hashtag
        | EntityKind::Cashtag
        | EntityKind::BotCommand
        | EntityKind::Url
        | EntityKind::Email
        | EntityKind::PhoneNumber
        | EntityKind::BankCard => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tl::types as t;

    fn kept(kind: EntityKind) -> RichText {
        RichText { text: "👍 words".into(), entities: vec![Entity { offset: 3, length: 5, kind }] }
    }

    #[test]
    fn formatting_goes_there_and_back() {
        for kind in [
            EntityKind::Bold,
            EntityKind::Italic,
            EntityKind::Underline,
            EntityKind::Strikethrough,
            EntityKind::Spoiler,
            EntityKind::Code,
            EntityKind::Pre { language: "rust".into() },
            EntityKind::TextLink { url: "https://example.org/".into() },
            EntityKind::CustomEmoji { document: 77 },
            EntityKind::Blockquote,
            EntityKind::ExpandableBlockquote,
        ] {
            let text = kept(kind);
            let sent = input_entities(&text, |_| None).expect("it is formatting that is sent");
            assert_eq!(rich_text(&text.text, Some(&sent)), text);
        }
    }

    #[test]
    fn what_telegram_recognizes_by_itself_is_read_but_not_sent() {
        let read: [(tl::enums::MessageEntity, EntityKind); 8] = [
            (t::MessageEntityMention { offset: 3, length: 5 }.into(), EntityKind::Mention),
            (t::MessageEntityHashtag { offset: 3, length: 5 }.into(), EntityKind::Hashtag),
            (t::MessageEntityCashtag { offset: 3, length: 5 }.into(), EntityKind::Cashtag),
            (t::MessageEntityBotCommand { offset: 3, length: 5 }.into(), EntityKind::BotCommand),
            (t::MessageEntityUrl { offset: 3, length: 5 }.into(), EntityKind::Url),
            (t::MessageEntityEmail { offset: 3, length: 5 }.into(), EntityKind::Email),
            (t::MessageEntityPhone { offset: 3, length: 5 }.into(), EntityKind::PhoneNumber),
            (t::MessageEntityBankCard { offset: 3, length: 5 }.into(), EntityKind::BankCard),
        ];
        for (entity, kind) in read {
            let text = rich_text("👍 words", Some(&[entity]));
            assert_eq!(text, kept(kind));
            assert_eq!(input_entities(&text, |_| None), None);
        }
    }

    #[test]
    fn a_mention_by_name_needs_the_access_hash() {
        let text = kept(EntityKind::TextMention { user: 9 });
        assert_eq!(input_entities(&text, |_| None), None);
        let sent = input_entities(&text, |user| (user == UserId(9)).then_some(5)).expect("the hash is known");
        assert!(matches!(&sent[..], [tl::enums::MessageEntity::InputMessageEntityMentionName(mention)]
            if mention.user_id == t::InputUser { user_id: 9, access_hash: 5 }.into()));
        let delivered = t::MessageEntityMentionName { offset: 3, length: 5, user_id: 9 }.into();
        assert_eq!(rich_text("👍 words", Some(&[delivered])), text);
    }

    #[test]
    fn entities_outside_of_the_text_are_left_out() {
        for (offset, length) in [(0, 9), (-1, 2), (8, 1), (2, 0), (i32::MAX, i32::MAX)] {
            let text = rich_text("👍 words", Some(&[t::MessageEntityBold { offset, length }.into()]));
            assert_eq!(text.entities, vec![], "{offset} {length}");
        }
    }
}
