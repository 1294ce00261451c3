//! What every engine must do, run on each of them.
//!
//! A new engine adds itself to `on_every_engine!` and nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::executor::block_on;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::store::engine::{Batch, CommitError, Engine, EngineError, Key, KeyRange, Order, Row, Version};
use crate::store::record::TALLY_LIMIT;
use crate::store::{MemoryEngine, SledEngine, group};

/// Runs each function as a test on each engine.
macro_rules! on_every_engine {
    ($($name:ident),* $(,)?) => {
        mod memory {
            $(#[test] fn $name() { super::$name(super::MemoryEngine::new()); })*
        }
        mod sled {
            $(#[test] fn $name() {
                let dir = tempfile::tempdir().unwrap();
                super::$name(super::SledEngine::open(dir.path()).unwrap());
            })*
        }
    };
}

on_every_engine! {
    rows_come_back_in_key_order_within_range_and_limit,
    a_failed_expectation_rejects_the_whole_batch_and_no_other,
    expectations_see_the_state_before_the_batch,
    versions_never_repeat,
    tallies_add_up_and_vanish_at_zero,
    a_tally_stays_within_what_is_exact,
    concurrent_writers_of_one_row_are_put_in_a_row,
    closing_finishes_what_was_accepted_and_refuses_the_rest,
    random_batches_agree_with_a_model,
}

fn put(engine: &impl Engine, key: &[u8], value: &'static str) {
    let mut batch = Batch::new();
    batch.put(key.to_vec(), value);
    block_on(engine.commit(batch)).unwrap();
}

fn version(engine: &impl Engine, key: &[u8]) -> Version {
    engine.get(key).unwrap().unwrap().version
}

fn keys(rows: Vec<(bytes::Bytes, Row)>) -> Vec<Vec<u8>> {
    rows.into_iter().map(|(key, _)| key.to_vec()).collect()
}

fn rows_come_back_in_key_order_within_range_and_limit(engine: impl Engine) {
    for key in [&[2, 9][..], &[1, 255], &[2], &[1], &[2, 0], &[255]] {
        put(&engine, key, "x");
    }
    let all = KeyRange { start: vec![], end: None };
    let scan = |range: KeyRange, limit, order| keys(engine.scan(range, limit, order).unwrap());
    let forward = scan(all.clone(), 9, Order::Forward);
    assert_eq!(forward, [vec![1], vec![1, 255], vec![2], vec![2, 0], vec![2, 9], vec![255]]);
    assert_eq!(scan(all.clone(), 2, Order::Reverse), [vec![255], vec![2, 9]]);
    assert_eq!(scan(all.clone(), 0, Order::Forward), Vec::<Vec<u8>>::new());
    assert_eq!(scan(KeyRange::prefix(vec![2]), 9, Order::Forward), [vec![2], vec![2, 0], vec![2, 9]]);
    let past = KeyRange::prefix(vec![2]).past(&[2, 0], Order::Forward);
    assert_eq!(scan(past, 9, Order::Forward), [vec![2, 9]]);
    assert_eq!(scan(KeyRange { start: vec![2], end: Some(vec![1]) }, 9, Order::Forward), Vec::<Vec<u8>>::new());
}

fn a_failed_expectation_rejects_the_whole_batch_and_no_other(engine: impl Engine) {
    put(&engine, b"a", "1");
    let (mut bad, mut good) = (Batch::new(), Batch::new());
    bad.put(b"b".to_vec(), "never").expect(b"a".to_vec(), None);
    good.put(b"c".to_vec(), "yes").expect(b"a".to_vec(), Some(version(&engine, b"a")));
    let (bad, good) = block_on(futures::future::join(engine.commit(bad), engine.commit(good)));
    assert!(matches!(bad, Err(CommitError::Conflict { key }) if key == b"a"));
    good.unwrap();
    assert_eq!(engine.get(b"b").unwrap(), None);
    assert_eq!(engine.get(b"c").unwrap().unwrap().value, "yes");
}

fn expectations_see_the_state_before_the_batch(engine: impl Engine) {
    let mut batch = Batch::new();
    batch.put(b"k".to_vec(), "1").expect(b"k".to_vec(), None).delete(b"k".to_vec()).put(b"k".to_vec(), "2");
    block_on(engine.commit(batch)).unwrap();
    assert_eq!(engine.get(b"k").unwrap().unwrap().value, "2");
}

fn versions_never_repeat(engine: impl Engine) {
    let mut seen = Vec::new();
    for _ in 0..3 {
        put(&engine, b"k", "same");
        seen.push(version(&engine, b"k"));
        let mut batch = Batch::new();
        batch.delete(b"k".to_vec());
        block_on(engine.commit(batch)).unwrap();
    }
    assert!(seen.is_sorted_by(|a, b| a < b), "{seen:?}");
}

fn amount(engine: &impl Engine, key: &[u8]) -> Option<Decimal> {
    engine.get(key).unwrap().map(|row| group::tally(&row.value).unwrap())
}

fn add(engine: &impl Engine, amounts: &[&str]) -> Result<(), CommitError> {
    let mut batch = Batch::new();
    for amount in amounts {
        batch.add(b"t".to_vec(), amount.parse().unwrap());
    }
    block_on(engine.commit(batch))
}

