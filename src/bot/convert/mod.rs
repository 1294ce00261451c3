//! Bot API messages → domain values. Pure; no network, no store.
//!
//! **A message a person wrote always becomes a [`Content`]; a service message never does.** Kinds that we have no words
//! for are [`ContentKind::Unsupported`], so that they are told and not dropped (R2).

mod entities;
mod media;
mod tolerate;

pub use entities::to_api as entities_to_api;
pub use tolerate::read_update;

use crate::domain::{AlbumId, BotMessageId, ChatId, Content, ContentKind, MemberId, Quote, ReplyTo, RichText, TopicId};
use teloxide::types::{MediaKind, Message, MessageKind, User};

/// What a message carries; `None` for service messages.
pub fn content(message: &Message) -> Option<Content> {
    let bare = |kind| Some(Content::Other { kind, caption: RichText::default() });
    match &message.kind {
        MessageKind::Common(common) => match &common.media_kind {
            MediaKind::Text(text) => Some(Content::Text(entities::from_api(&text.text, &text.entities))),
            MediaKind::PaidMedia(_) | MediaKind::Checklist(_) => bare(ContentKind::Unsupported),
            MediaKind::Story(_) => bare(ContentKind::Story),
            MediaKind::Game(_) => bare(ContentKind::Game),
            MediaKind::Migration(_) => None,
            MediaKind::Photo(_)
            | MediaKind::Video(_)
            | MediaKind::Animation(_)
            | MediaKind::Voice(_)
            | MediaKind::Audio(_)
            | MediaKind::Document(_)
            | MediaKind::VideoNote(_)
            | MediaKind::Sticker(_)
            | MediaKind::Location(_)
            | MediaKind::Venue(_)
            | MediaKind::Contact(_)
            | MediaKind::Poll(_) => media::media(&common.media_kind).map(Content::from),
        },
        MessageKind::Dice(it) => Some(media::dice(&it.dice).into()),
        MessageKind::Invoice(_) => bare(ContentKind::Invoice),
        MessageKind::GiftInfo(_) | MessageKind::UniqueGiftInfo(_) => bare(ContentKind::Gift),
        MessageKind::Giveaway(_) | MessageKind::GiveawayWinners(_) | MessageKind::Empty {} => {
            bare(ContentKind::Unsupported)
        }
        MessageKind::NewChatMembers(_)
        | MessageKind::LeftChatMember(_)
        | MessageKind::NewChatTitle(_)
        | MessageKind::NewChatPhoto(_)
        | MessageKind::DeleteChatPhoto(_)
        | MessageKind::GroupChatCreated(_)
        | MessageKind::SupergroupChatCreated(_)
        | MessageKind::ChannelChatCreated(_)
        | MessageKind::MessageAutoDeleteTimerChanged(_)
        | MessageKind::Pinned(_)
        | MessageKind::ChatShared(_)
        | MessageKind::UsersShared(_)
        | MessageKind::SuccessfulPayment(_)
        | MessageKind::RefundedPayment(_)
        | MessageKind::ConnectedWebsite(_)
        | MessageKind::WriteAccessAllowed(_)
        | MessageKind::PassportData(_)
        | MessageKind::ProximityAlertTriggered(_)
        | MessageKind::ChatBoostAdded(_)
        | MessageKind::ChatBackground(_)
        | MessageKind::ChecklistTasksDone(_)
        | MessageKind::ChecklistTasksAdded(_)
        | MessageKind::DirectMessagePriceChanged(_)
        | MessageKind::ForumTopicCreated(_)
        | MessageKind::ForumTopicEdited(_)
        | MessageKind::ForumTopicClosed(_)
        | MessageKind::ForumTopicReopened(_)
        | MessageKind::GeneralForumTopicHidden(_)
        | MessageKind::GeneralForumTopicUnhidden(_)
        | MessageKind::GiveawayCompleted(_)
        | MessageKind::GiveawayCreated(_)
        | MessageKind::PaidMessagePriceChanged(_)
        | MessageKind::VideoChatScheduled(_)
        | MessageKind::VideoChatStarted(_)
        | MessageKind::VideoChatEnded(_)
        | MessageKind::VideoChatParticipantsInvited(_)
        | MessageKind::WebAppData(_) => None,
    }
}

/// The name by which the bot sends the file of a message again.
pub fn file_id(message: &Message) -> Option<String> {
    match &message.kind {
        MessageKind::Common(common) => media::file_id(&common.media_kind),
        _ => None,
    }
}

/// The album a message belongs to. Telegram calls it a text; it has always been a number. What is none stands alone.
pub fn album(message: &Message) -> Option<AlbumId> {
    message.media_group_id().and_then(|id| id.0.parse().ok()).map(AlbumId)
}

/// The topic a message stands in; `None` in General and outside of forums. The thread id of a message that is not a
/// topic message belongs to a reply chain and says nothing.
pub fn topic(message: &Message) -> Option<TopicId> {
    message.thread_id.filter(|_| message.is_topic_message).map(|thread| TopicId(thread.0.0))
}

/// What the message answers. Every message of a topic implicitly answers the one that created the topic; that is no
/// reply.
pub fn reply_to(message: &Message) -> Option<ReplyTo<BotMessageId>> {
    let target = message.reply_to_message()?;
    let id = BotMessageId(target.id.0);
    if topic(message).is_some_and(|topic| topic.0 == id.0) || target.forum_topic_created().is_some() {
        return None;
    }
    let quote = message
        .quote()
        .filter(|quote| quote.is_manual)
        .map(|quote| Quote { text: entities::from_api(&quote.text, &quote.entities), offset: quote.position as usize });
    Some(ReplyTo { message: id, quote })
}

/// Who wrote a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sender {
    Person(MemberId),
    /// An anonymous admin, or somebody who writes as a channel: Telegram does not say who.
    Hidden,
    /// A bot. Bots are nobody's client and nobody's colleague.
    Bot,
}

impl Sender {
    pub fn of(message: &Message) -> Sender {
        match (&message.sender_chat, &message.from) {
            (Some(_), _) | (None, None) => Sender::Hidden,
            (None, Some(user)) if user.is_anonymous() || user.is_channel() || user.is_telegram() => Sender::Hidden,
            (None, Some(user)) if user.is_bot => Sender::Bot,
            (None, Some(user)) => Sender::Person(member(user)),
        }
    }
}

/// The person as a member, whether they are one or not.
pub fn member(user: &User) -> MemberId {
    // Telegram promises at most 52 significant bits: https://core.telegram.org/bots/api#user
    MemberId(i64::try_from(user.id.0).unwrap_or(i64::MAX))
}

pub fn chat(message: &Message) -> ChatId {
    ChatId(message.chat.id.0)
}

pub fn id(message: &Message) -> BotMessageId {
    BotMessageId(message.id.0)
}

#[cfg(test)]
mod tests;
