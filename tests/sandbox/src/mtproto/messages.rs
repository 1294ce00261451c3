//! Writing: send, edit, delete, forward, read, react, press.
use super::files::{self, Attachment};
use super::message::{all_reactions, emoji_from};
use super::peers::{Peers, peer};
use super::rpc::{Call, Reply, RpcError};
use super::{robots, text, updates};
use crate::world::{
    BoxId, Chat, Draft, Edit, Forwarding, MessageId, PressId, Preview, Quote, Receipt, Refusal, Reply as ReplyTo,
    Shared, Style, TopicId,
};
use grammers_tl_types::{enums, functions as f, types};
use std::time::Duration;

/// How long a client waits for a bot. Telegram documents no figure.
const BOT_PATIENCE: Duration = Duration::from_secs(15);

/// How a text is shown: with a preview of its first link, unless that is not wanted.
fn text_style(no_webpage: bool, above: bool) -> Style {
    let preview = if no_webpage { Preview::Off } else { Preview::Auto };
    Style { above, preview, ..Style::default() }
}

pub fn send_message(call: &mut Call<'_>, q: f::messages::SendMessage) -> Reply<enums::Updates> {
    let chat = call.peer(&q.peer)?;
    let text = text::from_client(call, q.message, q.entities)?;
    let keyboard = robots::keyboard(call, q.reply_markup)?;
    let style = text_style(q.no_webpage, q.invert_media);
    let draft = Draft { text, keyboard, protect: q.noforwards, style, ..Draft::default() };
    send(call, chat, draft, q.reply_to, q.random_id, q.send_as)
}

pub fn send_media(call: &mut Call<'_>, q: f::messages::SendMedia) -> Reply<enums::Updates> {
    let chat = call.peer(&q.peer)?;
    let text = text::from_client(call, q.message, q.entities)?;
    let Attachment { media, style } = files::from_client(call, q.media)?;
    let keyboard = robots::keyboard(call, q.reply_markup)?;
    let style = Style { above: q.invert_media, silent: q.silent, ..style };
    let draft = Draft { text, media, keyboard, protect: q.noforwards, style, ..Draft::default() };
    send(call, chat, draft, q.reply_to, q.random_id, q.send_as)
}

/// An album. What was uploaded has to be known by `messages.uploadMedia` first; an error of a file reference says whose
/// it is. <https://core.telegram.org/method/messages.sendMultiMedia>
pub fn send_multi_media(call: &mut Call<'_>, q: f::messages::SendMultiMedia) -> Reply<enums::Updates> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    let (reply, topic) = reply_to(call, chat, q.reply_to)?;
    let as_group = speaks_as_group(call, chat, q.send_as)?;
    let mut drafts = Vec::new();
    for (n, single) in q.multi_media.into_iter().enumerate() {
        let enums::InputSingleMedia::Media(single) = single;
        if single.random_id == 0 {
            return Err(RpcError::bad("RANDOM_ID_EMPTY"));
        }
        use enums::InputMedia as M;
        if matches!(single.media, M::UploadedPhoto(_) | M::UploadedDocument(_)) {
            return Err(RpcError::bad("MEDIA_INVALID"));
        }
        let text = text::from_client(call, single.message, single.entities)?;
        let Attachment { media, style } = files::from_client(call, single.media).map_err(|error| numbered(error, n))?;
        drafts.push(Draft {
            text,
            media,
            reply: reply.clone(),
            topic,
            random_id: Some(single.random_id),
            as_group,
            protect: q.noforwards,
            style: Style { above: q.invert_media, ..style },
            ..Draft::default()
        });
    }
    let numbers: Vec<i64> = drafts.iter().filter_map(|draft| draft.random_id).collect();
    let sent = call.world.send_album(me, chat, drafts)?;
    let first = sent.iter().zip(numbers);
    let first = first.map(|(sent, random_id)| types::UpdateMessageId { id: sent.id.0, random_id }.into()).collect();
    call.changes(first)
}

