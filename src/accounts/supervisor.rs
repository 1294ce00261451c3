//! Keeps every signed-in account connected.
//!
//! - **Accounts are independent**: each lives in a task of its own; a panic, a ban or a flood there is seen nowhere else.
//! - **Nothing is done in a hurry**: accounts connect in turns, failures back off, a session that Telegram refuses is not tried again
//!   before somebody signs in.
//! - **How an account is, is told by its standing** (`standing`, `health`): here is only found out what is so.
//! - **Time is the clock's**, so that a test can let hours pass.
//! - **Stopping is in two steps**: first nothing more is taken over ([`Home::quiet`]), then the connections end ([`Home::stop`]).

use super::connection::{Connection, Credentials, Link, Pump};
use super::endpoint::TelegramEndpoint;
use super::errors::{self, Trouble, trouble};
use super::health::SETTLED;
use super::login::take_position;
use super::moving::move_home;
use super::pace;
use super::receiver::{ReceiveError, receive};
use super::records::{ProxyRecord, Refusal};
use super::sent::Sent;
use super::session::AccountSession;
use super::standing::Standing;
use super::tunnel::{Tunnel, TunnelError};
use super::turns::{SPACE, Turns};
use crate::domain::{AccountId, AccountState, Disconnection};
use crate::ports::{AccountIntake, Clock, Randomness};
use crate::store::Store;
use futures::future::BoxFuture;
use grammers_mtsender::InvocationError;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

/// Pauses after failures: doubled from the first to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How often a connection that says nothing is asked whether it lives: a half-open one would say nothing for ever. Telegram
/// Desktop asks as often.
const WATCH: Duration = Duration::from_secs(30);
/// What does not answer that within this time does not live.
const LIFE: Duration = Duration::from_secs(10);
/// Time until the second question, after which the connection is given up.
const WATCH_AGAIN: Duration = Duration::from_secs(5);
/// Time for a receiver to finish the batch it has.
const DRAIN: Duration = Duration::from_secs(10);

/// What all accounts share.
pub struct Home {
    pub store: Store,
    pub intake: Arc<dyn AccountIntake>,
    pub endpoint: TelegramEndpoint,
    pub credentials: Credentials,
    pub clock: Arc<dyn Clock>,
    pub randomness: Arc<dyn Randomness>,
    turns: Turns,
    accounts: Mutex<BTreeMap<AccountId, Supervised>>,
    /// Nothing more is taken over.
    quiet: CancellationToken,
}

struct Supervised {
    standing: Arc<Standing>,
    stop: CancellationToken,
    task: JoinHandle<()>,
    /// Tells the core how it is.
    teller: JoinHandle<()>,
}

impl Home {
    pub fn new(
        store: Store,
        intake: Arc<dyn AccountIntake>,
        endpoint: TelegramEndpoint,
        credentials: Credentials,
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
    ) -> Home {
        let (turns, accounts, quiet) = Default::default();
        Home { store, intake, endpoint, credentials, clock, randomness, turns, accounts, quiet }
    }

    /// Keeps the account connected from now on.
    pub fn supervise(self: &Arc<Self>, session: Arc<AccountSession>) {
        let account = session.account();
        let limits = pace::kept(&self.store, account).unwrap_or_else(|error| {
            error!(account.id = %account, error = %crate::domain::Chain(&error), "the limits of an account cannot be read");
            Default::default()
        });
        let standing = Arc::new(Standing::new(account, self.store.clone(), Arc::clone(&self.clock), limits));
        let stop = CancellationToken::new();
        let supervisor =
            Supervisor { home: Arc::clone(self), session, standing: Arc::clone(&standing), stop: stop.clone() };
        let mut accounts = self.accounts();
        let teller = tokio::spawn(Arc::clone(&standing).tell(Arc::clone(&self.intake), stop.clone()));
        let task = tokio::spawn(supervisor.run());
        if let Some(before) = accounts.insert(account, Supervised { standing, stop, task, teller }) {
            before.stop.cancel();
        }
    }

    /// The account as it stands, if it is supervised.
    pub fn standing(&self, account: AccountId) -> Option<Arc<Standing>> {
        Some(Arc::clone(&self.accounts().get(&account)?.standing))
    }

    /// Ends an account's connection and waits for the end.
    pub async fn halt(&self, account: AccountId) {
        let supervised = self.accounts().remove(&account);
        if let Some(supervised) = supervised {
            supervised.end().await;
        }
    }

