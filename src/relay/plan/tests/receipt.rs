//! What follows from something done.

use super::*;
use crate::{
    domain::{FailureReason, Line, Reaction},
    relay::plan::receipt::*,
};
use futures::future::BoxFuture;
use std::time::Duration;

#[test]
fn a_receipt_counts_once() {
    let bench = answered();
    let message = bench.message(1);
    assert_eq!(bench.done(sent(&bench.0, &message, ClientMessageId(2))), [react(1), mark_read(1)]);
    assert_eq!(bench.done(sent(&bench.0, &bench.message(1), ClientMessageId(2))), []);
    assert_eq!(bench.message(1).delivery(), Some(&Delivery::Sent));
}

#[test]
fn what_happened_on_the_way_follows_the_receipt() {
    let bench = answered();
    bench.leaves();
    bench.desk(12, DeskEventKind::Delete { target: Some(BotMessageId(12)) });
    let tasks = bench.done(sent(&bench.0, &bench.message(1), ClientMessageId(2)));
    assert_eq!(tasks, [delete(1), react(1), mark_read(1)]);
}

#[test]
fn what_the_client_deleted_before_its_id_was_known_counts_as_sent_and_is_said_to_be_gone() {
    let bench = answered();
    bench.leaves();
    let line = Line::DeletedByClient { text: bench.message(1).content.words().clone() };
    assert_eq!(bench.done(Ok(sent_and_gone(&bench.message(1), NOW))), [said(1, line)]);
    let message = bench.message(1);
    assert_eq!((message.delivery(), message.deleted), (Some(&Delivery::Sent), Some(NOW)));
}

#[test]
fn an_echo_mistaken_for_the_phone_gives_the_id_back() {
    let bench = answered();
    bench.client_event(seen(2, Origin::Account, "welcome"), None);
    bench.done(sent(&bench.0, &bench.message(1), ClientMessageId(2)));
    let found = Message::of_client(&bench.0, IVAN, ClientMessageId(2)).unwrap().unwrap();
    assert_eq!((found.number, bench.message(2).client), (1, None));
}

#[test]
fn a_refusal_is_said_unless_nobody_waits_for_it() {
    let reason = FailureReason::ClientUnreachable;
    let bench = answered();
    let line = Line::NotDelivered { dialog: IVAN, number: 1, reason: reason.clone() };
    assert_eq!(bench.done(Ok(not_sent(&[bench.message(1)], &reason))), [react(1), said(1, line)]);

    let bench = answered();
    bench.leaves();
    bench.desk(12, DeskEventKind::Delete { target: Some(BotMessageId(12)) });
    assert_eq!(bench.done(Ok(not_sent(&[bench.message(1)], &reason))), []);

    let bench = delivered();
    assert_eq!(bench.done(Ok(not_sent(&[bench.message(1)], &reason))), [], "an echo said otherwise before");
}

#[test]
fn what_changed_during_a_request_needs_another_one() {
    let bench = delivered();
    bench.desk(12, DeskEventKind::Edited { content: Content::text("welcome!") });
    bench.client_edits(1, "hello!");
    for (revision, expected) in [(0, vec![edit(1)]), (1, vec![])] {
        assert_eq!(bench.done(edited(&bench.0, IVAN, 1, revision)), expected);
    }
    for (revision, expected) in [(0, vec![update(0)]), (1, vec![])] {
        assert_eq!(bench.done(updated(&bench.0, IVAN, 0, revision)), expected);
        assert_eq!(bench.message(0).post.unwrap().revision, revision);
        assert_eq!(bench.done(posted(&bench.0, IVAN, &[(0, shown(revision))])), expected);
    }
    for (shown, expected) in [(Reaction::Accepted, vec![react(1)]), (Reaction::Sent, vec![])] {
        assert_eq!(bench.done(reacted(&bench.0, IVAN, 1, BOT, Some(shown))), expected);
    }
    assert!(bench.done(reacted(&bench.0, IVAN, 99, BOT, None)).is_empty(), "its message is gone");
}

#[test]
fn whoever_marked_an_answer_last_goes_on() {
    let bench = conversation();
    helps(&bench);
    bench.desk(12, wrote("welcome"));
    assert_eq!(bench.message(1).marker(), Some(HELPER), "it is decided when the answer is written");
    bench.done(sent(&bench.0, &bench.message(1), ClientMessageId(2)));
    for by in [HELPER, BOT] {
        bench.done(reacted(&bench.0, IVAN, 1, by, Some(Reaction::Sent)));
        assert_eq!(bench.message(1).marker(), Some(by));
    }
}

#[test]
fn helpers_share_what_is_to_be_marked() {
    let bench = conversation();
    helps(&bench);
    let second = BotId(902);
    bench.add(Helper { bot: second, username: None, refused: false });
    bench.add(HelperSeat { chat: DESK, bot: second, seating: Seating::Sits });
    let mut marked = [0; 2];
    for message in 12..32 {
        let random_id = RandomId(i64::from(message) * 7_919 - 100_000);
        let event = event(message, wrote("welcome"));
        bench.done(crate::relay::plan::outgoing::desk(&bench.0, UTC, &event, random_id));
        let marker = bench.message(message as u64 - 11).marker().expect("helpers are there");
        marked[usize::from(marker == second)] += 1;
    }
    assert!(marked.iter().all(|each| *each >= 5), "{marked:?}");
}

const HELPER: BotId = BotId(901);

/// A helper sits in Olga's desk.
fn helps(bench: &Bench) {
    bench.add(Helper { bot: HELPER, username: None, refused: false });
    bench.add(HelperSeat { chat: DESK, bot: HELPER, seating: Seating::Sits });
}

