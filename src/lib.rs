//! Pult: a CRM control plane that lives inside Telegram.
//!
//! Two adapters at the edges know Telegram (`accounts` by MTProto, `bot` by the Bot API); the core in the middle knows
//! neither.

pub mod accounts;
pub mod config;
pub mod crm;
pub mod domain;
pub mod locale;
pub mod picture;
pub mod ports;
pub mod records;
pub mod relay;
pub mod screens;
pub mod store;
pub mod team;
pub mod telemetry;
