//! Desks: made by accounts, guarded, and changing under one's hands.

mod changing;
mod guarded;
mod made;
mod unmade;
