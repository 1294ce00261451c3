//! How an account is: what breaks, what shows, what is told, and how it gets well.

use super::office::{Office, SALES, Told, is_active, peer, send};
use pult::accounts::Accounts;
use pult::domain::{AccountId, AccountState, ClientMessageId, Disconnection, Limit, LoginNeed, RichText};
use pult::ports::{ClientAction, ClientError, ClientNetwork, ClientReceipt};
use std::time::Duration;
use telegram_sandbox::world::{Door, Effect, Fault, Outage, SessionEnd};

const SUPPORT: AccountId = AccountId(4);

fn hello() -> RichText {
    RichText::plain("Hello")
}

/// How often owners would have heard of a state.
fn news(office: &Office, fits: impl Fn(&AccountState) -> bool) -> usize {
    let counts = |told: &&Told| matches!(told, Told::State(SALES, state, true) if fits(state));
    office.core.told().iter().filter(counts).count()
}

fn is_unreachable(state: &AccountState) -> bool {
    matches!(state, AccountState::Disconnected { why: Disconnection::Unreachable, .. })
}

#[tokio::test]
async fn a_half_open_connection_is_noticed_and_made_anew() {
    let (office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "before").unwrap();
    office.core.hears_message("before").await;
    office.sandbox.strand(sales.id);
    ivan.says(&sales, "into the void").unwrap();
    office.hears_in_time(45, "into the void").await;
    office.sends(&ivan, 1, hello()).await;
    assert_eq!(news(&office, is_unreachable), 0, "nobody is bothered with it");
    office.closes().await;
}

/// What is not answered makes it ask at once, where it would have asked later.
#[tokio::test]
async fn a_request_into_the_void_shows_that_a_connection_is_half_open() {
    let (office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "before").unwrap();
    office.core.hears_message("before").await;
    let read = || ClientAction::MarkRead { peer: peer(&ivan), up_to: ClientMessageId(1) };
    for silence in [Effect::SilentBefore, Effect::SilentAfter] {
        let words = format!("{silence:?}");
        office.sandbox.fault(Fault::effect(Door::Mtproto, "messages.readHistory", silence).only(sales.id));
        assert_eq!(office.performs_in_time(25, read()).await, Err(ClientError::Unanswered), "{words}");
        ivan.says(&sales, words.clone()).unwrap();
        office.hears_in_time(12, &words).await;
        office.performs(read()).await.unwrap();
    }
    office.closes().await;
}

#[tokio::test]
async fn a_long_outage_shows_is_told_once_and_heals() {
    for outage in [Outage::Silent, Outage::Closed] {
        let (office, sales) = Office::with_sales().await;
        let ivan = office.sandbox.person("Ivan");
        ivan.says(&sales, "before").unwrap();
        office.core.hears_message("before").await;
        office.sandbox.outage(sales.id, outage);
        ivan.says(&sales, "anybody there?").unwrap();
        office.becomes(300, |state, lasting| is_unreachable(state) && !lasting).await;
        office.becomes(300, |state, lasting| is_unreachable(state) && lasting).await;
        assert_eq!(office.performs(send(&ivan, 1, hello(), None)).await, Err(ClientError::Offline));
        office.sandbox.advance(Duration::from_secs(600));
        office.core.forgets();
        office.sandbox.mend(sales.id);
        office.hears_in_time(300, "anybody there?").await;
        office.becomes(10, |state, _| is_active(state)).await;
        assert_eq!(news(&office, is_active), 0, "whether it holds is not known yet");
        office.becomes(90, |state, lasting| is_active(state) && lasting).await;
        assert_eq!(news(&office, is_unreachable), 0, "told once");
        office.sends(&ivan, 1, hello()).await;
        office.closes().await;
    }
}

#[tokio::test]
async fn a_slow_answer_is_waited_for() {
    let (office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "Hello?").unwrap();
    office.core.hears_message("Hello?").await;
    let slow = Effect::Delay(Duration::from_millis(300));
    office.sandbox.fault(Fault::effect(Door::Mtproto, "messages.sendMessage", slow).only(sales.id));
    office.sends(&ivan, 1, hello()).await;
    assert_eq!(ivan.sees(&sales).iter().filter(|seen| seen.text == "Hello").count(), 1);
    office.closes().await;
}

