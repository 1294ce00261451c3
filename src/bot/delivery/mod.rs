//! Sends to the team: the one way out of this adapter for anything that stands in a chat.
//!
//! **Words are chosen here, for the reader, at the moment of sending.** A client's identity passes
//! `team::masking`. What Telegram would refuse for its size is refused here, and what is already as asked for counts as
//! done, so that every request can be repeated.

mod backup;
mod card;
mod export;
mod media;
mod preview;
mod show;
mod titles;

pub use titles::Icons;

use super::{
    api::{self, Sent, recipient},
    callbacks::{Audience, Drawing, Nonce, keyboard},
    convert::entities_to_api,
    desk,
    errors::{Failure, Meaning},
    office::Office,
};
use crate::{
    domain::{
        AccountId, BotId, BotMessageId, ChatId, EntityKind, FailureReason, Line, MemberId, Reaction, ReplyTo, RichText,
        TopicId, UserId, utf16_len,
    },
    locale::{LineContext, Locale, MESSAGE_LIMIT, dialog_news, line},
    ports::{Body, Shown, Spoken, TeamAction, TeamError, TeamNetwork, TeamReceipt, TeamSend},
    screens::{Button, under_lines},
    store::{Changes, StoreError},
    team::Member,
};
use async_trait::async_trait;
use media::Spot;
use serde::de::IgnoredAny;
use std::{collections::HashMap, sync::Arc};
use teloxide::{
    payloads::{
        DeleteMessage, EditMessageText, EditMessageTextSetters, ReopenForumTopic, SendMessage, SendMessageSetters,
        SetMessageReaction, SetMessageReactionSetters, UnbanChatMember,
    },
    types::{InlineKeyboardMarkup, LinkPreviewOptions, MessageId, ReactionType, ReplyParameters, ThreadId},
};

/// The team's network, through one bot.
#[derive(Clone)]
pub struct Delivery(pub Arc<Office>);

/// The team's network through several bots.
pub struct Crew {
    pub main: Delivery,
    pub helpers: HashMap<BotId, Delivery>,
}

#[async_trait]
impl TeamNetwork for Crew {
    async fn perform(&self, send: &TeamSend) -> Result<TeamReceipt, TeamError> {
        self.helpers.get(&send.bot).unwrap_or(&self.main).perform(send).await
    }
}

/// The longest quote that a reply may carry: <https://core.telegram.org/bots/api#replyparameters>
const QUOTE_LIMIT: usize = 1024;

#[async_trait]
impl TeamNetwork for Delivery {
    async fn perform(&self, send: &TeamSend) -> Result<TeamReceipt, TeamError> {
        match self.attempt(send).await {
            // Where topics are off no topic is found: they are still there when topics are on again (D4).
            Err(TeamError::ThreadGone) if !self.has_topics(send.chat).await? => Err(TeamError::Forbidden),
            // Perhaps they were switched on a moment ago.
            Err(TeamError::ThreadGone) => self.attempt(send).await,
            outcome => outcome,
        }
    }
}

impl Delivery {
    async fn has_topics(&self, chat: ChatId) -> Result<bool, TeamError> {
        Ok(self.0.api.chat_facts(chat).await?.is_forum)
    }

