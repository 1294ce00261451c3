//! Forum topics. <https://core.telegram.org/api/forum>
use super::message::message;
use super::peers::{Peers, no_notify_settings, peer, user_peer};
use super::rpc::{Call, Reply};
use crate::world::{Chat, GroupId, Refusal, Topic, TopicId, TopicState, UserId, World};
use grammers_tl_types::{enums, functions as f, types};

pub fn create_forum_topic(call: &mut Call<'_>, q: f::messages::CreateForumTopic) -> Reply<enums::Updates> {
    let (me, id) = (call.me()?, call.group_peer(&q.peer)?);
    let topic = call.world.create_topic(me, id, &q.title, q.icon_color, q.icon_emoji_id, Some(q.random_id))?;
    call.changes(vec![types::UpdateMessageId { id: topic.0, random_id: q.random_id }.into()])
}

pub fn edit_forum_topic(call: &mut Call<'_>, q: f::messages::EditForumTopic) -> Reply<enums::Updates> {
    let (me, id, topic) = (call.me()?, call.group_peer(&q.peer)?, TopicId(q.topic_id));
    if q.title.is_some() || q.icon_emoji_id.is_some() {
        call.world.edit_topic(me, id, topic, q.title.as_deref(), q.icon_emoji_id)?;
    }
    if let Some(closed) = q.closed {
        call.world.close_topic(me, id, topic, closed)?;
    }
    call.changes(Vec::new())
}

pub fn delete_topic_history(
    call: &mut Call<'_>,
    q: f::messages::DeleteTopicHistory,
) -> Reply<enums::messages::AffectedHistory> {
    let (me, id) = (call.me()?, call.group_peer(&q.peer)?);
    let before = call.world.group(id)?.mailbox.pts;
    call.world.delete_topic(me, id, TopicId(q.top_msg_id))?;
    let pts = call.world.group(id)?.mailbox.pts;
    Ok(types::messages::AffectedHistory { pts, pts_count: pts - before, offset: 0 }.into())
}

pub fn get_forum_topics(call: &mut Call<'_>, q: f::messages::GetForumTopics) -> Reply<enums::messages::ForumTopics> {
    let (me, id) = (call.me()?, call.group_peer(&q.peer)?);
    let words = q.q.unwrap_or_default().to_lowercase();
    let known = call.world.group(id)?;
    let there = |t: &&Topic| t.state != TopicState::Deleted && t.title.to_lowercase().contains(&words);
    let mut all: Vec<TopicId> = known.topics.values().filter(there).map(|t| t.id).collect();
    let top = |t: &TopicId| call.world.in_topic(id, *t).next_back().map(|m| m.id).unwrap_or_default();
    all.sort_by_key(|t| std::cmp::Reverse(top(t)));
    let count = all.len();
    let from = all.iter().position(|t| t.0 == q.offset_topic).map_or(0, |at| at + 1);
    let limit = usize::try_from(q.limit).unwrap_or(0).clamp(1, 100);
    let page: Vec<TopicId> = all.into_iter().skip(from).take(limit).collect();
    topics(call, me, id, &page, count)
}

pub fn get_forum_topics_by_id(
    call: &mut Call<'_>,
    q: f::messages::GetForumTopicsById,
) -> Reply<enums::messages::ForumTopics> {
    let (me, id) = (call.me()?, call.group_peer(&q.peer)?);
    let page: Vec<TopicId> = q.topics.into_iter().map(TopicId).collect();
    topics(call, me, id, &page, page.len())
}

fn topics(
    call: &Call<'_>,
    me: UserId,
    id: GroupId,
    page: &[TopicId],
    count: usize,
) -> Reply<enums::messages::ForumTopics> {
    call.world.can_see(me, Chat::Group(id))?;
    let known = call.world.group(id)?;
    if !known.forum {
        return Err(Refusal::NotForum.into());
    }
    let mut peers = Peers::of([Chat::Group(id), Chat::User(me)]);
    let mut list = Vec::new();
    let mut tops = Vec::new();
    for topic in page {
        let found = known.topics.get(topic).filter(|t| t.state != TopicState::Deleted);
        let Some(found) = found else {
            list.push(types::ForumTopicDeleted { id: topic.0 }.into());
            continue;
        };
        peers.add(Chat::User(found.by));
        let last = call.world.in_topic(id, *topic).next_back();
        tops.extend(last.map(|m| message(call.world, me, m, &mut peers)));
        list.push(described(call.world, me, id, found));
    }
    Ok(types::messages::ForumTopics {
        order_by_create_date: false,
        count: i32::try_from(count).unwrap_or(i32::MAX),
        topics: list,
        messages: tops,
        chats: peers.chats(call.world, me),
        users: peers.users(call.world, me),
        pts: known.mailbox.pts,
    }
    .into())
}

fn described(world: &World, me: UserId, group: GroupId, topic: &Topic) -> enums::ForumTopic {
    let chat = Chat::Group(group);
    let read = world.read_up_to(me, chat);
    let inside = || world.in_topic(group, topic.id);
    let unread = inside().filter(|m| m.id > read && m.author != me).count();
    types::ForumTopic {
        my: topic.by == me,
        closed: topic.state == TopicState::Closed,
        pinned: false,
        short: false,
        hidden: topic.id == TopicId::GENERAL && world.groups.get(&group).is_some_and(|g| g.general_hidden),
        title_missing: false,
        id: topic.id.0,
        date: topic.created.unix(),
        peer: peer(chat),
        title: topic.title.clone(),
        icon_color: topic.color,
        icon_emoji_id: topic.emoji,
        top_message: inside().next_back().map_or(topic.id.0, |m| m.id.0),
        read_inbox_max_id: read.0,
        read_outbox_max_id: world.read_by_others(me, chat).0,
        unread_count: i32::try_from(unread).unwrap_or(i32::MAX),
        unread_mentions_count: 0,
        unread_reactions_count: 0,
        unread_poll_votes_count: 0,
        from_id: user_peer(topic.by),
        notify_settings: no_notify_settings(),
        draft: None,
    }
    .into()
}
