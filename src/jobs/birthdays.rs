//! Whoever answers a client hears of their birthday: on its morning, and some days before (C3).
//!
//! **A round goes through all contacts once a day, and a contact is passed in the commit that has its members told.** Days of birth are
//! personal, so no index holds them in clear.

use super::daily::{Due, due};
use crate::{
    crm::{Person, Profile},
    domain::{Birthday, ContactId, DialogKind, DialogNews, Line},
    relay::{Dialog, Place, Plan, TeamTask},
    store::{All, Cursor, Page, Record, Store, StoreError, Stored, Table},
    team::{Action, Member, rights::may},
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The hour at which a round begins.
const HOUR: i8 = 9;
/// So many days before it members hear of a birthday first.
const AHEAD: i32 = 3;
/// Birthdays that are longer ago when the process comes back are over.
const LATE: i32 = 3;
/// Contacts looked at between two commits.
const AT_ONCE: usize = 200;

/// How far the round of a day is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Round {
    pub day: Date,
    /// The day of the round before: what is in between comes late.
    pub last: Date,
    pub reached: Option<ContactId>,
    pub over: bool,
}

impl Record for Round {
    const TABLE: Table = Table::new(232, "round of birthdays");
    type Key = u8;

    fn key(&self) -> u8 {
        0
    }
}

/// One step of a round, if one is due or under way; `false`: nothing is left to do now.
pub fn plan(store: &Store, now: Timestamp, zone: &TimeZone) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(true);
    let was = store.get::<Round>(&0)?;
    let round = match &was {
        Some(round) if !round.over => Round::clone(round),
        _ => {
            let last = was.as_ref().map(|round| round.day);
            let Due::Now(day) = due(now, zone, HOUR, Timestamp::MIN, last) else { return Ok(Plan::new(false)) };
            let earliest = day.saturating_sub(LATE.days());
            let last = last.unwrap_or(day.saturating_sub(1.day())).max(earliest);
            Round { day, last, reached: None, over: false }
        }
    };
    let next = step(store, round, &mut plan)?;
    match was {
        Some(was) => plan.changes.update(&was, next),
        None => plan.changes.insert(next),
    };
    Ok(plan)
}

/// Goes on to the next contact of whom there is something to say.
fn step(store: &Store, round: Round, plan: &mut Plan<bool>) -> Result<Round, StoreError> {
    let page = match round.reached {
        Some(reached) => Page::first(AT_ONCE).after(Cursor::key::<Profile>(&reached)),
        None => Page::first(AT_ONCE),
    };
    let profiles: Vec<Stored<Profile>> = store.scan(All, page)?;
    let Some(last) = profiles.last().map(|profile| profile.contact) else {
        return Ok(Round { over: true, ..round });
    };
    for profile in &profiles {
        let Some(birthday) = profile.birthday else { continue };
        let Some((on, ahead)) = news(birthday, round.last, round.day) else { continue };
        let person = Person::of(store, profile.contact)?;
        if born_by(store, &person)? != Some(profile.contact) {
            continue;
        }
        let age = birthday.age(on);
        tell(store, &person, DialogNews::Birthday { on, age, ahead }, plan)?;
        return Ok(Round { reached: Some(profile.contact), ..round });
    }
    Ok(Round { reached: Some(last), ..round })
}

/// What the round of a day says of a birthday, the round before having been on `last`: which one it is, and whether it is still to
/// come. **Of every birthday each is said in exactly one round.**
fn news(birthday: Birthday, last: Date, day: Date) -> Option<(Date, bool)> {
    let on = birthday.next(last.saturating_add(1.day()))?;
    if on <= day {
        return Some((on, false));
    }
    let ahead = on.saturating_sub(AHEAD.days());
    (last < ahead && ahead <= day).then_some((on, true))
}

/// By which of a person's contacts the common card says when they were born.
fn born_by(store: &Store, person: &Person) -> Result<Option<ContactId>, StoreError> {
    for contact in person.contacts() {
        if Profile::find(store, contact)?.is_some_and(|profile| profile.birthday.is_some()) {
            return Ok(Some(contact));
        }
    }
    Ok(None)
}

/// Everybody who answers the client hears it, once, whichever of their dialogs it is.
fn tell(store: &Store, person: &Person, news: DialogNews, plan: &mut Plan<bool>) -> Result<(), StoreError> {
    let mut dialogs = Dialog::of_person(store, person)?;
    dialogs.retain(|dialog| dialog.kind == DialogKind::User);
    dialogs.sort_by_key(|dialog| std::cmp::Reverse(dialog.active));
    let mut told = BTreeSet::new();
    for dialog in dialogs {
        let Some(member) = Member::find(store, dialog.assigned)? else { continue };
        if may(&member, Action::KeepContacts, dialog.target()) && told.insert(member.id) {
            let line = Line::Dialog { dialog: dialog.id, news: news.clone() };
            plan.team(TeamTask::Say { place: Place::Panel(member.id), line });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_birthday_is_told_before_and_on_its_morning() {
        let birthday = Birthday { month: 3, day: 1, year: Some(1990) };
        let on = date(2026, 3, 1);
        let round = |day: Date| news(birthday, day.saturating_sub(1.day()), day);
        assert_eq!(round(date(2026, 2, 26)), Some((on, true)));
        assert_eq!(round(date(2026, 2, 27)), None);
        assert_eq!(round(on), Some((on, false)));
        assert_eq!(round(date(2026, 3, 2)), None);
        assert_eq!(news(birthday, date(2026, 2, 28), date(2026, 3, 3)), Some((on, false)), "late");
        let leap = Birthday { month: 2, day: 29, year: None };
        assert_eq!(news(leap, date(2026, 2, 27), date(2026, 2, 28)), Some((date(2026, 2, 28), false)));
    }

    proptest! {
        /// Whenever rounds are made, the birthday is told once, unless the process was down for days around it.
        #[test]
        fn each_is_told_once(month in 1i8..=12, day in 1i8..=28, gaps in prop::collection::vec(1i32..=3, 260..300)) {
            let birthday = Birthday { month, day, year: None };
            let (mut last, mut told) = (date(2026, 1, 1), Vec::new());
            let mut end = last;
            for gap in gaps {
                let next = last.saturating_add(gap.days());
                told.extend(news(birthday, last, next));
                (last, end) = (next, next);
            }
            let mut once = told.clone();
            once.dedup();
            prop_assert_eq!(&told, &once);
            let mut on = birthday.next(date(2026, 1, 2)).unwrap();
            while on <= end {
                prop_assert_eq!(told.iter().filter(|of| **of == (on, false)).count(), 1);
                prop_assert!(told.iter().filter(|of| **of == (on, true)).count() <= 1);
                on = birthday.next(on.saturating_add(1.day())).unwrap();
            }
        }
    }
}
