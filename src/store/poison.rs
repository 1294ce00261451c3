//! The end of an engine: set once by the first failure, never taken back.
//!
//! - **After a failure nothing is read, accepted or acknowledged**: what memory says may be more than what the disk holds.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::watch;

use super::engine::EngineError;

/// Shared by the clones of one engine.
#[derive(Clone)]
pub(super) struct Poison(Arc<watch::Sender<Option<String>>>);

impl Default for Poison {
    fn default() -> Self {
        Poison(Arc::new(watch::Sender::new(None)))
    }
}

impl Poison {
    /// Fails once the engine is poisoned.
    pub fn check(&self) -> Result<(), EngineError> {
        match &*self.0.borrow() {
            None => Ok(()),
            Some(reason) => Err(EngineError::Poisoned { reason: reason.clone() }),
        }
    }

    /// Poisons, keeping the first reason, and answers the error to give to the caller.
    pub fn set(&self, reason: impl Into<String>) -> EngineError {
        let reason = reason.into();
        self.0.send_if_modified(|state| {
            let first = state.is_none();
            state.get_or_insert_with(|| reason.clone());
            first
        });
        EngineError::Poisoned { reason }
    }

    /// Ends with the reason when the engine is poisoned; otherwise never.
    pub fn failed(&self) -> BoxFuture<'static, EngineError> {
        let mut state = self.0.subscribe();
        async move {
            let reason = match state.wait_for(Option::is_some).await {
                Ok(reason) => reason.clone(),
                // The engine is gone without having failed.
                Err(_) => None,
            };
            match reason {
                Some(reason) => EngineError::Poisoned { reason },
                None => std::future::pending().await,
            }
        }
        .boxed()
    }
}
