//! What the policy promises, rule by rule.

use super::*;
use crate::domain::{AccountId, PeerId};

const MAIN: BotId = BotId(1);
const HELPER: BotId = BotId(2);
const DESK: ChatId = ChatId(-1);

pub(super) fn thread(number: i64) -> DialogId {
    DialogId { account: AccountId(1), peer: PeerId::User(number) }
}

pub(super) fn text(of: i64) -> Lane {
    Lane::Client { thread: thread(of), form: Form::Text { chars: 10 }, leads: false }
}

fn client(of: i64, form: Form) -> Lane {
    Lane::Client { thread: thread(of), form, leads: false }
}

fn status(number: u64) -> Lane {
    Lane::Status { slot: (1, thread(1), number), expires: None }
}

pub(super) fn unit(id: u64, chat: ChatId, lane: Lane) -> Unit {
    Unit { id: OutboxId(id), chat, bot: None, since: 0, cost: 1, lane }
}

fn scheduler(units: impl IntoIterator<Item = Unit>) -> Scheduler {
    let mut scheduler = Scheduler::new(Policy::default(), MAIN, &[]);
    for unit in units {
        scheduler.on_event(0, Event::Enqueue(unit));
    }
    scheduler
}

/// Sends everything, each request acknowledged after `latency`.
fn drain(scheduler: &mut Scheduler, latency: Millis) -> Vec<(Millis, Send)> {
    let (mut now, mut sent) = (0, Vec::new());
    while let Some(moment) = scheduler.next_wakeup() {
        now = moment.max(now);
        while let Some(send) = scheduler.poll(now) {
            now += latency;
            scheduler.on_event(now, Event::Acked(send.id()));
            sent.push((now, send));
        }
    }
    assert_eq!(scheduler.depth(), 0, "nothing waits without a moment");
    sent
}

/// Spends the budget of the desk down to so much, long ago enough for no pause to be due.
fn left(scheduler: &mut Scheduler, left: u32) {
    let ledger = Ledger { spent: [(0, 20 - left)].into(), ..Ledger::default() };
    scheduler.on_event(0, Event::Restored { bot: MAIN, chat: DESK, ledger });
}

fn ids(send: &Send) -> Vec<u64> {
    send.shape.ids().iter().map(|id| id.0).collect()
}

fn all(sent: &[(Millis, Send)]) -> Vec<u64> {
    sent.iter().flat_map(|(_, send)| ids(send)).collect()
}

#[test]
fn lanes_go_before_order() {
    let mut scheduler = scheduler([
        unit(1, DESK, Lane::Digest),
        unit(2, DESK, status(1)),
        unit(3, DESK, Lane::Replay),
        unit(4, DESK, text(1)),
        unit(5, DESK, Lane::Tapped),
        unit(6, DESK, Lane::Opening),
        unit(7, DESK, Lane::Interactive),
    ]);
    assert_eq!(all(&drain(&mut scheduler, 1)), [7, 6, 5, 4, 3, 2, 1]);
}

#[test]
fn one_request_is_on_its_way_per_bot_and_chat() {
    let mut scheduler = scheduler([unit(1, DESK, text(1)), unit(2, DESK, text(2)), unit(3, ChatId(-2), text(3))]);
    let first: Vec<_> = std::iter::from_fn(|| scheduler.poll(0)).map(|send| send.id().0).collect();
    assert_eq!(first, [1, 3]);
    scheduler.on_event(5, Event::Acked(OutboxId(1)));
    assert_eq!(scheduler.poll(5).map(|send| send.id()), Some(OutboxId(2)));
}

#[test]
fn with_budget_to_spare_everything_goes_soon_and_as_it_is() {
    let sent = drain(&mut scheduler((1..=6).map(|id| unit(id, DESK, text(1)))), 100);
    assert!(sent.iter().all(|(_, send)| matches!(send.shape, Shape::Whole(_))), "{sent:?}");
    assert_eq!(sent[2].0, 300);
    assert!(sent[5].0 < 10_000, "{sent:?}");
}

