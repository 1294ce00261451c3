//! A login as a state machine: no network, no clock, no tasks. By QR code (<https://core.telegram.org/api/qr-login>) or by a
//! code to the account's phone number (<https://core.telegram.org/api/auth>).
//!
//! **Each input gives the one next thing to do**, and the step that people see follows from the phase. **A login ends**: five
//! minutes without an answer from people, or a fault that does not pass, and it says why.

use super::entry::{Entry, Sent};
use crate::domain::{LoginFailure, Phone};
use crate::ports::{CodeDeath, CodeProblem, Key, LoginStep, NumberProblem, Resend, Way};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use std::mem;

/// Time for a person to do their part: scan, or enter number, code or password.
const PATIENCE: SignedDuration = SignedDuration::from_mins(5);
/// A QR code is replaced this long before it expires, so that nobody scans a dead one.
const EARLY: SignedDuration = SignedDuration::from_secs(3);
/// A QR code that came expired stays this long: the clocks disagree, and codes must not flicker.
const SHOWN_AT_LEAST: SignedDuration = SignedDuration::from_secs(5);
/// Faults in a row that end a login.
const FAULTS: u8 = 4;

/// What the machine knows.
pub struct Machine {
    phase: Phase,
    /// When the present wait for a person ends.
    deadline: Timestamp,
    faults: u8,
    /// Given to the next code; entries of earlier ones are over.
    attempt: u16,
}

enum Phase {
    Connecting,
    Showing {
        url: SecretString,
        expires: Timestamp,
    },
    /// The QR code was scanned; Telegram is being asked about the rest.
    Scanned,
    /// The number is asked for.
    Number {
        problem: Option<NumberProblem>,
        wrong: u8,
    },
    /// Telegram is asked for a first or a wholly new code.
    Sending(Phone),
    /// Telegram is asked to send the code in another way.
    Resending(Entry),
    Code(Entry),
    /// A code is being checked.
    Verifying(Entry),
    /// The code works no more; the entry says how to come to another.
    Dead(Entry, CodeDeath),
    /// Scan or code were right; what is to be known of the password is asked for.
    Locked,
    Password {
        hint: Option<String>,
        wrong: u8,
    },
    /// A password is being checked; `wrong` counts the earlier ones.
    Checking {
        hint: Option<String>,
        wrong: u8,
    },
    Admitting,
    Over(Result<(), LoginFailure>),
}

/// What happened.
pub enum Input {
    /// A QR code to show: the whole address, and when it expires.
    Qr {
        url: SecretString,
        expires: Timestamp,
    },
    /// The account lives in another data centre.
    Elsewhere {
        dc: i32,
        token: Vec<u8>,
    },
    /// Somebody scanned the QR code; Telegram tells the rest when it is asked for a code again.
    Scanned,
    /// The QR code that was scanned is not valid (any more).
    QrDead,
    /// A code is on its way to the account's owner.
    Sent(Sent),
    /// Telegram does not take the number.
    BadNumber,
    WrongCode,
    CodeExpired,
    /// All ways of sending the code were used.
    NoOtherWay,
    /// Telegram wants the login to begin anew.
    Restart,
    PasswordNeeded,
    /// What is known of the password before it is asked for.
    PasswordHint(Option<String>),
    WrongPassword,
    SignedIn,
    Admitted,
    /// The network, or Telegram, did not do its part.
    Fault,
    Refused(LoginFailure),
    /// The time of [`Do::Wait`] or [`Do::Pause`] is over.
    Time,
    // What people want.
    Refresh,
    Typed(SecretString),
    Key {
        attempt: u16,
        key: Key,
    },
    Resend,
    Cancel,
}

/// What is to be done next.
#[derive(Debug)]
pub enum Do {
    /// `auth.exportLoginToken`
    ExportToken,
    /// Move to the data centre, `auth.importLoginToken`.
    Import {
        dc: i32,
        token: Vec<u8>,
    },
    /// `auth.sendCode`
    SendCode(Phone),
    /// `auth.resendCode`
    ResendCode {
        number: Phone,
        hash: SecretString,
    },
    /// `auth.signIn`
    SignIn {
        number: Phone,
        hash: SecretString,
        code: SecretString,
        by_email: bool,
    },
    /// `auth.cancelCode`, with which the login ends.
    CancelCode {
        number: Phone,
        hash: SecretString,
    },
    /// `account.getPassword` for the hint.
    AskPassword,
    /// `account.getPassword` for fresh parameters, then `auth.checkPassword`.
    CheckPassword(SecretString),
    /// Hand the account over.
    Admit,
    /// For whatever comes first: people, Telegram, this time.
    Wait(Timestamp),
    /// A moment, after a fault; then it is [`Input::Time`].
    Pause,
    End,
}

