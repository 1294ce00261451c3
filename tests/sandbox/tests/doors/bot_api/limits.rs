//! Too much, too fast, and trouble on order.
use super::{Stage, chat, words};
use std::time::Duration;
use telegram_sandbox::Limits;
use telegram_sandbox::world::{Door, Effect, Fault};
use teloxide::RequestError;
use teloxide::prelude::Requester;
use teloxide::types::Seconds;

#[tokio::test]
async fn the_twenty_first_message_of_a_minute_is_told_when_to_come_back() {
    let mut stage = Stage::with(Limits::telegram()).await;
    let group = stage.forum().await;
    for n in 0..20 {
        stage.api.send_message(chat(group), n.to_string()).await.unwrap();
    }
    stage.sandbox.advance(Duration::from_secs(10));
    let refused = stage.api.send_message(chat(group), "x").await.unwrap_err();
    assert!(matches!(refused, RequestError::RetryAfter(wait) if wait == Seconds::from_seconds(50)), "{refused:?}");
    stage.api.send_message(stage.private(), "elsewhere").await.unwrap();
    stage.sandbox.advance(Duration::from_secs(50));
    stage.api.send_message(chat(group), "x").await.unwrap();
}

#[tokio::test]
async fn a_connection_cut_before_does_nothing_and_after_does_it_unsaid() {
    let stage = Stage::set().await;
    let send = |text: &str| stage.api.send_message(stage.private(), text);
    let cut = |effect| stage.sandbox.fault(Fault::effect(Door::BotApi, "sendMessage", effect));
    let said = |text: &str| stage.anna.sees(&stage.bot).iter().any(|m| m.text == text);
    cut(Effect::DropBefore);
    assert!(matches!(send("before").await, Err(RequestError::Network(_))));
    assert!(!said("before"));
    cut(Effect::DropAfter);
    assert!(matches!(send("after").await, Err(RequestError::Network(_))));
    assert!(said("after"));
    stage.sandbox.fault(Fault::flood(Door::BotApi, "sendMessage", 7));
    let refused = send("x").await.unwrap_err();
    assert!(matches!(refused, RequestError::RetryAfter(wait) if wait == Seconds::from_seconds(7)));
    send("fine again").await.unwrap();
}

#[tokio::test]
async fn updates_can_be_lost_and_doubled() {
    let mut stage = Stage::set().await;
    stage.sandbox.fault(Fault::effect(Door::BotApi, "message", Effect::SkipUpdate));
    stage.anna.says(&stage.bot, "lost").unwrap();
    stage.sandbox.fault(Fault::effect(Door::BotApi, "message", Effect::DuplicateUpdate));
    stage.anna.says(&stage.bot, "twice").unwrap();
    assert_eq!(stage.message().await.text(), Some("twice"));
    assert_eq!(stage.message().await.text(), Some("twice"));
    assert!(stage.drain().await.is_empty());
}

#[tokio::test]
async fn a_missing_method_is_named_and_remembered() {
    let stage = Stage::set().await;
    let refused = stage.api.get_my_star_balance().await;
    let said = words(refused);
    assert!(said.to_lowercase().contains("getmystarbalance"), "{said}");
    assert_eq!(stage.sandbox.take_unimplemented().len(), 1);
}