#[test]
fn without_limits_nothing_waits_and_nothing_is_merged() {
    let mut scheduler = Scheduler::new(Policy::unlimited(), MAIN, &[]);
    for id in 1..=500 {
        scheduler.on_event(0, Event::Enqueue(unit(id, DESK, text(1 + id as i64 % 7))));
    }
    let sent = drain(&mut scheduler, 1);
    assert_eq!((sent.len(), sent[499].0), (500, 500));
}

#[test]
fn when_the_budget_is_short_a_thread_says_much_in_one_message() {
    let mut scheduler = scheduler((1..=6).map(|id| unit(id, DESK, text(1))));
    left(&mut scheduler, 8);
    let sent = drain(&mut scheduler, 100);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].1.shape, Shape::Lines { ids: (1..=6).map(OutboxId).collect(), carrier: None });
}

#[test]
fn media_take_the_texts_before_them_as_their_caption_and_close_the_message() {
    let media = client(1, Form::Media { caption: 5 });
    let mut scheduler =
        scheduler([unit(1, DESK, text(1)), unit(2, DESK, media), unit(3, DESK, text(1)), unit(4, DESK, text(1))]);
    left(&mut scheduler, 8);
    let sent = drain(&mut scheduler, 100);
    assert_eq!(ids(&sent[0].1), [1, 2]);
    assert!(matches!(sent[0].1.shape, Shape::Lines { carrier: Some(OutboxId(2)), .. }));
    assert_eq!(ids(&sent[1].1), [3, 4]);
}

#[test]
fn under_heavy_backlog_stickers_and_further_media_become_lines() {
    let media = |of| client(of, Form::Media { caption: 0 });
    let mut units = vec![
        unit(1, DESK, client(1, Form::Sticker)),
        unit(2, DESK, media(1)),
        unit(3, DESK, text(1)),
        unit(4, DESK, media(1)),
    ];
    units.extend((5..30).map(|id| unit(id, DESK, text(id as i64))));
    let mut scheduler = scheduler(units);
    left(&mut scheduler, 10);
    let send = scheduler.poll(0).expect("there is budget");
    assert_eq!(send.shape, Shape::Lines { ids: (1..=4).map(OutboxId).collect(), carrier: Some(OutboxId(2)) });
}

#[test]
fn an_album_is_never_cut() {
    let album = |id, of| Unit { cost: 6, ..unit(id, DESK, client(of, Form::Album { caption: 0, complete: 0 })) };
    let mut scheduler = scheduler([album(1, 1), album(2, 1)]);
    left(&mut scheduler, 9);
    let first = scheduler.poll(0).expect("there is budget for one");
    assert_eq!((first.shape, first.cost), (Shape::Whole(OutboxId(1)), 6));
    scheduler.on_event(100, Event::Acked(OutboxId(1)));
    assert_eq!(scheduler.poll(20_000), None, "three are left, two of them in reserve");
    let second = scheduler.poll(60_000).expect("the window has moved");
    assert_eq!((second.shape, second.cost), (Shape::Whole(OutboxId(2)), 6));
}

#[test]
fn an_album_that_grew_counts_by_all_of_it() {
    let form = Form::Album { caption: 0, complete: 0 };
    let mut scheduler = scheduler([unit(1, DESK, client(1, form))]);
    scheduler.on_event(0, Event::Enqueue(Unit { cost: 6, ..unit(1, DESK, client(1, form)) }));
    let sent = drain(&mut scheduler, 1);
    assert_eq!(sent.iter().map(|(_, send)| (ids(send), send.cost)).collect::<Vec<_>>(), [(vec![1], 6)]);
}

#[test]
fn what_answers_another_message_begins_a_message_of_its_own() {
    let reply = Lane::Client { thread: thread(1), form: Form::Text { chars: 10 }, leads: true };
    let mut scheduler = scheduler([unit(1, DESK, text(1)), unit(2, DESK, reply), unit(3, DESK, text(1))]);
    left(&mut scheduler, 8);
    assert_eq!(drain(&mut scheduler, 1).iter().map(|(_, send)| ids(send)).collect::<Vec<_>>(), [vec![1], vec![2, 3]]);
}

