//! Small gestures: reactions, reading, pinning, typing, blocking.
use super::{
    Body, BotProfile, Change, Chat, Emoji, GroupId, Kind, Media, MessageId, Reaction, Refusal, Service, TopicId, User,
    UserId, World,
};

/// The side of a profile photo: <https://core.telegram.org/api/files#image-thumbnail-types>, type "c".
const PORTRAIT: u32 = 640;

/// The emoji anybody may react with. <https://core.telegram.org/bots/api#reactiontypeemoji>
pub const REACTIONS: &[&str] = &[
    "❤",
    "👍",
    "👎",
    "🔥",
    "🥰",
    "👏",
    "😁",
    "🤔",
    "🤯",
    "😱",
    "🤬",
    "😢",
    "🎉",
    "🤩",
    "🤮",
    "💩",
    "🙏",
    "👌",
    "🕊",
    "🤡",
    "🥱",
    "🥴",
    "😍",
    "🐳",
    "❤‍🔥",
    "🌚",
    "🌭",
    "💯",
    "🤣",
    "⚡",
    "🍌",
    "🏆",
    "💔",
    "🤨",
    "😐",
    "🍓",
    "🍾",
    "💋",
    "🖕",
    "😈",
    "😴",
    "😭",
    "🤓",
    "👻",
    "👨‍💻",
    "👀",
    "🎃",
    "🙈",
    "😇",
    "😨",
    "🤝",
    "✍",
    "🤗",
    "🫡",
    "🎅",
    "🎄",
    "☃",
    "💅",
    "🤪",
    "🗿",
    "🆒",
    "💘",
    "🙉",
    "🦄",
    "😘",
    "💊",
    "🙊",
    "😎",
    "👾",
    "🤷‍♂",
    "🤷",
    "🤷‍♀",
    "😡",
];

impl World {
    /// Replaces the actor's reactions on a message; an empty list takes them away.
    ///
    /// # Errors
    /// Unknown message, emoji outside the list, more than one (nobody here is Premium).
    pub fn react(&mut self, actor: UserId, chat: Chat, id: MessageId, emoji: Vec<Emoji>) -> Result<(), Refusal> {
        self.may_write(actor, chat)?;
        let message = self.message(actor, chat, id).ok_or(Refusal::MessageNotFound("react"))?;
        if message.is_service() {
            return Err(Refusal::MessageNotFound("react"));
        }
        let allowed = |e: &Emoji| match e {
            Emoji::Plain(e) => REACTIONS.contains(&e.trim_end_matches('\u{fe0f}')),
            // Only Premium users, and in groups by the group's setting.
            Emoji::Custom(_) => false,
        };
        if !emoji.iter().all(allowed) {
            return Err(Refusal::ReactionInvalid);
        }
        if emoji.len() > 1 {
            return Err(Refusal::TooManyReactions);
        }
        let old: Vec<Emoji> = message.reactions.iter().filter(|r| r.by == actor).map(|r| r.emoji.clone()).collect();
        if old == emoji {
            return Err(Refusal::NotModified);
        }
        let date = self.now();
        for (mailbox, id) in self.copies(chat.mailbox(actor), message) {
            let Some(message) = self.mailbox_mut(mailbox).and_then(|b| b.messages.get_mut(&id)) else {
                continue;
            };
            message.reactions.retain(|r| r.by != actor);
            message.reactions.extend(emoji.iter().cloned().map(|emoji| Reaction { by: actor, emoji, date }));
            let message = Box::new(message.clone());
            self.record(Change::Reacted { mailbox, message, by: actor, old: old.clone(), new: emoji.clone() });
        }
        Ok(())
    }

    /// Marks everything in a chat up to `up_to` (or all of it) as read and tells the authors.
    ///
    /// # Errors
    /// When the chat cannot be seen.
    pub fn read(&mut self, actor: UserId, chat: Chat, up_to: Option<MessageId>) -> Result<(), Refusal> {
        self.can_see(actor, chat)?;
        let last = self.messages(actor, chat).next_back().map(|m| m.id).unwrap_or_default();
        let max = up_to.map_or(last, |id| id.min(last));
        if max <= self.read_up_to(actor, chat) {
            return Ok(());
        }
        match chat {
            Chat::User(other) => self.read_private(actor, other, max),
            Chat::Group(group) => self.read_group(actor, group, max),
        }
    }

    fn read_private(&mut self, actor: UserId, other: UserId, max: MessageId) -> Result<(), Refusal> {
        let chat = Chat::User(other);
        // The other side's own numbering of the last message of theirs that is now read.
        let seen = self.messages(actor, chat).rev().find(|m| m.id <= max && m.author == other).and_then(|m| m.twin);
        self.user_mut(actor)?.dialogs.entry(other).or_default().read = max;
        let unread = self.unread(actor, chat);
        let pts = self.user_mut(actor)?.mailbox.advance(1);
        self.record(Change::ReadInbox { reader: actor, chat, max, unread, pts: Some(pts) });
        let Some(seen) = seen.filter(|_| other != actor) else {
            return Ok(());
        };
        let author = self.user_mut(other)?;
        let dialog = author.dialogs.entry(actor).or_default();
        if dialog.read_by_other < seen {
            dialog.read_by_other = seen;
            let pts = author.mailbox.advance(1);
            let chat = Chat::User(actor);
            self.record(Change::ReadOutbox { owner: other, chat, max: seen, pts: Some(pts) });
        }
        Ok(())
    }

