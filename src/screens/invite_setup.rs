//! Choosing role and accounts of an invite (T2). What is chosen so far stands in the view itself.

use super::page::{Page, go, press};
use super::{Press, Screen, Stage};
use crate::domain::{AccountId, Role, View};
use crate::locale::{Locale, say};
use crate::store::StoreError;

pub(super) struct InviteSetup {
    role: Role,
    choices: Vec<Choice>,
}

struct Choice {
    account: AccountId,
    name: String,
    chosen: bool,
}

impl InviteSetup {
    pub fn load(role: Role, chosen: &[AccountId], stage: &Stage<'_>) -> Result<InviteSetup, StoreError> {
        let accounts = stage.accounts()?;
        // With one account there is nothing to choose, so it is chosen.
        let only = accounts.len() == 1;
        let choice = |account: &crate::team::Account| Choice {
            account: account.id,
            name: stage.locale().name(&account.title()),
            chosen: only || chosen.contains(&account.id),
        };
        // Nobody is invited to be an owner.
        let role = role.min(Role::Manager);
        Ok(InviteSetup { role, choices: accounts.iter().map(choice).collect() })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "invite-setup-title"));
        if self.choices.is_empty() {
            page.paragraph(say!(locale, "invite-setup-no-accounts"));
            page.row([go(say!(locale, "button-add-account"), View::AddAccount)]);
            return page.back(View::Team, locale);
        }
        page.paragraph(match self.role {
            Role::Manager => say!(locale, "invite-setup-role-manager"),
            Role::Operator | Role::Owner => say!(locale, "invite-setup-role-operator"),
        });
        page.row([Role::Operator, Role::Manager].map(|role| {
            let label = mark(role == self.role, &locale.role(role), locale);
            go(label, View::InviteSetup { role, accounts: self.chosen() })
        }));
        page.paragraph(say!(locale, "invite-setup-choose"));
        page.grid(self.choices.iter().map(|choice| {
            go(
                mark(choice.chosen, &choice.name, locale),
                View::InviteSetup { role: self.role, accounts: self.toggled(choice) },
            )
        }));
        let accounts = self.chosen();
        if !accounts.is_empty() {
            page.row([press(say!(locale, "button-create-invite"), Press::CreateInvite { role: self.role, accounts })]);
        }
        page.back(View::Team, locale)
    }

    fn chosen(&self) -> Vec<AccountId> {
        self.choices.iter().filter(|choice| choice.chosen).map(|choice| choice.account).collect()
    }

    /// What is chosen after a tap on this choice.
    fn toggled(&self, tapped: &Choice) -> Vec<AccountId> {
        let after = |choice: &&Choice| choice.chosen != (choice.account == tapped.account);
        self.choices.iter().filter(after).map(|choice| choice.account).collect()
    }
}

fn mark(chosen: bool, name: &str, locale: &Locale) -> crate::domain::RichText {
    if chosen { say!(locale, "button-chosen", name = name) } else { say!(locale, "button-not-chosen", name = name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tap_turns_one_choice_and_keeps_the_others() {
        let choice = |id, chosen| Choice { account: AccountId(id), name: String::new(), chosen };
        let setup = InviteSetup { role: Role::Operator, choices: vec![choice(1, true), choice(2, false)] };
        assert_eq!(setup.toggled(&setup.choices[0]), []);
        assert_eq!(setup.toggled(&setup.choices[1]), [AccountId(1), AccountId(2)]);
    }
}
