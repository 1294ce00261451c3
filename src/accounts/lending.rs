//! Shows a client's file to the bot: from then on the bot can send it by a name of its own (R10). By reference no byte moves; as a
//! copy all of them do, where Telegram lets nothing out by reference.
//!
//! - **The account's private chat with the bot is the transit**: it needs no group, and the bot deletes there what it has seen.
//! - **The file comes with a word of its own**, its random id, as the caption: so the bot knows which it is, whatever came before.

use super::connection::Link;
use super::convert;
use super::download::attached;
use super::errors::{Trouble, rpc_name, trouble};
use super::groups::introduced;
use super::shipping::bare;
use super::upload;
use crate::domain::{BotId, ClientMessageId, FailureReason, PeerId, RandomId};
use crate::ports::Lending;
use grammers_tl_types as tl;

/// Sends what a message has attached to a bot. A reference that expired on the way is asked for once more.
/// <https://core.telegram.org/api/file_reference>
pub async fn lend(
    link: &Link,
    (peer, message): (PeerId, ClientMessageId),
    (bot, username): (BotId, &str),
    random_id: RandomId,
    by: Lending,
) -> Result<(), Trouble> {
    let tl::enums::InputUser::User(bot) = introduced(link, bot, username).await? else {
        return Err(Trouble::Refused(FailureReason::FileGone));
    };
    let to: tl::enums::InputPeer =
        tl::types::InputPeerUser { user_id: bot.user_id, access_hash: bot.access_hash }.into();
    let mut renewed = false;
    loop {
        let media = attached(link, peer, message).await?;
        let media = match by {
            Lending::Reference => {
                convert::input_file(&media, false).ok_or(Trouble::Refused(FailureReason::FileGone))?
            }
            Lending::Copy => upload::copy(link, peer, message, &media, false).await?,
        };
        let request = tl::functions::messages::SendMedia {
            silent: true,
            message: random_id.0.to_string(),
            ..bare(to.clone(), media, random_id)
        };
        match link.invoke(&request).await {
            Ok(_) => return Ok(()),
            Err(error) if rpc_name(&error).starts_with("FILE_REFERENCE_") && !renewed => renewed = true,
            Err(error) => return Err(trouble(&error)),
        }
    }
}
