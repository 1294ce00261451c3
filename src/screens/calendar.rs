//! A month of days to choose a first and a last one from, for times that no button names.

use super::page::{Page, go};
use crate::domain::{DaysPick, Month, RichText, View};
use crate::locale::{Locale, say};
use jiff::ToSpan;
use jiff::civil::Date;
use std::ops::RangeInclusive;

/// Stands where there is no day to choose.
const NO_DAY: &str = "·";

/// Adds the month to a page. `picking` is the view in which choosing goes on, `picked` the one of the days that were chosen.
pub(super) fn add(
    page: &mut Page,
    pick: DaysPick,
    today: Date,
    locale: &Locale,
    picking: impl Fn(DaysPick) -> View,
    picked: impl Fn(RangeInclusive<Date>) -> View,
) {
    page.paragraph(match pick.from {
        None => say!(locale, "calendar-first"),
        Some(from) => say!(locale, "calendar-last", day = locale.day(from, today)),
    });
    let (first, last) = (pick.month.first_day(), pick.month.last_day());
    let here = || picking(pick);
    let turn = |label: &str, to: Date| go(RichText::plain(label), picking(DaysPick { month: Month::of(to), ..pick }));
    let mut head =
        vec![turn("◀", first.saturating_sub(1.day())), go(RichText::plain(locale.month_and_year(pick.month)), here())];
    if last < today {
        head.push(turn("▶", last.saturating_add(1.day())));
    }
    page.row(head);
    page.row((0..7).map(|weekday| go(RichText::plain(locale.weekday_short(weekday)), here())));
    let before = i64::from(first.weekday().to_monday_zero_offset());
    let cells = (before + i64::from(last.day())).div_euclid(7) * 7;
    let cells = if cells < before + i64::from(last.day()) { cells + 7 } else { cells };
    let days: Vec<_> = (0..cells)
        .map(|cell| {
            let day = first.saturating_add((cell - before).days());
            if day < first || day > last.min(today) {
                return go(RichText::plain(NO_DAY), here());
            }
            let number = day.day().to_string();
            let label = if pick.from == Some(day) { format!("·{number}·") } else { number };
            let to = match pick.until(day) {
                Some(days) => picked(days),
                None => picking(DaysPick { from: Some(day), ..pick }),
            };
            go(RichText::plain(label), to)
        })
        .collect();
    for week in days.chunks(7) {
        page.row(week.to_vec());
    }
    let yesterday = today.saturating_sub(1.day());
    let month = Month::of(today).previous();
    page.row([
        go(say!(locale, "button-yesterday"), picked(yesterday..=yesterday)),
        go(say!(locale, "button-last-month"), picked(month.first_day()..=month.last_day())),
    ]);
}
