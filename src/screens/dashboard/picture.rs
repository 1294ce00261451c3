//! The figures as a picture: words and numbers of the reader's language at the places that `picture` has for them.

use super::overview::share;
use super::{Drawing, Shown, is_month};
use crate::domain::RichText;
use crate::locale::{Locale, say};
use crate::picture::{
    Card, CardKind, Change, Column, Dashboard, Head, Messages, Part, Ring, Row, Team, Theme, Trend, Way, draw,
};
use crate::reports::{Bucket, Compared, Named};
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// What stands below the bars, at most.
const LABELS: usize = 5;
/// Members or accounts on the picture.
const NAMED: usize = 5;

impl Shown {
    pub(super) fn picture(&self, locale: &Locale, theme: Theme) -> Drawing {
        let today = self.figures.today;
        let of = self.of(locale).text;
        let title = if self.over { say!(locale, "picture-digest") } else { say!(locale, "picture-title") };
        let subtitle = say!(locale, "picture-subtitle", date = locale.day(today, today), of = of);
        let shown = Dashboard {
            head: self.titled(title, subtitle, locale),
            cards: self.cards(locale),
            trend: self.trend(locale),
            messages: self.messages(locale),
            dialogs: self.ring(locale),
            team: self.team(locale),
        };
        draw(&shown, theme)
    }

    /// What a picture is about, of the time that is looked at.
    pub(super) fn titled(&self, title: RichText, subtitle: RichText, locale: &Locale) -> Head {
        Head {
            title: title.text,
            subtitle: subtitle.text,
            initial: initial(&self.of(locale).text, "P"),
            period: locale.span(self.look.span),
        }
    }

    fn cards(&self, locale: &Locale) -> Vec<Card> {
        let figures = &self.figures;
        let card = |kind, value: String, label: String, change| Card { kind, value, label, change };
        let sum = |of: &Compared| self.money(of.now, locale).unwrap_or_else(|| "—".to_owned());
        let count = |of: &Compared| locale.decimal(of.now, 0);
        let change = |of: &Compared| change(of, locale);
        vec![
            card(
                CardKind::Revenue,
                sum(&figures.revenue),
                if self.over { say!(locale, "picture-day-revenue") } else { say!(locale, "picture-today") }.text,
                change(&figures.revenue),
            ),
            card(CardKind::Month, sum(&figures.month), say!(locale, "picture-month").text, change(&figures.month)),
            card(
                CardKind::NewContacts,
                count(&figures.started),
                if self.over { say!(locale, "picture-day-new") } else { say!(locale, "picture-new") }.text,
                change(&figures.started),
            ),
            card(
                CardKind::Incoming,
                count(&figures.received),
                say!(locale, "picture-in").text,
                change(&figures.received),
            ),
            card(CardKind::Outgoing, count(&figures.sent), say!(locale, "picture-out").text, change(&figures.sent)),
            card(
                CardKind::Contacts,
                locale.decimal(figures.dialogs.users.into(), 0),
                say!(locale, "picture-contacts").text,
                None,
            ),
        ]
    }

    /// Revenue; messages as long as there is no currency.
    pub(super) fn trend(&self, locale: &Locale) -> Trend {
        let (figures, parts) = (&self.figures, &self.figures.parts);
        let all = |of: fn(&Bucket) -> Decimal| parts.iter().map(|part| float(of(part))).collect::<Vec<_>>();
        let (title, total, changed, bars, line) = match self.money(figures.span.revenue.now, locale) {
            Some(total) => {
                let title = say!(locale, "picture-revenue").text;
                let line = all(|part| part.revenue_before);
                (title, total, change(&figures.span.revenue, locale), all(|part| part.revenue), line)
            }
            None => {
                let both = Compared {
                    now: figures.span.received.now + figures.span.sent.now,
                    before: figures.span.received.before + figures.span.sent.before,
                };
                let title = say!(locale, "picture-messages").text;
                (
                    title,
                    locale.decimal(both.now, 0),
                    change(&both, locale),
                    all(|part| part.received + part.sent),
                    Vec::new(),
                )
            }
        };
        let nothing = bars.iter().all(|bar| *bar == 0.0);
        let line = if line.iter().all(|value| *value == 0.0) { Vec::new() } else { line };
        Trend {
            title,
            before: (!line.is_empty()).then(|| say!(locale, "picture-before").text),
            total,
            change: changed,
            labels: self.labels(locale),
            ticks: Trend::scale(&bars, &line).ticks().into_iter().map(|tick| locale.short(tick)).collect(),
            open_end: self.runs(),
            empty: (nothing && line.is_empty()).then(|| say!(locale, "picture-nothing").text),
            bars,
            line,
        }
    }

