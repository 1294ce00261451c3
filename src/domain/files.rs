//! What clients and the team have sent each other besides words, as Telegram's own search lists it (M1).

use super::{ClientMessageId, ContentKind, DialogId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Which of a dialog's files.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum FilesKind {
    /// What is looked at: photos, videos, animations, video notes.
    Media,
    /// What is opened or heard: documents, archives, audio, voice messages.
    Files,
}

/// A file of a dialog.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Filed {
    pub message: ClientMessageId,
    pub at: Timestamp,
    /// Sent by the team.
    pub ours: bool,
    pub kind: ContentKind,
    pub name: Option<String>,
    /// In bytes; 0 where it is not known.
    pub size: u64,
    pub seconds: Option<u32>,
}

/// What is said of a dialog's files.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum FilesLine {
    Listed {
        dialog: DialogId,
        kind: FilesKind,
        /// Newest first.
        files: Vec<Filed>,
        /// Begins with the newest of all.
        newest: bool,
        /// Whether there are older ones.
        more: bool,
    },
    /// There is no thread into which a file could be brought.
    NoThread,
}
