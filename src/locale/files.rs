//! Words about the files of a dialog (M1).

use super::{LineContext, Locale, clean_name, say};
use crate::domain::{ContentKind, Filed, FilesKind, FilesLine, RichText};

impl Locale {
    pub fn files_kind(&self, kind: FilesKind) -> RichText {
        match kind {
            FilesKind::Media => say!(self, "files-media"),
            FilesKind::Files => say!(self, "files-files"),
        }
    }
}

/// What is said, with the client's name as the reader may see it; empty where there is none to say.
pub fn files_line(locale: &Locale, said: &FilesLine, name: &str, reader: LineContext<'_>) -> RichText {
    let (kind, files, newest) = match said {
        FilesLine::Listed { kind, files, newest, .. } => (*kind, files, *newest),
        FilesLine::NoThread => return say!(locale, "files-no-thread"),
    };
    let name = locale.name(name);
    let mut text = say!(locale, "files-title", kind = locale.files_kind(kind).text, name = name);
    if files.is_empty() {
        text.push_str("\n");
        text.push(&match (newest, kind) {
            (true, FilesKind::Media) => say!(locale, "files-no-media"),
            (true, FilesKind::Files) => say!(locale, "files-no-files"),
            (false, _) => say!(locale, "files-no-older"),
        });
        return text;
    }
    text.push_str("\n");
    text.push(&say!(locale, "files-how"));
    for (number, Filed { at, ours, kind, name, size, seconds, .. }) in files.iter().enumerate() {
        text.push_str("\n\n");
        let at = locale.date_and_time(*at, reader.now, reader.zone);
        let what = file(locale, *kind, name.as_deref(), *seconds, *size);
        let what = if *ours { format!("↩ {what}") } else { what };
        text.push(&say!(locale, "files-row", number = number + 1, what = what, at = at));
    }
    text
}

/// What a file is: its kind, name, length and size, as far as they are known.
pub(super) fn file(locale: &Locale, kind: ContentKind, name: Option<&str>, seconds: Option<u32>, size: u64) -> String {
    let mut what = locale.kind(kind);
    let name = name.map(clean_name).unwrap_or_default();
    if !name.is_empty() {
        what = format!("{what} {name}");
    }
    if let Some(seconds) = seconds {
        what = format!("{what}, {}:{:02}", seconds / 60, seconds % 60);
    }
    if size > 0 {
        what = format!("{what}, {}", locale.size(size));
    }
    what
}
