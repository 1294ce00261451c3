//! A chat as a whole: emptied, unpinned, looked through, and what a client asks about it when it opens.
use super::message::reactions_of;
use super::peers::{Peers, blank};
use super::rpc::{Call, Reply, RpcError};
use crate::world::{BoxId, Chat, MessageId, Refusal, TopicId};
use grammers_tl_types::{enums, functions as f, types};

fn affected(call: &Call<'_>, chat: Chat) -> Reply<enums::messages::AffectedHistory> {
    let me = call.me()?;
    let (pts, pts_count) = match chat {
        Chat::User(_) => call.affected(me),
        Chat::Group(id) => (call.world.group(id)?.mailbox.pts, 0),
    };
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}

/// Nothing here mentions or is unread in that sense, so nothing changes. <https://core.telegram.org/api/mentions>
pub fn read_mentions(call: &mut Call<'_>, q: f::messages::ReadMentions) -> Reply<enums::messages::AffectedHistory> {
    let chat = call.peer(&q.peer)?;
    affected(call, chat)
}
pub fn read_reactions(call: &mut Call<'_>, q: f::messages::ReadReactions) -> Reply<enums::messages::AffectedHistory> {
    let chat = call.peer(&q.peer)?;
    affected(call, chat)
}

/// A private chat is emptied on one side, or with `revoke` on both. <https://core.telegram.org/method/messages.deleteHistory>
pub fn delete_history(call: &mut Call<'_>, q: f::messages::DeleteHistory) -> Reply<enums::messages::AffectedHistory> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    if let Chat::Group(_) = chat {
        return Err(RpcError::bad("PEER_ID_INVALID"));
    }
    let within = |id: MessageId, date: i32| {
        (q.max_id == 0 || id.0 <= q.max_id)
            && q.min_date.is_none_or(|min| date > min)
            && q.max_date.is_none_or(|max| date < max)
    };
    let there = call.world.messages(me, chat).filter(|m| within(m.id, m.date.unix()));
    let ids: Vec<MessageId> = there.map(|m| m.id).collect();
    call.world.delete(me, chat, &ids, q.revoke)?;
    affected(call, chat)
}

/// <https://core.telegram.org/method/channels.deleteHistory>
pub fn delete_channel_history(call: &mut Call<'_>, q: f::channels::DeleteHistory) -> Reply<enums::Updates> {
    let (me, group) = (call.me()?, call.group(&q.channel)?);
    if !q.for_everyone {
        call.world.unimplemented("mtproto channels.deleteHistory for oneself");
        return Err(RpcError::bad("SANDBOX_UNIMPLEMENTED_delete_for_oneself"));
    }
    let chat = Chat::Group(group);
    let ids: Vec<MessageId> = call.world.messages(me, chat).map(|m| m.id).filter(|id| id.0 <= q.max_id).collect();
    call.world.delete(me, chat, &ids, true)?;
    call.changes(Vec::new())
}

pub fn unpin_all(call: &mut Call<'_>, q: f::messages::UnpinAllMessages) -> Reply<enums::messages::AffectedHistory> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    let topic = q.top_msg_id.map(TopicId);
    let pinned = call.world.messages(me, chat).filter(|m| m.pinned && (topic.is_none() || m.topic == topic));
    let ids: Vec<MessageId> = pinned.map(|m| m.id).collect();
    for id in &ids {
        call.world.pin(me, chat, *id, false, true)?;
    }
    let pts_count = i32::try_from(ids.len()).unwrap_or(i32::MAX);
    let pts = call.world.mailbox(chat.mailbox(me)).map_or(0, |b| b.pts);
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}

/// Nobody is mentioned: the sandbox does not count mentions.
pub fn get_unread_mentions(call: &mut Call<'_>, q: f::messages::GetUnreadMentions) -> Reply<enums::messages::Messages> {
    let chat = call.peer(&q.peer)?;
    let (me, topics) = (call.me()?, Vec::new());
    let peers = Peers::of([chat]);
    let (chats, users) = (peers.chats(call.world, me), peers.users(call.world, me));
    Ok(types::messages::Messages { messages: Vec::new(), topics, chats, users }.into())
}

/// Drafts are kept by clients here.
pub fn get_all_drafts(call: &mut Call<'_>, _: f::messages::GetAllDrafts) -> Reply<enums::Updates> {
    call.me()?;
    call.changes(Vec::new())
}

