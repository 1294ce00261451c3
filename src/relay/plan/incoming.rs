//! What a client does, and what the account's own phone does: into the thread.

use super::{
    super::{
        echo::Echo,
        gone::{self, Gone},
        message, *,
    },
    groups, open_thread,
};
use crate::{
    crm::Contact,
    domain::{
        AccountId, BotMessageId, ChatId, ClientIdentity, ClientMessageId, ContactId, Content, DeskPair, DialogId,
        DialogKind, Emoji, Line, Origin, PeerId, RandomId, ReplyTo, RichText, SERVICE_SENDERS, UserId,
    },
    ports::{Correspondent, CorrespondentKind},
    store::{Record, Store, StoreError, Stored},
    team::{Account, Member, Routine},
};
use jiff::{Timestamp, tz::TimeZone};

/// What a plan needs besides the store.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    pub now: Timestamp,
    /// The agency's zone: decides the business day.
    pub zone: &'a TimeZone,
}

/// Whether what comes from this correspondent is relayed at all. Groups, channels and other bots open on request only.
pub fn is_relayed(from: &Correspondent) -> bool {
    from.kind == CorrespondentKind::Person && from.peer.as_user().is_some_and(|user| !SERVICE_SENDERS.contains(&user))
}

/// A message appeared in a client's chat: written by the client, or by the account itself.
///
/// `fresh` is the id a contact gets that is not known yet.
pub fn message(
    store: &Store,
    moment: Moment<'_>,
    account: AccountId,
    from: &Correspondent,
    message: &crate::domain::Message,
    random_id: Option<RandomId>,
    fresh: ContactId,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(managed) = Account::find(store, account)? else { return Ok(plan) };
    let id = DialogId { account, peer: from.peer };
    if from.peer.as_user().is_none() && !groups::hears(store, id, message.id)? {
        return Ok(plan);
    }
    if Message::of_client(store, id, message.id)?.is_some() {
        return Ok(plan);
    }
    let known = Dialog::find(store, id)?;
    // A chat in which only something was set is no conversation yet.
    if known.is_none() && !message.content.is_said() {
        return Ok(plan);
    }
    if message.origin == Origin::Account {
        if let Some(random_id) = random_id
            && let Some(own) = Message::of_random(store, id, random_id)?
        {
            return super::receipt::sent(store, &own, message.id);
        }
        // The echo of a message that is on its way now may come before the answer to the send. Which message it is
        // shows when that answer is in.
        let sending = sending(store, id)?;
        if random_id.is_none() && sending.iter().any(|own| may_echo(own, &message.content)) {
            for own in &sending {
                plan.changes.expect(own);
            }
            plan.changes.put(Echo { dialog: id, message: message.clone(), deleted: None, reacted: None });
            return Ok(plan);
        }
    }
    let contact = match (from.peer.as_user(), &known) {
        (Some(user), _) => contact(store, moment.now, user, from, fresh, &mut plan)?,
        (None, Some(dialog)) => {
            groups::entitle(store, dialog, &from.identity, &mut plan)?;
            dialog.contact
        }
        (None, None) => return Ok(plan),
    };
    let arrival = Arrival { dialog: id, contact, known: known.as_ref(), message, deleted: None, reacted: None };
    append(store, moment, &managed, &arrival, &mut plan)?;
    Ok(plan)
}

/// The next held echo that cannot be Pult's own is taken for what it is; `false` when there is none.
pub fn release_echo(store: &Store, moment: Moment<'_>, account: AccountId) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(false);
    let Some(managed) = Account::find(store, account)? else { return Ok(plan) };
    for echo in Echo::all(store)? {
        if echo.dialog.account != account || !sending(store, echo.dialog)?.is_empty() {
            continue;
        }
        let Some(dialog) = Dialog::find(store, echo.dialog)? else { continue };
        if Message::of_client(store, echo.dialog, echo.message.id)?.is_none() {
            let arrival = Arrival {
                dialog: echo.dialog,
                contact: dialog.contact,
                known: Some(&dialog),
                message: &echo.message,
                deleted: echo.deleted,
                reacted: echo.reacted,
            };
            append(store, moment, &managed, &arrival, &mut plan)?;
        }
        plan.changes.delete(&echo);
        plan.outcome = true;
        return Ok(plan);
    }
    Ok(plan)
}

