//! The requests of a login, and what their answers mean to it.
//!
//! **A request goes where Telegram wants it**: a number, and with it the login, may belong to another data centre.
//! <https://core.telegram.org/api/datacenter>

use super::machine::{Do, Input};
use super::refusals::refusal;
use super::sent::sent;
use crate::accounts::connection::{ANSWER, Credentials, Link};
use crate::accounts::convert;
use crate::domain::{LoginFailure, Phone};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use grammers_client::client::PasswordToken;
use grammers_client::{Client, SignInError};
use grammers_mtsender::{InvocationError, RpcError};
use grammers_session::Session;
use grammers_tl_types as tl;
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;
use tracing::warn;

/// Pause before a request is repeated after a fault. The network's time, not the product's.
const PAUSE: Duration = Duration::from_secs(2);
/// Telegram's password parameters are good for one attempt and may change in between.
const PASSWORD_ATTEMPTS: u8 = 2;
/// From one data centre to another, and once more should they disagree.
const MOVES: u8 = 2;

/// The user whom Telegram signed in.
pub type User = tl::types::User;

/// Does what the machine asks of the network.
pub async fn perform(link: &Link, credentials: &Credentials, command: Do, signed_in: &mut Option<User>) -> Input {
    match command {
        Do::ExportToken => {
            let request = tl::functions::auth::ExportLoginToken {
                api_id: credentials.api_id,
                api_hash: credentials.api_hash.expose_secret().to_owned(),
                // A managed account that scans is to be told so, rather than that its scan failed.
                except_ids: Vec::new(),
            };
            token(call(link, &request).await, signed_in)
        }
        Do::Import { dc, token: bytes } => match move_to(link, dc).await {
            Ok(()) => token(link.invoke(&tl::functions::auth::ImportLoginToken { token: bytes }).await, signed_in),
            Err(error) => refusal(&error),
        },
        Do::SendCode(number) => {
            let request = tl::functions::auth::SendCode {
                phone_number: number.digits().to_owned(),
                api_id: credentials.api_id,
                api_hash: credentials.api_hash.expose_secret().to_owned(),
                settings: code_settings(),
            };
            sent_code(call(link, &request).await, signed_in)
        }
        Do::ResendCode { number, hash } => {
            let request = tl::functions::auth::ResendCode {
                phone_number: number.digits().to_owned(),
                phone_code_hash: hash.expose_secret().to_owned(),
                reason: None,
            };
            sent_code(call(link, &request).await, signed_in)
        }
        Do::SignIn { number, hash, code, by_email } => sign_in(link, number, hash, code, by_email, signed_in).await,
        Do::AskPassword => match password_parameters(link).await {
            Ok(parameters) => Input::PasswordHint(parameters.hint.filter(|hint| !hint.is_empty())),
            Err(input) => input,
        },
        Do::CheckPassword(password) => check_password(link, password, signed_in).await,
        Do::Pause => {
            tokio::time::sleep(PAUSE).await;
            Input::Time
        }
        Do::Admit | Do::CancelCode { .. } | Do::Wait(_) | Do::End => Input::Time,
    }
}

/// Has the code called back, so that it is not left to whoever finds it.
pub async fn cancel_code(link: &Link, number: &Phone, hash: &SecretString) -> Result<(), InvocationError> {
    let request = tl::functions::auth::CancelCode {
        phone_number: number.digits().to_owned(),
        phone_code_hash: hash.expose_secret().to_owned(),
    };
    link.invoke(&request).await.map(drop)
}

/// Asks the home data centre, or the one that Telegram names instead, which is the home from then on.
async fn call<R: tl::RemoteCall + tl::Identifiable>(link: &Link, request: &R) -> Result<R::Return, InvocationError> {
    for _ in 0..MOVES {
        match link.invoke(request).await {
            // PHONE_MIGRATE_X, NETWORK_MIGRATE_X, USER_MIGRATE_X. <https://core.telegram.org/api/errors#303-see-other>
            Err(InvocationError::Rpc(RpcError { code: 303, value: Some(dc), .. })) => {
                move_to(link, i32::try_from(dc).map_err(|_| InvocationError::InvalidDc)?).await?;
            }
            answer => return answer,
        }
    }
    link.invoke(request).await
}

async fn move_to(link: &Link, dc: i32) -> Result<(), InvocationError> {
    link.disconnect();
    link.session.set_home_dc_id(dc).await.map_err(|error| {
        warn!(error = %crate::domain::Chain(&error), "the data centre of a login was not noted");
        InvocationError::Session(error.into())
    })
}

