//! Through which proxy an account connects (A4). What is typed while it is open is taken for one.

use super::page::{Page, press};
use super::{Press, Screen, ScreenError, Stage};
use crate::domain::{AccountId, ProxyProblem, ProxyTrouble, ProxyView, RichText, View};
use crate::locale::{Locale, say};
use crate::team::Account;

pub(super) struct Card {
    account: AccountId,
    /// `None`: it is to be signed in.
    name: Option<String>,
    proxy: Option<String>,
    problem: Option<ProxyProblem>,
}

impl Card {
    pub fn load(view: ProxyView, stage: &Stage<'_>) -> Result<Card, ScreenError> {
        let ProxyView { account, problem } = view;
        let known = Account::find(stage.store, account)?;
        Ok(Card {
            account,
            name: known.map(|account| stage.locale().name(&account.title())),
            proxy: stage.proxies.proxy(account)?.map(|address| address.to_string()),
            problem,
        })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(match &self.name {
            Some(name) => say!(locale, "proxy-title", name = name.as_str()),
            None => say!(locale, "proxy-title-new"),
        });
        if let Some(problem) = self.problem {
            page.paragraph(told(problem, locale));
        }
        page.paragraph(match &self.proxy {
            Some(proxy) => say!(locale, "proxy-is", proxy = proxy.as_str()),
            None => say!(locale, "proxy-none"),
        });
        page.paragraph(say!(locale, "proxy-how"));
        page.paragraph(say!(locale, "proxy-secret"));
        if self.proxy.is_some() {
            if self.name.is_none() {
                page.row([
                    press(say!(locale, "button-begin"), Press::BeginQr(Some(self.account))),
                    press(say!(locale, "button-begin-phone"), Press::BeginPhone(Some(self.account))),
                ]);
            }
            page.row([press(say!(locale, "button-proxy-drop"), Press::DropProxy(self.account))]);
        }
        let back = if self.name.is_some() { View::Account(self.account) } else { View::AddAccount };
        page.back(back, locale)
    }
}

/// What went wrong, and what to look at.
fn told(problem: ProxyProblem, locale: &Locale) -> RichText {
    match problem {
        ProxyProblem::Unreadable => say!(locale, "proxy-unreadable"),
        ProxyProblem::Lost => say!(locale, "proxy-lost"),
        ProxyProblem::Internal => say!(locale, "proxy-internal"),
        ProxyProblem::Trouble(trouble) => match trouble {
            ProxyTrouble::Unreachable => say!(locale, "proxy-unreachable"),
            ProxyTrouble::LoginRefused => say!(locale, "proxy-login-refused"),
            ProxyTrouble::NoWay => say!(locale, "proxy-no-way"),
            ProxyTrouble::NoProxy => say!(locale, "proxy-no-proxy"),
        },
    }
}