/// The contact of a correspondent, made or brought up to date.
fn contact(
    store: &Store,
    now: Timestamp,
    user: UserId,
    from: &Correspondent,
    fresh: ContactId,
    plan: &mut Plan,
) -> Result<ContactId, StoreError> {
    Ok(match Contact::of_user(store, user)? {
        Some(contact) => {
            rename(store, &contact, &from.identity, plan)?;
            contact.id
        }
        None => {
            plan.changes.create_data_key(fresh.into());
            plan.changes.insert(Contact { id: fresh, user, identity: from.identity.clone(), since: now });
            fresh
        }
    })
}

/// A client goes by another name, or is no more: every thread with them hears of it (R12).
pub fn renamed(store: &Store, from: &Correspondent) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(user) = from.peer.as_user()
        && let Some(contact) = Contact::of_user(store, user)?
    {
        rename(store, &contact, &from.identity, &mut plan)?;
    }
    Ok(plan)
}

fn rename(
    store: &Store,
    contact: &Stored<Contact>,
    introduced: &ClientIdentity,
    plan: &mut Plan,
) -> Result<(), StoreError> {
    let was = &contact.identity;
    // Of a deleted account Telegram says no name any more: what is known stays.
    let identity = match introduced.deleted {
        true => ClientIdentity { deleted: true, ..was.clone() },
        false => introduced.clone(),
    };
    if *was == identity {
        return Ok(());
    }
    let (before, now) = (was.full_name(), identity.full_name());
    let line = match () {
        () if identity.deleted => Some(Line::ClientGone),
        () if before != now => Some(Line::ClientRenamed { before: before.clone(), now: now.clone() }),
        () if was.username != identity.username => Some(Line::ClientUsernameChanged),
        () => None,
    };
    plan.changes.update(contact, Contact { identity, ..Contact::clone(contact) });
    follow_cards(store, contact.id, plan)?;
    if before != now {
        rename_threads(store, contact.id, plan)?;
    }
    match line {
        Some(line) => in_every_thread(store, contact.user, &line, plan),
        None => Ok(()),
    }
}

/// Says something in the threads of all dialogs with a person.
fn in_every_thread(store: &Store, user: UserId, line: &Line, plan: &mut Plan) -> Result<(), StoreError> {
    for account in Account::all(store)? {
        let dialog = DialogId { account: account.id, peer: PeerId::User(user.0) };
        if Dialog::find(store, dialog)?.is_some_and(|dialog| matches!(dialog.thread, Thread::Open { .. })) {
            plan.team(TeamTask::Say { place: Place::Thread { dialog, reply_to: None }, line: line.clone() });
        }
    }
    Ok(())
}

/// A message that its dialog does not know yet.
struct Arrival<'a> {
    dialog: DialogId,
    contact: ContactId,
    /// The dialog as it stands; `None` before its first message.
    known: Option<&'a Stored<Dialog>>,
    message: &'a crate::domain::Message,
    deleted: Option<Timestamp>,
    /// What the client reacted with.
    reacted: Option<Emoji>,
}

