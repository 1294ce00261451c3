//! An agency on fake networks: it can be killed at any moment and goes on from what its store has kept.

use super::{
    clients::Clients,
    feed::{Feed, Happening, Source},
    groups::{Groups, name, words},
};
use futures::future::BoxFuture;
use jiff::{Timestamp, tz::TimeZone};
use pult::{
    domain::{
        AccountId, AccountState, BotId, BotMessageId, ChatId, ClientIdentity, ClientMessageId, DialogId, Lang,
        MemberId, PeerId, Role, TopicId, UserId,
    },
    ports::{ClientEvent, Clock, Randomness},
    relay::{
        Actor, BindRefusal, Binding, Committer, Dialog, Entry, Message, Relay, RelayError, Thread, bind,
        delivery::{ClientDelivery, TeamDelivery},
        incoming::Moment,
        outgoing,
        scheduler::Policy,
    },
    store::{Changes, Fault, MasterKey, MemoryEngine, Record, Store},
    team::{Account, Member},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

pub const BOT: BotId = BotId(900);
pub const ANNA: MemberId = MemberId(1);
pub const OLGA: MemberId = MemberId(2);
pub const PETR: MemberId = MemberId(3);
pub const SALES: AccountId = AccountId(1);
pub const SUPPORT: AccountId = AccountId(2);

/// A client's dialog with an account.
pub fn dialog(account: AccountId, client: i64) -> DialogId {
    DialogId { account, peer: PeerId::User(1000 + client) }
}

/// Olga's desk for an account.
pub fn desk(account: AccountId) -> ChatId {
    ChatId(-1_000_000_000_000 - i64::from(account.0))
}

/// The time of the runtime, which jumps when everybody waits.
struct RuntimeClock(Instant);

impl Clock for RuntimeClock {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH + self.0.elapsed()
    }

    fn uptime(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

/// A counter: unique, and the same in every run.
struct Counter(AtomicU64);

impl Randomness for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            // Odd steps: random ids set their lowest bit.
            let next = self.0.fetch_add(2, Ordering::Relaxed).to_le_bytes();
            chunk.copy_from_slice(&next[..chunk.len()]);
        }
    }
}

pub struct World {
    pub feed: Arc<Feed>,
    pub clients: Arc<Clients>,
    pub groups: Arc<Groups>,
    engine: MemoryEngine,
    randomness: Arc<Counter>,
    began: Instant,
    policy: Policy,
    running: Option<Running>,
}

struct Running {
    store: Store,
    relay: Relay,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
    deliveries: Vec<JoinHandle<()>>,
}

impl World {
    /// Anna owns the agency, Olga answers for its two accounts. No desk yet.
    pub async fn new() -> World {
        World::paced(one_by_one()).await
    }

    /// The same with another pace of the bot.
    pub async fn paced(policy: Policy) -> World {
        let feed = Arc::new(Feed::default());
        let mut world = World {
            clients: Arc::new(Clients::new(feed.clone())),
            groups: Arc::new(Groups::new(feed.clone())),
            feed,
            engine: MemoryEngine::new(),
            randomness: Arc::new(Counter(AtomicU64::new(1))),
            began: Instant::now(),
            policy,
            running: None,
        };
        world.start().await;
        world.add(member(ANNA, Role::Owner)).await;
        world.add(member(OLGA, Role::Operator)).await;
        for account in [SALES, SUPPORT] {
            world.add(managed(account)).await;
        }
        world
    }

    pub fn store(&self) -> &Store {
        &self.running().store
    }

    pub fn relay(&self) -> &Relay {
        &self.running().relay
    }

    fn running(&self) -> &Running {
        self.running.as_ref().expect("a world that runs")
    }

    pub async fn add(&self, record: impl Record) {
        let mut changes = Changes::new();
        changes.insert(record);
        self.store().commit(changes).await.expect("a record that is new");
    }

    /// Turns a group into a desk, as the bot does once it has looked at it.
    pub async fn binds(&self, binding: &Binding) -> Result<Result<(), BindRefusal>, RelayError> {
        let committer = self.relay().committer();
        let now = committer.now();
        committer.commit(|store| bind::bind(store, now, binding)).await
    }

