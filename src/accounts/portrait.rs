//! The profile photo that the other side of a chat shows to an account (D3).
//!
//! **It is looked at each time**: people change it, and show it to some and not to others.

use super::connection::Link;
use super::convert;
use super::delivery::{input_channel, input_peer};
use super::errors::{Trouble, trouble};
use crate::domain::{FailureReason, PeerId};
use crate::ports::ClientReceipt;
use grammers_tl_types as tl;

/// Looks which one is shown now.
pub async fn look(link: &Link, peer: PeerId) -> Result<ClientReceipt, Trouble> {
    let photo = shown(link, peer).await?;
    Ok(ClientReceipt::Portrait(photo.map(|photo| Box::new(convert::photo(&photo)))))
}

pub async fn shown(link: &Link, peer: PeerId) -> Result<Option<tl::types::Photo>, Trouble> {
    let photo = match peer {
        PeerId::User(_) => of_person(link, peer).await?,
        PeerId::Group(id) => {
            let request = tl::functions::messages::GetFullChat { chat_id: id };
            of_chat(link.invoke(&request).await.map_err(|error| trouble(&error))?)
        }
        PeerId::Channel(_) => {
            let request = tl::functions::channels::GetFullChannel { channel: input_channel(link, peer) };
            of_chat(link.invoke(&request).await.map_err(|error| trouble(&error))?)
        }
    };
    Ok(match photo {
        Some(tl::enums::Photo::Photo(photo)) => Some(photo),
        Some(tl::enums::Photo::Empty(_)) | None => None,
    })
}

/// What the account chose for them itself comes before their own; a fallback is for those who may not see theirs.
/// <https://core.telegram.org/constructor/userFull>
async fn of_person(link: &Link, peer: PeerId) -> Result<Option<tl::enums::Photo>, Trouble> {
    let tl::enums::InputPeer::User(user) = input_peer(link, peer)? else {
        return Err(Trouble::Refused(FailureReason::ClientUnreachable));
    };
    let id = tl::types::InputUser { user_id: user.user_id, access_hash: user.access_hash }.into();
    let answer = link.invoke(&tl::functions::users::GetFullUser { id }).await.map_err(|error| trouble(&error))?;
    let tl::enums::users::UserFull::Full(answer) = answer;
    let tl::enums::UserFull::Full(full) = answer.full_user;
    Ok(full.personal_photo.or(full.profile_photo).or(full.fallback_photo))
}

fn of_chat(answer: tl::enums::messages::ChatFull) -> Option<tl::enums::Photo> {
    let tl::enums::messages::ChatFull::Full(answer) = answer;
    match answer.full_chat {
        tl::enums::ChatFull::Full(chat) => chat.chat_photo,
        tl::enums::ChatFull::ChannelFull(channel) => Some(channel.chat_photo),
        tl::enums::ChatFull::CommunityFull(_) => None,
    }
}