/// Adds a message to its dialog and to its thread.
fn append<T>(
    store: &Store,
    moment: Moment<'_>,
    managed: &Stored<Account>,
    arrival: &Arrival<'_>,
    plan: &mut Plan<T>,
) -> Result<(), StoreError> {
    let Arrival { dialog: id, contact, known, message, deleted, reacted } = *arrival;
    let mut chosen = None;
    let mut dialog = match known {
        Some(dialog) => Dialog::clone(dialog),
        None => {
            chosen = super::assignment::choose(store, managed, plan)?;
            Dialog::new(id, DialogKind::User, contact, chosen.unwrap_or(managed.responsible), moment.now)
        }
    };
    let number = dialog.next;
    dialog.next += 1;
    dialog.active = moment.now;
    let author = match message.origin {
        Origin::Client => {
            dialog.latest_from_client = dialog.latest_from_client.max(Some(message.id));
            if dialog.kind != DialogKind::User {
                if message.content.is_said() {
                    dialog.work.overheard();
                }
            } else if message.content.is_said() {
                // Whoever closed it may have closed the topic too (D4).
                if dialog.work.closed.is_some() && matches!(dialog.thread, Thread::Open { .. }) {
                    plan.team(TeamTask::ReopenThread { dialog: id });
                }
                dialog.work.heard(message.date);
            }
            Author::Client
        }
        Origin::Account => {
            if message.content.is_said() {
                dialog.work.answered();
                dialog.work.read();
            }
            Author::Phone
        }
    };
    let mut arrived = Message {
        dialog: id,
        number,
        contact,
        author,
        at: message.date,
        day: message.date.to_zoned(moment.zone.clone()).date(),
        content: message.content.clone(),
        earlier: Vec::new(),
        reply_to: reply(store, id, &message.reply_to)?,
        client: Some(message.id),
        post: None,
        deleted,
        revision: 0,
        replaced: 0,
        client_reacted: reacted,
        team_reacted: None,
        album: message.album,
        forwarded: message.forwarded.clone(),
        writer: message.writer.clone(),
        heard_by: None,
        marked_by: None,
    };
    if known.is_none() && chosen.is_none() {
        let words = message.content.words();
        super::assignment::queue(store, moment, managed, &mut dialog, words, plan)?;
    }
    // In the queue it is nobody's yet.
    arrived.heard_by = (message.origin == Origin::Client && dialog.work.queued.is_none()).then_some(dialog.assigned);
    open_thread(store, &mut dialog, plan)?;
    let waits_for_desk = dialog.thread == Thread::None && dialog.work.queued.is_none();
    if waits_for_desk && managed.desk_missing_since.is_none() {
        let mut told = Account::clone(managed);
        told.desk_missing_since = Some(moment.now);
        plan.changes.update(managed, told);
        plan.team(TeamTask::Say {
            place: Place::Panel(dialog.assigned),
            line: Line::DeskMissing {
                desk: DeskPair { member: dialog.assigned, account: managed.id },
                account: managed.title(),
            },
        });
    } else if known.is_none() {
        // Whose a new dialog is must still be true when it is committed.
        plan.changes.expect(managed);
    }
    plan.team(TeamTask::Post { dialog: id, number });
    // What takes no words is followed by the mark that would stand over them.
    if let Some(line) = arrived.mark().filter(|_| !message.content.takes_words()) {
        plan.team(TeamTask::Say { place: Place::Thread { dialog: id, reply_to: Some(number) }, line });
    }
    plan.changes.insert(arrived);
    if message.origin == Origin::Client && message.content.is_said() && dialog.kind == DialogKind::User {
        say_away(store, moment, &mut dialog, message, plan)?;
    }
    super::timers::keep(store, moment, known.map(|known| &**known), &dialog, plan)?;
    match known {
        Some(was) => plan.changes.update(was, dialog),
        None => plan.changes.insert(dialog),
    };
    Ok(())
}

/// A client who writes while nobody is there hears so, once.
fn say_away<T>(
    store: &Store,
    moment: Moment<'_>,
    dialog: &mut Dialog,
    message: &crate::domain::Message,
    plan: &mut Plan<T>,
) -> Result<(), StoreError> {
    let Routine { hours, away, .. } = Routine::load(store, dialog.id.account)?;
    let (Some(hours), Some(text)) = (hours, away) else { return Ok(()) };
    let late = moment.now.duration_since(message.date) > AWAY_WITHIN;
    if late || hours.open(moment.now, moment.zone) || !dialog.work.wants_away(moment.now) {
        return Ok(());
    }
    dialog.work.away_said = Some(moment.now);
    // The same for every attempt to commit, and nothing that could be guessed.
    let named = format!("{} {:?} {}", dialog.id.account, dialog.id.peer, message.id);
    let [first @ .., _, _, _, _, _, _, _, _] = store.blind_index("away reply", named.as_bytes());
    let author = Author::Away { random_id: RandomId(i64::from_le_bytes(first) | 1), delivery: Delivery::Waiting };
    let number = super::timers::says(moment, dialog, author, Content::Text(text), None, plan);
    plan.team(TeamTask::Post { dialog: dialog.id, number });
    plan.client(dialog.id.account, ClientTask::Send { dialog: dialog.id, number });
    Ok(())
}