    /// Tries a refused message again, as the button does.
    pub async fn retries(&self, dialog: DialogId, number: u64) -> Result<bool, RelayError> {
        self.relay().committer().commit(|store| outgoing::retry(store, dialog, number)).await
    }

    /// Gives Olga her desk for an account. Repeated it does nothing.
    pub async fn bind(&mut self, account: AccountId) {
        let (chat, invite_link) = (desk(account), "https://t.me/+link".to_owned());
        let binding = Binding { bot: BOT, chat, account, member: OLGA, invite_link: Some(invite_link), by: ANNA };
        while self.binds(&binding).await.is_err() {
            self.restart().await;
        }
        self.groups.state().group(chat).account = Some(account);
    }

    /// The topic in which a dialog stands now, if it is there.
    pub fn topic(&self, dialog: DialogId) -> Option<(ChatId, TopicId)> {
        match Dialog::find(self.store(), dialog).ok()??.thread {
            Thread::Open { desk, topic } => self.groups.state().group(desk).lives(Some(topic)).then_some((desk, topic)),
            _ => None,
        }
    }

    /// The next `after` commits succeed, then the process dies in one.
    pub fn crash_in_commit(&self, after: usize, fault: Fault) {
        self.engine.fail(after, fault);
    }

    /// The process is killed where it stands, and started anew.
    pub async fn restart(&mut self) {
        if let Some(running) = self.running.take() {
            for task in running.tasks.iter().chain(&running.deliveries) {
                task.abort();
            }
            for task in running.tasks.into_iter().chain(running.deliveries) {
                // Killed or ended by the failure of the store: both are what the test wants.
                let _ = task.await;
            }
        }
        self.start().await;
        self.count_unlinked();
    }

    /// A graceful stop, and a new start.
    pub async fn stop_and_start(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop.cancel();
            for delivery in running.deliveries {
                delivery.await.expect("a delivery that ends by itself");
            }
            for task in running.tasks {
                task.abort();
                let _ = task.await;
            }
        }
        self.start().await;
        // The process may have died while it stopped.
        self.count_unlinked();
    }

    /// Lets time pass; a process that died is started anew.
    pub async fn pass(&mut self, time: Duration) {
        let until = Instant::now() + time;
        while Instant::now() < until {
            sleep(Duration::from_millis(25).min(until - Instant::now())).await;
            if self.died() {
                self.restart().await;
            }
        }
    }

    /// Lets time pass until nothing is left to do.
    pub async fn settle(&mut self) {
        for _ in 0..4 * 3600 {
            self.pass(Duration::from_secs(1)).await;
            if self.feed.is_empty() && Entry::all(self.store()).is_ok_and(|entries| entries.is_empty()) {
                return;
            }
        }
        panic!("after hours there is still something to do: {:#?}", Entry::all(self.store()));
    }

    fn died(&self) -> bool {
        let running = self.running();
        running.tasks.iter().chain(&running.deliveries).any(JoinHandle::is_finished)
    }

    async fn start(&mut self) {
        // A killed process leaves no order for a failure behind.
        self.engine = self.engine.fork();
        let store = Store::open(self.engine.clone(), MasterKey::from_bytes([7; 32])).await.expect("the store opens");
        let committer = Committer::new(store.clone(), Arc::new(RuntimeClock(self.began)));
        let relay = Relay::new(committer.clone(), TimeZone::UTC);
        let stop = CancellationToken::new();
        let team = TeamDelivery::new(committer.clone(), self.groups.clone(), BOT, self.policy);
        let client = ClientDelivery::new(committer, self.clients.clone(), TimeZone::UTC);
        let (token, other) = (stop.clone(), stop.clone());
        let deliveries = vec![
            tokio::spawn(async move { drop(team.run(token).await) }),
            tokio::spawn(async move { drop(client.run(other).await) }),
        ];
        let sources =
            [SALES, SUPPORT].into_iter().flat_map(|account| [Source::Account(account), Source::Desk(desk(account))]);
        let tasks = sources
            .map(|source| tokio::spawn(intake(relay.clone(), self.randomness.clone(), self.feed.clone(), source)))
            .collect();
        self.running = Some(Running { store, relay, stop, tasks, deliveries });
    }

    /// What was posted and answered, but not yet written down when the process died, may be posted again.
    fn count_unlinked(&self) {
        let mut state = self.groups.state();
        let posts: Vec<_> = state
            .groups
            .iter()
            .flat_map(|(chat, group)| group.messages.iter().map(move |message| (*chat, message)))
            .filter(|(_, message)| message.author.is_none())
            .map(|(chat, message)| (chat, message.id, name(words(&message.first)).to_owned()))
            .collect();
        for (chat, id, name) in posts {
            if self.message_at(chat, id).is_none() {
                *state.cut.entry(name).or_default() += 1;
            }
        }
    }

    /// Whether a message of a chat is on record, or held until it is known whose it is.
    pub fn knows(&self, dialog: DialogId, id: ClientMessageId) -> bool {
        matches!(Message::of_client(self.store(), dialog, id), Ok(Some(_)))
    }

    /// The message that stands as this one of a group.
    pub fn message_at(&self, chat: ChatId, id: BotMessageId) -> Option<Message> {
        // A process that died in a commit does not read either.
        Message::of_post(self.store(), BOT, chat, id).ok()?.map(|message| message.into_value())
    }
}

