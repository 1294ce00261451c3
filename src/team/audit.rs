//! The audit log: who did what to what. **Append-only.**

use crate::{
    domain::{AccountId, ChatId, InviteId, MemberId, Role},
    store::{Changes, Record, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AuditEntry {
    pub at: Timestamp,
    pub who: MemberId,
    pub what: AuditEvent,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AuditEvent {
    Claimed,
    Invited { invite: InviteId, role: Role },
    InviteRevoked { invite: InviteId },
    Joined { invite: InviteId, role: Role },
    AccountAdded { account: AccountId },
    AccountSignedIn { account: AccountId },
    DeskBound { chat: ChatId, account: AccountId, member: MemberId },
}

impl Record for AuditEntry {
    const TABLE: Table = Table::new(20, "audit log");
    /// Time in microseconds, then the actor: one person does one thing at a time.
    type Key = (i64, MemberId);

    fn key(&self) -> Self::Key {
        (self.at.as_microsecond(), self.who)
    }
}

impl AuditEntry {
    /// Adds an entry to what is about to be committed.
    pub fn write(changes: &mut Changes, at: Timestamp, who: MemberId, what: AuditEvent) {
        changes.insert(AuditEntry { at, who, what });
    }
}
