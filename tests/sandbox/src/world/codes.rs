//! Login codes: how they are sent, sent again, entered, and how they die.
//! **A number has at most one code; it is good once, for five minutes, and until somebody sends it in a message.**
//! <https://core.telegram.org/api/auth>
use super::{Refusal, SessionId, UserId, World};
use crate::clock::Time;
use std::collections::HashMap;
use std::time::Duration;

/// Telegram's documentation names no time; its own apps give a code up after five minutes.
const CODE_LIFE: Duration = Duration::from_secs(300);
/// Attempts are counted over this time.
const WINDOW: Duration = Duration::from_secs(3600);
/// Words that codes are made of.
const WORDS: [&str; 8] = ["banana", "harbour", "lantern", "meadow", "pepper", "saddle", "thunder", "walnut"];

/// By what a code is sent. <https://core.telegram.org/type/auth.SentCodeType>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeWay {
    /// As a message from Telegram to the account's other devices.
    App,
    Sms,
    Call,
    /// The number that calls is the code.
    FlashCall,
    /// The end of the number that calls is the code.
    MissedCall,
    Fragment,
    SmsWord,
    SmsPhrase,
    Email,
    /// No code: a login e-mail is wanted first.
    SetUpEmail,
    Firebase,
}

impl CodeWay {
    pub const ALL: [CodeWay; 11] = [
        CodeWay::App,
        CodeWay::Sms,
        CodeWay::Call,
        CodeWay::FlashCall,
        CodeWay::MissedCall,
        CodeWay::Fragment,
        CodeWay::SmsWord,
        CodeWay::SmsPhrase,
        CodeWay::Email,
        CodeWay::SetUpEmail,
        CodeWay::Firebase,
    ];

    pub fn name(self) -> &'static str {
        match self {
            CodeWay::App => "app",
            CodeWay::Sms => "sms",
            CodeWay::Call => "call",
            CodeWay::FlashCall => "flash_call",
            CodeWay::MissedCall => "missed_call",
            CodeWay::Fragment => "fragment",
            CodeWay::SmsWord => "sms_word",
            CodeWay::SmsPhrase => "sms_phrase",
            CodeWay::Email => "email",
            CodeWay::SetUpEmail => "set_up_email",
            CodeWay::Firebase => "firebase",
        }
    }

    /// Whether it can come after another: those that cannot are missing in <https://core.telegram.org/type/auth.CodeType>.
    fn can_follow(self) -> bool {
        matches!(self, CodeWay::Sms | CodeWay::Call | CodeWay::FlashCall | CodeWay::MissedCall | CodeWay::Fragment)
    }

    fn is_words(self) -> bool {
        matches!(self, CodeWay::SmsWord | CodeWay::SmsPhrase)
    }
}

/// How codes are sent to a person: first this way, then that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodePlan {
    pub ways: Vec<CodeWay>,
    /// Before the next way may be asked for, in seconds.
    pub wait: u32,
}

impl Default for CodePlan {
    fn default() -> Self {
        CodePlan { ways: vec![CodeWay::App, CodeWay::Sms, CodeWay::Call], wait: 60 }
    }
}

/// How much Telegram puts up with in an hour. Its figures are not documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginLimits {
    /// Codes sent to one number.
    pub codes: usize,
    /// Refused codes of one number.
    pub wrong_codes: usize,
    /// Refused two-step passwords of one account.
    pub wrong_passwords: usize,
}

impl Default for LoginLimits {
    fn default() -> Self {
        LoginLimits { codes: 20, wrong_codes: 10, wrong_passwords: 10 }
    }
}

/// What a client is told about a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentCode {
    pub hash: String,
    pub way: CodeWay,
    pub length: usize,
    /// What is known of the code beforehand: the beginning of the number that calls, the first letter of a word.
    pub known: String,
    pub next: Option<CodeWay>,
    pub wait: u32,
}

/// Whom a code signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedInBy {
    User(UserId),
    /// Nobody has this number yet.
    Nobody,
}

#[derive(Default)]
pub(super) struct Codes {
    /// By hash.
    sent: HashMap<String, Code>,
    codes: Attempts<String>,
    wrong_codes: Attempts<String>,
    wrong_passwords: Attempts<UserId>,
}

struct Code {
    phone: String,
    plan: CodePlan,
    /// Which of the ways it was.
    step: usize,
    text: String,
    at: Time,
    /// It was seen in a message.
    burnt: bool,
}

/// When what was tried, over the last hour.
struct Attempts<K>(HashMap<K, Vec<Time>>);

impl<K> Default for Attempts<K> {
    fn default() -> Self {
        Attempts(HashMap::new())
    }
}

impl<K: std::hash::Hash + Eq> Attempts<K> {
    fn note(&mut self, key: K, now: Time) {
        self.0.entry(key).or_default().push(now);
    }

