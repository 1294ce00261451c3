//! Writing: send, edit, delete, forward, read, react, press.
use super::message::{all_reactions, emoji_from};
use super::peers::{Peers, peer};
use super::rpc::{Call, Reply, RpcError};
use super::{files, robots, text, updates};
use crate::world::{
    BoxId, Chat, Draft, Edit, MessageId, PressId, Quote, Receipt, Refusal, Reply as ReplyTo, Shared, TopicId,
};
use grammers_tl_types::{enums, functions as f, types};
use std::time::Duration;

/// How long a client waits for a bot. Telegram documents no figure.
const BOT_PATIENCE: Duration = Duration::from_secs(15);

pub fn send_message(call: &mut Call<'_>, q: f::messages::SendMessage) -> Reply<enums::Updates> {
    let chat = call.peer(&q.peer)?;
    let text = text::from_client(call, q.message, q.entities)?;
    let keyboard = robots::keyboard(call, q.reply_markup)?;
    let draft = Draft { text, keyboard, protect: q.noforwards, ..Draft::default() };
    send(call, chat, draft, q.reply_to, q.random_id, q.send_as)
}

pub fn send_media(call: &mut Call<'_>, q: f::messages::SendMedia) -> Reply<enums::Updates> {
    let chat = call.peer(&q.peer)?;
    let text = text::from_client(call, q.message, q.entities)?;
    let media = files::from_client(call, q.media)?;
    let keyboard = robots::keyboard(call, q.reply_markup)?;
    let draft = Draft { text, media: Some(media), keyboard, protect: q.noforwards, ..Draft::default() };
    send(call, chat, draft, q.reply_to, q.random_id, q.send_as)
}

/// An album: checked whole, then sent one by one under a common number.
pub fn send_multi_media(call: &mut Call<'_>, q: f::messages::SendMultiMedia) -> Reply<enums::Updates> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    if !(1..=10).contains(&q.multi_media.len()) {
        return Err(RpcError::bad("MULTI_MEDIA_TOO_LONG"));
    }
    let (reply, topic) = reply_to(call, chat, q.reply_to)?;
    let as_group = speaks_as_group(call, chat, q.send_as)?;
    let mut drafts = Vec::new();
    for enums::InputSingleMedia::Media(single) in q.multi_media {
        let text = text::from_client(call, single.message, single.entities)?;
        let media = Some(files::from_client(call, single.media)?);
        let random_id = Some(single.random_id);
        let protect = q.noforwards;
        drafts.push(Draft {
            text,
            media,
            reply: reply.clone(),
            topic,
            random_id,
            as_group,
            protect,
            ..Draft::default()
        });
    }
    let album = (drafts.len() > 1).then(|| i64::from_le_bytes(call.world.random()) & i64::MAX);
    let mut numbers = Vec::new();
    for draft in drafts {
        let random_id = draft.random_id.unwrap_or_default();
        let Receipt { id, .. } = call.world.send(me, chat, Draft { album, ..draft })?;
        numbers.push(types::UpdateMessageId { id: id.0, random_id }.into());
    }
    call.changes(numbers)
}

/// Uploads for later use: what comes back may be sent by reference.
pub fn upload_media(call: &mut Call<'_>, q: f::messages::UploadMedia) -> Reply<enums::MessageMedia> {
    call.peer(&q.peer)?;
    files::prepare(call, q.media)
}

fn speaks_as_group(call: &Call<'_>, chat: Chat, send_as: Option<enums::InputPeer>) -> Reply<bool> {
    Ok(match send_as {
        Some(peer) => call.peer(&peer)? == chat && matches!(chat, Chat::Group(_)),
        None => false,
    })
}

