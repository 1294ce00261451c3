//! Where messages lie and changes are counted. **`pts` grows by the number of changed messages and every step of it is
//! in `changes`, so that any client can be brought from any earlier `pts` to now.**
//! <https://core.telegram.org/api/updates>
use super::ids::MessageId;
use super::message::Message;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default)]
pub struct Mailbox {
    /// The state after the last change.
    pub pts: i32,
    pub last: i32,
    pub messages: BTreeMap<MessageId, Message>,
    /// (`pts` after the change, index in the world's log), ascending.
    pub changes: Vec<(i32, usize)>,
}

impl Mailbox {
    /// An empty box whose first message gets the id `first`.
    pub fn starting_at(first: i32) -> Self {
        Mailbox { pts: 1, last: first - 1, ..Mailbox::default() }
    }
    pub(super) fn next_id(&mut self) -> MessageId {
        self.last += 1;
        MessageId(self.last)
    }
    pub(super) fn advance(&mut self, count: i32) -> i32 {
        self.pts += count;
        self.pts
    }
    /// Log positions of the changes after `pts`, oldest first.
    pub fn changes_after(&self, pts: i32) -> &[(i32, usize)] {
        let from = self.changes.partition_point(|(at, _)| *at <= pts);
        &self.changes[from..]
    }
}
