//! What is seen and what happened, as JSON. Chats and users are numbered as in the Bot API.
use crate::bot_api::markup;
use crate::world::{Action, BoxId, Change, Chat, Event, GroupId, Message, Seen, Sender, UserId, World};
use serde_json::{Map, Value, json};

pub fn chat(of: Chat) -> i64 {
    match of {
        Chat::User(user) => user.0,
        Chat::Group(group) => group.bot_api(),
    }
}

/// A message on somebody's screen.
pub fn seen(world: &World, of: &Seen) -> Value {
    let from = match of.from {
        Sender::User(user) => user.0,
        Sender::Group(group) => group.bot_api(),
    };
    let button = |button: &crate::world::SeenButton| match &button.action {
        Action::Callback(_) => json!({ "text": button.text, "kind": "callback" }),
        Action::Url(url) => json!({ "text": button.text, "kind": "url", "url": url }),
        Action::Copy(text) => json!({ "text": button.text, "kind": "copy", "copies": text }),
    };
    let mut shown = json!({
        "message": of.id.0,
        "from": from,
        "name": of.name,
        "own": of.own,
        "text": of.text,
    });
    let rows: Vec<Vec<Value>> = of.buttons.iter().map(|row| row.iter().map(button).collect()).collect();
    let entities: Vec<Value> = of.entities.iter().map(|entity| markup::entity(world, entity)).collect();
    let reply = of.reply.as_ref().map(|(to, text)| json!({ "message": to.0, "text": text }));
    let parts = [
        ("entities", json!(entities), !entities.is_empty()),
        ("media", json!(of.media), of.media.is_some()),
        ("forwarded", json!(of.forwarded), of.forwarded.is_some()),
        ("album", json!(of.album.map(|album| album.to_string())), of.album.is_some()),
        ("spoiler", json!(true), of.style.spoiler),
        ("above", json!(true), of.style.above),
        ("ttl", json!(of.style.ttl), of.style.ttl.is_some()),
        ("service", json!(true), of.service),
        ("edited", json!(true), of.edited),
        ("reply", json!(reply), reply.is_some()),
        ("topic", json!(of.topic.map(|topic| topic.0)), of.topic.is_some()),
        ("reactions", json!(of.reactions), !of.reactions.is_empty()),
        ("buttons", json!(rows), !rows.is_empty()),
        ("pinned", json!(true), of.pinned),
    ];
    for (name, value, there) in parts {
        if there {
            shown[name] = value;
        }
    }
    shown
}

/// One entry of the log.
pub fn event(world: &World, of: &Event) -> Value {
    let (kind, mut fields) = change(world, &of.what);
    fields.insert("seq".into(), json!(of.seq));
    fields.insert("at".into(), json!(of.at.0));
    fields.insert("kind".into(), json!(kind));
    Value::Object(fields)
}

