//! Forum topics. <https://core.telegram.org/bots/api#createforumtopic> and following
use super::Turn;
use crate::bot_api::failure::{Answer, Failure};
use crate::bot_api::render::Object;
use crate::world::{Chat, GroupId, Refusal, TopicId};
use serde_json::json;

pub fn create(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let name = turn.call.text("name").unwrap_or_default();
    let (color, emoji) = (turn.call.int("icon_color")?, turn.call.int("icon_custom_emoji_id")?);
    turn.spend(Chat::Group(group), 1)?;
    let id = turn.world.create_topic(turn.bot, group, name, color, emoji, None)?;
    let known = turn.world.group(group)?.topics.get(&id);
    let mut shown = Object::default();
    shown.set("message_thread_id", id.0);
    if let Some(topic) = known {
        shown
            .set("name", topic.title.clone())
            .set("icon_color", topic.color)
            .maybe("icon_custom_emoji_id", topic.emoji.map(|e| e.to_string()));
    }
    Ok(shown.done())
}

pub fn edit(turn: &mut Turn) -> Answer {
    let (group, topic) = named(turn)?;
    let name = turn.call.text("name");
    // An empty id takes the icon away; no id leaves it.
    let emoji = match turn.call.has("icon_custom_emoji_id") {
        true => Some(turn.call.int("icon_custom_emoji_id")?.unwrap_or(0)),
        false => None,
    };
    turn.spend(Chat::Group(group), 1)?;
    finish(turn.world.edit_topic(turn.bot, group, topic, name, emoji))
}

pub fn edit_general(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let name = turn.call.text("name");
    turn.spend(Chat::Group(group), 1)?;
    finish(turn.world.edit_topic(turn.bot, group, TopicId::GENERAL, name, None))
}

pub fn close(turn: &mut Turn) -> Answer {
    let (group, topic) = named(turn)?;
    set_closed(turn, group, topic, true)
}
pub fn reopen(turn: &mut Turn) -> Answer {
    let (group, topic) = named(turn)?;
    set_closed(turn, group, topic, false)
}
pub fn close_general(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    set_closed(turn, group, TopicId::GENERAL, true)
}
pub fn reopen_general(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    set_closed(turn, group, TopicId::GENERAL, false)
}

pub fn hide_general(turn: &mut Turn) -> Answer {
    set_hidden(turn, true)
}
pub fn unhide_general(turn: &mut Turn) -> Answer {
    set_hidden(turn, false)
}
fn set_hidden(turn: &mut Turn, hidden: bool) -> Answer {
    let group = turn.group()?;
    turn.spend(Chat::Group(group), 1)?;
    finish(turn.world.hide_general(turn.bot, group, hidden))
}

pub fn delete(turn: &mut Turn) -> Answer {
    let (group, topic) = named(turn)?;
    turn.spend(Chat::Group(group), 1)?;
    finish(turn.world.delete_topic(turn.bot, group, topic))
}

/// Some of the free icons of topics: the emoji and the id of the custom emoji that draws it.
const ICONS: [(&str, &str); 12] = [
    ("📰", "5434144690511290129"),
    ("💡", "5312536423851630001"),
    ("🗣", "5370870893004203704"),
    ("❗️", "5379748062124056162"),
    ("📝", "5373251851074415873"),
    ("📆", "5433614043006903194"),
    ("📁", "5357315181649076022"),
    ("🔎", "5309965701241379366"),
    ("🔥", "5312241539987020022"),
    ("❓", "5377316857231450742"),
    ("💬", "5417915203100613993"),
    ("✅", "5237699328843200968"),
];

/// Icons that everybody may give to topics. <https://core.telegram.org/bots/api#getforumtopiciconstickers>
pub fn icons(_turn: &mut Turn) -> Answer {
    let sticker = |(emoji, id): &(&str, &str)| {
        json!({
            "file_id": format!("icon-{id}"), "file_unique_id": format!("icon-{id}"), "type": "custom_emoji",
            "width": 512, "height": 512, "is_animated": false, "is_video": true, "emoji": emoji,
            "set_name": "Topics", "custom_emoji_id": id,
        })
    };
    Ok(ICONS.iter().map(sticker).collect::<Vec<_>>().into())
}

fn named(turn: &Turn) -> Result<(GroupId, TopicId), Failure> {
    let group = turn.group()?;
    let id = turn.call.int("message_thread_id")?;
    let id = id.ok_or_else(|| Failure::bad("message thread identifier is not specified"))?;
    Ok((group, TopicId(id)))
}

fn set_closed(turn: &mut Turn, group: GroupId, topic: TopicId, closed: bool) -> Answer {
    turn.spend(Chat::Group(group), 1)?;
    finish(turn.world.close_topic(turn.bot, group, topic, closed))
}

/// Methods about a topic, unlike those that write into it, name a missing one by the server's own error.
fn finish(done: Result<(), Refusal>) -> Answer {
    match done {
        Ok(()) => Ok(json!(true)),
        Err(Refusal::TopicMissing) => Err(Failure::bad("TOPIC_ID_INVALID")),
        Err(other) => Err(other.into()),
    }
}
