//! Payments as a member writes them in a thread (F1).
//!
//! **What may be meant otherwise is asked about in the thread, and until it is answered nothing is booked and nothing is sent.** The
//! line is kept whole, so that whichever answer comes is carried out as if it had been clear from the beginning.

use super::{
    super::{Asked, Desk, Dialog, Message, Place, Plan, TeamTask},
    groups,
    incoming::Moment,
    outgoing::{self, DeskEvent, DeskEventKind},
};
use crate::{
    crm::{
        Contact,
        ledger::{self, Books, Entry, NewEntry, Proof},
    },
    domain::{
        AccountId, Amount, ContactId, Currency, Dated, DialogId, DialogKind, Doubt, EntryId, Line, MemberId, MoneyLine,
        NoAmount, PaidLine, Payment, RandomId, Reaction, UNDO, business_day,
    },
    store::{Page, Store, StoreError, Stored},
    team::{Action, AuditEntry, AuditEvent, Member, Target, masking, rights::may},
};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Payments as they were written, and whether they may be something else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Writing {
    pub payments: Vec<Payment>,
    pub doubt: Option<Doubt>,
    /// Whether they stand in a line that may be words to the client.
    pub may_send: bool,
}

/// Books what a member wrote in a thread, or asks. `ids` has one for each payment.
pub fn pay(
    store: &Store,
    moment: Moment<'_>,
    event: &DeskEvent,
    writing: &Writing,
    (ids, fresh): (&[EntryId], ContactId),
    random_id: RandomId,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(desk) = Desk::find(store, event.chat)? else { return Ok(plan) };
    let dialog = match outgoing::authorize(store, event.chat, event.topic, event.actor)? {
        Ok(dialog) => dialog,
        Err(line) => {
            plan.team(outgoing::say(&desk, event, line));
            return Ok(plan);
        }
    };
    let answer = |line| outgoing::say(&desk, event, Line::Money(line));
    let writer = match dialog.kind {
        DialogKind::User => None,
        _ => match groups::person_of(store, event, &dialog)? {
            Ok(writer) => Some(writer),
            Err(line) => {
                plan.team(outgoing::say(&desk, event, line));
                return Ok(plan);
            }
        },
    };
    let Some(books) = Books::find(store)? else {
        if writing.may_send && writing.doubt.is_some() {
            // Where no money is counted, such a line is words.
            return outgoing::desk(store, moment, event, random_id);
        }
        plan.team(answer(MoneyLine::CurrencyUnknown));
        for owner in Member::owners(store)? {
            let (place, line) = (Place::Panel(owner.id), Line::Money(MoneyLine::CurrencyNeeded));
            plan.team(TeamTask::Say { place, line });
        }
        return Ok(plan);
    };
    let amounts = match amounts(&writing.payments, books.base) {
        Ok(amounts) => amounts,
        Err((currency, why)) => {
            plan.team(answer(MoneyLine::Refused { currency, why }));
            return Ok(plan);
        }
    };
    let doubt = match writing.doubt {
        None if is_unusual(store, &dialog, &amounts)? => Some(Doubt::Unusual),
        doubt => doubt,
    };
    let contact = match writer.as_ref().and_then(|writer| Some((writer.person()?, writer.name.as_str()))) {
        Some(person) => groups::acquaint(store, moment, &dialog, person, fresh, &mut plan)?.contact,
        None => dialog.contact,
    };
    let Some(doubt) = doubt else {
        let payer = Payer { dialog: &dialog, contact, name: writer.map(|writer| writer.name) };
        book_in_thread(store, moment, &desk, event, &payer, (&writing.payments, &amounts, ids), &mut plan)?;
        return Ok(plan);
    };
    let asked = PaidLine { chat: event.chat, message: event.message };
    let (payments, may_send) = (writing.payments.clone(), writing.may_send);
    plan.changes.insert(Asked { id: asked, contact, payments, event: event.clone(), may_send });
    plan.team(answer(MoneyLine::Asked { asked, amounts, doubt, may_send }));
    Ok(plan)
}

/// What a member answers when asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Answer {
    Book,
    /// They were words to the client.
    Send,
    Cancel,
}

