//! Supergroups: settings, members, rights. <https://core.telegram.org/api/channel>
use super::peers::{
    Peers, admin_rights, banned, blank, group, no_notify_settings, permissions_from, rights_from, user_peer, withheld,
};
use super::rpc::{Call, Reply, RpcError};
use crate::clock::Time;
use crate::world::{Chat, Group, GroupId, Member, Permissions, Refusal, RequestState, Role, UserId};
use grammers_tl_types::{Serializable, enums, functions as f, types};

pub fn create_channel(call: &mut Call<'_>, q: f::channels::CreateChannel) -> Reply<enums::Updates> {
    let me = call.me()?;
    match q.megagroup {
        true => call.world.create_group(me, &q.title, &q.about, q.forum)?,
        false => call.world.create_channel(me, &q.title, &q.about)?,
    };
    call.changes(Vec::new())
}

fn chats(list: Vec<enums::Chat>) -> enums::messages::Chats {
    types::messages::Chats { chats: list }.into()
}

pub fn get_channels(call: &mut Call<'_>, q: f::channels::GetChannels) -> Reply<enums::messages::Chats> {
    let me = call.me()?;
    let mut list = Vec::new();
    for channel in &q.id {
        let id = call.group(channel)?;
        list.push(group(call.world, me, call.world.group(id)?));
    }
    Ok(chats(list))
}

pub fn get_full_channel(call: &mut Call<'_>, q: f::channels::GetFullChannel) -> Reply<enums::messages::ChatFull> {
    let (me, id) = (call.me()?, call.group(&q.channel)?);
    call.world.can_see(me, Chat::Group(id))?;
    let known = call.world.group(id)?;
    // Flag words, id, an empty description and three counts lie before the photo.
    let mut prefix = vec![0; 8 + 8 + 4 + 12];
    enums::Photo::from(types::PhotoEmpty { id: 0 }).serialize(&mut prefix);
    no_notify_settings().serialize(&mut prefix);
    Vec::<enums::BotInfo>::new().serialize(&mut prefix);
    let empty = blank::<types::ChannelFull>(&prefix).ok_or(RpcError::bad("CHANNEL_INVALID"))?;
    let role = known.role(me);
    let pending = known.requests.iter().filter(|r| r.state == RequestState::Pending);
    let requesters: Vec<i64> = pending.map(|r| r.user.0).collect();
    let may_know = role.rights().invite_users;
    let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let chat = Chat::Group(id);
    let full_chat = types::ChannelFull {
        id: id.0,
        about: known.about.clone(),
        can_view_participants: true,
        can_set_username: matches!(role, Role::Creator { .. }),
        participants_count: Some(count(known.present().count())),
        admins_count: role.is_admin().then(|| count(known.present().filter(|(_, m)| m.role.is_admin()).count())),
        read_inbox_max_id: call.world.read_up_to(me, chat).0,
        read_outbox_max_id: call.world.read_by_others(me, chat).0,
        unread_count: i32::try_from(call.world.unread(me, chat)).unwrap_or(i32::MAX),
        linked_chat_id: known.linked.map(|g| g.0),
        requests_pending: may_know.then(|| count(requesters.len())),
        recent_requesters: may_know.then(|| requesters.clone()),
        pts: known.mailbox.pts,
        ..empty
    };
    let mut peers = Peers::of([chat, Chat::User(me)]);
    requesters.into_iter().filter(|_| may_know).for_each(|u| peers.add(Chat::User(UserId(u))));
    let (chats, users) = (peers.chats(call.world, me), peers.users(call.world, me));
    Ok(types::messages::ChatFull { full_chat: full_chat.into(), chats, users }.into())
}

fn participant(me: UserId, id: UserId, member: &Member, group: &Group) -> enums::ChannelParticipant {
    let (user_id, date) = (id.0, member.since.unix());
    match &member.role {
        Role::Creator { .. } => types::ChannelParticipantCreator {
            user_id,
            admin_rights: admin_rights(member.role.rights(), false),
            rank: None,
        }
        .into(),
        Role::Admin { rights, by, title } => types::ChannelParticipantAdmin {
            can_edit: group.creator() == Some(me) || *by == me,
            is_self: id == me,
            user_id,
            // Present exactly when it is oneself.
            inviter_id: (id == me).then(|| member.invited_by.unwrap_or(*by).0),
            promoted_by: by.0,
            date,
            admin_rights: admin_rights(*rights, false),
            rank: title.clone(),
        }
        .into(),
        Role::Member if id == me => types::ChannelParticipantSelf {
            via_request: false,
            user_id,
            inviter_id: member.invited_by.map_or(0, |u| u.0),
            date,
            subscription_until_date: None,
            rank: None,
        }
        .into(),
        Role::Member => types::ChannelParticipant { user_id, date, subscription_until_date: None, rank: None }.into(),
        Role::Restricted { may, until } => types::ChannelParticipantBanned {
            left: false,
            peer: user_peer(id),
            kicked_by: group.creator().map_or(0, |u| u.0),
            date,
            banned_rights: withheld(*may, until.map_or(0, Time::unix)),
            rank: None,
        }
        .into(),
        Role::Left => types::ChannelParticipantLeft { peer: user_peer(id) }.into(),
        Role::Banned { until } => types::ChannelParticipantBanned {
            left: true,
            peer: user_peer(id),
            kicked_by: group.creator().map_or(0, |u| u.0),
            date,
            banned_rights: banned(true, until.map_or(0, Time::unix)).into(),
            rank: None,
        }
        .into(),
    }
}

