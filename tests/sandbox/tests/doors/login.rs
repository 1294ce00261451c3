//! Signing in: by code, with a two-step password, by QR in its three forms, and being signed out.
use crate::accounts::{API_HASH, API_ID, Account, town, user};
use grammers_client::SignInError;
use grammers_client::client::PasswordToken;
use grammers_session::Session;
use grammers_session::updates::UpdatesLike;
use grammers_tl_types as tl;
use std::time::Duration;
use telegram_sandbox::world::OFFICIAL;
use telegram_sandbox::{Person, Refusal};

fn qr(token: &[u8]) -> String {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    format!("tg://login?token={}", BASE64_URL_SAFE_NO_PAD.encode(token))
}

const EXPORT: fn() -> tl::functions::auth::ExportLoginToken =
    || tl::functions::auth::ExportLoginToken { api_id: API_ID, api_hash: API_HASH.into(), except_ids: Vec::new() };

/// Shows a code, has it scanned, waits for the notice, and asks again.
async fn scanned(account: &mut Account, person: &Person) -> Result<tl::enums::auth::LoginToken, String> {
    let shown = account.call(&EXPORT()).await.expect("a token");
    let tl::enums::auth::LoginToken::Token(token) = shown else { panic!("a token to show, not {shown:?}") };
    person.scans_qr(&qr(&token.token)).expect("accepted");
    let raw = account.raw.as_mut().expect("nobody listens yet");
    let notice = async {
        while let Some(update) = raw.recv().await {
            if let UpdatesLike::Updates(tl::enums::Updates::UpdateShort(short)) = update
                && matches!(short.update, tl::enums::Update::LoginToken)
            {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), notice).await.expect("updateLoginToken");
    account.call(&EXPORT()).await.map_err(|e| e.to_string())
}

#[tokio::test]
async fn a_code_signs_in_and_a_wrong_one_does_not() {
    let town = town().await;
    let ivan = town.person("Ivan");
    let account = Account::new(&town, 0);
    assert!(!account.client.is_authorized().await.unwrap());

    let token = account.client.request_login_code(&ivan.phone_number(), API_HASH).await.unwrap();
    let wrong = account.client.sign_in(&token, "00000x").await;
    assert!(matches!(wrong, Err(SignInError::InvalidCode)), "{wrong:?}");
    let code = ivan.login_code().unwrap();
    assert!(ivan.sees(OFFICIAL).iter().any(|m| m.text.contains(&code)), "the code arrives as a message");
    let me = account.client.sign_in(&token, &code).await.unwrap();
    assert_eq!(me.full_name(), "Ivan");
    assert!(account.client.is_authorized().await.unwrap());
    assert!(ivan.wait_for_text(OFFICIAL, "New login").await.is_some());
}

#[tokio::test]
async fn a_code_sent_on_in_a_message_dies() {
    let town = town().await;
    let (ivan, olga) = (town.person("Ivan"), town.person("Olga"));
    let account = Account::new(&town, 0);
    let ask = tl::functions::auth::SendCode {
        phone_number: ivan.phone_number(),
        api_id: API_ID,
        api_hash: API_HASH.into(),
        settings: tl::types::CodeSettings {
            allow_flashcall: false,
            current_number: false,
            allow_app_hash: false,
            allow_missed_call: false,
            allow_firebase: false,
            unknown_number: false,
            logout_tokens: None,
            token: None,
            app_sandbox: None,
        }
        .into(),
    };
    let tl::enums::auth::SentCode::Code(sent) = account.call(&ask).await.unwrap() else { panic!("a code") };
    let code = ivan.login_code().unwrap();
    ivan.says(&olga, format!("my code: {code}")).unwrap();
    let sign_in = tl::functions::auth::SignIn {
        phone_number: ivan.phone_number(),
        phone_code_hash: sent.phone_code_hash,
        phone_code: Some(code),
        email_verification: None,
    };
    let refused = account.call(&sign_in).await.unwrap_err();
    assert!(refused.is("PHONE_CODE_EXPIRED"), "{refused}");
}

#[tokio::test]
async fn a_two_step_password_is_asked_and_checked() {
    let town = town().await;
    let ivan = town.person("Ivan").password("correct horse", Some("battery"));
    let account = Account::new(&town, 0);
    let token = account.client.request_login_code(&ivan.phone_number(), API_HASH).await.unwrap();
    let code = ivan.login_code().unwrap();
    let Err(SignInError::PasswordRequired(asked)) = account.client.sign_in(&token, &code).await else {
        panic!("a password is asked");
    };
    assert_eq!(asked.hint(), Some("battery"));
    let wrong = account.client.check_password(asked, "wrong horse").await;
    assert!(matches!(wrong, Err(SignInError::InvalidPassword(_))), "{wrong:?}");
    assert!(!account.client.is_authorized().await.unwrap());

    let tl::enums::account::Password::Password(fresh) =
        account.call(&tl::functions::account::GetPassword {}).await.unwrap();
    let me = account.client.check_password(PasswordToken::new(fresh), "correct horse").await.unwrap();
    assert_eq!(me.full_name(), "Ivan");
}

#[tokio::test]
async fn an_account_of_another_data_centre_is_followed_there() {
    let town = town().await;
    let ivan = town.person("Ivan").dc(4);
    let account = Account::new(&town, 0);
    let token = account.client.request_login_code(&ivan.phone_number(), API_HASH).await.unwrap();
    account.client.sign_in(&token, &ivan.login_code().unwrap()).await.unwrap();
    assert_eq!(account.session.home_dc_id().unwrap(), 4);
}

#[tokio::test]
async fn a_qr_code_signs_in_here_elsewhere_and_with_a_password() {
    let town = town().await;
    let here = town.person("Here");
    let mut account = Account::new(&town, 0);
    let answer = scanned(&mut account, &here).await.unwrap();
    assert!(matches!(answer, tl::enums::auth::LoginToken::Success(_)), "{answer:?}");
    assert!(account.client.is_authorized().await.unwrap());

    let away = town.person("Away").dc(4);
    let mut account = Account::new(&town, 1);
    let answer = scanned(&mut account, &away).await.unwrap();
    let tl::enums::auth::LoginToken::MigrateTo(to) = answer else { panic!("{answer:?}") };
    assert_eq!(to.dc_id, 4);
    account.session.set_home_dc_id(4).await.unwrap();
    let answer = account.call(&tl::functions::auth::ImportLoginToken { token: to.token }).await.unwrap();
    assert!(matches!(answer, tl::enums::auth::LoginToken::Success(_)), "{answer:?}");

    let careful = town.person("Careful").password("secret", None);
    let mut account = Account::new(&town, 2);
    let refused = scanned(&mut account, &careful).await.unwrap_err();
    assert!(refused.contains("SESSION_PASSWORD_NEEDED"), "{refused}");
    let tl::enums::account::Password::Password(asked) =
        account.call(&tl::functions::account::GetPassword {}).await.unwrap();
    let me = account.client.check_password(PasswordToken::new(asked), "secret").await.unwrap();
    assert_eq!(me.full_name(), "Careful");
}

#[tokio::test]
async fn a_qr_code_is_good_once_and_for_thirty_seconds() {
    let options = telegram_sandbox::Options {
        clock: telegram_sandbox::Clock::virtual_at(1_790_000_000),
        ..telegram_sandbox::Options::default()
    };
    let town = telegram_sandbox::Sandbox::start(options).await.unwrap();
    let ivan = town.person("Ivan");
    let account = Account::new(&town, 0);
    let show = || async {
        match account.call(&EXPORT()).await.unwrap() {
            tl::enums::auth::LoginToken::Token(token) => token,
            other => panic!("{other:?}"),
        }
    };
    let first = show().await;
    assert_eq!(first.expires, 1_790_000_030);
    town.advance(Duration::from_secs(31));
    assert_eq!(ivan.scans_qr(&qr(&first.token)), Err(Refusal::Login("AUTH_TOKEN_EXPIRED")));
    assert_eq!(ivan.scans_qr(&qr(b"made up")), Err(Refusal::Login("AUTH_TOKEN_INVALID")));
    let second = show().await;
    assert_ne!(first.token, second.token);
    ivan.scans_qr(&qr(&second.token)).unwrap();
    assert_eq!(ivan.scans_qr(&qr(&second.token)), Err(Refusal::Login("AUTH_TOKEN_ALREADY_ACCEPTED")));
}

#[tokio::test]
async fn a_revoked_session_is_told_so_and_other_people_are_not() {
    let town = town().await;
    let (ivan, olga) = (town.person("Ivan"), town.person("Olga"));
    let gone = Account::of(&town, &ivan, 0).await;
    let stays = Account::of(&town, &olga, 1).await;
    town.revoke(ivan.id);
    let refused = loop {
        // The connection is dropped first; the next call makes a new one and learns why.
        let error = gone.client.get_me().await.unwrap_err();
        if error.to_string().contains("rpc") || format!("{error:?}").contains("REVOKED") {
            break format!("{error:?}");
        }
    };
    assert!(refused.contains("SESSION_REVOKED"), "{refused}");
    assert_eq!(stays.client.get_me().await.unwrap().full_name(), "Olga");
    let _known = user(&town, &olga, ivan.id);
}

#[tokio::test]
async fn another_sign_in_is_announced_to_the_first_client() {
    let town = town().await;
    let ivan = town.person("Ivan");
    let mut first = Account::of(&town, &ivan, 0).await;
    let _second = Account::of(&town, &ivan, 1).await;
    let device = first
        .next_raw(|update| match update {
            tl::enums::Update::NewAuthorization(news) => Some(news.device.clone()),
            _ => None,
        })
        .await;
    assert_eq!(device.as_deref(), Some("test device"));
}
