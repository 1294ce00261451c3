//! The dashboard: a picture, its figures as text, and ways to look at them by time, account and day (B1 to B3).
//!
//! **The caption says whatever the picture shows**, for those who cannot see it or turn pictures off. All pages carry the picture, so
//! that one is edited into the other in place.

mod days;
mod digest;
mod overview;
mod picture;
mod rhythm;
mod structure;
mod trends;

use super::calendar;
use super::page::{Page, go};
use super::pages::Paged;
use super::{Screen, ScreenError, Stage};
use crate::crm::ledger::Books;
use crate::domain::{
    AccountId, ActivityOf, ActivityTime, ActivityView, Currency, DashboardView, DaysPick, Look, Pictures, RichText,
    Span, View,
};
use crate::locale::{Locale, fitted, say};
use crate::picture::{Picture, PictureError, Theme};
use crate::reports::{Bucket, Figures, Moment, Taste, Whose};
use crate::store::StoreError;
use crate::team::Account;
use crate::team::rights::{Action, Target};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::RangeInclusive;

/// The longest caption of a picture: <https://core.telegram.org/bots/api#editmessagecaption>
const CAPTION: usize = 1024;
/// Accounts on a page of the choice.
const ACCOUNTS: usize = 8;

pub(super) use digest::draw as draw_digest;
pub(super) use picture::{change, float, initial};

pub(super) fn right_for(view: &DashboardView) -> (Action, Target) {
    let target = view.look().account.map_or(Target::Agency, Target::Account);
    (Action::SeeDashboard, target)
}

pub(super) fn draw(view: &DashboardView, stage: &Stage<'_>) -> Result<Screen, ScreenError> {
    let shown = Shown::load(view.look(), stage)?;
    let locale = stage.locale();
    let theme = theme(shown.pictures);
    let with = |picture: fn(&Shown, &Locale, Theme) -> Drawing| theme.map(|theme| picture(&shown, locale, theme));
    let (mut page, picture) = match *view {
        DashboardView::Overview(_) => (shown.overview(locale), with(Shown::picture)),
        DashboardView::Accounts { page, .. } => (shown.choice(page, locale), with(Shown::picture)),
        DashboardView::Calendar { pick, .. } => (shown.calendar(pick, locale), with(Shown::picture)),
        DashboardView::Days { page, .. } => {
            let beats = if theme.is_some() { Some(shown.beats(stage)?) } else { None };
            let picture = theme.zip(beats).map(|(theme, beats)| shown.trends(&beats, locale, theme));
            (shown.days(page, locale), picture)
        }
        DashboardView::Rhythm(_) => {
            let beats = shown.beats(stage)?;
            (shown.rhythm(&beats, locale), theme.map(|theme| shown.trends(&beats, locale, theme)))
        }
        DashboardView::Dialogs(_) => {
            let held = shown.held(stage)?;
            (shown.structure(&held, locale), theme.map(|theme| shown.structure_picture(&held, locale, theme)))
        }
    };
    shown.ways(view, stage, &mut page, locale);
    let screen = match *view {
        DashboardView::Calendar { look, .. } => page.back(View::Dashboard(DashboardView::Overview(look)), locale),
        _ => page.back_and_refresh(View::Home, View::Dashboard(*view), locale),
    };
    Ok(with_picture(screen, picture.transpose()?))
}

type Drawing = Result<Picture, PictureError>;

/// `None` for a reader who wants no pictures.
pub(super) fn theme(pictures: Pictures) -> Option<Theme> {
    match pictures {
        Pictures::Dark => Some(Theme::Dark),
        Pictures::Light => Some(Theme::Light),
        Pictures::Off => None,
    }
}

/// A screen whose text is the caption of a picture.
pub(super) fn with_picture(mut screen: Screen, picture: Option<Picture>) -> Screen {
    if picture.is_some() {
        screen.text = fitted(&screen.text, CAPTION);
    }
    Screen { picture, ..screen }
}

/// Changes whenever the figures do, as far as they are shown.
pub(super) fn mark(view: &DashboardView, stage: &Stage<'_>) -> Result<u64, StoreError> {
    let shown = Shown::load(view.look(), stage)?;
    let mut mark = DefaultHasher::new();
    (view, &shown.figures, shown.base, shown.pictures, &shown.accounts).hash(&mut mark);
    Ok(mark.finish())
}

