//! What goes wrong between Pult and Telegram while people act.
//!
//! Each is something that Telegram documents or that networks and machines do; none of it is refused for good, so all of it
//! must end as if it had never been. Disks that fail and sessions that end take a whole round: [`round`](crate::round).

use crate::{agency::Agency, faults, play::Play};
use rand::{RngExt, rngs::StdRng};
use std::fmt;
use steps::Board;
use telegram_sandbox::world::{Fault, UserId};

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

impl Trouble {
    pub fn of(rng: &mut StdRng, agency: &Agency) -> Trouble {
        let side = rng.random_range(0..agency.sides.len());
        let account = agency.sides[side].account.id;
        match rng.random_range(0..1000) {
            0..80 => return Trouble::Cut(account),
            80..83 => return Trouble::Strands(account),
            83..103 => return Trouble::Moves { side, dc: rng.random_range(1..=5), cut: rng.random_bool(0.7) },
            103..118 => return Trouble::TooMuch { side, in_desk: rng.random_bool(0.3) },
            118..158 => return Trouble::ClockJumps(rng.random_range(-280..25)),
            _ => {}
        }
        let bot = agency.bot();
        Trouble::Ordered(match rng.random_bool(0.3) {
            true => faults::of_update(rng, bot, account),
            false => faults::of_call(rng, bot, account),
        })
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
