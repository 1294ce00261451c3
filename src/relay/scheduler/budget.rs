//! What one bot may still send to one chat.

use super::{Limit, Millis, Policy};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// What counts against a bot's limit in a chat. Kept over restarts, so in milliseconds of the wall clock.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Ledger {
    /// When what still counts was acknowledged, oldest first, and its cost.
    pub spent: VecDeque<(Millis, u32)>,
    /// Telegram asked not to come before this.
    pub blocked_until: Millis,
    /// By how much the limit is lowered, and since when it is so.
    pub lowered: u32,
    pub lowered_at: Millis,
}

/// A sliding window, counted from the acknowledgement: Telegram counted earlier, so its window is never overrun.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    limit: Limit,
    ledger: Ledger,
    /// The sum of what the ledger holds.
    total: u32,
}

impl Budget {
    pub fn new(limit: Limit) -> Budget {
        Budget { limit, ledger: Ledger::default(), total: 0 }
    }

    /// Takes over what an earlier run wrote down. Clocks are set: nothing of it may lie in the future.
    pub fn restore(&mut self, now: Millis, mut ledger: Ledger) {
        if !self.is_limited() {
            return;
        }
        for (at, _) in &mut ledger.spent {
            *at = (*at).min(now);
        }
        self.total = ledger.spent.iter().map(|(_, cost)| cost).sum();
        self.ledger = ledger;
    }

    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub fn is_limited(&self) -> bool {
        self.limit != Limit::NONE
    }

    pub fn blocked_until(&self) -> Millis {
        self.ledger.blocked_until
    }

    /// How much fits into a window at the moment.
    pub fn size(&self) -> u32 {
        self.limit.count.saturating_sub(self.ledger.lowered).max(1)
    }

    /// So much of the whole limit, when that is lowered.
    pub fn part(&self, of_limit: u32) -> u32 {
        let part = u64::from(of_limit) * u64::from(self.size()) / u64::from(self.limit.count.max(1));
        u32::try_from(part).unwrap_or(of_limit)
    }

    /// How much may be sent now. Forgets what does not count any more.
    pub fn free(&mut self, now: Millis) -> u32 {
        while let Some((at, cost)) = self.ledger.spent.front().copied()
            && at + self.limit.window <= now
        {
            self.ledger.spent.pop_front();
            self.total -= cost;
        }
        self.size().saturating_sub(self.total)
    }

    /// When so much may be sent, if nothing more is sent before.
    pub fn free_at(&self, cost: u32, now: Millis) -> Millis {
        let mut free = self.size().saturating_sub(self.total);
        for (at, spent) in &self.ledger.spent {
            if free >= cost {
                break;
            }
            free += spent;
            if free >= cost {
                return at + self.limit.window;
            }
        }
        now
    }

    pub fn spend(&mut self, now: Millis, cost: u32) {
        if self.is_limited() && cost > 0 {
            self.ledger.spent.push_back((now, cost));
            self.total += cost;
        }
    }

    /// A quiet time raises a lowered limit again.
    pub fn recover(&mut self, now: Millis, policy: &Policy) {
        if self.ledger.lowered > 0 && now >= self.ledger.lowered_at + policy.step_up {
            self.ledger.lowered -= 1;
            self.ledger.lowered_at = now;
        }
    }

    /// Telegram's window is narrower than believed.
    pub fn limited(&mut self, now: Millis, retry_after: Millis, policy: &Policy) {
        self.ledger.blocked_until = self.ledger.blocked_until.max(now + retry_after);
        let most = self.limit.count.saturating_sub(policy.lowest);
        self.ledger.lowered = (self.ledger.lowered + policy.step_down).min(most);
        self.ledger.lowered_at = now;
    }

    /// A pause that is nobody's fault.
    pub fn rest(&mut self, until: Millis) {
        self.ledger.blocked_until = self.ledger.blocked_until.max(until);
    }
}