    async fn attempt(&self, send: &TeamSend) -> Result<TeamReceipt, TeamError> {
        let TeamSend { chat, reader, .. } = *send;
        match &send.action {
            TeamAction::OpenThread { dialog, state } => self.open_thread(chat, reader, *dialog, *state).await,
            TeamAction::ReopenThread { thread } => self.reopen_thread(chat, *thread).await,
            TeamAction::DropThread { thread } => self.drop_thread(chat, *thread).await,
            TeamAction::Title { thread, dialog, state } => self.retitle(chat, reader, *thread, *dialog, *state).await,
            TeamAction::Post { thread, body: Body::Media(shown), reply_to } => {
                let spot = Spot { chat, reader, thread: *thread, reply_to: reply_to.as_ref(), buttons: None };
                self.post_with_buttons(spot, shown).await
            }
            TeamAction::PostAlbum { thread, album, reply_to } => {
                let spot = Spot { chat, reader, thread: Some(*thread), reply_to: reply_to.as_ref(), buttons: None };
                self.post_album(spot, album).await
            }
            TeamAction::Replace { message, shown } => self.swap(chat, reader, *message, shown).await,
            TeamAction::Edit { message, body: Body::Media(shown) } => {
                self.recaption(chat, reader, *message, shown).await
            }
            TeamAction::Post { thread, body, reply_to } => {
                self.post(chat, reader, *thread, body, reply_to.as_ref()).await
            }
            TeamAction::Edit { message, body } => self.edit(chat, reader, *message, body).await,
            TeamAction::Delete { message } => self.delete(chat, *message).await,
            TeamAction::React { message, reaction } => self.react(chat, *message, *reaction).await,
            TeamAction::LookAtDesk { account, entrance } => self.look_at(chat, *account, *entrance).await,
            TeamAction::Remove { user } => self.remove(chat, *user).await,
            TeamAction::Export { export } => self.export(chat, reader, export).await,
            TeamAction::Backup { file } => self.backup(chat, reader, file).await,
            TeamAction::Card { dialog, thread, standing } => self.card(chat, reader, *dialog, *thread, *standing).await,
            TeamAction::Pin { message } => self.pin(chat, *message).await,
            TeamAction::Preview { thread, dialog, random_id, content } => {
                self.preview((chat, *thread), reader, (*dialog, *random_id), content).await
            }
            TeamAction::Strip { message } => self.strip(chat, *message).await,
            TeamAction::Show { view, place } => self.show(chat, reader, view, *place).await,
        }
    }
}

/// Words with what belongs under them.
struct Words {
    text: RichText,
    buttons: Vec<Vec<Button>>,
    /// Links in a person's message are shown as the person sees them; in ours they are not.
    preview: bool,
}

impl Delivery {
    async fn reopen_thread(&self, chat: ChatId, thread: TopicId) -> Result<TeamReceipt, TeamError> {
        let request = ReopenForumTopic::new(recipient(chat), ThreadId(MessageId(thread.0)));
        done(api::call::<_, IgnoredAny>(&self.0.api.calls, request).await, &[Meaning::NoChange])
    }

    async fn post(
        &self,
        chat: ChatId,
        reader: MemberId,
        thread: Option<TopicId>,
        body: &Body,
        reply_to: Option<&ReplyTo<BotMessageId>>,
    ) -> Result<TeamReceipt, TeamError> {
        let words = self.words(reader, body)?;
        let mut request =
            SendMessage::new(recipient(chat), words.text.text.clone()).entities(entities_to_api(&words.text));
        if let Some(thread) = thread {
            request = request.message_thread_id(ThreadId(MessageId(thread.0)));
        }
        if let Some(reply) = reply_to {
            request = request.reply_parameters(reply_parameters(reply));
        }
        if self.is_muted(chat, thread).map_err(|error| unread(&error))? {
            request = request.disable_notification(true);
        }
        if !words.preview {
            request = request.link_preview_options(no_preview());
        }
        let Some((markup, nonce)) = self.keep_buttons(chat, reader, &words.buttons, None, false).await? else {
            let sent: Sent = self.call(request).await?;
            return Ok(TeamReceipt::Posted { message: BotMessageId(sent.message_id) });
        };
        let sent: Sent = self.call(request.reply_markup(markup)).await?;
        let message = BotMessageId(sent.message_id);
        self.bind(nonce, chat, message).await;
        Ok(TeamReceipt::Posted { message })
    }

    /// What the buttons of a message do is kept before anybody can see them: a press may come before the answer.
    async fn keep_buttons(
        &self,
        chat: ChatId,
        reader: MemberId,
        rows: &[Vec<Button>],
        message: Option<BotMessageId>,
        has_picture: bool,
    ) -> Result<Option<(InlineKeyboardMarkup, Nonce)>, TeamError> {
        if rows.is_empty() {
            return Ok(None);
        }
        let (markup, buttons) = keyboard(rows, self.drawing(chat, reader, message, has_picture));
        self.keep(|changes| {
            changes.insert(buttons.clone());
        })
        .await?;
        Ok(Some((markup, buttons.nonce)))
    }

