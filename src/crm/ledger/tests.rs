//! The ledger on the memory engine: whatever happens, every tally is the sum recomputed from the entries.

use super::*;
use crate::{
    crm::Person,
    domain::{AccountId, Amount, ContactId, Counted, Currency, Dated, EntryId, MemberId, Month, Rate},
    store::{All, Changes, KeyCodec, MasterKey, MemoryEngine, Metric, Page, Store, StoreError},
};
use futures::executor::block_on;
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

const CURRENCIES: [&str; 4] = ["RUB", "USD", "JPY", "KWD"];
const ZONES: [&str; 3] = ["UTC", "Asia/Tokyo", "America/New_York"];

/// An agency with its ledger, in some zone.
struct Agency {
    engine: MemoryEngine,
    store: Store,
    zone: TimeZone,
    now: Timestamp,
}

fn money(units: i64, currency: &str) -> Amount {
    let currency = Currency::from_code(currency).unwrap();
    Amount::new(Decimal::new(units, currency.digits()), currency).unwrap()
}

fn rate(text: &str) -> Rate {
    Rate::new(text.parse().unwrap()).unwrap()
}

impl Agency {
    fn founded() -> Agency {
        let engine = MemoryEngine::new();
        let mut agency =
            Agency { store: open(&engine), engine, zone: TimeZone::UTC, now: "2026-02-27T20:30:00Z".parse().unwrap() };
        agency.change(|store, changes| Books::set_base(store, Currency::RUB, changes));
        for contact in 1..=3 {
            agency.change(|_, changes| {
                changes.create_data_key(ContactId(contact).into());
                Ok(())
            });
        }
        agency
    }

    fn change<T>(&mut self, plan: impl FnOnce(&Store, &mut Changes) -> Result<T, StoreError>) -> T {
        let mut changes = Changes::new();
        let outcome = plan(&self.store, &mut changes).unwrap();
        block_on(self.store.commit(changes)).unwrap();
        outcome
    }

    fn id(&self) -> EntryId {
        EntryId(block_on(self.store.next_id(Entry::IDS)).unwrap())
    }

    fn books(&mut self, who: (u64, u32, i64), dated: Dated, amount: Amount) -> EntryId {
        let (id, now, zone) = (self.id(), self.now, self.zone.clone());
        let new = NewEntry {
            id,
            contact: ContactId(who.0),
            account: AccountId(who.1),
            member: MemberId(who.2),
            dated,
            amount,
            note: "consultation".into(),
            proof: None,
        };
        self.change(|store, changes| {
            let books = Books::open(store, changes)?.unwrap();
            book(&books, now, &zone, new, changes).unwrap();
            Ok(())
        });
        id
    }

    fn voids(&mut self, id: EntryId) -> bool {
        let (void_id, at) = (self.id(), self.now);
        self.change(|store, changes| {
            let Some(entry) = Entry::find(store, id)? else { return Ok(false) };
            void(store, void_id, &entry, Act { by: MemberId(9), at, reason: "a mistake" }, changes)
        })
    }

    fn corrects(&mut self, id: EntryId, amount: Amount) -> Option<EntryId> {
        let (ids, at) = ([self.id(), self.id()], self.now);
        let done = self.change(|store, changes| {
            let books = Books::open(store, changes)?.unwrap();
            let Some(entry) = Entry::find(store, id)? else { return Ok(Ok(false)) };
            correct(store, &books, ids, &entry, amount, Act { by: MemberId(9), at, reason: "a typo" }, changes)
        });
        (done == Ok(true)).then_some(ids[1])
    }

    fn rates(&mut self, of: &str, rate: Rate) {
        let of = Currency::from_code(of).unwrap();
        self.change(|store, changes| Books::set_rate(store, of, rate, changes));
        block_on(rate_waiting(&self.store)).unwrap();
    }

    fn moves_to(&mut self, zone: &str) {
        self.zone = TimeZone::get(zone).unwrap();
        self.restarts();
    }

    fn restarts(&mut self) {
        self.store = open(&self.engine);
        block_on(rezone(&self.store, &self.zone)).unwrap();
        block_on(rate_waiting(&self.store)).unwrap();
    }

    fn entries(&self) -> Vec<Entry> {
        self.store.scan::<Entry>(All, Page::all()).unwrap().into_iter().map(|entry| entry.into_value()).collect()
    }

