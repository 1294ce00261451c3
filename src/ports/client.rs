//! The network of clients: what accounts do and what happens to them. Implemented by `accounts`.

use crate::domain::{
    AccountId, AccountState, BotId, BotMessageId, ChatId, ClientIdentity, ClientMessageId, DeskFailure, Emoji,
    FailureReason, GroupPerson, LoginFailure, LoginId, Media, MemberId, Message, PeerId, RandomId, ReplyTo, RichText,
    UserId,
};
use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use jiff::Timestamp;
use std::time::Duration;

/// Acts in the name of an account.
#[async_trait]
pub trait ClientNetwork: Send + Sync {
    /// Performs one action. `Ok` means Telegram has it. Every action may be repeated: a send carries its random id,
    /// the others come to the same end however often they are done.
    async fn perform(&self, account: AccountId, action: &ClientAction) -> Result<ClientReceipt, ClientError>;
}

/// The bytes of a file as they come: at most one piece is in memory at a time. An error ends them.
pub type FileBytes = BoxStream<'static, std::io::Result<Bytes>>;

/// Which file of a chat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileOf {
    Message(ClientMessageId),
    /// The profile photo that the other side shows now.
    Portrait,
}

/// Reads what clients have sent. Implemented by `accounts`.
#[async_trait]
pub trait ClientFiles: Send + Sync {
    /// Opens a file of a chat.
    async fn open(&self, account: AccountId, peer: PeerId, file: FileOf) -> Result<FileBytes, ClientError>;

    /// Sends the file of a message to a bot (with its username), in the account's private chat with it. The random id is its
    /// caption, by which the bot knows it.
    ///
    /// # Errors
    ///
    /// Refused by reference where Telegram lets nothing out: the chat's content is protected. Refused either way when the file is
    /// gone, or larger than [`UPLOAD_LIMIT`] as a copy.
    async fn lend(
        &self,
        account: AccountId,
        file: (PeerId, ClientMessageId),
        bot: (BotId, &str),
        random_id: RandomId,
        by: Lending,
    ) -> Result<(), ClientError>;
}

/// How an account passes a file on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lending {
    /// Without moving a byte.
    Reference,
    /// Piece by piece, through this machine.
    Copy,
}

/// What an account may upload, in bytes: <https://core.telegram.org/api/files#uploading-files>
pub const UPLOAD_LIMIT: u64 = 4000 * 512 * 1024;

/// Switches accounts on and off. Implemented by `accounts`. `Ok` means it outlives a restart; how the account is then follows by
/// [`AccountIntake::state_changed`].
#[async_trait]
pub trait Connections: Send + Sync {
    /// Connects an account that was switched off, or tries again at once where it waits after a failure. One whose session Telegram
    /// ended stays as it is: it needs a login.
    async fn connect(&self, account: AccountId) -> Result<(), SwitchError>;

    /// Switches an account off until [`Connections::connect`].
    async fn disconnect(&self, account: AccountId) -> Result<(), SwitchError>;

    /// Forgets an account's session for good. `log_out`: ends it at Telegram first, without which nothing is forgotten.
    async fn forget(&self, account: AccountId, log_out: bool) -> Result<(), SwitchError>;
}

/// An account could not be switched. It is as it was.
#[derive(Debug, thiserror::Error)]
#[error("switching an account on or off")]
pub struct SwitchError(#[from] pub Box<dyn std::error::Error + Send + Sync>);

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClientAction {
    Send {
        peer: PeerId,
        random_id: RandomId,
        text: RichText,
        /// What it said before: an attempt that was cut may have sent that.
        earlier: Vec<RichText>,
        reply_to: Option<ReplyTo<ClientMessageId>>,
    },
    /// Sends one message with something attached, or an album of several: all of them or none.
    SendMedia {
        peer: PeerId,
        pieces: Vec<Piece>,
        reply_to: Option<ReplyTo<ClientMessageId>>,
    },
    /// Changes a text or a caption.
    Edit {
        peer: PeerId,
        message: ClientMessageId,
        text: RichText,
    },
    /// Puts something else in the place of what is attached to a message, with its caption.
    Replace {
        peer: PeerId,
        message: ClientMessageId,
        media: Media,
        from: InDesk,
    },
    /// Deletes for both sides.
    Delete {
        peer: PeerId,
        messages: Vec<ClientMessageId>,
    },
    MarkRead {
        peer: PeerId,
        up_to: ClientMessageId,
    },
    /// Keeps somebody from writing to the account, or lets them again.
    Block {
        peer: PeerId,
        blocked: bool,
    },
    /// Sets the account's one reaction, or takes it away.
    React {
        peer: PeerId,
        message: ClientMessageId,
        emoji: Option<Emoji>,
    },
    /// Joins the group behind an invite link; `Done` when it is a member already.
    JoinDesk {
        link: String,
    },
    /// Makes a private forum group, or finds the one that an earlier attempt made.
    MakeGroup {
        title: String,
        about: String,
        /// A word of `about` that no other group has: Telegram takes no random id here, so the group is known by this.
        marker: String,
        /// No attempt was made earlier than this.
        since: Timestamp,
    },
    /// Adds a bot to an own group and makes it an administrator with the rights of a desk.
    AdmitBot {
        chat: ChatId,
        bot: BotId,
        /// Without the `@`.
        username: String,
        /// It only says there what clients wrote: it gets no more rights than that takes.
        helper: bool,
    },
    /// Reads what was said in a chat before a message, or the latest.
    History {
        peer: PeerId,
        before: Option<ClientMessageId>,
        limit: u8,
    },
    /// Looks which profile photo the other side of a chat shows.
    Portrait {
        peer: PeerId,
    },
    /// Lists everybody who is in a group.
    ListPeople {
        chat: ChatId,
    },
}

/// A message with something attached that is to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    pub random_id: RandomId,
    pub media: Media,
    /// Captions it had before: an attempt that was cut may have sent one of them.
    pub earlier: Vec<RichText>,
    /// Where the account finds the file.
    pub from: InDesk,
}

