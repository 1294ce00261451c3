//! Backups, to the private chats of owners who want copies there (O3).
//!
//! They may leave the server: only the recovery key opens them, which is on neither side.

use super::{Delivery, unread};
use crate::{
    bot::{
        api::{self, Sent, recipient},
        convert::entities_to_api,
    },
    domain::{BackupNews, BotMessageId, ChatId, Line, MemberId},
    ports::{Body, TeamError, TeamReceipt},
    team::{Action, Member, Target, rights::may},
};
use std::path::Path;
use teloxide::{
    payloads::{SendDocument, SendDocumentSetters},
    types::InputFile,
};

impl Delivery {
    /// Nothing comes of it where the reader is no owner any more, or the file has made place for later ones.
    pub(super) async fn backup(&self, chat: ChatId, reader: MemberId, file: &Path) -> Result<TeamReceipt, TeamError> {
        let member = Member::find(self.0.store(), reader).map_err(|error| unread(&error))?;
        let allowed = member.is_some_and(|member| may(&member, Action::SetAgency, Target::Agency));
        let bytes = match tokio::fs::metadata(file).await {
            Ok(found) if allowed => found.len(),
            _ => return Ok(TeamReceipt::Unchanged),
        };
        let words = self.words(reader, &Body::Line(Line::Backup(BackupNews::Copy { bytes })))?;
        let request = SendDocument::new(recipient(chat), InputFile::file(file))
            .caption(words.text.text.clone())
            .caption_entities(entities_to_api(&words.text));
        let sent: Sent = api::upload(&self.0.api.uploads, request).await?;
        Ok(TeamReceipt::Posted { message: BotMessageId(sent.message_id) })
    }
}
