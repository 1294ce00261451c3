//! An office for stories: a sandbox, accounts against it, and a core that writes down what it is told.

use async_trait::async_trait;
use futures::future::BoxFuture;
use jiff::Timestamp;
use pult::accounts::{Accounts, Credentials, TelegramEndpoint};
use pult::domain::{
    AccountId, AccountState, ClientIdentity, ClientMessageId, LoginFailure, LoginId, MemberId, PeerId, RandomId,
    ReplyTo, RichText, UserId,
};
use pult::ports::{
    AccountIntake, ClientAction, ClientError, ClientEvent, ClientNetwork, ClientReceipt, Clock, IntakeError, LoginStep,
    Logins, Randomness, Way,
};
use pult::store::{MasterKey, MemoryEngine, Store};
use secrecy::ExposeSecret;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use telegram_sandbox::world::Shared;
use telegram_sandbox::{Limits, Options, Person, Sandbox};
use tokio::sync::Notify;

/// Monday, 2 March 2026, 09:00 UTC.
const MORNING: i64 = 1_772_442_000;
const PATIENCE: Duration = Duration::from_secs(20);
/// How long one looks whether something happened before more time passes.
const GLANCE: Duration = Duration::from_millis(30);
pub const SALES: AccountId = AccountId(3);
pub const OWNER: MemberId = MemberId(1);

/// What the core was told.
#[derive(Clone, PartialEq, Debug)]
pub enum Told {
    Event(AccountId, Box<ClientEvent>),
    /// Whether it has lasted long enough to be news.
    State(AccountId, AccountState, bool),
    Admitted(AccountId, UserId),
    Login(LoginId),
}

/// What is to go wrong with the next batch of events.
#[derive(Clone, Copy, PartialEq)]
pub enum Mishap {
    Fails,
    Panics,
}

#[derive(Default)]
pub struct Core {
    told: Mutex<Vec<Told>>,
    news: Notify,
    pub mishap: Mutex<Option<Mishap>>,
    pub refuses: Mutex<Option<LoginFailure>>,
    /// The groups and channels that are wanted.
    pub follows: Mutex<Vec<(PeerId, Option<ClientMessageId>)>>,
}

impl Core {
    fn hear(&self, told: impl IntoIterator<Item = Told>) {
        self.told.lock().unwrap().extend(told);
        self.news.notify_waiters();
    }

    pub fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap().clone()
    }

    /// Waits until something was told that `fits`.
    pub async fn hears<T>(&self, what: &str, fits: impl Fn(&Told) -> Option<T>) -> T {
        let heard = tokio::time::timeout(PATIENCE, async {
            loop {
                let news = self.news.notified();
                tokio::pin!(news);
                news.as_mut().enable();
                if let Some(found) = self.told().iter().find_map(&fits) {
                    return found;
                }
                news.await;
            }
        });
        heard.await.unwrap_or_else(|_| panic!("waited in vain for {what}; told was {:#?}", self.told()))
    }

    pub async fn hears_state(&self, account: AccountId, fits: impl Fn(&AccountState) -> bool) -> AccountState {
        self.hears("a state", |told| match told {
            Told::State(of, state, _) if *of == account && fits(state) => Some(*state),
            _ => None,
        })
        .await
    }

    /// Waits for a message with these words; with its random id.
    pub async fn hears_message(&self, words: &str) -> (pult::domain::Message, Option<RandomId>) {
        self.hears_event(words, |event| match event {
            ClientEvent::Message { message, random_id, .. } if message.content.words().text == words => {
                Some((message.clone(), *random_id))
            }
            _ => None,
        })
        .await
    }

    pub async fn hears_event<T>(&self, what: &str, fits: impl Fn(&ClientEvent) -> Option<T>) -> T {
        self.hears(what, |told| match told {
            Told::Event(_, event) => fits(event),
            _ => None,
        })
        .await
    }

    /// How often a message with these words was taken over.
    pub fn count(&self, words: &str) -> usize {
        let said = |told: &&Told| match told {
            Told::Event(_, event) => matches!(&**event, ClientEvent::Message { message, .. }
                if message.content.words().text == words),
            _ => false,
        };
        self.told().iter().filter(said).count()
    }

    /// Forgets what was told so far.
    pub fn forgets(&self) {
        self.told.lock().unwrap().clear();
    }
}

