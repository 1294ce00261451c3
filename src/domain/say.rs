//! What the product says, without words: a [`Line`] or a [`View`] is put into the reader's language when it is sent.

use super::{
    AccountId, ActivityView, ChatId, ClientMessageId, ContactNews, ContactView, ContentKind, DashboardView, DaysPick,
    DeskNews, DeskPair, DeskProblem, DialogId, DialogNews, DialogView, FilesView, FoundView, GroupLine, InviteId,
    InviteTerm, LoginId, MemberId, MoneyLine, MoneyView, NotebookView, OnTap, ProxyView, RichText, Role, StaffNews,
    StaffView, TemplateNews, TemplateView,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A screen of the panel, drawn from the present state whenever it is sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum View {
    Home,
    /// Long lists are paged; pages count from 0.
    Accounts {
        page: u16,
    },
    /// Asks to confirm the rules before a login is begun (A2: the QR code is a credential).
    AddAccount,
    /// A login in whatever step it is.
    Login(LoginId),
    Account(AccountId),
    /// Asks whether an account is to be switched off.
    SwitchOff(AccountId),
    /// Asks whether an account is to be deleted from Pult.
    DeleteAccount(AccountId),
    Team {
        page: u16,
    },
    /// Choose the accounts that an invited operator works with.
    InviteSetup {
        role: Role,
        accounts: Vec<AccountId>,
        #[serde(default)]
        term: InviteTerm,
        page: u16,
    },
    /// A made invite. Its link is shown once, from memory.
    Invite(InviteId),
    Settings,
    /// What holds for the agency as a whole.
    Agency,
    /// What has been held since the store was restored from a backup.
    Held,
    /// Asks whether that is to be given up.
    DropHeld,
    /// How to make a desk.
    DeskHelp,
    /// One desk: made, in the making, or to be made.
    Desk(DeskPair),
    /// Choose the account for a group that its member wants as a desk.
    DeskAccounts {
        chat: ChatId,
        member: MemberId,
        page: u16,
    },
    /// The owner is asked whether a group may become a desk.
    DeskRequest {
        chat: ChatId,
        account: AccountId,
        member: MemberId,
    },
    /// A list of dialogs, or one of them.
    Dialogs(DialogView),
    /// The ledger.
    Money(MoneyView),
    /// Figures and trends.
    Dashboard(DashboardView),
    /// About one member.
    Staff(StaffView),
    /// A contact, or something about one.
    Contacts(ContactView),
    /// The reader's own notes.
    Notebook(NotebookView),
    /// Through which proxy an account connects.
    Proxy(ProxyView),
    /// What members did.
    Activity(ActivityView),
    /// Choose other days for it.
    ActivityDays(ActivityView, DaysPick),
    /// How a day went (B6). It stays as it was sent.
    Digest {
        day: Date,
        /// Sent again after an interruption.
        again: bool,
    },
    /// Templates, the reader's own and the team's.
    Templates(TemplateView),
    /// What was sent in a dialog besides words, as Telegram lists it.
    Files(FilesView),
    /// What Telegram finds among what was said.
    Found(FoundView),
}

impl View {
    /// The list of accounts from its beginning.
    pub const ACCOUNTS: View = View::Accounts { page: 0 };
    /// The list of members from its beginning.
    pub const TEAM: View = View::Team { page: 0 };
    /// The list of dialogs as it opens.
    pub const DIALOGS: View = View::Dialogs(DialogView::FIRST);

    /// An invite of an operator, nothing chosen yet.
    pub fn new_invite() -> View {
        View::InviteSetup { role: Role::Operator, accounts: Vec::new(), term: InviteTerm::default(), page: 0 }
    }
}

/// One message of a transcript: what was said before the thread was there (R7).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Said {
    pub at: Timestamp,
    /// By the account, not by the client.
    pub own: bool,
    /// What was attached.
    pub kind: Option<ContentKind>,
    /// Its text or caption.
    pub text: RichText,
    /// Which message it is.
    #[serde(default)]
    pub message: Option<ClientMessageId>,
    /// Whether what was attached can be brought into the thread.
    #[serde(default)]
    pub has_file: bool,
    /// In a group: who wrote it, by name.
    #[serde(default)]
    pub by: Option<String>,
}

