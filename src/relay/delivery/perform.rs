//! One request to the team: made from the entries it stands for, performed, and its receipt committed.

use super::{
    super::{
        Card, Committer, Desk, Entry, Message, Place, Plan, Post, RelayError, State, Task, TeamTask, Timer, card,
        plan::{assignment, bind, guard, helpers, making, previews, receipt, replay, timers},
        scheduler::{Ledger, Shape},
        spent::Spent,
    },
    finish, finish_all, mark,
    merged::Merged,
    prepare::{self, Address, Prepared},
};
use crate::{
    domain::{
        BotId, BotRight, ChatId, ContentKind, DeskFailure, DeskProblem, DialogId, DialogNews, FailureReason, Line,
        OutboxId, ReplyTo, RichText, TopicId,
    },
    ports::{Body, FileOf, TeamAction, TeamError, TeamNetwork, TeamReceipt, TeamSend, UPLOAD_LIMIT},
    store::{Store, StoreError, Stored},
};
use std::{sync::Arc, time::Duration};
use tracing::{debug, error, warn};

/// How long a file is waited for whose account has no connection.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// How a request ended.
pub(super) enum Verdict {
    Done,
    /// Nothing had to be sent.
    Needless,
    /// Done, and the thread of this dialog is there now.
    Opened(DialogId),
    /// Done, and what could not go into a desk before may go there now.
    Looked,
    /// It cannot go where it was to go; where else is decided anew.
    Elsewhere,
    /// Its entries cannot share a message.
    Apart,
    /// The one that was to carry the others cannot.
    Uncarried,
    /// It is more by now than there is budget for.
    Grew,
    RateLimited(Duration),
    Forbidden(ChatId),
    /// A helper lost its place or its token: another bot sends it.
    HelperOut,
    NotSent,
    Ambiguous,
}

/// What a request needs besides its entries.
#[derive(Clone)]
pub(super) struct Means {
    pub committer: Committer,
    pub network: Arc<dyn TeamNetwork>,
    /// The main bot, and the one that makes this request.
    pub bot: BotId,
    pub by: BotId,
    /// What counts against the bot in the chat, where that is limited; and what this request adds.
    pub ledger: Option<Ledger>,
    pub cost: u32,
    /// As how many messages Telegram may count it.
    pub weight: u32,
}

impl Means {
    /// The helper that makes a request, where it is one.
    fn helper(&self, send: &TeamSend) -> Option<BotId> {
        (send.bot != self.bot).then_some(send.bot)
    }
}

/// One of the entries that go with a request.
struct Part {
    /// As it was read before the request was made.
    entry: Stored<Entry>,
    task: TeamTask,
    prepared: Prepared,
}

/// Performs entries as one request and commits their receipt.
pub(super) async fn send(means: &Means, shape: &Shape) -> Result<Verdict, RelayError> {
    let Means { committer, network, by, .. } = means;
    let (store, ids) = (committer.store(), shape.ids());
    let mut parts = Vec::with_capacity(ids.len());
    let mut verdict = Verdict::Done;
    for id in ids {
        while let Some(entry) = Entry::find(store, *id)?
            && let Task::Team(task) = &entry.task
        {
            if let Address::Waits = prepare::address(store, &entry, task)? {
                return Ok(Verdict::Elsewhere);
            }
            if let Some(prepared) = prepare::team(store, *by, &entry, task)? {
                let task = task.clone();
                parts.push(Part { entry, task, prepared });
                break;
            }
            if committer.drop_needless(&entry).await? {
                verdict = ended(task);
            }
        }
    }
    let Some(first) = parts.first() else { return Ok(verdict) };
    let together = together(store, &parts, shape)?;
    let Some(mut request) = request(store, &parts, together.as_ref())? else { return Ok(Verdict::Apart) };
    if let TeamAction::PostAlbum { album, .. } = &request.action
        && album.len() > means.weight as usize
    {
        return Ok(Verdict::Grew);
    }
    let mut otherwise = first.prepared.otherwise.clone();
    let fresh = parts.iter().filter(|part| part.entry.state == State::Pending && !part.prepared.repeatable);
    let fresh: Vec<_> = fresh.map(|part| part.entry.id).collect();
    mark(committer, &fresh, State::Sending { since: committer.now() }).await?;
    loop {
        debug!(outbox.id = first.entry.id.0, entries = parts.len(), "a send to the team begins");
        match network.perform(&request).await {
            Ok(receipt) => return done(means, &parts, together.as_ref(), &request, receipt).await,
            // An account that stays away must not keep everybody else's messages waiting behind a file of its client.
            Err(TeamError::NotSent) if together.is_none() && holds_up(committer, first, &request.action) => {
                let away = TeamError::Refused(FailureReason::AccountLoggedOut);
                match lesser(&first.task, &request.action, &away, &mut otherwise) {
                    Some(action) => request.action = action,
                    None => return Ok(Verdict::NotSent),
                }
            }
            Err(error) => match lesser(&first.task, &request.action, &error, &mut otherwise) {
                Some(action) => request.action = action,
                None => {
                    let verdict = failed(means, &parts, together.as_ref(), &request, error).await?;
                    if !matches!(verdict, Verdict::Ambiguous) {
                        // It did not arrive.
                        mark(committer, &fresh, State::Pending).await?;
                    }
                    return Ok(verdict);
                }
            },
        }
    }
}

