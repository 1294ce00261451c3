//! What a task costs of a bot's budget in a chat.

use super::{
    super::{Message, TeamTask, scheduler::Costs},
    prepare::posted_with,
};
use crate::store::{Store, StoreError};

/// As many sends as Telegram counts, as far as can be told now: an album counts by its messages, and more may come.
pub(super) fn cost(store: &Store, task: &TeamTask, costs: &Costs) -> Result<u32, StoreError> {
    Ok(match task {
        TeamTask::Post { dialog, number } => {
            let rest = match Message::find(store, *dialog, *number)? {
                Some(message) if message.post.is_none() => posted_with(store, &message)?.len(),
                _ => 0,
            };
            costs.send * messages(rest)
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
        TeamTask::Fetched { rest, .. } => costs.send * messages(rest.len()),
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
        | TeamTask::Portrait { .. } => costs.send,
    })
}

/// An album by all but its first.
fn messages(rest: usize) -> u32 {
    u32::try_from(rest).unwrap_or(u32::MAX).saturating_add(1)
}
