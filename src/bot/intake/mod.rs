//! Updates of the Bot API, taken over for good before Telegram is told so.
//!
//! ```text
//! getUpdates(offset) → secrets out → one commit (updates + offset) → lane of the (chat, thread) → handler → row gone
//! ```
//!
//! - **Telegram hears of an offset only after everything before it is durable**; what was not handled when the process
//!   ended is handled at the next start, in order.
//! - **No number, code or password of a login reaches a row**: see [`secrets`].
//! - **An update is handled at least once, its effects come once**: the handler deletes the row in the commit of the
//!   effect ([`Inbound::settle`]).
//! - **No update stops the others**: one that cannot be read or keeps failing is kept aside, the person is told.

mod lanes;
mod rows;
pub mod secrets;
mod slim;

pub use rows::{Position, Received, Standing};
pub use secrets::{Gate, Step};

use super::{
    convert,
    errors::{Patience, PollError},
    proxies,
};
use crate::{
    domain::{BotId, UpdateId},
    relay::{Committer, Plan, RelayError, TeamTask},
    store::{Changes, Store, StoreError},
    team::Agency,
};
use async_trait::async_trait;
use futures::FutureExt;
use jiff::SignedDuration;
use lanes::Lanes;
use secrecy::SecretString;
use serde_json::Value;
use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};
use teloxide::types::{MaybeInaccessibleMessage, Update, UpdateKind};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

/// Where updates come from.
#[async_trait]
pub trait UpdateSource: Send + Sync + 'static {
    /// The next updates, raw; `offset` confirms all before it. Waits for a while when there are none.
    async fn updates(&self, offset: Option<u32>) -> Result<Vec<Value>, PollError>;
}

/// What is done with an update.
#[async_trait]
pub trait Handler: Send + Sync + 'static {
    type Error: std::error::Error + Send + Sync + 'static;

    /// Handles an update; may be called again for the same one when it failed or the process ended.
    async fn handle(&self, inbound: Arc<Inbound>, update: Update) -> Result<(), Self::Error>;

    /// What the person is told when an update was given up.
    fn apology(&self, update: &Update) -> Option<TeamTask>;

    /// Whether a text is a command of ours, which works while a secret is asked for.
    fn is_command(&self, text: &str) -> bool;
}

/// An update on its way through a handler.
#[derive(Debug)]
pub struct Inbound {
    pub bot: BotId,
    pub update: UpdateId,
    /// It held a secret of a login.
    pub redacted: bool,
    /// The text, or the data of a press, unless a restart has lost it.
    pub secret: Option<SecretString>,
}

impl Inbound {
    /// Adds the end of this update to a commit, so that its effect comes exactly once. `false` when that has happened
    /// already: the effect must not come again.
    pub fn settle(&self, store: &Store, changes: &mut Changes) -> Result<bool, StoreError> {
        let row = Received::find(store, self.bot, self.update)?;
        if let Some(row) = &row {
            changes.delete(row);
        }
        Ok(row.is_some())
    }
}

