//! From the outbox to the clients: one worker per account, so that no account waits for another (A6).

use super::{
    super::{
        ClientTask, Committer, Delivery, Entry, Message, Place, Plan, RelayError, Task, TeamTask,
        echo::Echo,
        plan::{groups, guard, helpers, incoming, making, receipt, replay},
    },
    acts::{self, Act},
    finish,
};
use crate::team::AgencyZone;
use crate::{
    domain::{
        AccountId, ClientMessageId, DeskFailure, DeskPair, DialogId, FailureReason, GroupLine, Line, MemberId,
        OutboxId, RandomId,
    },
    ports::{ClientAction, ClientError, ClientNetwork, ClientReceipt},
    store::Stored,
};
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::{broadcast::error::RecvError, mpsc},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;
use tracing::{debug, error, warn};

/// A send that takes longer gets the reaction "accepted" (R5).
const SOON: Duration = Duration::from_secs(3);
/// How often an account without a connection is asked again, at the least and at the most.
const RETRY: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));

/// Sends what the outbox holds for clients.
pub struct ClientDelivery {
    committer: Committer,
    network: Arc<dyn ClientNetwork>,
    zone: AgencyZone,
}

impl ClientDelivery {
    pub fn new(committer: Committer, network: Arc<dyn ClientNetwork>, zone: impl Into<AgencyZone>) -> ClientDelivery {
        ClientDelivery { committer, network, zone: zone.into() }
    }

    /// Sends until stopped; what is on its way is waited for. An error is one of the store: nothing can go on.
    pub async fn run(self, stop: CancellationToken) -> Result<(), RelayError> {
        let mut news = self.committer.news();
        let mut workers: JoinSet<Result<(), RelayError>> = JoinSet::new();
        let mut accounts: HashMap<AccountId, mpsc::UnboundedSender<OutboxId>> = HashMap::new();
        let mut fresh = self.outbox()?;
        // What a crash left held is released by the worker of its account, even when there is nothing to send.
        for echo in Echo::all(self.committer.store())? {
            let account = echo.dialog.account;
            accounts.entry(account).or_insert_with(|| self.spawn(account, &mut workers, &stop, Duration::ZERO));
        }
        let mut pause = Duration::ZERO;
        loop {
            for id in fresh.drain(..) {
                let Some(entry) = Entry::find(self.committer.store(), id)? else { continue };
                let Task::Client(account, _) = entry.task else { continue };
                let queue = accounts.entry(account).or_insert_with(|| self.spawn(account, &mut workers, &stop, pause));
                // A worker that ended has its queue replaced where its end is noticed.
                let _ = queue.send(id);
            }
            pause = Duration::ZERO;
            tokio::select! {
                ended = workers.join_next(), if !workers.is_empty() => match ended {
                    Some(Ok(result)) => result?,
                    Some(Err(panic)) => {
                        error!(error = %panic, "The delivery of an account panicked; it is started anew after a pause");
                        // Its queue is gone with it; the other workers pass over what they are given again.
                        accounts.retain(|_, queue| !queue.is_closed());
                        pause = RETRY.1;
                        fresh = self.outbox()?;
                    }
                    None => {}
                },
                received = news.recv(), if !stop.is_cancelled() => match received {
                    Ok(ids) => fresh = ids,
                    Err(RecvError::Lagged(_)) => fresh = self.outbox()?,
                    Err(RecvError::Closed) => return Ok(()),
                },
                () = stop.cancelled(), if workers.is_empty() => return Ok(()),
            }
        }
    }

    /// The ids of all entries.
    fn outbox(&self) -> Result<Vec<OutboxId>, RelayError> {
        Ok(Entry::all(self.committer.store())?.iter().map(|entry| entry.id).collect())
    }

    fn spawn(
        &self,
        account: AccountId,
        workers: &mut JoinSet<Result<(), RelayError>>,
        stop: &CancellationToken,
        pause: Duration,
    ) -> mpsc::UnboundedSender<OutboxId> {
        let (queue, incoming) = mpsc::unbounded_channel();
        let worker = Worker {
            account,
            committer: self.committer.clone(),
            network: self.network.clone(),
            zone: self.zone.clone(),
            stop: stop.clone(),
        };
        workers.spawn(async move {
            worker.rest(pause).await;
            worker.run(incoming).await
        });
        queue
    }
}

