//! Helpers come into desks, and out of them again.
//!
//! - **The account of a desk lets them in, by itself**: into desks that exist and into new ones, and again when they
//!   were removed. Where it may not, people are told once, and the main bot carries on alone.
//! - **Whatever a helper cannot say another bot says**: nothing here waits for a helper.

use super::{
    super::{
        ClientTask, Desk, Place, Plan, TeamTask,
        helper::{Helper, HelperSeat, Seating},
    },
    desks::{concerned, owners, tell},
};
use crate::{
    domain::{BotId, ChatId, DeskNews, GroupPerson, Line, UserId},
    store::{All, Page, Store, StoreError},
};

/// These are the helpers of this run. Others are strangers from now on; owners hear of a token that is refused when it
/// is news.
pub fn introduce(store: &Store, helpers: &[Helper]) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    for known in Helper::all(store)? {
        if helpers.iter().all(|helper| helper.bot != known.bot) {
            plan.changes.delete(&known);
        }
    }
    for seat in store.scan::<HelperSeat>(All, Page::all())? {
        if helpers.iter().all(|helper| helper.bot != seat.bot) {
            plan.changes.delete(&seat);
        }
    }
    for helper in helpers {
        let known = Helper::find(store, helper.bot)?;
        let username = helper.username.clone().or_else(|| known.as_ref().and_then(|known| known.username.clone()));
        let helper = Helper { username, ..helper.clone() };
        if helper.refused && known.as_ref().is_none_or(|known| !known.refused) {
            tell_refused(store, &helper, &mut plan)?;
        }
        match &known {
            Some(known) if **known == helper => {}
            Some(known) => {
                plan.changes.update(known, helper);
            }
            None => {
                plan.changes.insert(helper);
            }
        }
    }
    Ok(plan)
}

/// Telegram does not take a helper's token any more.
pub(in super::super) fn refused(store: &Store, bot: BotId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(known) = Helper::find(store, bot)?.filter(|known| !known.refused) {
        tell_refused(store, &known, &mut plan)?;
        plan.changes.update(&known, Helper { refused: true, ..Helper::clone(&known) });
    }
    Ok(plan)
}

fn tell_refused(store: &Store, helper: &Helper, plan: &mut Plan) -> Result<(), StoreError> {
    let bot = helper.username.as_ref().map_or_else(|| helper.bot.to_string(), |name| format!("@{name}"));
    for owner in owners(store)? {
        plan.team(TeamTask::Say { place: Place::Panel(owner), line: Line::HelperRefused { bot: bot.clone() } });
    }
    Ok(())
}

/// Has the account let in every helper that is not in its desk. `people`: who is there, where that is known.
pub(super) fn admit<T>(
    store: &Store,
    desk: &Desk,
    people: Option<&[GroupPerson]>,
    plan: &mut Plan<T>,
) -> Result<(), StoreError> {
    let inside = |bot: BotId| people.is_none_or(|people| people.iter().any(|person| person.user == UserId(bot.0)));
    for helper in Helper::all(store)?.iter().filter(|helper| !helper.refused) {
        match HelperSeat::find(store, desk.chat, helper.bot)? {
            Some(seat) if seat.seating == Seating::Sits && inside(helper.bot) => {}
            // What kept it out may be over; people know of it.
            Some(seat) if seat.seating == Seating::Barred => ask(desk, helper.bot, plan),
            _ => ask_again(store, desk, helper.bot, plan)?,
        }
    }
    Ok(())
}

fn ask<T>(desk: &Desk, bot: BotId, plan: &mut Plan<T>) {
    plan.client(desk.account, ClientTask::AdmitHelper { chat: desk.chat, bot });
}

fn ask_again<T>(store: &Store, desk: &Desk, bot: BotId, plan: &mut Plan<T>) -> Result<(), StoreError> {
    put(store, desk.chat, bot, Seating::Asked, plan)?;
    ask(desk, bot, plan);
    Ok(())
}

fn put<T>(store: &Store, chat: ChatId, bot: BotId, seating: Seating, plan: &mut Plan<T>) -> Result<(), StoreError> {
    let seat = HelperSeat { chat, bot, seating };
    match HelperSeat::find(store, chat, bot)? {
        Some(known) if *known == seat => {}
        Some(known) => {
            plan.changes.update(&known, seat);
        }
        None => {
            plan.changes.insert(seat);
        }
    }
    Ok(())
}

/// The account has let a helper in.
pub(in super::super) fn seated(store: &Store, chat: ChatId, bot: BotId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if Desk::find(store, chat)?.is_some() && Helper::find(store, bot)?.is_some() {
        put(store, chat, bot, Seating::Sits, &mut plan)?;
    }
    Ok(plan)
}

/// The account may not let a helper in.
pub(in super::super) fn barred(store: &Store, chat: ChatId, bot: BotId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(desk) = Desk::find(store, chat)? else { return Ok(plan) };
    // One word is enough for all of them.
    if HelperSeat::of(store, chat)?.iter().all(|seat| seat.seating != Seating::Barred) {
        tell(store, &mut plan, desk.pair(), concerned(store, desk.pair())?, &DeskNews::HelpersBarred)?;
    }
    put(store, chat, bot, Seating::Barred, &mut plan)?;
    Ok(plan)
}

/// A helper may not write in a desk any more: the account lets it in once more.
pub(in super::super) fn shut_out(store: &Store, chat: ChatId, bot: BotId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let seat = HelperSeat::find(store, chat, bot)?.filter(|seat| seat.seating == Seating::Sits);
    if let (Some(_), Some(desk)) = (seat, Desk::find(store, chat)?) {
        ask_again(store, &desk, bot, &mut plan)?;
    }
    Ok(plan)
}

/// A group is a desk no longer.
pub(super) fn forget<T>(store: &Store, chat: ChatId, plan: &mut Plan<T>) -> Result<(), StoreError> {
    for seat in HelperSeat::of(store, chat)? {
        plan.changes.delete(&seat);
    }
    Ok(())
}
