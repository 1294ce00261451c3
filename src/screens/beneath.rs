//! The buttons that belong under a line: the next step, one tap away.

use super::page::{go, press};
use super::{Button, Press};
use crate::domain::{AccountState, FailureReason, Line, View};
use crate::locale::{Locale, say};

/// The buttons under a line, for the member to whom it is said.
pub fn beneath(line: &Line, locale: &Locale) -> Vec<Vec<Button>> {
    match line {
        Line::NotDelivered { dialog, number, reason } if may_succeed_later(reason) => {
            let retry = Press::Retry { dialog: *dialog, number: *number };
            vec![vec![press(say!(locale, "button-retry"), retry)]]
        }
        Line::AccountAlert { state: AccountState::LoginNeeded, .. } | Line::LoginInterrupted => {
            vec![vec![go(say!(locale, "button-accounts"), View::ACCOUNTS)]]
        }
        Line::DeskMissing { .. } => vec![vec![go(say!(locale, "button-desk"), View::DeskHelp)]],
        Line::Welcome { .. } => vec![vec![go(say!(locale, "button-home"), View::Home)]],
        Line::MemberJoined { .. } => vec![vec![go(say!(locale, "button-team"), View::TEAM)]],
        _ => Vec::new(),
    }
}

/// Whether sending the same again may help.
fn may_succeed_later(reason: &FailureReason) -> bool {
    match reason {
        FailureReason::ClientUnreachable
        | FailureReason::AccountLimited
        | FailureReason::AccountLoggedOut
        | FailureReason::Other { .. } => true,
        FailureReason::ClientDeleted
        | FailureReason::ContentRefused
        | FailureReason::TooLate
        | FailureReason::MessageGone => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, DialogId, Lang, PeerId};

    #[test]
    fn what_may_succeed_later_can_be_sent_again() {
        let dialog = DialogId { account: AccountId(1), peer: PeerId::User(7) };
        let under = |reason| beneath(&Line::NotDelivered { dialog, number: 5, reason }, Locale::of(Lang::En));
        assert_eq!(
            under(FailureReason::AccountLimited),
            [[Button::new("↻ Send again", Press::Retry { dialog, number: 5 })]]
        );
        assert!(under(FailureReason::ClientDeleted).is_empty());
    }
}
