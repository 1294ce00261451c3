//! Members and invitation links.
use super::{Object, user};
use crate::world::{Group, Invite, Rights, Role, UserId, World};
use serde_json::{Value, json};

/// <https://core.telegram.org/bots/api#chatmember>, as a bot of that group sees it.
pub fn member(world: &World, bot: UserId, group: &Group, of: UserId) -> Value {
    role(world, bot, of, &group.role(of))
}

/// The same for a role that may be past.
pub fn role(world: &World, bot: UserId, of: UserId, role: &Role) -> Value {
    let mut fields = Object::default();
    fields.set("user", user(world, of));
    match role {
        Role::Creator { anonymous } => {
            fields.set("status", "creator").set("is_anonymous", *anonymous);
        }
        Role::Admin { rights, by, title } => {
            fields.set("status", "administrator").set("can_be_edited", *by == bot).maybe("custom_title", title.clone());
            put_rights(&mut fields, *rights);
        }
        Role::Member => drop(fields.set("status", "member")),
        Role::Restricted { may, until } => {
            fields.set("status", "restricted").set("is_member", true).set("until_date", until.map_or(0, |t| t.unix()));
            fields.merge(super::chat::permissions(may));
        }
        Role::Left => drop(fields.set("status", "left")),
        Role::Banned { until } => {
            // 0 means for ever.
            let until = until.map_or(0, |t| t.unix());
            fields.set("status", "kicked").set("until_date", until);
        }
    }
    fields.done()
}

/// <https://core.telegram.org/bots/api#chatmemberadministrator>
pub fn put_rights(fields: &mut Object, rights: Rights) {
    fields
        .set("is_anonymous", rights.anonymous)
        .set("can_manage_chat", rights.other)
        .set("can_change_info", rights.change_info)
        .set("can_delete_messages", rights.delete_messages)
        .set("can_restrict_members", rights.ban_users)
        .set("can_invite_users", rights.invite_users)
        .set("can_pin_messages", rights.pin_messages)
        .set("can_promote_members", rights.add_admins)
        .set("can_manage_topics", rights.manage_topics)
        .set("can_manage_video_chats", rights.manage_call)
        .set("can_post_stories", false)
        .set("can_edit_stories", false)
        .set("can_delete_stories", false)
        .set("can_send_welcome_messages", false)
        .set("can_manage_tags", false);
}

/// <https://core.telegram.org/bots/api#chatinvitelink>. Links of others are shown without their second half.
pub fn invite(world: &World, bot: UserId, group: &Group, link: &Invite) -> Value {
    let url = if link.by == bot {
        link.url()
    } else {
        let shown: String = link.hash.chars().take(8).collect();
        format!("https://t.me/+{shown}...")
    };
    let waiting = group
        .requests
        .iter()
        .filter(|r| r.invite == link.hash && r.state == crate::world::RequestState::Pending)
        .count();
    let mut fields = Object::from(json!({
        "invite_link": url,
        "creator": user(world, link.by),
        "creates_join_request": link.approval,
        "is_primary": link.primary,
        "is_revoked": link.revoked,
    }));
    fields
        .maybe("name", link.name.clone())
        .maybe("expire_date", link.expires.map(|t| t.unix()))
        .maybe("member_limit", link.limit)
        .maybe("pending_join_request_count", (waiting > 0).then_some(waiting));
    fields.done()
}
