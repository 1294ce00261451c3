//! What stands in an account's Telegram, read and not changed. Implemented by `accounts`.

use super::{ClientError, Correspondent};
use crate::domain::{AccountId, ClientMessageId, DialogId, DialogMark, FilesKind, Message, PeerId, Phone};
use async_trait::async_trait;

/// Reads in the name of an account.
#[async_trait]
pub trait ClientReader: Send + Sync {
    /// A page of the account's dialogs, newest first.
    async fn dialogs(&self, account: AccountId, from: Option<DialogMark>) -> Result<DialogPage, ClientError>;

    /// Messages with these words, newest first: of one dialog, or of all that the account has.
    async fn search(
        &self,
        account: AccountId,
        peer: Option<PeerId>,
        words: &str,
        limit: u16,
    ) -> Result<Vec<(PeerId, Message)>, ClientError>;

    /// Messages of a dialog that carry a file of this kind, newest first: those before a message, or the newest of all.
    async fn files(
        &self,
        dialog: DialogId,
        kind: FilesKind,
        before: Option<ClientMessageId>,
        limit: u16,
    ) -> Result<Vec<Message>, ClientError>;

    /// Who is behind a name or a number; `None`: nobody, or they do not let themselves be found.
    async fn resolve(&self, account: AccountId, handle: &Handle) -> Result<Option<Correspondent>, ClientError>;
}

/// How somebody is found in Telegram.
#[derive(Clone, PartialEq, Eq)]
pub enum Handle {
    /// Without the `@`.
    Username(String),
    Phone(Phone),
}

/// A part of an account's dialogs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DialogPage {
    pub dialogs: Vec<ListedDialog>,
    /// Where the next page begins; `None` for the last.
    pub next: Option<DialogMark>,
    /// How many dialogs the account has in all.
    pub total: u32,
}

/// A dialog as Telegram lists it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedDialog {
    pub with: Correspondent,
    pub unread: u32,
    /// What was said last, where it is a message.
    pub latest: Option<Message>,
    /// Up to where the other side has read what the account wrote.
    pub read: Option<ClientMessageId>,
}
