//! The records: an entry's numbers, and apart from them its words.

use super::sums::{PAYMENTS, REVENUE, REVENUE_BY_HOUR, REVENUE_BY_MONTH, REVENUE_BY_QUARTER, Scope, UNRATED};
use crate::{
    crm::Person,
    domain::{
        AccountId, Amount, ContactId, Content, Counted, Currency, Dated, DialogId, EntryId, MemberId, Month, Rate,
        quarter_hour,
    },
    store::{
        DataKeyId, Index, IndexRows, Page, Record, Sealed, Sequence, Store, StoreError, Stored, Table, TallyRows,
        Unique,
    },
};
use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    pub id: EntryId,
    pub contact: ContactId,
    pub account: AccountId,
    /// To whose credit it is.
    pub member: MemberId,
    /// Who wrote it: of a void or a correction perhaps somebody else.
    pub by: MemberId,
    /// When it was written.
    pub at: Timestamp,
    /// When the money came, as it was said.
    pub dated: Dated,
    /// The business day that makes.
    pub counted: Counted,
    /// With a minus: given back, or taken back.
    pub amount: Amount,
    /// In the base currency; `None` while there is no rate.
    pub worth: Option<Worth>,
    pub kind: Kind,
}

/// What an entry is worth in the base currency, for ever.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Worth {
    pub rate: Rate,
    pub amount: Amount,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Kind {
    /// A payment, or with a minus a refund.
    Payment,
    /// Takes another entry back in full.
    Void { of: EntryId },
    /// Stands in the place of another, which was taken back together with it.
    Correction { of: EntryId },
}

impl Entry {
    pub const IDS: Sequence = Sequence::new(33, "ledger entries");
    /// The history of a contact.
    pub const BY_CONTACT: Index<Entry, (ContactId, Date)> = Index::new(1);
    pub const BY_DAY: Index<Entry, Date> = Index::new(2);
    /// What a member is credited with.
    pub const BY_MEMBER: Index<Entry, (MemberId, Date)> = Index::new(3);
    /// Those that wait for a rate.
    pub const WAITING: Index<Entry, Currency> = Index::new(4);
    /// The void of an entry: there is at most one.
    pub const VOID_OF: Unique<Entry, EntryId> = Unique::new(5);

    pub fn find(store: &Store, id: EntryId) -> Result<Option<Stored<Entry>>, StoreError> {
        store.get(&id)
    }

    /// What took this entry back, if anything did.
    pub fn void_of(store: &Store, id: EntryId) -> Result<Option<Stored<Entry>>, StoreError> {
        store.lookup(Entry::VOID_OF, &id)
    }

    /// Everything about a person that the viewer may see, the latest business day first; voids stand with what they take back.
    pub fn history(
        store: &Store,
        person: &Person,
        mut may_see: impl FnMut(&Entry) -> bool,
    ) -> Result<Vec<Stored<Entry>>, StoreError> {
        let mut entries = Vec::new();
        for contact in person.contacts() {
            entries.extend(store.find(Entry::BY_CONTACT, (contact,), Page::last(usize::MAX))?);
        }
        entries.retain(|entry| !matches!(entry.kind, Kind::Void { .. }) && may_see(entry));
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.counted.day, entry.id)));
        Ok(entries)
    }

    /// Everything that was ever booked about a contact, voids included.
    pub fn all_of(store: &Store, contact: ContactId) -> Result<Vec<Stored<Entry>>, StoreError> {
        store.find(Entry::BY_CONTACT, (contact,), Page::all())
    }

    /// What was entered in its place, or `None` for a payment that is as it was first written.
    pub fn replaces(&self) -> Option<EntryId> {
        match self.kind {
            Kind::Correction { of } => Some(of),
            Kind::Payment | Kind::Void { .. } => None,
        }
    }

    /// Under which sums it counts.
    fn scopes(&self) -> [Scope; 4] {
        let Entry { contact, account, member, .. } = *self;
        [Scope::Agency, Scope::Account(account), Scope::Member(member), Scope::Client { contact, account, member }]
    }
}

impl Record for Entry {
    const TABLE: Table = Table::new(33, "ledger entries");
    type Key = EntryId;

    fn key(&self) -> EntryId {
        self.id
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        let day = self.counted.day;
        rows.row(Entry::BY_CONTACT, &(self.contact, day));
        rows.row(Entry::BY_DAY, &day);
        rows.row(Entry::BY_MEMBER, &(self.member, day));
        if self.worth.is_none() {
            rows.row(Entry::WAITING, &self.amount.currency());
        }
        if let Kind::Void { of } = self.kind {
            rows.unique(Entry::VOID_OF, &of);
        }
    }

    fn tallies(&self, rows: &mut TallyRows) {
        let Counted { day, hour } = self.counted;
        let one = if matches!(self.kind, Kind::Void { .. }) { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
        for scope in self.scopes() {
            rows.add(PAYMENTS, &(scope, day), one);
            match self.worth {
                Some(Worth { amount, .. }) => {
                    rows.add(REVENUE, &(scope, day), amount.value());
                    rows.add(REVENUE_BY_MONTH, &(scope, Month::of(day)), amount.value());
                    if let (Some(hour), false) = (hour, matches!(scope, Scope::Client { .. })) {
                        rows.add(REVENUE_BY_HOUR, &(scope, day, hour), amount.value());
                    }
                    if let (Dated::At(at), false) = (self.dated, matches!(scope, Scope::Client { .. })) {
                        rows.add(REVENUE_BY_QUARTER, &(scope, quarter_hour(at)), amount.value());
                    }
                }
                None => rows.add(UNRATED, &(scope, self.amount.currency(), day), self.amount.value()),
            }
        }
    }
}

/// What people wrote about an entry, and what proves it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Words {
    pub entry: EntryId,
    pub contact: ContactId,
    /// What it was for; of a void or a correction also why.
    pub note: String,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub proof: Option<Proof>,
}

/// The message to which `/pay` replied, kept as it was (F1).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Proof {
    pub dialog: DialogId,
    pub number: u64,
    pub content: Content,
}

impl Words {
    pub fn of(store: &Store, entry: EntryId) -> Result<Option<Stored<Words>>, StoreError> {
        store.get(&entry)
    }
}

impl Record for Words {
    const TABLE: Table = Table::new(34, "words of ledger entries");
    const SEALED: Sealed = Sealed::Owner;
    type Key = EntryId;

    fn key(&self) -> EntryId {
        self.entry
    }

    fn data_key(&self) -> Option<DataKeyId> {
        Some(self.contact.into())
    }
}
