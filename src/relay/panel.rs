//! Which screen of the panel a member looks at, so that it can follow what it shows.

use crate::{
    domain::{AccountId, BotMessageId, DeskPair, DialogId, DialogView, MemberId, View},
    store::{All, Overwrite, Page, Record, Sealed, Store, StoreError, Stored, Table},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// So long after it was opened a screen follows; later nobody looks at it.
const LOOKED_AT: SignedDuration = SignedDuration::from_hours(1);

/// The screen that a member opened last.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Panel {
    pub member: MemberId,
    pub message: BotMessageId,
    pub view: View,
    pub opened: Timestamp,
    /// It is on its way, and something else stands in the message yet: what is typed is about it, but nothing is drawn there.
    #[serde(default)]
    pub arrives: bool,
}

impl Record for Panel {
    const TABLE: Table = Table::new(70, "open panels");
    /// It may hold words that somebody looks for.
    const SEALED: Sealed = Sealed::Master;
    type Key = MemberId;

    fn key(&self) -> MemberId {
        self.member
    }
}
impl Overwrite for Panel {}

impl Panel {
    pub fn find(store: &Store, member: MemberId) -> Result<Option<Stored<Panel>>, StoreError> {
        store.get(&member)
    }

    /// The open screens of all members.
    pub fn all(store: &Store) -> Result<Vec<Stored<Panel>>, StoreError> {
        store.scan(All, Page::all())
    }

    /// Whether the screen shows the state of this account and somebody may be looking.
    pub fn follows(&self, account: AccountId, now: Timestamp) -> bool {
        let shown = match &self.view {
            View::Account(shown) => *shown == account,
            View::Desk(shown) => shown.account == account,
            _ => self.shows_accounts(),
        };
        shown && self.is_looked_at(now)
    }

    /// Whether the screen shows this desk and somebody may be looking.
    pub fn follows_desk(&self, desk: DeskPair, now: Timestamp) -> bool {
        let shown = match &self.view {
            View::Account(shown) => *shown == desk.account,
            View::Desk(shown) => *shown == desk,
            _ => false,
        };
        shown && self.is_looked_at(now)
    }

    /// Whether the screen shows this dialog alone and somebody may be looking.
    pub fn follows_dialog(&self, dialog: DialogId, now: Timestamp) -> bool {
        matches!(&self.view, View::Dialogs(DialogView::One { dialog: shown, .. }) if *shown == dialog)
            && self.is_looked_at(now)
    }

    /// Whether the screen shows how far the import of this account's dialogs is and somebody may be looking.
    pub fn follows_import(&self, account: AccountId, now: Timestamp) -> bool {
        self.view == View::Dialogs(DialogView::Import(account)) && self.is_looked_at(now)
    }

    /// Whether it is a screen that follows what it shows, and stands there.
    pub fn can_follow(&self) -> bool {
        let shown =
            matches!(self.view, View::Dialogs(DialogView::One { .. } | DialogView::Import(_)) | View::Dashboard(_));
        !self.arrives && (shown || self.shows_accounts())
    }

    fn is_looked_at(&self, now: Timestamp) -> bool {
        now.duration_since(self.opened) < LOOKED_AT
    }

    /// Whether the state of accounts stands on it.
    pub fn shows_accounts(&self) -> bool {
        matches!(self.view, View::Home | View::Accounts { .. } | View::Account(_) | View::Desk(_))
    }
}
