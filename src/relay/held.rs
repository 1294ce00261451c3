//! What was waiting to be sent when a backup was made (O3).
//!
//! It may have been sent since, so **after a restore nothing of it leaves by itself**: it is taken out of the outbox until an
//! owner lets it go or drops it, in the panel or at the server. What comes after the restore is sent as ever.

use super::{ClientTask, Committer, Entry, Plan, RelayError, Task, TeamTask, delivery::parcel, plan::receipt};
use crate::{
    domain::{AccountId, FailureReason, MemberId, OutboxId, View},
    store::{All, Changes, Page, Record, Sealed, Store, StoreError, Stored, Table},
    team::{AuditEntry, AuditEvent, Member},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An entry that is not in the outbox for now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Held {
    pub entry: Entry,
}

/// Entries per commit.
const STEP: usize = 64;

impl Held {
    /// All of them, in the order in which they were to be sent.
    pub fn all(store: &Store) -> Result<Vec<Stored<Held>>, StoreError> {
        store.scan(All, Page::all())
    }

    /// Whether there is anything.
    pub fn any(store: &Store) -> Result<bool, StoreError> {
        Ok(!store.scan::<Held>(All, Page::first(1))?.is_empty())
    }
}

/// How much is held.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Amount {
    /// Messages to clients, by account.
    pub messages: BTreeMap<AccountId, usize>,
    /// Everything else: lines in threads, edits, reactions, marks.
    pub others: usize,
}

impl Amount {
    pub fn of(store: &Store) -> Result<Amount, StoreError> {
        let mut amount = Amount::default();
        for held in Held::all(store)? {
            match held.entry.task {
                Task::Client(account, ClientTask::Send { .. }) => *amount.messages.entry(account).or_default() += 1,
                _ => amount.others += 1,
            }
        }
        Ok(amount)
    }

    pub fn is_nothing(&self) -> bool {
        self.messages.is_empty() && self.others == 0
    }
}

/// Takes everything out of the outbox. Nothing else may run on the store. Answers how much is held now.
pub async fn hold_all(store: &Store) -> Result<usize, StoreError> {
    for entries in Entry::all(store)?.chunks(STEP) {
        let mut changes = Changes::new();
        for entry in entries {
            changes.delete(entry);
            changes.insert(Held { entry: Entry::clone(entry) });
        }
        store.commit(changes).await?;
    }
    Ok(Held::all(store)?.len())
}

/// Has owners shown what is held, when the service runs.
pub async fn tell_owners(committer: &Committer) -> Result<(), RelayError> {
    committer
        .commit(|store| {
            let mut plan = Plan::nothing();
            for owner in Member::owners(store)? {
                plan.team(TeamTask::Show { member: owner.id, view: View::Held, place: None });
            }
            Ok(plan)
        })
        .await
}

/// Puts everything that is held back into the outbox, in its order. Answers how much that was. `by`: nobody at the server's
/// command line.
///
/// A message to a client goes with the id it had, by which Telegram knows it if it was sent before.
pub async fn release(committer: &Committer, by: Option<MemberId>) -> Result<usize, RelayError> {
    each(committer, by, true, |_, held, plan| {
        plan.tasks.push(held.entry.task.clone());
        Ok(())
    })
    .await
}

/// Gives up everything that is held: what was to go to clients is marked as not sent. Answers how much that was.
pub async fn drop_all(committer: &Committer, by: Option<MemberId>) -> Result<usize, RelayError> {
    each(committer, by, false, |store, held, plan| {
        if let Task::Client(_, ClientTask::Send { dialog, number }) = &held.entry.task {
            plan.absorb(receipt::not_sent(&parcel(store, *dialog, *number)?, &FailureReason::Withheld));
        }
        Ok(())
    })
    .await
}

/// One after the other: a process killed in between goes on with the rest when it is told again.
async fn each(
    committer: &Committer,
    by: Option<MemberId>,
    released: bool,
    mut decide: impl FnMut(&Store, &Held, &mut Plan<bool>) -> Result<(), StoreError>,
) -> Result<usize, RelayError> {
    let mut done = 0;
    let all = Held::all(committer.store())?;
    if !all.is_empty() {
        let what = AuditEvent::HeldSettled { sends: all.len(), released };
        let mut changes = Changes::new();
        AuditEntry::write(&mut changes, committer.now(), by, what);
        committer.store().commit(changes).await?;
    }
    for held in all {
        let was_there = committer
            .commit(|store| {
                let Some(held) = store.get::<Held>(&held.entry.id)? else { return Ok(Plan::new(false)) };
                let mut plan = Plan::new(true);
                decide(store, &held, &mut plan)?;
                plan.changes.delete(&held);
                Ok(plan)
            })
            .await?;
        done += usize::from(was_there);
    }
    Ok(done)
}

impl Record for Held {
    const TABLE: Table = Table::new(240, "held sends");
    const SEALED: Sealed = Sealed::Master;
    type Key = OutboxId;

    fn key(&self) -> OutboxId {
        self.entry.id
    }
}
