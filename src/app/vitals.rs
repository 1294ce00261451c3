//! How the service is: for a person, a container and Prometheus.
//!
//! - **Alive** as long as it could do its work again without a restart: its store answers.
//! - **Ready** between the start and the order to stop. An account that is logged out is for its owner and no reason to
//!   take the service away from everybody else.

use crate::{
    domain::AccountState,
    relay::{Entry, Task},
    store::{Store, StoreError},
    team::Account,
    telemetry::{
        http::{self, Page},
        metrics::Metrics,
    },
};
use anyhow::Context;
use jiff::Timestamp;
use metrics::gauge;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing::info;

/// What the service does at the moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// It waits for Telegram, which is tried until it answers.
    Starting,
    Running,
    Stopping,
}

/// The figures a look shows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Report {
    pub stage: Stage,
    /// How many accounts are in each state.
    pub accounts: BTreeMap<String, u64>,
    /// What is still to be sent, to the team and to clients.
    pub outbox: BTreeMap<String, u64>,
}

/// See the module. Clones share it.
#[derive(Clone)]
pub struct Vitals {
    store: Store,
    stage: Arc<AtomicU8>,
    /// Ends what answers.
    over: CancellationToken,
}

impl Vitals {
    pub fn new(store: Store) -> Vitals {
        Vitals { store, stage: Arc::new(AtomicU8::new(Stage::Starting as u8)), over: CancellationToken::new() }
    }

    pub fn enter(&self, stage: Stage) {
        self.stage.store(stage as u8, Ordering::Relaxed);
    }

    fn stage(&self) -> Stage {
        let stage = self.stage.load(Ordering::Relaxed);
        [Stage::Starting, Stage::Running].into_iter().find(|of| *of as u8 == stage).unwrap_or(Stage::Stopping)
    }

    pub fn report(&self) -> Result<Report, StoreError> {
        let mut accounts = BTreeMap::new();
        for account in Account::all(&self.store)? {
            *accounts.entry(word(&account.state).to_owned()).or_default() += 1;
        }
        let mut outbox = BTreeMap::from([TO_CLIENTS, TO_TEAM].map(|to| (to.to_owned(), 0)));
        for entry in Entry::all(&self.store)? {
            *outbox.entry(to(&entry.task).to_owned()).or_default() += 1;
        }
        Ok(Report { stage: self.stage(), accounts, outbox })
    }

    /// Nobody is answered any more.
    pub fn end(&self) {
        self.over.cancel();
    }

    /// Answers on an address of this machine until the end.
    pub async fn serve(&self, address: SocketAddr) -> anyhow::Result<()> {
        let metrics = Metrics::start();
        let listener = TcpListener::bind(address).await;
        let listener = listener.with_context(|| format!("listening on {address} for metrics (PULT_METRICS)"))?;
        info!(address = %listener.local_addr().unwrap_or(address), "Metrics and health can be asked for");
        let watcher = Arc::new(Watcher { vitals: self.clone(), metrics });
        tokio::spawn(http::serve(listener, watcher, self.over.clone()));
        Ok(())
    }
}

/// What is answered to whom.
struct Watcher {
    vitals: Vitals,
    metrics: Metrics,
}

impl Page for Watcher {
    fn get(&self, path: &str) -> Option<(u16, String)> {
        let report = || match self.vitals.report() {
            Ok(report) => Ok((report.stage, serde_json::to_string(&report).unwrap_or_default() + "\n")),
            Err(error) => Err((500, format!("the store does not answer: {error}\n"))),
        };
        Some(match (path, report()) {
            ("/healthz" | "/readyz", Err(failed)) => failed,
            ("/healthz", Ok((_, text))) | ("/readyz", Ok((Stage::Running, text))) => (200, text),
            ("/readyz", Ok((_, text))) => (503, text),
            ("/metrics", _) => match self.measure() {
                Ok(()) => (200, self.metrics.text()),
                Err(error) => (500, format!("the store does not answer: {error}\n")),
            },
            _ => return None,
        })
    }
}

impl Watcher {
    /// What is not counted as it happens, but looked at when it is asked for.
    fn measure(&self) -> Result<(), StoreError> {
        for account in Account::all(&self.vitals.store)? {
            let present = word(&account.state);
            for state in STATES {
                let set = f64::from(u8::from(state == present));
                gauge!("pult_account_state", "account" => account.id.to_string(), "state" => state).set(set);
            }
        }
        let now = Timestamp::now();
        let mut waiting = [TO_CLIENTS, TO_TEAM].map(|to| (to, (0_u32, now))).into_iter().collect::<BTreeMap<_, _>>();
        for entry in Entry::all(&self.vitals.store)? {
            let (count, oldest) = waiting.entry(to(&entry.task)).or_insert((0, now));
            *count += 1;
            *oldest = entry.at.min(*oldest);
        }
        for (to, (count, oldest)) in waiting {
            gauge!("pult_outbox_entries", "to" => to).set(count);
            gauge!("pult_outbox_oldest_seconds", "to" => to).set(now.duration_since(oldest).as_secs_f64());
        }
        Ok(())
    }
}

const TO_CLIENTS: &str = "clients";
const TO_TEAM: &str = "team";

fn to(task: &Task) -> &'static str {
    match task {
        Task::Team(_) => TO_TEAM,
        Task::Client(..) => TO_CLIENTS,
    }
}

/// The words for states, in labels and reports.
const STATES: [&str; 6] = ["active", "connecting", "disconnected", "login-needed", "limited", "banned"];

fn word(state: &AccountState) -> &'static str {
    let [active, connecting, disconnected, login_needed, limited, banned] = STATES;
    match state {
        AccountState::Active => active,
        AccountState::Connecting { .. } => connecting,
        AccountState::Disconnected { .. } => disconnected,
        AccountState::LoginNeeded { .. } => login_needed,
        AccountState::Limited { .. } => limited,
        AccountState::Banned { .. } => banned,
    }
}
