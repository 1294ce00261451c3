//! Who may be in a desk, and what becomes of the others.

use super::*;
use crate::{
    domain::{DeskNews, DeskProblem, GroupPerson, Line},
    relay::plan::guard::{belongs, came, inspect_all, listed, looked, stays, went},
};

const BORIS: UserId = UserId(66);

fn person(user: UserId) -> GroupPerson {
    GroupPerson { user, name: "Boris".into(), is_bot: false }
}

fn remove(user: UserId) -> Task {
    Task::Team(TeamTask::Remove { chat: DESK, user })
}

fn check() -> Task {
    Task::Team(TeamTask::CheckDesk { chat: DESK })
}

fn news(to: MemberId, news: DeskNews) -> Task {
    let (desk, account, member) = (olgas_desk().pair(), "Sales".to_owned(), "M".to_owned());
    Task::Team(TeamTask::Say { place: Place::Panel(to), line: Line::DeskNews { desk, account, member, news } })
}

fn boris() -> String {
    "Boris".into()
}

impl Bench {
    fn comes(&self, user: UserId) -> Vec<Task> {
        self.done(came(&self.0, NOW, DESK, &[person(user)]))
    }

    fn looks(&self, problems: &[DeskProblem]) -> Vec<Task> {
        self.done(looked(&self.0, NOW, DESK, problems, None))
    }

    fn is_closed(&self) -> bool {
        Intruder::any(&self.0, DESK).unwrap()
    }
}

#[test]
fn who_belongs_into_a_desk_is_asked_of_the_team_each_time() {
    let bench = conversation();
    let desk = olgas_desk();
    bench.add(Member { accounts: [SALES].into(), ..member(MemberId(3), Role::Manager) });
    bench.add(Member { accounts: [AccountId(2)].into(), ..member(MemberId(4), Role::Manager) });
    bench.add(member(MemberId(5), Role::Operator));
    let cases = [
        (OLGA.0, true, "its member"),
        (ANNA.0, true, "an owner"),
        (3, true, "a manager of the account"),
        (4, false, "a manager of another account"),
        (5, false, "another operator of the account"),
        (500, true, "the account itself"),
        (BOT.0, true, "the agency's bot"),
        (66, false, "a stranger"),
    ];
    for (user, expected, who) in cases {
        assert_eq!(belongs(&bench.0, &desk, UserId(user)).unwrap(), expected, "{who}");
    }
    let olga = Member::find(&bench.0, OLGA).unwrap().unwrap();
    bench.change(&olga, Member { accounts: Default::default(), ..Member::clone(&olga) });
    assert!(!belongs(&bench.0, &desk, UserId(OLGA.0)).unwrap(), "the account was withdrawn");
    let olga = Member::find(&bench.0, OLGA).unwrap().unwrap();
    bench.change(&olga, Member { removed: Some(NOW), accounts: [SALES].into(), ..Member::clone(&olga) });
    assert!(!belongs(&bench.0, &desk, UserId(OLGA.0)).unwrap(), "removed from the team");
}

#[test]
fn an_intruder_closes_the_desk_until_they_are_out() {
    let bench = conversation();
    assert_eq!(bench.comes(UserId(ANNA.0)), []);
    assert_eq!(bench.comes(BORIS), [remove(BORIS)]);
    assert!(bench.is_closed());
    let out = bench.done(went(&bench.0, NOW, DESK, &[BORIS]));
    assert_eq!(out, [news(ANNA, DeskNews::IntruderOut { name: boris() }), check()]);
    assert!(!bench.is_closed());
    assert_eq!(bench.done(went(&bench.0, NOW, DESK, &[BORIS])), [], "told once");
}

#[test]
fn one_who_stays_is_told_of_once_and_so_is_their_going() {
    let bench = conversation();
    bench.comes(BORIS);
    let told = bench.done(stays(&bench.0, NOW, DESK, BORIS));
    let stays_news = || DeskNews::IntruderStays { name: boris() };
    assert_eq!(told, [news(ANNA, stays_news()), news(OLGA, stays_news())]);
    assert_eq!(bench.comes(BORIS), [remove(BORIS)], "tried again");
    assert_eq!(bench.done(stays(&bench.0, NOW, DESK, BORIS)), []);
    assert_eq!(bench.looks(&[]), [remove(BORIS)], "and when the bot's rights are looked at");
    let gone = DeskNews::IntruderGone { name: boris() };
    let out = bench.done(went(&bench.0, NOW, DESK, &[BORIS]));
    assert_eq!(out, [news(ANNA, gone.clone()), news(OLGA, gone), check()]);
}

#[test]
fn whoever_belongs_by_now_is_an_intruder_no_more() {
    let bench = conversation();
    bench.comes(BORIS);
    bench.add(member(MemberId(BORIS.0), Role::Owner));
    assert_eq!(bench.looks(&[]), []);
    assert!(!bench.is_closed());
}

#[test]
fn the_account_sees_who_came_and_who_went_while_nobody_listened() {
    let bench = conversation();
    bench.comes(BORIS);
    let other = UserId(67);
    let people: Vec<_> = [UserId(OLGA.0), UserId(500), other].map(person).into();
    let tasks = bench.done(listed(&bench.0, NOW, DESK, &people));
    assert_eq!(tasks, [remove(other), news(ANNA, DeskNews::IntruderOut { name: boris() }), check()]);
    assert_eq!(bench.done(came(&bench.0, NOW, ChatId(-5), &[person(BORIS)])), [], "no desk, no business of ours");
}

#[test]
fn what_a_desk_lacks_is_told_when_it_changes() {
    let bench = conversation();
    assert_eq!(bench.looks(&[]), [], "as it should be");
    let lacks = vec![DeskProblem::Missing(crate::domain::BotRight::BanUsers)];
    let unfit = DeskNews::Unfit(lacks.clone());
    assert_eq!(bench.looks(&lacks), [news(ANNA, unfit.clone()), news(OLGA, unfit)]);
    assert_eq!(bench.looks(&lacks), []);
    let gone = [DeskProblem::BotAbsent];
    assert_eq!(bench.looks(&gone), [news(ANNA, DeskNews::Lost), news(OLGA, DeskNews::Lost)]);
    assert_eq!(bench.looks(&[]), [news(ANNA, DeskNews::Well), news(OLGA, DeskNews::Well)]);
}

#[test]
fn a_start_has_every_desk_looked_at_from_both_sides_once() {
    let bench = conversation();
    let plan = inspect_all(&bench.0).unwrap();
    assert_eq!(plan.tasks, [check(), Task::Client(SALES, ClientTask::InspectDesk { chat: DESK })]);
    bench.add(Entry { id: crate::domain::OutboxId(1), at: NOW, task: check(), state: State::Pending });
    assert_eq!(inspect_all(&bench.0).unwrap().tasks, [Task::Client(SALES, ClientTask::InspectDesk { chat: DESK })]);
}
