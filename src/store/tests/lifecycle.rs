//! Opening, migrating, failing, repairing.

use std::sync::Arc;

use super::*;
use crate::store::engine::{Batch, Engine, Key, KeyRange, Order};
use crate::store::migrations::{MIGRATIONS, Migration, Source, Step};
use crate::store::record::TALLIES_TAG;

fn open_on(engine: &MemoryEngine, migrations: &[Migration]) -> Result<Store, StoreError> {
    block_on(Store::open_with(Arc::new(engine.restarted()), master(), migrations))
}

#[test]
fn another_master_key_is_refused_and_changes_nothing() {
    let engine = MemoryEngine::new();
    drop(block_on(Store::open(engine.clone(), master())).unwrap());
    let other = block_on(Store::open(engine.clone(), MasterKey::from_bytes([8; 32])));
    assert!(matches!(other, Err(StoreError::WrongMasterKey)));
    block_on(Store::open(engine, master())).unwrap();
}

#[test]
fn fingerprints_stay_the_same_from_start_to_start_and_differ_between_installations() {
    let engine = MemoryEngine::new();
    let print = |store: &Store| store.blind_index("phone", b"+1 555");
    let first = print(&block_on(Store::open(engine.clone(), master())).unwrap());
    assert_eq!(first, print(&block_on(Store::open(engine, master())).unwrap()));
    assert_ne!(first, print(&open()));
}

#[test]
fn rows_of_something_else_are_not_taken_over() {
    let engine = MemoryEngine::new();
    let mut batch = Batch::new();
    batch.put(vec![99], "?");
    block_on(engine.commit(batch)).unwrap();
    assert!(matches!(open_on(&engine, MIGRATIONS), Err(StoreError::Migration { number: 1, .. })));
}

/// A migration for tests: gives every dog another year, two dogs a step.
fn birthday(source: &Source<'_>, from: Option<&[u8]>) -> Result<Step, StoreError> {
    let mut range = KeyRange::prefix(vec![250, 0]);
    if let Some(from) = from {
        range = range.past(from, Order::Forward);
    }
    let rows = source.engine.scan(range, 2, Order::Forward)?;
    let mut batch = Batch::new();
    for (key, row) in &rows {
        let mut dog: Dog = rmp_serde::from_slice(&row.value[1..]).unwrap();
        dog.age += 1;
        let value = [&[1][..], &rmp_serde::to_vec_named(&dog).unwrap()].concat();
        batch.expect(key.to_vec(), Some(row.version)).put(key.to_vec(), value);
    }
    let next = (rows.len() == 2).then(|| rows[1].0.to_vec());
    Ok(Step { batch, next })
}

/// One migration more than there are.
fn with_birthday() -> Vec<Migration> {
    let known = MIGRATIONS.iter().map(|known| Migration { number: known.number, name: known.name, step: known.step });
    known.chain([Migration { number: KNOWN + 1, name: "birthday", step: birthday }]).collect()
}

const KNOWN: u32 = MIGRATIONS.len() as u32;

fn ages(store: &Store) -> Vec<u16> {
    store.scan::<Dog>(All, Page::all()).unwrap().iter().map(|dog| dog.age).collect()
}

#[test]
fn a_migration_killed_at_any_step_goes_on_and_runs_once() {
    let engine = MemoryEngine::new();
    let store = open_on(&engine, MIGRATIONS).unwrap();
    commit(&store, |changes| {
        for name in ["a", "b", "c", "d", "e"] {
            changes.insert(dog(name, 0));
        }
    })
    .unwrap();
    drop(store);
    for fault in [Fault::Lost, Fault::Unacknowledged] {
        for passed in 0..3 {
            let engine = engine.fork();
            engine.fail(passed, fault);
            let failed = open_on(&engine, &with_birthday());
            assert!(matches!(failed, Err(StoreError::Migration { name: "birthday", .. })));
            assert_eq!(ages(&open_on(&engine, &with_birthday()).unwrap()), [1; 5], "{fault:?} after {passed}");
            assert_eq!(ages(&open_on(&engine, &with_birthday()).unwrap()), [1; 5]);
        }
    }
}

