//! Answers to buttons, reactions, pins, "typing".
use super::Turn;
use crate::bot_api::failure::{Answer, Failure};
use crate::world::{Chat, Emoji, MessageId, PressAnswer, PressId, Refusal, TopicId};
use serde_json::{Value, json};

/// <https://core.telegram.org/bots/api#sendchataction>
pub fn action(turn: &mut Turn) -> Answer {
    const ACTIONS: [&str; 12] = [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
        "cancel",
    ];
    let chat = turn.chat()?;
    let wanted = turn.call.text("action").unwrap_or_default();
    if !ACTIONS.contains(&wanted) {
        return Err(Failure::bad("wrong parameter action in request"));
    }
    let topic = turn.topic()?;
    turn.spend(chat, 1)?;
    turn.world.typing(turn.bot, chat, topic)?;
    Ok(json!(true))
}

/// <https://core.telegram.org/bots/api#answercallbackquery>
pub fn answer_callback(turn: &mut Turn) -> Answer {
    let id = turn.call.text("callback_query_id").unwrap_or_default();
    let id = id.parse().map(PressId).map_err(|_| Refusal::QueryExpired)?;
    let answer = PressAnswer {
        text: turn.call.text("text").map(str::to_owned),
        alert: turn.call.flag("show_alert"),
        url: turn.call.text("url").map(str::to_owned),
    };
    match turn.world.answer_press(turn.bot, id, answer) {
        Ok(()) => Ok(json!(true)),
        Err(Refusal::TextTooLong) => Err(Failure::bad("MESSAGE_TOO_LONG")),
        Err(other) => Err(other.into()),
    }
}

/// <https://core.telegram.org/bots/api#setmessagereaction>
pub fn react(turn: &mut Turn) -> Answer {
    let chat = turn.chat()?;
    let id = turn.message_id("message_id")?;
    let given = turn.call.json("reaction")?;
    let list = match &given {
        None | Some(Value::Null) => &[][..],
        Some(Value::Array(list)) => list,
        Some(_) => return Err(Failure::bad("can't parse reaction types JSON object")),
    };
    let wanted: Option<Vec<Emoji>> = list.iter().map(reaction).collect();
    let wanted = wanted.ok_or_else(|| Failure::bad("can't parse reaction type"))?;
    turn.spend(chat, 1)?;
    match turn.world.react(turn.bot, chat, id, wanted) {
        // Setting what is already set is no error for bots.
        Ok(()) | Err(Refusal::NotModified) => Ok(json!(true)),
        Err(other) => Err(other.into()),
    }
}

fn reaction(given: &Value) -> Option<Emoji> {
    match given["type"].as_str()? {
        "emoji" => given["emoji"].as_str().map(|e| Emoji::Plain(e.to_owned())),
        "custom_emoji" => given["custom_emoji_id"].as_str()?.parse().ok().map(Emoji::Custom),
        _ => None,
    }
}

/// <https://core.telegram.org/bots/api#pinchatmessage>
pub fn pin(turn: &mut Turn) -> Answer {
    let chat = turn.chat()?;
    let id = turn.message_id("message_id")?;
    let silent = turn.call.flag("disable_notification");
    turn.spend(chat, 1)?;
    match turn.world.pin(turn.bot, chat, id, true, silent) {
        Ok(()) | Err(Refusal::NotModified) => Ok(json!(true)),
        Err(other) => Err(other.into()),
    }
}

/// Without a message id: the latest pin. <https://core.telegram.org/bots/api#unpinchatmessage>
pub fn unpin(turn: &mut Turn) -> Answer {
    let chat = turn.chat()?;
    let latest = turn.world.messages(turn.bot, chat).rev().find(|m| m.pinned);
    let id = match turn.call.int("message_id")? {
        Some(id) => Some(MessageId(id)),
        None => latest.map(|m| m.id),
    };
    let id = id.ok_or(Refusal::MessageNotFound("unpin"))?;
    if turn.world.message(turn.bot, chat, id).is_none() {
        return Err(Refusal::MessageNotFound("unpin").into());
    }
    turn.world.pin(turn.bot, chat, id, false, true)?;
    Ok(json!(true))
}

pub fn unpin_all(turn: &mut Turn) -> Answer {
    let chat = turn.chat()?;
    unpin_where(turn, chat, |_| true)
}

/// <https://core.telegram.org/bots/api#unpinallforumtopicmessages>
pub fn unpin_topic(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let topic = turn.topic()?.ok_or_else(|| Failure::bad("TOPIC_ID_INVALID"))?;
    if !turn.world.group(group)?.topics.contains_key(&topic) {
        return Err(Failure::bad("TOPIC_ID_INVALID"));
    }
    unpin_where(turn, Chat::Group(group), |t| t == Some(topic))
}

pub fn unpin_general(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    unpin_where(turn, Chat::Group(group), |t| t.is_none())
}

fn unpin_where(turn: &mut Turn, chat: Chat, fits: impl Fn(Option<TopicId>) -> bool) -> Answer {
    turn.world.can_see(turn.bot, chat)?;
    let pins: Vec<MessageId> =
        turn.world.messages(turn.bot, chat).filter(|m| m.pinned && fits(m.topic)).map(|m| m.id).collect();
    for id in pins {
        turn.world.pin(turn.bot, chat, id, false, true)?;
    }
    Ok(json!(true))
}
