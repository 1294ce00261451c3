//! What is to be done in a dialog: whether the client waits, what nobody has read, what was put off.

use crate::domain::DialogState;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Changed by what either side says and does, so that lists and titles need no look at messages.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Work {
    /// The client's messages since somebody of the team answered, or read them on the phone.
    pub unread: u32,
    /// Since when the client waits for an answer.
    pub waits: Option<Timestamp>,
    /// Since when nothing more is expected. What the client writes opens it again (D8).
    pub closed: Option<Timestamp>,
    /// Until when it is put off. What the client writes brings it back.
    #[serde(default)]
    pub snoozed: Option<Timestamp>,
    /// Since when it waits for a member to take it.
    #[serde(default)]
    pub queued: Option<Timestamp>,
    /// Comes without a sound and without alerts.
    #[serde(default)]
    pub muted: bool,
    /// The client cannot write to the account.
    #[serde(default)]
    pub blocked: bool,
    /// When the client was last told that nobody is there.
    #[serde(default)]
    pub away_said: Option<Timestamp>,
    /// The state that the thread's title shows.
    #[serde(default)]
    pub shown: DialogState,
}

/// Within this a client hears only once that nobody is there.
const AWAY_ONCE: SignedDuration = SignedDuration::from_hours(12);

impl Work {
    /// The client said something.
    pub(super) fn heard(&mut self, at: Timestamp) {
        self.unread = self.unread.saturating_add(1);
        self.waits = self.waits.or(Some(at));
        self.closed = None;
        self.snoozed = None;
    }

    /// Something was said in a group or channel: nobody there waits for an answer of the agency's.
    pub(super) fn overheard(&mut self) {
        self.unread = self.unread.saturating_add(1);
    }

    /// Somebody of the team said something.
    pub(super) fn answered(&mut self) {
        self.waits = None;
    }

    /// Everything the client said has been read.
    pub(super) fn read(&mut self) {
        self.unread = 0;
    }

    pub(super) fn close(&mut self, at: Timestamp) {
        self.waits = None;
        self.snoozed = None;
        self.closed = Some(at);
    }

    /// Whether a client who writes now outside working hours is to hear so.
    pub(super) fn wants_away(&self, now: Timestamp) -> bool {
        !self.muted && self.away_said.is_none_or(|said| now.duration_since(said) >= AWAY_ONCE)
    }

    /// The state at a glance (D3).
    pub fn state(&self) -> DialogState {
        if self.closed.is_some() {
            DialogState::Closed
        } else if self.snoozed.is_some() {
            DialogState::Snoozed
        } else if self.waits.is_some() {
            DialogState::NeedsReply
        } else {
            DialogState::Answered
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_client_waits_from_the_first_of_several_messages() {
        let mut work = Work::default();
        work.close(at(1));
        work.heard(at(5));
        work.heard(at(9));
        assert_eq!(work, Work { unread: 2, waits: Some(at(5)), ..Work::default() });
        work.answered();
        assert_eq!((work.unread, work.waits), (2, None), "an answer that is not there yet has read nothing");
        work.read();
        assert_eq!(work, Work::default());
    }

    #[test]
    fn what_a_client_writes_brings_a_dialog_back() {
        let mut work = Work { snoozed: Some(at(100)), ..Work::default() };
        assert_eq!(work.state(), DialogState::Snoozed);
        work.heard(at(5));
        assert_eq!(work.state(), DialogState::NeedsReply);
        work.close(at(6));
        assert_eq!((work.state(), work.waits), (DialogState::Closed, None));
    }
}
