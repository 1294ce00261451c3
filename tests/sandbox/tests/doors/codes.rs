//! Login codes: their ways, one after the other, their limits, and how they die.
use crate::accounts::{API_HASH, API_ID, Account};
use grammers_tl_types::{enums, functions::auth as f, types};
use std::time::Duration;
use telegram_sandbox::world::{CodeWay, LoginLimits};
use telegram_sandbox::{Clock, Options, Person, Sandbox};

async fn town() -> Sandbox {
    Sandbox::start(Options { clock: Clock::virtual_at(1_790_000_000), ..Options::default() }).await.unwrap()
}

/// A client that signs in by phone.
struct Phone {
    account: Account,
    number: String,
    hash: String,
}

impl Phone {
    fn of(town: &Sandbox, person: &Person) -> Phone {
        Phone { account: Account::new(town, 0), number: person.phone_number(), hash: String::new() }
    }

    async fn sends(&mut self) -> Result<types::auth::SentCode, String> {
        let settings = types::CodeSettings {
            allow_flashcall: false,
            current_number: false,
            allow_app_hash: false,
            allow_missed_call: false,
            allow_firebase: false,
            unknown_number: false,
            logout_tokens: None,
            token: None,
            app_sandbox: None,
        };
        let send = f::SendCode {
            phone_number: self.number.clone(),
            api_id: API_ID,
            api_hash: API_HASH.into(),
            settings: settings.into(),
        };
        let answer = self.account.call(&send).await;
        self.noted(answer.map_err(|error| error.to_string()))
    }

    async fn resends(&mut self) -> Result<types::auth::SentCode, String> {
        let (phone_number, phone_code_hash) = (self.number.clone(), self.hash.clone());
        let answer = self.account.call(&f::ResendCode { phone_number, phone_code_hash, reason: None }).await;
        self.noted(answer.map_err(|error| error.to_string()))
    }

    fn noted(&mut self, answer: Result<enums::auth::SentCode, String>) -> Result<types::auth::SentCode, String> {
        let enums::auth::SentCode::Code(code) = answer? else { panic!("a code is sent") };
        self.hash.clone_from(&code.phone_code_hash);
        Ok(code)
    }

    async fn cancels(&self) -> Result<bool, String> {
        let (phone_number, phone_code_hash) = (self.number.clone(), self.hash.clone());
        let answer = self.account.call(&f::CancelCode { phone_number, phone_code_hash }).await;
        answer.map_err(|error| error.to_string())
    }

    async fn enters(&self, code: &str) -> Result<enums::auth::Authorization, String> {
        let sign_in = f::SignIn {
            phone_number: self.number.clone(),
            phone_code_hash: self.hash.clone(),
            phone_code: Some(code.into()),
            email_verification: None,
        };
        self.account.call(&sign_in).await.map_err(|error| error.to_string())
    }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, String>, name: &str) {
    let error = answer.unwrap_err();
    assert!(error.contains(name), "{error} is not {name}");
}

