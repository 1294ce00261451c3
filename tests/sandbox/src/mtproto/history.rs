//! Reading: dialogs, history, topics, single messages.
use super::difference::state;
use super::message::{dialog, message, messages};
use super::peers::Peers;
use super::rpc::{Call, Reply, RpcError};
use crate::world::{BoxId, Chat, Message, MessageId, TopicId, TopicState, UserId, World};
use grammers_tl_types::{enums, functions as f, types};

/// The chats of a user that are not empty, latest first.
pub fn dialogs_of(world: &World, me: UserId) -> Vec<Chat> {
    let private = world.users.get(&me).into_iter().flat_map(|u| u.dialogs.keys()).map(|id| Chat::User(*id));
    let groups = world.groups.values().filter(|g| g.is_member(me)).map(|g| Chat::Group(g.id));
    let dated = private.chain(groups).filter_map(|chat| {
        let top = world.messages(me, chat).next_back()?;
        Some((top.date, top.id, chat))
    });
    let mut dated: Vec<_> = dated.collect();
    dated.sort();
    dated.into_iter().rev().map(|(.., chat)| chat).collect()
}

pub fn get_dialogs(call: &mut Call<'_>, q: f::messages::GetDialogs) -> Reply<enums::messages::Dialogs> {
    let me = call.me()?;
    let all = if q.folder_id.unwrap_or(0) == 0 { dialogs_of(call.world, me) } else { Vec::new() };
    let offset = match &q.offset_peer {
        enums::InputPeer::Empty => 0,
        peer => {
            let peer = call.peer(peer)?;
            all.iter().position(|chat| *chat == peer).map_or(0, |at| at + 1)
        }
    };
    let limit = usize::try_from(q.limit).unwrap_or(0).clamp(1, 100);
    let page: Vec<Chat> = all.iter().skip(offset).take(limit).copied().collect();
    let (dialogs, messages, peers) = page_of(call.world, me, &page);
    let (chats, users) = (peers.chats(call.world, me), peers.users(call.world, me));
    Ok(if page.len() == all.len() {
        types::messages::Dialogs { dialogs, messages, chats, users }.into()
    } else {
        let count = i32::try_from(all.len()).unwrap_or(i32::MAX);
        types::messages::DialogsSlice { count, dialogs, messages, chats, users }.into()
    })
}

fn page_of(world: &World, me: UserId, page: &[Chat]) -> (Vec<enums::Dialog>, Vec<enums::Message>, Peers) {
    let mut peers = Peers::of(page.iter().copied());
    let tops = page.iter().filter_map(|chat| world.messages(me, *chat).next_back());
    let messages = messages(world, me, tops, &mut peers);
    (page.iter().map(|chat| dialog(world, me, *chat)).collect(), messages, peers)
}

pub fn get_peer_dialogs(call: &mut Call<'_>, q: f::messages::GetPeerDialogs) -> Reply<enums::messages::PeerDialogs> {
    let me = call.me()?;
    let mut page = Vec::new();
    for peer in &q.peers {
        let enums::InputDialogPeer::Peer(peer) = peer else {
            return Err(RpcError::bad("PEER_ID_INVALID"));
        };
        let chat = call.peer(&peer.peer)?;
        call.world.can_see(me, chat)?;
        page.push(chat);
    }
    let (dialogs, messages, peers) = page_of(call.world, me, &page);
    let state = state(call, me, call.world.user(me)?.mailbox.pts);
    let (chats, users) = (peers.chats(call.world, me), peers.users(call.world, me));
    Ok(types::messages::PeerDialogs { dialogs, messages, chats, users, state }.into())
}

/// Newest first, after <https://core.telegram.org/api/offsets>.
pub struct Page {
    pub offset_id: i32,
    pub offset_date: i32,
    pub add_offset: i32,
    pub limit: i32,
    pub max_id: i32,
    pub min_id: i32,
}

pub fn history<'a>(all: Vec<&'a Message>, page: &Page) -> Vec<&'a Message> {
    let newest_first: Vec<&Message> = all.into_iter().rev().collect();
    // An id is the finer offset: with one the date adds nothing.
    let older = |m: &&Message| match page.offset_id {
        0 => page.offset_date == 0 || m.date.unix() < page.offset_date,
        id => m.id.0 < id,
    };
    let start = newest_first.iter().position(older).unwrap_or(newest_first.len());
    let start = i64::try_from(start).unwrap_or(0) + i64::from(page.add_offset);
    let limit = usize::try_from(page.limit).unwrap_or(0).min(100);
    // A negative offset reaches past the newest message: the page is shorter by that.
    let (from, limit) = match usize::try_from(start) {
        Ok(from) => (from, limit),
        Err(_) => (0, limit.saturating_sub(usize::try_from(-start).unwrap_or(usize::MAX))),
    };
    let bounds = |m: &&Message| (page.max_id == 0 || m.id.0 < page.max_id) && m.id.0 > page.min_id;
    newest_first.into_iter().skip(from).take(limit).filter(bounds).collect()
}

