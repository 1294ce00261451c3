//! What follows from something done, or finally not done.

use super::super::{echo::Echo, *};
use crate::{
    domain::{BotId, BotMessageId, ChatId, ClientMessageId, DialogId, FailureReason, Line, TopicId},
    store::{Store, StoreError, Stored},
};

/// Telegram has a member's message.
pub fn sent(store: &Store, message: &Stored<Message>, client: ClientMessageId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if message.client.is_some() {
        return Ok(plan);
    }
    let mut now = message.with_delivery(Delivery::Sent);
    now.client = Some(client);
    plan.changes.update(message, now);
    if let Some(echo) = Echo::find(store, message.dialog, client)? {
        plan.changes.delete(&echo);
    }
    plan.team(TeamTask::React { dialog: message.dialog, number: message.number });
    // Whoever answers has read (R5).
    if let Some(dialog) = Dialog::find(store, message.dialog)?
        && dialog.marked_read < dialog.latest_from_client
        && let Some(up_to) = dialog.latest_from_client
    {
        plan.changes.update(&dialog, Dialog { marked_read: Some(up_to), ..Dialog::clone(&dialog) });
        plan.client(dialog.id.account, ClientTask::MarkRead { dialog: dialog.id, up_to });
    }
    Ok(plan)
}

/// Telegram will not take a member's message.
pub fn not_sent(message: &Stored<Message>, reason: FailureReason) -> Plan {
    let mut plan = Plan::nothing();
    let (dialog, number) = (message.dialog, message.number);
    plan.changes.update(message, message.with_delivery(Delivery::Failed(reason.clone())));
    plan.team(TeamTask::React { dialog, number });
    plan.team(TeamTask::Say {
        place: Place::Thread { dialog, reply_to: Some(number) },
        line: Line::NotDelivered { dialog, number, reason },
    });
    plan
}

/// An edit or deletion did not reach the client.
pub fn not_changed(dialog: DialogId, number: u64, reason: FailureReason) -> Plan {
    let mut plan = Plan::nothing();
    plan.team(TeamTask::Say {
        place: Place::Thread { dialog, reply_to: Some(number) },
        line: Line::NotChanged { reason },
    });
    plan
}

/// The topic of a dialog exists.
pub fn opened(store: &Store, dialog: DialogId, desk: ChatId, topic: TopicId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(was) = Dialog::find(store, dialog)?
        && was.thread == (Thread::Opening { desk })
    {
        plan.changes.update(&was, Dialog { thread: Thread::Open { desk, topic }, ..Dialog::clone(&was) });
    }
    Ok(plan)
}

/// A message stands in its thread, showing this revision.
pub fn posted(
    store: &Store,
    dialog: DialogId,
    number: u64,
    bot: BotId,
    chat: ChatId,
    message: BotMessageId,
    revision: u32,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(was) = Message::find(store, dialog, number)? {
        let post = Post { bot, chat, message, line: None, revision };
        if was.revision > revision {
            plan.team(TeamTask::Update { dialog, number });
        }
        plan.changes.update(&was, Message { post: Some(post), ..Message::clone(&was) });
    }
    Ok(plan)
}

/// The post of a message shows this revision.
pub fn updated(store: &Store, dialog: DialogId, number: u64, revision: u32) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(was) = Message::find(store, dialog, number)?
        && let Some(post) = was.post
    {
        plan.changes.update(&was, Message { post: Some(Post { revision, ..post }), ..Message::clone(&was) });
    }
    Ok(plan)
}

/// The account is in the desk, or cannot come in.
pub fn joined(store: &Store, chat: ChatId, joined: bool) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(desk) = Desk::find(store, chat)? {
        if joined {
            plan.changes.update(&desk, Desk { account_joined: true, ..Desk::clone(&desk) });
        } else {
            plan.team(TeamTask::Say {
                place: Place::Panel(desk.member),
                line: Line::DeskProblems(vec![crate::domain::DeskProblem::AccountCannotJoin]),
            });
        }
    }
    Ok(plan)
}
