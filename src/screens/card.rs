//! The card pinned in a thread: who the client is, and what can be done, one tap away (D3).
//!
//! **It is a list of lines and a list of rows of buttons, each contributed by its own small function**: whoever adds to
//! the card adds a function here. What stands on it is seen by everybody in the desk and may stand for weeks: no sums in
//! an operator's desk, no times that go stale. A button acts with the rights of whoever presses it, and what is to be read
//! opens in their panel.

use super::{Button, Screen, Stage, card_dialog, contact, dialog, group_card, page::go};
use crate::crm::Profile;
use crate::domain::{ContactView, DialogFilter, DialogId, DialogKind, DialogView, RichText, View, business_day};
use crate::locale::{MESSAGE_LIMIT, fitted, say};
use crate::relay::{Dialog, reach};
use crate::store::StoreError;

/// What a card is about, for those who contribute to it.
pub(super) struct Subject<'a> {
    pub stage: &'a Stage<'a>,
    pub dialog: Dialog,
    pub profile: Profile,
}

type Line = fn(&Subject<'_>) -> Result<Vec<RichText>, StoreError>;
type Push = fn(&Subject<'_>) -> Result<Option<Button>, StoreError>;

/// What stands on it, from top to bottom.
const LINES: &[Line] = &[name, place, born, custom, notes];

/// The buttons, row by row.
const BUTTONS: &[&[Push]] = &[
    &[note, card],
    &[card_dialog::hand_over, card_dialog::snooze, card_dialog::close],
    &[files, card_dialog::portrait, more],
];

/// The card of a dialog for the member whose desk it stands in; `None` when there is no such dialog.
pub fn draw_card(id: DialogId, stage: &Stage<'_>) -> Result<Option<Screen>, StoreError> {
    let Some(found) = Dialog::find(stage.store, id)? else { return Ok(None) };
    if found.kind != DialogKind::User {
        return group_card::draw(&found, stage).map(Some);
    }
    let profile = contact::profile(found.contact, stage)?;
    let subject = Subject { stage, dialog: found.into_value(), profile };
    let mut text = RichText::default();
    for line in LINES {
        for line in line(&subject)? {
            if !text.is_empty() {
                text.push_str("\n");
            }
            text.push(&line);
        }
    }
    let mut buttons = Vec::new();
    for row in BUTTONS {
        let mut drawn = Vec::new();
        for button in *row {
            drawn.extend(button(&subject)?);
        }
        if !drawn.is_empty() {
            buttons.push(drawn);
        }
    }
    Ok(Some(Screen { text: fitted(&text, MESSAGE_LIMIT), buttons, picture: None, protect: false }))
}

fn name(subject: &Subject<'_>) -> Result<Vec<RichText>, StoreError> {
    let name = dialog::name(&subject.dialog, subject.stage)?;
    Ok(vec![contact::title(&name, &subject.profile, subject.stage.locale())])
}

fn place(subject: &Subject<'_>) -> Result<Vec<RichText>, StoreError> {
    let Stage { now, zone, .. } = *subject.stage;
    let locale = subject.stage.locale();
    let ahead = contact::ahead(&subject.profile, now, zone, locale);
    Ok(contact::place(&subject.profile, ahead, locale).into_iter().collect())
}

fn born(subject: &Subject<'_>) -> Result<Vec<RichText>, StoreError> {
    let today = business_day(subject.stage.now, subject.stage.agency_zone);
    Ok(contact::born(&subject.profile, today, subject.stage.locale()).into_iter().collect())
}

fn custom(subject: &Subject<'_>) -> Result<Vec<RichText>, StoreError> {
    Ok(contact::custom(&subject.profile, subject.stage.locale()))
}

/// The newest note, and how many there are besides.
fn notes(subject: &Subject<'_>) -> Result<Vec<RichText>, StoreError> {
    let stage = subject.stage;
    let notes = reach::notes(stage.store, stage.reader, subject.dialog.contact)?;
    let Some(newest) = notes.first() else { return Ok(Vec::new()) };
    let mut lines = vec![contact::note_line(newest, stage)?];
    if notes.len() > 1 {
        lines.push(say!(stage.locale(), "card-more-notes", n = notes.len() - 1));
    }
    Ok(lines)
}

fn note(subject: &Subject<'_>) -> Result<Option<Button>, StoreError> {
    let view = ContactView::WriteNote { contact: subject.dialog.contact, note: None };
    Ok(Some(go(say!(subject.stage.locale(), "button-note"), View::Contacts(view))))
}

fn card(subject: &Subject<'_>) -> Result<Option<Button>, StoreError> {
    Ok(Some(contact::to_card(subject.dialog.contact, subject.stage.locale())))
}

fn files(subject: &Subject<'_>) -> Result<Option<Button>, StoreError> {
    Ok(Some(super::files::to_files(subject.dialog.id, subject.stage.locale())))
}

/// The dialog with everything that may be done with it.
fn more(subject: &Subject<'_>) -> Result<Option<Button>, StoreError> {
    let view = View::Dialogs(DialogView::One { dialog: subject.dialog.id, from: DialogFilter::All });
    Ok(Some(go(say!(subject.stage.locale(), "button-more"), view)))
}