    /// Seconds until another attempt, where there were as many as are allowed.
    fn left(&mut self, key: &K, now: Time, most: usize) -> Option<u32> {
        let tried = self.0.get_mut(key)?;
        tried.retain(|at| now.since(*at) < WINDOW);
        let oldest = tried.len().checked_sub(most).and_then(|at| tried.get(at))?;
        let left = WINDOW.saturating_sub(now.since(*oldest)).as_secs();
        Some(u32::try_from(left).unwrap_or(u32::MAX).max(1))
    }
}

impl World {
    /// Sends a code to a number, by the first of its ways. A number that nobody has gets one too: it may sign up.
    ///
    /// # Errors
    /// `PHONE_NUMBER_INVALID`, `PHONE_NUMBER_FLOOD`, `PHONE_PASSWORD_FLOOD`; another data centre.
    pub fn send_code(&mut self, phone: &str, dc: i32) -> Result<SentCode, Refusal> {
        let phone = digits(phone);
        if !(7..=15).contains(&phone.len()) || phone.starts_with('0') {
            return Err(Refusal::Login("PHONE_NUMBER_INVALID"));
        }
        let (now, limits) = (self.now(), self.login_limits);
        let user = self.by_phone(&phone);
        let person = user.and_then(|user| self.users.get(&user)?.person());
        let (home, plan) = person.map_or((dc, CodePlan::default()), |p| (p.dc, p.codes.clone()));
        if home != dc {
            return Err(Refusal::PhoneMigrate(home));
        }
        if user.is_some_and(|user| self.codes.wrong_passwords.left(&user, now, limits.wrong_passwords).is_some()) {
            return Err(Refusal::Login("PHONE_PASSWORD_FLOOD"));
        }
        if self.codes.codes.left(&phone, now, limits.codes).is_some() {
            return Err(Refusal::Login("PHONE_NUMBER_FLOOD"));
        }
        self.put_code(phone, plan, 0)
    }

    /// Sends another code by the next way, once its time has come.
    ///
    /// # Errors
    /// `PHONE_CODE_HASH_EMPTY`, `PHONE_CODE_EXPIRED`, `PHONE_NUMBER_INVALID`, `SEND_CODE_UNAVAILABLE`; too early, which
    /// the documentation leaves open, is a flood wait.
    pub fn resend_code(&mut self, phone: &str, hash: &str) -> Result<SentCode, Refusal> {
        let now = self.now();
        let code = self.code_of(phone, hash)?;
        let due = code.at + Duration::from_secs(code.plan.wait.into());
        let next = code.step + 1;
        if code.plan.ways.get(next).is_none_or(|way| !way.can_follow()) {
            return Err(Refusal::Login("SEND_CODE_UNAVAILABLE"));
        }
        if now < due {
            let left = due.since(now).as_millis().div_ceil(1000);
            return Err(Refusal::RetryAfter(u32::try_from(left).unwrap_or(u32::MAX)));
        }
        let (phone, plan) = (code.phone.clone(), code.plan.clone());
        if self.codes.codes.left(&phone, now, self.login_limits.codes).is_some() {
            return Err(Refusal::Login("PHONE_NUMBER_FLOOD"));
        }
        self.put_code(phone, plan, next)
    }

    /// # Errors
    /// `PHONE_CODE_EXPIRED` where there is no such code, `PHONE_NUMBER_INVALID` where it went to another number.
    pub fn cancel_code(&mut self, phone: &str, hash: &str) -> Result<(), Refusal> {
        self.code_of(phone, hash)?;
        self.codes.sent.remove(hash);
        Ok(())
    }

    /// The code last sent to a person, while it works.
    pub fn login_code(&self, user: UserId) -> Option<String> {
        self.code_for(&self.users.get(&user)?.person()?.phone)
    }

    /// The code last sent to a number, while it works.
    pub fn code_for(&self, phone: &str) -> Option<String> {
        let (phone, now) = (digits(phone), self.now());
        let works = |code: &&Code| code.phone == phone && !code.burnt && now.since(code.at) <= CODE_LIFE;
        self.codes.sent.values().find(works).map(|code| code.text.clone())
    }

    /// A code that is seen in a message dies at once, as its sender may be handing it to a thief. Reported for "any chat"
    /// (<https://github.com/danog/MadelineProto/issues/114>), for one's own bots (<https://github.com/LonamiWebs/Telethon/issues/97>),
    /// and told by Telegram as "this code was previously shared by your account"
    /// (<https://github.com/ShivangKakkar/StringSessionBot/issues/9>). Whose message it has to be, and whether the digits must
    /// stand together, nobody has found out: here any person's counts, and what stands between the digits does not. Words are
    /// not reported.
    pub(super) fn burn_codes(&mut self, author: UserId, text: &str) {
        if self.users.get(&author).is_none_or(|user| user.is_bot()) {
            return;
        }
        let seen = digits(text);
        for code in self.codes.sent.values_mut() {
            code.burnt |= !code.plan.ways[code.step].is_words() && seen.contains(&code.text);
        }
    }

