//! What clients and phones do.

use super::*;
use crate::{
    domain::{Line, RichText},
    relay::plan::incoming::*,
};

fn in_panel(member: MemberId, line: Line) -> Task {
    Task::Team(TeamTask::Say { place: Place::Panel(member), line })
}

#[test]
fn a_first_message_waits_for_a_desk_and_the_member_is_told_once() {
    let bench = bench();
    let desk = crate::domain::DeskPair { member: OLGA, account: SALES };
    let told = in_panel(OLGA, Line::DeskMissing { desk, account: "Sales".into() });
    assert_eq!(bench.client_writes(1, "hello"), [told, post(0)]);
    assert_eq!(bench.client_writes(2, "anybody there?"), [post(1)]);
    assert_eq!((bench.dialog().assigned, bench.dialog().thread), (OLGA, Thread::None));
}

#[test]
fn a_first_message_claims_the_thread_and_a_second_one_does_not() {
    let bench = bench();
    bench.add(olgas_desk());
    assert_eq!(bench.client_writes(1, "hello"), [open(), card(), post(0)]);
    assert_eq!(bench.client_writes(2, "hello?"), [post(1)]);
    assert_eq!(bench.dialog().thread, Thread::Opening { desk: DESK });
}

#[test]
fn two_first_messages_planned_on_one_reading_cannot_both_be_committed() {
    let bench = bench();
    let plan = |id| message(&bench.0, UTC, SALES, &ivan(), &seen(id, Origin::Client, "hi"), None, ContactId(id as u64));
    let (first, second) = (plan(1).unwrap(), plan(2).unwrap());
    block_on(bench.0.commit(first.changes)).unwrap();
    assert!(matches!(block_on(bench.0.commit(second.changes)), Err(StoreError::Conflict { .. })));
}

#[test]
fn what_came_before_changes_nothing() {
    let bench = conversation();
    assert_eq!(bench.client_writes(1, "hello"), []);
    assert_eq!(bench.dialog().next, 1);
}

#[test]
fn an_unknown_account_is_not_relayed_for() {
    let bench = bench();
    let plan =
        message(&bench.0, UTC, AccountId(9), &ivan(), &seen(1, Origin::Client, "hi"), None, ContactId(1)).unwrap();
    assert!(plan.changes.is_empty() && plan.tasks.is_empty());
}

#[test]
fn only_people_are_relayed_and_never_telegrams_own_senders() {
    let from = |kind, user| Correspondent { kind, peer: PeerId::User(user), ..ivan() };
    for (who, expected) in [
        (from(CorrespondentKind::Person, 77), true),
        (from(CorrespondentKind::Bot, 77), false),
        (from(CorrespondentKind::Own, 500), false),
        (from(CorrespondentKind::Person, 777_000), false),
        (Correspondent { peer: PeerId::Channel(5), kind: CorrespondentKind::Channel, ..ivan() }, false),
    ] {
        assert_eq!(is_relayed(&who), expected, "{who:?}");
    }
}

#[test]
fn an_echo_with_its_random_id_is_the_receipt() {
    let bench = answered();
    let tasks = bench.client_event(seen(2, Origin::Account, "welcome"), Some(RANDOM));
    assert_eq!(tasks, [react(1), mark_read(1)]);
    assert_eq!(bench.message(1).client, Some(ClientMessageId(2)));
}

#[test]
fn an_echo_without_random_id_is_held_while_it_may_be_ones_own() {
    let bench = answered();
    bench.leaves();
    assert_eq!(bench.client_event(seen(2, Origin::Account, " Welcome".to_lowercase().as_str()), None), []);
    assert_eq!(bench.echoes().len(), 1);
    assert_eq!(bench.client_event(seen(3, Origin::Account, "from the phone"), None), [post(2)]);

    bench.done(super::receipt_plan::sent(&bench.0, &bench.message(1), ClientMessageId(2)));
    assert_eq!(bench.echoes().len(), 0);
    assert_eq!(bench.client_event(seen(2, Origin::Account, "welcome"), None), [], "nor is it taken for news later");
}

#[test]
fn a_reply_to_what_is_newer_than_all_that_is_known_is_to_the_message_on_its_way() {
    let bench = answered();
    let replies = |id, to| {
        let reply_to = Some(crate::domain::ReplyTo { message: ClientMessageId(to), quote: None });
        bench.client_event(crate::domain::Message { reply_to, ..seen(id, Origin::Client, "yes") }, None)
    };
    replies(5, 4);
    assert_eq!(bench.message(2).reply_to, None, "it has not left");
    bench.leaves();
    replies(7, 6);
    assert_eq!(bench.message(3).reply_to, Some(Reply::Message { number: 1, quote: None }));
    replies(8, 4);
    assert_eq!(bench.message(4).reply_to, None, "older than what is known");
}

