//! The buttons under a list of files: each into the thread, further back, the other kind (M1).

use super::page::press;
use super::{Button, Press};
use crate::domain::{DialogId, FilesKind, FilesLine, RichText};
use crate::locale::{Locale, say};

/// How many numbers stand in a row.
const ACROSS: usize = 4;

pub(super) fn beneath(said: &FilesLine, locale: &Locale) -> Vec<Vec<Button>> {
    let FilesLine::Listed { dialog, kind, files, newest, more } = said else { return Vec::new() };
    let fetch = files.iter().zip(1_u64..).map(|(file, number)| {
        press(RichText::plain(number.to_string()), Press::Fetch { dialog: *dialog, message: file.message })
    });
    let numbers: Vec<_> = fetch.collect();
    let turn = |label, kind, before| press(label, Press::Files { dialog: *dialog, kind, before, instead: true });
    let older =
        files.last().filter(|_| *more).map(|last| turn(say!(locale, "button-older"), *kind, Some(last.message)));
    let first = (!newest).then(|| turn(say!(locale, "button-newest"), *kind, None));
    let other = match kind {
        FilesKind::Media => FilesKind::Files,
        FilesKind::Files => FilesKind::Media,
    };
    let turns: Vec<_> = first.into_iter().chain(older).collect();
    let rows = numbers.chunks(ACROSS).map(<[Button]>::to_vec);
    rows.chain((!turns.is_empty()).then_some(turns))
        .chain([vec![turn(locale.files_kind(other), other, None)]])
        .collect()
}

/// The way to the files of a dialog, for screens and cards.
pub(super) fn to_files(dialog: DialogId, locale: &Locale) -> Button {
    let files = Press::Files { dialog, kind: FilesKind::Media, before: None, instead: false };
    press(say!(locale, "button-files"), files)
}
