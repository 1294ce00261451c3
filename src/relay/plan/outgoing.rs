//! What a member does in a thread: to the client.

use super::{
    super::{
        album::{self, Withheld},
        gone::Gone,
        *,
    },
    groups,
};
use crate::{
    domain::{
        AlbumId, BotId, BotMessageId, ChatId, Content, Emoji, FailureReason, Line, MemberId, Quote, RandomId, ReplyTo,
        TopicId, utf16_len,
    },
    store::{Record, Store, StoreError, Stored},
    team::{Action, Member, Target, rights::may},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Something that happened in a group where a bot of ours is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DeskEvent {
    pub bot: BotId,
    pub chat: ChatId,
    /// `None`: outside of any topic, or in General.
    pub topic: Option<TopicId>,
    pub actor: Actor,
    /// The message it happened to, or the command.
    pub message: BotMessageId,
    pub at: Timestamp,
    pub kind: DeskEventKind,
}

/// Who acted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Actor {
    Person(MemberId),
    /// An anonymous admin, or somebody writing as a channel: cannot be authorized.
    Anonymous,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum DeskEventKind {
    Wrote {
        content: Content,
        reply_to: Option<ReplyTo<BotMessageId>>,
        album: Option<AlbumId>,
    },
    Edited {
        content: Content,
    },
    /// The topic was closed by hand.
    ThreadClosed,
    /// The topic was opened again by hand.
    ThreadReopened,
    /// `/del`, in reply to this message.
    Delete {
        target: Option<BotMessageId>,
    },
}

/// What begins with this is for the team only and never leaves (R8).
const COMMENT: &str = "//";

/// Decides about an event of a desk. In a group that is not a desk nothing happens.
///
/// `random_id` is fixed here, before anything is sent: whoever repeats the send repeats it with the same id.
pub fn desk(
    store: &Store,
    moment: incoming::Moment<'_>,
    event: &DeskEvent,
    random_id: RandomId,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(desk) = Desk::find(store, event.chat)? else { return Ok(plan) };
    let dialog = match authorize(store, event.chat, event.topic, event.actor)? {
        Ok(dialog) => dialog,
        // A topic that is no client's is its people's business.
        Err(_) if matches!(event.kind, DeskEventKind::ThreadClosed | DeskEventKind::ThreadReopened) => return Ok(plan),
        Err(line) => {
            plan.team(say(&desk, event, line));
            return Ok(plan);
        }
    };
    match &event.kind {
        DeskEventKind::Wrote { content, reply_to, album } => {
            let writing = Writing { content, reply_to: reply_to.as_ref(), album: *album };
            wrote(store, moment, &desk, event, &dialog, writing, random_id, &mut plan)?;
        }
        DeskEventKind::Edited { content } => edited(store, &desk, event, &dialog, content, &mut plan)?,
        DeskEventKind::ThreadClosed | DeskEventKind::ThreadReopened => {
            let Plan { changes, tasks, .. } = match event.kind {
                DeskEventKind::ThreadClosed => dialogs::close(store, moment, dialog.id)?,
                _ => dialogs::reopen(store, moment, dialog.id)?,
            };
            plan.absorb(Plan { changes, tasks, outcome: () });
        }
        DeskEventKind::Delete { target } => {
            let message = match target {
                Some(target) => Message::of_post(store, event.bot, event.chat, *target)?,
                None => None,
            };
            // A line of a transcript is no message of its own.
            let whole = |own: &Stored<Message>| own.post.is_some_and(|post| post.line.is_none());
            match message.filter(|own| own.dialog == dialog.id && own.delivery().is_some() && whole(own)) {
                Some(message) => {
                    withdraw(&message, moment.now, &mut plan);
                    for message in target.iter().chain([&event.message]) {
                        plan.team(TeamTask::Delete { chat: event.chat, message: *message, reader: desk.member });
                    }
                }
                None => plan.team(say(&desk, event, Line::DeleteNeedsReply)),
            }
        }
    }
    Ok(plan)
}

/// A topic got another name or icon by hand. What a thread is called says who it is with and what it needs (D3): it gets that back,
/// whoever would have it otherwise.
pub fn renamed(store: &Store, chat: ChatId, topic: TopicId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(dialog) = Dialog::of_thread(store, chat, topic)? {
        plan.team(TeamTask::Name { dialog: dialog.id });
    }
    Ok(plan)
}

/// The dialog of the thread, if the person may converse in it now; else the sentence that says why not.
pub fn authorize(
    store: &Store,
    chat: ChatId,
    topic: Option<TopicId>,
    actor: Actor,
) -> Result<Result<Stored<Dialog>, Line>, StoreError> {
    let Actor::Person(person) = actor else { return Ok(Err(Line::AnonymousRefused)) };
    let Some(member) = Member::find(store, person)? else { return Ok(Err(Line::NotAMember)) };
    let dialog = match topic {
        Some(topic) => Dialog::of_thread(store, chat, topic)?,
        None => None,
    };
    let Some(dialog) = dialog else { return Ok(Err(Line::NobodysThread)) };
    let target = Target::Dialog { account: dialog.id.account, assigned: Some(dialog.assigned) };
    if !may(&member, Action::Converse, target) {
        return Ok(Err(Line::NotAllowed));
    }
    Ok(Ok(dialog))
}

/// What a member wrote.
#[derive(Clone, Copy)]
struct Writing<'a> {
    content: &'a Content,
    reply_to: Option<&'a ReplyTo<BotMessageId>>,
    album: Option<AlbumId>,
}

