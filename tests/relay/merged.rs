//! Several messages in one: they stay one by one what they were.

use super::{
    groups::{TeamFault, words},
    world::{SALES, World, dialog, run},
};
use pult::{
    domain::{ChatId, DialogId, Line, Origin},
    ports::Body,
    relay::{Message, scheduler::Policy},
};

/// Ivan has written so many texts at once to a bot that merges whatever it can.
async fn flooded(texts: usize, faults: impl IntoIterator<Item = TeamFault>) -> (World, DialogId, ChatId) {
    let mut world = World::paced(Policy { merge_below: 21, ..Policy::default() }).await;
    world.bind(SALES).await;
    let ivan = dialog(SALES, 1);
    world.clients.writes(ivan, Origin::Client, "hello", None);
    world.settle().await;
    let (desk, _) = world.topic(ivan).expect("an open thread");
    world.groups.state().faults.extend(faults);
    for n in 1..=texts {
        world.clients.writes(ivan, Origin::Client, &format!("text-{n}"), None);
    }
    (world, ivan, desk)
}

/// What the bot has posted: each message with its lines.
fn posts(world: &World, desk: ChatId) -> Vec<Vec<Body>> {
    let mut state = world.groups.state();
    let posts = state.group(desk).messages.iter().map(|message| match &message.body {
        Body::Lines(lines) => lines.iter().map(|spoken| spoken.body.clone()).collect(),
        body => vec![body.clone()],
    });
    posts.collect()
}

/// Every message of the dialog stands where its record says, as the line that it says.
fn every_link_holds(world: &World, ivan: DialogId, desk: ChatId, texts: usize) {
    let state = world.groups.state().group(desk).messages.clone();
    for number in 1..=texts as u64 {
        let message = Message::find(world.store(), ivan, number).expect("the store reads").expect("it is on record");
        let post = message.post.unwrap_or_else(|| panic!("text {number} is not linked"));
        let stands = state.iter().find(|other| other.id == post.message).expect("the post is there");
        let shown = match (&stands.body, post.line) {
            (Body::Lines(lines), Some(line)) => &lines[usize::from(line)].body,
            (body, None) => body,
            (body, line) => panic!("text {number} is line {line:?} of {body:?}"),
        };
        assert_eq!(words(shown), message.content.words().text);
    }
}

#[test]
fn every_line_is_linked_and_in_order_whatever_befalls_the_messages() {
    for fault in [
        None,
        Some(TeamFault::NotSent),
        Some(TeamFault::RateLimited(3)),
        Some(TeamFault::LostOnTheWay),
        Some(TeamFault::AnswerLost),
        Some(TeamFault::Panic),
    ] {
        run(async move {
            let (mut world, ivan, desk) = flooded(30, fault).await;
            world.settle().await;
            every_link_holds(&world, ivan, desk, 30);
            let posts = posts(&world, desk);
            assert!(posts.len() < 10, "they were merged: {}", posts.len());
        });
    }
}

#[test]
fn what_may_have_arrived_comes_again_line_by_line_marked() {
    run(async {
        let (mut world, ivan, desk) = flooded(30, [TeamFault::AnswerLost, TeamFault::AnswerLost]).await;
        world.settle().await;
        every_link_holds(&world, ivan, desk, 30);
        let posts = posts(&world, desk);
        let repeated: Vec<_> = posts
            .iter()
            .enumerate()
            .filter(|(_, lines)| lines.iter().any(|line| matches!(line, Body::Line(Line::PossibleDuplicate { .. }))))
            .collect();
        assert!(!repeated.is_empty(), "the answers were lost");
        for (at, lines) in repeated {
            let before: Vec<_> = posts[at - 1].iter().map(words).collect();
            assert_eq!(lines.iter().map(words).collect::<Vec<_>>(), before, "the very same lines");
        }
    });
}

#[test]
fn lines_on_their_way_when_the_process_dies_are_not_lost() {
    run(async {
        let (mut world, ivan, desk) = flooded(30, []).await;
        for _ in 0..5 {
            world.pass(std::time::Duration::from_millis(70)).await;
            world.restart().await;
        }
        world.settle().await;
        every_link_holds(&world, ivan, desk, 30);
    });
}

#[test]
fn the_budget_is_remembered_over_a_restart() {
    run(async {
        let (mut world, ivan, desk) = flooded(0, []).await;
        // Each its own message: the window is used up.
        for n in 1..=25 {
            let other = dialog(SALES, 10 + n);
            world.clients.writes(other, Origin::Client, "hi", None);
        }
        world.pass(std::time::Duration::from_secs(30)).await;
        let before = world.groups.state().group(desk).messages.len();
        world.restart().await;
        world.pass(std::time::Duration::from_secs(5)).await;
        let after = world.groups.state().group(desk).messages.len();
        assert!(after - before <= 5, "{} within five seconds of the restart", after - before);
        world.settle().await;
        assert!(
            Message::find(world.store(), ivan, 0).expect("the store reads").is_some_and(|first| first.post.is_some())
        );
    });
}