/// One sentence or a few: in a thread, in a panel, or as a toast.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Line {
    /// A kind that cannot be shown yet, with its caption.
    ContentShown {
        kind: ContentKind,
        caption: RichText,
    },
    /// A file that cannot be brought into the thread.
    FileNotShown {
        kind: ContentKind,
        name: Option<String>,
        /// In bytes; 0 where it is not known.
        size: u64,
        reason: FailureReason,
        caption: RichText,
        /// Where it is, if it is brought when somebody asks for it.
        #[serde(default)]
        on_request: Option<(DialogId, ClientMessageId)>,
    },
    /// Something attached, told of while a desk is busy; a tap shows it.
    OnTap(Box<OnTap>),
    /// Something attached without words of its own that stands above the words of others.
    Above {
        kind: ContentKind,
    },
    /// What was asked for is being brought.
    OnItsWay,
    /// A client shows no profile photo to the account.
    NoPortrait,
    /// A client's message that was deleted by the client, its text kept.
    DeletedByClient {
        text: RichText,
    },
    /// A client's message after an edit, the earlier text kept below it.
    EditedByClient {
        now: RichText,
        before: RichText,
    },
    /// Written on the phone of the account's owner (R6).
    FromPhone {
        text: RichText,
    },
    /// The same of what a line says by itself.
    FromPhoneLine {
        line: Box<Line>,
    },
    /// Passed on from somebody else.
    Forwarded {
        name: String,
        text: RichText,
    },
    /// A contact that was passed on, to a reader who may not know its number.
    ContactWithoutNumber {
        name: String,
    },
    /// What was said in the chat before, oldest first.
    Transcript {
        dialog: DialogId,
        said: Vec<Said>,
        /// Before which message there is more.
        earlier: Option<ClientMessageId>,
    },
    /// The client goes by another name now.
    ClientRenamed {
        before: String,
        now: String,
    },
    /// The client has another username now, or none.
    ClientUsernameChanged,
    /// The client's Telegram account is no more.
    ClientGone,
    /// Sent again after a crash in the middle of a send: it may stand here twice.
    PossibleDuplicate {
        text: RichText,
    },
    /// The same of what a line says by itself.
    PossibleDuplicateLine {
        line: Box<Line>,
    },
    /// An operator's message was not delivered.
    NotDelivered {
        dialog: DialogId,
        number: u64,
        reason: FailureReason,
    },
    /// An operator's edit or deletion did not reach the client.
    NotChanged {
        reason: FailureReason,
    },
    /// A kind of message that cannot be sent to the client yet.
    CannotSendKind {
        kind: ContentKind,
    },
    /// What was replied to is not known to this thread, so the message went without it.
    ReplyTargetUnknown,
    /// A message in a thread that belongs to no dialog, or in General.
    NobodysThread,
    /// Anonymous admins cannot be told apart, so they cannot act.
    AnonymousRefused,
    /// The person is not in the team, or no longer.
    NotAMember,
    /// The person's role does not allow it.
    NotAllowed,
    /// What was typed are no days.
    NotDays,
    /// This desk belongs to another member.
    ForeignDesk,
    UnknownCommand {
        command: String,
    },
    /// A deep link that is not (or no longer) valid.
    LinkUnknown,
    LinkExpired {
        at: Timestamp,
    },
    LinkUsed,
    AccountsCannotJoin,
    Welcome {
        role: Role,
    },
    /// Somebody at the server made a one-time owner link.
    OwnerLinkMade,
    /// `accounts`: those for which a desk can be made now.
    MemberJoined {
        id: MemberId,
        name: String,
        role: Role,
        accounts: Vec<(AccountId, String)>,
    },
    /// To a member, of what was done to them.
    Staff(StaffNews),
    /// An account without a connection cannot be logged out.
    NotLoggedOut,
    /// The agency has to keep an owner.
    LastOwner,
    /// A button of a screen that was redrawn, expired, or belongs to somebody else.
    ButtonStale,
    ButtonForeign,
    /// What was pressed in a desk is shown to the one who pressed it.
    InYourPanel,
    DeskBound {
        account: String,
        member: String,
    },
    /// The desk works, but its account could not come in.
    DeskWithoutAccount {
        account: String,
    },
    DeskProblems(Vec<DeskProblem>),
    /// The desk waits for an owner's word.
    DeskAwaitsOwner,
    DeskRefused,
    /// A client wrote to an account whose responsible member has no desk for it.
    DeskMissing {
        desk: DeskPair,
        account: String,
    },
    DeskNews {
        desk: DeskPair,
        account: String,
        member: String,
        news: DeskNews,
    },
    /// An account is in trouble, or well again.
    AccountAlert {
        id: AccountId,
        account: String,
        state: super::AccountState,
    },
    NewLogin {
        account: String,
    },
    /// A login that a restart cut off in the password step.
    LoginInterrupted,
    /// Of a backup, to owners who want copies here.
    Backup(super::BackupNews),
    /// Telegram does not take a helper's token.
    HelperRefused {
        bot: String,
    },
    Help,
    /// A member's own command was used wrongly: one example of right use.
    Usage {
        command: String,
    },
    /// `/del` was not sent in reply to a message of the operator.
    DeleteNeedsReply,
    /// News of a dialog.
    Dialog {
        dialog: DialogId,
        news: DialogNews,
    },
    /// A member's message that went out by itself, at the time they chose.
    SentLater {
        text: RichText,
    },
    /// What the team said, in a transcript.
    FromTeam {
        kind: Option<ContentKind>,
        text: RichText,
    },
    /// What a client was told because nobody is there.
    SentAway {
        text: RichText,
    },
    /// There is nothing to cancel any more.
    TimerGone,
    /// A dialog is begun from the account whose dialogs are open.
    NewWhich,
    /// Telegram knows nobody by that name or number, or they do not let themselves be found.
    NobodyFound,
    /// Telegram cannot be asked now.
    AskedInVain,
    DialogClosed,
    /// Somebody else answers that client already.
    TakenAlready,
    /// That member does not work with the account (any more).
    CannotAnswer,
    /// All dialogs of a member that could be handed over are.
    HandedAll {
        member: String,
        account: String,
        dialogs: u32,
    },
    /// The account of a setting is the one whose settings are open.
    RoutineWhich,
    Cancelled,
    /// A greeting is on its way to the client.
    GreetingSent,
    /// The dialog's member has no desk in which a thread could be opened.
    NoDeskForThread,
    /// There is no thread into which a file could be brought.
    NoThreadForFile,
    /// Telegram is asked for what a screen shows.
    Asking,
    /// Something about money.
    Money(MoneyLine),
    /// What was said about a contact could not be taken.
    Contact(ContactNews),
    /// Something about a template.
    Template(TemplateNews),
    /// Something in or about a group or channel.
    Group(GroupLine),
    /// Something failed on our side; nothing was lost.
    Internal,
}

