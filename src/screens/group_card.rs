//! The card pinned in the thread of a group or channel: what it is, and what can be done, one tap away (D6).

use super::{Button, DialogDeed, Press, Screen, Stage, dialog, files, page::go, page::press};
use crate::domain::{DialogFilter, DialogKind, DialogView, RichText, View};
use crate::locale::say;
use crate::relay::{Dialog, Followed};
use crate::store::StoreError;
use crate::team::Account;

/// The card of a group or channel for the member whose desk it stands in.
pub(super) fn draw(found: &Dialog, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let open = Followed::find(stage.store, found.id)?.is_some();
    let name = dialog::name(found, stage)?;
    let account = Account::find(stage.store, found.id.account)?.map(|account| account.title()).unwrap_or_default();
    let (title, what) = match found.kind {
        DialogKind::Channel => (say!(locale, "group-card-channel", name = name), say!(locale, "group-card-reads")),
        _ => (say!(locale, "group-card-group", name = name), say!(locale, "group-card-answers")),
    };
    let what = if open { what } else { say!(locale, "group-card-closed") };
    let account = say!(locale, "group-card-account", account = locale.name(&account));
    let mut text = RichText::default();
    for (number, line) in [title, account, what].iter().enumerate() {
        if number > 0 {
            text.push_str("\n");
        }
        text.push(line);
    }
    let more = View::Dialogs(DialogView::One { dialog: found.id, from: DialogFilter::All });
    let look = press(say!(locale, "button-group-portrait"), Press::Portrait { dialog: found.id });
    let buttons = vec![
        vec![switch(found, open, stage)],
        vec![files::to_files(found.id, locale), look, go(say!(locale, "button-more"), more)],
    ];
    Ok(Screen { text, buttons, picture: None, protect: false })
}

/// Ends that its messages come into the thread, or has them come (again).
pub(super) fn switch(found: &Dialog, open: bool, stage: &Stage<'_>) -> Button {
    let locale = stage.locale();
    let (label, deed) = match (open, found.work.closed) {
        (true, _) => (say!(locale, "button-close"), DialogDeed::Close),
        (false, Some(_)) => (say!(locale, "button-reopen"), DialogDeed::Open),
        (false, None) => (say!(locale, "button-open-thread"), DialogDeed::Open),
    };
    press(label, Press::Dialog(found.id, deed))
}
