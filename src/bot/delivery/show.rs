//! Screens: drawn in place of the message that stands, or as a new one.
//!
//! **The drawing that stands keeps working until Telegram has the new one**, and for a tap that was on its way then. Telegram cannot turn a
//! text into a picture or back, so there the new message comes first and the old one is deleted after it. A login's
//! screen is where the login says it is, whatever the entry remembers: its steps may overtake each other.

use super::{Delivery, no_preview, unread};
use crate::{
    bot::{
        api::{self, Sent, recipient},
        callbacks::{Buttons, Nonce, keyboard},
        convert::entities_to_api,
        errors::{Failure, Meaning},
        follow, glance,
        sitting::Sitting,
    },
    domain::{BotMessageId, ChatId, LoginFailure, LoginId, MemberId, RichText, TopicId, View},
    picture::Picture,
    ports::{LoginStep, TeamError, TeamReceipt},
    relay::{Plan, TeamTask},
    screens::{self, Screen, Stage},
    team::Member,
};
use jiff::SignedDuration;
use serde::de::IgnoredAny;
use teloxide::{
    payloads::{
        EditMessageMediaSetters, EditMessageText, EditMessageTextSetters, SendMessage, SendMessageSetters,
        SendPhotoSetters,
    },
    requests::Requester,
    types::{InlineKeyboardMarkup, InputFile, InputMedia, InputMediaPhoto, MessageId, ThreadId},
};

/// The longest caption: <https://core.telegram.org/bots/api#sendphoto>
const CAPTION_LIMIT: usize = 1024;

impl Delivery {
    pub(super) async fn show(
        &self,
        chat: ChatId,
        reader: MemberId,
        view: &View,
        place: Option<BotMessageId>,
    ) -> Result<TeamReceipt, TeamError> {
        // Asked before it is drawn: a login may end while its last step but one is on its way, and then shows once more.
        let last = matches!(view, View::Login(login) if self.0.logins.step(*login).is_some_and(|step| step.is_over()));
        let Some(screen) = self.draw(reader, view).await? else { return Ok(TeamReceipt::Done) };
        let place = match view {
            View::Login(login) => {
                let sitting = Sitting::find(self.0.store(), *login).map_err(|error| unread(&error))?;
                // Nobody sits at it any more: another login has taken its place on the screen.
                if sitting.is_none() && self.0.logins.step(*login).is_some_and(|step| !has_news(&step)) {
                    return Ok(TeamReceipt::Done);
                }
                sitting.and_then(|sitting| sitting.message).or(place)
            }
            _ => place,
        };
        let has_picture = screen.picture.is_some();
        let standing = match place {
            Some(message) => {
                let known = Buttons::of_message(self.0.store(), self.0.bot, chat, message);
                let had_picture = known.map_err(|error| unread(&error))?.iter().any(|buttons| buttons.has_picture);
                (had_picture == has_picture).then_some(message)
            }
            None => None,
        };
        let message = match standing {
            Some(message) => match self.redraw(chat, reader, &screen, message).await {
                Ok(()) => message,
                // Not editable any more, or of another kind than remembered: a new one takes its place.
                Err(Failure::Refused(Meaning::MessageGone | Meaning::OtherKind | Meaning::TooLate)) => {
                    self.place(chat, None, reader, &screen).await?
                }
                Err(failure) => return Err(failure.into()),
            },
            None => self.place(chat, None, reader, &screen).await?,
        };
        if let View::Login(login) = view {
            self.keep_place(*login, message, last).await;
        }
        if let Some(old) = place.filter(|old| *old != message) {
            self.replace(chat, reader, old).await;
        }
        Ok(TeamReceipt::Posted { message })
    }

