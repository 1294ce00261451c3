//! Groups and channels in threads: opened and closed by a member's word, never by themselves (D6).

use super::{
    super::*,
    claim_thread,
    incoming::Moment,
    outgoing::{DeskEvent, DeskEventKind},
    timers,
};
use crate::{
    crm::Contact,
    domain::{
        AccountId, ClientIdentity, ClientMessageId, ContactId, DialogId, DialogKind, GroupLine, Line, PeerId, ReplyTo,
        UserId, Writer,
    },
    ports::Correspondent,
    store::{Store, StoreError, Stored},
};

/// Opens the thread of a group or channel, from now on its messages come there; `false` where its member has no desk for it.
pub(super) fn open(store: &Store, was: &Stored<Dialog>) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(false);
    let id = was.id;
    // A group that became a desk is no conversation.
    if Desk::find(store, id.peer.chat_id())?.is_some() {
        return Ok(plan);
    }
    let mut dialog = Dialog::clone(was);
    dialog.work.closed = None;
    dialog.work.snoozed = None;
    claim_thread(store, &mut dialog, &mut plan)?;
    if dialog.thread == Thread::None {
        return Ok(plan);
    }
    plan.outcome = true;
    if Followed::find(store, id)?.is_none() {
        plan.changes.insert(Followed { dialog: id, from: was.next, told: None });
        if let Thread::Open { .. } = dialog.thread {
            // It was closed: what was said since then is told first.
            plan.team(TeamTask::ReopenThread { dialog: id });
            plan.client(id.account, ClientTask::Replay { dialog: id, before: None, asked: false });
        }
        follow_card(&dialog, &mut plan);
    }
    if dialog != **was {
        plan.changes.update(was, dialog);
    }
    Ok(plan)
}

/// Nothing of a group or channel comes into its thread any more, until somebody opens it again.
pub(super) fn close(store: &Store, moment: Moment<'_>, was: &Stored<Dialog>) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(true);
    let mut dialog = Dialog::clone(was);
    dialog.work.close(moment.now);
    dialog.work.read();
    if let Some(followed) = Followed::find(store, was.id)? {
        plan.changes.delete(&followed);
    }
    timers::keep(store, moment, Some(was), &dialog, &mut plan)?;
    follow_card(&dialog, &mut plan);
    plan.changes.update(was, dialog);
    Ok(plan)
}

/// Whether a message of a group or channel is to come into a thread: somebody opened it, and no transcript has told it.
pub(super) fn hears(store: &Store, dialog: DialogId, message: ClientMessageId) -> Result<bool, StoreError> {
    Ok(Followed::find(store, dialog)?.is_some_and(|followed| followed.told < Some(message)))
}

/// Why nothing is written in a thread; `None`: it may be.
pub fn refusal(store: &Store, dialog: &Dialog) -> Result<Option<Line>, StoreError> {
    let line = match dialog.kind {
        DialogKind::User => None,
        DialogKind::Channel => Some(GroupLine::ReadOnly),
        DialogKind::Group if Followed::find(store, dialog.id)?.is_none() => Some(GroupLine::NotOpen),
        DialogKind::Group => None,
    };
    Ok(line.map(Line::Group))
}

/// A group or channel is called otherwise now, or the account is not in it any more.
pub fn changed(
    store: &Store,
    moment: Moment<'_>,
    account: AccountId,
    room: &Correspondent,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let id = DialogId { account, peer: room.peer };
    if room.identity.deleted {
        return out(store, moment, id);
    }
    let (Some(dialog), Some(_)) = (Dialog::find(store, id)?, Followed::find(store, id)?) else { return Ok(plan) };
    entitle(store, &dialog, &room.identity, &mut plan)?;
    Ok(plan)
}

/// A group or channel is closed to the account: its thread says so, and is closed too.
pub fn out(store: &Store, moment: Moment<'_>, id: DialogId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let (Some(dialog), Some(_)) = (Dialog::find(store, id)?, Followed::find(store, id)?) {
        let place = Place::Thread { dialog: id, reply_to: None };
        plan.team(TeamTask::Say { place, line: Line::Group(GroupLine::Out) });
        plan.absorb(close(store, moment, &dialog)?);
    }
    Ok(plan)
}

/// The title of a group or channel as Telegram says it now; its thread is called so.
pub(super) fn entitle<T>(
    store: &Store,
    dialog: &Dialog,
    identity: &ClientIdentity,
    plan: &mut Plan<T>,
) -> Result<(), StoreError> {
    let title = identity.full_name();
    if let Some(room) = Room::find(store, dialog)?.filter(|room| room.title != title && !title.is_empty()) {
        plan.changes.update(&room, Room { id: room.id, title });
        if let Thread::Open { .. } = dialog.thread {
            plan.team(TeamTask::Name { dialog: dialog.id });
            plan.team(TeamTask::Card { dialog: dialog.id });
        }
    }
    Ok(())
}

