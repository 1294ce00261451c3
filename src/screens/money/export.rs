//! Which period is to be exported, and how (F5).

use super::super::page::{Page, press};
use super::super::{MoneyDeed, Press, Screen, Stage};
use crate::domain::{Export, ExportFormat, ExportOf, MoneyView, Month, RichText, View, business_day};
use crate::locale::{Locale, say};
use crate::store::StoreError;
use jiff::civil::Date;

pub(super) struct Choice {
    periods: Vec<(RichText, Date, Date)>,
}

impl Choice {
    pub fn load(stage: &Stage<'_>) -> Result<Choice, StoreError> {
        let locale = stage.locale();
        let today = business_day(stage.now, stage.agency_zone);
        let (this, last) = (Month::of(today), Month::of(today).previous());
        let year = Date::new(today.year(), 1, 1).unwrap_or(today);
        Ok(Choice {
            periods: vec![
                (say!(locale, "export-this-month"), this.first_day(), today),
                (say!(locale, "export-last-month"), last.first_day(), last.last_day()),
                (say!(locale, "export-this-year"), year, today),
                (say!(locale, "export-all"), Date::constant(2000, 1, 1), today),
            ],
        })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "export-title"));
        page.paragraph(say!(locale, "export-what"));
        for (label, from, to) in &self.periods {
            page.row([(ExportFormat::Csv, "CSV"), (ExportFormat::Xlsx, "XLSX")].map(|(format, name)| {
                let export = Export { from: *from, to: *to, format, of: ExportOf::Payments };
                press(RichText::plain(format!("{} · {name}", label.text)), Press::Money(MoneyDeed::Export(export)))
            }));
        }
        page.back(View::Money(MoneyView::Clients { page: 0 }), locale)
    }
}
