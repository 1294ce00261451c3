//! One desk: made, in the making, or to be made; what is wrong with it, and the way in (D2, D9).

use super::page::{Page, go, press};
use super::{Button, Press, Screen, Stage};
use crate::domain::{AccountState, DeskFailure, DeskPair, DeskProblem, Limit, MakingStep, View};
use crate::locale::{Locale, say};
use crate::relay::{Desk, Intruder, Making, Watch};
use crate::store::StoreError;
use crate::team::rights::{Action, Target};
use crate::team::{Account, Member};

pub(super) enum Card {
    /// The account or the member is gone, or they no longer work together.
    Gone,
    Present(Box<Present>),
}

pub(super) struct Present {
    pair: DeskPair,
    account: String,
    member: String,
    state: AccountState,
    condition: Condition,
    /// Whether the reader may have it made and looked at.
    may_make: bool,
    back: View,
}

enum Condition {
    None,
    Making { step: MakingStep, waits: Option<String> },
    Stopped { failure: DeskFailure, begun: bool },
    Standing { entrance: Option<String>, problems: Vec<DeskProblem>, intruders: Vec<String>, looked: bool },
}

impl Card {
    pub fn load(pair: DeskPair, stage: &Stage<'_>) -> Result<Card, StoreError> {
        let works = Member::find(stage.store, pair.member)?.is_some_and(|member| member.works_with(pair.account));
        let (true, Some(account)) = (works, Account::find(stage.store, pair.account)?) else { return Ok(Card::Gone) };
        let own = pair.member == stage.reader.id;
        let action = if own { Action::BindDesk } else { Action::ApproveDesk };
        let sees_accounts = stage.may(Action::SeeAccounts, Target::Account(pair.account));
        Ok(Card::Present(Box::new(Present {
            pair,
            account: stage.locale().name(&account.title()),
            member: stage.member_name(pair.member)?,
            state: account.state,
            condition: Condition::load(pair, stage)?,
            may_make: stage.may(action, Target::Account(pair.account)),
            back: if sees_accounts { View::Account(pair.account) } else { View::DeskHelp },
        })))
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        match self {
            Card::Gone => Page::new(say!(locale, "desk-card-gone")).back(View::Home, locale),
            Card::Present(desk) => desk.draw(locale),
        }
    }
}

impl Condition {
    fn load(pair: DeskPair, stage: &Stage<'_>) -> Result<Condition, StoreError> {
        if let Some(making) = Making::find(stage.store, pair)? {
            let waits = making.waits.filter(|until| *until > stage.now);
            return Ok(match &making.failed {
                Some(failure) => Condition::Stopped { failure: failure.clone(), begun: making.step.chat().is_some() },
                None => Condition::Making {
                    step: making.step,
                    waits: waits.map(|until| stage.locale().date_and_time(until, stage.now, stage.zone)),
                },
            });
        }
        let Some(desk) = Desk::of(stage.store, pair.member, pair.account)? else { return Ok(Condition::None) };
        let watch = Watch::find(stage.store, desk.chat)?;
        let intruders = Intruder::of(stage.store, desk.chat)?;
        Ok(Condition::Standing {
            looked: watch.is_some(),
            entrance: watch.as_ref().and_then(|watch| watch.entrance.clone()),
            problems: watch.map(|watch| watch.problems.clone()).unwrap_or_default(),
            intruders: intruders.iter().map(|intruder| stage.locale().name(&intruder.name)).collect(),
        })
    }
}

impl Present {
    fn draw(&self, locale: &Locale) -> Screen {
        let (account, member) = (self.account.as_str(), self.member.as_str());
        let mut page = Page::new(say!(locale, "desk-card-title", account = account, member = member));
        match &self.condition {
            Condition::None => {
                page.paragraph(say!(locale, "desk-card-none", account = account));
                self.offer(&mut page, say!(locale, "button-make-desk").text, locale);
            }
            Condition::Making { step, waits } => {
                page.paragraph(match step {
                    MakingStep::Group => say!(locale, "desk-card-making-group", account = account),
                    MakingStep::Bot { .. } => say!(locale, "desk-card-making-bot"),
                    MakingStep::Entrance { .. } => say!(locale, "desk-card-making-entrance"),
                });
                if let Some(until) = waits {
                    page.line(say!(locale, "desk-card-waits", until = until.as_str()));
                } else if self.state.is_trouble() {
                    let state = locale.account_state(self.state);
                    page.line(say!(locale, "desk-card-account-troubled", account = account, state = state));
                    page.row([go(say!(locale, "button-by-hand"), View::DeskHelp)]);
                }
            }
            Condition::Stopped { failure, begun } => {
                page.paragraph(say!(locale, "desk-card-stopped", reason = locale.desk_failure(failure)));
                if *begun && *failure != DeskFailure::GroupGone {
                    page.line(say!(locale, "desk-card-begun"));
                }
                self.offer(&mut page, say!(locale, "button-try-again").text, locale);
            }
            Condition::Standing { entrance, problems, intruders, looked } => {
                self.standing(&mut page, entrance.as_deref(), problems, intruders, *looked, locale);
            }
        }
        page.back_and_refresh(self.back.clone(), View::Desk(self.pair), locale)
    }

    /// Both ways to a desk.
    fn offer(&self, page: &mut Page, label: String, locale: &Locale) {
        if self.cannot_make_groups() {
            let state = locale.account_state(self.state);
            page.line(say!(locale, "desk-card-by-hand", account = self.account.as_str(), state = state));
        }
        let make = self.may_make.then(|| Button::new(label, Press::MakeDesk(self.pair)));
        page.row(make.into_iter().chain([go(say!(locale, "button-by-hand"), View::DeskHelp)]));
    }

    /// Whether asking Telegram would be in vain for now.
    fn cannot_make_groups(&self) -> bool {
        matches!(
            self.state,
            AccountState::Banned { .. }
                | AccountState::LoginNeeded { .. }
                | AccountState::Limited { limit: Limit::Frozen | Limit::NewPeople, .. }
        )
    }

    fn standing(
        &self,
        page: &mut Page,
        entrance: Option<&str>,
        problems: &[DeskProblem],
        intruders: &[String],
        looked: bool,
        locale: &Locale,
    ) {
        if problems.is_empty() && intruders.is_empty() {
            page.paragraph(if looked { say!(locale, "desk-card-well") } else { say!(locale, "desk-card-unchecked") });
        }
        if !intruders.is_empty() {
            page.paragraph(say!(locale, "desk-card-intruders", names = super::pages::few(intruders)));
        }
        if !problems.is_empty() {
            page.paragraph(say!(locale, "desk-card-problems", problems = locale.desk_problems(problems)));
        }
        if let Some(link) = entrance {
            page.line(say!(locale, "desk-card-enter"));
            page.row([Button::link(say!(locale, "button-enter-desk").text, link)]);
        }
        if self.may_make {
            let check = press(say!(locale, "button-check-desk"), Press::CheckDesk(self.pair));
            let other = || press(say!(locale, "button-make-another-desk"), Press::MakeDesk(self.pair));
            page.row([check].into_iter().chain((!problems.is_empty()).then(other)));
        }
    }
}
