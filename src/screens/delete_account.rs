//! Asks before an account is deleted from Pult, with or without ending its session at Telegram (A4, G4).

use super::page::{Page, press};
use super::{Press, Screen, Stage};
use crate::domain::{AccountId, View};
use crate::locale::{Locale, say};
use crate::relay::{DIALOGS, Desk};
use crate::store::{All, Page as Rows, StoreError};
use crate::team::Account;

pub(super) enum Question {
    Gone,
    About { id: AccountId, name: String, dialogs: u64, desks: usize },
}

impl Question {
    pub fn load(id: AccountId, stage: &Stage<'_>) -> Result<Question, StoreError> {
        let Some(account) = Account::find(stage.store, id)? else { return Ok(Question::Gone) };
        let dialogs = u64::try_from(stage.store.tally(DIALOGS, &id)?).unwrap_or_default();
        let desks = stage.store.scan::<Desk>(All, Rows::all())?.iter().filter(|desk| desk.account == id).count();
        Ok(Question::About { id, name: stage.locale().name(&account.title()), dialogs, desks })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let Question::About { id, name, dialogs, desks } = self else {
            return Page::new(say!(locale, "account-gone")).back(View::ACCOUNTS, locale);
        };
        let account = *id;
        let mut page = Page::new(say!(locale, "delete-account-title", name = name.as_str()));
        page.paragraph(say!(locale, "delete-account-dialogs", n = *dialogs));
        if *desks > 0 {
            page.line(say!(locale, "delete-account-desks", n = *desks));
        }
        page.paragraph(say!(locale, "delete-account-session"));
        let delete = |log_out| Press::DeleteAccount { account, log_out };
        page.row([press(say!(locale, "button-delete-and-log-out"), delete(true))]);
        page.row([press(say!(locale, "button-delete-only"), delete(false))]);
        page.back(View::Account(account), locale)
    }
}
