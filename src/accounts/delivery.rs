//! Performs one action in the name of an account.
//!
//! - **A send is recognized when it is repeated**: it carries the random id of the outbox, and Telegram's answer to the repetition is
//!   turned into the message that the first one became.
//! - **What is already so is done**: an edit to the same text, the deletion of what is gone, joining where one is.
//! - **The message matters more than its reply target**: when Telegram does not take the quote, the reply goes without it; when the
//!   target is gone, the message goes without the reply.
//!
//! The updates within an answer reach the receiver by themselves: the connection hands them on before it answers, and the positions
//! in them let a second arrival be recognized.

use super::connection::Link;
use super::convert;
use super::errors::{Trouble, rpc_name, trouble};
use super::groups;
use super::portrait;
use super::receiver::introduce_all;
use super::shipping;
use crate::domain::{
    ClientMessageId, Emoji, FailureReason, Message, Origin, PeerId, RandomId, ReplyTo, RichText, UserId,
};
use crate::ports::{ClientAction, ClientReceipt};
use grammers_mtsender::InvocationError;
use grammers_session::types::{PeerAuth, PeerId as RawPeerId, PeerRef};
use grammers_tl_types as tl;
use jiff::Timestamp;

/// Messages that may be deleted in one request. <https://core.telegram.org/method/messages.deleteMessages>
const DELETED_AT_ONCE: usize = 100;
/// How far back a message is looked for whose random id Telegram knows but we do not know the message of.
const LOOK_BACK: i32 = 50;

/// Performs `action`; the error says what it means for the account and for the action.
pub async fn perform(link: &Link, action: &ClientAction) -> Result<ClientReceipt, Trouble> {
    match action {
        ClientAction::Send { peer, random_id, text, earlier, reply_to } => {
            send(link, *peer, *random_id, text, earlier, reply_to.as_ref()).await
        }
        ClientAction::SendMedia { peer, pieces, reply_to } => {
            shipping::send(link, *peer, pieces, reply_to.as_ref()).await
        }
        ClientAction::Edit { peer, message, text } => edit(link, *peer, *message, text).await,
        ClientAction::Replace { peer, message, media, from } => {
            shipping::replace(link, *peer, *message, media, *from).await
        }
        ClientAction::Delete { peer, messages } => delete(link, *peer, messages).await,
        ClientAction::MarkRead { peer, up_to } => mark_read(link, *peer, *up_to).await,
        ClientAction::Block { peer, blocked } => block(link, *peer, *blocked).await,
        ClientAction::React { peer, message, emoji } => react(link, *peer, *message, *emoji).await,
        ClientAction::History { peer, before, limit } => history(link, *peer, *before, *limit).await,
        ClientAction::Portrait { peer } => portrait::look(link, *peer).await,
        ClientAction::JoinDesk { link: invite } => join(link, invite).await,
        ClientAction::MakeGroup { title, about, marker, since } => {
            groups::make(link, title, about, marker, *since).await
        }
        ClientAction::AdmitBot { chat, bot, username, helper } => {
            groups::admit(link, *chat, (*bot, username), *helper).await
        }
        ClientAction::ListPeople { chat } => groups::people(link, *chat).await,
    }
}

async fn send(
    link: &Link,
    peer: PeerId,
    random_id: RandomId,
    text: &RichText,
    earlier: &[RichText],
    reply_to: Option<&ReplyTo<ClientMessageId>>,
) -> Result<ClientReceipt, Trouble> {
    link.sent.begin(random_id, peer, None, &text.text);
    let named = input_peer(link, peer)?;
    let request = |reply| send_request(link, named.clone(), random_id, text, reply);
    match with_reply(link, reply_to, request).await {
        Ok(answer) => {
            if let Some((message, date)) = answer.and_then(|answer| sent_message(&answer, random_id)) {
                link.sent.became(random_id, message, date);
            }
            repeated(link, peer, random_id, text, earlier).await
        }
        Err(error) => {
            let trouble = trouble(&error);
            if trouble != Trouble::Passing {
                link.sent.refused(random_id);
            }
            Err(trouble)
        }
    }
}

/// Sends, without the quote or the reply where Telegram does not take it. `None`: Telegram has had it before.
pub(super) async fn with_reply<R>(
    link: &Link,
    reply_to: Option<&ReplyTo<ClientMessageId>>,
    request: impl Fn(Option<tl::enums::InputReplyTo>) -> R,
) -> Result<Option<tl::enums::Updates>, InvocationError>
where
    R: tl::RemoteCall<Return = tl::enums::Updates> + tl::Identifiable,
{
    let mut reply = reply_to.cloned();
    loop {
        let error = match link.invoke(&request(reply.as_ref().map(|reply| input_reply(link, reply)))).await {
            Ok(answer) => return Ok(Some(answer)),
            Err(error) => error,
        };
        match (&mut reply, rpc_name(&error)) {
            (_, "RANDOM_ID_DUPLICATE") => return Ok(None),
            (Some(reply), "QUOTE_TEXT_INVALID") if reply.quote.is_some() => reply.quote = None,
            (
                reply @ Some(_),
                "REPLY_MESSAGE_ID_INVALID"
                | "REPLY_TO_INVALID"
                | "MESSAGE_ID_INVALID"
                | "MSG_ID_INVALID"
                | "QUOTE_TEXT_INVALID",
            ) => *reply = None,
            _ => return Err(error),
        }
    }
}

