//! What goes wrong at both doors while people talk, by a seed: what Telegram documents and networks do. None of it is
//! refused for good, so all of it must end as if it had never been.

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use std::time::Duration;
use telegram_sandbox::{
    Sandbox,
    world::{Door, Effect, Fault, UserId},
};

const OF_BOTS: [&str; 7] = ["*", "send*", "sendMessage", "edit*", "copyMessage", "setMessageReaction", "getUpdates"];
const OF_ACCOUNTS: [&str; 7] = [
    "*",
    "messages.*",
    "messages.sendMessage",
    "messages.editMessage",
    "messages.deleteMessages",
    "messages.readHistory",
    "updates.*",
];

/// What accounts are told with a position, so that a client can tell whether one is missing.
/// <https://core.telegram.org/api/updates#message-related-event-sequences>
const TO_ACCOUNTS: [&str; 5] = [
    "updateNewMessage",
    "updateEditMessage",
    "updateDeleteMessages",
    "updateReadHistoryInbox",
    "updateReadHistoryOutbox",
];
/// What a bot may be told again; nothing is lost on its way, since it stays until it is confirmed.
/// <https://core.telegram.org/bots/api#getting-updates>
const TO_BOTS: [&str; 2] = ["message", "edited_message"];

/// How calls go wrong, and how often, in a hundred.
const HOW: [(How, u32); 6] = [
    (How::Flood, 20),
    (How::LongFlood, 3),
    (How::Broken, 15),
    (How::Slow, 20),
    (How::LostOnTheWay, 21),
    (How::AnswerLost, 21),
];

#[derive(Clone, Copy)]
enum How {
    Flood,
    LongFlood,
    /// An error on Telegram's side. <https://core.telegram.org/api/errors#500-internal>
    Broken,
    Slow,
    LostOnTheWay,
    AnswerLost,
}

pub struct Trouble {
    accounts: Vec<UserId>,
    bots: Vec<UserId>,
    rng: StdRng,
}

impl Trouble {
    pub fn new(accounts: Vec<UserId>, bots: Vec<UserId>, seed: u64) -> Trouble {
        Trouble { accounts, bots, rng: StdRng::seed_from_u64(seed) }
    }

    /// One thing goes wrong soon.
    pub fn strikes(&mut self, sandbox: &Sandbox) {
        let rng = &mut self.rng;
        let account = *self.accounts.choose(rng).expect("there are accounts");
        let bot = *self.bots.choose(rng).expect("there is a bot");
        let fault = match rng.random_range(0..100) {
            0..8 => return sandbox.cut(account),
            8..32 => of_accounts_update(rng).only(account),
            32..38 => {
                let update = TO_BOTS.choose(rng).expect("there are updates");
                Fault::effect(Door::BotApi, update, Effect::DuplicateUpdate).only(bot)
            }
            38..69 => of_call(rng, Door::BotApi, &OF_BOTS).only(bot),
            _ => of_call(rng, Door::Mtproto, &OF_ACCOUNTS).only(account),
        };
        sandbox.fault(fault.after(rng.random_range(0..3)).times(rng.random_range(1..3)));
    }
}

fn of_accounts_update(rng: &mut StdRng) -> Fault {
    let late = Duration::from_millis(rng.random_range(20..900));
    let effects = [Effect::SkipUpdate, Effect::DuplicateUpdate, Effect::LateUpdate(late)];
    let update = TO_ACCOUNTS.choose(rng).expect("there are updates");
    Fault::effect(Door::Mtproto, update, effects.choose(rng).expect("there are some").clone())
}

fn of_call(rng: &mut StdRng, door: Door, methods: &[&str]) -> Fault {
    let method = methods.choose(rng).expect("there are methods");
    let (how, _) = *HOW.choose_weighted(rng, |(_, weight)| *weight).expect("something goes wrong");
    match how {
        How::Flood => Fault::flood(door, method, 1),
        How::LongFlood => Fault::flood(door, method, 5),
        How::Broken if door == Door::Mtproto => Fault::error(door, method, 500, "RPC_CALL_FAIL"),
        How::Broken => Fault::error(door, method, 502, "Bad Gateway"),
        How::Slow => Fault::effect(door, method, Effect::Delay(Duration::from_millis(rng.random_range(20..1500)))),
        How::LostOnTheWay => Fault::effect(door, method, Effect::DropBefore),
        How::AnswerLost => Fault::effect(door, method, Effect::DropAfter),
    }
}
