//! The teloxide adapter: the bot that the team talks to.
//!
//! ```text
//! getUpdates → intake (durable) → routing → commands · panel · desk · logins → Committer (one commit)
//!                                                                                   │ outbox
//!                              Telegram ◀── delivery (words, buttons, pictures) ◀───┘
//! ```
//!
//! - **Telegram is told that an update arrived only when it is on disk** (`intake`); its effect and its end are one
//!   commit.
//! - **Nothing stands in a chat that was not in the outbox.** Sent directly are only what leaves no trace in a chat and
//!   may be repeated: answers to presses, command menus, join requests, questions about a group.
//! - **Who may do what is asked of `team::rights` when it is done**, whatever a button or a menu offered.
//! - **Numbers, codes and passwords of logins are never stored, texts and tokens never logged**; what people wrote is kept sealed until it is handled.
//!   Errors of the HTTP client are not printed, since they carry the bot's token.
//! - teloxide's types stop here.

mod agency;
mod api;
mod beginning;
pub mod callbacks;
pub mod commands;
mod contacts;
mod convert;
mod days;
mod delivery;
mod desk;
mod dialogs;
mod errors;
#[doc(hidden)]
mod files;
mod follow;
pub mod foreign;
mod glance;
mod intake;
mod join;
mod known_files;
mod lent;
mod logins;
mod memory;
mod money;
mod office;
mod panel;
mod proxies;
mod routine;
mod routing;
mod sitting;
mod staff;
mod templates;

pub use api::ApiSetupError;
pub use errors::PollError;
pub use intake::{IntakeError, Received, Standing};
pub use join::claim_address;
pub use office::BotError;

use crate::{
    domain::{BotId, Lang, Line, LoginId},
    ports::{ClientFiles, ClientReader, Clock, Connections, Logins, Proxies, Randomness, TeamNetwork},
    relay::{Place, Relay, RelayError, TeamTask},
    store::{Registry, StoreError},
    team::AgencyZone,
};
use api::Api;
pub use api::Server;
use async_trait::async_trait;
use delivery::{Crew, Delivery};
use errors::Patience;
use intake::{Gate, Handler, Inbound, Intake};
use jiff::Timestamp;
use memory::{Links, Tongues};
use office::Office;
use secrecy::SecretString;
use std::sync::Arc;
use teloxide::types::{MaybeInaccessibleMessage, Me, Update, UpdateKind};
use tokio_util::sync::CancellationToken;
use tracing::warn;

