//! The bytes of files sent once more, out of chats whose content is protected: there no reference helps (R10).
//!
//! **One part is in memory at a time**: it is read from one chat and saved for the other before the next one is asked
//! for. <https://core.telegram.org/api/files#uploading-files>

use super::connection::Link;
use super::convert;
use super::download;
use super::errors::{Trouble, trouble};
use crate::domain::{ClientMessageId, FailureReason, PeerId};
use crate::ports::{FileOf, UPLOAD_LIMIT};
use bytes::BytesMut;
use futures::StreamExt;
use grammers_tl_types as tl;

/// The largest part there may be.
const PART: usize = 512 * 1024;
/// From here on a file is saved by the method for large ones.
const LARGE: u64 = 10 << 20;

/// Saves the file of a message anew; what comes back is sent as if the account had it itself.
pub async fn copy(
    link: &Link,
    peer: PeerId,
    message: ClientMessageId,
    attached: &tl::enums::MessageMedia,
    spoiler: bool,
) -> Result<tl::enums::InputMedia, Trouble> {
    let gone = || Trouble::Refused(FailureReason::FileGone);
    let (id, size) = convert::file_source(attached).map(|source| (source.id, source.size)).ok_or_else(gone)?;
    if size > UPLOAD_LIMIT {
        return Err(Trouble::Refused(FailureReason::TooLarge));
    }
    let parts = size.div_ceil(PART as u64).max(1);
    let (large, total) = (size > LARGE, i32::try_from(parts).unwrap_or(i32::MAX));
    let mut pieces = download::open(link.clone(), peer, FileOf::Message(message)).await?;
    let mut waiting = BytesMut::with_capacity(PART);
    for part in 0..total {
        while waiting.len() < PART {
            let Some(piece) = pieces.next().await else { break };
            // What the account could not read now it may read later.
            waiting.extend_from_slice(&piece.map_err(|_| Trouble::Passing)?);
        }
        let bytes = waiting.split_to(PART.min(waiting.len())).to_vec();
        let saved = if large {
            let file_total_parts = total;
            link.invoke(&tl::functions::upload::SaveBigFilePart {
                file_id: id,
                file_part: part,
                file_total_parts,
                bytes,
            })
            .await
        } else {
            link.invoke(&tl::functions::upload::SaveFilePart { file_id: id, file_part: part, bytes }).await
        };
        saved.map_err(|error| trouble(&error))?;
    }
    let name = String::from("file");
    let file = match large {
        true => tl::types::InputFileBig { id, parts: total, name }.into(),
        false => tl::types::InputFile { id, parts: total, name, md5_checksum: String::new() }.into(),
    };
    convert::uploaded_file(attached, file, spoiler).ok_or_else(gone)
}