pub fn get_pinned_dialogs(
    call: &mut Call<'_>,
    _: f::messages::GetPinnedDialogs,
) -> Reply<enums::messages::PeerDialogs> {
    let me = call.me()?;
    let state = super::difference::state(call, me, call.world.user(me)?.mailbox.pts);
    let (dialogs, messages, chats, users) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    Ok(types::messages::PeerDialogs { dialogs, messages, chats, users, state }.into())
}

/// The folder "all chats" and no other.
pub fn get_dialog_filters(
    call: &mut Call<'_>,
    _: f::messages::GetDialogFilters,
) -> Reply<enums::messages::DialogFilters> {
    call.me()?;
    Ok(types::messages::DialogFilters { tags_enabled: false, filters: vec![enums::DialogFilter::Default] }.into())
}

pub fn get_peer_settings(call: &mut Call<'_>, q: f::messages::GetPeerSettings) -> Reply<enums::messages::PeerSettings> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    let settings = blank::<types::PeerSettings>(&[]).ok_or(RpcError::bad("PEER_ID_INVALID"))?.into();
    let peers = Peers::of([chat]);
    let (chats, users) = (peers.chats(call.world, me), peers.users(call.world, me));
    Ok(types::messages::PeerSettings { settings, chats, users }.into())
}

/// Who reacted with what, everybody on one page. <https://core.telegram.org/method/messages.getMessageReactionsList>
pub fn get_message_reactions_list(
    call: &mut Call<'_>,
    q: f::messages::GetMessageReactionsList,
) -> Reply<enums::messages::MessageReactionsList> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    call.world.can_see(me, chat)?;
    let found = call.world.message(me, chat, MessageId(q.id)).ok_or(Refusal::MessageNotFound("react to"))?;
    let mut peers = Peers::default();
    let mut reactions = reactions_of(me, found, &mut peers);
    if let Some(wanted) = &q.reaction {
        reactions.retain(|one| {
            let enums::MessagePeerReaction::Reaction(one) = one;
            one.reaction == *wanted
        });
    }
    let count = i32::try_from(reactions.len()).unwrap_or(i32::MAX);
    let (chats, users) = (peers.chats(call.world, me), peers.users(call.world, me));
    Ok(types::messages::MessageReactionsList { count, reactions, chats, users, next_offset: None }.into())
}

/// <https://core.telegram.org/method/channels.exportMessageLink>
pub fn export_message_link(
    call: &mut Call<'_>,
    q: f::channels::ExportMessageLink,
) -> Reply<enums::ExportedMessageLink> {
    let (me, group) = (call.me()?, call.group(&q.channel)?);
    call.world.can_see(me, Chat::Group(group))?;
    let found = call.world.mailbox(BoxId::Group(group)).and_then(|b| b.messages.get(&MessageId(q.id)));
    let found = found.ok_or(Refusal::MessageNotFound("link to"))?;
    let place = match &call.world.group(group)?.username {
        Some(name) => name.clone(),
        None => format!("c/{}", group.0),
    };
    let topic = found.topic.map(|t| format!("{}/", t.0)).unwrap_or_default();
    let link = format!("https://t.me/{place}/{topic}{}", q.id);
    Ok(types::ExportedMessageLink { html: String::new(), link }.into())
}

/// <https://core.telegram.org/method/channels.deleteChannel>
pub fn delete_channel(call: &mut Call<'_>, q: f::channels::DeleteChannel) -> Reply<enums::Updates> {
    let (me, group) = (call.me()?, call.group(&q.channel)?);
    call.world.delete_group(me, group)?;
    call.changes_of(Peers::of([Chat::Group(group)]), Vec::new())
}

pub fn edit_chat_about(call: &mut Call<'_>, q: f::messages::EditChatAbout) -> Reply<bool> {
    let (me, group) = (call.me()?, call.group_peer(&q.peer)?);
    call.world.set_about(me, group, &q.about)?;
    Ok(true)
}

/// Of what members may do only what the world models. <https://core.telegram.org/api/rights#default-rights>
pub fn edit_default_rights(call: &mut Call<'_>, q: f::messages::EditChatDefaultBannedRights) -> Reply<enums::Updates> {
    let (me, group) = (call.me()?, call.group_peer(&q.peer)?);
    let enums::ChatBannedRights::Rights(banned) = q.banned_rights;
    call.world.set_permissions(me, group, super::peers::permissions_from(&banned))?;
    call.changes_of(Peers::of([Chat::Group(group)]), Vec::new())
}
