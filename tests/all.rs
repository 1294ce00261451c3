//! One binary for all integration tests: linked once.

mod accounts;
mod bot;
mod deploy;
mod fuzz;
mod jobs;
mod leaks;
mod pictures;
mod process;
mod relay;
mod screens;
mod stores;
mod stories;
mod tidy;
#[expect(dead_code, reason = "the demo uses more of the town than the stories do")]
mod town;
