//! From the outbox to the team, at the pace of the scheduler.

use super::{
    super::{
        Committer, Entry, HelperSeat, Message, Plan, RelayError, State, Task, TeamTask, album,
        scheduler::{Event, Form, Lane, Ledger, Millis, Policy, Scheduler, Send, Unit},
        spent::Spent,
    },
    carrier::carrier,
    cost::cost,
    finish, finish_all, mark,
    perform::{Means, Verdict, send},
    prepare::{self, Address, joins_an_album},
};
use crate::{
    domain::{AlbumId, BotId, ChatId, DialogId, OutboxId},
    ports::TeamNetwork,
};
use futures::future::BoxFuture;
use jiff::Timestamp;
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
    /// Albums of clients that wait to be posted, by when each part came. The first stands with the scheduler for all.
    albums: HashMap<(DialogId, AlbumId), BTreeMap<OutboxId, Timestamp>>,
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
            albums: HashMap::new(),
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
                    let verdict = send(&means, &going.shape).await;
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
        let (mut cut_off, mut largest) = (Vec::new(), 1);
        for entry in Entry::all(store)? {
            if let (Task::Team(task), State::Sending { .. }) = (&entry.task, entry.state) {
                warn!(outbox.id = entry.id.0, "A send was cut off by a restart; it is repeated, marked as such");
                cut_off.push(entry.id);
                largest = largest.max(cost(store, task, &self.scheduler.policy().costs)?);
            }
        }
        for bot in [self.bot].iter().chain(&self.helpers) {
            for spent in Spent::by(store, *bot)? {
                let mut ledger = spent.ledger.clone();
                // Something may have been on its way when the process died, and have arrived.
                ledger.spent.push_back((self.now(), largest));
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
            weight: send.weight,
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

    /// Puts a part of an album that waits to the others, and says which of them goes for all. Nothing for any other entry.
    fn join_album(&mut self, entry: &Entry) -> Result<Option<(OutboxId, Millis)>, RelayError> {
        let Task::Team(TeamTask::Post { dialog, number }) = entry.task else { return Ok(None) };
        let message = Message::find(self.committer.store(), dialog, number)?;
        let Some(message) = message.filter(|message| message.post.is_none() && joins_an_album(message)) else {
            return Ok(None);
        };
        let Some(album) = message.album else { return Ok(None) };
        let parts = self.albums.entry((dialog, album)).or_default();
        parts.insert(entry.id, entry.at);
        let first = parts.first_key_value().map_or(entry.id, |(first, _)| *first);
        let complete = album::complete_at(parts.values().copied()).map_or(0, prepare::millis);
        // Clocks are set: nothing lies far in the future.
        let complete = complete.min(self.now() + album::PATIENCE.as_millis() as Millis);
        Ok(Some((first, complete)))
    }

    /// Of albums whose first part is out of the outbox, what went with it is done, and what did not begins another.
    async fn leave_albums(&mut self, ids: &[OutboxId]) -> Result<(), RelayError> {
        let mut ids = ids.to_vec();
        for index in (0..ids.len()).rev() {
            if Entry::find(self.committer.store(), ids[index])?.is_some() {
                ids.swap_remove(index);
            }
        }
        let over = self.albums.iter().filter(|(_, parts)| ids.iter().any(|id| parts.contains_key(id)));
        let over: Vec<_> = over.map(|(album, _)| *album).collect();
        for parts in over.into_iter().filter_map(|album| self.albums.remove(&album)).collect::<Vec<_>>() {
            let (mut gone, mut left) = (Vec::new(), Vec::new());
            for id in parts.into_keys().filter(|id| !ids.contains(id)) {
                let to = if self.is_posted(id)? { &mut gone } else { &mut left };
                to.push(id);
            }
            finish_all(&self.committer, &gone, |_| Ok(Plan::nothing())).await?;
            self.taken.retain(|id, _| !gone.contains(id));
            left.into_iter().try_for_each(|id| self.offer(id))?;
        }
        Ok(())
    }

    fn is_posted(&self, id: OutboxId) -> Result<bool, RelayError> {
        let store = self.committer.store();
        let Some(Task::Team(TeamTask::Post { dialog, number })) =
            Entry::find(store, id)?.map(|entry| entry.task.clone())
        else {
            return Ok(false);
        };
        Ok(Message::find(store, dialog, number)?.is_some_and(|message| message.post.is_some()))
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
            (Address::At { chat, mut lane }, dialog) => {
                // Whoever sees first that the thread is there: what was kept for it goes before what came since.
                let earlier = dialog.and_then(|dialog| self.kept.remove(&dialog)).unwrap_or_default();
                for earlier in earlier.into_iter().filter(|earlier| *earlier != id) {
                    self.offer(earlier)?;
                }
                let complete = match self.join_album(&entry)? {
                    Some((first, _)) if first != id => return self.offer(first),
                    Some((_, complete)) => complete,
                    None => 0,
                };
                self.seat(chat)?;
                let since = prepare::millis(entry.at);
                let helpers = self.seated.get(&chat).map_or(&[][..], Vec::as_slice);
                let store = self.committer.store();
                let bot = carrier(store, self.bot, helpers, task)?;
                let cost = cost(store, task, &self.scheduler.policy().costs)?;
                if let Lane::Client { form, .. } = &mut lane {
                    match form {
                        Form::Album { complete: moment, .. } => *moment = complete,
                        // What the main bot alone can bring must not hold up what helpers can say.
                        Form::Media { .. } if bot.is_some() && !helpers.is_empty() => *form = Form::Other,
                        _ => {}
                    }
                }
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
            Verdict::Uncarried => Event::Uncarried(id),
            Verdict::Grew => Event::Rests { id, pause: 0 },
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
        let counts = limited || matches!(event, Event::Ambiguous(_));
        let over = matches!(event, Event::Acked(_) | Event::Failed(_));
        self.scheduler.on_event(now, event);
        if limited {
            warn!(bot.id = %send.bot, chat.id = send.chat.0, "The Bot API asks to wait; the bot is limited there for a while");
        }
        if counts {
            self.keep_ledger(send).await?;
        }
        if over {
            self.leave_albums(ids).await?;
        }
        // What is tried again may have moved with its thread while it was on its way.
        for id in ids {
            self.offer(*id)?;
        }
        Ok(())
    }

    /// A restart neither lifts what Telegram asked for nor forgets what may have arrived.
    async fn keep_ledger(&self, send: &Send) -> Result<(), RelayError> {
        let Some(ledger) = self.ledger(send) else { return Ok(()) };
        let Send { bot, chat, .. } = *send;
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
