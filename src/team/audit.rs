//! The audit log: who did what to what. **Append-only.**

use crate::{
    domain::{
        AccountId, AgencySetting, Amount, Assignment, AuditFilter, ChatId, ContactId, Currency, EntryId, Export,
        InviteId, MemberId, ProxyAddress, Rate, Role, TemplateId, WorkHours,
    },
    store::{All, Changes, Index, IndexRows, Metric, Page, Record, Store, StoreError, Stored, Table, TallyRows},
};
use jiff::Timestamp;
use rust_decimal::{Decimal, prelude::ToPrimitive};
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
        /// Since when the contact was known; with it backups tell them from somebody later with the same number.
        #[serde(default)]
        since: Option<Timestamp>,
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
    HoursSet {
        account: AccountId,
        from: Option<WorkHours>,
        to: Option<WorkHours>,
    },
    /// What clients hear outside working hours. The words are sealed and not repeated here.
    AwayReplySet {
        account: AccountId,
        change: Change,
    },
    /// Minutes until somebody hears of a client who waits.
    AlertSet {
        account: AccountId,
        from: Option<u16>,
        to: Option<u16>,
    },
    /// Whether threads stay where they were when their dialogs move.
    ThreadsKept {
        account: AccountId,
        kept: bool,
    },
    /// The dialogs that an account had before are taken over, or no more of them.
    ImportSet {
        account: AccountId,
        on: bool,
    },
    /// A client may not write to an account any more, or may again.
    BlockSet {
        contact: ContactId,
        account: AccountId,
        blocked: bool,
    },
    /// A template of the whole team.
    TeamTemplate {
        template: TemplateId,
        change: Change,
    },
    /// How a member is called by the team. Names are not repeated here.
    Renamed {
        member: MemberId,
    },
    Booked {
        entry: EntryId,
        contact: ContactId,
        amount: Amount,
    },
    Voided {
        entry: EntryId,
        contact: ContactId,
        amount: Amount,
    },
    /// Another amount in the place of an entry's.
    Corrected {
        entry: EntryId,
        contact: ContactId,
        from: Amount,
        to: Amount,
    },
    /// A file was asked for.
    Exported {
        export: Export,
    },
    /// Everything the agency has was written into a file on the server.
    AllExported,
    /// What was held after a restore was let go, or given up.
    HeldSettled {
        sends: usize,
        released: bool,
    },
    /// The master key was changed.
    KeyRotated,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Change {
    Made,
    Changed,
    Deleted,
}

impl Change {
    /// Of something that may be there and may not; `None`: it is as it was.
    pub fn between<T: PartialEq>(from: &Option<T>, to: &Option<T>) -> Option<Change> {
        match (from, to) {
            (None, Some(_)) => Some(Change::Made),
            (Some(_), None) => Some(Change::Deleted),
            (from, to) => (from != to).then_some(Change::Changed),
        }
    }
}

impl AuditEvent {
    /// Where it is found besides among all.
    pub fn topic(&self) -> AuditFilter {
        match self {
            AuditEvent::OwnerLinkMade
            | AuditEvent::Claimed
            | AuditEvent::Invited { .. }
            | AuditEvent::InviteRevoked { .. }
            | AuditEvent::Joined { .. }
            | AuditEvent::RoleChanged { .. }
            | AuditEvent::AccountAssigned { .. }
            | AuditEvent::AccountWithdrawn { .. }
            | AuditEvent::MemberRemoved { .. }
            | AuditEvent::Renamed { .. } => AuditFilter::Team,
            AuditEvent::AccountAdded { .. }
            | AuditEvent::AccountSignedIn { .. }
            | AuditEvent::AccountSwitchedOff { .. }
            | AuditEvent::AccountReconnected { .. }
            | AuditEvent::AccountDeleted { .. }
            | AuditEvent::ProxyChanged { .. }
            | AuditEvent::ImportSet { .. } => AuditFilter::Accounts,
            AuditEvent::DeskBound { .. } | AuditEvent::HandedOver { .. } => AuditFilter::Desks,
            AuditEvent::ContactErased { .. }
            | AuditEvent::ContactsMerged { .. }
            | AuditEvent::ContactSplit { .. }
            | AuditEvent::BlockSet { .. } => AuditFilter::Clients,
            AuditEvent::Booked { .. }
            | AuditEvent::Voided { .. }
            | AuditEvent::Corrected { .. }
            | AuditEvent::Exported { .. } => AuditFilter::Money,
            AuditEvent::AgencySet { .. }
            | AuditEvent::BaseCurrencySet { .. }
            | AuditEvent::RateSet { .. }
            | AuditEvent::AssignmentSet { .. }
            | AuditEvent::HoursSet { .. }
            | AuditEvent::AwayReplySet { .. }
            | AuditEvent::AlertSet { .. }
            | AuditEvent::ThreadsKept { .. }
            | AuditEvent::TeamTemplate { .. }
            | AuditEvent::AllExported
            | AuditEvent::HeldSettled { .. }
            | AuditEvent::KeyRotated => AuditFilter::Settings,
        }
    }
}

/// A list of entries: which one, and of whom.
type List = (u8, i64);

fn list(filter: AuditFilter) -> List {
    match filter {
        AuditFilter::All => (0, 0),
        AuditFilter::Team => (1, 0),
        AuditFilter::Accounts => (2, 0),
        AuditFilter::Desks => (3, 0),
        AuditFilter::Settings => (4, 0),
        AuditFilter::Money => (5, 0),
        AuditFilter::Clients => (6, 0),
        AuditFilter::By(member) => (7, member.0),
    }
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

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        for list in self.lists() {
            rows.row(AuditEntry::BY_LIST, &list);
        }
    }

    fn tallies(&self, rows: &mut TallyRows) {
        for list in self.lists().chain([list(AuditFilter::All)]) {
            rows.add(LOGGED, &list, Decimal::ONE);
        }
    }
}

/// How many entries there are in each list.
const LOGGED: Metric<List> = Metric::new(20, "entries of the audit log");

impl AuditEntry {
    /// Those of one topic or member; all of them are in the order of their keys.
    const BY_LIST: Index<AuditEntry, List> = Index::new(1);

    fn lists(&self) -> impl Iterator<Item = List> {
        let by = self.who.map(|who| list(AuditFilter::By(who)));
        [list(self.what.topic())].into_iter().chain(by)
    }

    /// Commits what somebody did at the server's command line.
    pub async fn from_server(store: &Store, at: Timestamp, what: AuditEvent) -> Result<(), StoreError> {
        let mut changes = Changes::new();
        AuditEntry::write(&mut changes, at, None, what);
        store.commit(changes).await
    }

    /// How many there are of a kind.
    pub fn count(store: &Store, filter: AuditFilter) -> Result<usize, StoreError> {
        Ok(store.tally(LOGGED, &list(filter))?.to_usize().unwrap_or_default())
    }

    /// Some of a kind, the newest first.
    pub fn latest(store: &Store, filter: AuditFilter, page: Page) -> Result<Vec<Stored<AuditEntry>>, StoreError> {
        match filter {
            AuditFilter::All => store.scan(All, page),
            filter => store.find(AuditEntry::BY_LIST, list(filter), page),
        }
    }

    /// Adds an entry to what is about to be committed.
    pub fn write(changes: &mut Changes, at: Timestamp, who: impl Into<Option<MemberId>>, what: AuditEvent) {
        changes.insert(AuditEntry { at, who: who.into(), what });
    }
}