    /// Recomputes everything from what was entered, by the words of the product and not by the code under test.
    fn holds(&self) {
        let entries = self.entries();
        let (mut revenue, mut months, mut hours) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (mut counts, mut unrated) = (BTreeMap::new(), BTreeMap::new());
        let taken_back = |id| entries.iter().any(|entry| entry.kind == Kind::Void { of: id });
        for entry in &entries {
            let Counted { day, hour } = entry.dated.counted(&self.zone);
            assert_eq!(entry.counted, Counted { day, hour }, "every entry counts on its day in the agency's zone");
            // What was voided, and what voids it, are nothing in any sum.
            if taken_back(entry.id) || matches!(entry.kind, Kind::Void { .. }) {
                continue;
            }
            let (contact, account, member) = (entry.contact, entry.account, entry.member);
            let client = Scope::Client { contact, account, member };
            for scope in [Scope::Agency, Scope::Account(account), Scope::Member(member), client] {
                *counts.entry((scope, day)).or_insert(Decimal::ZERO) += Decimal::ONE;
                let Some(worth) = entry.worth else {
                    let sum = unrated.entry((scope, entry.amount.currency(), day)).or_insert(Decimal::ZERO);
                    *sum += entry.amount.value();
                    continue;
                };
                *revenue.entry((scope, day)).or_insert(Decimal::ZERO) += worth.amount.value();
                *months.entry((scope, Month::of(day))).or_insert(Decimal::ZERO) += worth.amount.value();
                if let (Some(hour), false) = (hour, scope == client) {
                    *hours.entry((scope, day, hour)).or_insert(Decimal::ZERO) += worth.amount.value();
                }
            }
        }
        self.equal(REVENUE, revenue);
        self.equal(REVENUE_BY_MONTH, months);
        self.equal(REVENUE_BY_HOUR, hours);
        self.equal(PAYMENTS, counts);
        self.equal(UNRATED, unrated);
    }

    fn equal<D: KeyCodec + Ord + std::fmt::Debug>(&self, metric: Metric<D>, mut sums: BTreeMap<D, Decimal>) {
        sums.retain(|_, sum| !sum.is_zero());
        let kept: BTreeMap<_, _> = self.store.tallies(metric, ..).unwrap().into_iter().collect();
        assert_eq!(kept, sums);
    }
}

fn open(engine: &MemoryEngine) -> Store {
    block_on(Store::open(engine.restarted(), MasterKey::from_bytes([7; 32]))).unwrap()
}

