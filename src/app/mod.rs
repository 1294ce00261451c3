//! Wiring: builds the rooms, starts them, and stops them so that nothing is lost.
//!
//! - **Time, randomness and network are made here and nowhere else.**
//! - **Stopping goes from the outside in**: first nothing new is taken over, then what is on its way is waited for,
//!   then the store is closed. Whatever was not finished stands in the outbox.

pub mod control;

mod backup;
mod check;
mod claim;
mod copies;
mod erasures;
mod export;
mod helpers;
mod intake;
mod keys;
mod vitals;
mod watched;
mod world;

pub use backup::{Made, Restored, new_recovery_key, restore};
pub use check::{Finding, check};
pub use claim::{ClaimError, OwnerLink};
pub use keys::NewKey;
pub use vitals::{Report, Stage};
pub use world::{SystemClock, SystemRandomness};

use crate::{
    accounts::{Accounts, Credentials, TelegramEndpoint},
    bot::{AccountPorts, Bot, Helping, Server},
    config::{Backups, Settings, Telegram},
    crm::ledger,
    jobs::Jobs,
    ports::{AccountIntake, ClientNetwork, Clock, Randomness},
    relay::{
        Committer, Directory, Imports, Relay, RelayError, Timers,
        delivery::{ClientDelivery, TeamDelivery},
        held,
        scheduler::Policy,
    },
    store::{MasterKeySource, SledEngine, Store},
    team::AgencyZone,
};
use anyhow::Context;
use intake::Intake;
use std::{fs, os::unix::fs::DirBuilderExt, path::PathBuf, sync::Arc};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};
use vitals::Vitals;
use watched::Watched;

/// What a process brings to the product.
#[derive(Clone)]
pub struct Environment {
    pub clock: Arc<dyn Clock>,
    pub randomness: Arc<dyn Randomness>,
}

impl Environment {
    /// The system's own.
    pub fn system() -> Environment {
        Environment { clock: Arc::new(SystemClock::start()), randomness: Arc::new(SystemRandomness) }
    }
}

/// The running product.
pub struct App {
    store: Store,
    vitals: Vitals,
    accounts: Accounts,
    /// What the accounts' events meet; holds the bot until the stop.
    meeting: Arc<Intake>,
    owner_link: Option<OwnerLink>,
    /// Ends what takes over from the networks; then what delivers to them.
    intake: CancellationToken,
    delivery: CancellationToken,
    takers: JoinSet<anyhow::Result<()>>,
    deliverers: JoinSet<anyhow::Result<()>>,
}

impl App {
    /// Starts with the store in the data directory. `None` when `stop` was done first: Telegram may be out of reach for
    /// long.
    pub async fn start(settings: Settings, stop: impl Future<Output = ()>) -> anyhow::Result<Option<App>> {
        let store = open_store(&settings).await?;
        let vitals = Vitals::new(store.clone());
        let starting = async {
            if let Some(address) = settings.metrics {
                vitals.serve(address).await?;
            }
            App::assemble(settings, store.clone(), vitals.clone(), Environment::system()).await
        };
        let started = tokio::select! {
            started = starting => started.map(Some),
            () = stop => Ok(None),
        };
        if !matches!(started, Ok(Some(_))) {
            vitals.end();
            store.close().await.context("closing the store")?;
        }
        started
    }

    /// Starts on a given store, in a given environment. Waits for Telegram as long as it takes.
    pub async fn start_with(settings: Settings, store: Store, environment: Environment) -> anyhow::Result<App> {
        let vitals = Vitals::new(store.clone());
        App::assemble(settings, store, vitals, environment).await
    }

