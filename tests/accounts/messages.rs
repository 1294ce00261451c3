//! Messages both ways.

use super::office::{Office, peer, send};
use pult::domain::{
    AccountState, ClientMessageId, Content, Entity, EntityKind, FailureReason, Limit, Origin, PeerId, Quote, RandomId,
    ReplyTo, RichText,
};
use pult::ports::{ClientAction, ClientError, ClientEvent, ClientReceipt, CorrespondentKind};
use std::time::Duration;
use telegram_sandbox::world::{Door, Effect, Fault};

fn bold(text: &str, part: &str) -> RichText {
    let offset = text.find(part).expect("it is part of it");
    RichText { text: text.into(), entities: vec![Entity { offset, length: part.len(), kind: EntityKind::Bold }] }
}

#[tokio::test]
async fn a_clients_message_arrives_with_its_sender() {
    let (office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "Do you deliver on Sunday?").unwrap();
    let (from, message) = office
        .core
        .hears_event("Ivan's message", |event| match event {
            ClientEvent::Message { from, message, .. } if from.peer == peer(&ivan) => {
                Some((from.clone(), message.clone()))
            }
            _ => None,
        })
        .await;
    assert_eq!((from.kind, from.identity.first_name.as_str()), (CorrespondentKind::Person, "Ivan"));
    assert_eq!((message.origin, message.content), (Origin::Client, Content::text("Do you deliver on Sunday?")));
    office.closes().await;
}

#[tokio::test]
async fn an_answer_keeps_its_formatting_and_its_target() {
    let (office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "Do you deliver on Sunday?").unwrap();
    let (question, _) = office.core.hears_message("Do you deliver on Sunday?").await;
    let quote = Quote { text: RichText::plain("Sunday"), offset: 18 };
    let reply_to = ReplyTo { message: question.id, quote: Some(quote) };
    let answer = send(&ivan, 11, bold("Yes, until 6 pm", "6 pm"), Some(reply_to));
    let Ok(ClientReceipt::Sent { message, .. }) = office.performs(answer).await else { panic!("it was sent") };
    let seen = ivan.wait_for_text(&sales, "Yes, until 6 pm").await.expect("Ivan sees it");
    assert_eq!(seen.entities.len(), 1);
    assert_eq!(seen.reply.map(|(_, quoted)| quoted).as_deref(), Some("Sunday"));
    let (own, random_id) = office.core.hears_message("Yes, until 6 pm").await;
    assert_eq!((own.id, own.origin, random_id), (message, Origin::Account, Some(RandomId(11))));
    office.closes().await;
}

#[tokio::test]
async fn what_cannot_be_quoted_or_replied_to_is_sent_without() {
    let (office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "Good day").unwrap();
    let (greeting, _) = office.core.hears_message("Good day").await;
    let quote = Quote { text: RichText::plain("never said"), offset: 0 };
    let reply_to = ReplyTo { message: greeting.id, quote: Some(quote) };
    office.performs(send(&ivan, 1, RichText::plain("quoting"), Some(reply_to))).await.unwrap();
    let seen = ivan.wait_for_text(&sales, "quoting").await.expect("it arrives");
    assert_eq!(seen.reply.map(|(_, text)| text).as_deref(), Some("Good day"));
    let gone = ReplyTo { message: ClientMessageId(9_999), quote: None };
    office.performs(send(&ivan, 2, RichText::plain("replying"), Some(gone))).await.unwrap();
    assert_eq!(ivan.wait_for_text(&sales, "replying").await.expect("it arrives").reply, None);
    office.closes().await;
}

