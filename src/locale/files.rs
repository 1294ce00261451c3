//! Words about the files of a dialog (M1).

use super::{Locale, clean_name, say};
use crate::domain::{ContentKind, FilesKind, RichText};

impl Locale {
    pub fn files_kind(&self, kind: FilesKind) -> RichText {
        match kind {
            FilesKind::Media => say!(self, "files-media"),
            FilesKind::Files => say!(self, "files-files"),
        }
    }

    /// What a file is: its kind, name, length and size, as far as they are known.
    pub fn file(&self, kind: ContentKind, name: Option<&str>, seconds: Option<u32>, size: u64) -> String {
        let mut what = self.kind(kind);
        let name = name.map(clean_name).unwrap_or_default();
        if !name.is_empty() {
            what = format!("{what} {name}");
        }
        if let Some(seconds) = seconds {
            what = format!("{what}, {}", self.length(seconds));
        }
        if size > 0 {
            what = format!("{what}, {}", self.size(size));
        }
        what
    }

    /// How long something plays.
    pub fn length(&self, seconds: u32) -> String {
        match seconds / 3600 {
            0 => format!("{}:{:02}", seconds / 60, seconds % 60),
            hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
        }
    }
}
