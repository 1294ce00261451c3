//! The ledger in the panel: who paid, a client's sums and history, one entry, rates, export (F2 to F5).
//!
//! **Of a shared contact each reader sees what they may see**: owners all, managers what came through their accounts, operators what
//! they booked themselves.

mod client;
mod clients;
mod entry;
mod export;
mod history;
mod pay;
mod rates;

use super::page::{go, press};
use super::{Button, MoneyDeed, Press, Screen, Stage};
use crate::crm::{Contact, Person, ledger::Entry};
use crate::domain::{ContactId, DialogId, MoneyLine, MoneyView, PeerId, View};
use crate::locale::{Locale, say};
use crate::relay::Dialog;
use crate::relay::payments::{self, Answer};
use crate::store::StoreError;
use crate::team::masking;
use crate::team::rights::{Action, Target};

pub(super) fn draw(view: &MoneyView, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    Ok(match view {
        MoneyView::Clients { page } => clients::Clients::load(*page, stage)?.draw(locale),
        MoneyView::Client(contact) => match client::Sums::load(*contact, stage)? {
            Some(sums) => sums.draw(locale),
            None => stage.not_allowed(),
        },
        MoneyView::Pay(dialog) => match pay::Prompt::load(*dialog, stage)? {
            Some(prompt) => prompt.draw(locale),
            None => stage.not_allowed(),
        },
        MoneyView::Sure { dialog, text, line } => match pay::Prompt::load(*dialog, stage)? {
            Some(prompt) => prompt.ask(text, *line, locale),
            None => stage.not_allowed(),
        },
        MoneyView::History { contact, page } => match history::History::load(*contact, *page, stage)? {
            Some(history) => history.draw(locale),
            None => stage.not_allowed(),
        },
        MoneyView::Entry(id) => match entry::Card::load(*id, stage)? {
            Some(card) => card.draw(locale),
            None => stage.not_allowed(),
        },
        MoneyView::Void(id) => match entry::Card::load(*id, stage)?.filter(entry::Card::can_be_voided) {
            Some(card) => card.ask(locale),
            None => stage.not_allowed(),
        },
        MoneyView::Rates => rates::Rates::load(stage)?.draw(locale),
        MoneyView::Export => export::Choice::load(stage)?.draw(locale),
    })
}

/// The right for a screen; whose money is on it is asked entry by entry.
pub(super) fn right_for(view: &MoneyView) -> (Action, Target) {
    let action = match view {
        MoneyView::Clients { .. } | MoneyView::Client(_) | MoneyView::History { .. } | MoneyView::Entry(_) => {
            Action::SeeMoney
        }
        MoneyView::Pay(_) | MoneyView::Sure { .. } => Action::BookPayment,
        MoneyView::Void(_) => Action::CorrectPayment,
        MoneyView::Rates => Action::SetMoney,
        MoneyView::Export => Action::ExportPayments,
    };
    (action, Target::Agency)
}

/// The buttons under what is said about money.
pub(super) fn beneath(line: &MoneyLine, locale: &Locale) -> Vec<Vec<Button>> {
    match line {
        MoneyLine::Booked { contact, entries, line, .. } => {
            let undo = press(
                say!(locale, "button-undo"),
                Press::Money(MoneyDeed::Undo { entries: entries.clone(), line: *line }),
            );
            vec![vec![undo, go(say!(locale, "button-money"), View::Money(MoneyView::Client(*contact)))]]
        }
        MoneyLine::Asked { asked, may_send, .. } => {
            let answer = |label, answer| press(label, Press::Money(MoneyDeed::Answer(*asked, answer)));
            let book = answer(say!(locale, "button-book"), Answer::Book);
            let send = may_send.then(|| answer(say!(locale, "button-send-to-client"), Answer::Send));
            let cancel = answer(say!(locale, "button-cancel-payment"), Answer::Cancel);
            vec![std::iter::once(book).chain(send).collect(), vec![cancel]]
        }
        MoneyLine::CurrencyNeeded | MoneyLine::RateNeeded { .. } => {
            vec![vec![go(say!(locale, "button-rates"), View::Money(MoneyView::Rates))]]
        }
        _ => Vec::new(),
    }
}

/// The client's name as the reader may see it; `None` when they have nothing to do with this client.
pub(super) fn name(contact: ContactId, stage: &Stage<'_>) -> Result<Option<String>, StoreError> {
    for contact in Person::of(stage.store, contact)?.contacts() {
        if let Some(name) = name_of(contact, stage)? {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

fn name_of(contact: ContactId, stage: &Stage<'_>) -> Result<Option<String>, StoreError> {
    let Some(found) = Contact::find(stage.store, contact)? else { return Ok(None) };
    let mut target = None;
    for account in stage.accounts()? {
        let dialog = DialogId { account: account.id, peer: PeerId::User(found.user.0) };
        if let Some(dialog) = Dialog::find(stage.store, dialog)? {
            let of = Target::Dialog { account: account.id, assigned: Some(dialog.assigned) };
            target = target.or(stage.may(Action::Converse, of).then_some(of));
        }
    }
    if target.is_none() {
        let sees = payments::may_see(stage.reader);
        let history = Entry::history(stage.store, &Person::alone(contact), |entry| sees(entry.account, entry.member))?;
        target = history.first().map(|entry| Target::Account(entry.account));
    }
    let shown = target.map(|target| masking::display_name(&found.identity, stage.reader, target));
    Ok(shown.map(|shown| stage.locale().name(&shown)))
}
