//! The clock and the randomness of a real process. Nothing else in the product makes either.

use crate::ports::{Clock, Randomness};
use futures::future::BoxFuture;
use jiff::Timestamp;
use rand::TryRng;
use std::time::Duration;
use tokio::time::Instant;

/// The system's clock.
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    pub fn start() -> SystemClock {
        SystemClock { started: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(time))
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