    async fn assemble(
        settings: Settings,
        store: Store,
        vitals: Vitals,
        environment: Environment,
    ) -> anyhow::Result<App> {
        let Environment { clock, randomness } = environment;
        let zone = AgencyZone::load(&store, &settings.zone).context("reading the agency's zone")?;
        ledger::rezone(&store, &zone.get()).await.context("counting payments on the agency's days")?;
        ledger::rate_waiting(&store).await.context("rating payments that wait")?;
        let committer = Committer::new(store.clone(), clock.clone());
        let relay = Relay::new(committer.clone(), zone.clone());
        let taker = Arc::new(Intake::new(relay.clone()));
        let (endpoint, policy) = match &settings.telegram {
            Telegram::Real { .. } => (TelegramEndpoint::Real, Policy::default()),
            Telegram::Sandbox(sandbox) => (
                TelegramEndpoint::sandbox(sandbox.mtproto, sandbox.seed)?,
                if sandbox.unlimited { Policy::unlimited() } else { Policy::default() },
            ),
        };
        let credentials = Credentials { api_id: settings.api_id, api_hash: settings.api_hash.clone() };
        let events = Arc::new(Watched(taker.clone() as Arc<dyn AccountIntake>));
        let accounts = Accounts::new(store.clone(), events, endpoint, credentials, clock.clone(), randomness.clone());
        let bot = Bot::connect(
            &settings.bot_token,
            Server { url: settings.bot_api(), proxy: settings.bot_proxy.as_ref() },
            relay.clone(),
            AccountPorts {
                logins: Arc::new(accounts.clone()),
                connections: Arc::new(accounts.clone()),
                proxies: Arc::new(accounts.clone()),
                files: Arc::new(accounts.clone()),
                reader: Arc::new(accounts.clone()),
            },
            randomness.clone(),
            settings.language,
            zone.clone(),
        )
        .await
        .context("connecting the bot")?;
        if let Some(Err(wrong)) = check::clock_by_telegram(&settings).await {
            error!("this machine's clock: {wrong}");
        }
        let helpers = helpers::gather(&bot, &settings, &committer).await?;
        taker.connect(bot.clone());
        let owner_link = claim::issue_if_unowned(&committer, &*randomness, bot.username(), &settings.data_dir).await?;
        let control = control::Control::open(&settings.data_dir).context("opening the control socket")?;

        let (intake, delivery) = (CancellationToken::new(), CancellationToken::new());
        let (mut takers, mut deliverers) = (JoinSet::new(), JoinSet::new());
        let crew = helpers.iter().map(Helping::id).collect();
        let team_network = Arc::new(Watched(bot.network(&helpers)));
        let team = TeamDelivery::with_helpers(committer.clone(), team_network, bot.id(), crew, policy);
        let network = Watched(Arc::new(accounts.clone()) as Arc<dyn ClientNetwork>);
        let clients = ClientDelivery::new(committer.clone(), Arc::new(network), zone.clone());
        let stop = delivery.clone();
        deliverers.spawn(async move { Ok(team.run(stop).await?) });
        let stop = delivery.clone();
        deliverers.spawn(async move { Ok(clients.run(stop).await?) });
        let imports = Imports::new(committer.clone(), Arc::new(accounts.clone()));
        let stop = delivery.clone();
        deliverers.spawn(async move { Ok(imports.run(stop).await?) });
        let timers = Timers::new(committer.clone(), zone.clone());
        let stop = delivery.clone();
        deliverers.spawn(async move { Ok(timers.run(stop).await?) });
        let (stop, filled) = (delivery.clone(), store.clone());
        deliverers.spawn(async move { fill_directory(filled, stop).await });
        let jobs = Jobs::new(committer.clone(), zone.clone());
        let stop = delivery.clone();
        deliverers.spawn(async move { Ok(jobs.run(stop).await?) });
        accounts.start().await.context("starting the accounts")?;
        taker.note_missing_sessions(&accounts.kept()?).await.context("looking for accounts without a session")?;
        relay.inspect_desks().await.context("having the desks looked at")?;
        let held = held::Held::all(committer.store()).context("looking for sends that are held")?.len();
        if held > 0 {
            warn!(
                held,
                "Sends from before the backup are held; owners let them go or drop them in the panel, or `pult held` does"
            );
        }
        if let Some(backups) = settings.backups.clone() {
            let (committer, master_key, stop) = (committer.clone(), settings.master_key.clone(), intake.clone());
            takers.spawn(async move {
                backup::schedule(&committer, &master_key, &backups, stop).await;
                Ok(())
            });
        }
        let counter = Counter {
            committer,
            randomness,
            bot: bot.username().to_owned(),
            vitals: vitals.clone(),
            data_dir: settings.data_dir,
            master_key: settings.master_key,
            backups: settings.backups,
        };
        let stop = intake.clone();
        takers.spawn(async move { Ok(bot.run(stop).await?) });
        let stop = intake.clone();
        takers.spawn(async move {
            control.run(stop, |request| counter.answer(request)).await;
            Ok(())
        });
        vitals.enter(Stage::Running);
        info!("Pult is running");
        Ok(App { store, vitals, accounts, meeting: taker, owner_link, intake, delivery, takers, deliverers })
    }