fn tallies_add_up_and_vanish_at_zero(engine: impl Engine) {
    add(&engine, &["1.50", "2"]).unwrap();
    add(&engine, &["-0.5"]).unwrap();
    assert_eq!(amount(&engine, b"t").unwrap().to_string(), "3", "stored without trailing zeros");
    add(&engine, &["-3.000"]).unwrap();
    assert_eq!(amount(&engine, b"t"), None);
}

fn a_tally_stays_within_what_is_exact(engine: impl Engine) {
    let limit = TALLY_LIMIT.to_string();
    add(&engine, &[&limit]).unwrap();
    assert!(matches!(add(&engine, &["0.00000001"]), Err(CommitError::TallyOverflow { .. })));
    add(&engine, &["-0.00000001"]).unwrap();
    assert_eq!(amount(&engine, b"t").unwrap().to_string(), "9999999999999999999.99999999");
}

fn concurrent_writers_of_one_row_are_put_in_a_row(engine: impl Engine) {
    let engine = Arc::new(engine);
    let writers: Vec<_> = (0..4)
        .map(|_| {
            let engine = engine.clone();
            std::thread::spawn(move || {
                let mut won = 0;
                while won < 25 {
                    let row = engine.get(b"n").unwrap();
                    let count = row.as_ref().map_or(0, |row| row.value[0]);
                    let mut batch = Batch::new();
                    batch.expect(b"n".to_vec(), row.map(|row| row.version)).put(b"n".to_vec(), vec![count + 1]);
                    match block_on(engine.commit(batch)) {
                        Ok(()) => won += 1,
                        Err(CommitError::Conflict { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    assert_eq!(engine.get(b"n").unwrap().unwrap().value[0], 100, "no update is lost");
}

fn closing_finishes_what_was_accepted_and_refuses_the_rest(engine: impl Engine) {
    let mut batch = Batch::new();
    batch.put(b"k".to_vec(), "1");
    let (before, closed) = block_on(futures::future::join(engine.commit(batch.clone()), engine.close()));
    before.unwrap();
    closed.unwrap();
    assert!(matches!(block_on(engine.commit(batch)), Err(CommitError::Engine(EngineError::Closed))));
    block_on(engine.close()).unwrap();
    assert!(engine.get(b"k").unwrap().is_some(), "reading goes on");
}

/// A step on one of few keys.
#[derive(Clone, Debug)]
enum Step {
    /// Expect the row as it is (`true`), or as it is not.
    Expect(u8, bool),
    Put(u8, u8),
    Delete(u8),
    Add(u8, i8),
}

fn step() -> impl Strategy<Value = Step> {
    let (row, sum) = (1u8..6, 10u8..13);
    prop_oneof![
        (row.clone(), prop::bool::weighted(0.9)).prop_map(|(key, holds)| Step::Expect(key, holds)),
        (row.clone(), any::<u8>()).prop_map(|(key, value)| Step::Put(key, value)),
        row.prop_map(Step::Delete),
        (sum, -3i8..4).prop_map(|(key, amount)| Step::Add(key, amount)),
    ]
}

/// What a row is, without versions: a value, or a sum.
#[derive(Clone, Debug, Default, PartialEq)]
struct Model {
    rows: BTreeMap<Key, u8>,
    sums: BTreeMap<Key, i64>,
}

fn random_batches_agree_with_a_model(engine: impl Engine) {
    let batches = prop::collection::vec(prop::collection::vec(step(), 1..6), 1..12);
    // One engine for all cases: each starts from what the last one left.
    let model = std::cell::RefCell::new(Model::default());
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 40, ..ProptestConfig::default() });
    runner
        .run(&batches, |batches| {
            for steps in batches {
                let mut next = model.borrow().clone();
                let mut holds = true;
                let mut batch = Batch::new();
                for step in &steps {
                    match *step {
                        Step::Expect(key, as_it_is) => {
                            let found = engine.get(&[key]).unwrap().map(|row| row.version);
                            prop_assert_eq!(found.is_some(), model.borrow().rows.contains_key(&vec![key]));
                            holds &= as_it_is;
                            batch.expect(vec![key], if as_it_is { found } else { Some(Version(u64::MAX)) });
                        }
                        Step::Put(key, value) => {
                            next.rows.insert(vec![key], value);
                            batch.put(vec![key], vec![value]);
                        }
                        Step::Delete(key) => {
                            next.rows.remove(&vec![key]);
                            batch.delete(vec![key]);
                        }
                        Step::Add(key, amount) => {
                            *next.sums.entry(vec![key]).or_default() += i64::from(amount);
                            batch.add(vec![key], Decimal::from(amount));
                        }
                    }
                }
                next.sums.retain(|_, sum| *sum != 0);
                prop_assert_eq!(block_on(engine.commit(batch)).is_ok(), holds);
                if holds {
                    model.replace(next);
                }
                prop_assert_eq!(&held_by(&engine), &*model.borrow());
            }
            Ok(())
        })
        .unwrap();
}

fn held_by(engine: &impl Engine) -> Model {
    let mut held = Model::default();
    for (key, row) in engine.scan(KeyRange { start: vec![], end: None }, usize::MAX, Order::Forward).unwrap() {
        if key[0] < 10 {
            held.rows.insert(key.to_vec(), row.value[0]);
        } else {
            held.sums.insert(key.to_vec(), group::tally(&row.value).unwrap().try_into().unwrap());
        }
    }
    held
}
