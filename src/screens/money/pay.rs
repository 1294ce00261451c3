//! What a client paid, typed into the panel (F1): through which account, and what to type.

use super::super::page::{Page, go, press};
use super::super::{MoneyDeed, Press, Screen, Stage};
use crate::domain::{ContactId, ContactView, DialogId, MoneyView, PaidLine, View};
use crate::locale::{Locale, clean_line, say};
use crate::relay::{Dialog, reach};
use crate::store::StoreError;
use crate::team::rights::Action;

pub(super) struct Prompt {
    dialog: DialogId,
    contact: ContactId,
    name: String,
    account: String,
    /// The client's other dialogs, with their accounts.
    others: Vec<(DialogId, String)>,
}

impl Prompt {
    /// `None` where the reader may book nothing.
    pub fn load(id: DialogId, stage: &Stage<'_>) -> Result<Option<Prompt>, StoreError> {
        let Some(dialog) = Dialog::find(stage.store, id)? else { return Ok(None) };
        if !stage.may(Action::BookPayment, dialog.target()) {
            return Ok(None);
        }
        let mut others = Vec::new();
        for other in reach::within(stage.store, stage.reader, dialog.contact)? {
            if other.id != id && stage.may(Action::BookPayment, other.target()) {
                others.push((other.id, stage.account_name(other.id.account)?));
            }
        }
        let name = stage.locale().name(&reach::name(stage.store, stage.reader, &dialog)?);
        let account = stage.account_name(id.account)?;
        Ok(Some(Prompt { dialog: id, contact: dialog.contact, name, account, others }))
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let (name, account) = (self.name.as_str(), self.account.as_str());
        let mut page = Page::new(say!(locale, "pay-title", name = name, account = account));
        page.line(say!(locale, "pay-how"));
        page.grid(self.others.iter().map(|(dialog, account)| {
            let label = say!(locale, "button-pay-through", account = account.as_str());
            go(label, View::Money(MoneyView::Pay(*dialog)))
        }));
        page.back(View::Contacts(ContactView::One(self.contact)), locale)
    }

    pub fn ask(&self, text: &str, line: PaidLine, locale: &Locale) -> Screen {
        let (name, account) = (self.name.as_str(), self.account.as_str());
        let mut page = Page::new(say!(locale, "pay-title", name = name, account = account));
        page.line(say!(locale, "pay-unusual", text = clean_line(text)));
        let deed = MoneyDeed::Book { dialog: self.dialog, text: text.to_owned(), line };
        page.row([press(say!(locale, "button-book"), Press::Money(deed))]);
        page.back(View::Money(MoneyView::Pay(self.dialog)), locale)
    }
}
