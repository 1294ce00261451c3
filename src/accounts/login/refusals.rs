//! What Telegram's refusals mean to a login, in one table: the errors of `auth.sendCode`, `auth.resendCode`, `auth.signIn`,
//! `auth.exportLoginToken`, `auth.importLoginToken`, `account.getPassword` and `auth.checkPassword`, as
//! <https://core.telegram.org/method/auth.sendCode> and its kin list them.
//!
//! **What a person can put right within the login is a step of it, the rest ends it and says what to do.** A name that stands in no
//! row is handed on as it is.

use super::machine::Input;
use crate::accounts::errors::{Trouble, trouble};
use crate::domain::LoginFailure;
use grammers_mtsender::InvocationError;

/// What a refused request of a login comes to.
pub fn refusal(error: &InvocationError) -> Input {
    let InvocationError::Rpc(rpc) = error else { return general(error) };
    let failure = match rpc.name.as_str() {
        "SESSION_PASSWORD_NEEDED" => return Input::PasswordNeeded,
        "PASSWORD_HASH_INVALID" => return Input::WrongPassword,
        // The password was changed while it was asked for, or its parameters are no longer those that were given.
        "SRP_ID_INVALID" | "SRP_PASSWORD_CHANGED" => return Input::PasswordNeeded,

        "AUTH_TOKEN_ALREADY_ACCEPTED" | "AUTH_TOKEN_EXPIRED" | "AUTH_TOKEN_INVALID" | "AUTH_TOKEN_INVALIDX" => {
            return Input::QrDead;
        }

        "PHONE_NUMBER_INVALID" => return Input::BadNumber,
        "PHONE_CODE_INVALID" | "PHONE_CODE_EMPTY" => return Input::WrongCode,
        // E-mail codes have an expiry of their own.
        "PHONE_CODE_EXPIRED" | "PHONE_CODE_HASH_EMPTY" | "EMAIL_VERIFY_EXPIRED" => return Input::CodeExpired,
        "SEND_CODE_UNAVAILABLE" => return Input::NoOtherWay,
        "AUTH_RESTART" => return Input::Restart,

        "PHONE_NUMBER_BANNED" => LoginFailure::Banned,
        "PHONE_NUMBER_UNOCCUPIED" | "PHONE_NUMBER_APP_SIGNUP_FORBIDDEN" => LoginFailure::NotRegistered,
        "PHONE_NUMBER_FLOOD" => LoginFailure::TooManyCodes,
        // The second is documented as a sentence. <https://core.telegram.org/method/auth.sendCode>
        "PHONE_PASSWORD_FLOOD" => LoginFailure::TooManyTries,
        sentence if sentence.starts_with("Sorry, too many invalid attempts") => LoginFailure::TooManyTries,
        "PHONE_PASSWORD_PROTECTED" => LoginFailure::PasswordProtected,
        "SMS_CODE_CREATE_FAILED" => LoginFailure::SmsFailed,
        "API_ID_INVALID" => LoginFailure::ApiIdInvalid,
        "API_ID_PUBLISHED_FLOOD" => LoginFailure::ApiIdPublished,
        "UPDATE_APP_TO_LOGIN" => LoginFailure::Outdated,
        _ => return general(error),
    };
    Input::Refused(failure)
}

