//! Every step of a login, and every way in which one can end.

use super::{agency, agency::Agency, check};
use jiff::Timestamp;
use pult::domain::{AccountState, Lang, LoginFailure, LoginId, Phone, Role, View};
use pult::ports::{CodeDeath, CodeProblem, CodeStep, LoginStep, NextBy, NumberProblem, Resend, SentBy};
use pult::store::Changes;

const LOGIN: LoginId = LoginId(7);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn code(sent: SentBy, entered: u8, length: Option<u8>, resend: Resend, problem: Option<CodeProblem>) -> LoginStep {
    LoginStep::Code(CodeStep {
        number: Phone::parse("+371 2000 1234").unwrap(),
        sent,
        entered,
        length,
        attempt: 3,
        expires: at("2026-11-22T12:05:00Z"),
        resend,
        problem,
    })
}

fn steps() -> Vec<(&'static str, LoginStep)> {
    let qr = LoginStep::Qr {
        url: "tg://login?token=AQJQ3mrFq1rkVoS3gH0Zp8kq7yqk2nC0b1X9W4eTtL6MZg".into(),
        expires: at("2026-11-22T12:00:30Z"),
    };
    let password = |hint: Option<&str>, wrong| LoginStep::Password { hint: hint.map(str::to_owned), wrong };
    let number = |problem, wrong| LoginStep::Number { problem, wrong };
    vec![
        ("login_connecting", LoginStep::Connecting),
        ("login_qr", qr),
        ("login_number", number(None, 0)),
        ("login_number_unreadable", number(Some(NumberProblem::Unreadable), 1)),
        ("login_number_unreadable_again", number(Some(NumberProblem::Unreadable), 2)),
        ("login_number_refused", number(Some(NumberProblem::Refused), 1)),
        ("login_sending", LoginStep::Sending),
        ("login_code_expired", LoginStep::CodeDead(CodeDeath::Expired)),
        ("login_code_typed", LoginStep::CodeDead(CodeDeath::Typed)),
        ("login_password", password(None, 0)),
        ("login_password_wrong_once", password(Some("the cat's\nname"), 1)),
        ("login_password_wrong_thrice", password(Some("\u{202e}\u{200b}"), 3)),
        ("login_checking", LoginStep::Checking),
        ("login_done", LoginStep::Done),
    ]
}

fn codes() -> Vec<(&'static str, LoginStep)> {
    let later = |by| Resend::From { at: at("2026-11-22T12:01:00Z"), by };
    let word = |beginning: Option<&str>| SentBy::SmsWord { beginning: beginning.map(str::to_owned) };
    let phrase = |beginning: Option<&str>| SentBy::SmsPhrase { beginning: beginning.map(str::to_owned) };
    let missed = || SentBy::MissedCall { prefix: "+371 67".into() };
    let five = Some(5);
    vec![
        ("login_code_app", code(SentBy::App, 0, five, later(NextBy::Sms), None)),
        ("login_code_half_entered", code(SentBy::App, 3, five, Resend::Now(NextBy::Sms), None)),
        ("login_code_sms_wrong_once", code(SentBy::Sms, 0, Some(6), later(NextBy::Call), Some(CodeProblem::Wrong(1)))),
        (
            "login_code_sms_wrong_thrice",
            code(SentBy::Sms, 0, five, Resend::Now(NextBy::Call), Some(CodeProblem::Wrong(3))),
        ),
        ("login_code_call", code(SentBy::Call, 1, five, later(NextBy::MissedCall), Some(CodeProblem::UseKeys))),
        (
            "login_code_flash_call",
            code(SentBy::FlashCall { pattern: "+7 999 *".into() }, 2, None, Resend::Now(NextBy::FlashCall), None),
        ),
        ("login_code_missed_call", code(missed(), 0, five, Resend::Never, Some(CodeProblem::NoOtherWay))),
        ("login_code_missed_call_short", code(missed(), 0, Some(1), later(NextBy::Fragment), None)),
        (
            "login_code_fragment",
            code(
                SentBy::Fragment { url: "https://fragment.com/login-codes".into() },
                0,
                five,
                Resend::Now(NextBy::Fragment),
                None,
            ),
        ),
        ("login_code_word", code(word(None), 0, None, later(NextBy::Sms), None)),
        ("login_code_word_beginning", code(word(Some("b")), 0, None, Resend::Never, Some(CodeProblem::Wrong(2)))),
        ("login_code_phrase", code(phrase(None), 0, None, Resend::Never, Some(CodeProblem::Unanswered))),
        ("login_code_phrase_beginning", code(phrase(Some("the big")), 0, None, Resend::Never, None)),
        (
            "login_code_email",
            code(SentBy::Email { pattern: "s****@e******.org".into() }, 0, Some(6), Resend::Never, None),
        ),
        ("login_code_firebase", code(SentBy::Firebase, 0, five, Resend::Now(NextBy::Sms), None)),
    ]
}

