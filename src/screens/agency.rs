//! The agency's settings, for owners: what each is now, and one tap or line to change it (G3).

use super::page::{Page, go, press};
use super::{Press, Screen, Stage, tier};
use crate::crm::ledger::Books;
use crate::domain::{AgencySetting, MoneyView, ReadMarks, RichText, Role, Tiers, View};
use crate::locale::{Locale, say};
use crate::store::StoreError;
use crate::team::Agency;
use rust_decimal::Decimal;

pub(super) struct Card {
    agency: Agency,
    /// The zone that holds, whether it was set here or on the server.
    zone: String,
    books: Option<Books>,
}

impl Card {
    pub fn load(stage: &Stage<'_>) -> Result<Card, StoreError> {
        let zone = stage.agency_zone.iana_name().unwrap_or("UTC").to_owned();
        let books = Books::find(stage.store)?.map(|books| books.into_value());
        Ok(Card { agency: Agency::load(stage.store)?, zone, books })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let Agency { name, keeps_days, reads, .. } = &self.agency;
        let mut page = Page::new(match name {
            Some(name) => say!(locale, "agency-title", name = locale.name(name)),
            None => say!(locale, "agency-unnamed"),
        });
        page.line(say!(locale, "agency-name-how"));
        page.paragraph(match &self.books {
            None => say!(locale, "agency-currency-none"),
            Some(books) if books.locked => say!(locale, "agency-currency-locked", currency = books.base.code()),
            Some(books) => say!(locale, "agency-currency", currency = books.base.code()),
        });
        page.paragraph(say!(locale, "agency-zone", zone = self.zone.as_str()));
        let shown = |role| self.agency.shows_ids(role);
        page.paragraph(match (shown(Role::Manager), shown(Role::Operator)) {
            (false, false) => say!(locale, "agency-ids-owners"),
            (true, false) => say!(locale, "agency-ids-managers"),
            (false, true) => say!(locale, "agency-ids-operators"),
            (true, true) => say!(locale, "agency-ids-everybody"),
        });
        page.paragraph(say!(locale, "agency-keeps", n = u32::from(*keeps_days)));
        page.paragraph(match reads {
            ReadMarks::OnAnswer => say!(locale, "agency-reads-on-answer"),
            ReadMarks::ByHand => say!(locale, "agency-reads-by-hand"),
        });
        let example = Tiers::USUAL.sums().map(|sum| sum.to_string()).join(" ");
        page.paragraph(match self.agency.tiers {
            None => say!(locale, "agency-tiers-off", example = example),
            Some(tiers) => {
                let [bronze, silver, gold] = tiers.sums().map(|sum| self.money(sum, locale));
                say!(locale, "agency-tiers", bronze = bronze, silver = silver, gold = gold, example = example)
            }
        });
        page.paragraph(match self.agency.operators_begin {
            true => say!(locale, "agency-operators-begin"),
            false => say!(locale, "agency-operators-wait"),
        });
        page.paragraph(match self.agency.backups_to_owners {
            true => say!(locale, "agency-backups-here"),
            false => say!(locale, "agency-backups-there"),
        });
        let choice = |chosen: bool, label: RichText, setting: AgencySetting| {
            let label = if chosen { say!(locale, "button-chosen", name = label.text) } else { label };
            press(label, Press::Agency(setting))
        };
        page.row([go(say!(locale, "button-agency-currency"), View::Money(MoneyView::Rates))]);
        page.row(Agency::MASKED.map(|role| {
            let label = match role {
                Role::Operator => say!(locale, "button-agency-operators"),
                Role::Manager | Role::Owner => say!(locale, "button-agency-managers"),
            };
            choice(shown(role), label, AgencySetting::ShowsIds { role, shown: !shown(role) })
        }));
        let begin = self.agency.operators_begin;
        page.row([choice(begin, say!(locale, "button-agency-begin"), AgencySetting::OperatorsBegin(!begin))]);
        let here = self.agency.backups_to_owners;
        page.row([choice(here, say!(locale, "button-agency-backups"), AgencySetting::BackupsToOwners(!here))]);
        page.row(Agency::KEEPS.map(|days| {
            let label = say!(locale, "button-agency-days", n = u32::from(days));
            choice(days == *keeps_days, label, AgencySetting::Keeps { days })
        }));
        page.row(ReadMarks::ALL.map(|marks| {
            let label = match marks {
                ReadMarks::OnAnswer => say!(locale, "button-agency-reads-on-answer"),
                ReadMarks::ByHand => say!(locale, "button-agency-reads-by-hand"),
            };
            choice(marks == *reads, label, AgencySetting::Reads(marks))
        }));
        page.row([match self.agency.tiers {
            None => {
                let label = say!(locale, "button-agency-tiers", sums = tier::sums(Tiers::USUAL, locale));
                press(label, Press::Agency(AgencySetting::Tiers(Some(Tiers::USUAL))))
            }
            Some(_) => press(say!(locale, "button-agency-tiers-off"), Press::Agency(AgencySetting::Tiers(None))),
        }]);
        page.back_and_refresh(View::Settings, View::Agency, locale)
    }

    /// In the base currency, where there is one.
    fn money(&self, sum: Decimal, locale: &Locale) -> String {
        match &self.books {
            Some(books) => locale.money(sum, books.base),
            None => locale.decimal(sum, sum.scale()),
        }
    }
}
