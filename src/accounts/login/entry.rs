//! A code that Telegram has sent, and how far its entry has come. In memory only.

use crate::domain::Phone;
use crate::ports::{CodeProblem, CodeStep, Key, NextBy, Resend, SentBy};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

/// How long a code is good. Telegram does not say it; its own apps give up after this time.
pub const CODE_LIFE: SignedDuration = SignedDuration::from_mins(5);
/// More digits than any code has, or any number that calls.
const MOST_DIGITS: usize = 20;

/// What Telegram says about a code. <https://core.telegram.org/constructor/auth.sentCode>
pub struct Sent {
    /// Names the code in later requests.
    pub hash: SecretString,
    pub by: SentBy,
    pub length: Option<u8>,
    /// How it can be sent next, and after how many seconds.
    pub next: Option<(NextBy, u32)>,
}

/// The entry of one code.
pub struct Entry {
    pub number: Phone,
    pub hash: SecretString,
    pub expires: Timestamp,
    pub problem: Option<CodeProblem>,
    by: SentBy,
    length: Option<u8>,
    next: Option<(NextBy, Timestamp)>,
    digits: String,
    attempt: u16,
    wrong: u8,
}

impl Entry {
    /// The entry of a code that was just sent; `attempt` is one that no entry of this login had.
    pub fn new(now: Timestamp, number: Phone, sent: Sent, attempt: u16) -> Entry {
        let at = |seconds: u32| now + SignedDuration::from_secs(seconds.into());
        Entry {
            number,
            hash: sent.hash,
            expires: now + CODE_LIFE,
            problem: None,
            by: sent.by,
            length: sent.length.filter(|length| (1..=MOST_DIGITS).contains(&usize::from(*length))),
            next: sent.next.map(|(by, seconds)| (by, at(seconds))),
            digits: String::new(),
            attempt,
            wrong: 0,
        }
    }

    pub fn step(&self, now: Timestamp) -> CodeStep {
        CodeStep {
            number: self.number.clone(),
            sent: self.by.clone(),
            entered: u8::try_from(self.digits.len()).unwrap_or(u8::MAX),
            length: self.length,
            attempt: self.attempt,
            expires: self.expires,
            resend: self.resend(now),
            problem: self.problem,
        }
    }

    pub fn resend(&self, now: Timestamp) -> Resend {
        match self.next {
            None => Resend::Never,
            Some((by, at)) if now >= at => Resend::Now(by),
            Some((by, at)) => Resend::From { at, by },
        }
    }

    /// When the next thing happens by itself.
    pub fn wakes(&self, now: Timestamp) -> Timestamp {
        match self.next {
            Some((_, at)) if at > now => at.min(self.expires),
            _ => self.expires,
        }
    }

    pub fn attempt(&self) -> u16 {
        self.attempt
    }

    /// Whether the code went to the account's e-mail: then it is another field of the request.
    pub fn by_email(&self) -> bool {
        matches!(self.by, SentBy::Email { .. })
    }

    pub fn is_words(&self) -> bool {
        self.by.is_words()
    }

    /// Presses a key; the whole code when this was the last one.
    pub fn press(&mut self, attempt: u16, key: Key) -> Option<SecretString> {
        if attempt != self.attempt || self.is_words() {
            return None;
        }
        match key {
            Key::Digit(digit) if digit < 10 && self.digits.len() < MOST_DIGITS => {
                self.problem = None;
                self.digits.push(char::from(b'0' + digit));
                let whole = self.length.is_some_and(|length| self.digits.len() >= usize::from(length));
                whole.then(|| self.code())
            }
            Key::Digit(_) => None,
            Key::Back => {
                self.digits.pop();
                None
            }
            Key::Clear => {
                self.digits.clear();
                None
            }
            Key::Done => (self.length.is_none() && !self.digits.is_empty()).then(|| self.code()),
        }
    }

    fn code(&self) -> SecretString {
        self.digits.clone().into()
    }

    /// Whether a text that was sent as a message holds a code of this kind, so that Telegram has made it worthless.
    pub fn is_given_away_by(&self, text: &str) -> bool {
        const SHORTEST: usize = 3;
        let digits = text.chars().filter(|ch| ch.is_numeric()).count();
        !self.is_words() && digits >= self.length.map_or(SHORTEST, usize::from)
    }

    /// The code was refused.
    pub fn refused(mut self) -> Entry {
        self.wrong = self.wrong.saturating_add(1);
        let wrong = CodeProblem::Wrong(self.wrong);
        self.anew(wrong)
    }

    /// Nobody knows whether the code was right.
    pub fn unanswered(self) -> Entry {
        self.anew(CodeProblem::Unanswered)
    }

    fn anew(mut self, problem: CodeProblem) -> Entry {
        self.problem = Some(problem);
        self.digits.clear();
        self.attempt = self.attempt.wrapping_add(1);
        self
    }

    /// There is no other way to send the code.
    pub fn without_other_way(mut self) -> Entry {
        self.next = None;
        self.problem = Some(CodeProblem::NoOtherWay);
        self
    }
}
