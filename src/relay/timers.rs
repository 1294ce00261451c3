//! Lets timers go off when they are due.

use super::{Committer, RelayError, plan::timers, timer::Timer};
use crate::team::AgencyZone;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Timers that go off one after the other before it is looked whether to stop.
const AT_ONCE: usize = 64;

/// Watches the timers of all dialogs.
pub struct Timers {
    committer: Committer,
    /// The agency's zone.
    zone: AgencyZone,
}

impl Timers {
    pub fn new(committer: Committer, zone: impl Into<AgencyZone>) -> Timers {
        Timers { committer, zone: zone.into() }
    }

    /// Runs until stopped. An error is one of the store: nothing can go on.
    pub async fn run(self, stop: CancellationToken) -> Result<(), RelayError> {
        while !stop.is_cancelled() {
            let next = self.go_off().await?;
            let due = async {
                match next {
                    Some(wait) => self.committer.clock().sleep(wait).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = due => {}
                () = self.committer.timers_changed() => {}
                () = stop.cancelled() => {}
            }
        }
        Ok(())
    }

    /// Lets go off what is due; answers how long nothing more is.
    async fn go_off(&self) -> Result<Option<Duration>, RelayError> {
        let store = self.committer.store();
        let pending = Timer::next(store, AT_ONCE)?;
        for timer in &pending {
            let (now, zone) = (self.committer.now(), self.zone.get());
            if timer.due > now {
                return Ok(Some(timer.due.duration_since(now).unsigned_abs()));
            }
            let (dialog, kind, number) = crate::store::Record::key(&**timer);
            self.committer.commit(|store| timers::goes_off(store, now, &zone, dialog, kind, number)).await?;
        }
        Ok((!pending.is_empty()).then_some(Duration::ZERO))
    }
}
