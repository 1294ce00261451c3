//! From the outbox to the team, at the pace of the scheduler.

use super::{
    super::{
        Committer, Entry, Message, Place, Plan, Post, RelayError, State, Task, TeamTask,
        plan::{bind, receipt},
        scheduler::{Budget, Event, Scheduler, Unit},
    },
    finish, mark,
    prepare::{self, Address},
};
use crate::{
    domain::{BotId, BotRight, ChatId, ContentKind, DeskProblem, DialogId, FailureReason, Line, OutboxId, RichText},
    ports::{Body, TeamAction, TeamError, TeamNetwork, TeamReceipt, TeamSend},
    team::Member,
};
use futures::future::BoxFuture;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
    time::Duration,
};
use tokio::{sync::broadcast::error::RecvError, task::JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::{debug, error, warn};

/// How long a chat rests that the bot may not write to, before it is tried again.
const REST: Duration = Duration::from_secs(60);

/// How long a file is waited for whose account has no connection.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// Sends what the outbox holds for the team. One per bot.
pub struct TeamDelivery {
    committer: Committer,
    network: Arc<dyn TeamNetwork>,
    bot: BotId,
    scheduler: Scheduler,
    /// Entries that belong to a dialog, whether with the scheduler or kept until their thread is there.
    taken: BTreeMap<OutboxId, DialogId>,
    /// Chats the bot may not write to, of which somebody was told.
    told: HashSet<ChatId>,
}

/// How a request ended.
enum Verdict {
    Done,
    /// Done, and the thread of this dialog is there now.
    Opened(DialogId),
    /// It cannot go where it was to go; where else is decided anew.
    Elsewhere,
    RateLimited(Duration),
    Forbidden(ChatId),
    NotSent,
    Ambiguous,
}

impl TeamDelivery {
    pub fn new(committer: Committer, network: Arc<dyn TeamNetwork>, bot: BotId, budget: Budget) -> TeamDelivery {
        TeamDelivery {
            committer,
            network,
            bot,
            scheduler: Scheduler::new(budget),
            taken: BTreeMap::new(),
            told: HashSet::new(),
        }
    }

    /// Sends until stopped, then waits for what is on its way. An error is one of the store: nothing can go on.
    pub async fn run(mut self, stop: CancellationToken) -> Result<(), RelayError> {
        let mut news = self.committer.news();
        self.resume().await?;
        let mut flying: JoinSet<(OutboxId, Result<Verdict, RelayError>)> = JoinSet::new();
        let mut ids: HashMap<tokio::task::Id, OutboxId> = HashMap::new();
        loop {
            while !stop.is_cancelled()
                && let Some(id) = self.scheduler.poll(self.now())
            {
                let (committer, network, bot) = (self.committer.clone(), self.network.clone(), self.bot);
                let task = flying.spawn(async move { (id, send(&committer, &*network, bot, id).await) });
                ids.insert(task.id(), id);
            }
            if stop.is_cancelled() && flying.is_empty() {
                return Ok(());
            }
            let wakeup = self.wakeup();
            tokio::select! {
                ended = flying.join_next_with_id(), if !flying.is_empty() => match ended {
                    Some(Ok((task, (id, verdict)))) => {
                        ids.remove(&task);
                        self.settle(id, verdict?).await?;
                    }
                    Some(Err(panic)) => if let Some(id) = ids.remove(&panic.id()) {
                        error!(outbox.id = id.0, "A send to the team panicked; it is tried again");
                        self.settle(id, Verdict::Ambiguous).await?;
                        // It may have opened a thread before.
                        self.offer_all()?;
                    },
                    None => {}
                },
                fresh = news.recv() => match fresh {
                    Ok(ids) => for id in ids { self.offer(id)? },
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
        for entry in Entry::all(self.committer.store())? {
            if let (Task::Team(_), State::Sending { .. }) = (&entry.task, entry.state) {
                warn!(outbox.id = entry.id.0, "A send was cut off by a restart; it is repeated, marked as such");
                mark(&self.committer, entry.id, State::Ambiguous).await?;
            }
        }
        self.offer_all()
    }

    fn offer_all(&mut self) -> Result<(), RelayError> {
        for entry in Entry::all(self.committer.store())? {
            self.offer(entry.id)?;
        }
        Ok(())
    }

    /// Hands an entry to the scheduler, or keeps it until its thread is there. May be repeated.
    fn offer(&mut self, id: OutboxId) -> Result<(), RelayError> {
        let store = self.committer.store();
        let Some(entry) = Entry::find(store, id)? else { return Ok(()) };
        let Task::Team(task) = &entry.task else { return Ok(()) };
        if let Some(dialog) = entry.task.dialog() {
            self.taken.insert(id, dialog);
        }
        if let Address::At { chat, lane } = prepare::address(store, task)? {
            let unit = Unit { id, bot: self.bot, chat, lane, cost: cost(task) };
            self.scheduler.on_event(self.now(), Event::Enqueue(unit));
        }
        Ok(())
    }

    async fn settle(&mut self, id: OutboxId, verdict: Verdict) -> Result<(), RelayError> {
        let now = self.now();
        let event = match verdict {
            Verdict::Done => {
                self.taken.remove(&id);
                Event::Acked(id)
            }
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
            Verdict::Elsewhere => Event::Failed(id),
            Verdict::RateLimited(wait) => Event::RateLimited { id, retry_after: wait.as_millis() as u64 },
            Verdict::Forbidden(chat) => {
                self.tell_forbidden(chat).await?;
                Event::RateLimited { id, retry_after: REST.as_millis() as u64 }
            }
            Verdict::NotSent => Event::NotSent(id),
            Verdict::Ambiguous => {
                mark(&self.committer, id, State::Ambiguous).await?;
                Event::Ambiguous(id)
            }
        };
        self.scheduler.on_event(now, event);
        // What is tried again may have moved with its thread while it was on its way.
        self.offer(id)
    }

    /// Tells the owners, once, that the bot cannot write to a group; what is to be said there waits.
    async fn tell_forbidden(&mut self, chat: ChatId) -> Result<(), RelayError> {
        if chat.0 > 0 || !self.told.insert(chat) {
            return Ok(());
        }
        warn!(chat.id = chat.0, "The bot may not write to a desk; its messages wait");
        self.committer
            .commit(|store| {
                let mut plan = Plan::nothing();
                for owner in Member::owners(store)? {
                    plan.team(TeamTask::Say {
                        place: Place::Panel(owner.id),
                        line: Line::DeskProblems(vec![
                            DeskProblem::BotNotAdmin,
                            DeskProblem::Missing(BotRight::ManageTopics),
                        ]),
                    });
                }
                Ok(plan)
            })
            .await
    }

    /// Resolves when the scheduler may have something to send though nothing happened.
    fn wakeup(&self) -> BoxFuture<'static, ()> {
        let now = self.now();
        match self.scheduler.next_wakeup(now) {
            Some(at) => self.committer.clock().sleep(Duration::from_millis(at.saturating_sub(now))),
            None => Box::pin(std::future::pending()),
        }
    }

    /// Milliseconds of a clock that never goes back.
    fn now(&self) -> u64 {
        self.committer.clock().uptime().as_millis() as u64
    }
}

fn cost(task: &TeamTask) -> u32 {
    match task {
        // Deleting is not metered.
        TeamTask::Delete { .. } => 0,
        _ => 1,
    }
}

/// Performs one entry and commits its receipt.
async fn send(
    committer: &Committer,
    network: &dyn TeamNetwork,
    bot: BotId,
    id: OutboxId,
) -> Result<Verdict, RelayError> {
    let store = committer.store();
    let Some(entry) = Entry::find(store, id)? else { return Ok(Verdict::Done) };
    let Task::Team(task) = &entry.task else { return Ok(Verdict::Done) };
    if let Address::Waits = prepare::address(store, task)? {
        return Ok(Verdict::Elsewhere);
    }
    if prepare::still_comes(store, committer.now(), &entry)? {
        return Ok(Verdict::NotSent);
    }
    let Some(mut prepared) = prepare::team(store, bot, &entry, task)? else {
        finish(committer, id, |_| Ok(Plan::nothing())).await?;
        return Ok(ended(task));
    };
    if !prepared.repeatable && entry.state == State::Pending {
        mark(committer, id, State::Sending { since: committer.now() }).await?;
    }
    loop {
        debug!(outbox.id = id.0, "a send to the team begins");
        match network.perform(&prepared.send).await {
            Ok(receipt) => return done(committer, id, task, &prepared, receipt).await,
            // An account that stays away must not keep everybody else's messages waiting behind a file of its client.
            Err(TeamError::NotSent) if holds_up(committer, &entry, &prepared.send.action) => {
                let away = TeamError::Refused(FailureReason::AccountLoggedOut);
                match lesser(&prepared.send.action, &away) {
                    Some(action) => prepared.send.action = action,
                    None => return Ok(Verdict::NotSent),
                }
            }
            Err(error) => match lesser(&prepared.send.action, &error) {
                Some(action) => prepared.send.action = action,
                None => {
                    let verdict = failed(committer, &entry, task, &prepared.send, error).await?;
                    if entry.state == State::Pending && !matches!(verdict, Verdict::Ambiguous) {
                        // It did not arrive.
                        mark(committer, id, State::Pending).await?;
                    }
                    return Ok(verdict);
                }
            },
        }
    }
}

/// Whether a file has waited so long for its account that a line takes its place.
fn holds_up(committer: &Committer, entry: &Entry, action: &TeamAction) -> bool {
    let file = matches!(action, TeamAction::Post { body: Body::Media(_), .. } | TeamAction::PostAlbum { .. });
    file && committer.now().duration_since(entry.at).unsigned_abs() > LONGEST_WAIT
}

/// What is tried at once in place of a refused post, so that it keeps its place: without a reply to what is gone, and
/// at least a line that there was something (never silently).
fn lesser(action: &TeamAction, error: &TeamError) -> Option<TeamAction> {
    let (thread, body, reply_to) = match (action, error) {
        (TeamAction::Post { thread, body, reply_to }, _) => (thread, body, reply_to),
        (TeamAction::PostAlbum { thread, album, reply_to: Some(_) }, TeamError::MessageGone) => {
            return Some(TeamAction::PostAlbum { thread: *thread, album: album.clone(), reply_to: None });
        }
        // One of them is refused: each goes by itself, this one first.
        (TeamAction::PostAlbum { thread, album, reply_to }, TeamError::Refused(_)) => {
            let body = Body::Media(Box::new(album.first()?.clone()));
            return Some(TeamAction::Post { thread: Some(*thread), body, reply_to: reply_to.clone() });
        }
        _ => return None,
    };
    match (error, body) {
        (TeamError::MessageGone, _) if reply_to.is_some() => {
            Some(TeamAction::Post { thread: *thread, body: body.clone(), reply_to: None })
        }
        (TeamError::Refused(reason), Body::Text(_)) => {
            error!(?reason, "The Bot API refused a text; a line takes its place");
            let line = Line::ContentShown { kind: ContentKind::Unsupported, caption: RichText::default() };
            Some(TeamAction::Post { thread: *thread, body: Body::Line(line), reply_to: reply_to.clone() })
        }
        (TeamError::Refused(reason), Body::Media(shown)) => {
            warn!(?reason, "A file cannot be shown in a thread; a line takes its place");
            let file = shown.media.file();
            let line = Line::FileNotShown {
                kind: shown.media.kind(),
                name: file.and_then(|file| file.name.clone()),
                size: file.map_or(0, |file| file.size),
                reason: reason.clone(),
                caption: shown.media.caption.clone(),
            };
            Some(TeamAction::Post { thread: *thread, body: Body::Line(line), reply_to: reply_to.clone() })
        }
        _ => None,
    }
}

async fn done(
    committer: &Committer,
    id: OutboxId,
    task: &TeamTask,
    prepared: &prepare::Prepared,
    receipt: TeamReceipt,
) -> Result<Verdict, RelayError> {
    let (bot, chat) = (prepared.send.bot, prepared.send.chat);
    finish(committer, id, |store| {
        Ok(match (task, &receipt) {
            (TeamTask::OpenThread { dialog }, TeamReceipt::Opened { thread }) => {
                receipt::opened(store, *dialog, chat, *thread)?
            }
            (TeamTask::Post { dialog, number }, TeamReceipt::Posted { message }) => {
                let topic = match &prepared.send.action {
                    TeamAction::Post { thread, .. } => *thread,
                    _ => None,
                };
                let post = Post { bot, chat, message: *message, topic, line: None, revision: prepared.revision };
                receipt::posted(store, *dialog, &[(*number, post)])?
            }
            (TeamTask::Post { dialog, .. }, TeamReceipt::PostedAlbum(messages)) => {
                let TeamAction::PostAlbum { thread, album, .. } = &prepared.send.action else {
                    return Ok(Plan::nothing());
                };
                let mut posts = Vec::new();
                for (shown, message) in album.iter().zip(messages) {
                    let Some(of) = Message::of_client(store, shown.from.dialog, shown.from.message)? else { continue };
                    // What happened meanwhile shows itself by the words.
                    let revision = if of.content.words() == &shown.media.caption && of.deleted.is_none() {
                        of.revision
                    } else {
                        of.revision.saturating_sub(1)
                    };
                    let topic = Some(*thread);
                    posts.push((of.number, Post { bot, chat, message: *message, topic, line: None, revision }));
                }
                receipt::posted(store, *dialog, &posts)?
            }
            (TeamTask::Show { member, view, .. }, TeamReceipt::Posted { message }) => {
                receipt::opened_panel(*member, view, *message, committer.now())
            }
            (TeamTask::Follow { member }, TeamReceipt::Posted { message }) => {
                receipt::followed(store, *member, *message)?
            }
            (TeamTask::Update { dialog, number }, _) => receipt::updated(store, *dialog, *number, prepared.revision)?,
            (TeamTask::React { dialog, number }, _) => receipt::reacted(store, *dialog, *number, prepared.reaction)?,
            _ => Plan::nothing(),
        })
    })
    .await?;
    Ok(ended(task))
}

/// The entry is out of the outbox.
fn ended(task: &TeamTask) -> Verdict {
    match task {
        TeamTask::OpenThread { dialog } => Verdict::Opened(*dialog),
        _ => Verdict::Done,
    }
}

async fn failed(
    committer: &Committer,
    entry: &Entry,
    task: &TeamTask,
    send: &TeamSend,
    error: TeamError,
) -> Result<Verdict, RelayError> {
    let (id, chat) = (entry.id, send.chat);
    Ok(match error {
        TeamError::RateLimited(wait) => Verdict::RateLimited(wait),
        TeamError::NotSent => Verdict::NotSent,
        TeamError::Ambiguous => Verdict::Ambiguous,
        TeamError::ThreadGone => match (entry.task.dialog(), &send.action) {
            (Some(dialog), TeamAction::Post { thread: Some(topic), .. }) => {
                warn!(outbox.id = id.0, chat.id = chat.0, "A thread is gone; another one is opened");
                committer.commit(|store| bind::reopen(store, dialog, chat, *topic)).await?;
                Verdict::Elsewhere
            }
            _ => drop_entry(committer, id, "its topic is gone").await?,
        },
        TeamError::Forbidden if chat.0 > 0 => {
            drop_entry(committer, id, "the person does not let the bot write").await?
        }
        TeamError::Forbidden | TeamError::Migrated(_) | TeamError::ThreadClosed => Verdict::Forbidden(chat),
        // A reaction goes with its message.
        TeamError::MessageGone if matches!(task, TeamTask::React { .. }) => {
            finish(committer, id, |_| Ok(Plan::nothing())).await?;
            Verdict::Done
        }
        TeamError::MessageGone => drop_entry(committer, id, "its message is gone").await?,
        TeamError::Refused(reason) => {
            error!(outbox.id = id.0, ?reason, "The Bot API refused a send");
            match task {
                TeamTask::OpenThread { .. } => Verdict::Forbidden(chat),
                _ => drop_entry(committer, id, "it is refused").await?,
            }
        }
    })
}

async fn drop_entry(committer: &Committer, id: OutboxId, why: &str) -> Result<Verdict, RelayError> {
    warn!(outbox.id = id.0, "A send to the team was given up: {why}");
    finish(committer, id, |_| Ok(Plan::nothing())).await?;
    Ok(Verdict::Done)
}