/// What waits until Telegram's time is over.
#[derive(Default)]
struct Aside(BTreeMap<OutboxId, Waiting>);

struct Waiting {
    dialog: Option<DialogId>,
    /// The uptime at which it is tried again.
    until: Duration,
    /// The uptime at which its operator is to see that it waits; `None` afterwards.
    soon: Option<Duration>,
}

impl Aside {
    fn put(&mut self, id: OutboxId, waiting: Waiting) {
        self.0.insert(id, waiting);
    }

    /// Until when something of this dialog waits: what follows in it may not overtake.
    fn holds(&self, dialog: Option<DialogId>) -> Option<Duration> {
        dialog?;
        self.0.values().filter(|waiting| waiting.dialog == dialog).map(|waiting| waiting.until).max()
    }

    /// The uptime at which there is something to do about one of them.
    fn next(&self) -> Option<Duration> {
        self.0.values().map(|waiting| waiting.soon.unwrap_or(waiting.until).min(waiting.until)).min()
    }

    /// Those that have begun to take long.
    fn slow(&mut self, now: Duration) -> Vec<OutboxId> {
        let slow = |(id, waiting): (&OutboxId, &mut Waiting)| waiting.soon.take_if(|at| *at <= now).map(|_| *id);
        self.0.iter_mut().filter_map(slow).collect()
    }

    /// Takes out what is due.
    fn due(&mut self, now: Duration) -> Vec<OutboxId> {
        let due: Vec<_> = self.0.iter().filter(|(_, waiting)| waiting.until <= now).map(|(id, _)| *id).collect();
        self.0.retain(|_, waiting| waiting.until > now);
        due
    }
}

/// Sends for one account, one action after the other.
struct Worker {
    account: AccountId,
    committer: Committer,
    network: Arc<dyn ClientNetwork>,
    zone: AgencyZone,
    stop: CancellationToken,
}

impl Worker {
    async fn run(self, mut incoming: mpsc::UnboundedReceiver<OutboxId>) -> Result<(), RelayError> {
        // Echoes that a crash left held: nothing of theirs is on its way unless the outbox says so.
        self.release_echoes().await?;
        let mut queue = BTreeSet::new();
        // What Telegram wants to wait, and what comes after it in the same dialog. The others go on.
        let mut aside = Aside::default();
        while !self.stop.is_cancelled() {
            while let Ok(id) = incoming.try_recv() {
                queue.insert(id);
            }
            let now = self.committer.clock().uptime();
            for id in aside.slow(now) {
                if let Some(entry) = Entry::find(self.committer.store(), id)?
                    && let Task::Client(_, task) = &entry.task
                {
                    self.accepted(task).await?;
                }
            }
            queue.extend(aside.due(now));
            match queue.pop_first() {
                Some(id) => {
                    let dialog = Entry::find(self.committer.store(), id)?.and_then(|entry| entry.task.dialog());
                    let wait = match aside.holds(dialog) {
                        Some(until) => Some((until, Some(now + SOON))),
                        None => self.perform(id).await?,
                    };
                    if let Some((until, soon)) = wait {
                        aside.put(id, Waiting { dialog, until, soon });
                    }
                }
                None => tokio::select! {
                    received = incoming.recv() => match received {
                        Some(id) => { queue.insert(id); }
                        None => return Ok(()),
                    },
                    () = self.until(aside.next()) => {}
                    () = self.stop.cancelled() => {}
                },
            }
        }
        Ok(())
    }

