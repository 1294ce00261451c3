//! A message as both networks understand it.

use super::{AlbumId, ClientMessageId, GroupDeed, Media, RichText, Writer};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a message carries.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Content {
    Text(RichText),
    /// What passes as it is.
    Media(Box<Media>),
    /// A kind that is shown as a line saying what it was, with its caption.
    Other {
        kind: ContentKind,
        caption: RichText,
    },
}

/// Kinds of content (R2). Every kind has a name in every locale.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum ContentKind {
    Photo,
    Video,
    Animation,
    Voice,
    VideoNote,
    Audio,
    Document,
    Sticker,
    Location,
    LiveLocation,
    Venue,
    Contact,
    Poll,
    Dice,
    Story,
    Gift,
    Call,
    /// Nobody took it.
    MissedCall,
    /// Somebody took a picture of the chat.
    Screenshot,
    /// What is written from now on disappears after this time; 0: it stays.
    Timer {
        seconds: u32,
    },
    Game,
    Invoice,
    SelfDestructing,
    Unsupported,
    /// Something happened in a group; the words say to whom, or the new title.
    InGroup(GroupDeed),
}

impl ContentKind {
    pub const ALL: [ContentKind; 25] = [
        ContentKind::Photo,
        ContentKind::Video,
        ContentKind::Animation,
        ContentKind::Voice,
        ContentKind::VideoNote,
        ContentKind::Audio,
        ContentKind::Document,
        ContentKind::Sticker,
        ContentKind::Location,
        ContentKind::LiveLocation,
        ContentKind::Venue,
        ContentKind::Contact,
        ContentKind::Poll,
        ContentKind::Dice,
        ContentKind::Story,
        ContentKind::Gift,
        ContentKind::Call,
        ContentKind::MissedCall,
        ContentKind::Screenshot,
        ContentKind::Timer { seconds: 86_400 },
        ContentKind::Timer { seconds: 0 },
        ContentKind::Game,
        ContentKind::Invoice,
        ContentKind::SelfDestructing,
        ContentKind::Unsupported,
    ];
}

impl Content {
    pub fn text(text: impl Into<String>) -> Content {
        Content::Text(RichText::plain(text))
    }

    pub fn media(&self) -> Option<&Media> {
        match self {
            Content::Media(media) => Some(media),
            Content::Text(_) | Content::Other { .. } => None,
        }
    }

    /// What kind it is; `None` for a text.
    pub fn kind(&self) -> Option<ContentKind> {
        match self {
            Content::Text(_) => None,
            Content::Media(media) => Some(media.kind()),
            Content::Other { kind, .. } => Some(*kind),
        }
    }

    /// Whether somebody wants to say something by it, so that it counts as a message and may want an answer.
    pub fn is_said(&self) -> bool {
        !matches!(self.kind(), Some(ContentKind::Screenshot | ContentKind::Timer { .. } | ContentKind::InGroup(_)))
    }

    /// Whether a mark can be made on it where it stands: in its text or caption.
    pub fn takes_words(&self) -> bool {
        self.media().is_none_or(Media::takes_caption)
    }

    /// The text or the caption.
    pub fn words(&self) -> &RichText {
        match self {
            Content::Text(text) => text,
            Content::Media(media) => &media.caption,
            Content::Other { caption, .. } => caption,
        }
    }

    /// The text or the caption, without the rest.
    pub fn into_words(self) -> RichText {
        match self {
            Content::Text(text) => text,
            Content::Media(media) => media.caption,
            Content::Other { caption, .. } => caption,
        }
    }
}

impl From<Media> for Content {
    fn from(media: Media) -> Content {
        Content::Media(Box::new(media))
    }
}

/// The part of a message that a reply quotes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Quote {
    pub text: RichText,
    /// Where it begins in the quoted message, in UTF-16 code units.
    pub offset: usize,
}

/// What a message answers, in the numbering `Id` of the network it came from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReplyTo<Id> {
    pub message: Id,
    pub quote: Option<Quote>,
}

/// Who wrote a message of a dialog.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Origin {
    Client,
    /// The account itself: sent by Pult, or from the phone of its owner (R6).
    Account,
}

/// A message of a dialog as the account sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Message {
    pub id: ClientMessageId,
    pub origin: Origin,
    pub date: Timestamp,
    pub content: Content,
    pub reply_to: Option<ReplyTo<ClientMessageId>>,
    /// The album it belongs to.
    #[serde(default)]
    pub album: Option<AlbumId>,
    /// Whose it was before it was forwarded here, by name.
    #[serde(default)]
    pub forwarded: Option<String>,
    /// In a group or channel: who wrote it.
    #[serde(default)]
    pub writer: Option<Writer>,
}
