//! A grammers session on the store.
//!
//! - **Answers come from memory**; the store is read once, when the session is loaded.
//! - **What gives access is durable before a call returns**: keys, data centre, the signed-in user.
//! - **Peers are durable before anything is made of what they came with** ([`AccountSession::keep_introduced`]): an update may not
//!   come again after a crash, because its message was deleted meanwhile.
//! - **The position moves by `set_update_state` only**, which the receiver calls after its batch was taken over; that of
//!   supergroups by `arrive`, after what grammers passes over there was taken over too.
//! - **A login's session stays in memory** until [`AccountSession::keep`]: a half-made one leaves no trace.

mod grammers;
mod memory;

use super::convert::{Introduction, Known};
use super::endpoint::{Slot, TelegramEndpoint};
use super::records::{
    DataCentreRecord, PeerRecord, PositionRecord, Refusal, RetiredKeyRecord, SessionRecord, Standing,
};
use crate::domain::{AccountId, PeerId, UserId};
use crate::store::{All, Changes, Overwrite, Page, Record, Store, StoreError};
use grammers_session::types::{ChannelState, DcOption, PeerAuth, PeerInfo, UpdatesState};
use memory::{Memory, info_of};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Rows per commit where many are removed.
const ROWS_AT_ONCE: usize = 200;

/// Why a session could not answer or keep something.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error("keeping the session of account {account}")]
    Store { account: AccountId, source: StoreError },
    /// The old key is kept. grammers makes another one by itself when a data centre does not know the one it has.
    #[error("data centre {dc} did not accept the key of account {account}; a new one would be nobody's")]
    KeyReplaced { account: AccountId, dc: i32 },
    #[error("the sandbox named a data centre outside of this machine: {0}")]
    NotLoopback(SocketAddr),
}

/// The session of one account.
pub struct AccountSession {
    account: AccountId,
    endpoint: TelegramEndpoint,
    store: Store,
    memory: Mutex<Memory>,
}

impl AccountSession {
    /// A session for a login: nobody is signed in, nothing is stored.
    pub fn fresh(store: Store, endpoint: TelegramEndpoint, account: AccountId, slot: Slot) -> Arc<AccountSession> {
        let memory = Memory {
            kept: false,
            slot,
            standing: Standing::Connected,
            refusal: Refusal::default(),
            home_dc: endpoint.first_dc(),
            own: None,
            centres: endpoint.data_centres(slot).into_iter().map(|dc| (dc.id, dc)).collect(),
            position: UpdatesState::default(),
            reached: Vec::new(),
            peers: HashMap::new(),
            unsaved: HashSet::new(),
            people: HashMap::new(),
        };
        Arc::new(AccountSession { account, endpoint, store, memory: Mutex::new(memory) })
    }

    /// The stored session of an account; `None` if it never signed in.
    pub fn load(
        store: Store,
        endpoint: TelegramEndpoint,
        account: AccountId,
    ) -> Result<Option<Arc<AccountSession>>, SessionError> {
        let failed = |source| SessionError::Store { account, source };
        let Some(record) = store.get::<SessionRecord>(&account).map_err(failed)? else { return Ok(None) };
        let mut centres: BTreeMap<i32, DcOption> =
            endpoint.data_centres(Slot(record.slot)).into_iter().map(|dc| (dc.id, dc)).collect();
        for row in store.scan::<DataCentreRecord>((account,), Page::all()).map_err(failed)? {
            let mut option = row.option();
            // A sandbox may have moved to another port since.
            if let (TelegramEndpoint::Sandbox(_), Some(known)) = (endpoint, centres.get(&option.id)) {
                (option.ipv4, option.ipv6) = (known.ipv4, known.ipv6);
            }
            centres.insert(option.id, option);
        }
        let peers = store.scan::<PeerRecord>((account,), Page::all()).map_err(failed)?;
        let position = store.get::<PositionRecord>(&account).map_err(failed)?;
        let position = position.map(|row| row.state()).unwrap_or_default();
        let memory = Memory {
            kept: true,
            slot: Slot(record.slot),
            standing: record.standing,
            refusal: record.refusal,
            home_dc: record.home_dc,
            own: Some(record.own),
            centres,
            reached: position.channels.clone(),
            position,
            peers: peers.iter().map(|row| (row.peer, row.info())).collect(),
            unsaved: HashSet::new(),
            people: HashMap::new(),
        };
        Ok(Some(Arc::new(AccountSession { account, endpoint, store, memory: Mutex::new(memory) })))
    }

    /// The keys that an account's session has in a sandbox. One that cannot be read has none that matter.
    pub fn slot_of(store: &Store, account: AccountId) -> Option<Slot> {
        Some(Slot(store.get::<SessionRecord>(&account).ok()??.slot))
    }

    /// Every stored session, whether it is to be connected, and why Telegram refused it, where it did.
    pub fn all(store: &Store) -> Result<Vec<(AccountId, Standing, Refusal)>, StoreError> {
        let records = store.scan::<SessionRecord>(All, Page::all())?;
        Ok(records.iter().map(|record| (record.account, record.standing, record.refusal)).collect())
    }

    /// Removes everything stored of an account's session.
    pub async fn forget(store: &Store, account: AccountId) -> Result<(), StoreError> {
        // The session first: without it the rest means nothing, whenever this is interrupted.
        let mut changes = Changes::new();
        changes.remove::<SessionRecord>(&account).remove::<PositionRecord>(&account);
        store.commit(changes).await?;
        remove_all::<DataCentreRecord>(store, account, |row| row.key()).await?;
        remove_all::<RetiredKeyRecord>(store, account, |row| row.key()).await?;
        remove_all::<PeerRecord>(store, account, |row| row.key()).await
    }