    /// Tries until Telegram has it or never will. What Telegram wants to wait is given back, with the uptime until which, and the one
    /// at which it begins to take long.
    async fn perform(&self, id: OutboxId) -> Result<Option<(Duration, Option<Duration>)>, RelayError> {
        let mut pause = RETRY.0;
        let mut soon = Some(self.committer.clock().uptime() + SOON);
        while !self.stop.is_cancelled() {
            let store = self.committer.store();
            let Some(entry) = Entry::find(store, id)? else { return Ok(None) };
            let Task::Client(_, task) = &entry.task else { return Ok(None) };
            if acts::reaches_a_stranger(store, self.account, task)? {
                warn!(account.id = self.account.0, outbox.id = id.0, "a limited account does not write to new people");
                self.refused(id, task, 0, FailureReason::AccountLimited).await?;
                break;
            }
            if let Some(until) = acts::incomplete(store, self.committer.now(), entry.at, task)? {
                let wait = until.duration_since(self.committer.now()).unsigned_abs();
                return Ok(Some((self.committer.clock().uptime() + wait, soon)));
            }
            let first = self.turn(task, Delivery::Waiting, Delivery::Sending).await?;
            let Some(act) = acts::client(store, self.account, task)? else {
                match self.committer.drop_needless(&entry).await? {
                    true => break,
                    false => continue,
                }
            };
            debug!(account.id = self.account.0, outbox.id = id.0, "an action for a client begins");
            let wait = match self.patiently(task, &mut soon, self.attempt(&act.action)).await? {
                Ok(receipt) => {
                    self.done(id, task, &act, receipt).await?;
                    break;
                }
                Err(ClientError::Refused(reason)) => {
                    warn!(account.id = self.account.0, outbox.id = id.0, ?reason, "Telegram refused an action");
                    self.refused(id, task, act.revision, reason).await?;
                    break;
                }
                Err(ClientError::DeskRefused(failure)) => {
                    warn!(
                        account.id = self.account.0,
                        outbox.id = id.0,
                        ?failure,
                        "Telegram refused a step of making a desk"
                    );
                    self.desk_refused(id, task, failure).await?;
                    break;
                }
                Err(ClientError::Later(wait)) => {
                    self.desk_waits(task, wait).await?;
                    self.group_waits(task, wait, soon.is_some()).await?;
                    if first {
                        self.turn(task, Delivery::Sending, Delivery::Waiting).await?;
                    }
                    self.release_echoes().await?;
                    return Ok(Some((self.committer.clock().uptime() + wait, soon)));
                }
                Err(ClientError::Unanswered) => {
                    pause = (pause * 2).min(RETRY.1);
                    pause
                }
                Err(ClientError::Offline) => {
                    if first {
                        self.turn(task, Delivery::Sending, Delivery::Waiting).await?;
                        self.release_echoes().await?;
                    }
                    pause = (pause * 2).min(RETRY.1);
                    pause
                }
            };
            self.patiently(task, &mut soon, self.rest(wait)).await?;
        }
        self.release_echoes().await?;
        Ok(None)
    }

    /// One attempt, and where the message replied to is gone, one without the reply.
    async fn attempt(&self, action: &ClientAction) -> Result<ClientReceipt, ClientError> {
        let result = self.network.perform(self.account, action).await;
        let mut alone = action.clone();
        match (&result, &mut alone) {
            (
                Err(ClientError::Refused(FailureReason::MessageGone)),
                ClientAction::Send { reply_to: reply_to @ Some(_), .. }
                | ClientAction::SendMedia { reply_to: reply_to @ Some(_), .. },
            ) => {
                *reply_to = None;
                self.network.perform(self.account, &alone).await
            }
            _ => result,
        }
    }

    /// Waits for it; when a send takes long the operator sees once that the message was taken over (R5).
    async fn patiently<T>(
        &self,
        task: &ClientTask,
        soon: &mut Option<Duration>,
        what: impl Future<Output = T>,
    ) -> Result<T, RelayError> {
        tokio::pin!(what);
        if let (Some(at), ClientTask::Send { .. }) = (*soon, task) {
            tokio::select! {
                result = &mut what => return Ok(result),
                () = self.until(Some(at)) => {}
            }
            *soon = None;
            self.accepted(task).await?;
        }
        Ok(what.await)
    }

    /// The operator sees that a message was taken over and waits.
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

    /// Until the clock's uptime is this; for ever, where there is no such moment.
    async fn until(&self, at: Option<Duration>) {
        match at {
            Some(at) => self.committer.clock().sleep(at.saturating_sub(self.committer.clock().uptime())).await,
            None => std::future::pending().await,
        }
    }

