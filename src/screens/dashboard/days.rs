//! The exact figures of each part of a time, newest first (B2).

use super::{Page, Shown, is_month};
use crate::domain::{DashboardView, Month, RichText, View};
use crate::locale::{Locale, say};
use crate::reports::Bucket;
use crate::screens::pages::Paged;

/// Parts on a page: they fit a caption with the longest of names.
const SHOWN: usize = 10;

impl Shown {
    pub(super) fn days(&self, page: u16, locale: &Locale) -> Page {
        let mut shown = self.head(locale);
        let parts: Vec<&Bucket> = self.figures.parts.iter().rev().filter(|part| !self.is_to_come(part)).collect();
        let rows = Paged::of(parts, page, SHOWN);
        shown.line(String::new());
        for part in &rows.items {
            let mut figures = RichText::default();
            if let Some(sum) = self.money(part.revenue, locale) {
                figures.push_str(&sum);
                figures.push_str(" · ");
            }
            figures.push(&say!(
                locale,
                "dashboard-day-messages",
                received = locale.decimal(part.received, 0),
                sent = locale.decimal(part.sent, 0)
            ));
            shown.line(say!(locale, "dashboard-named", name = self.part_name(part, locale), figures = figures));
        }
        rows.turn(&mut shown, locale, |page| View::Dashboard(DashboardView::Days { look: self.look, page }));
        shown
    }

    /// An hour that has not begun and has nothing.
    fn is_to_come(&self, part: &Bucket) -> bool {
        let now = self.time.split(':').next().and_then(|hour| hour.parse::<i8>().ok());
        part.hour.is_some_and(|hour| Some(hour) > now)
    }

    /// `22 November`, `14:00`, `3–9 November`, `November 2026`.
    pub(super) fn part_name(&self, part: &Bucket, locale: &Locale) -> String {
        let today = self.figures.today;
        match part.hour {
            Some(hour) => format!("{hour:02}:00"),
            None if is_month(part) => locale.month_and_year(Month::of(part.first)),
            None if part.first == part.last => locale.day(part.first, today),
            None => {
                format!("{} – {}", locale.day(part.first, today), locale.day(part.last, today))
            }
        }
    }
}
