//! Which of the bots may make a request.

use super::prepare::posted_with;
use crate::{
    domain::{BotId, Content},
    relay::{Message, TeamTask},
    store::{Store, StoreError},
};

/// The one bot that a task is for; `None` where any will do. `helpers`: those that may write there now.
///
/// **Helpers say what clients wrote and change what they said, and mark on members' messages how far they got**, each
/// what it was given when it was written. A large file goes by the main bot, to which alone accounts show files.
pub(super) fn carrier(
    store: &Store,
    main: BotId,
    helpers: &[BotId],
    task: &TeamTask,
) -> Result<Option<BotId>, StoreError> {
    let present = |bot: Option<BotId>| Some(bot.filter(|bot| helpers.contains(bot)).unwrap_or(main));
    Ok(match task {
        TeamTask::Post { dialog, number } => {
            let Some(message) = Message::find(store, *dialog, *number)? else { return Ok(Some(main)) };
            let lent =
                |content: &Content| content.media().and_then(|media| media.file()).is_some_and(|it| it.is_lent());
            let with_it = posted_with(store, &message)?;
            (lent(&message.content) || with_it.iter().any(|other| lent(&other.content))).then_some(main)
        }
        TeamTask::Update { dialog, number } => {
            let message = Message::find(store, *dialog, *number)?;
            present(message.and_then(|message| message.post?.helper))
        }
        TeamTask::React { dialog, number } => {
            let message = Message::find(store, *dialog, *number)?;
            present(message.and_then(|message| message.marker()))
        }
        _ => Some(main),
    })
}