#[tokio::test]
async fn edits_deletions_and_reads_go_both_ways() {
    let (office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    let asked = ivan.says(&sales, "How much?").unwrap();
    let (question, _) = office.core.hears_message("How much?").await;
    let mark_read = ClientAction::MarkRead { peer: peer(&ivan), up_to: question.id };
    assert_eq!(office.performs(mark_read).await, Ok(ClientReceipt::Done));
    let answer = office.sends(&ivan, 1, RichText::plain("5000")).await;
    ivan.wait_for_text(&sales, "5000").await.expect("Ivan sees it");
    ivan.reads(&sales).unwrap();
    let read = |event: &ClientEvent| match event {
        ClientEvent::ReadByClient { peer: from, up_to } if *from == peer(&ivan) => Some(*up_to),
        _ => None,
    };
    assert_eq!(office.core.hears_event("a read mark", read).await, answer);

    let edit = ClientAction::Edit { peer: peer(&ivan), message: answer, text: RichText::plain("4500") };
    assert_eq!(office.performs(edit.clone()).await, Ok(ClientReceipt::Done));
    assert_eq!(office.performs(edit).await, Ok(ClientReceipt::Done), "nothing to change is as good");
    ivan.wait_for_text(&sales, "4500").await.expect("Ivan sees the edit");

    ivan.edits(&sales, asked, "How much for two?").unwrap();
    let edited = |event: &ClientEvent| match event {
        ClientEvent::Edited { message, .. } if message.origin == Origin::Client => Some(message.clone()),
        _ => None,
    };
    let edited = office.core.hears_event("Ivan's edit", edited).await;
    assert_eq!((edited.id, edited.content), (question.id, Content::text("How much for two?")));

    let delete = ClientAction::Delete { peer: peer(&ivan), messages: vec![answer] };
    assert_eq!(office.performs(delete.clone()).await, Ok(ClientReceipt::Done));
    assert_eq!(office.performs(delete).await, Ok(ClientReceipt::Done), "what is gone is gone");
    assert!(ivan.wait_until(&sales, |seen| seen.iter().all(|seen| seen.text != "4500")).await);

    ivan.deletes(&sales, asked).unwrap();
    let deleted = |event: &ClientEvent| match event {
        ClientEvent::Deleted { messages, .. } if messages.contains(&question.id) => Some(()),
        _ => None,
    };
    office.core.hears_event("Ivan's deletion", deleted).await;
    office.closes().await;
}

#[tokio::test]
async fn a_lost_answer_does_not_send_twice() {
    let (mut office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "Hello").unwrap();
    office.core.hears_message("Hello").await;
    office.sandbox.fault(Fault::effect(Door::Mtproto, "messages.sendMessage", Effect::DropAfter));
    let first = office.sends(&ivan, 77, RichText::plain("Good day")).await;
    let (own, random_id) = office.core.hears_message("Good day").await;
    assert_eq!((own.id, random_id), (first, Some(RandomId(77))));
    // As after a crash: nothing is remembered, the outbox repeats.
    office.restarts().await;
    office.core.forgets();
    office.core.hears_state(super::office::SALES, super::office::is_active).await;
    assert_eq!(office.sends(&ivan, 77, RichText::plain("Good day")).await, first);
    // And with other words, where the operator has edited it meanwhile.
    office.restarts().await;
    office.core.forgets();
    office.core.hears_state(super::office::SALES, super::office::is_active).await;
    let mut again = send(&ivan, 77, RichText::plain("Good evening"), None);
    if let ClientAction::Send { earlier, .. } = &mut again {
        earlier.extend(["Good day", "Good afternoon"].map(RichText::plain));
    }
    let receipt = office.performs(again).await.unwrap();
    assert!(matches!(receipt, ClientReceipt::Sent { message, .. } if message == first), "{receipt:?}");
    let copies = ivan.sees(&sales).iter().filter(|seen| seen.text.starts_with("Good")).count();
    assert_eq!(copies, 1);
    office.closes().await;
}

#[tokio::test]
async fn refusals_are_told_in_terms_of_the_product() {
    let (office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "Hello").unwrap();
    office.core.hears_message("Hello").await;
    office.sandbox.fault(Fault::flood(Door::Mtproto, "messages.sendMessage", 90));
    let text = || RichText::plain("Good day");
    let wait = Err(ClientError::Later(Duration::from_secs(90)));
    assert_eq!(office.performs(send(&ivan, 1, text(), None)).await, wait);
    office.sandbox.advance(Duration::from_secs(90));
    office.sandbox.fault(Fault::error(Door::Mtproto, "messages.sendMessage", 400, "PEER_FLOOD"));
    let limited = Err(ClientError::Refused(FailureReason::AccountLimited));
    assert_eq!(office.performs(send(&ivan, 1, text(), None)).await, limited);
    let limited = |state: &AccountState| matches!(state, AccountState::Limited { limit: Limit::NewPeople, .. });
    office.core.hears_state(super::office::SALES, limited).await;
    ivan.blocks(sales.id).unwrap();
    let unreachable = Err(ClientError::Refused(FailureReason::ClientUnreachable));
    assert_eq!(office.performs(send(&ivan, 1, text(), None)).await, unreachable);
    office.closes().await;
}

#[tokio::test]
async fn what_the_owner_writes_on_the_phone_has_no_random_id() {
    let (office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "Hello").unwrap();
    office.core.hears_message("Hello").await;
    office.sends(&ivan, 1, RichText::plain("from Pult")).await;
    sales.says(&ivan, "from the phone").unwrap();
    assert_eq!(office.core.hears_message("from Pult").await.1, Some(RandomId(1)));
    let (message, random_id) = office.core.hears_message("from the phone").await;
    assert_eq!((message.origin, random_id), (Origin::Account, None));
    office.closes().await;
}

#[tokio::test]
async fn a_login_elsewhere_is_told_but_not_telegrams_words_about_it() {
    let (office, sales) = Office::with_sales().await;
    let elsewhere = pult::domain::AccountId(4);
    office.signs_in(elsewhere, &sales).await;
    office.core.hears_event("a new login", |event| matches!(event, ClientEvent::NewLogin).then_some(())).await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "Hello").unwrap();
    office.core.hears_message("Hello").await;
    let service = office.core.told().into_iter().find(|told| match told {
        super::office::Told::Event(_, event) => {
            matches!(&**event, ClientEvent::Message { from, .. } if from.peer == PeerId::User(777_000))
        }
        _ => false,
    });
    assert_eq!(service, None);
    office.closes().await;
}

#[tokio::test]
async fn an_account_joins_a_desk_and_sees_deletions_there() {
    let (office, sales) = Office::with_sales().await;
    let olga = office.sandbox.person("Olga");
    let desk = olga.creates_forum("Desk").unwrap();
    let link = format!("https://t.me/+{}", olga.invites(desk, Default::default()).unwrap().hash);
    let join = ClientAction::JoinDesk { link };
    assert_eq!(office.performs(join.clone()).await, Ok(ClientReceipt::Done));
    assert_eq!(office.performs(join).await, Ok(ClientReceipt::Done), "a member already");
    let said = olga.says(desk, "a slip").unwrap();
    sales.wait_for_text(desk, "a slip").await.expect("the account sees the desk");
    olga.deletes(desk, said).unwrap();
    let deleted = office
        .core
        .hears_event("a deletion in the desk", |event| match event {
            ClientEvent::GroupDeleted { chat, messages } => Some((*chat, messages.clone())),
            _ => None,
        })
        .await;
    assert_eq!(PeerId::from_chat_id(deleted.0).chat_id().0, desk.bot_api_id());
    assert_eq!(deleted.1, [pult::domain::BotMessageId(said.0)]);
    assert_eq!(office.core.count("a slip"), 0, "its messages are the bot's business");
    office.closes().await;
}
