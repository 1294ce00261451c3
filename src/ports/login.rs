//! Login as a state machine: each step is a value that a screen can draw. Implemented by `accounts`.

use crate::domain::{AccountId, LoginFailure, LoginId, MemberId};
use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::SecretString;

/// Logins in progress. They live in memory only: codes, passwords and QR credentials never reach the disk.
#[async_trait]
pub trait Logins: Send + Sync {
    /// Begins a login by QR code for an account (new, or signed out). Steps follow through `login_changed`.
    async fn begin_qr(&self, login: LoginId, account: AccountId, by: MemberId) -> Result<(), LoginError>;

    /// The present step; `None` for a login that is not known (any more).
    fn step(&self, login: LoginId) -> Option<LoginStep>;

    /// Asks for a new QR code at once.
    async fn refresh(&self, login: LoginId) -> Result<(), LoginError>;

    /// Answers the password step. A wrong password is a step, not an error.
    async fn password(&self, login: LoginId, password: SecretString) -> Result<(), LoginError>;

    /// Ends the login; its half-made session is forgotten.
    async fn cancel(&self, login: LoginId) -> Result<(), LoginError>;
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
    /// The account has a two-step password; `wrong` counts refused attempts.
    Password {
        hint: Option<String>,
        wrong: u8,
    },
    Checking,
    Done,
    Failed(LoginFailure),
}

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LoginError {
    #[error("the login is over")]
    Gone,
    #[error("the login is in another step")]
    OtherStep,
}
