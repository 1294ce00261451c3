//! What was found among the words that were said, page by page, and the way to each (S1).

use super::glance::{FoundGlance, Glance};
use super::page::{Page, go};
use super::pages::turned;
use super::{Button, Screen, Stage, dialog};
use crate::domain::{DialogFilter, DialogId, DialogView, FoundView, Message, Origin, RichText, View};
use crate::locale::{clean_line, say};
use crate::relay::{self, Dialog};
use crate::store::StoreError;
use crate::team::masking;
use crate::team::rights::{Action, Target};

/// As much of a message as is shown, and of the words that are looked for, in UTF-16 code units.
const EXCERPT: usize = 160;
const WORDS: usize = 100;
/// How many numbers stand in a row.
const ACROSS: usize = 5;

pub(super) fn target(view: &FoundView) -> Target {
    Target::Account(view.account)
}

pub(super) fn draw(view: &FoundView, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let place = match view.peer {
        None => stage.account_name(view.account)?,
        Some(peer) => match Dialog::find(stage.store, DialogId { account: view.account, peer })? {
            Some(dialog) if stage.may(Action::Converse, dialog.target()) => dialog::name(&dialog, stage)?,
            _ => return Ok(stage.not_allowed()),
        },
    };
    let words = RichText::plain(clean_line(&view.words)).truncated(WORDS);
    let mut page = Page::new(say!(locale, "found-title", words = words.text.as_str()));
    page.line(place);
    if view.turned.page() > 1 {
        page.line(say!(locale, "page-number", page = view.turned.page()));
    }
    let mut next = None;
    match stage.glance {
        Some(Glance::Found(found)) => {
            next = found.next;
            hits(found, view, stage, &mut page)?;
        }
        _ => page.paragraph(say!(locale, "line-asked-in-vain")),
    }
    let this = |turned| View::Found(FoundView { turned, ..view.clone() });
    turned(&view.turned, next, &mut page, locale, this);
    let back = match view.peer {
        Some(peer) => one(DialogId { account: view.account, peer }),
        None => {
            let list = DialogView::List { account: Some(view.account), filter: DialogFilter::All, page: 0 };
            View::Dialogs(list)
        }
    };
    Ok(page.back_and_refresh(back, View::Found(view.clone()), locale))
}

fn hits(found: &FoundGlance, view: &FoundView, stage: &Stage<'_>, page: &mut Page) -> Result<(), StoreError> {
    let locale = stage.locale();
    if found.hits.is_empty() {
        page.paragraph(match view.turned.at() {
            None => say!(locale, "found-nothing"),
            Some(_) => say!(locale, "files-no-older"),
        });
    }
    let mut ways = Vec::new();
    for (number, (id, message)) in found.hits.iter().enumerate() {
        let Some(dialog) = Dialog::find(stage.store, *id)? else { continue };
        let at = locale.date_and_time(message.date, stage.now, stage.zone);
        let excerpt = excerpt(message, &dialog, stage);
        page.paragraph(match view.peer {
            Some(_) => say!(locale, "found-hit", number = number + 1, at = at, excerpt = excerpt),
            None => {
                let name = dialog::name(&dialog, stage)?;
                say!(locale, "found-hit-in", number = number + 1, name = name, at = at, excerpt = excerpt)
            }
        });
        ways.push(way(number + 1, &dialog, message, stage)?);
    }
    ways.chunks(ACROSS).for_each(|row| page.row(row.to_vec()));
    Ok(())
}

fn excerpt(message: &Message, dialog: &Dialog, stage: &Stage<'_>) -> String {
    let locale = stage.locale();
    let mut excerpt = String::new();
    if message.origin == Origin::Account {
        excerpt.push_str("↩ ");
    } else if let Some(writer) = message.writer.as_ref().filter(|writer| writer.person().is_some()) {
        let name = masking::shown_name(&writer.name, stage.reader, dialog.target());
        excerpt.push_str(&format!("{}: ", locale.name(&name)));
    }
    if let Some(kind) = message.content.kind() {
        excerpt.push_str(&locale.kind(kind));
        excerpt.push(' ');
    }
    let words = RichText::plain(clean_line(&message.content.words().text));
    let shown = words.truncated(EXCERPT).text;
    excerpt.push_str(&shown);
    if shown.len() < words.text.len() {
        excerpt.push('…');
    }
    excerpt.truncate(excerpt.trim_end().len());
    excerpt
}

/// To the message itself where it stands in the thread, else to the thread; where there is none, to the dialog.
fn way(number: usize, dialog: &Dialog, message: &Message, stage: &Stage<'_>) -> Result<Button, StoreError> {
    let label = number.to_string();
    let Some(thread) = dialog.link() else { return Ok(go(RichText::plain(label), one(dialog.id))) };
    let post = relay::Message::of_client(stage.store, dialog.id, message.id)?.and_then(|known| known.post);
    Ok(Button::link(
        label,
        match post {
            Some(post) if dialog.stands_in(post.chat) => format!("{thread}/{}", post.message),
            _ => thread,
        },
    ))
}

fn one(dialog: DialogId) -> View {
    View::Dialogs(DialogView::One { dialog, from: DialogFilter::All })
}
