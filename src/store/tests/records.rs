//! Records, indexes and tallies through one commit after the other.

use super::*;

/// Three dogs, two of one age.
fn kennel() -> Store {
    let store = open();
    commit(&store, |changes| {
        changes.insert(Dog { chip: Some(5), ..dog("Rex", 3) }).insert(dog("Ada", 3)).insert(dog("Bo", 9));
    })
    .unwrap();
    store
}

fn rex(store: &Store) -> Stored<Dog> {
    store.get(&"Rex".to_owned()).unwrap().unwrap()
}

#[test]
fn a_record_is_found_by_key_index_and_unique_index() {
    let store = kennel();
    assert_eq!(rex(&store).chip, Some(5));
    assert!(store.get::<Dog>(&"Rexx".to_owned()).unwrap().is_none());
    assert_eq!(names(&store.scan(All, Page::all()).unwrap()), ["Ada", "Bo", "Rex"]);
    assert_eq!(names(&store.find(DOGS_BY_AGE, (3,), Page::all()).unwrap()), ["Ada", "Rex"]);
    assert_eq!(names(&store.find(DOGS_BY_AGE, All, Page::last(2)).unwrap()), ["Bo", "Rex"]);
    assert_eq!(*store.lookup(DOG_BY_CHIP, &5).unwrap().unwrap(), *rex(&store));
    assert!(store.lookup(DOG_BY_CHIP, &6).unwrap().is_none());
}

#[test]
fn pages_continue_where_the_last_one_ended() {
    let store = open();
    commit(&store, |changes| {
        for number in 0..20 {
            changes.insert(dog(&format!("d{number:02}"), number % 2));
        }
    })
    .unwrap();
    let mut page = Page::first(3);
    let mut seen = Vec::new();
    loop {
        let dogs = store.find(DOGS_BY_AGE, (1,), page).unwrap();
        let Some(last) = dogs.last() else { break };
        page = Page::first(3).after(Cursor::index(DOGS_BY_AGE, &(last.age, last.name.clone()), &last.key()));
        seen.extend(names(&dogs).into_iter().map(str::to_owned));
    }
    assert_eq!(seen, (0..10).map(|n| format!("d{:02}", 2 * n + 1)).collect::<Vec<_>>());
    let before = Page::last(2).after(Cursor::key::<Dog>(&"d02".to_owned()));
    assert_eq!(names(&store.scan(All, before).unwrap()), ["d01", "d00"]);
}

#[test]
fn an_update_moves_the_record_in_its_indexes_and_tallies() {
    let store = kennel();
    let was = rex(&store);
    commit(&store, |changes| {
        changes.update(&was, Dog { age: 4, chip: Some(6), weight: Decimal::ONE, ..was.clone().into_value() });
    })
    .unwrap();
    assert_eq!(names(&store.find(DOGS_BY_AGE, (3,), Page::all()).unwrap()), ["Ada"]);
    assert_eq!(names(&store.find(DOGS_BY_AGE, (4,), Page::all()).unwrap()), ["Rex"]);
    assert!(store.lookup(DOG_BY_CHIP, &5).unwrap().is_none());
    assert_eq!(store.lookup(DOG_BY_CHIP, &6).unwrap().unwrap().name, "Rex");
    let ages = store.tallies(DOGS, (0,)..=(9,)).unwrap();
    assert_eq!(ages, [((3,), Decimal::ONE), ((4,), Decimal::ONE), ((9,), Decimal::ONE)]);
    assert_eq!(store.tally(WEIGHT, &(4, "Rex".into())).unwrap(), Decimal::ONE);
    assert_eq!(store.tallies(WEIGHT, ..(4, String::new())).unwrap().len(), 1);
    assert_eq!(block_on(store.rebuild(&registry())).unwrap(), 0);
}

#[test]
fn a_deleted_record_leaves_nothing_behind() {
    let store = kennel();
    for name in ["Rex", "Ada", "Bo"] {
        let was = store.get::<Dog>(&name.to_owned()).unwrap().unwrap();
        commit(&store, |changes| {
            changes.delete(&was);
        })
        .unwrap();
    }
    assert!(store.find(DOGS_BY_AGE, All, Page::all()).unwrap().is_empty());
    assert!(store.tallies(DOGS, ..).unwrap().is_empty());
    assert!(store.lookup(DOG_BY_CHIP, &5).unwrap().is_none());
    assert_eq!(block_on(store.rebuild(&registry())).unwrap(), 0);
}

