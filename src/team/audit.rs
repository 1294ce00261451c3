//! The audit log: who did what to what. **Append-only.**

use crate::{
    domain::{
        AccountId, AgencySetting, Assignment, ChatId, ContactId, Currency, Export, InviteId, MemberId, ProxyAddress,
        Rate, Role,
    },
    store::{Changes, Record, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AuditEntry {
    pub at: Timestamp,
    /// `None`: somebody at the server's command line.
    pub who: Option<MemberId>,
    pub what: AuditEvent,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AuditEvent {
    OwnerLinkMade,
    Claimed,
    Invited {
        invite: InviteId,
        role: Role,
    },
    InviteRevoked {
        invite: InviteId,
    },
    Joined {
        invite: InviteId,
        role: Role,
    },
    RoleChanged {
        member: MemberId,
        from: Role,
        to: Role,
    },
    AccountAssigned {
        member: MemberId,
        account: AccountId,
    },
    AccountWithdrawn {
        member: MemberId,
        account: AccountId,
    },
    MemberRemoved {
        member: MemberId,
        role: Role,
    },
    AccountAdded {
        account: AccountId,
    },
    AccountSignedIn {
        account: AccountId,
    },
    AccountSwitchedOff {
        account: AccountId,
    },
    AccountReconnected {
        account: AccountId,
    },
    AccountDeleted {
        account: AccountId,
        logged_out: bool,
    },
    /// Addresses only: what a proxy asks for is nobody's to read.
    ProxyChanged {
        account: AccountId,
        from: Option<ProxyAddress>,
        to: Option<ProxyAddress>,
    },
    DeskBound {
        chat: ChatId,
        account: AccountId,
        member: MemberId,
    },
    ContactErased {
        contact: ContactId,
    },
    /// Two contacts are one person.
    ContactsMerged {
        contact: ContactId,
        into: ContactId,
    },
    ContactSplit {
        contact: ContactId,
        from: ContactId,
    },
    /// Somebody asked for a file of what the agency keeps.
    Exported(Export),
    BaseCurrencySet {
        from: Option<Currency>,
        to: Currency,
    },
    RateSet {
        of: Currency,
        from: Option<Rate>,
        to: Rate,
    },
    /// Who answers new dialogs of an account.
    AssignmentSet {
        account: AccountId,
        from: Assignment,
        to: Assignment,
    },
    /// Somebody else answers a client; `from`: who did before, nobody where the client waited to be taken.
    HandedOver {
        contact: ContactId,
        account: AccountId,
        from: Option<MemberId>,
        to: MemberId,
    },
    AgencySet {
        from: AgencySetting,
        to: AgencySetting,
    },
}

impl Record for AuditEntry {
    const TABLE: Table = Table::new(20, "audit log");
    /// Time in microseconds, the actor, and a fingerprint of what was done: clocks stand still in tests and jump back in
    /// life, and two acts must never be taken for one.
    type Key = (i64, Option<MemberId>, [u8; 8]);

    fn key(&self) -> Self::Key {
        let mut what = [0; 8];
        what.copy_from_slice(&Sha256::digest(format!("{:?}", self.what).as_bytes())[..8]);
        (self.at.as_microsecond(), self.who, what)
    }
}

impl AuditEntry {
    /// Adds an entry to what is about to be committed.
    pub fn write(changes: &mut Changes, at: Timestamp, who: impl Into<Option<MemberId>>, what: AuditEvent) {
        changes.insert(AuditEntry { at, who: who.into(), what });
    }
}