/// What is the same for every request of an account.
fn general(error: &InvocationError) -> Input {
    let failure = match (trouble(error), error) {
        (Trouble::Passing, _) => return Input::Fault,
        (Trouble::Banned, _) => LoginFailure::Banned,
        (Trouble::Wait(wait), _) => {
            LoginFailure::FloodWait { seconds: u32::try_from(wait.as_secs()).unwrap_or(u32::MAX) }
        }
        (Trouble::SignedOut(_), _) => LoginFailure::Forgotten,
        (_, InvocationError::Rpc(error)) => LoginFailure::Other { code: error.name.clone() },
        _ => LoginFailure::Internal,
    };
    Input::Refused(failure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::errors::rpc;

    /// An input by its name, a failure by its value.
    fn meaning(code: i32, name: &str) -> String {
        match refusal(&rpc(code, name)) {
            Input::Refused(failure) => format!("{failure:?}"),
            Input::PasswordNeeded => "ask for the password".into(),
            Input::WrongPassword => "wrong password".into(),
            Input::QrDead => "a new QR code".into(),
            Input::BadNumber => "ask for the number".into(),
            Input::WrongCode => "wrong code".into(),
            Input::CodeExpired => "the code has expired".into(),
            Input::NoOtherWay => "no other way".into(),
            Input::Restart => "begin anew".into(),
            Input::Fault => "again".into(),
            _ => panic!("{name} comes to something that is no refusal"),
        }
    }

    /// Code and name of an error, and what it comes to.
    type Row = (i32, &'static str, &'static str);

    #[test]
    fn every_documented_error_of_every_method_means_something() {
        let methods: [(&str, &[Row]); 7] = [
            (
                "auth.sendCode",
                &[
                    (400, "API_ID_INVALID", "ApiIdInvalid"),
                    (400, "API_ID_PUBLISHED_FLOOD", "ApiIdPublished"),
                    (401, "AUTH_KEY_PERM_EMPTY", "Forgotten"),
                    (500, "AUTH_RESTART", "begin anew"),
                    (500, "AUTH_RESTART_4", "begin anew"),
                    (400, "PHONE_NUMBER_APP_SIGNUP_FORBIDDEN", "NotRegistered"),
                    (400, "PHONE_NUMBER_BANNED", "Banned"),
                    (400, "PHONE_NUMBER_FLOOD", "TooManyCodes"),
                    (406, "PHONE_NUMBER_INVALID", "ask for the number"),
                    (406, "PHONE_PASSWORD_FLOOD", "TooManyTries"),
                    (400, "PHONE_PASSWORD_PROTECTED", "PasswordProtected"),
                    (400, "SMS_CODE_CREATE_FAILED", "SmsFailed"),
                    (
                        400,
                        "Sorry, too many invalid attempts to enter your password. Please try again later.",
                        "TooManyTries",
                    ),
                    (406, "UPDATE_APP_TO_LOGIN", "Outdated"),
                ],
            ),
            (
                "auth.resendCode",
                &[
                    (400, "PHONE_CODE_EMPTY", "wrong code"),
                    (400, "PHONE_CODE_EXPIRED", "the code has expired"),
                    (400, "PHONE_CODE_HASH_EMPTY", "the code has expired"),
                    (406, "PHONE_NUMBER_INVALID", "ask for the number"),
                    (406, "SEND_CODE_UNAVAILABLE", "no other way"),
                ],
            ),
            (
                "auth.signIn",
                &[
                    (500, "AUTH_RESTART", "begin anew"),
                    (400, "PHONE_CODE_EMPTY", "wrong code"),
                    (400, "PHONE_CODE_EXPIRED", "the code has expired"),
                    (400, "PHONE_CODE_INVALID", "wrong code"),
                    (400, "EMAIL_VERIFY_EXPIRED", "the code has expired"),
                    (406, "PHONE_NUMBER_INVALID", "ask for the number"),
                    (400, "PHONE_NUMBER_UNOCCUPIED", "NotRegistered"),
                    (401, "SESSION_PASSWORD_NEEDED", "ask for the password"),
                    (500, "SIGN_IN_FAILED", "again"),
                    (406, "UPDATE_APP_TO_LOGIN", "Outdated"),
                ],
            ),
            (
                "auth.exportLoginToken",
                &[
                    (400, "API_ID_INVALID", "ApiIdInvalid"),
                    (400, "API_ID_PUBLISHED_FLOOD", "ApiIdPublished"),
                    (401, "SESSION_PASSWORD_NEEDED", "ask for the password"),
                    (406, "UPDATE_APP_TO_LOGIN", "Outdated"),
                ],
            ),
            (
                "auth.importLoginToken",
                &[
                    (400, "AUTH_TOKEN_ALREADY_ACCEPTED", "a new QR code"),
                    (400, "AUTH_TOKEN_EXPIRED", "a new QR code"),
                    (400, "AUTH_TOKEN_INVALID", "a new QR code"),
                    (400, "AUTH_TOKEN_INVALIDX", "a new QR code"),
                    (401, "SESSION_PASSWORD_NEEDED", "ask for the password"),
                ],
            ),
            (
                "auth.checkPassword",
                &[
                    (500, "AUTH_KEY_UNSYNCHRONIZED", "again"),
                    (400, "PASSWORD_HASH_INVALID", "wrong password"),
                    (400, "SRP_ID_INVALID", "ask for the password"),
                    (400, "SRP_PASSWORD_CHANGED", "ask for the password"),
                ],
            ),
            (
                "any",
                &[
                    (420, "FLOOD_WAIT_90", "FloodWait { seconds: 90 }"),
                    (401, "AUTH_KEY_UNREGISTERED", "Forgotten"),
                    (401, "USER_DEACTIVATED_BAN", "Banned"),
                    (500, "INTERNAL", "again"),
                    (-503, "Timeout", "again"),
                    (400, "SOMETHING_NEW", "Other { code: \"SOMETHING_NEW\" }"),
                ],
            ),
        ];
        for (method, errors) in methods {
            for (code, name, means) in errors {
                assert_eq!(meaning(*code, name), *means, "{method}: {code} {name}");
            }
        }
    }
}
