//! The agency's accounts on Telegram: signed in once, connected for good. The grammers adapter.
//!
//! [`Accounts`] is the room's one door. It implements [`ClientNetwork`] (act in the name of an account) and [`Logins`] (sign one in),
//! and calls [`AccountIntake`] with what happens.
//!
//! - **Nothing that happened is lost**: the position in an account's updates moves only after the core made them durable; what was
//!   missed comes with the next connection.
//! - **Nothing is sent twice**: a send carries the outbox's random id, and its repetition is recognized.
//! - **Accounts are independent**: one that is banned, flooded, slow or broken does not disturb another.
//! - **Nothing is forced upon Telegram**: waits are obeyed, accounts connect in turns, a refused session waits for a person.
//! - **Telegram's own senders end here**, before anything of theirs is stored, and no text, key, code or password reaches a log.
//! - **grammers' types stay inside**; converters are pure and tested without a network.
//!
//! | file | holds |
//! |---|---|
//! | `endpoint` | which Telegram; the only place that knows of a sandbox |
//! | `records`, `session` | what is kept of a session; grammers' session on the store |
//! | `connection`, `receiver` | a connection and its updates; taking them over at least once |
//! | `convert` | Telegram's vocabulary to ours and back |
//! | `delivery`, `groups` | actions: for clients; for desks |
//! | `sent`, `errors` | which message came from which send; what refusals mean |
//! | `shipping` | sending what is attached to a message of a desk, by reference |
//! | `upload` | the same the other way, out of desks whose content is protected |
//! | `download` | the bytes of clients' files, piece by piece |
//! | `login` | signing in by QR code or phone: the machine and its driver |
//! | `supervisor`, `standing` | keeping accounts connected; how each stands, and telling the core |
//! | `reading` | what stands in Telegram: dialogs, who is behind a name |
//! | `dial`, `tunnel` | a connection through a proxy; an account's way through its own |
//! | `turns` | who connects when |
//! | `health`, `pace` | what there is to say about an account; what its requests have to wait for |

mod connection;
mod convert;
mod delivery;
mod dial;
mod download;
mod endpoint;
mod errors;
#[doc(hidden)]
pub mod foreign;
mod groups;
mod health;
mod lending;
mod login;
mod missed;
mod moving;
mod pace;
mod portrait;
mod reading;
mod receiver;
mod records;
mod sent;
mod session;
mod shipping;
mod skipped;
mod standing;
mod supervisor;
mod thumbnails;
mod tunnel;
mod turns;
mod upload;

pub use connection::Credentials;
pub use endpoint::{NotLoopback, Sandbox, TelegramEndpoint};
pub use session::SessionError;

use crate::domain::{
    AccountId, AccountState, BotId, ClientMessageId, DialogId, DialogMark, Disconnection, FailureReason, FilesKind,
    LoginId, LoginNeed, MemberId, Message, PeerId, Proxy, ProxyAddress, RandomId, SearchMark,
};
use crate::ports::{
    AccountIntake, ClientAction, ClientError, ClientFiles, ClientNetwork, ClientReader, ClientReceipt, Clock,
    Connections, Correspondent, DialogPage, FileBytes, FileOf, Handle, Key, Lending, LoginError, LoginStep, Logins,
    Proxies, ProxyError, Randomness, SearchPage, SwitchError, Way,
};
use crate::store::{Changes, Registry, Store, StoreError};
use async_trait::async_trait;
use bytes::Bytes;
use connection::Link;
use errors::Trouble;
use jiff::Timestamp;
use login::LoginDesk;
use records::{
    DataCentreRecord, LimitRecord, PeerRecord, PositionRecord, ProxyRecord, Refusal, RetiredKeyRecord, SessionRecord,
    Standing as Wanted,
};
use secrecy::SecretString;
use session::AccountSession;
use std::sync::Arc;
use supervisor::Home;
use tracing::{error, info};

/// What this room keeps.
pub fn records(registry: Registry) -> Registry {
    registry
        .record::<SessionRecord>()
        .record::<DataCentreRecord>()
        .record::<RetiredKeyRecord>()
        .record::<PeerRecord>()
        .record::<PositionRecord>()
        .record::<LimitRecord>()
        .record::<ProxyRecord>()
}