/// Does with a line that was asked about what was answered; `false` when it was answered before.
pub fn answered(
    store: &Store,
    moment: Moment<'_>,
    id: PaidLine,
    answer: Answer,
    ids: &[EntryId],
    random_id: RandomId,
) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::nothing();
    let settled = |plan: Plan| Ok(plan.with(true));
    let Some(asked) = Asked::find(store, id)? else { return Ok(Plan::new(false)) };
    plan.changes.delete(&asked);
    let event = &asked.event;
    match answer {
        Answer::Cancel => {}
        Answer::Send if asked.may_send => plan.absorb(outgoing::desk(store, moment, event, random_id)?),
        Answer::Send => return Ok(Plan::new(false)),
        Answer::Book => {
            let Some(desk) = Desk::find(store, event.chat)? else { return settled(plan) };
            let (Ok(dialog), Some(books)) =
                (outgoing::authorize(store, event.chat, event.topic, event.actor)?, Books::find(store)?)
            else {
                return settled(plan);
            };
            let Ok(amounts) = amounts(&asked.payments, books.base) else { return settled(plan) };
            let payer = Payer { dialog: &dialog, contact: asked.contact, name: None };
            book_in_thread(store, moment, &desk, event, &payer, (&asked.payments, &amounts, ids), &mut plan)?;
        }
    }
    settled(plan)
}

/// Through which dialog somebody pays.
struct Payer<'a> {
    dialog: &'a Dialog,
    /// The client, or somebody of the group that the dialog is with.
    contact: ContactId,
    /// How they are called, where no contact says so yet.
    name: Option<String>,
}

/// Payments as written, their amounts, and a number for each.
type Sums<'a> = (&'a [Payment], &'a [Amount], &'a [EntryId]);

/// Books a line of a thread, or says there why not.
fn book_in_thread(
    store: &Store,
    moment: Moment<'_>,
    desk: &Desk,
    event: &DeskEvent,
    payer: &Payer<'_>,
    sums: Sums<'_>,
    plan: &mut Plan,
) -> Result<(), StoreError> {
    let outgoing::Actor::Person(member) = event.actor else { return Ok(()) };
    let line = PaidLine { chat: event.chat, message: event.message };
    let proof = proof(store, event, payer.dialog)?;
    let booking = Booking { line, at: event.at, marked_for: desk.member, proof, payer, member };
    if let Err((currency, why)) = booking.book(store, moment, sums, plan)? {
        *plan = Plan::nothing();
        plan.team(outgoing::say(desk, event, Line::Money(MoneyLine::Refused { currency, why })));
    }
    Ok(())
}

/// What became of payments that were typed into the panel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entered {
    Booked(ContactId),
    /// Whoever typed it is asked first.
    Unusual,
    Refused(Line),
}

/// Books what a member typed in their panel about the client of a dialog. An unusual amount is booked only if they are sure.
pub fn enter(
    store: &Store,
    moment: Moment<'_>,
    (member, dialog): (MemberId, DialogId),
    line: PaidLine,
    (payments, ids): (&[Payment], &[EntryId]),
    sure: bool,
) -> Result<Plan<Entered>, StoreError> {
    let refused = |line| Ok(Plan::new(Entered::Refused(line)));
    let (Some(who), Some(dialog)) = (Member::find(store, member)?, Dialog::find(store, dialog)?) else {
        return refused(Line::NotAllowed);
    };
    if !may(&who, Action::BookPayment, dialog.target()) {
        return refused(Line::NotAllowed);
    }
    if dialog.kind != DialogKind::User {
        return refused(Line::Money(MoneyLine::OnlyFromPeople));
    }
    let Some(books) = Books::find(store)? else { return refused(Line::Money(MoneyLine::CurrencyUnknown)) };
    let amounts = match amounts(payments, books.base) {
        Ok(amounts) => amounts,
        Err((currency, why)) => return refused(Line::Money(MoneyLine::Refused { currency, why })),
    };
    if !sure && is_unusual(store, &dialog, &amounts)? {
        return Ok(Plan::new(Entered::Unusual));
    }
    let mut plan = Plan::nothing();
    let payer = Payer { dialog: &dialog, contact: dialog.contact, name: None };
    let booking = Booking { line, at: moment.now, marked_for: member, proof: None, payer: &payer, member };
    if let Err((currency, why)) = booking.book(store, moment, (payments, &amounts, ids), &mut plan)? {
        return refused(Line::Money(MoneyLine::Refused { currency, why }));
    }
    Ok(plan.with(Entered::Booked(dialog.contact)))
}

struct Booking<'a> {
    line: PaidLine,
    at: Timestamp,
    /// Who sees the mark on the line.
    marked_for: MemberId,
    proof: Option<Proof>,
    payer: &'a Payer<'a>,
    member: MemberId,
}

