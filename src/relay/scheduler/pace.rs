//! What one bot may still send to all its chats together.

use super::{Limit, Millis, Policy};
use crate::domain::ChatId;
use std::collections::VecDeque;

/// How soon a bot is asked again that has as much on its way as it may send at once.
const SOON: Millis = 50;

pub(super) struct Pace {
    limit: Limit,
    /// When what still counts was acknowledged, and its cost.
    recent: VecDeque<(Millis, u32)>,
    /// What counts of it, and of what is on its way.
    total: u32,
    not_before: Millis,
    /// Where it was last limited, and when.
    limited: Option<(Millis, ChatId)>,
}

impl Pace {
    pub fn new(limit: Limit) -> Pace {
        Pace { limit, recent: VecDeque::new(), total: 0, not_before: 0, limited: None }
    }

    /// When the bot may send something of this cost; forgets what does not count any more.
    pub fn ready_at(&mut self, now: Millis, cost: u32) -> Millis {
        while let Some((at, cost)) = self.recent.front().copied()
            && at + self.limit.window <= now
        {
            self.recent.pop_front();
            self.total -= cost;
        }
        let over = (self.total + cost).saturating_sub(self.limit.count).min(self.total);
        let mut freed = 0;
        let room = match over {
            0 => Some(now),
            over => self.recent.iter().find_map(|(at, cost)| {
                freed += cost;
                (freed >= over).then_some(at + self.limit.window)
            }),
        };
        room.unwrap_or(now + SOON).max(self.not_before)
    }

    /// Nothing goes before: what needs many places at once is not overtaken for ever.
    pub fn gather(&mut self, until: Millis) {
        self.not_before = self.not_before.max(until);
    }

    pub fn depart(&mut self, cost: u32) {
        if self.limit != Limit::NONE {
            self.total += cost;
        }
    }

    pub fn land(&mut self, now: Millis, cost: u32, arrived: bool) {
        if self.limit == Limit::NONE {
            return;
        }
        if arrived {
            self.recent.push_back((now, cost));
        } else {
            self.total -= cost;
        }
    }

    /// A second chat that is limited so soon says that it is not the chats: the bot pauses as a whole.
    pub fn limited(&mut self, now: Millis, chat: ChatId, retry_after: Millis, policy: &Policy) {
        if let Some((at, other)) = self.limited
            && other != chat
            && now <= at + policy.alarm
        {
            self.not_before = self.not_before.max(now + retry_after);
        }
        self.limited = Some((now, chat));
    }
}