#[tokio::test]
async fn a_code_comes_by_the_next_way_when_its_time_has_come() {
    let town = town().await;
    let ivan = town.person("Ivan").codes_by(&[CodeWay::App, CodeWay::Sms, CodeWay::MissedCall], 30);
    let mut phone = Phone::of(&town, &ivan);
    let first = phone.sends().await.unwrap();
    assert!(matches!(first.r#type, enums::auth::SentCodeType::App(_)));
    assert_eq!((first.next_type, first.timeout), (Some(enums::auth::CodeType::Sms), Some(30)));
    let by_app = ivan.login_code().unwrap();
    refused(phone.resends().await, "FLOOD_WAIT");
    town.advance(Duration::from_secs(30));
    let second = phone.resends().await.unwrap();
    assert!(matches!(second.r#type, enums::auth::SentCodeType::Sms(_)));
    refused(phone.enters(&by_app).await, "PHONE_CODE_INVALID");
    town.advance(Duration::from_secs(30));
    let last = phone.resends().await.unwrap();
    let enums::auth::SentCodeType::MissedCall(call) = last.r#type else { panic!("{last:?}") };
    assert_eq!((call.prefix.as_str(), call.length, last.next_type), ("+37167", 5, None));
    town.advance(Duration::from_secs(30));
    refused(phone.resends().await, "SEND_CODE_UNAVAILABLE");
    phone.enters(&ivan.login_code().unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_code_dies_by_time_by_being_called_back_by_use_and_by_a_message() {
    let town = town().await;
    let (ivan, olga) = (town.person("Ivan"), town.person("Olga"));
    let mut phone = Phone::of(&town, &ivan);
    phone.sends().await.unwrap();
    let code = ivan.login_code().unwrap();
    town.advance(Duration::from_secs(301));
    assert_eq!(ivan.login_code(), None);
    refused(phone.enters(&code).await, "PHONE_CODE_EXPIRED");

    phone.sends().await.unwrap();
    let code = ivan.login_code().unwrap();
    assert!(phone.cancels().await.unwrap());
    refused(phone.enters(&code).await, "PHONE_CODE_EXPIRED");
    refused(phone.cancels().await, "PHONE_CODE_EXPIRED");

    phone.sends().await.unwrap();
    let code = ivan.login_code().unwrap();
    olga.says(&ivan, format!("is it {code}?")).unwrap();
    refused(phone.enters(&code).await, "PHONE_CODE_EXPIRED");
    town.advance(Duration::from_secs(60));
    phone.resends().await.unwrap();
    let code = ivan.login_code().unwrap();
    phone.enters(&code).await.unwrap();
    refused(phone.enters(&code).await, "PHONE_CODE_EXPIRED");
}

#[tokio::test]
async fn words_are_not_known_from_a_message() {
    let town = town().await;
    let ivan = town.person("Ivan").codes_by(&[CodeWay::SmsWord], 60);
    let mut phone = Phone::of(&town, &ivan);
    let sent = phone.sends().await.unwrap();
    let word = ivan.login_code().unwrap();
    let enums::auth::SentCodeType::SmsWord(told) = sent.r#type else { panic!("{sent:?}") };
    assert_eq!(told.beginning.as_deref(), word.get(..1));
    ivan.says(&town.person("Olga"), word.as_str()).unwrap();
    phone.enters(&word).await.unwrap();
}

#[tokio::test]
async fn a_number_that_nobody_has_may_only_sign_up() {
    let town = town().await;
    let mut phone = Phone { account: Account::new(&town, 0), number: "37129990000".into(), hash: String::new() };
    phone.sends().await.unwrap();
    let code = town.world().with(|world| world.code_for("37129990000")).unwrap();
    let answer = phone.enters(&code).await.unwrap();
    assert!(matches!(answer, enums::auth::Authorization::SignUpRequired(_)), "{answer:?}");
    phone.number = "0123".into();
    refused(phone.sends().await, "PHONE_NUMBER_INVALID");
}

#[tokio::test]
async fn too_many_codes_and_too_many_wrong_ones_are_refused() {
    let town = town().await;
    town.world().with(|world| {
        world.login_limits = LoginLimits { codes: 2, wrong_codes: 2, wrong_passwords: 2 };
    });
    let ivan = town.person("Ivan");
    let mut phone = Phone::of(&town, &ivan);
    phone.sends().await.unwrap();
    for _ in 0..2 {
        refused(phone.enters("wrong").await, "PHONE_CODE_INVALID");
    }
    refused(phone.enters("wrong").await, "FLOOD_WAIT");
    phone.sends().await.unwrap();
    refused(phone.sends().await, "PHONE_NUMBER_FLOOD");
    town.advance(Duration::from_secs(3601));
    phone.sends().await.unwrap();
    phone.enters(&ivan.login_code().unwrap()).await.unwrap();
}
