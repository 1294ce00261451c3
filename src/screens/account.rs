//! One account: its state, what to do about it, who answers.

use super::accounts::phone;
use super::page::{Page, press};
use super::{Press, Screen, Stage};
use crate::domain::{AccountId, AccountState, RichText, View};
use crate::locale::{Locale, clean_name, say};
use crate::relay::{DIALOGS, Desk};
use crate::store::StoreError;
use crate::team::Account;
use crate::team::rights::{Action, Target};

pub(super) enum Card {
    Gone,
    Present(Box<Present>),
}

pub(super) struct Present {
    id: AccountId,
    name: String,
    state: AccountState,
    phone: Option<String>,
    username: Option<String>,
    responsible: String,
    desk_ready: bool,
    dialogs: u64,
    added: String,
    may_manage: bool,
}

impl Card {
    pub fn load(id: AccountId, stage: &Stage<'_>) -> Result<Card, StoreError> {
        let Some(account) = Account::find(stage.store, id)? else { return Ok(Card::Gone) };
        let locale = stage.locale();
        Ok(Card::Present(Box::new(Present {
            id,
            name: locale.name(&account.title()),
            state: account.state,
            phone: phone(&account, stage),
            username: account.identity.username.as_deref().map(clean_name).filter(|name| !name.is_empty()),
            responsible: stage.member_name(account.responsible)?,
            desk_ready: Desk::of(stage.store, account.responsible, id)?.is_some(),
            dialogs: u64::try_from(stage.store.tally(DIALOGS, &id)?).unwrap_or_default(),
            added: locale.date(account.added, stage.now, stage.zone),
            may_manage: stage.may(Action::ManageAccounts, Target::Account(id)),
        })))
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        match self {
            Card::Gone => Page::new(say!(locale, "account-gone")).back(View::ACCOUNTS, locale),
            Card::Present(account) => account.draw(locale),
        }
    }
}

impl Present {
    fn draw(&self, locale: &Locale) -> Screen {
        let responsible = || self.responsible.as_str();
        let mut page = Page::new(say!(locale, "account-title", name = self.name.as_str()));
        page.line(locale.account_state(self.state));
        let contacts: Vec<_> =
            self.phone.iter().cloned().chain(self.username.iter().map(|name| format!("@{name}"))).collect();
        if !contacts.is_empty() {
            page.line(contacts.join(" · "));
        }
        if let Some(hint) = hint(self.state, locale) {
            page.paragraph(hint);
        }
        page.paragraph(say!(locale, "account-responsible", member = responsible()));
        page.line(if self.desk_ready {
            say!(locale, "account-desk-ready")
        } else {
            say!(locale, "account-desk-none", member = responsible())
        });
        page.line(say!(locale, "account-dialogs", n = self.dialogs));
        page.line(say!(locale, "account-added", date = self.added.as_str()));
        if self.may_manage && self.state == AccountState::LoginNeeded {
            page.row([press(say!(locale, "button-sign-in-again"), Press::BeginQr(Some(self.id)))]);
        }
        page.back_and_refresh(View::ACCOUNTS, View::Account(self.id), locale)
    }
}

/// What a state means for the work, and what to do.
fn hint(state: AccountState, locale: &Locale) -> Option<RichText> {
    match state {
        AccountState::Active => None,
        AccountState::Disconnected => Some(say!(locale, "account-hint-disconnected")),
        AccountState::LoginNeeded => Some(say!(locale, "account-hint-login-needed")),
        AccountState::Limited => Some(say!(locale, "account-hint-limited")),
        AccountState::Banned => Some(say!(locale, "account-hint-banned")),
    }
}
