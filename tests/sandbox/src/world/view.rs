//! A chat as one person sees it on their screen: what stories assert and demos print.
use super::{
    Action, Body, Chat, Emoji, Entity, FileId, Message, MessageId, Sender, Service, Style, TopicId, UserId, World,
};

/// One message on a screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// As this viewer numbers it.
    pub id: MessageId,
    pub from: Sender,
    /// The name shown above it.
    pub name: String,
    /// Written by the viewer.
    pub own: bool,
    /// Text, caption, or the words of a service message.
    pub text: String,
    pub entities: Vec<Entity>,
    /// "photo", "document" …
    pub media: Option<&'static str>,
    /// What it carries, to be looked up among the world's files.
    pub file: Option<FileId>,
    /// Whoever it was forwarded from, as the header above it says.
    pub forwarded: Option<String>,
    /// Shared by the parts of one album.
    pub album: Option<i64>,
    pub style: Style,
    pub service: bool,
    pub edited: bool,
    /// The message answered and its text at present (or the quoted part).
    pub reply: Option<(MessageId, String)>,
    pub topic: Option<TopicId>,
    pub reactions: Vec<String>,
    pub buttons: Vec<Vec<SeenButton>>,
    pub pinned: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenButton {
    pub text: String,
    pub action: Action,
}

impl World {
    /// What `viewer` sees in a chat, oldest first; with a topic only what lies in it.
    pub fn view(&self, viewer: UserId, chat: Chat, topic: Option<TopicId>) -> Vec<Seen> {
        if self.can_see(viewer, chat).is_err() {
            return Vec::new();
        }
        let wanted = topic.filter(|t| *t != TopicId::GENERAL);
        let here = |m: &&Message| topic.is_none() || m.topic == wanted;
        self.messages(viewer, chat).filter(here).map(|m| self.show(viewer, m)).collect()
    }

    /// One message as `viewer` sees it.
    pub fn show(&self, viewer: UserId, message: &Message) -> Seen {
        let (text, entities) = match &message.body {
            Body::Content { text, .. } => (text.text.clone(), text.entities.clone()),
            Body::Service(service) => (self.describe(service), Vec::new()),
        };
        let reply = message.reply.as_ref().map(|reply| {
            let target = self.message(viewer, message.chat, reply.to);
            let quoted = reply.quote.as_ref().map(|q| q.text.text.clone());
            (reply.to, quoted.unwrap_or_else(|| target.map(|m| m.text().to_owned()).unwrap_or_default()))
        });
        let rows = message.keyboard.iter().flat_map(|k| &k.rows);
        let button = |b: &super::Button| SeenButton { text: b.text.clone(), action: b.action.clone() };
        Seen {
            id: message.id,
            from: message.from,
            name: self.sender_name(message.from),
            own: message.author == viewer,
            text,
            entities,
            media: message.media().map(super::Media::kind),
            file: message.media().and_then(super::Media::file),
            forwarded: message.forward.as_ref().map(|f| f.hidden.clone().unwrap_or_else(|| self.sender_name(f.from))),
            album: message.album,
            style: message.style.clone(),
            service: message.is_service(),
            edited: message.edited.is_some(),
            reply,
            topic: message.topic,
            reactions: message.reactions.iter().map(|r| r.emoji.to_string()).collect(),
            buttons: rows.map(|row| row.iter().map(button).collect()).collect(),
            pinned: message.pinned,
        }
    }

    /// A service message in words.
    pub fn describe(&self, service: &Service) -> String {
        let name = |id: &UserId| self.sender_name(Sender::User(*id));
        match service {
            Service::GroupCreated { title } => format!("created the group “{title}”"),
            Service::TitleChanged { title } => format!("renamed the group “{title}”"),
            Service::Added { users } => format!("added {}", users.iter().map(name).collect::<Vec<_>>().join(", ")),
            Service::JoinedByLink { .. } => "joined by link".into(),
            Service::JoinedByRequest => "was accepted into the group".into(),
            Service::Removed { user } => format!("removed {}", name(user)),
            Service::Pinned { .. } => "pinned a message".into(),
            Service::TopicCreated { title, .. } => format!("opened the topic “{title}”"),
            Service::TopicEdited { title: Some(title), .. } => format!("renamed the topic “{title}”"),
            Service::TopicEdited { title: None, .. } => "changed the topic's icon".into(),
            Service::TopicClosed => "closed the topic".into(),
            Service::TopicReopened => "reopened the topic".into(),
            Service::GeneralHidden { hidden: true } => "hid General".into(),
            Service::GeneralHidden { hidden: false } => "showed General".into(),
            Service::Call { missed: true, .. } => "missed call".into(),
            Service::Call { seconds, .. } => format!("call of {seconds} s"),
            Service::Screenshot => "took a screenshot".into(),
            Service::Timer { seconds: 0 } => "messages stay".into(),
            Service::Timer { seconds } => format!("messages vanish after {seconds} s"),
            Service::Gift { stars } => format!("gave a present of {stars} stars"),
            Service::UpgradedTo { .. } => "the group became a supergroup".into(),
            Service::UpgradedFrom { title, .. } => format!("the group “{title}” became a supergroup"),
        }
    }
}

impl std::fmt::Display for Emoji {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Emoji::Plain(emoji) => f.write_str(emoji),
            Emoji::Custom(id) => write!(f, "custom {id}"),
        }
    }
}
