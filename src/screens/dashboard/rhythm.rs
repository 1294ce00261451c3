//! The rhythm of the week and of the day: on which weekdays and at which hours most comes (B2).

use super::{Page, Shown, moment};
use crate::domain::RichText;
use crate::locale::{Locale, say};
use crate::reports::{Beat, Rhythm, rhythm};
use crate::screens::Stage;
use crate::store::StoreError;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Length of the longest bar, in blocks.
const BAR: usize = 8;
/// How many hours are named.
const HOURS: usize = 3;

impl Shown {
    pub(super) fn beats(&self, stage: &Stage<'_>) -> Result<Rhythm, StoreError> {
        rhythm(stage.store, &self.whose, self.look.span, moment(stage))
    }

    pub(super) fn rhythm(&self, rhythm: &Rhythm, locale: &Locale) -> Page {
        let mut page = self.head(locale);
        page.paragraph(say!(locale, "rhythm-weekdays"));
        let most = rhythm.weekdays.iter().map(messages).max().unwrap_or_default();
        for (at, beat) in rhythm.weekdays.iter().enumerate() {
            let mut figures = RichText::plain(bar(messages(beat), most));
            figures.push_str(" ");
            figures.push(&self.beat(beat, locale));
            page.line(say!(locale, "dashboard-named", name = locale.weekday_short(at), figures = figures));
        }
        let mut hours: Vec<_> = rhythm.hours.iter().enumerate().filter(|(_, beat)| !messages(beat).is_zero()).collect();
        hours.sort_by_key(|(hour, beat)| (std::cmp::Reverse(messages(beat)), *hour));
        hours.truncate(HOURS);
        if hours.is_empty() {
            page.paragraph(say!(locale, "rhythm-nothing"));
            return page;
        }
        page.paragraph(say!(locale, "rhythm-hours"));
        for (hour, beat) in hours {
            let name = format!("{hour:02}:00–{:02}:00", (hour + 1) % 24);
            page.line(say!(locale, "dashboard-named", name = name, figures = self.beat(beat, locale)));
        }
        page
    }

    fn beat(&self, beat: &Beat, locale: &Locale) -> RichText {
        let mut words = say!(
            locale,
            "dashboard-day-messages",
            received = locale.decimal(beat.received, 0),
            sent = locale.decimal(beat.sent, 0)
        );
        if let Some(sum) = self.money(beat.revenue, locale).filter(|_| !beat.revenue.is_zero()) {
            words.push_str(" · ");
            words.push_str(&sum);
        }
        words
    }
}

pub(super) fn messages(beat: &Beat) -> Decimal {
    beat.received + beat.sent
}

fn bar(value: Decimal, most: Decimal) -> String {
    let blocks = match (value.to_usize(), most.to_usize()) {
        (Some(value), Some(most)) if most > 0 => (value * BAR).div_ceil(most),
        _ => 0,
    };
    "▰".repeat(blocks) + &"▱".repeat(BAR - blocks.min(BAR))
}
