//! What is counted, of whom, and the reading of its tallies.

use super::Compared;
use crate::{
    crm::ledger::{self, REVENUE, REVENUE_BY_MONTH, REVENUE_BY_QUARTER, Scope},
    domain::{AccountId, Month, quarter_hour},
    relay::{
        RECEIVED, RECEIVED_BY_MONTH, RECEIVED_BY_QUARTER, SENT, SENT_BY_MONTH, SENT_BY_QUARTER, STARTED,
        STARTED_BY_DAY, STARTED_BY_MONTH,
    },
    store::{Metric, Store, StoreError},
};
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned, civil::Date, tz::TimeZone};
use rust_decimal::Decimal;
use std::{
    collections::BTreeMap,
    ops::{Range, RangeInclusive},
};

/// Whose figures: of these accounts, or of the agency with all it has ever had.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Whose {
    /// With the accounts there are now.
    Agency(Vec<AccountId>),
    Accounts(Vec<AccountId>),
}

impl Whose {
    pub fn accounts(&self) -> &[AccountId] {
        match self {
            Whose::Agency(accounts) | Whose::Accounts(accounts) => accounts,
        }
    }

    /// The sums of the ledger that make theirs.
    fn scopes(&self) -> Vec<Scope> {
        match self {
            Whose::Agency(_) => vec![Scope::Agency],
            Whose::Accounts(accounts) => accounts.iter().copied().map(Scope::Account).collect(),
        }
    }
}

/// Something that is counted by time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measure {
    /// In the base currency.
    Revenue,
    /// Messages from clients.
    Received,
    /// Messages to clients.
    Sent,
    /// Clients who wrote to an account for the first time.
    Started,
}

/// Something counted of each account.
type OfAccounts<Time> = Metric<(AccountId, Time)>;

/// The shortest time there is.
const INSTANT: SignedDuration = SignedDuration::from_nanos(1);

/// Where the agency stands in time.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    pub now: Timestamp,
    pub zone: &'a TimeZone,
}

impl Moment<'_> {
    pub fn here(&self) -> Zoned {
        self.now.to_zoned(self.zone.clone())
    }

    pub fn today(&self) -> Date {
        self.here().date()
    }

    /// The last moment of a day: all of it has been, and it is compared with all of another.
    pub fn end_of(day: Date, zone: &TimeZone) -> Moment<'_> {
        let first = day.saturating_add(1.day()).to_zoned(zone.clone()).map_or(Timestamp::MAX, |at| at.timestamp());
        Moment { now: first.saturating_sub(INSTANT).unwrap_or(first), zone }
    }

    /// Whether nothing of the day is left.
    fn is_over(&self) -> bool {
        let next = self.beginning(self.today().saturating_add(1.day()));
        next.duration_since(self.now) <= INSTANT
    }

    /// When that day began. A day that clocks were put forward into begins later than at midnight.
    pub fn beginning(&self, day: Date) -> Timestamp {
        day.to_zoned(self.zone.clone()).map_or(Timestamp::MIN, |at| at.timestamp())
    }

    /// On another day, at the present time of day.
    fn same_time(&self, day: Date) -> Timestamp {
        let at = day.to_datetime(self.here().time()).to_zoned(self.zone.clone());
        at.map_or(self.now, |at| at.timestamp())
    }
}

impl Measure {
    /// The sums of all days that have any.
    pub fn days(
        self,
        store: &Store,
        whose: &Whose,
        days: RangeInclusive<Date>,
    ) -> Result<BTreeMap<Date, Decimal>, StoreError> {
        let mut sums = BTreeMap::new();
        let (first, last) = (*days.start(), *days.end());
        let mut add = |day: Date, sum: Decimal| *sums.entry(day).or_default() += sum;
        match self {
            Measure::Revenue => {
                for scope in whose.scopes() {
                    let rows = store.tallies(REVENUE, (scope, first)..=(scope, last))?;
                    rows.into_iter().for_each(|((_, day), sum)| add(day, sum));
                }
            }
            Measure::Received | Measure::Sent | Measure::Started => {
                let (by_day, _) = self.of_accounts();
                for account in whose.accounts() {
                    let rows = store.tallies(by_day, (*account, first)..=(*account, last))?;
                    rows.into_iter().for_each(|((_, day), sum)| add(day, sum));
                }
            }
        }
        Ok(sums)
    }

