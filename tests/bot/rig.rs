//! The real bot against the sandbox's Bot API, with logins that the test plays itself.

use async_trait::async_trait;
use bytes::Bytes;
use jiff::{Timestamp, tz::TimeZone};
use pult::{
    app::SystemClock,
    bot::{AccountPorts, Bot, Server},
    domain::{
        AccountId, AccountState, BotId, ClientIdentity, ClientMessageId, DialogId, DialogMark, FailureReason,
        FilesKind, Lang, LoginId, MemberId, Message, PeerId, Proxy, ProxyAddress, RandomId, Role, SearchMark, UserId,
    },
    ports::{
        ClientAction, ClientError, ClientFiles, ClientNetwork, ClientReader, ClientReceipt, Connections, Correspondent,
        DialogPage, FileBytes, FileOf, Handle, Key, Lending, LoginError, LoginStep, Logins, Proxies, ProxyError,
        Randomness, SearchPage, SwitchError, Way,
    },
    relay::{
        Committer, Relay,
        delivery::{ClientDelivery, TeamDelivery},
        scheduler::Policy,
    },
    store::{Changes, MasterKey, MemoryEngine, Store},
    team::{Account, ClaimLink, Member, Token},
};
use secrecy::{ExposeSecret, SecretString};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};
use telegram_sandbox::{Bot as Robot, Clock as SandboxClock, Limits, Options, Person, Place, Sandbox, world::Seen};
use tokio::{sync::mpsc, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// Counts: different every time, the same in every run.
#[derive(Default)]
pub struct Counting(AtomicU64);
impl Randomness for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let number = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        bytes.iter_mut().zip(number.into_iter().cycle()).for_each(|(byte, part)| *byte = part);
    }
}

/// Logins whose steps the test decides.
pub struct PlayedLogins {
    steps: Mutex<HashMap<LoginId, LoginStep>>,
    begun: mpsc::UnboundedSender<LoginId>,
    typed: mpsc::UnboundedSender<String>,
}

impl PlayedLogins {
    pub fn set(&self, login: LoginId, step: LoginStep) {
        self.steps.lock().unwrap().insert(login, step);
    }
}

#[async_trait]
impl Logins for PlayedLogins {
    async fn begin(&self, login: LoginId, _: AccountId, _: MemberId, _: Way) -> Result<(), LoginError> {
        self.set(login, LoginStep::Connecting);
        self.begun.send(login).unwrap();
        Ok(())
    }
    fn account(&self, _: LoginId) -> Option<AccountId> {
        None
    }
    fn step(&self, login: LoginId) -> Option<LoginStep> {
        self.steps.lock().unwrap().get(&login).cloned()
    }
    async fn refresh(&self, _: LoginId) -> Result<(), LoginError> {
        Ok(())
    }
    async fn typed(&self, _: LoginId, text: SecretString) -> Result<(), LoginError> {
        self.typed.send(text.expose_secret().to_owned()).unwrap();
        Ok(())
    }
    async fn key(&self, _: LoginId, _: u16, key: Key) -> Result<(), LoginError> {
        let Key::Digit(digit) = key else { return Err(LoginError::OtherStep) };
        self.typed.send(digit.to_string()).unwrap();
        Ok(())
    }
    async fn resend(&self, _: LoginId) -> Result<(), LoginError> {
        Ok(())
    }
    async fn cancel(&self, login: LoginId) -> Result<(), LoginError> {
        self.steps.lock().unwrap().remove(&login);
        Ok(())
    }
}

/// Accounts that can be switched and go through a proxy, and are far away.
struct FarAccounts;

#[async_trait]
impl Connections for FarAccounts {
    async fn connect(&self, _: AccountId) -> Result<(), SwitchError> {
        Ok(())
    }
    async fn disconnect(&self, _: AccountId) -> Result<(), SwitchError> {
        Ok(())
    }
    async fn forget(&self, _: AccountId, _: bool) -> Result<(), SwitchError> {
        Err(SwitchError("its session cannot be ended".into()))
    }
}

