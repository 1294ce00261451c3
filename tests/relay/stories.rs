//! Single situations, told one by one.

use super::{
    clients::{ClientFault, Echoes},
    groups::{name, words},
    verdict,
    world::{ANNA, BOT, OLGA, PETR, SALES, SUPPORT, World, desk, dialog, member, run},
};
use jiff::Timestamp;
use pult::{
    domain::{
        AccountState, ChatId, DeskPair, DialogId, FailureReason, Limit, Line, MemberId, Origin, Reaction, Role, TopicId,
    },
    ports::Body,
    relay::{Actor, Binding, Entry, standing},
    store::Changes,
    team::Member,
};
use std::time::Duration;

/// Olga's desk for SALES stands, and Ivan's thread is open.
async fn conversation() -> (World, DialogId, ChatId, TopicId) {
    let mut world = World::new().await;
    world.bind(SALES).await;
    let ivan = dialog(SALES, 1);
    world.clients.writes(ivan, Origin::Client, "hello", None);
    world.settle().await;
    let (chat, topic) = world.topic(ivan).expect("an open thread");
    (world, ivan, chat, topic)
}

/// What the bot said in a chat that is not the words of a client.
fn lines(world: &World, chat: ChatId) -> Vec<Line> {
    let mut state = world.groups.state();
    let lines = state.group(chat).messages.iter().filter_map(|message| match &message.first {
        Body::Line(line) => Some(line.clone()),
        Body::Text(_) | Body::Media(_) | Body::Lines(_) => None,
    });
    lines.collect()
}

/// The words of the bot's posts in a chat, in order.
fn posts(world: &World, chat: ChatId) -> Vec<String> {
    let mut state = world.groups.state();
    let posts = state.group(chat).messages.iter().filter(|message| message.author.is_none());
    posts.map(|message| name(words(&message.body)).to_owned()).filter(|words| !words.is_empty()).collect()
}

#[test]
fn first_messages_at_once_open_one_thread_per_dialog() {
    run(async {
        let mut world = World::new().await;
        world.bind(SALES).await;
        world.bind(SUPPORT).await;
        for (account, client) in [(SALES, 1), (SALES, 1), (SUPPORT, 1), (SALES, 2), (SUPPORT, 1), (SALES, 1)] {
            world.clients.writes(dialog(account, client), Origin::Client, &format!("m{client} hi"), None);
        }
        world.settle().await;
        let state = world.groups.state();
        let topics =
            |account| state.groups[&desk(account)].topics.values().map(|topic| topic.dialog).collect::<Vec<_>>();
        assert_eq!(topics(SALES), [dialog(SALES, 1), dialog(SALES, 2)]);
        assert_eq!(topics(SUPPORT), [dialog(SUPPORT, 1)]);
    });
}

#[test]
fn who_may_not_speak_is_told_so_and_nothing_is_sent() {
    run(async {
        let (mut world, ivan, chat, topic) = conversation().await;
        // A colleague with another account, one who left, and somebody the team does not know.
        world.add(Member { accounts: [SUPPORT].into(), ..member(PETR, Role::Manager) }).await;
        let gone = Member { removed: Some(jiff::Timestamp::UNIX_EPOCH), ..member(MemberId(4), Role::Owner) };
        world.add(gone).await;
        let here = Some(topic);
        for (actor, topic, expected) in [
            (Actor::Person(PETR), here, Line::NotAllowed),
            (Actor::Person(MemberId(4)), here, Line::NotAMember),
            (Actor::Person(MemberId(5)), here, Line::NotAMember),
            (Actor::Anonymous, here, Line::AnonymousRefused),
            (Actor::Person(OLGA), None, Line::NobodysThread),
            (Actor::Person(OLGA), Some(TopicId(4711)), Line::NobodysThread),
        ] {
            let before = lines(&world, chat).len();
            if let Some(topic) = topic {
                world
                    .groups
                    .state()
                    .group(chat)
                    .topics
                    .entry(topic)
                    .or_insert(super::groups::Topic { dialog: dialog(SUPPORT, 9), deleted: false });
            }
            world.groups.writes(chat, topic, actor, "let me in", None);
            world.settle().await;
            assert_eq!(lines(&world, chat)[before..], [expected], "{actor:?} in {topic:?}");
        }
        assert_eq!(world.clients.state().chats[&ivan].len(), 1, "nothing reached the client");
        // The owner and the one who is responsible may.
        for who in [ANNA, OLGA] {
            world.groups.writes(chat, here, Actor::Person(who), "welcome", None);
        }
        world.settle().await;
        assert_eq!(world.clients.state().chats[&ivan].len(), 3);
    });
}

#[test]
fn rights_are_asked_at_the_moment_of_acting() {
    run(async {
        let (mut world, ivan, chat, topic) = conversation().await;
        let olga = world.store().get::<Member>(&OLGA).unwrap().unwrap();
        let mut changes = Changes::new();
        changes.update(&olga, Member { removed: Some(jiff::Timestamp::UNIX_EPOCH), ..Member::clone(&olga) });
        world.store().commit(changes).await.unwrap();
        world.groups.writes(chat, Some(topic), Actor::Person(OLGA), "one more thing", None);
        world.settle().await;
        assert_eq!(lines(&world, chat).last(), Some(&Line::NotAMember));
        assert_eq!(world.clients.state().chats[&ivan].len(), 1);
    });
}

