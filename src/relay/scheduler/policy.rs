//! What may be sent how fast, and how it is spread: the numbers behind the policy.

use super::Millis;

/// So many messages within so long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit {
    pub count: u32,
    pub window: Millis,
}

impl Limit {
    /// No limit at all.
    pub const NONE: Limit = Limit { count: u32::MAX, window: 0 };
}

/// What a request takes from its chat's budget, in messages. That sends, edits and new topics share it is known
/// (<https://github.com/tdlib/td/issues/2592>); that reactions do is assumed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Costs {
    pub send: u32,
    pub edit: u32,
    pub topic: u32,
    pub reaction: u32,
    pub deletion: u32,
}

/// All numbers of the policy. The limits are Telegram's:
/// <https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this>. The rest was found with
/// `benches/scheduler`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Policy {
    /// One bot in one group.
    pub group: Limit,
    /// One bot in one private chat.
    pub private: Limit,
    /// One bot in all chats together.
    pub overall: Limit,
    pub costs: Costs,
    /// How long to wait after a request that did not arrive, or may not have.
    pub pause: Millis,

    /// What the main bot keeps of a group's budget for interactive sends: while it is alone, and beside helpers.
    pub reserve: u32,
    pub reserve_beside_helpers: u32,
    /// What must be left beyond them, for those who can wait, when no client's message waits.
    pub reserve_for_status: u32,
    pub reserve_for_digests: u32,

    /// With less than this left, a bot pauses between two messages of clients: by `pace` when nothing is left.
    pub pace_below: u32,
    pub pace: Millis,
    /// With less than this left, a thread that was served rests while it gathers: by `gather` when nothing is left.
    pub gather_below: u32,
    pub gather: Millis,
    /// With less than this left, consecutive messages of a thread are merged; 0: never.
    pub merge_below: u32,
    /// When a round over all threads would take longer, media become lines.
    pub heavy: Millis,
    /// The longest merged message and the longest caption, in UTF-16 code units, and the most lines of either.
    pub longest: u32,
    pub longest_caption: u32,
    pub most_lines: u32,
    /// How long the line waits for an album's share before others go first, and when it stops giving way.
    pub album_patience: Millis,

    /// A status goes before clients' messages once per so many of them, when it has waited so long.
    pub status_share: u32,
    pub status_age: Millis,

    /// After a 429 the group's limit sinks by `step_down`, not below `lowest`, and rises by one each `step_up`.
    pub step_down: u32,
    pub lowest: u32,
    pub step_up: Millis,
    /// Two chats limited within this pause their bot.
    pub alarm: Millis,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            group: Limit { count: 20, window: 60_000 },
            private: Limit { count: 20, window: 20_000 },
            overall: Limit { count: 28, window: 1_000 },
            costs: Costs { send: 1, edit: 1, topic: 1, reaction: 1, deletion: 0 },
            pause: 1_000,
            reserve: 2,
            reserve_beside_helpers: 4,
            reserve_for_status: 10,
            reserve_for_digests: 12,
            pace_below: 17,
            pace: 5_500,
            gather_below: 16,
            gather: 7_000,
            merge_below: 11,
            heavy: 4_000,
            longest: 3_500,
            longest_caption: 1_000,
            most_lines: 40,
            album_patience: 5_000,
            status_share: 60,
            status_age: 20_000,
            step_down: 2,
            lowest: 8,
            step_up: 600_000,
            alarm: 5_000,
        }
    }
}

impl Policy {
    /// As fast as Telegram answers, one request per thread at a time.
    pub fn unlimited() -> Policy {
        Policy { group: Limit::NONE, private: Limit::NONE, overall: Limit::NONE, ..Policy::default() }
    }
}
