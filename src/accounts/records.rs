//! What is kept of an account's session. Everything that gives access is sealed under the master key.
//!
//! - **No personal data here**: of a peer only its number and what a request must present to name it, so that erasing a contact
//!   needs no visit to this room.
//! - **A key that was replaced is not thrown away** before its account is forgotten: the replacement may have been forced upon us.

use crate::domain::{AccountId, AccountState, Limit, LoginNeed, PeerId, Proxy, UserId};
use crate::store::{Overwrite, Record, Sealed, Store, StoreError, Stored, Table};
use grammers_session::types::{ChannelKind, ChannelState, DcOption, PeerAuth, PeerInfo, UpdatesState};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::net::{SocketAddrV4, SocketAddrV6};

/// The session itself: one per account that was ever signed in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecord {
    pub account: AccountId,
    pub home_dc: i32,
    /// The signed-in user.
    pub own: Own,
    /// The set of keys it has in a sandbox; meaningless elsewhere.
    pub slot: u32,
    pub standing: Standing,
    /// Why, where the standing is [`Standing::Refused`].
    #[serde(default)]
    pub refusal: Refusal,
}

/// Whether the session is to be connected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Standing {
    Connected,
    /// An owner switched the account off.
    SwitchedOff,
    /// Telegram no longer accepts it: not to be tried again before a new login.
    Refused,
}

/// Why Telegram does not accept a session any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    Login(LoginNeed),
    Banned,
}

impl Default for Refusal {
    fn default() -> Refusal {
        Refusal::Login(LoginNeed::Ended)
    }
}

impl Refusal {
    /// What the account is for it.
    pub fn state(self, since: Timestamp) -> AccountState {
        match self {
            Refusal::Login(why) => AccountState::LoginNeeded { since, why },
            Refusal::Banned => AccountState::Banned { since },
        }
    }
}

/// The account as Telegram's user.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Own {
    pub user: UserId,
    pub access_hash: i64,
}

impl Record for SessionRecord {
    const TABLE: Table = Table::new(96, "account sessions");
    const SEALED: Sealed = Sealed::Master;
    type Key = AccountId;
    fn key(&self) -> AccountId {
        self.account
    }
}
impl Overwrite for SessionRecord {}

/// A data centre as a session knows it. <https://core.telegram.org/api/datacenter>
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataCentreRecord {
    pub account: AccountId,
    pub dc: i32,
    pub ipv4: SocketAddrV4,
    pub ipv6: SocketAddrV6,
    pub key: Option<AuthKey>,
}

impl Record for DataCentreRecord {
    const TABLE: Table = Table::new(97, "account data centres");
    const SEALED: Sealed = Sealed::Master;
    type Key = (AccountId, i32);
    fn key(&self) -> Self::Key {
        (self.account, self.dc)
    }
}
impl Overwrite for DataCentreRecord {}

impl DataCentreRecord {
    pub fn new(account: AccountId, option: &DcOption) -> DataCentreRecord {
        let key = option.auth_key.map(|key| AuthKey(key.to_vec()));
        DataCentreRecord { account, dc: option.id, ipv4: option.ipv4, ipv6: option.ipv6, key }
    }

    pub fn option(&self) -> DcOption {
        let auth_key = self.key.as_ref().and_then(|key| <[u8; 256]>::try_from(key.0.as_slice()).ok());
        DcOption { id: self.dc, ipv4: self.ipv4, ipv6: self.ipv6, auth_key }
    }
}

/// A key that was in use until another took its place.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetiredKeyRecord {
    pub account: AccountId,
    pub dc: i32,
    pub key: AuthKey,
}

impl Record for RetiredKeyRecord {
    const TABLE: Table = Table::new(98, "retired account keys");
    const SEALED: Sealed = Sealed::Master;
    type Key = (AccountId, i32, [u8; 8]);
    fn key(&self) -> Self::Key {
        (self.account, self.dc, self.key.fingerprint())
    }
}
impl Overwrite for RetiredKeyRecord {}

/// The secret that a session and a data centre share.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AuthKey(pub Vec<u8>);

impl AuthKey {
    /// Tells keys apart without being of use to anybody.
    fn fingerprint(&self) -> [u8; 8] {
        let digest = Sha256::digest(&self.0);
        let mut fingerprint = [0; 8];
        fingerprint.copy_from_slice(&digest[..8]);
        fingerprint
    }
}

impl fmt::Debug for AuthKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthKey(…)")
    }
}

