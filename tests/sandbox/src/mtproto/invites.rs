//! Invitation links and join requests. <https://core.telegram.org/api/invites>
use super::peers::{Peers, group};
use super::rpc::{Call, Reply, RpcError};
use crate::clock::Time;
use crate::world::{Chat, GroupId, Invite, InviteOptions, JoinRequest, Joined, Refusal, RequestState, UserId, World};
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

pub fn hide_all_chat_join_requests(
    call: &mut Call<'_>,
    q: f::messages::HideAllChatJoinRequests,
) -> Reply<enums::Updates> {
    let (me, id) = (call.me()?, call.group_peer(&q.peer)?);
    let hash = q.link.as_deref().map(World::invite_hash);
    for request in pending(call, id)? {
        if hash.is_none_or(|hash| request.invite == hash) {
            call.world.decide_request(me, id, request.user, q.approved)?;
        }
    }
    call.changes(Vec::new())
}

fn pending(call: &Call<'_>, id: GroupId) -> Reply<Vec<JoinRequest>> {
    let all = &call.world.group(id)?.requests;
    Ok(all.iter().filter(|r| r.state == RequestState::Pending).cloned().collect())
}

/// Links, and who came by them, are for those who may invite.
fn may_look(call: &Call<'_>, me: UserId, id: GroupId) -> Reply<()> {
    if call.world.group(id)?.role(me).rights().invite_users {
        return Ok(());
    }
    Err(Refusal::NotEnoughRights("see invitation links").into())
}

/// Who asks to join; who came by a link is not kept. <https://core.telegram.org/method/messages.getChatInviteImporters>
pub fn get_chat_invite_importers(
    call: &mut Call<'_>,
    q: f::messages::GetChatInviteImporters,
) -> Reply<enums::messages::ChatInviteImporters> {
    let (me, id) = (call.me()?, call.group_peer(&q.peer)?);
    may_look(call, me, id)?;
    if !q.requested {
        call.world.unimplemented("mtproto messages.getChatInviteImporters of those who joined");
        return Err(RpcError::bad("SANDBOX_UNIMPLEMENTED_importers"));
    }
    let hash = q.link.as_deref().map(World::invite_hash);
    let asking: Vec<_> = pending(call, id)?.into_iter().filter(|r| hash.is_none_or(|hash| r.invite == hash)).collect();
    let limit = usize::try_from(q.limit).unwrap_or(0).clamp(1, 100);
    let mut peers = Peers::default();
    let importer = |request: &JoinRequest| {
        peers.add(Chat::User(request.user));
        types::ChatInviteImporter {
            requested: true,
            via_chatlist: false,
            user_id: request.user.0,
            date: request.at.unix(),
            about: None,
            approved_by: None,
        }
        .into()
    };
    let importers = asking.iter().take(limit).map(importer).collect();
    let count = i32::try_from(asking.len()).unwrap_or(i32::MAX);
    Ok(types::messages::ChatInviteImporters { count, importers, users: peers.users(call.world, me) }.into())
}

pub fn get_exported_chat_invites(
    call: &mut Call<'_>,
    q: f::messages::GetExportedChatInvites,
) -> Reply<enums::messages::ExportedChatInvites> {
    let (me, id) = (call.me()?, call.group_peer(&q.peer)?);
    may_look(call, me, id)?;
    let by = call.user(&q.admin_id)?;
    let invites = call.world.group(id)?.invites.values();
    let invites: Vec<_> = invites.filter(|i| i.by == by && i.revoked == q.revoked).map(exported).collect();
    let count = i32::try_from(invites.len()).unwrap_or(i32::MAX);
    let users = Peers::of([Chat::User(by)]).users(call.world, me);
    Ok(types::messages::ExportedChatInvites { count, invites, users }.into())
}

fn shown(call: &Call<'_>, me: UserId, invite: &Invite) -> enums::messages::ExportedChatInvite {
    let users = Peers::of([Chat::User(invite.by)]).users(call.world, me);
    types::messages::ExportedChatInvite { invite: exported(invite), users }.into()
}

pub fn get_exported_chat_invite(
    call: &mut Call<'_>,
    q: f::messages::GetExportedChatInvite,
) -> Reply<enums::messages::ExportedChatInvite> {
    let (me, id) = (call.me()?, call.group_peer(&q.peer)?);
    may_look(call, me, id)?;
    let found = call.world.group(id)?.invites.get(World::invite_hash(&q.link)).ok_or(Refusal::InviteExpired)?;
    Ok(shown(call, me, found))
}

/// <https://core.telegram.org/method/messages.editExportedChatInvite>
pub fn edit_exported_chat_invite(
    call: &mut Call<'_>,
    q: f::messages::EditExportedChatInvite,
) -> Reply<enums::messages::ExportedChatInvite> {
    let (me, id) = (call.me()?, call.group_peer(&q.peer)?);
    let hash = World::invite_hash(&q.link).to_owned();
    let changed = if q.revoked {
        call.world.revoke_invite(me, id, &hash)?
    } else {
        let was = call.world.group(id)?.invites.get(&hash).ok_or(Refusal::InviteExpired)?;
        // What is not named stays; 0 takes a limit away.
        let options = InviteOptions {
            name: q.title.or(was.name.clone()),
            expires: q.expire_date.map_or(was.expires, |at| (at > 0).then_some(Time(i64::from(at) * 1000))),
            limit: q.usage_limit.map_or(was.limit, |n| u32::try_from(n).ok().filter(|n| *n > 0)),
            approval: q.request_needed.unwrap_or(was.approval),
        };
        call.world.edit_invite(me, id, &hash, options)?
    };
    Ok(shown(call, me, &changed))
}
