//! One member: who they are, which accounts they work with, and what an owner may change about it (T1, T3).

mod accounts;
pub(super) mod audit;
mod question;

use super::page::{Page, go};
use super::pages::few;
use super::{Screen, ScreenError, Stage};
use crate::domain::{
    ActivityOf, ActivityTime, ActivityView, AuditFilter, MemberId, RichText, Role, StaffView, View, business_day,
};
use crate::locale::{Locale, say};
use crate::store::StoreError;
use crate::team::rights::{Action, Target};
use crate::team::{Account, Member, ONLINE, Presence};

pub(super) fn draw(view: StaffView, stage: &Stage<'_>) -> Result<Screen, ScreenError> {
    let locale = stage.locale();
    Ok(match view {
        StaffView::One(member) => Card::load(member, stage)?.draw(locale),
        StaffView::Name => name(stage),
        StaffView::Accounts { member, page } => accounts::Choice::load(member, page, stage)?.draw(locale),
        StaffView::Role { member, role } => question::Question::role(member, role, stage)?.draw(locale),
        StaffView::Withdrawal { member, account } => {
            question::Question::withdrawal(member, account, stage)?.draw(locale)
        }
        StaffView::Removal(member) => question::Question::removal(member, stage)?.draw(locale),
        StaffView::Audit { filter, page } => audit::Log::load(filter, page, stage)?.draw(locale),
    })
}

/// What a reader needs for it.
pub(super) fn right_for(view: &StaffView) -> (Action, Target) {
    let action = match view {
        StaffView::One(_) => Action::SeeTeam,
        StaffView::Name => Action::Settings,
        StaffView::Accounts { .. } | StaffView::Role { .. } | StaffView::Withdrawal { .. } | StaffView::Removal(_) => {
            Action::ManageTeam
        }
        StaffView::Audit { .. } => Action::SeeAudit,
    };
    (action, Target::Agency)
}

enum Card {
    Gone,
    Present {
        id: MemberId,
        name: String,
        role: Role,
        since: String,
        accounts: Works,
        presence: RichText,
        /// Time online today, where there is any.
        today: Option<String>,
        /// Whether the reader may change something about them.
        manages: bool,
    },
}

/// The accounts somebody works with, as far as the reader may know of them.
pub(super) enum Works {
    WithAll,
    With(Vec<String>),
}

impl Works {
    pub fn of(member: &Member, known: &[Account], locale: &Locale) -> Works {
        if member.role == Role::Owner {
            return Works::WithAll;
        }
        let theirs = known.iter().filter(|account| member.works_with(account.id));
        Works::With(theirs.map(|account| locale.name(&account.title())).collect())
    }

    pub fn draw(&self, locale: &Locale) -> RichText {
        match self {
            Works::WithAll => say!(locale, "team-row-all-accounts"),
            Works::With(names) if names.is_empty() => say!(locale, "team-row-no-accounts"),
            Works::With(names) => RichText::plain(few(names)),
        }
    }
}

/// Owners see everybody; others those they share an account with, and the owners.
pub(super) fn is_visible(member: &Member, reader: &Member) -> bool {
    reader.role == Role::Owner
        || member.role == Role::Owner
        || member.id == reader.id
        || !member.accounts.is_disjoint(&reader.accounts)
}

impl Card {
    fn load(id: MemberId, stage: &Stage<'_>) -> Result<Card, StoreError> {
        let locale = stage.locale();
        let member = Member::find(stage.store, id)?.filter(|member| is_visible(member, stage.reader));
        let Some(member) = member else { return Ok(Card::Gone) };
        Ok(Card::Present {
            id,
            name: locale.name(&member.name),
            role: member.role,
            since: locale.date(member.joined, stage.now, stage.zone),
            accounts: Works::of(&member, &stage.accounts()?, locale),
            presence: presence(id, stage)?,
            today: online_today(id, stage)?,
            manages: stage.may(Action::ManageTeam, Target::Agency),
        })
    }

    fn draw(&self, locale: &Locale) -> Screen {
        let Card::Present { id, name, role, since, accounts, presence, today, manages } = self else {
            return gone(locale);
        };
        let member = *id;
        let mut page = Page::new(say!(locale, "staff-title", name = name.as_str(), role = locale.role(*role)));
        page.paragraph(accounts.draw(locale));
        page.line(say!(locale, "team-row-since", date = since.as_str()));
        page.paragraph(presence.clone());
        if let Some(time) = today {
            page.line(say!(locale, "presence-today", time = time.as_str()));
        }
        if *manages {
            let did = ActivityView { whose: ActivityOf::Member(member), time: ActivityTime::Week };
            page.row([go(say!(locale, "button-activity"), View::Activity(did))]);
            if *role != Role::Owner {
                let choice = View::Staff(StaffView::Accounts { member, page: 0 });
                page.row([go(say!(locale, "button-staff-accounts"), choice)]);
            }
            page.row(Role::ALL.into_iter().filter(|other| other != role).map(|role| {
                let label = say!(locale, "button-staff-role", role = locale.role(role));
                go(label, View::Staff(StaffView::Role { member, role }))
            }));
            let done = View::Staff(StaffView::Audit { filter: AuditFilter::By(member), page: 0 });
            page.row([
                go(say!(locale, "button-audit-of"), done),
                go(say!(locale, "button-staff-remove"), View::Staff(StaffView::Removal(member))),
            ]);
        }
        page.back_and_refresh(View::TEAM, View::Staff(StaffView::One(member)), locale)
    }
}

/// Whether somebody is at work, in words (T4).
pub(super) fn presence(member: MemberId, stage: &Stage<'_>) -> Result<RichText, StoreError> {
    let locale = stage.locale();
    Ok(match Presence::of(stage.store, member)? {
        None => say!(locale, "presence-never"),
        Some(presence) if presence.is_online(stage.now) => say!(locale, "presence-online"),
        Some(presence) => {
            let ago = locale.ago(presence.seen, stage.now, stage.zone);
            match presence.on_shift {
                true => say!(locale, "presence-seen", ago = ago),
                false => say!(locale, "presence-off-shift", ago = ago),
            }
        }
    })
}

fn online_today(member: MemberId, stage: &Stage<'_>) -> Result<Option<String>, StoreError> {
    let today = business_day(stage.now, stage.agency_zone);
    let seconds = u64::try_from(stage.store.tally(ONLINE, &(member, today))?).unwrap_or_default();
    Ok((seconds > 0).then(|| stage.locale().duration(seconds)))
}

fn gone(locale: &Locale) -> Screen {
    Page::new(say!(locale, "staff-gone")).back(View::TEAM, locale)
}

/// How the team calls the reader, and how to change that.
fn name(stage: &Stage<'_>) -> Screen {
    let locale = stage.locale();
    let name = locale.name(&stage.reader.name);
    let mut page = Page::new(say!(locale, "staff-name", name = name.as_str()));
    page.row([go(say!(locale, "button-staff-name-right"), View::Home)]);
    page.done()
}
