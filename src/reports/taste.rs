//! How a member likes pictures: dark, light, or figures as text (G3).

use crate::{
    domain::{MemberId, Pictures},
    store::{Overwrite, Record, Store, StoreError, Table},
};
use serde::{Deserialize, Serialize};

/// Kept only for those who chose.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Taste {
    pub member: MemberId,
    pub pictures: Pictures,
}

impl Taste {
    pub fn of(store: &Store, member: MemberId) -> Result<Pictures, StoreError> {
        Ok(store.get::<Taste>(&member)?.map(|taste| taste.pictures).unwrap_or_default())
    }
}

impl Record for Taste {
    const TABLE: Table = Table::new(160, "tastes in pictures");
    type Key = MemberId;

    fn key(&self) -> MemberId {
        self.member
    }
}
impl Overwrite for Taste {}
