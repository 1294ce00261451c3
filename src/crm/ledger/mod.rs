//! The ledger: what clients paid and were given back (F1 to F4).
//!
//! - **Nothing is ever erased or rewritten.** A void is an entry that takes another back in full; a correction is a void and an
//!   entry in its place. Both count on the business day of what they correct.
//! - **What an entry is worth in the base currency is fixed when it is written**, by the rate of that moment. Without a rate it
//!   counts in its own currency only, until the owner names one; a void is worth exactly what it takes back.
//! - **Every sum is a tally, written in the commit of the entry** ([`sums`]); only an entry's day can change, with the zone.
//! - **An entry holds numbers only.** What it was for, why it was voided and what proves it are [`Words`], sealed under the key of
//!   the contact: once that is destroyed, the sums stand and say nothing of the person.
//!
//! | file | holds |
//! |---|---|
//! | `entry` | the records of entries and their words |
//! | `books` | base currency, rates, and what follows when they or the zone change |
//! | `write` | booking, voiding, correcting: changes to be committed |
//! | `sums` | the tallies and who reads them |

mod books;
mod entry;
mod sums;
#[cfg(test)]
mod tests;
mod write;

pub use books::{Books, rate_waiting, rezone};
pub use entry::{Entry, Kind, Proof, Words, Worth};
pub use sums::{
    PAYMENTS, REVENUE, REVENUE_BY_HOUR, REVENUE_BY_MONTH, REVENUE_BY_QUARTER, Scope, UNRATED, payments, revenue,
    revenue_by_hour, revenue_by_month, revenue_of, total, total_of, totals, unrated, unrated_of,
};
pub use write::{Act, NewEntry, book, correct, void};
