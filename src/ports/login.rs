//! Login as a state machine: each step is a value that a screen can draw. Implemented by `accounts`.

use crate::domain::{AccountId, LoginFailure, LoginId, MemberId, Phone};
use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// Logins in progress. They live in memory only: numbers, codes, passwords and QR credentials never reach the disk.
#[async_trait]
pub trait Logins: Send + Sync {
    /// Begins a login for an account (new, or signed out). Steps follow through `login_changed`.
    async fn begin(&self, login: LoginId, account: AccountId, by: MemberId, way: Way) -> Result<(), LoginError>;

    /// The account that a login is or was for, as long as it is known.
    fn account(&self, login: LoginId) -> Option<AccountId>;

    /// The present step; `None` for a login that is not known (any more).
    fn step(&self, login: LoginId) -> Option<LoginStep>;

    /// Asks for a new QR code at once.
    async fn refresh(&self, login: LoginId) -> Result<(), LoginError>;

    /// Answers the step with a text: the number, a code in words, the password. What is wrong with it is a step, not an error. A
    /// code of digits that was sent as a message is not tried: Telegram has made it worthless.
    async fn typed(&self, login: LoginId, text: SecretString) -> Result<(), LoginError>;

    /// A key of the keypad that was drawn for this attempt; keys of other attempts do nothing.
    async fn key(&self, login: LoginId, attempt: u16, key: Key) -> Result<(), LoginError>;

    /// Has the code sent again, or a new one where the old one is dead.
    async fn resend(&self, login: LoginId) -> Result<(), LoginError>;

    /// Ends the login; its half-made session is forgotten and its code called back.
    async fn cancel(&self, login: LoginId) -> Result<(), LoginError>;
}

/// How an account is to be signed in.
#[derive(Clone, Debug)]
pub enum Way {
    Qr,
    /// By a code to this number, or to one that is asked for.
    Phone(Option<Phone>),
}

/// A key of the keypad for codes. Which one was pressed is not printed: several are a code.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Key {
    /// 0 to 9.
    Digit(u8),
    Back,
    Clear,
    /// Where nobody knows how long the code is.
    Done,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// A step of a login.
#[derive(Clone, Debug)]
pub enum LoginStep {
    Connecting,
    /// To be scanned by a phone that is signed in. The address is a credential.
    Qr {
        url: SecretString,
        expires: Timestamp,
    },
    /// The phone number is asked for; `wrong` counts what was refused.
    Number {
        problem: Option<NumberProblem>,
        wrong: u8,
    },
    /// Telegram is asked to send a code.
    Sending,
    /// The code is asked for.
    Code(CodeStep),
    /// The code works no more; another one can be had.
    CodeDead(CodeDeath),
    /// The account has a two-step password; `wrong` counts refused attempts.
    Password {
        hint: Option<String>,
        wrong: u8,
    },
    Checking,
    Done,
    Failed(LoginFailure),
}

impl LoginStep {
    /// Whether what the member types now is to be kept out of every store: it may be a number, a code or a password.
    pub fn takes_secrets(&self) -> bool {
        match self {
            LoginStep::Number { .. }
            | LoginStep::Sending
            | LoginStep::Code(_)
            | LoginStep::CodeDead(_)
            | LoginStep::Password { .. }
            | LoginStep::Checking => true,
            LoginStep::Connecting | LoginStep::Qr { .. } | LoginStep::Done | LoginStep::Failed(_) => false,
        }
    }

    /// Whether the login has come to its end.
    pub fn is_over(&self) -> bool {
        matches!(self, LoginStep::Done | LoginStep::Failed(_))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberProblem {
    /// What was typed is no phone number with its country code.
    Unreadable,
    /// Telegram does not take the number.
    Refused,
}

/// Where a code went and how far its entry is. Holds the number of digits, never one of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodeStep {
    pub number: Phone,
    pub sent: SentBy,
    pub entered: u8,
    /// `None` where it is not known.
    pub length: Option<u8>,
    /// Grows with every code and every refusal.
    pub attempt: u16,
    pub expires: Timestamp,
    pub resend: Resend,
    pub problem: Option<CodeProblem>,
}

/// How Telegram has sent a code. <https://core.telegram.org/type/auth.SentCodeType>
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SentBy {
    /// As a message in the account's other apps.
    App,
    Sms,
    /// A voice says it.
    Call,
    /// The code is the whole number that calls, which looks like this.
    FlashCall {
        pattern: String,
    },
    /// The code is the end of the number that calls, which begins like this.
    MissedCall {
        prefix: String,
    },
    /// For anonymous numbers: it is to be read on Fragment.
    Fragment {
        url: String,
    },
    /// One word, perhaps with its first letter known.
    SmsWord {
        beginning: Option<String>,
    },
    /// Several words, perhaps with the first one known.
    SmsPhrase {
        beginning: Option<String>,
    },
    /// To the account's login e-mail.
    Email {
        pattern: String,
    },
    /// An SMS that only Telegram's own apps can set off.
    Firebase,
}

impl SentBy {
    /// Whether the code is made of words, for which there are no keys.
    pub fn is_words(&self) -> bool {
        matches!(self, SentBy::SmsWord { .. } | SentBy::SmsPhrase { .. })
    }
}

/// How the next code can be sent. <https://core.telegram.org/type/auth.CodeType>
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NextBy {
    Sms,
    Call,
    FlashCall,
    MissedCall,
    Fragment,
}

/// Whether the code can be sent in another way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resend {
    Never,
    From { at: Timestamp, by: NextBy },
    Now(NextBy),
}

/// What is to be said about the entry so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeProblem {
    /// So many codes were refused.
    Wrong(u8),
    /// Telegram did not answer; the code is to be entered anew.
    Unanswered,
    /// All ways of sending it were used; the present code still works.
    NoOtherWay,
    /// Something was typed that is no code: the keys are meant.
    UseKeys,
}

/// Why a code works no more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeDeath {
    Expired,
    /// It was sent as a message, upon which Telegram makes it worthless.
    Typed,
}

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LoginError {
    #[error("the login is over")]
    Gone,
    #[error("the login is in another step")]
    OtherStep,
}