/// Messages of a supergroup or channel were deleted there.
pub fn deleted(
    store: &Store,
    moment: Moment<'_>,
    account: AccountId,
    channel: PeerId,
    messages: &[ClientMessageId],
) -> Result<Plan, StoreError> {
    match Followed::find(store, DialogId { account, peer: channel })? {
        Some(_) => super::incoming::deleted(store, moment.now, account, Some(channel), messages),
        None => Ok(Plan::nothing()),
    }
}

/// A group became a supergroup, which is another chat: its thread goes on with that.
/// <https://core.telegram.org/api/channel#migration>
pub fn upgraded(
    store: &Store,
    moment: Moment<'_>,
    account: AccountId,
    from: PeerId,
    to: PeerId,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let (from, to) = (DialogId { account, peer: from }, DialogId { account, peer: to });
    let Some(was) = Dialog::find(store, from)?.filter(|was| was.work.closed.is_none() || was.thread != Thread::None)
    else {
        return Ok(plan);
    };
    let known = Dialog::find(store, to)?;
    let thread = match &known {
        Some(known) if known.thread != Thread::None => return Ok(plan),
        _ => was.thread,
    };
    let mut gone = Dialog { thread: Thread::None, ..Dialog::clone(&was) };
    gone.work.close(moment.now);
    let goes_on = Dialog {
        thread,
        assigned: was.assigned,
        ..known.as_deref().cloned().unwrap_or_else(|| Dialog {
            id: to,
            next: 0,
            latest_from_client: None,
            marked_read: None,
            read_by_client: None,
            ..Dialog::clone(&was)
        })
    };
    if let Some(followed) = Followed::find(store, from)? {
        plan.changes.delete(&followed);
        // Whatever was said there already comes too: it numbers its messages from 1.
        plan.changes.insert(Followed { dialog: to, from: goes_on.next, told: Some(ClientMessageId(0)) });
    }
    if let Some(card) = Card::find(store, from)? {
        plan.changes.delete(&card);
        if Card::find(store, to)?.is_none() {
            plan.changes.insert(Card { dialog: to, ..Card::clone(&card) });
        }
    }
    if thread != Thread::None {
        let place = Place::Thread { dialog: to, reply_to: None };
        plan.team(TeamTask::Say { place, line: Line::Group(GroupLine::Upgraded) });
    }
    plan.changes.update(&was, gone);
    match &known {
        Some(known) => plan.changes.update(known, goes_on),
        None => plan.changes.insert(goes_on),
    };
    Ok(plan)
}

/// The person of a group whom something in its thread is about: whoever wrote the message that it replies to. Else the
/// sentence that says what to do.
pub fn person_meant(
    store: &Store,
    bot: crate::domain::BotId,
    dialog: &Dialog,
    reply: Option<(crate::domain::ChatId, &ReplyTo<crate::domain::BotMessageId>)>,
) -> Result<Result<Writer, Line>, StoreError> {
    let refused = |line| Ok(Err(Line::Group(line)));
    if dialog.kind == DialogKind::Channel {
        return refused(GroupLine::Nobody);
    }
    let Some((chat, reply)) = reply else { return refused(GroupLine::WhichPerson) };
    let message = Message::replied_to(store, bot, chat, reply)?.filter(|message| message.dialog == dialog.id);
    match message.map(Stored::into_value) {
        Some(Message { author: Author::Client, writer: Some(writer), .. }) => {
            if writer.person().is_some() {
                Ok(Ok(writer))
            } else {
                refused(GroupLine::Nobody)
            }
        }
        _ => refused(GroupLine::WhichPerson),
    }
}

/// The same of an event of a desk.
pub(super) fn person_of(store: &Store, event: &DeskEvent, dialog: &Dialog) -> Result<Result<Writer, Line>, StoreError> {
    let reply = match &event.kind {
        DeskEventKind::Wrote { reply_to, .. } => reply_to.as_ref().map(|reply| (event.chat, reply)),
        _ => None,
    };
    person_meant(store, event.bot, dialog, reply)
}

/// The dialog of a group's account with somebody of the group: so they are a contact, though they never wrote to it. Whoever
/// answers the group sees them.
pub fn acquaint<T>(
    store: &Store,
    moment: Moment<'_>,
    group: &Dialog,
    (user, name): (UserId, &str),
    fresh: ContactId,
    plan: &mut Plan<T>,
) -> Result<Dialog, StoreError> {
    let id = DialogId { account: group.id.account, peer: PeerId::User(user.0) };
    if let Some(dialog) = Dialog::find(store, id)? {
        return Ok(dialog.into_value());
    }
    let identity = ClientIdentity { first_name: name.to_owned(), user: Some(user), ..ClientIdentity::default() };
    let contact = Contact::of_user_or_new(store, user, identity, moment.now, fresh, &mut plan.changes)?;
    let dialog = Dialog::new(id, DialogKind::User, contact, group.assigned, moment.now);
    plan.changes.insert(dialog.clone());
    Ok(dialog)
}