/// `FILE_REFERENCE_EXPIRED` of one part of an album is `FILE_REFERENCE_2_EXPIRED`.
fn numbered(error: RpcError, part: usize) -> RpcError {
    match error.name.strip_prefix("FILE_REFERENCE_") {
        Some(what) => RpcError { code: error.code, name: format!("FILE_REFERENCE_{part}_{what}").into() },
        None => error,
    }
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
    let (me, chat, id) = (call.me()?, call.peer(&q.peer)?, MessageId(q.id));
    let text = match q.message {
        Some(message) => Some(text::from_client(call, message, q.entities)?),
        None => None,
    };
    let spoiler = call.world.message(me, chat, id).is_some_and(|m| m.style.spoiler);
    let Attachment { media, style } = match q.media {
        Some(media) => files::from_client(call, media)?,
        None => Attachment { media: None, style: Style { spoiler, ..text_style(q.no_webpage, false) } },
    };
    let keyboard = match call.world.user(me)?.is_bot() {
        true => Some(robots::keyboard(call, q.reply_markup)?),
        false => None,
    };
    let style = Some(Style { above: q.invert_media, ..style });
    call.world.edit(me, chat, id, Edit { text, media, keyboard, style })?;
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

/// What was forwarded is told by `updateMessageID`: what is missing there was left out.
pub fn forward_messages(call: &mut Call<'_>, q: f::messages::ForwardMessages) -> Reply<enums::Updates> {
    let me = call.me()?;
    let (from, to) = (call.peer(&q.from_peer)?, call.peer(&q.to_peer)?);
    if q.id.is_empty() {
        return Err(RpcError::bad("MESSAGE_IDS_EMPTY"));
    }
    if q.id.len() != q.random_id.len() || q.random_id.contains(&0) {
        return Err(RpcError::bad("RANDOM_ID_INVALID"));
    }
    let numbers: Vec<_> = q.id.iter().map(|id| MessageId(*id)).zip(q.random_id).collect();
    let what = Forwarding {
        messages: numbers.iter().map(|(id, random)| (*id, Some(*random))).collect(),
        topic: q.top_msg_id.map(TopicId),
        drop_author: q.drop_author,
        drop_captions: q.drop_media_captions,
        protect: q.noforwards,
        as_group: speaks_as_group(call, to, q.send_as)?,
    };
    let sent = call.world.forward(me, from, to, &what)?;
    let number = |(of, copy): &(MessageId, Receipt)| {
        let (_, random_id) = numbers.iter().find(|(id, _)| id == of)?;
        Some(types::UpdateMessageId { id: copy.id.0, random_id: *random_id }.into())
    };
    call.changes(sent.iter().filter_map(number).collect())
}

/// Listened to, or looked at.
pub fn read_message_contents(
    call: &mut Call<'_>,
    q: f::messages::ReadMessageContents,
) -> Reply<enums::messages::AffectedMessages> {
    let me = call.me()?;
    for id in q.id.into_iter().map(MessageId) {
        let found = call.world.mailbox(BoxId::User(me)).and_then(|b| b.messages.get(&id)).map(|m| m.chat);
        if let Some(chat) = found {
            call.world.look_at(me, chat, id)?;
        }
    }
    let (pts, pts_count) = call.affected(me);
    Ok(types::messages::AffectedMessages { pts, pts_count }.into())
}

pub fn set_history_ttl(call: &mut Call<'_>, q: f::messages::SetHistoryTtl) -> Reply<enums::Updates> {
    let (me, chat) = (call.me()?, call.peer(&q.peer)?);
    let seconds = u32::try_from(q.period).map_err(|_| RpcError::bad("TTL_PERIOD_INVALID"))?;
    call.world.set_timer(me, chat, seconds)?;
    call.changes(Vec::new())
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
