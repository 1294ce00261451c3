//! What buttons do, kept on our side.

use super::Nonce;
use crate::{
    domain::{BotId, BotMessageId, ChatId, MemberId},
    screens::Press,
    store::{Index, IndexRows, Page, Record, Sealed, Store, StoreError, Stored, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de::IgnoredAny};

/// The buttons of one drawing of a message. Sealed: they say what a person may do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Buttons {
    pub nonce: Nonce,
    pub bot: BotId,
    pub chat: ChatId,
    pub audience: Audience,
    /// Under which message they stand; known when Telegram has answered.
    pub message: Option<BotMessageId>,
    /// None where one of them is of an earlier version and not known any more: then all under the message are stale.
    #[serde(deserialize_with = "known")]
    pub presses: Vec<Press>,
    /// Whether the message is a picture with a caption: Telegram edits those differently.
    pub has_picture: bool,
    pub made: Timestamp,
    pub expires: Timestamp,
}

/// What buttons did in an earlier version must not keep a store from being opened.
fn known<'de, D: Deserializer<'de>>(presses: D) -> Result<Vec<Press>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Kept {
        Known(Press),
        Unknown(IgnoredAny),
    }
    let known = |kept| match kept {
        Kept::Known(press) => Some(press),
        Kept::Unknown(_) => None,
    };
    Ok(Vec::<Kept>::deserialize(presses)?.into_iter().map(known).collect::<Option<_>>().unwrap_or_default())
}

/// For whom buttons are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Audience {
    /// A panel.
    Member(MemberId),
    /// A desk: whoever has the right at the moment of pressing.
    Desk,
}

impl Buttons {
    /// The drawings of a message.
    pub const BY_MESSAGE: Index<Buttons, (ChatId, BotMessageId)> = Index::new(1);
    pub const BY_EXPIRY: Index<Buttons, i64> = Index::new(2);

    pub fn find(store: &Store, nonce: Nonce) -> Result<Option<Stored<Buttons>>, StoreError> {
        store.get(&nonce.0)
    }

    /// The drawings of a message that are still kept: the standing one, and those not yet taken over by it.
    pub fn of_message(
        store: &Store,
        bot: BotId,
        chat: ChatId,
        message: BotMessageId,
    ) -> Result<Vec<Stored<Buttons>>, StoreError> {
        let mut found = store.find(Buttons::BY_MESSAGE, (chat, message), Page::all())?;
        found.retain(|buttons| buttons.bot == bot);
        Ok(found)
    }

    /// All drawings that stand in a chat.
    pub fn in_chat(store: &Store, bot: BotId, chat: ChatId) -> Result<Vec<Stored<Buttons>>, StoreError> {
        let mut found = store.find(Buttons::BY_MESSAGE, (chat,), Page::all())?;
        found.retain(|buttons| buttons.bot == bot);
        Ok(found)
    }

    /// Some that expired before `now`.
    pub fn expired(store: &Store, now: Timestamp, limit: usize) -> Result<Vec<Stored<Buttons>>, StoreError> {
        let mut found = store.find(Buttons::BY_EXPIRY, crate::store::All, Page::first(limit))?;
        found.retain(|buttons| buttons.expires <= now);
        Ok(found)
    }
}

impl Record for Buttons {
    const TABLE: Table = Table::new(130, "buttons");
    const SEALED: Sealed = Sealed::Master;
    type Key = [u8; 12];

    fn key(&self) -> [u8; 12] {
        self.nonce.0
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        if let Some(message) = self.message {
            rows.row(Buttons::BY_MESSAGE, &(self.chat, message));
        }
        rows.row(Buttons::BY_EXPIRY, &self.expires.as_second());
    }
}