    /// Until the time is over, or the stop.
    async fn rest(&self, wait: Duration) {
        tokio::select! {
            () = self.committer.clock().sleep(wait) => {}
            () = self.stop.cancelled() => {}
        }
    }

    /// Moves what is to be sent from one delivery state to another; `false` when it is in none of them.
    async fn turn(&self, task: &ClientTask, from: Delivery, to: Delivery) -> Result<bool, RelayError> {
        let ClientTask::Send { dialog, number } = task else { return Ok(false) };
        self.committer
            .commit(|store| {
                let mut plan = Plan::new(false);
                for message in acts::parcel(store, *dialog, *number)? {
                    if message.delivery() == Some(&from) && (message.deleted.is_none() || to == Delivery::Waiting) {
                        plan.changes.update(&message, message.with_delivery(to.clone()));
                        plan.outcome = true;
                    }
                }
                Ok(plan)
            })
            .await
    }

    async fn done(&self, id: OutboxId, task: &ClientTask, act: &Act, receipt: ClientReceipt) -> Result<(), RelayError> {
        let now = self.committer.now();
        finish(&self.committer, id, |store| {
            Ok(match (task, &receipt) {
                (ClientTask::Send { dialog, number }, ClientReceipt::Sent { message, .. }) => {
                    match Message::find(store, *dialog, *number)? {
                        Some(own) => receipt::sent(store, &own, *message)?,
                        None => Plan::nothing(),
                    }
                }
                (ClientTask::Send { dialog, number }, ClientReceipt::SentMedia(became)) => {
                    let became: HashMap<RandomId, ClientMessageId> = became.iter().copied().collect();
                    let pair = |message: Stored<Message>| {
                        let client = match message.random_id() {
                            Some(random_id) => became.get(&random_id).copied(),
                            None => None,
                        };
                        (message, client)
                    };
                    let parcel = acts::parcel(store, *dialog, *number)?;
                    let parcel: Vec<_> = parcel.into_iter().map(pair).collect();
                    receipt::sent_together(store, self.committer.now(), *dialog, &parcel)?
                }
                (ClientTask::Send { dialog, number }, ClientReceipt::Done) => {
                    match Message::find(store, *dialog, *number)? {
                        Some(own) => receipt::sent_and_gone(&own, now),
                        None => Plan::nothing(),
                    }
                }
                (ClientTask::Edit { dialog, number }, _) => receipt::edited(store, *dialog, *number, act.revision)?,
                (ClientTask::React { dialog, number }, _) => match &act.action {
                    ClientAction::React { emoji, .. } => receipt::reacted_to(store, *dialog, *number, *emoji)?,
                    _ => Plan::nothing(),
                },
                (ClientTask::Replay { dialog, asked, .. }, ClientReceipt::History { messages, more }) => {
                    replay::read(store, *dialog, messages, *more, *asked)?
                }
                (ClientTask::Fetch { dialog, message, rest }, ClientReceipt::History { messages, .. }) => {
                    replay::fetched(store, *dialog, (*message, rest), messages)?
                }
                (ClientTask::Portrait { dialog }, ClientReceipt::Portrait(photo)) => {
                    replay::portrait(*dialog, photo.clone())
                }
                (ClientTask::JoinDesk { chat, .. }, _) => receipt::joined(store, *chat, true)?,
                (ClientTask::MakeDesk { member }, ClientReceipt::Group { chat }) => {
                    making::stepped(store, now, self.pair(*member), Some(*chat))?
                }
                (ClientTask::MakeDesk { member }, _) => making::stepped(store, now, self.pair(*member), None)?,
                (ClientTask::InspectDesk { chat }, ClientReceipt::People(people)) => {
                    guard::listed(store, now, *chat, people)?
                }
                (ClientTask::AdmitHelper { chat, bot }, _) => helpers::seated(store, *chat, *bot)?,
                _ => Plan::nothing(),
            })
        })
        .await
    }

