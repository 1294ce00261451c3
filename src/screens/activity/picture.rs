//! What members did as a picture: one of them in detail, or all side by side (T5).

use super::{Figures, Row, named, sum, time};
use crate::domain::{ActivityOf, ActivityTime, RichText, parts_of};
use crate::locale::{Locale, say};
use crate::picture::{
    Answers, Card, CardKind, Change, Column, Compared as Beside, Head, Measured, MemberActivity, Messages, Part,
    Picture, Series, TeamActivity, Theme, Time, Way, draw,
};
use crate::reports::{Activity, ActivityPart, Compared, Responses};
use crate::screens::dashboard::{change, float, initial};
use crate::screens::{ScreenError, Stage};
use jiff::SignedDuration;
use rust_decimal::Decimal;

/// What stands below a chart, at most.
const LABELS: usize = 7;
/// The same below a small one.
const FEW: usize = 3;
/// Answers are told by these times, in minutes.
const BOUNDS: [i64; 4] = [1, 5, 15, 60];

impl Figures {
    /// `None` where there is nobody to show.
    pub(super) fn picture(
        &self,
        stage: &Stage<'_>,
        locale: &Locale,
        theme: Theme,
    ) -> Result<Option<Picture>, ScreenError> {
        if let ActivityOf::Team { .. } = self.view.whose {
            return Ok(Some(draw(&self.side_by_side(locale), theme)?));
        }
        let [row] = &self.rows.items[..] else { return Ok(None) };
        let parts = Activity::parts(stage.store, row.id, parts_of(&self.view.time.days(self.today)))?;
        let before = match self.view.time.before(self.today) {
            Some(days) => Some(Activity::load(stage.store, row.id, &days)?),
            None => None,
        };
        let shown = self.in_detail(row, before.as_ref(), &parts, locale);
        Ok(Some(draw(&shown, theme)?))
    }

    /// What the round label says: the name of the time, or how many days it is.
    fn period(&self, locale: &Locale) -> String {
        match self.view.time {
            ActivityTime::Days { from, to } => {
                say!(locale, "picture-days", n = i64::from((to - from).get_days()) + 1).text
            }
            time => named(time, locale).text,
        }
    }

    fn side_by_side(&self, locale: &Locale) -> TeamActivity {
        let rows = &self.rows.items;
        TeamActivity {
            head: Head {
                title: say!(locale, "picture-activity").text,
                subtitle: self.days(locale),
                initial: "👥".to_owned(),
                period: self.period(locale),
            },
            rows: rows.iter().map(|row| self.beside(row, locale)).collect(),
        }
    }

    fn beside(&self, row: &Row, locale: &Locale) -> Beside {
        let did = &row.did;
        let share = |of: fn(&Activity) -> f64| {
            let most = self.rows.items.iter().map(|row| of(&row.did)).fold(0.0, f64::max);
            if most > 0.0 { of(did) / most } else { 0.0 }
        };
        let count = |n: u64| locale.decimal(n.into(), 0);
        let metric = |value: String, label: RichText, share: f64| Measured { value, label: label.text, share };
        Beside {
            name: row.name.clone(),
            initial: initial(&row.name, "•"),
            value: sum(did, self.base, locale),
            note: (did.payments > 0).then(|| say!(locale, "picture-payments", n = did.payments).text),
            metrics: vec![
                metric(count(did.sent), say!(locale, "picture-did-sent"), share(|did| did.sent as f64)),
                metric(count(did.received), say!(locale, "picture-did-received"), share(|did| did.received as f64)),
                metric(count(did.dialogs as u64), say!(locale, "picture-did-dialogs"), share(|did| did.dialogs as f64)),
                metric(count(did.cards as u64), say!(locale, "picture-did-cards"), share(|did| did.cards as f64)),
                metric(
                    spent(did.online, locale),
                    say!(locale, "picture-did-online"),
                    share(|did| did.online.as_secs_f64()),
                ),
                metric(
                    did.responses.median().map_or_else(|| "—".to_owned(), |median| time(median, locale)),
                    say!(locale, "picture-did-answer"),
                    share(|did| did.responses.median().map_or(0.0, |median| median.as_secs_f64())),
                ),
            ],
        }
    }

