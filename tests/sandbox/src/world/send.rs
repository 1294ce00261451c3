//! Sending. **A message is checked whole, then numbered; a private one appears in both boxes in the same step.**
use super::rules::{CAPTION_LIMIT, TEXT_LIMIT};
use super::{
    Action, Body, BoxId, Change, Chat, Draft, Forward, GroupId, Keyboard, Message, MessageId, Refusal, Reply, Sender,
    Service, Text, TopicId, UserId, World,
};

/// A message that was sent, as its author numbers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub chat: Chat,
    pub id: MessageId,
}

impl World {
    /// Sends a message. In forums without a topic it goes to General, or to the topic of the message it answers.
    ///
    /// # Errors
    /// By the rules of both APIs: membership, blocks, closed topics, lengths, entities, reply target, duplicates.
    pub fn send(&mut self, actor: UserId, chat: Chat, draft: Draft) -> Result<Receipt, Refusal> {
        self.may_write(actor, chat)?;
        if let Some(random_id) = draft.random_id
            && let Some((_, original)) = self.user(actor)?.random_ids.get(&random_id)
        {
            return Err(Refusal::RandomIdDuplicate { original: original.0 });
        }
        let text = checked_text(draft.text, draft.media.is_some())?;
        check_keyboard(draft.keyboard.as_ref())?;
        if let Some(file) = draft.media.as_ref().and_then(|m| m.file())
            && !self.files.contains_key(&file)
        {
            return Err(Refusal::MediaInvalid);
        }
        let (reply, inherited) = self.checked_reply(actor, chat, draft.reply)?;
        let topic = self.open_topic(actor, chat, draft.topic.or(inherited))?;

        self.burn_codes(&text.text);
        let from = self.speaks_as(actor, chat, draft.as_group);
        let body = Body::Content { text, media: draft.media };
        let message = Message {
            reply,
            topic,
            keyboard: draft.keyboard,
            forward: draft.forward,
            album: draft.album,
            protected: draft.protect,
            ..self.blank(chat, from, actor, body)
        };
        let id = self.deliver(actor, message);
        if let Some(random_id) = draft.random_id {
            self.user_mut(actor)?.random_ids.insert(random_id, (chat, id));
        }
        Ok(Receipt { chat, id })
    }

    /// Forwards messages as the server does: content without keyboard, origin shown unless `drop_author`.
    ///
    /// # Errors
    /// As [`send`](Self::send); [`Refusal::ForwardRestricted`] for protected content; unknown ids are refused.
    pub fn forward(
        &mut self,
        actor: UserId,
        from: Chat,
        ids: &[(MessageId, Option<i64>)],
        to: Chat,
        topic: Option<TopicId>,
        drop_author: bool,
    ) -> Result<Vec<Receipt>, Refusal> {
        self.can_see(actor, from)?;
        let guarded = matches!(from, Chat::Group(id) if self.group(id)?.protected);
        let mut drafts = Vec::new();
        for (id, random_id) in ids {
            let message = self.message(actor, from, *id).ok_or(Refusal::MessageNotFound("forward"))?;
            let Body::Content { text, media } = &message.body else {
                return Err(Refusal::MessageNotFound("forward"));
            };
            if guarded || message.protected {
                return Err(Refusal::ForwardRestricted);
            }
            let origin = message.forward.clone();
            let origin = origin.unwrap_or(Forward { from: message.from, date: message.date });
            drafts.push(Draft {
                text: text.clone(),
                media: media.clone(),
                forward: (!drop_author).then_some(origin),
                random_id: *random_id,
                album: message.album,
                topic,
                ..Draft::default()
            });
        }
        drafts.into_iter().map(|draft| self.send(actor, to, draft)).collect()
    }

    /// The message a client's number already stands for.
    pub fn by_random_id(&self, actor: UserId, random_id: i64) -> Option<(Chat, MessageId)> {
        self.users.get(&actor)?.random_ids.get(&random_id).copied()
    }

    /// A service message of `actor` in a group.
    pub(super) fn announce(
        &mut self,
        actor: UserId,
        group: GroupId,
        topic: Option<TopicId>,
        what: Service,
    ) -> MessageId {
        let chat = Chat::Group(group);
        let from = self.speaks_as(actor, chat, false);
        let message = Message { topic, ..self.blank(chat, from, actor, Body::Service(what)) };
        self.deliver(actor, message)
    }

    pub(super) fn blank(&self, chat: Chat, from: Sender, author: UserId, body: Body) -> Message {
        Message {
            id: MessageId::default(),
            chat,
            from,
            author,
            date: self.now(),
            edited: None,
            body,
            reply: None,
            topic: None,
            keyboard: None,
            reactions: Vec::new(),
            forward: None,
            album: None,
            pinned: false,
            protected: false,
            twin: None,
        }
    }

