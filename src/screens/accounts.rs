//! The accounts the reader may see, with the state of each (A1).

use super::page::{Page, go};
use super::pages::Paged;
use super::{Button, Press, Screen, Stage};
use crate::domain::{AccountId, AccountState, RichText, View};
use crate::locale::{Locale, say};
use crate::store::StoreError;
use crate::team::Account;
use crate::team::rights::{Action, Target};

/// Accounts on a page: so many fit into one message with long names.
const SHOWN: usize = 10;

pub(super) struct Accounts {
    rows: Paged<Row>,
    may_add: bool,
}

struct Row {
    id: AccountId,
    name: String,
    state: AccountState,
    phone: Option<String>,
    responsible: String,
}

impl Accounts {
    pub fn load(page: u16, stage: &Stage<'_>) -> Result<Accounts, StoreError> {
        let names = stage.member_names()?;
        let row = |account: Account| Row {
            id: account.id,
            name: stage.locale().name(&account.title()),
            state: account.state,
            phone: phone(&account, stage),
            responsible: names.get(&account.responsible).cloned().unwrap_or_else(|| stage.locale().name("")),
        };
        Ok(Accounts {
            rows: Paged::of(stage.accounts()?, page, SHOWN).map(row),
            may_add: stage.may(Action::ManageAccounts, Target::Agency),
        })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "accounts-title"));
        if self.rows.items.is_empty() {
            page.paragraph(if self.may_add {
                say!(locale, "accounts-none")
            } else {
                say!(locale, "accounts-none-yours")
            });
        }
        for row in &self.rows.items {
            let state = locale.account_state(row.state);
            page.paragraph(say!(locale, "accounts-row", name = row.name.as_str(), state = state));
            page.line(row.details(locale));
        }
        page.grid(self.rows.items.iter().map(|row| Button::new(row.name.as_str(), Press::Go(View::Account(row.id)))));
        self.rows.turn(&mut page, locale, |page| View::Accounts { page });
        if self.may_add {
            page.row([go(say!(locale, "button-add-account"), View::AddAccount)]);
        }
        page.back_and_refresh(View::Home, View::Accounts { page: self.rows.page }, locale)
    }
}

impl Row {
    fn details(&self, locale: &Locale) -> RichText {
        let mut details = RichText::default();
        if let Some(phone) = &self.phone {
            details.push(&say!(locale, "accounts-row-phone", phone = phone.as_str()));
            details.push_str(" · ");
        }
        details.push(&say!(locale, "accounts-row-answers", member = self.responsible.as_str()));
        details
    }
}

/// The phone number of an account, for those who manage accounts.
pub(super) fn phone(account: &Account, stage: &Stage<'_>) -> Option<String> {
    let phone = account.identity.phone.as_deref().filter(|phone| !phone.is_empty())?;
    let may = stage.may(Action::ManageAccounts, Target::Account(account.id));
    may.then(|| format!("+{}", phone.trim_start_matches('+')))
}
