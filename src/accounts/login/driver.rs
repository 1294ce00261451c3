//! Does what the login machine asks for: the network, the clock and the people of one login.
//!
//! - **A login that fails leaves nothing behind**: where Telegram may have signed somebody in, it is logged out again.
//! - **Number, code and password are in memory only**, the password for one request; a QR code's token until it is replaced.

use super::machine::{Do, Input, Machine};
use super::requests::{self, User};
use super::{Slate, Wish};
use crate::accounts::connection::{Connection, Link};
use crate::accounts::convert;
use crate::accounts::endpoint::Slot;
use crate::accounts::records::Refusal;
use crate::accounts::session::AccountSession;
use crate::accounts::supervisor::Home;
use crate::domain::{AccountId, LoginFailure, LoginId, LoginNeed, MemberId, UserId};
use crate::ports::{LoginStep, Way};
use grammers_mtsender::InvocationError;
use grammers_session::Session;
use grammers_session::types::{PeerAuth, PeerInfo, UpdateState, UpdatesState};
use grammers_session::updates::UpdatesLike;
use grammers_tl_types as tl;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// Time to tell Telegram of a login that came to nothing.
const LAST_WORD: Duration = Duration::from_secs(5);

/// One login, from the first code to its end.
pub struct Driver {
    pub home: Arc<Home>,
    pub login: LoginId,
    pub account: AccountId,
    /// Who began it.
    pub by: MemberId,
    pub way: Way,
    pub slate: Arc<Slate>,
    pub wishes: mpsc::Receiver<Wish>,
    pub cancel: CancellationToken,
}

impl Driver {
    pub async fn run(mut self, slot: Slot) {
        let (login, account) = (self.login, self.account);
        info!(account.id = %account, login.id = login.0, "a login begins");
        let session = AccountSession::fresh(self.home.store.clone(), self.home.endpoint, account, slot);
        let tunnel = match self.home.tunnel(account).await {
            Ok(tunnel) => tunnel,
            Err(error) => {
                warn!(account.id = %account, error = %crate::domain::Chain(&error), "the way through an account's proxy is not open");
                return self.show(LoginStep::Failed(LoginFailure::Internal)).await;
            }
        };
        let Connection { link, mut updates, runner } =
            Connection::open(Arc::clone(&session), Arc::default(), self.home.credentials.api_id, tunnel.as_ref());
        let (mut machine, mut next) = Machine::new(self.home.clock.now(), self.way.clone());
        self.slate.write(machine.step(self.home.clock.now()));
        self.tell().await;
        let (mut signed_in, mut scanned) = (None, false);
        loop {
            let input = match next {
                Do::End => break,
                Do::Wait(until) => self.wait(until, &mut updates).await,
                Do::Admit => self.admit(&link, signed_in.take()).await,
                // The login is over, and cancelled or not, its code is not to lie about.
                Do::CancelCode { number, hash } => {
                    let _ = tokio::time::timeout(LAST_WORD, requests::cancel_code(&link, &number, &hash)).await;
                    Input::Cancel
                }
                command => {
                    let cancel = self.cancel.clone();
                    tokio::select! {
                        input = requests::perform(&link, &self.home.credentials, command, &mut signed_in) => input,
                        () = cancel.cancelled() => Input::Cancel,
                    }
                }
            };
            scanned |= machine.may_be_signed_in() || signed_in.is_some();
            next = machine.on(self.home.clock.now(), input);
            scanned |= machine.may_be_signed_in();
            self.show(machine.step(self.home.clock.now())).await;
        }
        let done = machine.is_done();
        info!(account.id = %account, login.id = login.0, done, "a login ended");
        if scanned && !done {
            let _ = tokio::time::timeout(LAST_WORD, link.invoke(&tl::functions::auth::LogOut {})).await;
        }
        runner.close(&link).await;
        // Only now: a session has one connection at a time.
        if done {
            self.home.supervise(session);
        }
    }

    /// Puts a step where people see it, and says so if it is another one.
    ///
    /// A stop leaves what stands: whoever answers a question meanwhile typed a secret, and must be recognized as such after the
    /// start, when everybody is told that the login is over.
    async fn show(&self, step: LoginStep) {
        if self.home.hushed() && matches!(step, LoginStep::Failed(LoginFailure::Cancelled)) {
            return;
        }
        if self.slate.write(step) {
            self.tell().await;
        }
    }

