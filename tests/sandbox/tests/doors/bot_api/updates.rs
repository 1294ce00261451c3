//! `getUpdates`: what is confirmed never comes again, what is not does.
use super::{PATIENCE, Stage, client, words};
use teloxide::payloads::*;
use teloxide::prelude::Requester;
use teloxide::types::{UpdateKind, UserId};

fn texts(updates: &[teloxide::types::Update]) -> Vec<&str> {
    let text = |u: &teloxide::types::Update| match &u.kind {
        UpdateKind::Message(m) => m.text().map(str::to_owned),
        _ => None,
    };
    updates.iter().filter_map(text).map(|t| &*t.leak()).collect()
}

#[tokio::test]
async fn unconfirmed_updates_come_again_after_a_reconnect_and_confirmed_never() {
    let stage = Stage::set().await;
    for text in ["one", "two", "three"] {
        stage.anna.says(&stage.bot, text).unwrap();
    }
    let first = stage.api.get_updates().offset(stage.offset).await.unwrap();
    assert_eq!(texts(&first), ["one", "two", "three"]);
    let again = client(&stage.sandbox, &stage.bot);
    assert_eq!(again.get_updates().await.unwrap(), first);
    let next = i32::try_from(first[1].id.0).unwrap();
    assert_eq!(texts(&again.get_updates().offset(next).await.unwrap()), ["two", "three"]);
    assert_eq!(texts(&again.get_updates().limit(1).await.unwrap()), ["two"]);
    assert_eq!(texts(&again.get_updates().offset(-1).await.unwrap()), ["three"]);
    assert_eq!(texts(&again.get_updates().await.unwrap()), ["three"], "a negative offset forgets what is before");
    stage.sandbox.advance(std::time::Duration::from_secs(25 * 3600));
    assert!(again.get_updates().await.unwrap().is_empty(), "nothing is kept for more than a day");
}

#[tokio::test]
async fn a_long_poll_answers_as_soon_as_something_comes() {
    let stage = Stage::set().await;
    let poll = stage.api.get_updates().offset(stage.offset).timeout(50);
    let waiting = tokio::spawn(async move { poll.await });
    stage.anna.says(&stage.bot, "hello").unwrap();
    let got = tokio::time::timeout(PATIENCE, waiting).await.unwrap().unwrap().unwrap();
    assert_eq!(texts(&got), ["hello"]);
}

#[tokio::test]
async fn of_two_polls_the_older_ends_with_a_conflict() {
    let stage = Stage::set().await;
    let polls = [1, 2].map(|_| {
        let poll = stage.api.get_updates().offset(stage.offset).timeout(50);
        tokio::spawn(async move { poll.await })
    });
    let [one, two] = polls;
    let lost = tokio::select! {
        ended = one => ended,
        ended = two => ended,
        () = tokio::time::sleep(PATIENCE) => panic!("nobody was ended"),
    };
    assert!(words(lost.unwrap()).contains("terminated by other getUpdates request"));
}

#[tokio::test]
async fn a_deep_link_arrives_as_a_start_command() {
    let mut stage = Stage::set().await;
    let olga = stage.sandbox.person("Olga");
    olga.opens_deep_link(&stage.bot, "invite_42").unwrap();
    let heard = stage.message().await;
    assert_eq!(heard.text(), Some("/start invite_42"));
    assert_eq!(heard.chat.id.0, olga.id.0);
}

#[tokio::test]
async fn blocking_is_told_and_refused() {
    let mut stage = Stage::set().await;
    stage.anna.blocks(stage.bot.id).unwrap();
    let UpdateKind::MyChatMember(change) = stage.next().await.kind else { panic!("the block was due") };
    assert!(change.new_chat_member.is_banned());
    assert_eq!(words(stage.api.send_message(stage.private(), "x").await), "Forbidden: bot was blocked by the user");
    let stranger = stage.sandbox.person("Olga");
    let group = stage.forum().await;
    stage.anna.adds(group, stranger.id).unwrap();
    let write = stage.api.send_message(UserId(u64::try_from(stranger.id.0).unwrap()), "x").await;
    assert!(words(write).contains("Forbidden: bot can't initiate conversation with a user"));
    let nobody = stage.sandbox.person("Petr").id.0;
    let write = stage.api.send_message(UserId(u64::try_from(nobody).unwrap()), "x").await;
    assert!(words(write).to_lowercase().contains("chat not found"));
}

#[tokio::test]
async fn closing_the_sandbox_ends_waiting_polls() {
    let stage = Stage::set().await;
    let poll = stage.api.get_updates().offset(stage.offset).timeout(50);
    let waiting = tokio::spawn(async move { poll.await });
    tokio::task::yield_now().await;
    drop(stage);
    tokio::time::timeout(PATIENCE, waiting).await.expect("an end").unwrap().ok();
}
