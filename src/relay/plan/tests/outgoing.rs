//! What members do in their threads.

use super::*;
use crate::{
    domain::{ContentKind, FailureReason, Line, ReplyTo, RichText},
    relay::plan::outgoing::*,
};

/// What the bot says below an event of the desk.
fn line(message: i32, line: Line) -> Task {
    let (topic, reply_to) = (Some(TOPIC), Some(BotMessageId(message)));
    Task::Team(TeamTask::Say { place: Place::Group { chat: DESK, topic, reply_to, reader: OLGA }, line })
}

fn edited(text: &str) -> DeskEventKind {
    DeskEventKind::Edited { content: Content::text(text) }
}

fn del(target: i32) -> DeskEventKind {
    DeskEventKind::Delete { target: Some(BotMessageId(target)) }
}

#[test]
fn what_is_no_answer_never_leaves() {
    let bench = conversation();
    let gift = Content::Other { kind: ContentKind::Gift, caption: RichText::default() };
    let cases = [
        (wrote("// he sounds angry"), vec![]),
        (wrote("//"), vec![]),
        (
            DeskEventKind::Wrote { content: gift, reply_to: None, album: None },
            vec![line(12, Line::CannotSendKind { kind: ContentKind::Gift })],
        ),
        (del(11), vec![line(12, Line::DeleteNeedsReply)]),
        (DeskEventKind::Delete { target: None }, vec![line(12, Line::DeleteNeedsReply)]),
        (edited("an edited comment"), vec![]),
    ];
    for (kind, expected) in cases {
        assert_eq!(bench.desk(12, kind.clone()), expected, "{kind:?}");
        assert_eq!(bench.dialog().next, 1);
    }
}

#[test]
fn an_answer_is_taken_once_and_its_reply_points_into_the_dialog() {
    let bench = conversation();
    let reply = |to| DeskEventKind::Wrote {
        content: Content::text("yes"),
        reply_to: Some(ReplyTo { message: BotMessageId(to), quote: None }),
        album: None,
    };
    bench.desk(12, reply(11));
    assert_eq!(bench.message(1).reply_to, Some(Reply::Message { number: 0, quote: None }));
    assert_eq!(bench.desk(12, reply(11)), [], "told again");
    let unknown = outgoing_event(&bench, 13, reply(99));
    assert_eq!(unknown, [Task::Client(SALES, ClientTask::Send { dialog: IVAN, number: 2 })]);
    assert_eq!(bench.message(2).reply_to, None);
}

#[test]
fn who_answers_several_in_one_message_answers_the_last_that_is_still_there() {
    let bench = conversation();
    bench.client_writes(2, "are you there?");
    for number in [0, 1] {
        let (line, at) = (Some(number), bench.message(u64::from(number)));
        let post = Some(Post { line, message: BotMessageId(20), ..shown(0) });
        bench.change(&at, crate::relay::Message { post, ..crate::relay::Message::clone(&at) });
    }
    let reply = |message| DeskEventKind::Wrote {
        content: Content::text("yes"),
        reply_to: Some(ReplyTo { message: BotMessageId(message), quote: None }),
        album: None,
    };
    let answers = |number| bench.message(number).reply_to.clone();
    outgoing_event(&bench, 21, reply(20));
    assert_eq!(answers(2), Some(Reply::Message { number: 1, quote: None }));
    bench.client_deletes(&[2]);
    outgoing_event(&bench, 22, reply(20));
    assert_eq!(answers(3), Some(Reply::Message { number: 0, quote: None }));
}

/// With a random id of its own.
fn outgoing_event(bench: &Bench, message: i32, kind: DeskEventKind) -> Vec<Task> {
    bench.done(desk(&bench.0, UTC, &event(message, kind), RandomId(i64::from(message))))
}

#[test]
fn each_refusal_has_its_own_line() {
    let bench = conversation();
    bench.add(Member { accounts: [].into(), ..member(MemberId(3), Role::Manager) });
    bench.add(Member { removed: Some(NOW), ..member(MemberId(4), Role::Owner) });
    let here = Some(TOPIC);
    for (actor, topic, expected) in [
        (Actor::Anonymous, here, Some(Line::AnonymousRefused)),
        (Actor::Person(MemberId(3)), here, Some(Line::NotAllowed)),
        (Actor::Person(MemberId(4)), here, Some(Line::NotAMember)),
        (Actor::Person(MemberId(5)), here, Some(Line::NotAMember)),
        (Actor::Person(OLGA), None, Some(Line::NobodysThread)),
        (Actor::Person(OLGA), Some(TopicId(99)), Some(Line::NobodysThread)),
        (Actor::Person(ANNA), here, None),
    ] {
        let event = DeskEvent { actor, topic, ..event(12, wrote("hi")) };
        let plan = desk(&bench.0, UTC, &event, RANDOM).unwrap();
        let said: Vec<_> = plan
            .tasks
            .iter()
            .filter_map(|task| match task {
                Task::Team(TeamTask::Say { line, .. }) => Some(line.clone()),
                _ => None,
            })
            .collect();
        assert_eq!(said, Vec::from_iter(expected.clone()), "{actor:?} in {topic:?}");
        assert_eq!(plan.changes.is_empty(), expected.is_some());
    }
    let elsewhere = DeskEvent { chat: ChatId(-5), ..event(12, wrote("hi")) };
    assert!(desk(&bench.0, UTC, &elsewhere, RANDOM).unwrap().tasks.is_empty(), "not a desk: silence");
}

#[test]
fn an_edit_reaches_the_client_once_it_has_the_message() {
    let bench = answered();
    assert_eq!(bench.desk(12, edited("welcome!")), [], "what leaves will be the new text");
    bench.leaves();
    assert_eq!(bench.desk(12, edited("welcome!!")), [], "the receipt will see to it");
    let tasks = bench.done(super::receipt_plan::sent(&bench.0, &bench.message(1), ClientMessageId(2)));
    assert!(tasks.contains(&edit(1)));
    assert_eq!(bench.desk(12, edited("welcome!!")), [], "a mere reaction");
    assert_eq!(bench.desk(12, edited("welcome.")), [edit(1)]);
    let refused = line(12, Line::NotChanged { reason: FailureReason::ContentRefused });
    assert_eq!(bench.desk(12, edited("// not for him")), [refused]);
    assert_eq!(bench.text(1), "welcome.");
}

#[test]
fn del_takes_a_message_back_wherever_it_is() {
    let both = |target| {
        [target, 20]
            .map(|message| Task::Team(TeamTask::Delete { chat: DESK, message: BotMessageId(message), reader: OLGA }))
    };
    let bench = answered();
    assert_eq!(bench.desk(20, del(12)), both(12), "it never left");
    let bench = delivered();
    let [first, second] = both(12);
    assert_eq!(bench.desk(20, del(12)), [delete(1), first, second]);
    assert_eq!(bench.desk(12, edited("too late")), []);
}

#[test]
fn only_what_failed_is_tried_again() {
    let bench = answered();
    let tries = || retry(&bench.0, IVAN, 1).unwrap();
    assert!(!tries().outcome);
    let reason = FailureReason::ClientUnreachable;
    bench.done(Ok(super::receipt_plan::not_sent(&[bench.message(1)], &reason)));
    let plan = tries();
    assert!(plan.outcome);
    assert_eq!(bench.done(Ok(plan)), [Task::Client(SALES, ClientTask::Send { dialog: IVAN, number: 1 })]);
    assert!(!tries().outcome, "once");
}
