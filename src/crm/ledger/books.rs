//! The base currency and the rates, and what follows when they or the agency's zone change.

use super::Entry;
use super::entry::{Kind, Worth};
use crate::{
    domain::{Amount, Currency, Dated, NoAmount, Rate},
    store::{All, Changes, Cursor, Page, Record, Store, StoreError, Stored, Table},
};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How the agency keeps its ledger.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Books {
    /// In which sums are.
    pub base: Currency,
    /// Set by the first entry: from then on the base currency stays (G3).
    pub locked: bool,
    /// What one unit of another currency is worth now. Changing it changes nothing that is written.
    #[serde(default)]
    pub rates: BTreeMap<Currency, Rate>,
    /// The zone by which the business days of all entries are, an IANA name.
    #[serde(default)]
    pub zone: Option<String>,
}

impl Record for Books {
    const TABLE: Table = Table::new(35, "ledger settings");
    type Key = ();

    fn key(&self) {}
}

impl Books {
    /// `None` until an owner has chosen the base currency.
    pub fn find(store: &Store) -> Result<Option<Stored<Books>>, StoreError> {
        store.get(&())
    }

    /// The books to write into, once per commit: whoever writes relies on the rates, and locks the base currency.
    pub fn open(store: &Store, changes: &mut Changes) -> Result<Option<Books>, StoreError> {
        let Some(books) = Books::find(store)? else { return Ok(None) };
        if books.locked {
            changes.expect(&books);
        } else {
            changes.update(&books, Books { locked: true, ..Books::clone(&books) });
        }
        Ok(Some(books.into_value()))
    }

    /// Chooses the base currency. `false`: there are entries already.
    pub fn set_base(store: &Store, base: Currency, changes: &mut Changes) -> Result<bool, StoreError> {
        match Books::find(store)? {
            None => {
                changes.insert(Books { base, locked: false, rates: BTreeMap::new(), zone: None });
            }
            Some(books) if books.base == base => {}
            Some(books) if books.locked => return Ok(false),
            // Rates are to the base currency.
            Some(books) => {
                changes.update(&books, Books { base, rates: BTreeMap::new(), ..Books::clone(&books) });
            }
        }
        Ok(true)
    }

    /// Sets the rate for entries to come; those that wait for one get it by [`rate_waiting`]. `false`: there is nothing to rate.
    pub fn set_rate(store: &Store, of: Currency, rate: Rate, changes: &mut Changes) -> Result<bool, StoreError> {
        let Some(books) = Books::find(store)? else { return Ok(false) };
        if books.base == of {
            return Ok(false);
        }
        let mut rates = books.rates.clone();
        rates.insert(of, rate);
        changes.update(&books, Books { rates, ..Books::clone(&books) });
        Ok(true)
    }

    /// The rate of a currency now.
    pub fn rate(&self, currency: Currency) -> Option<Rate> {
        if currency == self.base { Some(Rate::ONE) } else { self.rates.get(&currency).copied() }
    }

    /// What an amount is worth now; `None` without a rate.
    pub fn worth(&self, amount: Amount) -> Result<Option<Worth>, NoAmount> {
        self.rate(amount.currency()).map(|rate| self.at(rate, amount)).transpose()
    }

    pub(super) fn at(&self, rate: Rate, amount: Amount) -> Result<Worth, NoAmount> {
        Ok(Worth { rate, amount: rate.convert(amount, self.base)? })
    }
}

/// Entries changed in one commit.
const STEP: usize = 50;

/// Gives entries without a rate the one there is now. May be repeated and cut off; run after a rate was set, and at start.
pub async fn rate_waiting(store: &Store) -> Result<(), StoreError> {
    let Some(books) = Books::find(store)? else { return Ok(()) };
    for currency in books.rates.keys() {
        loop {
            let mut changes = Changes::new();
            // As long as there is this rate: it may have been set once more meanwhile.
            let Some(books) = Books::find(store)? else { return Ok(()) };
            let Some(rate) = books.rate(*currency) else { break };
            changes.expect(&books);
            let waiting = store.find(Entry::WAITING, *currency, Page::first(STEP))?;
            let last = waiting.len() < STEP;
            let mut rated = BTreeMap::new();
            for entry in waiting {
                let rate = match entry.kind {
                    Kind::Void { of } => match rated.get(&of) {
                        Some(rate) => *rate,
                        None => Entry::find(store, of)?.and_then(|of| of.worth).map_or(rate, |worth| worth.rate),
                    },
                    Kind::Payment | Kind::Correction { .. } => rate,
                };
                rated.insert(entry.id, rate);
                match books.at(rate, entry.amount) {
                    Ok(worth) => {
                        changes.update(&entry, Entry { worth: Some(worth), ..Entry::clone(&entry) });
                    }
                    // Too much for the base currency: it stays apart.
                    Err(NoAmount::TooLarge | NoAmount::TooFine) => {}
                }
            }
            let stuck = changes.written::<Entry>().is_empty();
            match store.commit(changes).await {
                Ok(()) if last || stuck => break,
                Ok(()) | Err(StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// Counts every entry on its business day in `zone`. May be repeated and cut off; run at start, before anything is written.
pub async fn rezone(store: &Store, zone: &TimeZone) -> Result<(), StoreError> {
    let name = zone.iana_name().map(str::to_owned);
    let Some(books) = Books::find(store)? else { return Ok(()) };
    if books.zone == name && name.is_some() {
        return Ok(());
    }
    let mut page = Page::first(STEP);
    loop {
        let entries = store.scan::<Entry>(All, page.clone())?;
        let mut changes = Changes::new();
        for entry in &entries {
            let counted = entry.dated.counted(zone);
            if matches!(entry.dated, Dated::At(_)) && counted != entry.counted {
                changes.update(entry, Entry { counted, ..Entry::clone(entry) });
            }
        }
        match store.commit(changes).await {
            Ok(()) => {}
            Err(StoreError::Conflict { .. }) => continue,
            Err(error) => return Err(error),
        }
        match entries.last() {
            Some(last) if entries.len() == STEP => page = Page::first(STEP).after(Cursor::key::<Entry>(&last.id)),
            _ => break,
        }
    }
    loop {
        let Some(books) = Books::find(store)? else { return Ok(()) };
        let mut changes = Changes::new();
        changes.update(&books, Books { zone: name.clone(), ..Books::clone(&books) });
        match store.commit(changes).await {
            Err(StoreError::Conflict { .. }) => {}
            done => return done,
        }
    }
}
