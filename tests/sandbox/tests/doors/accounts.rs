//! A real grammers client of a person in the sandbox.
//! **Nothing here sleeps: everything waited for is an event with a deadline.**
use grammers_client::client::UpdateStream;
use grammers_client::update::{Message, Update};
use grammers_client::{Client, InvocationError};
use grammers_mtsender::{ConnectionParams, RetryContext, RetryPolicy, SenderPool, UpdatesConfiguration};
use grammers_session::storages::{MemorySession, MemorySessionError};
use grammers_session::types::{DcOption, PeerAuth, PeerId, PeerInfo, PeerRef, UpdateState, UpdatesState};
use grammers_session::updates::UpdatesLike;
use grammers_session::{BoxFuture, Session, SessionData};
use grammers_tl_types as tl;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use telegram_sandbox::world::{Chat, UserId};
use telegram_sandbox::{Clock, Group, Limits, Options, Person, Sandbox};
use tokio::sync::mpsc;
use tokio::time::timeout;

pub const API_ID: i32 = 12345;
pub const API_HASH: &str = "hash";
const DEADLINE: Duration = Duration::from_secs(20);

pub async fn town() -> Sandbox {
    let options = Options { seed: 7, clock: Clock::Real, limits: Limits::none() };
    Sandbox::start(options).await.expect("a free port")
}

/// Like the memory session, but it knows who it belongs to, as sessions on disk do.
pub struct TestSession {
    inner: MemorySession,
    me: Mutex<Option<PeerInfo>>,
}

impl Session for TestSession {
    type Error = MemorySessionError;
    fn home_dc_id(&self) -> Result<i32, Self::Error> {
        self.inner.home_dc_id()
    }
    fn set_home_dc_id(&self, dc: i32) -> BoxFuture<'_, Result<(), Self::Error>> {
        self.inner.set_home_dc_id(dc)
    }
    fn dc_option(&self, dc: i32) -> Result<Option<DcOption>, Self::Error> {
        self.inner.dc_option(dc)
    }
    fn set_dc_option(&self, option: &DcOption) -> BoxFuture<'_, Result<(), Self::Error>> {
        self.inner.set_dc_option(option)
    }
    fn peer(&self, peer: PeerId) -> BoxFuture<'_, Result<Option<PeerInfo>, Self::Error>> {
        if peer == PeerId::self_user() {
            let me = self.me.lock().expect("no panic while held").clone();
            return Box::pin(async move { Ok(me) });
        }
        self.inner.peer(peer)
    }
    fn cache_peer(&self, peer: PeerInfo) -> BoxFuture<'_, Result<(), Self::Error>> {
        if let PeerInfo::User { is_self: Some(true), .. } = peer {
            *self.me.lock().expect("no panic while held") = Some(peer.clone());
        }
        self.inner.cache_peer(peer)
    }
    fn updates_state(&self) -> BoxFuture<'_, Result<UpdatesState, Self::Error>> {
        self.inner.updates_state()
    }
    fn set_update_state(&self, state: UpdateState) -> BoxFuture<'_, Result<(), Self::Error>> {
        self.inner.set_update_state(state)
    }
}

/// Reports every error at once: tests want to see them.
struct Never;
impl RetryPolicy for Never {
    fn should_retry(&self, _: &RetryContext) -> ControlFlow<(), Duration> {
        ControlFlow::Break(())
    }
}

/// A client process: connected, perhaps signed in.
pub struct Account {
    pub client: Client,
    pub session: Arc<TestSession>,
    /// Raw updates, until [`listen`](Account::listen) takes them.
    pub raw: Option<mpsc::Receiver<UpdatesLike>>,
    updates: Option<UpdateStream>,
    pool: tokio::task::JoinHandle<()>,
}

impl Account {
    /// A new client with the keys of this slot, at home in data centre 2.
    pub fn new(sandbox: &Sandbox, slot: u32) -> Account {
        let std::net::SocketAddr::V4(address) = sandbox.mtproto_addr() else { panic!("an ipv4 door") };
        let mut data = SessionData::default();
        for (dc, option) in &mut data.dc_options {
            option.ipv4 = address;
            option.ipv6 = std::net::SocketAddrV6::new(std::net::Ipv6Addr::LOCALHOST, address.port(), 0, 0);
            option.auth_key = Some(telegram_sandbox::auth_key(sandbox.seed(), slot, *dc));
        }
        data.home_dc = 2;
        let session = TestSession { inner: data.into(), me: Mutex::default() };
        Account::with_session(Arc::new(session))
    }

