//! Basic groups, and how one becomes a supergroup: **another chat with another id, the old one stays behind closed.**
//! <https://core.telegram.org/api/channel#migration>
//!
//! In a basic group everybody numbers messages alone, bots too: each member has a copy of each.
use super::members::Via;
use super::{Change, GroupId, Member, MessageId, Refusal, Role, Service, UserId, World};

impl World {
    /// A new basic group.
    ///
    /// # Errors
    /// As [`create_group`](Self::create_group).
    pub fn create_basic_group(&mut self, actor: UserId, title: &str) -> Result<GroupId, Refusal> {
        let next = self.groups.keys().filter(|id| id.is_basic()).count();
        let id = GroupId(4_000_001 + i64::try_from(next).unwrap_or(0));
        self.found_group(actor, id, title, "")?;
        self.announce(actor, id, None, Service::GroupCreated { title: title.trim().into() });
        Ok(id)
    }

    /// Makes a supergroup of a basic group; its creator does so by switching on what only a supergroup has.
    ///
    /// # Errors
    /// Not the creator; no basic group, or one no longer.
    pub fn upgrade(&mut self, actor: UserId, id: GroupId) -> Result<GroupId, Refusal> {
        let old = self.group(id)?.clone();
        if let Some(to) = old.migrated_to {
            return Err(Refusal::Upgraded(to));
        }
        if !id.is_basic() {
            return Err(Refusal::ChatNotFound);
        }
        if old.creator() != Some(actor) {
            return Err(Refusal::NotEnoughRights("upgrade the group"));
        }
        let to = self.next_supergroup();
        self.found_group(actor, to, &old.title, &old.about)?;
        self.announce(actor, id, None, Service::UpgradedTo { group: to });
        self.group_mut(id)?.migrated_to = Some(to);
        self.group_mut(to)?.upgraded_from = Some(id);
        self.announce(actor, to, None, Service::UpgradedFrom { title: old.title.clone(), group: id });
        for (user, Member { role, .. }) in old.members.into_iter().filter(|(user, _)| *user != actor) {
            if role.is_in() {
                self.set_role(to, user, actor, role, Via::default())?;
            }
        }
        self.record(Change::GroupChanged { group: id });
        Ok(to)
    }

    /// Whether a group has moved on, and where to.
    pub(super) fn still_here(&self, id: GroupId) -> Result<(), Refusal> {
        match self.group(id)?.migrated_to {
            Some(to) => Err(Refusal::Upgraded(to)),
            None => Ok(()),
        }
    }
}

impl Role {
    /// A creator who has just made a group.
    pub(super) fn founder(since: crate::clock::Time) -> Member {
        Member { role: Role::Creator { anonymous: false }, since, invited_by: None, read: MessageId::default() }
    }
}