    /// Tells the core about an account that is not supervised.
    pub async fn report(&self, account: AccountId, state: AccountState) {
        if let Err(error) = self.intake.state_changed(account, state, true).await {
            warn!(account.id = %account, error = %crate::domain::Chain(&error), "a state was not taken over");
        }
    }

    /// The account's way through its proxy; `None`: it connects directly.
    pub async fn tunnel(&self, account: AccountId) -> Result<Option<Tunnel>, TunnelError> {
        match ProxyRecord::of(&self.store, account)? {
            Some(proxy) => Ok(Some(Tunnel::open(proxy, &*self.randomness).await?)),
            None => Ok(None),
        }
    }

    /// From now on everything comes to its end.
    pub fn hush(&self) {
        self.quiet.cancel();
    }

    /// Whether everything comes to its end.
    pub fn hushed(&self) -> bool {
        self.quiet.is_cancelled()
    }

    /// Lets every receiver finish its batch and take no more; what is to be sent still goes.
    pub async fn quiet(&self) {
        self.quiet.cancel();
        let standings: Vec<_> = self.accounts().values().map(|supervised| Arc::clone(&supervised.standing)).collect();
        for standing in standings {
            standing.quiet().await;
        }
    }

    /// Ends all connections.
    pub async fn stop(&self) {
        self.quiet.cancel();
        let accounts = std::mem::take(&mut *self.accounts());
        accounts.values().for_each(|supervised| supervised.stop.cancel());
        for supervised in accounts.into_values() {
            supervised.end().await;
        }
    }

    /// Comes when it is an account's turn to connect.
    fn turn(&self) -> BoxFuture<'static, ()> {
        let wait = self.turns.wait(self.clock.uptime());
        // Where nobody waits, nobody is to be seen waiting.
        if wait.is_zero() { Box::pin(std::future::ready(())) } else { self.clock.sleep(wait + self.jitter(SPACE)) }
    }

    /// A random part of `span`.
    fn jitter(&self, span: Duration) -> Duration {
        let part = u16::from_le_bytes(self.randomness.bytes());
        span.mul_f64(f64::from(part) / f64::from(u16::MAX))
    }

    fn accounts(&self) -> MutexGuard<'_, BTreeMap<AccountId, Supervised>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Supervised {
    async fn end(self) {
        self.stop.cancel();
        // A panic was already reported by the panic hook.
        let _ = self.task.await;
        let _ = self.teller.await;
    }
}

/// How long to pause after so many failures in a row; the random part is up to half of it more.
fn pause_after(failures: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(1 << failures.min(10)).min(LONGEST_PAUSE)
}

/// How one life of a connection ended.
enum End {
    Stopped,
    /// Telegram refuses the session.
    Refused(Refusal),
    /// The account's home is another data centre now: to be tried there.
    Moved,
    /// To be tried again, not earlier than after `wait`.
    Failed {
        wait: Duration,
        why: Disconnection,
    },
}

impl End {
    fn of(trouble: &Trouble) -> End {
        match trouble {
            Trouble::SignedOut(why) => End::Refused(Refusal::Login(*why)),
            Trouble::Banned => End::Refused(Refusal::Banned),
            Trouble::Wait(wait) => End::Failed { wait: *wait, why: Disconnection::Unreachable },
            Trouble::Limited(_) | Trouble::Passing | Trouble::Moved(_) => End::unreachable(),
            // A request of the connection itself was refused: that is not to be expected.
            Trouble::Refused(_) => End::failing(),
        }
    }

    fn unreachable() -> End {
        End::Failed { wait: Duration::ZERO, why: Disconnection::Unreachable }
    }

    fn failing() -> End {
        End::Failed { wait: Duration::ZERO, why: Disconnection::Failing }
    }
}

/// One account's supervisor.
#[derive(Clone)]
struct Supervisor {
    home: Arc<Home>,
    session: Arc<AccountSession>,
    standing: Arc<Standing>,
    stop: CancellationToken,
}

