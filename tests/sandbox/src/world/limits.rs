//! How often bots may speak. **A refused call costs nothing; windows run on the world's clock.**
//! Figures: <https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this>
use super::ids::{Chat, UserId};
use super::refusal::Refusal;
use crate::clock::Time;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// `count` calls within `window`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    pub count: usize,
    pub window: Duration,
}

/// What a bot may spend; `None` switches a limit off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// One bot in one group.
    pub group: Option<Budget>,
    /// One bot in one private chat.
    pub private: Option<Budget>,
    /// One bot altogether.
    pub overall: Option<Budget>,
    /// Groups that a person may be in. <https://core.telegram.org/api/config#channels-limit-default>
    pub memberships: Option<usize>,
    /// Changes that a difference may tell; a client further behind has to start over. Telegram does not state a number.
    /// <https://core.telegram.org/constructor/updates.differenceTooLong>
    pub difference: Option<usize>,
}

impl Limits {
    /// What the documentation states: 20 a minute in a group, about one a second (short bursts pass) in a private chat,
    /// about 30 a second overall.
    pub fn telegram() -> Self {
        let budget = |count, seconds| Some(Budget { count, window: Duration::from_secs(seconds) });
        Limits {
            group: budget(20, 60),
            private: budget(20, 20),
            overall: budget(30, 1),
            memberships: Some(500),
            difference: Some(10_000),
        }
    }
    /// No limits at all.
    pub fn none() -> Self {
        Limits { group: None, private: None, overall: None, memberships: None, difference: None }
    }
}
impl Default for Limits {
    fn default() -> Self {
        Limits::telegram()
    }
}

/// A call that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limited {
    pub at: Time,
    pub bot: UserId,
    pub chat: Chat,
    pub cost: usize,
    /// Seconds.
    pub wait: u32,
}

/// What was spent when, per (bot, chat) and per bot.
#[derive(Clone, Debug, Default)]
pub(super) struct Spent(HashMap<(UserId, Option<Chat>), VecDeque<Time>>);

impl Spent {
    /// Books `cost` calls of `bot` in `chat`.
    ///
    /// # Errors
    /// [`Refusal::RetryAfter`] with the seconds until it would fit.
    pub fn book(&mut self, limits: &Limits, now: Time, bot: UserId, chat: Chat, cost: usize) -> Result<(), Refusal> {
        let per_chat = match chat {
            Chat::Group(_) => limits.group,
            Chat::User(_) => limits.private,
        };
        let windows = [((bot, Some(chat)), per_chat), ((bot, None), limits.overall)];
        let mut wait = Duration::ZERO;
        for (key, budget) in windows {
            let Some(budget) = budget else { continue };
            let spent = self.0.entry(key).or_default();
            while spent.front().is_some_and(|at| now.since(*at) >= budget.window) {
                spent.pop_front();
            }
            // An album larger than the whole budget passes when nothing else was sent.
            let over = (spent.len() + cost).saturating_sub(budget.count).min(spent.len());
            if over > 0
                && let Some(at) = spent.get(over - 1)
            {
                wait = wait.max((*at + budget.window).since(now));
            }
        }
        if !wait.is_zero() {
            let seconds = wait.as_millis().div_ceil(1000);
            return Err(Refusal::RetryAfter(u32::try_from(seconds).unwrap_or(u32::MAX)));
        }
        for (key, budget) in windows {
            if budget.is_some() {
                self.0.entry(key).or_default().extend(std::iter::repeat_n(now, cost));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::ids::GroupId;

    #[test]
    fn the_twenty_first_message_of_a_minute_waits_for_the_first() {
        let (mut spent, limits) = (Spent::default(), Limits::telegram());
        let (bot, chat) = (UserId(1), Chat::Group(GroupId(2)));
        let at = |ms: i64| Time(ms);
        for n in 0..20 {
            spent.book(&limits, at(n * 1000), bot, chat, 1).unwrap();
        }
        assert_eq!(spent.book(&limits, at(20_000), bot, chat, 1), Err(Refusal::RetryAfter(40)));
        spent.book(&limits, at(60_000), bot, chat, 1).unwrap();
        assert_eq!(spent.book(&limits, at(60_000), bot, chat, 1), Err(Refusal::RetryAfter(1)));
        let other = Chat::Group(GroupId(3));
        spent.book(&limits, at(60_000), bot, other, 1).unwrap();
    }
}
