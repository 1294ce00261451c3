//! A login by QR code as a state machine: no network, no clock, no tasks. <https://core.telegram.org/api/qr-login>
//!
//! **Each input gives the one next thing to do**, and the step that people see follows from the phase. **A login ends**: five
//! minutes without a scan or a password, or a fault that does not pass, and it says why.

use crate::domain::LoginFailure;
use crate::ports::LoginStep;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

/// Time for a person to do their part: scan, or enter the password.
const PATIENCE: SignedDuration = SignedDuration::from_mins(5);
/// A code is replaced this long before it expires, so that nobody scans a dead one.
const EARLY: SignedDuration = SignedDuration::from_secs(3);
/// A code that came expired stays this long: the clocks disagree, and codes must not flicker.
const SHOWN_AT_LEAST: SignedDuration = SignedDuration::from_secs(5);
/// Faults in a row that end a login.
const FAULTS: u8 = 4;

/// What the machine knows.
pub struct Machine {
    phase: Phase,
    /// When the present wait for a person ends.
    deadline: Timestamp,
    faults: u8,
}

enum Phase {
    Connecting,
    Showing {
        url: SecretString,
        expires: Timestamp,
    },
    /// The code was scanned; Telegram is being asked about the rest.
    Scanned,
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
    /// A code to show: the whole address, and when it expires.
    Code {
        url: SecretString,
        expires: Timestamp,
    },
    /// The account lives in another data centre.
    Elsewhere {
        dc: i32,
        token: Vec<u8>,
    },
    /// Somebody scanned the code; Telegram tells the rest when it is asked for a code again.
    Scanned,
    PasswordNeeded,
    /// What is known of the password before it is asked for.
    PasswordHint(Option<String>),
    WrongPassword,
    SignedIn,
    Admitted,
    /// The code that was scanned is not valid (any more).
    CodeDead,
    /// The network, or Telegram, did not do its part.
    Fault,
    Refused(LoginFailure),
    /// The time of [`Do::Wait`] or [`Do::Pause`] is over.
    Time,
    // What people want.
    Refresh,
    Password(SecretString),
    Cancel,
}

