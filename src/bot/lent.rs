//! Files that accounts show to the bot, so that it can send them by name (R10).
//!
//! - **A file comes with the number that was given to it**: one that comes late is taken for no other.
//! - What was shown is deleted as soon as it was seen, also where nobody waits for it any more.

use super::{
    convert,
    intake::Inbound,
    office::{BotError, Office},
};
use crate::{
    domain::{DialogId, File, FileKind, RandomId, UserId},
    ports::{FileOf, InChat, Lending},
    relay::{Plan, TeamTask},
    team::Account,
};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use teloxide::types::Message;
use tokio::sync::oneshot;

/// Smaller files cost less than a message of the account does: Telegram watches how many of those there are.
const LENT_FROM: u64 = 1 << 20;

/// So long the bot waits for a file that was shown to it, before it moves the bytes.
const PATIENCE: Duration = Duration::from_secs(15);
/// Slower than this, in bytes a second, a copy is given up.
const SLOWEST: u64 = 256 << 10;

/// What accounts are about to show, by its number.
#[derive(Default)]
pub struct Lent(Mutex<HashMap<RandomId, oneshot::Sender<String>>>);

impl Lent {
    fn awaited(&self) -> MutexGuard<'_, HashMap<RandomId, oneshot::Sender<String>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether an account is to show this file: it is large, and has a caption, where its number stands.
fn is_lent(file: &File) -> bool {
    file.size >= LENT_FROM && !matches!(file.kind, FileKind::Sticker | FileKind::VideoNote)
}

/// Has an account show the file of a message to the bot. The name by which the bot may send it; `None` where it cannot be had so.
pub async fn borrow(office: &Office, from: InChat, file: &File, by: Lending) -> Option<String> {
    let (InChat { dialog: DialogId { account, peer }, file: FileOf::Message(message) }, true) = (from, is_lent(file))
    else {
        return None;
    };
    let number = office.randomness.random_id();
    let (there, comes) = oneshot::channel();
    office.lent.awaited().insert(number, there);
    let shown = async {
        let bot = (office.bot, office.username.as_str());
        if let Err(error) = office.files.lend(account, (peer, message), bot, number, by).await {
            tracing::debug!(account.id = account.0, error = %crate::domain::Chain(&error), "a file cannot be passed on");
            return None;
        }
        comes.await.ok()
    };
    let patience = match by {
        Lending::Reference => PATIENCE,
        Lending::Copy => PATIENCE + Duration::from_secs(file.size / SLOWEST),
    };
    let file_id = tokio::select! {
        file_id = shown => file_id,
        () = office.committer.clock().sleep(patience) => None,
    };
    office.lent.awaited().remove(&number);
    file_id
}

/// A file in the bot's private chat with an account: it was shown. `false` for anything else.
pub async fn came(office: &Office, inbound: &Inbound, message: &Message) -> Result<bool, BotError> {
    let (Some(sender), Some(file_id)) = (message.from.as_ref().map(convert::member), convert::file_id(message)) else {
        return Ok(false);
    };
    if Account::of_user(office.store(), UserId(sender.0))?.is_none() {
        return Ok(false);
    }
    let number = message.caption().and_then(|caption| caption.parse().ok()).map(RandomId);
    if let Some(awaited) = number.and_then(|number| office.lent.awaited().remove(&number)) {
        // Whoever waited may have given up.
        let _ = awaited.send(file_id);
    }
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
