//! The figures of today, of the month and of the chosen time, in words.

use super::{Page, Shown};
use crate::domain::{RichText, Span};
use crate::locale::{Locale, say};
use crate::reports::{Compared, Line, Named};

/// Members or accounts named below the figures.
const NAMED: usize = 5;

impl Shown {
    pub(super) fn overview(&self, locale: &Locale) -> Page {
        let figures = &self.figures;
        let mut page = self.head(locale);
        page.line(say!(locale, "dashboard-as-of", time = self.time.as_str()));
        match (self.sum(&figures.revenue, locale), self.sum(&figures.month, locale)) {
            (Some(today), Some(month)) => {
                page.paragraph(say!(locale, "dashboard-today", sum = today));
                page.line(say!(locale, "dashboard-month", sum = month));
            }
            _ => page.paragraph(say!(locale, "dashboard-no-currency")),
        }
        page.paragraph(say!(locale, "dashboard-new", n = count(&figures.started, locale)));
        page.line(say!(locale, "dashboard-received", n = count(&figures.received, locale)));
        page.line(say!(locale, "dashboard-sent", n = count(&figures.sent, locale)));
        let dialogs = &figures.dialogs;
        page.paragraph(say!(locale, "dashboard-contacts", n = dialogs.users, total = dialogs.total()));
        if dialogs.groups + dialogs.channels > 0 {
            page.line(say!(
                locale,
                "dashboard-kinds",
                users = share(dialogs.users, dialogs.total(), locale),
                groups = share(dialogs.groups, dialogs.total(), locale),
                channels = share(dialogs.channels, dialogs.total(), locale)
            ));
        }
        if dialogs.waiting + dialogs.unread > 0 {
            page.line(say!(locale, "dashboard-waiting", waiting = dialogs.waiting, unread = dialogs.unread));
        }
        if self.look.span != Span::Today {
            let span = locale.span(self.look.span);
            let line = self.line(&figures.span, true, locale);
            page.paragraph(say!(locale, "dashboard-span", span = span, figures = line));
        }
        self.named(&mut page, locale);
        page
    }

    /// Who or what brought most.
    fn named(&self, page: &mut Page, locale: &Locale) {
        let lines: Vec<_> = self.figures.lines.iter().filter(|named| !is_nothing(&named.line())).collect();
        // One account is what all of it is about.
        if lines.is_empty() || self.look.account.is_some() {
            return;
        }
        page.paragraph(say!(locale, "dashboard-most", span = locale.span(self.look.span)));
        for named in lines.iter().take(NAMED) {
            let (name, received) = match named {
                Named::Member(id, _) => (self.members.get(id).cloned().unwrap_or_else(|| locale.name("")), false),
                Named::Account(id, _) => (self.account_name(*id, locale), true),
            };
            let figures = self.line(&named.line(), received, locale);
            page.line(say!(locale, "dashboard-named", name = name, figures = figures));
        }
    }

    /// The sums of a time in one line.
    fn line(&self, line: &Line, received: bool, locale: &Locale) -> RichText {
        let mut words = RichText::default();
        let mut add = |part: RichText| {
            if !words.is_empty() {
                words.push_str(" · ");
            }
            words.push(&part);
        };
        if let Some(sum) = self.sum(&line.revenue, locale) {
            add(sum);
        }
        if received {
            add(say!(locale, "dashboard-line-received", n = count(&line.received, locale)));
        }
        add(say!(locale, "dashboard-line-sent", n = count(&line.sent, locale)));
        words
    }

    fn sum(&self, sum: &Compared, locale: &Locale) -> Option<RichText> {
        Some(with_change(self.money(sum.now, locale)?, sum, locale))
    }
}

fn is_nothing(line: &Line) -> bool {
    line.revenue.now.is_zero() && line.sent.now.is_zero() && line.received.now.is_zero()
}

fn count(count: &Compared, locale: &Locale) -> RichText {
    with_change(locale.decimal(count.now, 0), count, locale)
}

/// The figure in bold, and how it changed where there is something to compare with.
fn with_change(figure: String, of: &Compared, locale: &Locale) -> RichText {
    match locale.change(of.percent()) {
        Some(change) => say!(locale, "dashboard-changed", figure = figure, change = change),
        None => say!(locale, "dashboard-unchanged", figure = figure),
    }
}

pub(super) fn share(part: usize, whole: usize, locale: &Locale) -> String {
    locale.percent(rust_decimal::Decimal::from(part * 100) / rust_decimal::Decimal::from(whole.max(1)), 0)
}
