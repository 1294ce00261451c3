//! A session on a store in memory.

use super::*;
use crate::store::{MasterKey, MemoryEngine};
use grammers_session::Session;
use grammers_session::types::{ChannelKind, ChannelState, PeerId as RawPeerId, UpdateState};

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
    assert_eq!(AccountSession::all(&store).unwrap(), [(ACCOUNT, Standing::Connected, Refusal::default())]);
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
async fn peers_are_durable_before_what_they_came_with_is_taken_over() {
    let store = store().await;
    let session = signed_in(&store).await;
    let ivan = PeerInfo::User { id: 7, auth: Some(PeerAuth::from_hash(70)), bot: Some(false), is_self: None };
    session.cache_peer(ivan.clone()).await.unwrap();
    session.keep_introduced().await.unwrap();
    assert_eq!(loaded(&store).access_hash(PeerId::User(7)), Some(70), "the position has not moved");
    // An introduction without the hash takes nothing away.
    session.cache_peer(PeerInfo::User { id: 7, auth: None, bot: None, is_self: None }).await.unwrap();
    assert_eq!(session.access_hash(PeerId::User(7)), Some(70));
}

#[tokio::test]
async fn a_replaced_key_is_kept_aside() {
    let store = store().await;
    let session = signed_in(&store).await;
    session.set_home_dc_id(4).await.unwrap();
    with_key(&session, KEY).await;
    with_key(&session, [8; 256]).await;
    let retired = store.scan::<RetiredKeyRecord>((ACCOUNT,), Page::all()).unwrap();
    assert_eq!(retired.iter().map(|row| row.key.0.as_slice()).collect::<Vec<_>>(), [KEY.as_slice()]);
    assert_eq!(loaded(&store).dc_option(2).unwrap().unwrap().auth_key, Some([8; 256]));
}

#[tokio::test]
async fn the_key_of_the_home_data_centre_is_never_replaced() {
    let store = store().await;
    let session = signed_in(&store).await;
    session.set_home_dc_id(2).await.unwrap();
    with_key(&session, KEY).await;
    let option = session.dc_option(2).unwrap().unwrap();
    let another = DcOption { auth_key: Some([8; 256]), ..option };
    assert!(matches!(session.set_dc_option(&another).await, Err(SessionError::KeyReplaced { dc: 2, .. })));
    for kept in [&session, &loaded(&store)] {
        assert_eq!(kept.dc_option(2).unwrap().unwrap().auth_key, Some(KEY));
    }
}

#[tokio::test]
async fn only_supergroups_keep_a_position() {
    let store = store().await;
    let session = signed_in(&store).await;
    let channel = |id, kind| PeerInfo::Channel { id, auth: Some(PeerAuth::from_hash(1)), kind: Some(kind) };
    session.cache_peer(channel(5, ChannelKind::Megagroup)).await.unwrap();
    session.cache_peer(channel(6, ChannelKind::Broadcast)).await.unwrap();
    let channels = [5, 6, 7].map(|id| ChannelState { id, pts: 1 }).to_vec();
    session.set_update_state(UpdateState::All(UpdatesState { channels, ..position(11) })).await.unwrap();
    session.arrive().await.unwrap();
    let kept: Vec<i64> = loaded(&store).updates_state().await.unwrap().channels.iter().map(|c| c.id).collect();
    assert_eq!(kept, [5]);
}

async fn at_channel(session: &AccountSession, pts: i32) {
    let info = PeerInfo::Channel { id: 5, auth: Some(PeerAuth::from_hash(1)), kind: Some(ChannelKind::Megagroup) };
    session.cache_peer(info).await.unwrap();
    let channels = vec![ChannelState { id: 5, pts }];
    session.set_update_state(UpdateState::All(UpdatesState { channels, ..position(12) })).await.unwrap();
}

#[tokio::test]
async fn a_supergroups_position_waits_until_everything_there_was_taken_over() {
    let store = store().await;
    let session = signed_in(&store).await;
    at_channel(&session, 7).await;
    assert_eq!(session.moves(), [], "where it begins is no move");
    session.arrive().await.unwrap();
    at_channel(&session, 9).await;
    assert_eq!(session.moves(), [(5, 7, 9)]);
    let stored = || async { loaded(&store).updates_state().await.unwrap().channels[0].pts };
    assert_eq!(stored().await, 7, "what is interrupted here is asked for again");
    session.arrive().await.unwrap();
    assert_eq!((stored().await, session.moves()), (9, vec![]));
}

#[tokio::test]
async fn a_new_login_of_the_same_user_goes_on_where_the_old_one_was() {
    let store = store().await;
    let session = signed_in(&store).await;
    at_channel(&session, 7).await;
    session.arrive().await.unwrap();
    let ivan = PeerInfo::User { id: 7, auth: Some(PeerAuth::from_hash(70)), bot: Some(false), is_self: None };
    session.cache_peer(ivan).await.unwrap();
    session.set_update_state(UpdateState::Primary { pts: 15, date: 3, seq: 4 }).await.unwrap();

    let again = AccountSession::fresh(store.clone(), TelegramEndpoint::Real, ACCOUNT, Slot(49));
    again.cache_peer(myself()).await.unwrap();
    again.set_update_state(UpdateState::All(UpdatesState { seq: 1, ..position(40) })).await.unwrap();
    again.keep().await.unwrap();
    let back = loaded(&store);
    let expected = UpdatesState { date: 3, seq: 1, channels: vec![ChannelState { id: 5, pts: 7 }], ..position(15) };
    assert_eq!(back.updates_state().await.unwrap(), expected);
    assert_eq!(back.access_hash(PeerId::User(7)), Some(70));
}

#[tokio::test]
async fn a_refused_session_is_remembered_and_a_forgotten_one_is_not() {
    let store = store().await;
    let session = signed_in(&store).await;
    session.refused(Refusal::Banned).await.unwrap();
    assert_eq!(AccountSession::all(&store).unwrap(), [(ACCOUNT, Standing::Refused, Refusal::Banned)]);
    assert_eq!(loaded(&store).refusal(), Refusal::Banned);
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
