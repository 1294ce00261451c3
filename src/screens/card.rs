//! The card pinned in a thread: who the client is, and what can be done, one tap away (D3).
//!
//! **It is a list of lines and a list of rows of buttons, each contributed by its own small function**: whoever adds to
//! the card adds a function here. What stands on it is seen by everybody in the desk and may stand for weeks: no sums in
//! an operator's desk, no times that go stale. A button acts with the rights of whoever presses it, and what is to be read
//! opens in their panel.

use super::{Button, Screen, Stage, card_dialog, dialog, page::go};
use crate::domain::{DialogFilter, DialogId, DialogView, RichText, View};
use crate::locale::{MESSAGE_LIMIT, fitted, say};
use crate::relay::Dialog;
use crate::store::StoreError;

/// What a card is about, for those who contribute to it.
pub(super) struct Subject<'a> {
    pub stage: &'a Stage<'a>,
    pub dialog: Dialog,
}

type Line = fn(&Subject<'_>) -> Result<Vec<RichText>, StoreError>;
type Push = fn(&Subject<'_>) -> Result<Option<Button>, StoreError>;

/// What stands on it, from top to bottom.
const LINES: &[Line] = &[name];

/// The buttons, row by row.
const BUTTONS: &[&[Push]] = &[&[card_dialog::hand_over, card_dialog::snooze, card_dialog::close], &[more]];

/// The card of a dialog for the member whose desk it stands in; `None` when there is no such dialog.
pub fn draw_card(id: DialogId, stage: &Stage<'_>) -> Result<Option<Screen>, StoreError> {
    let Some(found) = Dialog::find(stage.store, id)? else { return Ok(None) };
    let subject = Subject { stage, dialog: found.into_value() };
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
    Ok(vec![say!(subject.stage.locale(), "card-name", name = name)])
}

/// The dialog with everything that may be done with it.
fn more(subject: &Subject<'_>) -> Result<Option<Button>, StoreError> {
    let view = View::Dialogs(DialogView::One { dialog: subject.dialog.id, from: DialogFilter::All });
    Ok(Some(go(say!(subject.stage.locale(), "button-more"), view)))
}
