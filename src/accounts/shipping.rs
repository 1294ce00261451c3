//! Sends what is attached to a message of a desk to a client, by reference: no byte passes through here. Only out of a desk
//! whose content is protected the bytes are sent once more.
//!
//! - **The account is a member of the desk and takes the file from there**, freshly each time: a reference that expired on the way is
//!   asked for once more. <https://core.telegram.org/api/file_reference>
//! - **An album is one request**, each of its messages known by its own random id.

use super::connection::Link;
use super::convert;
use super::delivery::{
    done, entities, input_channel, input_peer, latest_own, messages, says, sent_message, with_reply,
};
use super::errors::{Trouble, rpc_name, trouble};
use super::receiver::introduce_all;
use super::upload;
use crate::domain::{Attachment, ClientMessageId, FailureReason, Media, Message, PeerId, Point, RandomId, ReplyTo};
use crate::ports::{ClientReceipt, InDesk, Piece};
use grammers_mtsender::InvocationError;
use grammers_tl_types as tl;

/// How a file gets from the desk to the client.
#[derive(Clone, Copy)]
enum By {
    Reference,
    Bytes,
}

/// Why there is no answer that says what became of a send.
enum Stuck {
    Failed(Trouble),
    Invoked(InvocationError),
}

impl From<Trouble> for Stuck {
    fn from(trouble: Trouble) -> Stuck {
        Stuck::Failed(trouble)
    }
}

impl From<InvocationError> for Stuck {
    fn from(error: InvocationError) -> Stuck {
        Stuck::Invoked(error)
    }
}

impl Stuck {
    /// <https://core.telegram.org/api/errors#400-bad-request>: `FILE_REFERENCE_EXPIRED`, for one of several `FILE_REFERENCE_0_EXPIRED`.
    fn expired(&self) -> bool {
        matches!(self, Stuck::Invoked(error) if rpc_name(error).starts_with("FILE_REFERENCE_"))
    }

    /// The desk lets nothing out by reference.
    fn protected(&self) -> bool {
        matches!(self, Stuck::Invoked(error) if rpc_name(error) == "CHAT_FORWARDS_RESTRICTED")
    }

    fn trouble(self) -> Trouble {
        match self {
            Stuck::Failed(trouble) => trouble,
            Stuck::Invoked(error) => trouble(&error),
        }
    }
}

/// Sends one message with its attachment, or several as an album.
pub async fn send(
    link: &Link,
    peer: PeerId,
    pieces: &[Piece],
    reply_to: Option<&ReplyTo<ClientMessageId>>,
) -> Result<ClientReceipt, Trouble> {
    for piece in pieces {
        link.sent.begin(piece.random_id, peer, Some(piece.media.kind()), &piece.media.caption.text);
    }
    let mut sent = try_send(link, peer, pieces, reply_to, By::Reference).await;
    if sent.as_ref().is_err_and(Stuck::expired) {
        sent = try_send(link, peer, pieces, reply_to, By::Reference).await;
    }
    if sent.as_ref().is_err_and(Stuck::protected) {
        sent = try_send(link, peer, pieces, reply_to, By::Bytes).await;
    }
    match sent {
        Ok(answer) => {
            for piece in pieces {
                if let Some((message, date)) = answer.as_ref().and_then(|answer| sent_message(answer, piece.random_id))
                {
                    link.sent.became(piece.random_id, message, date);
                }
            }
            became(link, peer, pieces).await
        }
        Err(stuck) => {
            let trouble = stuck.trouble();
            if trouble != Trouble::Passing {
                pieces.iter().for_each(|piece| link.sent.refused(piece.random_id));
            }
            Err(trouble)
        }
    }
}

