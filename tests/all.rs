//! One binary for all integration tests: linked once.

mod bot;
mod relay;
mod screens;
mod tidy;