    fn speaks_as(&self, actor: UserId, chat: Chat, as_group: bool) -> Sender {
        match chat {
            Chat::Group(id) => {
                let role = self.groups.get(&id).map(|g| g.role(actor));
                let admin = role.as_ref().is_some_and(|r| r.is_admin());
                let anonymous = role.is_some_and(|r| r.rights().anonymous) || (admin && as_group);
                if anonymous { Sender::Group(id) } else { Sender::User(actor) }
            }
            Chat::User(_) => Sender::User(actor),
        }
    }

    /// Puts a finished message into its box or boxes; returns the author's id of it.
    pub(super) fn deliver(&mut self, actor: UserId, message: Message) -> MessageId {
        let Chat::User(other) = message.chat else {
            return self.put(message.chat.mailbox(actor), message).unwrap_or_default();
        };
        self.note_contact(actor, other);
        let own = BoxId::User(actor);
        if other == actor {
            let id = self.put(own, message).unwrap_or_default();
            if let Some(user) = self.users.get_mut(&actor) {
                user.dialogs.entry(actor).or_default().top = id;
            }
            return id;
        }
        let theirs = BoxId::User(other);
        let next = |w: &Self, b| MessageId(w.mailbox(b).map_or(0, |b| b.last + 1));
        let (mine, twin) = (next(self, own), next(self, theirs));
        let copy = self.other_side(own, actor, mine, &message);
        self.put(own, Message { twin: Some(twin), ..message });
        self.put(theirs, copy);
        for (user, peer, id) in [(actor, other, mine), (other, actor, twin)] {
            if let Some(user) = self.users.get_mut(&user) {
                user.dialogs.entry(peer).or_default().top = id;
            }
        }
        mine
    }

    /// The other person's copy: what it refers to is said in their numbering.
    fn other_side(&self, own: BoxId, actor: UserId, mine: MessageId, message: &Message) -> Message {
        let twin_of = |id: MessageId| self.mailbox(own)?.messages.get(&id)?.twin;
        let reply = message.reply.clone().and_then(|r| Some(Reply { to: twin_of(r.to)?, ..r }));
        let body = match &message.body {
            Body::Service(Service::Pinned { message }) => {
                Body::Service(Service::Pinned { message: twin_of(*message).unwrap_or_default() })
            }
            other => other.clone(),
        };
        Message { chat: Chat::User(actor), reply, body, twin: Some(mine), ..message.clone() }
    }

    /// A person who writes to a bot has started it.
    fn note_contact(&mut self, actor: UserId, other: UserId) {
        if let Some(super::Kind::Bot(bot)) = self.users.get_mut(&other).map(|u| &mut u.kind) {
            bot.started_by.insert(actor);
        }
    }

    fn put(&mut self, mailbox: BoxId, mut message: Message) -> Option<MessageId> {
        let target = self.mailbox_mut(mailbox)?;
        let id = target.next_id();
        let pts = target.advance(1);
        message.id = id;
        target.messages.insert(id, message.clone());
        self.record(Change::Sent { mailbox, message: Box::new(message), pts });
        Some(id)
    }

    /// The reply as stored, and the topic it pulls the answer into.
    fn checked_reply(
        &self,
        actor: UserId,
        chat: Chat,
        reply: Option<Reply>,
    ) -> Result<(Option<Reply>, Option<TopicId>), Refusal> {
        let Some(reply) = reply else {
            return Ok((None, None));
        };
        let target = self.message(actor, chat, reply.to).ok_or(Refusal::ReplyMissing)?;
        if let Some(quote) = &reply.quote {
            // Must be an exact part of the original. https://core.telegram.org/api/links#quotes
            if quote.text.is_empty() || !target.text().contains(&quote.text.text) {
                return Err(Refusal::QuoteInvalid);
            }
        }
        let topic = match &target.body {
            Body::Service(Service::TopicCreated { .. }) => Some(target.id.as_topic()),
            _ => target.topic,
        };
        Ok((Some(reply), topic))
    }
}

/// What the server makes of a text or caption. <https://core.telegram.org/bots/api#sendmessage>
pub(super) fn checked_text(text: Text, caption: bool) -> Result<Text, Refusal> {
    let text = text.accepted()?;
    if text.is_empty() && !caption {
        return Err(Refusal::TextEmpty);
    }
    match (caption, text.units()) {
        (true, units) if units > CAPTION_LIMIT => Err(Refusal::CaptionTooLong),
        (false, units) if units > TEXT_LIMIT => Err(Refusal::TextTooLong),
        _ => Ok(text),
    }
}

/// <https://core.telegram.org/bots/api#inlinekeyboardbutton>
pub(super) fn check_keyboard(keyboard: Option<&Keyboard>) -> Result<(), Refusal> {
    let sound = |button: &super::Button| {
        !button.text.is_empty()
            && match &button.action {
                Action::Callback(data) => (1..=64).contains(&data.len()),
                Action::Url(url) => !url.is_empty(),
                Action::Copy(text) => (1..=256).contains(&text.chars().count()),
            }
    };
    if keyboard.is_none_or(|k| k.buttons().all(sound)) { Ok(()) } else { Err(Refusal::ButtonInvalid) }
}
