//! The log in TL: what one account is told about an event. <https://core.telegram.org/api/updates>
use super::message::{all_reactions, message};
use super::peers::{Peers, peer, user_peer};
use crate::clock::Time;
use crate::world::{BoxId, Change, Chat, Door, Effect, Event, GroupId, RequestState, SessionId, UserId, World};
use grammers_tl_types::{enums, types};
use std::time::Duration;

/// Updates on their way to a connection, perhaps held up.
#[derive(Default)]
pub struct Pushed {
    pub updates: Vec<enums::Updates>,
    pub late: Option<Duration>,
}

/// What to push for the event at this log position to one connection of `me`: usually nothing or one bundle, changed by ordered faults.
pub fn push(world: &mut World, me: UserId, session: SessionId, dc: i32, at: usize) -> Pushed {
    // Updates go to the home data centre only.
    if world.users.get(&me).is_none_or(|user| user.dc() != dc) {
        return Pushed::default();
    }
    let event = &world.log[at];
    let mut peers = Peers::default();
    let mut list: Vec<enums::Update> = update(world, me, event, &mut peers).into_iter().collect();
    if let Change::SignedIn { user, session: new } = &event.what
        && (*user, *new != session) == (me, true)
    {
        let device = world.sessions_of(me).find(|s| s.id == *new).map(|s| s.device.clone());
        let hash = i64::from_ne_bytes(new.0.to_ne_bytes());
        let news = types::UpdateNewAuthorization {
            unconfirmed: true,
            hash,
            date: Some(event.at.unix()),
            device,
            location: Some("127.0.0.1".into()),
        };
        list.push(news.into());
    }
    let Some(first) = list.first() else {
        return Pushed::default();
    };
    let effect = world.take_fault(Door::Mtproto, name(first), Some(me));
    effect.iter().for_each(|effect| world.struck(Door::Mtproto, name(first), Some(me), effect));
    let (times, late) = match effect {
        Some(Effect::SkipUpdate) => (0, None),
        Some(Effect::DuplicateUpdate) => (2, None),
        Some(Effect::LateUpdate(span)) => (1, Some(span)),
        _ => (1, None),
    };
    Pushed { updates: vec![bundle(world, me, list, peers); times], late }
}

/// The name by which faults strike an update.
fn name(update: &enums::Update) -> &'static str {
    use enums::Update as U;
    match update {
        U::NewMessage(_) => "updateNewMessage",
        U::NewChannelMessage(_) => "updateNewChannelMessage",
        U::EditMessage(_) => "updateEditMessage",
        U::EditChannelMessage(_) => "updateEditChannelMessage",
        U::DeleteMessages(_) => "updateDeleteMessages",
        U::DeleteChannelMessages(_) => "updateDeleteChannelMessages",
        U::ReadHistoryInbox(_) => "updateReadHistoryInbox",
        U::ReadHistoryOutbox(_) => "updateReadHistoryOutbox",
        U::MessageReactions(_) => "updateMessageReactions",
        _ => "update",
    }
}

