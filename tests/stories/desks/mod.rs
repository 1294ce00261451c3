//! Desks: made by accounts, guarded, and changing under one's hands.

mod changing;
mod guarded;
pub mod made;
mod unmade;
