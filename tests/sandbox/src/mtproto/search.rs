//! Finding messages: by words, kind, author, date; in one chat, a topic, or everywhere.
//! <https://core.telegram.org/api/search>
use super::history::{Page, answer, dialogs_of, history};
use super::message::messages;
use super::peers::Peers;
use super::rpc::{Call, Reply, RpcError};
use crate::world::{Body, Chat, Entity, EntityKind, Message, Service, TopicId};
use grammers_tl_types::{enums, functions as f, types};

/// What a filter lets through. <https://core.telegram.org/type/MessagesFilter>
fn kind(filter: &enums::MessagesFilter) -> Reply<fn(&Message) -> bool> {
    use enums::MessagesFilter as F;
    fn is(message: &Message, kinds: &[&str]) -> bool {
        message.media().is_some_and(|media| kinds.contains(&media.kind()))
    }
    fn link(entity: &Entity) -> bool {
        matches!(entity.kind, EntityKind::Url | EntityKind::TextLink { .. } | EntityKind::Email)
    }
    Ok(match filter {
        F::InputMessagesFilterEmpty => |m| !m.is_service(),
        F::InputMessagesFilterPhotos => |m| is(m, &["photo"]),
        F::InputMessagesFilterVideo => |m| is(m, &["video"]),
        F::InputMessagesFilterPhotoVideo => |m| is(m, &["photo", "video"]),
        F::InputMessagesFilterDocument => |m| is(m, &["document"]),
        F::InputMessagesFilterUrl => {
            |m| matches!(&m.body, Body::Content { text, .. } if text.entities.iter().any(link))
        }
        F::InputMessagesFilterGif => |m| is(m, &["animation"]),
        F::InputMessagesFilterVoice => |m| is(m, &["voice"]),
        F::InputMessagesFilterMusic => |m| is(m, &["audio"]),
        F::InputMessagesFilterRoundVideo => |m| is(m, &["video note"]),
        F::InputMessagesFilterRoundVoice => |m| is(m, &["voice", "video note"]),
        F::InputMessagesFilterGeo => |m| is(m, &["location", "live location", "venue"]),
        F::InputMessagesFilterContacts => |m| is(m, &["contact"]),
        F::InputMessagesFilterPoll => |m| is(m, &["poll"]),
        F::InputMessagesFilterPinned => |m| m.pinned,
        F::InputMessagesFilterPhoneCalls(calls) if calls.missed => {
            |m| matches!(m.body, Body::Service(Service::Call { missed: true, .. }))
        }
        F::InputMessagesFilterPhoneCalls(_) => |m| matches!(m.body, Body::Service(Service::Call { .. })),
        F::InputMessagesFilterMyMentions | F::InputMessagesFilterChatPhotos => |_| false,
    })
}

/// All words of a question, in any order, each at the beginning of a word of the text.
fn says(message: &Message, words: &str) -> bool {
    let text = message.text().to_lowercase();
    let has = |wanted: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(wanted));
    let words = words.to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(has)
}

fn dated(message: &Message, min_date: i32, max_date: i32) -> bool {
    (min_date == 0 || message.date.unix() > min_date) && (max_date == 0 || message.date.unix() < max_date)
}

pub fn search(call: &mut Call<'_>, q: f::messages::Search) -> Reply<enums::messages::Messages> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    call.world.can_see(me, chat)?;
    let author = match &q.from_id {
        Some(peer) => Some(call.peer(peer)?),
        None => None,
    };
    let kind = kind(&q.filter)?;
    let topic = q.top_msg_id.map(TopicId).filter(|t| *t != TopicId::GENERAL);
    let fits = |m: &&Message| {
        kind(m)
            && says(m, &q.q)
            && author.is_none_or(|a| a == Chat::User(m.author))
            && (q.top_msg_id.is_none() || m.topic == topic)
            && dated(m, q.min_date, q.max_date)
    };
    let all: Vec<&Message> = call.world.messages(me, chat).filter(fits).collect();
    let count = all.len();
    let page = Page {
        offset_id: q.offset_id,
        offset_date: 0,
        add_offset: q.add_offset,
        limit: q.limit,
        max_id: q.max_id,
        min_id: q.min_id,
    };
    Ok(answer(call, me, chat, history(all, &page), count))
}