#[test]
fn the_reserve_is_for_those_who_wait() {
    let mut scheduler = scheduler([unit(1, DESK, text(1))]);
    left(&mut scheduler, 2);
    assert_eq!(scheduler.poll(0), None);
    scheduler.on_event(0, Event::Enqueue(unit(2, DESK, Lane::Interactive)));
    assert_eq!(scheduler.poll(0).map(|send| send.id()), Some(OutboxId(2)));
}

#[test]
fn the_window_counts_from_the_acknowledgement() {
    let mut scheduler = scheduler((1..=21).map(|id| unit(id, DESK, Lane::Interactive)));
    let sent = drain(&mut scheduler, 10);
    assert_eq!(sent[19].0, 200);
    assert_eq!(sent[20].0, 60_020, "the first was acknowledged at 10");
}

#[test]
fn a_rate_limit_blocks_its_chat_only_keeps_the_order_and_lowers_the_limit() {
    let mut scheduler = scheduler([unit(1, DESK, text(1)), unit(2, DESK, text(1)), unit(3, ChatId(-2), text(3))]);
    assert_eq!(scheduler.poll(0).map(|send| send.id()), Some(OutboxId(1)));
    scheduler.on_event(0, Event::RateLimited { id: OutboxId(1), retry_after: 7_000 });
    assert_eq!(scheduler.poll(0).map(|send| send.id()), Some(OutboxId(3)));
    scheduler.on_event(0, Event::Acked(OutboxId(3)));
    assert_eq!(scheduler.poll(6_999), None);
    assert_eq!(scheduler.poll(7_000).map(|send| send.id()), Some(OutboxId(1)));
    assert_eq!(scheduler.ledger(MAIN, DESK).map(|ledger| ledger.lowered), Some(2));
}

#[test]
fn a_quiet_time_raises_a_lowered_limit_again() {
    let mut scheduler = scheduler([unit(1, DESK, text(1))]);
    scheduler.poll(0);
    scheduler.on_event(0, Event::RateLimited { id: OutboxId(1), retry_after: 1_000 });
    scheduler.poll(600_000);
    scheduler.on_event(600_100, Event::Acked(OutboxId(1)));
    scheduler.on_event(1_200_000, Event::Enqueue(unit(2, DESK, text(1))));
    scheduler.poll(1_200_000);
    assert_eq!(scheduler.ledger(MAIN, DESK).map(|ledger| ledger.lowered), Some(0));
}

#[test]
fn two_chats_limited_within_five_seconds_pause_the_bot() {
    let mut scheduler = scheduler([unit(1, DESK, text(1)), unit(2, ChatId(-2), text(2)), unit(3, ChatId(-3), text(3))]);
    scheduler.poll(0);
    scheduler.poll(0);
    scheduler.on_event(0, Event::RateLimited { id: OutboxId(1), retry_after: 2_000 });
    scheduler.on_event(4_000, Event::RateLimited { id: OutboxId(2), retry_after: 30_000 });
    assert_eq!(scheduler.poll(33_999), None, "not even a third chat");
    assert!(scheduler.poll(34_000).is_some());
}

#[test]
fn the_latest_status_wins_and_a_late_one_is_dropped() {
    let expiring = |id, number| unit(id, DESK, Lane::Status { slot: (1, thread(1), number), expires: Some(120_000) });
    let mut scheduler = scheduler([expiring(1, 1), expiring(2, 1), expiring(3, 2)]);
    assert_eq!(scheduler.take_dropped(), [OutboxId(1)]);
    assert_eq!(scheduler.poll(0).map(|send| send.id()), Some(OutboxId(2)));
    scheduler.on_event(130_000, Event::Acked(OutboxId(2)));
    assert_eq!(scheduler.poll(130_000), None);
    assert_eq!((scheduler.take_dropped(), scheduler.depth()), (vec![OutboxId(3)], 0));
}

#[test]
fn a_status_that_was_said_anew_while_on_its_way_is_not_repeated() {
    let mut scheduler = scheduler([unit(1, DESK, status(1))]);
    scheduler.poll(0);
    scheduler.on_event(0, Event::Enqueue(unit(2, DESK, status(1))));
    scheduler.on_event(10, Event::NotSent(OutboxId(1)));
    assert_eq!(scheduler.take_dropped(), [OutboxId(1)]);
    assert_eq!(scheduler.poll(1_010).map(|send| send.id()), Some(OutboxId(2)));
    assert_eq!(scheduler.depth(), 1);
}