/// What shares a message, where several are to, or an album is to be one line.
fn together(store: &Store, parts: &[Part], shape: &Shape) -> Result<Option<Merged>, StoreError> {
    let Shape::Lines { ids, carrier } = shape else { return Ok(None) };
    if parts.len() < 2 && ids.len() > 1 {
        return Ok(None);
    }
    let carrier = parts.iter().position(|part| Some(part.entry.id) == *carrier);
    Merged::read(store, parts.iter().map(|part| &*part.entry), carrier)
}

/// The request for all of them; `None` when they cannot share a message any more.
fn request(store: &Store, parts: &[Part], together: Option<&Merged>) -> Result<Option<TeamSend>, StoreError> {
    let Some((first, others)) = parts.split_first() else { return Ok(None) };
    let send = first.prepared.send.clone();
    let Some(together) = together else { return Ok(others.is_empty().then_some(send)) };
    let place = |part: &Part| (part.prepared.send.chat, thread_of(&part.prepared.send.action));
    if others.iter().any(|other| place(other) != place(first)) {
        return Ok(None);
    }
    Ok(together.action(store, send.reader, &send.action)?.map(|action| TeamSend { action, ..send }))
}

fn thread_of(action: &TeamAction) -> Option<TopicId> {
    match action {
        TeamAction::Post { thread, .. } => *thread,
        TeamAction::PostAlbum { thread, .. } => Some(*thread),
        _ => None,
    }
}

/// Whether a file has waited so long for its account that a line takes its place.
fn holds_up(committer: &Committer, part: &Part, action: &TeamAction) -> bool {
    let file = matches!(action, TeamAction::Post { body: Body::Media(_), .. } | TeamAction::PostAlbum { .. });
    file && committer.now().duration_since(part.entry.at).unsigned_abs() > LONGEST_WAIT
}

