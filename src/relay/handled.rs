//! Which dialogs a member answered on a day, and how long clients had waited (T5).

use super::{Dialog, Plan, incoming::Moment};
use crate::{
    domain::{DialogId, Latency, MemberId},
    store::{Metric, Page, Record, Store, StoreError, Table, TallyRows},
    team::Routine,
};
use jiff::{SignedDuration, ToSpan, civil::Date};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A dialog that a member answered on a business day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Handled {
    pub member: MemberId,
    pub day: Date,
    pub dialog: DialogId,
    /// How often a waiting client had their answer after so long, by the number of the [`Latency`].
    pub waited: BTreeMap<u8, u32>,
}

/// Answers to clients who waited, by member, business day and [`Latency`].
pub const RESPONSES: Metric<(MemberId, Date, u8)> = Metric::new(221, "first responses by latency");

impl Handled {
    /// The dialogs that a member answered from day to day, one for each day.
    pub fn dialogs(store: &Store, member: MemberId, first: Date, last: Date) -> Result<Vec<DialogId>, StoreError> {
        let mut dialogs = Vec::new();
        for day in first.series(1.day()).take_while(|day| *day <= last) {
            let rows = store.scan::<Handled>((member, day), Page::all())?;
            dialogs.extend(rows.iter().map(|row| row.dialog));
        }
        Ok(dialogs)
    }
}

impl Record for Handled {
    const TABLE: Table = Table::new(221, "dialogs handled");
    type Key = (MemberId, Date, DialogId);

    fn key(&self) -> Self::Key {
        (self.member, self.day, self.dialog)
    }

    fn tallies(&self, rows: &mut TallyRows) {
        for (latency, count) in &self.waited {
            rows.add(RESPONSES, &(self.member, self.day, *latency), Decimal::from(*count));
        }
    }
}

/// A member answers: the dialog is one they handled today, and if its client waited, so long in working time.
pub(super) fn note<T>(
    store: &Store,
    moment: Moment<'_>,
    dialog: &Dialog,
    member: MemberId,
    plan: &mut Plan<T>,
) -> Result<(), StoreError> {
    let day = moment.now.to_zoned(moment.zone.clone()).date();
    let known = store.get::<Handled>(&(member, day, dialog.id))?;
    let waited = dialog.work.waits.map(|since| -> Result<SignedDuration, StoreError> {
        Ok(match Routine::load(store, dialog.id.account)?.hours {
            Some(hours) => hours.between(since, moment.now, moment.zone),
            None => moment.now.duration_since(since),
        })
    });
    let waited = waited.transpose()?.map(Latency::of);
    let mut now = known.as_deref().cloned().unwrap_or_else(|| Handled {
        member,
        day,
        dialog: dialog.id,
        waited: BTreeMap::new(),
    });
    if let Some(Latency(class)) = waited {
        *now.waited.entry(class).or_default() += 1;
    }
    match &known {
        Some(was) if **was == now => {}
        Some(was) => drop(plan.changes.update(was, now)),
        None => drop(plan.changes.insert(now)),
    }
    Ok(())
}
