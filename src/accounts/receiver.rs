//! Takes over what happens to an account.
//!
//! - **At least once**: the position moves only after the core said that the batch is durable, and a batch that failed comes again
//!   with the difference from the old position.
//! - **In order**: one task, one batch after the other, no batch abandoned half-way; to stop it, close its pump.

use super::connection::Link;
use super::convert::{self, Known, Lookup};
use super::errors::{Trouble, trouble};
use super::missed;
use super::sent::Sent;
use super::session::{AccountSession, SessionError};
use super::skipped::{self, Reread};
use crate::domain::{ClientMessageId, Message, PeerId, RandomId, UserId};
use crate::ports::{AccountIntake, ClientEvent, IntakeError};
use grammers_mtsender::{InvocationError, UpdatesConfiguration, UpdatesReceiver};
use grammers_session::updates::UpdatesLike;
use grammers_tl_types as tl;
use std::collections::BTreeSet;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

/// Messages that may be asked for in one request. <https://core.telegram.org/method/messages.getMessages>
const MESSAGES_AT_ONCE: usize = 100;

/// Why the receiver ended before it was told to.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    #[error("fetching updates")]
    Fetch(#[source] InvocationError),
    #[error("reading what the updates do not tell: {0:?}")]
    Read(Trouble),
    #[error("taking over updates")]
    Intake(#[from] IntakeError),
    #[error("keeping the position in the updates, or whom they introduced")]
    Position(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the session has no user")]
    NobodySignedIn,
}

/// Receives until `updates` end because their pump is closed (`Ok`), or something fails.
pub async fn receive(
    link: Link,
    updates: mpsc::Receiver<UpdatesLike>,
    closed: CancellationToken,
    intake: &dyn AccountIntake,
) -> Result<(), ReceiveError> {
    let session = &link.session;
    let own = session.own().ok_or(ReceiveError::NobodySignedIn)?;
    let handle = link.pool.thin.clone();
    let configuration = UpdatesConfiguration { catch_up: true };
    let mut receiver = UpdatesReceiver::create(handle, link.pool.session.clone(), updates, configuration)
        .await
        .map_err(ReceiveError::Position)?;
    let caught_up = || skipped::in_rooms(&link, own, intake);
    if patiently(&link, "messages.getHistory", &closed, caught_up).await?.is_none() {
        return Ok(());
    }
    let mut reread = Reread::default();
    loop {
        let (updates, users, chats) = match receiver.next().await {
            Ok(batch) => batch,
            Err(InvocationError::Dropped(_)) if closed.is_cancelled() => return Ok(()),
            // What was asked for is asked for again.
            Err(error) if waited(&link, "updates.getDifference", &trouble(&error), &closed).await => continue,
            Err(_) if closed.is_cancelled() => return Ok(()),
            Err(error) => return Err(ReceiveError::Fetch(error)),
        };
        // One batch at a time: two in one would hide which channels moved further than they tell ([`missed`]).
        let mut updates: Vec<tl::enums::Update> = updates.into_iter().map(|(update, _)| update).collect();
        introduce(session, &users, &chats).await.map_err(|error| ReceiveError::Position(error.into()))?;
        let follows = intake.followed(session.account())?.into_iter().map(|(room, _)| room).collect();
        let view = View { session, sent: &link.sent, follows };
        meet(&link, own, &updates, &view).await;
        let events = match updates.is_empty() {
            true => {
                let skipped = || skipped::events(&link, own, &view);
                let Some(skipped) = patiently(&link, "messages.getHistory", &closed, skipped).await? else {
                    return Ok(());
                };
                skipped.map_or_else(Vec::new, |(events, read)| {
                    reread = read;
                    events
                })
            }
            false => {
                updates.retain(|update| !reread.is_later_than(update));
                convert::events(own, &updates, &view)
            }
        };
        if !events.is_empty() {
            debug!(account.id = %session.account(), events = events.len(), "updates of an account arrived");
            let upgraded = events.iter().any(|event| matches!(event, ClientEvent::Upgraded { .. }));
            intake.events(session.account(), events).await?;
            // What was said in the supergroup by now was not wanted when it came.
            if upgraded && patiently(&link, "messages.getHistory", &closed, caught_up).await?.is_none() {
                return Ok(());
            }
        }
        receiver.sync_update_state().await.map_err(ReceiveError::Position)?;
        let deletions = || missed::changes(&link, &updates, &view);
        let method = "updates.getChannelDifference";
        let Some(missed) = patiently(&link, method, &closed, deletions).await? else { return Ok(()) };
        let events = convert::events(own, &missed, &view);
        if !events.is_empty() {
            intake.events(session.account(), events).await?;
        }
        session.arrive().await.map_err(|error| ReceiveError::Position(error.into()))?;
    }
}

/// Asks until there is an answer, however long Telegram lets it wait; `None` when it is to end.
async fn patiently<T, A: Future<Output = Result<T, Trouble>>>(
    link: &Link,
    method: &str,
    closed: &CancellationToken,
    ask: impl Fn() -> A,
) -> Result<Option<T>, ReceiveError> {
    loop {
        match ask().await {
            Ok(answer) => return Ok(Some(answer)),
            Err(trouble) if waited(link, method, &trouble, closed).await => {}
            Err(_) if closed.is_cancelled() => return Ok(None),
            Err(trouble) => return Err(ReceiveError::Read(trouble)),
        }
    }
}

/// Waits where Telegram asks to: the account can still send meanwhile. `false` when the failure is another one, or when it is to end.
async fn waited(link: &Link, method: &str, trouble: &Trouble, closed: &CancellationToken) -> bool {
    let (Some(pace), Trouble::Wait(wait)) = (&link.pace, trouble) else { return false };
    pace.hold(method, *wait).await;
    tokio::select! {
        () = pace.sleep(*wait) => true,
        () = closed.cancelled() => false,
    }
}

/// Asks for the senders that Telegram did not introduce. Best effort: a message without a name is better than none.
async fn meet(link: &Link, own: UserId, updates: &[tl::enums::Update], view: &View<'_>) {
    let strangers = convert::strangers(own, updates, view);
    for ids in strangers.chunks(MESSAGES_AT_ONCE) {
        if let Err(error) = introduced(link, ids).await {
            warn!(account.id = %link.session.account(), %error, "senders of messages were not introduced");
        }
    }
}

async fn introduced(link: &Link, messages: &[ClientMessageId]) -> Result<(), ReceiveError> {
    let id = messages.iter().map(|id| tl::types::InputMessageId { id: id.0 }.into()).collect();
    let answer = link.invoke(&tl::functions::messages::GetMessages { id }).await.map_err(ReceiveError::Fetch)?;
    introduce_all(&link.session, &answer).await.map_err(|error| ReceiveError::Position(error.into()))
}

/// Takes note of everybody in an answer.
pub async fn introduce_all(
    session: &AccountSession,
    answer: &tl::enums::messages::Messages,
) -> Result<(), SessionError> {
    use tl::enums::messages::Messages as M;
    match answer {
        M::Messages(all) => introduce(session, &all.users, &all.chats).await,
        M::Slice(all) => introduce(session, &all.users, &all.chats).await,
        M::ChannelMessages(all) => introduce(session, &all.users, &all.chats).await,
        M::NotModified(_) => Ok(()),
    }
}

/// Takes note of these users and chats.
pub async fn introduce(
    session: &AccountSession,
    users: &[tl::enums::User],
    chats: &[tl::enums::Chat],
) -> Result<(), SessionError> {
    let users = users.iter().filter_map(convert::user);
    let chats = chats.iter().filter_map(convert::chat);
    users.chain(chats).for_each(|introduction| session.introduce(introduction));
    session.keep_introduced().await
}

struct View<'a> {
    session: &'a AccountSession,
    sent: &'a Sent,
    /// The groups and channels that somebody opened.
    follows: BTreeSet<PeerId>,
}

impl Lookup for View<'_> {
    fn known(&self, peer: PeerId) -> Option<Known> {
        self.session.known(peer)
    }
    fn follows(&self, room: PeerId) -> bool {
        self.follows.contains(&room)
    }
    fn random_id(&self, peer: PeerId, message: &Message) -> Option<RandomId> {
        self.sent.random_id(peer, message)
    }
}
