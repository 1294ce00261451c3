//! Sending, copying, forwarding. <https://core.telegram.org/bots/api#sendmessage>
use super::Turn;
use crate::bot_api::failure::{Answer, Failure};
use crate::bot_api::markup;
use crate::world::{
    Body, Chat, Draft, Forwarding, MessageId, Preview, Quote, Receipt, Refusal, Reply, Style, UserId, World,
};
use serde_json::{Value, json};

pub fn send_message(turn: &mut Turn) -> Answer {
    let text = markup::text(turn.call, "text", "entities")?;
    if text.text.trim().is_empty() {
        return Err(Refusal::TextEmpty.into());
    }
    let chat = turn.chat()?;
    let style = preview(turn)?;
    let draft = Draft { text, style, ..envelope(turn, chat)? };
    let sent = post(turn, chat, draft)?;
    turn.shown(chat, sent.id)
}

/// `link_preview_options`, or the older `disable_web_page_preview`.
/// <https://core.telegram.org/bots/api#linkpreviewoptions>
pub fn preview(turn: &Turn) -> Result<Style, Failure> {
    let given = turn.call.json("link_preview_options")?.unwrap_or_default();
    let off = given["is_disabled"] == Value::Bool(true) || turn.call.flag("disable_web_page_preview");
    let preview = match given["url"].as_str().filter(|url| !url.is_empty()) {
        _ if off => Preview::Off,
        Some(url) => Preview::Of(url.to_owned()),
        None => Preview::Auto,
    };
    let silent = turn.call.flag("disable_notification");
    Ok(Style { above: given["show_above_text"] == Value::Bool(true), preview, silent, ..Style::default() })
}

pub(super) fn post(turn: &mut Turn, chat: Chat, draft: Draft) -> Result<Receipt, Failure> {
    turn.spend(chat, 1)?;
    Ok(turn.world.send(turn.bot, chat, draft)?)
}

/// What all sending methods share: topic, reply, keyboard, protection.
pub(super) fn envelope(turn: &Turn, chat: Chat) -> Result<Draft, Failure> {
    Ok(Draft {
        topic: turn.topic()?,
        reply: reply(turn, chat)?,
        keyboard: markup::keyboard(turn.call)?,
        protect: turn.call.flag("protect_content"),
        ..Draft::default()
    })
}

/// `reply_parameters`, or the older `reply_to_message_id`. <https://core.telegram.org/bots/api#replyparameters>
fn reply(turn: &Turn, chat: Chat) -> Result<Option<Reply>, Failure> {
    let given = turn.call.json("reply_parameters")?;
    let (to, optional, quote) = match &given {
        Some(Value::Object(fields)) => {
            let to = fields.get("message_id").and_then(Value::as_i64);
            let to = to.and_then(|id| i32::try_from(id).ok());
            let elsewhere = fields.get("chat_id").is_some_and(|id| !id.is_null() && Some(id) != own_id(chat).as_ref());
            let optional = fields.get("allow_sending_without_reply") == Some(&Value::Bool(true));
            // Replies into another chat need a message there that this bot can see: this world keeps none.
            let to = if elsewhere { Some(0) } else { to };
            (to, optional, quote(fields)?)
        }
        Some(Value::Null) | None => {
            let to = turn.call.int("reply_to_message_id")?.filter(|id| *id != 0);
            (to, turn.call.flag("allow_sending_without_reply"), None)
        }
        Some(_) => {
            return Err(Failure::bad("can't parse reply parameters: expected an Object"));
        }
    };
    let Some(to) = to.map(MessageId) else {
        return Ok(None);
    };
    if turn.world.message(turn.bot, chat, to).is_none() {
        return if optional { Ok(None) } else { Err(Refusal::ReplyMissing.into()) };
    }
    Ok(Some(Reply { to, quote }))
}

fn own_id(chat: Chat) -> Option<Value> {
    Some(match chat {
        Chat::User(id) => json!(id.0),
        Chat::Group(id) => json!(id.bot_api()),
    })
}

