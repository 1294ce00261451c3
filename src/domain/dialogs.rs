//! Dialogs as members look at them: which part of a list, which screen (D1).

use super::{AccountId, ClientMessageId, DialogId, MemberId, PeerId, Turned, when};
use jiff::{Timestamp, Zoned, civil::Date};
use serde::{Deserialize, Serialize};

/// What stands on the other side of a dialog.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug, Serialize, Deserialize)]
pub enum DialogKind {
    #[default]
    User,
    /// A basic group or a supergroup.
    Group,
    /// Read-only.
    Channel,
}

/// What a dialog needs, at a glance (D3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug, Serialize, Deserialize)]
pub enum DialogState {
    /// The client waits for an answer.
    NeedsReply,
    /// The team said something last.
    #[default]
    Answered,
    /// Put off for a while.
    Snoozed,
    Closed,
}

impl DialogState {
    pub const ALL: [DialogState; 4] =
        [DialogState::NeedsReply, DialogState::Answered, DialogState::Snoozed, DialogState::Closed];

    /// Its sign, where no icon shows it.
    pub fn mark(self) -> &'static str {
        match self {
            DialogState::NeedsReply => "🟪",
            DialogState::Answered => "🟩",
            DialogState::Snoozed => "💤",
            DialogState::Closed => "✅",
        }
    }
}

/// Who answers new dialogs of an account (D5).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug, Serialize, Deserialize)]
pub enum Assignment {
    /// One member answers all of them.
    #[default]
    Responsible,
    /// The operators in turn.
    RoundRobin,
    /// The operator with the fewest clients who wait.
    LeastBusy,
    /// Whoever takes it from the queue.
    Queue,
}

impl Assignment {
    pub const ALL: [Assignment; 4] =
        [Assignment::Responsible, Assignment::RoundRobin, Assignment::LeastBusy, Assignment::Queue];
}

/// What members hear of a dialog. The client's name is added for the reader when it is said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum DialogNews {
    /// A message of theirs goes out later (timer `number`).
    WillSend {
        at: Timestamp,
        number: u64,
    },
    /// They will be reminded (timer `number`).
    WillRemind {
        at: Timestamp,
        number: u64,
    },
    /// They wanted to be reminded.
    Reminder {
        text: String,
    },
    SnoozeOver,
    /// The client waits longer than is meant to be.
    Unanswered {
        account: String,
        since: Timestamp,
    },
    /// Whether the client is to be blocked.
    AskBlock,
    /// A new client waits for somebody to take them.
    Queued {
        account: String,
        excerpt: String,
    },
    /// Nobody took a client from the queue.
    NobodyTook {
        account: String,
        since: Timestamp,
    },
    /// They answer the client from now on.
    HandedOver {
        by: String,
        account: String,
    },
    /// The client has their birthday, soon or now; a greeting is one tap away (C3).
    Birthday {
        on: Date,
        /// How old they become, where the year is known.
        age: Option<i16>,
        /// Whether the day is still to come.
        ahead: bool,
    },
}

impl DialogNews {
    /// Whether it calls a member to a dialog.
    pub fn is_alert(&self) -> bool {
        matches!(
            self,
            DialogNews::Reminder { .. }
                | DialogNews::SnoozeOver
                | DialogNews::Unanswered { .. }
                | DialogNews::HandedOver { .. }
                | DialogNews::Birthday { .. }
        )
    }
}

/// How long a dialog is put off with one tap.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Pause {
    Hour,
    ThreeHours,
    /// Until the next morning, or the next Monday's.
    Tomorrow,
    Monday,
}

impl Pause {
    pub const ALL: [Pause; 4] = [Pause::Hour, Pause::ThreeHours, Pause::Tomorrow, Pause::Monday];

    /// Until when.
    pub fn until(self, now: &Zoned) -> Option<Timestamp> {
        let words = match self {
            Pause::Hour => "1h",
            Pause::ThreeHours => "3h",
            Pause::Tomorrow => "tomorrow",
            Pause::Monday => "monday",
        };
        when(words, now).map(|found| found.at.timestamp())
    }
}

/// A part of the dialogs of an account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug, Serialize, Deserialize)]
pub enum DialogFilter {
    #[default]
    All,
    /// With messages that nobody of the team has read.
    Unread,
    /// In which the client waits for an answer.
    Unanswered,
    /// Those that the reader answers.
    Mine,
    Users,
    Groups,
    Channels,
    Closed,
    /// With those who bear a tag (C4).
    Tagged(String),
}

impl DialogFilter {
    /// Those that stand by themselves.
    pub const ALL: [DialogFilter; 8] = [
        DialogFilter::All,
        DialogFilter::Unread,
        DialogFilter::Unanswered,
        DialogFilter::Mine,
        DialogFilter::Users,
        DialogFilter::Groups,
        DialogFilter::Channels,
        DialogFilter::Closed,
    ];
}

/// What is looked for in what was said, newest first (S1).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FoundView {
    pub account: AccountId,
    /// In one dialog; `None`: in all that the account has.
    pub peer: Option<PeerId>,
    pub words: String,
    pub turned: Turned<SearchMark>,
}

impl FoundView {
    /// The newest of what is found.
    pub fn first(account: AccountId, peer: Option<PeerId>, words: &str) -> FoundView {
        FoundView { account, peer, words: words.to_owned(), turned: Turned::FIRST }
    }
}

/// A place among what was found, as Telegram pages it. <https://core.telegram.org/api/offsets>
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SearchMark {
    /// What Telegram gave to go on with in the search of an account, which is when the last message was written where it
    /// gave nothing. <https://core.telegram.org/method/messages.searchGlobal>
    pub rate: i32,
    pub peer: PeerId,
    pub message: ClientMessageId,
}

/// A place in the list of an account's dialogs, as Telegram pages it. <https://core.telegram.org/api/offsets>
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DialogMark {
    /// When its latest message was written, in seconds since 1970.
    pub date: i32,
    pub message: ClientMessageId,
    pub peer: PeerId,
}

/// A screen about dialogs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum DialogView {
    /// The dialogs of an account, newest first; `None`: of the one where something happened last.
    List { account: Option<AccountId>, filter: DialogFilter, page: u16 },
    /// Choose one of the tags that those who write to an account bear.
    Tags { account: AccountId, page: u16 },
    /// Choose the account whose dialogs are listed.
    Accounts { filter: DialogFilter, page: u16 },
    /// One dialog, and the list it was chosen from.
    One { dialog: DialogId, from: DialogFilter },
    /// Until when is it put off?
    Snooze { dialog: DialogId, from: DialogFilter },
    /// Is the client to be blocked?
    Block { dialog: DialogId, from: DialogFilter },
    /// Who is to answer it instead?
    HandOver { dialog: DialogId, from: DialogFilter, page: u16 },
    /// Who is to answer all dialogs of a member?
    HandAll { account: AccountId, member: MemberId, page: u16 },
    /// How far the dialogs of an account are taken over.
    Import(AccountId),
    /// How an account is worked with.
    Routine(AccountId),
}

impl DialogView {
    /// The list as it opens.
    pub const FIRST: DialogView = DialogView::List { account: None, filter: DialogFilter::All, page: 0 };
}
