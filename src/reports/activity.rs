//! What a member did in some days (T5).

use crate::{
    crm::{
        Filled,
        ledger::{self, Scope},
    },
    domain::{Latency, MemberId},
    relay::{Handled, RECEIVED_BY, RESPONSES, SENT_BY},
    store::{KeyCodec, Metric, Store, StoreError},
    team::ONLINE,
};
use jiff::{SignedDuration, civil::Date};
use rust_decimal::Decimal;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

/// The figures of a member over business days. Today's are at most half a minute behind.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Activity {
    pub member: MemberId,
    /// Messages to clients.
    pub sent: u64,
    /// Messages from clients of dialogs that were theirs.
    pub received: u64,
    /// Dialogs they answered in.
    pub dialogs: usize,
    pub online: SignedDuration,
    /// Entries that stand.
    pub payments: u64,
    /// In the base currency.
    pub revenue: Decimal,
    /// Contacts whose cards they wrote into.
    pub cards: usize,
    pub responses: Responses,
}

/// What can be told day by day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActivityPart {
    pub days: RangeInclusive<Date>,
    pub sent: u64,
    pub received: u64,
    pub online: SignedDuration,
    pub revenue: Decimal,
}

impl Activity {
    pub fn load(store: &Store, member: MemberId, days: &RangeInclusive<Date>) -> Result<Activity, StoreError> {
        let (first, last) = (*days.start(), *days.end());
        let scope = Scope::Member(member);
        let payments = ledger::payments(store, scope, first..=last)?;
        let dialogs: BTreeSet<_> = Handled::dialogs(store, member, first, last)?.into_iter().collect();
        let cards: BTreeSet<_> = Filled::cards(store, member, first, last)?.into_iter().collect();
        let seconds = total(store, ONLINE, member, days)?;
        Ok(Activity {
            member,
            sent: total(store, SENT_BY, member, days)?,
            received: total(store, RECEIVED_BY, member, days)?,
            dialogs: dialogs.len(),
            online: SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX)),
            payments: payments.into_iter().map(|(_, count)| count).sum(),
            revenue: ledger::total(store, scope, first..=last)?,
            cards: cards.len(),
            responses: Responses::load(store, member, days)?,
        })
    }

    /// How much of it fell on each of these stretches of days.
    pub fn parts(
        store: &Store,
        member: MemberId,
        stretches: Vec<RangeInclusive<Date>>,
    ) -> Result<Vec<ActivityPart>, StoreError> {
        let part = |days: RangeInclusive<Date>| -> Result<ActivityPart, StoreError> {
            let seconds = total(store, ONLINE, member, &days)?;
            Ok(ActivityPart {
                sent: total(store, SENT_BY, member, &days)?,
                received: total(store, RECEIVED_BY, member, &days)?,
                online: SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX)),
                revenue: ledger::total(store, Scope::Member(member), days.clone())?,
                days,
            })
        };
        stretches.into_iter().map(part).collect()
    }

    /// Whether there is anything to tell.
    pub fn is_nothing(&self) -> bool {
        let counts = [self.sent, self.received, self.payments];
        counts == [0; 3] && self.dialogs == 0 && self.cards == 0 && self.online.is_zero()
    }
}

fn total(
    store: &Store,
    metric: Metric<(MemberId, Date)>,
    member: MemberId,
    days: &RangeInclusive<Date>,
) -> Result<u64, StoreError>
where
    (MemberId, Date): KeyCodec,
{
    let rows = store.tallies(metric, (member, *days.start())..=(member, *days.end()))?;
    let sum: Decimal = rows.into_iter().map(|(_, count)| count).sum();
    Ok(u64::try_from(sum).unwrap_or_default())
}

/// How long clients waited for answers, in working time. Those of several members or days can be put together.
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub struct Responses(BTreeMap<Latency, u64>);

impl Responses {
    fn load(store: &Store, member: MemberId, days: &RangeInclusive<Date>) -> Result<Responses, StoreError> {
        let range = (member, *days.start(), u8::MIN)..=(member, *days.end(), u8::MAX);
        let mut responses = Responses::default();
        for ((.., class), count) in store.tallies(RESPONSES, range)? {
            responses.add(Latency(class), u64::try_from(count).unwrap_or_default());
        }
        Ok(responses)
    }

    fn add(&mut self, latency: Latency, count: u64) {
        *self.0.entry(latency).or_default() += count;
    }

    /// These and others.
    pub fn merge(&mut self, others: &Responses) {
        others.0.iter().for_each(|(latency, count)| self.add(*latency, *count));
    }

    pub fn count(&self) -> u64 {
        self.0.values().sum()
    }

    /// So many of a hundred clients had their answer within this time; `None` where nobody waited. At most 5 % off.
    pub fn within(&self, percent: u8) -> Option<SignedDuration> {
        let rank = (self.count() * u64::from(percent.min(100))).div_ceil(100).max(1);
        let mut seen = 0;
        let reached = self.0.iter().find(|(_, count)| {
            seen += **count;
            seen >= rank
        });
        reached.map(|(latency, _)| latency.middle())
    }

    /// How many clients had their answer before the first of these times, between the first and the second, and so on, and after
    /// the last.
    pub fn between(&self, bounds: &[SignedDuration]) -> Vec<u64> {
        let mut counts = vec![0; bounds.len() + 1];
        for (latency, count) in &self.0 {
            counts[bounds.partition_point(|bound| *bound <= latency.middle())] += count;
        }
        counts
    }

    pub fn median(&self) -> Option<SignedDuration> {
        self.within(50)
    }

    pub fn p90(&self) -> Option<SignedDuration> {
        self.within(90)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(seconds: &[i64]) -> Responses {
        let mut responses = Responses::default();
        seconds.iter().for_each(|seconds| responses.add(Latency::of(SignedDuration::from_secs(*seconds)), 1));
        responses
    }

    #[test]
    fn nobody_who_waits_has_no_median() {
        assert_eq!((of(&[]).median(), of(&[]).count()), (None, 0));
    }

    #[test]
    fn answers_fall_between_bounds() {
        let minutes = [1, 5].map(SignedDuration::from_mins);
        assert_eq!(of(&[10, 20, 100, 200, 4_000]).between(&minutes), [2, 2, 1]);
        assert_eq!(of(&[]).between(&minutes), [0, 0, 0]);
    }

    proptest! {
        #[test]
        fn quantiles_are_those_of_the_sorted_times(mut times in prop::collection::vec(1i64..500_000, 1..80), cut in 0usize..80) {
            let cut = cut.min(times.len());
            let mut responses = of(&times[..cut]);
            responses.merge(&of(&times[cut..]));
            prop_assert_eq!(&responses, &of(&times));
            times.sort_unstable();
            for percent in [50u8, 90] {
                let rank = (times.len() * usize::from(percent)).div_ceil(100).max(1);
                let (told, exact) = (responses.within(percent).unwrap().as_secs_f64(), times[rank - 1] as f64);
                prop_assert!((told / exact - 1.0).abs() <= 0.05, "{told} instead of {exact}");
            }
        }
    }
}
