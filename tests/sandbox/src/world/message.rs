//! Messages. **A message in a private chat is two copies, one in each person's box, each with its own id; a message in
//! a supergroup is one, with one id for everybody and on both doors.**
use super::ids::{Chat, FileId, GroupId, MessageId, TopicId, UserId};
use super::text::Text;
use crate::clock::Time;

/// One copy of a message, as the owner of its box sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub id: MessageId,
    /// In a private chat the *other* person (seen from the owner of the box).
    pub chat: Chat,
    pub from: Sender,
    /// The person behind `from`: differs from it only for anonymous administrators. Never shown by a door.
    pub author: UserId,
    pub date: Time,
    /// Set by content edits only, not by reactions or pins.
    pub edited: Option<Time>,
    pub body: Body,
    pub reply: Option<Reply>,
    /// The topic it lies in; `None` in General and outside forums.
    pub topic: Option<TopicId>,
    pub keyboard: Option<Keyboard>,
    pub reactions: Vec<Reaction>,
    pub forward: Option<Forward>,
    /// Messages of one album share it.
    pub album: Option<i64>,
    pub pinned: bool,
    pub style: Style,
    /// Seconds after which it vanishes by itself.
    pub timer: Option<u32>,
    /// Sent with protected content: cannot be forwarded or saved.
    pub protected: bool,
    /// The id of the other person's copy, in a private chat.
    pub twin: Option<MessageId>,
    /// In a basic group, what the copies of all members share; each has an id of its own.
    pub shared: Option<usize>,
}

/// Who a message says it is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sender {
    User(UserId),
    /// An anonymous administrator: the group itself. <https://core.telegram.org/api/rights#chat-admin-rights>
    Group(GroupId),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Something a person wrote: never both empty. With media the text is its caption.
    Content {
        text: Text,
        media: Option<Media>,
    },
    Service(Service),
}

/// What the server says by itself about a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    GroupCreated {
        title: String,
    },
    TitleChanged {
        title: String,
    },
    /// The sender added these users (alone in the list: joined by themselves).
    Added {
        users: Vec<UserId>,
    },
    JoinedByLink {
        inviter: UserId,
    },
    JoinedByRequest,
    Removed {
        user: UserId,
    },
    Pinned {
        message: MessageId,
    },
    TopicCreated {
        title: String,
        color: i32,
        emoji: Option<i64>,
    },
    TopicEdited {
        title: Option<String>,
        emoji: Option<i64>,
    },
    TopicClosed,
    TopicReopened,
    /// General is hidden, or shown again.
    GeneralHidden {
        hidden: bool,
    },
    /// `seconds` 0 and `missed`: nobody took it.
    Call {
        video: bool,
        missed: bool,
        seconds: u32,
    },
    Screenshot,
    /// New messages vanish after so many seconds; 0: they stay.
    Timer {
        seconds: u32,
    },
    Gift {
        stars: u32,
    },
    /// A basic group has become this supergroup.
    UpgradedFrom {
        title: String,
        group: GroupId,
    },
    /// This basic group has become that supergroup.
    UpgradedTo {
        group: GroupId,
    },
}

/// What is attached, by kind. Bytes live in the world's files.
#[derive(Clone, Debug, PartialEq)]
pub enum Media {
    Photo {
        file: FileId,
        width: u32,
        height: u32,
    },
    Document {
        file: FileId,
        name: String,
        mime: String,
    },
    Video {
        file: FileId,
        width: u32,
        height: u32,
        seconds: u32,
    },
    Animation {
        file: FileId,
        width: u32,
        height: u32,
        seconds: u32,
    },
    VideoNote {
        file: FileId,
        side: u32,
        seconds: u32,
    },
    Audio {
        file: FileId,
        title: String,
        performer: String,
        seconds: u32,
    },
    Voice {
        file: FileId,
        seconds: u32,
    },
    Sticker {
        file: FileId,
        emoji: String,
        kind: StickerKind,
    },
    Contact {
        phone: String,
        first_name: String,
        last_name: String,
    },
    /// `live`: seconds it stays live.
    Location {
        latitude: f64,
        longitude: f64,
        live: Option<u32>,
    },
    Venue {
        latitude: f64,
        longitude: f64,
        title: String,
        address: String,
    },
    Poll(Poll),
    /// `value` 0 in a draft: the server throws.
    Dice {
        emoji: String,
        value: u8,
    },
    /// A forwarded story, which only its author's page shows.
    Story {
        of: UserId,
        id: i32,
    },
    Game {
        title: String,
        description: String,
        short_name: String,
        /// A photo.
        picture: FileId,
    },
    /// `amount` in the smallest units of the currency.
    Invoice {
        title: String,
        description: String,
        currency: String,
        amount: i64,
    },
    /// Self-destructed; only what it was remains.
    Expired {
        kind: &'static str,
    },
    /// Something newer than any client here.
    Unsupported,
}

/// <https://core.telegram.org/api/poll>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Poll {
    /// 0 in a draft: the server numbers it.
    pub id: i64,
    pub question: Text,
    pub options: Vec<String>,
    /// Votes are public.
    pub public: bool,
    /// Several answers may be chosen.
    pub multiple: bool,
    /// A quiz: the position of the right answer.
    pub correct: Option<usize>,
    pub closed: bool,
}

/// How a message is shown, besides its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// The media is hidden until tapped.
    pub spoiler: bool,
    /// The caption stands above the media, the preview of a link above the text.
    pub above: bool,
    /// Self-destructing: seconds it may be looked at, or [`Style::ONCE`].
    pub ttl: Option<u32>,
    pub preview: Preview,
    /// It came without a sound.
    pub silent: bool,
}