#[expect(clippy::too_many_arguments, reason = "one caller; the parts of one event and what it happened to")]
fn wrote(
    store: &Store,
    moment: incoming::Moment<'_>,
    desk: &Desk,
    event: &DeskEvent,
    dialog: &Stored<Dialog>,
    writing: Writing<'_>,
    random_id: RandomId,
    plan: &mut Plan,
) -> Result<(), StoreError> {
    let Actor::Person(member) = event.actor else { return Ok(()) };
    let Writing { content, reply_to, album } = writing;
    if Message::of_post(store, event.bot, event.chat, event.message)?.is_some() {
        return Ok(());
    }
    if content.words().text.starts_with(COMMENT) {
        return match album {
            Some(album) => withhold(store, moment.now, event.chat, dialog, album, plan),
            None => Ok(()),
        };
    }
    if let Some(line) = groups::refusal(store, dialog)? {
        plan.team(say(desk, event, line));
        return Ok(());
    }
    if let Some(album) = album {
        if Withheld::is(store, event.chat, album)? {
            return Ok(());
        }
        plan.changes.expect_absent::<Withheld>(&(event.chat, album));
    }
    if let Content::Other { kind, .. } = content {
        // Nothing that could be sent: a gift, an invoice, a story.
        plan.team(say(desk, event, Line::CannotSendKind { kind: *kind }));
        return Ok(());
    }
    let reply = match reply_to {
        None => None,
        Some(to) => match Message::replied_to(store, event.bot, event.chat, to)? {
            Some(target) if target.dialog == dialog.id => {
                Some(Reply::Message { number: target.number, quote: quote_of(&target, to.quote.as_ref()) })
            }
            // Of a line of ours or of a comment the client has nothing.
            _ => Retold::replied_to(store, dialog.id, event.chat, to)?,
        },
    };
    if Gone::is(store, event.chat, event.message)? {
        return Ok(());
    }
    plan.changes.expect_absent::<Gone>(&(event.chat, event.message));
    let number = dialog.next;
    let (bot, chat, message, topic) = (event.bot, event.chat, event.message, event.topic);
    plan.changes.insert(Message {
        dialog: dialog.id,
        number,
        contact: dialog.contact,
        author: Author::Member { member, random_id, delivery: Delivery::Waiting },
        at: event.at,
        day: event.at.to_zoned(moment.zone.clone()).date(),
        content: content.clone(),
        earlier: Vec::new(),
        reply_to: reply,
        client: None,
        post: Some(Post { bot, helper: None, chat, message, topic, line: None, carrier: None, revision: 0 }),
        deleted: None,
        revision: 0,
        replaced: 0,
        client_reacted: None,
        team_reacted: None,
        heard_by: None,
        marked_by: marker(store, chat, random_id)?,
        album,
        forwarded: None,
        writer: None,
    });
    handled::note(store, moment, dialog, member, plan)?;
    let mut now = Dialog { next: number + 1, active: moment.now, ..Dialog::clone(dialog) };
    now.work.answered();
    super::timers::keep(store, moment, Some(dialog), &now, plan)?;
    plan.changes.update(dialog, now);
    plan.client(dialog.id.account, ClientTask::Send { dialog: dialog.id, number });
    Ok(())
}

/// The bot that is to say on a member's message how far it got: one of the helpers, each its part of them, while there
/// are any. Each bot has a budget of its own, and the main bot needs its own for whoever waits for an answer.
fn marker(store: &Store, chat: ChatId, random_id: RandomId) -> Result<Option<BotId>, StoreError> {
    let helpers = HelperSeat::taken(store, chat)?;
    let part = random_id.0.unsigned_abs().checked_rem(helpers.len() as u64);
    Ok(part.and_then(|part| helpers.get(part as usize)).copied())
}

/// The quote where it stands in the message itself: in the desk others may stand before it.
fn quote_of(target: &Message, quote: Option<&Quote>) -> Option<Quote> {
    let quote = quote?;
    if target.post.is_none_or(|post| post.line.is_none()) {
        return Some(quote.clone());
    }
    let words = &target.content.words().text;
    let at = words.find(quote.text.text.as_str())?;
    Some(Quote { offset: utf16_len(&words[..at]), ..quote.clone() })
}