/// The intake cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    #[error("asking Telegram for updates")]
    Poll(#[from] PollError),
    #[error("making updates durable")]
    Store(#[from] StoreError),
}

/// Updates in memory at most; more wait in Telegram.
const IN_FLIGHT: usize = 256;
/// After so many failures an update is given up.
const ATTEMPTS: u8 = 3;
/// Between the attempts.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Ids this far behind are repetitions; further behind, Telegram has begun to count anew, as it does after a quiet week.
/// <https://core.telegram.org/bots/api#update>
const REPEATED: u32 = 100_000;

/// The loop of one bot.
pub struct Intake<H> {
    bot: BotId,
    source: Arc<dyn UpdateSource>,
    committer: Committer,
    gate: Arc<Gate>,
    handler: Arc<H>,
    lanes: Lanes<Lane, Job>,
    room: Arc<Semaphore>,
}

/// Chat and thread: what is handled in order.
type Lane = (i64, Option<i32>);

struct Job {
    inbound: Arc<Inbound>,
    update: Update,
    _room: OwnedSemaphorePermit,
}

impl<H: Handler> Intake<H> {
    pub fn new(
        bot: BotId,
        source: Arc<dyn UpdateSource>,
        committer: Committer,
        gate: Arc<Gate>,
        handler: Arc<H>,
    ) -> Intake<H> {
        let room = Arc::new(Semaphore::new(IN_FLIGHT));
        Intake { bot, source, committer, gate, handler, lanes: Lanes::new(), room }
    }

    /// Takes over and hands out updates until told to stop; then finishes what has begun. An error is final: the token
    /// was refused or the store has failed.
    pub async fn run(&self, stop: &CancellationToken) -> Result<(), IntakeError> {
        let result = self.poll(stop).await;
        self.lanes.drain().await;
        result
    }

    async fn poll(&self, stop: &CancellationToken) -> Result<(), IntakeError> {
        for row in Received::all(self.committer.store(), self.bot)? {
            if row.standing != Standing::Failed {
                self.hand_out(&row, stop).await;
            }
        }
        let mut patience = Patience::fresh();
        loop {
            let offset = Position::find(self.committer.store(), self.bot)?.map(|position| position.next);
            // Dropping the request loses nothing: Telegram repeats what was not confirmed.
            let answer = tokio::select! {
                () = stop.cancelled() => return Ok(()),
                answer = self.source.updates(offset) => answer,
            };
            let error = match answer {
                Ok(batch) => {
                    patience = Patience::fresh();
                    // Nothing happens: there is time to tidy up.
                    if batch.is_empty() {
                        self.forget_failed().await?;
                    }
                    tracing::debug!(bot.id = %self.bot, updates = batch.len(), "updates of the bot arrived");
                    for row in self.take_over(offset, batch).await? {
                        self.hand_out(&row, stop).await;
                    }
                    continue;
                }
                Err(error) => error,
            };
            metrics::counter!("pult_bot_polls_failed_total").increment(1);
            let wait = patience.after(error.clone())?;
            tracing::warn!(bot.id = %self.bot, wait.ms = wait.as_millis() as u64, %error, "No updates from Telegram; asking again");
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = self.committer.clock().sleep(wait) => {}
            }
        }
    }

    /// What was given up is kept as long as what was said (G3).
    async fn forget_failed(&self) -> Result<(), StoreError> {
        let store = self.committer.store();
        let kept = SignedDuration::from_hours(24 * i64::from(Agency::load(store)?.keeps_days));
        let mut changes = Changes::new();
        for row in Received::all(store, self.bot)? {
            if row.standing == Standing::Failed && self.committer.now().duration_since(row.at) > kept {
                changes.delete(&row);
            }
        }
        if changes.is_empty() { Ok(()) } else { store.commit(changes).await }
    }

    /// Makes a batch durable together with the offset behind it. `Ok` means both are on disk.
    async fn take_over(&self, offset: Option<u32>, batch: Vec<Value>) -> Result<Vec<Received>, StoreError> {
        let store = self.committer.store();
        let mut rows: Vec<Received> = Vec::with_capacity(batch.len());
        let mut next = None;
        for mut raw in batch {
            let Some(update) = raw["update_id"].as_u64().and_then(|id| u32::try_from(id).ok()).map(UpdateId) else {
                tracing::error!(bot.id = %self.bot, "Telegram sent an update without an id");
                continue;
            };
            next = next.max(Some(update.0.saturating_add(1)));
            let repeated = offset.is_some_and(|next| update.0 < next && next - update.0 < REPEATED)
                || rows.iter().any(|row| row.update == update)
                || Received::find(store, self.bot, update)?.is_some();
            if repeated {
                continue;
            }
            let asks = |chat| proxies::asks(store, chat);
            let redacted = self.gate.redact(update, &mut raw, asks, |text| self.handler.is_command(text));
            slim::slim(&mut raw);
            let standing = match convert::read_update(raw.clone()) {
                Ok(_) => Standing::Waiting { failed: 0 },
                Err(error) => {
                    tracing::error!(bot.id = %self.bot, update.id = update.0, update.kind = error.kind, "an update is unreadable");
                    Standing::Failed
                }
            };
            rows.push(Received {
                bot: self.bot,
                update,
                at: self.committer.now(),
                raw: raw.to_string(),
                redacted,
                standing,
            });
        }
        if let Some(next) = next {
            let mut changes = Changes::default();
            for row in &rows {
                changes.insert(row.clone());
            }
            changes.put(Position { bot: self.bot, next });
            store.commit(changes).await?;
        }
        Ok(rows)
    }

    /// Puts a durable update into its lane, as soon as there is room.
    async fn hand_out(&self, row: &Received, stop: &CancellationToken) {
        if row.standing == Standing::Failed {
            return;
        }
        let raw = serde_json::from_str(&row.raw).unwrap_or(Value::Null);
        let update = match convert::read_update(raw) {
            Ok(update) => update,
            Err(error) => {
                tracing::error!(bot.id = %self.bot, update.id = row.update.0, update.kind = error.kind, "an update is unreadable");
                return;
            }
        };
        let Ok(room) = self.room.clone().acquire_owned().await else { return };
        let inbound = Arc::new(Inbound {
            bot: self.bot,
            update: row.update,
            redacted: row.redacted,
            secret: if row.redacted { self.gate.take(row.update) } else { None },
        });
        let (handler, committer, stop) = (self.handler.clone(), self.committer.clone(), stop.clone());
        self.lanes.push(lane(&update), Job { inbound, update, _room: room }, move |job| {
            let (handler, committer, stop) = (handler.clone(), committer.clone(), stop.clone());
            async move { work(&*handler, &committer, &stop, job).await }
        });
    }
}

