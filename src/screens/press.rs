//! What a button does.

use crate::domain::{
    AccountId, AgencySetting, Assignment, ChatId, ClientMessageId, ContactId, Currency, DeskPair, DialogId, EntryId,
    Export, Field, InviteId, InviteTerm, Joined, Lang, LoginId, MemberId, NoteId, PaidLine, Pause, Pictures, RandomId,
    Role, StaffDeed, TemplateId, View, WorkHours,
};
use crate::ports::Key;
use crate::relay::payments::Answer;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A button under a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Button {
    pub label: String,
    pub tap: Tap,
}

/// What a tap leads to.
#[derive(Clone, PartialEq, Eq)]
pub enum Tap {
    /// Comes back to us: kept on the server, the button carries a reference only.
    Press(Press),
    /// Telegram opens it; we are not told. May hold an invite, so it is neither stored nor logged.
    Link(String),
}

/// What a member asks for with a button. Holds no secret: of a code it is one key among all that are offered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Press {
    /// Show another view in place of this one; the same view refreshes it.
    Go(View),
    /// Begin a login by QR code: of a new account, or of one that was signed out.
    BeginQr(Option<AccountId>),
    /// The same by a code to the account's phone number.
    BeginPhone(Option<AccountId>),
    /// Go on with the account of this login by the other way.
    QrInstead(LoginId),
    PhoneInstead(LoginId),
    /// Connect an account that was switched off, or that waits for its next attempt.
    Reconnect(AccountId),
    /// Switch an account off; [`View::SwitchOff`] has asked before.
    SwitchOff(AccountId),
    /// Delete an account from Pult; [`View::DeleteAccount`] has asked before.
    DeleteAccount {
        account: AccountId,
        /// Whether its session is ended at Telegram too.
        log_out: bool,
    },
    /// Name a proxy for an account that is to be signed in.
    ProxyFirst,
    /// From now on the account connects directly.
    DropProxy(AccountId),
    RefreshQr(LoginId),
    /// A key of the keypad for this attempt to enter a code. A bot keeps such presses out of its stores.
    LoginKey {
        login: LoginId,
        attempt: u16,
        key: Key,
    },
    ResendCode(LoginId),
    CancelLogin(LoginId),
    CreateInvite {
        role: Role,
        accounts: Vec<AccountId>,
        #[serde(default)]
        term: InviteTerm,
    },
    RevokeInvite(InviteId),
    SetLang(Lang),
    /// What holds for the agency as a whole.
    Agency(AgencySetting),
    /// Something about what has been held since a restore.
    Held(HeldDeed),
    SetPictures(Pictures),
    /// When the digest comes; `None`: no more.
    SetDigest(Option<i8>),
    /// Show a view below: what was pressed stays as it is.
    Open(View),
    /// The member chose for which of their accounts the group is to be a desk.
    PickDeskAccount {
        chat: ChatId,
        account: AccountId,
        member: MemberId,
    },
    ApproveDesk {
        chat: ChatId,
        account: AccountId,
        member: MemberId,
    },
    RefuseDesk {
        chat: ChatId,
        account: AccountId,
        member: MemberId,
    },
    /// Have the account make a desk, or go on with one that could not be made.
    MakeDesk(DeskPair),
    /// Look at a desk anew.
    CheckDesk(DeskPair),
    /// Something is done to a member; where that takes something away, a view has asked before.
    Staff(MemberId, StaffDeed),
    /// Begin or end one's shift.
    Shift(bool),
    /// Something about a contact.
    Contact(ContactId, ContactDeed),
    /// Erase everything personal about a contact; [`ContactView::Erase`](crate::domain::ContactView::Erase) has asked before.
    EraseContact(ContactId),
    /// Delete an own note; [`NotebookView::Drop`](crate::domain::NotebookView::Drop) has asked before.
    DropPersonalNote(NoteId),
    /// Something about a template.
    Template(TemplateDeed),
    /// Something about a dialog.
    Dialog(DialogId, DialogDeed),
    /// Something about money.
    Money(MoneyDeed),
    /// Show what was said before this message.
    Earlier {
        dialog: DialogId,
        before: ClientMessageId,
    },
    /// Show what is attached to a message from the time before the thread.
    Fetch {
        dialog: DialogId,
        message: ClientMessageId,
    },
    /// Show the profile photo of the client, in the thread.
    Portrait {
        dialog: DialogId,
    },
    /// How an account is worked with.
    Routine(AccountId, RoutineDeed),
    /// Take over the dialogs that an account had before, or no more of them.
    Import {
        account: AccountId,
        on: bool,
    },
    /// Hand all dialogs of an account that `from` answers over to `to`.
    HandAll {
        account: AccountId,
        from: MemberId,
        to: MemberId,
    },
    /// Send a message again that was not delivered.
    Retry {
        dialog: DialogId,
        number: u64,
    },
}

