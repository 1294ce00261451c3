//! Home: a greeting, what needs attention, and the sections the role may use (G1).

use super::desk::DeskState;
use super::page::{Page, go, press, refresh};
use super::{Press, Screen, Stage};
use crate::domain::{
    AccountState, ActivityOf, ActivityTime, ActivityView, ContactView, DashboardView, MoneyView, NotebookView,
    RichText, TemplateView, View,
};
use crate::locale::{Locale, say};
use crate::relay::held::Held;
use crate::store::StoreError;
use crate::team::rights::{Action, Target};
use crate::team::{Agency, Presence};

pub(super) struct Home {
    name: String,
    agency: Option<String>,
    /// The hour in the reader's zone, for the greeting.
    hour: i8,
    today: String,
    accounts: usize,
    /// Accounts that are not as they should be.
    troubled: Vec<(String, AccountState)>,
    /// The reader's own desks, made or to be made.
    desks: Vec<DeskState>,
    /// Whether the reader counts as being at work.
    on_shift: bool,
    /// Whether messages wait for the reader's word since a restore.
    held: bool,
    may: May,
}

struct May {
    see_accounts: bool,
    manage_accounts: bool,
    see_team: bool,
    see_dashboard: bool,
    see_activity: bool,
}

impl Home {
    pub fn load(stage: &Stage<'_>) -> Result<Home, StoreError> {
        let locale = stage.locale();
        let accounts = stage.accounts()?;
        let troubled = accounts.iter().filter(|account| account.state.is_trouble());
        Ok(Home {
            name: locale.name(&stage.reader.name),
            agency: Agency::load(stage.store)?.name.map(|name| locale.name(&name)),
            hour: stage.now.to_zoned(stage.zone.clone()).hour(),
            today: locale.today(stage.now, stage.zone),
            troubled: troubled.map(|account| (locale.name(&account.title()), account.state)).collect(),
            desks: DeskState::of_reader(stage, &accounts)?,
            accounts: accounts.len(),
            on_shift: Presence::of(stage.store, stage.reader.id)?.is_none_or(|presence| presence.on_shift),
            held: stage.may(Action::SetAgency, Target::Agency) && Held::any(stage.store)?,
            may: May {
                see_accounts: stage.may(Action::SeeAccounts, Target::Agency),
                manage_accounts: stage.may(Action::ManageAccounts, Target::Agency),
                see_team: stage.may(Action::SeeTeam, Target::Agency),
                see_dashboard: stage.may(Action::SeeDashboard, Target::Agency),
                see_activity: stage.may(Action::SeeActivity, Target::Agency),
            },
        })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(self.greeting(locale));
        if let Some(agency) = &self.agency {
            page.line(say!(locale, "home-agency", name = agency.as_str()));
        }
        page.line(say!(locale, "home-today", today = self.today.as_str()));
        if self.accounts == 0 && self.may.manage_accounts {
            page.paragraph(say!(locale, "home-first-account"));
            page.row([go(say!(locale, "button-add-account"), View::AddAccount)]);
        } else if self.accounts == 0 {
            page.paragraph(say!(locale, "home-no-accounts"));
        } else {
            self.state(&mut page, locale);
        }
        if self.held {
            page.paragraph(say!(locale, "home-held"));
            page.row([go(say!(locale, "button-held"), View::Held)]);
        }
        if !self.on_shift {
            page.paragraph(say!(locale, "home-off-shift"));
        }
        self.sections(&mut page, locale);
        page.done()
    }

    fn greeting(&self, locale: &Locale) -> RichText {
        let name = self.name.as_str();
        match self.hour {
            5..=11 => say!(locale, "home-morning", name = name),
            12..=17 => say!(locale, "home-day", name = name),
            18..=22 => say!(locale, "home-evening", name = name),
            _ => say!(locale, "home-night", name = name),
        }
    }

