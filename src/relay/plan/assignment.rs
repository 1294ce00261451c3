//! Who answers a dialog: new ones by the account's policy, others by hand (D5).
//!
//! **The thread moves with the dialog**: what was said last stands in the new one as one message, the old one is deleted
//! unless the owner keeps it. What is deleted with a thread is not deleted for the client.

use super::{
    super::*,
    incoming::Moment,
    open_thread,
    timers::{self, tell},
};
use crate::{
    domain::{AccountId, Assignment, DeskPair, DialogFilter, DialogId, DialogNews, Line, MemberId, RichText, Role},
    store::{Store, StoreError, Stored},
    team::{Account, AuditEntry, AuditEvent, Member, Routine},
};
use jiff::SignedDuration;

/// Messages that stand in the new thread after a hand-over (R7).
const REPLAYED: usize = 20;
/// And how long they are together, in UTF-16 code units.
const REPLAYED_UNITS: usize = 3000;
/// So long a dialog waits in the queue before the owners hear of it.
const QUEUE_PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// Of what a client wrote, the queue shows the beginning. In UTF-16 code units.
const EXCERPT: usize = 120;
/// Dialogs that are handed over in one commit.
const AT_ONCE: usize = 16;

/// Chooses who answers a new dialog. `None`: whoever takes it from the queue.
pub(super) fn choose<T>(store: &Store, managed: &Account, plan: &mut Plan<T>) -> Result<Option<MemberId>, StoreError> {
    let policy = Routine::load(store, managed.id)?.assignment;
    let eligible = eligible(store, managed.id)?;
    if policy == Assignment::Responsible || eligible.is_empty() {
        return Ok(Some(managed.responsible));
    }
    Ok(match policy {
        Assignment::Responsible => Some(managed.responsible),
        Assignment::RoundRobin => {
            let last = store.get::<Turn>(&managed.id)?;
            let after = last.as_ref().map(|turn| turn.member);
            let next = eligible.iter().find(|member| Some(**member) > after).or(eligible.first()).copied();
            if let Some(member) = next {
                let turn = Turn { account: managed.id, member };
                match &last {
                    Some(last) => plan.changes.update(last, turn),
                    None => plan.changes.insert(turn),
                };
            }
            next
        }
        Assignment::LeastBusy => {
            let mut loads = Vec::new();
            for member in eligible {
                let shelf = Shelf::Member(member, managed.id);
                let open = shelf.count(store, DialogFilter::All)?;
                let closed = shelf.count(store, DialogFilter::Closed)?;
                let waiting = shelf.count(store, DialogFilter::Unanswered)?;
                loads.push((waiting, open.saturating_sub(closed), member));
            }
            loads.into_iter().min().map(|(.., member)| member)
        }
        Assignment::Queue => None,
    })
}

/// Those who answer clients of an account and have a desk for it, by id.
fn eligible(store: &Store, account: AccountId) -> Result<Vec<MemberId>, StoreError> {
    let mut eligible = Vec::new();
    for member in Member::all(store)?.iter().filter(|member| member.works_with(account)) {
        let answers = member.role == Role::Operator;
        if answers && Desk::of(store, member.id, account)?.is_some() {
            eligible.push(member.id);
        }
    }
    Ok(eligible)
}

/// A dialog waits for somebody to take it: everybody who may hears of it, and later the owners.
pub(super) fn queue<T>(
    store: &Store,
    moment: Moment<'_>,
    managed: &Account,
    dialog: &mut Dialog,
    words: &RichText,
    plan: &mut Plan<T>,
) -> Result<(), StoreError> {
    dialog.work.queued = Some(moment.now);
    let news = DialogNews::Queued { account: managed.title(), excerpt: words.truncated(EXCERPT).text };
    for member in eligible(store, managed.id)? {
        tell(plan, member, dialog.id, news.clone());
    }
    let due = moment.now.saturating_add(QUEUE_PATIENCE).unwrap_or(moment.now);
    let timer = Timer { dialog: dialog.id, number: 0, contact: dialog.contact, due, alarm: Alarm::Queue, said: None };
    timers::set(store, timer, plan)
}

/// How an attempt to change who answers ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moved {
    Done,
    /// Somebody else was faster, or it is so already.
    Late,
    /// The new one has no desk for the account.
    NoDesk,
    /// That member does not work with the account (any more).
    Unfit,
}

/// A member takes a dialog: from the queue, or from somebody else.
pub fn take(
    store: &Store,
    moment: Moment<'_>,
    id: DialogId,
    by: MemberId,
    from_others: bool,
) -> Result<Plan<Moved>, StoreError> {
    match Dialog::find(store, id)? {
        Some(dialog) if dialog.work.queued.is_some() || from_others => hand_over(store, moment, id, by, by),
        _ => Ok(Plan::new(Moved::Late)),
    }
}

/// A member gives a dialog back: into the queue where there is one, else to whoever is responsible.
pub fn give_back(store: &Store, moment: Moment<'_>, id: DialogId, by: MemberId) -> Result<Plan<Moved>, StoreError> {
    let Some(managed) = Account::find(store, id.account)? else { return Ok(Plan::new(Moved::Unfit)) };
    if managed.responsible == by {
        return Ok(Plan::new(Moved::Late));
    }
    hand_over(store, moment, id, managed.responsible, by)
}

