//! Dumps: of one moment, whole or refused.

use super::*;
use crate::store::{All, Page};
use crate::store::{Changes, Index, IndexRows, Metric, Record, Table, TallyRows};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One half of a pair whose sum never changes.
#[derive(Clone, Serialize, Deserialize)]
struct Purse {
    number: u32,
    coins: i64,
}

const RICHEST: Index<Purse, i64> = Index::new(1);
const COINS: Metric<()> = Metric::new(3, "coins");

impl Record for Purse {
    const TABLE: Table = Table::new(253, "purses");
    type Key = u32;
    fn key(&self) -> u32 {
        self.number
    }
    fn indexes(&self, out: &mut IndexRows<Self>) {
        out.row(RICHEST, &self.coins);
    }
    fn tallies(&self, out: &mut TallyRows) {
        out.add(COINS, &(), Decimal::from(self.coins));
    }
}

fn master() -> MasterKey {
    MasterKey::from_bytes([7; 32])
}

fn purses(store: &Store) -> Vec<i64> {
    store.scan::<Purse>(All, Page::all()).unwrap().iter().map(|purse| purse.coins).collect()
}

async fn with_purses(count: u32) -> Store {
    let store = Store::open(MemoryEngine::new(), master()).await.unwrap();
    let mut changes = Changes::new();
    for number in 0..count {
        changes.insert(Purse { number, coins: 10 });
    }
    store.commit(changes).await.unwrap();
    store
}

fn loaded(bytes: &[u8]) -> Store {
    let engine = MemoryEngine::new();
    load(&engine, &mut &bytes[..]).unwrap();
    block_on(Store::open(engine, master())).unwrap()
}

/// Moves a coin from one purse to another.
async fn pays(store: &Store, from: u32, to: u32) {
    let [giver, taker] = [from, to].map(|number| store.get::<Purse>(&number).unwrap().unwrap());
    let mut changes = Changes::new();
    changes.update(&giver, Purse { coins: giver.coins - 1, ..(*giver).clone() });
    changes.update(&taker, Purse { coins: taker.coins + 1, ..(*taker).clone() });
    store.commit(changes).await.unwrap();
}

/// Pays through the store at every page that is written, as others do while a backup is made.
struct Busy<'a> {
    store: &'a Store,
    turn: u32,
    out: Vec<u8>,
}

impl Write for Busy<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.turn += 1;
        if self.turn.is_multiple_of(97) && self.store.0.notes().is_some() {
            // From the far end to the near one, which was read already, and back.
            let (low, high) = (self.turn / 97 % 400, 999 - self.turn / 97 % 400);
            block_on(pays(self.store, high, low));
        }
        self.out.extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_dump_shows_one_moment_though_others_write() {
    let store = block_on(with_purses(1000));
    let mut busy = Busy { store: &store, turn: 0, out: Vec::new() };
    store.dump(&mut busy).unwrap();
    let copy = loaded(&busy.out);
    assert_eq!(purses(&copy), purses(&store), "nothing was written after the moment it shows");
    assert!(purses(&copy).iter().any(|coins| *coins != 10), "and much before");
    assert_eq!(copy.tally(COINS, &()).unwrap(), Decimal::from(10_000));
    let registry = crate::store::Registry::new().record::<Purse>().metric(COINS);
    assert_eq!(block_on(copy.rebuild(&registry)).unwrap(), 0, "indexes and tallies belong to what is in it");
    verify(&mut &busy.out[..], &master()).unwrap();
    let other = verify(&mut &busy.out[..], &MasterKey::from_bytes([8; 32]));
    assert!(matches!(other, Err(DumpError::Store(StoreError::WrongMasterKey))));
}

#[test]
fn a_dump_that_is_cut_off_or_changed_is_refused() {
    let mut bytes = Vec::new();
    block_on(with_purses(3)).dump(&mut bytes).unwrap();
    verify(&mut &bytes[..], &master()).unwrap();
    for length in 0..bytes.len() {
        assert!(verify(&mut &bytes[..length], &master()).is_err(), "the first {length} bytes");
    }
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(verify(&mut &changed[..], &master()).is_err(), "byte {at}");
    }
}

#[test]
fn a_dump_goes_into_an_empty_store_only() {
    let mut bytes = Vec::new();
    block_on(with_purses(1)).dump(&mut bytes).unwrap();
    let engine = MemoryEngine::new();
    load(&engine, &mut &bytes[..]).unwrap();
    assert!(matches!(load(&engine, &mut &bytes[..]), Err(DumpError::NotEmpty)));
}
