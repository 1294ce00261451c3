//! One session's connection to Telegram: grammers' sender pool, its runner, and the way of the updates.
//!
//! - **Everything about a connection is said here in full**; nothing comes from the host, so an account looks the same wherever and
//!   whenever it runs.
//! - **No request hangs and none sleeps long**: an answer comes within [`ANSWER`], and a longer wait that Telegram asks for is an
//!   error of the request.
//! - **An update that finds no room is not lost**: the gap is announced as a closed connection, upon which the receiver fetches the
//!   difference. <https://core.telegram.org/api/updates#recovering-gaps>

use super::errors::{Trouble, trouble};
use super::pace::Pace;
use super::sent::Sent;
use super::session::AccountSession;
use super::tunnel::Tunnel;
use futures::future::{BoxFuture, OptionFuture};
use grammers_mtsender::{
    ConnectionParams, InvocationError, RetryContext, RetryPolicy, RpcError, SenderPool, SenderPoolFatHandle,
};
use grammers_session::Session;
use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{self as tl, Deserializable};
use secrecy::{ExposeSecret, SecretString};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// After this time a request counts as unanswered.
pub const ANSWER: Duration = Duration::from_secs(20);
/// The longest wait that a request keeps to itself.
const SHORT_WAIT: u32 = 3;
/// Pause before a request is repeated over a new connection.
const REPEAT: Duration = Duration::from_millis(200);
/// Updates waiting to be taken over; beyond that the difference is fetched instead.
const WAITING: NonZeroUsize = NonZeroUsize::new(1000).unwrap();
/// Time for a runner to close its connections.
const CLOSING: Duration = Duration::from_secs(2);

/// What identifies the program to Telegram. <https://core.telegram.org/api/obtaining_api_id>
#[derive(Clone)]
pub struct Credentials {
    pub api_id: i32,
    pub api_hash: SecretString,
}

/// Sends requests of one account. Cheap to clone.
#[derive(Clone)]
pub struct Link {
    pub session: Arc<AccountSession>,
    pub sent: Arc<Sent>,
    pub pool: SenderPoolFatHandle,
    /// What its requests have to wait for. A login has none: it is over before a wait is.
    pub pace: Option<Arc<Pace>>,
    /// Notified when a request had no answer in time: the connection may be half-open.
    pub doubt: Arc<Notify>,
}

impl Link {
    /// Asks the home data centre. A method that Telegram wants to wait is not called before its time.
    pub async fn invoke<R: tl::RemoteCall + tl::Identifiable>(
        &self,
        request: &R,
    ) -> Result<R::Return, InvocationError> {
        self.invoke_in(self.pool.session.home_dc_id()?, request).await
    }

    /// Asks a data centre, where the account may be unknown.
    pub async fn invoke_in<R: tl::RemoteCall + tl::Identifiable>(
        &self,
        dc: i32,
        request: &R,
    ) -> Result<R::Return, InvocationError> {
        self.paced::<R>(self.pool.thin.invoke_in_dc(dc, request)).await
    }

    /// The same, and the request never leaves twice: for what Telegram would do twice. When its connection breaks, whether
    /// it was done is for the caller to find out.
    pub async fn invoke_once<R: tl::RemoteCall + tl::Identifiable>(
        &self,
        request: &R,
    ) -> Result<R::Return, InvocationError> {
        let dc = self.pool.session.home_dc_id()?;
        let asked =
            async { Ok(R::Return::from_bytes(&self.pool.thin.raw_invoke_in_dc(dc, request.to_bytes()).await?)?) };
        self.paced::<R>(asked).await
    }

    /// Waits for an answer as long as anybody may, and keeps to the pace that Telegram asks for.
    async fn paced<R: tl::RemoteCall + tl::Identifiable>(
        &self,
        asked: impl Future<Output = Result<R::Return, InvocationError>>,
    ) -> Result<R::Return, InvocationError> {
        let method = tl::name_for_id(R::CONSTRUCTOR_ID);
        if let Some(wait) = self.pace.as_ref().and_then(|pace| pace.left(method)) {
            return Err(flood_wait(wait));
        }
        let too_late = async {
            match &self.pace {
                Some(pace) => pace.sleep(ANSWER).await,
                None => tokio::time::sleep(ANSWER).await,
            }
        };
        let answer = tokio::select! {
            answer = asked => answer,
            () = too_late => {
                self.doubt.notify_one();
                Err(InvocationError::Dropped("there was no answer in time"))
            }
        };
        if let (Some(pace), Err(error)) = (&self.pace, &answer)
            && let Trouble::Wait(wait) = trouble(error)
        {
            pace.hold(tl::name_for_id(R::CONSTRUCTOR_ID), wait).await;
        }
        answer
    }

