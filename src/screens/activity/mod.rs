//! What members did: one's own, a member's, or everybody's side by side (T5).

mod picture;

use super::calendar;
use super::dashboard::{theme, with_picture};
use super::page::{Page, go};
use super::pages::Paged;
use super::{Screen, ScreenError, Stage};
use crate::crm::ledger::Books;
use crate::domain::{
    ActivityOf, ActivityTime, ActivityView, Currency, DaysPick, MemberId, RichText, View, business_day,
};
use crate::locale::{Locale, say};
use crate::picture::TeamActivity;
use crate::reports::{Activity, Taste};
use crate::store::StoreError;
use crate::team::Member;
use crate::team::rights::{Action, Target};
use jiff::SignedDuration;
use jiff::civil::Date;
use std::ops::RangeInclusive;

/// Members on a page: as many as the picture has room for.
const SHOWN: usize = TeamActivity::MEMBERS;

/// Everybody sees their own; owners see all.
pub(super) fn right_for(view: &ActivityView) -> (Action, Target) {
    let action = match view.whose {
        ActivityOf::Own => Action::Settings,
        ActivityOf::Member(_) | ActivityOf::Team { .. } => Action::SeeActivity,
    };
    (action, Target::Agency)
}

/// The figures or the choice of days for them, with their picture for those who want one.
pub(super) fn draw(view: ActivityView, pick: Option<DaysPick>, stage: &Stage<'_>) -> Result<Screen, ScreenError> {
    let figures = Figures::load(view, stage)?;
    let locale = stage.locale();
    let theme = theme(Taste::of(stage.store, stage.reader.id)?);
    let picture = match theme {
        Some(theme) => figures.picture(stage, locale, theme)?,
        None => None,
    };
    let screen = match pick {
        Some(pick) => figures.choice(pick, locale),
        None => figures.draw(locale),
    };
    Ok(with_picture(screen, picture))
}

struct Figures {
    view: ActivityView,
    today: Date,
    /// `None` before the first payment.
    base: Option<Currency>,
    rows: Paged<Row>,
    /// Whether the reader may look at others too.
    sees_all: bool,
}

struct Row {
    id: MemberId,
    name: String,
    did: Activity,
}

impl Figures {
    fn load(view: ActivityView, stage: &Stage<'_>) -> Result<Figures, StoreError> {
        let today = business_day(stage.now, stage.agency_zone);
        let days = view.time.days(today);
        let row = |id: MemberId| -> Result<Row, StoreError> {
            Ok(Row { id, name: stage.member_name(id)?, did: Activity::load(stage.store, id, &days)? })
        };
        let rows = match view.whose {
            ActivityOf::Own => Paged::of(vec![stage.reader.id], 0, SHOWN).try_map(row)?,
            ActivityOf::Member(member) => Paged::of(vec![member], 0, SHOWN).try_map(row)?,
            ActivityOf::Team { page } => {
                let mut members = Member::all(stage.store)?;
                members.sort_by_cached_key(|member| (member.name.to_lowercase(), member.id));
                Paged::of(members.iter().map(|member| member.id).collect(), page, SHOWN).try_map(row)?
            }
        };
        let sees_all = stage.may(Action::SeeActivity, Target::Agency);
        let base = Books::find(stage.store)?.map(|books| books.base);
        Ok(Figures { view, today, base, rows, sees_all })
    }

    fn draw(&self, locale: &Locale) -> Screen {
        let view = self.view;
        let mut page = Page::new(self.heading(locale));
        match view.whose {
            ActivityOf::Team { .. } => {
                page.line(say!(locale, "activity-legend"));
                self.rows.items.iter().for_each(|row| row.line(&mut page, self.base, locale));
            }
            _ => self.rows.items.iter().for_each(|row| row.card(&mut page, self.base, locale)),
        }
        page.row(ActivityTime::USUAL.map(|time| {
            let label = named(time, locale);
            let label = if time == view.time { say!(locale, "button-chosen", name = label.text) } else { label };
            go(label, View::Activity(view.during(time)))
        }));
        let other = match view.time {
            ActivityTime::Days { .. } => say!(locale, "button-chosen", name = self.days(locale)),
            _ => say!(locale, "button-other-days"),
        };
        page.row([go(other, View::ActivityDays(view, DaysPick::new(self.today)))]);
        if let ActivityOf::Team { .. } = view.whose {
            page.grid(self.rows.items.iter().map(|row| {
                let one = ActivityView { whose: ActivityOf::Member(row.id), time: view.time };
                go(say!(locale, "button-activity-of", name = row.name.as_str()), View::Activity(one))
            }));
            self.rows.turn(&mut page, locale, |page| {
                View::Activity(ActivityView { whose: ActivityOf::Team { page }, time: view.time })
            });
        } else if self.sees_all {
            let all = ActivityView { whose: ActivityOf::Team { page: 0 }, time: view.time };
            page.row([go(say!(locale, "button-activity-team"), View::Activity(all))]);
        }
        page.back_and_refresh(View::Home, View::Activity(view), locale)
    }

