//! Single calls and updates that go wrong at the sandbox's doors, by what Telegram documents and networks do. The rounds
//! order them, and so does the load (`benches/load`).

use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use std::time::Duration;
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

/// How calls go wrong, and how often, in a thousand. To notice silence takes half a minute, so it is rare.
const HOW: [(How, u32); 8] = [
    (How::Flood, 200),
    (How::LongFlood, 30),
    (How::Broken, 150),
    (How::Slow, 200),
    (How::LostOnTheWay, 207),
    (How::AnswerLost, 207),
    (How::Unheard, 3),
    (How::Unanswered, 3),
];

#[derive(Clone, Copy)]
enum How {
    /// So short a wait that a request may keep it to itself.
    Flood,
    LongFlood,
    /// An error on Telegram's side.
    Broken,
    Slow,
    LostOnTheWay,
    AnswerLost,
    /// The connection is half-open from there on, before the call or before its answer.
    Unheard,
    Unanswered,
}

/// Some of the next calls, of the bot or of the account.
pub fn of_call(rng: &mut StdRng, bot: UserId, account: UserId) -> Fault {
    let (door, methods, actor) =
        if rng.random_bool(0.5) { (Door::BotApi, OF_BOT, bot) } else { (Door::Mtproto, OF_ACCOUNT, account) };
    let method = methods.choose(rng).expect("there are methods");
    let (how, _) = *HOW.choose_weighted(rng, |(_, weight)| *weight).expect("something goes wrong");
    let fault = match how {
        How::Flood => Fault::flood(door, method, 1),
        How::LongFlood => Fault::flood(door, method, 5),
        // <https://core.telegram.org/api/errors#500-internal>
        How::Broken if door == Door::Mtproto => Fault::error(door, method, 500, "RPC_CALL_FAIL"),
        How::Broken => Fault::error(door, method, 502, "Bad Gateway"),
        How::Slow => Fault::effect(door, method, Effect::Delay(Duration::from_millis(rng.random_range(20..1500)))),
        How::LostOnTheWay => Fault::effect(door, method, Effect::DropBefore),
        How::AnswerLost => Fault::effect(door, method, Effect::DropAfter),
        How::Unheard => Fault::effect(door, method, Effect::SilentBefore),
        How::Unanswered => Fault::effect(door, method, Effect::SilentAfter),
    };
    fault.only(actor).after(rng.random_range(0..6)).times(rng.random_range(1..3))
}

/// Some of the next updates to the bot or to the account.
pub fn of_update(rng: &mut StdRng, bot: UserId, account: UserId) -> Fault {
    let fault = if rng.random_bool(0.2) {
        let update = TO_BOT.choose(rng).expect("there are updates");
        Fault::effect(Door::BotApi, update, Effect::DuplicateUpdate).only(bot)
    } else {
        let update = TO_ACCOUNT.choose(rng).expect("there are updates");
        let late = Duration::from_millis(rng.random_range(20..900));
        let effects = [Effect::SkipUpdate, Effect::DuplicateUpdate, Effect::LateUpdate(late)];
        let effect = effects.choose(rng).expect("there are some").clone();
        Fault::effect(Door::Mtproto, update, effect).only(account)
    };
    fault.after(rng.random_range(0..3)).times(rng.random_range(1..3))
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
        Effect::SilentBefore => "met silence before it was heard",
        Effect::SilentAfter => "met silence before it was answered",
        Effect::SkipUpdate => "missed an update",
        Effect::DuplicateUpdate => "was told an update twice",
        Effect::LateUpdate(_) => "was told an update late",
        Effect::LosePart => "lost a part of a file",
    };
    format!("{door} {effect}")
}