#[derive(Clone, Debug)]
enum Happening {
    Booked { who: (u64, u32, i64), dated: Dated, amount: Amount },
    Voided(prop::sample::Index),
    Corrected(prop::sample::Index, Amount),
    Rated(&'static str, Rate),
    Moved(&'static str),
    Restarted,
}

fn amounts() -> impl Strategy<Value = Amount> {
    (prop::sample::select(&CURRENCIES), -1_000_000i64..1_000_000)
        .prop_filter("nobody books nothing", |(_, units)| *units != 0)
        .prop_map(|(currency, units)| money(units, currency))
}

fn happenings() -> impl Strategy<Value = Happening> {
    let moment =
        (0i64..5_000_000).prop_map(|second| Dated::At(Timestamp::from_second(1_770_000_000 + second).unwrap()));
    let day = (0i64..60).prop_map(|day| Dated::On(Date::constant(2026, 2, 1).saturating_add(day.days())));
    let dated = prop_oneof![4 => moment, 1 => day];
    let rate = (1i128..10_000_000, 2u32..6)
        .prop_map(|(units, scale)| Rate::new(Decimal::from_i128_with_scale(units, scale)).unwrap());
    prop_oneof![
        8 => ((1u64..=3, 1u32..=2, 1i64..=3), dated, amounts())
            .prop_map(|(who, dated, amount)| Happening::Booked { who, dated, amount }),
        3 => any::<prop::sample::Index>().prop_map(Happening::Voided),
        3 => (any::<prop::sample::Index>(), amounts()).prop_map(|(entry, amount)| Happening::Corrected(entry, amount)),
        2 => (prop::sample::select(&CURRENCIES[1..]), rate).prop_map(|(of, rate)| Happening::Rated(of, rate)),
        1 => prop::sample::select(&ZONES[..]).prop_map(Happening::Moved),
        1 => Just(Happening::Restarted),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn every_tally_is_the_sum_of_its_entries(happenings in prop::collection::vec(happenings(), 1..40)) {
        let mut agency = Agency::founded();
        for happening in happenings {
            let before = agency.entries();
            let some = |index: prop::sample::Index| before.get(index.index(before.len().max(1))).map(|entry| entry.id);
            match happening {
                Happening::Booked { who, dated, amount } => drop(agency.books(who, dated, amount)),
                Happening::Voided(entry) => if let Some(entry) = some(entry) { agency.voids(entry); },
                Happening::Corrected(entry, amount) => if let Some(entry) = some(entry) { agency.corrects(entry, amount); },
                Happening::Rated(of, rate) => agency.rates(of, rate),
                Happening::Moved(zone) => agency.moves_to(zone),
                Happening::Restarted => agency.restarts(),
            }
            agency.holds();
            // Nothing is erased, and what was fixed stays.
            let after = agency.entries();
            for (was, now) in before.iter().zip(&after) {
                prop_assert_eq!((was.id, was.amount, was.dated, was.kind), (now.id, now.amount, now.dated, now.kind));
                prop_assert!(was.worth.is_none() || was.worth == now.worth);
            }
        }
    }
}

#[test]
fn a_correction_keeps_rate_and_day_and_the_first_entry_stays() {
    let mut agency = Agency::founded();
    agency.rates("USD", rate("90"));
    let day = Date::constant(2026, 2, 26);
    let paid = agency.books((1, 1, 1), Dated::On(day), money(5_000, "USD"));
    agency.rates("USD", rate("100"));
    let right = agency.corrects(paid, money(5_500, "USD")).unwrap();
    assert_eq!(agency.corrects(paid, money(6_000, "USD")), None, "what was corrected is corrected where it stands now");
    let worth = total(&agency.store, Scope::Agency, day..=day).unwrap();
    assert_eq!(worth, Decimal::from(55 * 90));
    assert_eq!(payments(&agency.store, Scope::Member(MemberId(1)), day..=day).unwrap(), [(day, 1)]);
    let words = Words::of(&agency.store, right).unwrap().unwrap();
    assert_eq!((words.note.as_str(), words.reason.as_str()), ("consultation", "a typo"));
    assert_eq!(agency.entries().len(), 3);
    assert!(agency.voids(right) && !agency.voids(right) && !agency.voids(paid));
    assert!(revenue(&agency.store, Scope::Agency, Date::MIN..=Date::MAX).unwrap().is_empty());
}

#[test]
fn without_a_rate_money_stands_apart_until_there_is_one() {
    let mut agency = Agency::founded();
    let dated = Dated::At(agency.now);
    let everything = || Date::MIN..=Date::MAX;
    agency.books((1, 1, 1), dated, money(10_000, "RUB"));
    agency.books((1, 1, 2), dated, money(1_000, "USD"));
    let mistaken = agency.books((1, 2, 1), dated, money(700, "USD"));
    let ours = |store: &Store| unrated(store, Scope::Agency, everything()).unwrap();
    assert_eq!(ours(&agency.store), BTreeMap::from([(Currency::USD, Decimal::from(17))]));
    agency.voids(mistaken);
    let of_account = |account| move |of, _| of == AccountId(account);
    let apart = unrated_of(&agency.store, &Person::alone(ContactId(1)), of_account(2)).unwrap();
    assert!(apart.is_empty(), "{apart:?}");
    agency.rates("USD", rate("92.5"));
    assert!(ours(&agency.store).is_empty());
    assert_eq!(total(&agency.store, Scope::Agency, everything()).unwrap(), Decimal::from(100 + 925));
    let seen = revenue_of(&agency.store, &Person::alone(ContactId(1)), of_account(1)).unwrap();
    assert_eq!(seen.into_values().sum::<Decimal>(), Decimal::from(1025));
    assert_eq!(revenue_by_hour(&agency.store, Scope::Member(MemberId(2)), everything()).unwrap().len(), 1);
}

#[test]
fn the_base_currency_stays_from_the_first_entry_on() {
    let mut agency = Agency::founded();
    assert!(agency.change(|store, changes| Books::set_base(store, Currency::EUR, changes)));
    agency.books((1, 1, 1), Dated::At(agency.now), money(100, "EUR"));
    assert!(!agency.change(|store, changes| Books::set_base(store, Currency::USD, changes)));
    assert!(agency.change(|store, changes| Books::set_base(store, Currency::EUR, changes)));
}

#[test]
fn an_erased_person_leaves_sums_without_words() {
    let mut agency = Agency::founded();
    let paid = agency.books((1, 1, 1), Dated::At(agency.now), money(10_000, "RUB"));
    agency.change(|_, changes| {
        changes.destroy_data_key(ContactId(1).into());
        Ok(())
    });
    assert!(Words::of(&agency.store, paid).unwrap().is_none());
    agency.holds();
}