#[tokio::test]
async fn every_end_of_a_session_says_why() {
    let ended = |why| move |state: &AccountState| matches!(state, AccountState::LoginNeeded { why: found, .. } if *found == why);
    let banned = |state: &AccountState| matches!(state, AccountState::Banned { .. });
    type Fits = Box<dyn Fn(&AccountState) -> bool>;
    let table: [(SessionEnd, Fits); 6] = [
        (SessionEnd::Revoked, Box::new(ended(LoginNeed::Ended))),
        (SessionEnd::Expired, Box::new(ended(LoginNeed::Ended))),
        (SessionEnd::Unregistered, Box::new(ended(LoginNeed::Ended))),
        (SessionEnd::Duplicated, Box::new(ended(LoginNeed::Duplicated))),
        (SessionEnd::Deactivated, Box::new(banned)),
        (SessionEnd::Banned, Box::new(banned)),
    ];
    for (end, fits) in table {
        let (mut office, sales) = Office::with_sales().await;
        let ivan = office.sandbox.person("Ivan");
        ivan.says(&sales, "Hello").unwrap();
        office.core.hears_message("Hello").await;
        office.sandbox.end_sessions(sales.id, end);
        office.core.hears_state(SALES, &fits).await;
        assert_eq!(news(&office, &fits), 1, "{end:?}");
        // What a crash kept from being told is told at the next start; nothing is tried.
        office.core.forgets();
        office.restarts().await;
        office.core.hears_state(SALES, &fits).await;
        office.accounts.reconnect(SALES).await.unwrap();
        assert_eq!(office.performs(send(&ivan, 1, hello(), None)).await, Err(ClientError::Offline), "{end:?}");
        office.closes().await;
    }
}

#[tokio::test]
async fn a_key_that_telegram_forgot_is_kept_and_tried_again_on_demand() {
    let (mut office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "before").unwrap();
    office.core.hears_message("before").await;
    office.sandbox.forget_keys(sales.id);
    let unknown = |state: &AccountState| matches!(state, AccountState::LoginNeeded { why: LoginNeed::KeyUnknown, .. });
    office.becomes(60, |state, lasting| unknown(state) && lasting).await;
    office.restarts().await;
    ivan.says(&sales, "are you back?").unwrap();
    // A mistake of Telegram's, say: the same key is good again.
    office.sandbox.mend(sales.id);
    office.core.forgets();
    office.accounts.reconnect(SALES).await.unwrap();
    office.core.hears_state(SALES, is_active).await;
    office.core.hears_message("are you back?").await;
    office.closes().await;
}

#[tokio::test]
async fn a_flood_wait_holds_one_method_and_outlives_a_restart() {
    let (mut office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "How much?").unwrap();
    let (question, _) = office.core.hears_message("How much?").await;
    office.sandbox.fault(Fault::flood(Door::Mtproto, "messages.sendMessage", 900).only(sales.id));
    let answer = || send(&ivan, 1, hello(), None);
    assert_eq!(office.performs(answer()).await, Err(ClientError::Later(Duration::from_secs(900))));
    let waits = |state: &AccountState| matches!(state, AccountState::Limited { limit: Limit::Wait { .. }, .. });
    office.becomes(5, |state, lasting| waits(state) && lasting).await;
    let mark_read = ClientAction::MarkRead { peer: peer(&ivan), up_to: question.id };
    assert_eq!(office.performs(mark_read).await, Ok(ClientReceipt::Done), "the others go on");
    // The fault is used up: a second call would have been answered.
    assert!(matches!(office.performs(answer()).await, Err(ClientError::Later(_))), "Telegram is not asked");
    office.core.forgets();
    office.restarts().await;
    office.core.hears_state(SALES, waits).await;
    assert!(matches!(office.performs(answer()).await, Err(ClientError::Later(_))), "not after a restart either");
    office.sandbox.advance(Duration::from_secs(901));
    office.sends(&ivan, 1, hello()).await;
    office.becomes(5, |state, _| is_active(state)).await;
    office.closes().await;
}

