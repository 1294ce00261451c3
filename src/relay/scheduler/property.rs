//! What holds whatever happens, in whatever order.

use super::{
    tests::{text, thread, unit},
    *,
};
use proptest::prelude::*;

const CREW: [BotId; 3] = [BotId(1), BotId(2), BotId(3)];

/// What befalls the next request.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Acked,
    RateLimited(Millis),
    NotSent,
    Ambiguous,
}

/// One step: somebody says something in a thread of a desk, a while after the last.
#[derive(Clone, Copy, Debug)]
struct Said {
    after: Millis,
    desk: i64,
    thread: i64,
    what: u8,
    fate: Fate,
    latency: Millis,
}

fn said() -> impl Strategy<Value = Said> {
    let fate = prop_oneof![
        12 => Just(Fate::Acked),
        1 => (1u64..30).prop_map(|seconds| Fate::RateLimited(seconds * 1_000)),
        1 => Just(Fate::NotSent),
        1 => Just(Fate::Ambiguous),
    ];
    (0u64..4_000, 1i64..3, 1i64..6, 0u8..12, fate, 20u64..900)
        .prop_map(|(after, desk, thread, what, fate, latency)| Said { after, desk, thread, what, fate, latency })
}

fn lane(said: &Said, id: u64) -> (Lane, u32) {
    let client = |form, leads| Lane::Client { thread: thread(said.thread), form, leads };
    match said.what {
        0 => (Lane::Interactive, 1),
        1 => (Lane::Status { slot: (1, thread(said.thread), id % 3), expires: None }, 1),
        2 => (client(Form::Album { caption: 3, complete: 0 }, false), 4),
        3 => (client(Form::Sticker, false), 1),
        4 => (client(Form::Media { caption: 9 }, false), 1),
        5 => (client(Form::Text { chars: 900 }, true), 1),
        6 => (client(Form::Other, true), 1),
        7 => (Lane::Replay, 1),
        _ => (text(said.thread), 1),
    }
}

/// A request as it was made and ended.
#[derive(Clone, PartialEq, Debug)]
struct Made {
    left: Millis,
    ended: Millis,
    arrived: bool,
    send: Send,
}

struct Log {
    made: Vec<Made>,
    units: HashMap<OutboxId, Unit>,
    dropped: Vec<OutboxId>,
    left_over: usize,
}

/// Lets it all happen; afterwards everything succeeds, and there is an hour for what is left.
fn play(story: &[Said], bots: usize) -> Log {
    let mut scheduler = Scheduler::new(Policy::default(), CREW[0], &CREW[1..bots]);
    let mut log = Log { made: Vec::new(), units: HashMap::new(), dropped: Vec::new(), left_over: 0 };
    let mut arrivals: BTreeMap<(Millis, usize), Said> = BTreeMap::new();
    let mut at = 1_000;
    for (index, said) in story.iter().enumerate() {
        at += said.after;
        arrivals.insert((at, index), *said);
    }
    let end = at + 3_600_000;
    let mut flying: BTreeMap<(Millis, usize), (Send, Fate, Millis)> = BTreeMap::new();
    let (mut now, mut requests) = (0, 0);
    while now < end {
        while let Some(send) = scheduler.poll(now) {
            let said = story.get(requests % story.len());
            let (fate, latency) = said.map_or((Fate::Acked, 100), |said| (said.fate, said.latency));
            let fate = if now > at { Fate::Acked } else { fate };
            flying.insert((now + latency, requests), (send, fate, now));
            requests += 1;
        }
        log.dropped.extend(scheduler.take_dropped());
        let moments = [
            arrivals.first_key_value().map(|((at, _), _)| *at),
            flying.first_key_value().map(|((at, _), _)| *at),
            scheduler.next_wakeup(),
        ];
        let Some(next) = moments.into_iter().flatten().min() else { break };
        now = next.max(now);
        if let Some(entry) = arrivals.first_entry().filter(|entry| entry.key().0 <= now) {
            let ((_, index), said) = entry.remove_entry();
            let (lane, cost) = lane(&said, index as u64);
            let unit = Unit { cost, since: now, ..unit(index as u64 + 1, ChatId(-said.desk), lane) };
            log.units.insert(unit.id, unit);
            scheduler.on_event(now, Event::Enqueue(unit));
        }
        if let Some(entry) = flying.first_entry().filter(|entry| entry.key().0 <= now) {
            let (send, fate, left) = entry.remove();
            let id = send.id();
            let event = match fate {
                Fate::Acked => Event::Acked(id),
                Fate::RateLimited(retry_after) => Event::RateLimited { id, retry_after },
                Fate::NotSent => Event::NotSent(id),
                Fate::Ambiguous => Event::Ambiguous(id),
            };
            scheduler.on_event(now, event);
            let arrived = matches!(fate, Fate::Acked | Fate::Ambiguous);
            log.made.push(Made { left, ended: now, arrived, send });
        }
    }
    log.left_over = scheduler.depth();
    log
}

