//! Users and chats.
use super::Object;
use crate::world::{Chat, Group, Permissions, User, UserId, World};
use serde_json::{Value, json};

/// Stands for anonymous administrators. <https://core.telegram.org/bots/api#message>
const ANONYMOUS: i64 = 1_087_968_824;

/// <https://core.telegram.org/bots/api#user>
pub fn user(world: &World, id: UserId) -> Value {
    match world.users.get(&id) {
        Some(known) => user_fields(known).done(),
        // Gone people keep their id and lose their name.
        None => json!({ "id": id.0, "is_bot": false, "first_name": "" }),
    }
}

fn user_fields(known: &User) -> Object {
    let mut fields = Object::default();
    let name = if known.deleted { "" } else { known.first_name.as_str() };
    fields
        .set("id", known.id.0)
        .set("is_bot", known.is_bot())
        .set("first_name", name)
        .maybe("last_name", known.last_name.clone())
        .maybe("username", known.username.clone());
    if !known.is_bot() {
        fields.maybe("language_code", known.language.clone());
    }
    fields
}

/// Who an anonymous administrator's message is from.
pub fn anonymous() -> Value {
    json!({ "id": ANONYMOUS, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot" })
}

/// <https://core.telegram.org/bots/api#chat>
pub fn chat(world: &World, of: Chat) -> Value {
    match of {
        Chat::User(id) => {
            let mut fields = Object::default();
            fields.set("id", id.0).set("type", "private");
            if let Some(known) = world.users.get(&id) {
                fields
                    .set("first_name", known.first_name.clone())
                    .maybe("last_name", known.last_name.clone())
                    .maybe("username", known.username.clone());
            }
            fields.done()
        }
        Chat::Group(id) => {
            let mut fields = Object::default();
            let broadcast = world.groups.get(&id).is_some_and(|g| g.broadcast);
            let kind = if id.is_basic() {
                "group"
            } else if broadcast {
                "channel"
            } else {
                "supergroup"
            };
            fields.set("id", id.bot_api()).set("type", kind);
            if let Some(group) = world.groups.get(&id) {
                fields
                    .set("title", group.title.clone())
                    .maybe("username", group.username.clone())
                    .flag("is_forum", group.forum);
            }
            fields.done()
        }
    }
}

/// <https://core.telegram.org/bots/api#chatfullinfo>
pub fn full_chat(world: &World, bot: UserId, of: Chat) -> Value {
    let mut fields = Object::from(chat(world, of));
    fields.set("accent_color_id", 0).set("max_reaction_count", 11).set(
        "accepted_gift_types",
        json!({
            "unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false,
            "premium_subscription": false, "gifts_from_channels": false,
        }),
    );
    let Chat::Group(id) = of else {
        let username = match of {
            Chat::User(id) => world.users.get(&id).and_then(|u| u.username.clone()),
            Chat::Group(_) => None,
        };
        fields.maybe("active_usernames", username.map(|name| json!([name])));
        return fields.done();
    };
    if let Some(group) = world.groups.get(&id) {
        describe(&mut fields, world, bot, group);
    }
    fields.done()
}

fn describe(fields: &mut Object, world: &World, bot: UserId, group: &Group) {
    let rights = group.role(bot).rights();
    let primary = group.invites.values().find(|i| i.by == bot && i.primary && !i.revoked);
    let pinned = group.mailbox.messages.values().rev().find(|m| m.pinned);
    fields
        .maybe("active_usernames", group.username.clone().map(|n| json!([n])))
        .maybe("description", Some(group.about.clone()).filter(|a| !a.is_empty()))
        .set("permissions", permissions(&group.permissions))
        .set("join_to_send_messages", true)
        .flag("has_protected_content", group.protected)
        .maybe("linked_chat_id", group.linked.map(|id| id.bot_api()))
        .maybe("pinned_message", pinned.map(|m| super::message(world, bot, m)));
    if rights.invite_users {
        fields.maybe("invite_link", primary.map(|i| i.url()));
    }
}

/// <https://core.telegram.org/bots/api#chatpermissions>
pub fn permissions(given: &Permissions) -> Value {
    let send = given.send;
    json!({
        "can_send_messages": send, "can_send_audios": send, "can_send_documents": send, "can_send_photos": send,
        "can_send_videos": send, "can_send_video_notes": send, "can_send_voice_notes": send, "can_send_polls": send,
        "can_send_other_messages": send, "can_add_web_page_previews": send, "can_react_to_messages": true, "can_edit_tag": true, "can_change_info": given.change_info,
        "can_invite_users": given.invite, "can_pin_messages": given.pin, "can_manage_topics": given.manage_topics,
    })
}
