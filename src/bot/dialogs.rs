//! What members do with dialogs: by buttons, and by commands in a thread.

use super::{
    commands::Call,
    convert,
    office::{BotError, Office},
    panel::Here,
};
use crate::{
    crm::Contact,
    domain::{
        AccountId, ChatId, ContactId, DialogFilter, DialogId, DialogKind, DialogView, GroupLine, Line, MemberId,
        TopicId, View,
    },
    locale::greeting,
    relay::{
        Actor, Dialog, Moved, Panel, Place, Plan, Shelf, TeamTask, Timer, assignment, dialogs, groups,
        incoming::Moment, outgoing, reach,
    },
    screens::DialogDeed,
    store::{Store, StoreError, Stored},
    team::{Account, Action, Member, Target, masking, rights::may},
};
use jiff::{civil::Date, tz::TimeZone};

/// The present for a decision.
pub fn moment<'a>(office: &Office, zone: &'a TimeZone) -> Moment<'a> {
    Moment { now: office.now(), zone }
}

/// Does it, and draws the dialog's screen anew where it was pressed there. What is returned is said as a toast.
pub async fn perform(here: &Here<'_>, id: DialogId, deed: &DialogDeed) -> Result<Option<Line>, BotError> {
    if let DialogDeed::Take | DialogDeed::GiveBack | DialogDeed::HandOver(_) = deed {
        return reassign(here, id, deed).await;
    }
    if let DialogDeed::Greet(on) = deed {
        return greet(here, id, *on).await;
    }
    let (own, zone) = here.office.zones(here.member)?;
    let moment = moment(here.office, &zone);
    let now = moment.now.to_zoned(own);
    let done = here
        .office
        .commit(here.inbound, |store| {
            let mut plan = match deed {
                DialogDeed::Open => dialogs::open(store, id)?,
                DialogDeed::Close => dialogs::close(store, moment, id)?,
                DialogDeed::Reopen => dialogs::reopen(store, moment, id)?,
                DialogDeed::MarkRead => dialogs::mark_read(store, id)?,
                DialogDeed::Snooze(pause) => match pause.until(&now) {
                    Some(until) => dialogs::snooze(store, moment, id, until)?,
                    None => Plan::new(false),
                },
                DialogDeed::Mute(muted) => dialogs::mute(store, moment, id, *muted)?,
                DialogDeed::Block(blocked) => dialogs::block(store, moment, id, here.member, *blocked)?,
                DialogDeed::Cancel(number) => dialogs::cancel(store, id, *number)?,
                DialogDeed::Hurry(number) => dialogs::hurry(store, moment.now, id, *number)?,
                DialogDeed::Dismiss
                | DialogDeed::Take
                | DialogDeed::GiveBack
                | DialogDeed::HandOver(_)
                | DialogDeed::Greet(_) => Plan::new(true),
            };
            match deed {
                // What was told of a timer goes with it.
                DialogDeed::Cancel(_) | DialogDeed::Hurry(_) if plan.outcome => {}
                DialogDeed::Cancel(_) | DialogDeed::Hurry(_) | DialogDeed::Dismiss => take_away(here, &mut plan),
                DialogDeed::Block(_) if !here.in_panel() => take_away(here, &mut plan),
                _ => redraw(here, store, id, &mut plan)?,
            }
            Ok(plan)
        })
        .await?;
    Ok(match (deed, done) {
        (DialogDeed::Open, Some(false)) => Some(Line::NoDeskForThread),
        (DialogDeed::Cancel(_) | DialogDeed::Hurry(_), Some(false)) => Some(Line::TimerGone),
        (DialogDeed::Cancel(_), Some(true)) => Some(Line::Cancelled),
        (DialogDeed::Close, Some(true)) if !here.in_panel() && id.peer.as_user().is_none() => {
            Some(Line::Group(GroupLine::Closed))
        }
        (DialogDeed::Close, Some(true)) if !here.in_panel() => Some(Line::DialogClosed),
        _ => None,
    })
}

/// Somebody else answers a dialog from now on.
async fn reassign(here: &Here<'_>, id: DialogId, deed: &DialogDeed) -> Result<Option<Line>, BotError> {
    let zone = here.office.zone.get();
    let (moment, by) = (moment(here.office, &zone), here.member);
    let moved = here
        .office
        .commit(here.inbound, |store| {
            let mut plan = match deed {
                DialogDeed::HandOver(to) => assignment::hand_over(store, moment, id, *to, by)?,
                DialogDeed::GiveBack => assignment::give_back(store, moment, id, by)?,
                _ => {
                    let member = Member::find(store, by)?;
                    let may_take = |member: &Stored<Member>| may(member, Action::HandOver, Target::Account(id.account));
                    assignment::take(store, moment, id, by, member.as_ref().is_some_and(may_take))?
                }
            };
            match (plan.outcome, deed) {
                (Moved::Done, DialogDeed::GiveBack) => show(here, View::DIALOGS, &mut plan),
                (Moved::Done, _) => show(here, one(here, store, id)?, &mut plan),
                (Moved::NoDesk, DialogDeed::Take) => {
                    plan.absorb(assignment::ask_for_desk(store, by, id.account)?);
                }
                _ => {}
            }
            Ok(plan)
        })
        .await?;
    Ok(match moved {
        Some(Moved::Late) => Some(Line::TakenAlready),
        Some(Moved::NoDesk) => Some(Line::NoDeskForThread),
        Some(Moved::Unfit) => Some(Line::CannotAnswer),
        Some(Moved::Done) | None => None,
    })
}