    async fn refused(
        &self,
        id: OutboxId,
        task: &ClientTask,
        revision: u32,
        reason: FailureReason,
    ) -> Result<(), RelayError> {
        if let ClientTask::MakeDesk { .. } | ClientTask::AdmitHelper { .. } = task {
            return self.desk_refused(id, task, making::meaning(reason)).await;
        }
        let zone = self.zone.get();
        finish(&self.committer, id, |store| {
            Ok(match task {
                ClientTask::Send { dialog, number } => {
                    receipt::not_sent(&acts::parcel(store, *dialog, *number)?, &reason)
                }
                ClientTask::Edit { dialog, number } => {
                    let mut plan = receipt::edited(store, *dialog, *number, revision)?;
                    plan.team(receipt::not_changed(*dialog, *number, reason.clone()));
                    plan
                }
                ClientTask::Delete { dialog, number } | ClientTask::React { dialog, number } => {
                    let mut plan = Plan::nothing();
                    plan.team(receipt::not_changed(*dialog, *number, reason.clone()));
                    plan
                }
                ClientTask::Block { dialog } => receipt::not_blocked(store, *dialog, reason.clone())?,
                ClientTask::JoinDesk { chat, .. } => receipt::joined(store, *chat, false)?,
                // Who cannot be asked who is there is no reason to stop: events tell who comes.
                ClientTask::Fetch { dialog, message, .. } => {
                    replay::not_fetched(store, *dialog, *message, reason.clone())?
                }
                ClientTask::Portrait { dialog } => replay::portrait(*dialog, None),
                ClientTask::Replay { dialog, .. } if reason == FailureReason::NotInGroup => {
                    let moment = incoming::Moment { now: self.committer.now(), zone: &zone };
                    groups::out(store, moment, *dialog)?
                }
                // What cannot be read is on the phone.
                ClientTask::Replay { .. }
                | ClientTask::MarkRead { .. }
                | ClientTask::InspectDesk { .. }
                | ClientTask::MakeDesk { .. }
                | ClientTask::AdmitHelper { .. } => Plan::nothing(),
            })
        })
        .await
    }

    /// A step of making a desk, or of letting a helper in, is refused for good.
    async fn desk_refused(&self, id: OutboxId, task: &ClientTask, failure: DeskFailure) -> Result<(), RelayError> {
        let now = self.committer.now();
        finish(&self.committer, id, |store| match task {
            ClientTask::MakeDesk { member } => making::failed(store, now, self.pair(*member), failure.clone()),
            ClientTask::AdmitHelper { chat, bot } => helpers::barred(store, *chat, *bot),
            _ => Ok(Plan::nothing()),
        })
        .await
    }

    /// Whoever waits for a desk sees until when.
    async fn desk_waits(&self, task: &ClientTask, wait: Duration) -> Result<(), RelayError> {
        let ClientTask::MakeDesk { member } = task else { return Ok(()) };
        let now = self.committer.now();
        let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
        let until = now.saturating_add(wait).unwrap_or(Timestamp::MAX);
        self.committer.commit(|store| making::waits(store, now, self.pair(*member), until)).await
    }

    /// In a group members may have to wait between their messages: once it is said until when.
    /// <https://core.telegram.org/method/channels.toggleSlowMode>
    async fn group_waits(&self, task: &ClientTask, wait: Duration, first: bool) -> Result<(), RelayError> {
        let ClientTask::Send { dialog, number } = task else { return Ok(()) };
        if dialog.peer.as_user().is_some() || !first || wait < SOON {
            return Ok(());
        }
        let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
        let until = self.committer.now().saturating_add(wait).unwrap_or(Timestamp::MAX);
        let place = Place::Thread { dialog: *dialog, reply_to: Some(*number) };
        let line = Line::Group(GroupLine::Waits { until });
        self.committer
            .commit(|_| {
                let mut plan = Plan::nothing();
                plan.team(TeamTask::Say { place: place.clone(), line: line.clone() });
                Ok(plan)
            })
            .await
    }

    fn pair(&self, member: MemberId) -> DeskPair {
        DeskPair { member, account: self.account }
    }

    /// Own messages that turned out not to be Pult's were written on the phone.
    async fn release_echoes(&self) -> Result<(), RelayError> {
        let moment = incoming::Moment { now: self.committer.now(), zone: &self.zone.get() };
        while self.committer.commit(|store| incoming::release_echo(store, moment, self.account)).await? {}
        Ok(())
    }
}
