//! One Telegram: the world and its doors on free loopback ports.
use crate::bot_api;
use crate::clock::{Clock, Time};
use crate::control;
use crate::people::{Bot, Person};
use crate::world::{Fault, Limits, Moved, Outage, SessionEnd, Shared, UserId, World};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What kind of Telegram.
#[derive(Clone, Debug)]
pub struct Options {
    /// Same seed, same ids, keys and tokens.
    pub seed: u64,
    pub clock: Clock,
    pub limits: Limits,
}
impl Default for Options {
    fn default() -> Self {
        Options { seed: 1, clock: Clock::Real, limits: Limits::telegram() }
    }
}

/// Where the doors are to listen on the loopback; 0 is any free port.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ports {
    pub mtproto: u16,
    pub bot_api: u16,
    pub control: u16,
}

/// Where a sandbox is, and what a client needs to know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub seed: u64,
    /// Where all five data centres listen; their keys are [`crate::auth_key`].
    pub mtproto: SocketAddr,
    /// What bots take for `https://api.telegram.org`.
    pub bot_api: String,
    /// The control API.
    pub control: String,
    /// Whether bots may speak as often as they like.
    pub unlimited: bool,
}

impl Address {
    /// With the keys of client 0; those of others are at `<control>/keys/<slot>`.
    pub fn as_json(&self) -> Value {
        json!({
            "seed": self.seed,
            "mtproto": self.mtproto,
            "keys": control::keys_of(self.seed, 0),
            "rsa": crate::mtproto::server_key(),
            "bot_api": self.bot_api,
            "control": self.control,
            "unlimited": self.unlimited,
        })
    }
}

/// A running Telegram. Dropping it closes its doors, and panics if a client asked for a method that does not exist.
pub struct Sandbox {
    shared: Shared,
    address: Arc<Address>,
    /// Aborted with the sandbox.
    _doors: JoinSet<()>,
    _bot_api: bot_api::Served,
}

impl Sandbox {
    /// Starts on free ports.
    ///
    /// # Errors
    /// When no loopback port can be had.
    pub async fn start(options: Options) -> std::io::Result<Sandbox> {
        Sandbox::start_on(Ports::default(), options).await
    }

    /// Starts all doors.
    ///
    /// # Errors
    /// When a port cannot be had.
    pub async fn start_on(ports: Ports, options: Options) -> std::io::Result<Sandbox> {
        let (seed, unlimited) = (options.seed, options.limits == Limits::none());
        let shared = Shared::new(World::new(seed, options.clock, options.limits));
        let mut doors = JoinSet::new();

        let (mtproto, entrances) = crate::mtproto::open(ports.mtproto).await?;
        doors.spawn(crate::mtproto::serve(shared.clone(), seed, mtproto, entrances));

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, ports.bot_api)).await?;
        let bot_api = bot_api::serve(listener, shared.clone())?;

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, ports.control)).await?;
        let control = format!("http://{}", listener.local_addr()?);
        let address = Arc::new(Address { seed, mtproto, bot_api: bot_api.url().to_owned(), control, unlimited });
        let context = control::Context { shared: shared.clone(), address: address.clone() };
        control::serve(listener, context, &mut doors);
        Ok(Sandbox { shared, address, _bot_api: bot_api, _doors: doors })
    }

    /// Where the doors are.
    pub fn address(&self) -> &Address {
        &self.address
    }
    /// The world itself, for what the handles below do not cover.
    pub fn world(&self) -> &Shared {
        &self.shared
    }
    /// What bots take for `https://api.telegram.org`.
    pub fn bot_api_url(&self) -> &str {
        &self.address.bot_api
    }
    pub fn seed(&self) -> u64 {
        self.address.seed
    }
    /// Where all five data centres listen; their keys are [`crate::auth_key`].
    pub fn mtproto_addr(&self) -> SocketAddr {
        self.address.mtproto
    }

    /// The person of this first name, made on first mention.
    pub fn person(&self, name: &str) -> Person {
        let id = self.shared.with(|world| {
            let known = world.users.values().find(|u| u.person().is_some() && u.first_name == name).map(|u| u.id);
            known.unwrap_or_else(|| world.add_person(name))
        });
        Person::new(self.shared.clone(), id)
    }

    /// The bot of this username, made on first mention.
    pub fn bot(&self, username: &str) -> Bot {
        let id = self.shared.with(|world| match world.by_username(username) {
            Some(crate::world::Chat::User(id)) => id,
            _ => world.add_bot(username),
        });
        Bot::new(self.shared.clone(), id)
    }

    /// Orders trouble.
    pub fn fault(&self, fault: Fault) {
        self.shared.with(|world| world.fault(fault));
    }
    /// Ends all sessions of a person from another device: 401 and dropped connections.
    pub fn revoke(&self, person: UserId) {
        self.shared.with(|world| world.revoke(person));
    }
    /// Closes a person's connections, as a bad network does.
    pub fn cut(&self, person: UserId) {
        self.shared.with(|world| world.cut(person));
    }
    /// Ends all sessions of a person for a reason.
    pub fn end_sessions(&self, person: UserId, end: SessionEnd) {
        self.shared.with(|world| world.end_sessions(person, end));
    }
    /// Makes a person's connections half-open; new ones work.
    pub fn strand(&self, person: UserId) {
        self.shared.with(|world| world.strand(person));
    }
    /// Lets nothing of a person through until [`mend`](Self::mend).
    pub fn outage(&self, person: UserId, outage: Outage) {
        self.shared.with(|world| world.outage(person, outage));
    }
    /// Makes the server forget a person's keys until [`mend`](Self::mend).
    pub fn forget_keys(&self, person: UserId) {
        self.shared.with(|world| world.forget_keys(person));
    }
    /// Ends outages, and lets keys be known again.
    pub fn mend(&self, person: UserId) {
        self.shared.with(|world| world.mend(person));
    }
    /// Bytes of files that a person's clients, or a bot, have sent and fetched so far.
    pub fn moved(&self, user: UserId) -> Moved {
        self.shared.with(|world| world.moved(user))
    }
    /// Makes all file references given out so far expire.
    pub fn expire_references(&self) {
        self.shared.with(World::expire_references);
    }
    pub fn now(&self) -> Time {
        self.shared.with(|world| world.now())
    }
    /// Lets a virtual clock pass.
    pub fn advance(&self, span: Duration) {
        self.shared.advance(span);
    }
    /// How many calls of bots were refused because they spoke too often.
    pub fn limited(&self) -> usize {
        self.shared.with(|world| world.limited().len())
    }

    /// Names of missing methods that clients asked for; asking accounts for them.
    pub fn take_unimplemented(&self) -> Vec<String> {
        self.shared.with(World::take_unimplemented)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let missing = self.take_unimplemented();
        if !missing.is_empty() && !std::thread::panicking() {
            panic!("the sandbox was asked for methods it does not have: {}", missing.join(", "));
        }
    }
}
