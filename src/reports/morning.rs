//! When a member gets the digest of the day before (B6).

use crate::{
    domain::MemberId,
    store::{Overwrite, Record, Store, StoreError, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Kept only for those who chose.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Morning {
    pub member: MemberId,
    /// The hour of the day, 0 to 23.
    pub hour: i8,
    pub muted: bool,
    /// When that was chosen: what was due before it is not made up for.
    pub since: Timestamp,
}

impl Morning {
    /// Where nothing was chosen.
    pub const HOUR: i8 = 9;

    /// As it stands for a member who joined then.
    pub fn of(store: &Store, member: MemberId, joined: Timestamp) -> Result<Morning, StoreError> {
        let chosen = store.get::<Morning>(&member)?.map(|morning| Morning::clone(&morning));
        Ok(chosen.unwrap_or(Morning { member, hour: Morning::HOUR, muted: false, since: joined }))
    }
}

impl Record for Morning {
    const TABLE: Table = Table::new(230, "mornings of members");
    type Key = MemberId;

    fn key(&self) -> MemberId {
        self.member
    }
}
impl Overwrite for Morning {}
