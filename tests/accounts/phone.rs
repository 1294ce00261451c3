//! Signing in by phone.

use super::office::{OWNER, Office, SALES, is_active};
use pult::domain::{LoginFailure, LoginId, Phone};
use pult::ports::{
    CodeDeath, CodeProblem, CodeStep, Key, LoginError, LoginStep, Logins, NumberProblem, Resend, SentBy, Way,
};
use telegram_sandbox::Person;
use telegram_sandbox::world::{CodeWay, Door, Effect, Fault, LoginLimits, World};

/// A login whose number was typed.
async fn began(office: &Office, who: &Person) -> LoginId {
    let login = LoginId(77);
    office.accounts.begin(login, SALES, OWNER, Way::Phone(None)).await.unwrap();
    office.step(login, "the question for the number", number_asked).await;
    office.accounts.typed(login, who.phone_number().into()).await.unwrap();
    login
}

fn number_asked(step: LoginStep) -> Option<(Option<NumberProblem>, u8)> {
    match step {
        LoginStep::Number { problem, wrong } => Some((problem, wrong)),
        _ => None,
    }
}

async fn code(office: &Office, login: LoginId, what: &str, fits: impl Fn(&CodeStep) -> bool) -> CodeStep {
    let step = |step| match step {
        LoginStep::Code(code) if fits(&code) => Some(code),
        _ => None,
    };
    office.step(login, what, step).await
}

async fn dead(office: &Office, login: LoginId) -> CodeDeath {
    let step = |step| match step {
        LoginStep::CodeDead(death) => Some(death),
        _ => None,
    };
    office.step(login, "the death of a code", step).await
}

async fn enters(office: &Office, login: LoginId, digits: &str) {
    let attempt = code(office, login, "a code", |_| true).await.attempt;
    for digit in digits.bytes() {
        office.accounts.key(login, attempt, Key::Digit(digit - b'0')).await.unwrap();
    }
}

fn error(method: &str, code: i32, name: &str) -> Fault {
    Fault::error(Door::Mtproto, method, code, name)
}

#[tokio::test]
async fn a_code_and_a_password_sign_in_wherever_the_account_lives() {
    let office = Office::open().await;
    let sales = office.sandbox.person("Sales").dc(5).password("correct horse", None);
    // Before the number, Telegram finds that this server had better ask another data centre.
    office.sandbox.fault(error("auth.sendCode", 303, "NETWORK_MIGRATE_4"));
    let login = began(&office, &sales).await;
    let asked = code(&office, login, "a code", |_| true).await;
    assert_eq!((asked.sent, asked.length), (SentBy::App, Some(5)));
    enters(&office, login, &sales.login_code().unwrap()).await;
    office.step(login, "the password step", |step| matches!(step, LoginStep::Password { .. }).then_some(())).await;
    office.accounts.typed(login, "correct horse".into()).await.unwrap();
    office.is_done(login).await;
    office.core.hears_state(SALES, is_active).await;
    assert_eq!(office.accounts.key(login, 0, Key::Digit(1)).await, Err(LoginError::Gone));
    office.closes().await;
}

#[tokio::test]
async fn an_answer_that_was_lost_is_found_again() {
    let office = Office::open().await;
    let sales = office.sandbox.person("Sales");
    let login = began(&office, &sales).await;
    code(&office, login, "a code", |_| true).await;
    // The code is good once: its repetition is refused although it signed in.
    office.sandbox.fault(Fault::effect(Door::Mtproto, "auth.signIn", Effect::DropAfter));
    enters(&office, login, &sales.login_code().unwrap()).await;
    office.is_done(login).await;
    office.core.hears_state(SALES, is_active).await;
    office.closes().await;
}

#[tokio::test]
async fn what_can_be_put_right_is_a_step() {
    let office = Office::open().await;
    let sales = office.sandbox.person("Sales");
    office.sandbox.fault(error("auth.sendCode", 406, "PHONE_NUMBER_INVALID"));
    office.sandbox.fault(error("auth.sendCode", 500, "AUTH_RESTART"));
    let login = began(&office, &sales).await;
    let refused = office.step(login, "the question again", |step| number_asked(step).filter(|(_, n)| *n > 0)).await;
    assert_eq!(refused, (Some(NumberProblem::Refused), 1));
    office.accounts.typed(login, sales.phone_number().into()).await.unwrap();
    let asked = code(&office, login, "a code", |_| true).await;

    for (fault, problem) in [
        (error("auth.signIn", 400, "PHONE_CODE_INVALID"), CodeProblem::Wrong(1)),
        (error("auth.signIn", 500, "SIGN_IN_FAILED"), CodeProblem::Unanswered),
        (error("auth.signIn", 400, "PHONE_CODE_EMPTY"), CodeProblem::Wrong(2)),
    ] {
        office.sandbox.fault(fault);
        enters(&office, login, "12345").await;
        code(&office, login, "the code again", |code| code.problem == Some(problem)).await;
    }
    assert_eq!(office.accounts.key(login, asked.attempt, Key::Digit(1)).await, Err(LoginError::OtherStep));

    office.sandbox.advance(std::time::Duration::from_secs(60));
    code(&office, login, "another way", |code| matches!(code.resend, Resend::Now(_))).await;
    office.sandbox.fault(error("auth.resendCode", 406, "SEND_CODE_UNAVAILABLE"));
    office.accounts.resend(login).await.unwrap();
    code(&office, login, "no other way", |code| code.problem == Some(CodeProblem::NoOtherWay)).await;

    office.sandbox.fault(error("auth.signIn", 400, "PHONE_CODE_EXPIRED"));
    enters(&office, login, "12345").await;
    assert_eq!(dead(&office, login).await, CodeDeath::Expired);
    office.accounts.resend(login).await.unwrap();
    code(&office, login, "a new code", |code| code.problem.is_none()).await;
    enters(&office, login, &sales.login_code().unwrap()).await;
    office.is_done(login).await;
    office.closes().await;
}

