//! Base currency and rates: for owners (F4, G3).

use super::super::page::{Page, press};
use super::super::{MoneyDeed, Press, Screen, Stage};
use crate::crm::ledger::{Books, Scope, unrated};
use crate::domain::{Currency, MoneyView, Rate, RichText, View};
use crate::locale::{Locale, say};
use crate::store::StoreError;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Currencies that are one tap away; any other can be written.
const OFFERED: [&str; 8] = ["RUB", "USD", "EUR", "KZT", "BYN", "UAH", "GEL", "AED"];

pub(super) struct Rates {
    books: Option<Books>,
    waiting: Vec<(Currency, Decimal)>,
}

impl Rates {
    pub fn load(stage: &Stage<'_>) -> Result<Rates, StoreError> {
        let waiting = unrated(stage.store, Scope::Agency, Date::MIN..=Date::MAX)?.into_iter().collect();
        Ok(Rates { books: Books::find(stage.store)?.map(|books| books.into_value()), waiting })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "rates-title"));
        match &self.books {
            None => {
                page.paragraph(say!(locale, "rates-choose"));
            }
            Some(books) => {
                page.paragraph(say!(locale, "rates-base", currency = books.base.code()));
                page.line(if books.locked { say!(locale, "rates-locked") } else { say!(locale, "rates-open") });
                if !books.rates.is_empty() {
                    page.paragraph(say!(locale, "rates-list"));
                }
                for (currency, rate) in &books.rates {
                    let rate = number(*rate, locale);
                    let (of, base) = (currency.code(), books.base.code());
                    page.line(say!(locale, "rates-row", currency = of, rate = rate, base = base));
                }
                for (currency, sum) in &self.waiting {
                    let sum = locale.money(*sum, *currency);
                    page.paragraph(say!(locale, "rates-waiting", sum = sum, currency = currency.code()));
                }
                page.paragraph(say!(locale, "rates-how"));
            }
        }
        if self.books.as_ref().is_none_or(|books| !books.locked) {
            let chosen = self.books.as_ref().map(|books| books.base);
            let offered: Vec<_> = OFFERED.iter().filter_map(|code| Currency::from_code(code)).collect();
            for row in offered.chunks(4) {
                page.row(row.iter().map(|currency| {
                    let label =
                        if chosen == Some(*currency) { format!("✓ {currency}") } else { currency.to_string() };
                    press(RichText::plain(label), Press::Money(MoneyDeed::SetBase(*currency)))
                }));
            }
        }
        page.back_and_refresh(View::Money(MoneyView::Clients { page: 0 }), View::Money(MoneyView::Rates), locale)
    }
}

fn number(rate: Rate, locale: &Locale) -> String {
    let rate = rate.value().normalize();
    locale.decimal(rate, rate.scale())
}