fn send(
    call: &mut Call<'_>,
    chat: Chat,
    draft: Draft,
    reply: Option<enums::InputReplyTo>,
    random_id: i64,
    send_as: Option<enums::InputPeer>,
) -> Reply<enums::Updates> {
    let me = call.me()?;
    if random_id == 0 {
        return Err(RpcError::bad("RANDOM_ID_EMPTY"));
    }
    let (reply, topic) = reply_to(call, chat, reply)?;
    let as_group = speaks_as_group(call, chat, send_as)?;
    let draft = Draft { reply, topic, random_id: Some(random_id), as_group, ..draft };
    let Receipt { id, .. } = call.world.send(me, chat, draft)?;
    call.changes(vec![types::UpdateMessageId { id: id.0, random_id }.into()])
}

/// A reply to a topic's first message means "into this topic". <https://core.telegram.org/api/forum#forum-topics>
fn reply_to(
    call: &mut Call<'_>,
    chat: Chat,
    reply: Option<enums::InputReplyTo>,
) -> Reply<(Option<ReplyTo>, Option<TopicId>)> {
    let to = match reply {
        None => return Ok((None, None)),
        Some(enums::InputReplyTo::Message(to)) => to,
        Some(_) => return Err(RpcError::bad("REPLY_TO_INVALID")),
    };
    let (target, topic) = (MessageId(to.reply_to_msg_id), to.top_msg_id.map(TopicId));
    if let Chat::Group(id) = chat
        && let Some(known) = call.world.groups.get(&id)
        && known.topics.contains_key(&target.as_topic())
        && topic.is_none_or(|t| t == target.as_topic())
        && to.quote_text.is_none()
    {
        return Ok((None, Some(target.as_topic())));
    }
    let quote = match to.quote_text {
        Some(quote) => Some(Quote {
            text: text::from_client(call, quote, to.quote_entities)?,
            offset: to.quote_offset.and_then(|o| usize::try_from(o).ok()).unwrap_or(0),
        }),
        None => None,
    };
    Ok((Some(ReplyTo { to: target, quote }), topic))
}

pub fn edit_message(call: &mut Call<'_>, q: f::messages::EditMessage) -> Reply<enums::Updates> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    let text = match q.message {
        Some(message) => Some(text::from_client(call, message, q.entities)?),
        None => None,
    };
    let media = match q.media {
        Some(media) => Some(files::from_client(call, media)?),
        None => None,
    };
    let keyboard = match call.world.user(me)?.is_bot() {
        true => Some(robots::keyboard(call, q.reply_markup)?),
        false => None,
    };
    call.world.edit(me, chat, MessageId(q.id), Edit { text, media, keyboard })?;
    call.changes(Vec::new())
}

/// Private messages only, whichever chats they are in: ids are unique in one's own box.
pub fn delete_messages(
    call: &mut Call<'_>,
    q: f::messages::DeleteMessages,
) -> Reply<enums::messages::AffectedMessages> {
    let me = call.me()?;
    for id in q.id.into_iter().map(MessageId) {
        let found = call.world.mailbox(BoxId::User(me)).and_then(|b| b.messages.get(&id)).map(|m| m.chat);
        if let Some(chat) = found {
            call.world.delete(me, chat, &[id], q.revoke)?;
        }
    }
    let (pts, pts_count) = call.affected(me);
    Ok(types::messages::AffectedMessages { pts, pts_count }.into())
}

pub fn delete_channel_messages(
    call: &mut Call<'_>,
    q: f::channels::DeleteMessages,
) -> Reply<enums::messages::AffectedMessages> {
    let (me, group) = (call.me()?, call.group(&q.channel)?);
    let ids: Vec<MessageId> = q.id.into_iter().map(MessageId).collect();
    let count = call.world.delete(me, Chat::Group(group), &ids, true)?;
    let pts = call.world.group(group)?.mailbox.pts;
    Ok(types::messages::AffectedMessages { pts, pts_count: i32::try_from(count).unwrap_or(i32::MAX) }.into())
}

