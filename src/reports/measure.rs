//! What is counted, of whom, and the reading of its tallies.

use super::Compared;
use crate::{
    crm::ledger::{self, REVENUE, REVENUE_BY_MONTH, REVENUE_BY_QUARTER, Scope},
    domain::{AccountId, Month, quarter_hour},
    relay::{
        RECEIVED, RECEIVED_BY_MONTH, RECEIVED_BY_QUARTER, SENT, SENT_BY_MONTH, SENT_BY_QUARTER, STARTED,
        STARTED_BY_DAY, STARTED_BY_MONTH,
    },
    store::{KeyCodec, Metric, Store, StoreError},
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

/// Where a measure is counted.
enum Kept {
    OfLedger(By<Scope>),
    OfAccounts(By<AccountId>),
}

struct By<Of> {
    day: Metric<(Of, Date)>,
    month: Metric<(Of, Month)>,
    /// Quarter hours since 1970.
    quarter: Metric<(Of, i64)>,
}

/// The sums of all times that have any, over all of these.
fn sums<Of, Time>(
    store: &Store,
    of: &[Of],
    metric: Metric<(Of, Time)>,
    times: RangeInclusive<Time>,
) -> Result<BTreeMap<Time, Decimal>, StoreError>
where
    Of: Copy,
    Time: Copy + Ord,
    (Of, Time): KeyCodec,
{
    let (first, last) = times.into_inner();
    let mut sums = BTreeMap::new();
    for one in of {
        for ((_, time), sum) in store.tallies(metric, (*one, first)..=(*one, last))? {
            *sums.entry(time).or_default() += sum;
        }
    }
    Ok(sums)
}

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
        match self.kept() {
            Kept::OfLedger(by) => sums(store, &whose.scopes(), by.day, days),
            Kept::OfAccounts(by) => sums(store, whose.accounts(), by.day, days),
        }
    }

    /// The sums of all months that have any.
    pub fn months(
        self,
        store: &Store,
        whose: &Whose,
        months: RangeInclusive<Month>,
    ) -> Result<BTreeMap<Month, Decimal>, StoreError> {
        match self.kept() {
            Kept::OfLedger(by) => sums(store, &whose.scopes(), by.month, months),
            Kept::OfAccounts(by) => sums(store, whose.accounts(), by.month, months),
        }
    }

    /// The sums of quarter hours since 1970 that have any. What was booked for a day without a time is in none.
    pub fn quarters(
        self,
        store: &Store,
        whose: &Whose,
        time: Range<Timestamp>,
    ) -> Result<BTreeMap<i64, Decimal>, StoreError> {
        let quarters = quarter_hour(time.start)..=quarter_hour(time.end) - 1;
        if quarters.is_empty() {
            return Ok(BTreeMap::new());
        }
        match self.kept() {
            Kept::OfLedger(by) => sums(store, &whose.scopes(), by.quarter, quarters),
            Kept::OfAccounts(by) => sums(store, whose.accounts(), by.quarter, quarters),
        }
    }

    /// The sum of all these days: of a year some forty tallies are read, not 366.
    pub fn total(self, store: &Store, whose: &Whose, days: &RangeInclusive<Date>) -> Result<Decimal, StoreError> {
        match self.kept() {
            Kept::OfLedger(_) => {
                whose.scopes().into_iter().map(|scope| ledger::total(store, scope, days.clone())).sum()
            }
            Kept::OfAccounts(by) => {
                whose.accounts().iter().map(|account| store.total(by.day, by.month, *account, days)).sum()
            }
        }
    }

    fn kept(self) -> Kept {
        let of_accounts = |day, month, quarter| Kept::OfAccounts(By { day, month, quarter });
        match self {
            Measure::Revenue => {
                Kept::OfLedger(By { day: REVENUE, month: REVENUE_BY_MONTH, quarter: REVENUE_BY_QUARTER })
            }
            Measure::Received => of_accounts(RECEIVED, RECEIVED_BY_MONTH, RECEIVED_BY_QUARTER),
            Measure::Sent => of_accounts(SENT, SENT_BY_MONTH, SENT_BY_QUARTER),
            Measure::Started => of_accounts(STARTED_BY_DAY, STARTED_BY_MONTH, STARTED),
        }
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