/// What is looked at.
pub(super) struct Shown {
    look: Look,
    figures: Figures,
    whose: Whose,
    /// The reader's accounts by name.
    accounts: Vec<(AccountId, String)>,
    members: std::collections::HashMap<crate::domain::MemberId, String>,
    /// In which sums are, once that is chosen.
    base: Option<Currency>,
    pictures: Pictures,
    time: String,
    /// Whether it is about a day that is over, and not about now.
    over: bool,
}

fn moment<'a>(stage: &'a Stage<'_>) -> Moment<'a> {
    Moment { now: stage.now, zone: stage.agency_zone }
}

impl Shown {
    fn load(look: Look, stage: &Stage<'_>) -> Result<Shown, StoreError> {
        Shown::at(look, moment(stage), stage)
    }

    /// A day that is over, with the month before it.
    pub(super) fn of_day(day: Date, stage: &Stage<'_>) -> Result<Shown, StoreError> {
        let look = Look { account: None, span: Span::Days30 };
        Ok(Shown { over: true, ..Shown::at(look, Moment::end_of(day, stage.agency_zone), stage)? })
    }

    fn at(look: Look, moment: Moment<'_>, stage: &Stage<'_>) -> Result<Shown, StoreError> {
        let locale = stage.locale();
        let accounts: Vec<Account> = stage.accounts()?;
        let ids = accounts.iter().map(|account| account.id).collect();
        let whose = match look.account {
            Some(account) => Whose::Accounts(vec![account]),
            None if super::reach(stage.reader.role, Action::SeeDashboard) == super::Reach::All => Whose::Agency(ids),
            None => Whose::Accounts(ids),
        };
        Ok(Shown {
            look,
            figures: Figures::load(stage.store, &whose, look.span, moment)?,
            whose,
            accounts: accounts.iter().map(|account| (account.id, locale.name(&account.title()))).collect(),
            members: stage.member_names()?,
            base: Books::find(stage.store)?.map(|books| books.base),
            pictures: Taste::of(stage.store, stage.reader.id)?,
            time: locale.time(stage.now, stage.zone),
            over: false,
        })
    }

    fn account_name(&self, account: AccountId, locale: &Locale) -> String {
        let known = self.accounts.iter().find(|(id, _)| *id == account);
        known.map_or_else(|| locale.name(""), |(_, name)| name.clone())
    }

    /// Whose figures these are.
    fn of(&self, locale: &Locale) -> RichText {
        match self.look.account {
            Some(account) => RichText::plain(self.account_name(account, locale)),
            None => say!(locale, "dashboard-all"),
        }
    }

    /// A sum; without a currency there is none.
    fn money(&self, sum: Decimal, locale: &Locale) -> Option<String> {
        self.base.map(|base| locale.money(sum, base))
    }

    fn head(&self, locale: &Locale) -> Page {
        Page::new(say!(locale, "dashboard-title", of = self.of(locale), span = locale.span(self.look.span)))
    }

