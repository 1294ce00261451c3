//! What is to be done in a dialog: whether the client waits, what nobody has read.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Changed by what either side says, so that lists and titles need no look at messages.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Work {
    /// The client's messages since somebody of the team answered, or read them on the phone.
    pub unread: u32,
    /// Since when the client waits for an answer.
    pub waits: Option<Timestamp>,
    /// Since when nothing more is expected. What the client writes opens it again (D8).
    pub closed: Option<Timestamp>,
}

impl Work {
    /// The client said something.
    pub(super) fn heard(&mut self, at: Timestamp) {
        self.unread = self.unread.saturating_add(1);
        self.waits = self.waits.or(Some(at));
        self.closed = None;
    }

    /// Somebody of the team said something.
    pub(super) fn answered(&mut self) {
        self.waits = None;
    }

    /// Everything the client said has been read.
    pub(super) fn read(&mut self) {
        self.unread = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_waits_from_the_first_of_several_messages() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut work = Work { closed: Some(at(1)), ..Work::default() };
        work.heard(at(5));
        work.heard(at(9));
        assert_eq!(work, Work { unread: 2, waits: Some(at(5)), closed: None });
        work.answered();
        assert_eq!((work.unread, work.waits), (2, None), "an answer that is not there yet has read nothing");
        work.read();
        assert_eq!(work, Work::default());
    }
}