/// Why something was not delivered, in terms that a person can act on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum FailureReason {
    /// The client blocked the account or does not accept messages.
    ClientUnreachable,
    /// The client's account was deleted.
    ClientDeleted,
    /// Telegram limits the account.
    AccountLimited,
    /// The account may not write in the group.
    NoRightToWrite,
    /// The account is not in the group.
    NotInGroup,
    /// The topic of the group is closed.
    TopicClosed,
    /// The account is not signed in.
    AccountLoggedOut,
    /// Too long, empty, or otherwise refused for its content.
    ContentRefused,
    /// The message can no longer be changed.
    TooLate,
    /// The message does not exist any more.
    MessageGone,
    /// The caption is longer than Telegram lets captions be.
    CaptionTooLong,
    /// The client lets nobody send them voice and video messages.
    VoiceRefused,
    /// The chat does not take this kind of message.
    KindRefused,
    /// Larger than may be sent.
    TooLarge,
    /// Telegram lets nobody pass it on.
    Protected,
    /// The account is not in the group of the desk, where it takes files from.
    AccountNotInDesk,
    /// The file does not exist any more where it was to be taken from.
    FileGone,
    /// It was waiting when a backup was made, and was dropped after that was restored.
    Withheld,
    /// Telegram answered with a code we have no words for.
    Other { code: String },
}