#[test]
fn a_newer_store_is_refused_naming_both_schemas() {
    let engine = MemoryEngine::new();
    drop(open_on(&engine, &with_birthday()).unwrap());
    let error = open_on(&engine, MIGRATIONS).err().unwrap();
    assert!(matches!(error, StoreError::NewerSchema { found, known: KNOWN } if found == KNOWN + 1));
    let said = error.to_string();
    assert!(said.contains(&KNOWN.to_string()) && said.contains(&(KNOWN + 1).to_string()), "{said}");
}

#[test]
fn migrations_are_numbered_without_gaps() {
    assert!(MIGRATIONS.iter().map(|migration| migration.number).eq(1..=MIGRATIONS.len() as u32));
}

#[test]
fn a_store_that_failed_says_so_until_it_is_opened_again() {
    let engine = MemoryEngine::new();
    let store = block_on(Store::open(engine.clone(), master())).unwrap();
    let failed = store.failed();
    engine.fail(0, Fault::Unacknowledged);
    assert!(commit(&store, |changes| _ = changes.insert(dog("Rex", 1))).is_err());
    assert!(store.get::<Dog>(&"Rex".to_owned()).is_err());
    assert!(matches!(block_on(failed), EngineError::Poisoned { .. }));
    let store = open_on(&engine, MIGRATIONS).unwrap();
    assert!(store.get::<Dog>(&"Rex".to_owned()).unwrap().is_some(), "it was written, only not acknowledged");
}

#[test]
fn clashing_tags_are_named() {
    registry().check().unwrap();
    let twice = registry().record::<Dog>().check().unwrap_err();
    assert!(twice.contains("dogs") && twice.contains("250"), "{twice}");
    const OTHER: Metric<(u8,)> = Metric::new(2, "height");
    let clash = registry().metric(OTHER).check().unwrap_err();
    assert!(clash.contains("weight") && clash.contains("height"), "{clash}");
}

/// All derived rows: what a rebuild may change.
fn derived(engine: &MemoryEngine) -> Vec<(Key, bytes::Bytes)> {
    let rows = engine.scan(KeyRange::prefix(Vec::new()), usize::MAX, Order::Forward).unwrap();
    let derived = |key: &[u8]| key[0] == TALLIES_TAG || (key[0] >= 16 && key[1] != 0);
    rows.into_iter().filter(|(key, _)| derived(key)).map(|(key, row)| (key.to_vec(), row.value)).collect()
}

#[test]
fn a_rebuild_repairs_whatever_was_lost_added_or_changed() {
    let engine = MemoryEngine::new();
    let store = open_on(&engine, MIGRATIONS).unwrap();
    commit(&store, |changes| {
        for number in 0..300 {
            changes.insert(Dog { chip: Some(number), ..dog(&format!("d{number}"), number as u16 % 5) });
        }
    })
    .unwrap();
    let right = derived(&engine);
    let mut damage = Batch::new();
    for (number, (key, _)) in right.iter().enumerate() {
        match number % 3 {
            0 => damage.delete(key.clone()),
            1 if key[0] == TALLIES_TAG => damage.add(key.clone(), Decimal::TEN),
            1 => damage.put(key.clone(), "wrong"),
            _ => &mut damage,
        };
    }
    damage.put(vec![250, 1, 77], "stray").add(vec![TALLIES_TAG, 0, 0, 9, 9], Decimal::ONE);
    block_on(engine.commit(damage)).unwrap();
    assert!(derived(&engine) != right);
    assert!(block_on(store.rebuild(&registry())).unwrap() > 500);
    assert!(derived(&engine) == right);
    assert_eq!(block_on(store.rebuild(&registry())).unwrap(), 0);
}

