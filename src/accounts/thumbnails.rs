//! Small pictures of what messages carry, for the sheet of a dialog's media (M1).
//!
//! **What is not to leave its chat stays there**: protected content, what is covered, and what destroys itself.
//! <https://core.telegram.org/api/files#image-thumbnail-types>

use super::{
    connection::Link,
    convert::{self, Thumbnail},
    delivery::messages,
    download,
    errors::Trouble,
};
use crate::domain::{ClientMessageId, PeerId};
use bytes::Bytes;
use futures::{StreamExt, stream};
use grammers_tl_types as tl;
use tracing::debug;

/// How many are fetched at a time.
const AT_ONCE: usize = 3;

/// Those that there are. One that cannot be had is left out.
pub async fn fetch(
    link: &Link,
    peer: PeerId,
    wanted: &[ClientMessageId],
) -> Result<Vec<(ClientMessageId, Bytes)>, Trouble> {
    let answer = download::look_up(link, peer, wanted).await?;
    if is_protected(&answer) {
        return Ok(Vec::new());
    }
    let found = messages(&answer).iter().filter_map(|message| match message {
        tl::enums::Message::Message(message) if !message.noforwards => {
            Some((ClientMessageId(message.id), convert::thumbnail(message.media.as_ref()?)?))
        }
        _ => None,
    });
    let found: Vec<_> = found.collect();
    let fetched = stream::iter(found).map(|(message, thumbnail)| async move {
        let bytes = match thumbnail {
            Thumbnail::Here(bytes) => bytes,
            Thumbnail::At(source) => match download::whole(link, peer, message, source).await {
                Ok(bytes) => bytes,
                Err(error) => {
                    debug!(%error, "a thumbnail could not be fetched");
                    return None;
                }
            },
        };
        Some((message, bytes))
    });
    Ok(fetched.buffer_unordered(AT_ONCE).filter_map(std::future::ready).collect().await)
}

/// Whether the chat forbids to save what is in it.
fn is_protected(answer: &tl::enums::messages::Messages) -> bool {
    use tl::enums::messages::Messages as M;
    let chats = match answer {
        M::Messages(all) => &all.chats,
        M::Slice(all) => &all.chats,
        M::ChannelMessages(all) => &all.chats,
        M::NotModified(_) => return false,
    };
    chats.iter().any(|chat| match chat {
        tl::enums::Chat::Chat(group) => group.noforwards,
        tl::enums::Chat::Channel(channel) => channel.noforwards,
        _ => false,
    })
}
