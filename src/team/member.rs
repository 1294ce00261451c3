//! Members of the team.

use crate::{
    domain::{AccountId, Lang, MemberId, Role, StaffDeed},
    store::{All, Page, Record, Sealed, Store, StoreError, Stored, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A person of the team. A removed member keeps the row (what they did stays theirs) and loses every right.
/// Sealed: it holds a name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Member {
    pub id: MemberId,
    /// The name the team knows them by.
    pub name: String,
    pub role: Role,
    pub lang: Lang,
    /// The accounts an operator or manager works with. Owners work with all.
    pub accounts: BTreeSet<AccountId>,
    pub joined: Timestamp,
    #[serde(default)]
    pub removed: Option<Timestamp>,
    /// Whether the agency lets members of this role see phones, usernames and ids of clients; kept here, so that a right is read
    /// from one record. Owners see them in any case.
    #[serde(default)]
    pub sees_ids: bool,
    /// Whether the agency lets members of this role begin dialogs; of consequence for operators alone.
    #[serde(default)]
    pub begins: bool,
}

impl Record for Member {
    const TABLE: Table = Table::new(16, "members");
    const SEALED: Sealed = Sealed::Master;
    type Key = MemberId;

    fn key(&self) -> MemberId {
        self.id
    }
}

impl Member {
    /// The member with this id, unless removed.
    pub fn find(store: &Store, id: MemberId) -> Result<Option<Stored<Member>>, StoreError> {
        Ok(store.get::<Member>(&id)?.filter(|member| member.removed.is_none()))
    }

    /// All present members, by id.
    pub fn all(store: &Store) -> Result<Vec<Stored<Member>>, StoreError> {
        let mut members = store.scan::<Member>(All, Page::all())?;
        members.retain(|member| member.removed.is_none());
        Ok(members)
    }

    pub fn owners(store: &Store) -> Result<Vec<Stored<Member>>, StoreError> {
        let mut members = Member::all(store)?;
        members.retain(|member| member.role == Role::Owner);
        Ok(members)
    }

    /// The member after something was done to them.
    pub fn after(&self, deed: StaffDeed, now: Timestamp) -> Member {
        let mut member = self.clone();
        match deed {
            StaffDeed::SetRole(role) => member.role = role,
            StaffDeed::Give(account) => drop(member.accounts.insert(account)),
            StaffDeed::Withdraw(account) => drop(member.accounts.remove(&account)),
            StaffDeed::Remove => member.removed = Some(now),
        }
        member
    }

    /// Whether the account is one this member works with.
    pub fn works_with(&self, account: AccountId) -> bool {
        self.removed.is_none() && (self.role == Role::Owner || self.accounts.contains(&account))
    }
}
