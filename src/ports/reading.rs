//! What stands in an account's Telegram, read and not changed. Implemented by `accounts`.

use super::{ClientError, Correspondent};
use crate::domain::{AccountId, ClientMessageId, DialogId, DialogMark, FilesKind, Message, PeerId, Phone, SearchMark};
use async_trait::async_trait;
use bytes::Bytes;

/// Reads in the name of an account.
#[async_trait]
pub trait ClientReader: Send + Sync {
    /// A page of the account's dialogs, newest first.
    async fn dialogs(&self, account: AccountId, from: Option<DialogMark>) -> Result<DialogPage, ClientError>;

    /// Messages with these words, newest first: of one dialog, or of all that the account has; those behind a place, or
    /// the newest.
    async fn search(
        &self,
        account: AccountId,
        peer: Option<PeerId>,
        words: &str,
        behind: Option<SearchMark>,
        limit: u16,
    ) -> Result<SearchPage, ClientError>;

    /// Messages of a dialog that carry a file of this kind, newest first: those before a message, or the newest of all.
    async fn files(
        &self,
        dialog: DialogId,
        kind: FilesKind,
        before: Option<ClientMessageId>,
        limit: u16,
    ) -> Result<Vec<Message>, ClientError>;

    /// Small pictures of what these messages of a dialog carry, as JPEG, at most some hundred pixels wide and
    /// high. Left out are those that have none, that are covered or self-destructing, or whose content is protected: they
    /// stay in the chat.
    async fn thumbnails(
        &self,
        dialog: DialogId,
        messages: &[ClientMessageId],
    ) -> Result<Vec<(ClientMessageId, Bytes)>, ClientError>;

    /// Who is behind a name or a number; `None`: nobody, or they do not let themselves be found.
    async fn resolve(&self, account: AccountId, handle: &Handle) -> Result<Option<Correspondent>, ClientError>;
}

/// A part of what was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SearchPage {
    pub found: Vec<(PeerId, Message)>,
    /// Behind which there may be more; `None` at the end.
    pub next: Option<SearchMark>,
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