#[tokio::test]
async fn what_cannot_be_put_right_ends_the_login_and_says_why() {
    let table = [
        ("auth.sendCode", 400, "PHONE_NUMBER_BANNED", LoginFailure::Banned),
        ("auth.sendCode", 400, "PHONE_NUMBER_FLOOD", LoginFailure::TooManyCodes),
        ("auth.sendCode", 406, "PHONE_PASSWORD_FLOOD", LoginFailure::TooManyTries),
        ("auth.sendCode", 400, "PHONE_PASSWORD_PROTECTED", LoginFailure::PasswordProtected),
        ("auth.sendCode", 400, "PHONE_NUMBER_APP_SIGNUP_FORBIDDEN", LoginFailure::NotRegistered),
        ("auth.sendCode", 400, "SMS_CODE_CREATE_FAILED", LoginFailure::SmsFailed),
        ("auth.sendCode", 400, "API_ID_INVALID", LoginFailure::ApiIdInvalid),
        ("auth.sendCode", 400, "API_ID_PUBLISHED_FLOOD", LoginFailure::ApiIdPublished),
        ("auth.sendCode", 406, "UPDATE_APP_TO_LOGIN", LoginFailure::Outdated),
        ("auth.sendCode", 420, "FLOOD_WAIT_90", LoginFailure::FloodWait { seconds: 90 }),
        ("auth.sendCode", 400, "SOMETHING_NEW", LoginFailure::Other { code: "SOMETHING_NEW".into() }),
        ("auth.signIn", 400, "PHONE_NUMBER_UNOCCUPIED", LoginFailure::NotRegistered),
        ("auth.signIn", 420, "FLOOD_WAIT_90", LoginFailure::FloodWait { seconds: 90 }),
        ("auth.signIn", 401, "AUTH_KEY_UNREGISTERED", LoginFailure::Forgotten),
    ];
    for (method, status, name, failure) in table {
        let office = Office::open().await;
        let sales = office.sandbox.person("Sales");
        office.sandbox.fault(error(method, status, name));
        let login = began(&office, &sales).await;
        if method == "auth.signIn" {
            enters(&office, login, "12345").await;
        }
        assert_eq!(office.failed(login).await, failure, "{method} {name}");
        office.closes().await;
    }
}

#[tokio::test]
async fn a_login_email_is_a_code_of_its_own_or_has_to_be_set_up_first() {
    let office = Office::open().await;
    let sales = office.sandbox.person("Sales").codes_by(&[CodeWay::Email], 60);
    let login = began(&office, &sales).await;
    let asked = code(&office, login, "a code", |_| true).await;
    assert!(matches!(asked.sent, SentBy::Email { .. }) && asked.length == Some(6), "{asked:?}");
    enters(&office, login, &sales.login_code().unwrap()).await;
    office.is_done(login).await;
    office.closes().await;

    let office = Office::open().await;
    let sales = office.sandbox.person("Sales").codes_by(&[CodeWay::SetUpEmail], 60);
    let login = began(&office, &sales).await;
    assert_eq!(office.failed(login).await, LoginFailure::EmailRequired);
    office.closes().await;
}

#[tokio::test]
async fn the_number_that_calls_is_a_code_without_a_known_length() {
    let office = Office::open().await;
    let sales = office.sandbox.person("Sales").codes_by(&[CodeWay::Firebase, CodeWay::FlashCall], 0);
    let login = began(&office, &sales).await;
    code(&office, login, "a code", |code| code.sent == SentBy::Firebase).await;
    office.accounts.resend(login).await.unwrap();
    let call = code(&office, login, "a call", |code| matches!(code.sent, SentBy::FlashCall { .. })).await;
    assert_eq!(call.length, None);
    enters(&office, login, &sales.login_code().unwrap()).await;
    office.accounts.key(login, call.attempt, Key::Done).await.unwrap();
    office.is_done(login).await;
    office.closes().await;
}

#[tokio::test]
async fn too_many_wrong_passwords_make_telegram_want_a_pause() {
    let office = Office::open().await;
    office.sandbox.world().with(|world: &mut World| {
        world.login_limits = LoginLimits { wrong_passwords: 1, ..LoginLimits::default() };
    });
    let sales = office.sandbox.person("Sales").password("correct horse", None);
    let login = began(&office, &sales).await;
    code(&office, login, "a code", |_| true).await;
    enters(&office, login, &sales.login_code().unwrap()).await;
    for wrong in 0..2 {
        let asked = |step| matches!(step, LoginStep::Password { wrong: n, .. } if n == wrong).then_some(());
        office.step(login, "the password step", asked).await;
        office.accounts.typed(login, "wrong horse".into()).await.unwrap();
    }
    assert!(matches!(office.failed(login).await, LoginFailure::FloodWait { .. }));
    let login = LoginId(78);
    let number = Phone::parse(&format!("+{}", sales.phone_number())).unwrap();
    office.accounts.begin(login, SALES, OWNER, Way::Phone(Some(number))).await.unwrap();
    assert_eq!(office.failed(login).await, LoginFailure::TooManyTries);
    office.closes().await;
}