#[test]
fn an_album_counts_as_many_within_a_second_too_and_nobody_overtakes_it_for_ever() {
    let album = Unit {
        since: 2_000,
        cost: 10,
        ..unit(1_000, ChatId(-1_000), client(1, Form::Album { caption: 0, complete: 0 }))
    };
    let (mut scheduler, window) = (scheduler([]), Policy::default().overall.window);
    let (mut sent, mut gone) = (Vec::<(Millis, u32)>::new(), None);
    for now in 0..6_000 {
        // All the time somewhere something is to be said, more than there is room for.
        if now % 30 == 0 {
            let id = now / 30 + 1;
            scheduler.on_event(now, Event::Enqueue(Unit { since: now, ..unit(id, ChatId(-(id as i64)), text(1)) }));
        }
        if now == album.since {
            scheduler.on_event(now, Event::Enqueue(album));
        }
        while let Some(send) = scheduler.poll(now) {
            scheduler.on_event(now, Event::Acked(send.id()));
            sent.push((now, send.cost));
            gone = gone.or((send.id() == album.id).then_some(now));
            let within: u32 = sent.iter().filter(|(at, _)| at + window > now).map(|(_, cost)| cost).sum();
            assert!(within <= Policy::default().overall.count, "{within} within a second: {sent:?}");
        }
    }
    assert!(gone.is_some_and(|at| at <= 4_000), "{gone:?}");
}

#[test]
fn what_may_have_arrived_counts_and_goes_again_unchanged() {
    let mut scheduler = scheduler([unit(1, DESK, text(1)), unit(2, DESK, text(1))]);
    left(&mut scheduler, 8);
    let merged = scheduler.poll(0).expect("there is budget");
    scheduler.on_event(10, Event::Enqueue(unit(3, DESK, text(1))));
    scheduler.on_event(20, Event::Ambiguous(OutboxId(1)));
    assert_eq!(scheduler.ledger(MAIN, DESK).map(|ledger| ledger.spent.len()), Some(2));
    let again = (20..60_000).find_map(|now| scheduler.poll(now)).expect("it goes again");
    assert_eq!(again, merged, "the third text is not among them");
}

#[test]
fn what_an_earlier_run_spent_still_counts() {
    let mut scheduler = scheduler([unit(1, DESK, Lane::Interactive)]);
    left(&mut scheduler, 0);
    assert_eq!(scheduler.poll(100), None);
    assert_eq!(scheduler.next_wakeup(), Some(60_000));
}

#[test]
fn an_entry_offered_again_has_one_place() {
    let mut scheduler = scheduler([unit(1, DESK, text(1)), unit(1, DESK, text(1)), unit(1, ChatId(-2), text(1))]);
    let send = scheduler.poll(0).expect("there is budget");
    assert_eq!((send.chat, scheduler.poll(0)), (ChatId(-2), None));
    scheduler.on_event(0, Event::Enqueue(unit(1, DESK, text(1))));
    scheduler.on_event(0, Event::Acked(OutboxId(1)));
    assert_eq!((scheduler.poll(0), scheduler.depth()), (None, 0));
}

#[test]
fn helpers_carry_clients_messages_and_the_main_bot_what_is_its_own() {
    let mut scheduler = Scheduler::new(Policy::default(), MAIN, &[HELPER]);
    for id in 1..=2 {
        scheduler.on_event(0, Event::Enqueue(unit(id, DESK, text(1))));
    }
    scheduler.on_event(0, Event::Enqueue(Unit { bot: Some(MAIN), ..unit(3, DESK, Lane::Interactive) }));
    let flying: Vec<_> = std::iter::from_fn(|| scheduler.poll(0)).map(|send| (send.bot, send.id().0)).collect();
    assert_eq!(flying, [(MAIN, 3), (HELPER, 1)], "the thread's second message waits for its first");
}

