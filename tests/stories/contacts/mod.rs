//! The CRM in the thread: the card, contacts, notes (C1, C2, N1, N2, D3).

mod birthday;
mod card;
pub mod erased;
mod exported;
mod fields;
mod list;
mod merged;
mod notes;
mod tiers;
