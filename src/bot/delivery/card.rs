//! The card of a thread: drawn like a screen, kept where it stands, and pinned.

use super::{Delivery, done};
use crate::{
    bot::{
        api::{call, recipient},
        errors::{Failure, Meaning},
    },
    domain::{BotMessageId, ChatId, DialogId, MemberId, TopicId},
    ports::{StandingCard, TeamError, TeamReceipt},
    relay::Print,
    screens::{Screen, draw_card},
};
use teloxide::{
    payloads::{PinChatMessage, PinChatMessageSetters},
    types::MessageId,
};

impl Delivery {
    /// Nothing is sent where what stands there is what it is to be.
    pub(super) async fn card(
        &self,
        chat: ChatId,
        reader: MemberId,
        dialog: DialogId,
        thread: TopicId,
        standing: Option<StandingCard>,
    ) -> Result<TeamReceipt, TeamError> {
        let Some(screen) = self.on_stage(reader, |stage| draw_card(dialog, stage))?.flatten() else {
            return Ok(TeamReceipt::Done);
        };
        let print = self.print(&screen);
        let message = match standing {
            Some(standing) if standing.print == print => return Ok(TeamReceipt::Unchanged),
            Some(StandingCard { message, .. }) => match self.redraw(chat, reader, &screen, message).await {
                Ok(()) => message,
                Err(Failure::Refused(Meaning::TooLate)) => self.place(chat, Some(thread), reader, &screen).await?,
                Err(failure) => return Err(failure.into()),
            },
            None => self.place(chat, Some(thread), reader, &screen).await?,
        };
        Ok(TeamReceipt::Card(StandingCard { message, print }))
    }

    /// Keyed, so that nobody can guess from it what the card says of a person.
    fn print(&self, screen: &Screen) -> Print {
        // The text itself: of a text `Debug` says no more than how long it is.
        let shown = format!("{}\n{:?}\n{:?}", screen.text.text, screen.text.entities, screen.buttons);
        self.0.store().blind_index("card", shown.as_bytes())
    }

    /// Silent: that there is a card is no news.
    pub(super) async fn pin(&self, chat: ChatId, message: BotMessageId) -> Result<TeamReceipt, TeamError> {
        let request = PinChatMessage::new(recipient(chat), MessageId(message.0)).disable_notification(true);
        done(call(&self.0.api.calls, request).await, &[Meaning::NoChange])
    }
}
