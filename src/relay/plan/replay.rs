//! What was said before a thread was there: read from Telegram, shown as one message (R7).
//!
//! **Nothing of it is counted or marked read**: it is Telegram's history, looked at. What its lines are is kept under the contact's
//! key ([`Retold`]), so that they can be answered.

use super::super::*;
use crate::{
    domain::{
        BotId, BotMessageId, ChatId, ClientMessageId, ContentKind, DialogId, FailureReason, Line, Media, RichText, Said,
    },
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

/// Somebody wants to see what is attached to a message that was retold, or that stands in the thread as a line; of an album
/// all of it. While it is on its way a second wish adds nothing.
pub fn fetch(store: &Store, dialog: DialogId, message: ClientMessageId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let wanted = |entry: &Entry| match &entry.task {
        Task::Client(_, ClientTask::Fetch { dialog: of, message: wanted, .. }) => (*of, *wanted) == (dialog, message),
        Task::Team(TeamTask::Fetched { dialog: of, message: found, .. }) => (*of, found.id) == (dialog, message),
        _ => false,
    };
    if Entry::all(store)?.iter().any(|entry| wanted(entry)) {
        return Ok(plan);
    }
    let mut rest = Vec::new();
    if let Some(first) = Message::of_client(store, dialog, message)? {
        let others = album::rest(store, &first)?;
        rest.extend(others.iter().filter(|part| part.deleted.is_none()).filter_map(|part| part.client));
    }
    plan.client(dialog.account, ClientTask::Fetch { dialog, message, rest });
    Ok(plan)
}

/// A transcript stands in the thread: its lines are linked with what they retell.
pub(in super::super) fn stands(
    store: &Store,
    id: DialogId,
    said: &[Said],
    (bot, chat, message): (BotId, ChatId, BotMessageId),
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(dialog) = Dialog::find(store, id)? else { return Ok(plan) };
    let contact = dialog.contact;
    for one in said {
        let Some(client) = one.message else { continue };
        let (kind, text) = (one.kind, one.text.clone());
        plan.changes.put(Retold { dialog: id, client, contact, kind, text, bot, chat, message });
    }
    Ok(plan)
}

/// The account has read what was asked for, or what stands there now.
pub(in super::super) fn fetched(
    store: &Store,
    dialog: DialogId,
    (wanted, others): (ClientMessageId, &[ClientMessageId]),
    found: &[crate::domain::Message],
) -> Result<Plan, StoreError> {
    let asked = |message: &crate::domain::Message| message.id == wanted || others.contains(&message.id);
    let mut found = found.iter().filter(|message| asked(message) && message.content.media().is_some()).cloned();
    match found.next() {
        Some(message) => {
            let mut plan = Plan::nothing();
            plan.team(TeamTask::Fetched { dialog, message: message.into(), rest: found.collect() });
            Ok(plan)
        }
        None => not_fetched(store, dialog, wanted, FailureReason::FileGone),
    }
}

/// An album that was asked for is refused as one.
pub(in super::super) fn one_by_one(
    dialog: DialogId,
    first: &crate::domain::Message,
    rest: &[crate::domain::Message],
) -> Plan {
    let mut plan = Plan::nothing();
    for message in [first].into_iter().chain(rest) {
        plan.team(TeamTask::Fetched { dialog, message: message.clone().into(), rest: Vec::new() });
    }
    plan
}

/// What was attached to a message cannot be shown.
pub(in super::super) fn not_fetched(
    store: &Store,
    dialog: DialogId,
    wanted: ClientMessageId,
    reason: FailureReason,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let known = Message::of_client(store, dialog, wanted)?.and_then(|message| message.content.kind());
    let retold = Retold::find(store, dialog, wanted)?.and_then(|line| line.kind);
    let kind = known.or(retold).unwrap_or(ContentKind::Unsupported);
    let line = Line::FileNotShown { kind, name: None, size: 0, reason, caption: RichText::default(), on_request: None };
    plan.team(TeamTask::Say { place: Place::Thread { dialog, reply_to: None }, line });
    Ok(plan)
}

/// Somebody wants to see who the client is.
pub fn look_at(dialog: DialogId) -> Plan {
    let mut plan = Plan::nothing();
    plan.client(dialog.account, ClientTask::Portrait { dialog });
    plan
}

/// The account has seen which profile photo the client shows, or that there is none for it.
pub(in super::super) fn portrait(dialog: DialogId, photo: Option<Box<Media>>) -> Plan {
    let mut plan = Plan::nothing();
    match photo {
        Some(photo) => plan.team(TeamTask::Portrait { dialog, photo }),
        None => plan.team(TeamTask::Say { place: Place::Thread { dialog, reply_to: None }, line: Line::NoPortrait }),
    }
    plan
}

/// The account has read it.
pub(in super::super) fn read(
    store: &Store,
    dialog: DialogId,
    messages: &[crate::domain::Message],
    more: bool,
    asked: bool,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let followed = Followed::find(store, dialog)?.filter(|_| !asked);
    let mut said = Vec::with_capacity(messages.len());
    for message in messages {
        if let Some(followed) = &followed
            && is_there(store, followed, message.id)?
        {
            continue;
        }
        let own = message.origin == crate::domain::Origin::Account;
        said.push(Said {
            at: message.date,
            own,
            kind: message.content.kind(),
            text: message.content.words().clone(),
            message: Some(message.id),
            has_file: message.content.media().is_some(),
            by: message.writer.as_ref().filter(|_| !own).map(|writer| writer.name.clone()),
        });
    }
    if let Some(was) = &followed {
        // What it tells does not come once more by itself.
        let told = messages.iter().map(|message| message.id).max().max(was.told);
        plan.changes.update(was, Followed { told, ..Followed::clone(was) });
    }
    if !said.is_empty() || asked {
        let earlier = messages.first().map(|message| message.id).filter(|_| more);
        let line = Line::Transcript { dialog, said, earlier };
        plan.team(TeamTask::Say { place: Place::Thread { dialog, reply_to: None }, line });
    }
    Ok(plan)
}

/// Whether a message of a group or channel comes into the thread by itself, or came there when it was open before.
fn is_there(store: &Store, followed: &Followed, message: ClientMessageId) -> Result<bool, StoreError> {
    if let Some(known) = Message::of_client(store, followed.dialog, message)? {
        return Ok(known.number >= followed.from || known.post.is_some());
    }
    let Some(Thread::Open { desk, .. }) = Dialog::find(store, followed.dialog)?.map(|dialog| dialog.thread) else {
        return Ok(false);
    };
    Ok(Retold::find(store, followed.dialog, message)?.is_some_and(|line| line.chat == desk))
}
