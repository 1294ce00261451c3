//! What Telegram says about a code that it sent, in our terms. Pure. <https://core.telegram.org/constructor/auth.sentCode>

use super::entry::Sent;
use super::machine::Input;
use crate::domain::LoginFailure;
use crate::ports::{NextBy, SentBy};
use grammers_tl_types as tl;

/// A code was sent, or wants something first that only Telegram's own apps can do.
pub fn sent(code: tl::types::auth::SentCode) -> Input {
    use tl::enums::auth::SentCodeType as T;
    let (by, length) = match code.r#type {
        T::App(kind) => (SentBy::App, Some(kind.length)),
        T::Sms(kind) => (SentBy::Sms, Some(kind.length)),
        T::Call(kind) => (SentBy::Call, Some(kind.length)),
        T::FlashCall(kind) => (SentBy::FlashCall { pattern: kind.pattern }, None),
        T::MissedCall(kind) => (SentBy::MissedCall { prefix: kind.prefix }, Some(kind.length)),
        T::FragmentSms(kind) => (SentBy::Fragment { url: kind.url }, Some(kind.length)),
        T::SmsWord(kind) => (SentBy::SmsWord { beginning: filled(kind.beginning) }, None),
        T::SmsPhrase(kind) => (SentBy::SmsPhrase { beginning: filled(kind.beginning) }, None),
        T::EmailCode(kind) => (SentBy::Email { pattern: kind.email_pattern }, Some(kind.length)),
        T::FirebaseSms(kind) => (SentBy::Firebase, Some(kind.length)),
        T::SetUpEmailRequired(_) => return Input::Refused(LoginFailure::EmailRequired),
    };
    let next = match (code.next_type.map(next_by), &by) {
        (Some(next), _) => Some(next),
        // An ordinary SMS is what remains to a program that cannot set this one off.
        (None, SentBy::Firebase) => Some(NextBy::Sms),
        (None, _) => None,
    };
    let timeout = u32::try_from(code.timeout.unwrap_or_default()).unwrap_or_default();
    Input::Sent(Sent {
        hash: code.phone_code_hash.into(),
        by,
        length: length.and_then(|length| u8::try_from(length).ok()),
        next: next.map(|next| (next, timeout)),
    })
}

fn next_by(kind: tl::enums::auth::CodeType) -> NextBy {
    use tl::enums::auth::CodeType as T;
    match kind {
        T::Sms => NextBy::Sms,
        T::Call => NextBy::Call,
        T::FlashCall => NextBy::FlashCall,
        T::MissedCall => NextBy::MissedCall,
        T::FragmentSms => NextBy::Fragment,
    }
}

fn filled(beginning: Option<String>) -> Option<String> {
    beginning.filter(|beginning| !beginning.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    fn read(kind: tl::enums::auth::SentCodeType, next_type: Option<tl::enums::auth::CodeType>) -> Sent {
        let code =
            tl::types::auth::SentCode { r#type: kind, phone_code_hash: "hash".into(), next_type, timeout: Some(60) };
        match sent(code) {
            Input::Sent(sent) => sent,
            _ => panic!("a code was sent"),
        }
    }

    #[test]
    fn every_kind_of_code_keeps_what_is_needed_to_enter_it() {
        use tl::types::auth as t;
        let word = |beginning: Option<&str>| t::SentCodeTypeSmsWord { beginning: beginning.map(str::to_owned) };
        let kinds: [(tl::enums::auth::SentCodeType, SentBy, Option<u8>); 9] = [
            (t::SentCodeTypeApp { length: 5 }.into(), SentBy::App, Some(5)),
            (t::SentCodeTypeSms { length: 6 }.into(), SentBy::Sms, Some(6)),
            (t::SentCodeTypeCall { length: 5 }.into(), SentBy::Call, Some(5)),
            (
                t::SentCodeTypeFlashCall { pattern: "+7*".into() }.into(),
                SentBy::FlashCall { pattern: "+7*".into() },
                None,
            ),
            (
                t::SentCodeTypeMissedCall { prefix: "+371".into(), length: 5 }.into(),
                SentBy::MissedCall { prefix: "+371".into() },
                Some(5),
            ),
            (
                t::SentCodeTypeFragmentSms { url: "https://fragment.com".into(), length: 5 }.into(),
                SentBy::Fragment { url: "https://fragment.com".into() },
                Some(5),
            ),
            (word(Some("b")).into(), SentBy::SmsWord { beginning: Some("b".into()) }, None),
            (word(Some("")).into(), SentBy::SmsWord { beginning: None }, None),
            (t::SentCodeTypeSmsPhrase { beginning: None }.into(), SentBy::SmsPhrase { beginning: None }, None),
        ];
        for (kind, by, length) in kinds {
            let sent = read(kind, Some(tl::enums::auth::CodeType::Call));
            assert_eq!((sent.by, sent.length, sent.next), (by, length, Some((NextBy::Call, 60))));
            assert_eq!(sent.hash.expose_secret(), "hash");
        }
    }

    #[test]
    fn what_only_telegrams_own_apps_can_do_has_a_way_out() {
        let firebase = tl::types::auth::SentCodeTypeFirebaseSms {
            nonce: None,
            play_integrity_project_id: None,
            play_integrity_nonce: None,
            receipt: None,
            push_timeout: None,
            length: 5,
        };
        assert_eq!(read(firebase.into(), None).next, Some((NextBy::Sms, 60)));
        let mail = tl::types::auth::SentCodeTypeSetUpEmailRequired {
            apple_signin_allowed: false,
            google_signin_allowed: false,
        };
        let code = tl::types::auth::SentCode {
            r#type: mail.into(),
            phone_code_hash: "hash".into(),
            next_type: None,
            timeout: None,
        };
        assert!(matches!(sent(code), Input::Refused(LoginFailure::EmailRequired)));
    }
}