    /// Cuts the connection to the home data centre; the next request makes a new one.
    pub fn disconnect(&self) {
        if let Ok(dc) = self.session.home_dc_id() {
            self.pool.thin.disconnect_from_dc(dc);
        }
    }
}

/// A running sender pool. Connects when the first request is made.
pub struct Connection {
    pub link: Link,
    /// As they come from the network.
    pub updates: mpsc::Receiver<UpdatesLike>,
    pub runner: Runner,
}

/// The task that does a pool's network. It ends with the pool, or by a panic in grammers.
pub struct Runner(JoinHandle<()>);

impl Connection {
    /// Nothing goes past the `tunnel`, where there is one; it must outlive the connection.
    pub fn open(session: Arc<AccountSession>, sent: Arc<Sent>, api_id: i32, tunnel: Option<&Tunnel>) -> Connection {
        let SenderPool { runner, handle, updates } =
            SenderPool::with_configuration(Arc::clone(&session), api_id, params(tunnel));
        let runner = Runner(tokio::spawn(runner.run()));
        Connection { link: Link { session, sent, pool: handle, pace: None, doubt: Arc::default() }, updates, runner }
    }
}

impl Runner {
    /// Waits until the pool is gone.
    pub async fn ended(&mut self) {
        // A panic was already reported by the panic hook; either way the pool is gone.
        let _ = (&mut self.0).await;
    }