    /// Something attached, with what its lines offer to show under it.
    async fn post_with_buttons(&self, spot: Spot<'_>, shown: &Shown) -> Result<TeamReceipt, TeamError> {
        let rows = self.under(spot.reader, &shown.lines)?;
        let Some((markup, nonce)) = self.keep_buttons(spot.chat, spot.reader, &rows, None, true).await? else {
            return self.post_media(spot, shown).await;
        };
        let receipt = self.post_media(Spot { buttons: Some(&markup), ..spot }, shown).await?;
        if let TeamReceipt::Posted { message } = receipt {
            self.bind(nonce, spot.chat, message).await;
        }
        Ok(receipt)
    }

    fn under(&self, reader: MemberId, lines: &[Spoken]) -> Result<Vec<Vec<Button>>, TeamError> {
        let locale = self.0.locale_of(reader).map_err(|error| unread(&error))?;
        Ok(under_lines(lines.iter().filter_map(|spoken| spoken.body.line()), locale))
    }

    async fn edit(
        &self,
        chat: ChatId,
        reader: MemberId,
        message: BotMessageId,
        body: &Body,
    ) -> Result<TeamReceipt, TeamError> {
        let words = self.words(reader, body)?;
        let mut request = EditMessageText::new(recipient(chat), MessageId(message.0), words.text.text.clone())
            .entities(entities_to_api(&words.text));
        if !words.preview {
            request = request.link_preview_options(no_preview());
        }
        let kept = self.keep_buttons(chat, reader, &words.buttons, Some(message), false).await?;
        if let Some((markup, _)) = &kept {
            request = request.reply_markup(markup.clone());
        }
        let answer = api::call::<_, IgnoredAny>(&self.0.api.calls, request).await;
        self.changed(answer, kept.map(|(_, nonce)| nonce), chat, message).await
    }

    /// A message was changed, or is as it was to be: its buttons are these now.
    async fn changed(
        &self,
        answer: Result<IgnoredAny, Failure>,
        buttons: Option<Nonce>,
        chat: ChatId,
        message: BotMessageId,
    ) -> Result<TeamReceipt, TeamError> {
        let receipt = done(answer, &[Meaning::NoChange])?;
        if let Some(nonce) = buttons {
            self.bind(nonce, chat, message).await;
        }
        Ok(receipt)
    }

    async fn delete(&self, chat: ChatId, message: BotMessageId) -> Result<TeamReceipt, TeamError> {
        let request = DeleteMessage::new(recipient(chat), MessageId(message.0));
        let answer = api::call::<_, IgnoredAny>(&self.0.api.calls, request).await;
        done(answer, &[Meaning::MessageGone, Meaning::NoChange])
    }

    async fn react(
        &self,
        chat: ChatId,
        message: BotMessageId,
        reaction: Option<Reaction>,
    ) -> Result<TeamReceipt, TeamError> {
        let wanted = reaction.map(|reaction| ReactionType::Emoji { emoji: reaction.emoji().to_owned() });
        let request = SetMessageReaction::new(recipient(chat), MessageId(message.0)).reaction(wanted);
        done(api::call::<_, IgnoredAny>(&self.0.api.calls, request).await, &[Meaning::NoChange])
    }

    async fn look_at(&self, chat: ChatId, account: AccountId, entrance: bool) -> Result<TeamReceipt, TeamError> {
        let problems = desk::problems(&self.0, chat, account).await?;
        let entrance = match problems.as_slice() {
            [] if entrance => Some(desk::entrance(&self.0, chat).await?),
            _ => None,
        };
        Ok(TeamReceipt::Looked { problems, entrance })
    }

    /// Lifting a ban takes out whoever is in, and bans nobody. <https://core.telegram.org/bots/api#unbanchatmember>
    async fn remove(&self, chat: ChatId, user: UserId) -> Result<TeamReceipt, TeamError> {
        let user = teloxide::types::UserId(user.0.unsigned_abs());
        let answer = api::call::<_, IgnoredAny>(&self.0.api.calls, UnbanChatMember::new(recipient(chat), user)).await;
        done(answer, &[Meaning::PersonGone])
    }

