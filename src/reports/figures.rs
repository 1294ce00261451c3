//! All that stands on a dashboard.

use super::Compared;
use super::measure::{Measure, Moment, Whose};
use super::series::{Bucket, buckets, spans};
use crate::{
    crm::ledger::{self, Scope},
    domain::{AccountId, DialogFilter, MemberId, Span},
    relay::{MEMBER_SENT_BY_MONTH, SENT_BY, Shelf},
    store::{Store, StoreError},
    team::Member,
};
use jiff::{ToSpan, civil::Date};
use rust_decimal::Decimal;
use std::ops::RangeInclusive;

/// The figures of a dashboard. Equal ones look the same.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Figures {
    pub today: Date,
    /// Today so far.
    pub revenue: Compared,
    /// This month so far.
    pub month: Compared,
    pub started: Compared,
    pub received: Compared,
    pub sent: Compared,
    /// Of the span that is shown.
    pub span: Line,
    pub parts: Vec<Bucket>,
    /// The last seven days, today included.
    pub week: Vec<Bucket>,
    pub dialogs: Dialogs,
    /// Who or what brought how much in the span, the most first.
    pub lines: Vec<Named>,
}

/// The sums of a span.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct Line {
    pub revenue: Compared,
    pub received: Compared,
    pub sent: Compared,
}

/// A line of somebody.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Named {
    Member(MemberId, Line),
    Account(AccountId, Line),
}

impl Named {
    /// Whether both are about the same member or account.
    pub fn is_of_same(&self, other: &Named) -> bool {
        match (self, other) {
            (Named::Member(one, _), Named::Member(other, _)) => one == other,
            (Named::Account(one, _), Named::Account(other, _)) => one == other,
            _ => false,
        }
    }

    pub fn line(&self) -> Line {
        match self {
            Named::Member(_, line) | Named::Account(_, line) => *line,
        }
    }
}

/// How many dialogs there are now.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct Dialogs {
    pub users: usize,
    pub groups: usize,
    pub channels: usize,
    pub unread: usize,
    /// Clients who wait for an answer.
    pub waiting: usize,
}

impl Dialogs {
    /// Those of one account.
    pub fn of(store: &Store, account: AccountId) -> Result<Dialogs, StoreError> {
        let count = |filter| Shelf::Account(account).count(store, filter);
        Ok(Dialogs {
            users: count(DialogFilter::Users)?,
            groups: count(DialogFilter::Groups)?,
            channels: count(DialogFilter::Channels)?,
            unread: count(DialogFilter::Unread)?,
            waiting: count(DialogFilter::Unanswered)?,
        })
    }

    fn load(store: &Store, whose: &Whose) -> Result<Dialogs, StoreError> {
        whose.accounts().iter().try_fold(Dialogs::default(), |all, account| Ok(all.and(Dialogs::of(store, *account)?)))
    }

    fn and(self, other: Dialogs) -> Dialogs {
        Dialogs {
            users: self.users + other.users,
            groups: self.groups + other.groups,
            channels: self.channels + other.channels,
            unread: self.unread + other.unread,
            waiting: self.waiting + other.waiting,
        }
    }

    pub fn total(&self) -> usize {
        self.users + self.groups + self.channels
    }
}

impl Figures {
    pub fn load(store: &Store, whose: &Whose, span: Span, moment: Moment<'_>) -> Result<Figures, StoreError> {
        let today = moment.today();
        let compared = |measure: Measure, span: Span| measure.compared(store, whose, spans(span, today), moment);
        Ok(Figures {
            today,
            revenue: compared(Measure::Revenue, Span::Today)?,
            month: compared(Measure::Revenue, Span::Month)?,
            started: compared(Measure::Started, Span::Today)?,
            received: compared(Measure::Received, Span::Today)?,
            sent: compared(Measure::Sent, Span::Today)?,
            span: line(store, whose, span, moment)?,
            parts: buckets(store, whose, span, moment)?,
            week: buckets(store, whose, Span::Days7, moment)?,
            dialogs: Dialogs::load(store, whose)?,
            lines: lines(store, whose, span, moment)?,
        })
    }
}

fn line(store: &Store, whose: &Whose, span: Span, moment: Moment<'_>) -> Result<Line, StoreError> {
    let compared = |measure: Measure| measure.compared(store, whose, spans(span, moment.today()), moment);
    Ok(Line {
        revenue: compared(Measure::Revenue)?,
        received: compared(Measure::Received)?,
        sent: compared(Measure::Sent)?,
    })
}

/// The members of the agency; of single accounts, the accounts: what a member did for one of them is not told apart.
pub(super) fn lines(store: &Store, whose: &Whose, span: Span, moment: Moment<'_>) -> Result<Vec<Named>, StoreError> {
    let mut lines = Vec::new();
    match whose {
        Whose::Agency(_) => {
            let (days, before) = spans(span, moment.today());
            // Whole days: of a member's messages no time is kept.
            let before = *before.start()..=(*before.end()).min(days.start().saturating_sub(1.day()));
            for member in Member::all(store)? {
                let sum = |days: RangeInclusive<Date>| -> Result<[Decimal; 2], StoreError> {
                    let sent = store.total(SENT_BY, MEMBER_SENT_BY_MONTH, member.id, &days)?;
                    Ok([ledger::total(store, Scope::Member(member.id), days)?, sent])
                };
                let ([revenue, sent], [revenue_before, sent_before]) = (sum(days.clone())?, sum(before.clone())?);
                let line = Line {
                    revenue: Compared { now: revenue, before: revenue_before },
                    sent: Compared { now: sent, before: sent_before },
                    received: Compared::default(),
                };
                lines.push(Named::Member(member.id, line));
            }
        }
        Whose::Accounts(accounts) => {
            for account in accounts {
                let whose = Whose::Accounts(vec![*account]);
                lines.push(Named::Account(*account, self::line(store, &whose, span, moment)?));
            }
        }
    }
    lines.sort_by_key(|named| {
        let line = named.line();
        std::cmp::Reverse((line.revenue.now, line.sent.now))
    });
    Ok(lines)
}
