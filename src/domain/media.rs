//! What a message carries besides words (R2).

use super::{ContentKind, RichText};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Something attached to a message, with its caption.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Media {
    pub attachment: Attachment,
    #[serde(default)]
    pub caption: RichText,
    /// Covered until the reader taps it.
    #[serde(default)]
    pub spoiler: bool,
    /// The caption stands above and not below.
    #[serde(default)]
    pub caption_above: bool,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Attachment {
    File(File),
    Location {
        at: Point,
        /// For how many seconds it stays live; `None` for a point that stays where it is.
        live: Option<u32>,
    },
    Venue {
        at: Point,
        title: String,
        address: String,
    },
    Contact {
        phone: String,
        first_name: String,
        last_name: String,
        vcard: String,
    },
    Poll {
        question: String,
        options: Vec<String>,
        anonymous: bool,
        multiple: bool,
    },
    /// Telegram throws it anew wherever it is sent, so the value says only what this one showed.
    Dice {
        emoji: String,
        value: u8,
    },
}

/// A file, known to both networks under names of their own.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    pub kind: FileKind,
    /// As the network it was seen on names it: the same file has the same name there.
    pub id: String,
    /// In bytes; 0 where it is not known.
    #[serde(default)]
    pub size: u64,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub mime: Option<String>,
    #[serde(default)]
    pub seconds: Option<u32>,
    #[serde(default)]
    pub width: Option<u32>,
    #[serde(default)]
    pub height: Option<u32>,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub performer: Option<String>,
    /// What a sticker stands for.
    #[serde(default)]
    pub emoji: Option<String>,
}

/// Smaller files cost less than a message of the account does: Telegram watches how many of those there are.
const LENT_FROM: u64 = 1 << 20;

impl File {
    /// Whether an account is to show it to the bot, instead of moving its bytes: it is large, and has a caption, where
    /// its number stands.
    pub fn is_lent(&self) -> bool {
        self.size >= LENT_FROM && !matches!(self.kind, FileKind::Sticker | FileKind::VideoNote)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum FileKind {
    Photo,
    Video,
    Animation,
    Voice,
    VideoNote,
    Audio,
    Document,
    Sticker,
}

/// Degrees of latitude and longitude.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Point {
    pub latitude: f64,
    pub longitude: f64,
}

impl PartialEq for Point {
    fn eq(&self, other: &Point) -> bool {
        self.latitude.to_bits() == other.latitude.to_bits() && self.longitude.to_bits() == other.longitude.to_bits()
    }
}

impl Eq for Point {}

impl Media {
    pub fn kind(&self) -> ContentKind {
        match &self.attachment {
            Attachment::File(file) => file.kind.into(),
            Attachment::Location { live: None, .. } => ContentKind::Location,
            Attachment::Location { live: Some(_), .. } => ContentKind::LiveLocation,
            Attachment::Venue { .. } => ContentKind::Venue,
            Attachment::Contact { .. } => ContentKind::Contact,
            Attachment::Poll { .. } => ContentKind::Poll,
            Attachment::Dice { .. } => ContentKind::Dice,
        }
    }

    pub fn file(&self) -> Option<&File> {
        match &self.attachment {
            Attachment::File(file) => Some(file),
            _ => None,
        }
    }

    /// The same with its file under another name.
    pub fn with_file_id(mut self, id: String) -> Media {
        if let Attachment::File(file) = &mut self.attachment {
            file.id = id;
        }
        self
    }

    /// Whether words can stand under it. <https://core.telegram.org/bots/api#editmessagecaption>
    pub fn takes_caption(&self) -> bool {
        match &self.attachment {
            Attachment::File(file) => !matches!(file.kind, FileKind::Sticker | FileKind::VideoNote),
            _ => false,
        }
    }

    /// Whether it is the same thing with, at most, another caption or cover.
    pub fn shows_the_same(&self, other: &Media) -> bool {
        match (&self.attachment, &other.attachment) {
            (Attachment::File(one), Attachment::File(other)) => one.id == other.id,
            (one, other) => one == other,
        }
    }
}

impl From<FileKind> for ContentKind {
    fn from(kind: FileKind) -> ContentKind {
        match kind {
            FileKind::Photo => ContentKind::Photo,
            FileKind::Video => ContentKind::Video,
            FileKind::Animation => ContentKind::Animation,
            FileKind::Voice => ContentKind::Voice,
            FileKind::VideoNote => ContentKind::VideoNote,
            FileKind::Audio => ContentKind::Audio,
            FileKind::Document => ContentKind::Document,
            FileKind::Sticker => ContentKind::Sticker,
        }
    }
}

impl File {
    /// A file of which nothing more is known.
    pub fn new(kind: FileKind, id: impl Into<String>) -> File {
        File {
            kind,
            id: id.into(),
            size: 0,
            name: None,
            mime: None,
            seconds: None,
            width: None,
            height: None,
            title: None,
            performer: None,
            emoji: None,
        }
    }
}

impl From<Attachment> for Media {
    /// Without caption or cover.
    fn from(attachment: Attachment) -> Media {
        Media { attachment, caption: RichText::default(), spoiler: false, caption_above: false }
    }
}

/// Contents never reach a log, so `Debug` shows only what kind of thing it is.
impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Attachment::File(file) => file.fmt(f),
            Attachment::Location { live, .. } => write!(f, "Location(live: {live:?})"),
            Attachment::Venue { .. } => f.write_str("Venue"),
            Attachment::Contact { .. } => f.write_str("Contact"),
            Attachment::Poll { options, .. } => write!(f, "Poll({} options)", options.len()),
            Attachment::Dice { emoji, value } => write!(f, "Dice({emoji} {value})"),
        }
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "File({:?}, {} bytes)", self.kind, self.size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_says_nothing_of_the_content() {
        let contact = Attachment::Contact {
            phone: "secret".into(),
            first_name: "secret".into(),
            last_name: "secret".into(),
            vcard: "secret".into(),
        };
        let file = Attachment::File(File { name: Some("secret".into()), ..File::new(FileKind::Document, "secret") });
        for attachment in [contact, file] {
            assert!(!format!("{:?}", Media::from(attachment)).contains("secret"));
        }
    }

    #[test]
    fn what_was_stored_with_less_can_still_be_read() {
        let old = serde_json::json!({ "File": { "kind": "Photo", "id": "1" } });
        let old: Attachment = serde_json::from_value(old).expect("every later field has a default");
        assert_eq!(old, Attachment::File(File::new(FileKind::Photo, "1")));
    }
}
