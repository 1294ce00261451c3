//! What owners see and hear of the state of an account.

use super::*;
use crate::domain::{BotMessageId, Disconnection, Limit, Line, LoginNeed, View};
use crate::relay::Panel;
use crate::relay::plan::standing;
use jiff::SignedDuration;

fn at(minute: i64) -> Timestamp {
    NOW + SignedDuration::from_mins(minute)
}

fn unreachable(minute: i64) -> AccountState {
    AccountState::Disconnected { since: at(minute), why: Disconnection::Unreachable }
}

fn login_needed(minute: i64) -> AccountState {
    AccountState::LoginNeeded { since: at(minute), why: LoginNeed::Ended }
}

fn wait(until: i64) -> AccountState {
    AccountState::Limited { since: NOW, limit: Limit::Wait { until: at(until) } }
}

impl Bench {
    fn stands(&self, minute: i64, state: AccountState, lasting: bool) -> Vec<Task> {
        self.done(standing(&self.0, at(minute), SALES, state, lasting))
    }

    fn state(&self) -> AccountState {
        Account::find(&self.0, SALES).unwrap().unwrap().state
    }

    fn looks_at(&self, member: MemberId, view: View) {
        let mut changes = Changes::new();
        changes.put(Panel { member, message: BotMessageId(70), view, opened: NOW, arrives: false });
        block_on(self.0.commit(changes)).unwrap();
    }
}

fn alert(state: AccountState) -> Task {
    let line = Line::AccountAlert { id: SALES, account: "Sales".into(), state };
    Task::Team(TeamTask::Say { place: Place::Panel(ANNA), line })
}

fn follow(member: MemberId) -> Task {
    Task::Team(TeamTask::Follow { member })
}

#[test]
fn trouble_shows_at_once_and_is_told_once_when_it_lasts() {
    let bench = bench();
    assert_eq!(bench.stands(1, unreachable(1), false), []);
    assert_eq!(bench.state(), unreachable(1));
    assert_eq!(bench.stands(3, unreachable(1), true), [alert(unreachable(1))]);
    // Found again, as after a restart: since when it is so, and that it was told, is known.
    assert_eq!(bench.stands(9, unreachable(9), false), []);
    assert_eq!(bench.stands(9, unreachable(9), true), []);
    assert_eq!(bench.state(), unreachable(1));
    assert_eq!(bench.stands(10, AccountState::Active, false), []);
    assert_eq!(bench.stands(13, unreachable(10), true), [], "the same trouble again is no news");
}

#[test]
fn another_trouble_is_told_and_recovery_to_those_who_heard_of_trouble() {
    let bench = bench();
    assert_eq!(bench.stands(1, AccountState::Active, true), [], "nobody heard of trouble");
    bench.stands(1, unreachable(1), true);
    assert_eq!(bench.stands(5, login_needed(5), true), [alert(login_needed(5))]);
    assert_eq!(bench.stands(6, AccountState::Active, false), [], "whether it holds is not known yet");
    assert_eq!(bench.stands(7, login_needed(7), true), [alert(login_needed(7))], "somebody had signed in");
    assert_eq!(bench.stands(7, login_needed(7), true), [], "and is told once");
    bench.stands(8, AccountState::Active, false);
    assert_eq!(bench.stands(9, AccountState::Active, true), [alert(AccountState::Active)]);
    assert_eq!(bench.stands(10, AccountState::Active, true), []);
    assert_eq!(bench.stands(11, login_needed(11), true), [alert(login_needed(11))], "a new one is told again");
}

#[test]
fn what_an_owner_switched_off_is_not_told() {
    let bench = bench();
    let off = AccountState::Disconnected { since: NOW, why: Disconnection::ByOwner };
    bench.stands(1, unreachable(1), true);
    assert_eq!(bench.stands(2, off, true), []);
    assert_eq!(bench.state(), off);
    assert_eq!(bench.stands(3, AccountState::Active, true), [], "nor that it is on again");
}

#[test]
fn a_wait_that_grows_shows_but_is_told_once() {
    let bench = bench();
    assert_eq!(bench.stands(1, wait(20), true), [alert(wait(20))]);
    assert_eq!(bench.stands(2, wait(40), true), []);
    assert_eq!(bench.state(), wait(40));
}

#[test]
fn open_screens_follow_while_somebody_may_look_at_them() {
    let bench = bench();
    bench.add(Member { accounts: [SALES].into(), ..member(MemberId(3), Role::Manager) });
    bench.add(Member { accounts: Default::default(), ..member(MemberId(4), Role::Manager) });
    for who in [ANNA, MemberId(3), MemberId(4)] {
        bench.looks_at(who, View::ACCOUNTS);
    }
    bench.looks_at(OLGA, View::Settings);
    assert_eq!(bench.stands(1, unreachable(1), false), [follow(ANNA), follow(MemberId(3))], "by right and by screen");
    assert_eq!(bench.stands(2, unreachable(2), false), [], "nothing changed");
    bench.looks_at(ANNA, View::Account(AccountId(9)));
    assert_eq!(bench.stands(3, AccountState::Active, false), [follow(MemberId(3))]);
    assert_eq!(bench.stands(61, unreachable(61), false), [], "after an hour nobody looks");
}

#[test]
fn an_unknown_account_is_nobodys_news() {
    let bench = bench();
    let plan = standing(&bench.0, NOW, AccountId(9), login_needed(0), true).unwrap();
    assert!(plan.changes.is_empty() && plan.tasks.is_empty());
}