    async fn tell(&self) {
        if let Err(error) = self.home.intake.login_changed(self.login).await {
            warn!(login.id = self.login.0, error = %crate::domain::Chain(&error), "a step of a login was not shown");
        }
    }

    async fn wait(&mut self, until: Timestamp, updates: &mut mpsc::Receiver<UpdatesLike>) -> Input {
        let left = until.duration_since(self.home.clock.now());
        let mut time = self.home.clock.sleep(Duration::try_from(left).unwrap_or(Duration::ZERO));
        loop {
            tokio::select! {
                () = self.cancel.cancelled() => return Input::Cancel,
                () = &mut time => return Input::Time,
                Some(wish) = self.wishes.recv() => match wish {
                    Wish::Refresh => return Input::Refresh,
                    Wish::Typed(text) => return Input::Typed(text),
                    Wish::Key { attempt, key } => return Input::Key { attempt, key },
                    Wish::Resend => return Input::Resend,
                },
                update = updates.recv() => match update {
                    Some(UpdatesLike::Updates(updates)) if says_scanned(&updates) => return Input::Scanned,
                    // Telegram tells of a scan over a connection only: make one.
                    Some(UpdatesLike::ConnectionClosed) => return Input::Time,
                    Some(_) => {}
                    None => return Input::Refused(LoginFailure::NoConnection),
                },
            }
        }
    }

    /// Hands the signed-in account to the core; its session is kept only if the core takes it.
    async fn admit(&self, link: &Link, user: Option<User>) -> Input {
        let internal = || Input::Refused(LoginFailure::Internal);
        let Some(user) = user else { return internal() };
        if let Err(error) = settle(link, &user).await {
            warn!(account.id = %self.account, %error, "Telegram did not tell where the updates of an account stand");
        }
        let identity = convert::identity(&user);
        match self.home.intake.admit(self.account, self.by, UserId(user.id), identity).await {
            Ok(Ok(())) => {}
            Ok(Err(failure)) => return Input::Refused(failure),
            Err(error) => {
                warn!(account.id = %self.account, error = %crate::domain::Chain(&error), "an account was not admitted");
                return internal();
            }
        }
        // Whatever the account had runs no longer: its session is about to be replaced.
        self.home.halt(self.account).await;
        match link.session.keep().await {
            Ok(()) => Input::Admitted,
            Err(error) => {
                warn!(account.id = %self.account, error = %crate::domain::Chain(&error), "a session was not kept");
                // The core has the account now, but nothing is left to connect it with.
                let not_kept = Refusal::Login(LoginNeed::NotKept).state(self.home.clock.now());
                self.home.report(self.account, not_kept).await;
                internal()
            }
        }
    }
}

/// What grammers does after its own logins: the session learns who it is and where its updates begin.
async fn settle(link: &Link, user: &User) -> Result<(), InvocationError> {
    let auth = Some(PeerAuth::from_hash(user.access_hash.unwrap_or_default()));
    let own = PeerInfo::User { id: user.id, auth, bot: Some(user.bot), is_self: Some(true) };
    link.session.cache_peer(own).await.map_err(|error| InvocationError::Session(error.into()))?;
    take_position(link).await
}

/// The updates of a session without a position begin now.
pub async fn take_position(link: &Link) -> Result<(), InvocationError> {
    let tl::enums::updates::State::State(state) = link.invoke(&tl::functions::updates::GetState {}).await?;
    if link.session.has_position() {
        return Ok(());
    }
    let tl::types::updates::State { pts, qts, date, seq, .. } = state;
    let state = UpdatesState { pts, qts, date, seq, channels: Vec::new() };
    link.session.set_update_state(UpdateState::All(state)).await.map_err(|error| InvocationError::Session(error.into()))
}

fn says_scanned(updates: &tl::enums::Updates) -> bool {
    use tl::enums::{Update as U, Updates as A};
    let scanned = |update: &U| matches!(update, U::LoginToken);
    match updates {
        A::UpdateShort(short) => scanned(&short.update),
        A::Updates(all) => all.updates.iter().any(scanned),
        A::Combined(all) => all.updates.iter().any(scanned),
        _ => false,
    }
}