#[async_trait]
impl Proxies for FarAccounts {
    fn proxy(&self, _: AccountId) -> Result<Option<ProxyAddress>, ProxyError> {
        Ok(Proxy::parse("socks5://10.0.0.7:1080").map(|proxy| proxy.address))
    }
    async fn route(&self, _: AccountId, _: Option<Proxy>) -> Result<(), ProxyError> {
        Ok(())
    }
}

#[async_trait]
impl ClientFiles for FarAccounts {
    async fn open(&self, _: AccountId, _: PeerId, _: FileOf) -> Result<FileBytes, ClientError> {
        Err(ClientError::Refused(FailureReason::FileGone))
    }

    async fn lend(
        &self,
        _: AccountId,
        _: (PeerId, ClientMessageId),
        _: (BotId, &str),
        _: RandomId,
        _: Lending,
    ) -> Result<(), ClientError> {
        Err(ClientError::Offline)
    }
}

#[async_trait]
impl ClientReader for FarAccounts {
    async fn dialogs(&self, _: AccountId, _: Option<DialogMark>) -> Result<DialogPage, ClientError> {
        Err(ClientError::Offline)
    }

    async fn search(
        &self,
        _: AccountId,
        _: Option<PeerId>,
        _: &str,
        _: Option<SearchMark>,
        _: u16,
    ) -> Result<SearchPage, ClientError> {
        Err(ClientError::Offline)
    }

    async fn files(
        &self,
        _: DialogId,
        _: FilesKind,
        _: Option<ClientMessageId>,
        _: u16,
    ) -> Result<Vec<Message>, ClientError> {
        Err(ClientError::Offline)
    }

    async fn thumbnails(
        &self,
        _: DialogId,
        _: &[ClientMessageId],
    ) -> Result<Vec<(ClientMessageId, Bytes)>, ClientError> {
        Err(ClientError::Offline)
    }

    async fn resolve(&self, _: AccountId, _: &Handle) -> Result<Option<Correspondent>, ClientError> {
        Err(ClientError::Offline)
    }
}

/// The accounts' side: remembers what it was told, refuses when asked to.
pub struct PlayedClients {
    actions: mpsc::UnboundedSender<ClientAction>,
    refuse: Mutex<Option<FailureReason>>,
    next: AtomicU64,
}

#[async_trait]
impl ClientNetwork for PlayedClients {
    async fn perform(&self, _: AccountId, action: &ClientAction) -> Result<ClientReceipt, ClientError> {
        self.actions.send(action.clone()).unwrap();
        if let Some(reason) = self.refuse.lock().unwrap().take() {
            return Err(ClientError::Refused(reason));
        }
        Ok(match action {
            ClientAction::Send { .. } => {
                let id = self.next.fetch_add(1, Ordering::Relaxed);
                ClientReceipt::Sent { message: ClientMessageId(id as i32), date: Timestamp::now() }
            }
            _ => ClientReceipt::Done,
        })
    }
}

pub struct Rig {
    pub sandbox: Sandbox,
    pub robot: Robot,
    pub engine: MemoryEngine,
    pub store: Store,
    pub logins: Arc<PlayedLogins>,
    pub begun: mpsc::UnboundedReceiver<LoginId>,
    pub typed: mpsc::UnboundedReceiver<String>,
    pub pult: Bot,
    pub relay: Relay,
    clients: Arc<PlayedClients>,
    /// What accounts were told to do.
    pub actions: mpsc::UnboundedReceiver<ClientAction>,
    randomness: Arc<Counting>,
    stop: CancellationToken,
    running: Vec<JoinHandle<()>>,
}

