//! Pult's clock in a town: the sandbox's.

use jiff::Timestamp;
use pult::ports::Clock;
use telegram_sandbox::world::Shared;

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
}