/// Handles one update, again if need be, until its row is gone or given up; a stop leaves the next attempt to the next
/// start.
async fn work<H: Handler>(handler: &H, committer: &Committer, stop: &CancellationToken, job: Job) {
    let Job { inbound, update, _room } = job;
    let mut pause = FIRST_PAUSE;
    loop {
        let attempt = AssertUnwindSafe(handler.handle(inbound.clone(), update.clone())).catch_unwind().await;
        let ended = match attempt {
            Ok(Ok(())) => end(committer, &inbound).await.map(|()| true),
            Ok(Err(error)) => {
                tracing::error!(
                    update.id = inbound.update.0,
                    error = %crate::domain::Chain(&error),
                    "handling an update failed"
                );
                note_failure(handler, committer, &inbound, &update).await
            }
            Err(_) => {
                tracing::error!(update.id = inbound.update.0, "handling an update panicked");
                note_failure(handler, committer, &inbound, &update).await
            }
        };
        match ended {
            Ok(true) => return,
            Ok(false) => tokio::select! {
                () = stop.cancelled() => return,
                () = committer.clock().sleep(pause) => {}
            },
            Err(error) => {
                // The row stays: the next start handles it.
                tracing::error!(
                    update.id = inbound.update.0,
                    error = %crate::domain::Chain(&error),
                    "an update could not be ended"
                );
                return;
            }
        }
        pause = (pause * 4).min(LONGEST_PAUSE);
    }
}

/// Deletes the row if the handler has not.
async fn end(committer: &Committer, inbound: &Inbound) -> Result<(), RelayError> {
    committer
        .commit(|store| {
            let mut plan = Plan::nothing();
            inbound.settle(store, &mut plan.changes)?;
            Ok(plan)
        })
        .await
}

/// Counts a failure; says whether the update is given up (or gone).
async fn note_failure<H: Handler>(
    handler: &H,
    committer: &Committer,
    inbound: &Inbound,
    update: &Update,
) -> Result<bool, RelayError> {
    committer
        .commit(|store| {
            let mut plan = Plan::new(true);
            let Some(row) = Received::find(store, inbound.bot, inbound.update)? else { return Ok(plan) };
            let standing = match row.standing {
                Standing::Waiting { failed } if failed + 1 < ATTEMPTS => {
                    plan.outcome = false;
                    Standing::Waiting { failed: failed + 1 }
                }
                _ => {
                    plan.tasks.extend(handler.apology(update).map(crate::relay::Task::Team));
                    Standing::Failed
                }
            };
            plan.changes.update(&row, Received { standing, ..Received::clone(&row) });
            Ok(plan)
        })
        .await
}

/// Where an update happened.
fn lane(update: &Update) -> Lane {
    let thread = match &update.kind {
        UpdateKind::Message(message) | UpdateKind::EditedMessage(message) => convert::topic(message),
        UpdateKind::CallbackQuery(query) => match &query.message {
            Some(MaybeInaccessibleMessage::Regular(message)) => convert::topic(message),
            _ => None,
        },
        _ => None,
    };
    (update.chat().map_or(0, |chat| chat.id.0), thread.map(|thread| thread.0))
}

#[cfg(test)]
mod tests;
