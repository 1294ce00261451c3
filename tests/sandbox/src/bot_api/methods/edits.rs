//! Changing and deleting messages. <https://core.telegram.org/bots/api#updating-messages>
//! **A changed text or caption without `reply_markup` loses its keyboard, as on Telegram.**
use super::media::{self, Part};
use super::{Turn, messages};
use crate::bot_api::failure::{Answer, Failure};
use crate::bot_api::markup;
use crate::world::{Body, Chat, Edit, Media, Message, MessageId, Refusal, Style};
use serde_json::{Value, json};

pub fn text(turn: &mut Turn) -> Answer {
    let text = markup::text(turn.call, "text", "entities")?;
    if text.text.trim().is_empty() {
        return Err(Refusal::TextEmpty.into());
    }
    let (chat, id) = target(turn)?;
    if original(turn, chat, id)?.media().is_some() {
        return Err(Failure::bad("there is no text in the message to edit"));
    }
    let style = Some(messages::preview(turn)?);
    let edit = Edit { text: Some(text), media: None, keyboard: Some(markup::keyboard(turn.call)?), style };
    apply(turn, chat, id, edit)
}

pub fn caption(turn: &mut Turn) -> Answer {
    let caption = markup::text(turn.call, "caption", "caption_entities")?;
    let (chat, id) = target(turn)?;
    let found = original(turn, chat, id)?;
    if !found.media().is_some_and(Media::has_caption) {
        return Err(Failure::bad("there is no caption in the message to edit"));
    }
    let style = Some(Style { above: turn.call.flag("show_caption_above_media"), ..found.style.clone() });
    let edit = Edit { text: Some(caption), media: None, keyboard: Some(markup::keyboard(turn.call)?), style };
    apply(turn, chat, id, edit)
}

/// <https://core.telegram.org/bots/api#editmessagemedia>
pub fn replace_media(turn: &mut Turn) -> Answer {
    let (chat, id) = target(turn)?;
    let given = turn.call.json("media")?;
    let given = given.ok_or_else(|| Failure::bad("can't parse InputMedia: expected an Object"))?;
    let Part { media, caption, style } = media::part(turn, &given)?;
    let keyboard = Some(markup::keyboard(turn.call)?);
    let edit = Edit { text: Some(caption), media: Some(media), keyboard, style: Some(style) };
    apply(turn, chat, id, edit)
}

pub fn reply_markup(turn: &mut Turn) -> Answer {
    let (chat, id) = target(turn)?;
    original(turn, chat, id)?;
    let edit = Edit { keyboard: Some(markup::keyboard(turn.call)?), ..Edit::default() };
    apply(turn, chat, id, edit)
}

fn target(turn: &Turn) -> Result<(Chat, MessageId), Failure> {
    if turn.call.text("inline_message_id").is_some() {
        // This world has no inline messages.
        return Err(Failure::bad("MESSAGE_ID_INVALID"));
    }
    let chat = turn.chat()?;
    Ok((chat, turn.message_id("message_id")?))
}

fn original<'t>(turn: &'t Turn, chat: Chat, id: MessageId) -> Result<&'t Message, Failure> {
    turn.world.can_see(turn.bot, chat)?;
    let found = turn.world.message(turn.bot, chat, id);
    let found = found.ok_or(Refusal::MessageNotFound("edit"))?;
    if found.author != turn.bot || matches!(found.body, Body::Service(_)) {
        return Err(Refusal::NotAuthor.into());
    }
    Ok(found)
}

fn apply(turn: &mut Turn, chat: Chat, id: MessageId, edit: Edit) -> Answer {
    turn.spend(chat, 1)?;
    turn.world.edit(turn.bot, chat, id, edit)?;
    turn.shown(chat, id)
}

/// <https://core.telegram.org/bots/api#deletemessage>
pub fn delete(turn: &mut Turn) -> Answer {
    let (chat, id) = target(turn)?;
    let gone = turn.world.delete(turn.bot, chat, &[id], true)?;
    if gone == 0 {
        return Err(Refusal::MessageNotFound("delete").into());
    }
    Ok(json!(true))
}

/// Messages that are not there are left out. <https://core.telegram.org/bots/api#deletemessages>
pub fn delete_several(turn: &mut Turn) -> Answer {
    let chat = turn.chat()?;
    let ids = turn.message_ids()?;
    turn.world.delete(turn.bot, chat, &ids, true)?;
    Ok(Value::Bool(true))
}
