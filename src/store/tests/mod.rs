//! The store as its users see it, on the memory engine.

mod conformance;
mod lifecycle;
mod records;
mod rotation;
mod secrets;
mod tags;

use futures::executor::block_on;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::*;

const DOGS_BY_AGE: Index<Dog, (u16, String)> = Index::new(1);
const DOG_BY_CHIP: Unique<Dog, u32> = Unique::new(2);
const DOGS: Metric<(u16,)> = Metric::new(1, "dogs");
const WEIGHT: Metric<(u16, String)> = Metric::new(2, "weight");

/// A plain record with everything: index, unique index, tallies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Dog {
    name: String,
    age: u16,
    chip: Option<u32>,
    weight: Decimal,
    #[serde(default)]
    story: String,
}

impl Record for Dog {
    const TABLE: Table = Table::new(250, "dogs");
    type Key = String;
    fn key(&self) -> String {
        self.name.clone()
    }
    fn indexes(&self, out: &mut IndexRows<Self>) {
        out.row(DOGS_BY_AGE, &(self.age, self.name.clone()));
        if let Some(chip) = self.chip {
            out.unique(DOG_BY_CHIP, &chip);
        }
    }
    fn tallies(&self, out: &mut TallyRows) {
        out.add(DOGS, &(self.age,), Decimal::ONE);
        out.add(WEIGHT, &(self.age, self.name.clone()), self.weight);
    }
}

fn dog(name: &str, age: u16) -> Dog {
    Dog { name: name.into(), age, chip: None, weight: Decimal::new(125, 1), story: String::new() }
}

/// Sealed under the master key, and overwritten blindly.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Session {
    account: u32,
    secret: Vec<u8>,
}

impl Record for Session {
    const TABLE: Table = Table::new(251, "sessions");
    const SEALED: Sealed = Sealed::Master;
    type Key = u32;
    fn key(&self) -> u32 {
        self.account
    }
}

impl Overwrite for Session {}

/// Sealed under the key of its owner.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Letter {
    owner: u64,
    number: u32,
    text: String,
}

impl Record for Letter {
    const TABLE: Table = Table::new(252, "letters");
    const SEALED: Sealed = Sealed::Owner;
    type Key = (u64, u32);
    fn key(&self) -> Self::Key {
        (self.owner, self.number)
    }
    fn data_key(&self) -> Option<DataKeyId> {
        Some(DataKeyId(self.owner))
    }
}

fn registry() -> Registry {
    Registry::new().record::<Dog>().record::<Session>().record::<Letter>().metric(DOGS).metric(WEIGHT)
}

fn master() -> MasterKey {
    MasterKey::from_bytes([7; 32])
}

fn open() -> Store {
    block_on(Store::open(MemoryEngine::new(), master())).unwrap()
}

/// Commits what `plan` puts into the changes.
fn commit(store: &Store, plan: impl FnOnce(&mut Changes)) -> Result<(), StoreError> {
    let mut changes = Changes::new();
    plan(&mut changes);
    block_on(store.commit(changes))
}

fn names(dogs: &[Stored<Dog>]) -> Vec<&str> {
    dogs.iter().map(|dog| dog.name.as_str()).collect()
}
