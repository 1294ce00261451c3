//! The agency as a whole: how it is called, in which zone its days are, who sees whose number, how long texts are kept (G3).

use crate::{
    domain::{AgencySetting, ReadMarks, Role, Tiers},
    store::{Record, Sealed, Store, StoreError, Stored, Table},
};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    sync::{Arc, PoisonError, RwLock},
};

/// What owners have set; what was never set is the default.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Agency {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub zone: Option<String>,
    /// The roles, besides owners, whose members see phones, usernames and ids of clients.
    #[serde(default)]
    pub shows_ids: BTreeSet<Role>,
    pub keeps_days: u16,
    /// Whether operators may write to somebody who never wrote.
    #[serde(default)]
    pub operators_begin: bool,
    #[serde(default)]
    pub reads: ReadMarks,
    /// From which sums on clients are of a tier; `None`: of none.
    #[serde(default)]
    pub tiers: Option<Tiers>,
    /// Whether each backup comes to the owners' private chats as well.
    #[serde(default)]
    pub backups_to_owners: bool,
}

impl Default for Agency {
    fn default() -> Agency {
        let (name, zone, shows_ids, operators_begin, reads, tiers, backups_to_owners) = Default::default();
        Agency { name, zone, shows_ids, keeps_days: 30, operators_begin, reads, tiers, backups_to_owners }
    }
}

impl Agency {
    /// Days that can be chosen for [`Agency::keeps_days`].
    pub const KEEPS: [u16; 4] = [7, 30, 90, 365];
    /// The roles of which it is set whether they see ids: owners always do.
    pub const MASKED: [Role; 2] = [Role::Manager, Role::Operator];

    pub fn find(store: &Store) -> Result<Option<Stored<Agency>>, StoreError> {
        store.get(&())
    }

    /// As it stands.
    pub fn load(store: &Store) -> Result<Agency, StoreError> {
        Ok(Agency::find(store)?.map_or_else(Agency::default, Stored::into_value))
    }

    /// Whether members of a role see phones, usernames and ids of clients, as owners do in any case.
    pub fn shows_ids(&self, role: Role) -> bool {
        self.shows_ids.contains(&role)
    }

    /// With one setting changed.
    pub fn with(&self, setting: &AgencySetting) -> Agency {
        let mut agency = self.clone();
        match setting {
            AgencySetting::Name(name) => agency.name.clone_from(name),
            AgencySetting::Zone(zone) => agency.zone.clone_from(zone),
            AgencySetting::ShowsIds { role, shown: true } => drop(agency.shows_ids.insert(*role)),
            AgencySetting::ShowsIds { role, shown: false } => drop(agency.shows_ids.remove(role)),
            AgencySetting::Keeps { days } => agency.keeps_days = *days,
            AgencySetting::Reads(reads) => agency.reads = *reads,
            AgencySetting::Tiers(tiers) => agency.tiers = *tiers,
            AgencySetting::OperatorsBegin(may) => agency.operators_begin = *may,
            AgencySetting::BackupsToOwners(sent) => agency.backups_to_owners = *sent,
        }
        agency
    }

    /// The same setting as it is here.
    pub fn present(&self, setting: &AgencySetting) -> AgencySetting {
        match setting {
            AgencySetting::Name(_) => AgencySetting::Name(self.name.clone()),
            AgencySetting::Zone(_) => AgencySetting::Zone(self.zone.clone()),
            AgencySetting::ShowsIds { role, .. } => {
                AgencySetting::ShowsIds { role: *role, shown: self.shows_ids(*role) }
            }
            AgencySetting::Keeps { .. } => AgencySetting::Keeps { days: self.keeps_days },
            AgencySetting::Reads(_) => AgencySetting::Reads(self.reads),
            AgencySetting::Tiers(_) => AgencySetting::Tiers(self.tiers),
            AgencySetting::OperatorsBegin(_) => AgencySetting::OperatorsBegin(self.operators_begin),
            AgencySetting::BackupsToOwners(_) => AgencySetting::BackupsToOwners(self.backups_to_owners),
        }
    }
}

impl Record for Agency {
    const TABLE: Table = Table::new(234, "agency settings");
    const SEALED: Sealed = Sealed::Master;
    type Key = ();

    fn key(&self) {}
}

/// The zone of business days. An owner may change it while the process runs; clones share it.
#[derive(Clone, Debug)]
pub struct AgencyZone(Arc<RwLock<TimeZone>>);

impl AgencyZone {
    /// The one that an owner has set, else the one that the server was started with.
    pub fn load(store: &Store, fallback: &TimeZone) -> Result<AgencyZone, StoreError> {
        let set = Agency::load(store)?.zone.and_then(|name| TimeZone::get(&name).ok());
        Ok(set.unwrap_or_else(|| fallback.clone()).into())
    }

    pub fn get(&self) -> TimeZone {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn set(&self, zone: TimeZone) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = zone;
    }
}

impl From<TimeZone> for AgencyZone {
    fn from(zone: TimeZone) -> AgencyZone {
        AgencyZone(Arc::new(RwLock::new(zone)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_is_changed_is_that_one_alone() {
        let agency = Agency::default();
        for setting in [
            AgencySetting::Name(Some("North".into())),
            AgencySetting::Zone(Some("Europe/Riga".into())),
            AgencySetting::ShowsIds { role: Role::Manager, shown: true },
            AgencySetting::Keeps { days: 90 },
            AgencySetting::Reads(ReadMarks::ByHand),
            AgencySetting::Tiers(Some(Tiers::USUAL)),
            AgencySetting::BackupsToOwners(true),
        ] {
            let changed = agency.with(&setting);
            assert_eq!(changed.present(&setting), setting);
            assert_ne!(agency.present(&setting), setting);
            assert_eq!(changed.with(&agency.present(&setting)), agency, "and nothing else");
        }
    }
}
