//! Buttons: what they carry, and who may press them.
//!
//! **A button carries a reference and nothing else.** What it does is kept here, for one chat, one message and one
//! member, until it expires; Telegram lets anybody send any bytes as a press
//! (<https://core.telegram.org/method/messages.getBotCallbackAnswer>), so bytes that do not lead to a kept button do
//! nothing. The right to do what it says is asked again at the moment of pressing, where it is done.

mod data;
mod keyboard;
mod record;

pub use data::{Nonce, Reference};
pub use keyboard::{Drawing, keyboard};
pub use record::{Audience, Buttons};

use crate::{
    domain::{BotMessageId, ChatId, MemberId},
    screens::Press,
};
use jiff::Timestamp;

/// Why a press does nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// Unknown, expired, redrawn, forged, or from another place.
    Stale,
    /// Somebody else's.
    Foreign,
}

/// A press as it arrived.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tapped {
    pub chat: ChatId,
    pub message: BotMessageId,
    pub by: MemberId,
}

/// What the pressed button does, if this person may press it there, now.
pub fn check(buttons: &Buttons, index: usize, tapped: Tapped, now: Timestamp) -> Result<&Press, Refusal> {
    if now >= buttons.expires {
        return Err(Refusal::Stale);
    }
    match buttons.audience {
        Audience::Member(member) if member != tapped.by => return Err(Refusal::Foreign),
        Audience::Member(_) | Audience::Desk => {}
    }
    let bound_here = buttons.message.is_none_or(|message| message == tapped.message);
    if buttons.chat != tapped.chat || !bound_here {
        return Err(Refusal::Stale);
    }
    buttons.presses.get(index).ok_or(Refusal::Stale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{BotId, View};
    use jiff::SignedDuration;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn buttons(audience: Audience) -> Buttons {
        Buttons {
            nonce: Nonce([1; 12]),
            bot: BotId(1),
            chat: ChatId(7),
            audience,
            message: Some(BotMessageId(3)),
            presses: vec![Press::Go(View::Home), Press::Go(View::Settings)],
            has_picture: false,
            made: NOW,
            expires: NOW + SignedDuration::from_hours(1),
        }
    }

    #[test]
    fn only_the_right_person_at_the_right_place_in_time_may_press() {
        let mine = buttons(Audience::Member(MemberId(7)));
        let tapped = Tapped { chat: ChatId(7), message: BotMessageId(3), by: MemberId(7) };
        let later = NOW + SignedDuration::from_hours(1);
        let cases = [
            (tapped, 1, NOW, Ok(&Press::Go(View::Settings))),
            (tapped, 2, NOW, Err(Refusal::Stale)),
            (tapped, 1, later, Err(Refusal::Stale)),
            (Tapped { message: BotMessageId(4), ..tapped }, 1, NOW, Err(Refusal::Stale)),
            (Tapped { chat: ChatId(8), ..tapped }, 1, NOW, Err(Refusal::Stale)),
            (Tapped { by: MemberId(8), ..tapped }, 1, NOW, Err(Refusal::Foreign)),
            (Tapped { chat: ChatId(8), by: MemberId(8), ..tapped }, 1, NOW, Err(Refusal::Foreign)),
        ];
        for (tapped, index, now, expected) in cases {
            assert_eq!(check(&mine, index, tapped, now), expected, "{tapped:?} {index}");
        }
    }

    #[test]
    fn before_the_receipt_a_press_is_known_by_its_reference() {
        let sent = Buttons { message: None, ..buttons(Audience::Desk) };
        let tapped = Tapped { chat: ChatId(7), message: BotMessageId(99), by: MemberId(8) };
        assert_eq!(check(&sent, 0, tapped, NOW), Ok(&Press::Go(View::Home)));
    }
}
