//! One binary for all integration tests: linked once.

mod accounts;
mod bot;
mod relay;
mod screens;
mod tidy;
