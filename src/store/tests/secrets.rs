//! Sealing, data keys and large values, seen from outside and from the disk.

use super::*;
use crate::store::engine::{Batch, Engine, Key, KeyRange, Order, Row};

const SECRET: &[u8] = b"the auth key of an account";

/// A store together with the engine below it, to look at the disk.
fn open_both() -> (Store, MemoryEngine) {
    let engine = MemoryEngine::new();
    (block_on(Store::open(engine.clone(), master())).unwrap(), engine)
}

fn disk(engine: &MemoryEngine) -> Vec<(Key, Row)> {
    let rows = engine.scan(KeyRange::prefix(Vec::new()), usize::MAX, Order::Forward).unwrap();
    rows.into_iter().map(|(key, row)| (key.to_vec(), row)).collect()
}

fn shows(engine: &MemoryEngine, secret: &[u8]) -> bool {
    disk(engine).iter().any(|(_, row)| row.value.windows(secret.len()).any(|part| part == secret))
}

fn session(account: u32) -> Session {
    Session { account, secret: SECRET.to_vec() }
}

fn letter(owner: u64, number: u32) -> Letter {
    Letter { owner, number, text: "Dear Anna".into() }
}

#[test]
fn sealed_records_are_read_back_and_are_nowhere_on_the_disk() {
    let (store, engine) = open_both();
    commit(&store, |changes| _ = changes.create_data_key(DataKeyId(1))).unwrap();
    commit(&store, |changes| _ = changes.put(session(7)).insert(letter(1, 1))).unwrap();
    assert!(store.get::<Session>(&7).unwrap().unwrap().secret == SECRET);
    assert_eq!(store.get::<Letter>(&(1, 1)).unwrap().unwrap().text, "Dear Anna");
    // A plain record shows what it would look like.
    commit(&store, |changes| _ = changes.insert(Dog { story: "Dear Bob".into(), ..dog("Rex", 1) })).unwrap();
    assert!(shows(&engine, b"Dear Bob"));
    assert!(!shows(&engine, SECRET) && !shows(&engine, b"Dear Anna"));
}

#[test]
fn a_value_moved_to_another_row_or_left_unsealed_is_refused() {
    let (store, engine) = open_both();
    commit(&store, |changes| _ = changes.put(session(7)).put(session(8))).unwrap();
    let row = |account: u32| [&[251, 0][..], &account.to_be_bytes()].concat();
    let forge = |value: bytes::Bytes| {
        let mut batch = Batch::new();
        batch.put(row(8), value);
        block_on(engine.commit(batch)).unwrap();
        store.get::<Session>(&8).err().unwrap()
    };
    let moved = engine.get(&row(7)).unwrap().unwrap().value;
    assert!(matches!(forge(moved), StoreError::Seal { source: SealError::NotAuthentic, .. }));
    let plain = [&[1][..], &rmp_serde::to_vec_named(&session(8)).unwrap()].concat();
    let error = forge(plain.into());
    assert!(matches!(error, StoreError::Unreadable { .. }), "{error}");
}

#[test]
fn erasing_a_person_makes_their_records_vanish_and_the_key_never_returns() {
    let store = open();
    commit(&store, |changes| {
        changes.create_data_key(DataKeyId(1)).create_data_key(DataKeyId(2));
        changes.insert(letter(1, 1)).insert(letter(1, 2)).insert(letter(2, 1));
    })
    .unwrap();
    commit(&store, |changes| _ = changes.destroy_data_key(DataKeyId(1))).unwrap();
    assert!(store.get::<Letter>(&(1, 1)).unwrap().is_none());
    let left: Vec<_> = store.scan::<Letter>(All, Page::first(2)).unwrap().iter().map(|letter| letter.key()).collect();
    assert_eq!(left, [(2, 1)]);
    assert!(commit(&store, |changes| _ = changes.create_data_key(DataKeyId(1))).is_err());
    let late = commit(&store, |changes| _ = changes.insert(letter(1, 3)));
    assert!(matches!(late, Err(StoreError::NoDataKey { table: "letters" })), "{late:?}");
    let never = commit(&store, |changes| _ = changes.insert(letter(3, 1)));
    assert!(matches!(never, Err(StoreError::NoDataKey { .. })), "{never:?}");
}

#[test]
fn large_records_are_cut_for_the_engine_and_leave_no_pieces() {
    let (store, engine) = open_both();
    let empty = disk(&engine).len();
    let long = |letter: char| Dog { story: letter.to_string().repeat(100_000), ..dog("Rex", 1) };
    let rex = || store.get::<Dog>(&"Rex".to_owned()).unwrap().unwrap();
    commit(&store, |changes| _ = changes.insert(long('a'))).unwrap();
    assert!(disk(&engine).iter().all(|(key, row)| key.len() + row.value.len() + 8 <= 32 << 10));
    let rows = disk(&engine).len();
    let was = rex();
    commit(&store, |changes| _ = changes.update(&was, long('b'))).unwrap();
    assert_eq!(*rex(), long('b'));
    assert_eq!(disk(&engine).len(), rows);
    let was = rex();
    commit(&store, |changes| _ = changes.delete(&was)).unwrap();
    assert_eq!(disk(&engine).len(), empty);
}

#[test]
fn what_does_not_fit_is_refused_with_both_sizes() {
    let store = open();
    let refused = |result: Result<(), StoreError>| match result {
        Err(StoreError::TooLarge { size, limit, .. }) => size > limit,
        other => panic!("{other:?}"),
    };
    assert!(refused(commit(&store, |changes| {
        changes.insert(Dog { story: "x".repeat(MAX_VALUE), ..dog("Rex", 1) });
    })));
    let long = Session { account: 1, secret: vec![1; 40_000] };
    assert!(refused(commit(&store, |changes| _ = changes.put(long.clone()))));
    commit(&store, |changes| _ = changes.insert(long.clone())).unwrap();
}
