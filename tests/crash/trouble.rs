//! What goes wrong between Pult and Telegram while people act.
//!
//! Each is something that Telegram documents or that networks and machines do; none of it is refused for good, so all of it
//! must end as if it had never been. Disks that fail and sessions that end take a whole round: [`round`](crate::round).

use crate::{agency::Agency, play::Play};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use std::{fmt, time::Duration};
use steps::Board;
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
    /// They stand and nothing comes through any more: neither side knows. New ones work.
    Strands(UserId),
    /// Telegram moves an account, by its number among the sides, to another data centre, and may close its connections then.
    /// <https://core.telegram.org/api/datacenter#user-migration>
    Moves { side: usize, dc: i32, cut: bool },
    /// The connections of an account break, and before it is back more happens to it, or to its desk, than a difference tells.
    /// <https://core.telegram.org/constructor/updates.differenceTooLong>,
    /// <https://core.telegram.org/constructor/updates.channelDifferenceTooLong>
    TooMuch { side: usize, in_desk: bool },
    /// The machine's clock is set, to so many seconds ahead; as wrong as Telegram bears it.
    /// <https://core.telegram.org/mtproto/description#message-identifier-msg-id>
    ClockJumps(i64),
}

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

impl Trouble {
    pub fn of(rng: &mut StdRng, agency: &Agency) -> Trouble {
        let side = rng.random_range(0..agency.sides.len());
        let account = agency.sides[side].account.id;
        match rng.random_range(0..1000) {
            0..80 => return Trouble::Cut(account),
            80..83 => return Trouble::Strands(account),
            83..103 => return Trouble::Moves { side, dc: rng.random_range(1..=5), cut: rng.random_bool(0.7) },
            // In a desk only: in an account's own chats an answer that was on its way is still taken for one from the phone.
            103..118 => return Trouble::TooMuch { side, in_desk: true },
            118..158 => return Trouble::ClockJumps(rng.random_range(-280..25)),
            _ => {}
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

    /// Answers how it is called in the tally, where the sandbox does not keep one.
    pub fn strikes(self, play: &mut Play, board: &Board) -> Option<&'static str> {
        let town = &play.agency.town;
        match &self {
            Trouble::Ordered(fault) => town.sandbox.fault(fault.clone()),
            Trouble::Cut(account) => town.sandbox.cut(*account),
            Trouble::Strands(account) => town.sandbox.strand(*account),
            Trouble::Moves { side, dc, cut } => {
                let account = play.agency.sides[*side].account.clone().dc(*dc);
                if *cut {
                    town.sandbox.cut(account.id);
                }
            }
            Trouble::TooMuch { side, in_desk } => {
                town.sandbox.cut(play.agency.sides[*side].account.id);
                play.cannot_stop(*side, *in_desk);
            }
            Trouble::ClockJumps(ahead) => board.sets_clock_ahead(*ahead),
        }
        Some(match self {
            Trouble::Ordered(_) => return None,
            Trouble::Cut(_) => "connections of an account broke",
            Trouble::Strands(_) => "connections of an account were half-open",
            Trouble::Moves { .. } => "an account was moved to another data centre",
            Trouble::TooMuch { in_desk: false, .. } => "more happened to an account than a difference tells",
            Trouble::TooMuch { in_desk: true, .. } => "more happened in a desk than a difference tells",
            Trouble::ClockJumps(_) => "the clock jumped",
        })
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Cut(account) => write!(f, "connections of {} break", account.0),
            Trouble::Strands(account) => write!(f, "connections of {} are half-open", account.0),
            Trouble::Moves { side, dc, cut } => write!(f, "account {side} moves to data centre {dc}, cut: {cut}"),
            Trouble::TooMuch { side, in_desk } => {
                write!(f, "too much happens to account {side}, in its desk: {in_desk}")
            }
            Trouble::ClockJumps(ahead) => write!(f, "the clock is set, {ahead} s ahead"),
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
        Effect::SilentBefore => "met silence before it was heard",
        Effect::SilentAfter => "met silence before it was answered",
        Effect::SkipUpdate => "missed an update",
        Effect::DuplicateUpdate => "was told an update twice",
        Effect::LateUpdate(_) => "was told an update late",
        Effect::LosePart => "lost a part of a file",
    };
    format!("{door} {effect}")
}
