//! What happens by itself at a time of the day: digests (B6), reminders of birthdays (C3), the end of what is kept (G3).
//!
//! ```text
//! every half minute: what is due? ──plan──▶ one commit: done for that day + what is sent ──▶ outbox
//! ```
//!
//! - **What is done for a day is written in the commit that has it done** ([`Done`]), so it is done once, wherever the process
//!   dies; what is sent stands in the outbox from then on.
//! - **What was missed is made up for once, late rather than never**, however many days the process was down.
//! - A job is due at an hour of a date, not after so many seconds: days of 23 and 25 hours have it once as well.
//!
//! What belongs to a single dialog has its own timers ([`Timers`](crate::relay::Timers)).
//!
//! | file | holds |
//! |---|---|
//! | `daily` | when something daily is due, and for which day it was done |
//! | `digests` | who is told how the day before went |
//! | `birthdays` | who is told whose birthday it is |
//! | `backups` | which backup goes to the owners' chats |

pub mod backups;
mod birthdays;
mod daily;
mod digests;

pub use daily::{Done, Due};

use crate::{
    relay::{Committer, RelayError, retention},
    store::Registry,
    team::{AgencyZone, Member},
};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it is looked what is due: what was set meanwhile is found by then.
const GLANCE: Duration = Duration::from_secs(30);

/// Does what is due.
pub struct Jobs {
    committer: Committer,
    /// The agency's zone.
    zone: AgencyZone,
}

impl Jobs {
    pub fn new(committer: Committer, zone: impl Into<AgencyZone>) -> Jobs {
        Jobs { committer, zone: zone.into() }
    }

    /// Runs until stopped. An error is one of the store: nothing can go on.
    pub async fn run(self, stop: CancellationToken) -> Result<(), RelayError> {
        while !stop.is_cancelled() {
            self.glance().await?;
            tokio::select! {
                () = self.committer.clock().sleep(GLANCE) => {}
                () = stop.cancelled() => {}
            }
        }
        Ok(())
    }

    /// Does what is due now.
    async fn glance(&self) -> Result<(), RelayError> {
        let (committer, zone) = (&self.committer, &self.zone.get());
        for member in Member::all(committer.store())? {
            let now = committer.now();
            committer.commit(|store| digests::plan(store, now, zone, member.id)).await?;
        }
        while committer.commit(|store| birthdays::plan(store, committer.now(), zone)).await? {}
        while committer.commit(|store| retention::step(store, committer.now(), zone)).await? {}
        Ok(())
    }
}

/// The room's records.
pub fn records(registry: Registry) -> Registry {
    registry.record::<Done>().record::<birthdays::Round>().record::<backups::Copied>()
}
