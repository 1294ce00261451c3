//! Editing and deleting. **Both copies of a private message change together; deleting may spare the other side's.**
use super::send::{check_keyboard, checked_text};
use super::{
    Body, BoxId, Change, Chat, Keyboard, Media, Message, MessageId, Refusal, Style, Text, TopicState, UserId, World,
};
use std::time::Duration;

/// `edit_time_limit` of help.getConfig; bots' own messages have none.
const EDIT_WINDOW: Duration = Duration::from_secs(48 * 3600);

/// What to change; `None` leaves a part as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edit {
    pub text: Option<Text>,
    pub media: Option<Media>,
    /// `Some(None)` takes the keyboard away.
    pub keyboard: Option<Option<Keyboard>>,
    /// Spoiler, place of the caption, preview. Self-destruction cannot be changed.
    pub style: Option<Style>,
}

impl World {
    /// Changes an own message. A changed text without a keyboard, from a bot, takes the keyboard away, as documented:
    /// the door says so by `Some(None)`.
    ///
    /// # Errors
    /// Not found, not the author, too late, empty, too long, nothing changed.
    pub fn edit(&mut self, actor: UserId, chat: Chat, id: MessageId, edit: Edit) -> Result<(), Refusal> {
        self.may_write(actor, chat)?;
        let message = self.message(actor, chat, id).ok_or(Refusal::MessageNotFound("edit"))?;
        let Body::Content { text, media } = &message.body else {
            return Err(Refusal::NotAuthor);
        };
        if message.author != actor || message.forward.is_some() {
            return Err(Refusal::NotAuthor);
        }
        if !self.user(actor)?.is_bot() && self.now().since(message.date) > EDIT_WINDOW {
            return Err(Refusal::EditTooLate);
        }
        if let Some(new) = &edit.media {
            may_replace(message, media.as_ref(), new)?;
        }
        let (text, media, message) = (text.clone(), media.clone(), message.clone());
        let new_media = match edit.media {
            Some(new) => Some(self.checked_media(new)?),
            None => media,
        };
        let new_text = match edit.text {
            _ if new_media.as_ref().is_some_and(|media| !media.has_caption()) => text,
            Some(text) => checked_text(text, new_media.is_some())?,
            None => text,
        };
        let style = edit.style.map_or(message.style.clone(), |style| Style {
            ttl: message.style.ttl,
            silent: message.style.silent,
            ..style
        });
        let keyboard = edit.keyboard.unwrap_or_else(|| message.keyboard.clone());
        check_keyboard(keyboard.as_ref())?;
        let content = Body::Content { text: new_text, media: new_media };
        if content == message.body && keyboard == message.keyboard && style == message.style {
            return Err(Refusal::NotModified);
        }
        let rewritten = content != message.body || style != message.style;
        let now = self.now();
        for (mailbox, id) in self.copies(chat.mailbox(actor), &message) {
            self.change(mailbox, id, |m| {
                m.body = content.clone();
                m.style = style.clone();
                m.keyboard = keyboard.clone();
                if rewritten {
                    m.edited = Some(now);
                }
            });
        }
        Ok(())
    }

    /// Ends a poll of one's own. <https://core.telegram.org/bots/api#stoppoll>
    ///
    /// # Errors
    /// Not found, not the author, no open poll.
    pub fn close_poll(&mut self, actor: UserId, chat: Chat, id: MessageId) -> Result<(), Refusal> {
        self.may_write(actor, chat)?;
        let message = self.message(actor, chat, id).ok_or(Refusal::MessageNotFound("stop"))?;
        if message.author != actor {
            return Err(Refusal::NotAuthor);
        }
        if !matches!(message.media(), Some(Media::Poll(poll)) if !poll.closed) {
            return Err(Refusal::MediaInvalid);
        }
        for (mailbox, id) in self.copies(chat.mailbox(actor), message) {
            self.change(mailbox, id, |m| {
                if let Body::Content { media: Some(Media::Poll(poll)), .. } = &mut m.body {
                    poll.closed = true;
                }
            });
        }
        Ok(())
    }

    fn change(&mut self, mailbox: BoxId, id: MessageId, act: impl FnOnce(&mut Message)) {
        let Some(target) = self.mailbox_mut(mailbox) else {
            return;
        };
        let Some(message) = target.messages.get_mut(&id) else {
            return;
        };
        act(message);
        let message = Box::new(message.clone());
        let pts = target.advance(1);
        self.record(Change::Edited { mailbox, message, pts });
    }

