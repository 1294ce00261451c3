//! A login in whatever step it is (A2, A3).
//!
//! **The address in the QR code is a credential**: it goes into the picture and nowhere else, and the screen that shows
//! it is protected from forwarding.

use super::page::{Page, go, press};
use super::{Press, Screen, ScreenError, Stage, code};
use crate::domain::{AccountId, LoginId, View};
use crate::locale::{Locale, clean_name, say};
use crate::picture::qr;
use crate::ports::{LoginStep, NumberProblem};
use crate::store::StoreError;
use crate::team::Account;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use secrecy::ExposeSecret;

pub(super) struct Login {
    id: LoginId,
    /// `None` for a login that is not known any more.
    step: Option<LoginStep>,
    /// The account that is there already, and is signed in again.
    account: Option<AccountId>,
    /// In which times are told: to the second, since codes do not live long.
    zone: TimeZone,
    may_invite: bool,
}

impl Login {
    pub fn load(id: LoginId, stage: &Stage<'_>) -> Result<Login, StoreError> {
        use crate::team::rights::{Action, Target};
        let account = match stage.logins.account(id) {
            Some(account) => Account::find(stage.store, account)?.map(|account| account.id),
            None => None,
        };
        Ok(Login {
            id,
            step: stage.logins.step(id),
            account,
            zone: stage.zone.clone(),
            may_invite: stage.may(Action::Invite, Target::Agency),
        })
    }

    pub fn draw(&self, locale: &Locale) -> Result<Screen, ScreenError> {
        Ok(match &self.step {
            None => self.over(Page::new(say!(locale, "login-gone")), locale),
            Some(LoginStep::Connecting) => self.waiting(Page::new(say!(locale, "login-connecting")), locale),
            Some(LoginStep::Sending) => self.waiting(Page::new(say!(locale, "login-sending")), locale),
            Some(LoginStep::Checking) => self.waiting(Page::new(say!(locale, "login-checking")), locale),
            Some(LoginStep::Qr { url, expires }) => self.qr(url.expose_secret(), *expires, locale)?,
            Some(LoginStep::Number { problem, wrong }) => self.number(*problem, *wrong, locale),
            Some(LoginStep::Code(code)) => self.waiting(code::entry(self.id, code, &self.zone, locale), locale),
            Some(LoginStep::CodeDead(death)) => self.waiting(code::dead(self.id, *death, locale), locale),
            Some(LoginStep::Password { hint, wrong }) => self.password(hint.as_deref(), *wrong, locale),
            Some(LoginStep::Done) => self.done(locale),
            Some(LoginStep::Failed(failure)) => self.over(Page::new(locale.login_failure(failure)), locale),
        })
    }

    fn qr(&self, address: &str, expires: Timestamp, locale: &Locale) -> Result<Screen, ScreenError> {
        let mut page = Page::new(say!(locale, "login-qr"));
        page.paragraph(say!(locale, "login-qr-valid", until = locale.time_with_seconds(expires, &self.zone)));
        page.line(say!(locale, "login-qr-warning"));
        page.row([press(say!(locale, "button-new-code"), Press::RefreshQr(self.id)), self.cancel(locale)]);
        page.row([press(say!(locale, "button-by-phone"), Press::PhoneInstead(self.id))]);
        Ok(Screen { picture: Some(qr(address)?), protect: true, ..page.done() })
    }

    fn number(&self, problem: Option<NumberProblem>, wrong: u8, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "login-number"));
        match problem {
            None => {}
            Some(NumberProblem::Unreadable) => page.paragraph(say!(locale, "login-number-unreadable", n = wrong)),
            Some(NumberProblem::Refused) => page.paragraph(say!(locale, "login-number-refused")),
        }
        page.row([press(say!(locale, "button-by-qr"), Press::QrInstead(self.id)), self.cancel(locale)]);
        page.done()
    }

    fn password(&self, hint: Option<&str>, wrong: u8, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "login-password"));
        if let Some(hint) = hint.map(clean_name).filter(|hint| !hint.is_empty()) {
            page.paragraph(say!(locale, "login-password-hint", hint = hint));
        }
        if wrong > 0 {
            page.paragraph(say!(locale, "login-password-wrong", n = wrong));
        }
        self.waiting(page, locale)
    }

    fn done(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "login-done"));
        page.paragraph(say!(locale, "login-done-next"));
        page.row([
            go(say!(locale, "button-accounts"), View::ACCOUNTS),
            go(say!(locale, "button-desk"), View::DeskHelp),
        ]);
        if self.may_invite {
            page.row([go(say!(locale, "button-team"), View::TEAM)]);
        }
        page.back(View::Home, locale)
    }

    /// A step that goes on by itself or by the reader's message, unless cancelled.
    fn waiting(&self, mut page: Page, locale: &Locale) -> Screen {
        page.row([self.cancel(locale)]);
        page.done()
    }

    fn over(&self, mut page: Page, locale: &Locale) -> Screen {
        let again = say!(locale, "button-begin-again");
        page.row(match self.account {
            None => vec![go(again, View::AddAccount)],
            Some(account) => vec![
                press(again, Press::BeginQr(Some(account))),
                press(say!(locale, "button-begin-phone"), Press::BeginPhone(Some(account))),
            ],
        });
        page.back(View::ACCOUNTS, locale)
    }

    fn cancel(&self, locale: &Locale) -> super::Button {
        press(say!(locale, "button-cancel"), Press::CancelLogin(self.id))
    }
}
