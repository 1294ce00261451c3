//! Money, as members book it in threads and handle it in the panel.

use super::{
    commands::Call,
    convert, dialogs,
    intake::Inbound,
    office::{BotError, Office},
    panel::{self, Here},
    routing,
};
use crate::{
    crm::ledger::{self, Books, Entry},
    domain::{
        Amount, BotMessageId, Content, Currency, DialogId, Doubt, EntryId, Export, Line, MemberId, MoneyLine,
        MoneyView, PaidLine, Payment, Rate, View,
    },
    relay::{
        Actor, Asked, DeskEventKind, Dialog, Plan, TeamTask,
        incoming::Moment,
        payments::{self, Answer, Corrected, Entered, Undone, Writing},
    },
    screens::{self, MoneyDeed},
    store::{Store, StoreError, Stored},
    team::{Action, AuditEntry, AuditEvent, Member, Target},
};
use teloxide::types::Message;

/// Numbers for entries to be written. Those that turn out not to be needed are skipped.
pub async fn fresh<const N: usize>(office: &Office) -> Result<[EntryId; N], BotError> {
    let mut ids = [EntryId(0); N];
    for id in &mut ids {
        *id = EntryId(office.store().next_id(Entry::IDS).await?);
    }
    Ok(ids)
}

async fn fresh_for(office: &Office, count: usize) -> Result<Vec<EntryId>, BotError> {
    let mut ids = Vec::with_capacity(count);
    for _ in 0..count {
        ids.push(fresh::<1>(office).await?[0]);
    }
    Ok(ids)
}

/// Payments as somebody wrote them in a group.
pub async fn written(
    office: &Office,
    inbound: &Inbound,
    message: &Message,
    person: MemberId,
    writing: Writing,
) -> Result<(), BotError> {
    let content = Content::text(message.text().unwrap_or_default());
    let reply_to = convert::reply_to(message);
    let kind = DeskEventKind::Wrote { content, reply_to, album: None };
    let event = routing::event(office, message, Actor::Person(person), kind);
    let ids = fresh_for(office, writing.payments.len()).await?;
    let payer = dialogs::fresh_person(office, event.chat, event.topic).await?;
    let moment = Moment { now: office.now(), zone: &office.zone.get() };
    let random_id = office.randomness.random_id();
    office.commit(inbound, |store| payments::pay(store, moment, &event, &writing, (&ids, payer), random_id)).await?;
    Ok(())
}

/// The payments in a line that begins with a plus; `None` for words to the client.
pub fn shorthand(office: &Office, message: &Message) -> Option<Writing> {
    let (payments, doubt): (_, Option<Doubt>) = Payment::shorthand(message.text()?, office.today())?;
    Some(Writing { payments, doubt, may_send: true })
}

/// The right that a deed needs.
pub fn right_for(store: &Store, deed: &MoneyDeed) -> Result<(Action, Target), StoreError> {
    Ok(match deed {
        MoneyDeed::Answer(asked, _) => {
            let event = Asked::find(store, *asked)?.map(|asked| asked.event.clone());
            let dialog = match event.and_then(|event| Some((event.chat, event.topic?))) {
                Some((chat, topic)) => Dialog::of_thread(store, chat, topic)?,
                None => None,
            };
            let target = dialog.map_or(Target::Agency, |dialog| Target::Dialog {
                account: dialog.id.account,
                assigned: Some(dialog.assigned),
            });
            (Action::BookPayment, target)
        }
        MoneyDeed::Book { dialog, .. } => {
            let assigned = Dialog::find(store, *dialog)?.map(|dialog| dialog.assigned);
            (Action::BookPayment, Target::Dialog { account: dialog.account, assigned })
        }
        MoneyDeed::Undo { entries, .. } => {
            let first = entries.first().map_or(Ok(None), |entry| Entry::find(store, *entry))?;
            let of = |entry: Stored<Entry>| Target::Entry { account: entry.account, by: entry.by };
            (Action::BookPayment, first.map_or(Target::Agency, of))
        }
        MoneyDeed::Void { entry, .. } => {
            let entry = Entry::find(store, *entry)?;
            (Action::CorrectPayment, entry.map_or(Target::Agency, |entry| Target::Account(entry.account)))
        }
        MoneyDeed::SetBase(_) => (Action::SetMoney, Target::Agency),
        MoneyDeed::Export(export) => (screens::right_to_export(export), Target::Agency),
    })
}