#[test]
fn a_store_from_before_an_index_gets_it_with_the_migration_and_once() {
    let engine = MemoryEngine::new();
    let store = open_on(&engine, &MIGRATIONS[..1]).unwrap();
    commit(&store, |changes| _ = changes.insert(dog("Rex", 3))).unwrap();
    let right = derived(&engine);
    let mut without = Batch::new();
    for (key, _) in &right {
        without.delete(key.clone());
    }
    block_on(engine.commit(without)).unwrap();
    assert_eq!(crate::store::due(&engine).unwrap(), Some((1, KNOWN)));
    let store = open_on(&engine, MIGRATIONS).unwrap();
    assert_eq!(crate::store::due(&engine).unwrap(), None);
    assert_eq!(block_on(store.rebuild_if_due(&registry())).unwrap(), Some(right.len()));
    assert!(derived(&engine) == right);
    assert_eq!(names(&store.find(DOGS_BY_AGE, (3u16,), Page::all()).unwrap()), ["Rex"]);
    assert_eq!(block_on(store.rebuild_if_due(&registry())).unwrap(), None);
}

mod random {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    struct Deed {
        name: u8,
        delete: bool,
        age: u16,
        chip: Option<u32>,
        weight: i64,
        long: bool,
    }

    fn deed() -> impl Strategy<Value = Deed> {
        (
            0u8..5,
            prop::bool::weighted(0.2),
            0u16..4,
            prop::option::of(0u32..4),
            -2000i64..2000,
            prop::bool::weighted(0.1),
        )
            .prop_map(|(name, delete, age, chip, weight, long)| Deed { name, delete, age, chip, weight, long })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]
        /// Whatever happened, what is derived is what a rebuild would derive, and nothing is left over.
        #[test]
        fn indexes_and_tallies_always_equal_a_rebuild(deeds in prop::collection::vec(deed(), 1..30)) {
            let engine = MemoryEngine::new();
            let store = open_on(&engine, MIGRATIONS).unwrap();
            for deed in deeds {
                let was = store.get::<Dog>(&deed.name.to_string()).unwrap();
                let story = if deed.long { "x".repeat(50_000) } else { String::new() };
                let weight = Decimal::new(deed.weight, 2);
                let now = Dog { name: deed.name.to_string(), age: deed.age, chip: deed.chip, weight, story };
                let taken = deed.chip.and_then(|chip| store.lookup(DOG_BY_CHIP, &chip).unwrap());
                let taken = taken.is_some_and(|holder| holder.name != now.name) && !(deed.delete && was.is_some());
                let result = commit(&store, |changes| _ = match &was {
                    Some(was) if deed.delete => changes.delete(was),
                    Some(was) => changes.update(was, now),
                    None => changes.insert(now),
                });
                prop_assert_eq!(result.is_err(), taken);
            }
            prop_assert_eq!(block_on(store.rebuild(&registry())).unwrap(), 0);
            for dog in store.scan::<Dog>(All, Page::all()).unwrap() {
                commit(&store, |changes| _ = changes.delete(&dog)).unwrap();
            }
            prop_assert_eq!(derived(&engine), vec![]);
        }
    }
}

#[test]
fn the_embedded_engine_carries_the_store_across_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let open = || block_on(Store::open(SledEngine::open(dir.path()).unwrap(), master())).unwrap();
    let store = open();
    let long = Dog { story: "x".repeat(200_000), ..dog("Rex", 1) };
    commit(&store, |changes| {
        changes.create_data_key(DataKeyId(1)).insert(Letter { owner: 1, number: 1, text: "Dear Anna".into() });
        changes.insert(long.clone());
    })
    .unwrap();
    drop(store);
    let store = open();
    assert_eq!(*store.get::<Dog>(&"Rex".to_owned()).unwrap().unwrap(), long);
    assert_eq!(store.get::<Letter>(&(1, 1)).unwrap().unwrap().text, "Dear Anna");
    assert_eq!(block_on(store.rebuild(&registry())).unwrap(), 0);
    block_on(store.close()).unwrap();
    let late = commit(&store, |changes| _ = changes.insert(dog("Late", 1)));
    assert!(matches!(late, Err(StoreError::Engine(EngineError::Closed))), "{late:?}");
}