impl Booking<'_> {
    /// The first amount that cannot be booked means that none is: the plan is of no use then.
    fn book(
        &self,
        store: &Store,
        moment: Moment<'_>,
        (payments, amounts, ids): Sums<'_>,
        plan: &mut Plan,
    ) -> Result<Result<(), (Currency, NoAmount)>, StoreError> {
        let Booking { line, at, marked_for, ref proof, payer, member } = *self;
        let Some(books) = Books::open(store, &mut plan.changes)? else { return Ok(Ok(())) };
        let today = business_day(at, moment.zone);
        let mut entries = Vec::with_capacity(amounts.len());
        for ((id, payment), amount) in ids.iter().zip(payments).zip(amounts) {
            let dated = match payment.day.and_then(|day| day.date(today)).filter(|day| *day != today) {
                Some(day) => Dated::On(day),
                None => Dated::At(at),
            };
            let (contact, account, note, proof) =
                (payer.contact, payer.dialog.id.account, payment.note.clone(), proof.clone());
            let new = NewEntry { id: *id, contact, account, member, dated, amount: *amount, note, proof };
            if let Err(why) = ledger::book(&books, moment.now, moment.zone, new, &mut plan.changes) {
                return Ok(Err((amount.currency(), why)));
            }
            let what = AuditEvent::Booked { entry: *id, contact, amount: *amount };
            AuditEntry::write(&mut plan.changes, moment.now, member, what);
            entries.push(*id);
        }
        let PaidLine { chat, message } = line;
        plan.team(TeamTask::Mark { chat, message, reader: marked_for, mark: Some(Reaction::Booked) });
        let (contact, amounts) = (payer.contact, amounts.to_vec());
        let client = client_name(store, member, payer)?;
        ask_for_rates(store, &books, &amounts, plan)?;
        let line = Line::Money(MoneyLine::Booked { client, contact, amounts, entries, line });
        plan.team(TeamTask::Say { place: Place::Panel(member), line });
        Ok(Ok(()))
    }
}

/// The amounts in their currencies; else the first that is none.
fn amounts(payments: &[Payment], base: Currency) -> Result<Vec<Amount>, (Currency, NoAmount)> {
    let amount = |payment: &Payment| payment.amount(base).map_err(|why| (payment.currency.unwrap_or(base), why));
    payments.iter().map(amount).collect()
}

/// How many of the latest entries show what is usual, and how few show nothing.
const COMPARED: usize = 30;
const FEWEST: usize = 5;

/// Whether an amount is more than ten times the largest, or less than a tenth of the smallest, of the latest in its currency through
/// the account.
fn is_unusual(store: &Store, dialog: &Dialog, amounts: &[Amount]) -> Result<bool, StoreError> {
    let latest = store.find(Entry::BY_DAY, crate::store::All, Page::last(COMPARED * 4))?;
    for amount in amounts {
        let usual: Vec<Decimal> = latest
            .iter()
            .filter(|entry| entry.account == dialog.id.account && entry.amount.currency() == amount.currency())
            .map(|entry| entry.amount.value().abs())
            .take(COMPARED)
            .collect();
        let (Some(least), Some(most)) = (usual.iter().min(), usual.iter().max()) else { continue };
        let (value, ten) = (amount.value().abs(), Decimal::TEN);
        if usual.len() >= FEWEST && (value > *most * ten || value * ten < *least) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The message that the line replies to, as it is now.
fn proof(store: &Store, event: &DeskEvent, dialog: &Dialog) -> Result<Option<Proof>, StoreError> {
    let DeskEventKind::Wrote { reply_to: Some(to), .. } = &event.kind else { return Ok(None) };
    let message = Message::replied_to(store, event.bot, event.chat, to)?;
    Ok(message.filter(|message| message.dialog == dialog.id).map(|message| Proof {
        dialog: message.dialog,
        number: message.number,
        content: message.content.clone(),
    }))
}

/// Asks owners for the rate of a currency when the first entry in it has none (F4).
fn ask_for_rates<T>(store: &Store, books: &Books, amounts: &[Amount], plan: &mut Plan<T>) -> Result<(), StoreError> {
    let mut asked: Vec<Currency> = Vec::new();
    for amount in amounts {
        let currency = amount.currency();
        let waits = || Ok::<_, StoreError>(!store.find(Entry::WAITING, currency, Page::first(1))?.is_empty());
        if books.rate(currency).is_some() || asked.contains(&currency) || waits()? {
            continue;
        }
        asked.push(currency);
        for owner in Member::owners(store)? {
            let line = Line::Money(MoneyLine::RateNeeded { amount: *amount });
            plan.team(TeamTask::Say { place: Place::Panel(owner.id), line });
        }
    }
    Ok(())
}

/// The client's name as the member may see it.
fn client_name(store: &Store, member: MemberId, payer: &Payer<'_>) -> Result<String, StoreError> {
    let Some(member) = Member::find(store, member)? else { return Ok(String::new()) };
    let target = payer.dialog.target();
    Ok(match (Contact::find(store, payer.contact)?, &payer.name) {
        (Some(contact), _) => masking::display_name(&contact.identity, &member, target),
        (None, Some(name)) => masking::shown_name(name, &member, target),
        (None, None) => String::new(),
    })
}

/// How an attempt to undo ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Undone {
    Done,
    TooLate,
    /// There is nothing left of it.
    Settled,
}

/// Takes back what a member booked a moment ago, all of it.
pub fn undo(
    store: &Store,
    moment: Moment<'_>,
    member: &Member,
    entries: &[EntryId],
    line: PaidLine,
    ids: &[EntryId],
) -> Result<Plan<Undone>, StoreError> {
    let mut plan = Plan::new(Undone::Settled);
    for (id, entry) in ids.iter().zip(entries) {
        let Some(entry) = Entry::find(store, *entry)? else { continue };
        if entry.by != member.id || moment.now.duration_since(entry.at) > UNDO {
            return Ok(Plan::new(Undone::TooLate));
        }
        let act = ledger::Act { by: member.id, at: moment.now, reason: "" };
        if ledger::void(store, *id, &entry, act, &mut plan.changes)? {
            voided(&entry, act, &mut plan);
            plan.outcome = Undone::Done;
        }
    }
    if plan.outcome == Undone::Done {
        let PaidLine { chat, message } = line;
        plan.team(TeamTask::Mark { chat, message, reader: member.id, mark: None });
    }
    Ok(plan)
}

/// Whose sums of a contact a member may see.
pub fn may_see(member: &Member) -> impl Fn(AccountId, MemberId) -> bool + use<'_> {
    |account, by| may(member, Action::SeeMoney, Target::Entry { account, by })
}

