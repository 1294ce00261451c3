//! Another master key: killed anywhere, in use all the time, and nothing left under the old one.

use super::*;
use crate::store::engine::{Engine, KeyRange, Order};
use crate::store::seal::key_id;
use std::collections::BTreeSet;

fn next() -> MasterKey {
    MasterKey::from_bytes([9; 32])
}

fn reopened(engine: &MemoryEngine, master: MasterKey) -> Result<Store, StoreError> {
    block_on(Store::open(engine.restarted(), master))
}

/// A person with a letter, sessions of all sizes, and a plain record.
fn kept() -> MemoryEngine {
    let engine = MemoryEngine::new();
    let store = block_on(Store::open(engine.clone(), master())).unwrap();
    commit(&store, |changes| _ = changes.create_data_key(DataKeyId(1)).create_data_key(DataKeyId(2))).unwrap();
    commit(&store, |changes| {
        changes.insert(Letter { owner: 1, number: 1, text: "Dear Anna".into() });
        changes.insert(Letter { owner: 2, number: 1, text: "Dear Bob".into() });
        changes.insert(dog("Rex", 3));
        for (account, size) in [(1, 10), (2, 40_000), (3, 0)] {
            changes.insert(Session { account, secret: vec![account as u8; size] });
        }
    })
    .unwrap();
    commit(&store, |changes| _ = changes.destroy_data_key(DataKeyId(2))).unwrap();
    engine
}

/// Everything is there, and who was erased is not.
fn is_whole(store: &Store) {
    let letter = |owner| store.get::<Letter>(&(owner, 1)).unwrap().map(|letter| letter.text.clone());
    assert_eq!(letter(1).as_deref(), Some("Dear Anna"));
    assert_eq!(letter(2), None);
    assert_eq!(names(&store.scan::<Dog>(All, Page::all()).unwrap()), ["Rex"]);
    let sizes: Vec<_> = store.scan::<Session>(All, Page::all()).unwrap().iter().map(|kept| kept.secret.len()).collect();
    assert_eq!(sizes, [10, 40_000, 0]);
}

/// The keys that rows are sealed under, but for those of people.
fn keys_in_use(engine: &MemoryEngine) -> BTreeSet<u64> {
    let rows = engine.restarted().scan(KeyRange::prefix(Vec::new()), usize::MAX, Order::Forward).unwrap();
    let sealed = rows.iter().filter_map(|(_, row)| row.value.strip_prefix(&[2]));
    sealed.filter_map(|envelope| key_id(envelope).ok()).collect()
}

#[test]
fn after_a_change_of_the_key_everything_is_under_the_new_one_and_the_old_one_opens_nothing() {
    let engine = kept();
    let store = reopened(&engine, master()).unwrap();
    let before = keys_in_use(&engine);
    let print = store.blind_index("phone", b"+1 555");
    block_on(store.rotate(&next())).unwrap();
    is_whole(&store);
    assert!(store.is_changing_key());
    assert!(matches!(block_on(store.rotate(&master())), Err(StoreError::Refused { .. })), "one after the other");
    assert_eq!(block_on(store.reseal()).unwrap(), 4, "three sessions and the key of a person");
    assert_eq!(block_on(store.reseal()).unwrap(), 0);
    is_whole(&store);
    drop(store);
    assert!(keys_in_use(&engine).is_disjoint(&before), "nothing is left under the old key");
    assert!(matches!(reopened(&engine, master()), Err(StoreError::WrongMasterKey)));
    let store = reopened(&engine, next()).unwrap();
    is_whole(&store);
    assert!(!store.is_changing_key());
    assert_eq!(store.blind_index("phone", b"+1 555"), print, "what is found by its fingerprint is found as before");

    // And back.
    block_on(store.rotate(&master())).unwrap();
    block_on(store.reseal()).unwrap();
    drop(store);
    let store = reopened(&engine, master()).unwrap();
    is_whole(&store);
    assert_eq!(store.blind_index("phone", b"+1 555"), print);
}

#[test]
fn killed_at_any_commit_it_opens_with_one_of_the_two_keys_and_goes_on() {
    let kept = kept();
    let mut opened = [0, 0];
    for fault in [Fault::Lost, Fault::Unacknowledged] {
        // The change, four rows, the end.
        for passed in 0..6 {
            let engine = kept.fork();
            let store = reopened(&engine, master()).unwrap();
            engine.fail(passed, fault);
            let ended = block_on(async {
                store.rotate(&next()).await?;
                store.reseal().await
            });
            assert!(ended.is_err(), "{fault:?} after {passed}");
            drop(store);
            let (store, old) = match reopened(&engine, next()) {
                Ok(store) => (store, false),
                Err(StoreError::WrongMasterKey) => (reopened(&engine, master()).unwrap(), true),
                Err(error) => panic!("{fault:?} after {passed}: {error}"),
            };
            assert_eq!(old, (passed, fault) == (0, Fault::Lost), "the change is one commit");
            opened[usize::from(old)] += 1;
            is_whole(&store);
            if old {
                block_on(store.rotate(&next())).unwrap();
            }
            block_on(store.reseal()).unwrap();
            is_whole(&store);
            drop(store);
            let store = reopened(&engine, next()).unwrap();
            is_whole(&store);
            assert!(!store.is_changing_key());
            assert_eq!(keys_in_use(&engine).len(), 1, "{fault:?} after {passed}");
        }
    }
    assert_eq!(opened, [11, 1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_go_on_writing_meanwhile() {
    let engine = kept();
    let store = Store::open(engine.restarted(), master()).await.unwrap();
    let writers: Vec<_> = (0..4u32)
        .map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for round in 0..200u32 {
                    let mut changes = Changes::new();
                    changes.put(Session { account: 100 + writer, secret: vec![writer as u8; 1 + round as usize] });
                    changes.insert(Session { account: 1000 * (writer + 1) + round, secret: vec![7; 8] });
                    store.commit(changes).await.unwrap();
                    let own = store.get::<Session>(&(100 + writer)).unwrap().unwrap();
                    assert_eq!(own.secret.len(), 1 + round as usize);
                }
            })
        })
        .collect();
    for key in [next(), MasterKey::from_bytes([11; 32]), next()] {
        store.rotate(&key).await.unwrap();
        store.reseal().await.unwrap();
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(store.scan::<Session>(All, Page::all()).unwrap().len(), 3 + 4 + 800);
    assert_eq!(keys_in_use(&engine).len(), 1);
}