    fn heading(&self, locale: &Locale) -> RichText {
        let days = self.days(locale);
        match (self.view.whose, &self.rows.items[..]) {
            (ActivityOf::Team { .. }, _) => say!(locale, "activity-team", days = days),
            (_, [row]) => say!(locale, "activity-title", name = row.name.as_str(), days = days),
            _ => say!(locale, "staff-gone"),
        }
    }

    /// Choose other days.
    fn choice(&self, pick: DaysPick, locale: &Locale) -> Screen {
        let view = self.view;
        let mut page = Page::new(self.heading(locale));
        let picking = |pick| View::ActivityDays(view, pick);
        let picked = |days: RangeInclusive<Date>| {
            View::Activity(view.during(ActivityTime::Days { from: *days.start(), to: *days.end() }))
        };
        calendar::add(&mut page, pick, self.today, locale, picking, picked);
        page.back(View::Activity(view), locale)
    }

    fn days(&self, locale: &Locale) -> String {
        let days = self.view.time.days(self.today);
        let day = |day: Date| locale.day(day, self.today);
        if days.start() == days.end() {
            day(*days.end())
        } else {
            format!("{} – {}", day(*days.start()), day(*days.end()))
        }
    }
}

fn named(time: ActivityTime, locale: &Locale) -> RichText {
    match time {
        ActivityTime::Today => say!(locale, "activity-today"),
        ActivityTime::Week => say!(locale, "activity-week"),
        ActivityTime::Month => say!(locale, "activity-month"),
        ActivityTime::Days { .. } => RichText::default(),
    }
}

impl Row {
    /// Two lines of a table.
    fn line(&self, page: &mut Page, base: Option<Currency>, locale: &Locale) {
        page.paragraph(say!(locale, "activity-row", name = self.name.as_str()));
        let did = &self.did;
        if did.is_nothing() {
            page.line(say!(locale, "activity-nothing"));
            return;
        }
        page.line(format!("↑ {} · ↓ {} · 💬 {} · 👤 {}", did.sent, did.received, did.dialogs, did.cards));
        let mut rest = vec![format!("🟢 {}", time(did.online, locale))];
        if did.payments > 0 {
            rest.push(format!("💰 {} = {}", did.payments, sum(did, base, locale)));
        }
        if let (Some(median), Some(p90)) = (did.responses.median(), did.responses.p90()) {
            rest.push(format!("⏱ {} / {}", time(median, locale), time(p90, locale)));
        }
        page.line(rest.join(" · "));
    }

    fn card(&self, page: &mut Page, base: Option<Currency>, locale: &Locale) {
        let did = &self.did;
        if did.is_nothing() {
            page.paragraph(say!(locale, "activity-nothing"));
            return;
        }
        page.paragraph(say!(locale, "activity-messages", sent = did.sent, received = did.received));
        page.line(say!(locale, "activity-dialogs", n = did.dialogs));
        page.line(say!(locale, "activity-online", time = time(did.online, locale)));
        page.line(say!(locale, "activity-payments", n = did.payments, sum = sum(did, base, locale)));
        page.line(say!(locale, "activity-cards", n = did.cards));
        page.line(match (did.responses.median(), did.responses.p90()) {
            (Some(median), Some(p90)) => {
                let (median, p90) = (time(median, locale), time(p90, locale));
                say!(locale, "activity-responses", median = median, p90 = p90, n = did.responses.count())
            }
            _ => say!(locale, "activity-no-responses"),
        });
    }
}

fn sum(did: &Activity, base: Option<Currency>, locale: &Locale) -> String {
    base.map_or_else(|| "0".to_owned(), |base| locale.money(did.revenue, base))
}

fn time(span: SignedDuration, locale: &Locale) -> String {
    locale.short_time(span)
}
