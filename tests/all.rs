//! One binary for all integration tests: linked once.

mod accounts;
mod bot;
mod screens;
mod tidy;
