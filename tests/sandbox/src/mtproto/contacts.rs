//! People: profiles, names, blocks.
use super::media;
use super::peers::{Peers, blank, no_notify_settings, peer, user};
use super::rpc::{Call, Reply, RpcError};
use crate::world::{Chat, UserId};
use grammers_tl_types::{Serializable, enums, functions as f, types};

pub fn get_users(call: &mut Call<'_>, q: f::users::GetUsers) -> Reply<Vec<enums::User>> {
    let me = call.me()?;
    // Unknown ones come back empty rather than failing the rest.
    Ok(q.id
        .iter()
        .map(|id| match call.user(id).ok().and_then(|id| call.world.users.get(&id)) {
            Some(known) => user(call.world, me, known),
            None => types::UserEmpty { id: 0 }.into(),
        })
        .collect())
}

pub fn get_full_user(call: &mut Call<'_>, q: f::users::GetFullUser) -> Reply<enums::users::UserFull> {
    let (me, id) = (call.me()?, call.user(&q.id)?);
    let settings: enums::PeerSettings =
        blank::<types::PeerSettings>(&[]).ok_or(RpcError::bad("USER_ID_INVALID"))?.into();
    // Two flag words and the id lie before the settings.
    let mut prefix = vec![0; 16];
    settings.serialize(&mut prefix);
    no_notify_settings().serialize(&mut prefix);
    let empty = blank::<types::UserFull>(&prefix).ok_or(RpcError::bad("USER_ID_INVALID"))?;
    let blocked = call.world.user(me)?.blocked.contains(&id);
    let shared = call.world.groups.values().filter(|g| g.is_member(me) && g.is_member(id)).count();
    let full_user = types::UserFull {
        id: id.0,
        profile_photo: media::portrait(call.world, me, id),
        about: Some(call.world.user(id)?.about.clone()).filter(|about| !about.is_empty()),
        blocked,
        voice_messages_forbidden: call.world.user(id)?.person().is_some_and(|p| !p.hears_voice),
        ttl_period: Some(call.world.timer(me, Chat::User(id))).filter(|s| *s > 0).and_then(|s| i32::try_from(s).ok()),
        can_pin_message: true,
        common_chats_count: i32::try_from(shared).unwrap_or(i32::MAX),
        ..empty
    }
    .into();
    let users = Peers::of([Chat::User(id)]).users(call.world, me);
    Ok(types::users::UserFull { full_user, chats: Vec::new(), users }.into())
}

fn resolved(call: &Call<'_>, me: UserId, chat: Chat) -> enums::contacts::ResolvedPeer {
    let peers = Peers::of([chat]);
    types::contacts::ResolvedPeer {
        peer: peer(chat),
        chats: peers.chats(call.world, me),
        users: peers.users(call.world, me),
    }
    .into()
}

pub fn resolve_username(call: &mut Call<'_>, q: f::contacts::ResolveUsername) -> Reply<enums::contacts::ResolvedPeer> {
    let me = call.me()?;
    let chat = call.world.by_username(&q.username).ok_or(RpcError::bad("USERNAME_NOT_OCCUPIED"))?;
    Ok(resolved(call, me, chat))
}

pub fn resolve_phone(call: &mut Call<'_>, q: f::contacts::ResolvePhone) -> Reply<enums::contacts::ResolvedPeer> {
    let me = call.me()?;
    let id = call.world.by_phone(&q.phone).ok_or(RpcError::bad("PHONE_NOT_OCCUPIED"))?;
    Ok(resolved(call, me, Chat::User(id)))
}

pub fn block(call: &mut Call<'_>, q: f::contacts::Block) -> Reply<bool> {
    set_blocked(call, &q.id, true)
}
pub fn unblock(call: &mut Call<'_>, q: f::contacts::Unblock) -> Reply<bool> {
    set_blocked(call, &q.id, false)
}
fn set_blocked(call: &mut Call<'_>, who: &enums::InputPeer, blocked: bool) -> Reply<bool> {
    let me = call.me()?;
    let Chat::User(user) = call.peer(who)? else {
        return Err(RpcError::bad("PEER_ID_INVALID"));
    };
    call.world.block(me, user, blocked)?;
    Ok(true)
}
