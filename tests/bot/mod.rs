//! The bot in the sandbox: real teloxide, real delivery, people who press real buttons.

mod rig;
mod rights;

use jiff::Timestamp;
use pult::{
    bot::{Bot, Received, Server, StartError},
    domain::{
        AccountId, ClientIdentity, ClientMessageId, Content, Entity, EntityKind, FailureReason, Lang, Message, Origin,
        PeerId, RichText, Role,
    },
    ports::{ClientAction, ClientEvent, Correspondent, CorrespondentKind, LoginStep},
    store::{All, Page},
    team::{Invite, Member},
};
use rig::{Rig, in_an_hour};
use std::time::Duration;
use telegram_sandbox::world::{Action, Door, Effect, Fault, InviteOptions, RequestState, Rights, Seen};

#[tokio::test]
async fn the_first_owner_claims_the_agency_once() {
    let rig = Rig::start().await;
    let anna = rig.sandbox.person("Anna").language("ru-RU");
    let boris = rig.sandbox.person("Boris").language("en");
    boris.says(&rig.robot, "/start").unwrap();
    rig.shows(&boris, "You are not in the team", "").await;
    boris.opens_deep_link(&rig.robot, "c_forged").unwrap();
    rig.shows(&boris, "This link is not valid", "").await;
    let late = rig.claim_link(Timestamp::UNIX_EPOCH).await;
    boris.opens_deep_link(&rig.robot, &late).unwrap();
    rig.shows(&boris, "This link was valid until", "").await;

    let link = rig.claim_link(in_an_hour()).await;
    anna.opens_deep_link(&rig.robot, &link).unwrap();
    rig.shows(&anna, "Anna", "Настройки").await;
    boris.opens_deep_link(&rig.robot, &link).unwrap();
    rig.shows(&boris, "This link has been used", "").await;
    assert_eq!(Member::all(&rig.store).unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_token_is_told_plainly_and_not_repeated() {
    let rig = Rig::start().await;
    let wrong = format!("{}:{}", rig.robot.id.0, "A".repeat(35));
    let url = rig.sandbox.bot_api_url().parse().unwrap();
    let error = Bot::username_of(&wrong.clone().into(), Server { url: Some(&url), proxy: None })
        .await
        .expect_err("a wrong token");
    assert!(matches!(error, StartError::TokenRefused), "{error:?}");
    let told = format!("{error} {error:?}");
    assert!(told.contains("PULT_BOT_TOKEN") && !told.contains(&wrong), "{told}");
    // Nobody listens there.
    let nowhere = "http://127.0.0.1:9".parse().unwrap();
    let error = Bot::username_of(&wrong.clone().into(), Server { url: Some(&nowhere), proxy: None })
        .await
        .expect_err("nobody answers");
    assert!(matches!(error, StartError::Unreachable(_)) && !format!("{error:?}").contains(&wrong), "{error:?}");
}

#[tokio::test]
async fn screens_are_edited_in_place_and_speak_the_chosen_language() {
    let rig = Rig::start().await;
    let anna = rig.owner("Anna").await;
    let home = rig.shows(&anna, "🗓", "Settings").await;
    assert_eq!(rig.press(&anna, "Settings").await, None);
    let settings = rig.shows(&anna, "Settings", "Русский").await;
    assert_eq!(settings.id, home.id);
    rig.press(&anna, "Русский").await;
    assert_eq!(rig.shows(&anna, "Настройки", "✓ Русский").await.id, home.id);
    assert_eq!(Member::all(&rig.store).unwrap()[0].lang, Lang::Ru);
    anna.says(&rig.robot, "/abracadabra").unwrap();
    rig.shows(&anna, "/abracadabra", "").await;
    anna.says(&rig.robot, "/help").unwrap();
    rig.shows(&anna, "/settings — язык", "").await;
}

#[tokio::test]
async fn a_forged_or_foreign_button_does_nothing() {
    let rig = Rig::start().await;
    let anna = rig.owner("Anna").await;
    let home = rig.shows(&anna, "🗓", "Settings").await;
    for forged in [&b"x"[..], b"AAAAAAAAAAAAAAAA0", "\u{1f642}".as_bytes()] {
        let toast = anna.forges_callback(&rig.robot, home.id, forged).await.unwrap();
        assert_eq!(toast.text.as_deref(), Some("No longer available. Open the screen again: /start"));
    }
    let Action::Callback(old) = button(&home, "Settings") else { panic!("a press") };
    // Somebody else's button, sent from their own chat: nothing stops their Telegram from doing that.
    let boris = rig.member("Boris", Role::Operator).await;
    boris.says(&rig.robot, "/start").unwrap();
    let own = rig.shows(&boris, "🗓", "Settings").await;
    let toast = boris.forges_callback(&rig.robot, own.id, &old).await.unwrap();
    assert_eq!(toast.text.as_deref(), Some("This button is somebody else's. Yours are here: /start"));
}

#[tokio::test]
async fn a_password_is_taken_away_and_kept_nowhere() {
    let mut rig = Rig::start().await;
    let anna = rig.owner("Anna").await;
    rig.press(&anna, "Connect an account").await;
    rig.press(&anna, "Show the QR code").await;
    let login = rig.login().await;
    rig.step(login, LoginStep::Connecting).await;
    let first = rig.shows(&anna, "", "Cancel").await;
    rig.step(login, LoginStep::Qr { url: "tg://login?token=abc".to_owned().into(), expires: in_an_hour() }).await;
    let qr = rig.shows(&anna, "Valid until", "New code").await;
    assert_eq!(qr.media, Some("photo"));
    assert!(anna.wait_until(&rig.robot, |seen| seen.iter().all(|seen| seen.id != first.id)).await);
    rig.step(login, LoginStep::Qr { url: "tg://login?token=def".to_owned().into(), expires: in_an_hour() }).await;
    assert!(anna.wait_until(&rig.robot, |seen| seen.iter().any(|seen| seen.id == qr.id && seen.edited)).await);
    rig.step(login, LoginStep::Password { hint: Some("pet".into()), wrong: 0 }).await;
    rig.shows(&anna, "Hint: pet", "").await;
    assert!(anna.wait_until(&rig.robot, |seen| seen.iter().all(|seen| seen.media.is_none())).await);

    let typed = anna.says(&rig.robot, "correct horse").unwrap();
    assert_eq!(rig.typed.recv().await.unwrap(), "correct horse");
    assert!(anna.wait_until(&rig.robot, |seen| seen.iter().all(|seen| seen.id != typed)).await);
    rig.step(login, LoginStep::Done).await;
    rig.shows(&anna, "The account is connected", "").await;
    // After the login a text is a text again.
    anna.says(&rig.robot, "hello").unwrap();
    rig.shows(&anna, "In a client's thread", "").await;
}

#[tokio::test]
async fn a_login_that_ends_while_its_step_is_drawn_says_so() {
    let mut rig = Rig::start().await;
    let anna = rig.owner("Anna").await;
    rig.press(&anna, "Connect an account").await;
    rig.press(&anna, "Show the QR code").await;
    let login = rig.login().await;
    rig.step(login, LoginStep::Qr { url: "tg://login?token=abc".to_owned().into(), expires: in_an_hour() }).await;
    rig.shows(&anna, "Valid until", "New code").await;
    let slow = Effect::Delay(Duration::from_millis(300));
    rig.sandbox.fault(Fault::effect(Door::BotApi, "sendMessage", slow));
    rig.step(login, LoginStep::Checking).await;
    rig.shows(&anna, "Checking", "Cancel").await;
    // It ends before the bot knows that this has arrived, and the bot hears of the end after that.
    rig.logins.set(login, LoginStep::Done);
    anna.says(&rig.robot, "/help").unwrap();
    rig.shows(&anna, "/settings —", "").await;
    rig.pult.login_changed(login).await.unwrap();
    rig.shows(&anna, "The account is connected", "").await;
    assert!(anna.sees(&rig.robot).iter().all(|seen| !seen.text.contains("Checking")), "it stands in its place");
}

#[tokio::test]
async fn keys_reach_the_login_and_a_restart_says_that_it_is_over() {
    use pult::{domain::Phone, ports::CodeStep, ports::Resend, ports::SentBy};
    let mut rig = Rig::start().await;
    let anna = rig.owner("Anna").await;
    rig.press(&anna, "Connect an account").await;
    rig.press(&anna, "By phone number").await;
    let login = rig.login().await;
    let code = LoginStep::Code(CodeStep {
        number: Phone::parse("+37120001234").unwrap(),
        sent: SentBy::App,
        entered: 0,
        length: Some(5),
        attempt: 0,
        expires: in_an_hour(),
        resend: Resend::Never,
        problem: None,
    });
    rig.step(login, code).await;
    let keypad = rig.shows(&anna, "+37120001234", "7").await;
    for key in ["7", "7", "2"] {
        anna.presses(&rig.robot, keypad.id, key).await.unwrap();
        assert_eq!(rig.typed.recv().await.unwrap(), key);
    }
    rig.restart().await;
    rig.shows(&anna, "This login is over", "Begin again").await;
    // A key of the keypad that stood there leads nowhere, and a code that is typed now is kept nowhere.
    let typed = anna.says(&rig.robot, "77245").unwrap();
    rig.shows(&anna, "I was restarted during the login", "Accounts").await;
    assert!(anna.wait_until(&rig.robot, |seen| seen.iter().all(|seen| seen.id != typed)).await);
    assert!(rig.typed.try_recv().is_err());
}

#[tokio::test]
async fn a_password_typed_after_a_restart_is_recognized_all_the_same() {
    let mut rig = Rig::start().await;
    let anna = rig.owner("Anna").await;
    rig.press(&anna, "Connect an account").await;
    rig.press(&anna, "Show the QR code").await;
    let login = rig.login().await;
    rig.step(login, LoginStep::Password { hint: None, wrong: 0 }).await;
    rig.shows(&anna, "password", "Cancel").await;
    rig.restart().await;
    let typed = anna.says(&rig.robot, "correct horse").unwrap();
    rig.shows(&anna, "I was restarted during the login", "Accounts").await;
    assert!(anna.wait_until(&rig.robot, |seen| seen.iter().all(|seen| seen.id != typed)).await);
    assert!(rig.typed.try_recv().is_err());
    anna.says(&rig.robot, "hello").unwrap();
    rig.shows(&anna, "In a client's thread", "").await;
    rig.stop().await;
    assert!(rig.store.scan::<Received>(All, Page::all()).unwrap().is_empty());
}

#[tokio::test]
async fn an_invite_works_once_and_the_owner_is_told() {
    let rig = Rig::start().await;
    let anna = rig.owner("Anna").await;
    rig.account(1, "Sales", &anna).await;
    anna.says(&rig.robot, "/team").unwrap();
    rig.press(&anna, "Invite").await;
    rig.shows(&anna, "", "☑ Sales").await;
    let setup = rig.shows(&anna, "", "Create the link").await;
    let Action::Callback(create) = button(&setup, "Create the link") else { panic!("a press") };
    rig.press(&anna, "Create the link").await;
    // A second tap does not make a second link.
    let toast = anna.forges_callback(&rig.robot, setup.id, &create).await.unwrap();
    assert_eq!(toast.text.as_deref(), Some("No longer available. Open the screen again: /start"));
    assert_eq!(rig.store.scan::<Invite>(All, Page::all()).unwrap().len(), 1);
    let shown = rig.shows(&anna, "?start=j_", "Revoke").await;
    let link = shown.text.split_whitespace().find_map(|word| word.split_once("?start=")).unwrap().1.to_owned();

    let olga = rig.sandbox.person("Olga").language("en");
    olga.opens_deep_link(&rig.robot, &link).unwrap();
    rig.shows(&olga, "You are an operator", "").await;
    rig.shows(&anna, "Olga has joined", "").await;
    let ivan = rig.sandbox.person("Ivan").language("en");
    ivan.opens_deep_link(&rig.robot, &link).unwrap();
    rig.shows(&ivan, "This link has been used", "").await;
    olga.says(&rig.robot, "/accounts").unwrap();
    rig.shows(&olga, "Your role does not allow this", "").await;
}

#[tokio::test]
async fn a_group_becomes_a_desk_when_nothing_is_missing() {
    let mut rig = Rig::start().await;
    let anna = rig.owner("Anna").await;
    let sales = rig.account(1, "Sales", &anna).await;
    let group = anna.creates_forum("Sales desk").unwrap();
    anna.adds_bot(group, &rig.robot).unwrap();
    anna.says(group.general(), "/bind").unwrap();
    rig.shows_in(&anna, group, "•", "").await;
    anna.promotes(group, rig.robot.id, Rights { pin_messages: false, ..Rights::ALL }).unwrap();
    anna.says(group.general(), "/bind").unwrap();
    rig.shows_in(&anna, group, "pin", "").await;
    anna.promotes(group, rig.robot.id, Rights::ALL).unwrap();
    anna.says(group.general(), "/bind").unwrap();
    rig.shows_in(&anna, group, "The desk is ready: Sales", "").await;
    let desk = pult::relay::Desk::find(&rig.store, pult::domain::ChatId(group.bot_api_id())).unwrap().unwrap();
    assert_eq!((desk.member.0, desk.account.0), (anna.id.0, 1));

    // The account was called in, by a link for one.
    let Some(ClientAction::JoinDesk { link }) = rig.actions.recv().await else { panic!("an invitation") };
    sales.follows(&link).unwrap();
    assert!(rig.sandbox.person("Ivan").follows(&link).is_err());

    anna.goes_anonymous(group).unwrap();
    anna.posts_as_group(group.general(), "/bind").unwrap();
    rig.shows_in(&anna, group, "I cannot tell who writes", "").await;
}

#[tokio::test]
async fn an_owner_decides_about_the_desk_of_an_operator() {
    let rig = Rig::start().await;
    let anna = rig.owner("Anna").await;
    rig.account(1, "Sales", &anna).await;
    anna.says(&rig.robot, "/team").unwrap();
    rig.press(&anna, "Invite").await;
    rig.press(&anna, "Create the link").await;
    let shown = rig.shows(&anna, "?start=j_", "").await;
    let link = shown.text.split_whitespace().find_map(|word| word.split_once("?start=")).unwrap().1.to_owned();
    let olga = rig.sandbox.person("Olga").language("en");
    olga.opens_deep_link(&rig.robot, &link).unwrap();
    rig.shows(&olga, "You are an operator", "").await;

    let group = anna.creates_forum("Olga's desk").unwrap();
    anna.adds_bot(group, &rig.robot).unwrap();
    anna.promotes(group, rig.robot.id, Rights::ALL).unwrap();
    anna.adds(group, olga.id).unwrap();
    olga.says(group.general(), "/bind").unwrap();
    rig.shows_in(&olga, group, "The owner has been asked", "").await;
    rig.press(&anna, "Allow").await;
    rig.shows_in(&olga, group, "The desk is ready: Sales, Olga", "").await;

    // Strangers do not come in, Olga's colleagues of the account do.
    let asks = InviteOptions { approval: true, ..InviteOptions::default() };
    let door = anna.invites(group, asks).unwrap();
    let ivan = rig.sandbox.person("Ivan");
    ivan.follows(&door.url()).unwrap();
    // The same lane: when this is answered, so is Ivan.
    anna.says(group.general(), "/help").unwrap();
    rig.shows_in(&anna, group, "In a client's thread", "").await;
    let state = rig.sandbox.world().with(|world| {
        world.groups[&group.id].requests.iter().find(|request| request.user == ivan.id).map(|request| request.state)
    });
    assert_eq!(state, Some(RequestState::Declined));
    assert!(ivan.says(group, "hello").is_err());
}

#[tokio::test]
async fn a_thread_shows_the_client_and_carries_the_answers() {
    let mut rig = Rig::start().await;
    let anna = rig.owner("Anna").await;
    rig.account(1, "Sales", &anna).await;
    let group = anna.creates_forum("Sales desk").unwrap();
    anna.adds_bot(group, &rig.robot).unwrap();
    anna.promotes(group, rig.robot.id, Rights::ALL).unwrap();
    anna.says(group.general(), "/bind").unwrap();
    rig.shows_in(&anna, group, "The desk is ready", "").await;

    let asks = RichText {
        text: "Do you 👍 deliver?".into(),
        entities: vec![Entity { offset: 7, length: 2, kind: EntityKind::Bold }],
    };
    rig.relay.client_event(AccountId(1), &ivan_says(1, asks)).await.unwrap();
    rig.shows_in(&anna, group, "deliver?", "").await;
    let thread = anna.topic_named(group, "Ivan Petrov").expect("a thread for Ivan");
    let asked = rig.shows_in(&anna, thread, "deliver?", "").await;
    assert_eq!(asked.entities.len(), 1);

    let answer = anna.replies(thread, asked.id, "Yes").unwrap();
    let ClientAction::Send { text, reply_to, .. } = rig.action().await else { panic!("a send") };
    assert_eq!((text.text.as_str(), reply_to.map(|reply| reply.message)), ("Yes", Some(ClientMessageId(1))));
    let reacted =
        |emoji: &'static str| move |seen: &Seen| seen.id == answer && seen.reactions.iter().any(|it| it == emoji);
    assert!(anna.wait_for(thread, reacted("👌")).await.is_some());
    anna.edits(thread, answer, "Yes, until 6").unwrap();
    assert!(matches!(rig.action().await, ClientAction::Edit { text, .. } if text.text == "Yes, until 6"));

    // A comment stays inside, a command that does not exist too.
    anna.says(thread, "// a good client").unwrap();
    anna.says(thread, "/abracadabra").unwrap();
    rig.shows_in(&anna, thread, "There is no command /abracadabra", "").await;

    rig.refuse_next(FailureReason::AccountLimited);
    let failed = anna.says(thread, "See you").unwrap();
    let ClientAction::Send { random_id, .. } = rig.action().await else { panic!("a send") };
    let said = rig.shows_in(&anna, thread, "", "Send again").await;
    assert_eq!(said.reply.map(|(id, _)| id), Some(failed));
    let label = said.buttons[0][0].text.clone();
    assert_eq!(anna.presses(thread, said.id, &label).await.unwrap().text, None);
    assert!(matches!(rig.action().await, ClientAction::Send { random_id: again, .. } if again == random_id));

    let edited = match ivan_says(1, RichText::plain("Do you deliver on Sunday?")) {
        ClientEvent::Message { from, message, .. } => ClientEvent::Edited { from, message },
        other => other,
    };
    rig.relay.client_event(AccountId(1), &edited).await.unwrap();
    let shown = rig.shows_in(&anna, thread, "on Sunday?", "").await;
    assert!(shown.id == asked.id && shown.text.contains("Do you 👍 deliver?"), "{}", shown.text);

    anna.replies(thread, answer, "/del").unwrap();
    assert!(matches!(rig.action().await, ClientAction::Delete { .. }));
    assert!(anna.wait_until(thread, |seen| seen.iter().all(|seen| seen.id != answer)).await);
}

fn ivan_says(id: i32, text: RichText) -> ClientEvent {
    let identity =
        ClientIdentity { first_name: "Ivan".into(), last_name: Some("Petrov".into()), ..ClientIdentity::default() };
    ClientEvent::Message {
        from: Correspondent { peer: PeerId::User(500), kind: CorrespondentKind::Person, identity },
        message: Message {
            id: ClientMessageId(id),
            origin: Origin::Client,
            date: Timestamp::now(),
            content: Content::Text(text),
            reply_to: None,
            album: None,
            forwarded: None,
            writer: None,
        },
        random_id: None,
    }
}

fn button(seen: &Seen, part: &str) -> Action {
    seen.buttons.iter().flatten().find(|button| button.text.contains(part)).expect("the button").action.clone()
}