/// The entry, if the member may void or correct it.
pub fn correctable(store: &Store, member: &Member, id: EntryId) -> Result<Option<Stored<Entry>>, StoreError> {
    let entry = Entry::find(store, id)?;
    Ok(entry.filter(|entry| may(member, Action::CorrectPayment, Target::Account(entry.account))))
}

/// Whether the person is not erased: what is written about an entry is sealed under their key.
fn is_known(store: &Store, contact: ContactId) -> Result<bool, StoreError> {
    Ok(Contact::find(store, contact)?.is_some())
}

/// Voids an entry by right: the amount that is taken back, `None` when it was before, or when the person is erased.
pub fn void(
    store: &Store,
    moment: Moment<'_>,
    member: &Member,
    entry: EntryId,
    id: EntryId,
    reason: &str,
) -> Result<Plan<Option<Amount>>, StoreError> {
    let mut plan = Plan::new(None);
    if let Some(entry) = correctable(store, member, entry)?
        && is_known(store, entry.contact)?
    {
        let act = ledger::Act { by: member.id, at: moment.now, reason };
        if ledger::void(store, id, &entry, act, &mut plan.changes)? {
            voided(&entry, act, &mut plan);
            plan.outcome = Some(entry.amount);
        }
    }
    Ok(plan)
}

fn voided<T>(entry: &Entry, act: ledger::Act<'_>, plan: &mut Plan<T>) {
    let what = AuditEvent::Voided { entry: entry.id, contact: entry.contact, amount: entry.amount };
    AuditEntry::write(&mut plan.changes, act.at, act.by, what);
}

/// How a correction ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Corrected {
    Done {
        was: Amount,
        now: Amount,
    },
    Refused {
        currency: Currency,
        why: NoAmount,
    },
    /// It was voided or corrected before, or the member may not.
    Settled,
}

/// Puts another amount in the place of an entry's, by right; the note of `payment` says why.
pub fn correct(
    store: &Store,
    moment: Moment<'_>,
    member: &Member,
    entry: EntryId,
    ids: [EntryId; 2],
    payment: &Payment,
) -> Result<Plan<Corrected>, StoreError> {
    let mut plan = Plan::new(Corrected::Settled);
    let Some(entry) = correctable(store, member, entry)? else { return Ok(plan) };
    if !is_known(store, entry.contact)? {
        return Ok(plan);
    }
    let Some(books) = Books::open(store, &mut plan.changes)? else { return Ok(plan) };
    let refused = |currency, why| Plan::new(Corrected::Refused { currency, why });
    let currency = payment.currency.unwrap_or(entry.amount.currency());
    let amount = match Amount::new(payment.value, currency) {
        Ok(amount) => amount,
        Err(why) => return Ok(refused(currency, why)),
    };
    let act = ledger::Act { by: member.id, at: moment.now, reason: &payment.note };
    Ok(match ledger::correct(store, &books, ids, &entry, amount, act, &mut plan.changes)? {
        Err(why) => refused(currency, why),
        Ok(false) => Plan::new(Corrected::Settled),
        Ok(true) => {
            ask_for_rates(store, &books, &[amount], &mut plan)?;
            let (contact, from) = (entry.contact, entry.amount);
            let what = AuditEvent::Corrected { entry: entry.id, contact, from, to: amount };
            AuditEntry::write(&mut plan.changes, act.at, act.by, what);
            plan.outcome = Corrected::Done { was: entry.amount, now: amount };
            plan
        }
    })
}
