//! The relay without a network: both sides of Telegram in memory, the real store, plans and deliveries between them,
//! time that jumps.

mod clients;
mod feed;
mod forms;
mod groups;
mod merged;
mod property;
mod stories;
mod verdict;
mod world;
