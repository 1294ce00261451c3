//! Logs: one readable sentence per event, with dotted fields, to standard error.
//!
//! - **Nothing about clients is logged**: no names, texts, phones, usernames, and no Telegram ids of people but wrapped in [`Hidden`].
//!   Our own numbers (account, dialog, outbox entry) are what identifies things in a log.
//! - **No secret is logged**, not even in part; types that hold one do not print it.
//! - A failure is logged once, where it is handled, with the whole chain of its sources.
//!
//! On a terminal lines are for people, elsewhere they are JSON for collectors. `deploy/README.md` lists the fields.
//!
//! Counts and times are in [`metrics`], how they are asked for in [`http`]. Where something happens, the macros of the
//! `metrics` library count it, as those of `tracing` log it: without a process that listens they do nothing.

pub mod http;
pub mod metrics;

use std::fmt;
use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::Directive;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

/// Libraries that log far below their weight, or what we must not: raw updates, request addresses with the token.
const QUIET: [(&str, &str); 9] = [
    ("grammers_client", "warn"),
    ("grammers_mtproto", "warn"),
    ("grammers_mtsender", "error"),
    ("grammers_session", "warn"),
    ("h2", "warn"),
    ("hyper", "warn"),
    ("reqwest", "warn"),
    ("sled", "warn"),
    ("teloxide", "warn"),
];

/// Starts logging for the whole process, once.
///
/// `filter` has been checked with the settings. What it says about a library wins over its quieting here; a plain level such as `debug` does not.
pub fn init(filter: &str) -> Result<(), TelemetryError> {
    let filter = self::filter(filter)?;
    let registry = tracing_subscriber::registry().with(filter);
    if stderr().is_terminal() {
        registry.with(tracing_subscriber::fmt::layer().with_writer(stderr)).try_init()?;
    } else {
        registry.with(tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(stderr)).try_init()?;
    }
    Ok(())
}

/// For tests: logs of a failing test are shown with it, warnings by default, more by `RUST_LOG`. May be called by every test.
pub fn init_for_tests() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let layer = tracing_subscriber::fmt::layer().with_test_writer();
    // All but the first call fail, and are meant to.
    let _ = tracing_subscriber::registry().with(filter).with(layer).try_init();
}

/// Why there are no logs.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    #[error("the log filter cannot be read")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    #[error("logging was started twice")]
    Twice(#[from] TryInitError),
}

/// What is logged at this setting: the libraries in the list stay quiet unless they are named.
pub fn filter(text: &str) -> Result<EnvFilter, TelemetryError> {
    let mut filter = EnvFilter::try_new(text)?;
    for (library, level) in QUIET {
        let named = text.split(',').any(|part| part.trim().starts_with(library));
        if !named {
            filter = filter.add_directive(format!("{library}={level}").parse::<Directive>()?);
        }
    }
    Ok(filter)
}

/// A value that may be in a structure that is printed, but is not to be printed: ids of people, addresses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hidden<T>(pub T);

impl<T> fmt::Debug for Hidden<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

impl<T> fmt::Display for Hidden<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_quiet_unless_they_are_named() {
        let usual = filter("debug").unwrap().to_string();
        assert!(usual.contains("hyper=warn") && usual.contains("debug"), "{usual}");
        let asked = filter("info,hyper=trace").unwrap().to_string();
        assert!(asked.contains("hyper=trace") && !asked.contains("hyper=warn"), "{asked}");
        assert!(asked.contains("sled=warn"), "{asked}");
        assert!(filter("pult=loud").is_err());
    }

    #[test]
    fn hidden_values_stay_hidden() {
        assert_eq!(format!("{0} {0:?}", Hidden(12345)), "[hidden] [hidden]");
    }

    #[test]
    fn tests_may_start_logging_as_often_as_they_like() {
        init_for_tests();
        init_for_tests();
        assert!(matches!(init("info"), Err(TelemetryError::Twice(_))));
    }
}