pub fn get_participant(
    call: &mut Call<'_>,
    q: f::channels::GetParticipant,
) -> Reply<enums::channels::ChannelParticipant> {
    let (me, id) = (call.me()?, call.group(&q.channel)?);
    call.world.can_see(me, Chat::Group(id))?;
    let Chat::User(user) = call.peer(&q.participant)? else {
        return Err(RpcError::bad("PARTICIPANT_ID_INVALID"));
    };
    let known = call.world.group(id)?;
    let member = known.members.get(&user).filter(|m| m.role != Role::Left).ok_or(Refusal::NotParticipant)?;
    let participant = participant(me, user, member, known);
    let peers = Peers::of([Chat::Group(id), Chat::User(user)]);
    let (chats, users) = (peers.chats(call.world, me), peers.users(call.world, me));
    Ok(types::channels::ChannelParticipant { participant, chats, users }.into())
}

pub fn get_participants(
    call: &mut Call<'_>,
    q: f::channels::GetParticipants,
) -> Reply<enums::channels::ChannelParticipants> {
    use enums::ChannelParticipantsFilter as F;
    let (me, id) = (call.me()?, call.group(&q.channel)?);
    call.world.can_see(me, Chat::Group(id))?;
    let world = &*call.world;
    let known = world.group(id)?;
    let named = |user: &UserId, words: &str| {
        let user = world.users.get(user);
        user.is_some_and(|u| u.name().to_lowercase().contains(&words.to_lowercase()))
    };
    let fits = |user: &UserId, member: &Member| match &q.filter {
        F::ChannelParticipantsRecent => member.role.is_in(),
        F::ChannelParticipantsAdmins => member.role.is_admin(),
        F::ChannelParticipantsBots => member.role.is_in() && world.users.get(user).is_some_and(|u| u.is_bot()),
        F::ChannelParticipantsKicked(f) => matches!(member.role, Role::Banned { .. }) && named(user, &f.q),
        F::ChannelParticipantsBanned(f) => matches!(member.role, Role::Restricted { .. }) && named(user, &f.q),
        F::ChannelParticipantsSearch(f) => member.role.is_in() && named(user, &f.q),
        F::ChannelParticipantsContacts(_) => false,
        F::ChannelParticipantsMentions(f) => member.role.is_in() && named(user, f.q.as_deref().unwrap_or_default()),
    };
    let all: Vec<_> = known.members.iter().filter(|(user, member)| fits(user, member)).collect();
    let skip = usize::try_from(q.offset).unwrap_or(0);
    let limit = usize::try_from(q.limit).unwrap_or(0).min(200);
    let page: Vec<_> = all.iter().skip(skip).take(limit).collect();
    let mut peers = Peers::of([Chat::Group(id)]);
    page.iter().for_each(|(user, _)| peers.add(Chat::User(**user)));
    let participants = page.iter().map(|(user, member)| participant(me, **user, member, known)).collect();
    Ok(types::channels::ChannelParticipants {
        count: i32::try_from(all.len()).unwrap_or(i32::MAX),
        participants,
        chats: peers.chats(world, me),
        users: peers.users(world, me),
    }
    .into())
}

pub fn invite_to_channel(call: &mut Call<'_>, q: f::channels::InviteToChannel) -> Reply<enums::messages::InvitedUsers> {
    let (me, id) = (call.me()?, call.group(&q.channel)?);
    let users = q.users.iter().map(|u| call.user(u)).collect::<Reply<Vec<UserId>>>()?;
    let missing = call.world.invite(me, id, &users)?;
    let missing = missing.into_iter().map(|user| {
        types::MissingInvitee { premium_would_allow_invite: false, premium_required_for_pm: false, user_id: user.0 }
            .into()
    });
    let missing_invitees = missing.collect();
    let updates = call.changes(Vec::new())?;
    Ok(types::messages::InvitedUsers { updates, missing_invitees }.into())
}