    /// The words for a reader, within Telegram's limit.
    fn words(&self, reader: MemberId, body: &Body) -> Result<Words, TeamError> {
        let locale = self.0.locale_of(reader).map_err(|error| unread(&error))?;
        let words = match body {
            // Goes its own way.
            Body::Media(shown) => Words { text: shown.media.caption.clone(), buttons: Vec::new(), preview: true },
            Body::Text(text) => Words { text: text.clone(), buttons: Vec::new(), preview: true },
            Body::Line(said) => Words {
                text: self.line(reader, locale, said).map_err(|error| unread(&error))?,
                buttons: self.beneath(said, locale).map_err(|error| unread(&error))?,
                preview: false,
            },
            Body::Lines(lines) => {
                Words { text: self.lines(reader, locale, lines)?, buttons: self.under(reader, lines)?, preview: false }
            }
        };
        if words.text.is_empty() || utf16_len(&words.text.text) > MESSAGE_LIMIT {
            return Err(TeamError::Refused(FailureReason::ContentRefused));
        }
        Ok(words)
    }

    /// Several messages below each other, each with its time.
    fn lines(&self, reader: MemberId, locale: &Locale, lines: &[Spoken]) -> Result<RichText, TeamError> {
        let (zone, _) = self.0.zones(reader).map_err(|error| unread(&error))?;
        let mut text = RichText::default();
        for Spoken { at, body } in lines {
            if !text.is_empty() {
                text.push_str("\n");
            }
            text.push_as(EntityKind::Italic, &RichText::plain(locale.time(*at, &zone)));
            text.push_str(" ");
            text.push(&self.words(reader, body)?.text);
        }
        Ok(text)
    }

    fn line(&self, reader: MemberId, locale: &Locale, said: &Line) -> Result<RichText, StoreError> {
        let (zone, _) = self.0.zones(reader)?;
        let context = LineContext { now: self.0.now(), zone: &zone };
        if let Line::Dialog { dialog, news } = said {
            return Ok(dialog_news(locale, news, &self.client_name(reader, *dialog)?, context));
        }
        let mut text = line(locale, said, context);
        if *said == Line::Help {
            let member = Member::find(self.0.store(), reader)?;
            text.push_str("\n\n");
            text.push(&super::commands::list(member.as_deref(), locale));
        }
        Ok(text)
    }

    fn drawing(&self, chat: ChatId, reader: MemberId, message: Option<BotMessageId>, has_picture: bool) -> Drawing {
        let audience = if chat == reader.into() { Audience::Member(reader) } else { Audience::Desk };
        let nonce = Nonce(self.0.randomness.bytes());
        Drawing { nonce, bot: self.0.bot, chat, audience, message, has_picture, now: self.0.now() }
    }

    /// Makes a change durable before a request leaves.
    async fn keep(&self, change: impl Fn(&mut Changes)) -> Result<(), TeamError> {
        let mut changes = Changes::default();
        change(&mut changes);
        self.0.store().commit(changes).await.map_err(|error| unread(&error))
    }

    async fn call<P, O>(&self, payload: P) -> Result<O, TeamError>
    where
        P: teloxide::requests::Payload + serde::Serialize + 'static,
        O: serde::de::DeserializeOwned + 'static,
    {
        Ok(api::call(&self.0.api.calls, payload).await?)
    }
}

/// What is already as asked for counts as done.
fn done(answer: Result<IgnoredAny, Failure>, fine: &[Meaning]) -> Result<TeamReceipt, TeamError> {
    match answer {
        Ok(_) => Ok(TeamReceipt::Done),
        Err(Failure::Refused(meaning)) if fine.contains(&meaning) => Ok(TeamReceipt::Done),
        Err(failure) => Err(failure.into()),
    }
}

/// The store failed, so nothing was sent. The application stops by the store's own word.
fn unread(error: &StoreError) -> TeamError {
    tracing::error!(error = %crate::domain::Chain(error), "what is to be sent could not be read");
    TeamError::NotSent
}

fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

/// A reply whose target is gone is still said.
fn reply_parameters(reply: &ReplyTo<BotMessageId>) -> ReplyParameters {
    let mut parameters = ReplyParameters::new(MessageId(reply.message.0)).allow_sending_without_reply();
    if let Some(quote) = reply.quote.as_ref().filter(|quote| !quote.text.is_empty() && quote.text.len() <= QUOTE_LIMIT)
    {
        parameters.quote = Some(quote.text.text.clone());
        parameters.quote_entities = Some(entities_to_api(&quote.text)).filter(|entities| !entities.is_empty());
        parameters.quote_position = u32::try_from(quote.offset).ok();
    }
    parameters
}