/// The message that a send became, which Telegram has.
///
/// Telegram names it in its answer to the first attempt. Where that answer was lost, the message is known by its echo, or else it is
/// the newest own message of the same text in the dialog, or of one that it had before: sends of a dialog follow one another, so
/// nothing of ours came after it. If the client has deleted it meanwhile there is nothing to name: `Done`.
async fn repeated(
    link: &Link,
    peer: PeerId,
    random_id: RandomId,
    text: &RichText,
    earlier: &[RichText],
) -> Result<ClientReceipt, Trouble> {
    if let Some((message, date)) = link.sent.message(random_id) {
        return Ok(ClientReceipt::Sent { message, date });
    }
    let same = |message: &Message| says(message, text, earlier);
    let own = latest_own(link, peer).await?.into_iter().find(same);
    let Some(Message { id: message, date, .. }) = own else { return Ok(ClientReceipt::Done) };
    link.sent.became(random_id, message, date);
    Ok(ClientReceipt::Sent { message, date })
}

/// Whether a message has this text or one of the earlier ones. Telegram trims what it is sent.
pub(super) fn says(message: &Message, text: &RichText, earlier: &[RichText]) -> bool {
    let said = message.content.words().text.trim();
    earlier.iter().chain([text]).any(|text| text.text.trim() == said)
}

/// The account's own latest messages in a dialog, newest first.
pub(super) async fn latest_own(link: &Link, peer: PeerId) -> Result<Vec<Message>, Trouble> {
    let (mut own, _) = page(link, peer, None, LOOK_BACK).await?;
    own.retain(|message| message.origin == Origin::Account);
    own.reverse();
    Ok(own)
}

/// What was said in a chat before a message, and whether there is more before that.
async fn history(
    link: &Link,
    peer: PeerId,
    before: Option<ClientMessageId>,
    limit: u8,
) -> Result<ClientReceipt, Trouble> {
    let (messages, more) = page(link, peer, before, limit.into()).await?;
    Ok(ClientReceipt::History { messages, more })
}

