//! A grammers session on the store.
//!
//! - **Answers come from memory**; the store is read once, when the session is loaded.
//! - **What gives access is durable before a call returns**: keys, data centre, the signed-in user.
//! - **Peers are written behind**, in the commit of the next position. A crash in between loses only peers of updates that come again.
//! - **The position moves by [`Session::set_update_state`] only**, which the receiver calls after its batch was taken over.
//! - **A login's session stays in memory** until [`AccountSession::keep`]: a half-made one leaves no trace.

use super::convert::{Introduction, Known};
use super::endpoint::{Slot, TelegramEndpoint};
use super::records::{DataCentreRecord, Own, PeerRecord, PositionRecord, RetiredKeyRecord, SessionRecord, Standing};
use crate::domain::{AccountId, ChatId, PeerId, UserId};
use crate::store::{All, Changes, Overwrite, Page, Record, Store, StoreError};
use futures::future::BoxFuture;
use grammers_session::Session;
use grammers_session::types::{
    ChannelKind, DcOption, PeerAuth, PeerId as RawPeerId, PeerInfo, UpdateState, UpdatesState,
};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tracing::{error, info};

/// Rows per commit where many are removed.
const ROWS_AT_ONCE: usize = 200;

/// Why a session could not answer or keep something.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error("keeping the session of account {account}")]
    Store { account: AccountId, source: StoreError },
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

struct Memory {
    /// Whether the store has this session; a login's has not.
    kept: bool,
    slot: Slot,
    standing: Standing,
    home_dc: i32,
    own: Option<Own>,
    centres: BTreeMap<i32, DcOption>,
    position: UpdatesState,
    peers: HashMap<PeerId, PeerInfo>,
    /// Peers that the store does not know as they are here.
    unsaved: HashSet<PeerId>,
    /// How peers introduced themselves since the start. Personal: never stored here.
    people: HashMap<PeerId, Known>,
}