impl Machine {
    pub fn new(now: Timestamp, way: Way) -> (Machine, Do) {
        let (phase, first) = match way {
            Way::Qr => (Phase::Connecting, Do::ExportToken),
            Way::Phone(Some(number)) => (Phase::Sending(number.clone()), Do::SendCode(number)),
            Way::Phone(None) => (Phase::Number { problem: None, wrong: 0 }, Do::Wait(now + PATIENCE)),
        };
        (Machine { phase, deadline: now + PATIENCE, faults: 0, attempt: 0 }, first)
    }

    /// What people see.
    pub fn step(&self, now: Timestamp) -> LoginStep {
        match &self.phase {
            Phase::Connecting | Phase::Scanned => LoginStep::Connecting,
            Phase::Showing { url, expires } => LoginStep::Qr { url: url.clone(), expires: *expires },
            Phase::Number { problem, wrong } => LoginStep::Number { problem: *problem, wrong: *wrong },
            Phase::Sending(_) | Phase::Resending(_) => LoginStep::Sending,
            Phase::Code(entry) => LoginStep::Code(entry.step(now)),
            Phase::Dead(_, death) => LoginStep::CodeDead(*death),
            Phase::Password { hint, wrong } => LoginStep::Password { hint: hint.clone(), wrong: *wrong },
            Phase::Verifying(_) | Phase::Locked | Phase::Checking { .. } | Phase::Admitting => LoginStep::Checking,
            Phase::Over(Ok(())) => LoginStep::Done,
            Phase::Over(Err(failure)) => LoginStep::Failed(failure.clone()),
        }
    }

    /// Whether the account is signed in and kept.
    pub fn is_done(&self) -> bool {
        matches!(self.phase, Phase::Over(Ok(())))
    }

    /// Whether Telegram may have signed somebody in: then ending means logging out.
    pub fn may_be_signed_in(&self) -> bool {
        match self.phase {
            Phase::Scanned
            | Phase::Verifying(_)
            | Phase::Locked
            | Phase::Password { .. }
            | Phase::Checking { .. }
            | Phase::Admitting => true,
            Phase::Connecting
            | Phase::Showing { .. }
            | Phase::Number { .. }
            | Phase::Sending(_)
            | Phase::Resending(_)
            | Phase::Code(_)
            | Phase::Dead(..)
            | Phase::Over(_) => false,
        }
    }

