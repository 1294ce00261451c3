//! The titles of threads: who the client is, and what the dialog needs (D3).
//!
//! **The icon shows the state** where Telegram offers one that fits; elsewhere a sign before the name does.

use super::{Delivery, done, unread};
use crate::{
    bot::{
        api::{self, recipient},
        errors::Meaning,
    },
    domain::{ChatId, DialogId, DialogState, Line, MemberId, RichText, TopicId},
    locale::Locale,
    ports::{TeamError, TeamReceipt},
    relay::{Dialog, reach},
    screens::{Button, beneath, to_thread},
    store::StoreError,
    team::Member,
};
use serde::{Deserialize, de::IgnoredAny};
use teloxide::{
    payloads::{
        CreateForumTopic, CreateForumTopicSetters, DeleteForumTopic, EditForumTopic, EditForumTopicSetters,
        GetForumTopicIconStickers,
    },
    types::{CustomEmojiId, MessageId, ThreadId},
};
use tokio::sync::OnceCell;

/// The longest name of a topic: <https://core.telegram.org/bots/api#createforumtopic>
const TOPIC_LIMIT: usize = 128;

/// The icons that topics may have, asked for once. <https://core.telegram.org/bots/api#getforumtopiciconstickers>
#[derive(Default)]
pub struct Icons(OnceCell<Vec<Icon>>);

#[derive(Clone, Deserialize)]
struct Icon {
    emoji: Option<String>,
    custom_emoji_id: Option<String>,
}

/// The part of a new topic that matters. <https://core.telegram.org/bots/api#forumtopic>
#[derive(Deserialize)]
struct Topic {
    message_thread_id: i32,
}

impl Delivery {
    pub(super) async fn open_thread(
        &self,
        chat: ChatId,
        reader: MemberId,
        dialog: DialogId,
        state: DialogState,
    ) -> Result<TeamReceipt, TeamError> {
        let (name, icon) = self.title(reader, dialog, state).await?;
        let mut request = CreateForumTopic::new(recipient(chat), name);
        if let Some(icon) = icon {
            request = request.icon_custom_emoji_id(icon);
        }
        let topic: Topic = self.call(request).await?;
        Ok(TeamReceipt::Opened { thread: TopicId(topic.message_thread_id) })
    }

    pub(super) async fn retitle(
        &self,
        chat: ChatId,
        reader: MemberId,
        thread: TopicId,
        dialog: DialogId,
        state: DialogState,
    ) -> Result<TeamReceipt, TeamError> {
        let (name, icon) = self.title(reader, dialog, state).await?;
        let mut request = EditForumTopic::new(recipient(chat), ThreadId(MessageId(thread.0))).name(name);
        if let Some(icon) = icon {
            request = request.icon_custom_emoji_id(icon);
        }
        done(api::call::<_, IgnoredAny>(&self.0.api.calls, request).await, &[Meaning::NoChange])
    }

    pub(super) async fn drop_thread(&self, chat: ChatId, thread: TopicId) -> Result<TeamReceipt, TeamError> {
        let request = DeleteForumTopic::new(recipient(chat), ThreadId(MessageId(thread.0)));
        done(api::call::<_, IgnoredAny>(&self.0.api.calls, request).await, &[Meaning::ThreadGone])
    }

    /// Name and icon of a dialog's thread.
    async fn title(
        &self,
        reader: MemberId,
        dialog: DialogId,
        state: DialogState,
    ) -> Result<(String, Option<CustomEmojiId>), TeamError> {
        let name = self.client_name(reader, dialog).map_err(|error| unread(&error))?;
        let icon = self.icon(state).await;
        let name = if icon.is_some() { name } else { format!("{} {name}", state.mark()) };
        Ok((RichText::plain(name).truncated(TOPIC_LIMIT).text, icon))
    }

    /// The client's name as the reader may see it.
    pub(super) fn client_name(&self, reader: MemberId, dialog: DialogId) -> Result<String, StoreError> {
        let store = self.0.store();
        let locale = self.0.locale_of(reader)?;
        let Some(found) = Dialog::find(store, dialog)? else { return Ok(locale.name("")) };
        let shown = match Member::find(store, reader)? {
            Some(reader) => reach::name(store, &reader, &found)?,
            None => String::new(),
        };
        Ok(locale.name(&shown))
    }

    /// The buttons under a line; of a dialog the way to its thread comes first, if it has one.
    pub(super) fn beneath(&self, said: &Line, locale: &Locale) -> Result<Vec<Vec<Button>>, StoreError> {
        let mut buttons = beneath(said, locale);
        if let Line::Dialog { dialog, news } = said
            && news.is_alert()
            && let Some(link) = Dialog::find(self.0.store(), *dialog)?.and_then(|dialog| dialog.link())
        {
            buttons.insert(0, vec![to_thread(&link, locale)]);
        }
        Ok(buttons)
    }

    /// Whether what comes into a thread comes without a sound.
    pub(super) fn is_muted(&self, chat: ChatId, thread: Option<TopicId>) -> Result<bool, StoreError> {
        let Some(thread) = thread else { return Ok(false) };
        Ok(Dialog::of_thread(self.0.store(), chat, thread)?.is_some_and(|dialog| dialog.work.muted))
    }

    /// The icon for a state. Without the list of icons titles do without.
    async fn icon(&self, state: DialogState) -> Option<CustomEmojiId> {
        let ask = || async { api::call::<_, Vec<Icon>>(&self.0.api.calls, GetForumTopicIconStickers::new()).await };
        let icons = match self.0.icons.0.get_or_try_init(ask).await {
            Ok(icons) => icons,
            Err(failure) => {
                tracing::warn!(bot.id = %self.0.bot, ?failure, "the icons of topics could not be asked for");
                return None;
            }
        };
        let wanted = match state {
            DialogState::NeedsReply => ["❗", "‼"],
            DialogState::Answered => ["💬", "🗣"],
            DialogState::Snoozed => ["📆", "🌙"],
            DialogState::Closed => ["✅", "🏁"],
        };
        let plain = |icon: &Icon| icon.emoji.as_deref().map(|emoji| emoji.trim_end_matches('\u{fe0f}').to_owned());
        let found = wanted.iter().find_map(|emoji| icons.iter().find(|icon| plain(icon).as_deref() == Some(emoji)))?;
        found.custom_emoji_id.clone().map(CustomEmojiId)
    }
}
