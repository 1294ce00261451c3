//! Accounts.

mod connection;
mod convert;
mod delivery;
mod endpoint;
mod errors;
mod receiver;
mod records;
mod sent;
mod session;

pub use connection::AppCredentials;
pub use endpoint::{NotLoopback, TelegramEndpoint};