pub fn answer(call: &Call<'_>, me: UserId, chat: Chat, page: Vec<&Message>, count: usize) -> enums::messages::Messages {
    let mut peers = Peers::of([chat]);
    let whole = page.len() == count;
    let messages = messages(call.world, me, page, &mut peers);
    let count = i32::try_from(count).unwrap_or(i32::MAX);
    let (chats, users, topics) = (peers.chats(call.world, me), peers.users(call.world, me), Vec::new());
    match chat {
        Chat::Group(id) if !id.is_basic() => types::messages::ChannelMessages {
            inexact: false,
            pts: call.world.groups.get(&id).map_or(0, |g| g.mailbox.pts),
            count,
            offset_id_offset: None,
            messages,
            topics,
            chats,
            users,
        }
        .into(),
        _ if whole => types::messages::Messages { messages, topics, chats, users }.into(),
        _ => types::messages::MessagesSlice {
            inexact: false,
            count,
            next_rate: None,
            offset_id_offset: None,
            search_flood: None,
            messages,
            topics,
            chats,
            users,
        }
        .into(),
    }
}

pub fn get_history(call: &mut Call<'_>, q: f::messages::GetHistory) -> Reply<enums::messages::Messages> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    call.world.can_see(me, chat)?;
    let all: Vec<&Message> = call.world.messages(me, chat).collect();
    let count = all.len();
    let page = Page {
        offset_id: q.offset_id,
        offset_date: q.offset_date,
        add_offset: q.add_offset,
        limit: q.limit,
        max_id: q.max_id,
        min_id: q.min_id,
    };
    Ok(answer(call, me, chat, history(all, &page), count))
}

/// What lies in a topic, its opening message first of all. <https://core.telegram.org/method/messages.getReplies>
pub fn get_replies(call: &mut Call<'_>, q: f::messages::GetReplies) -> Reply<enums::messages::Messages> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    call.world.can_see(me, chat)?;
    let Chat::Group(group) = chat else {
        return Err(RpcError::bad("CHANNEL_INVALID"));
    };
    let topic = TopicId(q.msg_id);
    let known = call.world.group(group)?;
    let all: Vec<&Message> = match known.topics.get(&topic) {
        Some(found) if found.state == TopicState::Deleted => return Err(RpcError::bad("TOPIC_ID_INVALID")),
        Some(_) => call.world.in_topic(group, topic).collect(),
        // Elsewhere: the answers to one message.
        None => {
            let root = MessageId(q.msg_id);
            if !known.mailbox.messages.contains_key(&root) {
                return Err(RpcError::bad("MSG_ID_INVALID"));
            }
            call.world.messages(me, chat).filter(|m| m.reply.as_ref().is_some_and(|r| r.to == root)).collect()
        }
    };
    let count = all.len();
    let page = Page {
        offset_id: q.offset_id,
        offset_date: q.offset_date,
        add_offset: q.add_offset,
        limit: q.limit,
        max_id: q.max_id,
        min_id: q.min_id,
    };
    Ok(answer(call, me, chat, history(all, &page), count))
}

/// Messages by id; what is not there comes back empty.
fn by_id(
    call: &Call<'_>,
    me: UserId,
    mailbox: BoxId,
    ids: &[enums::InputMessage],
    peers: &mut Peers,
) -> Reply<Vec<enums::Message>> {
    let mut list = Vec::new();
    let known = call.world.mailbox(mailbox).map(|b| &b.messages).ok_or(RpcError::bad("PEER_ID_INVALID"))?;
    for id in ids {
        let number = match id {
            enums::InputMessage::Id(id) => id.id,
            // Named by the message that answers it.
            enums::InputMessage::ReplyTo(by) => {
                let reply = known.get(&MessageId(by.id)).and_then(|m| m.reply.as_ref());
                reply.map_or(0, |reply| reply.to.0)
            }
            enums::InputMessage::Pinned => known.values().rev().find(|m| m.pinned).map_or(0, |m| m.id.0),
            enums::InputMessage::CallbackQuery(press) => press.id,
        };
        list.push(match known.get(&MessageId(number)) {
            Some(found) => message(call.world, me, found, peers),
            None => types::MessageEmpty { id: number, peer_id: None }.into(),
        });
    }
    Ok(list)
}

pub fn get_messages(call: &mut Call<'_>, q: f::messages::GetMessages) -> Reply<enums::messages::Messages> {
    let me = call.me()?;
    let mut peers = Peers::of([Chat::User(me)]);
    let messages = by_id(call, me, BoxId::User(me), &q.id, &mut peers)?;
    let (chats, users) = (peers.chats(call.world, me), peers.users(call.world, me));
    Ok(types::messages::Messages { messages, topics: Vec::new(), chats, users }.into())
}

pub fn get_channel_messages(call: &mut Call<'_>, q: f::channels::GetMessages) -> Reply<enums::messages::Messages> {
    let (me, id) = (call.me()?, call.group(&q.channel)?);
    call.world.can_see(me, Chat::Group(id))?;
    let mut peers = Peers::of([Chat::Group(id), Chat::User(me)]);
    let messages = by_id(call, me, BoxId::Group(id), &q.id, &mut peers)?;
    Ok(types::messages::ChannelMessages {
        inexact: false,
        pts: call.world.group(id)?.mailbox.pts,
        count: i32::try_from(messages.len()).unwrap_or(i32::MAX),
        offset_id_offset: None,
        messages,
        topics: Vec::new(),
        chats: peers.chats(call.world, me),
        users: peers.users(call.world, me),
    }
    .into())
}
