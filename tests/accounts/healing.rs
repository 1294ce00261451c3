//! What goes wrong, and how it heals.

use super::office::{Mishap, Office, SALES, Told, is_active, needs_login, send};
use pult::accounts::Accounts;
use pult::domain::{AccountId, AccountState, Disconnection, RichText};
use pult::ports::{ClientError, ClientNetwork};
use telegram_sandbox::world::{Door, Effect, Fault};

#[tokio::test]
async fn what_came_while_nothing_ran_is_caught_up_in_order() {
    let (mut office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "before").unwrap();
    office.core.hears_message("before").await;
    office.accounts.stop().await;
    for words in ["one", "two", "three"] {
        ivan.says(&sales, words).unwrap();
    }
    office.starts().await;
    let mut ids = vec![];
    for words in ["one", "two", "three"] {
        ids.push(office.core.hears_message(words).await.0.id);
    }
    assert!(ids.is_sorted());
    assert_eq!(office.core.count("before"), 1, "not taken over twice");
    office.closes().await;
}

#[tokio::test]
async fn a_cut_connection_heals_by_itself() {
    let (office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "before").unwrap();
    office.core.hears_message("before").await;
    for words in ["first cut", "second cut"] {
        office.sandbox.cut(sales.id);
        ivan.says(&sales, words).unwrap();
        office.core.hears_message(words).await;
    }
    office.sandbox.cut(sales.id);
    office.sends(&ivan, 1, RichText::plain("still here")).await;
    office.closes().await;
}

#[tokio::test]
async fn lost_and_doubled_updates_make_no_difference() {
    let (office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "before").unwrap();
    office.core.hears_message("before").await;
    let fault = |effect| Fault::effect(Door::Mtproto, "updateNewMessage", effect).only(sales.id);
    office.sandbox.fault(fault(Effect::SkipUpdate));
    ivan.says(&sales, "lost on the way").unwrap();
    ivan.says(&sales, "shows the gap").unwrap();
    office.core.hears_message("lost on the way").await;
    office.core.hears_message("shows the gap").await;
    office.sandbox.fault(fault(Effect::DuplicateUpdate));
    ivan.says(&sales, "told twice").unwrap();
    ivan.says(&sales, "the last").unwrap();
    office.core.hears_message("the last").await;
    for words in ["lost on the way", "shows the gap", "told twice"] {
        assert_eq!(office.core.count(words), 1, "{words}");
    }
    office.closes().await;
}

/// Telegram moves an account to another data centre, wherever Pult notices it: nobody has to sign in, nothing is lost, and the next
/// start goes there at once.
#[tokio::test]
async fn an_account_that_was_moved_is_followed() {
    let (mut office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "before").unwrap();
    office.core.hears_message("before").await;
    // Nothing is asked of it, and nothing is told any more.
    let sales = sales.dc(4);
    ivan.says(&sales, "at home?").unwrap();
    office.hears_in_time(60, "at home?").await;
    // Something is asked of it.
    let sales = sales.dc(5);
    let answer = send(&ivan, 1, RichText::plain("We have moved"), None);
    assert_eq!(office.performs(answer.clone()).await, Err(ClientError::Offline), "it was not sent");
    ivan.says(&sales, "And now?").unwrap();
    office.hears_in_time(60, "And now?").await;
    office.performs(answer).await.unwrap();
    // It connects anew.
    let sales = sales.dc(1);
    office.sandbox.cut(sales.id);
    ivan.says(&sales, "Still there?").unwrap();
    office.hears_in_time(60, "Still there?").await;
    // It was away.
    office.accounts.stop().await;
    let sales = sales.dc(2);
    ivan.says(&sales, "Good morning").unwrap();
    office.starts().await;
    office.hears_in_time(60, "Good morning").await;
    office.sends(&ivan, 2, RichText::plain("Good morning")).await;
    assert!(office.core.told().iter().all(|told| !matches!(told, Told::State(_, state, _) if needs_login(state))));
    assert_eq!(ivan.sees(&sales).iter().filter(|seen| seen.text == "We have moved").count(), 1);
    // What it is now, it was signed in as.
    office.restarts().await;
    ivan.says(&sales, "after a restart").unwrap();
    office.core.hears_message("after a restart").await;
    office.closes().await;
}

