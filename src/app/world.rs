//! The clock and the randomness of a real process. Nothing else in the product makes either.

use crate::ports::{Clock, Randomness};
use jiff::Timestamp;
use rand::TryRng;

/// The system's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The operating system's randomness.
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&self, bytes: &mut [u8]) {
        // A system without randomness cannot make a credential: stopping is the only safe thing.
        rand::rngs::SysRng.try_fill_bytes(bytes).expect("the operating system gives randomness");
    }
}