impl Log {
    /// The threads' messages in the order in which they were acknowledged at last.
    fn said_in(&self, desk: i64, of: i64) -> Vec<u64> {
        let mut last: BTreeMap<u64, usize> = BTreeMap::new();
        for (index, made) in self.made.iter().enumerate().filter(|(_, made)| made.arrived) {
            for (line, id) in made.send.shape.ids().iter().enumerate() {
                let unit = &self.units[id];
                if unit.chat == ChatId(-desk)
                    && matches!(unit.lane, Lane::Client { thread: at, .. } if at == thread(of))
                {
                    last.insert(id.0, index * 100 + line);
                }
            }
        }
        let mut order: Vec<_> = last.into_iter().collect();
        order.sort_by_key(|(_, place)| *place);
        order.into_iter().map(|(id, _)| id).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whenever in flight Telegram counts a request: a span that holds more than the limit has no place in a window.
    #[test]
    fn no_limit_is_ever_overrun(story in prop::collection::vec(said(), 1..200), bots in 1usize..4) {
        let log = play(&story, bots);
        let limit = Policy::default().group;
        for bot in CREW {
            for desk in 1..3 {
                let mine: Vec<_> =
                    log.made.iter().filter(|made| made.arrived && made.send.bot == bot && made.send.chat == ChatId(-desk)).collect();
                for (index, last) in mine.iter().enumerate() {
                    // Telegram may count this one as it leaves, and the others as late as they are answered.
                    let within = mine[..index].iter().filter(|made| made.ended + limit.window > last.left);
                    let cost: u32 = within.map(|made| made.send.cost).sum::<u32>() + last.send.cost;
                    prop_assert!(cost <= limit.count, "{cost} of bot {bot} in desk {desk} at {}", last.left);
                }
                for pair in mine.windows(2) {
                    prop_assert!(pair[0].ended <= pair[1].left, "one request at a time");
                }
            }
        }
    }

    #[test]
    fn threads_keep_their_order_and_nothing_starves(story in prop::collection::vec(said(), 1..200), bots in 1usize..4) {
        let log = play(&story, bots);
        prop_assert_eq!(log.left_over, 0);
        for desk in 1..3 {
            for of in 1..6 {
                let said = log.said_in(desk, of);
                prop_assert!(said.is_sorted(), "{said:?}");
            }
        }
        let mut sent: Vec<_> =
            log.made.iter().filter(|made| made.arrived).flat_map(|made| made.send.shape.ids().to_vec()).collect();
        sent.extend(&log.dropped);
        sent.sort_unstable();
        sent.dedup();
        prop_assert_eq!(sent.len(), log.units.len(), "each was sent, or something newer in its place");
    }

    #[test]
    fn what_is_merged_can_be_merged(story in prop::collection::vec(said(), 1..200), bots in 1usize..4) {
        let policy = Policy::default();
        for made in play(&story, bots).made.iter().filter(|made| made.send.shape.ids().len() > 1) {
            let units: Vec<_> = made.send.shape.ids().iter().map(|id| story[id.0 as usize - 1]).collect();
            let first = units[0];
            prop_assert!(units.iter().all(|said| (said.desk, said.thread) == (first.desk, first.thread)));
            let lanes: Vec<_> = made.send.shape.ids().iter().zip(&units).map(|(id, said)| lane(said, id.0 - 1).0).collect();
            let mut chars = 0;
            for (index, lane) in lanes.iter().enumerate() {
                let Lane::Client { form, leads, .. } = lane else { panic!("only clients' messages are merged") };
                prop_assert!(index == 0 || !leads, "an answer begins a message");
                prop_assert!(*form != Form::Other);
                chars += form.chars();
            }
            prop_assert!(chars <= policy.longest);
            let Shape::Lines { carrier, ids } = &made.send.shape else { panic!("several are lines") };
            if let Some(carrier) = carrier {
                prop_assert!(ids.contains(carrier) && chars <= policy.longest_caption);
            }
        }
    }

    #[test]
    fn the_same_log_gives_the_same_sends(story in prop::collection::vec(said(), 1..100), bots in 1usize..4) {
        prop_assert_eq!(play(&story, bots).made, play(&story, bots).made);
    }
}
