//! What a line tells of, to be shown when somebody taps.

use super::{ClientMessageId, ContentKind, DialogId, GroupLine, Line, RichText};
use serde::{Deserialize, Serialize};

/// Something attached, or an album, as a line of words: what it is, and where it is to be had.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OnTap {
    pub dialog: DialogId,
    /// Of an album the first.
    pub message: ClientMessageId,
    /// How many there are.
    pub parts: usize,
    /// What it is; of an album its first.
    pub kind: ContentKind,
    pub name: Option<String>,
    pub seconds: Option<u32>,
    /// In bytes; 0 where it is not known.
    pub size: u64,
    pub caption: RichText,
    /// The caption before it was edited.
    pub before: Option<RichText>,
    /// Which of the buttons under its message shows it, where there are several.
    pub number: Option<usize>,
}

impl Line {
    /// What this line offers to show.
    pub fn on_tap(&self) -> Option<&OnTap> {
        match self {
            Line::OnTap(tap) => Some(tap),
            Line::FromPhoneLine { line } | Line::PossibleDuplicateLine { line } => line.on_tap(),
            Line::Group(GroupLine::WroteLine { line, .. }) => line.on_tap(),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn on_tap_mut(&mut self) -> Option<&mut OnTap> {
        match self {
            Line::OnTap(tap) => Some(tap),
            Line::FromPhoneLine { line } | Line::PossibleDuplicateLine { line } => line.on_tap_mut(),
            Line::Group(GroupLine::WroteLine { line, .. }) => line.on_tap_mut(),
            _ => None,
        }
    }
}