/// On the day of a birthday, greetings go out at this hour.
const GREETS_AT: i8 = 10;

/// Sends the greeting that was drafted, once: now, or on the day, where that can be taken back until then.
async fn greet(here: &Here<'_>, id: DialogId, on: Date) -> Result<Option<Line>, BotError> {
    let (office, by) = (here.office, here.member);
    let zone = office.zone.get();
    let moment = moment(office, &zone);
    let then = on.at(GREETS_AT, 0, 0, 0).to_zoned(moment.zone.clone()).map_or(moment.now, |at| at.timestamp());
    let then = (on > moment.now.to_zoned(moment.zone.clone()).date()).then_some(then);
    let number = office.store().next_id(Timer::IDS).await?;
    let random_id = office.randomness.random_id();
    let locale = office.locale_of(by)?;
    let done = office
        .commit(here.inbound, |store| {
            let mut plan = Plan::new(false);
            let (Some(member), Some(dialog)) = (Member::find(store, by)?, Dialog::find(store, id)?) else {
                return Ok(plan);
            };
            here.use_up(store, &mut plan)?;
            let name = reach::name(store, &member, &dialog)?;
            // The client is not told what of their name is hidden.
            let known: Vec<_> = name.split(' ').filter(|word| *word != masking::HIDDEN).collect();
            let text = greeting(locale, &known.join(" "));
            plan.absorb(match then {
                Some(at) => dialogs::send_later(&dialog, by, at, number, text, random_id, Place::Panel(by)),
                None => dialogs::send_now(&dialog, by, moment.now, number, text, random_id),
            });
            Ok(plan.with(true))
        })
        .await?;
    Ok((done == Some(true) && then.is_none()).then_some(Line::GreetingSent))
}

/// Hands over all dialogs of a member, some with each commit. A restart goes on where it was: the press comes again.
pub async fn hand_all(
    here: &Here<'_>,
    account: AccountId,
    from: MemberId,
    to: MemberId,
) -> Result<Option<Line>, BotError> {
    let (office, by) = (here.office, here.member);
    let zone = office.zone.get();
    let moment = moment(office, &zone);
    let before = Shelf::Member(from, account).count(office.store(), DialogFilter::All)?;
    while office.committer.commit(|store| assignment::hand_over_some(store, moment, account, from, to, by)).await? {}
    let left = Shelf::Member(from, account).count(office.store(), DialogFilter::All)?;
    let name = |member| -> Result<String, StoreError> {
        Ok(Member::find(office.store(), member)?.map(|member| member.name.clone()).unwrap_or_default())
    };
    let title = Account::find(office.store(), account)?.map(|account| account.title()).unwrap_or_default();
    let dialogs = u32::try_from(before.saturating_sub(left)).unwrap_or(u32::MAX);
    let told = Line::HandedAll { member: name(from)?, account: title, dialogs };
    let list = DialogView::List { account: Some(account), filter: DialogFilter::All, page: 0 };
    here.show(View::Dialogs(list), |_, plan| {
        if dialogs > 0 && to != by {
            plan.team(TeamTask::Say { place: Place::Panel(to), line: told.clone() });
        }
        Ok(())
    })
    .await?;
    Ok(if left == 0 { None } else { Some(Line::NoDeskForThread) })
}

/// The line whose button was pressed is settled.
fn take_away(here: &Here<'_>, plan: &mut Plan<bool>) {
    plan.team(TeamTask::Delete { chat: here.chat, message: here.place, reader: here.member });
}

/// The screen of a dialog follows what was done on it; other places have no screen to follow.
fn redraw(here: &Here<'_>, store: &Store, id: DialogId, plan: &mut Plan<bool>) -> Result<(), StoreError> {
    show(here, one(here, store, id)?, plan);
    Ok(())
}

/// The screen of a dialog, with the way back to the list it was chosen from.
fn one(here: &Here<'_>, store: &Store, id: DialogId) -> Result<View, StoreError> {
    let from = match Panel::find(store, here.member)?.map(|panel| panel.view.clone()) {
        Some(View::Dialogs(
            DialogView::One { from, .. } | DialogView::Snooze { from, .. } | DialogView::HandOver { from, .. },
        )) => from,
        _ => DialogFilter::All,
    };
    Ok(View::Dialogs(DialogView::One { dialog: id, from }))
}