/// What was written longer ago is not answered with what holds now.
const AWAY_WITHIN: jiff::SignedDuration = jiff::SignedDuration::from_mins(15);

/// A message of a client's chat was edited. Telegram reports reactions the same way, so the content decides.
pub fn edited(
    store: &Store,
    account: AccountId,
    peer: PeerId,
    message: &crate::domain::Message,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let dialog = DialogId { account, peer };
    // First: what is held becomes a message of the dialog, never the other way round.
    if let Some(echo) = Echo::find(store, dialog, message.id)? {
        plan.changes.update(&echo, Echo { message: message.clone(), ..Echo::clone(&echo) });
        return Ok(plan);
    }
    let Some(was) = Message::of_client(store, dialog, message.id)? else { return Ok(plan) };
    if was.content == message.content || was.deleted.is_some() {
        return Ok(plan);
    }
    let now = was.edited(message.content.clone());
    if was.delivery().is_some() {
        // The echo of the member's own edit is not news, even when a later edit overtook it. Of what is attached the two networks
        // have different names: only the words tell.
        let own = was.content.media().is_some() && was.content.words() == message.content.words();
        if own || was.earlier.contains(message.content.words()) {
            return Ok(plan);
        }
        // A bot cannot change what a member wrote in the thread: a line below says what the phone made of it.
        plan.team(TeamTask::Say {
            place: Place::Thread { dialog, reply_to: Some(was.number) },
            line: Line::FromPhone { text: message.content.words().clone() },
        });
    } else {
        plan.team(TeamTask::Update { dialog, number: was.number });
    }
    plan.changes.update(&was, now);
    Ok(plan)
}

/// Messages of a client's chat were deleted, by either side.
pub fn deleted(
    store: &Store,
    now: Timestamp,
    account: AccountId,
    channel: Option<PeerId>,
    messages: &[ClientMessageId],
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    for id in messages {
        if let Some(echo) = Echo::of_deleted(store, account, channel, *id)? {
            plan.changes.update(&echo, Echo { deleted: Some(now), ..Echo::clone(&echo) });
            continue;
        }
        let Some(was) = message::deleted_in(store, account, channel, *id)? else { continue };
        if was.deleted.is_some() {
            continue;
        }
        // A bot cannot change what a member wrote, nor a sticker that stands there by itself.
        let is_line = was.post.is_some_and(|post| post.line.is_some());
        if was.delivery().is_some() || !was.content.takes_words() && !is_line {
            plan.team(super::receipt::deleted_by_client(&was));
        } else {
            plan.team(TeamTask::Update { dialog: was.dialog, number: was.number });
        }
        let gone = was.withdrawn(now);
        plan.changes.update(&was, gone);
    }
    Ok(plan)
}

/// The client has read the account's messages up to this one (R5).
pub fn read(store: &Store, account: AccountId, peer: PeerId, up_to: ClientMessageId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let dialog = DialogId { account, peer };
    let Some(was) = Dialog::find(store, dialog)?.filter(|was| was.read_by_client < Some(up_to)) else {
        return Ok(plan);
    };
    for message in Message::latest(store, dialog, RECENT)? {
        if message.delivery() == Some(&Delivery::Sent) && message.client.is_some_and(|id| id <= up_to) {
            plan.changes.update(&message, message.with_delivery(Delivery::Read));
            plan.team(TeamTask::React { dialog, number: message.number });
        }
    }
    plan.changes.update(&was, Dialog { read_by_client: Some(up_to), ..Dialog::clone(&was) });
    Ok(plan)
}

/// The client's reaction to a message is this one now (R4).
pub fn reacted(
    store: &Store,
    account: AccountId,
    peer: PeerId,
    message: ClientMessageId,
    emoji: Option<Emoji>,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let dialog = DialogId { account, peer };
    match Message::of_client(store, dialog, message)? {
        Some(was) if was.client_reacted != emoji => {
            plan.changes.update(&was, Message { client_reacted: emoji, ..Message::clone(&was) });
            plan.team(TeamTask::React { dialog, number: was.number });
        }
        Some(_) => {}
        None => {
            if let Some(echo) = Echo::find(store, dialog, message)? {
                plan.changes.update(&echo, Echo { reacted: emoji, ..Echo::clone(&echo) });
            }
        }
    }
    Ok(plan)
}