/// The bot cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("Telegram refused the bot's token; check PULT_BOT_TOKEN (BotFather gives a new one by /revoke)")]
    TokenRefused,
    #[error("asking Telegram who the bot is")]
    Unreachable(#[source] PollError),
    #[error("preparing the connection to the Bot API")]
    Setup(#[from] ApiSetupError),
    #[error("reading what the bot remembers")]
    Store(#[from] StoreError),
}

/// What the bot asks of the accounts' side.
pub struct AccountPorts {
    pub logins: Arc<dyn Logins>,
    pub connections: Arc<dyn Connections>,
    pub proxies: Arc<dyn Proxies>,
    pub files: Arc<dyn ClientFiles>,
    pub reader: Arc<dyn ClientReader>,
}

/// A further bot that knows who it is.
pub struct Helping(Arc<Office>);

impl Helping {
    pub fn id(&self) -> BotId {
        self.0.bot
    }

    /// Without the `@`.
    pub fn username(&self) -> &str {
        &self.0.username
    }
}

/// A bot that knows who it is. Clones share it.
#[derive(Clone)]
pub struct Bot {
    office: Arc<Office>,
    intake: Arc<Intake<Front>>,
}

impl Bot {
    /// Asks Telegram who the bot is, and goes on asking while Telegram cannot be reached. Does not take any updates yet.
    /// May be dropped at any moment.
    ///
    /// `lang`: for people of whom no language is known; `zone`: the
    /// agency's.
    pub async fn connect(
        token: &SecretString,
        server: Server<'_>,
        relay: Relay,
        accounts: AccountPorts,
        randomness: Arc<dyn Randomness>,
        lang: Lang,
        zone: impl Into<AgencyZone>,
    ) -> Result<Bot, StartError> {
        let api = Api::new(token, server)?;
        let committer = relay.committer().clone();
        let me = who_at_last(&api, committer.clock()).await?;
        let gate = Arc::new(Gate::load(committer.store())?);
        let office = Arc::new(Office {
            bot: BotId(convert::member(&me.user).0),
            username: me.username().to_owned(),
            api: api.clone(),
            committer: committer.clone(),
            logins: accounts.logins,
            connections: accounts.connections,
            proxies: accounts.proxies,
            files: accounts.files,
            reader: accounts.reader,
            randomness,
            zone: zone.into(),
            lang,
            gate: gate.clone(),
            links: Links::default(),
            tongues: Tongues::default(),
            icons: delivery::Icons::default(),
            drawn: follow::Drawn::default(),
            thumbnails: glance::Thumbnails::default(),
            lent: Some(lent::Lent::default()),
        });
        let front = Arc::new(Front { office: office.clone(), tree: routing::tree() });
        let intake = Intake::new(office.bot, Arc::new(api), committer, gate, front);
        Ok(Bot { office, intake: Arc::new(intake) })
    }

    /// The username behind a token, without the `@`. Asked once.
    pub async fn username_of(token: &SecretString, server: Server<'_>) -> Result<String, StartError> {
        Ok(Api::new(token, server)?.who().await?.username().to_owned())
    }

    /// What the clock of the Bot API shows; `None` where it does not say.
    pub async fn time_of(token: &SecretString, server: Server<'_>) -> Option<Timestamp> {
        Api::new(token, server).ok()?.time().await
    }

    pub fn id(&self) -> BotId {
        self.office.bot
    }

    /// Without the `@`.
    pub fn username(&self) -> &str {
        &self.office.username
    }

    /// Another bot that helps this one. It takes no updates, so nothing is asked of Telegram but who it is.
    pub async fn helper(&self, token: &SecretString, server: Server<'_>) -> Result<Helping, StartError> {
        let api = Api::new(token, server)?;
        let me = who_soon(&api, self.office.committer.clock()).await?;
        let of = &self.office;
        Ok(Helping(Arc::new(Office {
            bot: BotId(convert::member(&me.user).0),
            username: me.username().to_owned(),
            api,
            committer: of.committer.clone(),
            logins: of.logins.clone(),
            connections: of.connections.clone(),
            proxies: of.proxies.clone(),
            files: of.files.clone(),
            reader: of.reader.clone(),
            randomness: of.randomness.clone(),
            zone: of.zone.clone(),
            lang: of.lang,
            gate: of.gate.clone(),
            links: Links::default(),
            tongues: Tongues::default(),
            icons: delivery::Icons::default(),
            drawn: follow::Drawn::default(),
            thumbnails: glance::Thumbnails::default(),
            lent: None,
        })))
    }

    /// The way to the team, for the relay's delivery: each request goes by the bot it names.
    pub fn network(&self, helpers: &[Helping]) -> Arc<dyn TeamNetwork> {
        let helpers = helpers.iter().map(|Helping(office)| (office.bot, Delivery(office.clone())));
        Arc::new(Crew { main: Delivery(self.office.clone()), helpers: helpers.collect() })
    }

    /// Takes updates until told to stop, then finishes what has begun. An error is final.
    pub async fn run(&self, stop: CancellationToken) -> Result<(), IntakeError> {
        if let Err(error) = logins::interrupted(&self.office).await {
            warn!(error = %crate::domain::Chain(&error), "logins that a restart ended were not said to be over");
        }
        // What goes on beside ends with the intake, however that ends.
        let beside = stop.child_token();
        let intake = async {
            let ended = self.intake.run(&stop).await;
            beside.cancel();
            ended
        };
        let menus = async {
            tokio::select! {
                () = beside.cancelled() => {}
                () = commands::menu::publish(&self.office) => {}
            }
        };
        tokio::join!(intake, menus, follow::run(&self.office, &beside)).0
    }

    /// A login reached its next step. `Ok` means its screen will follow.
    pub async fn login_changed(&self, login: LoginId) -> Result<(), RelayError> {
        logins::changed(&self.office, login).await
    }
}

/// Waits for Telegram: a server that starts before its network is no reason to give up.
async fn who_at_last(api: &Api, clock: &dyn Clock) -> Result<Me, PollError> {
    let mut patience = Patience::fresh();
    loop {
        let error = match api.who().await {
            Ok(me) => return Ok(me),
            Err(error) => error,
        };
        let wait = patience.after(error.clone())?;
        warn!(wait.ms = wait.as_millis() as u64, %error, "The bot cannot start yet; asking Telegram again");
        clock.sleep(wait).await;
    }
}

/// Asks a few times, where Telegram does not say no: a helper is not worth waiting for.
async fn who_soon(api: &Api, clock: &dyn Clock) -> Result<Me, PollError> {
    let mut patience = Patience::fresh();
    for _ in 0..3 {
        match api.who().await {
            Ok(me) => return Ok(me),
            Err(error) => clock.sleep(patience.after(error)?).await,
        }
    }
    api.who().await
}

impl From<PollError> for StartError {
    fn from(error: PollError) -> StartError {
        match error {
            PollError::TokenRefused => StartError::TokenRefused,
            other => StartError::Unreachable(other),
        }
    }
}

/// The records of this room, for the list of everything that is stored.
pub fn records(registry: Registry) -> Registry {
    registry
        .record::<Received>()
        .record::<intake::Position>()
        .record::<callbacks::Buttons>()
        .record::<sitting::Sitting>()
        .record::<known_files::KnownFile>()
}

/// Where the intake hands its updates to.
struct Front {
    office: Arc<Office>,
    tree: routing::Tree,
}

#[async_trait]
impl Handler for Front {
    type Error = BotError;

    async fn handle(&self, inbound: Arc<Inbound>, update: Update) -> Result<(), BotError> {
        routing::dispatch(&self.tree, self.office.clone(), inbound, update).await
    }

    fn apology(&self, update: &Update) -> Option<TeamTask> {
        let person = convert::member(update.from()?);
        let place = match &update.kind {
            UpdateKind::Message(message) if desk::is_group(message) => Place::Group {
                chat: convert::chat(message),
                topic: convert::topic(message),
                reply_to: Some(convert::id(message)),
                reader: person,
            },
            UpdateKind::Message(_) => Place::Panel(person),
            UpdateKind::CallbackQuery(query) => match &query.message {
                Some(MaybeInaccessibleMessage::Regular(message)) if message.chat.is_private() => Place::Panel(person),
                _ => return None,
            },
            _ => return None,
        };
        Some(TeamTask::Say { place, line: Line::Internal })
    }

    fn is_command(&self, text: &str) -> bool {
        match commands::parse(text, &self.office.username) {
            commands::Said::Command { name, .. } => commands::find(name).is_some(),
            commands::Said::ForOtherBot | commands::Said::Words => false,
        }
    }
}
