//! Lists of dialogs, newest first, and how many are in each (D1).
//!
//! **A page reads the dialogs that stand on it and no others**: every list that a dialog is in has an index entry of its
//! own, and counts are tallies. Tags stand on no disk unsealed: what bears one is known to the [`Directory`].

use super::{Dialog, Directory, Thread};
use crate::{
    domain::{AccountId, ChatId, DialogFilter, DialogKind, MemberId, PeerId},
    store::{Index, IndexRows, Metric, Page, Store, StoreError, Stored, TallyRows},
};
use rust_decimal::Decimal;

/// Whose dialogs are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shelf {
    /// All of an account.
    Account(AccountId),
    /// Those of an account that a member answers.
    Member(MemberId, AccountId),
}

/// How many dialogs an account has in a list, and so for a member.
pub const LISTED: Metric<(AccountId, u8)> = Metric::new(68, "dialogs by list");
pub const LISTED_OF: Metric<(MemberId, AccountId, u8)> = Metric::new(69, "dialogs by member and list");

/// Account, list, seconds since 1970; and so for a member.
const BY_LIST: Index<Dialog, (AccountId, u8, i64)> = Index::new(4);
const BY_LIST_OF: Index<Dialog, (MemberId, AccountId, u8, i64)> = Index::new(5);

impl Shelf {
    /// A page of a list: so many, after so many newer ones.
    pub fn page(
        self,
        store: &Store,
        filter: DialogFilter,
        skip: usize,
        size: usize,
    ) -> Result<Vec<Stored<Dialog>>, StoreError> {
        let list = match List::of(filter) {
            List::Stored(number) => number,
            List::Tagged(tag) => {
                let found = Directory::of(store)?.tagged(store, self, &tag)?;
                let ids = found.into_iter().skip(skip).take(size);
                return ids.filter_map(|id| Dialog::find(store, id).transpose()).collect();
            }
        };
        let page = Page::last(size).skipping(skip);
        match self {
            Shelf::Account(account) => store.find(BY_LIST, (account, list), page),
            Shelf::Member(member, account) => store.find(BY_LIST_OF, (member, account, list), page),
        }
    }

    /// How many dialogs a list has.
    pub fn count(self, store: &Store, filter: DialogFilter) -> Result<usize, StoreError> {
        let list = match List::of(filter) {
            List::Stored(number) => number,
            List::Tagged(tag) => return Ok(Directory::of(store)?.tagged(store, self, &tag)?.len()),
        };
        let sum = match self {
            Shelf::Account(account) => store.tally(LISTED, &(account, list))?,
            Shelf::Member(member, account) => store.tally(LISTED_OF, &(member, account, list))?,
        };
        Ok(usize::try_from(sum).unwrap_or_default())
    }

    /// The account whose dialogs stand on it.
    pub(super) fn account(self) -> AccountId {
        let (Shelf::Account(account) | Shelf::Member(_, account)) = self;
        account
    }

    /// Whether a dialog of the account that this member answers stands on it.
    pub(super) fn holds(self, assigned: MemberId) -> bool {
        match self {
            Shelf::Account(_) => true,
            Shelf::Member(member, _) => member == assigned,
        }
    }
}

/// Where a list stands.
enum List {
    /// In the index, under its number there.
    Stored(u8),
    Tagged(String),
}

impl List {
    /// The numbers are in keys on disk: they never change.
    fn of(filter: DialogFilter) -> List {
        List::Stored(match filter {
            // Whose they are is a shelf and not a list.
            DialogFilter::All | DialogFilter::Mine => 0,
            DialogFilter::Unread => 1,
            DialogFilter::Unanswered => 2,
            DialogFilter::Users => 3,
            DialogFilter::Groups => 4,
            DialogFilter::Channels => 5,
            DialogFilter::Closed => 6,
            DialogFilter::Tagged(tag) => return List::Tagged(tag),
        })
    }
}

/// The lists that a dialog is in.
fn lists(dialog: &Dialog) -> impl Iterator<Item = u8> {
    let kind = match dialog.kind {
        DialogKind::User => DialogFilter::Users,
        DialogKind::Group => DialogFilter::Groups,
        DialogKind::Channel => DialogFilter::Channels,
    };
    let work = &dialog.work;
    let lists = [
        (true, DialogFilter::All),
        (true, kind),
        (work.unread > 0, DialogFilter::Unread),
        (work.waits.is_some(), DialogFilter::Unanswered),
        (work.closed.is_some(), DialogFilter::Closed),
    ];
    lists.into_iter().filter(|(is_in, _)| *is_in).filter_map(|(_, filter)| match List::of(filter) {
        List::Stored(number) => Some(number),
        List::Tagged(_) => None,
    })
}

impl Dialog {
    pub(super) fn list(&self, rows: &mut IndexRows<Dialog>) {
        let (account, at) = (self.id.account, self.active.as_second());
        for list in lists(self) {
            rows.row(BY_LIST, &(account, list, at));
            rows.row(BY_LIST_OF, &(self.assigned, account, list, at));
        }
    }

    pub(super) fn count(&self, rows: &mut TallyRows) {
        for list in lists(self) {
            rows.add(LISTED, &(self.id.account, list), Decimal::ONE);
            rows.add(LISTED_OF, &(self.assigned, self.id.account, list), Decimal::ONE);
        }
    }

    /// Whether its thread is in this desk.
    pub fn stands_in(&self, chat: ChatId) -> bool {
        matches!(self.thread, Thread::Open { desk, .. } if desk == chat)
    }

    /// The address at which Telegram opens its thread.
    pub fn link(&self) -> Option<String> {
        let Thread::Open { desk, topic } = self.thread else { return None };
        match PeerId::from_chat_id(desk) {
            PeerId::Channel(id) => Some(format!("https://t.me/c/{id}/{topic}")),
            PeerId::User(_) | PeerId::Group(_) => None,
        }
    }
}