fn quote(fields: &serde_json::Map<String, Value>) -> Result<Option<Quote>, Failure> {
    let string = |name: &str| fields.get(name).and_then(Value::as_str);
    let Some(words) = string("quote").filter(|q| !q.is_empty()) else {
        return Ok(None);
    };
    let entities = fields.get("quote_entities").cloned();
    let text = markup::parsed(words, string("quote_parse_mode"), entities)?;
    let offset = fields.get("quote_position").and_then(Value::as_u64);
    let offset = offset.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    Ok(Some(Quote { text, offset }))
}

/// <https://core.telegram.org/bots/api#copymessage>
pub fn copy_message(turn: &mut Turn) -> Answer {
    let chat = turn.chat()?;
    let from = turn.chat_at("from_chat_id")?;
    let id = turn.message_id("message_id")?;
    turn.world.can_see(turn.bot, from)?;
    let original = turn.world.message(turn.bot, from, id).ok_or(Refusal::MessageNotFound("copy"))?;
    let Body::Content { text, media } = original.body.clone() else {
        return Err(Failure::bad("message can't be copied"));
    };
    if !turn.world.can_copy(turn.bot, from, id) {
        return Err(Failure::bad("message can't be copied"));
    }
    let (mut text, mut style) = (text, original.style.clone());
    if media.is_some() && turn.call.has("caption") {
        text = markup::text(turn.call, "caption", "caption_entities")?;
        style.above = turn.call.flag("show_caption_above_media");
    }
    let draft = Draft { text, media, style, ..envelope(turn, chat)? };
    let sent = post(turn, chat, draft)?;
    Ok(json!({ "message_id": sent.id.0 }))
}

/// Copies what can be copied and leaves the rest out; an album stays one. <https://core.telegram.org/bots/api#copymessages>
pub fn copy_messages(turn: &mut Turn) -> Answer {
    several(turn, "copy", |world, bot, from, id| world.can_copy(bot, from, id))
}

/// <https://core.telegram.org/bots/api#forwardmessage>
pub fn forward_message(turn: &mut Turn) -> Answer {
    let chat = turn.chat()?;
    let from = turn.chat_at("from_chat_id")?;
    let what = Forwarding {
        topic: turn.topic()?,
        protect: turn.call.flag("protect_content"),
        ..Forwarding::of(turn.message_id("message_id")?)
    };
    turn.spend(chat, 1)?;
    let sent = turn.world.forward(turn.bot, from, chat, &what)?;
    match sent.first() {
        Some((_, receipt)) => turn.shown(chat, receipt.id),
        None => Err(Refusal::MessageNotFound("forward").into()),
    }
}

/// Messages that are not there or cannot go are left out. <https://core.telegram.org/bots/api#forwardmessages>
pub fn forward_messages(turn: &mut Turn) -> Answer {
    several(turn, "forward", |world, bot, from, id| {
        world.message(bot, from, id).is_some_and(|m| !m.is_service() && !world.is_guarded(m))
    })
}

/// Both at once: whichever messages `may` go do, counted one by one.
fn several(turn: &mut Turn, verb: &str, may: fn(&World, UserId, Chat, MessageId) -> bool) -> Answer {
    let chat = turn.chat()?;
    let from = turn.chat_at("from_chat_id")?;
    turn.world.can_see(turn.bot, from)?;
    let topic = turn.topic()?;
    let mut ids = turn.message_ids()?;
    // https://core.telegram.org/bots/api#forwardmessages: "in a strictly increasing order"
    if !ids.is_sorted_by(|one, next| one < next) {
        return Err(Failure::bad("message identifiers must be in a strictly increasing order"));
    }
    ids.retain(|id| may(turn.world, turn.bot, from, *id));
    if ids.is_empty() {
        return Err(Failure::bad(format!("there are no messages to {verb}")));
    }
    turn.spend(chat, ids.len())?;
    let copies = verb == "copy";
    let what = Forwarding {
        messages: ids.into_iter().map(|id| (id, None)).collect(),
        topic,
        drop_author: copies,
        drop_captions: copies && turn.call.flag("remove_caption"),
        protect: turn.call.flag("protect_content"),
        as_group: false,
    };
    let sent = turn.world.forward(turn.bot, from, chat, &what)?;
    let sent = sent.iter().map(|(_, receipt)| json!({ "message_id": receipt.id.0 }));
    Ok(Value::Array(sent.collect()))
}