/// All accounts. Cheap to clone; every clone is the same.
#[derive(Clone)]
pub struct Accounts {
    home: Arc<Home>,
    logins: Arc<LoginDesk>,
}

impl Accounts {
    /// Nothing is connected before [`Accounts::start`].
    pub fn new(
        store: Store,
        intake: Arc<dyn AccountIntake>,
        endpoint: TelegramEndpoint,
        credentials: Credentials,
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
    ) -> Accounts {
        let home = Home::new(store, intake, endpoint, credentials, clock, randomness);
        Accounts { home: Arc::new(home), logins: Arc::default() }
    }

    /// Connects every account that is signed in and not switched off, each when its turn comes. Returns at once.
    pub async fn start(&self) -> Result<(), StoreError> {
        let sessions = AccountSession::all(&self.home.store)?;
        let mut started = 0;
        for (account, wanted, refusal) in sessions {
            let now = self.home.clock.now();
            match wanted {
                // One session that cannot be read must not keep the others from work.
                Wanted::Connected => started += usize::from(self.open(account).is_ok()),
                // Known already, unless a crash came in between.
                Wanted::SwitchedOff => self.home.report(account, switched_off(now)).await,
                Wanted::Refused => self.home.report(account, refusal.state(now)).await,
            }
        }
        info!(accounts = started, "the accounts are starting");
        Ok(())
    }

    /// The accounts of which a session is kept, connected or not.
    pub fn kept(&self) -> Result<Vec<AccountId>, StoreError> {
        Ok(AccountSession::all(&self.home.store)?.into_iter().map(|(account, ..)| account).collect())
    }

    /// Takes nothing more over: every batch that was begun is finished. What is to be sent still goes.
    pub async fn stop_intake(&self) {
        self.home.hush();
        self.logins.close().await;
        self.home.quiet().await;
    }

    /// Ends all connections, in order.
    pub async fn stop(&self) {
        self.stop_intake().await;
        self.home.stop().await;
        info!("the accounts have stopped");
    }

    /// Switches an account off, until [`Accounts::reconnect`].
    pub async fn disconnect(&self, account: AccountId) -> Result<(), SessionError> {
        self.home.halt(account).await;
        let Some(session) = self.load(account)? else { return Ok(()) };
        if session.wanted() == Wanted::Refused {
            return Ok(());
        }
        session.want(Wanted::SwitchedOff).await?;
        self.home.report(account, switched_off(self.home.clock.now())).await;
        Ok(())
    }

    /// Connects an account that was switched off, or that waits after a failure. One whose session Telegram ended stays off: it
    /// needs a login. Where Telegram did not know the key, the mistake may have been Telegram's, and the old key is tried again.
    pub async fn reconnect(&self, account: AccountId) -> Result<(), SessionError> {
        let Some(session) = self.load(account)? else { return Ok(()) };
        if session.wanted() == Wanted::Refused && session.refusal() != Refusal::Login(LoginNeed::KeyUnknown) {
            return Ok(());
        }
        session.want(Wanted::Connected).await?;
        self.home.halt(account).await;
        self.open(account)
    }

    /// Ends an account's session at Telegram. Nothing is to be done where there is none, or where it was ended before.
    /// <https://core.telegram.org/method/auth.logOut>
    async fn log_out(&self, account: AccountId) -> Result<(), SwitchError> {
        let session = self.load(account).map_err(|error| SwitchError(error.into()))?;
        if session.is_none_or(|session| session.wanted() == Wanted::Refused) {
            return Ok(());
        }
        let link = self.home.standing(account).and_then(|standing| standing.link());
        let link = link.ok_or_else(|| SwitchError("the account has no connection".into()))?;
        match link.invoke(&grammers_tl_types::functions::auth::LogOut {}).await {
            Ok(_) => Ok(()),
            Err(error) => match errors::trouble(&error) {
                Trouble::SignedOut(_) | Trouble::Banned => Ok(()),
                _ => Err(SwitchError(error.into())),
            },
        }
    }

