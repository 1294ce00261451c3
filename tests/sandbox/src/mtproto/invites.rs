//! Invitation links and join requests. <https://core.telegram.org/api/invites>
use super::peers::group;
use super::rpc::{Call, Reply};
use crate::clock::Time;
use crate::world::{Invite, InviteOptions, Joined, Refusal};
use grammers_tl_types::{enums, functions as f, types};

fn exported(invite: &Invite) -> enums::ExportedChatInvite {
    let int = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    types::ChatInviteExported {
        revoked: invite.revoked,
        permanent: invite.primary,
        request_needed: invite.approval,
        link: invite.url(),
        admin_id: invite.by.0,
        date: invite.created.unix(),
        start_date: None,
        expire_date: invite.expires.map(Time::unix),
        usage_limit: invite.limit.map(int),
        usage: Some(int(invite.uses)),
        requested: None,
        subscription_expired: None,
        title: invite.name.clone(),
        subscription_pricing: None,
    }
    .into()
}

pub fn export_chat_invite(call: &mut Call<'_>, q: f::messages::ExportChatInvite) -> Reply<enums::ExportedChatInvite> {
    let (me, id) = (call.me()?, call.group_peer(&q.peer)?);
    let options = InviteOptions {
        name: q.title,
        expires: q.expire_date.map(|at| Time(i64::from(at) * 1000)),
        limit: q.usage_limit.and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0),
        approval: q.request_needed,
    };
    Ok(exported(&call.world.create_invite(me, id, options)?))
}

pub fn check_chat_invite(call: &mut Call<'_>, q: f::messages::CheckChatInvite) -> Reply<enums::ChatInvite> {
    let me = call.me()?;
    let (id, invite) = call.world.check_invite(&q.hash)?;
    let known = call.world.group(id)?;
    if known.is_member(me) {
        return Ok(types::ChatInviteAlready { chat: group(call.world, me, known) }.into());
    }
    Ok(types::ChatInvite {
        channel: true,
        broadcast: false,
        public: known.username.is_some(),
        megagroup: true,
        request_needed: invite.approval,
        verified: false,
        scam: false,
        fake: false,
        can_refulfill_subscription: false,
        title: known.title.clone(),
        about: Some(known.about.clone()).filter(|a| !a.is_empty()),
        photo: types::PhotoEmpty { id: 0 }.into(),
        participants_count: i32::try_from(known.present().count()).unwrap_or(i32::MAX),
        participants: None,
        color: 0,
        subscription_pricing: None,
        subscription_form_id: None,
        bot_verification: None,
    }
    .into())
}

pub fn import_chat_invite(
    call: &mut Call<'_>,
    q: f::messages::ImportChatInvite,
) -> Reply<enums::messages::ChatInviteJoinResult> {
    let me = call.me()?;
    match call.world.follow_invite(me, &q.hash)? {
        Joined::Now(_) => {
            let updates = call.changes(Vec::new())?;
            Ok(types::messages::ChatInviteJoinResultOk { updates }.into())
        }
        Joined::Asked(_) => Err(Refusal::InviteRequested.into()),
    }
}

pub fn hide_chat_join_request(call: &mut Call<'_>, q: f::messages::HideChatJoinRequest) -> Reply<enums::Updates> {
    let (me, id) = (call.me()?, call.group_peer(&q.peer)?);
    let user = call.user(&q.user_id)?;
    call.world.decide_request(me, id, user, q.approved)?;
    call.changes(Vec::new())
}
