//! What a session answers from. Synchronous; every change is complete when it returns.

use crate::accounts::convert::Known;
use crate::accounts::endpoint::Slot;
use crate::accounts::records::{Own, PeerRecord, Refusal, SessionRecord, Standing};
use crate::domain::{AccountId, PeerId};
use crate::store::Changes;
use grammers_session::types::{ChannelKind, ChannelState, DcOption, PeerAuth, PeerInfo, UpdatesState};
use std::collections::{BTreeMap, HashMap, HashSet};

pub(super) struct Memory {
    /// Whether the store has this session; a login's has not.
    pub(super) kept: bool,
    pub(super) slot: Slot,
    pub(super) standing: Standing,
    /// Why Telegram refused it last.
    pub(super) refusal: Refusal,
    pub(super) home_dc: i32,
    pub(super) own: Option<Own>,
    pub(super) centres: BTreeMap<i32, DcOption>,
    pub(super) position: UpdatesState,
    /// How far grammers is in each supergroup; the position follows by [`AccountSession::arrive`](super::AccountSession::arrive).
    pub(super) reached: Vec<ChannelState>,
    pub(super) peers: HashMap<PeerId, PeerInfo>,
    /// Peers that the store does not know as they are here.
    pub(super) unsaved: HashSet<PeerId>,
    /// How peers introduced themselves since the start. Personal: never stored here.
    pub(super) people: HashMap<PeerId, Known>,
}

impl Memory {
    /// The row of this session; `None` as long as nobody is signed in.
    pub(super) fn record(&self, account: AccountId) -> Option<SessionRecord> {
        let (home_dc, slot, standing, refusal) = (self.home_dc, self.slot.0, self.standing, self.refusal);
        Some(SessionRecord { account, home_dc, own: self.own?, slot, standing, refusal })
    }

    /// Adds the row of this session, if the store has it.
    pub(super) fn write_session(&self, account: AccountId, mut changes: Changes) -> Changes {
        if let Some(record) = self.record(account).filter(|_| self.kept) {
            changes.put(record);
        }
        changes
    }

    /// Takes over what belongs to the user; `seq` and `qts` belong to the session.
    pub(super) fn goes_on_from(&mut self, earlier: &Memory) {
        let UpdatesState { pts, date, channels, .. } = earlier.position.clone();
        self.position = UpdatesState { pts, date, channels: channels.clone(), ..self.position };
        self.reached = channels;
        for (peer, info) in &earlier.peers {
            if !self.peers.contains_key(peer) {
                self.cache(*peer, info.clone());
            }
        }
    }

    pub(super) fn cache(&mut self, peer: PeerId, info: PeerInfo) {
        let before = self.peers.get(&peer).cloned();
        let entry = self.peers.entry(peer).or_insert_with(|| info.clone());
        entry.extend_info(&info);
        if before.as_ref() != Some(entry) {
            self.unsaved.insert(peer);
        }
    }

    /// Adds the rows of the peers that the store does not know; which they are.
    pub(super) fn save_peers(&mut self, account: AccountId, changes: &mut Changes) -> HashSet<PeerId> {
        let unsaved = std::mem::take(&mut self.unsaved);
        for peer in &unsaved {
            if let Some(info) = self.peers.get(peer) {
                changes.put(PeerRecord::new(account, *peer, info));
            }
        }
        unsaved
    }

    /// Positions of supergroups only: each costs a request at every start, and nothing is taken from broadcast channels.
    pub(super) fn worth_keeping(&self, mut state: UpdatesState) -> UpdatesState {
        state.channels.retain(|channel| {
            let info = self.peers.get(&PeerId::Channel(channel.id));
            matches!(info, Some(PeerInfo::Channel { kind: Some(ChannelKind::Megagroup), .. }))
        });
        state
    }
}

pub(super) fn info_of(peer: PeerId, known: &Known, access_hash: Option<i64>) -> PeerInfo {
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
