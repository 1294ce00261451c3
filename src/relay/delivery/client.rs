//! From the outbox to the clients: one worker per account, so that no account waits for another (A6).

use super::{
    super::{
        ClientTask, Committer, Entry, Message, Plan, RelayError, Task, TeamTask,
        plan::{incoming, receipt},
    },
    finish, prepare,
};
use crate::{
    domain::{AccountId, OutboxId},
    ports::{ClientAction, ClientError, ClientNetwork, ClientReceipt},
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::{broadcast::error::RecvError, mpsc},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

/// A send that takes longer gets the reaction "accepted" (R5).
const SOON: Duration = Duration::from_secs(3);
/// How often an account without a connection is asked again, at the least and at the most.
const RETRY: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));

/// Sends what the outbox holds for clients.
pub struct ClientDelivery {
    committer: Committer,
    network: Arc<dyn ClientNetwork>,
    zone: jiff::tz::TimeZone,
}

impl ClientDelivery {
    pub fn new(committer: Committer, network: Arc<dyn ClientNetwork>, zone: jiff::tz::TimeZone) -> ClientDelivery {
        ClientDelivery { committer, network, zone }
    }

    /// Sends until stopped; what is on its way is waited for. An error is one of the store: nothing can go on.
    pub async fn run(self, stop: CancellationToken) -> Result<(), RelayError> {
        let mut news = self.committer.news();
        let mut workers: JoinSet<(AccountId, Result<(), RelayError>)> = JoinSet::new();
        let mut accounts: HashMap<AccountId, mpsc::UnboundedSender<OutboxId>> = HashMap::new();
        let mut fresh: Vec<OutboxId> = Entry::all(self.committer.store())?.iter().map(|entry| entry.id).collect();
        loop {
            for id in fresh.drain(..) {
                let Some(entry) = Entry::find(self.committer.store(), id)? else { continue };
                let Task::Client(account, _) = entry.task else { continue };
                let queue = accounts.entry(account).or_insert_with(|| self.spawn(account, &mut workers, &stop));
                // A worker that ended has its queue replaced where its end is noticed.
                let _ = queue.send(id);
            }
            tokio::select! {
                ended = workers.join_next(), if !workers.is_empty() => match ended {
                    Some(Ok((_, result))) => {
                        result?;
                        if workers.is_empty() && stop.is_cancelled() {
                            return Ok(());
                        }
                    }
                    Some(Err(panic)) => {
                        error!(error = %panic, "The delivery of an account panicked; it is started anew");
                        // Its queue is gone with it; every worker drops repeated entries.
                        accounts.retain(|_, queue| !queue.is_closed());
                        fresh = Entry::all(self.committer.store())?.iter().map(|entry| entry.id).collect();
                    }
                    None => {}
                },
                received = news.recv(), if !stop.is_cancelled() => match received {
                    Ok(ids) => fresh = ids,
                    Err(RecvError::Lagged(_)) => {
                        fresh = Entry::all(self.committer.store())?.iter().map(|entry| entry.id).collect();
                    }
                    Err(RecvError::Closed) => return Ok(()),
                },
                () = stop.cancelled(), if workers.is_empty() => return Ok(()),
            }
        }
    }

    fn spawn(
        &self,
        account: AccountId,
        workers: &mut JoinSet<(AccountId, Result<(), RelayError>)>,
        stop: &CancellationToken,
    ) -> mpsc::UnboundedSender<OutboxId> {
        let (queue, incoming) = mpsc::unbounded_channel();
        let worker = Worker {
            account,
            committer: self.committer.clone(),
            network: self.network.clone(),
            zone: self.zone.clone(),
            stop: stop.clone(),
        };
        workers.spawn(async move { (account, worker.run(incoming).await) });
        queue
    }
}

struct Worker {
    account: AccountId,
    committer: Committer,
    network: Arc<dyn ClientNetwork>,
    zone: jiff::tz::TimeZone,
    stop: CancellationToken,
}

