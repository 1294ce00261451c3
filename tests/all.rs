//! One binary for all integration tests: linked once.

mod relay;
mod screens;
mod tidy;
