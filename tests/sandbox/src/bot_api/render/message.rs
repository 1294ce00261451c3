//! Messages. <https://core.telegram.org/bots/api#message>
use super::chat::anonymous;
use super::{Object, chat, media, user};
use crate::bot_api::markup;
use crate::world::{
    Action, Body, Chat, Emoji, Keyboard, Message, MessageId, Preview, Sender, Service, Text, UserId, World,
};
use serde_json::{Value, json};

/// A message as this bot sees it, with the message it answers.
pub fn message(world: &World, bot: UserId, of: &Message) -> Value {
    let mut fields = alone(world, bot, of);
    if let Some(target) = answered(world, bot, of) {
        fields.set("reply_to_message", alone(world, bot, target).done());
    }
    if let Some(quote) = of.reply.as_ref().and_then(|r| r.quote.as_ref()) {
        let mut shown = Object::default();
        shown.set("text", quote.text.text.clone());
        text_entities(&mut shown, "entities", world, &quote.text);
        shown.set("position", quote.offset).set("is_manual", true);
        fields.set("quote", shown.done());
    }
    fields.done()
}

/// The explicit reply target; in a topic otherwise the message that opened it, which every message there answers.
/// <https://core.telegram.org/api/forum#forum-topics>
fn answered<'w>(world: &'w World, bot: UserId, of: &Message) -> Option<&'w Message> {
    match (&of.reply, of.topic) {
        (Some(reply), _) => world.message(bot, of.chat, reply.to),
        (None, Some(topic)) if topic.root() != of.id => world.message(bot, of.chat, topic.root()),
        _ => None,
    }
}

/// Without the message it answers.
fn alone(world: &World, bot: UserId, of: &Message) -> Object {
    let mut fields = Object::default();
    fields.set("message_id", of.id.0);
    match of.from {
        Sender::User(id) => drop(fields.set("from", user(world, id))),
        Sender::Group(id) => {
            fields.set("from", anonymous()).set("sender_chat", chat(world, Chat::Group(id)));
        }
    }
    fields.set("chat", chat(world, of.chat)).set("date", of.date.unix());
    put_thread(&mut fields, world, bot, of);
    if let Some(forward) = &of.forward {
        let date = forward.date.unix();
        let origin = match forward.from {
            _ if forward.hidden.is_some() => {
                json!({ "type": "hidden_user", "sender_user_name": forward.hidden, "date": date })
            }
            Sender::User(id) => {
                json!({ "type": "user", "sender_user": user(world, id), "date": date })
            }
            Sender::Group(id) => {
                json!({ "type": "chat", "sender_chat": chat(world, Chat::Group(id)), "date": date })
            }
        };
        fields.set("forward_origin", origin);
    }
    fields.maybe("edit_date", of.edited.map(|t| t.unix())).maybe("media_group_id", of.album.map(|a| a.to_string()));
    let guarded = matches!(of.chat, Chat::Group(id) if world.groups.get(&id).is_some_and(|g| g.protected));
    fields.flag("has_protected_content", of.protected || guarded);
    match &of.body {
        Body::Content { text, media: None } => {
            fields.set("text", text.text.clone());
            text_entities(&mut fields, "entities", world, text);
            fields.maybe("link_preview_options", preview(of));
        }
        Body::Content { text, media: Some(media) } => {
            media::put(&mut fields, world, bot, media);
            fields.flag("has_media_spoiler", of.style.spoiler);
            fields.flag("show_caption_above_media", of.style.above && !text.is_empty());
            if !text.is_empty() {
                fields.set("caption", text.text.clone());
                text_entities(&mut fields, "caption_entities", world, text);
            }
        }
        Body::Service(service) => put_service(&mut fields, world, bot, of, service),
    }
    if let Some(keys) = &of.keyboard {
        fields.set("reply_markup", keyboard(keys));
    }
    fields
}

/// Only where it is not the usual: the first link, below the text.
/// <https://core.telegram.org/bots/api#linkpreviewoptions>
fn preview(of: &Message) -> Option<Value> {
    match &of.style.preview {
        Preview::Off => Some(json!({ "is_disabled": true })),
        Preview::Of(url) => Some(json!({ "url": url, "show_above_text": of.style.above })),
        Preview::Auto => of.style.above.then(|| json!({ "show_above_text": true })),
    }
}

/// `message_thread_id`: the topic; outside topics the first message of a chain of replies, which is no topic.
fn put_thread(fields: &mut Object, world: &World, bot: UserId, of: &Message) {
    if let Some(topic) = of.topic {
        fields.set("message_thread_id", topic.0).set("is_topic_message", true);
        return;
    }
    if !matches!(of.chat, Chat::Group(_)) {
        return;
    }
    let mut root = None;
    let mut next = of.reply.as_ref().map(|r| r.to);
    while let Some(id) = next {
        root = Some(id);
        next = world.message(bot, of.chat, id).and_then(|m| m.reply.as_ref()).map(|r| r.to);
    }
    fields.maybe("message_thread_id", root.map(|id| id.0));
}