/// What a member may do with a dialog.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum DialogDeed {
    /// Open a thread for it.
    Open,
    /// Nothing more is expected; what the client writes opens it again.
    Close,
    Reopen,
    /// What the client wrote was read.
    MarkRead,
    Snooze(Pause),
    Mute(bool),
    /// [`DialogView::Block`](crate::domain::DialogView::Block) or a line has asked before.
    Block(bool),
    /// Take back what was to happen later, or have it happen now.
    Cancel(u64),
    Hurry(u64),
    /// Take the question away.
    Dismiss,
    /// Answer it from now on.
    Take,
    /// Into the queue, or to whoever is responsible.
    GiveBack,
    HandOver(MemberId),
    /// Send the birthday greeting that was drafted: now, or on that day where it is to come.
    Greet(Date),
}

/// What becomes of what is held.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum HeldDeed {
    Release,
    /// [`View::DropHeld`] has asked before.
    Drop,
}

/// How an account is worked with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum RoutineDeed {
    /// `None`: around the clock.
    Hours(Option<WorkHours>),
    /// Minutes; `None`: never.
    Alert(Option<u16>),
    NoAway,
    Assign(Assignment),
    KeepThreads(bool),
}

/// What a member may do with money.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum MoneyDeed {
    /// Says what a line was that looked like a payment.
    Answer(PaidLine, Answer),
    /// Takes back what was booked a moment ago.
    Undo {
        entries: Vec<EntryId>,
        line: PaidLine,
    },
    Void {
        entry: EntryId,
        reason: String,
    },
    SetBase(Currency),
    /// Books what was typed about the client of a dialog; [`MoneyView::Sure`](crate::domain::MoneyView::Sure) has asked before.
    Book {
        dialog: DialogId,
        text: String,
        line: PaidLine,
    },
    Export(Export),
}

/// What a member may do with a contact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ContactDeed {
    Clear(Field),
    /// The city is this one of several.
    Settle {
        city: String,
        country: [u8; 2],
        zone: String,
    },
    /// The zone of a city that nobody knows.
    Zone(String),
    DropNote(NoteId),
    /// This is the same person; [`ContactView::Merge`](crate::domain::ContactView::Merge) has asked before.
    Merge(ContactId),
    /// It is another person than the one it was merged into; [`ContactView::Split`](crate::domain::ContactView::Split) has asked before.
    Split,
    /// Takes a merge of a moment ago back.
    Unmerge(Joined),
}

/// What a member may do with a template.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TemplateDeed {
    /// [`TemplateView::Drop`](crate::domain::TemplateView::Drop) has asked before.
    Drop(TemplateId),
    /// Show it in the thread of a dialog.
    Insert {
        template: TemplateId,
        dialog: DialogId,
    },
    /// Send what stands there, or do not.
    Send {
        dialog: DialogId,
        preview: RandomId,
    },
    Cancel {
        dialog: DialogId,
        preview: RandomId,
    },
}

impl Press {
    /// Whether that it was pressed is a secret: several keys are a code.
    pub fn is_secret(&self) -> bool {
        matches!(self, Press::LoginKey { .. })
    }
}

impl std::fmt::Debug for Tap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Tap::Press(press) => press.fmt(f),
            Tap::Link(_) => f.write_str("Link(…)"),
        }
    }
}

impl Button {
    pub fn new(label: impl Into<String>, press: Press) -> Button {
        Button { label: label.into(), tap: Tap::Press(press) }
    }

    pub fn link(label: impl Into<String>, address: impl Into<String>) -> Button {
        Button { label: label.into(), tap: Tap::Link(address.into()) }
    }
}