impl AccountSession {
    /// A session for a login: nobody is signed in, nothing is stored.
    pub fn fresh(store: Store, endpoint: TelegramEndpoint, account: AccountId, slot: Slot) -> Arc<AccountSession> {
        let memory = Memory {
            kept: false,
            slot,
            standing: Standing::Connected,
            home_dc: endpoint.first_dc(),
            own: None,
            centres: endpoint.data_centres(slot).into_iter().map(|dc| (dc.id, dc)).collect(),
            position: UpdatesState::default(),
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
        let memory = Memory {
            kept: true,
            slot: Slot(record.slot),
            standing: record.standing,
            home_dc: record.home_dc,
            own: Some(record.own),
            centres,
            position: position.map(|row| row.state()).unwrap_or_default(),
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

    /// Every stored session and whether it is to be connected.
    pub fn all(store: &Store) -> Result<Vec<(AccountId, Standing)>, StoreError> {
        let records = store.scan::<SessionRecord>(All, Page::all())?;
        Ok(records.iter().map(|record| (record.account, record.standing)).collect())
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
    pub async fn keep(&self) -> Result<(), SessionError> {
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
    pub async fn refused(&self) -> Result<(), SessionError> {
        self.want(Standing::Refused).await
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

    /// The peer as it introduced itself since the start.
    pub fn known(&self, peer: PeerId) -> Option<Known> {
        self.memory().people.get(&peer).cloned()
    }

    /// What a request must present to name the peer.
    pub fn access_hash(&self, peer: PeerId) -> Option<i64> {
        self.memory().peers.get(&peer).and_then(PeerInfo::auth).map(PeerAuth::hash)
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

impl Memory {
    /// The row of this session; `None` as long as nobody is signed in.
    fn record(&self, account: AccountId) -> Option<SessionRecord> {
        let (home_dc, slot, standing) = (self.home_dc, self.slot.0, self.standing);
        Some(SessionRecord { account, home_dc, own: self.own?, slot, standing })
    }

    /// Adds the row of this session, if the store has it.
    fn write_session(&self, account: AccountId, mut changes: Changes) -> Changes {
        if let Some(record) = self.record(account).filter(|_| self.kept) {
            changes.put(record);
        }
        changes
    }

    fn cache(&mut self, peer: PeerId, info: PeerInfo) {
        let before = self.peers.get(&peer).cloned();
        let entry = self.peers.entry(peer).or_insert_with(|| info.clone());
        entry.extend_info(&info);
        if before.as_ref() != Some(entry) {
            self.unsaved.insert(peer);
        }
    }

    fn save_peers(&mut self, account: AccountId, changes: &mut Changes) {
        for peer in self.unsaved.drain() {
            if let Some(info) = self.peers.get(&peer) {
                changes.put(PeerRecord::new(account, peer, info));
            }
        }
    }

    /// Positions of supergroups only: each costs a request at every start, and nothing is taken from broadcast channels.
    fn worth_keeping(&self, mut state: UpdatesState) -> UpdatesState {
        state.channels.retain(|channel| {
            let info = self.peers.get(&PeerId::Channel(channel.id));
            matches!(info, Some(PeerInfo::Channel { kind: Some(ChannelKind::Megagroup), .. }))
        });
        state
    }
}

fn info_of(peer: PeerId, known: &Known, access_hash: Option<i64>) -> PeerInfo {
    use crate::ports::CorrespondentKind as Kind;
    let auth = access_hash.map(PeerAuth::from_hash);
    match peer {
        PeerId::User(id) => PeerInfo::User { id, auth, bot: Some(known.kind == Kind::Bot), is_self: None },
        PeerId::Group(id) => PeerInfo::Chat { id },
        PeerId::Channel(id) => {
            let kind = if known.kind == Kind::Channel { ChannelKind::Broadcast } else { ChannelKind::Megagroup };
            PeerInfo::Channel { id, auth, kind: Some(kind) }
        }
    }
}

/// The peer behind grammers' id; `None` for "whoever is signed in".
fn peer_of(id: RawPeerId) -> Option<PeerId> {
    id.bot_api_dialog_id().map(|id| PeerId::from_chat_id(ChatId(id)))
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

impl Session for AccountSession {
    type Error = SessionError;

    fn home_dc_id(&self) -> Result<i32, SessionError> {
        Ok(self.memory().home_dc)
    }

    fn set_home_dc_id(&self, dc: i32) -> BoxFuture<'_, Result<(), SessionError>> {
        Box::pin(async move {
            let changes = {
                let mut memory = self.memory();
                memory.home_dc = dc;
                memory.write_session(self.account, Changes::new())
            };
            self.commit(changes).await
        })
    }

    fn dc_option(&self, dc: i32) -> Result<Option<DcOption>, SessionError> {
        Ok(self.memory().centres.get(&dc).cloned())
    }

    fn set_dc_option(&self, option: &DcOption) -> BoxFuture<'_, Result<(), SessionError>> {
        let option = option.clone();
        Box::pin(async move {
            if matches!(self.endpoint, TelegramEndpoint::Sandbox(_)) && !option.ipv4.ip().is_loopback() {
                return Err(SessionError::NotLoopback(option.ipv4.into()));
            }
            let mut changes = Changes::new();
            {
                let mut memory = self.memory();
                let before = memory.centres.insert(option.id, option.clone());
                if before.as_ref() == Some(&option) || !memory.kept {
                    return Ok(());
                }
                if let Some(before) = before.filter(|before| before.auth_key != option.auth_key) {
                    self.note_new_key(&before, &mut changes);
                }
                changes.put(DataCentreRecord::new(self.account, &option));
            }
            self.commit(changes).await
        })
    }

    fn peer(&self, peer: RawPeerId) -> BoxFuture<'_, Result<Option<PeerInfo>, SessionError>> {
        let memory = self.memory();
        let own = |own: Own| PeerInfo::User {
            id: own.user.0,
            auth: Some(PeerAuth::from_hash(own.access_hash)),
            bot: Some(false),
            is_self: Some(true),
        };
        let info = match peer_of(peer) {
            None => memory.own.map(own),
            Some(peer) if memory.own.map(|own| PeerId::User(own.user.0)) == Some(peer) => memory.own.map(own),
            Some(peer) => memory.peers.get(&peer).cloned(),
        };
        Box::pin(std::future::ready(Ok(info)))
    }

    fn cache_peer(&self, info: PeerInfo) -> BoxFuture<'_, Result<(), SessionError>> {
        let mut memory = self.memory();
        if let PeerInfo::User { id, auth, is_self: Some(true), .. } = info {
            memory.own = Some(Own { user: UserId(id), access_hash: auth.unwrap_or_default().hash() });
        }
        if let Some(peer) = peer_of(info.id()) {
            memory.cache(peer, info);
        }
        Box::pin(std::future::ready(Ok(())))
    }

    fn updates_state(&self) -> BoxFuture<'_, Result<UpdatesState, SessionError>> {
        let state = self.memory().position.clone();
        Box::pin(std::future::ready(Ok(state)))
    }

    fn set_update_state(&self, update: UpdateState) -> BoxFuture<'_, Result<(), SessionError>> {
        Box::pin(async move {
            let mut changes = Changes::new();
            {
                let mut memory = self.memory();
                let before = memory.position.clone();
                match update {
                    UpdateState::All(state) => memory.position = memory.worth_keeping(state),
                    UpdateState::Primary { pts, date, seq } => {
                        memory.position = UpdatesState { pts, date, seq, ..before.clone() };
                    }
                    UpdateState::Secondary { qts } => memory.position.qts = qts,
                    UpdateState::Channel { id, pts } => {
                        let mut state = before.clone();
                        state.channels.retain(|channel| channel.id != id);
                        state.channels.push(grammers_session::types::ChannelState { id, pts });
                        memory.position = memory.worth_keeping(state);
                    }
                }
                if !memory.kept {
                    return Ok(());
                }
                if memory.position != before {
                    changes.put(PositionRecord::new(self.account, &memory.position));
                }
                memory.save_peers(self.account, &mut changes);
            }
            self.commit(changes).await
        })
    }
}

impl AccountSession {
    /// grammers makes a new key by itself when a data centre does not know the one it has.
    fn note_new_key(&self, before: &DcOption, changes: &mut Changes) {
        let (account, dc) = (self.account, before.id);
        match before.auth_key {
            Some(key) => {
                error!(account.id = %account, dc.id = dc, "a data centre did not accept the key of an account; the old key is kept");
                let key = super::records::AuthKey(key.to_vec());
                changes.put(RetiredKeyRecord { account, dc, key });
            }
            None => info!(account.id = %account, dc.id = dc, "an account exchanged a key with a data centre"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{MasterKey, MemoryEngine};

    const ACCOUNT: AccountId = AccountId(3);
    const KEY: [u8; 256] = [7; 256];

    async fn store() -> Store {
        Store::open(MemoryEngine::new(), MasterKey::from_bytes([1; 32])).await.unwrap()
    }

    fn myself() -> PeerInfo {
        PeerInfo::User { id: 1, auth: Some(PeerAuth::from_hash(11)), bot: Some(false), is_self: Some(true) }
    }

    fn position(pts: i32) -> UpdatesState {
        UpdatesState { pts, qts: 1, date: 2, seq: 3, channels: vec![] }
    }

    async fn signed_in(store: &Store) -> Arc<AccountSession> {
        let session = AccountSession::fresh(store.clone(), TelegramEndpoint::Real, ACCOUNT, Slot(48));
        session.cache_peer(myself()).await.unwrap();
        session.set_update_state(UpdateState::All(position(10))).await.unwrap();
        session.keep().await.unwrap();
        session
    }

    fn loaded(store: &Store) -> Arc<AccountSession> {
        AccountSession::load(store.clone(), TelegramEndpoint::Real, ACCOUNT).unwrap().expect("it was kept")
    }

    async fn with_key(session: &AccountSession, key: [u8; 256]) {
        let option = session.dc_option(2).unwrap().unwrap();
        session.set_dc_option(&DcOption { auth_key: Some(key), ..option }).await.unwrap();
    }

    #[tokio::test]
    async fn a_kept_session_comes_back() {
        let store = store().await;
        let session = signed_in(&store).await;
        with_key(&session, KEY).await;
        session.set_home_dc_id(4).await.unwrap();
        let back = loaded(&store);
        assert_eq!(back.peer(RawPeerId::self_user()).await.unwrap(), Some(myself()));
        assert_eq!(back.home_dc_id().unwrap(), 4);
        assert_eq!(back.dc_option(2).unwrap().unwrap().auth_key, Some(KEY));
        assert_eq!(back.updates_state().await.unwrap(), position(10));
        assert_eq!(AccountSession::all(&store).unwrap(), [(ACCOUNT, Standing::Connected)]);
    }

    #[tokio::test]
    async fn a_login_that_is_not_kept_leaves_no_trace() {
        let store = store().await;
        let session = AccountSession::fresh(store.clone(), TelegramEndpoint::Real, ACCOUNT, Slot(48));
        with_key(&session, KEY).await;
        session.cache_peer(myself()).await.unwrap();
        assert!(AccountSession::load(store.clone(), TelegramEndpoint::Real, ACCOUNT).unwrap().is_none());
        assert!(store.scan::<DataCentreRecord>(All, Page::all()).unwrap().is_empty());
    }

    #[tokio::test]
    async fn peers_are_written_with_the_position() {
        let store = store().await;
        let session = signed_in(&store).await;
        let ivan = PeerInfo::User { id: 7, auth: Some(PeerAuth::from_hash(70)), bot: Some(false), is_self: None };
        session.cache_peer(ivan.clone()).await.unwrap();
        assert_eq!(loaded(&store).access_hash(PeerId::User(7)), None, "written behind");
        session.set_update_state(UpdateState::All(position(10))).await.unwrap();
        assert_eq!(loaded(&store).access_hash(PeerId::User(7)), Some(70), "even when the position stands still");
        // An introduction without the hash takes nothing away.
        session.cache_peer(PeerInfo::User { id: 7, auth: None, bot: None, is_self: None }).await.unwrap();
        assert_eq!(session.access_hash(PeerId::User(7)), Some(70));
    }

    #[tokio::test]
    async fn a_replaced_key_is_kept_aside() {
        let store = store().await;
        let session = signed_in(&store).await;
        with_key(&session, KEY).await;
        with_key(&session, [8; 256]).await;
        let retired = store.scan::<RetiredKeyRecord>((ACCOUNT,), Page::all()).unwrap();
        assert_eq!(retired.iter().map(|row| row.key.0.as_slice()).collect::<Vec<_>>(), [KEY.as_slice()]);
        assert_eq!(loaded(&store).dc_option(2).unwrap().unwrap().auth_key, Some([8; 256]));
    }

    #[tokio::test]
    async fn only_supergroups_keep_a_position() {
        let store = store().await;
        let session = signed_in(&store).await;
        let channel = |id, kind| PeerInfo::Channel { id, auth: Some(PeerAuth::from_hash(1)), kind: Some(kind) };
        session.cache_peer(channel(5, ChannelKind::Megagroup)).await.unwrap();
        session.cache_peer(channel(6, ChannelKind::Broadcast)).await.unwrap();
        let channels = [5, 6, 7].map(|id| grammers_session::types::ChannelState { id, pts: 1 }).to_vec();
        session.set_update_state(UpdateState::All(UpdatesState { channels, ..position(11) })).await.unwrap();
        let kept: Vec<i64> = loaded(&store).updates_state().await.unwrap().channels.iter().map(|c| c.id).collect();
        assert_eq!(kept, [5]);
    }

    #[tokio::test]
    async fn a_refused_session_is_remembered_and_a_forgotten_one_is_not() {
        let store = store().await;
        let session = signed_in(&store).await;
        session.refused().await.unwrap();
        assert_eq!(AccountSession::all(&store).unwrap(), [(ACCOUNT, Standing::Refused)]);
        AccountSession::forget(&store, ACCOUNT).await.unwrap();
        assert_eq!(AccountSession::all(&store).unwrap(), []);
        assert!(store.scan::<DataCentreRecord>(All, Page::all()).unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_sandbox_may_move_but_not_leave_the_machine() {
        let store = store().await;
        let at = |port| TelegramEndpoint::sandbox(SocketAddr::from(([127, 0, 0, 1], port)), 1).unwrap();
        let session = AccountSession::fresh(store.clone(), at(1000), ACCOUNT, Slot(48));
        session.cache_peer(myself()).await.unwrap();
        session.keep().await.unwrap();
        let moved = AccountSession::load(store.clone(), at(2000), ACCOUNT).unwrap().unwrap();
        let option = moved.dc_option(2).unwrap().unwrap();
        assert_eq!(option.ipv4.port(), 2000);
        assert_eq!(option.auth_key, session.dc_option(2).unwrap().unwrap().auth_key);
        let outside = DcOption { ipv4: "149.154.167.41:443".parse().unwrap(), ..option };
        assert!(matches!(moved.set_dc_option(&outside).await, Err(SessionError::NotLoopback(_))));
    }
}
