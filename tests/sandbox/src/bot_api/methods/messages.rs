//! Sending, copying, forwarding. <https://core.telegram.org/bots/api#sendmessage>
use super::Turn;
use crate::bot_api::failure::{Answer, Failure};
use crate::bot_api::render::FileKind;
use crate::bot_api::{files, markup};
use crate::world::{Body, Chat, Draft, Media, MessageId, Quote, Receipt, Refusal, Reply, Text};
use serde_json::{Value, json};

pub fn send_message(turn: &mut Turn) -> Answer {
    let text = markup::text(turn.call, "text", "entities")?;
    if text.text.trim().is_empty() {
        return Err(Refusal::TextEmpty.into());
    }
    send(turn, text, None)
}

pub fn send_photo(turn: &mut Turn) -> Answer {
    let caption = markup::text(turn.call, "caption", "caption_entities")?;
    let chat = turn.chat()?;
    let photo = files::input(turn, "photo", FileKind::Photo)?;
    send_to(turn, chat, caption, Some(photo))
}

pub fn send_document(turn: &mut Turn) -> Answer {
    let caption = markup::text(turn.call, "caption", "caption_entities")?;
    let chat = turn.chat()?;
    let document = files::input(turn, "document", FileKind::Document)?;
    send_to(turn, chat, caption, Some(document))
}

fn send(turn: &mut Turn, text: Text, media: Option<Media>) -> Answer {
    let chat = turn.chat()?;
    send_to(turn, chat, text, media)
}

fn send_to(turn: &mut Turn, chat: Chat, text: Text, media: Option<Media>) -> Answer {
    let draft = Draft { text, media, ..envelope(turn, chat)? };
    let sent = post(turn, chat, draft)?;
    turn.shown(chat, sent.id)
}

fn post(turn: &mut Turn, chat: Chat, draft: Draft) -> Result<Receipt, Failure> {
    turn.spend(chat, 1)?;
    Ok(turn.world.send(turn.bot, chat, draft)?)
}

/// What all sending methods share: topic, reply, keyboard, protection.
fn envelope(turn: &Turn, chat: Chat) -> Result<Draft, Failure> {
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
    let (mut text, media) = copied(turn, from, original).ok_or_else(|| Failure::bad("message can't be copied"))?;
    if media.is_some() && turn.call.has("caption") {
        text = markup::text(turn.call, "caption", "caption_entities")?;
    }
    let draft = Draft { text, media, ..envelope(turn, chat)? };
    let sent = post(turn, chat, draft)?;
    Ok(json!({ "message_id": sent.id.0 }))
}

/// Copies what can be copied and leaves the rest out; an album stays one. <https://core.telegram.org/bots/api#copymessages>
pub fn copy_messages(turn: &mut Turn) -> Answer {
    let chat = turn.chat()?;
    let from = turn.chat_at("from_chat_id")?;
    let ids = turn.message_ids()?;
    turn.world.can_see(turn.bot, from)?;
    let topic = turn.topic()?;
    let (protect, bare) = (turn.call.flag("protect_content"), turn.call.flag("remove_caption"));
    let mut drafts = Vec::new();
    for id in ids {
        let Some(original) = turn.world.message(turn.bot, from, id) else {
            continue;
        };
        let Some((text, media)) = copied(turn, from, original) else {
            continue;
        };
        let text = if bare && media.is_some() { Text::default() } else { text };
        drafts.push(Draft { text, media, topic, protect, album: original.album, ..Draft::default() });
    }
    if drafts.is_empty() {
        return Err(Failure::bad("there are no messages to copy"));
    }
    turn.spend(chat, drafts.len())?;
    let mut sent = Vec::new();
    for draft in drafts {
        let receipt = turn.world.send(turn.bot, chat, draft)?;
        sent.push(json!({ "message_id": receipt.id.0 }));
    }
    Ok(Value::Array(sent))
}

/// Content that may be copied: no service messages, nothing protected.
fn copied(turn: &Turn, from: Chat, of: &crate::world::Message) -> Option<(Text, Option<Media>)> {
    let guarded = matches!(from, Chat::Group(id) if turn.world.groups.get(&id).is_some_and(|g| g.protected));
    match &of.body {
        Body::Content { text, media } if !guarded && !of.protected => Some((text.clone(), media.clone())),
        _ => None,
    }
}

/// <https://core.telegram.org/bots/api#forwardmessage>
pub fn forward_message(turn: &mut Turn) -> Answer {
    let chat = turn.chat()?;
    let from = turn.chat_at("from_chat_id")?;
    let id = turn.message_id("message_id")?;
    let topic = turn.topic()?;
    turn.spend(chat, 1)?;
    let sent = turn.world.forward(turn.bot, from, &[(id, None)], chat, topic, false)?;
    match sent.first() {
        Some(receipt) => turn.shown(chat, receipt.id),
        None => Err(Refusal::MessageNotFound("forward").into()),
    }
}

/// <https://core.telegram.org/bots/api#forwardmessages>
pub fn forward_messages(turn: &mut Turn) -> Answer {
    let chat = turn.chat()?;
    let from = turn.chat_at("from_chat_id")?;
    turn.world.can_see(turn.bot, from)?;
    let topic = turn.topic()?;
    let mut there = turn.message_ids()?;
    there.retain(|id| {
        let found = turn.world.message(turn.bot, from, *id);
        found.is_some_and(|m| copied(turn, from, m).is_some())
    });
    if there.is_empty() {
        return Err(Failure::bad("there are no messages to forward"));
    }
    turn.spend(chat, there.len())?;
    let ids: Vec<_> = there.into_iter().map(|id| (id, None)).collect();
    let sent = turn.world.forward(turn.bot, from, &ids, chat, topic, false)?;
    let sent = sent.iter().map(|r| json!({ "message_id": r.id.0 }));
    Ok(Value::Array(sent.collect()))
}
