//! The sums of the ledger: by whom or what, and when.
//!
//! Sums are in the base currency ([`Books::base`](super::Books)), payments and refunds together, what was voided not counted.
//! What has no rate yet is apart, by currency. Days are business days of the agency's zone, both ends of a range included. Reading
//! costs as much as there are days with payments.

use crate::{
    crm::Person,
    domain::{AccountId, ContactId, Currency, MemberId, Month},
    store::{KeyCodec, KeyError, KeyReader, KeyWriter, Metric, Store, StoreError},
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::{
    collections::{BTreeMap, HashMap},
    ops::RangeInclusive,
};

/// What a sum is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Scope {
    Agency,
    Account(AccountId),
    /// What the member is credited with.
    Member(MemberId),
    /// The finest sum: of a client, through one account, by one member. See [`revenue_of`].
    Client {
        contact: ContactId,
        account: AccountId,
        member: MemberId,
    },
}

/// Revenue by business day.
pub const REVENUE: Metric<(Scope, Date)> = Metric::new(33, "revenue");
pub const REVENUE_BY_MONTH: Metric<(Scope, Month)> = Metric::new(34, "revenue by month");
/// Entries that stand, by business day.
pub const PAYMENTS: Metric<(Scope, Date)> = Metric::new(35, "payments");
/// Sums without a rate, in their own currency, by business day.
pub const UNRATED: Metric<(Scope, Currency, Date)> = Metric::new(36, "revenue without a rate");
/// Revenue by business day and hour (0 to 23) of the agency, of accounts and of members. What was booked for a day without a time
/// is not in it.
pub const REVENUE_BY_HOUR: Metric<(Scope, Date, i8)> = Metric::new(37, "revenue by hour");

/// The same by quarter hour (see [`quarter_hour`](crate::domain::quarter_hour)).
pub const REVENUE_BY_QUARTER: Metric<(Scope, i64)> = Metric::new(163, "revenue by quarter hour");

/// Revenue of each day that had any.
pub fn revenue(store: &Store, of: Scope, days: RangeInclusive<Date>) -> Result<Vec<(Date, Decimal)>, StoreError> {
    let rows = store.tallies(REVENUE, (of, *days.start())..=(of, *days.end()))?;
    Ok(rows.into_iter().map(|((_, day), sum)| (day, sum)).collect())
}

/// Revenue of all these days together, read by month where the whole of one is among them.
pub fn total(store: &Store, of: Scope, days: RangeInclusive<Date>) -> Result<Decimal, StoreError> {
    store.total(REVENUE, REVENUE_BY_MONTH, of, &days)
}

/// Revenue of each month that had any, from the month of the first day to that of the last.
pub fn revenue_by_month(
    store: &Store,
    of: Scope,
    days: RangeInclusive<Date>,
) -> Result<Vec<(Month, Decimal)>, StoreError> {
    let rows = store.tallies(REVENUE_BY_MONTH, (of, Month::of(*days.start()))..=(of, Month::of(*days.end())))?;
    Ok(rows.into_iter().map(|((_, month), sum)| (month, sum)).collect())
}

/// Revenue of each hour of these days that had any; not kept for single clients.
pub fn revenue_by_hour(
    store: &Store,
    of: Scope,
    days: RangeInclusive<Date>,
) -> Result<Vec<(Date, i8, Decimal)>, StoreError> {
    let rows = store.tallies(REVENUE_BY_HOUR, (of, *days.start(), 0)..=(of, *days.end(), 23))?;
    Ok(rows.into_iter().map(|((_, day, hour), sum)| (day, hour, sum)).collect())
}

/// How many entries stand, of each day that has any: refunds are counted, voids and what they take back are not.
pub fn payments(store: &Store, of: Scope, days: RangeInclusive<Date>) -> Result<Vec<(Date, u64)>, StoreError> {
    let rows = store.tallies(PAYMENTS, (of, *days.start())..=(of, *days.end()))?;
    Ok(rows.into_iter().filter_map(|((_, day), count)| Some((day, u64::try_from(count).ok()?))).collect())
}

/// What was paid on these days and has no rate yet, by currency.
pub fn unrated(
    store: &Store,
    of: Scope,
    days: RangeInclusive<Date>,
) -> Result<BTreeMap<Currency, Decimal>, StoreError> {
    let all = (of, Currency::FIRST, Date::MIN)..=(of, Currency::LAST, Date::MAX);
    let mut sums = BTreeMap::new();
    for ((_, currency, day), sum) in store.tallies(UNRATED, all)? {
        if days.contains(&day) {
            *sums.entry(currency).or_default() += sum;
        }
    }
    sums.retain(|_, sum: &mut Decimal| !sum.is_zero());
    Ok(sums)
}

