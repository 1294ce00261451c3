//! The teloxide adapter.
mod api;
pub mod convert;
mod errors;
mod intake;