    fn state(&self, page: &mut Page, locale: &Locale) {
        if self.may.see_accounts {
            let mut summary = say!(locale, "home-accounts", n = self.accounts);
            if self.troubled.is_empty() {
                summary.push_str(" · ");
                summary.push(&say!(locale, "home-all-well"));
            }
            page.paragraph(summary);
        } else if !self.troubled.is_empty() {
            page.line(String::new());
        }
        page.hint(&self.troubled, locale, |(name, state)| {
            let state = locale.account_state(*state);
            say!(locale, "home-account-troubled", state = state, name = name.as_str())
        });
        if !self.desks.is_empty() {
            page.paragraph(say!(locale, "home-desks"));
            page.hint(&self.desks, locale, |desk| desk.draw(locale));
            if self.desks.iter().all(|desk| !desk.ready) {
                page.line(say!(locale, "home-desk-first"));
            }
        }
    }

    fn sections(&self, page: &mut Page, locale: &Locale) {
        let dashboard = (
            self.accounts > 0 && self.may.see_dashboard,
            go(say!(locale, "button-dashboard"), View::Dashboard(DashboardView::FIRST)),
        );
        let dialogs = (self.accounts > 0, go(say!(locale, "button-dialogs"), View::DIALOGS));
        let contacts = (self.accounts > 0, go(say!(locale, "button-contacts"), View::Contacts(ContactView::found(""))));
        let accounts = (self.may.see_accounts, go(say!(locale, "button-accounts"), View::ACCOUNTS));
        let team = (self.may.see_team, go(say!(locale, "button-team"), View::TEAM));
        let whose = if self.may.see_activity { ActivityOf::Team { page: 0 } } else { ActivityOf::Own };
        let did = View::Activity(ActivityView { whose, time: ActivityTime::Week });
        let activity = (self.accounts > 0, go(say!(locale, "button-activity"), did));
        let desk = (self.accounts > 0, go(say!(locale, "button-desk"), View::DeskHelp));
        let money = (self.accounts > 0, go(say!(locale, "button-money"), View::Money(MoneyView::Clients { page: 0 })));
        let notebook = (true, go(say!(locale, "button-notebook"), View::Notebook(NotebookView::FIRST)));
        let templates = (self.accounts > 0, go(say!(locale, "button-templates"), View::Templates(TemplateView::FIRST)));
        let settings = (true, go(say!(locale, "button-settings"), View::Settings));
        page.grid(
            [dashboard, dialogs, contacts, money, accounts, team, activity, desk, notebook, templates, settings]
                .into_iter()
                .filter(|(offered, _)| *offered)
                .map(|(_, button)| button),
        );
        let shift = match self.on_shift {
            true => press(say!(locale, "button-shift-off"), Press::Shift(false)),
            false => press(say!(locale, "button-shift-on"), Press::Shift(true)),
        };
        page.row([shift, refresh(View::Home, locale)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Lang;

    #[test]
    fn the_greeting_follows_the_hour() {
        let greeting = |hour| {
            let may = May {
                see_accounts: false,
                manage_accounts: false,
                see_team: false,
                see_dashboard: false,
                see_activity: false,
            };
            let home = Home {
                name: "Анна".into(),
                agency: None,
                hour,
                today: String::new(),
                accounts: 0,
                troubled: vec![],
                desks: vec![],
                on_shift: true,
                held: false,
                may,
            };
            let screen = home.draw(Locale::of(Lang::Ru));
            screen.text.text.lines().next().map(str::to_owned)
        };
        assert_eq!(greeting(4).as_deref(), Some("🌙 Доброй ночи, Анна!"));
        assert_eq!(greeting(5).as_deref(), Some("☀️ Доброе утро, Анна!"));
        assert_eq!(greeting(17).as_deref(), Some("👋 Добрый день, Анна!"));
        assert_eq!(greeting(22).as_deref(), Some("🌆 Добрый вечер, Анна!"));
    }
}