#[test]
fn a_helper_that_may_not_write_there_is_passed_over_until_it_may() {
    let mut scheduler = Scheduler::new(Policy::default(), MAIN, &[HELPER]);
    scheduler.on_event(0, Event::Seated { chat: DESK, helpers: Vec::new() });
    scheduler.on_event(0, Event::Enqueue(unit(1, DESK, text(1))));
    assert_eq!(scheduler.poll(0).map(|send| send.bot), Some(MAIN));
    scheduler.on_event(0, Event::Acked(OutboxId(1)));
    scheduler.on_event(0, Event::Seated { chat: DESK, helpers: vec![HELPER] });
    scheduler.on_event(0, Event::Enqueue(unit(2, DESK, text(2))));
    assert_eq!(scheduler.poll(0).map(|send| send.bot), Some(HELPER));
}

#[test]
fn what_only_one_bot_may_carry_waits_for_it_and_nobody_behind_it_does() {
    let mut scheduler = Scheduler::new(Policy::default(), MAIN, &[HELPER]);
    scheduler.on_event(0, Event::Enqueue(Unit { bot: Some(MAIN), ..unit(1, DESK, Lane::Interactive) }));
    assert_eq!(scheduler.poll(0).map(|send| send.bot), Some(MAIN));
    scheduler.on_event(1, Event::Enqueue(Unit { bot: Some(MAIN), ..unit(2, DESK, text(1)) }));
    scheduler.on_event(2, Event::Enqueue(unit(3, DESK, text(2))));
    assert_eq!(scheduler.poll(2).map(|send| (send.bot, send.id().0)), Some((HELPER, 3)));
    scheduler.on_event(3, Event::Acked(OutboxId(1)));
    assert_eq!(scheduler.poll(3).map(|send| (send.bot, send.id().0)), Some((MAIN, 2)));
}

#[test]
fn what_waits_for_one_bot_holds_up_no_status_of_another() {
    let mut scheduler = Scheduler::new(Policy::default(), MAIN, &[HELPER]);
    spent(&mut scheduler, MAIN, 20);
    for (id, bot) in [(1, MAIN), (2, HELPER), (3, MAIN), (4, HELPER)] {
        scheduler.on_event(0, Event::Enqueue(Unit { bot: Some(bot), ..unit(id, DESK, status(id)) }));
    }
    let sent = drain(&mut scheduler, 1);
    assert_eq!(all(&sent), [2, 4, 1, 3]);
    assert!(sent[1].0 < 1_000 && sent[2].0 >= 60_000, "{sent:?}");
}

#[test]
fn a_status_that_another_bot_is_to_bring_now_has_one_place() {
    let mut scheduler = Scheduler::new(Policy::default(), MAIN, &[HELPER]);
    spent(&mut scheduler, MAIN, 20);
    for (id, bot) in [(1, MAIN), (2, HELPER)] {
        scheduler.on_event(0, Event::Enqueue(Unit { bot: Some(bot), ..unit(id, DESK, status(7)) }));
    }
    assert_eq!(scheduler.take_dropped(), [OutboxId(1)]);
    assert_eq!(all(&drain(&mut scheduler, 1)), [2]);
}

#[test]
fn what_a_lost_helper_was_to_do_is_given_to_another() {
    let mut scheduler = Scheduler::new(Policy::default(), MAIN, &[HELPER]);
    let of = |bot| Unit { bot: Some(bot), ..unit(1, DESK, text(1)) };
    scheduler.on_event(0, Event::Enqueue(of(HELPER)));
    scheduler.on_event(0, Event::Seated { chat: DESK, helpers: Vec::new() });
    assert_eq!(scheduler.poll(0), None);
    scheduler.on_event(0, Event::Enqueue(of(MAIN)));
    assert_eq!(scheduler.poll(0).map(|send| send.bot), Some(MAIN));
    assert_eq!(scheduler.depth(), 1);
}

#[test]
fn what_cannot_go_as_one_message_goes_one_by_one() {
    let mut scheduler = scheduler((1..=3).map(|id| unit(id, DESK, text(1))));
    left(&mut scheduler, 8);
    let merged = scheduler.poll(0).expect("there is budget");
    scheduler.on_event(100, Event::Apart(merged.id()));
    let sent = drain(&mut scheduler, 100);
    assert_eq!(sent.iter().map(|(_, send)| ids(send)).collect::<Vec<_>>(), [[1], [2], [3]]);
}

