//! One binary for all integration tests: linked once.

mod screens;
mod tidy;
