//! Entities and keyboards, both ways. <https://core.telegram.org/api/entities>
use super::rpc::{Call, Reply, RpcError};
use crate::world::{Action, Button, Entity, EntityKind, Keyboard, Text, UserId};
use grammers_tl_types::{enums, types};

/// Reads what a client sent.
pub fn from_client(call: &Call<'_>, text: String, entities: Option<Vec<enums::MessageEntity>>) -> Reply<Text> {
    use enums::MessageEntity as E;
    let mut list = Vec::new();
    for entity in entities.unwrap_or_default() {
        let (offset, length, kind) = match entity {
            E::Mention(e) => (e.offset, e.length, EntityKind::Mention),
            E::Hashtag(e) => (e.offset, e.length, EntityKind::Hashtag),
            E::Cashtag(e) => (e.offset, e.length, EntityKind::Cashtag),
            E::BotCommand(e) => (e.offset, e.length, EntityKind::BotCommand),
            E::Url(e) => (e.offset, e.length, EntityKind::Url),
            E::Email(e) => (e.offset, e.length, EntityKind::Email),
            E::Phone(e) => (e.offset, e.length, EntityKind::Phone),
            E::BankCard(e) => (e.offset, e.length, EntityKind::BankCard),
            E::Bold(e) => (e.offset, e.length, EntityKind::Bold),
            E::Italic(e) => (e.offset, e.length, EntityKind::Italic),
            E::Underline(e) => (e.offset, e.length, EntityKind::Underline),
            E::Strike(e) => (e.offset, e.length, EntityKind::Strike),
            E::Spoiler(e) => (e.offset, e.length, EntityKind::Spoiler),
            E::Code(e) => (e.offset, e.length, EntityKind::Code),
            E::Pre(e) => (e.offset, e.length, EntityKind::Pre { language: e.language }),
            E::TextUrl(e) => (e.offset, e.length, EntityKind::TextLink { url: e.url }),
            E::CustomEmoji(e) => (e.offset, e.length, EntityKind::CustomEmoji { id: e.document_id }),
            E::Blockquote(e) => (e.offset, e.length, EntityKind::Blockquote { expandable: e.collapsed }),
            E::InputMessageEntityMentionName(e) => {
                (e.offset, e.length, EntityKind::TextMention { user: call.user(&e.user_id)? })
            }
            E::MentionName(e) if call.world.users.contains_key(&UserId(e.user_id)) => {
                (e.offset, e.length, EntityKind::TextMention { user: UserId(e.user_id) })
            }
            // Unknown kinds and mentions of nobody are dropped, as the server does.
            _ => continue,
        };
        let bounds = usize::try_from(offset).ok().zip(usize::try_from(length).ok());
        let (offset, length) = bounds.ok_or(RpcError::bad("ENTITY_BOUNDS_INVALID"))?;
        list.push(Entity { offset, length, kind });
    }
    Ok(Text { text, entities: list })
}

/// What clients are shown.
pub fn entities(text: &Text) -> Option<Vec<enums::MessageEntity>> {
    let list: Vec<_> = text.entities.iter().map(entity).collect();
    (!list.is_empty()).then_some(list)
}

macro_rules! plain {
    ($entity:expr, $offset:expr, $length:expr; $($kind:ident => $tl:ident,)* ; $($pattern:pat => $other:expr,)*) => {
        match $entity {
            $(EntityKind::$kind => types::$tl { offset: $offset, length: $length }.into(),)*
            $($pattern => $other,)*
        }
    };
}

fn entity(entity: &Entity) -> enums::MessageEntity {
    let offset = i32::try_from(entity.offset).unwrap_or(i32::MAX);
    let length = i32::try_from(entity.length).unwrap_or(i32::MAX);
    plain! { &entity.kind, offset, length;
        Mention => MessageEntityMention,
        Hashtag => MessageEntityHashtag,
        Cashtag => MessageEntityCashtag,
        BotCommand => MessageEntityBotCommand,
        Url => MessageEntityUrl,
        Email => MessageEntityEmail,
        Phone => MessageEntityPhone,
        BankCard => MessageEntityBankCard,
        Bold => MessageEntityBold,
        Italic => MessageEntityItalic,
        Underline => MessageEntityUnderline,
        Strike => MessageEntityStrike,
        Spoiler => MessageEntitySpoiler,
        Code => MessageEntityCode,
        ;
        EntityKind::Pre { language } => types::MessageEntityPre { offset, length, language: language.clone() }.into(),
        EntityKind::TextLink { url } => types::MessageEntityTextUrl { offset, length, url: url.clone() }.into(),
        EntityKind::TextMention { user } => types::MessageEntityMentionName { offset, length, user_id: user.0 }.into(),
        EntityKind::CustomEmoji { id } => types::MessageEntityCustomEmoji { offset, length, document_id: *id }.into(),
        EntityKind::Blockquote { expandable } => {
            types::MessageEntityBlockquote { offset, length, collapsed: *expandable }.into()
        },
    }
}

pub fn keyboard(keyboard: &Keyboard) -> enums::ReplyMarkup {
    let button = |button: &crate::world::Button| {
        let action: enums::InlineButtonType = match &button.action {
            Action::Callback(data) => {
                types::InlineButtonTypeCallback { requires_password: false, data: data.clone() }.into()
            }
            Action::Url(url) => types::InlineButtonTypeUrl { url: url.clone() }.into(),
            Action::Copy(text) => types::InlineButtonTypeCopy { copy_text: text.clone() }.into(),
        };
        types::KeyboardInlineButton { style: None, text: button.text.clone(), r#type: action }.into()
    };
    let row = |row: &Vec<crate::world::Button>| -> enums::KeyboardInlineButtonRow {
        types::KeyboardInlineButtonRow { buttons: row.iter().map(button).collect() }.into()
    };
    types::ReplyInlineMarkup { force_reply: false, rows: keyboard.rows.iter().map(row).collect() }.into()
}

/// Reads a bot's inline keyboard; other markup is for the reader's own screen and changes nothing here.
pub fn keyboard_from(markup: enums::ReplyMarkup) -> Reply<Option<Keyboard>> {
    let enums::ReplyMarkup::ReplyInlineMarkup(markup) = markup else {
        return Ok(None);
    };
    let mut rows = Vec::new();
    for enums::KeyboardInlineButtonRow::Row(row) in markup.rows {
        let mut buttons = Vec::new();
        for enums::KeyboardInlineButton::Button(button) in row.buttons {
            let action = match button.r#type {
                enums::InlineButtonType::Callback(b) => Action::Callback(b.data),
                enums::InlineButtonType::Url(b) => Action::Url(b.url),
                enums::InlineButtonType::Copy(b) => Action::Copy(b.copy_text),
                _ => return Err(RpcError::bad("BUTTON_TYPE_INVALID")),
            };
            buttons.push(Button { text: button.text, action });
        }
        rows.push(buttons);
    }
    Ok(Some(Keyboard { rows }).filter(|k| !k.rows.is_empty()))
}
