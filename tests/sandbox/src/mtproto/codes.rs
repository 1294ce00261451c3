//! What a client is told about a login code. <https://core.telegram.org/constructor/auth.sentCode>
use crate::world::{CodeWay, SentCode};
use grammers_tl_types::{enums, types};

pub fn sent(code: SentCode) -> enums::auth::SentCode {
    let length = i32::try_from(code.length).unwrap_or_default();
    let known = Some(code.known.clone()).filter(|known| !known.is_empty());
    let kind: enums::auth::SentCodeType = match code.way {
        CodeWay::App => types::auth::SentCodeTypeApp { length }.into(),
        CodeWay::Sms => types::auth::SentCodeTypeSms { length }.into(),
        CodeWay::Call => types::auth::SentCodeTypeCall { length }.into(),
        CodeWay::FlashCall => types::auth::SentCodeTypeFlashCall { pattern: code.known }.into(),
        CodeWay::MissedCall => types::auth::SentCodeTypeMissedCall { prefix: code.known, length }.into(),
        CodeWay::Fragment => types::auth::SentCodeTypeFragmentSms { url: code.known, length }.into(),
        CodeWay::SmsWord => types::auth::SentCodeTypeSmsWord { beginning: known }.into(),
        CodeWay::SmsPhrase => types::auth::SentCodeTypeSmsPhrase { beginning: known }.into(),
        CodeWay::Email => types::auth::SentCodeTypeEmailCode {
            apple_signin_allowed: false,
            google_signin_allowed: false,
            email_pattern: code.known,
            length,
            reset_available_period: None,
            reset_pending_date: None,
        }
        .into(),
        CodeWay::SetUpEmail => {
            types::auth::SentCodeTypeSetUpEmailRequired { apple_signin_allowed: false, google_signin_allowed: false }
                .into()
        }
        CodeWay::Firebase => types::auth::SentCodeTypeFirebaseSms {
            nonce: None,
            play_integrity_project_id: None,
            play_integrity_nonce: None,
            receipt: None,
            push_timeout: None,
            length,
        }
        .into(),
    };
    types::auth::SentCode {
        r#type: kind,
        phone_code_hash: code.hash,
        next_type: code.next.and_then(next),
        timeout: code.next.is_some().then(|| i32::try_from(code.wait).unwrap_or(i32::MAX)),
    }
    .into()
}

fn next(way: CodeWay) -> Option<enums::auth::CodeType> {
    use enums::auth::CodeType as T;
    match way {
        CodeWay::Sms => Some(T::Sms),
        CodeWay::Call => Some(T::Call),
        CodeWay::FlashCall => Some(T::FlashCall),
        CodeWay::MissedCall => Some(T::MissedCall),
        CodeWay::Fragment => Some(T::FragmentSms),
        _ => None,
    }
}