#[test]
fn clients_who_write_before_there_is_a_desk_lose_nothing() {
    run(async {
        let mut world = World::new().await;
        for number in 1..=3 {
            world.clients.writes(dialog(SALES, 1), Origin::Client, &format!("m{number} hi"), None);
            world.clients.writes(dialog(SALES, 2), Origin::Client, &format!("n{number} hi"), None);
        }
        world.pass(Duration::from_secs(60)).await;
        let panel = ChatId(OLGA.0);
        let desk_of_olga = DeskPair { member: OLGA, account: SALES };
        let missing = Line::DeskMissing { desk: desk_of_olga, account: "Account 1".into() };
        assert_eq!(lines(&world, panel), [missing], "told once");
        assert_eq!(Entry::all(world.store()).unwrap().len(), 6, "they wait");

        world.restart().await;
        world.bind(SALES).await;
        world.settle().await;
        let posts = posts(&world, desk(SALES));
        let of = |client: &str| posts.iter().filter(|post| post.starts_with(client)).cloned().collect::<Vec<_>>();
        assert_eq!(of("m"), ["m1", "m2", "m3"]);
        assert_eq!(of("n"), ["n1", "n2", "n3"]);
        verdict::check(&world).await;
    });
}

#[test]
fn what_is_taken_back_before_it_left_never_leaves() {
    run(async {
        let (mut world, ivan, chat, topic) = conversation().await;
        world.clients.state().faults.push_back(ClientFault::Later(30));
        let answer = world.groups.writes(chat, Some(topic), Actor::Person(OLGA), "oops", None);
        world.pass(Duration::from_secs(5)).await;
        world.groups.del(chat, OLGA, answer);
        world.settle().await;
        assert_eq!(world.clients.state().chats[&ivan].len(), 1);
        verdict::check(&world).await;
    });
}

#[test]
fn what_is_taken_back_while_it_may_have_arrived_is_deleted() {
    run(async {
        let (mut world, ivan, chat, topic) = conversation().await;
        world.clients.state().faults.push_back(ClientFault::AnswerLost);
        let answer = world.groups.writes(chat, Some(topic), Actor::Person(OLGA), "oops", None);
        world.pass(Duration::from_millis(200)).await;
        world.groups.del(chat, OLGA, answer);
        world.settle().await;
        let chat = world.clients.state().chats[&ivan].clone();
        assert_eq!((chat.len(), chat[1].deleted), (2, true));
    });
}

#[test]
fn a_refused_message_says_so_and_goes_out_on_retry() {
    run(async {
        let (mut world, ivan, chat, topic) = conversation().await;
        world.clients.state().faults.push_back(ClientFault::Refused);
        let answer = world.groups.writes(chat, Some(topic), Actor::Person(OLGA), "welcome", None);
        world.settle().await;
        let Some(Line::NotDelivered { dialog, number, .. }) = lines(&world, chat).pop() else {
            panic!("a line says that it was not delivered");
        };
        assert_eq!(dialog, ivan);
        let reaction = |world: &World| world.groups.state().group(chat).get(answer).and_then(|answer| answer.reaction);
        assert_eq!(reaction(&world), Some(Reaction::Failed));

        assert!(world.retries(dialog, number).await.unwrap());
        assert!(!world.retries(dialog, number).await.unwrap(), "a second press finds nothing to retry");
        world.settle().await;
        assert_eq!(world.clients.state().chats[&ivan].len(), 2);
        assert_eq!(reaction(&world), Some(Reaction::Sent));
    });
}

#[test]
fn the_phone_and_the_thread_at_once_are_told_apart() {
    run(async {
        let (mut world, ivan, chat, topic) = conversation().await;
        world.clients.state().echoes = Echoes::Before { with_id: false };
        world.clients.state().faults.push_back(ClientFault::AnswerLost);
        world.groups.writes(chat, Some(topic), Actor::Person(OLGA), "same words", None);
        world.pass(Duration::from_millis(60)).await;
        world.clients.writes(ivan, Origin::Account, "same words", None);
        world.settle().await;
        let from_phone = lines(&world, chat).into_iter().filter(|line| matches!(line, Line::FromPhone { .. })).count();
        assert_eq!(from_phone, 1, "the phone's message is shown, the thread's own is not repeated");
        assert_eq!(world.clients.state().chats[&ivan].len(), 3);
    });
}

#[test]
fn a_slow_send_shows_that_it_was_taken_over() {
    run(async {
        let (mut world, _, chat, topic) = conversation().await;
        world.clients.state().faults.push_back(ClientFault::Later(30));
        let answer = world.groups.writes(chat, Some(topic), Actor::Person(OLGA), "welcome", None);
        let reaction = |world: &World| world.groups.state().group(chat).get(answer).and_then(|answer| answer.reaction);
        world.pass(Duration::from_secs(2)).await;
        assert_eq!(reaction(&world), None);
        world.pass(Duration::from_secs(4)).await;
        assert_eq!(reaction(&world), Some(Reaction::Accepted));
        world.settle().await;
        assert_eq!(reaction(&world), Some(Reaction::Sent));
    });
}

