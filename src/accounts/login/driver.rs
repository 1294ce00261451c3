//! Does what the login machine asks for: the network, the clock and the people of one login.
//!
//! - **A login that fails leaves nothing behind**: where Telegram may have signed somebody in, it is logged out again.
//! - **The password is in memory only, for one request**; the code's token only until it is replaced.

use super::machine::{Do, Input, Machine};
use super::{Slate, Wish};
use crate::accounts::connection::{ANSWER, Connection, Link};
use crate::accounts::convert;
use crate::accounts::endpoint::Slot;
use crate::accounts::errors::{Trouble, trouble};
use crate::accounts::records::Refusal;
use crate::accounts::session::AccountSession;
use crate::accounts::supervisor::Home;
use crate::domain::{AccountId, LoginFailure, LoginId, LoginNeed, MemberId, UserId};
use crate::ports::LoginStep;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use grammers_client::client::PasswordToken;
use grammers_client::{Client, SignInError};
use grammers_mtsender::InvocationError;
use grammers_session::Session;
use grammers_session::types::{PeerAuth, PeerInfo, UpdateState, UpdatesState};
use grammers_session::updates::UpdatesLike;
use grammers_tl_types as tl;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// Time to log out a login that came to nothing.
const LOG_OUT: Duration = Duration::from_secs(5);
/// Pause before a request is repeated after a fault. The network's time, not the product's.
const PAUSE: Duration = Duration::from_secs(2);
/// Telegram's password parameters are good for one attempt and may change in between.
const PASSWORD_ATTEMPTS: u8 = 2;

/// One login, from the first code to its end.
pub struct Driver {
    pub home: Arc<Home>,
    pub login: LoginId,
    pub account: AccountId,
    /// Who began it.
    pub by: MemberId,
    pub slate: Arc<Slate>,
    pub wishes: mpsc::Receiver<Wish>,
    pub cancel: CancellationToken,
}

/// The user whom Telegram signed in.
type User = tl::types::User;

impl Driver {
    pub async fn run(mut self, slot: Slot) {
        let (login, account) = (self.login, self.account);
        info!(account.id = %account, login.id = login.0, "a login begins");
        let session = AccountSession::fresh(self.home.store.clone(), self.home.endpoint, account, slot);
        let Connection { link, mut updates, runner } =
            Connection::open(Arc::clone(&session), Arc::default(), self.home.credentials.api_id);
        let (mut machine, mut next) = Machine::new(self.home.clock.now());
        let (mut signed_in, mut scanned) = (None, false);
        loop {
            let input = match next {
                Do::End => break,
                Do::Wait(until) => self.wait(until, &mut updates).await,
                Do::Admit => self.admit(&link, signed_in.take()).await,
                command => {
                    let cancel = self.cancel.clone();
                    tokio::select! {
                        input = self.ask(&link, command, &mut signed_in) => input,
                        () = cancel.cancelled() => Input::Cancel,
                    }
                }
            };
            scanned |= machine.may_be_signed_in() || signed_in.is_some();
            next = machine.on(self.home.clock.now(), input);
            scanned |= machine.may_be_signed_in();
            self.show(machine.step()).await;
        }
        let done = matches!(machine.step(), LoginStep::Done);
        info!(account.id = %account, login.id = login.0, done, "a login ended");
        if scanned && !done {
            let _ = tokio::time::timeout(LOG_OUT, link.invoke(&tl::functions::auth::LogOut {})).await;
        }
        runner.close(&link).await;
        // Only now: a session has one connection at a time.
        if done {
            self.home.supervise(session);
        }
    }

