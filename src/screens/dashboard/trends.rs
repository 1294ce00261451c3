//! The time that is looked at as a picture: its parts, its weekdays and its hours (B2).

use super::picture::{change, float};
use super::rhythm::messages;
use super::{Drawing, Shown};
use crate::domain::RichText;
use crate::locale::{Locale, say};
use crate::picture::{Card, CardKind, Column, Messages, Series, Theme, Trends, draw};
use crate::reports::{Beat, Compared, Rhythm};
use rust_decimal::Decimal;

/// Below every so many hours one is named.
const HOURS: usize = 6;

impl Shown {
    pub(super) fn trends(&self, rhythm: &Rhythm, locale: &Locale, theme: Theme) -> Drawing {
        let title = say!(locale, "picture-trends");
        let subtitle = say!(locale, "picture-subtitle", date = self.days_shown(locale), of = self.of(locale));
        let revenue = |beat: &Beat| beat.revenue;
        let shown = Trends {
            head: self.titled(title, subtitle, locale),
            cards: self.sums(locale),
            trend: self.trend(locale),
            messages: self.all_messages(locale),
            weekdays: [
                weekdays(say!(locale, "picture-revenue-weekdays"), rhythm, revenue, locale),
                weekdays(say!(locale, "picture-messages-weekdays"), rhythm, messages, locale),
            ],
            hours: [
                hours(say!(locale, "picture-revenue-hours"), rhythm, revenue, locale),
                hours(say!(locale, "picture-messages-hours"), rhythm, messages, locale),
            ],
        };
        draw(&shown, theme)
    }

    /// `24 October – 22 November`.
    fn days_shown(&self, locale: &Locale) -> String {
        let today = self.figures.today;
        let ends = self.figures.parts.first().zip(self.figures.parts.last());
        let (first, last) = ends.map_or((today, today), |(first, last)| (first.first, last.last.min(today)));
        let day = |day| locale.day(day, today);
        if first == last { day(last) } else { format!("{} – {}", day(first), day(last)) }
    }

    fn sums(&self, locale: &Locale) -> Vec<Card> {
        let line = &self.figures.span;
        let card = |kind, value: String, label: RichText, of: &Compared| Card {
            kind,
            value,
            label: label.text,
            change: change(of, locale),
        };
        let count = |of: &Compared| locale.decimal(of.now, 0);
        let sum = self.money(line.revenue.now, locale).unwrap_or_else(|| "—".to_owned());
        vec![
            card(CardKind::Revenue, sum, say!(locale, "picture-revenue"), &line.revenue),
            card(CardKind::Incoming, count(&line.received), say!(locale, "picture-in"), &line.received),
            card(CardKind::Outgoing, count(&line.sent), say!(locale, "picture-out"), &line.sent),
        ]
    }

    fn all_messages(&self, locale: &Locale) -> Messages {
        let parts = &self.figures.parts;
        let labels = self.labels(locale);
        let label = |at: usize| labels.iter().find(|(of, _)| *of == at).map(|(_, label)| label.clone());
        let columns = parts.iter().enumerate().map(|(at, part)| Column {
            label: label(at).unwrap_or_default(),
            values: [float(part.received), float(part.sent)],
            now: self.runs() && at + 1 == parts.len(),
        });
        let nothing = parts.iter().all(|part| part.received.is_zero() && part.sent.is_zero());
        Messages {
            title: say!(locale, "picture-messages").text,
            legend: [say!(locale, "picture-legend-in").text, say!(locale, "picture-legend-out").text],
            columns: columns.collect(),
            empty: nothing.then(|| say!(locale, "picture-nothing").text),
        }
    }
}

fn weekdays(title: RichText, rhythm: &Rhythm, of: impl Fn(&Beat) -> Decimal, locale: &Locale) -> Series {
    let values: Vec<_> = rhythm.weekdays.iter().map(of).collect();
    let labels = (0..7).map(|at| (at, locale.weekday_short(at))).collect();
    series(title, &values, labels, |at| locale.weekday_short(at), locale)
}

fn hours(title: RichText, rhythm: &Rhythm, of: impl Fn(&Beat) -> Decimal, locale: &Locale) -> Series {
    let values: Vec<_> = rhythm.hours.iter().map(of).collect();
    let name = |hour: usize| format!("{hour:02}:00");
    let labels = (0..24).step_by(HOURS).map(|hour| (hour, name(hour))).collect();
    series(title, &values, labels, name, locale)
}

/// The most stands out, and is named with its figure.
fn series(
    title: RichText,
    values: &[Decimal],
    labels: Vec<(usize, String)>,
    name: impl Fn(usize) -> String,
    locale: &Locale,
) -> Series {
    let most = values.iter().copied().max().filter(|most| *most > Decimal::ZERO);
    let peak = most.and_then(|most| values.iter().position(|value| *value == most));
    let note = peak.map(|at| format!("{} · {}", name(at), locale.short(float(values[at]))));
    let nothing = values.iter().all(Decimal::is_zero);
    Series {
        title: title.text,
        note: note.unwrap_or_default(),
        values: values.iter().copied().map(float).collect(),
        labels,
        peak,
        empty: nothing.then(|| say!(locale, "picture-nothing").text),
    }
}
