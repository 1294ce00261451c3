//! A message that is looked at in its thread before it is sent (N3).

use super::{super::*, groups, timers};
use crate::{
    domain::{BotId, BotMessageId, ChatId, Content, DialogId, MemberId, RandomId},
    store::{Store, StoreError, Stored},
};

/// Puts a preview into the thread of a dialog, in place of the one before; `false` where there is no thread.
pub fn show(
    store: &Store,
    dialog: &Stored<Dialog>,
    content: Content,
    random_id: RandomId,
) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(false);
    let Thread::Open { .. } = dialog.thread else { return Ok(plan) };
    let preview = Preview { dialog: dialog.id, contact: dialog.contact, random_id, content, post: None };
    match Preview::find(store, dialog.id)? {
        Some(was) => {
            take_away(&was, dialog.assigned, &mut plan);
            plan.changes.update(&was, preview);
        }
        None => {
            plan.changes.insert(preview);
        }
    }
    plan.team(TeamTask::Preview { dialog: dialog.id, random_id });
    plan.outcome = true;
    Ok(plan)
}

/// It stands in this message. One that was decided about meanwhile is not kept.
pub(in super::super) fn shown(
    store: &Store,
    bot: BotId,
    dialog: DialogId,
    random_id: RandomId,
    (chat, message): (ChatId, BotMessageId),
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let preview = Preview::find(store, dialog)?.filter(|preview| preview.random_id == random_id);
    match (preview, Dialog::find(store, dialog)?) {
        (Some(preview), _) => {
            plan.changes.update(&preview, Preview { post: Some((chat, message)), ..Preview::clone(&preview) });
        }
        (None, Some(dialog)) if Message::of_post(store, bot, chat, message)?.is_none() => {
            plan.team(TeamTask::Delete { chat, message, reader: dialog.assigned });
        }
        (None, _) => {}
    }
    Ok(plan)
}

/// A member sends what stands in this message of the desk; `false` when that is over.
pub fn send(
    store: &Store,
    moment: incoming::Moment<'_>,
    member: MemberId,
    id: DialogId,
    random_id: RandomId,
    (bot, chat, message): (BotId, ChatId, BotMessageId),
) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(false);
    let preview = Preview::find(store, id)?.filter(|preview| preview.random_id == random_id);
    let (Some(preview), Some(was)) = (preview, Dialog::find(store, id)?) else { return Ok(plan) };
    let Thread::Open { desk, topic } = was.thread else { return Ok(plan) };
    if desk != chat || groups::refusal(store, &was)?.is_some() {
        return Ok(plan);
    }
    let mut dialog = Dialog::clone(&was);
    let author = Author::Member { member, random_id, delivery: Delivery::Waiting };
    let post = Post { bot, helper: None, chat, message, topic: Some(topic), line: None, carrier: None, revision: 0 };
    let number = timers::says(moment, &mut dialog, author, preview.content.clone(), Some(post), &mut plan);
    dialog.work.answered();
    timers::keep(store, moment, Some(&was), &dialog, &mut plan)?;
    plan.changes.update(&was, dialog);
    plan.changes.delete(&preview);
    plan.client(id.account, ClientTask::Send { dialog: id, number });
    plan.team(TeamTask::Strip { chat, message, reader: member });
    plan.outcome = true;
    Ok(plan)
}

/// It is not to be sent; `false` when that is decided already.
pub fn cancel(store: &Store, id: DialogId, random_id: RandomId) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(false);
    let preview = Preview::find(store, id)?.filter(|preview| preview.random_id == random_id);
    let (Some(preview), Some(dialog)) = (preview, Dialog::find(store, id)?) else { return Ok(plan) };
    take_away(&preview, dialog.assigned, &mut plan);
    plan.changes.delete(&preview);
    plan.outcome = true;
    Ok(plan)
}

fn take_away<T>(preview: &Preview, reader: MemberId, plan: &mut Plan<T>) {
    if let Some((chat, message)) = preview.post {
        plan.team(TeamTask::Delete { chat, message, reader });
    }
}
