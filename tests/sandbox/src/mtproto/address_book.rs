//! Whom an account knows: its address book, those it has blocked, and finding others.
//! <https://core.telegram.org/api/contacts>
use super::media;
use super::peers::{Peers, peer, user_peer};
use super::rpc::{Call, Reply, RpcError};
use crate::world::{Chat, UserId};
use grammers_tl_types::{enums, functions as f, types};

fn contact(call: &Call<'_>, me: UserId, id: UserId) -> types::Contact {
    let mutual = call.world.users.get(&id).is_some_and(|u| u.contacts.contains(&me));
    types::Contact { user_id: id.0, mutual }
}

fn known(call: &Call<'_>, me: UserId) -> Reply<Vec<UserId>> {
    Ok(call.world.user(me)?.contacts.iter().copied().collect())
}

pub fn get_contacts(call: &mut Call<'_>, _: f::contacts::GetContacts) -> Reply<enums::contacts::Contacts> {
    let me = call.me()?;
    let known = known(call, me)?;
    let contacts = known.iter().map(|id| contact(call, me, *id).into()).collect();
    let users = Peers::of(known.iter().copied().map(Chat::User)).users(call.world, me);
    Ok(types::contacts::Contacts { contacts, saved_count: i32::try_from(known.len()).unwrap_or(i32::MAX), users }
        .into())
}

pub fn get_contact_ids(call: &mut Call<'_>, _: f::contacts::GetContactIds) -> Reply<Vec<i32>> {
    let me = call.me()?;
    Ok(known(call, me)?.into_iter().filter_map(|id| i32::try_from(id.0).ok()).collect())
}

pub fn get_statuses(call: &mut Call<'_>, _: f::contacts::GetStatuses) -> Reply<Vec<enums::ContactStatus>> {
    let me = call.me()?;
    let status = |id: UserId| {
        let status = types::UserStatusRecently { by_me: false }.into();
        types::ContactStatus { user_id: id.0, status }.into()
    };
    Ok(known(call, me)?.into_iter().map(status).collect())
}

/// Those whose number nobody has are left out. <https://core.telegram.org/method/contacts.importContacts>
pub fn import_contacts(
    call: &mut Call<'_>,
    q: f::contacts::ImportContacts,
) -> Reply<enums::contacts::ImportedContacts> {
    let me = call.me()?;
    let mut imported = Vec::new();
    let mut peers = Peers::default();
    for enums::InputContact::InputPhoneContact(card) in q.contacts {
        let Some(id) = call.world.by_phone(&card.phone).filter(|id| *id != me) else {
            continue;
        };
        call.world.user_mut(me)?.contacts.insert(id);
        peers.add(Chat::User(id));
        imported.push(types::ImportedContact { user_id: id.0, client_id: card.client_id }.into());
    }
    let users = peers.users(call.world, me);
    let (popular_invites, retry_contacts) = (Vec::new(), Vec::new());
    Ok(types::contacts::ImportedContacts { imported, popular_invites, retry_contacts, users }.into())
}

pub fn add_contact(call: &mut Call<'_>, q: f::contacts::AddContact) -> Reply<enums::Updates> {
    let (me, id) = (call.me()?, call.user(&q.id)?);
    if id == me {
        return Err(RpcError::bad("CONTACT_ID_INVALID"));
    }
    if q.first_name.trim().is_empty() {
        return Err(RpcError::bad("CONTACT_NAME_EMPTY"));
    }
    call.world.user_mut(me)?.contacts.insert(id);
    call.changes_of(Peers::of([Chat::User(id)]), Vec::new())
}

pub fn delete_contacts(call: &mut Call<'_>, q: f::contacts::DeleteContacts) -> Reply<enums::Updates> {
    let me = call.me()?;
    for id in &q.id {
        let id = call.user(id)?;
        call.world.user_mut(me)?.contacts.remove(&id);
    }
    call.changes(Vec::new())
}