    /// The link that opens the agency, if nobody owns it yet.
    pub fn owner_link(&self) -> Option<&OwnerLink> {
        self.owner_link.as_ref()
    }

    /// Runs until `stop` is done or something fails for good.
    pub async fn run_until(mut self, stop: impl Future<Output = ()>) -> anyhow::Result<()> {
        let failed = self.store.failed();
        let reason = tokio::select! {
            () = stop => None,
            failure = failed => Some(anyhow::Error::new(failure).context("the store failed")),
            ended = self.takers.join_next() => ended.map(unexpected),
            ended = self.deliverers.join_next() => ended.map(unexpected),
        };
        if let Some(reason) = &reason {
            error!(error = format!("{reason:#}"), "Pult stops");
        }
        let stopped = self.stop().await;
        match reason {
            Some(reason) => Err(reason),
            None => stopped,
        }
    }

    /// Takes nothing new over, waits for what is on its way, closes the store.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        info!("Pult is stopping");
        self.vitals.enter(Stage::Stopping);
        self.intake.cancel();
        self.accounts.stop_intake().await;
        while self.takers.join_next().await.is_some() {}
        self.delivery.cancel();
        while self.deliverers.join_next().await.is_some() {}
        self.accounts.stop().await;
        self.meeting.disconnect();
        self.vitals.end();
        self.store.close().await.context("closing the store")?;
        info!("Pult has stopped");
        Ok(())
    }
}

/// Reads everybody's name into memory, which takes seconds in a large agency and must not keep messages waiting. Who looks for
/// somebody meanwhile waits for it.
async fn fill_directory(store: Store, stop: CancellationToken) -> anyhow::Result<()> {
    tokio::task::spawn_blocking(move || Directory::of(&store).map(drop))
        .await?
        .context("reading who the agency knows")?;
    stop.cancelled().await;
    Ok(())
}

/// What runs for as long as the product does has ended.
fn unexpected(ended: Result<anyhow::Result<()>, tokio::task::JoinError>) -> anyhow::Error {
    match ended {
        Ok(Ok(())) => anyhow::anyhow!("a part of the service ended by itself"),
        Ok(Err(error)) => error,
        Err(panic) => anyhow::Error::new(panic).context("a part of the service broke"),
    }
}

/// Where requests of the command line are served.
struct Counter {
    committer: Committer,
    randomness: Arc<dyn Randomness>,
    /// The username of the bot.
    bot: String,
    vitals: Vitals,
    data_dir: PathBuf,
    master_key: MasterKeySource,
    backups: Option<Backups>,
}

impl Counter {
    async fn answer(&self, request: control::Request) -> control::Answer {
        let answer = match request {
            control::Request::OwnerLink => claim::issue(&self.committer, &*self.randomness, &self.bot, &self.data_dir)
                .await
                .map(|link| control::Answer::OwnerLink { url: link.url, file: link.file.display().to_string() })
                .map_err(anyhow::Error::new),
            control::Request::Health => self.vitals.report().map(control::Answer::Health).map_err(anyhow::Error::new),
            control::Request::RotateKey => {
                let (store, now) = (self.committer.store(), self.committer.now());
                keys::rotate(store, &self.master_key, now).await.map(control::Answer::NewKey)
            }
            control::Request::Export => export::write(self.committer.store(), self.committer.now(), &self.data_dir)
                .await
                .map(|file| control::Answer::Exported { file: file.display().to_string() }),
            control::Request::Backup => {
                let (store, now) = (self.committer.store(), self.committer.now());
                backup::make(store, &self.master_key, self.backups.as_ref(), now).await.map(control::Answer::BackedUp)
            }
            control::Request::Held(act) => held(&self.committer, act)
                .await
                .map(|sends| control::Answer::Held { sends })
                .map_err(anyhow::Error::new),
        };
        answer.unwrap_or_else(|error| control::Answer::Failed { why: format!("{error:#}") })
    }
}

