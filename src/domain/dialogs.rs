//! Dialogs as members look at them: which part of a list, which screen (D1).

use super::{AccountId, DialogId};
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

/// A part of the dialogs of an account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug, Serialize, Deserialize)]
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
}

impl DialogFilter {
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

/// A screen about dialogs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum DialogView {
    /// The dialogs of an account, newest first; `None`: of the one where something happened last.
    List { account: Option<AccountId>, filter: DialogFilter, page: u16 },
    /// Choose the account whose dialogs are listed.
    Accounts { filter: DialogFilter, page: u16 },
    /// One dialog, and the list it was chosen from.
    One { dialog: DialogId, from: DialogFilter },
}

impl DialogView {
    /// The list as it opens.
    pub const FIRST: DialogView = DialogView::List { account: None, filter: DialogFilter::All, page: 0 };
}
