//! What the core asks of the world, and what the world tells the core.
//!
//! **The two adapters (`accounts`, `bot`) never import each other; they meet here.** A trait says what `Ok` promises:
//! an intake's `Ok` means durable, a network's `Ok` means Telegram has it.

mod client;
mod login;
mod proxies;
mod reading;
mod team;

pub use client::{
    AccountIntake, ClientAction, ClientError, ClientEvent, ClientFiles, ClientNetwork, ClientReceipt, Connections,
    Correspondent, CorrespondentKind, FileBytes, FileOf, InDesk, IntakeError, Lending, Piece, SwitchError,
    UPLOAD_LIMIT,
};
pub use login::{
    CodeDeath, CodeProblem, CodeStep, Key, LoginError, LoginStep, Logins, NextBy, NumberProblem, Resend, SentBy, Way,
};
pub use proxies::{Proxies, ProxyError};
pub use reading::{ClientReader, DialogPage, Handle, ListedDialog, SearchPage};
pub use team::{Body, InChat, Shown, Spoken, StandingCard, TeamAction, TeamError, TeamNetwork, TeamReceipt, TeamSend};

use futures::future::BoxFuture;
use jiff::Timestamp;
use std::time::Duration;

/// The time. Built in `app` only; pure functions take `now` as an argument.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Timestamp;

    /// Time since some moment of the past. Unlike [`Clock::now`] it never jumps, so limits and pauses are measured by it.
    fn uptime(&self) -> Duration;

    /// Resolves when [`Clock::uptime`] has grown by so much.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()>;
}

/// Unpredictable bytes. Built in `app` only, so that a seeded demo repeats itself.
pub trait Randomness: Send + Sync + 'static {
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Randomness {
    /// So many unpredictable bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// An id by which Telegram recognizes a repeated send; never zero, which it reads as "none".
    pub fn random_id(&self) -> crate::domain::RandomId {
        crate::domain::RandomId(i64::from_le_bytes(self.bytes()) | 1)
    }
}
