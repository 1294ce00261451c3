//! A login in whatever step it is (A2).
//!
//! **The address in the QR code is a credential**: it goes into the picture and nowhere else, and the screen that shows
//! it is protected from forwarding.

use super::page::{Page, go, press};
use super::{Press, Screen, ScreenError, Stage};
use crate::domain::{LoginId, View};
use crate::locale::{Locale, clean_name, say};
use crate::picture::qr;
use crate::ports::LoginStep;
use secrecy::ExposeSecret;

pub(super) struct Login {
    id: LoginId,
    /// `None` for a login that is not known any more.
    step: Option<LoginStep>,
    /// For a QR code: until when it is valid, to the second.
    until: String,
    may_invite: bool,
}

impl Login {
    pub fn load(id: LoginId, stage: &Stage<'_>) -> Login {
        use crate::team::rights::{Action, Target};
        let step = stage.logins.step(id);
        let until = match &step {
            Some(LoginStep::Qr { expires, .. }) => stage.locale().time_with_seconds(*expires, stage.zone),
            _ => String::new(),
        };
        Login { id, step, until, may_invite: stage.may(Action::Invite, Target::Agency) }
    }

    pub fn draw(&self, locale: &Locale) -> Result<Screen, ScreenError> {
        Ok(match &self.step {
            None => self.over(Page::new(say!(locale, "login-gone")), locale),
            Some(LoginStep::Connecting) => self.waiting(Page::new(say!(locale, "login-connecting")), locale),
            Some(LoginStep::Checking) => self.waiting(Page::new(say!(locale, "login-checking")), locale),
            Some(LoginStep::Qr { url, .. }) => self.code(url.expose_secret(), locale)?,
            Some(LoginStep::Password { hint, wrong }) => self.password(hint.as_deref(), *wrong, locale),
            Some(LoginStep::Done) => self.done(locale),
            Some(LoginStep::Failed(failure)) => self.over(Page::new(locale.login_failure(failure)), locale),
        })
    }

    fn code(&self, address: &str, locale: &Locale) -> Result<Screen, ScreenError> {
        let mut page = Page::new(say!(locale, "login-qr"));
        page.paragraph(say!(locale, "login-qr-valid", until = self.until.as_str()));
        page.line(say!(locale, "login-qr-warning"));
        page.row([press(say!(locale, "button-new-code"), Press::RefreshQr(self.id)), self.cancel(locale)]);
        Ok(Screen { picture: Some(qr(address)?), protect: true, ..page.done() })
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
        page.row([go(say!(locale, "button-begin-again"), View::AddAccount)]);
        page.back(View::ACCOUNTS, locale)
    }

    fn cancel(&self, locale: &Locale) -> super::Button {
        press(say!(locale, "button-cancel"), Press::CancelLogin(self.id))
    }
}