/// A message of a desk, as bot and account both number it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InDesk {
    pub chat: ChatId,
    pub message: BotMessageId,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClientReceipt {
    Sent {
        message: ClientMessageId,
        date: Timestamp,
    },
    /// Which message each piece became. One that is missing has met the fate that [`ClientReceipt::Done`] tells of.
    SentMedia(Vec<(RandomId, ClientMessageId)>),
    /// For a send it is rare: Telegram has the message, but which one it became can no longer be told, since the client deleted it
    /// before its lost answer was recovered.
    Done,
    /// Oldest first.
    History {
        messages: Vec<Message>,
        /// Whether there is more before them.
        more: bool,
    },
    Group {
        chat: ChatId,
    },
    People(Vec<GroupPerson>),
    /// `None`: none is shown to the account.
    Portrait(Option<Box<Media>>),
}

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ClientError {
    /// Will never succeed as it is.
    #[error("Telegram refused: {0:?}")]
    Refused(FailureReason),
    /// The same for a step of making a desk.
    #[error("Telegram refused a step of making a desk: {0:?}")]
    DeskRefused(DeskFailure),
    /// A flood wait or a passing fault: the same action again, not earlier than this.
    #[error("Telegram asks to wait {0:?}")]
    Later(Duration),
    /// The account has no connection or no valid session: nothing was sent, the action waits for it.
    #[error("the account is not connected")]
    Offline,
    /// The action left and no answer came (cut connection, time-out): Telegram may have done it.
    #[error("Telegram did not answer")]
    Unanswered,
}

/// What happened to an account. The adapter leaves out service senders (R11) before this point.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClientEvent {
    Message {
        from: Correspondent,
        message: Message,
        /// For an own message: the random id it was sent with, where Telegram says it.
        random_id: Option<RandomId>,
    },
    /// The content may be unchanged: Telegram also reports reactions this way.
    Edited { from: Correspondent, message: Message },
    /// In private chats and basic groups Telegram does not say in which.
    Deleted { channel: Option<PeerId>, messages: Vec<ClientMessageId> },
    /// The client has read the account's messages up to this one.
    ReadByClient { peer: PeerId, up_to: ClientMessageId },
    /// The client's reaction to a message is this one now. Of emoji that bots cannot set nothing is told.
    Reacted { peer: PeerId, message: ClientMessageId, emoji: Option<Emoji> },
    /// The client goes by another name or username now, or their account is no more. Of a group or channel: it has another title, or
    /// the account is not in it any more.
    Renamed { from: Correspondent },
    /// A group became a supergroup, which is another chat.
    Upgraded { from: PeerId, to: PeerId },
    /// A supergroup or channel lost messages. It may be a desk, of which the bot is never told.
    GroupDeleted { chat: ChatId, messages: Vec<BotMessageId> },
    /// Somebody signed in to the account elsewhere.
    NewLogin,
}

impl ClientEvent {
    /// The other side of the one dialog that it happened in; `None` when it concerns no dialog, or Telegram does not say
    /// which.
    pub fn peer(&self) -> Option<PeerId> {
        match self {
            ClientEvent::Message { from, .. } | ClientEvent::Edited { from, .. } | ClientEvent::Renamed { from } => {
                Some(from.peer)
            }
            ClientEvent::ReadByClient { peer, .. } | ClientEvent::Reacted { peer, .. } => Some(*peer),
            ClientEvent::Deleted { .. }
            | ClientEvent::Upgraded { .. }
            | ClientEvent::GroupDeleted { .. }
            | ClientEvent::NewLogin => None,
        }
    }
}

/// The other side of a dialog as it introduces itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Correspondent {
    pub peer: PeerId,
    pub kind: CorrespondentKind,
    pub identity: ClientIdentity,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CorrespondentKind {
    Person,
    Bot,
    Group,
    Channel,
    /// The account's own Saved Messages.
    Own,
}

/// Takes over what happens to accounts. Implemented by the core, called by `accounts`.
#[async_trait]
pub trait AccountIntake: Send + Sync {
    /// `Ok` means durable: only then may the position in the account's updates move on.
    async fn events(&self, account: AccountId, events: Vec<ClientEvent>) -> Result<(), IntakeError>;

    /// An account is in this state; screens follow. `lasting`: for so long that it is news for the owners. May come again.
    async fn state_changed(&self, account: AccountId, state: AccountState, lasting: bool) -> Result<(), IntakeError>;

    /// A login that `by` began succeeded as this user. The inner error refuses the account: the adapter logs it out again.
    async fn admit(
        &self,
        account: AccountId,
        by: MemberId,
        user: UserId,
        identity: ClientIdentity,
    ) -> Result<Result<(), LoginFailure>, IntakeError>;

    /// The groups and channels whose messages are wanted, and the newest message that is known of each. Of all others nothing is.
    fn followed(&self, account: AccountId) -> Result<Vec<(PeerId, Option<ClientMessageId>)>, IntakeError>;

    /// A login reached its next step: whoever shows it draws it anew.
    async fn login_changed(&self, login: LoginId) -> Result<(), IntakeError>;
}

/// What came in could not be made durable. It was not acknowledged and comes again.
#[derive(Debug, thiserror::Error)]
#[error("taking over an event of an account")]
pub struct IntakeError(#[from] pub Box<dyn std::error::Error + Send + Sync>);