    /// The screen as the reader may see it now; `None` for somebody who is no member any more.
    async fn draw(&self, reader: MemberId, view: &View) -> Result<Option<Screen>, TeamError> {
        let office = &self.0;
        let glance = glance::of(office, reader, view).await.map_err(|error| unread(&error))?;
        let draw =
            move |stage: &Stage<'_>, view: &View| screens::draw(view, &Stage { glance: glance.as_ref(), ..*stage });
        let mark = match view {
            View::Dashboard(dashboard) => {
                follow::mark(office, reader, dashboard).map_err(|error| unread(&error))?.map(|mark| (*dashboard, mark))
            }
            View::Digest { .. } | View::Activity(_) | View::ActivityDays(..) | View::Files(_) => None,
            _ => return self.on_stage(reader, |stage| draw(stage, view)),
        };
        // A picture takes a core for a moment, which nothing else is to wait for.
        let (delivery, shown) = (Delivery(office.clone()), view.clone());
        let drawn = tokio::task::spawn_blocking(move || delivery.on_stage(reader, |stage| draw(stage, &shown)));
        let screen = drawn.await.unwrap_or_else(|panic| {
            tracing::error!(error = %panic, "drawing a picture broke");
            Err(TeamError::NotSent)
        })?;
        if let Some((dashboard, mark)) = mark {
            office.drawn.note(reader, dashboard, mark, office.committer.clock().uptime());
        }
        Ok(screen)
    }

    /// Draws something for a reader as things stand; `None` for somebody who is no member any more.
    pub(super) fn on_stage<T, E: std::error::Error + 'static>(
        &self,
        reader: MemberId,
        draw: impl FnOnce(&Stage<'_>) -> Result<T, E>,
    ) -> Result<Option<T>, TeamError> {
        let office = &self.0;
        let Some(member) = Member::find(office.store(), reader).map_err(|error| unread(&error))? else {
            return Ok(None);
        };
        let zones = office.zones(reader).map_err(|error| unread(&error))?;
        draw(&office.stage(&member, &zones)).map(Some).map_err(|error| {
            tracing::error!(error = %crate::domain::Chain(&error), "a screen could not be drawn");
            TeamError::NotSent
        })
    }

    /// Sends the screen as a new message.
    pub(super) async fn place(
        &self,
        chat: ChatId,
        thread: Option<TopicId>,
        reader: MemberId,
        screen: &Screen,
    ) -> Result<BotMessageId, TeamError> {
        let (markup, buttons) = self.keep_drawing(chat, reader, screen, None).await?;
        let message = match &screen.picture {
            None => {
                let mut request = SendMessage::new(recipient(chat), screen.text.text.clone())
                    .entities(entities_to_api(&screen.text))
                    .link_preview_options(no_preview())
                    .protect_content(screen.protect)
                    .reply_markup(markup);
                if let Some(thread) = thread {
                    request = request.message_thread_id(ThreadId(MessageId(thread.0)));
                }
                let sent: Sent = self.call(request).await?;
                sent.message_id
            }
            Some(picture) => {
                let caption = caption(&screen.text);
                let request = self.0.api.uploads.send_photo(recipient(chat), file(picture));
                let request = request
                    .caption_entities(entities_to_api(&caption))
                    .caption(caption.text)
                    .protect_content(screen.protect)
                    .reply_markup(markup);
                request.await.map_err(|error| TeamError::from(Failure::of(&error)))?.id.0
            }
        };
        self.bind(buttons, chat, BotMessageId(message)).await;
        Ok(BotMessageId(message))
    }

    /// Draws the screen into a message of the same kind.
    pub(super) async fn redraw(
        &self,
        chat: ChatId,
        reader: MemberId,
        screen: &Screen,
        message: BotMessageId,
    ) -> Result<(), Failure> {
        let kept = self.keep_drawing(chat, reader, screen, Some(message)).await;
        let (markup, buttons) = kept.map_err(|_| Failure::NotSent)?;
        let answer = match &screen.picture {
            None => {
                let request = EditMessageText::new(recipient(chat), MessageId(message.0), screen.text.text.clone())
                    .entities(entities_to_api(&screen.text))
                    .link_preview_options(no_preview())
                    .reply_markup(markup);
                api::call::<_, IgnoredAny>(&self.0.api.calls, request).await.map(drop)
            }
            Some(picture) => {
                let caption = caption(&screen.text);
                let media = InputMediaPhoto::new(file(picture))
                    .caption_entities(entities_to_api(&caption))
                    .caption(caption.text);
                let request = self.0.api.uploads.edit_message_media(
                    recipient(chat),
                    MessageId(message.0),
                    InputMedia::Photo(media),
                );
                request.reply_markup(markup).await.map(drop).map_err(|error| Failure::of(&error))
            }
        };
        match answer {
            Ok(()) | Err(Failure::Refused(Meaning::NoChange)) => {
                self.bind(buttons, chat, message).await;
                Ok(())
            }
            Err(failure) => Err(failure),
        }
    }

