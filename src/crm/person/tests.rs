//! Whatever is merged, split and taken back: what is read of a person is what is read of each of their contacts, and nothing moves.

use super::*;
use crate::{
    crm::ledger::{self, Books, Entry, Kind, NewEntry},
    domain::{AccountId, Amount, Birthday, ClientIdentity, Currency, Dated, EntryId, UserId},
    store::{MasterKey, MemoryEngine},
};
use futures::executor::block_on;
use jiff::{civil::Date, tz::TimeZone};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Five contacts, and who they are said to be by nothing but the words of the product.
struct Agency {
    store: Store,
    now: Timestamp,
    /// Of each contact the kept one.
    said: BTreeMap<u64, u64>,
}

const CONTACTS: std::ops::RangeInclusive<u64> = 1..=5;
const ANNA: MemberId = MemberId(7);

impl Agency {
    fn opens() -> Agency {
        let store = block_on(Store::open(MemoryEngine::new(), MasterKey::from_bytes([7; 32]))).unwrap();
        let now = Timestamp::from_second(1_770_000_000).unwrap();
        let agency = Agency { store, now, said: CONTACTS.map(|id| (id, id)).collect() };
        agency.change(|_, changes| {
            changes.insert(Books { base: Currency::RUB, locked: true, rates: Default::default(), zone: None });
            for id in CONTACTS {
                changes.create_data_key(ContactId(id).into());
                let identity = ClientIdentity { first_name: format!("Ivan {id}"), ..ClientIdentity::default() };
                changes.insert(Contact { id: ContactId(id), user: UserId(id as i64), identity, since: now });
            }
            Ok(())
        });
        agency
    }

    fn change<T>(&self, plan: impl FnOnce(&Store, &mut Changes) -> Result<T, StoreError>) -> T {
        let mut changes = Changes::new();
        let outcome = plan(&self.store, &mut changes).unwrap();
        block_on(self.store.commit(changes)).unwrap();
        outcome
    }

    fn merges(&mut self, kept: u64, other: u64) -> Option<Joined> {
        self.now += jiff::SignedDuration::from_secs(1);
        let joined =
            self.change(|store, changes| merge(store, (ContactId(kept), ContactId(other)), ANNA, self.now, changes));
        let (into, from) = (self.said[&kept], self.said[&other]);
        assert_eq!(joined.is_some(), into != from);
        self.said.values_mut().filter(|of| **of == from).for_each(|of| *of = into);
        joined
    }

    fn splits(&mut self, contact: u64) {
        let from = self.change(|store, changes| split(store, ContactId(contact), changes));
        let kept = self.said[&contact];
        assert_eq!(from, (kept != contact).then_some(ContactId(kept)));
        self.said.insert(contact, contact);
    }

    fn books(&mut self, id: u64, contact: u64, units: i64) {
        let amount = Amount::new(Decimal::new(units, 2), Currency::RUB).unwrap();
        let new = NewEntry {
            id: EntryId(id),
            contact: ContactId(contact),
            account: AccountId(1),
            member: ANNA,
            dated: Dated::On(Date::constant(2026, 2, 1)),
            amount,
            note: String::new(),
            proof: None,
        };
        self.change(|store, changes| {
            let books = Books::open(store, changes)?.unwrap();
            ledger::book(&books, self.now, &TimeZone::UTC, new, changes).unwrap();
            Ok(())
        });
    }

    fn voids(&mut self, void: u64, entry: u64) {
        self.change(|store, changes| {
            let Some(entry) = Entry::find(store, EntryId(entry))? else { return Ok(false) };
            let act = ledger::Act { by: ANNA, at: self.now, reason: "a mistake" };
            ledger::void(store, EntryId(void), &entry, act, changes)
        });
    }

    /// What each contact paid by itself, recomputed from the entries.
    fn paid(&self, of: impl Fn(u64) -> bool) -> Decimal {
        let entries = self.store.scan::<Entry>(All, Page::all()).unwrap();
        entries.iter().filter(|entry| of(entry.contact.0)).map(|entry| entry.amount.value()).sum()
    }