    /// Ways to other times, pages and accounts.
    fn ways(&self, view: &DashboardView, stage: &Stage<'_>, page: &mut Page, locale: &Locale) {
        let with = |look: Look| match view {
            DashboardView::Days { .. } => DashboardView::Days { look, page: 0 },
            DashboardView::Rhythm(_) => DashboardView::Rhythm(look),
            DashboardView::Overview(_)
            | DashboardView::Accounts { .. }
            | DashboardView::Dialogs(_)
            | DashboardView::Calendar { .. } => DashboardView::Overview(look),
        };
        if let DashboardView::Calendar { .. } = view {
            return;
        }
        // Which dialogs there are is asked of now.
        if !matches!(view, DashboardView::Accounts { .. } | DashboardView::Dialogs(_)) {
            for spans in Span::ALL.chunks(3) {
                page.row(spans.iter().map(|span| {
                    let name = locale.span(*span);
                    let label = if *span == self.look.span {
                        say!(locale, "dashboard-chosen", name = name)
                    } else {
                        RichText::plain(name)
                    };
                    go(label, View::Dashboard(with(Look { span: *span, ..self.look })))
                }));
            }
            let other = match self.look.span {
                Span::Days { .. } => say!(locale, "dashboard-chosen", name = locale.span(self.look.span)),
                _ => say!(locale, "button-other-days"),
            };
            let pick = DaysPick::new(self.figures.today);
            page.row([go(other, View::Dashboard(DashboardView::Calendar { look: self.look, pick }))]);
        }
        let look = self.look;
        let pages = [
            (say!(locale, "button-overview"), DashboardView::Overview(look)),
            (say!(locale, "button-by-day"), DashboardView::Days { look, page: 0 }),
            (say!(locale, "button-rhythm"), DashboardView::Rhythm(look)),
            (say!(locale, "button-structure"), DashboardView::Dialogs(look)),
            (say!(locale, "button-of-account"), DashboardView::Accounts { look, page: 0 }),
        ];
        let offered = pages.into_iter().filter(|(_, to)| {
            let here = std::mem::discriminant(to) == std::mem::discriminant(view);
            let choice = matches!(to, DashboardView::Accounts { .. }) && self.accounts.len() < 2;
            !here && !choice
        });
        // Whoever sees figures sees who brings them, and who is there now (B4).
        let team = go(say!(locale, "button-team"), View::TEAM);
        let activity = stage.may(Action::SeeActivity, Target::Agency).then(|| {
            let view = ActivityView { whose: ActivityOf::Team { page: 0 }, time: self.activity_time() };
            go(say!(locale, "button-activity"), View::Activity(view))
        });
        page.grid(offered.map(|(label, to)| go(label, View::Dashboard(to))).chain([team]).chain(activity));
    }

    /// The same days for what members did.
    fn activity_time(&self) -> ActivityTime {
        match self.look.span {
            Span::Today => ActivityTime::Today,
            Span::Days7 => ActivityTime::Week,
            Span::Month => ActivityTime::Month,
            Span::Days30 | Span::Days90 | Span::Year | Span::Days { .. } => {
                let (today, parts) = (self.figures.today, &self.figures.parts);
                let ends = parts.first().zip(parts.last());
                let (from, to) = ends.map_or((today, today), |(first, last)| (first.first, last.last.min(today)));
                ActivityTime::Days { from, to }
            }
        }
    }

    /// Whether what is shown still runs.
    fn runs(&self) -> bool {
        let last = self.figures.parts.last();
        !self.over && last.is_none_or(|last| last.last >= self.figures.today)
    }

    /// Choose other days.
    fn calendar(&self, pick: DaysPick, locale: &Locale) -> Page {
        let mut page = self.head(locale);
        let look = self.look;
        let picking = |pick| View::Dashboard(DashboardView::Calendar { look, pick });
        let picked = |days: RangeInclusive<Date>| {
            let span = Span::Days { from: *days.start(), to: *days.end() };
            View::Dashboard(DashboardView::Overview(Look { span, ..look }))
        };
        calendar::add(&mut page, pick, self.figures.today, locale, picking, picked);
        page
    }

    /// Choose an account.
    fn choice(&self, page: u16, locale: &Locale) -> Page {
        let mut shown = self.head(locale);
        shown.paragraph(say!(locale, "dashboard-choose"));
        let all = (None, say!(locale, "dashboard-all"));
        let accounts = self.accounts.iter().map(|(id, name)| (Some(*id), RichText::plain(name.as_str())));
        let rows = Paged::of(std::iter::once(all).chain(accounts).collect(), page, ACCOUNTS);
        shown.grid(rows.items.iter().map(|(account, name)| {
            let look = Look { account: *account, ..self.look };
            go(name.clone(), View::Dashboard(DashboardView::Overview(look)))
        }));
        rows.turn(&mut shown, locale, |page| View::Dashboard(DashboardView::Accounts { look: self.look, page }));
        shown
    }
}

/// Whether a part is a month of the calendar.
fn is_month(part: &Bucket) -> bool {
    part.first == part.first.first_of_month() && part.last == part.first.last_of_month()
}
