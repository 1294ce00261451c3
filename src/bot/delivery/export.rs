//! Files of what the agency keeps, to the private chat of whoever asked (F5).

use super::{Delivery, unread};
use crate::{
    bot::api::{self, Sent, recipient},
    domain::{BotMessageId, ChatId, Export, Line, MemberId, MoneyLine},
    ports::{Body, TeamError, TeamReceipt},
    screens,
    team::{Member, Target, rights::may},
};
use teloxide::{payloads::SendDocument, types::InputFile};

impl Delivery {
    /// Made at the moment of sending, with the rights of that moment.
    pub(super) async fn export(
        &self,
        chat: ChatId,
        reader: MemberId,
        export: &Export,
    ) -> Result<TeamReceipt, TeamError> {
        let office = &self.0;
        let member = Member::find(office.store(), reader).map_err(|error| unread(&error))?;
        let Some(member) = member.filter(|member| may(member, screens::right_to_export(export), Target::Agency)) else {
            return self.post(chat, reader, None, &Body::Line(Line::NotAllowed), None).await;
        };
        let (office, wanted) = (office.clone(), export.clone());
        // A year of payments takes a moment, which nothing else is to wait for.
        let made = tokio::task::spawn_blocking(move || {
            let zones = office.zones(member.id)?;
            let stage = office.stage(&member, &zones);
            screens::export(&wanted, &stage)
        });
        let file = match made.await {
            Ok(Ok(file)) => file,
            Ok(Err(error)) => {
                tracing::error!(error = %crate::domain::Chain(&error), "an export could not be made");
                return self.post(chat, reader, None, &Body::Line(Line::Internal), None).await;
            }
            Err(error) => {
                tracing::error!(%error, "making an export broke");
                return self.post(chat, reader, None, &Body::Line(Line::Internal), None).await;
            }
        };
        let instead = match &file {
            file if file.rows == 0 => Some(MoneyLine::NothingToExport),
            file if file.is_too_large() => Some(MoneyLine::ExportTooLarge),
            _ => None,
        };
        if let Some(line) = instead {
            return self.post(chat, reader, None, &Body::Line(Line::Money(line)), None).await;
        }
        let request = SendDocument::new(recipient(chat), InputFile::memory(file.bytes).file_name(file.name));
        let sent: Sent = api::upload(&self.0.api.uploads, request).await?;
        Ok(TeamReceipt::Posted { message: BotMessageId(sent.message_id) })
    }
}
