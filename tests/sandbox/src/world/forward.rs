//! Forwarding and copying. **Both are all or nothing; what cannot go along is named or left out as documented.**
//! <https://core.telegram.org/method/messages.forwardMessages>, <https://core.telegram.org/bots/api#copymessages>
use super::{
    Body, Chat, Draft, Forward, Media, Message, MessageId, Receipt, Refusal, Sender, Text, TopicId, UserId, World,
};
use std::collections::BTreeMap;

/// What is forwarded, and how.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forwarding {
    /// Each with the client's own number for the copy.
    pub messages: Vec<(MessageId, Option<i64>)>,
    pub topic: Option<TopicId>,
    /// The copies look as if they were written here.
    pub drop_author: bool,
    /// Only together with `drop_author`.
    pub drop_captions: bool,
    pub protect: bool,
    pub as_group: bool,
}

impl Forwarding {
    pub fn of(id: MessageId) -> Self {
        Forwarding { messages: vec![(id, None)], ..Forwarding::default() }
    }
}

impl World {
    /// Forwards messages as the server does: content without keyboard, in ascending order, an album as a new album.
    /// Messages that are not there, and what cannot be forwarded at all, are left out: with each receipt comes the
    /// number of the message it is of.
    ///
    /// # Errors
    /// As [`send`](Self::send); [`Refusal::ForwardRestricted`] for protected content; [`Refusal::MessageNotFound`] when
    /// nothing is left.
    pub fn forward(
        &mut self,
        actor: UserId,
        from: Chat,
        to: Chat,
        what: &Forwarding,
    ) -> Result<Vec<(MessageId, Receipt)>, Refusal> {
        self.can_see(actor, from)?;
        let mut wanted = what.messages.clone();
        wanted.sort();
        let mut albums = BTreeMap::new();
        let (mut drafts, mut found) = (Vec::new(), Vec::new());
        for (id, random_id) in wanted {
            let Some(message) = self.message(actor, from, id).cloned() else {
                continue;
            };
            let Some((text, media)) = copyable(&message, !what.drop_author) else {
                continue;
            };
            if self.is_guarded(&message) {
                return Err(Refusal::ForwardRestricted);
            }
            let origin = message.forward.clone();
            let origin = origin.unwrap_or_else(|| self.origin_of(&message));
            let bare = what.drop_author && what.drop_captions && media.is_some();
            drafts.push(Draft {
                text: if bare { Text::default() } else { text },
                media,
                forward: (!what.drop_author).then_some(origin),
                random_id,
                album: message.album.map(|album| *albums.entry(album).or_insert_with(|| self.album_number())),
                topic: what.topic,
                protect: what.protect,
                as_group: what.as_group,
                style: message.style,
                ..Draft::default()
            });
            found.push(id);
        }
        if drafts.is_empty() {
            return Err(Refusal::MessageNotFound("forward"));
        }
        Ok(found.into_iter().zip(self.send_all(actor, to, drafts)?).collect())
    }

    /// A bot's copies: like forwarding without an author, but what is protected is left out, not refused.
    ///
    /// # Errors
    /// As [`forward`](Self::forward).
    pub fn copy(
        &mut self,
        actor: UserId,
        from: Chat,
        to: Chat,
        what: &Forwarding,
    ) -> Result<Vec<(MessageId, Receipt)>, Refusal> {
        let mut what = Forwarding { drop_author: true, ..what.clone() };
        what.messages.retain(|(id, _)| self.can_copy(actor, from, *id));
        self.forward(actor, from, to, &what)
    }

    /// Whether a message is there, has content that may be copied, and is not protected.
    pub fn can_copy(&self, actor: UserId, from: Chat, id: MessageId) -> bool {
        let message = self.message(actor, from, id);
        message.is_some_and(|m| copyable(m, false).is_some() && !self.is_guarded(m))
    }

    /// Whether it lies in a protected chat, was sent protected, or will self-destruct.
    pub fn is_guarded(&self, message: &Message) -> bool {
        let chat = matches!(message.chat, Chat::Group(id) if self.groups.get(&id).is_some_and(|g| g.protected));
        chat || message.protected || message.style.ttl.is_some()
    }

    fn origin_of(&self, message: &Message) -> Forward {
        let hidden = match message.from {
            Sender::User(id) => {
                let author = self.users.get(&id);
                author.filter(|a| a.person().is_some_and(|p| p.hidden_in_forwards)).map(|a| a.name())
            }
            Sender::Group(_) => None,
        };
        Forward { from: message.from, hidden, date: message.date }
    }
}

/// The content of a message, unless it is of a kind that stays where it is: service messages, what self-destructed, and
/// without its author an invoice, or a quiz whose answer nobody told. <https://core.telegram.org/bots/api#copymessage>
fn copyable(message: &Message, with_author: bool) -> Option<(Text, Option<Media>)> {
    let Body::Content { text, media } = &message.body else {
        return None;
    };
    let stays = match media {
        Some(Media::Expired { .. } | Media::Unsupported) => true,
        Some(Media::Invoice { .. }) => !with_author,
        Some(Media::Poll(poll)) => !with_author && poll.correct.is_some() && !poll.closed,
        _ => false,
    };
    (!stays).then(|| (text.clone(), media.clone()))
}
