//! Stories of the accounts against the sandbox, with the real grammers in between.

mod healing;
mod login;
mod messages;
mod office;
mod phone;
mod standing;