#[test]
fn whoever_read_an_older_version_plans_again() {
    let store = kennel();
    let (first, second) = (rex(&store), rex(&store));
    let older = |was: &Stored<Dog>| Dog { age: was.age + 1, ..was.clone().into_value() };
    commit(&store, |changes| _ = changes.update(&first, older(&first))).unwrap();
    let conflict = commit(&store, |changes| _ = changes.update(&second, older(&second)).insert(dog("New", 1)));
    assert!(matches!(conflict, Err(StoreError::Conflict { table: "dogs" })), "{conflict:?}");
    assert!(store.get::<Dog>(&"New".to_owned()).unwrap().is_none(), "all or nothing");
    assert_eq!(rex(&store).age, 4);
}

#[test]
fn a_row_deleted_and_written_again_is_not_the_row_that_was_read() {
    let store = kennel();
    let was = rex(&store);
    commit(&store, |changes| _ = changes.delete(&was)).unwrap();
    commit(&store, |changes| _ = changes.insert(was.clone().into_value())).unwrap();
    assert!(commit(&store, |changes| _ = changes.delete(&was)).is_err());
}

#[test]
fn guards_hold_rows_that_are_only_read() {
    let store = kennel();
    let was = rex(&store);
    let absent = |changes: &mut Changes| _ = changes.expect_absent::<Dog>(&"Kim".to_owned()).insert(dog("A", 1));
    commit(&store, |changes| _ = changes.expect(&was).insert(dog("Kim", 1))).unwrap();
    assert!(matches!(commit(&store, absent), Err(StoreError::Conflict { .. })));
    commit(&store, |changes| _ = changes.delete(&was)).unwrap();
    assert!(commit(&store, |changes| _ = changes.expect(&was).insert(dog("B", 1))).is_err());
}

#[test]
fn a_unique_entry_has_one_holder_and_may_change_hands_in_one_commit() {
    let store = kennel();
    let taken = commit(&store, |changes| _ = changes.insert(Dog { chip: Some(5), ..dog("Kim", 1) }));
    assert!(matches!(taken, Err(StoreError::Conflict { .. })));
    let was = rex(&store);
    commit(&store, |changes| {
        changes.insert(Dog { chip: Some(5), ..dog("Kim", 1) });
        changes.update(&was, Dog { chip: None, ..was.clone().into_value() });
    })
    .unwrap();
    assert_eq!(store.lookup(DOG_BY_CHIP, &5).unwrap().unwrap().name, "Kim");
    let twins = commit(&store, |changes| {
        changes.insert(Dog { chip: Some(8), ..dog("X", 1) }).insert(Dog { chip: Some(8), ..dog("Y", 1) });
    });
    assert!(matches!(twins, Err(StoreError::Refused { .. })));
    assert_eq!(block_on(store.rebuild(&registry())).unwrap(), 0);
}

#[test]
fn mistakes_of_a_plan_are_named_and_nothing_is_written() {
    let store = kennel();
    let was = rex(&store);
    let refused = |plan: &dyn Fn(&mut Changes), what: &str| {
        let error = commit(&store, plan).unwrap_err().to_string();
        assert!(error.contains(what), "{error}");
    };
    refused(&|changes| _ = changes.update(&was, dog("Max", 3)), "changes the key");
    refused(&|changes| _ = changes.delete(&was).update(&was, was.clone().into_value()), "changed twice");
    let fine = Decimal::new(1, 9);
    refused(&|changes| _ = changes.insert(Dog { weight: fine, ..dog("Max", 1) }), "weight");
    assert_eq!(*rex(&store), *was);
    assert!(store.get::<Dog>(&"Max".to_owned()).unwrap().is_none());
}

#[test]
fn changes_are_values_that_tests_can_look_into() {
    let store = kennel();
    let was = rex(&store);
    let plan = || {
        let mut changes = Changes::new();
        changes.insert(dog("Kim", 1)).delete(&was);
        changes
    };
    assert!(plan() == plan());
    assert_eq!(plan().written::<Dog>(), [dog("Kim", 1)]);
    assert_eq!(plan().deleted::<Dog>(), ["Rex"]);
    assert!(!format!("{:?}", plan()).contains("Kim"));
    let mut both = Changes::new();
    assert!(both.is_empty());
    both.merge(plan());
    assert!(both == plan());
}

#[test]
fn numbers_are_never_given_twice_not_even_across_a_restart() {
    const TICKETS: Sequence = Sequence::new(1, "tickets");
    let engine = MemoryEngine::new();
    let take = |store: &Store, count| (0..count).map(|_| block_on(store.next_id(TICKETS)).unwrap()).collect::<Vec<_>>();
    let store = block_on(Store::open(engine.clone(), master())).unwrap();
    let mut numbers = take(&store, 40);
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
    let store = block_on(Store::open(engine.restarted(), master())).unwrap();
    numbers.extend(take(&store, 5));
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
}