/// Telegram's limits, and each message by itself, so that the threads can be held against the dialogs one to one.
fn one_by_one() -> Policy {
    Policy { merge_below: 0, heavy: u64::MAX, ..Policy::default() }
}

/// Takes over what one source tells, in order, until it is acknowledged.
async fn intake(relay: Relay, randomness: Arc<Counter>, feed: Arc<Feed>, source: Source) {
    loop {
        let told = feed.next(source).await;
        if take_over(&relay, &randomness, source, &told).await.is_err() {
            return;
        }
        feed.took(source, told.len());
    }
}

/// What an account sees at once is taken over at once; a desk's updates come one by one.
async fn take_over(relay: &Relay, randomness: &Counter, source: Source, told: &[Happening]) -> Result<(), RelayError> {
    let seen: Vec<ClientEvent> = told
        .iter()
        .filter_map(|happening| match happening {
            Happening::Client(_, event) => Some(event.clone()),
            Happening::Desk(_) | Happening::Reacted { .. } => None,
        })
        .collect();
    if let Source::Account(account) = source {
        return relay.client_events(account, &seen).await;
    }
    for happening in told {
        let committer = relay.committer();
        match happening {
            Happening::Desk(event) => {
                let random_id = (randomness as &dyn Randomness).random_id();
                let moment = Moment { now: committer.now(), zone: &TimeZone::UTC };
                committer.commit(|store| outgoing::desk(store, moment, event, random_id)).await?;
            }
            Happening::Reacted { chat, message, member, emoji } => {
                let actor = Actor::Person(*member);
                committer.commit(|store| outgoing::reacted(store, *chat, *message, actor, *emoji)).await?;
            }
            Happening::Client(..) => {}
        }
    }
    Ok(())
}

pub fn member(id: MemberId, role: Role) -> Member {
    let accounts = [SALES, SUPPORT].into();
    Member {
        id,
        name: format!("M{id}"),
        role,
        lang: Lang::En,
        accounts,
        joined: Timestamp::UNIX_EPOCH,
        removed: None,
        sees_ids: false,
        begins: false,
    }
}

fn managed(id: AccountId) -> Account {
    Account {
        id,
        user: UserId(500 + i64::from(id.0)),
        identity: ClientIdentity { first_name: format!("Account {id}"), ..ClientIdentity::default() },
        state: AccountState::Active,
        responsible: OLGA,
        added: Timestamp::UNIX_EPOCH,
        desk_missing_since: None,
    }
}

/// Runs a story with time that jumps.
pub fn run(story: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(story);
}
