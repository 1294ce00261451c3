//! What an owner changes about the agency as a whole (G3): at once, and on the audit log.

use super::super::*;
use crate::{
    domain::{AgencySetting, MemberId},
    store::{Store, StoreError},
    team::{Agency, AuditEntry, AuditEvent, Member},
};
use jiff::Timestamp;

/// Changes a setting; answers which members see less from now on.
pub fn set(
    store: &Store,
    now: Timestamp,
    by: MemberId,
    setting: &AgencySetting,
) -> Result<Plan<Vec<MemberId>>, StoreError> {
    let mut plan = Plan::new(Vec::new());
    let was = Agency::find(store)?;
    let before = was.as_deref().cloned().unwrap_or_default();
    let after = before.with(setting);
    if after == before {
        return Ok(plan);
    }
    match &was {
        Some(was) => plan.changes.update(was, after.clone()),
        None => plan.changes.insert(after.clone()),
    };
    let what = AuditEvent::AgencySet { from: before.present(setting), to: setting.clone() };
    AuditEntry::write(&mut plan.changes, now, by, what);
    for member in Member::all(store)? {
        let allowed =
            Member { sees_ids: after.shows_ids(member.role), begins: after.operators_begin, ..Member::clone(&member) };
        if member.sees_ids && !allowed.sees_ids {
            plan.outcome.push(member.id);
        }
        if allowed != *member {
            plan.changes.update(&member, allowed);
        }
    }
    Ok(plan)
}