/// Messages of a chat, oldest first, and whether there are more before them.
async fn page(
    link: &Link,
    peer: PeerId,
    before: Option<ClientMessageId>,
    limit: i32,
) -> Result<(Vec<Message>, bool), Trouble> {
    let request = tl::functions::messages::GetHistory {
        peer: input_peer(link, peer)?,
        offset_id: before.map_or(0, |message| message.0),
        offset_date: 0,
        add_offset: 0,
        limit,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    let history = link.invoke(&request).await.map_err(|error| trouble(&error))?;
    introduce_all(&link.session, &history).await?;
    let all = messages(&history);
    let more = i32::try_from(all.len()).is_ok_and(|found| found >= limit);
    let known = |peer| link.session.known(peer);
    let named = |raw| convert::named(raw, &known);
    let mut found: Vec<_> = all.iter().filter_map(named).map(|(_, message)| message).collect();
    found.sort_by_key(|message| message.id);
    Ok((found, more))
}

/// The messages of an answer.
pub(super) fn messages(answer: &tl::enums::messages::Messages) -> &[tl::enums::Message] {
    use tl::enums::messages::Messages as M;
    match answer {
        M::Messages(all) => &all.messages,
        M::Slice(all) => &all.messages,
        M::ChannelMessages(all) => &all.messages,
        M::NotModified(_) => &[],
    }
}

fn send_request(
    link: &Link,
    peer: tl::enums::InputPeer,
    random_id: RandomId,
    text: &RichText,
    reply_to: Option<tl::enums::InputReplyTo>,
) -> tl::functions::messages::SendMessage {
    tl::functions::messages::SendMessage {
        no_webpage: false,
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer,
        reply_to,
        message: text.text.clone(),
        random_id: random_id.0,
        reply_markup: None,
        entities: entities(link, text),
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
        rich_message: None,
    }
}

fn input_reply(link: &Link, reply: &ReplyTo<ClientMessageId>) -> tl::enums::InputReplyTo {
    let quote = reply.quote.as_ref();
    tl::types::InputReplyToMessage {
        reply_to_msg_id: reply.message.0,
        top_msg_id: None,
        reply_to_peer_id: None,
        quote_text: quote.map(|quote| quote.text.text.clone()),
        quote_entities: quote.and_then(|quote| entities(link, &quote.text)),
        quote_offset: quote.and_then(|quote| i32::try_from(quote.offset).ok()),
        monoforum_peer_id: None,
        todo_item_id: None,
        poll_option: None,
    }
    .into()
}

/// The id and date that an answer names for the message with this random id.
pub(super) fn sent_message(answer: &tl::enums::Updates, random_id: RandomId) -> Option<(ClientMessageId, Timestamp)> {
    use tl::enums::{Update as U, Updates as A};
    let (updates, date) = match answer {
        // The answer to this very send: there is nobody else's message in it.
        A::UpdateShortSentMessage(sent) => return Some((ClientMessageId(sent.id), convert::date(sent.date))),
        A::Updates(all) => (&all.updates, all.date),
        A::Combined(all) => (&all.updates, all.date),
        A::TooLong | A::UpdateShort(_) | A::UpdateShortMessage(_) | A::UpdateShortChatMessage(_) => return None,
    };
    let (id, _) = updates.iter().filter_map(convert::sent_id).find(|(_, sent)| *sent == random_id)?;
    let own_date = updates.iter().find_map(|update| match update {
        U::NewMessage(new) => convert::message(&new.message).filter(|(_, message)| message.id == id),
        U::NewChannelMessage(new) => convert::message(&new.message).filter(|(_, message)| message.id == id),
        _ => None,
    });
    Some((id, own_date.map_or_else(|| convert::date(date), |(_, message)| message.date)))
}

async fn edit(link: &Link, peer: PeerId, message: ClientMessageId, text: &RichText) -> Result<ClientReceipt, Trouble> {
    let request = tl::functions::messages::EditMessage {
        no_webpage: false,
        invert_media: false,
        peer: input_peer(link, peer)?,
        id: message.0,
        message: Some(text.text.clone()),
        media: None,
        reply_markup: None,
        entities: entities(link, text),
        schedule_date: None,
        schedule_repeat_period: None,
        quick_reply_shortcut_id: None,
        rich_message: None,
    };
    done(link.invoke(&request).await, &["MESSAGE_NOT_MODIFIED"])
}

async fn delete(link: &Link, peer: PeerId, messages: &[ClientMessageId]) -> Result<ClientReceipt, Trouble> {
    for ids in messages.chunks(DELETED_AT_ONCE) {
        let id = ids.iter().map(|id| id.0).collect();
        let answer = match peer {
            PeerId::Channel(_) => {
                let channel = input_channel(link, peer);
                link.invoke(&tl::functions::channels::DeleteMessages { channel, id }).await
            }
            PeerId::User(_) | PeerId::Group(_) => {
                link.invoke(&tl::functions::messages::DeleteMessages { revoke: true, id }).await
            }
        };
        done(answer, &["MESSAGE_ID_INVALID", "MSG_ID_INVALID"])?;
    }
    Ok(ClientReceipt::Done)
}

/// <https://core.telegram.org/method/contacts.block>
async fn block(link: &Link, peer: PeerId, blocked: bool) -> Result<ClientReceipt, Trouble> {
    let id = input_peer(link, peer)?;
    let done = if blocked {
        link.invoke(&tl::functions::contacts::Block { my_stories_from: false, id }).await
    } else {
        link.invoke(&tl::functions::contacts::Unblock { my_stories_from: false, id }).await
    };
    done.map_err(|error| trouble(&error))?;
    Ok(ClientReceipt::Done)
}

async fn mark_read(link: &Link, peer: PeerId, up_to: ClientMessageId) -> Result<ClientReceipt, Trouble> {
    match peer {
        PeerId::Channel(_) => {
            let channel = input_channel(link, peer);
            done(link.invoke(&tl::functions::channels::ReadHistory { channel, max_id: up_to.0 }).await, &[])
        }
        PeerId::User(_) | PeerId::Group(_) => {
            let peer = input_peer(link, peer)?;
            done(link.invoke(&tl::functions::messages::ReadHistory { peer, max_id: up_to.0 }).await, &[])
        }
    }
}

async fn react(
    link: &Link,
    peer: PeerId,
    message: ClientMessageId,
    wanted: Option<Emoji>,
) -> Result<ClientReceipt, Trouble> {
    let emoji = |emoji: Emoji| tl::types::ReactionEmoji { emoticon: emoji.as_str().to_owned() }.into();
    let request = tl::functions::messages::SendReaction {
        big: false,
        add_to_recent: false,
        peer: input_peer(link, peer)?,
        msg_id: message.0,
        reaction: Some(wanted.map(emoji).into_iter().collect()),
    };
    done(link.invoke(&request).await, &["MESSAGE_NOT_MODIFIED"])
}

async fn join(link: &Link, invite: &str) -> Result<ClientReceipt, Trouble> {
    let Some(hash) = invite_hash(invite) else {
        return Err(Trouble::Refused(FailureReason::Other { code: "INVITE_HASH_INVALID".into() }));
    };
    let request = tl::functions::messages::ImportChatInvite { hash: hash.to_owned() };
    // A request to join was sent: the bot approves it.
    done(link.invoke(&request).await, &["USER_ALREADY_PARTICIPANT", "INVITE_REQUEST_SENT"])
}

/// The secret part of an invite link. <https://core.telegram.org/api/links#chat-invite-links>
fn invite_hash(link: &str) -> Option<&str> {
    let link = link.trim();
    let rest = link.strip_prefix("tg://join?invite=").or_else(|| {
        let path = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://")).unwrap_or(link);
        let path = path.strip_prefix("t.me/").or_else(|| path.strip_prefix("telegram.me/"))?;
        path.strip_prefix('+').or_else(|| path.strip_prefix("joinchat/"))
    })?;
    let hash = rest.split(['?', '&', '#', '/']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (!hash.is_empty() && hash.chars().all(plain)).then_some(hash)
}

/// The end of an action whose answer says nothing more; `already` are the refusals that mean it is so already.
pub(super) fn done<T>(answer: Result<T, InvocationError>, already: &[&str]) -> Result<ClientReceipt, Trouble> {
    match answer {
        Ok(_) => Ok(ClientReceipt::Done),
        Err(error) if already.contains(&rpc_name(&error)) => Ok(ClientReceipt::Done),
        Err(error) => Err(trouble(&error)),
    }
}

pub(super) fn entities(link: &Link, text: &RichText) -> Option<Vec<tl::enums::MessageEntity>> {
    convert::input_entities(text, |UserId(user)| link.session.access_hash(PeerId::User(user)))
}

/// How a request names a peer. One that the account never met gets no hash: Telegram decides whether it may be named so.
pub fn peer_ref(link: &Link, peer: PeerId) -> Option<PeerRef> {
    let id = RawPeerId::from_bot_api_dialog_id(peer.chat_id().0)?;
    let auth = PeerAuth::from_hash(link.session.access_hash(peer).unwrap_or_default());
    Some(PeerRef { id, auth })
}

pub(super) fn input_peer(link: &Link, peer: PeerId) -> Result<tl::enums::InputPeer, Trouble> {
    peer_ref(link, peer).map(Into::into).ok_or(Trouble::Refused(FailureReason::ClientUnreachable))
}

pub(super) fn input_channel(link: &Link, peer: PeerId) -> tl::enums::InputChannel {
    peer_ref(link, peer).map_or(tl::enums::InputChannel::Empty, Into::into)
}

#[cfg(test)]
mod tests {
    use super::super::errors::rpc;
    use super::*;
    use tl::types as t;

    #[test]
    fn invite_links_of_all_forms_are_understood() {
        for link in [
            "https://t.me/+AbC-1_x",
            "t.me/+AbC-1_x",
            "http://telegram.me/joinchat/AbC-1_x",
            "tg://join?invite=AbC-1_x",
            " https://t.me/+AbC-1_x?ref=1 ",
        ] {
            assert_eq!(invite_hash(link), Some("AbC-1_x"), "{link}");
        }
        for link in ["https://t.me/somebody", "https://example.org/+AbC", "https://t.me/+", "https://t.me/+a b", ""] {
            assert_eq!(invite_hash(link), None, "{link}");
        }
    }

    #[test]
    fn the_answer_names_the_message() {
        let short = t::UpdateShortSentMessage {
            out: true,
            id: 5,
            pts: 1,
            pts_count: 1,
            date: 100,
            media: None,
            entities: None,
            ttl_period: None,
        };
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(sent_message(&short.into(), RandomId(1)), Some((ClientMessageId(5), at(100))));

        let full = |random_id| {
            let updates = vec![t::UpdateMessageId { id: 6, random_id }.into()];
            t::Updates { updates, users: vec![], chats: vec![], date: 200, seq: 0 }.into()
        };
        assert_eq!(sent_message(&full(1), RandomId(1)), Some((ClientMessageId(6), at(200))));
        assert_eq!(sent_message(&full(2), RandomId(1)), None, "somebody else's");
    }

    #[test]
    fn what_is_so_already_is_done() {
        let answer = |name: &str| Err::<(), _>(rpc(400, name));
        assert_eq!(done(answer("MESSAGE_NOT_MODIFIED"), &["MESSAGE_NOT_MODIFIED"]), Ok(ClientReceipt::Done));
        assert_eq!(
            done(answer("MESSAGE_ID_INVALID"), &["MESSAGE_NOT_MODIFIED"]),
            Err(Trouble::Refused(FailureReason::MessageGone))
        );
    }
}
