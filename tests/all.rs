//! One binary for all integration tests: linked once.

mod bot;
mod screens;
mod tidy;
