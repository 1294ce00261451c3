//! What goes wrong between Pult and Telegram while people act.
//!
//! Each is something that Telegram documents or that networks do; none of it is refused for good, so all of it must end
//! as if it had never been.

use crate::agency::Agency;
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use std::{fmt, time::Duration};
use telegram_sandbox::world::{Door, Effect, Fault, UserId};

/// What a bot is asked for, by how Pult shows the team what happens.
const OF_BOT: [&str; 8] =
    ["*", "send*", "sendMessage", "edit*", "createForumTopic", "setMessageReaction", "pinChatMessage", "getUpdates"];

/// What accounts ask for.
const OF_ACCOUNT: [&str; 8] = [
    "*",
    "messages.*",
    "messages.sendMessage",
    "messages.editMessage",
    "messages.deleteMessages",
    "messages.readHistory",
    "updates.*",
    "users.*",
];

/// What accounts are told. Each of these carries a position, so that a client can tell whether one is missing; the others
/// may be lost for good. <https://core.telegram.org/api/updates#message-related-event-sequences>
const TO_ACCOUNT: [&str; 8] = [
    "updateNewMessage",
    "updateNewChannelMessage",
    "updateEditMessage",
    "updateEditChannelMessage",
    "updateDeleteMessages",
    "updateDeleteChannelMessages",
    "updateReadHistoryInbox",
    "updateReadHistoryOutbox",
];

/// What a bot may be told again. Nothing is lost on its way, since it stays until it is confirmed.
/// <https://core.telegram.org/bots/api#getting-updates>
const TO_BOT: [&str; 2] = ["message", "edited_message"];

/// One thing that goes wrong.
pub enum Trouble {
    /// Some of the next calls, or of the next updates.
    Ordered(Fault),
    /// All connections of an account break.
    Cut(UserId),
}

/// How calls go wrong, and how often, in a hundred.
const WRONG: [(Wrong, u32); 6] = [
    (Wrong::Flood, 20),
    (Wrong::LongFlood, 3),
    (Wrong::Broken, 15),
    (Wrong::Slow, 20),
    (Wrong::LostOnTheWay, 21),
    (Wrong::AnswerLost, 21),
];

#[derive(Clone, Copy)]
enum Wrong {
    /// So short a wait that a request may keep it to itself.
    Flood,
    LongFlood,
    /// An error on Telegram's side.
    Broken,
    Slow,
    LostOnTheWay,
    AnswerLost,
}

impl Trouble {
    pub fn of(rng: &mut StdRng, agency: &Agency) -> Trouble {
        let account = agency.sides.choose(rng).expect("there are accounts").account.id;
        if rng.random_bool(0.1) {
            return Trouble::Cut(account);
        }
        if rng.random_bool(0.3) {
            return Trouble::of_updates(rng, agency, account);
        }
        let (door, methods, actor) = if rng.random_bool(0.5) {
            (Door::BotApi, OF_BOT, agency.bot())
        } else {
            (Door::Mtproto, OF_ACCOUNT, account)
        };
        let method = methods.choose(rng).expect("there are methods");
        let (wrong, _) = *WRONG.choose_weighted(rng, |(_, weight)| *weight).expect("something goes wrong");
        let fault = match wrong {
            Wrong::Flood => Fault::flood(door, method, 1),
            Wrong::LongFlood => Fault::flood(door, method, 5),
            // <https://core.telegram.org/api/errors#500-internal>
            Wrong::Broken if door == Door::Mtproto => Fault::error(door, method, 500, "RPC_CALL_FAIL"),
            Wrong::Broken => Fault::error(door, method, 502, "Bad Gateway"),
            Wrong::Slow => {
                Fault::effect(door, method, Effect::Delay(Duration::from_millis(rng.random_range(20..1500))))
            }
            Wrong::LostOnTheWay => Fault::effect(door, method, Effect::DropBefore),
            Wrong::AnswerLost => Fault::effect(door, method, Effect::DropAfter),
        };
        Trouble::Ordered(fault.only(actor).after(rng.random_range(0..6)).times(rng.random_range(1..3)))
    }

    fn of_updates(rng: &mut StdRng, agency: &Agency, account: UserId) -> Trouble {
        let fault = if rng.random_bool(0.2) {
            let update = TO_BOT.choose(rng).expect("there are updates");
            Fault::effect(Door::BotApi, update, Effect::DuplicateUpdate).only(agency.bot())
        } else {
            let update = TO_ACCOUNT.choose(rng).expect("there are updates");
            let late = Duration::from_millis(rng.random_range(20..900));
            let effects = [Effect::SkipUpdate, Effect::DuplicateUpdate, Effect::LateUpdate(late)];
            let effect = effects.choose(rng).expect("there are some").clone();
            Fault::effect(Door::Mtproto, update, effect).only(account)
        };
        Trouble::Ordered(fault.after(rng.random_range(0..3)).times(rng.random_range(1..3)))
    }

    pub fn strikes(self, agency: &Agency) {
        match self {
            Trouble::Ordered(fault) => agency.town.sandbox.fault(fault),
            Trouble::Cut(account) => agency.town.sandbox.cut(account),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Cut(account) => write!(f, "connections of {} break", account.0),
            Trouble::Ordered(Fault { method, after, times, effect, .. }) => {
                write!(f, "{effect:?} strikes {times} × {method} after {after}")
            }
        }
    }
}

/// The effect without its particulars, for the tally.
pub fn kind(door: Door, effect: &Effect) -> String {
    let door = match door {
        Door::BotApi => "bot",
        Door::Mtproto => "account",
    };
    let effect = match effect {
        Effect::Refuse { code: 420 | 429, .. } => "had to wait",
        Effect::Refuse { .. } => "met an error of Telegram's",
        Effect::Delay(_) => "was answered late",
        Effect::DropBefore => "was cut off before it was heard",
        Effect::DropAfter => "was cut off before it was answered",
        Effect::SkipUpdate => "missed an update",
        Effect::DuplicateUpdate => "was told an update twice",
        Effect::LateUpdate(_) => "was told an update late",
        Effect::LosePart => "lost a part of a file",
    };
    format!("{door} {effect}")
}
