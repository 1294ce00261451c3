//! Joining the team: the first owner's one-time claim link (T7) and invites (T2).
//!
//! **A link works once, until it expires; the token itself is never stored.** Using one is a pure plan: it returns the
//! rows to write or the reason why not.

use super::{Account, Agency, AuditEntry, AuditEvent, Member};
use crate::{
    domain::{AccountId, InviteId, Lang, MemberId, Role},
    ports::Randomness,
    store::{Changes, IndexRows, Record, Sequence, Store, StoreError, Stored, Table, Unique},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// How long the claim link works.
pub const CLAIM_VALID: SignedDuration = SignedDuration::from_hours(24);

/// 128 unpredictable bits that open a link. Not stored, not logged; shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 16]);

/// What a link's token hashes to.
pub type TokenHash = [u8; 32];

impl Token {
    pub fn new(randomness: &dyn Randomness) -> Token {
        Token(randomness.bytes())
    }

    /// The token in the alphabet of a `start` parameter.
    pub fn as_text(&self) -> String {
        base64_url(&self.0)
    }

    pub fn hash(&self) -> TokenHash {
        hash_of(&self.as_text())
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The hash of a token as it came in a link; any text has one.
pub fn hash_of(token: &str) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

fn base64_url(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// The one-time link that makes the first owner. One row: a new link replaces the old.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClaimLink {
    pub hash: TokenHash,
    pub expires: Timestamp,
    pub used: Option<Timestamp>,
}

impl Record for ClaimLink {
    const TABLE: Table = Table::new(18, "claim link");
    type Key = ();

    fn key(&self) {}
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Invite {
    pub id: InviteId,
    pub hash: TokenHash,
    pub role: Role,
    pub accounts: BTreeSet<AccountId>,
    pub made_by: MemberId,
    pub made: Timestamp,
    pub expires: Timestamp,
    pub state: InviteState,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum InviteState {
    Open,
    Used { by: MemberId, at: Timestamp },
    Revoked { at: Timestamp },
}

impl Invite {
    pub const IDS: Sequence = Sequence::new(19, "invites");
    pub const BY_HASH: Unique<Invite, TokenHash> = Unique::new(1);

    pub fn find(store: &Store, id: InviteId) -> Result<Option<Stored<Invite>>, StoreError> {
        store.get(&id)
    }

    pub fn by_hash(store: &Store, hash: TokenHash) -> Result<Option<Stored<Invite>>, StoreError> {
        store.lookup(Invite::BY_HASH, &hash)
    }
}

impl Record for Invite {
    const TABLE: Table = Table::new(19, "invites");
    type Key = InviteId;

    fn key(&self) -> InviteId {
        self.id
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        rows.unique(Invite::BY_HASH, &self.hash);
    }
}

/// Who opened a link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Newcomer {
    pub id: MemberId,
    pub name: String,
    pub lang: Lang,
    /// Whether the person is one of the agency's own accounts.
    pub managed: bool,
    /// Their row, if they are or were a member.
    pub known: Option<Stored<Member>>,
    /// The agency they join.
    pub agency: Agency,
}

/// Why a link did nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkRefusal {
    Unknown,
    Expired {
        at: Timestamp,
    },
    Used,
    Managed,
    /// The person is a member already: nothing to do.
    AlreadyMember,
}

/// The first owner takes the agency over.
pub fn claim(link: &Stored<ClaimLink>, who: &Newcomer, now: Timestamp) -> Result<(Member, Changes), LinkRefusal> {
    if link.used.is_some() {
        return Err(LinkRefusal::Used);
    }
    if now >= link.expires {
        return Err(LinkRefusal::Expired { at: link.expires });
    }
    let mut changes = Changes::default();
    changes.update(link, ClaimLink { used: Some(now), ..ClaimLink::clone(link) });
    let owner = join(who, Role::Owner, BTreeSet::new(), now, &mut changes)?;
    AuditEntry::write(&mut changes, now, owner.id, AuditEvent::Claimed);
    Ok((owner, changes))
}

/// A newcomer uses an invite. `accounts` are those of the invite, with the members responsible for them: an operator
/// takes over what an owner or manager looked after, since that is what operators are invited for.
pub fn accept(
    invite: &Stored<Invite>,
    accounts: &[(Stored<Account>, Option<Role>)],
    who: &Newcomer,
    now: Timestamp,
) -> Result<(Member, Changes), LinkRefusal> {
    match invite.state {
        InviteState::Open if now >= invite.expires => return Err(LinkRefusal::Expired { at: invite.expires }),
        InviteState::Open => {}
        InviteState::Used { .. } => return Err(LinkRefusal::Used),
        InviteState::Revoked { .. } => return Err(LinkRefusal::Unknown),
    }
    let mut changes = Changes::default();
    changes.update(invite, Invite { state: InviteState::Used { by: who.id, at: now }, ..Invite::clone(invite) });
    let member = join(who, invite.role, invite.accounts.clone(), now, &mut changes)?;
    for (account, responsible) in accounts {
        if invite.role == Role::Operator && *responsible != Some(Role::Operator) {
            changes.update(account, Account { responsible: who.id, ..Account::clone(account) });
        }
    }
    AuditEntry::write(&mut changes, now, who.id, AuditEvent::Joined { invite: invite.id, role: invite.role });
    Ok((member, changes))
}

fn join(
    who: &Newcomer,
    role: Role,
    accounts: BTreeSet<AccountId>,
    now: Timestamp,
    changes: &mut Changes,
) -> Result<Member, LinkRefusal> {
    if who.managed {
        return Err(LinkRefusal::Managed);
    }
    let member = Member {
        id: who.id,
        name: who.name.clone(),
        role,
        lang: who.lang,
        accounts,
        joined: now,
        removed: None,
        sees_ids: who.agency.shows_ids(role),
        begins: who.agency.operators_begin,
    };
    match &who.known {
        Some(known) if known.removed.is_none() => return Err(LinkRefusal::AlreadyMember),
        Some(known) => changes.update(known, member.clone()),
        None => changes.insert(member.clone()),
    };
    Ok(member)
}

#[cfg(test)]
mod tests;
