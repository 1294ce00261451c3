//! grammers' own view of a session.

use super::{AccountSession, SessionError};
use crate::accounts::endpoint::TelegramEndpoint;
use crate::accounts::records::{AuthKey, DataCentreRecord, Own, PositionRecord, RetiredKeyRecord};
use crate::domain::{ChatId, PeerId, UserId};
use crate::store::Changes;
use futures::future::BoxFuture;
use grammers_session::Session;
use grammers_session::types::{
    ChannelState, DcOption, PeerAuth, PeerId as RawPeerId, PeerInfo, UpdateState, UpdatesState,
};
use tracing::{error, info};

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
                let known = memory.centres.get(&option.id).and_then(|known| known.auth_key);
                if memory.kept && option.id == memory.home_dc && known.is_some() && known != option.auth_key {
                    // A key of the home data centre is the session: another one would be nobody's.
                    return Err(SessionError::KeyReplaced { account: self.account, dc: option.id });
                }
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
                    UpdateState::All(state) => {
                        let state = memory.worth_keeping(state);
                        memory.position = UpdatesState { channels: before.channels.clone(), ..state };
                        memory.reached = state.channels;
                    }
                    UpdateState::Primary { pts, date, seq } => {
                        memory.position = UpdatesState { pts, date, seq, ..before.clone() };
                    }
                    UpdateState::Secondary { qts } => memory.position.qts = qts,
                    UpdateState::Channel { id, pts } => {
                        let mut state = before.clone();
                        state.channels.retain(|channel| channel.id != id);
                        state.channels.push(ChannelState { id, pts });
                        memory.position = memory.worth_keeping(state);
                    }
                }
                if !memory.kept {
                    return Ok(());
                }
                if memory.position != before {
                    changes.put(PositionRecord::new(self.account, &memory.position));
                }
            }
            self.keep_introduced().await?;
            self.commit(changes).await
        })
    }
}

impl AccountSession {
    /// grammers makes a new key by itself when a data centre does not know the one it has. In another than the home data centre
    /// that costs nothing: the authorization is exported there again.
    fn note_new_key(&self, before: &DcOption, changes: &mut Changes) {
        let (account, dc) = (self.account, before.id);
        match before.auth_key {
            Some(key) => {
                error!(account.id = %account, dc.id = dc, "a data centre did not accept the key of an account; the old key is kept");
                let key = AuthKey(key.to_vec());
                changes.put(RetiredKeyRecord { account, dc, key });
            }
            None => info!(account.id = %account, dc.id = dc, "an account exchanged a key with a data centre"),
        }
    }
}

/// The peer behind grammers' id; `None` for "whoever is signed in".
fn peer_of(id: RawPeerId) -> Option<PeerId> {
    id.bot_api_dialog_id().map(|id| PeerId::from_chat_id(ChatId(id)))
}