    /// Everybody is who was said, and what is read of them is what their contacts have together.
    fn holds(&self) {
        for id in CONTACTS {
            let (kept, person) = (self.said[&id], Person::of(&self.store, ContactId(id)).unwrap());
            assert_eq!(person.kept(), ContactId(kept));
            let of: Vec<_> = person.contacts().map(|contact| contact.0).collect();
            let mut said: Vec<_> = CONTACTS.filter(|other| self.said[other] == kept).collect();
            said.sort_by_key(|other| (*other != kept, *other));
            assert_eq!(of, said);
            let all = |_, _| true;
            let together = self.paid(|contact| self.said[&contact] == kept);
            assert_eq!(ledger::total_of(&self.store, &person, all).unwrap(), together);
            let days = ledger::revenue_of(&self.store, &person, all).unwrap();
            assert_eq!(days.into_values().sum::<Decimal>(), together);
            let alone = Person::alone(ContactId(id));
            assert_eq!(ledger::total_of(&self.store, &alone, all).unwrap(), self.paid(|contact| contact == id));
            let history = Entry::history(&self.store, &person, |_| true).unwrap();
            let booked = |entry: &Entry| self.said[&entry.contact.0] == kept && matches!(entry.kind, Kind::Payment);
            let entries = self.store.scan::<Entry>(All, Page::all()).unwrap();
            assert_eq!(history.len(), entries.iter().filter(|entry| booked(entry)).count());
        }
        // No link leads to one that is linked itself.
        let links = Merged::all(&self.store).unwrap();
        assert!(links.values().all(|into| !links.contains_key(into)), "{links:?}");
        let linked = CONTACTS.filter(|id| self.said[id] != *id).count();
        assert_eq!(links.len(), linked);
    }

    /// Everything but the links.
    fn kept(&self) -> Vec<Entry> {
        self.store.scan::<Entry>(All, Page::all()).unwrap().into_iter().map(|entry| entry.into_value()).collect()
    }
}

#[derive(Clone, Debug)]
enum Happening {
    Merged(u64, u64),
    /// Merged, and taken back at once.
    Mistaken(u64, u64),
    Split(u64),
    Booked(u64, i64),
    Voided(prop::sample::Index),
}

