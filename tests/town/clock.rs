//! Pult's clock in a town: the sandbox's.

use futures::future::BoxFuture;
use jiff::Timestamp;
use pult::ports::Clock;
use std::time::Duration;
use telegram_sandbox::world::{Shared, World};

/// Monday, 2 March 2026, 09:00 UTC: every story begins on a working morning.
pub const MORNING: i64 = 1_772_442_000;

/// Reads the time of the sandbox, so that one hand moves both.
pub struct SandboxClock(Shared);

impl SandboxClock {
    pub fn new(world: Shared) -> SandboxClock {
        SandboxClock(world)
    }
}

impl Clock for SandboxClock {
    fn now(&self) -> Timestamp {
        let now = self.0.with(|world| world.now());
        Timestamp::from_millisecond(now.0).expect("the sandbox's time is one")
    }

    fn uptime(&self) -> Duration {
        self.0.with(elapsed)
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let (world, until) = (self.0.clone(), self.uptime() + time);
        Box::pin(async move {
            let passed = |world: &mut World| (elapsed(world) >= until).then_some(());
            while world.wait(Duration::MAX, passed).await.is_none() {}
        })
    }
}

fn elapsed(world: &mut World) -> Duration {
    Duration::from_millis(u64::try_from(world.now().0).unwrap_or_default())
}