    fn in_detail(
        &self,
        row: &Row,
        before: Option<&Activity>,
        parts: &[ActivityPart],
        locale: &Locale,
    ) -> MemberActivity {
        let did = &row.did;
        let card = |kind, value: String, label: RichText, of: fn(&Activity) -> Decimal| Card {
            kind,
            value,
            label: label.text,
            change: before.and_then(|before| change(&Compared { now: of(did), before: of(before) }, locale)),
        };
        let count = |n: u64| locale.decimal(n.into(), 0);
        let online = |did: &Activity| Decimal::from(did.online.as_secs());
        MemberActivity {
            head: Head {
                title: row.name.clone(),
                subtitle: self.days(locale),
                initial: initial(&row.name, "•"),
                period: self.period(locale),
            },
            cards: vec![
                card(CardKind::Outgoing, count(did.sent), say!(locale, "picture-sent"), |did| did.sent.into()),
                card(CardKind::Incoming, count(did.received), say!(locale, "picture-received"), |did| {
                    did.received.into()
                }),
                card(CardKind::Dialogs, count(did.dialogs as u64), say!(locale, "picture-handled"), |did| {
                    did.dialogs.into()
                }),
                card(
                    CardKind::Revenue,
                    sum(did, self.base, locale),
                    say!(locale, "picture-payments", n = did.payments),
                    |did| did.revenue,
                ),
                card(CardKind::Online, spent(did.online, locale), say!(locale, "picture-online"), online),
                card(CardKind::Cards, count(did.cards as u64), say!(locale, "picture-cards"), |did| did.cards.into()),
            ],
            messages: self.messages(parts, locale),
            online: self.series(
                say!(locale, "picture-online"),
                parts,
                |part| part.online.as_secs_f64(),
                |part| time(part.online, locale),
                locale,
            ),
            revenue: self.series(
                say!(locale, "picture-revenue"),
                parts,
                |part| float(part.revenue),
                |part| self.base.map_or_else(String::new, |base| locale.money(part.revenue, base)),
                locale,
            ),
            responses: answers(&did.responses, before.map(|before| &before.responses), locale),
        }
    }

    /// Every so many parts one, the last among them.
    fn labels(&self, parts: &[ActivityPart], most: usize, locale: &Locale) -> Vec<(usize, String)> {
        let step = parts.len().div_ceil(most).max(1);
        let name = |part: &ActivityPart| locale.day_short(*part.days.start());
        (0..parts.len()).rev().step_by(step).map(|at| (at, name(&parts[at]))).rev().collect()
    }

    fn messages(&self, parts: &[ActivityPart], locale: &Locale) -> Messages {
        let labels = self.labels(parts, LABELS, locale);
        let label = |at: usize| labels.iter().find(|(of, _)| *of == at).map(|(_, label)| label.clone());
        let columns = parts.iter().enumerate().map(|(at, part)| Column {
            label: label(at).unwrap_or_default(),
            values: [part.received as f64, part.sent as f64],
            now: part.days.contains(&self.today),
        });
        let nothing = parts.iter().all(|part| part.received + part.sent == 0);
        Messages {
            title: say!(locale, "picture-messages").text,
            legend: [say!(locale, "picture-legend-in").text, say!(locale, "picture-legend-out").text],
            columns: columns.collect(),
            empty: nothing.then(|| say!(locale, "picture-nothing").text),
        }
    }

    /// One figure over time, its most named.
    fn series(
        &self,
        title: RichText,
        parts: &[ActivityPart],
        of: impl Fn(&ActivityPart) -> f64,
        name: impl Fn(&ActivityPart) -> String,
        locale: &Locale,
    ) -> Series {
        let values: Vec<_> = parts.iter().map(of).collect();
        let most = values.iter().copied().fold(0.0, f64::max);
        let peak = values.iter().position(|value| most > 0.0 && *value == most);
        let nothing = values.iter().all(|value| *value == 0.0);
        Series {
            title: title.text,
            note: peak.map_or_else(String::new, |at| say!(locale, "picture-most", figure = name(&parts[at])).text),
            labels: self.labels(parts, FEW, locale),
            peak,
            empty: nothing.then(|| say!(locale, "picture-nothing").text),
            values,
        }
    }
}

fn answers(now: &Responses, before: Option<&Responses>, locale: &Locale) -> Answers {
    let shown = |percent: u8, label: RichText| {
        let value = now.within(percent)?;
        let before = before.and_then(|before| before.within(percent));
        let seconds = |span: SignedDuration| Decimal::from(span.as_secs());
        let changed = before.map(|before| Compared { now: seconds(value), before: seconds(before) });
        let change = changed.and_then(|compared| change(&compared, locale)).map(|change| Change {
            // Faster is better.
            way: match change.way {
                Way::Up => Way::Down,
                Way::Down => Way::Up,
                Way::Level => Way::Level,
            },
            ..change
        });
        Some(Time { value: time(value, locale), label: label.text, change })
    };
    let times = [shown(50, say!(locale, "picture-half-within")), shown(90, say!(locale, "picture-most-within"))];
    let bounds = BOUNDS.map(SignedDuration::from_mins);
    let names = [
        say!(locale, "picture-answer-1"),
        say!(locale, "picture-answer-5"),
        say!(locale, "picture-answer-15"),
        say!(locale, "picture-answer-60"),
        say!(locale, "picture-answer-more"),
    ];
    let parts = now.between(&bounds).into_iter().zip(names).map(|(count, name)| Part {
        name: name.text,
        size: count as f64,
        value: locale.decimal(count.into(), 0),
        share: String::new(),
    });
    let none = now.count() == 0;
    Answers {
        title: say!(locale, "picture-answers").text,
        note: if none { String::new() } else { say!(locale, "picture-answers-of", n = now.count()).text },
        times: times.into_iter().flatten().collect(),
        parts: parts.collect(),
        empty: none.then(|| say!(locale, "picture-no-answers").text),
    }
}

/// No time at all is a dash.
fn spent(span: SignedDuration, locale: &Locale) -> String {
    if span.is_zero() { "—".to_owned() } else { time(span, locale) }
}
