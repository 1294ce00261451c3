//! Asks before an account is switched off (A4, G4).

use super::page::{Page, go, press};
use super::{Press, Screen, Stage};
use crate::domain::{AccountId, View};
use crate::locale::{Locale, say};
use crate::relay::DIALOGS;
use crate::store::StoreError;
use crate::team::Account;

pub(super) enum Question {
    Gone,
    About { id: AccountId, name: String, dialogs: u64 },
}

impl Question {
    pub fn load(id: AccountId, stage: &Stage<'_>) -> Result<Question, StoreError> {
        let Some(account) = Account::find(stage.store, id)? else { return Ok(Question::Gone) };
        let dialogs = u64::try_from(stage.store.tally(DIALOGS, &id)?).unwrap_or_default();
        Ok(Question::About { id, name: stage.locale().name(&account.title()), dialogs })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let Question::About { id, name, dialogs } = self else {
            return Page::new(say!(locale, "account-gone")).back(View::ACCOUNTS, locale);
        };
        let mut page = Page::new(say!(locale, "switch-off-title", name = name.as_str()));
        page.paragraph(say!(locale, "switch-off-what", n = *dialogs));
        page.row([
            press(say!(locale, "button-switch-off-now"), Press::SwitchOff(*id)),
            go(say!(locale, "button-cancel"), View::Account(*id)),
        ]);
        page.done()
    }
}
