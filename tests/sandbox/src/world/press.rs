//! Inline buttons. **A press waits for its bot's one answer; the data may be anything a client makes up.**
//! <https://core.telegram.org/api/bots/buttons#callback-queries>
use super::{Change, Chat, MessageId, Press, PressAnswer, PressId, Refusal, Sender, UserId, World};
use crate::clock::Time;
use std::time::Duration;

/// After this a query "is too old". Telegram documents no figure.
const PRESS_LIFE: Duration = Duration::from_secs(30);

pub(super) struct Pending {
    press: Press,
    at: Time,
    answer: Option<PressAnswer>,
}

impl World {
    /// A user presses a button under a bot's message with these bytes. Telegram does not check that such a button exists;
    /// it does check that the message has callback buttons and is a bot's.
    ///
    /// # Errors
    /// Unknown message, not a bot's message with a keyboard, data outside 1–64 bytes.
    pub fn press(&mut self, actor: UserId, chat: Chat, id: MessageId, data: &[u8]) -> Result<PressId, Refusal> {
        self.can_see(actor, chat)?;
        let message = self.message(actor, chat, id).ok_or(Refusal::MessageNotFound("press"))?;
        let bot = message.author;
        if !self.user(bot)?.is_bot() || message.keyboard.is_none() {
            return Err(Refusal::MessageNotFound("press"));
        }
        if !(1..=64).contains(&data.len()) {
            return Err(Refusal::DataInvalid);
        }
        let (chat, message) = match (chat, message.twin) {
            (Chat::User(_), twin) => (Chat::User(actor), twin.unwrap_or_default()),
            (group, _) if message.shared.is_some() => (group, self.number_of(actor, id, bot).unwrap_or_default()),
            (group, _) => (group, id),
        };
        let number = PressId(i64::from_le_bytes(self.random()) & i64::MAX);
        let press = Press { id: number, user: actor, bot, chat, message, data: data.to_vec() };
        let at = self.now();
        self.presses.insert(number, Pending { press: press.clone(), at, answer: None });
        self.record(Change::Pressed(press));
        Ok(number)
    }

    /// The bot answers.
    ///
    /// # Errors
    /// [`Refusal::QueryExpired`]: unknown, another bot's, answered, or too old. [`Refusal::TextTooLong`] above 200.
    pub fn answer_press(&mut self, bot: UserId, id: PressId, answer: PressAnswer) -> Result<(), Refusal> {
        let now = self.now();
        let pending = self.presses.get_mut(&id).filter(|p| p.press.bot == bot).ok_or(Refusal::QueryExpired)?;
        if pending.answer.is_some() || now.since(pending.at) > PRESS_LIFE {
            return Err(Refusal::QueryExpired);
        }
        if answer.text.as_ref().is_some_and(|t| t.chars().count() > 200) {
            return Err(Refusal::TextTooLong);
        }
        pending.answer = Some(answer.clone());
        let user = pending.press.user;
        self.record(Change::Answered { press: id, bot, user, answer });
        Ok(())
    }

    /// The answer to a press, once given.
    pub fn press_answer(&self, id: PressId) -> Option<&PressAnswer> {
        self.presses.get(&id)?.answer.as_ref()
    }

    /// The bot behind a message, for the name on a toast.
    pub fn sender_name(&self, sender: Sender) -> String {
        match sender {
            Sender::User(id) => self.users.get(&id).map(|u| u.name()).unwrap_or_default(),
            Sender::Group(id) => self.groups.get(&id).map(|g| g.title.clone()).unwrap_or_default(),
        }
    }
}
