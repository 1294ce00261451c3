//! What was said is kept for the agency's retention, then deleted (G3).
//!
//! **Texts, files, quotes and names go; ids, times and authors stay**, so that every count stays what it was and an answer to an old
//! message still finds its place. Telegram is the archive.
//!
//! A sweep goes through all dialogs once a day, and in each on from where the one before had come. What is still to be sent, and
//! whatever stands behind it, waits for the next.

use super::super::*;
use crate::{
    domain::{Content, DialogId, RichText, Writer},
    store::{All, Cursor, Overwrite, Page, Record, Store, StoreError, Stored, Table},
    team::Agency,
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Dialogs looked at between two commits.
const AT_ONCE: usize = 200;
/// Messages of one commit.
const MESSAGES: usize = 50;

/// How far the sweep of a day is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sweep {
    /// What was said before this day goes.
    pub before: Date,
    pub reached: Option<DialogId>,
    pub over: bool,
}

impl Record for Sweep {
    const TABLE: Table = Table::new(235, "sweep of what has expired");
    type Key = ();

    fn key(&self) {}
}

/// Up to which message a dialog has been swept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Swept {
    pub dialog: DialogId,
    pub below: u64,
}

impl Record for Swept {
    const TABLE: Table = Table::new(238, "dialogs swept");
    type Key = DialogId;

    fn key(&self) -> DialogId {
        self.dialog
    }
}
impl Overwrite for Swept {}

/// One step of a sweep, if one is due or under way; `false`: nothing is left to do now. Where the retention became shorter, one is due.
pub fn step(store: &Store, now: Timestamp, zone: &TimeZone) -> Result<Plan<bool>, StoreError> {
    let today = now.to_zoned(zone.clone()).date();
    let before = today.saturating_sub(i64::from(Agency::load(store)?.keeps_days).days());
    let was = store.get::<Sweep>(&())?;
    let sweep = match was.as_deref() {
        Some(sweep) if sweep.over && sweep.before >= before => return Ok(Plan::new(false)),
        Some(sweep) if !sweep.over && sweep.before == before => sweep.clone(),
        _ => Sweep { before, reached: None, over: false },
    };
    let mut plan = Plan::new(true);
    let next = sweep_on(store, sweep, zone, &mut plan)?;
    match was {
        Some(was) => plan.changes.update(&was, next),
        None => plan.changes.insert(next),
    };
    Ok(plan)
}

/// Goes on to the next dialog in which something has expired.
fn sweep_on(store: &Store, mut sweep: Sweep, zone: &TimeZone, plan: &mut Plan<bool>) -> Result<Sweep, StoreError> {
    let from = Page::first(AT_ONCE);
    let page = match sweep.reached {
        Some(reached) => from.after(Cursor::key::<Dialog>(&reached)),
        None => from,
    };
    let dialogs: Vec<Stored<Dialog>> = store.scan(All, page)?;
    let before = sweep.before.to_zoned(zone.clone()).map_or(Timestamp::MIN, |at| at.timestamp());
    let busy: BTreeSet<DialogId> = Entry::all(store)?.iter().filter_map(|entry| entry.task.dialog()).collect();
    for dialog in &dialogs {
        if !busy.contains(&dialog.id) && expire(store, dialog, before, plan)? {
            // There may be more of it.
            return Ok(sweep);
        }
        sweep.reached = Some(dialog.id);
    }
    sweep.over = dialogs.len() < AT_ONCE;
    Ok(sweep)
}

/// Deletes the next things of a dialog that were said before; `false`: there are none.
fn expire(
    store: &Store,
    dialog: &Stored<Dialog>,
    before: Timestamp,
    plan: &mut Plan<bool>,
) -> Result<bool, StoreError> {
    let below = store.get::<Swept>(&dialog.id)?.map_or(0, |swept| swept.below);
    let page = Page::first(MESSAGES);
    let page = match below.checked_sub(1) {
        Some(last) => page.after(Cursor::key::<Message>(&(dialog.id, last))),
        None => page,
    };
    let messages: Vec<Stored<Message>> = store.scan((dialog.id,), page)?;
    let expired = messages.iter().take_while(|message| message.at < before);
    let mut last = None;
    for message in expired {
        let bare = message.expired();
        if bare != **message {
            plan.changes.update(message, bare);
        }
        last = Some(message.number);
    }
    if let Some(last) = last {
        plan.changes.put(Swept { dialog: dialog.id, below: last + 1 });
        return Ok(true);
    }
    if dialog.active >= before {
        return Ok(false);
    }
    // In a dialog that is silent for so long, what stands beside the messages is as old.
    let (lines, words) = (Retold::of(store, dialog.id)?, LastWords::find(store, dialog.id)?);
    let some = !lines.is_empty() || words.is_some();
    for line in lines.iter().take(MESSAGES) {
        plan.changes.delete(line);
    }
    if let Some(words) = &words {
        plan.changes.delete(words);
    }
    Ok(some)
}

impl Message {
    /// What is left of it when the retention is over.
    pub fn expired(&self) -> Message {
        let bare = match self.content.kind() {
            Some(kind) => Content::Other { kind, caption: RichText::default() },
            None => Content::Text(RichText::default()),
        };
        let reply_to = self.reply_to.clone().map(|reply| match reply {
            Reply::Message { number, .. } => Reply::Message { number, quote: None },
            Reply::Retold { retold, .. } => Reply::Retold { retold, quote: None },
        });
        // Who wrote it remains as a number.
        let writer = self.writer.clone().map(|writer| Writer { name: String::new(), ..writer });
        Message { content: bare, earlier: Vec::new(), reply_to, forwarded: None, writer, ..self.clone() }
    }
}
