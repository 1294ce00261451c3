//! What follows from something done, or finally not done.

use super::super::{echo::Echo, *};
use crate::{
    domain::{
        BotId, BotMessageId, ChatId, ClientMessageId, DialogId, DialogState, Emoji, FailureReason, Line, MemberId,
        Reaction, ReadMarks, TopicId, View,
    },
    store::{Store, StoreError, Stored},
    team::{Account, Agency, Member},
};
use jiff::Timestamp;

/// A member opened a screen: this is where it stands, wherever it was to be drawn.
pub fn opened_panel(
    store: &Store,
    member: MemberId,
    view: &View,
    (place, message): (Option<BotMessageId>, BotMessageId),
    now: Timestamp,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    match (place, Panel::find(store, member)?) {
        // Known since it was to be drawn there; by now it may be another one. Only where it stands is news.
        (Some(place), Some(panel)) => {
            if panel.message == place && place != message {
                plan.changes.update(&panel, Panel { message, ..Panel::clone(&panel) });
            }
        }
        // Whoever pressed under a new screen before this receipt has another one there by now.
        (None, Some(panel)) if panel.message == message => {}
        _ => {
            plan.changes.put(Panel { member, message, view: view.clone(), opened: now, arrives: false });
        }
    }
    Ok(plan)
}

/// A screen followed what it shows; it may stand in another message now.
pub fn followed(store: &Store, member: MemberId, message: BotMessageId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(panel) = Panel::find(store, member)?.filter(|panel| panel.message != message) {
        plan.changes.update(&panel, Panel { message, ..Panel::clone(&panel) });
    }
    Ok(plan)
}

/// Telegram has a member's message, under this id. What happened to it meanwhile follows.
pub fn sent(store: &Store, message: &Stored<Message>, client: ClientMessageId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let dialog = Dialog::find(store, message.dialog)?;
    // That nobody is there is no answer.
    if arrived(store, dialog.as_ref(), message, client, &mut plan)? && matches!(message.author, Author::Member { .. }) {
        answered(store, dialog.as_ref(), &mut plan)?;
    }
    Ok(plan)
}

/// Telegram has messages of members that were sent together, one dialog's. A message that nobody can name any more was
/// deleted by the client.
pub fn sent_together(
    store: &Store,
    now: Timestamp,
    dialog: DialogId,
    messages: &[(Stored<Message>, Option<ClientMessageId>)],
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let dialog = Dialog::find(store, dialog)?;
    let mut news = false;
    for (message, client) in messages {
        match client {
            Some(client) => news |= arrived(store, dialog.as_ref(), message, *client, &mut plan)?,
            None => arrived_and_gone(message, now, &mut plan),
        }
    }
    if news {
        answered(store, dialog.as_ref(), &mut plan)?;
    }
    Ok(plan)
}

/// The client sees this reaction of the team's: whoever reacts has read (R5). One that came meanwhile follows.
pub fn reacted_to(store: &Store, dialog: DialogId, number: u64, shown: Option<Emoji>) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(message) = Message::find(store, dialog, number)? {
        plan.changes.expect(&message);
        if message.team_reacted != shown && message.deleted.is_none() {
            plan.client(dialog.account, ClientTask::React { dialog, number });
        }
    }
    answered(store, Dialog::find(store, dialog)?.as_ref(), &mut plan)?;
    Ok(plan)
}

