//! A client's sums: today, seven days, the month, all time, and month by month (F2).

use super::super::page::{Page, go};
use super::super::{Screen, Stage};
use crate::crm::{
    Person,
    ledger::{self, Books},
};
use crate::domain::{ContactId, Currency, MoneyView, Month, View, business_day, last_days};
use crate::locale::{Locale, say};
use crate::relay::payments;
use crate::store::StoreError;
use rust_decimal::Decimal;
use std::{collections::BTreeMap, ops::RangeInclusive};

/// Months shown one by one; the others are in the sum of all time.
const MONTHS: usize = 12;

pub(super) struct Sums {
    contact: ContactId,
    name: String,
    base: Option<Currency>,
    today: Decimal,
    week: Decimal,
    month: Decimal,
    all: Decimal,
    /// The latest first, from the present one to the first with a payment.
    months: Vec<(Month, Decimal)>,
    unrated: Vec<(Currency, Decimal)>,
}

impl Sums {
    /// `None` for a reader who has nothing to do with this client.
    pub fn load(contact: ContactId, stage: &Stage<'_>) -> Result<Option<Sums>, StoreError> {
        let Some(name) = super::name(contact, stage)? else { return Ok(None) };
        let (person, sees) = (Person::of(stage.store, contact)?, payments::may_see(stage.reader));
        let days = ledger::revenue_of(stage.store, &person, &sees)?;
        let today = business_day(stage.now, stage.agency_zone);
        let sum = |range: RangeInclusive<_>| days.range(range).map(|(_, sum)| *sum).sum();
        let this_month = Month::of(today);
        let mut by_month: BTreeMap<Month, Decimal> = BTreeMap::new();
        for (day, sum) in &days {
            *by_month.entry(Month::of(*day)).or_default() += *sum;
        }
        let first = by_month.keys().next().copied().unwrap_or(this_month);
        let months = std::iter::successors(Some(this_month), |month| Some(month.previous()));
        let months = months.take_while(|month| *month >= first).take(MONTHS);
        Ok(Some(Sums {
            contact,
            name,
            base: Books::find(stage.store)?.map(|books| books.base),
            today: sum(today..=today),
            week: sum(last_days(today, 6)),
            month: sum(this_month.first_day()..=this_month.last_day()),
            all: days.values().sum(),
            months: months.map(|month| (month, by_month.get(&month).copied().unwrap_or_default())).collect(),
            unrated: ledger::unrated_of(stage.store, &person, &sees)?.into_iter().collect(),
        }))
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "money-of", name = self.name.as_str()));
        let Some(base) = self.base else {
            page.paragraph(say!(locale, "money-empty"));
            return page.back(View::Money(MoneyView::Clients { page: 0 }), locale);
        };
        let money = |sum: Decimal| locale.money(sum, base);
        page.paragraph(say!(locale, "money-today", sum = money(self.today)));
        page.line(say!(locale, "money-week", sum = money(self.week)));
        page.line(say!(locale, "money-month", sum = money(self.month)));
        page.line(say!(locale, "money-all", sum = money(self.all)));
        for (currency, sum) in &self.unrated {
            page.line(say!(locale, "money-unrated", sum = locale.money(*sum, *currency)));
        }
        if self.all.is_zero() && self.months.len() <= 1 && self.unrated.is_empty() {
            page.paragraph(say!(locale, "money-empty"));
        } else {
            page.paragraph(say!(locale, "money-by-month"));
            for (at, (month, sum)) in self.months.iter().enumerate() {
                let mark = match self.months.get(at + 1) {
                    Some((_, before)) if sum > before => "🟢 ▲",
                    Some((_, before)) if sum < before => "🔴 ▼",
                    _ => "▫️",
                };
                let sum = money(*sum);
                page.line(say!(locale, "money-month-row", mark = mark, month = locale.month(*month), sum = sum));
            }
        }
        let history = View::Money(MoneyView::History { contact: self.contact, page: 0 });
        page.row([go(say!(locale, "button-history"), history)]);
        page.back_and_refresh(
            View::Money(MoneyView::Clients { page: 0 }),
            View::Money(MoneyView::Client(self.contact)),
            locale,
        )
    }
}
