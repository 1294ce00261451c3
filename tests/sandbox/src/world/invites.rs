//! Invitation links and join requests. <https://core.telegram.org/api/invites>
use super::members::Via;
use super::{Change, GroupId, Invite, JoinRequest, Refusal, RequestState, Role, Service, UserId, World};
use crate::clock::Time;

/// What a new link allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InviteOptions {
    pub name: Option<String>,
    pub expires: Option<Time>,
    /// Not together with `approval`.
    pub limit: Option<u32>,
    pub approval: bool,
}

/// What following a link came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    Now(GroupId),
    /// A request waits for an administrator.
    Asked(GroupId),
}

impl World {
    /// # Errors
    /// Without the right to invite users; a limit together with approval.
    pub fn create_invite(&mut self, actor: UserId, group: GroupId, options: InviteOptions) -> Result<Invite, Refusal> {
        self.require(actor, self.group(group)?, "manage chat invite link", |r| r.invite_users)?;
        if options.approval && options.limit.is_some() {
            return Err(Refusal::Login("USAGE_LIMIT_INVALID"));
        }
        let invite = Invite {
            hash: self.random_word(16),
            by: actor,
            name: options.name,
            created: self.now(),
            expires: options.expires,
            limit: options.limit,
            uses: 0,
            approval: options.approval,
            revoked: false,
            primary: false,
        };
        self.group_mut(group)?.invites.insert(invite.hash.clone(), invite.clone());
        Ok(invite)
    }

    /// A new primary link of the actor; the former one is revoked.
    ///
    /// # Errors
    /// Without the right to invite users.
    pub fn export_invite(&mut self, actor: UserId, group: GroupId) -> Result<Invite, Refusal> {
        let hash = self.create_invite(actor, group, InviteOptions::default())?.hash;
        let mut made = Err(Refusal::InviteExpired);
        for invite in self.group_mut(group)?.invites.values_mut() {
            if invite.hash == hash {
                invite.primary = true;
                made = Ok(invite.clone());
            } else if invite.by == actor && invite.primary {
                invite.revoked = true;
            }
        }
        made
    }

    /// Replaces what an own link allows.
    ///
    /// # Errors
    /// Without the right; an unknown, revoked, primary or somebody else's link.
    pub fn edit_invite(
        &mut self,
        actor: UserId,
        group: GroupId,
        hash: &str,
        options: InviteOptions,
    ) -> Result<Invite, Refusal> {
        self.require(actor, self.group(group)?, "manage chat invite link", |r| r.invite_users)?;
        let known = self.group_mut(group)?.invites.get_mut(hash);
        let invite = known.filter(|i| i.by == actor && !i.revoked && !i.primary).ok_or(Refusal::InviteExpired)?;
        invite.name = options.name;
        invite.expires = options.expires;
        invite.limit = options.limit;
        invite.approval = options.approval;
        Ok(invite.clone())
    }

    /// # Errors
    /// Without the right; an unknown link.
    pub fn revoke_invite(&mut self, actor: UserId, group: GroupId, hash: &str) -> Result<Invite, Refusal> {
        self.require(actor, self.group(group)?, "manage chat invite link", |r| r.invite_users)?;
        let invite = self.group_mut(group)?.invites.get_mut(hash).ok_or(Refusal::InviteExpired)?;
        invite.revoked = true;
        Ok(invite.clone())
    }

    /// The hash in any of the forms of a link: `t.me/+hash`, `t.me/joinchat/hash`, `tg://join?invite=hash`, or bare.
    pub fn invite_hash(link: &str) -> &str {
        let tail = link.rsplit(['/', '=']).next().unwrap_or(link);
        tail.trim_start_matches('+')
    }

