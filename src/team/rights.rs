//! The rights matrix: one table, asked by every command, screen, button and link.
//!
//! **Nothing else decides what a person may do.** A new action is a variant of [`Action`] and a row of [`MATRIX`]; a
//! test fails when the row is missing.

use super::Member;
use crate::domain::{AccountId, MemberId, Role};

/// What a member may want to do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Action {
    /// Read and answer a dialog, comment in its thread, delete what was sent.
    Converse,
    /// Take a client from the queue.
    Claim,
    /// Decide who answers a dialog.
    HandOver,
    /// Write to somebody who never wrote.
    StartDialog,
    /// Turn a group into a desk of their own.
    BindDesk,
    /// Allow a desk that somebody asked for.
    ApproveDesk,
    SeeAccounts,
    ManageAccounts,
    SeeTeam,
    Invite,
    /// Change roles, assign accounts, remove members.
    ManageTeam,
    SeeAudit,
    /// See a client's phone, username and numeric id.
    SeeClientIds,
    /// Book a payment or a refund of a client; take an own one back within [`UNDO`](crate::domain::UNDO).
    BookPayment,
    /// See sums and history of what clients paid; of an operator's reach is what they booked themselves ([`Target::Entry`]).
    SeeMoney,
    /// Void or correct a payment, whosever it is.
    CorrectPayment,
    ExportPayments,
    /// Choose the base currency, name rates.
    SetMoney,
    /// See figures and trends: revenue, messages, the team.
    SeeDashboard,
    /// Contact cards, notes, tags.
    KeepContacts,
    /// Erase everything personal about a contact.
    EraseContacts,
    /// Say that two contacts are one person, or two again: of all accounts that either writes to.
    MergeContacts,
    ExportContacts,
    /// See what others did: messages, dialogs, payments, response times.
    SeeActivity,
    /// Make, change and delete the team's templates; using them needs no more than conversing.
    TeamTemplates,
    /// Set what holds for the agency as a whole: name, zone, masking, retention, read marks.
    SetAgency,
    /// Own settings: language, pictures; what one did oneself.
    Settings,
}

/// How far a right reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    Nothing,
    /// What is assigned to the member.
    Assigned,
    /// What belongs to the member's accounts.
    Accounts,
    All,
}

/// Action → reach for operator, manager, owner.
pub const MATRIX: &[(Action, [Reach; 3])] = {
    use Reach::*;
    &[
        (Action::Converse, [Assigned, Accounts, All]),
        (Action::Claim, [Accounts, Accounts, All]),
        (Action::HandOver, [Nothing, Accounts, All]),
        (Action::StartDialog, [Nothing, Accounts, All]),
        (Action::BindDesk, [Accounts, Accounts, All]),
        (Action::ApproveDesk, [Nothing, Nothing, All]),
        (Action::SeeAccounts, [Nothing, Accounts, All]),
        (Action::ManageAccounts, [Nothing, Nothing, All]),
        (Action::SeeTeam, [Nothing, Accounts, All]),
        (Action::Invite, [Nothing, Nothing, All]),
        (Action::ManageTeam, [Nothing, Nothing, All]),
        (Action::SeeAudit, [Nothing, Nothing, All]),
        (Action::SeeClientIds, [Nothing, Nothing, All]),
        (Action::BookPayment, [Assigned, Accounts, All]),
        (Action::SeeMoney, [Assigned, Accounts, All]),
        (Action::CorrectPayment, [Nothing, Accounts, All]),
        (Action::ExportPayments, [Nothing, Accounts, All]),
        (Action::SetMoney, [Nothing, Nothing, All]),
        (Action::SeeDashboard, [Nothing, Accounts, All]),
        (Action::KeepContacts, [Assigned, Accounts, All]),
        (Action::EraseContacts, [Nothing, Nothing, All]),
        (Action::MergeContacts, [Nothing, Accounts, All]),
        (Action::ExportContacts, [Nothing, Accounts, All]),
        (Action::SeeActivity, [Nothing, Nothing, All]),
        (Action::TeamTemplates, [Nothing, Accounts, All]),
        (Action::SetAgency, [Nothing, Nothing, All]),
        (Action::Settings, [All, All, All]),
    ]
};

/// How far [`Action::SeeClientIds`] reaches for operator, manager, owner where the agency lets their role see them.
const UNMASKED: [Reach; 3] = [Reach::Assigned, Reach::Accounts, Reach::All];

