//! The list of everything that is counted, and its text for Prometheus.
//!
//! **Labels say what kind of thing happened, never with whom**: the number of an account and the names of methods are the
//! most that is told. <https://prometheus.io/docs/practices/naming/>

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// What kind of number it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Grows from the start of the process.
    Counter,
    /// As it is when asked for.
    Gauge,
    /// Durations in seconds.
    Histogram,
}

/// Everything that is counted: its name, kind and meaning.
pub const ALL: [(&str, Kind, &str); 17] = [
    ("pult_account_state", Kind::Gauge, "1 for the state an account is in, 0 for the others"),
    ("pult_bot_failures_total", Kind::Counter, "requests of the bot that did not succeed, by what it wanted and why"),
    ("pult_bot_polls_failed_total", Kind::Counter, "attempts to fetch the bot's updates that failed"),
    ("pult_bot_requests_total", Kind::Counter, "what the bot sent from the outbox, by what it wanted"),
    ("pult_build_info", Kind::Gauge, "always 1; the label says the version"),
    ("pult_client_failures_total", Kind::Counter, "actions of accounts that did not succeed, by action and why"),
    ("pult_client_requests_total", Kind::Counter, "what accounts sent from the outbox, by action"),
    ("pult_commit_seconds", Kind::Histogram, "from handing a change to the store until it is on disk"),
    ("pult_commits_total", Kind::Counter, "changes handed to the store, by how that ended"),
    ("pult_events_total", Kind::Counter, "what accounts received, by what it was"),
    ("pult_events_failed_total", Kind::Counter, "batches of an account that could not be taken over and come again"),
    (
        "pult_flood_waits_total",
        Kind::Counter,
        "times Telegram asked an account to wait for longer than a few seconds, by method",
    ),
    ("pult_outbox_entries", Kind::Gauge, "what is still to be sent, by to whom"),
    ("pult_outbox_oldest_seconds", Kind::Gauge, "how long the oldest of it waits"),
    ("pult_panics_total", Kind::Counter, "panics that were caught; each is a mistake in the program"),
    ("pult_thread_lag_seconds", Kind::Histogram, "from taking a client's message over until it stands in its thread"),
    ("process_resident_memory_bytes", Kind::Gauge, "memory of the process"),
];

/// Bounds of the durations, in seconds: a commit takes milliseconds, a busy desk minutes.
const BOUNDS: [f64; 13] = [0.002, 0.01, 0.05, 0.25, 1.0, 3.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 900.0];

/// Where the numbers are read.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Begins to count, for the whole process. Counts go to the one who was first.
    pub fn start() -> Metrics {
        let durations = Matcher::Suffix("_seconds".to_owned());
        let builder = PrometheusBuilder::new().set_buckets_for_metric(durations, &BOUNDS);
        let recorder = builder.expect("there are bounds").build_recorder();
        let handle = recorder.handle();
        // A second one in a process, as tests have, shows what it describes and counts nothing.
        let _ = metrics::set_global_recorder(recorder);
        for (name, kind, meaning) in ALL {
            match kind {
                Kind::Counter => describe_counter!(name, meaning),
                Kind::Gauge => describe_gauge!(name, meaning),
                Kind::Histogram => describe_histogram!(name, Unit::Seconds, meaning),
            }
        }
        metrics::gauge!("pult_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1);
        count_panics();
        Metrics(handle)
    }

    /// The text that Prometheus reads. <https://prometheus.io/docs/instrumenting/exposition_formats/>
    pub fn text(&self) -> String {
        if let Some(bytes) = resident() {
            metrics::gauge!("process_resident_memory_bytes").set(bytes as f64);
        }
        self.0.run_upkeep();
        self.0.render()
    }
}

/// Wherever they are caught.
fn count_panics() {
    metrics::counter!("pult_panics_total").absolute(0);
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        metrics::counter!("pult_panics_total").increment(1);
        usual(panic);
    }));
}

/// Memory of this process in bytes, where the system tells. <https://docs.kernel.org/filesystems/proc.html>
fn resident() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split_whitespace().nth(1)?.parse().ok()?;
    // SAFETY: it only reads a number.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    Some(pages * u64::try_from(page).ok()?)
}