impl Rig {
    pub async fn start() -> Rig {
        let options = Options { seed: 1, clock: SandboxClock::Real, limits: Limits::none() };
        let sandbox = Sandbox::start(options).await.unwrap();
        let robot = sandbox.bot("pult_bot").reads_all();
        let engine = MemoryEngine::new();
        let store = open(engine.clone()).await;
        let (begun_in, begun) = mpsc::unbounded_channel();
        let (typed_in, typed) = mpsc::unbounded_channel();
        let logins = Arc::new(PlayedLogins { steps: Mutex::default(), begun: begun_in, typed: typed_in });
        let randomness = Arc::new(Counting::default());
        let (actions_in, actions) = mpsc::unbounded_channel();
        let clients =
            Arc::new(PlayedClients { actions: actions_in, refuse: Mutex::default(), next: AtomicU64::new(1000) });
        let (pult, relay) = connect(&sandbox, &robot, &store, &logins, &randomness).await;
        let mut rig = Rig {
            sandbox,
            robot,
            engine,
            store,
            logins,
            begun,
            typed,
            pult,
            relay,
            clients,
            actions,
            randomness,
            stop: CancellationToken::new(),
            running: Vec::new(),
        };
        rig.run();
        rig
    }

    fn run(&mut self) {
        let (pult, stop) = (self.pult.clone(), self.stop.clone());
        self.running.push(tokio::spawn(async move { pult.run(stop).await.unwrap() }));
        let delivery = TeamDelivery::new(
            self.relay.committer().clone(),
            self.pult.network(&[]),
            self.pult.id(),
            Policy::unlimited(),
        );
        let stop = self.stop.clone();
        self.running.push(tokio::spawn(async move { delivery.run(stop).await.unwrap() }));
        let delivery = ClientDelivery::new(self.relay.committer().clone(), self.clients.clone(), TimeZone::UTC);
        let stop = self.stop.clone();
        self.running.push(tokio::spawn(async move { delivery.run(stop).await.unwrap() }));
    }

    /// Stops the bot as a process stops; what it knew only in memory is gone.
    pub async fn restart(&mut self) {
        self.stop().await;
        // Logins live in memory.
        self.logins.steps.lock().unwrap().clear();
        self.store = open(self.engine.restarted()).await;
        self.stop = CancellationToken::new();
        (self.pult, self.relay) =
            connect(&self.sandbox, &self.robot, &self.store, &self.logins, &self.randomness).await;
        self.run();
    }

    pub async fn stop(&mut self) {
        self.stop.cancel();
        for task in self.running.drain(..) {
            task.await.unwrap();
        }
    }

    /// Puts a claim link into the store; the parameter that opens it.
    pub async fn claim_link(&self, expires: Timestamp) -> String {
        let token = Token::new(&*self.randomness);
        let mut changes = Changes::new();
        let link = ClaimLink { hash: token.hash(), expires, used: None };
        match self.store.get::<ClaimLink>(&()).unwrap() {
            Some(was) => changes.update(&was, link),
            None => changes.insert(link),
        };
        self.store.commit(changes).await.unwrap();
        format!("c_{}", token.as_text())
    }

    /// A person who has claimed the agency and looks at the home screen.
    pub async fn owner(&self, name: &str) -> Person {
        let owner = self.sandbox.person(name).language("en");
        let link = self.claim_link(in_an_hour()).await;
        owner.opens_deep_link(&self.robot, &link).unwrap();
        self.shows(&owner, "🗓", "⚙️ Settings").await;
        owner
    }

    /// Somebody who joined the team before the story begins.
    pub async fn member(&self, name: &str, role: Role) -> Person {
        let person = self.sandbox.person(name).language("en");
        let mut changes = Changes::new();
        changes.insert(Member {
            id: MemberId(person.id.0),
            name: name.into(),
            role,
            lang: Lang::En,
            accounts: Default::default(),
            joined: Timestamp::UNIX_EPOCH,
            removed: None,
            sees_ids: false,
            begins: false,
        });
        self.store.commit(changes).await.unwrap();
        person
    }