#[async_trait]
impl AccountIntake for Core {
    async fn events(&self, account: AccountId, events: Vec<ClientEvent>) -> Result<(), IntakeError> {
        let mishap = self.mishap.lock().unwrap().take();
        match mishap {
            Some(Mishap::Fails) => return Err(IntakeError("the disk is full".into())),
            Some(Mishap::Panics) => panic!("a mistake in the core, on purpose"),
            None => {}
        }
        self.hear(events.into_iter().map(|event| Told::Event(account, Box::new(event))));
        Ok(())
    }

    async fn state_changed(&self, account: AccountId, state: AccountState, lasting: bool) -> Result<(), IntakeError> {
        self.hear([Told::State(account, state, lasting)]);
        Ok(())
    }

    async fn admit(
        &self,
        account: AccountId,
        _by: MemberId,
        user: UserId,
        _identity: ClientIdentity,
    ) -> Result<Result<(), LoginFailure>, IntakeError> {
        if let Some(failure) = self.refuses.lock().unwrap().clone() {
            return Ok(Err(failure));
        }
        self.hear([Told::Admitted(account, user)]);
        Ok(Ok(()))
    }

    fn followed(&self, _account: AccountId) -> Result<Vec<(PeerId, Option<ClientMessageId>)>, IntakeError> {
        Ok(self.follows.lock().unwrap().clone())
    }

    async fn login_changed(&self, login: LoginId) -> Result<(), IntakeError> {
        self.hear([Told::Login(login)]);
        Ok(())
    }
}

/// The sandbox's time, which stands until a story moves it.
struct SandboxClock(Shared);

impl Clock for SandboxClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.with(|world| world.now()).0).expect("a time of our age")
    }
    fn uptime(&self) -> Duration {
        Duration::try_from(self.now().duration_since(Timestamp::UNIX_EPOCH)).expect("a time of our age")
    }
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let clock = SandboxClock(self.0.clone());
        let until = self.uptime() + time;
        Box::pin(async move {
            let mut moved = clock.0.watch();
            while clock.uptime() < until && moved.changed().await.is_ok() {}
        })
    }
}

/// Counts: enough for jitter.
#[derive(Default)]
struct Counting(AtomicU64);

impl Randomness for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0.fetch_add(1, Ordering::Relaxed) as u8);
    }
}

pub struct Office {
    pub sandbox: Sandbox,
    pub store: Store,
    pub core: Arc<Core>,
    pub accounts: Accounts,
    logins: AtomicU64,
}

impl Office {
    pub async fn open() -> Office {
        let options = Options { seed: 1, clock: telegram_sandbox::Clock::virtual_at(MORNING), limits: Limits::none() };
        let sandbox = Sandbox::start(options).await.expect("loopback ports are there");
        let store = Store::open(MemoryEngine::new(), MasterKey::from_bytes([7; 32])).await.expect("a new store");
        let core = Arc::new(Core::default());
        let accounts = accounts(&sandbox, &store, &core);
        Office { sandbox, store, core, accounts, logins: AtomicU64::new(1) }
    }

    /// An office whose account "Sales" is signed in.
    pub async fn with_sales() -> (Office, Person) {
        let office = Office::open().await;
        let sales = office.sandbox.person("Sales");
        office.signs_in(SALES, &sales).await;
        (office, sales)
    }

    /// Stops the accounts and starts them on the same store.
    pub async fn restarts(&mut self) {
        self.accounts.stop().await;
        self.starts().await;
    }

    /// Starts accounts on the store.
    pub async fn starts(&mut self) {
        self.accounts = accounts(&self.sandbox, &self.store, &self.core);
        self.accounts.start().await.expect("the store can be read");
    }

    pub async fn begins_login(&self, account: AccountId) -> LoginId {
        let login = LoginId(self.logins.fetch_add(1, Ordering::Relaxed));
        self.accounts.begin(login, account, OWNER, Way::Qr).await.expect("a login can begin");
        login
    }

    /// Waits until the login is in a step that `fits`.
    pub async fn step<T>(&self, login: LoginId, what: &str, fits: impl Fn(LoginStep) -> Option<T>) -> T {
        self.core.hears(what, |_| self.accounts.step(login).and_then(&fits)).await
    }

    pub async fn scans(&self, login: LoginId, who: &Person) {
        let url = self
            .step(login, "a code", |step| match step {
                LoginStep::Qr { url, .. } => Some(url),
                _ => None,
            })
            .await;
        who.scans_qr(url.expose_secret()).expect("the code is good");
    }

