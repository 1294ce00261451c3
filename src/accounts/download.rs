//! The bytes of clients' files, for what cannot pass by reference (R10).
//!
//! **At most one piece of a file is in memory at a time**, and a file that ends early is an error, never a short file.

use super::connection::Link;
use super::convert;
use super::delivery::{input_channel, messages};
use super::errors::{Trouble, rpc_name, trouble};
use super::moving::sign_in_at;
use super::portrait;
use super::receiver::introduce_all;
use crate::domain::{ClientMessageId, FailureReason, PeerId};
use crate::ports::{FileBytes, FileOf};
use bytes::Bytes;
use futures::{StreamExt, stream};
use grammers_mtsender::InvocationError;
use grammers_tl_types as tl;
use std::io;

/// How much is asked for at a time: a divisor of 1 MiB. <https://core.telegram.org/api/files#downloading-files>
const PIECE: i32 = 256 * 1024;
/// How often a file is looked for anew whose reference expired on the way.
const RENEWALS: u8 = 3;

/// Where a file is.
pub struct Source {
    /// As Telegram numbers files.
    pub id: i64,
    pub dc: i32,
    pub location: tl::enums::InputFileLocation,
    /// In bytes.
    pub size: u64,
}

struct Reading {
    link: Link,
    peer: PeerId,
    file: FileOf,
    source: Source,
    offset: u64,
    renewals: u8,
}

/// Opens a file of a chat.
pub async fn open(link: Link, peer: PeerId, file: FileOf) -> Result<FileBytes, Trouble> {
    let source = locate(&link, peer, file).await?;
    let reading = Reading { link, peer, file, source, offset: 0, renewals: 0 };
    let pieces = stream::try_unfold(reading, |mut reading| async move {
        if reading.offset >= reading.source.size {
            return Ok(None);
        }
        let piece = reading.next().await?;
        reading.offset += piece.len() as u64;
        Ok::<_, io::Error>(Some((piece, reading)))
    });
    Ok(pieces.boxed())
}

async fn locate(link: &Link, peer: PeerId, file: FileOf) -> Result<Source, Trouble> {
    let source = match file {
        FileOf::Message(message) => convert::file_source(&attached(link, peer, message).await?),
        FileOf::Portrait => portrait::shown(link, peer).await?.as_ref().and_then(convert::photo_source),
    };
    source.ok_or(Trouble::Refused(FailureReason::FileGone))
}

/// What a message has attached, as the account sees it now.
pub async fn attached(link: &Link, peer: PeerId, message: ClientMessageId) -> Result<tl::enums::MessageMedia, Trouble> {
    let answer = look_up(link, peer, &[message]).await?;
    let found = messages(&answer).iter().find_map(|message| match message {
        tl::enums::Message::Message(message) => message.media.clone(),
        _ => None,
    });
    found.ok_or(Trouble::Refused(FailureReason::FileGone))
}

/// Messages of a chat, as the account sees them now.
pub async fn look_up(
    link: &Link,
    peer: PeerId,
    wanted: &[ClientMessageId],
) -> Result<tl::enums::messages::Messages, Trouble> {
    let id = wanted.iter().map(|message| tl::types::InputMessageId { id: message.0 }.into()).collect();
    let answer = match peer {
        PeerId::Channel(_) => {
            let channel = input_channel(link, peer);
            link.invoke(&tl::functions::channels::GetMessages { channel, id }).await
        }
        PeerId::User(_) | PeerId::Group(_) => link.invoke(&tl::functions::messages::GetMessages { id }).await,
    };
    let answer = answer.map_err(|error| trouble(&error))?;
    introduce_all(&link.session, &answer).await?;
    Ok(answer)
}

/// All of a small file of a message that was looked up just now: one piece holds it.
pub async fn whole(link: &Link, peer: PeerId, message: ClientMessageId, source: Source) -> io::Result<Bytes> {
    let (link, file) = (link.clone(), FileOf::Message(message));
    Reading { link, peer, file, source, offset: 0, renewals: RENEWALS }.next().await
}

impl Reading {
    async fn next(&mut self) -> io::Result<Bytes> {
        loop {
            let request = tl::functions::upload::GetFile {
                precise: false,
                cdn_supported: false,
                location: self.source.location.clone(),
                offset: i64::try_from(self.offset).map_err(io::Error::other)?,
                limit: PIECE,
            };
            let error = match self.link.invoke_in(self.source.dc, &request).await {
                Ok(tl::enums::upload::File::File(file)) if file.bytes.is_empty() => {
                    return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file ends early"));
                }
                Ok(tl::enums::upload::File::File(file)) => return Ok(file.bytes.into()),
                Ok(tl::enums::upload::File::CdnRedirect(_)) => {
                    return Err(io::Error::other("a redirection that was not asked for"));
                }
                Err(error) => error,
            };
            match (rpc_name(&error), &error) {
                ("FILE_MIGRATE", InvocationError::Rpc(rpc)) if rpc.value.is_some() => {
                    self.source.dc = rpc.value.and_then(|dc| i32::try_from(dc).ok()).unwrap_or(self.source.dc);
                }
                // Telegram knows the account in its home data centre only, until it is told elsewhere.
                ("AUTH_KEY_UNREGISTERED", _) if !self.at_home() => {
                    sign_in_at(&self.link, self.source.dc).await.map_err(io::Error::other)?;
                }
                (name, _) if name.starts_with("FILE_REFERENCE_") && self.renewals < RENEWALS => {
                    self.renewals += 1;
                    let found = locate(&self.link, self.peer, self.file).await;
                    self.source.location =
                        found.map_err(|_| io::Error::other("the file is not there any more"))?.location;
                }
                _ => return Err(io::Error::other(error)),
            }
        }
    }

    fn at_home(&self) -> bool {
        self.link.pool.session.home_dc_id().is_ok_and(|home| home == self.source.dc)
    }
}