/// How far [`Action::StartDialog`] reaches where the agency lets operators begin dialogs.
const BEGINNING: [Reach; 3] = [Reach::Accounts, Reach::Accounts, Reach::All];

/// What an action is aimed at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// The agency as a whole, or the actor's own things.
    Agency,
    Account(AccountId),
    Dialog {
        account: AccountId,
        assigned: Option<MemberId>,
    },
    /// Something that one member made, through an account.
    Entry {
        account: AccountId,
        by: MemberId,
    },
}

/// How far the role's right reaches.
pub fn reach(role: Role, action: Action) -> Reach {
    MATRIX.iter().find(|(row, _)| *row == action).map_or(Reach::Nothing, |(_, reaches)| reaches[column(role)])
}

fn column(role: Role) -> usize {
    match role {
        Role::Operator => 0,
        Role::Manager => 1,
        Role::Owner => 2,
    }
}

/// Whether the member may do this to that, now. A removed member may do nothing.
pub fn may(member: &Member, action: Action, target: Target) -> bool {
    if member.removed.is_some() {
        return false;
    }
    let reach = match action {
        Action::SeeClientIds if member.sees_ids => UNMASKED[column(member.role)],
        Action::StartDialog if member.begins => BEGINNING[column(member.role)],
        action => reach(member.role, action),
    };
    match reach {
        Reach::Nothing => false,
        Reach::All => true,
        Reach::Accounts => match target {
            Target::Agency => true,
            Target::Account(account) | Target::Dialog { account, .. } | Target::Entry { account, .. } => {
                member.works_with(account)
            }
        },
        Reach::Assigned => match target {
            Target::Agency => true,
            Target::Account(account) => member.works_with(account),
            Target::Dialog { account, assigned } => member.works_with(account) && assigned == Some(member.id),
            Target::Entry { account, by } => member.works_with(account) && by == member.id,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Lang;
    use jiff::Timestamp;

    fn member(role: Role, accounts: &[u32]) -> Member {
        Member {
            id: MemberId(1),
            name: "Olga".into(),
            role,
            lang: Lang::En,
            accounts: accounts.iter().copied().map(AccountId).collect(),
            joined: Timestamp::UNIX_EPOCH,
            removed: None,
            sees_ids: false,
            begins: false,
        }
    }

    fn dialog(account: u32, assigned: i64) -> Target {
        Target::Dialog { account: AccountId(account), assigned: Some(MemberId(assigned)) }
    }

    #[test]
    fn every_action_has_exactly_one_row() {
        for (at, (action, _)) in MATRIX.iter().enumerate() {
            assert_eq!(*action as usize, at, "rows stand in the order of the enum");
        }
        assert_eq!(MATRIX.len(), Action::Settings as usize + 1, "the last action is the last row");
    }

    #[test]
    fn conversing_by_role_and_relation() {
        let cases = [
            (member(Role::Operator, &[5]), dialog(5, 1), true),
            (member(Role::Operator, &[5]), dialog(5, 2), false),
            (member(Role::Operator, &[]), dialog(5, 1), false),
            (member(Role::Manager, &[5]), dialog(5, 2), true),
            (member(Role::Manager, &[6]), dialog(5, 1), false),
            (member(Role::Owner, &[]), dialog(5, 2), true),
        ];
        for (who, target, expected) in cases {
            assert_eq!(may(&who, Action::Converse, target), expected, "{:?} on {target:?}", who.role);
        }
    }

    /// What an action may be aimed at, seen from a member who works with account 5 and not with account 6.
    const RELATIONS: [(char, Target); 9] = {
        const fn dialog(account: u32, assigned: Option<MemberId>) -> Target {
            Target::Dialog { account: AccountId(account), assigned }
        }
        const fn entry(account: u32, by: i64) -> Target {
            Target::Entry { account: AccountId(account), by: MemberId(by) }
        }
        [
            ('g', Target::Agency),
            ('a', Target::Account(AccountId(5))),
            ('o', dialog(5, Some(MemberId(1)))),
            ('c', dialog(5, Some(MemberId(2)))),
            ('q', dialog(5, None)),
            ('e', entry(5, 1)),
            ('f', Target::Account(AccountId(6))),
            // Assigned once, before the account was taken away.
            ('x', dialog(6, Some(MemberId(1)))),
            ('y', entry(6, 1)),
        ]
    };

    /// The whole of who may do what to what, written down apart from the matrix: the agency, an own account, an own, a
    /// colleague's and a waiting dialog of it, an own entry; a foreign account, a dialog and an entry there.
    const EXPECTED: &[(Action, &str, &str, &str)] = &[
        (Action::Converse, "gaoe", "gaocqe", "gaocqefxy"),
        (Action::Claim, "gaocqe", "gaocqe", "gaocqefxy"),
        (Action::HandOver, "", "gaocqe", "gaocqefxy"),
        (Action::StartDialog, "", "gaocqe", "gaocqefxy"),
        (Action::BindDesk, "gaocqe", "gaocqe", "gaocqefxy"),
        (Action::ApproveDesk, "", "", "gaocqefxy"),
        (Action::SeeAccounts, "", "gaocqe", "gaocqefxy"),
        (Action::ManageAccounts, "", "", "gaocqefxy"),
        (Action::SeeTeam, "", "gaocqe", "gaocqefxy"),
        (Action::Invite, "", "", "gaocqefxy"),
        (Action::ManageTeam, "", "", "gaocqefxy"),
        (Action::SeeAudit, "", "", "gaocqefxy"),
        (Action::SeeClientIds, "", "", "gaocqefxy"),
        (Action::BookPayment, "gaoe", "gaocqe", "gaocqefxy"),
        (Action::SeeMoney, "gaoe", "gaocqe", "gaocqefxy"),
        (Action::CorrectPayment, "", "gaocqe", "gaocqefxy"),
        (Action::ExportPayments, "", "gaocqe", "gaocqefxy"),
        (Action::SetMoney, "", "", "gaocqefxy"),
        (Action::SeeDashboard, "", "gaocqe", "gaocqefxy"),
        (Action::KeepContacts, "gaoe", "gaocqe", "gaocqefxy"),
        (Action::EraseContacts, "", "", "gaocqefxy"),
        (Action::MergeContacts, "", "gaocqe", "gaocqefxy"),
        (Action::ExportContacts, "", "gaocqe", "gaocqefxy"),
        (Action::SeeActivity, "", "", "gaocqefxy"),
        (Action::TeamTemplates, "", "gaocqe", "gaocqefxy"),
        (Action::SetAgency, "", "", "gaocqefxy"),
        (Action::Settings, "gaocqefxy", "gaocqefxy", "gaocqefxy"),
    ];

    #[test]
    fn every_action_by_every_role_and_relation() {
        for &(action, _) in MATRIX {
            let row = EXPECTED.iter().find(|(of, ..)| *of == action);
            let (_, operator, manager, owner) = row.unwrap_or_else(|| panic!("{action:?} has no row here"));
            for (role, expected) in [(Role::Operator, operator), (Role::Manager, manager), (Role::Owner, owner)] {
                let who = member(role, &[5]);
                let allowed = RELATIONS.iter().filter(|(_, target)| may(&who, action, *target));
                assert_eq!(allowed.map(|(letter, _)| letter).collect::<String>(), **expected, "{role:?}: {action:?}");
            }
        }
    }

    #[test]
    fn ids_are_seen_as_far_as_conversing_reaches_where_the_agency_shows_them() {
        for (role, expected) in [(Role::Operator, "gaoe"), (Role::Manager, "gaocqe"), (Role::Owner, "gaocqefxy")] {
            let who = Member { sees_ids: true, ..member(role, &[5]) };
            let allowed = RELATIONS.iter().filter(|(_, target)| may(&who, Action::SeeClientIds, *target));
            assert_eq!(allowed.map(|(letter, _)| letter).collect::<String>(), expected, "{role:?}");
        }
    }

    #[test]
    fn operators_begin_dialogs_of_their_accounts_where_the_agency_lets_them() {
        let who = Member { begins: true, ..member(Role::Operator, &[5]) };
        let allowed = RELATIONS.iter().filter(|(_, target)| may(&who, Action::StartDialog, *target));
        assert_eq!(allowed.map(|(letter, _)| letter).collect::<String>(), "gaocqe");
    }

    #[test]
    fn a_removed_member_may_do_nothing() {
        let gone = Member { removed: Some(Timestamp::UNIX_EPOCH), ..member(Role::Owner, &[]) };
        assert!(MATRIX.iter().all(|(action, _)| !may(&gone, *action, Target::Agency)));
    }
}
