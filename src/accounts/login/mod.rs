//! Logins in progress, by QR code or by a code to the account's phone number.
//!
//! **They live in memory only**: a restart ends them, and nothing of a number, a code or a password is ever stored. Several run at
//! once, each in a task of its own.
//!
//! | file | holds |
//! |---|---|
//! | `machine`, `entry` | what follows from what, without a network or a clock; the entry of one code |
//! | `driver` | one login's task: network, clock and people feed the machine |
//! | `requests`, `sent`, `refusals` | Telegram's methods, the kinds of its codes, and what each of its errors means |

mod driver;
mod entry;
mod machine;
mod refusals;
mod requests;
mod sent;

pub use driver::take_position;

use super::endpoint::Slot;
use super::supervisor::Home;
use crate::domain::{AccountId, LoginId, MemberId};
use crate::ports::{Key, LoginError, LoginStep, Way};
use driver::Driver;
use secrecy::{ExposeSecret, SecretString};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Ended logins whose last step can still be drawn.
const REMEMBERED: usize = 64;
/// Keys pressed before the login looks at them.
const WISHES: usize = 32;
/// Sandbox keys of an account: a new login takes the next set.
const SLOTS_PER_ACCOUNT: u32 = 4;

/// What people want of a login.
pub enum Wish {
    Refresh,
    Typed(SecretString),
    Key { attempt: u16, key: Key },
    Resend,
}

/// The present step of a login, where everybody can read it.
pub struct Slate(Mutex<LoginStep>);

impl Slate {
    fn read(&self) -> LoginStep {
        lock(&self.0).clone()
    }

    /// Whether it says something else now.
    fn write(&self, step: LoginStep) -> bool {
        let mut slate = lock(&self.0);
        let changed = !same(&slate, &step);
        *slate = step;
        changed
    }
}

fn same(a: &LoginStep, b: &LoginStep) -> bool {
    use LoginStep as S;
    match (a, b) {
        (S::Qr { url: a, expires: one }, S::Qr { url: b, expires: other }) => {
            a.expose_secret() == b.expose_secret() && one == other
        }
        (S::Password { hint: a, wrong: one }, S::Password { hint: b, wrong: other }) => a == b && one == other,
        (S::Number { problem: a, wrong: one }, S::Number { problem: b, wrong: other }) => a == b && one == other,
        (S::Code(a), S::Code(b)) => a == b,
        (S::CodeDead(a), S::CodeDead(b)) => a == b,
        (S::Failed(a), S::Failed(b)) => a == b,
        (S::Connecting, S::Connecting) | (S::Sending, S::Sending) | (S::Checking, S::Checking) | (S::Done, S::Done) => {
            true
        }
        _ => false,
    }
}

/// All logins of the process.
#[derive(Default)]
pub struct LoginDesk {
    logins: Mutex<BTreeMap<LoginId, Entry>>,
    /// How many logins an account had since the start.
    attempts: Mutex<HashMap<AccountId, u32>>,
}

struct Entry {
    account: AccountId,
    slate: Arc<Slate>,
    wishes: mpsc::Sender<Wish>,
    cancel: CancellationToken,
    task: JoinHandle<()>,
}

impl Entry {
    fn over(&self) -> bool {
        self.task.is_finished() || self.slate.read().is_over()
    }
}

impl LoginDesk {
    /// Begins a login; `used` is the set of keys that the account's session has now.
    pub fn begin(
        &self,
        home: &Arc<Home>,
        login: LoginId,
        account: AccountId,
        by: MemberId,
        way: Way,
        used: Option<Slot>,
    ) {
        let slot = self.next_slot(account, used);
        let slate = Arc::new(Slate(Mutex::new(LoginStep::Connecting)));
        let (wishes, wanted) = mpsc::channel(WISHES);
        let cancel = CancellationToken::new();
        let driver = Driver {
            home: Arc::clone(home),
            login,
            account,
            by,
            way,
            slate: Arc::clone(&slate),
            wishes: wanted,
            cancel: cancel.clone(),
        };
        let mut logins = lock(&self.logins);
        // One login per account: the newer one is the one that somebody looks at.
        logins.values().filter(|entry| entry.account == account).for_each(|entry| entry.cancel.cancel());
        let task = tokio::spawn(driver.run(slot));
        logins.insert(login, Entry { account, slate, wishes, cancel, task });
        while logins.len() > REMEMBERED {
            let Some(oldest) = logins.iter().find(|(_, entry)| entry.over()).map(|(login, _)| *login) else { break };
            logins.remove(&oldest);
        }
    }

    pub fn account(&self, login: LoginId) -> Option<AccountId> {
        Some(lock(&self.logins).get(&login)?.account)
    }

