//! Choosing role and accounts of an invite (T2). What is chosen so far stands in the view itself.

use super::page::{Page, go, press};
use super::pages::Paged;
use super::{Press, Screen, Stage};
use crate::domain::{AccountId, InviteTerm, RichText, Role, View};
use crate::locale::{Locale, say};
use crate::store::StoreError;
use crate::team::Account;

/// Buttons on a page.
const CHOICES: usize = 20;

pub(super) struct InviteSetup {
    role: Role,
    /// On all pages.
    chosen: Vec<AccountId>,
    term: InviteTerm,
    choices: Paged<(AccountId, String)>,
}

impl InviteSetup {
    pub fn load(
        role: Role,
        chosen: &[AccountId],
        term: InviteTerm,
        page: u16,
        stage: &Stage<'_>,
    ) -> Result<InviteSetup, StoreError> {
        let accounts = stage.accounts()?;
        // With one account there is nothing to choose, so it is chosen.
        let is_chosen = |account: &&Account| accounts.len() == 1 || chosen.contains(&account.id);
        let chosen = accounts.iter().filter(is_chosen).map(|account| account.id).collect();
        let name = |account: Account| (account.id, stage.locale().name(&account.title()));
        let choices = Paged::of(accounts, page, CHOICES).map(name);
        // Nobody is invited to be an owner.
        Ok(InviteSetup { role: role.min(Role::Manager), chosen, term, choices })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "invite-setup-title"));
        if self.choices.items.is_empty() {
            page.paragraph(say!(locale, "invite-setup-no-accounts"));
            page.row([go(say!(locale, "button-add-account"), View::AddAccount)]);
            return page.back(View::TEAM, locale);
        }
        page.paragraph(match self.role {
            Role::Manager => say!(locale, "invite-setup-role-manager"),
            Role::Operator | Role::Owner => say!(locale, "invite-setup-role-operator"),
        });
        page.row([Role::Operator, Role::Manager].map(|role| {
            let label = mark(role == self.role, &locale.role(role), locale);
            go(label, self.view(role, self.term))
        }));
        page.paragraph(say!(locale, "invite-setup-choose"));
        page.grid(
            self.choices
                .items
                .iter()
                .map(|(account, name)| go(mark(self.chosen.contains(account), name, locale), self.toggled(*account))),
        );
        self.choices.turn(&mut page, locale, |page| self.at(page));
        if !self.chosen.is_empty() {
            page.paragraph(say!(locale, "invite-setup-term"));
            page.row(InviteTerm::ALL.map(|term| {
                let label = mark(term == self.term, &say!(locale, "invite-term", n = term.days()).text, locale);
                go(label, self.view(self.role, term))
            }));
            let (role, accounts, term) = (self.role, self.chosen.clone(), self.term);
            let create = Press::CreateInvite { role, accounts, term };
            page.row([press(say!(locale, "button-create-invite"), create)]);
        }
        page.back(View::TEAM, locale)
    }

    fn view(&self, role: Role, term: InviteTerm) -> View {
        View::InviteSetup { role, accounts: self.chosen.clone(), term, page: self.choices.page }
    }

    fn at(&self, page: u16) -> View {
        View::InviteSetup { role: self.role, accounts: self.chosen.clone(), term: self.term, page }
    }

    /// This view after a tap on an account: that one is turned, the others stay.
    fn toggled(&self, account: AccountId) -> View {
        let mut accounts = self.chosen.clone();
        match accounts.iter().position(|chosen| *chosen == account) {
            Some(at) => drop(accounts.remove(at)),
            None => accounts.push(account),
        }
        View::InviteSetup { role: self.role, accounts, term: self.term, page: self.choices.page }
    }
}

fn mark(chosen: bool, name: &str, locale: &Locale) -> RichText {
    if chosen { say!(locale, "button-chosen", name = name) } else { say!(locale, "button-not-chosen", name = name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tap_turns_one_choice_and_keeps_the_others() {
        let choices = Paged::of(vec![], 0, CHOICES);
        let setup = InviteSetup {
            role: Role::Operator,
            chosen: vec![AccountId(1), AccountId(3)],
            term: InviteTerm::Week,
            choices,
        };
        let accounts = |id| match setup.toggled(AccountId(id)) {
            View::InviteSetup { accounts, .. } => accounts.iter().map(|account| account.0).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(accounts(1), [3]);
        assert_eq!(accounts(2), [1, 3, 2]);
    }
}