/// Does what a button says; what is returned is said as a toast.
pub async fn perform(here: &Here<'_>, member: &Member, deed: &MoneyDeed) -> Result<Option<Line>, BotError> {
    let (office, inbound) = (here.office, here.inbound);
    let moment = Moment { now: office.now(), zone: &office.zone.get() };
    let said = match deed {
        MoneyDeed::Answer(asked, answer) => {
            let count = Asked::find(office.store(), *asked)?.map_or(0, |asked| asked.payments.len());
            let ids = fresh_for(office, if *answer == Answer::Book { count } else { 0 }).await?;
            let random_id = office.randomness.random_id();
            let done = office
                .commit(inbound, |store| {
                    let mut plan = payments::answered(store, moment, *asked, *answer, &ids, random_id)?;
                    // The question has been answered: the thread is for talking.
                    let (chat, message) = (asked.chat, here.place);
                    plan.team(TeamTask::Delete { chat, message, reader: member.id });
                    Ok(plan)
                })
                .await?;
            return Ok((done == Some(false)).then_some(Line::ButtonStale));
        }
        MoneyDeed::Book { dialog, text, line } => {
            let Some(payments) = typed_payments(text, office.today()) else { return Ok(Some(Line::ButtonStale)) };
            let ids = fresh_for(office, payments.len()).await?;
            let entered = office
                .commit(inbound, |store| {
                    let mut plan =
                        payments::enter(store, moment, (member.id, *dialog), *line, (&payments, &ids), true)?;
                    // A second tap must not book it again.
                    here.use_up(store, &mut plan)?;
                    if let Entered::Booked(contact) = plan.outcome {
                        here.draw(View::Money(MoneyView::Client(contact)), &mut plan);
                    }
                    Ok(plan)
                })
                .await?;
            return Ok(match entered {
                Some(Entered::Refused(line)) => Some(line),
                _ => None,
            });
        }
        MoneyDeed::Undo { entries, line } => {
            let ids = fresh_for(office, entries.len()).await?;
            let undone =
                office.commit(inbound, |store| payments::undo(store, moment, member, entries, *line, &ids)).await?;
            match undone {
                Some(Undone::TooLate) => MoneyLine::TooLateToUndo,
                Some(Undone::Settled) => MoneyLine::EntrySettled,
                Some(Undone::Done) | None => MoneyLine::Undone,
            }
        }
        MoneyDeed::Void { entry, reason } => {
            let [id] = fresh(office).await?;
            let voided = office
                .commit(inbound, |store| {
                    let mut plan = payments::void(store, moment, member, *entry, id, reason)?;
                    here.draw(View::Money(MoneyView::Entry(*entry)), &mut plan);
                    Ok(plan)
                })
                .await?;
            voided_line(*entry, voided.flatten())
        }
        MoneyDeed::SetBase(base) => {
            set_base(office, inbound, member.id, *base, |plan| here.draw(View::Money(MoneyView::Rates), plan)).await?
        }
        MoneyDeed::Export(export) => {
            self::export(office, inbound, member.id, export).await?;
            return Ok(None);
        }
    };
    Ok(Some(Line::Money(said)))
}

/// Has a file made for a member, who may have it.
pub async fn export(office: &Office, inbound: &Inbound, member: MemberId, export: &Export) -> Result<(), BotError> {
    office
        .commit(inbound, |_| {
            let mut plan = Plan::nothing();
            let what = AuditEvent::Exported { export: export.clone() };
            AuditEntry::write(&mut plan.changes, office.now(), member, what);
            plan.team(TeamTask::Export { member, export: export.clone() });
            Ok(plan)
        })
        .await?;
    Ok(())
}

/// Payments typed where nothing else can be meant: with a plus in front or without.
fn typed_payments(text: &str, today: jiff::civil::Date) -> Option<Vec<Payment>> {
    Payment::shorthand(text, today).map(|(payments, _)| payments).or_else(|| Payment::read(text, today))
}

/// What a member typed where the panel asks what a client paid.
pub async fn typed(call: &Call<'_>, dialog: DialogId, screen: BotMessageId, text: &str) -> Result<(), BotError> {
    let (office, member) = (call.office, call.person);
    let Some(payments) = typed_payments(text, office.today()) else {
        return call.say(Line::Usage { command: "pay".to_owned() }).await;
    };
    let ids = fresh_for(office, payments.len()).await?;
    let moment = Moment { now: office.now(), zone: &office.zone.get() };
    let line = PaidLine { chat: convert::chat(call.message), message: convert::id(call.message) };
    office
        .commit(call.inbound, |store| {
            let mut plan = payments::enter(store, moment, (member, dialog), line, (&payments, &ids), false)?;
            let view = match plan.outcome.clone() {
                Entered::Booked(contact) => MoneyView::Client(contact),
                Entered::Unusual => MoneyView::Sure { dialog, text: text.to_owned(), line },
                Entered::Refused(line) => {
                    plan.team(TeamTask::Say { place: call.place(), line });
                    return Ok(plan);
                }
            };
            // The screen comes below what was typed; the one above is done with.
            panel::open(office, store, member, View::Money(view), &mut plan)?;
            plan.team(TeamTask::Delete { chat: line.chat, message: screen, reader: member });
            Ok(plan)
        })
        .await?;
    Ok(())
}

