//! Words about the files of a dialog (M1).

use super::{LineContext, Locale, clean_name, say};
use crate::domain::{Filed, FilesKind, FilesLine, RichText};

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
    for (number, file) in files.iter().enumerate() {
        text.push_str("\n\n");
        let at = locale.date_and_time(file.at, reader.now, reader.zone);
        let what = format!("{}{}", if file.ours { "↩ " } else { "" }, what(locale, file));
        text.push(&say!(locale, "files-row", number = number + 1, what = what, at = at));
    }
    text
}

/// What it is: its kind, name, length and size.
fn what(locale: &Locale, file: &Filed) -> String {
    let mut what = locale.kind(file.kind);
    let name = file.name.as_deref().map(clean_name).unwrap_or_default();
    if !name.is_empty() {
        what = format!("{what} {name}");
    }
    if let Some(seconds) = file.seconds {
        what = format!("{what}, {}:{:02}", seconds / 60, seconds % 60);
    }
    if file.size > 0 {
        what = format!("{what}, {}", locale.size(file.size));
    }
    what
}