    /// Deletes messages; ids that are not there are skipped, as the server does. `revoke`: also on the other side of a
    /// private chat. In groups messages go for everybody. Returns how many went.
    ///
    /// # Errors
    /// [`Refusal::CannotDelete`] when one of them is not the actor's to delete; then none is.
    pub fn delete(&mut self, actor: UserId, chat: Chat, ids: &[MessageId], revoke: bool) -> Result<usize, Refusal> {
        self.can_see(actor, chat)?;
        let mut gone: Vec<(BoxId, Vec<MessageId>)> = Vec::new();
        let mut count = 0;
        for id in ids {
            let Some(message) = self.message(actor, chat, *id) else {
                continue;
            };
            if !self.may_delete(actor, message) {
                return Err(Refusal::CannotDelete);
            }
            count += 1;
            let copies = self.copies(chat.mailbox(actor), message);
            for (mailbox, id) in copies.into_iter().take(if revoke { usize::MAX } else { 1 }) {
                match gone.iter_mut().find(|(b, _)| *b == mailbox) {
                    Some((_, ids)) => ids.push(id),
                    None => gone.push((mailbox, vec![id])),
                }
            }
        }
        for (mailbox, ids) in gone {
            self.remove(mailbox, &ids);
        }
        Ok(count)
    }

    /// Own messages, everything in one's own private chats, and in groups by right; never a topic's first message.
    /// A bot has 48 hours for what others wrote. <https://core.telegram.org/bots/api#deletemessage>
    pub fn may_delete(&self, actor: UserId, message: &Message) -> bool {
        if matches!(&message.body, Body::Service(service) if service.is_root()) {
            return false;
        }
        let (Ok(user), own) = (self.user(actor), message.author == actor) else {
            return false;
        };
        let in_time = !user.is_bot() || self.now().since(message.date) <= EDIT_WINDOW;
        match message.chat {
            Chat::User(_) => in_time,
            Chat::Group(id) => self
                .group(id)
                .is_ok_and(|g| g.is_member(actor) && (own && in_time || g.role(actor).rights().delete_messages)),
        }
    }

    pub(super) fn remove(&mut self, mailbox: BoxId, ids: &[MessageId]) {
        let Some(target) = self.mailbox_mut(mailbox) else {
            return;
        };
        let messages: Vec<Message> = ids.iter().filter_map(|id| target.messages.remove(id)).collect();
        let Some(chat) = messages.first().map(|m| m.chat) else {
            return;
        };
        let pts = target.advance(i32::try_from(messages.len()).unwrap_or(i32::MAX));
        self.record(Change::Deleted { mailbox, chat, messages, pts });
    }

    /// Deletes a topic with everything in it. <https://core.telegram.org/api/forum#forum-topics>
    ///
    /// # Errors
    /// Without the right to delete messages, for General, for topics that are not there.
    pub fn delete_topic(&mut self, actor: UserId, group: super::GroupId, topic: super::TopicId) -> Result<(), Refusal> {
        let known = self.group(group)?;
        if topic == super::TopicId::GENERAL {
            return Err(Refusal::TopicIdInvalid);
        }
        let found = known.topics.get(&topic).filter(|t| t.state != TopicState::Deleted);
        let by = found.ok_or(Refusal::TopicMissing)?.by;
        let inside: Vec<MessageId> = known
            .mailbox
            .messages
            .values()
            .filter(|m| m.topic == Some(topic) || m.id == topic.root())
            .map(|m| m.id)
            .collect();
        // Whoever opened a topic may also delete it while nobody else has written there.
        let alone = by == actor && inside.iter().all(|id| known.mailbox.messages[id].author == actor);
        if !(alone && known.is_member(actor)) {
            self.require(actor, known, "delete the topic", |r| r.delete_messages)?;
        }
        self.remove(BoxId::Group(group), &inside);
        if let Some(topic) = self.group_mut(group)?.topics.get_mut(&topic) {
            topic.state = TopicState::Deleted;
        }
        Ok(())
    }
}

/// Whether `new` may take the place of a message's media. An album stays of one kind; a live location only moves.
/// <https://core.telegram.org/bots/api#editmessagemedia>
fn may_replace(message: &Message, old: Option<&Media>, new: &Media) -> Result<(), Refusal> {
    let replaceable = |media: &Media| matches!(media.kind(), "photo" | "video" | "animation" | "document" | "audio");
    if let (Some(Media::Location { live: Some(_), .. }), Media::Location { .. }) = (old, new) {
        return Ok(());
    }
    if old.is_some_and(|old| !replaceable(old)) || message.style.ttl.is_some() {
        return Err(Refusal::MediaFixed);
    }
    if !replaceable(new) {
        return Err(Refusal::MediaUnfit);
    }
    match old.filter(|_| message.album.is_some()) {
        Some(old) if old.album_kind() != new.album_kind() => Err(Refusal::AlbumMixed),
        _ => Ok(()),
    }
}