    /// What the new buttons do is kept before anybody can see them.
    async fn keep_drawing(
        &self,
        chat: ChatId,
        reader: MemberId,
        screen: &Screen,
        message: Option<BotMessageId>,
    ) -> Result<(InlineKeyboardMarkup, Nonce), TeamError> {
        let drawing = self.drawing(chat, reader, message, screen.picture.is_some());
        let (markup, buttons) = keyboard(&screen.buttons, drawing);
        self.keep(|changes| {
            changes.insert(buttons.clone());
        })
        .await?;
        Ok((markup, buttons.nonce))
    }

    /// Telegram has the drawing: it belongs to this message now. The ones before it are over, but for taps that are on
    /// their way; some that expired are swept. A failure costs no
    /// more than a few old buttons that live until they expire.
    pub(super) async fn bind(&self, nonce: Nonce, chat: ChatId, message: BotMessageId) {
        let (bot, now) = (self.0.bot, self.0.now());
        let bound = self
            .0
            .committer
            .commit(|store| {
                let mut plan = Plan::nothing();
                if let Some(standing) = Buttons::find(store, nonce)? {
                    plan.changes.update(&standing, Buttons { message: Some(message), ..Buttons::clone(&standing) });
                }
                let last = now.saturating_add(GRACE).unwrap_or(now);
                for old in Buttons::of_message(store, bot, chat, message)? {
                    if old.nonce != nonce && old.expires <= now {
                        plan.changes.delete(&old);
                    } else if old.nonce != nonce && old.expires > last {
                        plan.changes.update(&old, Buttons { expires: last, ..Buttons::clone(&old) });
                    }
                }
                for old in Buttons::expired(store, now, SWEEP)? {
                    if old.nonce != nonce && (old.bot, old.chat, old.message) != (bot, chat, Some(message)) {
                        plan.changes.delete(&old);
                    }
                }
                Ok(plan)
            })
            .await;
        if let Err(error) = bound {
            tracing::error!(error = %crate::domain::Chain(&error), "buttons could not be bound to their message");
        }
    }

    /// The login's screen stands in this message now; with its last step nobody sits at it any more. A login that a restart
    /// ended is kept while something may still be typed into it.
    async fn keep_place(&self, login: LoginId, message: BotMessageId, last: bool) {
        let kept = self
            .0
            .committer
            .commit(|store| {
                let mut plan = Plan::nothing();
                let Some(sitting) = Sitting::find(store, login)? else { return Ok(plan) };
                if last {
                    plan.changes.delete(&sitting);
                } else if sitting.message != Some(message) {
                    plan.changes.update(&sitting, Sitting { message: Some(message), ..Sitting::clone(&sitting) });
                }
                Ok(plan)
            })
            .await;
        if let Err(error) = kept {
            tracing::error!(error = %crate::domain::Chain(&error), "where a login's screen stands could not be kept");
        }
    }

    /// The message that a new one has replaced is to go, and what its buttons did with it.
    async fn replace(&self, chat: ChatId, reader: MemberId, message: BotMessageId) {
        let bot = self.0.bot;
        let replaced = self
            .0
            .committer
            .commit(|store| {
                let mut plan = Plan::nothing();
                for old in Buttons::of_message(store, bot, chat, message)? {
                    plan.changes.delete(&old);
                }
                plan.team(TeamTask::Delete { chat, message, reader });
                Ok(plan)
            })
            .await;
        if let Err(error) = replaced {
            tracing::error!(error = %crate::domain::Chain(&error), "a replaced screen could not be taken away");
        }
    }
}

/// Whether a step says something to somebody who does not sit at the login any more.
fn has_news(step: &LoginStep) -> bool {
    step.is_over() && !matches!(step, LoginStep::Failed(LoginFailure::Cancelled))
}

/// How long a tap on the drawing before still counts: it may have been made while the screen changed.
const GRACE: SignedDuration = SignedDuration::from_secs(10);
/// Expired drawings forgotten at a time.
const SWEEP: usize = 8;

fn caption(text: &RichText) -> RichText {
    text.truncated(CAPTION_LIMIT)
}

fn file(picture: &Picture) -> InputFile {
    InputFile::memory(picture.png.clone()).file_name("pult.png")
}
