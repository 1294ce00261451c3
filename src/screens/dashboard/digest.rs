//! How a day went (B6): the figures of a day that is over, who waits now, what is unusual.
//!
//! **It is sent once and stays**: its buttons open screens below it.

use super::{Page, Shown, theme, with_picture};
use crate::domain::{DashboardView, DialogFilter, DialogView, RichText, View};
use crate::locale::{Locale, say};
use crate::relay::{Dialog, Shelf, reach};
use crate::reports::{Digest, Measure, Named, Told, Unusual};
use crate::screens::page::press;
use crate::screens::{Press, Screen, ScreenError, Stage};
use crate::store::StoreError;
use crate::team::Account;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Clients who wait that are named.
const WAITING: usize = 3;
/// So many that wait are looked through, of each account, for those who wait longest.
const LOOKED_THROUGH: usize = 200;

pub fn draw(day: Date, again: bool, stage: &Stage<'_>) -> Result<Screen, ScreenError> {
    let shown = Shown::of_day(day, stage)?;
    let locale = stage.locale();
    let digest = Digest::load(stage.store, &shown.whose, day, stage.agency_zone)?;
    let mut page = shown.told(&digest, locale);
    shown.who_waits(&mut page, stage)?;
    shown.what_is_wrong(&mut page, &digest, &stage.accounts()?, locale);
    if again {
        page.paragraph(say!(locale, "line-possible-duplicate"));
    }
    let waiting = DialogView::List { account: None, filter: DialogFilter::Unanswered, page: 0 };
    page.row([
        press(say!(locale, "button-dashboard"), Press::Open(View::Dashboard(DashboardView::FIRST))),
        press(say!(locale, "button-waiting"), Press::Open(View::Dialogs(waiting))),
    ]);
    page.row([press(say!(locale, "button-settings"), Press::Open(View::Settings))]);
    let picture = theme(shown.pictures).map(|theme| shown.picture(locale, theme)).transpose()?;
    Ok(with_picture(page.done(), picture))
}

/// A client who waits for an answer.
struct Waits {
    dialog: Dialog,
    since: jiff::Timestamp,
}

impl Shown {
    /// The figures in words, and whose they are most.
    fn told(&self, digest: &Digest, locale: &Locale) -> Page {
        let weekday = i64::from(digest.day.weekday().to_monday_one_offset());
        let day = say!(locale, "digest-day", weekday = weekday, date = locale.day(digest.day, digest.day));
        let mut page = Page::new(say!(locale, "digest-title", day = day, of = self.of(locale)));
        let count = |told: &Told| against(locale.decimal(told.day, 0), told, locale);
        page.line(String::new());
        if let Some(sum) = self.money(digest.revenue.day, locale) {
            page.line(say!(locale, "digest-revenue", figure = against(sum, &digest.revenue, locale)));
        }
        page.line(say!(locale, "digest-started", figure = count(&digest.started)));
        page.line(say!(locale, "digest-received", figure = count(&digest.received)));
        page.line(say!(locale, "digest-sent", figure = count(&digest.sent)));
        if let (Some(best), Some(worst)) = (&digest.ends.best, &digest.ends.worst) {
            page.line(String::new());
            let (name, figures) = self.end(best, locale);
            page.line(say!(locale, "digest-best", name = name, figures = figures));
            let (name, figures) = self.end(worst, locale);
            page.line(say!(locale, "digest-worst", name = name, figures = figures));
        }
        page
    }

    fn end(&self, named: &Named, locale: &Locale) -> (String, RichText) {
        let name = match named {
            Named::Member(id, _) => self.members.get(id).cloned().unwrap_or_else(|| locale.name("")),
            Named::Account(id, _) => self.account_name(*id, locale),
        };
        let line = named.line();
        let mut figures = RichText::default();
        if let Some(sum) = self.money(line.revenue.now, locale) {
            figures.push_str(&sum);
            figures.push_str(" · ");
        }
        figures.push(&say!(locale, "dashboard-line-sent", n = locale.decimal(line.sent.now, 0)));
        (name, figures)
    }

    /// Who waits for an answer now, the longest first, called as the reader may see them.
    fn who_waits(&self, page: &mut Page, stage: &Stage<'_>) -> Result<(), StoreError> {
        let locale = stage.locale();
        let n = self.figures.dialogs.waiting;
        if n == 0 {
            page.paragraph(say!(locale, "digest-nobody-waits"));
            return Ok(());
        }
        page.paragraph(say!(locale, "digest-waiting", n = n));
        let mut waiting = Vec::new();
        for account in self.whose.accounts() {
            for dialog in Shelf::Account(*account).page(stage.store, DialogFilter::Unanswered, 0, LOOKED_THROUGH)? {
                if let Some(since) = dialog.work.waits {
                    waiting.push(Waits { dialog: dialog.into_value(), since });
                }
            }
        }
        waiting.sort_by_key(|waits| (waits.since, waits.dialog.id));
        for Waits { dialog, since } in waiting.iter().take(WAITING) {
            let name = locale.name(&reach::name(stage.store, stage.reader, dialog)?);
            let account = self.account_name(dialog.id.account, locale);
            let waited = stage.now.as_second().saturating_sub(since.as_second()).max(0).unsigned_abs();
            let duration = locale.duration(waited);
            page.line(say!(locale, "digest-waits", name = name, account = account, duration = duration));
        }
        Ok(())
    }

    /// What is far from usual, and accounts that somebody has to look after.
    fn what_is_wrong(&self, page: &mut Page, digest: &Digest, accounts: &[Account], locale: &Locale) {
        let unusual = digest.unusual.iter().filter_map(|unusual| self.unusual(unusual, locale));
        let troubled = accounts.iter().filter(|account| account.state.is_trouble()).map(|account| {
            let state = locale.account_state(account.state);
            say!(locale, "home-account-troubled", state = state, name = locale.name(&account.title()))
        });
        let lines: Vec<_> = unusual.chain(troubled).collect();
        if !lines.is_empty() {
            page.line(String::new());
            lines.into_iter().for_each(|line| page.line(line));
        }
    }

    /// `None` for money without a currency.
    fn unusual(&self, unusual: &Unusual, locale: &Locale) -> Option<RichText> {
        let figure = |figure: Decimal| match unusual.measure {
            Measure::Revenue => self.money(figure, locale),
            Measure::Received | Measure::Sent | Measure::Started => Some(locale.decimal(figure, 0)),
        };
        let what = match unusual.measure {
            Measure::Revenue => say!(locale, "digest-what-revenue"),
            Measure::Received => say!(locale, "digest-what-received"),
            Measure::Sent => say!(locale, "digest-what-sent"),
            Measure::Started => say!(locale, "digest-what-started"),
        };
        let (day, usual) = (figure(unusual.day)?, figure(unusual.usual)?);
        Some(if unusual.day > unusual.usual {
            say!(locale, "digest-unusual-more", what = what, figure = day, usual = usual)
        } else {
            say!(locale, "digest-unusual-less", what = what, figure = day, usual = usual)
        })
    }
}

/// A figure in bold, and how it compares.
fn against(figure: String, told: &Told, locale: &Locale) -> RichText {
    let mut words = say!(locale, "dashboard-unchanged", figure = figure);
    let mut add = |part: RichText| {
        words.push_str(" · ");
        words.push(&part);
    };
    if let Some(change) = locale.change(told.to_day_before().percent()) {
        add(say!(locale, "digest-to-day", change = change));
    }
    if let Some(change) = locale.change(told.to_week_before().percent()) {
        add(say!(locale, "digest-to-week", change = change));
    }
    words
}