pub fn get_blocked(call: &mut Call<'_>, q: f::contacts::GetBlocked) -> Reply<enums::contacts::Blocked> {
    let me = call.me()?;
    let all = &call.world.user(me)?.blocked;
    let skip = usize::try_from(q.offset).unwrap_or(0);
    let limit = usize::try_from(q.limit).unwrap_or(0).clamp(1, 100);
    let page: Vec<UserId> = all.iter().copied().skip(skip).take(limit).collect();
    let date = call.world.now().unix();
    let blocked = page.iter().map(|id| types::PeerBlocked { peer_id: user_peer(*id), date }.into()).collect();
    let whole = page.len() == all.len();
    let count = i32::try_from(all.len()).unwrap_or(i32::MAX);
    let users = Peers::of(page.into_iter().map(Chat::User)).users(call.world, me);
    let chats = Vec::new();
    Ok(match whole {
        true => types::contacts::Blocked { blocked, chats, users }.into(),
        false => types::contacts::BlockedSlice { count, blocked, chats, users }.into(),
    })
}

/// By the beginning of a username or a word of a name; one's own chats and contacts stand apart.
pub fn search(call: &mut Call<'_>, q: f::contacts::Search) -> Reply<enums::contacts::Found> {
    let me = call.me()?;
    let words = q.q.trim_start_matches('@').to_lowercase();
    if words.is_empty() {
        return Err(RpcError::bad("SEARCH_QUERY_EMPTY"));
    }
    let begins = |name: &str| name.to_lowercase().split_whitespace().any(|word| word.starts_with(&words));
    let known = call.world.user(me)?;
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for user in call.world.users.values().filter(|u| u.id != me) {
        let mine = known.contacts.contains(&user.id) || known.dialogs.contains_key(&user.id);
        if mine && begins(&user.name()) {
            own.push(Chat::User(user.id));
        } else if user.username.as_deref().is_some_and(begins) {
            others.push(Chat::User(user.id));
        }
    }
    for group in call.world.groups.values() {
        if group.is_member(me) && begins(&group.title) {
            own.push(Chat::Group(group.id));
        } else if group.username.as_deref().is_some_and(begins) {
            others.push(Chat::Group(group.id));
        }
    }
    let limit = usize::try_from(q.limit).unwrap_or(0).clamp(1, 100);
    own.truncate(limit);
    others.truncate(limit);
    let peers = Peers::of(own.iter().chain(&others).copied());
    Ok(types::contacts::Found {
        my_results: own.into_iter().map(peer).collect(),
        results: others.into_iter().map(peer).collect(),
        chats: peers.chats(call.world, me),
        users: peers.users(call.world, me),
    }
    .into())
}

/// Nobody here has a gallery: at most one profile photo.
pub fn get_user_photos(call: &mut Call<'_>, q: f::photos::GetUserPhotos) -> Reply<enums::photos::Photos> {
    let (me, id) = (call.me()?, call.user(&q.user_id)?);
    let photos = if q.offset > 0 { Vec::new() } else { media::portrait(call.world, me, id).into_iter().collect() };
    let users = Peers::of([Chat::User(id)]).users(call.world, me);
    Ok(types::photos::Photos { photos, users }.into())
}

pub fn get_common_chats(call: &mut Call<'_>, q: f::messages::GetCommonChats) -> Reply<enums::messages::Chats> {
    let (me, other) = (call.me()?, call.user(&q.user_id)?);
    let shared = call.world.groups.values().filter(|g| g.is_member(me) && g.is_member(other));
    let newer = |id: &i64| q.max_id == 0 || *id < q.max_id;
    let shared: Vec<_> = shared.filter(|g| newer(&g.id.0)).map(|g| Chat::Group(g.id)).collect();
    let limit = usize::try_from(q.limit).unwrap_or(0).clamp(1, 100);
    let chats = Peers::of(shared.into_iter().take(limit)).chats(call.world, me);
    Ok(types::messages::Chats { chats }.into())
}