/// Somebody else answers a dialog from now on, by a member's word.
pub fn hand_over(
    store: &Store,
    moment: Moment<'_>,
    id: DialogId,
    to: MemberId,
    by: MemberId,
) -> Result<Plan<Moved>, StoreError> {
    let mut plan = moved(store, moment, id, to, by)?;
    if plan.outcome == Moved::Done
        && let Some(was) = Dialog::find(store, id)?
    {
        let from = was.work.queued.is_none().then_some(was.assigned);
        let what = AuditEvent::HandedOver { contact: was.contact, account: id.account, from, to };
        AuditEntry::write(&mut plan.changes, moment.now, by, what);
    }
    Ok(plan)
}

/// The same as a part of something else that stands on the audit log.
pub(super) fn moved(
    store: &Store,
    moment: Moment<'_>,
    id: DialogId,
    to: MemberId,
    by: MemberId,
) -> Result<Plan<Moved>, StoreError> {
    let mut plan = Plan::new(Moved::Done);
    let Some(was) = Dialog::find(store, id)? else { return Ok(Plan::new(Moved::Late)) };
    if was.assigned == to && was.work.queued.is_none() {
        return Ok(Plan::new(Moved::Late));
    }
    let (Some(member), Some(managed)) = (Member::find(store, to)?, Account::find(store, id.account)?) else {
        return Ok(Plan::new(Moved::Unfit));
    };
    if !member.works_with(id.account) {
        return Ok(Plan::new(Moved::Unfit));
    }
    if Desk::of(store, to, id.account)?.is_none() {
        return Ok(Plan::new(Moved::NoDesk));
    }
    let mut dialog = Dialog { assigned: to, thread: Thread::None, ..Dialog::clone(&was) };
    if dialog.work.queued.take().is_some() {
        timers::lift(store, id, Timer::QUEUE, &mut plan)?;
    }
    open_thread(store, &mut dialog, &mut plan)?;
    let numbers = replayed(store, id)?;
    if !numbers.is_empty() {
        plan.team(TeamTask::Transcript { dialog: id, numbers });
    }
    if let Thread::Open { desk, topic } = was.thread
        && !Routine::load(store, id.account)?.keeps_threads
    {
        plan.team(TeamTask::DropThread { chat: desk, topic, reader: was.assigned });
    }
    if to != by {
        let by = Member::find(store, by)?.map(|member| member.name.clone()).unwrap_or_default();
        tell(&mut plan, to, id, DialogNews::HandedOver { by, account: managed.title() });
    }
    plan.changes.update(&was, dialog);
    super::dialogs::follow(store, moment.now, id, &mut plan)?;
    Ok(plan)
}

/// Hands over the next dialogs of a member; `false` when none is left that can be.
pub fn hand_over_some(
    store: &Store,
    moment: Moment<'_>,
    account: AccountId,
    from: MemberId,
    to: MemberId,
    by: MemberId,
) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(false);
    if from == to {
        return Ok(plan);
    }
    for dialog in Shelf::Member(from, account).page(store, DialogFilter::All, 0, AT_ONCE)? {
        let Plan { changes, tasks, outcome } = hand_over(store, moment, dialog.id, to, by)?;
        if outcome == Moved::Done {
            // One line says it for all of them.
            let telling = |task: &Task| matches!(task, Task::Team(TeamTask::Say { line: Line::Dialog { .. }, .. }));
            plan.absorb(Plan {
                changes,
                tasks: tasks.into_iter().filter(|task| !telling(task)).collect(),
                outcome: (),
            });
            plan.outcome = true;
        }
    }
    Ok(plan)
}

/// Whoever has no desk is asked to make one.
pub fn ask_for_desk(store: &Store, member: MemberId, account: AccountId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(managed) = Account::find(store, account)? {
        let line = Line::DeskMissing { desk: DeskPair { member, account }, account: managed.title() };
        plan.team(TeamTask::Say { place: Place::Panel(member), line });
    }
    Ok(plan)
}

/// The messages that stand in the thread now, as many as are replayed, the oldest first.
fn replayed(store: &Store, id: DialogId) -> Result<Vec<u64>, StoreError> {
    let (mut numbers, mut units) = (Vec::new(), 0);
    for message in Message::latest(store, id, REPLAYED)? {
        units += message.content.words().len();
        if units > REPLAYED_UNITS {
            break;
        }
        // What does not stand in a thread yet comes by itself.
        if message.post.is_some() {
            numbers.push(message.number);
        }
    }
    numbers.reverse();
    Ok(numbers)
}

/// A transcript stands in its thread: its lines are where replies and edits find their messages now.
pub(in super::super) fn replayed_at(
    store: &Store,
    dialog: DialogId,
    numbers: &[u64],
    post: Post,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let mut line = 0;
    for number in numbers {
        let Some(was) = Message::find(store, dialog, *number)? else { continue };
        let post = Post { line: Some(line), revision: was.revision, ..post };
        line += 1;
        plan.changes.update(&was, Message { post: Some(post), ..Message::clone(&was) });
    }
    Ok(plan)
}

/// Whose turn it was last (D5, round robin).
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Turn {
    pub account: AccountId,
    pub member: MemberId,
}

impl crate::store::Record for Turn {
    const TABLE: crate::store::Table = crate::store::Table::new(82, "turns of accounts");
    type Key = AccountId;

    fn key(&self) -> AccountId {
        self.account
    }
}

/// The owners hear of a dialog that nobody took.
pub(super) fn nobody_took(store: &Store, dialog: &Stored<Dialog>, plan: &mut Plan) -> Result<(), StoreError> {
    let Some(since) = dialog.work.queued else { return Ok(()) };
    let account = Account::find(store, dialog.id.account)?.map(|account| account.title()).unwrap_or_default();
    for owner in Member::owners(store)? {
        tell(plan, owner.id, dialog.id, DialogNews::NobodyTook { account: account.clone(), since });
    }
    Ok(())
}
