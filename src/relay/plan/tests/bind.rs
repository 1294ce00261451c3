//! Groups that become desks.

use super::*;
use crate::relay::plan::bind::{BindRefusal, Binding, bind, reopen};

fn binding(chat: ChatId, member: MemberId) -> Binding {
    Binding { bot: BOT, chat, account: SALES, member, invite_link: Some("https://t.me/+x".into()), by: ANNA }
}

/// The dialogs for which threads are opened.
fn opened(tasks: &[Task]) -> Vec<DialogId> {
    let opened = tasks.iter().filter_map(|task| match task {
        Task::Team(TeamTask::OpenThread { dialog }) => Some(*dialog),
        _ => None,
    });
    opened.collect()
}

#[test]
fn a_desk_opens_what_waited_for_it_and_calls_the_account_in() {
    let bench = bench();
    bench.client_writes(1, "hello");
    let tasks = bench.done(bind(&bench.0, NOW, &binding(DESK, OLGA)));
    let join = ClientTask::JoinDesk { chat: DESK, link: "https://t.me/+x".into() };
    let inspect = Task::Client(SALES, ClientTask::InspectDesk { chat: DESK });
    let check = Task::Team(TeamTask::CheckDesk { chat: DESK });
    assert_eq!(tasks, [open(), card(), Task::Client(SALES, join), inspect, check]);
    assert_eq!(bench.dialog().thread, Thread::Opening { desk: DESK });
    assert_eq!(Account::find(&bench.0, SALES).unwrap().unwrap().desk_missing_since, None);
}

#[test]
fn a_group_becomes_one_desk_and_only_for_those_who_are_there() {
    let bench = bench();
    bench.done(bind(&bench.0, NOW, &binding(DESK, OLGA)));
    for (binding, refusal) in [
        (binding(DESK, OLGA), BindRefusal::AlreadyBound),
        (binding(ChatId(-5), MemberId(9)), BindRefusal::Gone),
        (Binding { account: AccountId(9), ..binding(ChatId(-5), OLGA) }, BindRefusal::Gone),
    ] {
        let plan = bind(&bench.0, NOW, &binding).unwrap();
        assert_eq!(plan.outcome, Err(refusal));
        assert!(plan.changes.is_empty() && plan.tasks.is_empty());
    }
}

#[test]
fn a_second_desk_takes_the_place_of_the_first() {
    let bench = conversation();
    let tasks = bench.done(bind(&bench.0, NOW, &binding(ChatId(-1002), OLGA)));
    assert_eq!(opened(&tasks), [IVAN]);
    assert_eq!(bench.dialog().thread, Thread::Opening { desk: ChatId(-1002) });
    assert!(Desk::find(&bench.0, DESK).unwrap().is_none());
}

#[test]
fn who_is_responsible_now_gets_the_clients_of_those_without_a_desk() {
    let bench = bench();
    bench.client_writes(1, "hello");
    let account = Account::find(&bench.0, SALES).unwrap().unwrap();
    bench.change(&account, Account { responsible: ANNA, ..Account::clone(&account) });
    assert_eq!(opened(&bench.done(bind(&bench.0, NOW, &binding(DESK, ANNA)))), [IVAN]);
    assert_eq!(bench.dialog().assigned, ANNA);
}

#[test]
fn who_is_not_responsible_gets_no_foreign_clients() {
    let bench = bench();
    bench.client_writes(1, "hello");
    assert_eq!(opened(&bench.done(bind(&bench.0, NOW, &binding(DESK, ANNA)))), []);
    assert_eq!(bench.dialog().assigned, OLGA);
}

#[test]
fn a_missing_topic_is_opened_again_once() {
    let bench = conversation();
    assert_eq!(bench.done(reopen(&bench.0, IVAN, DESK, TopicId(99))), [], "not the one it stands in");
    assert_eq!(bench.done(reopen(&bench.0, IVAN, DESK, TOPIC)), [open(), card()]);
    assert_eq!(bench.done(reopen(&bench.0, IVAN, DESK, TOPIC)), []);
}