#[test]
fn a_lowered_limit_leaves_room_for_everybody() {
    let mut scheduler = scheduler([unit(1, DESK, Lane::Digest)]);
    let ledger = Ledger { lowered: 12, lowered_at: 0, ..Ledger::default() };
    scheduler.on_event(0, Event::Restored { bot: MAIN, chat: DESK, ledger });
    assert!(scheduler.poll(0).is_some(), "eight a minute are enough for a digest");
}

/// A desk with a helper, its budgets short and a round over its threads long.
fn crowded(units: impl IntoIterator<Item = Unit>) -> Scheduler {
    let mut scheduler = Scheduler::new(Policy::default(), MAIN, &[HELPER]);
    for unit in units.into_iter().chain((100..140).map(|id| unit(id, DESK, text(id as i64)))) {
        scheduler.on_event(0, Event::Enqueue(unit));
    }
    scheduler
}

fn spent(scheduler: &mut Scheduler, bot: BotId, spent: u32) {
    let ledger = Ledger { spent: [(0, spent)].into(), ..Ledger::default() };
    scheduler.on_event(0, Event::Restored { bot, chat: DESK, ledger });
}

#[test]
fn what_is_to_be_tapped_only_the_main_bot_says() {
    let form = Form::Album { caption: 0, complete: 0 };
    let units = [unit(1, DESK, text(1)), Unit { cost: 3, ..unit(2, DESK, client(1, form)) }, unit(3, DESK, text(1))];
    for (by_main, by_helper, bot, shape) in [
        (10, 16, MAIN, Shape::Lines { ids: [1, 2, 3].map(OutboxId).to_vec(), carrier: None }),
        (16, 10, HELPER, Shape::Lines { ids: [1, 2].map(OutboxId).to_vec(), carrier: Some(OutboxId(2)) }),
    ] {
        let mut scheduler = crowded(units);
        spent(&mut scheduler, MAIN, by_main);
        spent(&mut scheduler, HELPER, by_helper);
        let send = scheduler.poll(0).expect("there is budget");
        assert_eq!((send.bot, send.shape), (bot, shape));
    }
}

#[test]
fn an_album_waits_until_it_is_complete_and_nothing_overtakes_it() {
    let album = |id, complete| unit(id, DESK, client(1, Form::Album { caption: 0, complete }));
    let mut scheduler = scheduler([unit(1, DESK, text(1)), album(2, 800), unit(3, DESK, text(1))]);
    left(&mut scheduler, 9);
    let first = scheduler.poll(0).expect("the text need not wait");
    assert_eq!(ids(&first), [1]);
    scheduler.on_event(10, Event::Acked(OutboxId(1)));
    assert_eq!(scheduler.poll(700), None);
    // More of it came.
    scheduler.on_event(700, Event::Enqueue(Unit { cost: 2, ..album(2, 1_500) }));
    assert_eq!(scheduler.poll(1_400), None);
    let sent = (1_400..60_000).find_map(|now| scheduler.poll(now)).expect("it is complete");
    assert_eq!((ids(&sent), sent.weight), (vec![2], 2));
}

#[test]
fn what_cannot_carry_goes_by_itself_after_those_it_was_to_carry() {
    let units = [unit(1, DESK, text(1)), unit(2, DESK, text(1)), unit(3, DESK, client(1, Form::Media { caption: 0 }))];
    let mut scheduler = scheduler(units);
    left(&mut scheduler, 9);
    let carried = scheduler.poll(0).expect("there is budget");
    assert_eq!(carried.shape, Shape::Lines { ids: [1, 2, 3].map(OutboxId).to_vec(), carrier: Some(OutboxId(3)) });
    scheduler.on_event(10, Event::Uncarried(carried.id()));
    assert_eq!(drain(&mut scheduler, 1).iter().map(|(_, send)| ids(send)).collect::<Vec<_>>(), [vec![1, 2], vec![3]]);
}