impl Supervisor {
    async fn run(self) {
        let account = self.session.account();
        let mut failures = 0;
        while self.unless_stopped(self.home.turn()).await {
            let began = self.home.clock.uptime();
            // A task of its own, so that a panic ends a life and not the supervisor.
            let end = match tokio::spawn(self.clone().live()).await {
                Ok(end) => end,
                Err(_) => End::failing(),
            };
            self.standing.disconnected();
            match end {
                End::Stopped => return,
                End::Refused(refusal) => {
                    warn!(account.id = %account, ?refusal, "Telegram refuses the session of an account");
                    if let Err(error) = self.session.refused(refusal).await {
                        error!(account.id = %account, error = %crate::domain::Chain(&error), "a refused session was not noted");
                    }
                    self.standing.ended(refusal.state(self.home.clock.now()));
                    return;
                }
                // No failure, so it does not count as one.
                End::Moved => {
                    self.standing.lost(Disconnection::Unreachable);
                    if !self.unless_stopped(self.home.clock.sleep(FIRST_PAUSE)).await {
                        return;
                    }
                }
                End::Failed { wait, why } => {
                    self.standing.lost(why);
                    if self.home.clock.uptime().saturating_sub(began) >= SETTLED {
                        failures = 0;
                    }
                    let pause = pause_after(failures);
                    let pause = (pause + self.home.jitter(pause / 2)).max(wait);
                    failures += 1;
                    warn!(account.id = %account, pause.seconds = pause.as_secs(), failures, "an account connects again after a pause");
                    if !self.unless_stopped(self.home.clock.sleep(pause)).await {
                        return;
                    }
                }
            }
        }
    }

    /// Whether to go on afterwards.
    async fn unless_stopped(&self, wait: impl Future<Output = ()>) -> bool {
        tokio::select! {
            () = self.stop.cancelled() => false,
            () = wait => true,
        }
    }

    /// From connecting to the end of the connection, by the account's own way.
    async fn live(self) -> End {
        let account = self.session.account();
        let tunnel = match self.home.tunnel(account).await {
            Ok(tunnel) => tunnel,
            Err(error) => {
                error!(account.id = %account, error = %crate::domain::Chain(&error), "the way through an account's proxy is not open");
                return End::failing();
            }
        };
        let end = self.live_through(tunnel.as_ref()).await;
        match (end, tunnel.and_then(|tunnel| tunnel.trouble())) {
            (End::Failed { wait, why: Disconnection::Unreachable }, Some(_)) => {
                End::Failed { wait, why: Disconnection::Proxy }
            }
            (end, _) => end,
        }
    }

    async fn live_through(self, tunnel: Option<&Tunnel>) -> End {
        let sent = Arc::<Sent>::clone(self.standing.sent());
        let Connection { mut link, updates, mut runner } =
            Connection::open(Arc::clone(&self.session), Arc::clone(&sent), self.home.credentials.api_id, tunnel);
        link.pace = Some(Arc::clone(self.standing.pace()));
        let first = tokio::select! {
            () = self.stop.cancelled() => return End::Stopped,
            first = take_position(&link) => first,
        };
        if let Err(error) = first {
            warn!(account.id = %self.session.account(), %error, "an account did not connect");
            let end = self.end(&link, &trouble(&error)).await;
            runner.close(&link).await;
            return end;
        }
        info!(account.id = %self.session.account(), "an account is connected");
        let home = Arc::clone(&self.home);
        let (pump, updates) = Pump::start(updates, sent, move || home.turn());
        let (troubled, mut troubles) = mpsc::unbounded_channel();
        self.standing.connected(link.clone(), troubled);
        // Asked after the standing says that a receiver may be at work: whoever waits for quiet sees one or the other.
        if self.home.quiet.is_cancelled() {
            self.standing.disconnected();
            runner.close(&link).await;
            return End::Stopped;
        }

        let (receiving, closed, intake) = (link.clone(), pump.closed(), Arc::clone(&self.home.intake));
        let mut receiver = tokio::spawn(async move { receive(receiving, updates, closed, &*intake).await });
        let mut receives = true;
        let watch = watch(&link, &pump, &*self.home.clock);
        tokio::pin!(watch);
        let end = loop {
            tokio::select! {
                () = self.stop.cancelled() => break End::Stopped,
                () = self.home.quiet.cancelled(), if receives => {
                    finish(&pump, &mut receiver).await;
                    receives = false;
                    self.standing.now_quiet();
                }
                ended = &mut receiver, if receives => {
                    receives = false;
                    break self.receiver_ended(&link, ended).await;
                }
                () = runner.ended() => break End::failing(),
                Some(trouble) = troubles.recv() => break self.end(&link, &trouble).await,
                trouble = &mut watch => break self.end(&link, &trouble).await,
            }
        };
        self.standing.disconnected();
        if receives {
            match end {
                End::Stopped => finish(&pump, &mut receiver).await,
                _ => {
                    receiver.abort();
                    // Gone before the next one begins: two would take over the same twice.
                    let _ = receiver.await;
                }
            }
        }
        runner.close(&link).await;
        end
    }

