//! Signing in.

use super::office::{Office, SALES, Told, is_active};
use pult::domain::{LoginFailure, UserId};
use pult::ports::{LoginError, LoginStep, Logins};

#[tokio::test]
async fn a_scanned_code_signs_in() {
    let office = Office::open().await;
    let sales = office.sandbox.person("Sales").dc(2);
    office.signs_in(SALES, &sales).await;
    let admitted = Told::Admitted(SALES, UserId(sales.id.0));
    assert!(office.core.told().contains(&admitted));
    office.closes().await;
}

#[tokio::test]
async fn an_account_of_another_data_centre_is_followed_there() {
    let mut office = Office::open().await;
    let sales = office.sandbox.person("Sales").dc(4);
    office.signs_in(SALES, &sales).await;
    office.core.forgets();
    office.restarts().await;
    office.core.hears_state(SALES, is_active).await;
    office.closes().await;
}

#[tokio::test]
async fn a_two_step_password_is_asked_for_until_it_is_right() {
    let office = Office::open().await;
    let sales = office.sandbox.person("Sales").dc(4).password("correct horse", Some("a horse"));
    let login = office.begins_login(SALES).await;
    office.scans(login, &sales).await;
    let asked = |count: u8| {
        move |step| match step {
            LoginStep::Password { hint, wrong } if wrong == count => hint,
            _ => None,
        }
    };
    assert_eq!(office.step(login, "the password step", asked(0)).await, "a horse");
    office.accounts.typed(login, "wrong".into()).await.unwrap();
    office.step(login, "the password step again", asked(1)).await;
    office.accounts.typed(login, "correct horse".into()).await.unwrap();
    office.is_done(login).await;
    office.core.hears_state(SALES, is_active).await;
    assert_eq!(office.accounts.typed(login, "late".into()).await, Err(LoginError::Gone));
    office.closes().await;
}

#[tokio::test]
async fn an_account_that_the_core_refuses_is_logged_out_again() {
    let mut office = Office::open().await;
    let sales = office.sandbox.person("Sales");
    *office.core.refuses.lock().unwrap() = Some(LoginFailure::AlreadyManaged);
    let login = office.begins_login(SALES).await;
    office.scans(login, &sales).await;
    assert_eq!(office.failed(login).await, LoginFailure::AlreadyManaged);
    office.restarts().await;
    assert!(!office.core.told().iter().any(|told| matches!(told, Told::State(..))), "nothing was kept");
    office.closes().await;
}

#[tokio::test]
async fn a_login_can_be_refreshed_and_cancelled() {
    let office = Office::open().await;
    let login = office.begins_login(SALES).await;
    let code = |step| match step {
        LoginStep::Qr { url, .. } => Some(secrecy::ExposeSecret::expose_secret(&url).to_owned()),
        _ => None,
    };
    let url = office.step(login, "a code", code).await;
    assert!(url.starts_with("tg://login?token="));
    assert_eq!(office.accounts.typed(login, "too early".into()).await, Err(LoginError::OtherStep));
    office.accounts.refresh(login).await.unwrap();
    office.step(login, "a code still", code).await;
    office.accounts.cancel(login).await.unwrap();
    assert_eq!(office.failed(login).await, LoginFailure::Cancelled);
    assert_eq!(office.accounts.refresh(login).await, Err(LoginError::Gone));
    office.closes().await;
}

#[tokio::test]
async fn a_code_that_nobody_scans_is_replaced_and_in_the_end_given_up() {
    let office = Office::open().await;
    let login = office.begins_login(SALES).await;
    let code = |step| match step {
        LoginStep::Qr { url, expires } => Some((secrecy::ExposeSecret::expose_secret(&url).to_owned(), expires)),
        _ => None,
    };
    let (first, expires) = office.step(login, "a code", code).await;
    office.sandbox.advance(std::time::Duration::from_secs(31));
    let (_, later) = office.step(login, "another code", |step| code(step).filter(|(url, _)| *url != first)).await;
    assert!(later > expires);
    assert!(office.sandbox.person("Sales").scans_qr(&first).is_err(), "the old one is dead");
    office.sandbox.advance(std::time::Duration::from_secs(300));
    assert_eq!(office.failed(login).await, LoginFailure::Expired);
    office.closes().await;
}

#[tokio::test]
async fn two_accounts_sign_in_at_once() {
    let office = Office::open().await;
    let (sales, support) = (office.sandbox.person("Sales"), office.sandbox.person("Support").dc(5));
    let other = pult::domain::AccountId(4);
    tokio::join!(office.signs_in(SALES, &sales), office.signs_in(other, &support));
    office.closes().await;
}