/// Writes everything the agency has into a file, while no process runs.
pub async fn export_offline(settings: Settings) -> anyhow::Result<PathBuf> {
    let store = open_store(&settings).await?;
    let file = export::write(&store, Environment::system().clock.now(), &settings.data_dir).await?;
    store.close().await.context("closing the store")?;
    Ok(file)
}

/// Makes a backup while no process runs.
pub async fn backup_offline(settings: Settings) -> anyhow::Result<Made> {
    let store = open_store(&settings).await?;
    let now = Environment::system().clock.now();
    let made = backup::make(&store, &settings.master_key, settings.backups.as_ref(), now).await?;
    store.close().await.context("closing the store")?;
    Ok(made)
}

/// Does something with held sends while no process runs; the next one sends what was let go.
pub async fn held_offline(settings: Settings, act: control::HeldAct) -> anyhow::Result<usize> {
    let store = open_store(&settings).await?;
    let sends = held(&Committer::new(store.clone(), Environment::system().clock), act).await?;
    store.close().await.context("closing the store")?;
    Ok(sends)
}

async fn held(committer: &Committer, act: control::HeldAct) -> Result<usize, RelayError> {
    match act {
        control::HeldAct::Count => Ok(held::Held::all(committer.store())?.len()),
        control::HeldAct::Release => held::release(committer, None).await,
        control::HeldAct::Drop => held::drop_all(committer, None).await,
    }
}

/// Changes the master key while no process runs.
pub async fn rotate_key_offline(settings: Settings) -> anyhow::Result<NewKey> {
    let store = open_store(&settings).await?;
    let key = keys::rotate(&store, &settings.master_key, Environment::system().clock.now()).await?;
    store.close().await.context("closing the store")?;
    Ok(key)
}

/// Makes an owner link while no process runs.
pub async fn owner_link_offline(settings: Settings) -> anyhow::Result<OwnerLink> {
    let server = Server { url: settings.bot_api(), proxy: settings.bot_proxy.as_ref() };
    let username = Bot::username_of(&settings.bot_token, server).await.context("asking who the bot is")?;
    let store = open_store(&settings).await?;
    let Environment { clock, randomness } = Environment::system();
    let committer = Committer::new(store.clone(), clock);
    let link = claim::issue(&committer, &*randomness, &username, &settings.data_dir).await?;
    store.close().await.context("closing the store")?;
    Ok(link)
}

/// Opens the store of the data directory, which is made if it is not there.
async fn open_store(settings: &Settings) -> anyhow::Result<Store> {
    let directory = &settings.data_dir;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .with_context(|| format!("making the data directory {}", directory.display()))?;
    let path = directory.join("store");
    let (data_dir, now) = (directory.clone(), Environment::system().clock.now());
    let engine = tokio::task::spawn_blocking(move || -> anyhow::Result<SledEngine> {
        let engine = SledEngine::open(&path)?;
        backup::keep_before_migration(&engine, &data_dir, now).context("keeping a copy before the store is changed")?;
        Ok(engine)
    });
    let engine = engine.await??;
    keys::open(engine, &settings.master_key).await
}

/// Hears SIGINT and SIGTERM from now on; what it returns resolves at the first. A second one ends the process at once.
///
/// Not only from when it is awaited: a service that says it runs can be told to stop.
pub fn told_to_stop() -> impl Future<Output = ()> {
    let (mut interrupt, mut terminate) = (heard(SignalKind::interrupt()), heard(SignalKind::terminate()));
    async move {
        either(&mut interrupt, &mut terminate).await;
        info!("Told to stop; a second signal ends the process at once");
        tokio::spawn(async move {
            either(&mut interrupt, &mut terminate).await;
            std::process::exit(130);
        });
    }
}

fn heard(kind: SignalKind) -> Option<Signal> {
    signal(kind).inspect_err(|error| error!(%error, ?kind, "a signal cannot be heard; another stops the service")).ok()
}

async fn either(one: &mut Option<Signal>, other: &mut Option<Signal>) {
    let next = async |signal: &mut Option<Signal>| match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    };
    tokio::select! {
        () = next(one) => {}
        () = next(other) => {}
    }
}

/// Makes the allocator give large buffers back. Connections to Telegram touch buffers of a megabyte each; with the
/// default threshold of glibc, which grows, they stay with the process after every mass reconnect.
pub fn return_large_buffers() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: called once, first thing in `main`; mallopt only sets a number.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 128 * 1024);
    }
}