    /// The group behind a link that still works.
    ///
    /// # Errors
    /// [`Refusal::InviteInvalid`], [`Refusal::InviteExpired`].
    pub fn check_invite(&self, link: &str) -> Result<(GroupId, &Invite), Refusal> {
        let hash = Self::invite_hash(link);
        let found = self.groups.values().find_map(|g| g.invites.get(hash).map(|i| (g.id, i)));
        let (group, invite) = found.ok_or(Refusal::InviteInvalid)?;
        let expired = invite.expires.is_some_and(|at| at <= self.now());
        let used_up = invite.limit.is_some_and(|limit| invite.uses >= limit);
        if invite.revoked || expired || used_up {
            return Err(Refusal::InviteExpired);
        }
        Ok((group, invite))
    }

    /// Follows a link.
    ///
    /// # Errors
    /// As [`check_invite`](Self::check_invite); already inside; banned.
    pub fn follow_invite(&mut self, actor: UserId, link: &str) -> Result<Joined, Refusal> {
        let (id, invite) = self.check_invite(link)?;
        let (hash, by, approval) = (invite.hash.clone(), invite.by, invite.approval);
        match self.group(id)?.role(actor) {
            Role::Banned { .. } => return Err(Refusal::InviteExpired),
            role if role.is_in() => return Err(Refusal::AlreadyParticipant),
            _ if self.is_in_too_many(actor) => return Err(Refusal::Login("CHANNELS_TOO_MUCH")),
            _ => {}
        }
        if approval {
            let at = self.now();
            let requests = &mut self.group_mut(id)?.requests;
            // Asking twice is asking once.
            if !requests.iter().any(|r| r.user == actor && r.state == RequestState::Pending) {
                requests.push(JoinRequest { user: actor, invite: hash.clone(), at, state: RequestState::Pending });
                self.record(Change::JoinRequested { group: id, user: actor, invite: hash });
            }
            return Ok(Joined::Asked(id));
        }
        if let Some(invite) = self.group_mut(id)?.invites.get_mut(&hash) {
            invite.uses += 1;
        }
        let via = Via { inviter: Some(by), invite: Some(hash), requested: false };
        self.set_role(id, actor, actor, Role::Member, via)?;
        self.announce(actor, id, None, Service::JoinedByLink { inviter: by });
        Ok(Joined::Now(id))
    }

    /// Joins a public group without a link.
    ///
    /// # Errors
    /// The group is private, or has banned the actor.
    pub fn join_public(&mut self, actor: UserId, id: GroupId) -> Result<(), Refusal> {
        let group = self.group(id)?;
        match group.role(actor) {
            Role::Banned { .. } => return Err(Refusal::Kicked),
            role if role.is_in() => return Err(Refusal::AlreadyParticipant),
            _ if group.username.is_none() => return Err(Refusal::NotMember),
            _ => {}
        }
        self.set_role(id, actor, actor, Role::Member, Via::default())?;
        self.announce(actor, id, None, Service::Added { users: vec![actor] });
        Ok(())
    }

    /// Answers a join request.
    ///
    /// # Errors
    /// Without the right; no such request; already inside.
    pub fn decide_request(&mut self, actor: UserId, id: GroupId, user: UserId, approve: bool) -> Result<(), Refusal> {
        self.require(actor, self.group(id)?, "manage chat join requests", |r| r.invite_users)?;
        if self.group(id)?.is_member(user) {
            return Err(Refusal::AlreadyParticipant);
        }
        let requests = &mut self.group_mut(id)?.requests;
        let pending = requests.iter_mut().find(|r| r.user == user && r.state == RequestState::Pending);
        let request = pending.ok_or(Refusal::NoSuchRequest)?;
        request.state = if approve { RequestState::Approved } else { RequestState::Declined };
        let hash = request.invite.clone();
        if approve {
            if let Some(invite) = self.group_mut(id)?.invites.get_mut(&hash) {
                invite.uses += 1;
            }
            let via = Via { inviter: Some(actor), invite: Some(hash), requested: true };
            self.set_role(id, user, actor, Role::Member, via)?;
            self.announce(user, id, None, Service::JoinedByRequest);
        }
        Ok(())
    }
}