    /// Puts a step where people see it, and says so if it is another one.
    ///
    /// A stop leaves the question for the password as it stands: whoever answers it meanwhile typed a password, and must
    /// be recognized as such after the start.
    async fn show(&self, step: LoginStep) {
        let asked = matches!(self.slate.read(), LoginStep::Password { .. } | LoginStep::Checking);
        if asked && self.home.hushed() && matches!(step, LoginStep::Failed(LoginFailure::Cancelled)) {
            return;
        }
        if self.slate.write(step)
            && let Err(error) = self.home.intake.login_changed(self.login).await
        {
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
                    Wish::Password(password) => return Input::Password(password),
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

    async fn ask(&self, link: &Link, command: Do, signed_in: &mut Option<User>) -> Input {
        match command {
            Do::ExportCode => {
                let credentials = &self.home.credentials;
                let request = tl::functions::auth::ExportLoginToken {
                    api_id: credentials.api_id,
                    api_hash: credentials.api_hash.expose_secret().to_owned(),
                    // A managed account that scans is to be told so, rather than that its scan failed.
                    except_ids: Vec::new(),
                };
                token(link.invoke(&request).await, signed_in)
            }
            Do::Import { dc, token: bytes } => {
                link.disconnect();
                if let Err(error) = link.session.set_home_dc_id(dc).await {
                    warn!(error = %crate::domain::Chain(&error), "the data centre of a login was not noted");
                    return Input::Fault;
                }
                match token(link.invoke(&tl::functions::auth::ImportLoginToken { token: bytes }).await, signed_in) {
                    Input::Refused(LoginFailure::Other { code }) if code.starts_with("AUTH_TOKEN_") => Input::CodeDead,
                    input => input,
                }
            }
            Do::AskPassword => match password_parameters(link).await {
                Ok(parameters) => Input::PasswordHint(parameters.hint.filter(|hint| !hint.is_empty())),
                Err(input) => input,
            },
            Do::CheckPassword(password) => check_password(link, password, signed_in).await,
            Do::Pause => {
                tokio::time::sleep(PAUSE).await;
                Input::Time
            }
            Do::Admit | Do::Wait(_) | Do::End => Input::Time,
        }
    }

    /// Hands the signed-in account to the core; its session is kept only if the core takes it.
    async fn admit(&self, link: &Link, user: Option<User>) -> Input {
        let internal = || Input::Refused(LoginFailure::Other { code: "INTERNAL".into() });
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

/// What an answer with a login token means.
fn token(answer: Result<tl::enums::auth::LoginToken, InvocationError>, signed_in: &mut Option<User>) -> Input {
    use tl::enums::auth::LoginToken as T;
    match answer {
        Ok(T::Token(token)) => Input::Code {
            // <https://core.telegram.org/api/qr-login>
            url: format!("tg://login?token={}", BASE64_URL_SAFE_NO_PAD.encode(&token.token)).into(),
            expires: convert::date(token.expires),
        },
        Ok(T::MigrateTo(elsewhere)) => Input::Elsewhere { dc: elsewhere.dc_id, token: elsewhere.token },
        Ok(T::Success(success)) => authorized(success.authorization, signed_in),
        Err(error) if error.is("SESSION_PASSWORD_NEEDED") => Input::PasswordNeeded,
        Err(error) => refusal(&error),
    }
}

fn authorized(authorization: tl::enums::auth::Authorization, signed_in: &mut Option<User>) -> Input {
    match authorization {
        tl::enums::auth::Authorization::Authorization(tl::types::auth::Authorization {
            user: tl::enums::User::User(user),
            ..
        }) => {
            *signed_in = Some(user);
            Input::SignedIn
        }
        _ => Input::Refused(LoginFailure::Other { code: "SIGN_UP_REQUIRED".into() }),
    }
}

/// The failures of <https://core.telegram.org/method/auth.exportLoginToken>, `auth.importLoginToken`, `account.getPassword` and
/// `auth.checkPassword` that are no step of a login.
fn refusal(error: &InvocationError) -> Input {
    let failure = match trouble(error) {
        Trouble::Passing => return Input::Fault,
        Trouble::Banned => LoginFailure::Banned,
        Trouble::Wait(wait) => LoginFailure::FloodWait { seconds: u32::try_from(wait.as_secs()).unwrap_or(u32::MAX) },
        Trouble::SignedOut(_) | Trouble::Limited(_) | Trouble::Refused(_) => match error {
            InvocationError::Rpc(error) => LoginFailure::Other { code: error.name.clone() },
            _ => LoginFailure::Other { code: "INTERNAL".into() },
        },
    };
    Input::Refused(failure)
}

/// Telegram's parameters for one check of the password, of a kind that we can compute with.
async fn password_parameters(link: &Link) -> Result<tl::types::account::Password, Input> {
    let tl::enums::account::Password::Password(parameters) =
        link.invoke(&tl::functions::account::GetPassword {}).await.map_err(|error| refusal(&error))?;
    let known = matches!(
        parameters.current_algo,
        Some(tl::enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow(_))
    );
    if known && parameters.srp_b.is_some() && parameters.srp_id.is_some() {
        Ok(parameters)
    } else {
        Err(Input::Refused(LoginFailure::Other { code: "PASSWORD_PARAMETERS_UNKNOWN".into() }))
    }
}

/// <https://core.telegram.org/api/srp>
async fn check_password(link: &Link, password: SecretString, signed_in: &mut Option<User>) -> Input {
    for attempt in 1..=PASSWORD_ATTEMPTS {
        let parameters = match password_parameters(link).await {
            Ok(parameters) => parameters,
            Err(input) => return input,
        };
        let (client, password) = (Client::new(link.pool.clone()), password.clone());
        // A task of its own: grammers panics on parameters that are no proper group.
        let check = tokio::spawn(async move {
            let check = client.check_password(PasswordToken::new(parameters), password.expose_secret());
            tokio::time::timeout(ANSWER, check).await
        });
        match check.await {
            Ok(Ok(Ok(user))) => {
                let tl::enums::User::User(user) = user.raw else { break };
                *signed_in = Some(user);
                return Input::SignedIn;
            }
            Ok(Ok(Err(SignInError::InvalidPassword(_)))) => return Input::WrongPassword,
            Ok(Ok(Err(SignInError::Other(error))))
                if attempt < PASSWORD_ATTEMPTS && (error.is("SRP_ID_INVALID") || error.is("SRP_PASSWORD_CHANGED")) => {}
            Ok(Ok(Err(SignInError::Other(error)))) => return refusal(&error),
            Ok(Ok(Err(_))) | Err(_) => break,
            Ok(Err(_)) => return Input::Fault,
        }
    }
    Input::Refused(LoginFailure::Other { code: "PASSWORD_CHECK_FAILED".into() })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::errors::rpc;

    #[test]
    fn answers_become_inputs() {
        let mut user = None;
        let code = tl::types::auth::LoginToken { expires: 100, token: vec![0xfb, 0xff] };
        assert!(matches!(token(Ok(code.into()), &mut user),
            Input::Code { url, .. } if url.expose_secret() == "tg://login?token=-_8"));
        assert!(matches!(token(Err(rpc(401, "SESSION_PASSWORD_NEEDED")), &mut user), Input::PasswordNeeded));
        assert!(matches!(token(Err(rpc(500, "INTERNAL")), &mut user), Input::Fault));
    }

    #[test]
    fn refusals_say_why() {
        let why = |code, name| match refusal(&rpc(code, name)) {
            Input::Refused(failure) => failure,
            _ => panic!("{name} is a refusal"),
        };
        assert_eq!(why(420, "FLOOD_WAIT_90"), LoginFailure::FloodWait { seconds: 90 });
        assert_eq!(why(401, "USER_DEACTIVATED_BAN"), LoginFailure::Banned);
        assert_eq!(why(400, "API_ID_INVALID"), LoginFailure::Other { code: "API_ID_INVALID".into() });
        assert_eq!(why(406, "UPDATE_APP_TO_LOGIN"), LoginFailure::Other { code: "UPDATE_APP_TO_LOGIN".into() });
    }
}