impl Worker {
    async fn run(self, mut incoming: mpsc::UnboundedReceiver<OutboxId>) -> Result<(), RelayError> {
        // Echoes that a crash left held: nothing of theirs is on its way unless the outbox says so.
        self.release_echoes().await?;
        let mut queue = BTreeSet::new();
        while !self.stop.is_cancelled() {
            while let Ok(id) = incoming.try_recv() {
                queue.insert(id);
            }
            match queue.pop_first() {
                Some(id) => self.perform(id).await?,
                None => tokio::select! {
                    received = incoming.recv() => match received {
                        Some(id) => { queue.insert(id); }
                        None => return Ok(()),
                    },
                    () = self.stop.cancelled() => {}
                },
            }
        }
        Ok(())
    }

    /// Tries until Telegram has it, or never will.
    async fn perform(&self, id: OutboxId) -> Result<(), RelayError> {
        let mut pause = RETRY.0;
        loop {
            let store = self.committer.store();
            let Some(entry) = Entry::find(store, id)? else { return Ok(()) };
            let Task::Client(_, task) = &entry.task else { return Ok(()) };
            let Some(action) = prepare::client(store, task)? else {
                return finish(&self.committer, id, |_| Ok(Plan::nothing())).await;
            };
            let wait = match self.attempt(task, &action).await? {
                Ok(receipt) => return self.done(id, task, receipt).await,
                Err(ClientError::Refused(reason)) => {
                    warn!(account.id = self.account.0, outbox.id = id.0, ?reason, "Telegram refused an action");
                    finish(&self.committer, id, |store| {
                        Ok(match task {
                            ClientTask::Send { dialog, number } => match Message::find(store, *dialog, *number)? {
                                Some(message) => receipt::not_sent(&message, reason.clone()),
                                None => Plan::nothing(),
                            },
                            ClientTask::Edit { dialog, number } | ClientTask::Delete { dialog, number } => {
                                receipt::not_changed(*dialog, *number, reason.clone())
                            }
                            ClientTask::JoinDesk { chat, .. } => receipt::joined(store, *chat, false)?,
                            ClientTask::MarkRead { .. } => Plan::nothing(),
                        })
                    })
                    .await?;
                    return self.release_echoes().await;
                }
                Err(ClientError::Later(wait)) => wait,
                Err(ClientError::Offline) => {
                    pause = (pause * 2).min(RETRY.1);
                    pause
                }
            };
            self.accepted(task).await?;
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.stop.cancelled() => return Ok(()),
            }
        }
    }

    /// One attempt. When it takes long the operator sees that the message was taken over.
    async fn attempt(
        &self,
        task: &ClientTask,
        action: &ClientAction,
    ) -> Result<Result<ClientReceipt, ClientError>, RelayError> {
        let attempt = self.network.perform(self.account, action);
        tokio::pin!(attempt);
        tokio::select! {
            result = &mut attempt => return Ok(result),
            () = tokio::time::sleep(SOON) => {}
        }
        self.accepted(task).await?;
        Ok(attempt.await)
    }

    async fn accepted(&self, task: &ClientTask) -> Result<(), RelayError> {
        let ClientTask::Send { dialog, number } = task else { return Ok(()) };
        self.committer
            .commit(|_| {
                let mut plan = Plan::nothing();
                plan.team(TeamTask::React { dialog: *dialog, number: *number });
                Ok(plan)
            })
            .await
    }

    async fn done(&self, id: OutboxId, task: &ClientTask, receipt: ClientReceipt) -> Result<(), RelayError> {
        finish(&self.committer, id, |store| {
            Ok(match (task, receipt) {
                (ClientTask::Send { dialog, number }, ClientReceipt::Sent { message, .. }) => {
                    match Message::find(store, *dialog, *number)? {
                        Some(own) => receipt::sent(store, &own, message)?,
                        None => Plan::nothing(),
                    }
                }
                (ClientTask::JoinDesk { chat, .. }, _) => receipt::joined(store, *chat, true)?,
                _ => Plan::nothing(),
            })
        })
        .await?;
        match task {
            ClientTask::Send { .. } => self.release_echoes().await,
            _ => Ok(()),
        }
    }

    /// Own messages that turned out not to be Pult's were written on the phone.
    async fn release_echoes(&self) -> Result<(), RelayError> {
        let moment = incoming::Moment { now: self.committer.now(), zone: &self.zone };
        while self.committer.commit(|store| incoming::release_echo(store, moment, self.account)).await? {}
        Ok(())
    }
}