    /// Every so many bars one, the last among them.
    pub(super) fn labels(&self, locale: &Locale) -> Vec<(usize, String)> {
        let parts = &self.figures.parts;
        let step = parts.len().div_ceil(LABELS).max(1);
        (0..parts.len()).rev().step_by(step).map(|at| (at, Shown::short_name(&parts[at], locale))).rev().collect()
    }

    fn short_name(part: &Bucket, locale: &Locale) -> String {
        match part.hour {
            Some(hour) => format!("{hour:02}:00"),
            None if is_month(part) => locale.month_short(part.first),
            None => locale.day_short(part.first),
        }
    }

    fn messages(&self, locale: &Locale) -> Messages {
        let week = &self.figures.week;
        let columns = week.iter().map(|day| Column {
            label: locale.weekday_short(usize::from(day.first.weekday().to_monday_zero_offset().unsigned_abs())),
            values: [float(day.received), float(day.sent)],
            now: !self.over && day.first == self.figures.today,
        });
        let nothing = week.iter().all(|day| day.received.is_zero() && day.sent.is_zero());
        Messages {
            title: say!(locale, "picture-messages").text,
            legend: [say!(locale, "picture-legend-in").text, say!(locale, "picture-legend-out").text],
            columns: columns.collect(),
            empty: nothing.then(|| say!(locale, "picture-nothing").text),
        }
    }

    pub(super) fn ring(&self, locale: &Locale) -> Ring {
        let dialogs = &self.figures.dialogs;
        let part = |name: String, size: usize| Part {
            name,
            size: float(size.into()),
            value: locale.decimal(size.into(), 0),
            share: share(size, dialogs.total(), locale),
        };
        Ring {
            total: locale.decimal(dialogs.total().into(), 0),
            caption: say!(locale, "picture-dialogs").text,
            parts: vec![
                part(say!(locale, "picture-users").text, dialogs.users),
                part(say!(locale, "picture-groups").text, dialogs.groups),
                part(say!(locale, "picture-channels").text, dialogs.channels),
            ],
            note: (dialogs.unread > 0).then(|| say!(locale, "picture-unread", n = dialogs.unread).text),
        }
    }

    /// Revenue of members or accounts, or their messages where none brought any.
    fn team(&self, locale: &Locale) -> Team {
        let span = locale.span(self.look.span);
        let paid = self.base.is_some() && self.figures.lines.iter().any(|named| !named.line().revenue.now.is_zero());
        let of = |named: &Named| if paid { named.line().revenue } else { named.line().sent };
        let mut lines: Vec<_> = self.figures.lines.iter().filter(|named| !of(named).now.is_zero()).collect();
        lines.sort_by_key(|named| std::cmp::Reverse(of(named).now));
        let members = lines.iter().all(|named| matches!(named, Named::Member(..)));
        let rows = lines.into_iter().take(NAMED).map(|named| {
            let name = match named {
                Named::Member(id, _) => self.members.get(id).cloned().unwrap_or_else(|| locale.name("")),
                Named::Account(id, _) => self.account_name(*id, locale),
            };
            let figure = of(named);
            let value = if paid { self.money(figure.now, locale) } else { None };
            Row {
                initial: initial(&name, "•"),
                size: float(figure.now).max(0.0),
                value: value.unwrap_or_else(|| locale.decimal(figure.now, 0)),
                change: change(&figure, locale),
                name,
            }
        });
        let rows: Vec<_> = rows.collect();
        Team {
            title: if members { say!(locale, "picture-team").text } else { say!(locale, "picture-accounts").text },
            note: if paid {
                say!(locale, "picture-note-revenue", span = span).text
            } else {
                say!(locale, "picture-note-sent", span = span).text
            },
            empty: rows.is_empty().then(|| say!(locale, "picture-nobody").text),
            rows,
        }
    }
}

pub(in crate::screens) fn change(of: &Compared, locale: &Locale) -> Option<Change> {
    let percent = of.percent()?;
    let way = match percent {
        grown if grown > Decimal::ZERO => Way::Up,
        fallen if fallen < Decimal::ZERO => Way::Down,
        _ => Way::Level,
    };
    Some(Change { text: locale.change(Some(percent))?, way })
}

pub(in crate::screens) fn float(number: Decimal) -> f64 {
    number.to_f64().unwrap_or_default()
}

/// The first letter or digit of a name, for its round sign.
pub(in crate::screens) fn initial(name: &str, otherwise: &str) -> String {
    let first = name.chars().find(|letter| letter.is_alphanumeric());
    first.map_or_else(|| otherwise.to_owned(), |letter| letter.to_uppercase().collect())
}
