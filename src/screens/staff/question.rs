//! Asks before something is done to a member, and names what it affects (T3, G4).

use super::super::page::{Page, go, press};
use super::super::{Press, Screen, Stage};
use super::gone;
use crate::domain::{AccountId, MemberId, RichText, Role, StaffDeed, StaffView, View};
use crate::locale::{Locale, say};
use crate::relay::{Dialog, staff};
use crate::store::StoreError;
use crate::team::{Account, Member};

pub(super) enum Question {
    Gone,
    /// Nobody would be left to do what only owners may.
    LastOwner {
        member: MemberId,
    },
    About {
        member: MemberId,
        name: String,
        what: What,
        left: Vec<Left>,
    },
}

pub(super) enum What {
    Role(Role),
    Withdrawal(AccountId, String),
    Removal,
}

/// Dialogs that somebody else answers from then on, by who that is.
pub(super) struct Left {
    dialogs: usize,
    heir: String,
}

impl Question {
    pub fn role(member: MemberId, role: Role, stage: &Stage<'_>) -> Result<Question, StoreError> {
        Question::load(member, What::Role(role), StaffDeed::SetRole(role), stage)
    }

    pub fn withdrawal(member: MemberId, account: AccountId, stage: &Stage<'_>) -> Result<Question, StoreError> {
        let what = What::Withdrawal(account, stage.account_name(account)?);
        Question::load(member, what, StaffDeed::Withdraw(account), stage)
    }

    pub fn removal(member: MemberId, stage: &Stage<'_>) -> Result<Question, StoreError> {
        Question::load(member, What::Removal, StaffDeed::Remove, stage)
    }

    fn load(id: MemberId, what: What, deed: StaffDeed, stage: &Stage<'_>) -> Result<Question, StoreError> {
        let Some(member) = Member::find(stage.store, id)? else { return Ok(Question::Gone) };
        let Some(heir) = staff::heir(stage.store, stage.reader.id, id)? else {
            return Ok(Question::LastOwner { member: id });
        };
        let after = member.after(deed, stage.now);
        let locale = stage.locale();
        let mut left = Vec::<Left>::new();
        for account in Account::all(stage.store)? {
            if member.works_with(account.id) && !after.works_with(account.id) {
                let dialogs = Dialog::assigned_to(stage.store, id, account.id)?.len();
                let to = locale.name(&staff::successor(stage.store, &account, id, &heir)?.name);
                match left.iter_mut().find(|left| left.heir == to) {
                    Some(left) => left.dialogs += dialogs,
                    None if dialogs > 0 => left.push(Left { dialogs, heir: to }),
                    None => {}
                }
            }
        }
        Ok(Question::About { member: id, name: locale.name(&member.name), what, left })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let (member, name, what, left) = match self {
            Question::Gone => return gone(locale),
            Question::LastOwner { member } => {
                let back = View::Staff(StaffView::One(*member));
                return Page::new(say!(locale, "line-last-owner")).back(back, locale);
            }
            Question::About { member, name, what, left } => (*member, name.as_str(), what, left),
        };
        let mut page = Page::new(what.title(name, locale));
        page.paragraph(what.means(locale));
        for Left { dialogs, heir } in left {
            page.paragraph(say!(locale, "staff-dialogs-left", n = *dialogs, heir = heir.as_str()));
        }
        let (label, deed, back) = match what {
            What::Role(role) => {
                (say!(locale, "button-staff-role-now"), StaffDeed::SetRole(*role), StaffView::One(member))
            }
            What::Withdrawal(account, _) => (
                say!(locale, "button-staff-withdraw-now"),
                StaffDeed::Withdraw(*account),
                StaffView::Accounts { member, page: 0 },
            ),
            What::Removal => (say!(locale, "button-staff-remove-now"), StaffDeed::Remove, StaffView::One(member)),
        };
        page.row([press(label, Press::Staff(member, deed)), go(say!(locale, "button-cancel"), View::Staff(back))]);
        page.done()
    }
}

impl What {
    fn title(&self, name: &str, locale: &Locale) -> RichText {
        match self {
            What::Role(role) => say!(locale, "staff-role-title", name = name, role = locale.role(*role)),
            What::Withdrawal(_, account) => {
                say!(locale, "staff-withdrawal-title", name = name, account = account.as_str())
            }
            What::Removal => say!(locale, "staff-removal-title", name = name),
        }
    }

    fn means(&self, locale: &Locale) -> RichText {
        match self {
            What::Role(Role::Operator) => say!(locale, "staff-role-operator"),
            What::Role(Role::Manager) => say!(locale, "staff-role-manager"),
            What::Role(Role::Owner) => say!(locale, "staff-role-owner"),
            What::Withdrawal(..) => say!(locale, "staff-withdrawal-means"),
            What::Removal => say!(locale, "staff-removal-means"),
        }
    }
}