#[tokio::test]
async fn while_the_difference_has_to_wait_sends_still_go() {
    let (office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "before").unwrap();
    office.core.hears_message("before").await;
    office.sandbox.fault(Fault::flood(Door::Mtproto, "updates.getDifference", 120).only(sales.id));
    office.sandbox.cut(sales.id);
    ivan.says(&sales, "missed").unwrap();
    let waits = |state: &AccountState| matches!(state, AccountState::Limited { limit: Limit::Wait { .. }, .. });
    office.core.hears_state(SALES, waits).await;
    office.sends(&ivan, 1, hello()).await;
    assert_eq!(office.core.count("missed"), 0);
    office.hears_in_time(180, "missed").await;
    office.closes().await;
}

#[tokio::test]
async fn a_limit_on_new_people_outlives_a_restart() {
    let (mut office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "Hello").unwrap();
    office.core.hears_message("Hello").await;
    office.sandbox.fault(Fault::error(Door::Mtproto, "messages.sendMessage", 400, "PEER_FLOOD").only(sales.id));
    office.performs(send(&ivan, 1, hello(), None)).await.unwrap_err();
    let limited = |state: &AccountState| matches!(state, AccountState::Limited { limit: Limit::NewPeople, .. });
    office.core.hears_state(SALES, limited).await;
    assert_eq!(news(&office, limited), 1);
    office.sends(&ivan, 2, hello()).await;
    office.core.forgets();
    office.restarts().await;
    office.core.hears_state(SALES, limited).await;
    office.closes().await;
}

#[tokio::test]
async fn whatever_happens_to_one_account_another_goes_on() {
    let office = Office::open().await;
    let (support, ivan) = (office.sandbox.person("Support"), office.sandbox.person("Ivan"));
    office.signs_in(SUPPORT, &support).await;
    type Breaks = fn(&Office, telegram_sandbox::world::UserId);
    let flood = |office: &Office, who| {
        office.sandbox.fault(Fault::flood(Door::Mtproto, "*", 3600).only(who).times(1000));
    };
    let slow = |office: &Office, who| {
        let effect = Effect::Delay(Duration::from_secs(3600));
        office.sandbox.fault(Fault::effect(Door::Mtproto, "*", effect).only(who).times(1000));
    };
    let ways: [(&str, Breaks); 8] = [
        ("cut", |office, who| office.sandbox.cut(who)),
        ("half-open", |office, who| office.sandbox.strand(who)),
        ("silent", |office, who| office.sandbox.outage(who, Outage::Silent)),
        ("closed", |office, who| office.sandbox.outage(who, Outage::Closed)),
        ("banned", |office, who| office.sandbox.end_sessions(who, SessionEnd::Banned)),
        ("key forgotten", |office, who| office.sandbox.forget_keys(who)),
        ("flooded", flood),
        ("slow", slow),
    ];
    for (n, (way, breaks)) in (1u8..).zip(ways) {
        let account = AccountId(10 + u32::from(n));
        let broken = office.sandbox.person(way);
        office.signs_in(account, &broken).await;
        breaks(&office, broken.id);
        ivan.says(&broken, "can you hear me?").unwrap();
        let unheard = send(&ivan, 100 + i64::from(n), hello(), None);
        let accounts = office.accounts.clone();
        let stuck = tokio::spawn(async move { Accounts::perform(&accounts, account, &unheard).await });
        let words = format!("while the other is {way}");
        ivan.says(&support, words.as_str()).unwrap();
        office.core.hears_message(&words).await;
        let answer = send(&ivan, i64::from(n), RichText::plain(format!("still here: {way}")), None);
        Accounts::perform(&office.accounts, SUPPORT, &answer).await.unwrap();
        ivan.wait_for_text(&support, &format!("still here: {way}")).await.expect("Ivan sees it");
        stuck.abort();
    }
    office.closes().await;
}
