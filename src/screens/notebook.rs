//! A member's own notes: seen by nobody else (N2). What is typed while the list is open becomes a note.

use super::page::{Page, go, press};
use super::pages::Paged;
use super::{Press, Screen, Stage};
use crate::crm::PersonalNote;
use crate::domain::{NotebookView, RichText, View};
use crate::locale::{clean_line, say};
use crate::store::StoreError;

/// Notes on a page.
const PAGE: usize = 6;
/// Title, preview and text, in UTF-16 code units.
const TITLE: usize = 40;
const PREVIEW: usize = 80;
const TEXT: usize = 3800;

pub(super) fn draw(view: &NotebookView, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let (id, confirm) = match view {
        NotebookView::List { words, page } => return list(words, *page, stage),
        NotebookView::One(id) | NotebookView::Edit(id) => (*id, false),
        NotebookView::Drop(id) => (*id, true),
    };
    let Some(note) = PersonalNote::find(stage.store, stage.reader.id, id)? else {
        return Ok(Page::new(say!(locale, "note-gone")).back(View::Notebook(NotebookView::FIRST), locale));
    };
    if let NotebookView::Edit(_) = view {
        let mut page = Page::new(say!(locale, "note-rewrite"));
        page.paragraph(RichText::plain(note.text.as_str()).truncated(TEXT));
        return Ok(page.back(View::Notebook(NotebookView::One(id)), locale));
    }
    if confirm {
        let mut page = Page::new(say!(locale, "notebook-drop", title = short(note.title(), TITLE)));
        page.row([press(say!(locale, "button-drop"), Press::DropPersonalNote(id))]);
        return Ok(page.back(View::Notebook(NotebookView::One(id)), locale));
    }
    let time = |at| locale.date_and_time(at, stage.now, stage.zone);
    let mut page = Page::new(RichText::plain(note.text.as_str()).truncated(TEXT));
    page.paragraph(say!(locale, "notebook-times", created = time(note.created), edited = time(note.edited)));
    page.row([
        go(say!(locale, "button-edit"), View::Notebook(NotebookView::Edit(id))),
        go(say!(locale, "button-drop"), View::Notebook(NotebookView::Drop(id))),
    ]);
    Ok(page.back(View::Notebook(NotebookView::FIRST), locale))
}

fn list(words: &str, number: u16, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let mut notes = PersonalNote::of(stage.store, stage.reader.id)?;
    let all = notes.len();
    notes.retain(|note| note.has(words));
    let notes = Paged::of(notes, number, PAGE);
    let mut page = Page::new(say!(locale, "notebook-title", n = all));
    page.line(say!(locale, "notebook-how"));
    if !words.is_empty() {
        page.paragraph(say!(locale, "notebook-found", words = clean_line(words)));
    }
    if notes.items.is_empty() {
        page.paragraph(if words.is_empty() { say!(locale, "notebook-none") } else { say!(locale, "notebook-nothing") });
    }
    for note in &notes.items {
        let title = short(note.title(), TITLE);
        page.paragraph(say!(
            locale,
            "notebook-row",
            title = title.as_str(),
            time = locale.ago(note.edited, stage.now, stage.zone)
        ));
        let preview = short(&note.preview(), PREVIEW);
        if !preview.is_empty() {
            page.line(preview);
        }
        page.row([go(RichText::plain(title), View::Notebook(NotebookView::One(note.id)))]);
    }
    let this = |page| View::Notebook(NotebookView::List { words: words.to_owned(), page });
    notes.turn(&mut page, locale, this);
    let back = if words.is_empty() { View::Home } else { View::Notebook(NotebookView::FIRST) };
    Ok(page.back_and_refresh(back, this(notes.page), locale))
}

fn short(text: &str, limit: usize) -> String {
    let line = RichText::plain(clean_line(text));
    let short = line.truncated(limit);
    if short.len() < line.len() { short.text + "…" } else { short.text }
}