impl Style {
    /// To be looked at once. <https://core.telegram.org/constructor/messageMediaPhoto>
    pub const ONCE: u32 = 0x7FFF_FFFF;
}

/// Which link of a text is shown with a preview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Preview {
    /// The first one.
    #[default]
    Auto,
    Off,
    Of(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StickerKind {
    Static,
    Animated,
    Video,
}

impl Media {
    /// The word people and transcripts use for it.
    pub fn kind(&self) -> &'static str {
        match self {
            Media::Photo { .. } => "photo",
            Media::Document { .. } => "document",
            Media::Video { .. } => "video",
            Media::Animation { .. } => "animation",
            Media::VideoNote { .. } => "video note",
            Media::Audio { .. } => "audio",
            Media::Voice { .. } => "voice",
            Media::Sticker { .. } => "sticker",
            Media::Contact { .. } => "contact",
            Media::Location { live: None, .. } => "location",
            Media::Location { live: Some(_), .. } => "live location",
            Media::Venue { .. } => "venue",
            Media::Poll(_) => "poll",
            Media::Dice { .. } => "dice",
            Media::Story { .. } => "story",
            Media::Game { .. } => "game",
            Media::Invoice { .. } => "invoice",
            Media::Expired { .. } => "expired",
            Media::Unsupported => "unsupported",
        }
    }
    pub fn file(&self) -> Option<FileId> {
        match self {
            Media::Photo { file, .. }
            | Media::Document { file, .. }
            | Media::Video { file, .. }
            | Media::Animation { file, .. }
            | Media::VideoNote { file, .. }
            | Media::Audio { file, .. }
            | Media::Voice { file, .. }
            | Media::Sticker { file, .. } => Some(*file),
            Media::Game { picture, .. } => Some(*picture),
            _ => None,
        }
    }

    /// Whether it may carry a caption; what is written under anything else is dropped.
    /// <https://core.telegram.org/bots/api#editmessagecaption>
    pub fn has_caption(&self) -> bool {
        matches!(self.kind(), "photo" | "document" | "video" | "animation" | "audio" | "voice")
    }

    /// What may stand beside it in an album: photos and videos, documents, or audio. `None`: it stands alone.
    /// <https://core.telegram.org/api/files#albums-grouped-media>
    pub fn album_kind(&self) -> Option<&'static str> {
        match self {
            Media::Photo { .. } | Media::Video { .. } => Some("visual"),
            Media::Document { .. } => Some("document"),
            Media::Audio { .. } => Some("audio"),
            _ => None,
        }
    }

    /// Whether it may self-destruct. <https://core.telegram.org/constructor/inputMediaUploadedDocument>
    pub fn can_expire(&self) -> bool {
        matches!(self.kind(), "photo" | "video" | "voice" | "video note")
    }
}

/// What a message answers, with the part of it that is quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub to: MessageId,
    pub quote: Option<Quote>,
}

/// `offset`: where the quote begins in the original, in UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    pub text: Text,
    pub offset: usize,
}

/// Where a forwarded message came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    pub from: Sender,
    /// Set for people who do not want to be linked to: only this name is shown.
    pub hidden: Option<String>,
    pub date: Time,
}

/// One person's reaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    pub by: UserId,
    pub emoji: Emoji,
    pub date: Time,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Emoji {
    Plain(String),
    Custom(i64),
}

/// An inline keyboard: rows of buttons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keyboard {
    pub rows: Vec<Vec<Button>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    pub text: String,
    pub action: Action,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// 1–64 bytes. <https://core.telegram.org/bots/api#inlinekeyboardbutton>
    Callback(Vec<u8>),
    Url(String),
    /// Copies 1–256 characters.
    Copy(String),
}

impl Keyboard {
    pub fn buttons(&self) -> impl Iterator<Item = &Button> {
        self.rows.iter().flatten()
    }
}

impl Message {
    /// The text or caption; empty for service messages.
    pub fn text(&self) -> &str {
        match &self.body {
            Body::Content { text, .. } => &text.text,
            Body::Service(_) => "",
        }
    }
    pub fn media(&self) -> Option<&Media> {
        match &self.body {
            Body::Content { media, .. } => media.as_ref(),
            Body::Service(_) => None,
        }
    }
    /// The address whose preview is shown with the text.
    pub fn preview(&self) -> Option<&str> {
        let Body::Content { text, media: None } = &self.body else {
            return None;
        };
        match &self.style.preview {
            Preview::Off => None,
            Preview::Of(url) => Some(url),
            Preview::Auto => text.first_link(),
        }
    }
    pub fn is_service(&self) -> bool {
        matches!(self.body, Body::Service(_))
    }
}

/// What somebody wants to send. Only `text` or `media` is needed: `Draft::from("hello")`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    pub text: Text,
    pub media: Option<Media>,
    pub reply: Option<Reply>,
    /// `None`: General, or the topic of the message replied to.
    pub topic: Option<TopicId>,
    pub keyboard: Option<Keyboard>,
    /// The client's own number for the message, so that a repeated call does not send twice.
    pub random_id: Option<i64>,
    /// Speak as the group (anonymous administrators; always so for those whose rights say `anonymous`).
    pub as_group: bool,
    pub protect: bool,
    pub album: Option<i64>,
    pub forward: Option<Forward>,
    pub style: Style,
}

impl<T: Into<Text>> From<T> for Draft {
    fn from(text: T) -> Self {
        Draft { text: text.into(), ..Draft::default() }
    }
}
