//! Accounts.

mod convert;
mod endpoint;

pub use endpoint::{NotLoopback, TelegramEndpoint};
