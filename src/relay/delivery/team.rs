//! From the outbox to the team, at the pace of the scheduler.

use super::{
    super::{
        Committer, Entry, HelperSeat, Message, Plan, RelayError, State, Task, TeamTask,
        scheduler::{Event, Ledger, Millis, Policy, Scheduler, Send, Unit},
        spent::Spent,
    },
    carrier::carrier,
    cost::cost,
    finish, mark,
    perform::{Means, Verdict, send},
    prepare::{self, Address},
};
use crate::{
    domain::{BotId, ChatId, DialogId, OutboxId},
    ports::TeamNetwork,
};
use futures::future::BoxFuture;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};
use tokio::{sync::broadcast::error::RecvError, task::JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

/// How long a chat rests that the bot may not write to, before it is tried again.
const REST: Duration = Duration::from_secs(60);

/// Sends what the outbox holds for the team, by the main bot and its helpers.
pub struct TeamDelivery {
    committer: Committer,
    network: Arc<dyn TeamNetwork>,
    /// The main bot.
    bot: BotId,
    helpers: Vec<BotId>,
    /// The helpers that may write in a desk, as the scheduler knows it.
    seated: HashMap<ChatId, Vec<BotId>>,
    scheduler: Scheduler,
    /// The scheduler's time when the clock's uptime was nothing.
    epoch: Millis,
    /// Entries that belong to a dialog, whether with the scheduler or kept until their thread is there.
    taken: BTreeMap<OutboxId, DialogId>,
    /// Those that are kept.
    kept: BTreeMap<DialogId, BTreeSet<OutboxId>>,
}

impl TeamDelivery {
    pub fn new(committer: Committer, network: Arc<dyn TeamNetwork>, bot: BotId, policy: Policy) -> TeamDelivery {
        TeamDelivery::with_helpers(committer, network, bot, Vec::new(), policy)
    }

    /// The network speaks through each of these bots.
    pub fn with_helpers(
        committer: Committer,
        network: Arc<dyn TeamNetwork>,
        bot: BotId,
        helpers: Vec<BotId>,
        policy: Policy,
    ) -> TeamDelivery {
        let uptime = committer.clock().uptime().as_millis() as Millis;
        TeamDelivery {
            epoch: prepare::millis(committer.now()).saturating_sub(uptime),
            committer,
            network,
            bot,
            scheduler: Scheduler::new(policy, bot, &helpers),
            helpers,
            seated: HashMap::new(),
            taken: BTreeMap::new(),
            kept: BTreeMap::new(),
        }
    }

    /// Sends until stopped, then waits for what is on its way. An error is one of the store: nothing can go on.
    pub async fn run(mut self, stop: CancellationToken) -> Result<(), RelayError> {
        let mut news = self.committer.news();
        self.resume().await?;
        let mut flying: JoinSet<(Send, Result<Verdict, RelayError>)> = JoinSet::new();
        let mut sends: HashMap<tokio::task::Id, Send> = HashMap::new();
        loop {
            while !stop.is_cancelled()
                && let Some(request) = self.scheduler.poll(self.now())
            {
                let (means, going) = (self.means(&request), request.clone());
                let task = flying.spawn(async move {
                    let verdict = send(&means, going.shape.ids()).await;
                    (going, verdict)
                });
                sends.insert(task.id(), request);
            }
            for id in self.scheduler.take_dropped() {
                self.taken.remove(&id);
                finish(&self.committer, id, |_| Ok(Plan::nothing())).await?;
            }
            if stop.is_cancelled() && flying.is_empty() {
                return Ok(());
            }
            let wakeup = self.wakeup();
            tokio::select! {
                ended = flying.join_next_with_id(), if !flying.is_empty() => match ended {
                    Some(Ok((task, (send, verdict)))) => {
                        sends.remove(&task);
                        self.settle(&send, verdict?).await?;
                    }
                    Some(Err(panic)) => if let Some(send) = sends.remove(&panic.id()) {
                        error!(outbox.id = send.id().0, "A send to the team panicked; it is tried again");
                        self.settle(&send, Verdict::Ambiguous).await?;
                        // It may have opened a thread before.
                        self.offer_all()?;
                    },
                    None => {}
                },
                fresh = news.recv() => match fresh {
                    Ok(ids) => for id in ids {
                        self.offer(id)?;
                        self.weigh_album(id)?;
                    },
                    Err(RecvError::Lagged(_)) => self.offer_all()?,
                    Err(RecvError::Closed) => return Ok(()),
                },
                () = wakeup, if !stop.is_cancelled() => {}
                () = stop.cancelled(), if !stop.is_cancelled() => {}
            }
        }
    }

    /// Takes up what an earlier run left behind.
    async fn resume(&mut self) -> Result<(), RelayError> {
        let store = self.committer.store();
        let mut cut_off = Vec::new();
        for entry in Entry::all(store)? {
            if let (Task::Team(_), State::Sending { .. }) = (&entry.task, entry.state) {
                warn!(outbox.id = entry.id.0, "A send was cut off by a restart; it is repeated, marked as such");
                cut_off.push(entry.id);
            }
        }
        for bot in [self.bot].iter().chain(&self.helpers) {
            for spent in Spent::by(store, *bot)? {
                let mut ledger = spent.ledger.clone();
                // Something may have been on its way when the process died, and have arrived.
                ledger.spent.push_back((self.now(), 1));
                self.scheduler.on_event(self.now(), Event::Restored { bot: *bot, chat: spent.chat, ledger });
            }
        }
        mark(&self.committer, &cut_off, State::Ambiguous).await?;
        self.offer_all()
    }

    /// What a request is performed with.
    fn means(&self, send: &Send) -> Means {
        Means {
            committer: self.committer.clone(),
            network: self.network.clone(),
            bot: self.bot,
            by: send.bot,
            ledger: self.ledger(send),
            cost: send.cost,
        }
    }

    fn ledger(&self, send: &Send) -> Option<Ledger> {
        self.scheduler.ledger(send.bot, send.chat).cloned()
    }

    fn offer_all(&mut self) -> Result<(), RelayError> {
        for entry in Entry::all(self.committer.store())? {
            self.offer(entry.id)?;
        }
        Ok(())
    }

    /// What came may be a part of an album that waits: it costs more now.
    fn weigh_album(&mut self, id: OutboxId) -> Result<(), RelayError> {
        let store = self.committer.store();
        let Some(entry) = Entry::find(store, id)? else { return Ok(()) };
        let Task::Team(TeamTask::Post { dialog, number }) = entry.task else { return Ok(()) };
        if Message::find(store, dialog, number)?.is_some_and(|message| message.album.is_some()) {
            let earlier: Vec<_> =
                self.taken.range(..id).filter(|(_, of)| **of == dialog).map(|(earlier, _)| *earlier).collect();
            earlier.into_iter().try_for_each(|earlier| self.offer(earlier))?;
        }
        Ok(())
    }

    /// Hands an entry to the scheduler, or keeps it until its thread is there. May be repeated.
    fn offer(&mut self, id: OutboxId) -> Result<(), RelayError> {
        let store = self.committer.store();
        let Some(entry) = Entry::find(store, id)? else { return Ok(()) };
        let Task::Team(task) = &entry.task else { return Ok(()) };
        let dialog = entry.task.dialog();
        if let Some(dialog) = dialog {
            self.taken.insert(id, dialog);
        }
        match (prepare::address(store, &entry, task)?, dialog) {
            (Address::At { chat, lane }, dialog) => {
                // Whoever sees first that the thread is there: what was kept for it goes before what came since.
                let earlier = dialog.and_then(|dialog| self.kept.remove(&dialog)).unwrap_or_default();
                for earlier in earlier.into_iter().filter(|earlier| *earlier != id) {
                    self.offer(earlier)?;
                }
                self.seat(chat)?;
                let since = prepare::millis(entry.at);
                let helpers = self.seated.get(&chat).map_or(&[][..], Vec::as_slice);
                let store = self.committer.store();
                let bot = carrier(store, self.bot, helpers, task)?;
                let cost = cost(store, task, &self.scheduler.policy().costs)?;
                let unit = Unit { id, chat, bot, since, cost, lane };
                self.scheduler.on_event(self.now(), Event::Enqueue(unit));
            }
            (Address::Waits, Some(dialog)) => {
                self.kept.entry(dialog).or_default().insert(id);
            }
            (Address::Waits, None) => {}
        }
        Ok(())
    }

    /// Tells the scheduler which helpers may write in a desk now. Where that has changed, what only one of them could do is
    /// given to another.
    fn seat(&mut self, chat: ChatId) -> Result<(), RelayError> {
        if self.helpers.is_empty() {
            return Ok(());
        }
        let helpers = HelperSeat::taken(self.committer.store(), chat)?;
        if self.seated.get(&chat) == Some(&helpers) {
            return Ok(());
        }
        self.scheduler.on_event(self.now(), Event::Seated { chat, helpers: helpers.clone() });
        if self.seated.insert(chat, helpers).is_some() {
            self.offer_all()?;
        }
        Ok(())
    }

    async fn settle(&mut self, send: &Send, verdict: Verdict) -> Result<(), RelayError> {
        let (now, id, ids) = (self.now(), send.id(), send.shape.ids());
        let event = match verdict {
            Verdict::Done => Event::Acked(id),
            Verdict::Opened(dialog) => {
                self.taken.remove(&id);
                self.scheduler.on_event(now, Event::Acked(id));
                // All of them at once, so that they keep their order, wherever they were before.
                let waiting: Vec<_> = self.taken.iter().filter(|(_, of)| **of == dialog).map(|(id, _)| *id).collect();
                for id in waiting {
                    self.offer(id)?;
                }
                return Ok(());
            }
            Verdict::Looked => {
                self.scheduler.on_event(now, Event::Acked(send.id()));
                return self.offer_all();
            }
            Verdict::Needless => {
                self.taken.remove(&id);
                Event::Failed(id)
            }
            Verdict::Elsewhere => Event::Failed(id),
            Verdict::Apart => Event::Apart(id),
            Verdict::RateLimited(wait) => Event::RateLimited { id, retry_after: wait.as_millis() as Millis },
            Verdict::Forbidden(chat) => {
                self.look_at(chat).await?;
                Event::Rests { id, pause: REST.as_millis() as Millis }
            }
            Verdict::HelperOut => Event::Rests { id, pause: REST.as_millis() as Millis },
            Verdict::NotSent => Event::NotSent(id),
            Verdict::Ambiguous => {
                mark(&self.committer, ids, State::Ambiguous).await?;
                Event::Ambiguous(id)
            }
        };
        if let Event::Acked(_) = event {
            for id in ids {
                self.taken.remove(id);
            }
        }
        let limited = matches!(event, Event::RateLimited { .. });
        self.scheduler.on_event(now, event);
        if limited {
            self.keep_block(send).await?;
        }
        // What is tried again may have moved with its thread while it was on its way.
        for id in ids {
            self.offer(*id)?;
        }
        Ok(())
    }

    /// A restart does not lift what Telegram asked for.
    async fn keep_block(&self, send: &Send) -> Result<(), RelayError> {
        let Some(ledger) = self.ledger(send) else { return Ok(()) };
        let Send { bot, chat, .. } = *send;
        warn!(bot.id = %bot, chat.id = chat.0, "The Bot API asks to wait; the bot is limited there for a while");
        self.committer
            .commit(|_| {
                let mut plan = Plan::nothing();
                plan.changes.put(Spent { bot, chat, ledger: ledger.clone() });
                Ok(plan)
            })
            .await
    }

    /// The bot cannot write to a desk: what is wrong with it is found out, and told where it is news. What is to be said
    /// there waits.
    async fn look_at(&self, chat: ChatId) -> Result<(), RelayError> {
        warn!(chat.id = chat.0, "The bot may not write to a desk; its messages wait");
        self.committer
            .commit(|store| {
                let mut plan = Plan::nothing();
                let look = Task::Team(TeamTask::CheckDesk { chat });
                // One look is enough for all that could not be sent.
                if Entry::all(store)?.iter().all(|entry| entry.task != look) {
                    plan.tasks.push(look);
                }
                Ok(plan)
            })
            .await
    }

    /// Resolves when the scheduler may have something to send though nothing happened.
    fn wakeup(&self) -> BoxFuture<'static, ()> {
        let now = self.now();
        match self.scheduler.next_wakeup() {
            Some(at) => self.committer.clock().sleep(Duration::from_millis(at.saturating_sub(now))),
            None => Box::pin(std::future::pending()),
        }
    }

    /// The time of day by a clock that never goes back.
    fn now(&self) -> Millis {
        self.epoch + self.committer.clock().uptime().as_millis() as Millis
    }
}