    pub fn account(&self) -> AccountId {
        self.account
    }

    /// The signed-in user.
    pub fn own(&self) -> Option<UserId> {
        self.memory().own.map(|own| own.user)
    }

    /// Stores a login's session in place of whatever the account had; from now on it is written through.
    ///
    /// Where the same user signed in before, the new session goes on from the position of the old one: what clients
    /// wrote in between is caught up. Positions and the hashes of peers belong to the user, not to the session.
    /// <https://core.telegram.org/api/updates>
    pub async fn keep(&self) -> Result<(), SessionError> {
        let earlier = AccountSession::load(self.store.clone(), self.endpoint, self.account)?;
        if let Some(earlier) = earlier.filter(|earlier| earlier.own() == self.own() && earlier.has_position()) {
            self.memory().goes_on_from(&earlier.memory());
        }
        AccountSession::forget(&self.store, self.account).await.map_err(|source| self.failed(source))?;
        let mut changes = Changes::new();
        {
            let mut memory = self.memory();
            let Some(record) = memory.record(self.account) else { return Ok(()) };
            memory.kept = true;
            changes.put(record);
            changes.put(PositionRecord::new(self.account, &memory.position));
            for option in memory.centres.values() {
                changes.put(DataCentreRecord::new(self.account, option));
            }
            memory.save_peers(self.account, &mut changes);
        }
        self.commit(changes).await
    }

    /// Remembers that Telegram no longer accepts the session.
    pub async fn refused(&self, refusal: Refusal) -> Result<(), SessionError> {
        self.memory().refusal = refusal;
        self.want(Standing::Refused).await
    }

    /// Why Telegram refused it last.
    pub fn refusal(&self) -> Refusal {
        self.memory().refusal
    }

    /// Whether the session is to be connected.
    pub fn wanted(&self) -> Standing {
        self.memory().standing
    }

    /// Remembers whether the session is to be connected.
    pub async fn want(&self, standing: Standing) -> Result<(), SessionError> {
        let changes = {
            let mut memory = self.memory();
            memory.standing = standing;
            memory.write_session(self.account, Changes::new())
        };
        self.commit(changes).await
    }

    /// Takes note of a peer. Incomplete introductions only fill in what is unknown.
    pub fn introduce(&self, introduction: Introduction) {
        let Introduction { peer, known, access_hash, min } = introduction;
        let mut memory = self.memory();
        let info = info_of(peer, &known, access_hash);
        memory.cache(peer, info);
        if min {
            memory.people.entry(peer).or_insert(known);
        } else {
            memory.people.insert(peer, known);
        }
    }

    /// Makes durable who was introduced.
    pub async fn keep_introduced(&self) -> Result<(), SessionError> {
        let mut changes = Changes::new();
        let peers = {
            let mut memory = self.memory();
            if !memory.kept {
                return Ok(());
            }
            memory.save_peers(self.account, &mut changes)
        };
        let kept = self.commit(changes).await;
        if kept.is_err() {
            self.memory().unsaved.extend(peers);
        }
        kept
    }

    /// The peer as it introduced itself since the start.
    pub fn known(&self, peer: PeerId) -> Option<Known> {
        self.memory().people.get(&peer).cloned()
    }

    /// What a request must present to name the peer.
    pub fn access_hash(&self, peer: PeerId) -> Option<i64> {
        self.memory().peers.get(&peer).and_then(PeerInfo::auth).map(PeerAuth::hash)
    }

    /// The supergroups in which grammers is further than the stored position: which, from where, to where.
    pub fn moves(&self) -> Vec<(i64, i32, i32)> {
        let memory = self.memory();
        let before = |id| memory.position.channels.iter().find(|channel| channel.id == id).map(|channel| channel.pts);
        let moved = |channel: &ChannelState| {
            before(channel.id).filter(|from| *from != channel.pts).map(|from| (channel.id, from, channel.pts))
        };
        memory.reached.iter().filter_map(moved).collect()
    }

    /// Everything up to where grammers is in supergroups was taken over: the positions follow.
    pub async fn arrive(&self) -> Result<(), SessionError> {
        let mut changes = Changes::new();
        {
            let mut memory = self.memory();
            let reached = memory.reached.clone();
            if memory.position.channels != reached {
                memory.position.channels = reached;
                if memory.kept {
                    changes.put(PositionRecord::new(self.account, &memory.position));
                }
            }
        }
        self.commit(changes).await
    }

    /// Whether updates were ever taken over: without a position they would begin with nothing.
    pub fn has_position(&self) -> bool {
        self.memory().position.pts != 0
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // Every change of the memory is complete when the guard goes: a panic elsewhere leaves it whole.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, source: StoreError) -> SessionError {
        SessionError::Store { account: self.account, source }
    }

    async fn commit(&self, changes: Changes) -> Result<(), SessionError> {
        if changes.is_empty() {
            return Ok(());
        }
        self.store.commit(changes).await.map_err(|source| self.failed(source))
    }
}

async fn remove_all<R: Overwrite>(store: &Store, account: AccountId, key: fn(&R) -> R::Key) -> Result<(), StoreError>
where
    (AccountId,): crate::store::KeyPrefix<R::Key>,
{
    loop {
        let rows = store.scan::<R>((account,), Page::first(ROWS_AT_ONCE))?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut changes = Changes::new();
        for row in &rows {
            changes.remove::<R>(&key(row));
        }
        store.commit(changes).await?;
    }
}

#[cfg(test)]
mod tests;