    pub fn step(&self, login: LoginId) -> Option<LoginStep> {
        Some(lock(&self.logins).get(&login)?.slate.read())
    }

    pub fn refresh(&self, login: LoginId) -> Result<(), LoginError> {
        self.with(login, |entry| match entry.slate.read() {
            LoginStep::Qr { .. } => entry.wish(Wish::Refresh),
            _ => Err(LoginError::OtherStep),
        })
    }

    pub fn typed(&self, login: LoginId, text: SecretString) -> Result<(), LoginError> {
        self.with(login, |entry| {
            let taken = match entry.slate.read() {
                LoginStep::Number { .. } => LoginStep::Sending,
                LoginStep::Password { .. } => LoginStep::Checking,
                LoginStep::Code(code) if code.sent.is_words() => LoginStep::Checking,
                step @ LoginStep::Code(_) => step,
                _ => return Err(LoginError::OtherStep),
            };
            entry.wish(Wish::Typed(text))?;
            // At once, so that a second message is not taken for a second attempt.
            entry.slate.write(taken);
            Ok(())
        })
    }

    pub fn key(&self, login: LoginId, attempt: u16, key: Key) -> Result<(), LoginError> {
        self.with(login, |entry| match entry.slate.read() {
            LoginStep::Code(code) if code.attempt == attempt => entry.wish(Wish::Key { attempt, key }),
            _ => Err(LoginError::OtherStep),
        })
    }

    pub fn resend(&self, login: LoginId) -> Result<(), LoginError> {
        self.with(login, |entry| match entry.slate.read() {
            LoginStep::Code(_) | LoginStep::CodeDead(_) => {
                entry.wish(Wish::Resend)?;
                // Two taps at once are one wish.
                entry.slate.write(LoginStep::Sending);
                Ok(())
            }
            _ => Err(LoginError::OtherStep),
        })
    }

    pub fn cancel(&self, login: LoginId) -> Result<(), LoginError> {
        self.with(login, |entry| {
            entry.cancel.cancel();
            Ok(())
        })
    }

    /// Cancels the logins of an account.
    pub fn cancel_of(&self, account: AccountId) {
        lock(&self.logins).values().filter(|entry| entry.account == account).for_each(|entry| entry.cancel.cancel());
    }

    /// Cancels all logins and waits for their ends.
    pub async fn close(&self) {
        let entries = std::mem::take(&mut *lock(&self.logins));
        entries.values().for_each(|entry| entry.cancel.cancel());
        for entry in entries.into_values() {
            // A panic was already reported by the panic hook.
            let _ = entry.task.await;
        }
    }

    fn with<T>(&self, login: LoginId, act: impl FnOnce(&Entry) -> Result<T, LoginError>) -> Result<T, LoginError> {
        match lock(&self.logins).get(&login) {
            Some(entry) if !entry.over() => act(entry),
            _ => Err(LoginError::Gone),
        }
    }

    fn next_slot(&self, account: AccountId, used: Option<Slot>) -> Slot {
        let mut attempts = lock(&self.attempts);
        let attempt = attempts.entry(account).or_default();
        let slot = |attempt: u32| Slot(account.0.wrapping_mul(SLOTS_PER_ACCOUNT) + attempt % SLOTS_PER_ACCOUNT);
        if used == Some(slot(*attempt)) {
            *attempt += 1;
        }
        let taken = slot(*attempt);
        *attempt += 1;
        taken
    }
}

impl Entry {
    fn wish(&self, wish: Wish) -> Result<(), LoginError> {
        self.wishes.try_send(wish).map_err(|_| LoginError::OtherStep)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_never_takes_the_keys_that_its_account_uses() {
        let desk = LoginDesk::default();
        let account = AccountId(3);
        assert_eq!(desk.next_slot(account, None), Slot(12));
        assert_eq!(desk.next_slot(account, Some(Slot(12))), Slot(13));
        let again = LoginDesk::default();
        assert_eq!(again.next_slot(account, Some(Slot(12))), Slot(13), "after a restart");
        assert_eq!(desk.next_slot(AccountId(4), None), Slot(16));
    }

    #[test]
    fn a_slate_knows_whether_it_says_something_new() {
        let qr = |url: &str| LoginStep::Qr { url: url.to_owned().into(), expires: jiff::Timestamp::UNIX_EPOCH };
        let slate = Slate(Mutex::new(LoginStep::Connecting));
        assert!(!slate.write(LoginStep::Connecting));
        assert!(slate.write(qr("a")));
        assert!(!slate.write(qr("a")));
        assert!(slate.write(qr("b")));
        assert!(slate.write(LoginStep::Password { hint: None, wrong: 0 }));
        assert!(slate.write(LoginStep::Password { hint: None, wrong: 1 }));
    }
}
