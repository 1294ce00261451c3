//! What a member is about to send, as it will be, with the choice to send it (N3).

use super::{Delivery, media::Spot, unread};
use crate::{
    bot::{
        api::{Sent, recipient},
        callbacks::keyboard,
        convert::entities_to_api,
        errors::Meaning,
    },
    domain::{BotMessageId, ChatId, ClientMessageId, Content, DialogId, FailureReason, MemberId, RandomId, TopicId},
    ports::{InChat, Shown, TeamError, TeamReceipt},
    screens::under_preview,
};
use serde::de::IgnoredAny;
use teloxide::{
    payloads::{EditMessageReplyMarkup, SendMessage, SendMessageSetters},
    types::{MessageId, ThreadId},
};

impl Delivery {
    pub(super) async fn preview(
        &self,
        (chat, thread): (ChatId, TopicId),
        reader: MemberId,
        (dialog, random_id): (DialogId, RandomId),
        content: &Content,
    ) -> Result<TeamReceipt, TeamError> {
        let locale = self.0.locale_of(reader).map_err(|error| unread(&error))?;
        let rows = under_preview(dialog, random_id, locale);
        let drawing = self.drawing(chat, reader, None, content.media().is_some());
        let (markup, buttons) = keyboard(&rows, drawing);
        self.keep(|changes| {
            changes.insert(buttons.clone());
        })
        .await?;
        let message = match content {
            Content::Text(text) => {
                let request = SendMessage::new(recipient(chat), text.text.clone())
                    .entities(entities_to_api(text))
                    .message_thread_id(ThreadId(MessageId(thread.0)))
                    .reply_markup(markup);
                self.call::<_, Sent>(request).await?.message_id
            }
            Content::Media(media) => {
                let spot = Spot { chat, reader, thread: Some(thread), reply_to: None, buttons: Some(&markup) };
                let from = InChat::message(dialog, ClientMessageId(0));
                self.send_known(spot, &Shown::of(media.as_ref().clone(), from)).await?
            }
            Content::Other { .. } => return Err(TeamError::Refused(FailureReason::ContentRefused)),
        };
        self.bind(buttons.nonce, chat, BotMessageId(message)).await;
        Ok(TeamReceipt::Posted { message: BotMessageId(message) })
    }

    pub(super) async fn strip(&self, chat: ChatId, message: BotMessageId) -> Result<TeamReceipt, TeamError> {
        let request = EditMessageReplyMarkup::new(recipient(chat), MessageId(message.0));
        let answer = crate::bot::api::call::<_, IgnoredAny>(&self.0.api.calls, request).await;
        super::done(answer, &[Meaning::MessageGone, Meaning::NoChange])
    }
}
