//! Rows of buttons → what Telegram shows, and what is kept about it.

use super::{Audience, Buttons, Nonce, Reference};
use crate::{
    domain::{BotId, BotMessageId, ChatId},
    screens::{Button, Tap},
};
use jiff::{SignedDuration, Timestamp};
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

/// How long the buttons of a panel can be pressed.
const VALID: SignedDuration = SignedDuration::from_hours(48);
/// How long those of a desk can: the card of a thread stands there for as long as the thread.
const VALID_IN_DESK: SignedDuration = SignedDuration::from_hours(24 * 365 * 5);

/// Where and for whom buttons are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Drawing {
    pub nonce: Nonce,
    pub bot: BotId,
    pub chat: ChatId,
    pub audience: Audience,
    pub message: Option<BotMessageId>,
    pub has_picture: bool,
    pub now: Timestamp,
}

/// The keyboard for Telegram and the record to keep. The record exists even without buttons: it knows what kind of
/// message stands there.
pub fn keyboard(rows: &[Vec<Button>], drawing: Drawing) -> (InlineKeyboardMarkup, Buttons) {
    let mut presses = Vec::new();
    let rows = rows.iter().map(|row| {
        row.iter()
            .filter_map(|button| match &button.tap {
                Tap::Press(press) => {
                    presses.push(press.clone());
                    let (index, secret) = (presses.len() - 1, press.is_secret());
                    let reference = Reference { nonce: drawing.nonce, index, secret };
                    Some(InlineKeyboardButton::callback(&button.label, reference.to_data()))
                }
                Tap::Link(address) => Some(InlineKeyboardButton::url(&button.label, address.parse().ok()?)),
            })
            .collect::<Vec<_>>()
    });
    let markup = InlineKeyboardMarkup::new(rows.filter(|row| !row.is_empty()).collect::<Vec<_>>());
    let Drawing { nonce, bot, chat, audience, message, has_picture, now } = drawing;
    let valid = match audience {
        Audience::Member(_) => VALID,
        Audience::Desk => VALID_IN_DESK,
    };
    let expires = now.saturating_add(valid).unwrap_or(now);
    (markup, Buttons { nonce, bot, chat, audience, message, presses, has_picture, made: now, expires })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::View, screens::Press};

    #[test]
    fn presses_become_references_and_links_stay_links() {
        let rows = [
            vec![
                Button::new("Team", Press::Go(View::Settings)),
                Button::link("Add", "https://t.me/pult_bot?startgroup=a"),
            ],
            vec![Button::new("Home", Press::Go(View::Home)), Button::link("Broken", "no address")],
        ];
        let drawing = Drawing {
            nonce: Nonce([3; 12]),
            bot: BotId(1),
            chat: ChatId(7),
            audience: Audience::Desk,
            message: None,
            has_picture: false,
            now: Timestamp::UNIX_EPOCH,
        };
        let (markup, kept) = keyboard(&rows, drawing);
        assert_eq!(kept.presses, [Press::Go(View::Settings), Press::Go(View::Home)]);
        assert_eq!(markup.inline_keyboard.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
        let second = Reference { nonce: Nonce([3; 12]), index: 1, secret: false };
        assert_eq!(markup.inline_keyboard[1][0], InlineKeyboardButton::callback("Home", second.to_data()));
    }
}
