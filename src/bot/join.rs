//! Deep links into the team: the first owner's claim (T7) and invites (T2).
//!
//! **What a link does is decided by `team::invite`, in the commit that uses it up**; here it is read, and the people
//! concerned are told.

use super::{
    commands::{Call, menu},
    convert,
    office::{BotError, Office},
};
use crate::{
    domain::{Line, MemberId, Role, StaffView, UserId, View},
    locale::clean_name,
    relay::{Place, Plan, TeamTask, desk_making},
    store::{Store, StoreError, Stored},
    team::{
        Account, Agency, ClaimLink, Invite, LinkRefusal, Member, Newcomer,
        invite::{self, TokenHash, hash_of},
    },
};
use teloxide::types::User;

/// What a `start` parameter asks for. Only the hash of its token is kept, from the first moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Link {
    Claim(TokenHash),
    Invite(TokenHash),
    /// Something else, or torn.
    Unknown,
}

/// Before the token of a claim, and of an invite.
const CLAIM: &str = "c_";
const INVITE: &str = "j_";

impl Link {
    /// Reads a `start` parameter; `None` when there is none.
    pub fn parse(parameter: &str) -> Option<Link> {
        let parameter = parameter.trim();
        if parameter.is_empty() {
            return None;
        }
        Some(match (parameter.strip_prefix(CLAIM), parameter.strip_prefix(INVITE)) {
            (Some(token), _) => Link::Claim(hash_of(token)),
            (_, Some(token)) => Link::Invite(hash_of(token)),
            (None, None) => Link::Unknown,
        })
    }
}

/// The address of the first owner's link, up to its token.
pub fn claim_address(username: &str) -> String {
    format!("https://t.me/{username}?start={CLAIM}")
}

/// The address of an invite, up to its token.
pub fn invite_address(username: &str) -> String {
    format!("https://t.me/{username}?start={INVITE}")
}

/// A person opened a link.
pub async fn open(call: &Call<'_>, link: Link) -> Result<(), BotError> {
    let Some(user) = &call.message.from else { return Ok(()) };
    let now = call.office.now();
    let joined = call
        .office
        .commit(call.inbound, |store| {
            let who = newcomer(call.office, store, user)?;
            let used = match link {
                Link::Claim(hash) => match store.get::<ClaimLink>(&())?.filter(|link| link.hash == hash) {
                    Some(link) => invite::claim(&link, &who, now),
                    None => Err(LinkRefusal::Unknown),
                },
                Link::Invite(hash) => match Invite::by_hash(store, hash)? {
                    Some(invite) => invite::accept(&invite, &looked_after(store, &invite)?, &who, now),
                    None => Err(LinkRefusal::Unknown),
                },
                Link::Unknown => Err(LinkRefusal::Unknown),
            };
            match used {
                Ok((member, changes)) => {
                    let mut plan = Plan::new(true);
                    plan.changes = changes;
                    welcome(store, &member, &mut plan)?;
                    Ok(plan)
                }
                Err(refusal) => {
                    let mut plan = Plan::new(false);
                    plan.team(refused(who.id, refusal));
                    Ok(plan)
                }
            }
        })
        .await?;
    if joined == Some(true) {
        menu::publish_for(call.office, call.person).await;
    }
    Ok(())
}

fn newcomer(office: &Office, store: &Store, user: &User) -> Result<Newcomer, StoreError> {
    let id = convert::member(user);
    let name = clean_name(&user.full_name());
    Ok(Newcomer {
        id,
        name: if name.is_empty() { id.to_string() } else { name },
        lang: office.lang_for(user.language_code.as_deref()),
        managed: Account::of_user(store, UserId(id.0))?.is_some(),
        known: store.get::<Member>(&id)?,
        agency: Agency::load(store)?,
    })
}

/// An account, and the role of whoever is responsible for it.
type LookedAfter = (Stored<Account>, Option<Role>);

/// The accounts of an invite as they are looked after now.
fn looked_after(store: &Store, invite: &Invite) -> Result<Vec<LookedAfter>, StoreError> {
    let mut accounts = Vec::new();
    for id in &invite.accounts {
        if let Some(account) = Account::find(store, *id)? {
            let role = Member::find(store, account.responsible)?.map(|member| member.role);
            accounts.push((account, role));
        }
    }
    Ok(accounts)
}

/// The newcomer is greeted, the owners are told.
fn welcome<T>(store: &Store, member: &Member, plan: &mut Plan<T>) -> Result<(), StoreError> {
    plan.team(TeamTask::Say { place: Place::Panel(member.id), line: Line::Welcome { role: member.role } });
    // Whoever was invited says first whether that is their name.
    let first = if invitable(member.role) { View::Staff(StaffView::Name) } else { View::Home };
    plan.team(TeamTask::Show { member: member.id, view: first, place: None });
    // Operators answer from desks; whoever invited one can have theirs made with the next tap.
    let accounts = match member.role {
        Role::Operator => desk_making::wanting(store, member)?,
        Role::Manager | Role::Owner => Vec::new(),
    };
    for owner in Member::owners(store)? {
        if owner.id != member.id {
            let line = Line::MemberJoined {
                id: member.id,
                name: member.name.clone(),
                role: member.role,
                accounts: accounts.clone(),
            };
            plan.team(TeamTask::Say { place: Place::Panel(owner.id), line });
        }
    }
    Ok(())
}

fn refused(person: MemberId, refusal: LinkRefusal) -> TeamTask {
    let line = match refusal {
        LinkRefusal::Unknown => Line::LinkUnknown,
        LinkRefusal::Expired { at } => Line::LinkExpired { at },
        LinkRefusal::Used => Line::LinkUsed,
        LinkRefusal::Managed => Line::AccountsCannotJoin,
        LinkRefusal::AlreadyMember => {
            return TeamTask::Show { member: person, view: View::Home, place: None };
        }
    };
    TeamTask::Say { place: Place::Panel(person), line }
}

/// The roles that an invite may give: owners are never made by a link of this kind.
pub fn invitable(role: Role) -> bool {
    role != Role::Owner
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_parameters_are_told_apart() {
        assert_eq!(Link::parse(""), None);
        assert_eq!(Link::parse("c_abc"), Some(Link::Claim(hash_of("abc"))));
        assert_eq!(Link::parse("j_abc"), Some(Link::Invite(hash_of("abc"))));
        for forged in ["abc", "x_abc", "j", "jabc"] {
            assert_eq!(Link::parse(forged), Some(Link::Unknown), "{forged}");
        }
    }
}
