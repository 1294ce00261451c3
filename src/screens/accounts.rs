//! The accounts the reader may see, with the state of each (A1).

use super::page::{Page, go};
use super::pages::{Paged, few};
use super::{Button, Press, Screen, ScreenError, Stage};
use crate::domain::{AccountId, AccountState, RichText, Role, View};
use crate::locale::{Locale, say};
use crate::relay::{DIALOGS, Dialog};
use crate::store::{StoreError, Stored};
use crate::team::masking::masked_phone;
use crate::team::rights::{Action, Target};
use crate::team::{Account, Member};

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
    assigned: Assigned,
    dialogs: u64,
    active: Option<String>,
    proxied: bool,
}

impl Accounts {
    pub fn load(page: u16, stage: &Stage<'_>) -> Result<Accounts, ScreenError> {
        let names = stage.member_names()?;
        let row = |account: Account| -> Result<Row, ScreenError> {
            Ok(Row {
                id: account.id,
                name: stage.locale().name(&account.title()),
                state: account.state,
                phone: phone(&account, stage),
                responsible: names.get(&account.responsible).cloned().unwrap_or_else(|| stage.locale().name("")),
                assigned: Assigned::load(&account, stage)?,
                dialogs: u64::try_from(stage.store.tally(DIALOGS, &account.id)?).unwrap_or_default(),
                active: last_activity(account.id, stage)?,
                proxied: stage.proxies.proxy(account.id)?.is_some(),
            })
        };
        Ok(Accounts {
            rows: Paged::of(stage.accounts()?, page, SHOWN).try_map(row)?,
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
        details.push(&say!(locale, "accounts-row-dialogs", n = self.dialogs));
        if let Some(active) = &self.active {
            details.push_str(" · ");
            details.push_str(active);
        }
        if self.proxied {
            details.push_str(" · ");
            details.push(&say!(locale, "accounts-row-proxy"));
        }
        details.push_str("\n");
        details.push(&match self.assigned.others.len() {
            0 => say!(locale, "accounts-row-answers", member = self.responsible.as_str()),
            n => say!(locale, "accounts-row-answers-and", member = self.responsible.as_str(), n = n),
        });
        details
    }
}

/// The members who work with an account, by name.
pub(super) struct Assigned {
    /// Without the one who answers new clients, and without the owners, who work with all.
    others: Vec<String>,
}

impl Assigned {
    pub fn load(account: &Account, stage: &Stage<'_>) -> Result<Assigned, StoreError> {
        let members = Member::all(stage.store)?;
        let works = |member: &&Stored<Member>| {
            member.role != Role::Owner && member.id != account.responsible && member.works_with(account.id)
        };
        let mut others: Vec<_> = members.iter().filter(works).map(|member| stage.locale().name(&member.name)).collect();
        others.sort_by_cached_key(|name| name.to_lowercase());
        Ok(Assigned { others })
    }

    /// The first of them in one line.
    pub fn names(&self) -> Option<String> {
        (!self.others.is_empty()).then(|| few(&self.others))
    }
}

/// How long ago something happened in the dialogs of an account.
pub(super) fn last_activity(account: AccountId, stage: &Stage<'_>) -> Result<Option<String>, StoreError> {
    let latest = Dialog::latest_activity(stage.store, account)?;
    Ok(latest.map(|at| stage.locale().ago(at, stage.now, stage.zone)))
}

/// The phone number of an account: in full for those who manage accounts, its end for the others who see the account.
pub(super) fn phone(account: &Account, stage: &Stage<'_>) -> Option<String> {
    let phone = account.identity.phone.as_deref().filter(|phone| !phone.is_empty())?;
    if stage.may(Action::ManageAccounts, Target::Account(account.id)) {
        return Some(format!("+{}", phone.trim_start_matches('+')));
    }
    Some(masked_phone(phone))
}
