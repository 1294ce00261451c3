//! The end of what is kept.

use super::*;
use crate::{
    domain::{AgencySetting, ContentKind},
    relay::plan::{agency, retention::step},
};
use jiff::SignedDuration;

/// A moment of the day that comes so many days later.
fn days_later(days: i64) -> Timestamp {
    NOW + SignedDuration::from_hours(24 * days + 5)
}

/// Everything that is due then.
fn sweep(bench: &Bench, at: Timestamp) {
    for _ in 0..100 {
        let plan = step(&bench.0, at, &TimeZone::UTC).unwrap();
        block_on(bench.0.commit(plan.changes)).unwrap();
        if !plan.outcome {
            return;
        }
    }
    panic!("a sweep has an end");
}

fn counts(bench: &Bench) -> [rust_decimal::Decimal; 2] {
    let day = (SALES, NOW.to_zoned(TimeZone::UTC).date());
    [RECEIVED, SENT].map(|metric| bench.0.tally(metric, &day).unwrap())
}

#[test]
fn what_was_said_goes_after_the_retention_and_is_counted_on() {
    let bench = delivered();
    bench.client_edits(1, "hello there");
    let before = counts(&bench);
    sweep(&bench, days_later(30));
    assert_eq!([bench.text(0), bench.text(1)], ["hello there", "welcome"], "it is kept for thirty days");
    sweep(&bench, days_later(31));
    let (heard, said) = (bench.message(0), bench.message(1));
    assert_eq!([bench.text(0), bench.text(1)], ["", ""]);
    assert!(heard.earlier.is_empty() && heard.client == Some(ClientMessageId(1)) && said.post.is_some());
    assert_eq!(counts(&bench), before, "what was said is still counted");
    assert_eq!(before, [1.into(), 1.into()]);
    // What comes later is found from there on.
    bench.client_writes(3, "again");
    sweep(&bench, days_later(32));
    assert_eq!(bench.text(2), "", "it was said as long ago, by its own date");
}

#[test]
fn a_shorter_retention_holds_at_once() {
    let bench = delivered();
    sweep(&bench, days_later(8));
    assert_eq!(bench.text(0), "hello");
    bench.done(agency::set(&bench.0, NOW, ANNA, &AgencySetting::Keeps { days: 7 }));
    sweep(&bench, days_later(8));
    assert_eq!(bench.text(0), "");
}

#[test]
fn what_is_still_to_be_sent_is_kept() {
    let bench = answered();
    let task = Task::Client(SALES, ClientTask::Send { dialog: IVAN, number: 1 });
    let waiting = Entry { id: crate::domain::OutboxId(1), at: NOW, task, state: State::Pending };
    bench.add(waiting);
    sweep(&bench, days_later(400));
    assert_eq!([bench.text(0), bench.text(1)], ["hello", "welcome"]);
    let sent = Entry::all(&bench.0).unwrap();
    let mut changes = Changes::new();
    changes.delete(&sent[0]);
    block_on(bench.0.commit(changes)).unwrap();
    sweep(&bench, days_later(401));
    assert_eq!([bench.text(0), bench.text(1)], ["", ""]);
}

#[test]
fn of_a_file_only_its_kind_is_left() {
    let bench = delivered();
    let (was, kind) = (bench.message(0), ContentKind::Timer { seconds: 60 });
    let caption = crate::domain::RichText::plain("secret");
    let message = Message { content: Content::Other { kind, caption }, ..Message::clone(&was) };
    assert_eq!(message.expired().content, Content::Other { kind, caption: Default::default() });
    assert_eq!(message.expired().content.is_said(), message.content.is_said(), "so that it counts as before");
}
