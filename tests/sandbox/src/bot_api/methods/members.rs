//! Members of groups. <https://core.telegram.org/bots/api#getchatmember> and following
use super::Turn;
use crate::bot_api::failure::{Answer, Failure};
use crate::bot_api::render;
use crate::clock::Time;
use crate::world::{Chat, Permissions, Refusal, Rights, Role, User};
use serde_json::{Value, json};

pub fn get(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let user = turn.user()?;
    turn.world.can_see(turn.bot, Chat::Group(group))?;
    let group = turn.world.group(group)?;
    Ok(render::member(turn.world, turn.bot, group, user))
}

/// Other bots are left out unless asked for, as documented. <https://core.telegram.org/bots/api#getchatadministrators>
pub fn administrators(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    turn.world.can_see(turn.bot, Chat::Group(group))?;
    let group = turn.world.group(group)?;
    let listed = group.present().filter(|(user, member)| {
        let other_bot =
            !turn.call.flag("return_bots") && *user != turn.bot && turn.world.users.get(user).is_some_and(User::is_bot);
        member.role.is_admin() && !other_bot
    });
    let shown = listed.map(|(user, _)| render::member(turn.world, turn.bot, group, user));
    Ok(Value::Array(shown.collect()))
}

pub fn count(turn: &mut Turn) -> Answer {
    match turn.chat()? {
        Chat::User(_) => Ok(json!(2)),
        Chat::Group(id) => {
            turn.world.can_see(turn.bot, Chat::Group(id))?;
            Ok(json!(turn.world.group(id)?.present().count()))
        }
    }
}

/// <https://core.telegram.org/bots/api#banchatmember>
pub fn ban(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let user = turn.user()?;
    let until = turn.call.int::<i64>("until_date")?.filter(|t| *t > 0);
    // Less than 30 seconds or more than 366 days means for ever.
    let until = until.map(|seconds| Time(seconds * 1000)).filter(|until| {
        let ahead = until.since(turn.world.now()).as_secs();
        (30..=366 * 86_400).contains(&ahead)
    });
    finish(turn.world.ban(turn.bot, group, user, until))
}

/// <https://core.telegram.org/bots/api#restrictchatmember>
pub fn restrict(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let user = turn.user()?;
    let may = permissions(turn)?;
    let until = turn.call.int::<i64>("until_date")?.filter(|t| *t > 0).map(|seconds| Time(seconds * 1000));
    finish(turn.world.restrict(turn.bot, group, user, may, until))
}

/// <https://core.telegram.org/bots/api#setchatpermissions>
pub fn set_permissions(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let may = permissions(turn)?;
    if may == turn.world.group(group)?.permissions {
        return Err(Failure::bad("CHAT_NOT_MODIFIED"));
    }
    finish(turn.world.set_permissions(turn.bot, group, may))
}

/// `permissions`; the kinds of media are not told apart here. <https://core.telegram.org/bots/api#chatpermissions>
fn permissions(turn: &Turn) -> Result<Permissions, Failure> {
    let given = turn.call.json("permissions")?;
    let given =
        given.filter(Value::is_object).ok_or_else(|| Failure::bad("can't parse permissions: expected an Object"))?;
    let may = |name: &str| given[name] == true;
    // Left out, it follows the right to pin.
    let manage_topics = given.get("can_manage_topics").map_or(may("can_pin_messages"), |value| value == true);
    Ok(Permissions {
        send: may("can_send_messages"),
        invite: may("can_invite_users"),
        pin: may("can_pin_messages"),
        change_info: may("can_change_info"),
        manage_topics,
    })
}

/// <https://core.telegram.org/bots/api#setchatadministratorcustomtitle>
pub fn set_admin_title(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let user = turn.user()?;
    let title = turn.call.text("custom_title").unwrap_or_default();
    match turn.world.set_admin_title(turn.bot, group, user, title) {
        Err(Refusal::Login("USER_ADMIN_INVALID")) => Err(Failure::bad("user is not an administrator")),
        done => finish(done),
    }
}

/// <https://core.telegram.org/bots/api#setchatdescription>
pub fn set_description(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let words = turn.call.text("description").unwrap_or_default();
    match turn.world.set_about(turn.bot, group, words) {
        Err(Refusal::Login("CHAT_ABOUT_NOT_MODIFIED")) => Err(Failure::bad("chat description is not modified")),
        done => finish(done),
    }
}

/// Takes a member out as well, unless `only_if_banned`. <https://core.telegram.org/bots/api#unbanchatmember>
pub fn unban(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let user = turn.user()?;
    if !turn.call.flag("only_if_banned") && turn.world.group(group)?.is_member(user) {
        turn.world.ban(turn.bot, group, user, None)?;
    }
    finish(turn.world.unban(turn.bot, group, user))
}

/// <https://core.telegram.org/bots/api#promotechatmember>
pub fn promote(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let user = turn.user()?;
    let flag = |name: &str| turn.call.flag(name);
    let rights = Rights {
        change_info: flag("can_change_info"),
        delete_messages: flag("can_delete_messages"),
        ban_users: flag("can_restrict_members"),
        invite_users: flag("can_invite_users"),
        pin_messages: flag("can_pin_messages"),
        add_admins: flag("can_promote_members"),
        manage_topics: flag("can_manage_topics"),
        manage_call: flag("can_manage_video_chats"),
        anonymous: flag("is_anonymous"),
        other: flag("can_manage_chat"),
    };
    if let Role::Creator { .. } = turn.world.group(group)?.role(user) {
        return Err(Failure::bad("can't remove chat owner"));
    }
    finish(turn.world.promote(turn.bot, group, user, rights, None))
}

pub fn leave(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    turn.world.can_see(turn.bot, Chat::Group(group))?;
    finish(turn.world.leave(turn.bot, group))
}

pub fn set_title(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let title = turn.call.text("title").unwrap_or_default();
    if !(1..=128).contains(&title.chars().count()) {
        return Err(Failure::bad("chat title is empty"));
    }
    match turn.world.set_title(turn.bot, group, title) {
        Err(Refusal::NotModified) => Err(Failure::bad("chat title is not modified")),
        done => finish(done),
    }
}

fn finish(done: Result<(), Refusal>) -> Answer {
    match done {
        Ok(()) => Ok(json!(true)),
        Err(Refusal::NotParticipant) => Err(Failure::bad("USER_NOT_PARTICIPANT")),
        Err(other) => Err(other.into()),
    }
}
