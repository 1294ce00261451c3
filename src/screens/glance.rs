//! What Telegram was asked for a screen, right before it is drawn: nothing of it is stored.

use super::files;
use crate::domain::{ClientMessageId, DialogId, FilesKind, Message, SearchMark};
use bytes::Bytes;
use std::collections::HashMap;

/// An answer of Telegram's.
pub enum Glance {
    Files(FilesGlance),
    Found(FoundGlance),
    /// There is none: the account or Telegram cannot be reached now.
    InVain,
}

/// Files of a dialog that the reader may see, newest first.
#[derive(Default)]
pub struct FilesGlance {
    pub messages: Vec<Message>,
    /// Whether there are older ones.
    pub more: bool,
    /// Small pictures of some of them, as JPEG.
    pub thumbnails: HashMap<ClientMessageId, Bytes>,
}

impl FilesGlance {
    /// How many stand on a page.
    pub fn size(kind: FilesKind) -> usize {
        files::shown(kind)
    }
}

/// Messages that were found in dialogs that the reader may see, newest first.
#[derive(Default)]
pub struct FoundGlance {
    pub hits: Vec<(DialogId, Message)>,
    /// Behind which there are more.
    pub next: Option<SearchMark>,
}

impl FoundGlance {
    /// How many stand on a page.
    pub const SIZE: usize = 10;
}
