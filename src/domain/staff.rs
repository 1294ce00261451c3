//! What is shown of the team, and what is done to a member of it (T2, T3).

use super::{AccountId, MemberId, Role};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// A screen about one member.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum StaffView {
    One(MemberId),
    /// How the team calls the reader.
    Name,
    /// Which accounts somebody works with; pages count from 0.
    Accounts {
        member: MemberId,
        page: u16,
    },
    /// The three ask before it is done.
    Role {
        member: MemberId,
        role: Role,
    },
    Withdrawal {
        member: MemberId,
        account: AccountId,
    },
    Removal(MemberId),
    /// Who did what; pages count from 0.
    Audit {
        filter: AuditFilter,
        page: u16,
    },
}

/// Which part of the audit log.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AuditFilter {
    All,
    /// Rights: invites, roles, removals, who works with which account.
    Team,
    Accounts,
    Desks,
    /// What holds for the agency as a whole, for accounts and for money.
    Settings,
    /// What one member did.
    By(MemberId),
    /// Payments, and files of them that left.
    Money,
    /// What was done about clients as people.
    Clients,
}

impl AuditFilter {
    /// Those that are offered side by side.
    pub const TOPICS: [AuditFilter; 7] = [
        AuditFilter::All,
        AuditFilter::Team,
        AuditFilter::Accounts,
        AuditFilter::Desks,
        AuditFilter::Clients,
        AuditFilter::Money,
        AuditFilter::Settings,
    ];
}

/// What an owner does to a member.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum StaffDeed {
    SetRole(Role),
    Give(AccountId),
    Withdraw(AccountId),
    Remove,
}

/// What a member is told of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum StaffNews {
    Role(Role),
    Given { account: String },
    Withdrawn { account: String },
    Removed,
}

/// How long an invite works.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub enum InviteTerm {
    Day,
    #[default]
    ThreeDays,
    Week,
}

impl InviteTerm {
    pub const ALL: [InviteTerm; 3] = [InviteTerm::Day, InviteTerm::ThreeDays, InviteTerm::Week];

    pub fn days(self) -> u8 {
        match self {
            InviteTerm::Day => 1,
            InviteTerm::ThreeDays => 3,
            InviteTerm::Week => 7,
        }
    }

    pub fn duration(self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.days()))
    }
}
