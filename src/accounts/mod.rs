//! Accounts.

mod convert;
mod endpoint;
mod records;
mod session;

pub use endpoint::{NotLoopback, TelegramEndpoint};