fn change(world: &World, what: &Change) -> (&'static str, Map<String, Value>) {
    let group = |id: &GroupId| id.bot_api();
    let (kind, fields) = match what {
        Change::Sent { mailbox, message, .. } => ("message", in_box(world, *mailbox, message)),
        Change::Edited { mailbox, message, .. } => ("edited", in_box(world, *mailbox, message)),
        Change::Deleted { mailbox, chat: of, messages, .. } => {
            let ids: Vec<i32> = messages.iter().map(|message| message.id.0).collect();
            ("deleted", json!({ "chat": chat(*of), "of": owner(*mailbox), "messages": ids }))
        }
        Change::Pinned { chat: of, message, pinned, .. } => {
            ("pinned", json!({ "chat": chat(*of), "message": message.0, "pinned": pinned }))
        }
        Change::LookedAt { mailbox, message, .. } => {
            ("looked_at", json!({ "of": owner(*mailbox), "message": message.0 }))
        }
        Change::Reacted { message, by, new, .. } => {
            let new: Vec<String> = new.iter().map(ToString::to_string).collect();
            ("reacted", json!({ "chat": chat(message.chat), "message": message.id.0, "user": by.0, "reactions": new }))
        }
        Change::ReadInbox { reader, chat: of, max, unread, .. } => {
            ("read", json!({ "user": reader.0, "chat": chat(*of), "up_to": max.0, "unread": unread }))
        }
        Change::ReadOutbox { owner, chat: of, max, .. } => {
            ("read_by_other", json!({ "user": owner.0, "chat": chat(*of), "up_to": max.0 }))
        }
        Change::Typing { from, chat: of, topic } => {
            ("typing", json!({ "user": from.0, "chat": chat(*of), "topic": topic.map(|topic| topic.0) }))
        }
        Change::Member { group: of, user, by, new, .. } => {
            let role = crate::bot_api::render::role(world, *by, *user, new);
            ("member", json!({ "chat": group(of), "user": user.0, "by": by.0, "status": role["status"] }))
        }
        Change::JoinRequested { group: of, user, .. } => {
            ("join_requested", json!({ "chat": group(of), "user": user.0 }))
        }
        Change::GroupChanged { group: of } => ("group", json!({ "chat": group(of) })),
        Change::Pressed(press) => {
            let button = json!({ "user": press.user.0, "bot": press.bot.0, "chat": chat(press.chat), "message": press.message.0 });
            ("pressed", button)
        }
        Change::Answered { bot, user, answer, .. } => {
            ("answered", json!({ "bot": bot.0, "user": user.0, "text": answer.text, "alert": answer.alert }))
        }
        Change::Blocked { by, user, blocked } => ("blocked", json!({ "by": by.0, "user": user.0, "blocked": blocked })),
        Change::UserChanged { user } => ("user", json!({ "user": user.0 })),
        Change::Portrayed { user } => ("portrayed", json!({ "user": user.0 })),
        Change::TokenAccepted { session } => ("token_accepted", json!({ "session": session.0 })),
        Change::SignedIn { user, session } => ("signed_in", json!({ "user": user.0, "session": session.0 })),
        Change::Revoked { user, session } => ("revoked", json!({ "user": user.0, "session": session.0 })),
        Change::Cut { user } => ("cut", json!({ "user": user.0 })),
        Change::Struck { method, actor, .. } => {
            ("struck", json!({ "method": method, "user": actor.map(|actor| actor.0) }))
        }
        Change::Stranded { user } => ("stranded", json!({ "user": user.0 })),
        Change::PassedOver { user, mailbox } => ("passed_over", json!({ "user": user.0, "of": owner(*mailbox) })),
    };
    let Value::Object(fields) = fields else { return (kind, Map::new()) };
    (kind, fields)
}

fn owner(of: BoxId) -> i64 {
    match of {
        BoxId::User(user) => user.0,
        BoxId::Group(group) => group.bot_api(),
    }
}

/// A message as the owner of the box sees it; in a group, as its author does.
fn in_box(world: &World, of: BoxId, message: &Message) -> Value {
    let viewer = match of {
        BoxId::User(user) => user,
        BoxId::Group(_) => message.author,
    };
    let mut shown = seen(world, &world.show(viewer, message));
    shown["chat"] = json!(chat(message.chat));
    shown["of"] = json!(owner(of));
    shown
}

/// Who this is, with what only a test may know.
pub fn user(world: &World, id: UserId) -> Value {
    let Some(user) = world.users.get(&id) else { return Value::Null };
    let mut shown = json!({
        "id": id.0,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "username": user.username,
        "language": user.language,
        "is_bot": user.is_bot(),
    });
    if let Some(person) = user.person() {
        let sessions: Vec<Value> =
            world.sessions_of(id).map(|s| json!({ "id": s.id.0, "dc": s.dc, "device": s.device })).collect();
        shown["phone"] = json!(person.phone);
        shown["dc"] = json!(person.dc);
        shown["codes"] = json!(person.codes.ways.iter().map(|way| way.name()).collect::<Vec<_>>());
        shown["code_wait"] = json!(person.codes.wait);
        shown["login_code"] = json!(world.login_code(id));
        shown["password"] = json!(person.password.as_ref().map(|password| &password.text));
        shown["sessions"] = json!(sessions);
    }
    if let Some(bot) = user.bot() {
        shown["token"] = json!(bot.token);
        shown["reads_all"] = json!(bot.reads_all);
    }
    shown
}
