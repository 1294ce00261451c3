//! How a member lives: in which zone (G3).
//!
//! **A member's zone changes the time they see, never what counts**: business days are the agency's.

use crate::{
    domain::MemberId,
    store::{Overwrite, Record, Store, StoreError, Table},
};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// Kept only for those who chose.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Habits {
    pub member: MemberId,
    /// By the name of the IANA database; `None`: the agency's.
    #[serde(default)]
    pub zone: Option<String>,
}

impl Habits {
    /// Of a member who never chose.
    pub fn usual(member: MemberId) -> Habits {
        Habits { member, zone: None }
    }

    pub fn of(store: &Store, member: MemberId) -> Result<Habits, StoreError> {
        Ok(store.get::<Habits>(&member)?.map_or_else(|| Habits::usual(member), crate::store::Stored::into_value))
    }

    /// The zone in which the member sees times; the agency's, where they named none or one that is known no more.
    pub fn zone(&self, agency: &TimeZone) -> TimeZone {
        let own = self.zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        own.unwrap_or_else(|| agency.clone())
    }
}

impl Record for Habits {
    const TABLE: Table = Table::new(220, "members' habits");
    type Key = MemberId;

    fn key(&self) -> MemberId {
        self.member
    }
}
impl Overwrite for Habits {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_that_is_not_known_is_the_agencys() {
        let riga = TimeZone::get("Europe/Riga").unwrap();
        let habits = |zone: Option<&str>| Habits { member: MemberId(1), zone: zone.map(str::to_owned) };
        assert_eq!(habits(None).zone(&riga), riga);
        assert_eq!(habits(Some("Europe/Atlantis")).zone(&riga), riga);
        assert_eq!(habits(Some("Asia/Tokyo")).zone(&riga), TimeZone::get("Asia/Tokyo").unwrap());
    }
}