async fn try_send(
    link: &Link,
    peer: PeerId,
    pieces: &[Piece],
    reply_to: Option<&ReplyTo<ClientMessageId>>,
    by: By,
) -> Result<Option<tl::enums::Updates>, Stuck> {
    let named = input_peer(link, peer)?;
    let mut inputs = Vec::new();
    for piece in pieces {
        inputs.push(input_media(link, &piece.media, piece.from, by).await?);
    }
    if let ([piece], [media]) = (pieces, inputs.as_slice()) {
        let request = |reply_to| single(link, named.clone(), piece, media.clone(), reply_to);
        return Ok(with_reply(link, reply_to, request).await?);
    }
    let members: Vec<tl::enums::InputSingleMedia> = pieces
        .iter()
        .zip(inputs)
        .map(|(piece, media)| {
            tl::types::InputSingleMedia {
                media,
                random_id: piece.random_id.0,
                message: piece.media.caption.text.clone(),
                entities: entities(link, &piece.media.caption),
            }
            .into()
        })
        .collect();
    let request = |reply_to| tl::functions::messages::SendMultiMedia {
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: pieces.iter().any(|piece| piece.media.caption_above),
        allow_paid_floodskip: false,
        peer: named.clone(),
        reply_to,
        multi_media: members.clone(),
        schedule_date: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
    };
    Ok(with_reply(link, reply_to, request).await?)
}

fn single(
    link: &Link,
    peer: tl::enums::InputPeer,
    piece: &Piece,
    media: tl::enums::InputMedia,
    reply_to: Option<tl::enums::InputReplyTo>,
) -> tl::functions::messages::SendMedia {
    tl::functions::messages::SendMedia {
        invert_media: piece.media.caption_above,
        reply_to,
        message: piece.media.caption.text.clone(),
        entities: entities(link, &piece.media.caption),
        ..bare(peer, media, piece.random_id)
    }
}

/// The request that sends something attached, and nothing else.
pub(super) fn bare(
    peer: tl::enums::InputPeer,
    media: tl::enums::InputMedia,
    random_id: RandomId,
) -> tl::functions::messages::SendMedia {
    tl::functions::messages::SendMedia {
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer,
        reply_to: None,
        media,
        message: String::new(),
        random_id: random_id.0,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
    }
}

/// The messages that the pieces became, which Telegram has. Those that neither an answer nor an echo has named are the newest own
/// messages like them, in order: sends of a dialog follow one another, so nothing of ours came after them.
async fn became(link: &Link, peer: PeerId, pieces: &[Piece]) -> Result<ClientReceipt, Trouble> {
    let mut known = Vec::new();
    let mut history: Option<Vec<Message>> = None;
    for piece in pieces.iter().rev() {
        if let Some((message, _)) = link.sent.message(piece.random_id) {
            known.push((piece.random_id, message));
            continue;
        }
        let history = match &mut history {
            Some(history) => history,
            None => history.insert(latest_own(link, peer).await?),
        };
        let like_it = |message: &Message| {
            message.content.kind() == Some(piece.media.kind())
                && says(message, &piece.media.caption, &piece.earlier)
                && known.iter().all(|(_, other)| *other != message.id)
        };
        if let Some(at) = history.iter().position(like_it) {
            let message = history.remove(at);
            link.sent.became(piece.random_id, message.id, message.date);
            known.push((piece.random_id, message.id));
        }
    }
    known.reverse();
    Ok(ClientReceipt::SentMedia(known))
}

/// Puts something else in the place of what a message has attached.
pub async fn replace(
    link: &Link,
    peer: PeerId,
    message: ClientMessageId,
    media: &Media,
    from: InDesk,
) -> Result<ClientReceipt, Trouble> {
    let mut replaced = try_replace(link, peer, message, media, from, By::Reference).await;
    if replaced.as_ref().is_err_and(Stuck::expired) {
        replaced = try_replace(link, peer, message, media, from, By::Reference).await;
    }
    if replaced.as_ref().is_err_and(Stuck::protected) {
        replaced = try_replace(link, peer, message, media, from, By::Bytes).await;
    }
    match replaced {
        Ok(()) => Ok(ClientReceipt::Done),
        Err(Stuck::Invoked(error)) => done(Err::<(), _>(error), &["MESSAGE_NOT_MODIFIED"]),
        Err(Stuck::Failed(trouble)) => Err(trouble),
    }
}

async fn try_replace(
    link: &Link,
    peer: PeerId,
    message: ClientMessageId,
    media: &Media,
    from: InDesk,
    by: By,
) -> Result<(), Stuck> {
    let request = tl::functions::messages::EditMessage {
        no_webpage: false,
        invert_media: media.caption_above,
        peer: input_peer(link, peer)?,
        id: message.0,
        message: Some(media.caption.text.clone()),
        media: Some(input_media(link, media, from, by).await?),
        reply_markup: None,
        entities: entities(link, &media.caption),
        schedule_date: None,
        schedule_repeat_period: None,
        quick_reply_shortcut_id: None,
        rich_message: None,
    };
    link.invoke(&request).await?;
    Ok(())
}

