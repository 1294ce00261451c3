//! Sending. **A message is checked whole, then numbered; a private one appears in both boxes in the same step.**
use super::rules::{CAPTION_LIMIT, TEXT_LIMIT};
use super::{
    Action, Body, BoxId, Change, Chat, Draft, Forward, GroupId, Keyboard, Media, Message, MessageId, Refusal, Reply,
    Sender, Service, Style, Text, TopicId, UserId, World,
};

/// A message that has passed all checks.
pub(super) struct Outgoing {
    pub text: Text,
    pub media: Option<Media>,
    pub reply: Option<Reply>,
    pub topic: Option<TopicId>,
    pub keyboard: Option<Keyboard>,
    pub forward: Option<Forward>,
    pub album: Option<i64>,
    pub protected: bool,
    pub style: Style,
    pub as_group: bool,
    pub random_id: Option<i64>,
}

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
        let mut sent = self.send_all(actor, chat, vec![draft])?;
        sent.pop().ok_or(Refusal::TextEmpty)
    }

    /// Sends an album: 2 to 10 media that may stand together, under a number of their own; one alone is no album.
    /// <https://core.telegram.org/api/files#albums-grouped-media>
    ///
    /// # Errors
    /// As [`send`](Self::send), and then nothing was sent; wrong numbers and mixtures.
    pub fn send_album(&mut self, actor: UserId, chat: Chat, mut drafts: Vec<Draft>) -> Result<Vec<Receipt>, Refusal> {
        if !(1..=10).contains(&drafts.len()) {
            return Err(Refusal::AlbumTooLong);
        }
        let kinds: Vec<_> = drafts.iter().map(|d| d.media.as_ref().and_then(Media::album_kind)).collect();
        if kinds.iter().any(|kind| kind.is_none() || *kind != kinds[0]) {
            return Err(Refusal::AlbumMixed);
        }
        if drafts.len() > 1 {
            let number = self.album_number();
            drafts.iter_mut().for_each(|draft| draft.album = Some(number));
        }
        self.send_all(actor, chat, drafts)
    }

    pub(super) fn album_number(&mut self) -> i64 {
        i64::from_le_bytes(self.random()) & i64::MAX
    }

    /// Sends all of these or, if one is refused, none.
    pub(super) fn send_all(&mut self, actor: UserId, chat: Chat, drafts: Vec<Draft>) -> Result<Vec<Receipt>, Refusal> {
        self.may_post(actor, chat)?;
        self.hurries(actor, chat, &drafts)?;
        let ready: Result<Vec<Outgoing>, Refusal> =
            drafts.into_iter().map(|draft| self.checked(actor, chat, draft)).collect();
        let mut sent = Vec::new();
        for outgoing in ready? {
            let id = self.dispatch(actor, chat, outgoing);
            sent.push(Receipt { chat, id });
        }
        if let Chat::Group(group) = chat {
            let now = self.now();
            self.group_mut(group)?.spoken.insert(actor, now);
        }
        Ok(sent)
    }

    /// Slow mode: a plain member waits between two messages, and sends several at once only as one album.
    fn hurries(&self, actor: UserId, chat: Chat, drafts: &[Draft]) -> Result<(), Refusal> {
        let Chat::Group(id) = chat else {
            return Ok(());
        };
        let group = self.group(id)?;
        let Some(pause) = group.slow_mode.filter(|_| !group.role(actor).is_admin()) else {
            return Ok(());
        };
        if drafts.len() > 1 && drafts.iter().any(|d| d.album.is_none() || d.album != drafts[0].album) {
            return Err(Refusal::SlowModeMany);
        }
        let waited = group.spoken.get(&actor).map(|at| self.now().since(*at).as_secs());
        match waited.map(|waited| u64::from(pause).saturating_sub(waited)) {
            Some(rest) if rest > 0 => Err(Refusal::SlowMode(u32::try_from(rest).unwrap_or(pause))),
            _ => Ok(()),
        }
    }

    fn checked(&mut self, actor: UserId, chat: Chat, draft: Draft) -> Result<Outgoing, Refusal> {
        if let Some(random_id) = draft.random_id
            && let Some((_, original)) = self.user(actor)?.random_ids.get(&random_id)
        {
            return Err(Refusal::RandomIdDuplicate { original: original.0 });
        }
        let mut text = checked_text(draft.text, draft.media.is_some())?;
        if draft.media.as_ref().is_some_and(|media| !media.has_caption()) {
            text = Text::default();
        }
        check_keyboard(draft.keyboard.as_ref())?;
        let media = draft.media.map(|media| self.checked_media(media)).transpose()?;
        if draft.style.ttl.is_some() {
            let fits = media.as_ref().is_some_and(Media::can_expire) && matches!(chat, Chat::User(_));
            if !fits || draft.album.is_some() {
                return Err(Refusal::TtlInvalid);
            }
        }
        let (reply, inherited) = self.checked_reply(actor, chat, draft.reply)?;
        let topic = self.open_topic(actor, chat, draft.topic.or(inherited))?;
        let outgoing = Outgoing {
            text,
            media,
            reply,
            topic,
            keyboard: draft.keyboard,
            forward: draft.forward,
            album: draft.album,
            protected: draft.protect,
            style: draft.style,
            as_group: draft.as_group,
            random_id: draft.random_id,
        };
        if let Chat::User(other) = chat
            && outgoing.is_voice()
            && self.user(other)?.person().is_some_and(|p| !p.hears_voice)
            && other != actor
        {
            return Err(Refusal::VoiceForbidden);
        }
        Ok(outgoing)
    }

    /// Media as the server keeps it: polls numbered, dice thrown.
    pub(super) fn checked_media(&mut self, mut media: Media) -> Result<Media, Refusal> {
        if media.file().is_some_and(|file| !self.files.contains_key(&file)) {
            return Err(Refusal::MediaInvalid);
        }
        match &mut media {
            Media::Poll(poll) => {
                if !(1..=12).contains(&poll.options.len()) || poll.question.is_empty() {
                    return Err(Refusal::MediaInvalid);
                }
                if poll.id == 0 {
                    poll.id = i64::from_le_bytes(self.random()) >> 1 & i64::MAX;
                }
            }
            Media::Dice { emoji, value } => {
                // https://core.telegram.org/api/dice
                let sides = match emoji.trim_end_matches('\u{fe0f}') {
                    "🎲" | "🎯" | "🎳" => 6,
                    "🏀" | "⚽" => 5,
                    "🎰" => 64,
                    _ => return Err(Refusal::DiceInvalid),
                };
                if *value == 0 {
                    *value = 1 + self.random::<1>()[0] % sides;
                }
            }
            _ => {}
        }
        self.attach(&media);
        Ok(media)
    }

    fn dispatch(&mut self, actor: UserId, chat: Chat, outgoing: Outgoing) -> MessageId {
        self.burn_codes(actor, &outgoing.text.text);
        let from = self.speaks_as(actor, chat, outgoing.as_group);
        let body = Body::Content { text: outgoing.text, media: outgoing.media };
        let message = Message {
            reply: outgoing.reply,
            topic: outgoing.topic,
            keyboard: outgoing.keyboard,
            forward: outgoing.forward,
            album: outgoing.album,
            protected: outgoing.protected,
            style: outgoing.style,
            timer: Some(self.timer(actor, chat)).filter(|seconds| *seconds > 0),
            ..self.blank(chat, from, actor, body)
        };
        let id = self.deliver(actor, message);
        if let (Some(random_id), Some(user)) = (outgoing.random_id, self.users.get_mut(&actor)) {
            user.random_ids.insert(random_id, (chat, id));
        }
        id
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
        // Nobody is told who reads a channel.
        if what.is_coming_or_going() && self.groups.get(&group).is_some_and(|g| g.broadcast) {
            return MessageId::default();
        }
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
            style: Style::default(),
            timer: None,
            protected: false,
            twin: None,
            shared: None,
        }
    }

    fn speaks_as(&self, actor: UserId, chat: Chat, as_group: bool) -> Sender {
        match chat {
            Chat::Group(id) => {
                if self.groups.get(&id).is_some_and(|g| g.broadcast) {
                    return Sender::Group(id);
                }
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
        if let Chat::Group(id) = message.chat
            && id.is_basic()
        {
            return self.deliver_to_all(actor, id, &message);
        }
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

    /// A message of a basic group: everybody who is in it gets a copy of their own, and so does whoever it says was taken out.
    /// <https://core.telegram.org/api/channel#basic-groups>
    fn deliver_to_all(&mut self, actor: UserId, id: GroupId, message: &Message) -> MessageId {
        let mut members: Vec<UserId> =
            self.groups.get(&id).into_iter().flat_map(|g| g.present().map(|(user, _)| user)).collect();
        if let Body::Service(Service::Removed { user }) = &message.body
            && !members.contains(user)
        {
            members.push(*user);
        }
        let number = self.shared.len();
        self.shared.push(Vec::new());
        for user in members {
            let number_of = |id: MessageId| self.number_of(actor, id, user);
            let reply = message.reply.clone().and_then(|reply| Some(Reply { to: number_of(reply.to)?, ..reply }));
            let body = match &message.body {
                Body::Service(Service::Pinned { message }) => {
                    Body::Service(Service::Pinned { message: number_of(*message).unwrap_or_default() })
                }
                other => other.clone(),
            };
            let mailbox = BoxId::User(user);
            let copy = Message { reply, body, shared: Some(number), ..message.clone() };
            if let Some(placed) = self.put(mailbox, copy)
                && let Some(copies) = self.shared.get_mut(number)
            {
                copies.push((mailbox, placed));
            }
        }
        let own = self.shared[number].iter().find(|(mailbox, _)| *mailbox == BoxId::User(actor));
        own.map(|(_, id)| *id).unwrap_or_default()
    }

    /// How `other` numbers a message of a basic group that `actor` knows by this id.
    pub(super) fn number_of(&self, actor: UserId, id: MessageId, other: UserId) -> Option<MessageId> {
        let shared = self.mailbox(BoxId::User(actor))?.messages.get(&id)?.shared?;
        self.shared.get(shared)?.iter().find(|(mailbox, _)| *mailbox == BoxId::User(other)).map(|(_, id)| *id)
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
        self.will_vanish(mailbox, id, message.timer);
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