fn voided_line(entry: EntryId, voided: Option<Amount>) -> MoneyLine {
    match voided {
        Some(amount) => MoneyLine::Voided { entry, amount },
        None => MoneyLine::EntrySettled,
    }
}

/// Voids an entry and says so by `say`, in the same commit.
pub async fn void(
    office: &Office,
    inbound: &Inbound,
    member: &Member,
    entry: EntryId,
    reason: &str,
    say: impl Fn(&mut Plan<Option<Amount>>, MoneyLine),
) -> Result<(), BotError> {
    let [id] = fresh(office).await?;
    let moment = Moment { now: office.now(), zone: &office.zone.get() };
    office
        .commit(inbound, |store| {
            let mut plan = payments::void(store, moment, member, entry, id, reason)?;
            let line = voided_line(entry, plan.outcome);
            say(&mut plan, line);
            Ok(plan)
        })
        .await?;
    Ok(())
}

/// Corrects an entry and says so by `say`, in the same commit.
pub async fn correct(
    office: &Office,
    inbound: &Inbound,
    member: &Member,
    entry: EntryId,
    payment: &Payment,
    say: impl Fn(&mut Plan<Corrected>, MoneyLine),
) -> Result<(), BotError> {
    let ids = fresh(office).await?;
    let moment = Moment { now: office.now(), zone: &office.zone.get() };
    office
        .commit(inbound, |store| {
            let mut plan = payments::correct(store, moment, member, entry, ids, payment)?;
            let line = match plan.outcome {
                Corrected::Done { was, now } => MoneyLine::Corrected { amount: was, now },
                Corrected::Refused { currency, why } => MoneyLine::Refused { currency, why },
                Corrected::Settled => MoneyLine::EntrySettled,
            };
            say(&mut plan, line);
            Ok(plan)
        })
        .await?;
    Ok(())
}

/// Chooses the base currency; what is to be said about it.
pub async fn set_base(
    office: &Office,
    inbound: &Inbound,
    by: MemberId,
    base: Currency,
    then: impl Fn(&mut Plan<MoneyLine>),
) -> Result<MoneyLine, BotError> {
    let said = office
        .commit(inbound, |store| {
            let mut plan = Plan::new(MoneyLine::BaseSet { base });
            let from = Books::find(store)?.map(|books| books.base);
            if !Books::set_base(store, base, &mut plan.changes)? {
                plan.outcome = MoneyLine::BaseLocked { base: from.unwrap_or(base) };
            } else if from != Some(base) {
                let what = AuditEvent::BaseCurrencySet { from, to: base };
                AuditEntry::write(&mut plan.changes, office.now(), by, what);
            }
            then(&mut plan);
            Ok(plan)
        })
        .await?;
    Ok(said.unwrap_or(MoneyLine::BaseSet { base }))
}

/// Sets a rate, and gives it to the entries that wait for one. `false`: it is the base currency, or there is none yet.
pub async fn set_rate(
    office: &Office,
    inbound: &Inbound,
    by: MemberId,
    currency: Currency,
    rate: Rate,
    say: impl Fn(&mut Plan<bool>, MoneyLine),
    refuse: impl Fn(&mut Plan<bool>),
) -> Result<(), BotError> {
    office
        .commit(inbound, |store| {
            let mut plan = Plan::new(false);
            plan.outcome = Books::set_rate(store, currency, rate, &mut plan.changes)?;
            match Books::find(store)?.filter(|_| plan.outcome) {
                Some(books) => {
                    let from = books.rate(currency);
                    if from != Some(rate) {
                        let what = AuditEvent::RateSet { of: currency, from, to: rate };
                        AuditEntry::write(&mut plan.changes, office.now(), by, what);
                    }
                    say(&mut plan, MoneyLine::RateSet { currency, base: books.base });
                }
                None => refuse(&mut plan),
            }
            Ok(plan)
        })
        .await?;
    // Cut off here, it is done at the next start.
    Ok(ledger::rate_waiting(office.store()).await?)
}