#[test]
fn a_held_echo_that_was_not_ones_own_is_released_as_it_is_by_then() {
    let bench = answered();
    bench.leaves();
    for id in [2, 3] {
        bench.client_event(seen(id, Origin::Account, "welcome"), None);
    }
    assert_eq!(bench.client_edits(3, "welcome back"), []);
    assert!(bench.done(release_echo(&bench.0, UTC, SALES)).is_empty(), "not while one is on its way");
    bench.done(super::receipt_plan::sent(&bench.0, &bench.message(1), ClientMessageId(2)));
    assert_eq!(bench.done(release_echo(&bench.0, UTC, SALES)), [post(2)]);
    assert_eq!((bench.text(2).as_str(), bench.echoes().len()), ("welcome back", 0));
}

#[test]
fn an_own_message_deleted_before_its_receipt_ends_deleted() {
    let bench = answered();
    bench.leaves();
    bench.client_event(seen(2, Origin::Account, "welcome"), None);
    assert_eq!(bench.client_deletes(&[2]), []);
    let tasks = bench.done(super::receipt_plan::sent(&bench.0, &bench.message(1), ClientMessageId(2)));
    assert_eq!(tasks[0], said(1, Line::DeletedByClient { text: RichText::plain("welcome") }));
    assert!(bench.message(1).deleted.is_some());
}

#[test]
fn a_clients_edit_updates_the_post_and_a_mere_reaction_does_not() {
    let bench = conversation();
    assert_eq!(bench.client_edits(1, "hello"), []);
    assert_eq!(bench.client_edits(1, "hello!"), [update(0)]);
    assert_eq!(bench.client_edits(1, "hello!"), []);
    assert_eq!((bench.message(0).earlier[0].text.as_str(), bench.message(0).revision), ("hello", 1));
    assert_eq!(bench.client_edits(99, "what was never relayed"), []);
}

#[test]
fn the_echo_of_an_own_edit_is_not_news_even_when_a_later_edit_overtook_it() {
    let bench = delivered();
    let edited = |text: &str| DeskEventKind::Edited { content: Content::text(text) };
    assert_eq!(bench.desk(12, edited("B")), [edit(1)]);
    bench.desk(12, edited("welcome"));
    for echo in ["B", "welcome"] {
        assert_eq!(bench.client_edits(2, echo), [], "{echo}");
        assert_eq!(bench.text(1), "welcome");
    }
    let line = said(1, Line::FromPhone { text: RichText::plain("C") });
    assert_eq!(bench.client_edits(2, "C"), [line]);
}

#[test]
fn a_deletion_is_marked_once_on_either_ones_message() {
    let bench = delivered();
    let line = said(1, Line::DeletedByClient { text: RichText::plain("welcome") });
    assert_eq!(bench.client_deletes(&[1, 2, 99]), [update(0), line]);
    assert_eq!(bench.client_deletes(&[1, 2]), []);
    assert_eq!(bench.text(0), "hello", "the text is kept");
}

#[test]
fn reading_moves_the_state_forward_once() {
    let bench = delivered();
    let reads = |up_to| bench.done(read(&bench.0, SALES, IVAN.peer, ClientMessageId(up_to)));
    assert_eq!(reads(1), []);
    assert_eq!(reads(2), [react(1)]);
    assert_eq!(bench.message(1).delivery(), Some(&Delivery::Read));
    assert_eq!(reads(2), []);
}

#[test]
fn what_was_read_before_its_receipt_is_read() {
    let bench = answered();
    bench.done(read(&bench.0, SALES, IVAN.peer, ClientMessageId(2)));
    bench.done(super::receipt_plan::sent(&bench.0, &bench.message(1), ClientMessageId(2)));
    assert_eq!(bench.message(1).delivery(), Some(&Delivery::Read));
}

#[test]
fn what_olga_deletes_in_the_thread_is_deleted_for_the_client() {
    let bench = delivered();
    assert_eq!(bench.gone(DESK, &[11, 12, 13]), [delete(1)]);
    assert_eq!(bench.gone(DESK, &[12]), []);
    assert_eq!(delivered().gone(ChatId(-5), &[12]), [], "another group");
}

#[test]
fn a_deleted_topic_is_meant_for_the_thread_only() {
    let bench = delivered();
    assert_eq!(bench.gone(DESK, &[TOPIC.0, 11]), []);
    assert_eq!(bench.gone(DESK, &[12, 13]), [], "the rest of it told later");
    assert!(bench.message(1).deleted.is_none());
}

#[test]
fn what_is_deleted_before_it_is_known_never_leaves() {
    let bench = conversation();
    assert_eq!(bench.gone(DESK, &[12]), []);
    assert_eq!(bench.desk(12, wrote("welcome")), []);
    assert_eq!(bench.dialog().next, 1);
}

#[test]
fn a_new_login_is_told_to_every_owner_and_nobody_else() {
    let bench = bench();
    bench.add(member(MemberId(3), Role::Owner));
    let line = || Line::NewLogin { account: "Sales".into() };
    assert_eq!(bench.done(new_login(&bench.0, SALES)), [in_panel(ANNA, line()), in_panel(MemberId(3), line())]);
}