#[test]
fn a_failing_adapter_delays_its_account_and_nothing_else() {
    run(async {
        let (mut world, ivan, chat, topic) = conversation().await;
        world.bind(SUPPORT).await;
        world.clients.writes(dialog(SUPPORT, 1), Origin::Client, "help", None);
        world.settle().await;
        world.clients.state().faults.push_back(ClientFault::Panic);
        world.groups.writes(chat, Some(topic), Actor::Person(OLGA), "first", None);
        world.pass(Duration::from_secs(1)).await;
        let (other, thread) = world.topic(dialog(SUPPORT, 1)).expect("an open thread");
        world.groups.writes(other, Some(thread), Actor::Person(OLGA), "second", None);
        world.pass(Duration::from_secs(1)).await;
        assert_eq!(world.clients.state().chats[&dialog(SUPPORT, 1)].len(), 2);
        assert_eq!(world.clients.state().chats[&ivan].len(), 1);
        world.settle().await;
        assert_eq!(world.clients.state().chats[&ivan].len(), 2);
    });
}

#[test]
fn a_desk_that_waits_for_its_account_does_not_hold_up_the_clients() {
    run(async {
        let (mut world, ivan, chat, topic) = conversation().await;
        // For an hour the account may join no group.
        world.clients.state().faults.push_back(ClientFault::Later(3600));
        let (group, invite_link) = (ChatId(-1_000_000_000_007), "https://t.me/+link".to_owned());
        let binding =
            Binding { bot: BOT, chat: group, account: SALES, member: ANNA, invite_link: Some(invite_link), by: ANNA };
        world.binds(&binding).await.unwrap().unwrap();
        world.pass(Duration::from_secs(1)).await;
        world.groups.writes(chat, Some(topic), Actor::Person(OLGA), "welcome", None);
        world.pass(Duration::from_secs(1)).await;
        assert_eq!(world.clients.state().chats[&ivan].len(), 2);
        assert_eq!(Entry::all(world.store()).unwrap().len(), 1, "joining still waits");
        world.settle().await;
    });
}

#[test]
fn a_send_that_has_to_wait_holds_its_dialog_and_no_other() {
    run(async {
        let (mut world, ivan, chat, topic) = conversation().await;
        let maria = dialog(SALES, 2);
        world.clients.writes(maria, Origin::Client, "and me?", None);
        world.settle().await;
        let (_, marias) = world.topic(maria).expect("an open thread");
        world.clients.state().faults.push_back(ClientFault::Later(60));
        world.groups.writes(chat, Some(topic), Actor::Person(OLGA), "one", None);
        world.pass(Duration::from_secs(1)).await;
        world.groups.writes(chat, Some(topic), Actor::Person(OLGA), "two", None);
        world.groups.writes(chat, Some(marias), Actor::Person(OLGA), "yes, you", None);
        world.pass(Duration::from_secs(10)).await;
        let sent = |world: &World, dialog| {
            let chats = world.clients.state();
            chats.chats[&dialog].iter().filter(|said| said.random_id.is_some()).map(|said| said.text.clone()).collect()
        };
        let (to_ivan, to_maria): (Vec<_>, Vec<_>) = (sent(&world, ivan), sent(&world, maria));
        assert_eq!((to_ivan, to_maria), (vec![], vec!["yes, you".to_owned()]));
        world.settle().await;
        let to_ivan: Vec<_> = sent(&world, ivan);
        assert_eq!(to_ivan, ["one", "two"]);
    });
}

#[test]
fn a_limited_account_answers_but_does_not_write_to_new_people() {
    run(async {
        let (mut world, ivan, chat, topic) = conversation().await;
        let stranger = dialog(SALES, 2);
        world.clients.writes(stranger, Origin::Account, "from the phone", None);
        world.settle().await;
        let (_, strangers) = world.topic(stranger).expect("an open thread");
        let limit = Limit::NewPeople;
        let limited = AccountState::Limited { since: Timestamp::UNIX_EPOCH, limit };
        let committer = world.relay().committer();
        committer.commit(|store| standing(store, committer.now(), SALES, limited, true)).await.expect("durable");
        world.groups.writes(chat, Some(strangers), Actor::Person(OLGA), "buy from us", None);
        world.groups.writes(chat, Some(topic), Actor::Person(OLGA), "welcome", None);
        world.settle().await;
        let sent = |dialog| {
            let chats = world.clients.state();
            chats.chats[&dialog].iter().any(|said| said.random_id.is_some())
        };
        assert!(sent(ivan) && !sent(stranger));
        let refused = lines(&world, chat).into_iter().any(
            |line| matches!(line, Line::NotDelivered { dialog, reason: FailureReason::AccountLimited, .. } if dialog == stranger),
        );
        assert!(refused, "and its operator is told");
    });
}
