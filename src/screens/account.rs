//! One account: its state, what to do about it, who answers (A1).

use super::accounts::{Assigned, last_activity, phone};
use super::page::{Page, go, press};
use super::{Button, Press, Screen, ScreenError, Stage};
use crate::domain::{
    AccountId, AccountState, DeskPair, DialogView, Disconnection, Limit, LoginNeed, ProxyView, RichText, Role, View,
};
use crate::locale::{Locale, clean_name, say};
use crate::relay::{DIALOGS, Desk};
use crate::store::StoreError;
use crate::team::rights::{Action, Target};
use crate::team::{Account, Member};
use jiff::Timestamp;

pub(super) enum Card {
    Gone,
    Present(Box<Present>),
}

pub(super) struct Present {
    id: AccountId,
    name: String,
    state: AccountState,
    /// Since when it is so, and until when, where that is known.
    since: Option<String>,
    until: Option<String>,
    phone: Option<String>,
    username: Option<String>,
    responsible: String,
    assigned: Assigned,
    desk_ready: bool,
    /// Of those who answer clients of this account.
    desks: Vec<(DeskPair, String)>,
    dialogs: u64,
    active: Option<String>,
    proxy: Option<String>,
    added: String,
    may_manage: bool,
}

impl Card {
    pub fn load(id: AccountId, stage: &Stage<'_>) -> Result<Card, ScreenError> {
        let Some(account) = Account::find(stage.store, id)? else { return Ok(Card::Gone) };
        let locale = stage.locale();
        let moment = |at| locale.date_and_time(at, stage.now, stage.zone);
        Ok(Card::Present(Box::new(Present {
            id,
            name: locale.name(&account.title()),
            state: account.state,
            since: since(account.state).map(moment),
            until: until(account.state).map(moment),
            phone: phone(&account, stage),
            username: account.identity.username.as_deref().map(clean_name).filter(|name| !name.is_empty()),
            responsible: stage.member_name(account.responsible)?,
            assigned: Assigned::load(&account, stage)?,
            desk_ready: Desk::of(stage.store, account.responsible, id)?.is_some(),
            desks: desks(&account, stage)?,
            dialogs: u64::try_from(stage.store.tally(DIALOGS, &id)?).unwrap_or_default(),
            active: last_activity(id, stage)?,
            proxy: stage.proxies.proxy(id)?.map(|address| address.to_string()),
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
        let state = locale.account_state(self.state);
        page.line(match (&self.until, &self.since) {
            (Some(until), _) => say!(locale, "account-state-until", state = state, until = until.as_str()),
            (None, Some(since)) => say!(locale, "account-state-since", state = state, since = since.as_str()),
            (None, None) => RichText::plain(state),
        });
        let contacts: Vec<_> =
            self.phone.iter().cloned().chain(self.username.iter().map(|name| format!("@{name}"))).collect();
        if !contacts.is_empty() {
            page.line(contacts.join(" · "));
        }
        if let Some(hint) = hint(self.state, locale) {
            page.paragraph(hint);
        }
        page.paragraph(say!(locale, "account-responsible", member = responsible()));
        if let Some(names) = self.assigned.names() {
            page.line(say!(locale, "account-assigned", members = names));
        }
        page.line(if self.desk_ready {
            say!(locale, "account-desk-ready")
        } else {
            say!(locale, "account-desk-none", member = responsible())
        });
        page.line(say!(locale, "account-dialogs", n = self.dialogs));
        if let Some(active) = &self.active {
            page.line(say!(locale, "account-active", ago = active.as_str()));
        }
        page.line(match &self.proxy {
            Some(proxy) if self.may_manage => say!(locale, "account-proxy", proxy = proxy.as_str()),
            Some(_) => say!(locale, "account-proxy-used"),
            None => say!(locale, "account-proxy-none"),
        });
        page.line(say!(locale, "account-added", date = self.added.as_str()));
        page.grid(
            self.desks
                .iter()
                .take(DESKS)
                .map(|(pair, member)| go(say!(locale, "button-desk-of", name = member.as_str()), View::Desk(*pair))),
        );
        if self.may_manage {
            page.row(actions(self.id, self.state, locale));
            page.row([
                go(say!(locale, "button-routine"), View::Dialogs(DialogView::Routine(self.id))),
                go(say!(locale, "button-import"), View::Dialogs(DialogView::Import(self.id))),
            ]);
            let proxy = (!self.state.is_proxy_down()).then(|| proxy(self.id, locale));
            page.row(
                proxy.into_iter().chain([go(say!(locale, "button-delete-account"), View::DeleteAccount(self.id))]),
            );
        }
        page.back_and_refresh(View::ACCOUNTS, View::Account(self.id), locale)
    }
}

/// Buttons on a page.
const DESKS: usize = 20;

/// The desks of an account, there or to be made: of its operators, of whoever is responsible, of those who have one.
fn desks(account: &Account, stage: &Stage<'_>) -> Result<Vec<(DeskPair, String)>, StoreError> {
    let mut desks = Vec::new();
    for member in Member::all(stage.store)?.iter().filter(|member| member.works_with(account.id)) {
        let answers = member.role == Role::Operator || member.id == account.responsible;
        if answers || Desk::of(stage.store, member.id, account.id)?.is_some() {
            let pair = DeskPair { member: member.id, account: account.id };
            desks.push((pair, stage.locale().name(&member.name)));
        }
    }
    Ok(desks)
}

fn proxy(account: AccountId, locale: &Locale) -> Button {
    go(say!(locale, "button-proxy"), View::Proxy(ProxyView { account, problem: None }))
}

/// What an owner can do about a state.
pub(super) fn actions(id: AccountId, state: AccountState, locale: &Locale) -> Vec<Button> {
    let login = || press(say!(locale, "button-sign-in-again"), Press::BeginQr(Some(id)));
    let reconnect = || press(say!(locale, "button-reconnect"), Press::Reconnect(id));
    let switch_off = || go(say!(locale, "button-switch-off"), View::SwitchOff(id));
    match state {
        AccountState::Active | AccountState::Limited { .. } => vec![switch_off()],
        AccountState::Disconnected { why: Disconnection::ByOwner, .. } => vec![reconnect()],
        AccountState::Disconnected { why: Disconnection::Proxy, .. } => vec![proxy(id, locale), reconnect()],
        AccountState::Connecting { .. } | AccountState::Disconnected { .. } => vec![reconnect(), switch_off()],
        AccountState::LoginNeeded { why: LoginNeed::KeyUnknown, .. } => vec![reconnect(), login()],
        AccountState::LoginNeeded { .. } => vec![login()],
        AccountState::Banned { .. } => Vec::new(),
    }
}

fn since(state: AccountState) -> Option<Timestamp> {
    match state {
        AccountState::Active => None,
        AccountState::Connecting { since }
        | AccountState::Disconnected { since, .. }
        | AccountState::LoginNeeded { since, .. }
        | AccountState::Limited { since, .. }
        | AccountState::Banned { since } => Some(since),
    }
}

fn until(state: AccountState) -> Option<Timestamp> {
    match state {
        AccountState::Limited { limit: Limit::Wait { until }, .. } => Some(until),
        _ => None,
    }
}

/// What a state means for the work, and what to do.
fn hint(state: AccountState, locale: &Locale) -> Option<RichText> {
    Some(match state {
        AccountState::Active => return None,
        AccountState::Connecting { .. } => say!(locale, "account-hint-connecting"),
        AccountState::Disconnected { why, .. } => match why {
            Disconnection::ByOwner => say!(locale, "account-hint-switched-off"),
            Disconnection::Unreachable => say!(locale, "account-hint-unreachable"),
            Disconnection::Failing => say!(locale, "account-hint-failing"),
            Disconnection::Proxy => say!(locale, "account-hint-proxy"),
        },
        AccountState::LoginNeeded { why, .. } => match why {
            LoginNeed::Ended => say!(locale, "account-hint-login-needed"),
            LoginNeed::Duplicated => say!(locale, "account-hint-duplicated"),
            LoginNeed::KeyUnknown => say!(locale, "account-hint-key-unknown"),
            LoginNeed::NotKept => say!(locale, "account-hint-not-kept"),
        },
        AccountState::Limited { limit, .. } => match limit {
            Limit::NewPeople => say!(locale, "account-hint-limited"),
            Limit::Frozen => say!(locale, "account-hint-frozen"),
            Limit::Wait { .. } => say!(locale, "account-hint-wait"),
        },
        AccountState::Banned { .. } => say!(locale, "account-hint-banned"),
    })
}
