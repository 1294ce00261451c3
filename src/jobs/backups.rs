//! Copies of backups in the owners' private chats, where they want them (O3).
//!
//! **Of each backup it is noted, in the commit that has it sent, that it was**: it comes once, wherever the process dies. One that
//! is larger than Telegram takes is told of instead, once until they fit again.

use crate::{
    domain::{BackupNews, Line},
    relay::{Place, Plan, TeamTask},
    store::{Record, Store, StoreError, Table},
    team::{Agency, Member},
};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// <https://core.telegram.org/bots/api#senddocument>
const LARGEST: u64 = 50 * 1000 * 1000;

/// What became of the latest backup.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Copied {
    file: PathBuf,
    too_large: bool,
}

/// Sends the latest backup to owners, if they want it and do not have it.
pub fn copy(store: &Store, file: &Path, bytes: u64) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let was = store.get::<Copied>(&())?;
    if !Agency::load(store)?.backups_to_owners || was.as_ref().is_some_and(|was| was.file == file) {
        return Ok(plan);
    }
    let now = Copied { file: file.to_owned(), too_large: bytes > LARGEST };
    let told = was.as_ref().is_some_and(|was| was.too_large);
    for owner in Member::owners(store)? {
        match now.too_large {
            false => plan.team(TeamTask::Backup { member: owner.id, file: now.file.clone() }),
            true if !told => {
                let line = Line::Backup(BackupNews::TooLarge { bytes });
                plan.team(TeamTask::Say { place: Place::Panel(owner.id), line });
            }
            true => {}
        }
    }
    match was {
        Some(was) => plan.changes.update(&was, now),
        None => plan.changes.insert(now),
    };
    Ok(plan)
}

impl Record for Copied {
    const TABLE: Table = Table::new(161, "backups copied to owners");
    type Key = ();

    fn key(&self) {}
}
