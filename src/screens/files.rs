//! The files of a dialog, page by page: media as a sheet of small pictures, the others as a list; each into the thread by a
//! tap (M1).

use super::dashboard::{initial, theme, with_picture};
use super::glance::{FilesGlance, Glance};
use super::page::{Page, go, press};
use super::pages::turned;
use super::{Button, Press, Screen, ScreenError, Stage, dialog};
use crate::domain::{
    ContentKind, DialogFilter, DialogId, DialogView, File, FilesKind, FilesView, Message, Origin, RichText, View,
};
use crate::locale::{Locale, say};
use crate::picture::{self, Head, Photo, Sheet, Tile, TileKind};
use crate::relay::Dialog;
use crate::reports::Taste;
use crate::team::masking;
use crate::team::rights::{Action, Target};

/// Files on a page.
pub(super) fn shown(kind: FilesKind) -> usize {
    match kind {
        FilesKind::Media => Sheet::TILES,
        FilesKind::Files => 8,
    }
}

/// How many numbers stand in a row: as the pictures do.
fn across(kind: FilesKind) -> usize {
    match kind {
        FilesKind::Media => Sheet::ACROSS,
        FilesKind::Files => 4,
    }
}

pub(super) fn target(view: &FilesView) -> Target {
    Target::Account(view.dialog.account)
}

/// The way to the files of a dialog, for screens and cards.
pub(super) fn to_files(dialog: DialogId, locale: &Locale) -> Button {
    go(say!(locale, "button-files"), View::Files(FilesView::first(dialog, FilesKind::Media)))
}

pub(super) fn draw(view: &FilesView, stage: &Stage<'_>) -> Result<Screen, ScreenError> {
    let locale = stage.locale();
    let dialog = match Dialog::find(stage.store, view.dialog)? {
        Some(dialog) if stage.may(Action::Converse, dialog.target()) => dialog,
        _ => return Ok(stage.not_allowed()),
    };
    let name = dialog::name(&dialog, stage)?;
    let kind = locale.files_kind(view.kind).text;
    let mut page = Page::new(say!(locale, "files-title", kind = kind.as_str(), name = name.as_str()));
    if view.turned.page() > 1 {
        page.line(say!(locale, "page-number", page = view.turned.page()));
    }
    let mut older = None;
    let mut sheet = None;
    match stage.glance {
        Some(Glance::Files(glance)) => {
            let filed = filed(glance, dialog.target(), stage);
            list(&filed, view, stage, &mut page);
            older = filed.last().filter(|_| glance.more).map(|last| last.message.id);
            let pictures = theme(Taste::of(stage.store, stage.reader.id)?);
            let pictures = pictures.filter(|_| view.kind == FilesKind::Media && !filed.is_empty());
            sheet = pictures.map(|theme| picture::draw(&drawn(&name, &kind, &filed, glance, view, stage), theme));
        }
        _ => page.paragraph(say!(locale, "line-asked-in-vain")),
    }
    turned(&view.turned, older, &mut page, locale, |turned| View::Files(FilesView { turned, ..view.clone() }));
    let other = match view.kind {
        FilesKind::Media => FilesKind::Files,
        FilesKind::Files => FilesKind::Media,
    };
    page.row([go(locale.files_kind(other), View::Files(FilesView::first(view.dialog, other)))]);
    let back = DialogView::One { dialog: view.dialog, from: DialogFilter::All };
    let screen = page.back_and_refresh(View::Dialogs(back), View::Files(view.clone()), locale);
    Ok(with_picture(screen, sheet.transpose()?))
}

/// A message with a file, as the reader may see it.
struct Filed<'a> {
    message: &'a Message,
    kind: ContentKind,
    file: &'a File,
    name: Option<String>,
}

fn filed<'a>(glance: &'a FilesGlance, target: Target, stage: &Stage<'_>) -> Vec<Filed<'a>> {
    let filed = glance.messages.iter().filter_map(|message| {
        let media = message.content.media()?;
        let file = media.file()?;
        let name = file.name.as_deref().or(file.title.as_deref());
        let name = name.map(|name| masking::shown_name(name, stage.reader, target));
        Some(Filed { message, kind: media.kind(), file, name })
    });
    filed.collect()
}

/// Each in words, and a number that brings it.
fn list(filed: &[Filed<'_>], view: &FilesView, stage: &Stage<'_>, page: &mut Page) {
    let locale = stage.locale();
    if filed.is_empty() {
        page.line(match (view.turned.at(), view.kind) {
            (None, FilesKind::Media) => say!(locale, "files-no-media"),
            (None, FilesKind::Files) => say!(locale, "files-no-files"),
            (Some(_), _) => say!(locale, "files-no-older"),
        });
        return;
    }
    page.line(say!(locale, "files-how"));
    page.line(String::new());
    for (number, Filed { message, kind, file, name }) in filed.iter().enumerate() {
        let at = locale.date_and_time(message.date, stage.now, stage.zone);
        let what = locale.file(*kind, name.as_deref(), file.seconds, file.size);
        let what = if message.origin == Origin::Account { format!("↩ {what}") } else { what };
        page.line(say!(locale, "files-row", number = number + 1, what = what, at = at));
    }
    let numbers = filed.iter().zip(1_u64..).map(|(filed, number)| {
        let fetch = Press::Fetch { dialog: view.dialog, message: filed.message.id };
        press(RichText::plain(number.to_string()), fetch)
    });
    let numbers: Vec<_> = numbers.collect();
    numbers.chunks(across(view.kind)).for_each(|row| page.row(row.to_vec()));
}

/// The same as small pictures.
fn drawn(
    name: &str,
    kind: &str,
    filed: &[Filed<'_>],
    glance: &FilesGlance,
    view: &FilesView,
    stage: &Stage<'_>,
) -> Sheet {
    let locale = stage.locale();
    let date = |filed: &Filed<'_>| locale.date(filed.message.date, stage.now, stage.zone);
    let ends = filed.first().map(date).zip(filed.last().map(date));
    let tile = |(filed, number): (&Filed<'_>, usize)| {
        let thumbnail = glance.thumbnails.get(&filed.message.id);
        Tile {
            number: number.to_string(),
            kind: match filed.kind {
                ContentKind::Photo => TileKind::Photo,
                ContentKind::Animation => TileKind::Animation,
                ContentKind::VideoNote => TileKind::VideoNote,
                _ => TileKind::Video,
            },
            name: locale.kind(filed.kind),
            length: filed.file.seconds.map(|seconds| locale.length(seconds)),
            at: date(filed),
            own: filed.message.origin == Origin::Account,
            photo: thumbnail.and_then(|bytes| Photo::from_jpeg(bytes)),
        }
    };
    Sheet {
        head: Head {
            title: name.to_owned(),
            subtitle: match ends {
                Some((newest, oldest)) if newest != oldest => format!("{oldest} – {newest}"),
                Some((newest, _)) => newest,
                None => String::new(),
            },
            initial: initial(name, "•"),
            period: match view.turned.page() {
                1 => kind.to_owned(),
                page => format!("{kind} · {page}"),
            },
        },
        tiles: filed.iter().zip(1..).map(tile).collect(),
    }
}
