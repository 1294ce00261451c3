//! Invitation links and join requests. <https://core.telegram.org/bots/api#createchatinvitelink> and following
use super::Turn;
use crate::bot_api::failure::{Answer, Failure};
use crate::bot_api::render;
use crate::clock::Time;
use crate::world::{GroupId, Invite, InviteOptions, World};
use serde_json::json;

/// A new primary link; the former one dies. <https://core.telegram.org/bots/api#exportchatinvitelink>
pub fn export(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let link = turn.world.export_invite(turn.bot, group)?;
    Ok(json!(link.url()))
}

pub fn create(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let options = options(turn)?;
    let link = turn.world.create_invite(turn.bot, group, options)?;
    shown(turn, group, &link)
}

pub fn edit(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let options = options(turn)?;
    let hash = hash(turn)?;
    let link = turn.world.edit_invite(turn.bot, group, &hash, options)?;
    shown(turn, group, &link)
}

pub fn revoke(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    let hash = hash(turn)?;
    let link = turn.world.revoke_invite(turn.bot, group, &hash)?;
    shown(turn, group, &link)
}

pub fn approve(turn: &mut Turn) -> Answer {
    decide(turn, true)
}
pub fn decline(turn: &mut Turn) -> Answer {
    decide(turn, false)
}

fn decide(turn: &mut Turn, approve: bool) -> Answer {
    let group = turn.group()?;
    let user = turn.user()?;
    turn.world.decide_request(turn.bot, group, user, approve)?;
    Ok(json!(true))
}

fn hash(turn: &Turn) -> Result<String, Failure> {
    let link = turn.call.text("invite_link");
    let link = link.ok_or_else(|| Failure::bad("invite link is not specified"))?;
    Ok(World::invite_hash(link).to_owned())
}

fn options(turn: &Turn) -> Result<InviteOptions, Failure> {
    let call = turn.call;
    let limit = call.int::<u32>("member_limit")?.filter(|n| *n > 0);
    let approval = call.flag("creates_join_request");
    if limit.is_some_and(|n| n > 99_999) {
        return Err(Failure::bad("invite link member limit must be in 1-99999"));
    }
    if approval && limit.is_some() {
        return Err(Failure::bad("member limit can't be specified for links requiring administrator approval"));
    }
    let name = call.text("name").map(str::to_owned);
    if name.as_ref().is_some_and(|n| n.chars().count() > 32) {
        return Err(Failure::bad("invite link name is too long"));
    }
    let expires = call.int::<i64>("expire_date")?.filter(|t| *t > 0);
    let expires = expires.map(|seconds| Time(seconds * 1000));
    if expires.is_some_and(|at| at <= turn.world.now()) {
        return Err(Failure::bad("EXPIRE_DATE_INVALID"));
    }
    Ok(InviteOptions { name, expires, limit, approval })
}

fn shown(turn: &Turn, group: GroupId, link: &Invite) -> Answer {
    let group = turn.world.group(group)?;
    Ok(render::invite(turn.world, turn.bot, group, link))
}