/// One message's part of it; `false` when it is known already.
fn arrived(
    store: &Store,
    dialog: Option<&Stored<Dialog>>,
    message: &Stored<Message>,
    client: ClientMessageId,
    plan: &mut Plan,
) -> Result<bool, StoreError> {
    if message.client.is_some() {
        return Ok(false);
    }
    let (id, number) = (message.dialog, message.number);
    let read = dialog.is_some_and(|dialog| dialog.read_by_client >= Some(client));
    let mut now = message.with_delivery(if read { Delivery::Read } else { Delivery::Sent });
    now.client = Some(client);
    if message.deleted.is_some() {
        plan.client(id.account, ClientTask::Delete { dialog: id, number });
    } else if message.revision > 0 {
        // Whether the edit came before or after what was sent is not known; editing twice changes nothing.
        plan.client(id.account, ClientTask::Edit { dialog: id, number });
    }
    if message.team_reacted.is_some() && message.deleted.is_none() {
        plan.client(id.account, ClientTask::React { dialog: id, number });
    }
    if let Some(echo) = Echo::find(store, id, client)? {
        plan.changes.delete(&echo);
        now.client_reacted = echo.reacted.or(now.client_reacted);
        if let (Some(at), None) = (echo.deleted, message.deleted) {
            now = now.withdrawn(at);
            plan.team(deleted_by_client(message));
        }
    }
    if let Some(mistaken) = Message::of_client(store, id, client)?
        // It is this one when the other way of learning it was a moment faster: the commit will notice.
        && mistaken.number != number
    {
        // An echo that was taken for a message from the phone: the id belongs to this one.
        plan.changes.update(&mistaken, Message { client: None, ..Message::clone(&mistaken) });
    }
    plan.changes.update(message, now);
    plan.team(TeamTask::React { dialog: id, number });
    Ok(true)
}

/// Whoever answers has read, unless the agency marks by hand (R5).
fn answered(store: &Store, dialog: Option<&Stored<Dialog>>, plan: &mut Plan) -> Result<(), StoreError> {
    let Some(dialog) = dialog else { return Ok(()) };
    let marks = Agency::load(store)?.reads == ReadMarks::OnAnswer;
    match dialog.latest_from_client {
        Some(up_to) if marks && dialog.marked_read < Some(up_to) => {
            let mut now = Dialog { marked_read: Some(up_to), ..Dialog::clone(dialog) };
            now.work.read();
            plan.changes.update(dialog, now);
            plan.client(dialog.id.account, ClientTask::MarkRead { dialog: dialog.id, up_to });
        }
        _ => {
            plan.changes.expect(dialog);
        }
    }
    Ok(())
}

/// Telegram had a member's message, but the client deleted it before it was known under which id.
pub fn sent_and_gone(message: &Stored<Message>, now: Timestamp) -> Plan {
    let mut plan = Plan::nothing();
    arrived_and_gone(message, now, &mut plan);
    plan
}

fn arrived_and_gone(message: &Stored<Message>, now: Timestamp, plan: &mut Plan) {
    if message.client.is_some() {
        return;
    }
    let sent = message.with_delivery(Delivery::Sent);
    if message.deleted.is_none() {
        plan.team(deleted_by_client(message));
        plan.changes.update(message, sent.withdrawn(now));
    } else {
        plan.changes.update(message, sent);
    }
}

/// A member's message was deleted on the client's side: a line says so, for bots cannot change it.
pub(super) fn deleted_by_client(message: &Message) -> TeamTask {
    TeamTask::Say {
        place: Place::Thread { dialog: message.dialog, reply_to: Some(message.number) },
        line: message.as_deleted(),
    }
}

/// Telegram will not take members' messages that were to be sent together: it is said once, at the first.
pub fn not_sent(messages: &[Stored<Message>], reason: &FailureReason) -> Plan {
    let mut plan = Plan::nothing();
    let mut told = false;
    for message in messages.iter().filter(|message| message.client.is_none()) {
        let (dialog, number) = (message.dialog, message.number);
        plan.changes.update(message, message.with_delivery(Delivery::Failed(reason.clone())));
        // What was taken back meanwhile nobody misses.
        if message.deleted.is_some() {
            continue;
        }
        plan.team(TeamTask::React { dialog, number });
        if !told {
            plan.team(TeamTask::Say {
                place: Place::Thread { dialog, reply_to: Some(number) },
                line: Line::NotDelivered { dialog, number, reason: reason.clone() },
            });
            told = true;
        }
    }
    plan
}

/// The client sees this revision of a member's message. One that was made meanwhile follows.
pub fn edited(store: &Store, dialog: DialogId, number: u64, revision: u32) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(message) = Message::find(store, dialog, number)? {
        plan.changes.expect(&message);
        if message.revision > revision && message.deleted.is_none() {
            plan.client(dialog.account, ClientTask::Edit { dialog, number });
        }
    }
    Ok(plan)
}

/// An edit or deletion did not reach the client.
pub fn not_changed(dialog: DialogId, number: u64, reason: FailureReason) -> TeamTask {
    TeamTask::Say { place: Place::Thread { dialog, reply_to: Some(number) }, line: Line::NotChanged { reason } }
}