#[test]
fn a_topic_counts_only_where_it_was_claimed() {
    let bench = bench();
    bench.add(olgas_desk());
    bench.client_writes(1, "hello");
    bench.done(opened(&bench.0, NOW, IVAN, ChatId(-5), TOPIC, DialogState::NeedsReply));
    assert_eq!(bench.dialog().thread, Thread::Opening { desk: DESK });
    bench.done(opened(&bench.0, NOW, IVAN, DESK, TOPIC, DialogState::NeedsReply));
    bench.done(opened(&bench.0, NOW, IVAN, DESK, TopicId(99), DialogState::NeedsReply));
    assert_eq!(bench.dialog().thread, Thread::Open { desk: DESK, topic: TOPIC });
}

#[test]
fn a_desk_says_that_it_is_ready_when_the_account_is_in_or_cannot_come() {
    let bench = bench();
    bench.add(Desk { account_joined: false, ..olgas_desk() });
    let said = |line| {
        let place = Place::Group { chat: DESK, topic: None, reply_to: None, reader: OLGA };
        [Task::Team(TeamTask::Say { place, line })]
    };
    let account = || "Sales".to_owned();
    let without = Line::DeskWithoutAccount { account: account() };
    assert_eq!(bench.done(joined(&bench.0, DESK, false)), said(without));
    let bound = Line::DeskBound { account: account(), member: "M".into() };
    assert_eq!(bench.done(joined(&bench.0, DESK, true)), said(bound));
    assert!(Desk::find(&bench.0, DESK).unwrap().unwrap().account_joined);
}

/// The time stands still.
struct Still;

impl crate::ports::Clock for Still {
    fn now(&self) -> Timestamp {
        NOW
    }

    fn uptime(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

#[test]
fn an_entry_on_its_way_out_stands_for_nothing_that_follows() {
    let bench = delivered();
    let committer = Committer::new(bench.0.clone(), std::sync::Arc::new(Still));
    let enqueue = |leaving: Option<Stored<Entry>>| {
        let done = committer.commit(|_| {
            let mut plan = Plan::nothing();
            plan.team(TeamTask::React { dialog: IVAN, number: 1 });
            leaving.iter().for_each(|entry| {
                plan.changes.delete(entry);
            });
            Ok(plan)
        });
        block_on(done).unwrap();
        Entry::all(&bench.0).unwrap()
    };
    let first = enqueue(None);
    let waiting = enqueue(None);
    assert_eq!((waiting.len(), waiting[0].id), (1, first[0].id), "one entry brings up to date what waits");
    let second = enqueue(waiting.first().cloned());
    assert_eq!(second.len(), 1);
    assert_ne!(second[0].id, first[0].id, "a receipt that asks for another one gets it");
}

#[test]
fn an_entry_that_something_counts_on_again_is_not_dropped() {
    let bench = delivered();
    let committer = Committer::new(bench.0.clone(), std::sync::Arc::new(Still));
    let wanted = || {
        let done = committer.commit(|_| {
            let mut plan = Plan::nothing();
            plan.team(TeamTask::Update { dialog: IVAN, number: 0 });
            Ok(plan)
        });
        block_on(done).unwrap();
    };
    let entries = || Entry::all(&bench.0).unwrap();
    wanted();
    let read = entries();
    wanted();
    assert!(!block_on(committer.drop_needless(&read[0])).unwrap(), "it was needless for what had happened by then");
    let again = entries();
    assert_eq!(again.len(), 1);
    assert!(block_on(committer.drop_needless(&again[0])).unwrap());
    assert!(entries().is_empty());
}

#[test]
fn an_entry_that_waits_again_takes_the_place_of_what_came_while_it_was_on_its_way() {
    let bench = delivered();
    let committer = Committer::new(bench.0.clone(), std::sync::Arc::new(Still));
    let enqueue = || {
        let done = committer.commit(|_| {
            let mut plan = Plan::nothing();
            plan.team(TeamTask::Card { dialog: IVAN });
            Ok(plan)
        });
        block_on(done).unwrap();
        Entry::all(&bench.0).unwrap()
    };
    let first = enqueue()[0].id;
    let mark = |state| block_on(crate::relay::delivery::mark(&committer, &[first], state)).unwrap();
    mark(State::Sending { since: NOW });
    assert_eq!(enqueue().len(), 2, "it may show what was true before");
    mark(State::Pending);
    let waiting = Entry::all(&bench.0).unwrap();
    assert_eq!(waiting.iter().map(|entry| (entry.id, entry.state)).collect::<Vec<_>>(), [(first, State::Pending)]);
}

#[test]
fn the_receipt_of_a_screen_that_was_left_does_not_bring_it_back() {
    use crate::domain::View;
    let bench = bench();
    let stands = |id| BotMessageId(id);
    bench.add(Panel { member: ANNA, message: stands(70), view: View::ACCOUNTS, opened: NOW, arrives: false });
    let receipt = |place, message| {
        bench.done(super::receipt_plan::opened_panel(&bench.0, ANNA, &View::Home, (place, message), NOW));
        let panel = Panel::find(&bench.0, ANNA).unwrap().unwrap();
        (panel.message, panel.view.clone())
    };
    assert_eq!(receipt(Some(stands(70)), stands(70)), (stands(70), View::ACCOUNTS));
    assert_eq!(receipt(Some(stands(60)), stands(60)), (stands(70), View::ACCOUNTS), "of one further up");
    assert_eq!(receipt(Some(stands(70)), stands(71)), (stands(71), View::ACCOUNTS), "drawn anew below");
    assert_eq!(receipt(None, stands(72)), (stands(72), View::Home));
}