/// A person's revenue by day, of the accounts and members that `may_see` lets through: a contact is shared, its money is not.
pub fn revenue_of(
    store: &Store,
    person: &Person,
    may_see: impl Fn(AccountId, MemberId) -> bool,
) -> Result<BTreeMap<Date, Decimal>, StoreError> {
    let mut days = BTreeMap::new();
    for [first, last] in person.contacts().map(ends) {
        for ((scope, day), sum) in store.tallies(REVENUE, (first, Date::MIN)..=(last, Date::MAX))? {
            if let Scope::Client { account, member, .. } = scope
                && may_see(account, member)
            {
                *days.entry(day).or_default() += sum;
            }
        }
    }
    Ok(days)
}

/// The same of all time together.
pub fn total_of(
    store: &Store,
    person: &Person,
    may_see: impl Fn(AccountId, MemberId) -> bool,
) -> Result<Decimal, StoreError> {
    let mut total = Decimal::ZERO;
    for ends in person.contacts().map(ends) {
        add_months(store, ends, |_, account, member, sum| {
            if may_see(account, member) {
                total += sum;
            }
        })?;
    }
    Ok(total)
}

/// The same of every contact that paid, each by itself.
pub fn totals(
    store: &Store,
    may_see: impl Fn(AccountId, MemberId) -> bool,
) -> Result<HashMap<ContactId, Decimal>, StoreError> {
    let mut totals = HashMap::new();
    let ends = [ends(ContactId(u64::MIN))[0], ends(ContactId(u64::MAX))[1]];
    add_months(store, ends, |contact, account, member, sum| {
        if may_see(account, member) {
            *totals.entry(contact).or_default() += sum;
        }
    })?;
    Ok(totals)
}

/// Tells the sum of each month of the clients in a range.
fn add_months(
    store: &Store,
    [first, last]: [Scope; 2],
    mut tell: impl FnMut(ContactId, AccountId, MemberId, Decimal),
) -> Result<(), StoreError> {
    for ((scope, _), sum) in
        store.tallies(REVENUE_BY_MONTH, (first, Month::of(Date::MIN))..=(last, Month::of(Date::MAX)))?
    {
        if let Scope::Client { contact, account, member } = scope {
            tell(contact, account, member, sum);
        }
    }
    Ok(())
}

/// The same of what has no rate, by currency and without days.
pub fn unrated_of(
    store: &Store,
    person: &Person,
    may_see: impl Fn(AccountId, MemberId) -> bool,
) -> Result<BTreeMap<Currency, Decimal>, StoreError> {
    let mut sums = BTreeMap::new();
    for [first, last] in person.contacts().map(ends) {
        let all = (first, Currency::FIRST, Date::MIN)..=(last, Currency::LAST, Date::MAX);
        for ((scope, currency, _), sum) in store.tallies(UNRATED, all)? {
            if let Scope::Client { account, member, .. } = scope
                && may_see(account, member)
            {
                *sums.entry(currency).or_default() += sum;
            }
        }
    }
    sums.retain(|_, sum: &mut Decimal| !sum.is_zero());
    Ok(sums)
}

/// The first and the last sum there can be of a contact.
fn ends(contact: ContactId) -> [Scope; 2] {
    [(u32::MIN, i64::MIN), (u32::MAX, i64::MAX)].map(|(account, member)| Scope::Client {
        contact,
        account: AccountId(account),
        member: MemberId(member),
    })
}

// In the order of the variants, which is the order of the values.
impl KeyCodec for Scope {
    fn encode(&self, out: &mut KeyWriter) {
        match self {
            Scope::Agency => out.push(&0u8),
            Scope::Account(account) => out.push(&(1u8, *account)),
            Scope::Member(member) => out.push(&(2u8, *member)),
            Scope::Client { contact, account, member } => out.push(&(3u8, *contact, *account, *member)),
        };
    }

    fn decode(from: &mut KeyReader<'_>) -> Result<Scope, KeyError> {
        Ok(match from.pull::<u8>()? {
            0 => Scope::Agency,
            1 => Scope::Account(from.pull()?),
            2 => Scope::Member(from.pull()?),
            3 => Scope::Client { contact: from.pull()?, account: from.pull()?, member: from.pull()? },
            _ => return Err(KeyError::new("a sum of nothing that exists")),
        })
    }
}