/// What is to be done next.
#[derive(Debug)]
pub enum Do {
    /// `auth.exportLoginToken`
    ExportCode,
    /// Move to the data centre, `auth.importLoginToken`.
    Import {
        dc: i32,
        token: Vec<u8>,
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
    pub fn new(now: Timestamp) -> (Machine, Do) {
        (Machine { phase: Phase::Connecting, deadline: now + PATIENCE, faults: 0 }, Do::ExportCode)
    }

    /// What people see.
    pub fn step(&self) -> LoginStep {
        match &self.phase {
            Phase::Connecting | Phase::Scanned => LoginStep::Connecting,
            Phase::Showing { url, expires } => LoginStep::Qr { url: url.clone(), expires: *expires },
            Phase::Password { hint, wrong } => LoginStep::Password { hint: hint.clone(), wrong: *wrong },
            Phase::Checking { .. } | Phase::Admitting => LoginStep::Checking,
            Phase::Over(Ok(())) => LoginStep::Done,
            Phase::Over(Err(failure)) => LoginStep::Failed(failure.clone()),
        }
    }

    /// Whether Telegram may have signed somebody in: then ending means logging out.
    pub fn may_be_signed_in(&self) -> bool {
        !matches!(self.phase, Phase::Connecting | Phase::Showing { .. } | Phase::Over(_))
    }

    /// Takes an input; whether people see a new step is for the caller to compare.
    pub fn on(&mut self, now: Timestamp, input: Input) -> Do {
        if !matches!(input, Input::Fault | Input::Time) {
            self.faults = 0;
        }
        match (&self.phase, input) {
            (Phase::Over(_), _) => Do::End,
            (_, Input::Refused(failure)) => self.over(Err(failure)),
            (_, Input::Cancel) => self.over(Err(LoginFailure::Cancelled)),
            (_, Input::Fault) => self.fault(now),

            (Phase::Connecting | Phase::Showing { .. }, Input::Code { url, expires }) => {
                self.phase = Phase::Showing { url, expires };
                self.wait(now)
            }
            // Nobody was signed in after all: the scan came to nothing.
            (Phase::Scanned, Input::Code { url, expires }) => {
                self.phase = Phase::Showing { url, expires };
                self.deadline = now + PATIENCE;
                self.wait(now)
            }
            (_, Input::Elsewhere { dc, token }) => {
                self.phase = Phase::Scanned;
                Do::Import { dc, token }
            }
            (Phase::Showing { .. }, Input::Scanned) => {
                self.phase = Phase::Scanned;
                Do::ExportCode
            }
            (_, Input::CodeDead) => {
                self.phase = Phase::Connecting;
                Do::ExportCode
            }
            (_, Input::PasswordNeeded) => {
                self.phase = Phase::Scanned;
                Do::AskPassword
            }
            (_, Input::PasswordHint(hint)) => {
                self.phase = Phase::Password { hint, wrong: 0 };
                self.deadline = now + PATIENCE;
                self.wait(now)
            }
            (Phase::Password { hint, wrong }, Input::Password(password)) => {
                self.phase = Phase::Checking { hint: hint.clone(), wrong: *wrong };
                Do::CheckPassword(password)
            }
            (Phase::Checking { hint, wrong }, Input::WrongPassword) => {
                self.phase = Phase::Password { hint: hint.clone(), wrong: wrong.saturating_add(1) };
                self.deadline = now + PATIENCE;
                self.wait(now)
            }
            (_, Input::SignedIn) => {
                self.phase = Phase::Admitting;
                Do::Admit
            }
            (_, Input::Admitted) => self.over(Ok(())),

            (Phase::Showing { .. }, Input::Refresh) => {
                self.deadline = now + PATIENCE;
                Do::ExportCode
            }
            (_, Input::Time) if now >= self.deadline => self.over(Err(LoginFailure::Expired)),
            (Phase::Connecting | Phase::Showing { .. } | Phase::Scanned, Input::Time) => Do::ExportCode,
            (_, _) => self.wait(now),
        }
    }

    fn over(&mut self, outcome: Result<(), LoginFailure>) -> Do {
        self.phase = Phase::Over(outcome);
        Do::End
    }

    fn wait(&self, now: Timestamp) -> Do {
        let until = match &self.phase {
            // Telegram may answer with the same code as long as it is valid: then its very end is waited for.
            Phase::Showing { expires, .. } if *expires - EARLY > now => *expires - EARLY,
            Phase::Showing { expires, .. } if *expires > now => *expires,
            Phase::Showing { .. } => now + SHOWN_AT_LEAST,
            _ => self.deadline,
        };
        Do::Wait(until.min(self.deadline))
    }

    /// A fault leaves the phase, but a password that was being checked has to be entered anew: it is kept nowhere.
    fn fault(&mut self, now: Timestamp) -> Do {
        self.faults += 1;
        if self.faults >= FAULTS {
            return self.over(Err(LoginFailure::NoConnection));
        }
        if let Phase::Checking { hint, wrong } = &self.phase {
            self.phase = Phase::Password { hint: hint.clone(), wrong: *wrong };
            return self.wait(now);
        }
        Do::Pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn code(expires: i64) -> Input {
        Input::Code { url: "tg://login?token=AQ".into(), expires: at(expires) }
    }

    fn shown(now: i64, expires: i64) -> Machine {
        let (mut machine, first) = Machine::new(at(now));
        assert!(matches!(first, Do::ExportCode));
        assert!(matches!(machine.on(at(now), code(expires)), Do::Wait(_)));
        machine
    }

    fn asked_for_password() -> Machine {
        let mut machine = shown(0, 30);
        machine.on(at(1), Input::Scanned);
        assert!(matches!(machine.on(at(1), Input::PasswordNeeded), Do::AskPassword));
        machine.on(at(1), Input::PasswordHint(Some("the usual".into())));
        machine
    }

    #[test]
    fn a_scanned_code_leads_to_done() {
        let mut machine = shown(0, 30);
        assert!(matches!(machine.step(), LoginStep::Qr { expires, .. } if expires == at(30)));
        assert!(matches!(machine.on(at(1), Input::Scanned), Do::ExportCode));
        assert!(matches!(machine.on(at(1), Input::SignedIn), Do::Admit));
        assert!(matches!(machine.step(), LoginStep::Checking));
        assert!(matches!(machine.on(at(2), Input::Admitted), Do::End));
        assert!(matches!(machine.step(), LoginStep::Done));
    }

    #[test]
    fn a_code_is_replaced_before_it_expires_until_patience_ends() {
        let (mut machine, mut next) = Machine::new(at(0));
        let mut codes = 0;
        let mut now = 0;
        loop {
            next = match next {
                Do::ExportCode => {
                    codes += 1;
                    machine.on(at(now), code(now + 30))
                }
                Do::Wait(until) => {
                    now = until.as_second();
                    machine.on(until, Input::Time)
                }
                Do::End => break,
                other => panic!("unexpected {other:?}"),
            };
        }
        assert_eq!((now, codes), (300, 12), "a code every 27 seconds for five minutes");
        assert!(matches!(machine.step(), LoginStep::Failed(LoginFailure::Expired)));
    }

    #[test]
    fn the_same_code_again_is_shown_to_its_end() {
        let mut machine = shown(0, 30);
        assert!(matches!(machine.on(at(27), Input::Time), Do::ExportCode));
        assert!(matches!(machine.on(at(27), code(30)), Do::Wait(until) if until == at(30)));
        assert!(matches!(machine.on(at(30), Input::Time), Do::ExportCode));
    }

    #[test]
    fn clocks_that_disagree_do_not_make_codes_flicker() {
        let (mut machine, _) = Machine::new(at(1000));
        assert!(matches!(machine.on(at(1000), code(10)), Do::Wait(until) if until == at(1005)));
    }

    #[test]
    fn refresh_shows_a_new_code_and_renews_patience() {
        let mut machine = shown(0, 30);
        assert!(matches!(machine.on(at(299), Input::Refresh), Do::ExportCode));
        assert!(matches!(machine.step(), LoginStep::Qr { .. }), "the old one stands until the new one is there");
        machine.on(at(299), code(329));
        assert!(matches!(machine.on(at(326), Input::Time), Do::ExportCode));
    }

    #[test]
    fn another_data_centre_is_followed() {
        let mut machine = shown(0, 30);
        machine.on(at(1), Input::Scanned);
        let next = machine.on(at(1), Input::Elsewhere { dc: 4, token: vec![1] });
        assert!(matches!(next, Do::Import { dc: 4, .. }));
        assert!(matches!(machine.on(at(1), Input::CodeDead), Do::ExportCode), "too late: a new code");
    }

    #[test]
    fn wrong_passwords_are_counted_and_asked_again() {
        let mut machine = asked_for_password();
        for wrong in 0..2 {
            assert!(matches!(machine.step(), LoginStep::Password { hint: Some(_), wrong: count } if count == wrong));
            assert!(matches!(machine.on(at(2), Input::Password("guess".into())), Do::CheckPassword(_)));
            assert!(matches!(machine.step(), LoginStep::Checking));
            assert!(matches!(machine.on(at(3), Input::WrongPassword), Do::Wait(until) if until == at(303)));
        }
        machine.on(at(4), Input::Password("right".into()));
        assert!(matches!(machine.on(at(5), Input::SignedIn), Do::Admit));
    }

    #[test]
    fn a_fault_while_checking_asks_for_the_password_again_without_blame() {
        let mut machine = asked_for_password();
        machine.on(at(2), Input::Password("right".into()));
        assert!(matches!(machine.on(at(3), Input::Fault), Do::Wait(_)));
        assert!(matches!(machine.step(), LoginStep::Password { wrong: 0, .. }));
    }

    #[test]
    fn faults_in_a_row_end_the_login_and_single_ones_do_not() {
        let (mut machine, _) = Machine::new(at(0));
        for second in 0..3 {
            assert!(matches!(machine.on(at(second), Input::Fault), Do::Pause));
            assert!(matches!(machine.on(at(second + 2), Input::Time), Do::ExportCode));
        }
        machine.on(at(5), code(35));
        assert!(matches!(machine.on(at(6), Input::Fault), Do::Pause), "counted anew");
        for _ in 0..3 {
            machine.on(at(7), Input::Fault);
        }
        assert!(matches!(machine.step(), LoginStep::Failed(LoginFailure::NoConnection)));
    }

    #[test]
    fn cancelling_ends_any_step_and_the_end_is_final() {
        let mut machine = asked_for_password();
        assert!(machine.may_be_signed_in());
        assert!(matches!(machine.on(at(2), Input::Cancel), Do::End));
        assert!(matches!(machine.on(at(3), Input::Password("late".into())), Do::End));
        assert!(matches!(machine.step(), LoginStep::Failed(LoginFailure::Cancelled)));
    }

    #[test]
    fn a_refusal_says_why() {
        let mut machine = shown(0, 30);
        machine.on(at(1), Input::Refused(LoginFailure::FloodWait { seconds: 60 }));
        assert!(matches!(machine.step(), LoginStep::Failed(LoginFailure::FloodWait { seconds: 60 })));
    }
}
