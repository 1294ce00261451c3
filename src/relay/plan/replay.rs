//! What was said before a thread was there: read from Telegram, shown as one message (R7).
//!
//! **Nothing of it is kept, counted or marked read**: it is Telegram's history, looked at.

use super::super::*;
use crate::{
    domain::{ClientMessageId, DialogId, Line, Said},
    store::{Page, Store, StoreError, Stored},
};

/// How many messages are read at once.
pub(in super::super) const AT_ONCE: u8 = 20;

/// The first thread of a dialog was opened: what was said before that what waits to be shown in it.
pub(super) fn opened(store: &Store, dialog: DialogId, plan: &mut Plan) -> Result<(), StoreError> {
    let all: Vec<Stored<Message>> = store.scan((dialog,), Page::last(RECENT))?;
    if all.iter().any(|message| message.post.is_some()) {
        return Ok(());
    }
    // The newest stand first.
    let waiting = all.iter().rev().find_map(|message| message.client);
    plan.client(dialog.account, ClientTask::Replay { dialog, before: waiting, asked: false });
    Ok(())
}

/// Among how many messages the first is looked for that waits to be shown.
const RECENT: usize = 200;

/// Somebody wants to see what was said before that.
pub fn earlier(dialog: DialogId, before: ClientMessageId) -> Plan {
    let mut plan = Plan::nothing();
    plan.client(dialog.account, ClientTask::Replay { dialog, before: Some(before), asked: true });
    plan
}

/// The account has read it.
pub(in super::super) fn read(dialog: DialogId, messages: &[crate::domain::Message], more: bool, asked: bool) -> Plan {
    let mut plan = Plan::nothing();
    let said: Vec<Said> = messages
        .iter()
        .map(|message| Said {
            at: message.date,
            own: message.origin == crate::domain::Origin::Account,
            kind: message.content.kind(),
            text: message.content.words().clone(),
        })
        .collect();
    if !said.is_empty() || asked {
        let earlier = messages.first().map(|message| message.id).filter(|_| more);
        let line = Line::Transcript { dialog, said, earlier };
        plan.team(TeamTask::Say { place: Place::Thread { dialog, reply_to: None }, line });
    }
    plan
}