/// The entities of a text under this name, if it has any.
pub fn text_entities(fields: &mut Object, name: &str, world: &World, text: &Text) {
    if !text.entities.is_empty() {
        let shown = text.entities.iter().map(|e| markup::entity(world, e));
        fields.set(name, shown.collect::<Vec<Value>>());
    }
}

fn put_service(fields: &mut Object, world: &World, bot: UserId, of: &Message, service: &Service) {
    let joined = |users: &[UserId]| {
        let users: Vec<Value> = users.iter().map(|id| user(world, *id)).collect();
        Value::from(users)
    };
    match service {
        Service::GroupCreated { .. } => {
            let basic = matches!(of.chat, Chat::Group(id) if id.is_basic());
            fields.set(if basic { "group_chat_created" } else { "supergroup_chat_created" }, true);
        }
        Service::TitleChanged { title } => drop(fields.set("new_chat_title", title.clone())),
        Service::Added { users } => drop(fields.set("new_chat_members", joined(users))),
        Service::JoinedByLink { .. } | Service::JoinedByRequest => {
            fields.set("new_chat_members", joined(&[of.author]));
        }
        Service::Removed { user: gone } => {
            fields.set("left_chat_member", user(world, *gone));
        }
        Service::Pinned { message: id } => {
            fields.set("pinned_message", pinned(world, bot, of.chat, *id));
        }
        Service::TopicCreated { title, color, emoji } => {
            let mut topic = Object::from(json!({ "name": title, "icon_color": color }));
            topic.maybe("icon_custom_emoji_id", emoji.map(|e| e.to_string()));
            fields.set("forum_topic_created", topic.done());
        }
        Service::TopicEdited { title, emoji } => {
            let mut topic = Object::default();
            // An empty id: the icon was taken away.
            let emoji = emoji.map(|e| if e == 0 { String::new() } else { e.to_string() });
            topic.maybe("name", title.clone()).maybe("icon_custom_emoji_id", emoji);
            fields.set("forum_topic_edited", topic.done());
        }
        Service::Timer { seconds } => {
            fields.set("message_auto_delete_timer_changed", json!({ "message_auto_delete_time": seconds }));
        }
        Service::UpgradedFrom { group, .. } => drop(fields.set("migrate_from_chat_id", group.bot_api())),
        Service::UpgradedTo { group } => drop(fields.set("migrate_to_chat_id", group.bot_api())),
        // Between people only: no bot is called, photographed or given a present.
        Service::Call { .. } | Service::Screenshot | Service::Gift { .. } => {}
        Service::TopicClosed => drop(fields.set("forum_topic_closed", json!({}))),
        Service::GeneralHidden { hidden: true } => drop(fields.set("general_forum_topic_hidden", json!({}))),
        Service::GeneralHidden { hidden: false } => drop(fields.set("general_forum_topic_unhidden", json!({}))),
        Service::TopicReopened => drop(fields.set("forum_topic_reopened", json!({}))),
    }
}

fn pinned(world: &World, bot: UserId, in_chat: Chat, id: MessageId) -> Value {
    match world.message(bot, in_chat, id) {
        Some(target) => alone(world, bot, target).done(),
        None => inaccessible(world, in_chat, id),
    }
}

/// <https://core.telegram.org/bots/api#inaccessiblemessage>
pub fn inaccessible(world: &World, in_chat: Chat, id: MessageId) -> Value {
    json!({ "chat": chat(world, in_chat), "message_id": id.0, "date": 0 })
}

/// <https://core.telegram.org/bots/api#inlinekeyboardmarkup>
fn keyboard(keys: &Keyboard) -> Value {
    let button = |b: &crate::world::Button| match &b.action {
        Action::Callback(data) => {
            json!({ "text": b.text, "callback_data": String::from_utf8_lossy(data) })
        }
        Action::Url(url) => json!({ "text": b.text, "url": url }),
        Action::Copy(text) => json!({ "text": b.text, "copy_text": { "text": text } }),
    };
    let rows: Vec<Vec<Value>> = keys.rows.iter().map(|row| row.iter().map(button).collect()).collect();
    json!({ "inline_keyboard": rows })
}

/// <https://core.telegram.org/bots/api#reactiontype>
pub fn reactions(list: &[Emoji]) -> Value {
    let shown = list.iter().map(|emoji| match emoji {
        Emoji::Plain(emoji) => json!({ "type": "emoji", "emoji": emoji }),
        Emoji::Custom(id) => json!({ "type": "custom_emoji", "custom_emoji_id": id.to_string() }),
    });
    Value::Array(shown.collect())
}