    /// Removes an account's session. Telegram is not told: the account's owner ends it there, or Telegram does in time.
    pub async fn forget(&self, account: AccountId) -> Result<(), StoreError> {
        self.home.halt(account).await;
        AccountSession::forget(&self.home.store, account).await?;
        self.keep_proxy(account, None).await?;
        pace::forget(&self.home.store, account).await
    }

    async fn keep_proxy(&self, account: AccountId, proxy: Option<Proxy>) -> Result<(), StoreError> {
        let mut changes = Changes::new();
        match proxy {
            Some(proxy) => changes.put(ProxyRecord { account, proxy }),
            None => changes.remove::<ProxyRecord>(&account),
        };
        self.home.store.commit(changes).await
    }

    /// Asks Telegram something through an account's connection.
    async fn through<T>(
        &self,
        account: AccountId,
        ask: impl AsyncFnOnce(Link) -> Result<T, Trouble>,
    ) -> Result<T, ClientError> {
        let standing = self.home.standing(account).ok_or(ClientError::Offline)?;
        let link = standing.link().ok_or(ClientError::Offline)?;
        match ask(link).await {
            Ok(answer) => Ok(answer),
            Err(trouble) => Err(failed(&standing, trouble).await),
        }
    }

    fn open(&self, account: AccountId) -> Result<(), SessionError> {
        match self.load(account) {
            Ok(session) => {
                if let Some(session) = session {
                    self.home.supervise(session);
                }
                Ok(())
            }
            Err(error) => {
                error!(account.id = %account, error = %crate::domain::Chain(&error), "the session of an account cannot be read");
                Err(error)
            }
        }
    }

    fn load(&self, account: AccountId) -> Result<Option<Arc<AccountSession>>, SessionError> {
        AccountSession::load(self.home.store.clone(), self.home.endpoint, account)
    }
}

fn switched_off(since: Timestamp) -> AccountState {
    AccountState::Disconnected { since, why: Disconnection::ByOwner }
}

#[async_trait]
impl Connections for Accounts {
    async fn connect(&self, account: AccountId) -> Result<(), SwitchError> {
        self.reconnect(account).await.map_err(|error| SwitchError(error.into()))
    }

    async fn disconnect(&self, account: AccountId) -> Result<(), SwitchError> {
        Accounts::disconnect(self, account).await.map_err(|error| SwitchError(error.into()))
    }

    async fn forget(&self, account: AccountId, log_out: bool) -> Result<(), SwitchError> {
        if log_out {
            self.log_out(account).await?;
        }
        Accounts::forget(self, account).await.map_err(|error| SwitchError(error.into()))
    }
}

#[async_trait]
impl Proxies for Accounts {
    fn proxy(&self, account: AccountId) -> Result<Option<ProxyAddress>, ProxyError> {
        let kept = ProxyRecord::of(&self.home.store, account).map_err(|error| ProxyError::Internal(error.into()))?;
        Ok(kept.map(|proxy| proxy.address))
    }

    async fn route(&self, account: AccountId, proxy: Option<Proxy>) -> Result<(), ProxyError> {
        fn internal(error: impl std::error::Error + Send + Sync + 'static) -> ProxyError {
            ProxyError::Internal(error.into())
        }
        if let Some(proxy) = &proxy {
            dial::dial(proxy, self.home.endpoint.address()).await?;
        }
        self.keep_proxy(account, proxy).await.map_err(internal)?;
        // What goes another way ends: a login for good, a connection to be made anew.
        self.logins.cancel_of(account);
        let session = self.load(account).map_err(internal)?;
        if session.is_some_and(|session| session.wanted() == Wanted::Connected) {
            self.home.halt(account).await;
            self.open(account).map_err(internal)?;
        }
        Ok(())
    }
}

#[async_trait]
impl ClientNetwork for Accounts {
    async fn perform(&self, account: AccountId, action: &ClientAction) -> Result<ClientReceipt, ClientError> {
        match self.through(account, async |link| delivery::perform(&link, action).await).await {
            Err(ClientError::Refused(FailureReason::Other { code })) if makes_a_desk(action) => {
                Err(ClientError::DeskRefused(errors::desk_failure(&code)))
            }
            answer => answer,
        }
    }
}