    /// The same account in a new process.
    pub fn with_session(session: Arc<TestSession>) -> Account {
        let params = ConnectionParams {
            device_model: "test device".into(),
            system_version: "1".into(),
            app_version: "1".into(),
            system_lang_code: "en".into(),
            lang_code: "en".into(),
            proxy_url: None,
            use_ipv6: false,
            retry_policy: Box::new(Never),
            updates_channel_capacity: 1000.try_into().expect("not zero"),
            __non_exhaustive: (),
        };
        let SenderPool { runner, handle, updates } = SenderPool::with_configuration(session.clone(), API_ID, params);
        let client = Client::new(handle);
        let pool = tokio::spawn(runner.run());
        Account { client, session, raw: Some(updates), updates: None, pool }
    }

    /// Signed in by code and listening.
    pub async fn of(sandbox: &Sandbox, person: &Person, slot: u32) -> Account {
        let mut account = Account::new(sandbox, slot);
        let token = account.client.request_login_code(&person.phone_number(), API_HASH).await.expect("a code");
        let code = person.login_code().expect("the code has arrived");
        account.client.sign_in(&token, &code).await.expect("signed in");
        account.listen().await;
        account
    }

    pub async fn listen(&mut self) {
        let raw = self.raw.take().expect("listening once");
        let stream = self.client.stream_updates(raw, UpdatesConfiguration { catch_up: true });
        self.updates = Some(stream.await.expect("an update stream"));
    }

    /// The process dies; what its session has stored remains.
    pub async fn dies(mut self) -> Arc<TestSession> {
        if let Some(updates) = &mut self.updates {
            updates.sync_update_state().await.expect("state stored");
        }
        self.session.clone()
    }

    /// The next update that `pick` finds something in.
    pub async fn next<T>(&mut self, mut pick: impl FnMut(Update) -> Option<T>) -> T {
        let stream = self.updates.as_mut().expect("a listening account");
        let search = async {
            loop {
                let update = stream.next().await.expect("updates go on");
                if let Some(found) = pick(update) {
                    return found;
                }
            }
        };
        timeout(DEADLINE, search).await.expect("the update arrives in time")
    }
    /// The next message with this text.
    pub async fn next_text(&mut self, text: &str) -> Message {
        self.next(|update| match update {
            Update::NewMessage(m) if m.text() == text => Some(m),
            _ => None,
        })
        .await
    }
    /// The next update of a raw kind.
    pub async fn next_raw<T>(&mut self, mut pick: impl FnMut(&tl::enums::Update) -> Option<T>) -> T {
        self.next(|update| match update {
            Update::Raw(raw) => pick(&raw.raw),
            Update::MessageDeleted(deleted) => pick(&deleted.raw),
            _ => None,
        })
        .await
    }

    pub async fn call<R: tl::RemoteCall>(&self, request: &R) -> Result<R::Return, InvocationError> {
        timeout(DEADLINE, self.client.invoke(request)).await.expect("an answer in time")
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        self.pool.abort();
    }
}

/// How `viewer` addresses somebody.
pub fn user(sandbox: &Sandbox, viewer: &Person, id: UserId) -> PeerRef {
    let hash = sandbox.world().with(|w| w.access_hash(viewer.id, Chat::User(id)));
    PeerRef { id: PeerId::user(id.0).expect("a user id"), auth: PeerAuth::from_hash(hash) }
}
pub fn input_user(sandbox: &Sandbox, viewer: &Person, id: UserId) -> tl::enums::InputUser {
    let access_hash = sandbox.world().with(|w| w.access_hash(viewer.id, Chat::User(id)));
    tl::types::InputUser { user_id: id.0, access_hash }.into()
}
pub fn input_peer(sandbox: &Sandbox, viewer: &Person, group: Group) -> tl::enums::InputPeer {
    let access_hash = sandbox.world().with(|w| w.access_hash(viewer.id, Chat::Group(group.id)));
    tl::types::InputPeerChannel { channel_id: group.id.0, access_hash }.into()
}
pub fn input_channel(sandbox: &Sandbox, viewer: &Person, group: Group) -> tl::enums::InputChannel {
    let access_hash = sandbox.world().with(|w| w.access_hash(viewer.id, Chat::Group(group.id)));
    tl::types::InputChannel { channel_id: group.id.0, access_hash }.into()
}

/// `messages.sendMessage` with everything off.
pub fn send(peer: tl::enums::InputPeer, message: &str, random_id: i64) -> tl::functions::messages::SendMessage {
    tl::functions::messages::SendMessage {
        no_webpage: false,
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer,
        reply_to: None,
        message: message.into(),
        random_id,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
        rich_message: None,
    }
}

pub fn reply_to(reply_to_msg_id: i32, top_msg_id: Option<i32>) -> tl::enums::InputReplyTo {
    tl::types::InputReplyToMessage {
        reply_to_msg_id,
        top_msg_id,
        reply_to_peer_id: None,
        quote_text: None,
        quote_entities: None,
        quote_offset: None,
        monoforum_peer_id: None,
        todo_item_id: None,
        poll_option: None,
    }
    .into()
}