    /// A managed account, as if it had signed in.
    pub async fn account(&self, id: u32, name: &str, responsible: &Person) -> Person {
        let person = self.sandbox.person(name);
        let mut changes = Changes::new();
        changes.insert(Account {
            id: AccountId(id),
            user: UserId(person.id.0),
            identity: ClientIdentity { first_name: name.into(), ..ClientIdentity::default() },
            state: AccountState::Active,
            responsible: MemberId(responsible.id.0),
            added: Timestamp::UNIX_EPOCH,
            desk_missing_since: None,
        });
        self.store.commit(changes).await.unwrap();
        person
    }

    /// Waits for a message of the bot with these words (in any case) and, unless empty, this button.
    pub async fn shows(&self, person: &Person, words: &str, button: &str) -> Seen {
        self.shows_in(person, &self.robot, words, button).await
    }

    pub async fn shows_in(&self, person: &Person, place: impl Into<Place>, words: &str, button: &str) -> Seen {
        let place = place.into();
        let fits = |seen: &Seen| {
            !seen.own
                && seen.text.to_lowercase().contains(&words.to_lowercase())
                && (button.is_empty() || has_button(seen, button))
        };
        match person.wait_for(place, fits).await {
            Some(seen) => seen,
            None => panic!("{words:?} with {button:?} did not come; on the screen: {:#?}", person.sees(place)),
        }
    }

    /// Presses the newest button with this label; what the toast says.
    pub async fn press(&self, person: &Person, button: &str) -> Option<String> {
        let seen = self.shows(person, "", button).await;
        let label = label(&seen, button);
        person.presses(&self.robot, seen.id, &label).await.unwrap().text
    }

    /// Telegram refuses the next action of an account.
    pub fn refuse_next(&self, reason: FailureReason) {
        *self.clients.refuse.lock().unwrap() = Some(reason);
    }

    /// The next action of an account that is no read mark, no joining and no look at anything.
    pub async fn action(&mut self) -> ClientAction {
        loop {
            match self.actions.recv().await.unwrap() {
                ClientAction::MarkRead { .. }
                | ClientAction::JoinDesk { .. }
                | ClientAction::ListPeople { .. }
                | ClientAction::History { .. } => {}
                action => return action,
            }
        }
    }

    /// The login that was begun last.
    pub async fn login(&mut self) -> LoginId {
        self.begun.recv().await.unwrap()
    }

    /// A login goes on.
    pub async fn step(&self, login: LoginId, step: LoginStep) {
        self.logins.set(login, step);
        self.pult.login_changed(login).await.unwrap();
    }
}

pub fn in_an_hour() -> Timestamp {
    Timestamp::now() + jiff::SignedDuration::from_hours(1)
}

fn has_button(seen: &Seen, label: &str) -> bool {
    seen.buttons.iter().flatten().any(|button| button.text.contains(label))
}

fn label(seen: &Seen, part: &str) -> String {
    seen.buttons.iter().flatten().find(|button| button.text.contains(part)).unwrap().text.clone()
}

async fn open(engine: MemoryEngine) -> Store {
    Store::open(engine, MasterKey::from_bytes([7; 32])).await.unwrap()
}

async fn connect(
    sandbox: &Sandbox,
    robot: &Robot,
    store: &Store,
    logins: &Arc<PlayedLogins>,
    randomness: &Arc<Counting>,
) -> (Bot, Relay) {
    let committer = Committer::new(store.clone(), Arc::new(SystemClock::start()));
    let relay = Relay::new(committer, TimeZone::UTC);
    let url = sandbox.bot_api_url().parse().unwrap();
    let token = SecretString::from(robot.token());
    let accounts = AccountPorts {
        logins: logins.clone(),
        connections: Arc::new(FarAccounts),
        proxies: Arc::new(FarAccounts),
        files: Arc::new(FarAccounts),
        reader: Arc::new(FarAccounts),
    };
    let bot = Bot::connect(
        &token,
        Server { url: Some(&url), proxy: None },
        relay.clone(),
        accounts,
        randomness.clone(),
        Lang::En,
        TimeZone::UTC,
    );
    (bot.await.unwrap(), relay)
}