/// No way of sending is asked for that only a phone could take part in: calls that are not to be answered, Google's and Apple's
/// services. <https://core.telegram.org/constructor/codeSettings>
fn code_settings() -> tl::enums::CodeSettings {
    tl::types::CodeSettings {
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
    .into()
}

/// What an answer about a code means.
fn sent_code(answer: Result<tl::enums::auth::SentCode, InvocationError>, signed_in: &mut Option<User>) -> Input {
    use tl::enums::auth::SentCode as S;
    match answer {
        Ok(S::Code(code)) => sent(code),
        Ok(S::Success(success)) => authorized(success.authorization, signed_in),
        Ok(S::PaymentRequired(_)) => Input::Refused(LoginFailure::PaymentRequired),
        Err(error) => refusal(&error),
    }
}

async fn sign_in(
    link: &Link,
    number: Phone,
    hash: SecretString,
    code: SecretString,
    by_email: bool,
    signed_in: &mut Option<User>,
) -> Input {
    let code = code.expose_secret().to_owned();
    let (phone_code, email_verification) = match by_email {
        false => (Some(code), None),
        true => (None, Some(tl::types::EmailVerificationCode { code }.into())),
    };
    let request = tl::functions::auth::SignIn {
        phone_number: number.digits().to_owned(),
        phone_code_hash: hash.expose_secret().to_owned(),
        phone_code,
        email_verification,
    };
    match call(link, &request).await {
        Ok(authorization) => authorized(authorization, signed_in),
        Err(error) => match refusal(&error) {
            // A code is good once. Where the first answer was lost, the repetition is refused although it signed in.
            Input::CodeExpired => match own_user(link).await {
                Some(user) => {
                    *signed_in = Some(user);
                    Input::SignedIn
                }
                None => Input::CodeExpired,
            },
            input => input,
        },
    }
}

/// Who is signed in, if anybody is.
async fn own_user(link: &Link) -> Option<User> {
    let request = tl::functions::users::GetUsers { id: vec![tl::enums::InputUser::UserSelf] };
    match link.invoke(&request).await.ok()?.pop()? {
        tl::enums::User::User(user) => Some(user),
        tl::enums::User::Empty(_) => None,
    }
}

/// What an answer with a login token means.
fn token(answer: Result<tl::enums::auth::LoginToken, InvocationError>, signed_in: &mut Option<User>) -> Input {
    use tl::enums::auth::LoginToken as T;
    match answer {
        Ok(T::Token(token)) => Input::Qr {
            // <https://core.telegram.org/api/qr-login>
            url: format!("tg://login?token={}", BASE64_URL_SAFE_NO_PAD.encode(&token.token)).into(),
            expires: convert::date(token.expires),
        },
        Ok(T::MigrateTo(elsewhere)) => Input::Elsewhere { dc: elsewhere.dc_id, token: elsewhere.token },
        Ok(T::Success(success)) => authorized(success.authorization, signed_in),
        Err(error) => refusal(&error),
    }
}

fn authorized(authorization: tl::enums::auth::Authorization, signed_in: &mut Option<User>) -> Input {
    match authorization {
        tl::enums::auth::Authorization::Authorization(tl::types::auth::Authorization {
            user: tl::enums::User::User(user),
            ..
        }) => {
            *signed_in = Some(user);
            Input::SignedIn
        }
        // To sign up would be to register an account, which is for its owner to do.
        _ => Input::Refused(LoginFailure::NotRegistered),
    }
}

/// Telegram's parameters for one check of the password, of a kind that we can compute with.
async fn password_parameters(link: &Link) -> Result<tl::types::account::Password, Input> {
    let tl::enums::account::Password::Password(parameters) =
        link.invoke(&tl::functions::account::GetPassword {}).await.map_err(|error| refusal(&error))?;
    let known = matches!(
        parameters.current_algo,
        Some(tl::enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow(_))
    );
    if known && parameters.srp_b.is_some() && parameters.srp_id.is_some() {
        Ok(parameters)
    } else {
        // <https://core.telegram.org/api/srp>: the program is too old for them.
        Err(Input::Refused(LoginFailure::Outdated))
    }
}

/// <https://core.telegram.org/api/srp>
async fn check_password(link: &Link, password: SecretString, signed_in: &mut Option<User>) -> Input {
    for attempt in 1..=PASSWORD_ATTEMPTS {
        let parameters = match password_parameters(link).await {
            Ok(parameters) => parameters,
            Err(input) => return input,
        };
        let (client, password) = (Client::new(link.pool.clone()), password.clone());
        // A task of its own: grammers panics on parameters that are no proper group.
        let check = tokio::spawn(async move {
            let check = client.check_password(PasswordToken::new(parameters), password.expose_secret());
            tokio::time::timeout(ANSWER, check).await
        });
        match check.await {
            Ok(Ok(Ok(user))) => {
                let tl::enums::User::User(user) = user.raw else { break };
                *signed_in = Some(user);
                return Input::SignedIn;
            }
            Ok(Ok(Err(SignInError::InvalidPassword(_)))) => return Input::WrongPassword,
            Ok(Ok(Err(SignInError::Other(error))))
                if attempt < PASSWORD_ATTEMPTS && (error.is("SRP_ID_INVALID") || error.is("SRP_PASSWORD_CHANGED")) => {}
            Ok(Ok(Err(SignInError::Other(error)))) => return refusal(&error),
            Ok(Ok(Err(_))) | Err(_) => break,
            Ok(Err(_)) => return Input::Fault,
        }
    }
    Input::Refused(LoginFailure::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::errors::rpc;

    #[test]
    fn answers_become_inputs() {
        let mut user = None;
        let code = tl::types::auth::LoginToken { expires: 100, token: vec![0xfb, 0xff] };
        assert!(matches!(token(Ok(code.into()), &mut user),
            Input::Qr { url, .. } if url.expose_secret() == "tg://login?token=-_8"));
        assert!(matches!(token(Err(rpc(401, "SESSION_PASSWORD_NEEDED")), &mut user), Input::PasswordNeeded));
        assert!(matches!(token(Err(rpc(500, "INTERNAL")), &mut user), Input::Fault));
    }
}