/// What is tried at once in place of a refused request, so that it keeps its place: without a reply to what is gone,
/// what was meant for that case, and at least a line that there was something (never silently).
///
/// Of several in one message none may take the place of all.
fn lesser(
    task: &TeamTask,
    action: &TeamAction,
    error: &TeamError,
    otherwise: &mut Option<TeamAction>,
) -> Option<TeamAction> {
    if let (TeamError::Refused(_), Some(action)) = (error, otherwise.take()) {
        return Some(action);
    }
    let (thread, body, reply_to) = match (action, error) {
        (TeamAction::Post { thread, body, reply_to }, _) => (thread, body, reply_to),
        (TeamAction::PostAlbum { thread, album, reply_to: Some(_) }, TeamError::MessageGone) => {
            return Some(TeamAction::PostAlbum { thread: *thread, album: album.clone(), reply_to: None });
        }
        // One of them is refused: each goes by itself, this one first.
        (TeamAction::PostAlbum { thread, album, reply_to }, TeamError::Refused(_))
            if matches!(task, TeamTask::Post { .. }) =>
        {
            let body = Body::Media(Box::new(album.first().filter(|first| first.lines.is_empty())?.clone()));
            return Some(TeamAction::Post { thread: Some(*thread), body, reply_to: reply_to.clone() });
        }
        _ => return None,
    };
    match (error, body) {
        // What is quoted may stand there in other words.
        (TeamError::MessageGone, _) if reply_to.as_ref().is_some_and(|reply| reply.quote.is_some()) => {
            let reply_to = reply_to.as_ref().map(|reply| ReplyTo { message: reply.message, quote: None });
            Some(TeamAction::Post { thread: *thread, body: body.clone(), reply_to })
        }
        (TeamError::MessageGone, _) if reply_to.is_some() => {
            Some(TeamAction::Post { thread: *thread, body: body.clone(), reply_to: None })
        }
        (TeamError::Refused(reason), Body::Text(_)) => {
            error!(?reason, "The Bot API refused a text; a line takes its place");
            let line = Line::ContentShown { kind: ContentKind::Unsupported, caption: RichText::default() };
            Some(TeamAction::Post { thread: *thread, body: Body::Line(line), reply_to: reply_to.clone() })
        }
        (TeamError::Refused(reason), Body::Media(shown)) if shown.lines.is_empty() => {
            warn!(?reason, "A file cannot be shown in a thread; a line takes its place");
            let (file, from) = (shown.media.file(), shown.from);
            let size = file.map_or(0, |file| file.size);
            let on_request = match from.file {
                FileOf::Message(message) if *reason == FailureReason::TooLarge && size <= UPLOAD_LIMIT => {
                    Some((from.dialog, message))
                }
                FileOf::Message(_) | FileOf::Portrait => None,
            };
            let line = Line::FileNotShown {
                kind: shown.media.kind(),
                name: file.and_then(|file| file.name.clone()),
                size,
                reason: reason.clone(),
                caption: shown.media.caption.clone(),
                on_request,
            };
            Some(TeamAction::Post { thread: *thread, body: Body::Line(line), reply_to: reply_to.clone() })
        }
        _ => None,
    }
}

async fn done(
    means: &Means,
    parts: &[Part],
    together: Option<&Merged>,
    send: &TeamSend,
    receipt: TeamReceipt,
) -> Result<Verdict, RelayError> {
    let committer = &means.committer;
    let ids: Vec<_> = parts.iter().map(|part| part.entry.id).collect();
    let now = prepare::millis(committer.now());
    finish_all(committer, &ids, |store| {
        let mut plan = Plan::nothing();
        if let Some(together) = together {
            plan.absorb(shared(store, means, parts, together, send, &receipt)?);
        }
        for part in parts.iter().filter(|_| together.is_none()) {
            plan.absorb(follows(store, means, part, send, &receipt)?);
            // What changed on a card while it was on its way follows; the others compare what they showed.
            if let TeamTask::Card { .. } = part.task
                && Entry::find(store, part.entry.id)?.is_some_and(|now| !now.is_as(&part.entry))
            {
                plan.team(part.task.clone());
            }
        }
        if let Some(mut ledger) = means.ledger.clone().filter(|_| means.cost > 0 && receipt != TeamReceipt::Unchanged) {
            ledger.spent.push_back((now, means.cost));
            plan.changes.put(Spent { bot: send.bot, chat: send.chat, ledger });
        }
        Ok(plan)
    })
    .await?;
    if receipt == TeamReceipt::Unchanged {
        return Ok(Verdict::Needless);
    }
    for part in parts.iter().filter(|part| matches!(part.task, TeamTask::Post { .. })) {
        let lag = committer.now().duration_since(part.entry.at).as_secs_f64();
        metrics::histogram!("pult_thread_lag_seconds").record(lag.max(0.0));
    }
    Ok(parts.first().map_or(Verdict::Done, |part| ended(&part.task)))
}