    /// The sums of all months that have any.
    pub fn months(
        self,
        store: &Store,
        whose: &Whose,
        months: RangeInclusive<Month>,
    ) -> Result<BTreeMap<Month, Decimal>, StoreError> {
        let mut sums = BTreeMap::new();
        let (first, last) = (*months.start(), *months.end());
        let mut add = |month: Month, sum: Decimal| *sums.entry(month).or_default() += sum;
        match self {
            Measure::Revenue => {
                for scope in whose.scopes() {
                    let rows = store.tallies(REVENUE_BY_MONTH, (scope, first)..=(scope, last))?;
                    rows.into_iter().for_each(|((_, month), sum)| add(month, sum));
                }
            }
            Measure::Received | Measure::Sent | Measure::Started => {
                let (_, by_month) = self.of_accounts();
                for account in whose.accounts() {
                    let rows = store.tallies(by_month, (*account, first)..=(*account, last))?;
                    rows.into_iter().for_each(|((_, month), sum)| add(month, sum));
                }
            }
        }
        Ok(sums)
    }

    /// The sum of all these days: of a year some forty tallies are read, not 366.
    pub fn total(self, store: &Store, whose: &Whose, days: &RangeInclusive<Date>) -> Result<Decimal, StoreError> {
        if self == Measure::Revenue {
            return whose.scopes().into_iter().map(|scope| ledger::total(store, scope, days.clone())).sum();
        }
        let (by_day, by_month) = self.of_accounts();
        whose.accounts().iter().map(|account| store.total(by_day, by_month, *account, days)).sum()
    }

    /// Where that of accounts is counted, by day and by month.
    fn of_accounts(self) -> (OfAccounts<Date>, OfAccounts<Month>) {
        match self {
            Measure::Sent => (SENT, SENT_BY_MONTH),
            Measure::Started => (STARTED_BY_DAY, STARTED_BY_MONTH),
            // Revenue has tallies of its own.
            Measure::Received | Measure::Revenue => (RECEIVED, RECEIVED_BY_MONTH),
        }
    }

    /// The sums of quarter hours since 1970 that have any. What was booked for a day without a time is in none.
    pub fn quarters(
        self,
        store: &Store,
        whose: &Whose,
        time: Range<Timestamp>,
    ) -> Result<BTreeMap<i64, Decimal>, StoreError> {
        let (first, last) = (quarter_hour(time.start), quarter_hour(time.end) - 1);
        let mut sums = BTreeMap::new();
        if last < first {
            return Ok(sums);
        }
        let mut add = |quarter: i64, sum: Decimal| *sums.entry(quarter).or_default() += sum;
        let metric = match self {
            Measure::Revenue => {
                for scope in whose.scopes() {
                    let rows = store.tallies(REVENUE_BY_QUARTER, (scope, first)..=(scope, last))?;
                    rows.into_iter().for_each(|((_, quarter), sum)| add(quarter, sum));
                }
                return Ok(sums);
            }
            Measure::Received => RECEIVED_BY_QUARTER,
            Measure::Sent => SENT_BY_QUARTER,
            Measure::Started => STARTED,
        };
        for account in whose.accounts() {
            let rows = store.tallies(metric, (*account, first)..=(*account, last))?;
            rows.into_iter().for_each(|((_, quarter), sum)| add(quarter, sum));
        }
        Ok(sums)
    }

    /// These days with as long a time before; where the last of them still runs, until the present time of day.
    pub fn compared(
        self,
        store: &Store,
        whose: &Whose,
        (days, before): (RangeInclusive<Date>, RangeInclusive<Date>),
        moment: Moment<'_>,
    ) -> Result<Compared, StoreError> {
        let total = |days: RangeInclusive<Date>| self.total(store, whose, &days);
        if moment.is_over() || *days.end() < moment.today() {
            return Ok(Compared { now: total(days)?, before: total(before)? });
        }
        let last = *before.end();
        // What came later on the last day does not count yet; what has no time counts at once.
        let later = moment.same_time(last)..moment.beginning(last.saturating_add(1.day()));
        let later: Decimal = self.quarters(store, whose, later)?.into_values().sum();
        Ok(Compared { now: total(days)?, before: total(before)? - later })
    }
}

/// When a quarter hour begins.
pub(super) fn begin(quarter: i64) -> Timestamp {
    Timestamp::from_second(quarter.saturating_mul(15 * 60)).unwrap_or(Timestamp::UNIX_EPOCH)
}