/// The new home does not know the account where the old one does not hand it over: people are asked, and not for ever tried.
#[tokio::test]
async fn an_authorization_that_is_not_handed_over_needs_a_login() {
    let (office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "before").unwrap();
    office.core.hears_message("before").await;
    let refused = Fault::error(Door::Mtproto, "auth.exportAuthorization", 303, "USER_MIGRATE_4");
    office.sandbox.fault(refused.only(sales.id));
    let sales = sales.dc(4);
    office.becomes(60, |state, _| needs_login(state)).await;
    office.signs_in(SALES, &sales).await;
    ivan.says(&sales, "Are you back?").unwrap();
    office.core.hears_message("Are you back?").await;
    office.closes().await;
}

#[tokio::test]
async fn a_revoked_session_waits_for_a_login() {
    let (mut office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "Hello").unwrap();
    office.core.hears_message("Hello").await;
    office.sandbox.revoke(sales.id);
    office.core.hears_state(SALES, needs_login).await;
    let text = || RichText::plain("Good day");
    assert_eq!(office.performs(send(&ivan, 1, text(), None)).await, Err(ClientError::Offline));
    office.core.forgets();
    office.restarts().await;
    assert_eq!(office.performs(send(&ivan, 1, text(), None)).await, Err(ClientError::Offline), "not tried again");
    office.signs_in(SALES, &sales).await;
    ivan.says(&sales, "Are you back?").unwrap();
    office.core.hears_message("Are you back?").await;
    office.sends(&ivan, 2, text()).await;
    office.closes().await;
}

#[tokio::test]
async fn what_could_not_be_taken_over_comes_again() {
    for mishap in [Mishap::Fails, Mishap::Panics] {
        let (office, sales) = Office::with_sales().await;
        let ivan = office.sandbox.person("Ivan");
        ivan.says(&sales, "first").unwrap();
        office.core.hears_message("first").await;
        *office.core.mishap.lock().unwrap() = Some(mishap);
        ivan.says(&sales, "second").unwrap();
        office.hears_in_time(60, "second").await;
        assert_eq!(office.core.count("first"), 1);
        office.closes().await;
    }
}

#[tokio::test]
async fn one_account_in_trouble_does_not_disturb_another() {
    let (office, sales) = Office::with_sales().await;
    let other = AccountId(4);
    let support = office.sandbox.person("Support");
    office.signs_in(other, &support).await;
    office.sandbox.revoke(sales.id);
    office.core.hears_state(SALES, needs_login).await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&support, "Hello, support").unwrap();
    office.core.hears_message("Hello, support").await;
    let answer = send(&ivan, 1, RichText::plain("Hello, Ivan"), None);
    Accounts::perform(&office.accounts, other, &answer).await.unwrap();
    ivan.wait_for_text(&support, "Hello, Ivan").await.expect("Ivan sees it");
    office.closes().await;
}

#[tokio::test]
async fn an_account_can_be_switched_off_and_on() {
    let (mut office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    office.accounts.disconnect(SALES).await.unwrap();
    office
        .core
        .hears_state(SALES, |state| matches!(state, AccountState::Disconnected { why: Disconnection::ByOwner, .. }))
        .await;
    office.restarts().await;
    ivan.says(&sales, "anybody there?").unwrap();
    office.core.forgets();
    office.accounts.reconnect(SALES).await.unwrap();
    office.core.hears_state(SALES, is_active).await;
    office.core.hears_message("anybody there?").await;
    office.accounts.forget(SALES).await.unwrap();
    office.restarts().await;
    let answer = send(&ivan, 1, RichText::plain("yes"), None);
    assert_eq!(office.performs(answer).await, Err(ClientError::Offline));
    office.closes().await;
}

#[tokio::test]
async fn in_a_stop_the_intake_ends_first_and_sends_still_go() {
    let (mut office, sales) = Office::with_sales().await;
    let ivan = office.sandbox.person("Ivan");
    ivan.says(&sales, "Hello").unwrap();
    office.core.hears_message("Hello").await;
    office.accounts.stop_intake().await;
    office.sends(&ivan, 1, RichText::plain("Goodbye")).await;
    ivan.says(&sales, "too late for today").unwrap();
    assert_eq!(office.core.count("too late for today"), 0);
    office.restarts().await;
    office.core.hears_message("too late for today").await;
    office.closes().await;
}