pub fn forward_messages(call: &mut Call<'_>, q: f::messages::ForwardMessages) -> Reply<enums::Updates> {
    let me = call.me()?;
    let (from, to) = (call.peer(&q.from_peer)?, call.peer(&q.to_peer)?);
    if q.id.is_empty() || q.id.len() != q.random_id.len() {
        return Err(RpcError::bad("RANDOM_ID_INVALID"));
    }
    let ids: Vec<_> = q.id.iter().zip(&q.random_id).map(|(id, random)| (MessageId(*id), Some(*random))).collect();
    let topic = q.top_msg_id.map(TopicId);
    let sent = call.world.forward(me, from, &ids, to, topic, q.drop_author)?;
    let numbers = sent.iter().zip(q.random_id);
    let first = numbers.map(|(sent, random_id)| types::UpdateMessageId { id: sent.id.0, random_id }.into()).collect();
    call.changes(first)
}

pub fn read_history(call: &mut Call<'_>, q: f::messages::ReadHistory) -> Reply<enums::messages::AffectedMessages> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    call.world.read(me, chat, (q.max_id > 0).then_some(MessageId(q.max_id)))?;
    let (pts, pts_count) = call.affected(me);
    Ok(types::messages::AffectedMessages { pts, pts_count }.into())
}

pub fn read_channel_history(call: &mut Call<'_>, q: f::channels::ReadHistory) -> Reply<bool> {
    let (me, group) = (call.me()?, call.group(&q.channel)?);
    call.world.read(me, Chat::Group(group), (q.max_id > 0).then_some(MessageId(q.max_id)))?;
    Ok(true)
}

pub fn set_typing(call: &mut Call<'_>, q: f::messages::SetTyping) -> Reply<bool> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    if !matches!(q.action, enums::SendMessageAction::SendMessageCancelAction) {
        call.world.typing(me, chat, q.top_msg_id.map(TopicId))?;
    }
    Ok(true)
}

pub fn send_reaction(call: &mut Call<'_>, q: f::messages::SendReaction) -> Reply<enums::Updates> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    let wanted = q.reaction.unwrap_or_default();
    let emoji = wanted.iter().filter_map(emoji_from).collect();
    call.world.react(me, chat, MessageId(q.msg_id), emoji)?;
    call.changes(Vec::new())
}

pub fn get_messages_reactions(call: &mut Call<'_>, q: f::messages::GetMessagesReactions) -> Reply<enums::Updates> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    call.world.can_see(me, chat)?;
    let mut peers = Peers::of([chat]);
    let mut list: Vec<enums::Update> = Vec::new();
    for id in q.id {
        let Some(message) = call.world.message(me, chat, MessageId(id)) else {
            continue;
        };
        let reactions = all_reactions(me, message, &mut peers);
        let top_msg_id = message.topic.map(|t| t.0);
        list.push(
            types::UpdateMessageReactions { peer: peer(chat), msg_id: id, top_msg_id, saved_peer_id: None, reactions }
                .into(),
        );
    }
    Ok(updates::bundle(call.world, me, list, peers))
}

pub fn update_pinned_message(call: &mut Call<'_>, q: f::messages::UpdatePinnedMessage) -> Reply<enums::Updates> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    call.world.pin(me, chat, MessageId(q.id), !q.unpin, q.silent)?;
    call.changes(Vec::new())
}

/// The first half of `messages.getBotCallbackAnswer`: the press itself.
pub fn press(call: &mut Call<'_>, q: f::messages::GetBotCallbackAnswer) -> Reply<PressId> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    let data = q.data.ok_or(RpcError::bad("DATA_INVALID"))?;
    Ok(call.world.press(me, chat, MessageId(q.msg_id), &data)?)
}

/// The second half: the bot's answer.
pub async fn await_press(world: &Shared, press: PressId) -> Reply<enums::messages::BotCallbackAnswer> {
    let answer = world.wait(BOT_PATIENCE, |w| w.press_answer(press).cloned()).await.ok_or(Refusal::BotTimeout)?;
    let answer = types::messages::BotCallbackAnswer {
        alert: answer.alert,
        has_url: answer.url.is_some(),
        native_ui: true,
        message: answer.text,
        url: answer.url,
        cache_time: 0,
    };
    Ok(answer.into())
}