/// The group has changed: the answer says so and shows it.
fn about(call: &mut Call<'_>, id: GroupId) -> Reply<enums::Updates> {
    call.changes_of(Peers::of([Chat::Group(id)]), vec![types::UpdateChannel { channel_id: id.0 }.into()])
}

pub fn edit_admin(call: &mut Call<'_>, q: f::channels::EditAdmin) -> Reply<enums::Updates> {
    let (me, id) = (call.me()?, call.group(&q.channel)?);
    let user = call.user(&q.user_id)?;
    call.world.promote(me, id, user, rights_from(q.admin_rights), q.rank)?;
    about(call, id)
}

/// Taking the right to see the group is a ban; giving everything back lifts it; anything between is a restriction.
pub fn edit_banned(call: &mut Call<'_>, q: f::channels::EditBanned) -> Reply<enums::Updates> {
    let (me, id) = (call.me()?, call.group(&q.channel)?);
    let Chat::User(user) = call.peer(&q.participant)? else {
        return Err(RpcError::bad("PARTICIPANT_ID_INVALID"));
    };
    let enums::ChatBannedRights::Rights(rights) = q.banned_rights;
    // 0 and anything beyond a year mean for ever. https://core.telegram.org/constructor/chatBannedRights
    let until = (rights.until_date > 0).then(|| Time(i64::from(rights.until_date) * 1000));
    if rights.view_messages {
        call.world.ban(me, id, user, until)?;
    } else if matches!(call.world.group(id)?.role(user), Role::Banned { .. }) {
        call.world.unban(me, id, user)?;
    } else if rights == banned(false, rights.until_date) {
        match call.world.restrict(me, id, user, Permissions::ALL, None) {
            // Nothing to give back to somebody who is not here.
            Err(Refusal::NotParticipant) => {}
            done => done?,
        }
    } else {
        call.world.restrict(me, id, user, permissions_from(&rights), until)?;
    }
    about(call, id)
}

pub fn edit_title(call: &mut Call<'_>, q: f::channels::EditTitle) -> Reply<enums::Updates> {
    let (me, id) = (call.me()?, call.group(&q.channel)?);
    call.world.set_title(me, id, &q.title)?;
    about(call, id)
}

pub fn join_channel(call: &mut Call<'_>, q: f::channels::JoinChannel) -> Reply<enums::messages::ChatInviteJoinResult> {
    let (me, id) = (call.me()?, call.group(&q.channel)?);
    call.world.join_public(me, id)?;
    let updates = call.changes(Vec::new())?;
    Ok(types::messages::ChatInviteJoinResultOk { updates }.into())
}

pub fn leave_channel(call: &mut Call<'_>, q: f::channels::LeaveChannel) -> Reply<enums::Updates> {
    let (me, id) = (call.me()?, call.group(&q.channel)?);
    call.world.leave(me, id)?;
    about(call, id)
}

pub fn toggle_forum(call: &mut Call<'_>, q: f::channels::ToggleForum) -> Reply<enums::Updates> {
    let (me, id) = (call.me()?, call.group(&q.channel)?);
    if call.world.group(id)?.forum == q.enabled {
        return Err(RpcError::bad("CHAT_NOT_MODIFIED"));
    }
    call.world.set_forum(me, id, q.enabled)?;
    about(call, id)
}

pub fn update_username(call: &mut Call<'_>, q: f::channels::UpdateUsername) -> Reply<bool> {
    let (me, id) = (call.me()?, call.group(&q.channel)?);
    let username = Some(q.username.as_str()).filter(|name| !name.is_empty());
    call.world.set_group_username(me, id, username)?;
    Ok(true)
}

pub fn toggle_no_forwards(call: &mut Call<'_>, q: f::messages::ToggleNoForwards) -> Reply<enums::Updates> {
    let (me, id) = (call.me()?, call.group_peer(&q.peer)?);
    call.world.protect(me, id, q.enabled)?;
    call.changes(Vec::new())
}

pub fn toggle_slow_mode(call: &mut Call<'_>, q: f::channels::ToggleSlowMode) -> Reply<enums::Updates> {
    let (me, id) = (call.me()?, call.group(&q.channel)?);
    // https://core.telegram.org/method/channels.toggleSlowMode
    if ![0, 10, 30, 60, 300, 900, 3600].contains(&q.seconds) {
        return Err(RpcError::bad("SECONDS_INVALID"));
    }
    call.world.set_slow_mode(me, id, u32::try_from(q.seconds).ok().filter(|s| *s > 0))?;
    call.changes(Vec::new())
}