fn show<T>(here: &Here<'_>, view: View, plan: &mut Plan<T>) {
    if here.in_panel() {
        here.draw(view, plan);
    }
}

/// Does something with the dialog of the thread a command was used in, if the person may; else says why not.
pub async fn in_thread(
    call: &Call<'_>,
    act: impl Fn(&Store, &Stored<Dialog>, Moment<'_>) -> Result<Plan, StoreError>,
) -> Result<(), BotError> {
    let (chat, topic) = (convert::chat(call.message), convert::topic(call.message));
    let zone = call.office.zone.get();
    let moment = moment(call.office, &zone);
    call.office
        .commit(call.inbound, |store| {
            let mut plan = Plan::nothing();
            match outgoing::authorize(store, chat, topic, Actor::Person(call.person))? {
                Ok(dialog) => plan.absorb(act(store, &dialog, moment)?),
                Err(line) => plan.team(TeamTask::Say { place: call.place(), line }),
            }
            Ok(plan)
        })
        .await?;
    Ok(())
}

/// The same for what is to be said to the other side later, or is looked at first: where nothing is written that is said.
pub async fn writing_in_thread(
    call: &Call<'_>,
    act: impl Fn(&Store, &Stored<Dialog>, Moment<'_>) -> Result<Plan, StoreError>,
) -> Result<(), BotError> {
    in_thread(call, |store, dialog, moment| match groups::refusal(store, dialog)? {
        Some(line) => Ok(refused(call, line)),
        None => act(store, dialog, moment),
    })
    .await
}

/// The same for what only makes sense with one person.
pub async fn alone_in_thread(
    call: &Call<'_>,
    act: impl Fn(&Store, &Stored<Dialog>, Moment<'_>) -> Result<Plan, StoreError>,
) -> Result<(), BotError> {
    in_thread(call, |store, dialog, moment| match dialog.kind {
        DialogKind::User => act(store, dialog, moment),
        _ => Ok(refused(call, Line::Group(GroupLine::OnlyPeople))),
    })
    .await
}

/// The same for what is about a person: the thread's client, and in a group whoever wrote the message that the command replies to.
pub async fn about_person_in_thread(
    call: &Call<'_>,
    act: impl Fn(&Store, &Dialog) -> Result<Plan, StoreError>,
) -> Result<(), BotError> {
    let fresh = fresh_person(call.office, convert::chat(call.message), convert::topic(call.message)).await?;
    let (chat, reply) = (convert::chat(call.message), convert::reply_to(call.message));
    in_thread(call, |store, dialog, moment| {
        if dialog.kind == DialogKind::User {
            return act(store, dialog);
        }
        let reply = reply.as_ref().map(|reply| (chat, reply));
        let writer = match groups::person_meant(store, call.office.bot, dialog, reply)? {
            Ok(writer) => writer,
            Err(line) => return Ok(refused(call, line)),
        };
        let Some(user) = writer.person() else { return Ok(Plan::nothing()) };
        let mut plan = Plan::nothing();
        let person = groups::acquaint(store, moment, dialog, (user, &writer.name), fresh, &mut plan)?;
        let done = act(store, &person)?;
        plan.absorb(done);
        Ok(plan)
    })
    .await
}

/// A number for somebody of a group who may become a contact; where the thread is no group's none is needed.
pub async fn fresh_person(office: &Office, chat: ChatId, topic: Option<TopicId>) -> Result<ContactId, BotError> {
    let dialog = match topic {
        Some(topic) => Dialog::of_thread(office.store(), chat, topic)?,
        None => None,
    };
    Ok(match dialog.filter(|dialog| dialog.kind == DialogKind::Group) {
        Some(_) => ContactId(office.store().next_id(Contact::IDS).await?),
        None => ContactId(0),
    })
}

fn refused(call: &Call<'_>, line: Line) -> Plan {
    let mut plan = Plan::nothing();
    plan.team(TeamTask::Say { place: call.place(), line });
    plan
}

/// The same for what needs no more than a sign that it was done.
pub async fn nodding_in_thread(
    call: &Call<'_>,
    act: impl Fn(&Store, &Stored<Dialog>, Moment<'_>) -> Result<Plan<bool>, StoreError>,
) -> Result<(), BotError> {
    in_thread(call, |store, dialog, moment| {
        let mut plan = act(store, dialog, moment)?.with(());
        nod(call, &mut plan);
        Ok(plan)
    })
    .await
}

/// A sign that it was done.
pub fn nod(call: &Call<'_>, plan: &mut Plan) {
    let (chat, message) = (convert::chat(call.message), convert::id(call.message));
    plan.team(TeamTask::Nod { chat, message, reader: call.person });
}