/// What follows for messages that stand in one.
fn shared(
    store: &Store,
    means: &Means,
    parts: &[Part],
    together: &Merged,
    send: &TeamSend,
    receipt: &TeamReceipt,
) -> Result<Plan, StoreError> {
    let dialog = parts.first().and_then(|part| Task::Team(part.task.clone()).dialog());
    let message = match receipt {
        TeamReceipt::Posted { message } => Some(*message),
        TeamReceipt::PostedAlbum(messages) => messages.first().copied(),
        _ => None,
    };
    let (Some(dialog), Some(message)) = (dialog, message) else { return Ok(Plan::nothing()) };
    let (bot, helper, chat, topic) = (means.bot, means.helper(send), send.chat, thread_of(&send.action));
    let post = Post { bot, helper, chat, message, topic, line: None, carrier: None, revision: 0 };
    receipt::posted(store, dialog, &together.posts(receipt, post))
}

/// What follows from one of the entries.
fn follows(
    store: &Store,
    means: &Means,
    part: &Part,
    send: &TeamSend,
    receipt: &TeamReceipt,
) -> Result<Plan, StoreError> {
    let Part { task, prepared, .. } = part;
    let now = means.committer.now();
    Ok(match (task, receipt) {
        (TeamTask::OpenThread { dialog }, TeamReceipt::Opened { thread }) => {
            let TeamAction::OpenThread { state, .. } = &send.action else { return Ok(Plan::nothing()) };
            receipt::opened(store, now, *dialog, send.chat, *thread, *state)?
        }
        (TeamTask::Post { dialog, number }, TeamReceipt::Posted { message }) => {
            let (topic, revision) = (thread_of(&send.action), prepared.revision);
            let (bot, helper, chat, message) = (means.bot, means.helper(send), send.chat, *message);
            let post = Post { bot, helper, chat, message, topic, line: None, carrier: None, revision };
            let mut plan = receipt::posted(store, *dialog, &[(*number, post)])?;
            // What takes no words is followed by the mark that would stand over them.
            if part.entry.state == State::Ambiguous && takes_no_words(&send.action) {
                let line = Line::PossibleDuplicate { text: RichText::default() };
                plan.team(TeamTask::Say { place: Place::Thread { dialog: *dialog, reply_to: Some(*number) }, line });
            }
            plan
        }
        (TeamTask::Post { dialog, .. }, TeamReceipt::PostedAlbum(messages)) => {
            let TeamAction::PostAlbum { thread, album, .. } = &send.action else { return Ok(Plan::nothing()) };
            let mut posts = Vec::new();
            for (shown, message) in album.iter().zip(messages) {
                let FileOf::Message(client) = shown.from.file else { continue };
                let Some(of) = Message::of_client(store, shown.from.dialog, client)? else { continue };
                // What happened meanwhile shows itself by the words.
                let same = of.content.words() == &shown.media.caption && of.deleted.is_none();
                let revision = if same { of.revision } else { of.revision.saturating_sub(1) };
                let (bot, helper, chat, message) = (means.bot, means.helper(send), send.chat, *message);
                let topic = Some(*thread);
                posts
                    .push((of.number, Post { bot, helper, chat, message, topic, line: None, carrier: None, revision }));
            }
            receipt::posted(store, *dialog, &posts)?
        }
        (TeamTask::Show { member, view, place }, TeamReceipt::Posted { message }) => {
            receipt::opened_panel(store, *member, view, (*place, *message), now)?
        }
        (TeamTask::Follow { member }, TeamReceipt::Posted { message }) => receipt::followed(store, *member, *message)?,
        (TeamTask::CheckDesk { chat }, TeamReceipt::Looked { problems, entrance }) => {
            guard::looked(store, now, *chat, problems, entrance.clone())?
        }
        (TeamTask::OpenDesk { pair, .. }, TeamReceipt::Looked { problems, entrance }) => {
            making::looked(store, now, *pair, problems, entrance.as_deref())?
        }
        (TeamTask::Transcript { dialog, numbers }, TeamReceipt::Posted { message }) => {
            let TeamAction::Post { thread, .. } = &send.action else { return Ok(Plan::nothing()) };
            let (bot, chat, message, topic) = (send.bot, send.chat, *message, *thread);
            let post = Post { bot, helper: None, chat, message, topic, line: None, carrier: None, revision: 0 };
            assignment::replayed_at(store, *dialog, numbers, post)?
        }
        (TeamTask::Say { line: Line::Transcript { dialog, said, .. }, .. }, TeamReceipt::Posted { message }) => {
            replay::stands(store, *dialog, said, (send.bot, send.chat, *message))?
        }
        (TeamTask::Say { line: Line::Dialog { dialog, news }, .. }, TeamReceipt::Posted { message }) => match news {
            DialogNews::WillSend { number, .. } => {
                timers::said(store, *dialog, Timer::SEND, *number, send.chat, *message)?
            }
            DialogNews::WillRemind { number, .. } => {
                timers::said(store, *dialog, Timer::REMIND, *number, send.chat, *message)?
            }
            _ => Plan::nothing(),
        },
        (TeamTask::Title { dialog } | TeamTask::Name { dialog }, TeamReceipt::Done) => match &send.action {
            TeamAction::Title { state, .. } => receipt::titled(store, *dialog, *state)?,
            _ => Plan::nothing(),
        },
        (TeamTask::Card { dialog }, TeamReceipt::Card(placed)) => {
            let TeamAction::Card { thread, standing, .. } = &send.action else { return Ok(Plan::nothing()) };
            let (bot, chat, message, print) = (send.bot, send.chat, placed.message, placed.print);
            let card = Card { dialog: *dialog, bot, chat, topic: *thread, message, print };
            card::placed(store, card, standing.is_none_or(|standing| standing.message != message))?
        }
        (TeamTask::Preview { dialog, random_id }, TeamReceipt::Posted { message }) => {
            previews::shown(store, send.bot, *dialog, *random_id, (send.chat, *message))?
        }
        (TeamTask::Remove { chat, user }, _) => guard::went(store, now, *chat, &[*user])?,
        (TeamTask::Update { dialog, number }, _) => receipt::updated(store, *dialog, *number, prepared.revision)?,
        (TeamTask::React { dialog, number }, _) => {
            receipt::reacted(store, *dialog, *number, send.bot, prepared.reaction)?
        }
        _ => Plan::nothing(),
    })
}