    fn read_group(&mut self, actor: UserId, id: GroupId, max: MessageId) -> Result<(), Refusal> {
        let chat = Chat::Group(id);
        let group = self.group_mut(id)?;
        let member = group.members.get_mut(&actor).filter(|m| m.role.is_in()).ok_or(Refusal::NotMember)?;
        let before = std::mem::replace(&mut member.read, max);
        let mut authors: Vec<(UserId, MessageId)> = Vec::new();
        for message in self.messages(actor, chat).filter(|m| m.id > before && m.id <= max && m.author != actor) {
            authors.retain(|(author, _)| *author != message.author);
            authors.push((message.author, message.id));
        }
        let unread = self.unread(actor, chat);
        if id.is_basic() {
            let pts = self.user_mut(actor)?.mailbox.advance(1);
            self.record(Change::ReadInbox { reader: actor, chat, max, unread, pts: Some(pts) });
            for (owner, read) in authors {
                let Some(max) = self.number_of(actor, read, owner) else {
                    continue;
                };
                let pts = self.user_mut(owner)?.mailbox.advance(1);
                self.record(Change::ReadOutbox { owner, chat, max, pts: Some(pts) });
            }
            return Ok(());
        }
        self.record(Change::ReadInbox { reader: actor, chat, max, unread, pts: None });
        // Of a channel it is only counted how often its posts were looked at.
        let told = !self.group(id)?.broadcast;
        for (owner, max) in authors.into_iter().filter(|_| told) {
            self.record(Change::ReadOutbox { owner, chat, max, pts: None });
        }
        Ok(())
    }

    /// Pins or unpins a message for everybody; pinning is announced unless silent.
    ///
    /// # Errors
    /// Unknown message; in groups the right to pin.
    pub fn pin(&mut self, actor: UserId, chat: Chat, id: MessageId, pinned: bool, silent: bool) -> Result<(), Refusal> {
        self.may_write(actor, chat)?;
        let message = self.message(actor, chat, id).ok_or(Refusal::MessageNotFound("pin"))?;
        if let Chat::Group(group) = chat {
            let group = self.group(group)?;
            if !group.may(actor).pin {
                self.require(actor, group, "manage pinned messages in the chat", |r| r.pin_messages)?;
            }
        }
        if message.pinned == pinned {
            return if pinned { Err(Refusal::NotModified) } else { Ok(()) };
        }
        let topic = message.topic;
        for (mailbox, id) in self.copies(chat.mailbox(actor), message) {
            let Some(target) = self.mailbox_mut(mailbox) else {
                continue;
            };
            let Some(message) = target.messages.get_mut(&id) else {
                continue;
            };
            message.pinned = pinned;
            let (chat, pts) = (message.chat, target.advance(1));
            self.record(Change::Pinned { mailbox, chat, message: id, pinned, pts });
        }
        if pinned && !silent {
            self.announce_pin(actor, chat, topic, id);
        }
        Ok(())
    }

    fn announce_pin(&mut self, actor: UserId, chat: Chat, topic: Option<TopicId>, id: MessageId) {
        let what = Service::Pinned { message: id };
        match chat {
            Chat::Group(group) => {
                self.announce(actor, group, topic, what);
            }
            Chat::User(_) => {
                let from = super::Sender::User(actor);
                let message = self.blank(chat, from, actor, Body::Service(what));
                self.deliver(actor, message);
            }
        }
    }

    /// Shows the actor as typing for the usual six seconds. <https://core.telegram.org/method/messages.setTyping>
    ///
    /// # Errors
    /// When the actor may not write there.
    pub fn typing(&mut self, actor: UserId, chat: Chat, topic: Option<TopicId>) -> Result<(), Refusal> {
        self.may_write(actor, chat)?;
        self.record(Change::Typing { from: actor, chat, topic });
        Ok(())
    }

    /// Refuses (or accepts again) everything from `user`.
    ///
    /// # Errors
    /// [`Refusal::UserNotFound`].
    pub fn block(&mut self, actor: UserId, user: UserId, blocked: bool) -> Result<(), Refusal> {
        self.user(user)?;
        let list = &mut self.user_mut(actor)?.blocked;
        let changed = if blocked { list.insert(user) } else { list.remove(&user) };
        if changed {
            self.record(Change::Blocked { by: actor, user, blocked });
        }
        Ok(())
    }

    /// Changes what others see of a user (name, username …).
    ///
    /// # Errors
    /// [`Refusal::UserNotFound`].
    pub fn change_user(&mut self, id: UserId, act: impl FnOnce(&mut User)) -> Result<(), Refusal> {
        act(self.user_mut(id)?);
        self.record(Change::UserChanged { user: id });
        Ok(())
    }

    /// Shows a square picture as the profile photo of a user, or none any more.
    ///
    /// # Errors
    /// [`Refusal::UserNotFound`].
    pub fn portray(&mut self, id: UserId, picture: Option<Vec<u8>>) -> Result<(), Refusal> {
        self.user(id)?;
        let file = picture.map(|picture| self.add_file(id, picture, "", "image/jpeg"));
        if let Some(file) = file {
            self.attach(&Media::Photo { file, width: PORTRAIT, height: PORTRAIT });
        }
        self.user_mut(id)?.photo = file;
        self.record(Change::Portrayed { user: id });
        Ok(())
    }

    /// Changes what only a bot has.
    ///
    /// # Errors
    /// [`Refusal::UserNotFound`], also for people.
    pub fn change_bot(&mut self, id: UserId, act: impl FnOnce(&mut BotProfile)) -> Result<(), Refusal> {
        match &mut self.user_mut(id)?.kind {
            Kind::Bot(bot) => act(bot),
            Kind::Person(_) => return Err(Refusal::UserNotFound),
        }
        Ok(())
    }
}