/// One of each; a new one does not compile before it has a name and so a screen.
fn failures() -> Vec<(&'static str, LoginFailure)> {
    use LoginFailure as F;
    let name = |failure: &LoginFailure| match failure {
        F::Expired => "login_failed_expired",
        F::Unanswered => "login_failed_unanswered",
        F::Cancelled => "login_failed_cancelled",
        F::AlreadyManaged => "login_failed_already_managed",
        F::IsMember => "login_failed_is_member",
        F::Banned => "login_failed_banned",
        F::NotRegistered => "login_failed_not_registered",
        F::FloodWait { .. } => "login_failed_flood_wait",
        F::TooManyCodes => "login_failed_too_many_codes",
        F::TooManyTries => "login_failed_too_many_tries",
        F::SmsFailed => "login_failed_sms",
        F::PasswordProtected => "login_failed_password_protected",
        F::EmailRequired => "login_failed_email_required",
        F::PaymentRequired => "login_failed_payment_required",
        F::ApiIdInvalid => "login_failed_api_id_invalid",
        F::ApiIdPublished => "login_failed_api_id_published",
        F::Outdated => "login_failed_outdated",
        F::Forgotten => "login_failed_forgotten",
        F::NoConnection => "login_failed_no_connection",
        F::Internal => "login_failed_internal",
        F::Other { .. } => "login_failed_other",
    };
    let all = [
        F::Expired,
        F::Unanswered,
        F::Cancelled,
        F::AlreadyManaged,
        F::IsMember,
        F::Banned,
        F::NotRegistered,
        F::FloodWait { seconds: 330 },
        F::TooManyCodes,
        F::TooManyTries,
        F::SmsFailed,
        F::PasswordProtected,
        F::EmailRequired,
        F::PaymentRequired,
        F::ApiIdInvalid,
        F::ApiIdPublished,
        F::Outdated,
        F::Forgotten,
        F::NoConnection,
        F::Internal,
        F::Other { code: "AUTH_TOKEN_EXCEPTION".into() },
    ];
    all.into_iter().map(|failure| (name(&failure), failure)).collect()
}

#[tokio::test]
async fn every_step_of_a_login() {
    let failed = failures().into_iter().map(|(name, failure)| (name, LoginStep::Failed(failure)));
    let agency = Agency::new().await;
    for (name, step) in steps().into_iter().chain(codes()).chain(failed) {
        agency.logins.set(LOGIN, Some(step));
        check(name, &agency, &View::Login(LOGIN));
    }
    agency.logins.set(LOGIN, None);
    check("login_gone", &agency, &View::Login(LOGIN));
}

#[tokio::test]
async fn an_account_that_is_there_begins_again_with_itself() {
    let mut changes = Changes::new();
    changes.insert(agency::member(agency::ANNA, "Anna", Role::Owner, &[]));
    changes.insert(agency::member(agency::BORIS, "Boris", Role::Manager, &[7]));
    changes.insert(agency::member(agency::OLGA, "Olga", Role::Operator, &[7]));
    changes.insert(agency::account(7, "Sales", AccountState::Active, agency::ANNA));
    let agency = Agency::with(changes).await;
    agency.logins.set(LOGIN, Some(LoginStep::Failed(LoginFailure::Unanswered)));
    check("login_failed_of_an_account", &agency, &View::Login(LOGIN));
}

#[tokio::test]
async fn of_a_code_a_screen_shows_how_much_is_entered_and_each_key_is_a_secret() {
    use pult::screens::Tap;
    let agency = Agency::new().await;
    agency.logins.set(LOGIN, Some(code(SentBy::App, 2, Some(5), Resend::Never, None)));
    let screen = agency.draw(&View::Login(LOGIN), Role::Owner, Lang::En);
    assert!(screen.text.text.contains("● ● ○ ○ ○"), "{}", screen.text.text);
    let keys: Vec<_> = screen.buttons[..4].iter().flatten().collect();
    assert_eq!(keys.iter().map(|key| key.label.as_str()).collect::<String>(), "123456789⌫0✕");
    let secret = |tap: &Tap| matches!(tap, Tap::Press(press) if press.is_secret());
    assert!(keys.iter().all(|key| secret(&key.tap)));
    let printed = keys.iter().map(|key| format!("{:?}", key.tap)).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(printed.len(), 1, "printed, one key is like the other: {printed:?}");
}