/// Whether no words can stand with it that say it may be there twice.
fn takes_no_words(action: &TeamAction) -> bool {
    matches!(action, TeamAction::Post { body: Body::Media(shown), .. } if !shown.media.takes_caption())
}

/// The entry is out of the outbox.
fn ended(task: &TeamTask) -> Verdict {
    match task {
        TeamTask::OpenThread { dialog } => Verdict::Opened(*dialog),
        TeamTask::CheckDesk { .. } | TeamTask::Remove { .. } => Verdict::Looked,
        _ => Verdict::Done,
    }
}

async fn failed(
    means: &Means,
    parts: &[Part],
    together: Option<&Merged>,
    send: &TeamSend,
    error: TeamError,
) -> Result<Verdict, RelayError> {
    let committer = &means.committer;
    if let Some(helper) = means.helper(send)
        && let Some(verdict) = helper_failed(committer, helper, send.chat, &error).await?
    {
        return Ok(verdict);
    }
    let Some(Part { entry, task, .. }) = parts.first() else { return Ok(Verdict::Done) };
    let (id, chat) = (entry.id, send.chat);
    if let (TeamTask::Remove { user, .. }, TeamError::Forbidden | TeamError::Refused(_)) = (task, &error) {
        warn!(chat.id = chat.0, "somebody who may not be in a desk cannot be removed from it");
        finish(committer, id, |store| guard::stays(store, committer.now(), chat, *user)).await?;
        return Ok(Verdict::Done);
    }
    if let (TeamTask::OpenDesk { pair, .. }, TeamError::Forbidden | TeamError::Refused(_)) = (task, &error) {
        let failure = match &error {
            TeamError::Refused(reason) => making::meaning(reason.clone()),
            _ => DeskFailure::Unfit(vec![DeskProblem::Missing(BotRight::InviteUsers)]),
        };
        warn!(chat.id = chat.0, ?failure, "the way into a desk could not be made");
        finish(committer, id, |store| making::failed(store, committer.now(), *pair, failure.clone())).await?;
        return Ok(Verdict::Done);
    }
    if let (TeamTask::Fetched { dialog, message, rest }, TeamError::Refused(_)) = (task, &error)
        && !rest.is_empty()
    {
        finish(committer, id, |_| Ok(replay::one_by_one(*dialog, message, rest))).await?;
        return Ok(Verdict::Done);
    }
    let dialog = Task::Team(task.clone()).dialog();
    let carried = together.is_some_and(Merged::has_carrier);
    Ok(match error {
        // An account that is away holds up its file, and nothing else.
        TeamError::NotSent | TeamError::MessageGone | TeamError::Refused(_) if carried => Verdict::Uncarried,
        TeamError::RateLimited(wait) => Verdict::RateLimited(wait),
        // The main bot's: whoever takes its updates says so and ends the service.
        TeamError::NotSent | TeamError::TokenRefused => Verdict::NotSent,
        TeamError::Ambiguous => Verdict::Ambiguous,
        TeamError::ThreadGone => match (dialog, &send.action) {
            (
                Some(dialog),
                TeamAction::Post { thread: Some(topic), .. }
                | TeamAction::PostAlbum { thread: topic, .. }
                | TeamAction::Card { thread: topic, .. },
            ) => {
                warn!(outbox.id = id.0, chat.id = chat.0, "A thread is gone; another one is opened");
                committer.commit(|store| bind::reopen(store, dialog, chat, *topic)).await?;
                Verdict::Elsewhere
            }
            _ => drop_entry(committer, id, "its topic is gone").await?,
        },
        TeamError::Forbidden if chat.0 > 0 => {
            drop_entry(committer, id, "the person does not let the bot write").await?
        }
        TeamError::Forbidden if dialog.is_none() && Desk::find(committer.store(), chat)?.is_none() => {
            drop_entry(committer, id, "the bot may not write to that group").await?
        }
        TeamError::Forbidden | TeamError::Migrated(_) | TeamError::ThreadClosed => Verdict::Forbidden(chat),
        TeamError::MessageGone | TeamError::Refused(_) if together.is_some() => Verdict::Apart,
        TeamError::MessageGone if matches!(task, TeamTask::Card { .. } | TeamTask::Pin { .. }) => {
            finish(committer, id, |store| match dialog {
                Some(dialog) => card::lost(store, dialog),
                None => Ok(Plan::nothing()),
            })
            .await?;
            Verdict::Done
        }
        // A reaction goes with its message.
        TeamError::MessageGone if matches!(task, TeamTask::React { .. } | TeamTask::Nod { .. }) => {
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

/// A helper cannot speak in a desk: its place there, or it altogether, is given up until it is made good, and whatever it
/// was to say is said by another. `None` where the reason is not the helper.
async fn helper_failed(
    committer: &Committer,
    helper: BotId,
    chat: ChatId,
    error: &TeamError,
) -> Result<Option<Verdict>, RelayError> {
    match error {
        TeamError::Forbidden | TeamError::ThreadClosed | TeamError::Migrated(_) => {
            warn!(bot.id = %helper, chat.id = chat.0, "A helper may not write to a desk; the others carry on");
            committer.commit(|store| helpers::shut_out(store, chat, helper)).await?;
        }
        TeamError::TokenRefused => {
            error!(bot.id = %helper, "Telegram refuses a helper's token; the others carry on");
            committer.commit(|store| helpers::refused(store, helper)).await?;
        }
        _ => return Ok(None),
    }
    Ok(Some(Verdict::HelperOut))
}

async fn drop_entry(committer: &Committer, id: OutboxId, why: &str) -> Result<Verdict, RelayError> {
    warn!(outbox.id = id.0, "A send to the team was given up: {why}");
    finish(committer, id, |_| Ok(Plan::nothing())).await?;
    Ok(Verdict::Done)
}
