//! Who connects when: many accounts at once would look like an attack, to Telegram and to this machine.
//!
//! **A few dozen connect at once, the others one after another.** Asked for without a clock and without waiting: the time comes in, and out
//! comes how long to wait.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Between two connections, once it is one after another.
pub const SPACE: Duration = Duration::from_millis(20);
/// How many connect at once.
const AT_ONCE: u32 = 32;

/// The turns of all accounts.
#[derive(Default)]
pub struct Turns {
    /// The uptime at which the turn after the last one given would be due, were there nothing at once.
    next: Mutex<Duration>,
}

impl Turns {
    /// How long whoever wants to connect now, at this uptime, is to wait.
    pub fn wait(&self, now: Duration) -> Duration {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let due = (*next).max(now);
        *next = due + SPACE;
        due.saturating_sub(now + SPACE * (AT_ONCE - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_connect_at_once_and_the_others_one_after_another() {
        let turns = Turns::default();
        let now = Duration::from_secs(100);
        let waits: Vec<_> = (0..AT_ONCE + 3).map(|_| turns.wait(now)).collect();
        assert!(waits[..AT_ONCE as usize].iter().all(Duration::is_zero), "{waits:?}");
        assert_eq!(waits[AT_ONCE as usize..], [SPACE, SPACE * 2, SPACE * 3]);
        assert_eq!(turns.wait(now + SPACE * 4), Duration::ZERO, "whoever comes late enough does not wait");
    }
}