    /// Takes an input; whether people see a new step is for the caller to compare.
    pub fn on(&mut self, now: Timestamp, input: Input) -> Do {
        if !matches!(input, Input::Fault | Input::Restart | Input::Time) {
            self.faults = 0;
        }
        let phase = mem::replace(&mut self.phase, Phase::Connecting);
        match (phase, input) {
            (Phase::Over(outcome), _) => self.over(outcome),
            (_, Input::Refused(failure)) => self.over(Err(failure)),
            (Phase::Code(entry) | Phase::Verifying(entry) | Phase::Resending(entry), Input::Cancel) => {
                self.over(Err(LoginFailure::Cancelled));
                Do::CancelCode { number: entry.number, hash: entry.hash }
            }
            (_, Input::Cancel) => self.over(Err(LoginFailure::Cancelled)),
            (phase, Input::Fault) => self.fault(now, phase),

            // By QR code.
            (Phase::Connecting | Phase::Showing { .. }, Input::Qr { url, expires }) => {
                self.phase = Phase::Showing { url, expires };
                self.wait(now)
            }
            // Nobody was signed in after all: the scan came to nothing.
            (Phase::Scanned, Input::Qr { url, expires }) => self.ask(now, Phase::Showing { url, expires }),
            (_, Input::Elsewhere { dc, token }) => {
                self.phase = Phase::Scanned;
                Do::Import { dc, token }
            }
            (Phase::Showing { .. }, Input::Scanned) => {
                self.phase = Phase::Scanned;
                Do::ExportToken
            }
            (_, Input::QrDead) => {
                self.phase = Phase::Connecting;
                Do::ExportToken
            }
            (phase @ Phase::Showing { .. }, Input::Refresh) => {
                self.phase = phase;
                self.deadline = now + PATIENCE;
                Do::ExportToken
            }

            // By phone.
            (Phase::Number { wrong, .. }, Input::Typed(text)) => match Phone::parse(text.expose_secret()) {
                Ok(number) => self.send(now, number),
                Err(_) => self.ask_number(now, NumberProblem::Unreadable, wrong),
            },
            (_, Input::BadNumber) => self.ask_number(now, NumberProblem::Refused, 0),
            (Phase::Sending(number), Input::Sent(sent)) => self.ask_code(now, number, sent),
            (Phase::Resending(entry), Input::Sent(sent)) => self.ask_code(now, entry.number, sent),
            (Phase::Resending(entry), Input::NoOtherWay) => self.await_code(now, entry.without_other_way()),
            (Phase::Code(mut entry), Input::Key { attempt, key }) => match entry.press(attempt, key) {
                Some(code) => self.verify(entry, code),
                None => self.await_code(now, entry),
            },
            (Phase::Code(mut entry), Input::Typed(text)) => {
                if entry.is_words() {
                    return self.verify(entry, text.expose_secret().trim().into());
                }
                if entry.is_given_away_by(text.expose_secret()) {
                    return self.ask(now, Phase::Dead(entry, CodeDeath::Typed));
                }
                entry.problem = Some(CodeProblem::UseKeys);
                self.await_code(now, entry)
            }
            (Phase::Code(entry), Input::Resend) => match entry.resend(now) {
                Resend::Now(_) => self.resend(entry),
                Resend::Never | Resend::From { .. } => self.await_code(now, entry),
            },
            // A code that was given away may still be due in another way; one that has expired may not.
            (Phase::Dead(entry, CodeDeath::Typed), Input::Resend) if matches!(entry.resend(now), Resend::Now(_)) => {
                self.resend(entry)
            }
            (Phase::Dead(entry, _), Input::Resend) => self.send(now, entry.number),
            (Phase::Verifying(entry), Input::WrongCode) => self.await_code(now, entry.refused()),
            (Phase::Verifying(entry) | Phase::Resending(entry), Input::CodeExpired) => {
                self.ask(now, Phase::Dead(entry, CodeDeath::Expired))
            }
            (Phase::Verifying(entry) | Phase::Resending(entry), Input::Restart) => self.again(now, entry.number),
            (Phase::Sending(number), Input::Restart) => self.again(now, number),
            (Phase::Code(entry), Input::Time) if now >= entry.expires => {
                self.ask(now, Phase::Dead(entry, CodeDeath::Expired))
            }
            (Phase::Code(entry), Input::Time) => self.await_code(now, entry),

            // Both.
            (_, Input::PasswordNeeded) => {
                self.phase = Phase::Locked;
                self.deadline = now + PATIENCE;
                Do::AskPassword
            }
            (_, Input::PasswordHint(hint)) => self.ask(now, Phase::Password { hint, wrong: 0 }),
            (Phase::Password { hint, wrong }, Input::Typed(password)) => {
                self.phase = Phase::Checking { hint, wrong };
                Do::CheckPassword(password)
            }
            (Phase::Checking { hint, wrong }, Input::WrongPassword) => {
                self.ask(now, Phase::Password { hint, wrong: wrong.saturating_add(1) })
            }
            (_, Input::SignedIn) => {
                self.phase = Phase::Admitting;
                Do::Admit
            }
            (_, Input::Admitted) => self.over(Ok(())),
            (phase, Input::Time) if now >= self.deadline => self.over(Err(late(&phase))),
            (phase, Input::Time) => {
                self.phase = phase;
                self.next(now)
            }
            // Not what is asked for now.
            (phase, Input::Scanned | Input::Refresh | Input::Typed(_) | Input::Key { .. } | Input::Resend) => {
                self.phase = phase;
                self.wait(now)
            }
            // Not an answer to what Telegram was asked.
            (phase, _) => self.fault(now, phase),
        }
    }