/// How many messages of a chat each filter lets through. <https://core.telegram.org/method/messages.getSearchCounters>
pub fn get_search_counters(
    call: &mut Call<'_>,
    q: f::messages::GetSearchCounters,
) -> Reply<Vec<enums::messages::SearchCounter>> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    call.world.can_see(me, chat)?;
    let topic = q.top_msg_id.map(TopicId).filter(|t| *t != TopicId::GENERAL);
    let here = |m: &&Message| q.top_msg_id.is_none() || m.topic == topic;
    let mut counters = Vec::new();
    for filter in q.filters {
        let kind = kind(&filter)?;
        let count = call.world.messages(me, chat).filter(here).filter(|m| kind(m)).count();
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        counters.push(types::messages::SearchCounter { inexact: false, filter, count }.into());
    }
    Ok(counters)
}

/// Everywhere the caller is, latest first: all at once, or pages whose `next_rate` says where to go on.
/// <https://core.telegram.org/method/messages.searchGlobal>
pub fn search_global(call: &mut Call<'_>, q: f::messages::SearchGlobal) -> Reply<enums::messages::Messages> {
    let me = call.me()?;
    let kind = kind(&q.filter)?;
    let nothing_asked = q.q.trim().is_empty() && matches!(q.filter, enums::MessagesFilter::InputMessagesFilterEmpty);
    if nothing_asked {
        return Err(RpcError::bad("SEARCH_QUERY_EMPTY"));
    }
    let wanted = |chat: &Chat| match chat {
        Chat::User(_) => !q.groups_only && !q.broadcasts_only,
        Chat::Group(_) => !q.users_only && !q.broadcasts_only,
    };
    let chats: Vec<Chat> = dialogs_of(call.world, me).into_iter().filter(wanted).collect();
    let fits = |m: &&Message| kind(m) && says(m, &q.q) && dated(m, q.min_date, q.max_date);
    let mut all: Vec<&Message> = chats.iter().flat_map(|chat| call.world.messages(me, *chat)).filter(fits).collect();
    let place = |m: &Message| (m.date.unix(), m.chat, m.id);
    all.sort_by_key(|m| std::cmp::Reverse(place(m)));
    let count = all.len();
    if q.offset_id > 0 && !matches!(q.offset_peer, enums::InputPeer::Empty) {
        let last = call.peer(&q.offset_peer)?;
        let at = all.iter().position(|m| m.chat == last && m.id.0 == q.offset_id);
        all = all.split_off(at.map_or(all.len(), |at| at + 1));
    } else if q.offset_rate > 0 {
        all.retain(|m| m.date.unix() < q.offset_rate);
    }
    let limit = usize::try_from(q.limit).unwrap_or(0).clamp(1, 100);
    all.truncate(limit);
    let whole = all.len() == count;
    // Some clients ask on until a page is empty, so that every other page has to say where it ended.
    let next_rate = all.last().map(|m| m.date.unix());
    let mut peers = Peers::default();
    let messages = messages(call.world, me, all, &mut peers);
    let (chats, users, topics) = (peers.chats(call.world, me), peers.users(call.world, me), Vec::new());
    if whole {
        return Ok(types::messages::Messages { messages, topics, chats, users }.into());
    }
    Ok(types::messages::MessagesSlice {
        inexact: false,
        count: i32::try_from(count).unwrap_or(i32::MAX),
        next_rate,
        offset_id_offset: None,
        search_flood: None,
        messages,
        topics,
        chats,
        users,
    }
    .into())
}