/// How an account may name a peer in a request. <https://core.telegram.org/api/peers#access-hash>
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerRecord {
    pub account: AccountId,
    pub peer: PeerId,
    pub access_hash: Option<i64>,
    pub bot: Option<bool>,
    pub channel: Option<Channel>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Channel {
    Broadcast,
    Megagroup,
    Gigagroup,
    Community,
}

impl Record for PeerRecord {
    const TABLE: Table = Table::new(99, "account peers");
    const SEALED: Sealed = Sealed::Master;
    type Key = (AccountId, PeerId);
    fn key(&self) -> Self::Key {
        (self.account, self.peer)
    }
}
impl Overwrite for PeerRecord {}

impl PeerRecord {
    pub fn new(account: AccountId, peer: PeerId, info: &PeerInfo) -> PeerRecord {
        let (access_hash, bot, channel) = match info {
            PeerInfo::User { auth, bot, .. } => (auth.map(PeerAuth::hash), *bot, None),
            PeerInfo::Chat { .. } => (None, None, None),
            PeerInfo::Channel { auth, kind, .. } => (auth.map(PeerAuth::hash), None, kind.map(Channel::from)),
        };
        PeerRecord { account, peer, access_hash, bot, channel }
    }

    pub fn info(&self) -> PeerInfo {
        let auth = self.access_hash.map(PeerAuth::from_hash);
        match self.peer {
            PeerId::User(id) => PeerInfo::User { id, auth, bot: self.bot, is_self: None },
            PeerId::Group(id) => PeerInfo::Chat { id },
            PeerId::Channel(id) => PeerInfo::Channel { id, auth, kind: self.channel.map(ChannelKind::from) },
        }
    }
}

impl From<ChannelKind> for Channel {
    fn from(kind: ChannelKind) -> Channel {
        match kind {
            ChannelKind::Broadcast => Channel::Broadcast,
            ChannelKind::Megagroup => Channel::Megagroup,
            ChannelKind::Gigagroup => Channel::Gigagroup,
            ChannelKind::Community => Channel::Community,
        }
    }
}

impl From<Channel> for ChannelKind {
    fn from(channel: Channel) -> ChannelKind {
        match channel {
            Channel::Broadcast => ChannelKind::Broadcast,
            Channel::Megagroup => ChannelKind::Megagroup,
            Channel::Gigagroup => ChannelKind::Gigagroup,
            Channel::Community => ChannelKind::Community,
        }
    }
}

/// How far an account's updates were taken over. <https://core.telegram.org/api/updates>
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionRecord {
    pub account: AccountId,
    pub pts: i32,
    pub qts: i32,
    pub date: i32,
    pub seq: i32,
    /// Supergroup and its pts.
    pub channels: Vec<(i64, i32)>,
}

impl Record for PositionRecord {
    const TABLE: Table = Table::new(100, "account positions");
    type Key = AccountId;
    fn key(&self) -> AccountId {
        self.account
    }
}
impl Overwrite for PositionRecord {}

impl PositionRecord {
    pub fn new(account: AccountId, state: &UpdatesState) -> PositionRecord {
        let &UpdatesState { pts, qts, date, seq, .. } = state;
        let channels = state.channels.iter().map(|channel| (channel.id, channel.pts)).collect();
        PositionRecord { account, pts, qts, date, seq, channels }
    }

    pub fn state(&self) -> UpdatesState {
        let channels = self.channels.iter().map(|&(id, pts)| ChannelState { id, pts }).collect();
        UpdatesState { pts: self.pts, qts: self.qts, date: self.date, seq: self.seq, channels }
    }
}

/// What Telegram restricts, for a method or the whole account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LimitRecord {
    pub account: AccountId,
    /// `None`: the whole account.
    pub method: Option<String>,
    pub since: Timestamp,
    pub limit: Limit,
}

impl Record for LimitRecord {
    const TABLE: Table = Table::new(104, "account limits");
    type Key = (AccountId, Option<String>);
    fn key(&self) -> Self::Key {
        (self.account, self.method.clone())
    }
}
impl Overwrite for LimitRecord {}

/// Through which proxy an account connects. It belongs to the account, not to its session: a new login goes the same way.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProxyRecord {
    pub account: AccountId,
    pub proxy: Proxy,
}

impl ProxyRecord {
    pub fn of(store: &Store, account: AccountId) -> Result<Option<Proxy>, StoreError> {
        Ok(store.get::<ProxyRecord>(&account)?.map(Stored::into_value).map(|record| record.proxy))
    }
}

impl Record for ProxyRecord {
    const TABLE: Table = Table::new(223, "account proxies");
    const SEALED: Sealed = Sealed::Master;
    type Key = AccountId;
    fn key(&self) -> AccountId {
        self.account
    }
}
impl Overwrite for ProxyRecord {}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: AccountId = AccountId(3);

    #[test]
    fn a_data_centre_comes_back_with_its_key() {
        let option = DcOption {
            id: 2,
            ipv4: "149.154.167.41:443".parse().unwrap(),
            ipv6: "[2001:67c:4e8:f002::a]:443".parse().unwrap(),
            auth_key: Some([7; 256]),
        };
        let record = DataCentreRecord::new(ACCOUNT, &option);
        assert_eq!(record.option(), option);
        assert!(!format!("{:?}", record.key).contains('7'), "a key never shows");
    }

    #[test]
    fn peers_come_back_as_they_were() {
        let auth = Some(PeerAuth::from_hash(-5));
        for (peer, info) in [
            (PeerId::User(7), PeerInfo::User { id: 7, auth, bot: Some(true), is_self: None }),
            (PeerId::Group(8), PeerInfo::Chat { id: 8 }),
            (PeerId::Channel(9), PeerInfo::Channel { id: 9, auth, kind: Some(ChannelKind::Megagroup) }),
            (PeerId::Channel(9), PeerInfo::Channel { id: 9, auth: None, kind: None }),
        ] {
            assert_eq!(PeerRecord::new(ACCOUNT, peer, &info).info(), info);
        }
    }
}