fn makes_a_desk(action: &ClientAction) -> bool {
    matches!(action, ClientAction::MakeGroup { .. } | ClientAction::AdmitBot { .. })
}

#[async_trait]
impl ClientFiles for Accounts {
    async fn open(&self, account: AccountId, peer: PeerId, file: FileOf) -> Result<FileBytes, ClientError> {
        self.through(account, async |link| download::open(link, peer, file).await).await
    }

    async fn lend(
        &self,
        account: AccountId,
        file: (PeerId, ClientMessageId),
        bot: (BotId, &str),
        random_id: RandomId,
        by: Lending,
    ) -> Result<(), ClientError> {
        self.through(account, async |link| lending::lend(&link, file, bot, random_id, by).await).await
    }
}

#[async_trait]
impl ClientReader for Accounts {
    async fn dialogs(&self, account: AccountId, from: Option<DialogMark>) -> Result<DialogPage, ClientError> {
        self.through(account, async |link| reading::dialogs(&link, from).await).await
    }

    async fn search(
        &self,
        account: AccountId,
        peer: Option<PeerId>,
        words: &str,
        behind: Option<SearchMark>,
        limit: u16,
    ) -> Result<SearchPage, ClientError> {
        self.through(account, async |link| reading::search(&link, peer, words, behind, limit).await).await
    }

    async fn files(
        &self,
        dialog: DialogId,
        kind: FilesKind,
        before: Option<ClientMessageId>,
        limit: u16,
    ) -> Result<Vec<Message>, ClientError> {
        self.through(dialog.account, async |link| reading::files(&link, dialog.peer, kind, before, limit).await).await
    }

    async fn thumbnails(
        &self,
        dialog: DialogId,
        messages: &[ClientMessageId],
    ) -> Result<Vec<(ClientMessageId, Bytes)>, ClientError> {
        self.through(dialog.account, async |link| thumbnails::fetch(&link, dialog.peer, messages).await).await
    }

    async fn resolve(&self, account: AccountId, handle: &Handle) -> Result<Option<Correspondent>, ClientError> {
        self.through(account, async |link| reading::resolve(&link, handle).await).await
    }
}

/// Tells the account's keeper what went wrong, and the caller what that means for what was asked.
async fn failed(standing: &standing::Standing, trouble: Trouble) -> ClientError {
    standing.troubled(&trouble).await;
    match trouble {
        Trouble::SignedOut(_) | Trouble::Banned | Trouble::Moved(_) => ClientError::Offline,
        Trouble::Limited(_) => ClientError::Refused(FailureReason::AccountLimited),
        Trouble::Wait(wait) => ClientError::Later(wait),
        // Whether it arrived is not known.
        Trouble::Passing => ClientError::Unanswered,
        Trouble::Refused(reason) => ClientError::Refused(reason),
    }
}

#[async_trait]
impl Logins for Accounts {
    async fn begin(&self, login: LoginId, account: AccountId, by: MemberId, way: Way) -> Result<(), LoginError> {
        let used = AccountSession::slot_of(&self.home.store, account);
        self.logins.begin(&self.home, login, account, by, way, used);
        Ok(())
    }

    fn account(&self, login: LoginId) -> Option<AccountId> {
        self.logins.account(login)
    }

    fn step(&self, login: LoginId) -> Option<LoginStep> {
        self.logins.step(login)
    }

    async fn refresh(&self, login: LoginId) -> Result<(), LoginError> {
        self.logins.refresh(login)
    }

    async fn typed(&self, login: LoginId, text: SecretString) -> Result<(), LoginError> {
        self.logins.typed(login, text)
    }

    async fn key(&self, login: LoginId, attempt: u16, key: Key) -> Result<(), LoginError> {
        self.logins.key(login, attempt, key)
    }

    async fn resend(&self, login: LoginId) -> Result<(), LoginError> {
        self.logins.resend(login)
    }

    async fn cancel(&self, login: LoginId) -> Result<(), LoginError> {
        self.logins.cancel(login)
    }
}
