//! Files that accounts show to the bot, so that it can send them by name (R10).
//!
//! - **An account shows one file at a time**: what comes from it next is that file.
//! - What was shown is deleted as soon as it was seen, also where nobody waits for it any more.

use super::{
    convert,
    intake::Inbound,
    office::{BotError, Office},
};
use crate::{
    domain::{AccountId, ClientMessageId, PeerId, UserId},
    relay::{Plan, TeamTask},
    team::Account,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use teloxide::types::Message;
use tokio::sync::oneshot;

/// Smaller files cost less than a message of the account does: Telegram watches how many of those there are.
pub const LENT_FROM: u64 = 1 << 20;

/// So long the bot waits for a file that was shown to it, before it moves the bytes.
const PATIENCE: Duration = Duration::from_secs(15);

/// What accounts are about to show.
#[derive(Default)]
pub struct Lent {
    turns: Mutex<HashMap<AccountId, Arc<tokio::sync::Mutex<()>>>>,
    awaited: Mutex<HashMap<UserId, oneshot::Sender<String>>>,
}

impl Lent {
    fn turn(&self, account: AccountId) -> Arc<tokio::sync::Mutex<()>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner).entry(account).or_default().clone()
    }

    fn await_from(&self, account: UserId) -> oneshot::Receiver<String> {
        let (there, comes) = oneshot::channel();
        self.awaited.lock().unwrap_or_else(PoisonError::into_inner).insert(account, there);
        comes
    }

    fn came(&self, account: UserId, file_id: String) {
        if let Some(awaited) = self.awaited.lock().unwrap_or_else(PoisonError::into_inner).remove(&account) {
            // Whoever waited may have given up.
            let _ = awaited.send(file_id);
        }
    }
}

/// Has an account show the file of a message to the bot. The name by which the bot may send it; `None` where it has to move the
/// bytes.
pub async fn borrow(office: &Office, account: AccountId, peer: PeerId, message: ClientMessageId) -> Option<String> {
    let user = Account::find(office.store(), account).ok()??.user;
    let turn = office.lent.turn(account);
    let _turn = turn.lock().await;
    let comes = office.lent.await_from(user);
    let random_id = office.randomness.random_id();
    let shown = office.files.lend(account, (peer, message), (office.bot, &office.username), random_id).await;
    if let Err(error) = shown {
        tracing::debug!(account.id = account.0, error = %crate::domain::Chain(&error), "a file cannot be passed by reference");
        return None;
    }
    tokio::select! {
        file_id = comes => file_id.ok(),
        () = office.committer.clock().sleep(PATIENCE) => None,
    }
}

/// A file in the bot's private chat with an account: it was shown. `false` for anything else.
pub async fn came(office: &Office, inbound: &Inbound, message: &Message) -> Result<bool, BotError> {
    let Some(sender) = message.from.as_ref().map(convert::member) else { return Ok(false) };
    let Some(file_id) = file_id(message) else { return Ok(false) };
    if Account::of_user(office.store(), UserId(sender.0))?.is_none() {
        return Ok(false);
    }
    office.lent.came(UserId(sender.0), file_id);
    let (chat, message) = (convert::chat(message), convert::id(message));
    office
        .commit(inbound, |_| {
            let mut plan = Plan::nothing();
            plan.team(TeamTask::Delete { chat, message, reader: sender });
            Ok(plan)
        })
        .await?;
    Ok(true)
}

/// The name by which the bot may send what a message carries. Animations are documents too: the more particular name counts.
fn file_id(message: &Message) -> Option<String> {
    let file = None
        .or_else(|| message.photo().and_then(|sizes| sizes.last()).map(|size| &size.file))
        .or_else(|| message.video().map(|video| &video.file))
        .or_else(|| message.animation().map(|animation| &animation.file))
        .or_else(|| message.voice().map(|voice| &voice.file))
        .or_else(|| message.video_note().map(|note| &note.file))
        .or_else(|| message.audio().map(|audio| &audio.file))
        .or_else(|| message.sticker().map(|sticker| &sticker.file))
        .or_else(|| message.document().map(|document| &document.file))?;
    Some(file.id.0.clone())
}