    /// Asks people, with all the time they are given.
    fn ask(&mut self, now: Timestamp, phase: Phase) -> Do {
        self.phase = phase;
        self.deadline = now + PATIENCE;
        self.wait(now)
    }

    fn ask_number(&mut self, now: Timestamp, problem: NumberProblem, wrong: u8) -> Do {
        self.ask(now, Phase::Number { problem: Some(problem), wrong: wrong.saturating_add(1) })
    }

    fn ask_code(&mut self, now: Timestamp, number: Phone, sent: Sent) -> Do {
        let entry = Entry::new(now, number, sent, self.attempt);
        self.await_code(now, entry)
    }

    fn await_code(&mut self, now: Timestamp, entry: Entry) -> Do {
        self.attempt = entry.attempt().wrapping_add(1);
        self.deadline = entry.expires;
        self.phase = Phase::Code(entry);
        self.wait(now)
    }

    fn send(&mut self, now: Timestamp, number: Phone) -> Do {
        self.phase = Phase::Sending(number.clone());
        self.deadline = now + PATIENCE;
        Do::SendCode(number)
    }

    fn resend(&mut self, entry: Entry) -> Do {
        let (number, hash) = (entry.number.clone(), entry.hash.clone());
        self.phase = Phase::Resending(entry);
        Do::ResendCode { number, hash }
    }

    fn verify(&mut self, entry: Entry, code: SecretString) -> Do {
        let (number, hash, by_email) = (entry.number.clone(), entry.hash.clone(), entry.by_email());
        self.phase = Phase::Verifying(entry);
        Do::SignIn { number, hash, code, by_email }
    }

    /// The whole of a login by phone once more, as long as that is no habit.
    fn again(&mut self, now: Timestamp, number: Phone) -> Do {
        if self.is_hopeless() {
            return self.over(Err(LoginFailure::NoConnection));
        }
        self.send(now, number)
    }

    fn over(&mut self, outcome: Result<(), LoginFailure>) -> Do {
        self.phase = Phase::Over(outcome);
        Do::End
    }

    /// What is done when nobody has to do anything: after a pause, or when a QR code is about to expire.
    fn next(&self, now: Timestamp) -> Do {
        match &self.phase {
            Phase::Connecting | Phase::Showing { .. } | Phase::Scanned => Do::ExportToken,
            Phase::Sending(number) => Do::SendCode(number.clone()),
            Phase::Locked => Do::AskPassword,
            _ => self.wait(now),
        }
    }

    fn wait(&self, now: Timestamp) -> Do {
        let until = match &self.phase {
            // Telegram may answer with the same code as long as it is valid: then its very end is waited for.
            Phase::Showing { expires, .. } if *expires - EARLY > now => *expires - EARLY,
            Phase::Showing { expires, .. } if *expires > now => *expires,
            Phase::Showing { .. } => now + SHOWN_AT_LEAST,
            Phase::Code(entry) => entry.wakes(now),
            _ => self.deadline,
        };
        Do::Wait(until.min(self.deadline))
    }

    /// A fault leaves the phase, but a code or password that was being checked has to be entered anew: it is kept nowhere.
    fn fault(&mut self, now: Timestamp, phase: Phase) -> Do {
        if self.is_hopeless() {
            return self.over(Err(LoginFailure::NoConnection));
        }
        match phase {
            Phase::Checking { hint, wrong } => {
                self.phase = Phase::Password { hint, wrong };
                self.wait(now)
            }
            Phase::Verifying(entry) | Phase::Resending(entry) => self.await_code(now, entry.unanswered()),
            phase => {
                self.phase = phase;
                Do::Pause
            }
        }
    }

    /// Counts a fault; whether they are too many.
    fn is_hopeless(&mut self) -> bool {
        self.faults += 1;
        self.faults >= FAULTS
    }
}

/// Why a login ends for which nobody did their part.
fn late(phase: &Phase) -> LoginFailure {
    match phase {
        Phase::Connecting | Phase::Showing { .. } | Phase::Scanned => LoginFailure::Expired,
        _ => LoginFailure::Unanswered,
    }
}

#[cfg(test)]
mod tests;