/// One message of an album says that it is a comment: those that came before it do not leave either.
fn withhold(
    store: &Store,
    now: Timestamp,
    chat: ChatId,
    dialog: &Dialog,
    album: AlbumId,
    plan: &mut Plan,
) -> Result<(), StoreError> {
    plan.changes.put(Withheld { chat, album, at: now });
    let remembered = Withheld::of(store, chat)?;
    for old in remembered.iter().take(remembered.len().saturating_sub(album::KEPT)) {
        plan.changes.remove::<Withheld>(&old.key());
    }
    for message in Message::latest(store, dialog.id, album::SPAN)? {
        if message.album == Some(album) {
            withdraw(&message, now, plan);
        }
    }
    Ok(())
}

fn edited(
    store: &Store,
    desk: &Desk,
    event: &DeskEvent,
    dialog: &Dialog,
    content: &Content,
    plan: &mut Plan,
) -> Result<(), StoreError> {
    // An edited comment, command or refused message was never sent, so there is nothing to edit.
    let Some(message) = Message::of_post(store, event.bot, event.chat, event.message)? else { return Ok(()) };
    // Telegram also reports a mere reaction as an edit: the content decides.
    if message.dialog != dialog.id || message.content == *content || message.deleted.is_some() {
        return Ok(());
    }
    if content.words().text.starts_with(COMMENT) || matches!(content, Content::Other { .. }) {
        // Made a comment afterwards: the client has it already, and the comment must not leave.
        plan.team(say(desk, event, Line::NotChanged { reason: FailureReason::ContentRefused }));
        return Ok(());
    }
    plan.changes.update(&message, message.edited(content.clone()));
    // What Telegram does not have yet is sent as it is then, or edited by the receipt.
    if message.client.is_some() {
        let (dialog, number) = (message.dialog, message.number);
        plan.client(dialog.account, ClientTask::Edit { dialog, number });
    }
    Ok(())
}

/// A member's reaction to a message of a desk is this one now: the client sees it from the account (R4). Of whom it is not known, or
/// who may not converse here, nothing leaves; a reaction is answered with nothing.
pub fn reacted(
    store: &Store,
    chat: ChatId,
    message: BotMessageId,
    actor: Actor,
    emoji: Option<Emoji>,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let (Actor::Person(person), Some(desk)) = (actor, Desk::find(store, chat)?) else { return Ok(plan) };
    let Some(was) = Message::of_post(store, desk.bot, chat, message)? else { return Ok(plan) };
    let (Some(member), Some(dialog)) = (Member::find(store, person)?, Dialog::find(store, was.dialog)?) else {
        return Ok(plan);
    };
    let target = Target::Dialog { account: dialog.id.account, assigned: Some(dialog.assigned) };
    let in_vain = was.team_reacted == emoji || was.deleted.is_some() || groups::refusal(store, &dialog)?.is_some();
    if !may(&member, Action::Converse, target) || in_vain {
        return Ok(plan);
    }
    plan.changes.update(&was, Message { team_reacted: emoji, ..Message::clone(&was) });
    if was.client.is_some() {
        plan.client(dialog.id.account, ClientTask::React { dialog: dialog.id, number: was.number });
    }
    Ok(plan)
}

/// Takes a member's message back: from the client too, if it got that far.
pub(super) fn withdraw(message: &Stored<Message>, now: Timestamp, plan: &mut Plan) {
    if message.deleted.is_some() || message.delivery().is_none() {
        return;
    }
    plan.changes.update(message, message.withdrawn(now));
    // What Telegram does not have yet is not sent any more, or deleted by the receipt.
    if message.client.is_some() {
        let (dialog, number) = (message.dialog, message.number);
        plan.client(dialog.account, ClientTask::Delete { dialog, number });
    }
}

/// Tries a message again that was refused.
pub fn retry(store: &Store, dialog: crate::domain::DialogId, number: u64) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(false);
    let Some(message) = Message::find(store, dialog, number)? else { return Ok(plan) };
    let Some(Delivery::Failed(_)) = message.delivery() else { return Ok(plan) };
    if message.deleted.is_some() {
        return Ok(plan);
    }
    plan.changes.update(&message, message.with_delivery(Delivery::Waiting));
    plan.client(dialog.account, ClientTask::Send { dialog, number });
    // What was to go out with it was refused with it.
    for other in album::rest(store, &message)? {
        if matches!(other.delivery(), Some(Delivery::Failed(_))) && other.deleted.is_none() {
            plan.changes.update(&other, other.with_delivery(Delivery::Waiting));
            plan.client(dialog.account, ClientTask::Send { dialog, number: other.number });
        }
    }
    plan.outcome = true;
    Ok(plan)
}

pub(super) fn say(desk: &Desk, event: &DeskEvent, line: Line) -> TeamTask {
    TeamTask::Say {
        place: Place::Group {
            chat: event.chat,
            topic: event.topic,
            reply_to: Some(event.message),
            reader: desk.member,
        },
        line,
    }
}
