//! What stands in a transcript of the time before a thread, line by line (R7).
//!
//! **It links a line with Telegram's message**: an answer to it in the thread is one to that message, an answer of the client's to
//! that message is one to the line, and its file is a tap away. It is no message of Pult's: nothing of it counts.

use super::Reply;
use crate::{
    domain::{
        BotId, BotMessageId, ChatId, ClientMessageId, ContactId, ContentKind, DialogId, Quote, ReplyTo, RichText,
    },
    store::{DataKeyId, Overwrite, Page, Record, Sealed, Store, StoreError, Stored, Table},
};
use serde::{Deserialize, Serialize};

/// A message of Telegram's history, and where it was retold last.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Retold {
    pub dialog: DialogId,
    pub client: ClientMessageId,
    pub contact: ContactId,
    pub kind: Option<ContentKind>,
    pub text: RichText,
    pub bot: BotId,
    pub chat: ChatId,
    pub message: BotMessageId,
}

/// Characters of a line that are quoted where it is answered. Longer ones are cut in the transcript.
const QUOTED: usize = 100;

impl Retold {
    pub fn find(
        store: &Store,
        dialog: DialogId,
        client: ClientMessageId,
    ) -> Result<Option<Stored<Retold>>, StoreError> {
        store.get(&(dialog, client))
    }

    /// All of a dialog, oldest first.
    pub fn of(store: &Store, dialog: DialogId) -> Result<Vec<Stored<Retold>>, StoreError> {
        store.scan((dialog,), Page::all())
    }

    /// What a reply to this message of the desk answers: the line that is quoted, or the only one.
    pub fn replied_to(
        store: &Store,
        dialog: DialogId,
        chat: ChatId,
        reply: &ReplyTo<BotMessageId>,
    ) -> Result<Option<Reply>, StoreError> {
        let mut lines = Retold::of(store, dialog)?;
        lines.retain(|line| (line.chat, line.message) == (chat, reply.message));
        let quoted = reply.quote.as_ref().map(|quote| quote.text.text.trim()).filter(|quoted| !quoted.is_empty());
        let meant = match (quoted, lines.as_slice()) {
            (Some(quoted), lines) => lines.iter().rfind(|line| line.text.text.contains(quoted)),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        Ok(meant.map(|line| Reply::Retold { retold: line.client, quote: None }))
    }

    /// How a message in a thread of this desk answers a line there: by quoting it, as far as that tells which one it is.
    pub fn target(
        store: &Store,
        desk: ChatId,
        dialog: DialogId,
        client: ClientMessageId,
        quote: Option<&Quote>,
    ) -> Result<Option<ReplyTo<BotMessageId>>, StoreError> {
        let line = Retold::find(store, dialog, client)?.filter(|line| line.chat == desk);
        Ok(line.map(|line| {
            let begins: String = line.text.text.chars().take(QUOTED).collect();
            let begins = (!begins.is_empty()).then(|| Quote { text: RichText::plain(begins), offset: 0 });
            ReplyTo { message: line.message, quote: quote.cloned().or(begins) }
        }))
    }
}

impl Overwrite for Retold {}

impl Record for Retold {
    const TABLE: Table = Table::new(245, "lines of transcripts");
    const SEALED: Sealed = Sealed::Owner;
    type Key = (DialogId, ClientMessageId);

    fn key(&self) -> Self::Key {
        (self.dialog, self.client)
    }

    fn data_key(&self) -> Option<DataKeyId> {
        Some(self.contact.into())
    }
}
