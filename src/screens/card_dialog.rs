//! What the card of a thread offers for the dialog: hand it over, put it off, close it, see who it is (D3, D5, D8).

use super::card::Subject;
use super::page::{go, press};
use super::{Button, DialogDeed, Press};
use crate::domain::{DialogFilter, DialogView, View};
use crate::locale::say;
use crate::store::StoreError;
use crate::team::Account;
use crate::team::rights::{Action, Target};

/// To somebody else, by those who decide about it; the others give back what is not theirs for good.
pub(super) fn hand_over(subject: &Subject<'_>) -> Result<Option<Button>, StoreError> {
    let (stage, dialog, locale) = (subject.stage, subject.dialog.id, subject.stage.locale());
    if stage.may(Action::HandOver, Target::Account(dialog.account)) {
        let view = DialogView::HandOver { dialog, from: DialogFilter::All, page: 0 };
        return Ok(Some(go(say!(locale, "button-hand-over"), View::Dialogs(view))));
    }
    let responsible = Account::find(stage.store, dialog.account)?.map(|account| account.responsible);
    let give_back = press(say!(locale, "button-give-back"), Press::Dialog(dialog, DialogDeed::GiveBack));
    Ok((responsible != Some(stage.reader.id)).then_some(give_back))
}

pub(super) fn snooze(subject: &Subject<'_>) -> Result<Option<Button>, StoreError> {
    let view = DialogView::Snooze { dialog: subject.dialog.id, from: DialogFilter::All };
    Ok(Some(go(say!(subject.stage.locale(), "button-snooze"), View::Dialogs(view))))
}

pub(super) fn close(subject: &Subject<'_>) -> Result<Option<Button>, StoreError> {
    let deed = Press::Dialog(subject.dialog.id, DialogDeed::Close);
    Ok(Some(press(say!(subject.stage.locale(), "button-close"), deed)))
}

pub(super) fn portrait(subject: &Subject<'_>) -> Result<Option<Button>, StoreError> {
    let look = Press::Portrait { dialog: subject.dialog.id };
    Ok(Some(press(say!(subject.stage.locale(), "button-portrait"), look)))
}
