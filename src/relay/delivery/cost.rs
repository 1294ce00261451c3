//! What a task costs of a bot's budget in a chat.

use super::{
    super::{Message, TeamTask, album, scheduler::Costs},
    prepare::{joins_an_album, posted_with},
};
use crate::store::{Store, StoreError};

/// As many sends as Telegram counts, as far as can be told now: an album counts by its messages, and more may come.
pub(super) fn cost(store: &Store, task: &TeamTask, costs: &Costs) -> Result<u32, StoreError> {
    Ok(match task {
        TeamTask::Post { dialog, number } => {
            let led = match Message::find(store, *dialog, *number)? {
                Some(message) if leads_album(store, &message)? => posted_with(store, &message)?.len(),
                _ => 0,
            };
            costs.send * (1 + u32::try_from(led).unwrap_or(0))
        }
        TeamTask::OpenThread { .. } | TeamTask::DropThread { .. } => costs.topic,
        TeamTask::ReopenThread { .. }
        | TeamTask::Update { .. }
        | TeamTask::Title { .. }
        | TeamTask::Name { .. }
        | TeamTask::Pin { .. }
        | TeamTask::Strip { .. } => costs.edit,
        TeamTask::React { .. } | TeamTask::Nod { .. } | TeamTask::Mark { .. } => costs.reaction,
        TeamTask::Delete { .. } => costs.deletion,
        // Only what appears in a chat is metered.
        TeamTask::CheckDesk { .. } | TeamTask::OpenDesk { .. } | TeamTask::Remove { .. } => 0,
        TeamTask::Transcript { .. }
        | TeamTask::Say { .. }
        | TeamTask::Show { .. }
        | TeamTask::Follow { .. }
        | TeamTask::Digest { .. }
        | TeamTask::Export { .. }
        | TeamTask::Backup { .. }
        | TeamTask::Card { .. }
        | TeamTask::Preview { .. }
        | TeamTask::Fetched { .. }
        | TeamTask::Portrait { .. } => costs.send,
    })
}

/// Whether the others of its album go out with this message, and not it with another.
fn leads_album(store: &Store, message: &Message) -> Result<bool, StoreError> {
    if !joins_an_album(message) || message.post.is_some() {
        return Ok(false);
    }
    for number in message.number.saturating_sub(album::SPAN as u64)..message.number {
        let earlier = Message::find(store, message.dialog, number)?;
        let goes_first = |earlier: &Message| {
            let of_one_side = earlier.delivery().is_some() == message.delivery().is_some();
            earlier.album == message.album && of_one_side && earlier.post.is_none() && joins_an_album(earlier)
        };
        if earlier.is_some_and(|earlier| goes_first(&earlier)) {
            return Ok(false);
        }
    }
    Ok(true)
}