/// The update of an event for `me`, if it is any of their business.
pub fn update(world: &World, me: UserId, event: &Event, peers: &mut Peers) -> Option<enums::Update> {
    // Of basic groups everybody has a copy in their own box.
    let inside = |id: GroupId| !id.is_basic() && world.groups.get(&id).is_some_and(|g| g.is_member(me));
    let mine = |mailbox: &BoxId| match mailbox {
        BoxId::User(owner) => *owner == me,
        BoxId::Group(id) => inside(*id),
    };
    // Privacy mode holds at this door too. https://core.telegram.org/bots/features#privacy-mode
    if let Change::Sent { mailbox: BoxId::Group(_), message, .. }
    | Change::Edited { mailbox: BoxId::Group(_), message, .. } = &event.what
        && world.users.get(&me).is_some_and(|user| user.is_bot())
        && message.author != me
        && !world.bot_hears(me, message)
    {
        return None;
    }
    let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    Some(match &event.what {
        Change::Sent { mailbox, message: m, pts } if mine(mailbox) => {
            let (message, pts, pts_count) = (message(world, me, m, peers), *pts, 1);
            match mailbox {
                BoxId::User(_) => types::UpdateNewMessage { message, pts, pts_count }.into(),
                BoxId::Group(_) => types::UpdateNewChannelMessage { message, pts, pts_count }.into(),
            }
        }
        Change::Edited { mailbox, message: m, pts } if mine(mailbox) => {
            let (message, pts, pts_count) = (message(world, me, m, peers), *pts, 1);
            match mailbox {
                BoxId::User(_) => types::UpdateEditMessage { message, pts, pts_count }.into(),
                BoxId::Group(_) => types::UpdateEditChannelMessage { message, pts, pts_count }.into(),
            }
        }
        Change::Deleted { mailbox, messages, pts, .. } if mine(mailbox) => {
            let (pts, pts_count) = (*pts, count(messages.len()));
            let messages = messages.iter().map(|m| m.id.0).collect();
            match mailbox {
                BoxId::User(_) => types::UpdateDeleteMessages { messages, pts, pts_count }.into(),
                BoxId::Group(id) => {
                    peers.add(Chat::Group(*id));
                    types::UpdateDeleteChannelMessages { channel_id: id.0, messages, pts, pts_count }.into()
                }
            }
        }
        Change::Pinned { mailbox, chat, message, pinned, pts } if mine(mailbox) => {
            peers.add(*chat);
            let (pinned, pts, pts_count, messages) = (*pinned, *pts, 1, vec![message.0]);
            match mailbox {
                BoxId::User(_) => {
                    types::UpdatePinnedMessages { pinned, peer: peer(*chat), messages, pts, pts_count }.into()
                }
                BoxId::Group(id) => {
                    types::UpdatePinnedChannelMessages { pinned, channel_id: id.0, messages, pts, pts_count }.into()
                }
            }
        }
        Change::LookedAt { mailbox: BoxId::User(owner), message, pts } if *owner == me => {
            types::UpdateReadMessagesContents { messages: vec![message.0], pts: *pts, pts_count: 1, date: None }.into()
        }
        Change::Reacted { mailbox, message: m, .. } if mine(mailbox) => {
            peers.add(m.chat);
            types::UpdateMessageReactions {
                peer: peer(m.chat),
                msg_id: m.id.0,
                top_msg_id: m.topic.map(|t| t.0),
                saved_peer_id: None,
                reactions: all_reactions(me, m, peers),
            }
            .into()
        }
        Change::ReadInbox { reader, chat, max, unread, pts } if *reader == me => {
            peers.add(*chat);
            let still_unread_count = i32::try_from(*unread).unwrap_or(i32::MAX);
            match (chat, pts) {
                (Chat::Group(id), _) if !id.is_basic() => types::UpdateReadChannelInbox {
                    folder_id: None,
                    channel_id: id.0,
                    max_id: max.0,
                    still_unread_count,
                    pts: world.groups.get(id)?.mailbox.pts,
                }
                .into(),
                (_, pts) => types::UpdateReadHistoryInbox {
                    folder_id: None,
                    peer: peer(*chat),
                    top_msg_id: None,
                    max_id: max.0,
                    still_unread_count,
                    pts: (*pts)?,
                    pts_count: 1,
                }
                .into(),
            }
        }
        Change::ReadOutbox { owner, chat, max, pts } if *owner == me => {
            peers.add(*chat);
            match (chat, pts) {
                (Chat::Group(id), _) if !id.is_basic() => {
                    types::UpdateReadChannelOutbox { channel_id: id.0, max_id: max.0 }.into()
                }
                (_, pts) => {
                    types::UpdateReadHistoryOutbox { peer: peer(*chat), max_id: max.0, pts: (*pts)?, pts_count: 1 }
                        .into()
                }
            }
        }
        Change::Pressed(press) if press.bot == me => {
            peers.add(Chat::User(press.user));
            peers.add(press.chat);
            types::UpdateBotCallbackQuery {
                query_id: press.id.0,
                user_id: press.user.0,
                peer: peer(press.chat),
                msg_id: press.message.0,
                chat_instance: world.chat_instance(press.chat),
                data: Some(press.data.clone()),
                game_short_name: None,
            }
            .into()
        }
        Change::Typing { from, chat, topic } if *from != me => {
            let action = enums::SendMessageAction::SendMessageTypingAction;
            let top_msg_id = topic.map(|t| t.0);
            peers.add(Chat::User(*from));
            match chat {
                Chat::User(to) if *to == me => types::UpdateUserTyping { user_id: from.0, top_msg_id, action }.into(),
                Chat::Group(id) if inside(*id) => {
                    peers.add(*chat);
                    let from_id = user_peer(*from);
                    types::UpdateChannelUserTyping { channel_id: id.0, top_msg_id, from_id, action }.into()
                }
                _ => return None,
            }
        }
        Change::Member { group, user, .. } if *user == me && !group.is_basic() => {
            peers.add(Chat::Group(*group));
            types::UpdateChannel { channel_id: group.0 }.into()
        }
        Change::GroupChanged { group } if inside(*group) => {
            peers.add(Chat::Group(*group));
            types::UpdateChannel { channel_id: group.0 }.into()
        }
        Change::JoinRequested { group, .. } => {
            let known = world.groups.get(group).filter(|g| g.role(me).rights().invite_users)?;
            let pending = known.requests.iter().filter(|r| r.state == RequestState::Pending);
            let recent_requesters: Vec<i64> = pending.map(|r| r.user.0).collect();
            peers.add(Chat::Group(*group));
            recent_requesters.iter().for_each(|u| peers.add(Chat::User(UserId(*u))));
            let requests_pending = count(recent_requesters.len());
            types::UpdatePendingJoinRequests { peer: peer(Chat::Group(*group)), requests_pending, recent_requesters }
                .into()
        }
        Change::Blocked { by, user, blocked } if *by == me => {
            peers.add(Chat::User(*user));
            types::UpdatePeerBlocked { blocked: *blocked, blocked_my_stories_from: false, peer_id: user_peer(*user) }
                .into()
        }
        // <https://core.telegram.org/constructor/updateUser>
        Change::Portrayed { user } if *user == me || world.users.get(&me)?.dialogs.contains_key(user) => {
            peers.add(Chat::User(*user));
            types::UpdateUser { user_id: user.0 }.into()
        }
        Change::UserChanged { user } if *user == me || world.users.get(&me)?.dialogs.contains_key(user) => {
            let known = world.users.get(user)?;
            peers.add(Chat::User(*user));
            if known.deleted {
                return Some(types::UpdateUser { user_id: user.0 }.into());
            }
            let name = |username: &String| {
                types::Username {
                    editable: true,
                    active: true,
                    deletable: false,
                    expired: false,
                    username: username.clone(),
                }
                .into()
            };
            types::UpdateUserName {
                user_id: user.0,
                first_name: known.first_name.clone(),
                last_name: known.last_name.clone().unwrap_or_default(),
                usernames: known.username.iter().map(name).collect(),
            }
            .into()
        }
        _ => return None,
    })
}

/// Updates with everybody they mention.
pub fn bundle(world: &World, me: UserId, updates: Vec<enums::Update>, peers: Peers) -> enums::Updates {
    types::Updates {
        updates,
        users: peers.users(world, me),
        chats: peers.chats(world, me),
        date: world.now().unix(),
        // Unordered by seq: each carries its own pts. https://core.telegram.org/api/updates#update-handling
        seq: 0,
    }
    .into()
}

pub fn short(update: enums::Update, at: Time) -> enums::Updates {
    types::UpdateShort { update, date: at.unix() }.into()
}