/// An attachment as requests name it.
async fn input_media(link: &Link, media: &Media, from: InDesk, by: By) -> Result<tl::enums::InputMedia, Stuck> {
    use tl::types as t;
    Ok(match &media.attachment {
        Attachment::File(_) => return file(link, media, from, by).await,
        Attachment::Location { at, live: None } => t::InputMediaGeoPoint { geo_point: geo(*at) }.into(),
        Attachment::Location { at, live: Some(period) } => t::InputMediaGeoLive {
            stopped: false,
            geo_point: geo(*at),
            heading: None,
            period: Some(i32::try_from(*period).unwrap_or(i32::MAX)),
            proximity_notification_radius: None,
        }
        .into(),
        Attachment::Venue { at, title, address } => t::InputMediaVenue {
            geo_point: geo(*at),
            title: title.clone(),
            address: address.clone(),
            provider: String::new(),
            venue_id: String::new(),
            venue_type: String::new(),
        }
        .into(),
        Attachment::Contact { phone, first_name, last_name, vcard } => t::InputMediaContact {
            phone_number: phone.clone(),
            first_name: first_name.clone(),
            last_name: last_name.clone(),
            vcard: vcard.clone(),
        }
        .into(),
        Attachment::Poll { question, options, anonymous, multiple } => poll(question, options, *anonymous, *multiple),
        Attachment::Dice { emoji, .. } => t::InputMediaDice { emoticon: emoji.clone() }.into(),
    })
}

fn geo(at: Point) -> tl::enums::InputGeoPoint {
    tl::types::InputGeoPoint { lat: at.latitude, long: at.longitude, accuracy_radius: None }.into()
}

fn poll(question: &str, options: &[String], anonymous: bool, multiple: bool) -> tl::enums::InputMedia {
    let words = |text: &str| -> tl::enums::TextWithEntities {
        tl::types::TextWithEntities { text: text.to_owned(), entities: Vec::new() }.into()
    };
    let answer = |(n, text): (u8, &String)| -> tl::enums::PollAnswer {
        tl::types::PollAnswer { text: words(text), option: vec![n], media: None, added_by: None, date: None }.into()
    };
    let poll = tl::types::Poll {
        id: 0,
        closed: false,
        public_voters: !anonymous,
        multiple_choice: multiple,
        quiz: false,
        open_answers: false,
        revoting_disabled: false,
        shuffle_answers: false,
        hide_results_until_close: false,
        creator: false,
        subscribers_only: false,
        question: words(question),
        answers: (0u8..).zip(options).map(answer).collect(),
        close_period: None,
        close_date: None,
        countries_iso2: None,
        hash: 0,
    };
    tl::types::InputMediaPoll {
        poll: poll.into(),
        correct_answers: None,
        attached_media: None,
        solution: None,
        solution_entities: None,
        solution_media: None,
    }
    .into()
}

/// The file of a message of the desk, as the account sees it now.
async fn file(link: &Link, media: &Media, from: InDesk, by: By) -> Result<tl::enums::InputMedia, Stuck> {
    let channel = input_channel(link, PeerId::from_chat_id(from.chat));
    let id = vec![tl::types::InputMessageId { id: from.message.0 }.into()];
    let answer = match link.invoke(&tl::functions::channels::GetMessages { channel, id }).await {
        Ok(answer) => answer,
        Err(error) => {
            return Err(Stuck::Failed(match trouble(&error) {
                Trouble::Refused(_) => Trouble::Refused(FailureReason::AccountNotInDesk),
                other => other,
            }));
        }
    };
    introduce_all(&link.session, &answer).await.map_err(|error| Stuck::Failed(error.into()))?;
    let attached = messages(&answer).iter().find_map(|message| match message {
        tl::enums::Message::Message(message) => message.media.as_ref(),
        _ => None,
    });
    let gone = || Stuck::Failed(Trouble::Refused(FailureReason::FileGone));
    let attached = attached.ok_or_else(gone)?;
    match by {
        By::Reference => convert::input_file(attached, media.spoiler).ok_or_else(gone),
        By::Bytes => {
            let (desk, message) = (PeerId::from_chat_id(from.chat), ClientMessageId(from.message.0));
            Ok(upload::copy(link, desk, message, attached, media.spoiler).await?)
        }
    }
}