/// How many of the latest messages are looked at when one is read, or may be on its way.
const RECENT: usize = 200;

/// Messages of a group were deleted: what is not known (yet) is remembered. Comes before [`deleted_in_desk`].
pub fn gone_from_desk(
    store: &Store,
    now: Timestamp,
    chat: ChatId,
    messages: &[BotMessageId],
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(desk) = Desk::find(store, chat)? else { return Ok(plan) };
    for message in messages {
        if Message::of_post(store, desk.bot, chat, *message)?.is_none() {
            plan.changes.put(Gone { chat, message: *message, at: now });
        }
    }
    let remembered = Gone::of(store, chat)?;
    for old in remembered.iter().take(remembered.len().saturating_sub(gone::KEPT)) {
        if !messages.contains(&old.message) {
            plan.changes.remove::<Gone>(&old.key());
        }
    }
    Ok(plan)
}

/// Messages of a group were deleted; those that members wrote in a desk are deleted for the client too (R3).
///
/// Who deletes a topic deletes every message of it, the one that created it included. That is meant for the thread, not
/// for the client.
pub fn deleted_in_desk(
    store: &Store,
    now: Timestamp,
    chat: ChatId,
    messages: &[BotMessageId],
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(desk) = Desk::find(store, chat)? else { return Ok(plan) };
    for id in messages {
        let Some(message) = Message::of_post(store, desk.bot, chat, *id)? else { continue };
        // A line of a transcript says again what a member wrote elsewhere.
        if message.post.is_some_and(|post| post.line.is_some()) {
            continue;
        }
        let with_its_topic = match message.post.and_then(|post| post.topic) {
            Some(topic) => Gone::is_topic(store, chat, topic)?,
            None => false,
        };
        if !with_its_topic {
            super::outgoing::withdraw(&message, now, &mut plan);
        }
    }
    Ok(plan)
}

/// Somebody signed in to the account elsewhere: the owners are told, never the text of the service message (R11).
pub fn new_login(store: &Store, account: AccountId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(account) = Account::find(store, account)? {
        for owner in Member::owners(store)? {
            plan.team(TeamTask::Say {
                place: Place::Panel(owner.id),
                line: Line::NewLogin { account: account.title() },
            });
        }
    }
    Ok(plan)
}

/// The reply in our own numbering; a reply to what was never relayed is left out.
///
/// A client may reply to a member's message before the answer to its send tells its id, for that may be lost in a crash. A message
/// from the phone comes before what replies to it, so one that is newer than all that is known is the one on its way.
fn reply(store: &Store, dialog: DialogId, to: &Option<ReplyTo<ClientMessageId>>) -> Result<Option<Reply>, StoreError> {
    let Some(to) = to else { return Ok(None) };
    let target = match Message::of_client(store, dialog, to.message)? {
        Some(target) => Some(target),
        None => {
            let latest = Message::latest(store, dialog, RECENT)?;
            let newer = latest.iter().all(|known| known.client < Some(to.message));
            latest.into_iter().rfind(|message| newer && message.delivery() == Some(&Delivery::Sending))
        }
    };
    let quote = to.quote.clone();
    Ok(match target {
        Some(target) => Some(Reply::Message { number: target.number, quote }),
        None => Retold::find(store, dialog, to.message)?.map(|_| Reply::Retold { retold: to.message, quote }),
    })
}

/// The members' messages of a dialog that are on their way to the client.
fn sending(store: &Store, dialog: DialogId) -> Result<Vec<Stored<Message>>, StoreError> {
    let mut latest = Message::latest(store, dialog, RECENT)?;
    latest.retain(|message| message.delivery() == Some(&Delivery::Sending));
    Ok(latest)
}

/// Whether a message in the client's chat may be this one. Telegram trims and normalizes, so only letters and digits
/// are compared; what was written on the phone meanwhile is hardly ever the same.
fn may_echo(own: &Message, content: &Content) -> bool {
    let letters = |text: &RichText| text.text.chars().filter(|ch| ch.is_alphanumeric()).collect::<String>();
    if own.content.kind() != content.kind() {
        return false;
    }
    let seen = letters(content.words());
    own.earlier.iter().chain([own.content.words()]).any(|text| letters(text) == seen)
}