    /// Closes the pool's connections.
    pub async fn close(mut self, link: &Link) {
        link.pool.thin.quit();
        if !self.0.is_finished() && tokio::time::timeout(CLOSING, &mut self.0).await.is_err() {
            self.0.abort();
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What Telegram would answer, were it asked.
fn flood_wait(wait: Duration) -> InvocationError {
    let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
    let error = tl::types::RpcError { error_code: 420, error_message: format!("FLOOD_WAIT_{seconds}") };
    InvocationError::Rpc(RpcError::from(error))
}

fn params(tunnel: Option<&Tunnel>) -> ConnectionParams {
    ConnectionParams {
        device_model: "Pult".into(),
        system_version: "server".into(),
        app_version: env!("CARGO_PKG_VERSION").into(),
        system_lang_code: "en".into(),
        lang_code: "en".into(),
        proxy_url: tunnel.map(|tunnel| tunnel.url().expose_secret().to_owned()),
        use_ipv6: false,
        retry_policy: Box::new(BrieflyAgain),
        updates_channel_capacity: WAITING,
        __non_exhaustive: (),
    }
}

/// Repeats a request once: over a new connection, or after a wait so short that nobody notices.
struct BrieflyAgain;

impl RetryPolicy for BrieflyAgain {
    fn should_retry(&self, context: &RetryContext) -> ControlFlow<(), Duration> {
        if context.fail_count.get() > 1 {
            return ControlFlow::Break(());
        }
        match &context.error {
            InvocationError::Io(_) => ControlFlow::Continue(REPEAT),
            InvocationError::Rpc(RpcError { code: 420, value: Some(seconds), .. }) if *seconds <= SHORT_WAIT => {
                ControlFlow::Continue(Duration::from_secs((*seconds).into()))
            }
            _ => ControlFlow::Break(()),
        }
    }
}

/// Carries updates from the pool to the receiver, so that the pool's own channel, which drops what finds no room, stays empty.
pub struct Pump {
    stop: CancellationToken,
    gap: Arc<Notify>,
}

impl Pump {
    /// Starts to carry. The returned end closes after [`Pump::close`], when what was carried has been taken.
    ///
    /// A connection that was lost is made anew by the receiver, when it hears of it and fetches the difference. It hears of it when the
    /// account's `turn` to connect has come.
    pub fn start(
        mut from: mpsc::Receiver<UpdatesLike>,
        sent: Arc<Sent>,
        turn: impl Fn() -> BoxFuture<'static, ()> + Send + 'static,
    ) -> (Pump, mpsc::Receiver<UpdatesLike>) {
        let (to, out) = mpsc::channel(WAITING.get());
        let pump = Pump { stop: CancellationToken::new(), gap: Arc::new(Notify::new()) };
        let (stop, gap) = (pump.stop.clone(), Arc::clone(&pump.gap));
        tokio::spawn(async move {
            let mut missing = false;
            let mut reconnect = OptionFuture::default();
            loop {
                tokio::select! {
                    () = stop.cancelled() => break,
                    () = gap.notified() => missing = true,
                    Some(()) = &mut reconnect => {
                        missing = true;
                        reconnect = None.into();
                    }
                    room = to.reserve(), if missing => match room {
                        Ok(room) => {
                            room.send(UpdatesLike::ConnectionClosed);
                            missing = false;
                        }
                        Err(_) => break,
                    },
                    update = from.recv() => match update {
                        Some(UpdatesLike::ConnectionClosed) => reconnect = Some(turn()).into(),
                        Some(update) => {
                            sent.note(&update);
                            missing |= to.try_send(update).is_err();
                        }
                        None => break,
                    },
                }
            }
        });
        (pump, out)
    }

    /// Makes the receiver fetch the difference.
    pub fn announce_gap(&self) {
        self.gap.notify_one();
    }

    /// Tells whether the pump was closed.
    pub fn closed(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Carries nothing more.
    pub fn close(&self) {
        self.stop.cancel();
    }
}

impl Drop for Pump {
    fn drop(&mut self) {
        self.close();
    }
}

#[cfg(test)]
mod tests {
    use super::super::errors::rpc;
    use super::*;
    use std::num::NonZeroU32;

    fn again(error: InvocationError, fails: u32) -> Option<Duration> {
        let context = RetryContext { fail_count: NonZeroU32::new(fails).unwrap(), slept_so_far: Duration::ZERO, error };
        match BrieflyAgain.should_retry(&context) {
            ControlFlow::Continue(pause) => Some(pause),
            ControlFlow::Break(()) => None,
        }
    }

    #[test]
    fn a_request_is_repeated_once_and_soon_or_not_at_all() {
        let cut = || InvocationError::Io(std::io::ErrorKind::ConnectionReset.into());
        assert_eq!(again(cut(), 1), Some(REPEAT));
        assert_eq!(again(cut(), 2), None);
        assert_eq!(again(rpc(420, "FLOOD_WAIT_2"), 1), Some(Duration::from_secs(2)));
        assert_eq!(again(rpc(420, "FLOOD_WAIT_30"), 1), None);
        assert_eq!(again(rpc(500, "RANDOM_ID_DUPLICATE"), 1), None);
    }

    fn update(n: i32) -> UpdatesLike {
        UpdatesLike::Updates(tl::types::UpdateShort { update: tl::enums::Update::LoginToken, date: n }.into())
    }

    #[tokio::test]
    async fn an_overflow_becomes_a_gap_once_there_is_room() {
        let (to_pump, from) = mpsc::channel(3 * WAITING.get());
        for n in 0..=WAITING.get() {
            to_pump.send(update(n as i32)).await.unwrap();
        }
        let (_pump, mut out) = Pump::start(from, Arc::default(), || Box::pin(std::future::ready(())));
        while to_pump.capacity() < to_pump.max_capacity() {
            tokio::task::yield_now().await; // until the pump has taken all of them
        }
        let mut taken = 0;
        while matches!(out.recv().await, Some(UpdatesLike::Updates(_))) {
            taken += 1;
        }
        assert_eq!(taken, WAITING.get(), "then came the gap");
        to_pump.send(update(0)).await.unwrap();
        assert!(matches!(out.recv().await, Some(UpdatesLike::Updates(_))), "and it goes on");
    }

    #[tokio::test]
    async fn a_closed_pump_hands_over_what_it_had() {
        let (to_pump, from) = mpsc::channel(10);
        let (pump, mut out) = Pump::start(from, Arc::default(), || Box::pin(std::future::ready(())));
        to_pump.send(update(1)).await.unwrap();
        pump.announce_gap();
        let mut seen = vec![out.recv().await.is_some(), out.recv().await.is_some()];
        pump.close();
        seen.push(out.recv().await.is_none());
        assert_eq!(seen, [true, true, true]);
    }
}
