//! The team: who its members are, what each may do, which accounts the agency has.
//!
//! **Rights are asked of [`rights::MATRIX`] for the person acting, at the moment of acting; nothing remembers an
//! answer.** Joining happens by one-time links only; their tokens are stored as hashes.

pub mod account;
pub mod agency;
pub mod audit;
pub mod habits;
pub mod invite;
pub mod masking;
pub mod member;
pub mod presence;
pub mod rights;
pub mod routine;

pub use account::{Account, ToldTrouble};
pub use agency::{Agency, AgencyZone};
pub use audit::{AuditEntry, AuditEvent, Change};
pub use habits::Habits;
pub use invite::{ClaimLink, Invite, InviteState, LinkRefusal, Newcomer, Token};
pub use member::Member;
pub use presence::{ONLINE, Presence, Spell};
pub use rights::{Action, Target};
pub use routine::Routine;

use crate::store::Registry;

/// The room's records.
pub fn records(registry: Registry) -> Registry {
    registry
        .record::<Member>()
        .record::<Account>()
        .record::<ToldTrouble>()
        .record::<Routine>()
        .record::<ClaimLink>()
        .record::<Invite>()
        .record::<AuditEntry>()
        .record::<Presence>()
        .record::<Spell>()
        .record::<Habits>()
        .record::<Agency>()
        .metric(ONLINE)
        .sequence(Account::IDS)
        .sequence(Invite::IDS)
}