/// Why a login ended without an account. What a person can put right within a login is a step of it, and stands there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum LoginFailure {
    /// Nobody scanned the code in time.
    Expired,
    /// Nobody answered in time: no number, no code, no password.
    Unanswered,
    Cancelled,
    /// The account that was signed in is managed already.
    AlreadyManaged,
    /// The account that was signed in is a member of the team.
    IsMember,
    Banned,
    /// Nobody is registered under this number; Pult registers nobody.
    NotRegistered,
    FloodWait {
        seconds: u32,
    },
    /// Codes were asked for too often for this number.
    TooManyCodes,
    /// Too many logins to this account failed.
    TooManyTries,
    /// Telegram could not send the SMS.
    SmsFailed,
    /// The account is protected so that a code alone does not sign in.
    PasswordProtected,
    /// The account needs a login e-mail first, which is set in Telegram's own app.
    EmailRequired,
    /// Telegram wants to be paid for a code to this number, which only its own apps can do.
    PaymentRequired,
    /// `PULT_API_ID` and `PULT_API_HASH` do not belong together.
    ApiIdInvalid,
    /// The application's id was published somewhere, so Telegram refuses it.
    ApiIdPublished,
    /// Telegram takes this version of the program for too old.
    Outdated,
    /// Telegram has forgotten the half-made login.
    Forgotten,
    /// No connection to Telegram.
    NoConnection,
    /// Something failed on our side.
    Internal,
    /// Telegram answered with a code we have no words for.
    Other {
        code: String,
    },
}

/// The bot's reaction on a message: the delivery state (R5), or the mirror of a client's reaction.
/// Only emoji that bots may set. <https://core.telegram.org/bots/api#reactiontypeemoji>
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Reaction {
    /// ✍ taken over, the send takes longer than usual.
    Accepted,
    /// 👌 Telegram has it.
    Sent,
    /// 👀 the client has read it.
    Read,
    /// 👎 not delivered; a line says why.
    Failed,
    /// 🤝 booked.
    Booked,
    /// What the client reacted with (R4).
    OfClient(Emoji),
}

/// An emoji that everybody may react with, bots too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Emoji(u8);

impl Emoji {
    /// <https://core.telegram.org/bots/api#reactiontypeemoji>
    const ALL: [&str; 73] = [
        "❤",
        "👍",
        "👎",
        "🔥",
        "🥰",
        "👏",
        "😁",
        "🤔",
        "🤯",
        "😱",
        "🤬",
        "😢",
        "🎉",
        "🤩",
        "🤮",
        "💩",
        "🙏",
        "👌",
        "🕊",
        "🤡",
        "🥱",
        "🥴",
        "😍",
        "🐳",
        "❤‍🔥",
        "🌚",
        "🌭",
        "💯",
        "🤣",
        "⚡",
        "🍌",
        "🏆",
        "💔",
        "🤨",
        "😐",
        "🍓",
        "🍾",
        "💋",
        "🖕",
        "😈",
        "😴",
        "😭",
        "🤓",
        "👻",
        "👨‍💻",
        "👀",
        "🎃",
        "🙈",
        "😇",
        "😨",
        "🤝",
        "✍",
        "🤗",
        "🫡",
        "🎅",
        "🎄",
        "☃",
        "💅",
        "🤪",
        "🗿",
        "🆒",
        "💘",
        "🙉",
        "🦄",
        "😘",
        "💊",
        "🙊",
        "😎",
        "👾",
        "🤷‍♂",
        "🤷",
        "🤷‍♀",
        "😡",
    ];

    /// The one that looks like this; `None` for emoji that not everybody may react with.
    pub fn of(text: &str) -> Option<Emoji> {
        let bare = |text: &str| text.replace('\u{fe0f}', "");
        let at = Emoji::ALL.iter().position(|emoji| bare(emoji) == bare(text))?;
        u8::try_from(at).ok().map(Emoji)
    }

    pub fn as_str(self) -> &'static str {
        Emoji::ALL.get(usize::from(self.0)).copied().unwrap_or("👍")
    }
}

impl Reaction {
    pub fn emoji(self) -> &'static str {
        match self {
            Reaction::Accepted => "✍",
            Reaction::Sent => "👌",
            Reaction::Read => "👀",
            Reaction::Failed => "👎",
            Reaction::Booked => "🤝",
            Reaction::OfClient(emoji) => emoji.as_str(),
        }
    }
}