    pub async fn is_done(&self, login: LoginId) {
        self.step(login, "the end of the login", |step| matches!(step, LoginStep::Done).then_some(())).await
    }

    pub async fn failed(&self, login: LoginId) -> LoginFailure {
        self.step(login, "a failure", |step| match step {
            LoginStep::Failed(failure) => Some(failure),
            _ => None,
        })
        .await
    }

    /// The whole of a login without a password.
    pub async fn signs_in(&self, account: AccountId, who: &Person) {
        let login = self.begins_login(account).await;
        self.scans(login, who).await;
        self.is_done(login).await;
        self.core.hears_state(account, is_active).await;
    }

    /// Waits until something was told that `fits`, while time passes, at most so many seconds of it.
    pub async fn in_time<T>(&self, seconds: u32, what: &str, fits: impl Fn(&Told) -> Option<T>) -> T {
        for _ in 0..seconds {
            if let Ok(found) = tokio::time::timeout(GLANCE, self.core.hears(what, &fits)).await {
                return found;
            }
            self.sandbox.advance(Duration::from_secs(1));
        }
        self.core.hears(what, &fits).await
    }

    /// Waits for a message with these words, while time passes.
    pub async fn hears_in_time(&self, seconds: u32, words: &str) {
        self.in_time(seconds, words, |told| match told {
            Told::Event(_, event) => match &**event {
                ClientEvent::Message { message, .. } if message.content.words().text == words => Some(()),
                _ => None,
            },
            _ => None,
        })
        .await
    }

    /// Waits for a state, while time passes.
    pub async fn becomes(&self, seconds: u32, fits: impl Fn(&AccountState, bool) -> bool) -> AccountState {
        self.in_time(seconds, "a state", |told| match told {
            Told::State(SALES, state, lasting) if fits(state, *lasting) => Some(*state),
            _ => None,
        })
        .await
    }

    pub async fn performs(&self, action: ClientAction) -> Result<ClientReceipt, ClientError> {
        self.accounts.perform(SALES, &action).await
    }

    /// The same while time passes, at most so many seconds of it.
    pub async fn performs_in_time(&self, seconds: u32, action: ClientAction) -> Result<ClientReceipt, ClientError> {
        let performing = self.performs(action);
        tokio::pin!(performing);
        for _ in 0..seconds {
            if let Ok(answer) = tokio::time::timeout(GLANCE, &mut performing).await {
                return answer;
            }
            self.sandbox.advance(Duration::from_secs(1));
        }
        performing.await
    }

    /// Sends as "Sales" and returns the message's id.
    pub async fn sends(&self, to: &Person, random_id: i64, text: RichText) -> ClientMessageId {
        match self.performs(send(to, random_id, text, None)).await {
            Ok(ClientReceipt::Sent { message, .. }) => message,
            other => panic!("expected a sent message, got {other:?}"),
        }
    }

    /// Ends the story: nothing that the sandbox does not have was asked of it.
    pub async fn closes(self) {
        self.accounts.stop().await;
    }
}

fn accounts(sandbox: &Sandbox, store: &Store, core: &Arc<Core>) -> Accounts {
    let endpoint = TelegramEndpoint::sandbox(sandbox.mtproto_addr(), sandbox.seed()).expect("it is on the loopback");
    let credentials = Credentials { api_id: 12345, api_hash: "0123456789abcdef0123456789abcdef".into() };
    let (intake, clock) = (Arc::clone(core) as Arc<dyn AccountIntake>, Arc::new(SandboxClock(sandbox.world().clone())));
    Accounts::new(store.clone(), intake, endpoint, credentials, clock, Arc::new(Counting::default()))
}

pub fn is_active(state: &AccountState) -> bool {
    *state == AccountState::Active
}

pub fn needs_login(state: &AccountState) -> bool {
    matches!(state, AccountState::LoginNeeded { .. })
}

pub fn peer(who: &Person) -> PeerId {
    PeerId::User(who.id.0)
}

pub fn send(to: &Person, random_id: i64, text: RichText, reply_to: Option<ReplyTo<ClientMessageId>>) -> ClientAction {
    ClientAction::Send { peer: peer(to), random_id: RandomId(random_id), text, earlier: Vec::new(), reply_to }
}
