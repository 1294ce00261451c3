//! How an account is worked with: hours, what clients hear outside of them, when somebody is told (G3, D8).

use super::page::{Page, press};
use super::{Press, RoutineDeed, Screen, Stage};
use crate::domain::{AccountId, Assignment, DialogView, RichText, View, WorkHours};
use crate::locale::{Locale, clean_line, say};
use crate::store::StoreError;
use crate::team::{Account, Routine};

/// As much of the away reply as a screen shows, in UTF-16 code units.
const SHOWN: usize = 500;

pub(super) struct Card {
    name: Option<String>,
    routine: Routine,
}

impl Card {
    pub fn load(account: AccountId, stage: &Stage<'_>) -> Result<Card, StoreError> {
        let name = Account::find(stage.store, account)?.map(|account| stage.locale().name(&account.title()));
        Ok(Card { name, routine: Routine::load(stage.store, account)? })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let Some(name) = &self.name else {
            return Page::new(say!(locale, "account-gone")).back(View::ACCOUNTS, locale);
        };
        let account = self.routine.account;
        let deed = |label: RichText, deed: RoutineDeed| press(label, Press::Routine(account, deed));
        let mut page = Page::new(say!(locale, "routine-title", account = name.as_str()));
        page.paragraph(match &self.routine.hours {
            Some(hours) => say!(locale, "routine-hours", hours = locale.hours(hours)),
            None => say!(locale, "routine-hours-none"),
        });
        page.line(say!(locale, "routine-hours-how"));
        page.paragraph(match &self.routine.away {
            Some(text) => {
                let text = RichText::plain(clean_line(&text.text)).truncated(SHOWN);
                say!(locale, "routine-away", text = text)
            }
            None => say!(locale, "routine-away-none"),
        });
        page.line(say!(locale, "routine-away-how"));
        page.paragraph(match self.routine.alert {
            Some(minutes) => say!(locale, "routine-alert", n = u32::from(minutes)),
            None => say!(locale, "routine-alert-none"),
        });
        page.paragraph(say!(locale, "routine-assignment", policy = locale.assignment(self.routine.assignment)));
        let presets = [WorkHours::new(WorkHours::WEEKDAYS, 9, 18), WorkHours::new(WorkHours::EVERY_DAY, 9, 21)];
        let chosen = |is: bool, label: String| RichText::plain(if is { format!("✓ {label}") } else { label });
        page.row(presets.into_iter().flatten().map(|hours| {
            let label = chosen(self.routine.hours == Some(hours), locale.hours(&hours));
            deed(label, RoutineDeed::Hours(Some(hours)))
        }));
        let always = chosen(self.routine.hours.is_none(), say!(locale, "routine-always").text);
        page.row([deed(always, RoutineDeed::Hours(None))]);
        if self.routine.away.is_some() {
            page.row([deed(say!(locale, "button-no-away"), RoutineDeed::NoAway)]);
        }
        page.row(Routine::ALERTS.map(|minutes| {
            let label = say!(locale, "routine-minutes", n = u32::from(minutes)).text;
            deed(chosen(self.routine.alert == Some(minutes), label), RoutineDeed::Alert(Some(minutes)))
        }));
        page.grid(Assignment::ALL.map(|policy| {
            let label = chosen(self.routine.assignment == policy, locale.assignment(policy));
            deed(label, RoutineDeed::Assign(policy))
        }));
        let keeps = self.routine.keeps_threads;
        let threads = chosen(keeps, say!(locale, "routine-keeps-threads").text);
        page.row([deed(threads, RoutineDeed::KeepThreads(!keeps))]);
        let never = chosen(self.routine.alert.is_none(), say!(locale, "routine-never").text);
        page.row([deed(never, RoutineDeed::Alert(None))]);
        page.back_and_refresh(View::Account(account), View::Dialogs(DialogView::Routine(account)), locale)
    }
}
