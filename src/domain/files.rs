//! What clients and the team have sent each other besides words, as Telegram's own search lists it (M1).

use super::{ClientMessageId, DialogId, Turned};
use serde::{Deserialize, Serialize};

/// Which of a dialog's files.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum FilesKind {
    /// What is looked at: photos, videos, animations, video notes.
    Media,
    /// What is opened or heard: documents, archives, audio, voice messages.
    Files,
}

/// A page of a dialog's files, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FilesView {
    pub dialog: DialogId,
    pub kind: FilesKind,
    /// At the last message of each page before.
    pub turned: Turned<ClientMessageId>,
}

impl FilesView {
    /// The newest of them.
    pub fn first(dialog: DialogId, kind: FilesKind) -> FilesView {
        FilesView { dialog, kind, turned: Turned::FIRST }
    }
}