    /// # Errors
    /// `PHONE_CODE_EMPTY`, `PHONE_CODE_EXPIRED`, `PHONE_CODE_INVALID`, `PHONE_NUMBER_INVALID`, 401 `SESSION_PASSWORD_NEEDED`, and a
    /// flood wait after too many wrong ones.
    pub fn sign_in(&mut self, session: SessionId, phone: &str, hash: &str, code: &str) -> Result<SignedInBy, Refusal> {
        let (now, limits) = (self.now(), self.login_limits);
        let sent = self.code_of(phone, hash)?;
        let (right, phone) = (sent.text.eq_ignore_ascii_case(code), sent.phone.clone());
        if sent.burnt || now.since(sent.at) > CODE_LIFE {
            return Err(Refusal::Login("PHONE_CODE_EXPIRED"));
        }
        if code.is_empty() {
            return Err(Refusal::Login("PHONE_CODE_EMPTY"));
        }
        if let Some(left) = self.codes.wrong_codes.left(&phone, now, limits.wrong_codes) {
            return Err(Refusal::RetryAfter(left));
        }
        if !right {
            self.codes.wrong_codes.note(phone, now);
            return Err(Refusal::Login("PHONE_CODE_INVALID"));
        }
        // Good once, whatever comes of it.
        self.codes.sent.remove(hash);
        match self.by_phone(&phone) {
            Some(user) => self.admit(session, user).map(SignedInBy::User),
            None => Ok(SignedInBy::Nobody),
        }
    }

    /// Whether the e-mail is where the code of this hash went: then it comes in another field of the request.
    pub fn is_sent_by_email(&self, hash: &str) -> bool {
        self.codes.sent.get(hash).is_some_and(|code| code.plan.ways[code.step] == CodeWay::Email)
    }

    /// A two-step password may be tried.
    ///
    /// # Errors
    /// A flood wait after too many wrong ones.
    pub fn may_try_password(&mut self, user: UserId) -> Result<(), Refusal> {
        let (now, most) = (self.now(), self.login_limits.wrong_passwords);
        self.codes.wrong_passwords.left(&user, now, most).map_or(Ok(()), |left| Err(Refusal::RetryAfter(left)))
    }

    /// A two-step password was wrong.
    pub fn password_failed(&mut self, user: UserId) {
        let now = self.now();
        self.codes.wrong_passwords.note(user, now);
    }

    fn code_of(&self, phone: &str, hash: &str) -> Result<&Code, Refusal> {
        if hash.is_empty() {
            return Err(Refusal::Login("PHONE_CODE_HASH_EMPTY"));
        }
        let code = self.codes.sent.get(hash).ok_or(Refusal::Login("PHONE_CODE_EXPIRED"))?;
        if code.phone != digits(phone) {
            return Err(Refusal::Login("PHONE_NUMBER_INVALID"));
        }
        Ok(code)
    }

    /// Puts a code where its owner finds it. The one before it is over.
    fn put_code(&mut self, phone: String, plan: CodePlan, step: usize) -> Result<SentCode, Refusal> {
        let way = *plan.ways.get(step).ok_or(Refusal::Login("SMS_CODE_CREATE_FAILED"))?;
        let five = format!("{:05}", u32::from_le_bytes(self.random()) % 100_000);
        let hash = self.random_word(18);
        let mut word = || WORDS[usize::from(self.random::<1>()[0]) % WORDS.len()];
        let (text, known) = match way {
            CodeWay::FlashCall => (format!("37167{five}"), "+37167*".to_owned()),
            CodeWay::MissedCall => (five, "+37167".to_owned()),
            CodeWay::SmsWord => {
                let word = word();
                (word.to_owned(), word[..1].to_owned())
            }
            CodeWay::SmsPhrase => {
                let first = word();
                (format!("{first} {} {}", word(), word()), first.to_owned())
            }
            CodeWay::Email => (format!("6{five}"), "s****@example.org".to_owned()),
            CodeWay::Fragment => (five, "https://fragment.com/login-codes".to_owned()),
            _ => (five, String::new()),
        };
        let (now, length) = (self.now(), text.len());
        if let (CodeWay::App, Some(user)) = (way, self.by_phone(&phone)) {
            let said = format!(
                "Login code: {text}. Do not give this code to anyone, even if they say they are from Telegram!"
            );
            self.official_says(user, said);
        }
        let next = plan.ways.get(step + 1).copied().filter(|way| way.can_follow());
        let wait = plan.wait;
        self.codes.codes.note(phone.clone(), now);
        self.codes.sent.retain(|_, code| code.phone != phone);
        self.codes.sent.insert(hash.clone(), Code { phone, plan, step, text, at: now, burnt: false });
        Ok(SentCode { hash, way, length, known, next, wait })
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