/// Telegram did not block or unblock a client: everything is as it was.
pub fn not_blocked(store: &Store, dialog: DialogId, reason: FailureReason) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(was) = Dialog::find(store, dialog)? {
        let mut now = Dialog::clone(&was);
        now.work.blocked = !now.work.blocked;
        plan.changes.update(&was, now);
        let place = Place::Thread { dialog, reply_to: None };
        plan.team(TeamTask::Say { place, line: Line::NotChanged { reason } });
    }
    Ok(plan)
}

/// The topic of a dialog exists.
pub fn opened(
    store: &Store,
    now: Timestamp,
    dialog: DialogId,
    desk: ChatId,
    topic: TopicId,
    state: DialogState,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(was) = Dialog::find(store, dialog)?
        && was.thread == (Thread::Opening { desk })
    {
        let mut now_open = Dialog { thread: Thread::Open { desk, topic }, ..Dialog::clone(&was) };
        now_open.work.shown = state;
        if now_open.work.state() != state {
            plan.team(TeamTask::Title { dialog });
        }
        plan.changes.update(&was, now_open);
        super::dialogs::follow(store, now, dialog, &mut plan)?;
        super::replay::opened(store, dialog, &mut plan)?;
    }
    Ok(plan)
}

/// The title of a dialog's thread shows this state. Another one that came meanwhile follows.
pub fn titled(store: &Store, dialog: DialogId, state: DialogState) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(was) = Dialog::find(store, dialog)? {
        let mut now = Dialog::clone(&was);
        now.work.shown = state;
        if now.work.state() != state {
            plan.team(TeamTask::Title { dialog });
        }
        plan.changes.update(&was, now);
    }
    Ok(plan)
}

/// Messages stand in their thread.
pub fn posted(store: &Store, dialog: DialogId, posts: &[(u64, Post)]) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    for (number, post) in posts {
        if let Some(was) = Message::find(store, dialog, *number)? {
            if was.revision > post.revision {
                plan.team(TeamTask::Update { dialog, number: *number });
            }
            // It came before there was anything to put it on.
            if was.client_reacted.is_some() {
                plan.team(TeamTask::React { dialog, number: *number });
            }
            plan.changes.update(&was, Message { post: Some(*post), ..Message::clone(&was) });
        }
    }
    Ok(plan)
}

/// The post of a message shows this revision. One that was made meanwhile follows.
pub fn updated(store: &Store, dialog: DialogId, number: u64, revision: u32) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(was) = Message::find(store, dialog, number)?
        && let Some(post) = was.post
    {
        if was.revision > revision {
            plan.team(TeamTask::Update { dialog, number });
        }
        plan.changes.update(&was, Message { post: Some(Post { revision, ..post }), ..Message::clone(&was) });
    }
    Ok(plan)
}

/// The post of a message bears this reaction, by this bot. One that came meanwhile follows.
pub fn reacted(
    store: &Store,
    dialog: DialogId,
    number: u64,
    by: BotId,
    shown: Option<Reaction>,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(message) = Message::find(store, dialog, number)? {
        if message.marker() == Some(by) {
            plan.changes.expect(&message);
        } else {
            // In place of a helper that may not write there: what follows it says as well.
            plan.changes.update(&message, Message { marked_by: Some(by), ..Message::clone(&message) });
        }
        if message.reaction() != shown {
            plan.team(TeamTask::React { dialog, number });
        }
    }
    Ok(plan)
}

/// The account is in the desk, which is complete with that, or cannot come in.
pub fn joined(store: &Store, chat: ChatId, joined: bool) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(desk) = Desk::find(store, chat)? else { return Ok(plan) };
    let (Some(account), Some(member)) = (Account::find(store, desk.account)?, Member::find(store, desk.member)?) else {
        return Ok(plan);
    };
    let (account, member) = (account.title(), member.name.clone());
    let line = if joined {
        plan.changes.update(&desk, Desk { account_joined: true, ..Desk::clone(&desk) });
        Line::DeskBound { account, member }
    } else {
        Line::DeskWithoutAccount { account }
    };
    plan.team(TeamTask::Say { place: Place::Group { chat, topic: None, reply_to: None, reader: desk.member }, line });
    Ok(plan)
}