    /// How a life ends that met with trouble. Where the account has moved, its home does so first.
    async fn end(&self, link: &Link, trouble: &Trouble) -> End {
        let Trouble::Moved(dc) = trouble else { return End::of(trouble) };
        match move_home(link, *dc).await {
            Ok(()) => End::Moved,
            Err(error) => {
                warn!(account.id = %self.session.account(), dc.id = dc, %error, "an account was not followed to another data centre");
                End::of(&errors::trouble(&error))
            }
        }
    }

    async fn receiver_ended(
        &self,
        link: &Link,
        ended: Result<Result<(), ReceiveError>, tokio::task::JoinError>,
    ) -> End {
        let account = self.session.account();
        match ended {
            Ok(Ok(())) => End::unreachable(),
            Err(_) => End::failing(),
            Ok(Err(ReceiveError::Fetch(error))) => {
                warn!(account.id = %account, %error, "the updates of an account were not fetched");
                self.end(link, &trouble(&error)).await
            }
            Ok(Err(ReceiveError::Read(trouble))) => {
                warn!(account.id = %account, ?trouble, "what the updates of an account do not tell was not read");
                self.end(link, &trouble).await
            }
            Ok(Err(error)) => {
                error!(account.id = %account, error = %crate::domain::Chain(&error), "updates of an account were not taken over; they come again");
                End::failing()
            }
        }
    }
}

/// Lets the receiver take what has arrived, and waits for its end.
async fn finish(pump: &Pump, receiver: &mut JoinHandle<Result<(), ReceiveError>>) {
    pump.close();
    if tokio::time::timeout(DRAIN, &mut *receiver).await.is_err() {
        warn!("a receiver did not finish in time; what it had comes again at the next start");
        receiver.abort();
    }
}

/// Asks a connection whether it lives, from time to time and whenever something was not answered. Ends with what is wrong when
/// it does not.
async fn watch(link: &Link, pump: &Pump, clock: &dyn Clock) -> Trouble {
    let (mut pause, mut silent) = (WATCH, false);
    loop {
        tokio::select! {
            () = clock.sleep(pause) => {}
            () = link.doubt.notified() => {}
        }
        pause = WATCH;
        let answer = tokio::select! {
            answer = take_position(link) => answer,
            () = clock.sleep(LIFE) => Err(InvocationError::Dropped("the connection is silent")),
        };
        let Err(error) = answer else {
            silent = false;
            continue;
        };
        match trouble(&error) {
            trouble @ (Trouble::SignedOut(_) | Trouble::Banned | Trouble::Moved(_)) => return trouble,
            Trouble::Passing if silent => return Trouble::Passing,
            Trouble::Passing => {
                warn!(account.id = %link.session.account(), %error, "a connection does not answer and is made anew");
                silent = true;
                pause = WATCH_AGAIN;
                link.disconnect();
                pump.announce_gap();
            }
            Trouble::Wait(wait) => pause = WATCH.max(wait),
            Trouble::Limited(_) | Trouble::Refused(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_bearable() {
        let seconds: Vec<u64> = (0..9).map(|failures| pause_after(failures).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(pause_after(u32::MAX), LONGEST_PAUSE);
    }

    #[test]
    fn only_a_refused_session_is_given_up() {
        use crate::domain::LoginNeed;
        let refused = |trouble| match End::of(&trouble) {
            End::Refused(refusal) => Some(refusal),
            _ => None,
        };
        let login = Refusal::Login(LoginNeed::Duplicated);
        assert_eq!(refused(Trouble::SignedOut(LoginNeed::Duplicated)), Some(login));
        assert_eq!(refused(Trouble::Banned), Some(Refusal::Banned));
        assert_eq!(refused(Trouble::Passing), None);
        let flood = Trouble::Wait(Duration::from_secs(9));
        assert!(matches!(End::of(&flood), End::Failed { wait, .. } if wait == Duration::from_secs(9)));
    }
}