fn happenings() -> impl Strategy<Value = Happening> {
    prop_oneof![
        4 => (CONTACTS, CONTACTS).prop_map(|(kept, other)| Happening::Merged(kept, other)),
        2 => (CONTACTS, CONTACTS).prop_map(|(kept, other)| Happening::Mistaken(kept, other)),
        3 => CONTACTS.prop_map(Happening::Split),
        4 => (CONTACTS, -1_000_000i64..1_000_000).prop_filter("nobody books nothing", |(_, units)| *units != 0)
            .prop_map(|(contact, units)| Happening::Booked(contact, units)),
        2 => any::<prop::sample::Index>().prop_map(Happening::Voided),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_person_is_all_their_contacts(happenings in prop::collection::vec(happenings(), 1..40)) {
        let mut agency = Agency::opens();
        for (at, happening) in (1000..).zip(happenings) {
            match happening {
                Happening::Merged(kept, other) => drop(agency.merges(kept, other)),
                Happening::Mistaken(kept, other) => {
                    let before = agency.said.clone();
                    if let Some(joined) = agency.merges(kept, other) {
                        let at = agency.change(|store, changes| unmerge(store, &joined, changes));
                        prop_assert_eq!(at, Some(agency.now));
                        agency.said = before;
                    }
                }
                Happening::Split(contact) => agency.splits(contact),
                Happening::Booked(contact, units) => agency.books(at, contact, units),
                Happening::Voided(entry) => {
                    let entries = agency.kept();
                    if !entries.is_empty() {
                        agency.voids(at, entries[entry.index(entries.len())].id.0);
                    }
                }
            }
            agency.holds();
        }
        // When everybody is split again, it is as if they had never been merged.
        let entries = agency.kept();
        CONTACTS.for_each(|contact| agency.splits(contact));
        agency.holds();
        prop_assert_eq!(entries, agency.kept());
        prop_assert!(Merged::all(&agency.store).unwrap().is_empty());
    }
}

#[test]
fn a_merge_is_taken_back_only_while_nothing_has_happened_since() {
    let mut agency = Agency::opens();
    agency.merges(2, 3);
    let joined = agency.merges(1, 2).unwrap();
    assert_eq!((joined.kept, joined.moved.clone()), (ContactId(1), vec![ContactId(2), ContactId(3)]));
    let mut changes = Changes::new();
    assert!(unmerge(&agency.store, &joined, &mut changes).unwrap().is_some());
    agency.splits(3);
    assert!(unmerge(&agency.store, &joined, &mut changes).unwrap().is_none());
}

#[test]
fn of_two_merges_at_once_one_is_planned_anew() {
    let agency = Agency::opens();
    let plan = |kept, other| {
        let mut changes = Changes::new();
        merge(&agency.store, (ContactId(kept), ContactId(other)), ANNA, agency.now, &mut changes).unwrap().unwrap();
        changes
    };
    // Each is sound by itself; together they would be a chain, or a circle.
    for [first, second] in [[(2, 3), (1, 2)], [(4, 5), (5, 4)]] {
        let (first, second) = (plan(first.0, first.1), plan(second.0, second.1));
        block_on(agency.store.commit(first)).unwrap();
        assert!(matches!(block_on(agency.store.commit(second)), Err(StoreError::Conflict { .. })));
    }
}

#[test]
fn the_card_is_filled_from_the_others_and_written_to_the_kept_one() {
    let mut agency = Agency::opens();
    let profile = |id: u64, first: &str, city: &str, tags: &[&str]| Profile {
        first_name: (!first.is_empty()).then(|| first.to_owned()),
        city: (!city.is_empty()).then(|| crate::crm::City { name: city.into(), zone: None }),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..Profile::empty(ContactId(id))
    };
    let [one, two] = [profile(1, "Ivan", "", &["VIP"]), profile(2, "Vanya", "Riga", &["vip", "regular"])];
    let two = Profile { birthday: Some(Birthday { month: 3, day: 12, year: None }), ..two };
    agency.change(|_, changes| {
        changes.insert(one.clone()).insert(two.clone());
        Ok(())
    });
    agency.merges(1, 2);
    let person = Person::of(&agency.store, ContactId(2)).unwrap();
    let card = person.profile(&agency.store).unwrap();
    assert_eq!(card.full_name().as_deref(), Some("Ivan"));
    assert_eq!(card.city.as_ref().map(|city| city.name.as_str()), Some("Riga"));
    assert_eq!(card.tags.iter().collect::<Vec<_>>(), ["VIP", "regular"]);
    agency.change(|store, changes| {
        person.rewrite(store, changes, |card| {
            card.last_name = Some("Petrov".into());
            card.birthday = None;
            card.tags.remove("VIP");
        })
    });
    let card = person.profile(&agency.store).unwrap();
    assert_eq!((card.full_name().as_deref(), card.birthday), (Some("Ivan Petrov"), None));
    assert_eq!(card.tags.iter().collect::<Vec<_>>(), ["regular"]);
    // Each keeps its own.
    agency.splits(2);
    let own = |id: u64| Person::of(&agency.store, ContactId(id)).unwrap().profile(&agency.store).unwrap();
    assert_eq!(own(1), Profile { last_name: Some("Petrov".into()), tags: Default::default(), ..one });
    assert_eq!(own(2), Profile { birthday: None, tags: ["regular".to_owned()].into(), ..two });
}

#[test]
fn a_place_is_not_put_together_from_two() {
    let place = |city: Option<&str>, country: Option<&[u8; 2]>| Profile {
        city: city.map(|name| crate::crm::City { name: name.into(), zone: None }),
        country: country.map(|code| crate::crm::Country::Known(*code)),
        ..Profile::empty(ContactId(1))
    };
    let riga = place(Some("Riga"), Some(b"LV"));
    let filled = |mut own: Profile| {
        own.fill_from(&riga);
        own
    };
    assert_eq!(filled(place(None, None)), riga);
    assert_eq!(filled(place(None, Some(b"LV"))), riga);
    for own in [place(None, Some(b"RU")), place(Some("Kolomna"), None), place(Some("Moscow"), Some(b"RU"))] {
        assert_eq!(filled(own.clone()), own);
    }
}
