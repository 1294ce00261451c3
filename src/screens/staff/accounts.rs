//! Which accounts a member works with: given by a tap, taken away after a question.

use super::super::page::{Page, go, press};
use super::super::pages::Paged;
use super::super::{Press, Screen, Stage};
use super::gone;
use crate::domain::{AccountId, MemberId, StaffDeed, StaffView, View};
use crate::locale::{Locale, say};
use crate::store::StoreError;
use crate::team::Member;

/// Buttons on a page.
const CHOICES: usize = 20;

pub(super) enum Choice {
    Gone,
    Of { member: MemberId, name: String, accounts: Paged<Offered> },
}

pub(super) struct Offered {
    id: AccountId,
    name: String,
    theirs: bool,
}

impl Choice {
    pub fn load(member: MemberId, page: u16, stage: &Stage<'_>) -> Result<Choice, StoreError> {
        let Some(found) = Member::find(stage.store, member)? else { return Ok(Choice::Gone) };
        let locale = stage.locale();
        let accounts = Paged::of(stage.accounts()?, page, CHOICES).map(|account| Offered {
            id: account.id,
            name: locale.name(&account.title()),
            theirs: found.works_with(account.id),
        });
        Ok(Choice::Of { member, name: locale.name(&found.name), accounts })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let Choice::Of { member, name, accounts } = self else { return gone(locale) };
        let member = *member;
        let mut page = Page::new(say!(locale, "staff-accounts-title", name = name.as_str()));
        page.paragraph(match accounts.items.as_slice() {
            [] => say!(locale, "staff-accounts-none"),
            _ => say!(locale, "staff-accounts-choose"),
        });
        page.grid(accounts.items.iter().map(|Offered { id: account, name, theirs }| {
            let account = *account;
            if *theirs {
                let question = View::Staff(StaffView::Withdrawal { member, account });
                go(say!(locale, "button-chosen", name = name.as_str()), question)
            } else {
                let give = Press::Staff(member, StaffDeed::Give(account));
                press(say!(locale, "button-not-chosen", name = name.as_str()), give)
            }
        }));
        accounts.turn(&mut page, locale, |page| View::Staff(StaffView::Accounts { member, page }));
        page.back(View::Staff(StaffView::One(member)), locale)
    }
}
