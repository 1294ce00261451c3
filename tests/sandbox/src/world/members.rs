//! Supergroups and who is in them. <https://core.telegram.org/api/channel>, <https://core.telegram.org/api/rights>
use super::{
    Change, Chat, Group, GroupId, Mailbox, Member, MessageId, Permissions, Refusal, Rights, Role, Service, Topic,
    TopicId, TopicState, UserId, World,
};
use crate::clock::Time;
use std::collections::BTreeMap;

/// The longest description. <https://core.telegram.org/method/messages.editChatAbout>
const ABOUT_LIMIT: usize = 255;
/// Bots in a group at most. <https://core.telegram.org/method/channels.inviteToChannel#possible-errors>
const BOTS_LIMIT: usize = 20;

impl World {
    /// A new private supergroup; a forum has General from the start.
    ///
    /// # Errors
    /// Bots cannot create groups; an empty title is refused.
    pub fn create_group(&mut self, actor: UserId, title: &str, about: &str, forum: bool) -> Result<GroupId, Refusal> {
        let id = self.next_supergroup();
        self.found_group(actor, id, title, about)?;
        self.announce(actor, id, None, Service::GroupCreated { title: title.trim().into() });
        if forum {
            self.set_forum(actor, id, true)?;
        }
        Ok(id)
    }

    /// A new private channel.
    ///
    /// # Errors
    /// As [`create_group`](Self::create_group).
    pub fn create_channel(&mut self, actor: UserId, title: &str, about: &str) -> Result<GroupId, Refusal> {
        let id = self.next_supergroup();
        self.found_group(actor, id, title, about)?;
        self.group_mut(id)?.broadcast = true;
        self.announce(actor, id, None, Service::GroupCreated { title: title.trim().into() });
        Ok(id)
    }

    pub(super) fn next_supergroup(&self) -> GroupId {
        let known = self.groups.keys().filter(|id| !id.is_basic()).count();
        GroupId(1_000_000_001 + i64::try_from(known).unwrap_or(0))
    }

    /// A group that nobody has been told of yet.
    pub(super) fn found_group(
        &mut self,
        actor: UserId,
        id: GroupId,
        title: &str,
        about: &str,
    ) -> Result<GroupId, Refusal> {
        if self.user(actor)?.is_bot() {
            return Err(Refusal::NotEnoughRights("create groups"));
        }
        let title = title.trim();
        // Names of <https://core.telegram.org/method/channels.createChannel#possible-errors>.
        if title.is_empty() {
            return Err(Refusal::Login("CHAT_TITLE_EMPTY"));
        }
        if about.chars().count() > ABOUT_LIMIT {
            return Err(Refusal::Login("CHAT_ABOUT_TOO_LONG"));
        }
        if self.is_in_too_many(actor) {
            return Err(Refusal::Login("CHANNELS_TOO_MUCH"));
        }
        let group = Group {
            id,
            title: title.into(),
            about: about.into(),
            username: None,
            created: self.now(),
            forum: false,
            broadcast: false,
            protected: false,
            linked: None,
            members: BTreeMap::from([(actor, Role::founder(self.now()))]),
            topics: BTreeMap::new(),
            general_hidden: false,
            invites: BTreeMap::new(),
            requests: Vec::new(),
            permissions: Permissions::default(),
            slow_mode: None,
            spoken: BTreeMap::new(),
            timer: 0,
            upgraded_from: None,
            migrated_to: None,
            mailbox: Mailbox::starting_at(1),
        };
        self.groups.insert(id, group);
        self.record(Change::Member {
            group: id,
            user: actor,
            by: actor,
            old: Role::Left,
            new: Role::Creator { anonymous: false },
            invite: None,
            requested: false,
        });
        Ok(id)
    }

    /// Whether a person is in as many groups as anybody may be. Bots are not counted.
    pub(super) fn is_in_too_many(&self, user: UserId) -> bool {
        let is_bot = self.users.get(&user).is_some_and(super::User::is_bot);
        let inside = || self.groups.values().filter(|group| group.is_member(user)).count();
        !is_bot && self.limits.memberships.is_some_and(|most| inside() >= most)
    }

    /// Switches topics on or off; a basic group is upgraded first ([`upgrade`](Self::upgrade)). Creator only, as <https://core.telegram.org/method/channels.toggleForum> says.
    ///
    /// # Errors
    /// Not the creator; already so.
    pub fn set_forum(&mut self, actor: UserId, id: GroupId, forum: bool) -> Result<(), Refusal> {
        if self.group(id)?.creator() != Some(actor) {
            return Err(Refusal::NotEnoughRights("switch topics"));
        }
        let id = if forum && id.is_basic() { self.upgrade(actor, id)? } else { id };
        let now = self.now();
        self.change_group(id, |group| {
            group.forum = forum;
            group.topics.entry(TopicId::GENERAL).or_insert_with(|| Topic {
                id: TopicId::GENERAL,
                title: "General".into(),
                color: super::topics::TOPIC_COLORS[0],
                emoji: None,
                by: actor,
                created: now,
                state: TopicState::Open,
            });
        })
    }

    /// Changes settings of a group by fiat (title by [`set_title`](Self::set_title)) and tells everybody.
    ///
    /// # Errors
    /// [`Refusal::ChatNotFound`].
    pub fn change_group(&mut self, id: GroupId, act: impl FnOnce(&mut Group)) -> Result<(), Refusal> {
        act(self.group_mut(id)?);
        self.record(Change::GroupChanged { group: id });
        Ok(())
    }

    /// # Errors
    /// Without the right to change info; an unchanged title.
    pub fn set_title(&mut self, actor: UserId, id: GroupId, title: &str) -> Result<(), Refusal> {
        let group = self.group(id)?;
        if !group.may(actor).change_info {
            self.require(actor, group, "change chat title", |r| r.change_info)?;
        }
        if group.title == title {
            return Err(Refusal::NotModified);
        }
        self.change_group(id, |g| g.title = title.into())?;
        self.announce(actor, id, None, Service::TitleChanged { title: title.into() });
        Ok(())
    }

    /// # Errors
    /// Without the right to change info; longer than 255 characters; unchanged.
    pub fn set_about(&mut self, actor: UserId, id: GroupId, about: &str) -> Result<(), Refusal> {
        let group = self.group(id)?;
        if !group.may(actor).change_info {
            self.require(actor, group, "set chat description", |r| r.change_info)?;
        }
        if about.chars().count() > 255 {
            return Err(Refusal::Login("CHAT_ABOUT_TOO_LONG"));
        }
        if group.about == about {
            return Err(Refusal::Login("CHAT_ABOUT_NOT_MODIFIED"));
        }
        self.change_group(id, |g| g.about = about.into())
    }

    /// What members may do who are no administrators.
    ///
    /// # Errors
    /// Without the right to ban.
    pub fn set_permissions(&mut self, actor: UserId, id: GroupId, may: Permissions) -> Result<(), Refusal> {
        self.require(actor, self.group(id)?, "change chat permissions", |r| r.ban_users)?;
        self.change_group(id, |g| g.permissions = may)
    }

    /// The group ends for everybody. Creator only.
    ///
    /// # Errors
    /// Not the creator.
    pub fn delete_group(&mut self, actor: UserId, id: GroupId) -> Result<(), Refusal> {
        let group = self.group(id)?;
        if group.creator() != Some(actor) {
            return Err(Refusal::NotEnoughRights("delete the chat"));
        }
        let inside: Vec<UserId> = group.present().map(|(user, _)| user).collect();
        self.change_group(id, |g| g.username = None)?;
        for user in inside {
            self.set_role(id, user, actor, Role::Left, Via::default())?;
        }
        Ok(())
    }

    /// Forbids forwarding and saving, or allows it again. Creator only.
    /// <https://core.telegram.org/method/messages.toggleNoForwards>
    ///
    /// # Errors
    /// Not the creator.
    pub fn protect(&mut self, actor: UserId, id: GroupId, protected: bool) -> Result<(), Refusal> {
        if self.group(id)?.creator() != Some(actor) {
            return Err(Refusal::NotEnoughRights("protect the chat"));
        }
        self.change_group(id, |g| g.protected = protected)
    }

    /// Makes plain members wait between two messages, or not.
    ///
    /// # Errors
    /// Without the right to ban.
    pub fn set_slow_mode(&mut self, actor: UserId, id: GroupId, seconds: Option<u32>) -> Result<(), Refusal> {
        self.require(actor, self.group(id)?, "switch slow mode", |r| r.ban_users)?;
        self.change_group(id, |g| g.slow_mode = seconds)
    }

    /// Makes a group public, or private with `None`. Creator only.
    ///
    /// # Errors
    /// Not the creator; username malformed or taken.
    pub fn set_group_username(&mut self, actor: UserId, id: GroupId, username: Option<&str>) -> Result<(), Refusal> {
        if self.group(id)?.creator() != Some(actor) {
            return Err(Refusal::NotEnoughRights("change the username"));
        }
        if let Some(name) = username {
            let sound = (5..=32).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !sound {
                return Err(Refusal::UsernameInvalid);
            }
            if self.by_username(name).is_some_and(|owner| owner != Chat::Group(id)) {
                return Err(Refusal::UsernameOccupied);
            }
        }
        self.change_group(id, |g| g.username = username.map(str::to_owned))
    }

    /// Adds users to a group; those who forbid it are returned, not added. Members already in are left alone.
    ///
    /// # Errors
    /// Without the right to invite; unknown users.
    pub fn invite(&mut self, actor: UserId, id: GroupId, users: &[UserId]) -> Result<Vec<UserId>, Refusal> {
        let group = self.group(id)?;
        if group.broadcast || !(group.may(actor).invite && group.is_member(actor)) {
            self.require(actor, group, "invite users to the chat", |r| r.invite_users)?;
        }
        let (mut added, mut missing) = (Vec::new(), Vec::new());
        for user in users {
            let known = self.user(*user)?;
            // Bots are administrators of channels or not there: here they are not.
            // <https://core.telegram.org/method/channels.inviteToChannel#possible-errors>
            if group.broadcast && known.is_bot() {
                return Err(Refusal::Login("USER_BOT"));
            }
            if known.bot().is_some_and(|b| !b.can_join_groups) {
                return Err(Refusal::Login("BOT_GROUPS_BLOCKED"));
            }
            if !group.is_member(*user) && self.is_in_too_many(*user) {
                return Err(Refusal::Login("USER_CHANNELS_TOO_MUCH"));
            }
            let is_new_bot = known.is_bot() && !group.is_member(*user);
            if is_new_bot && group.present().filter(|(id, _)| self.users[id].is_bot()).count() >= BOTS_LIMIT {
                return Err(Refusal::Login("BOTS_TOO_MUCH"));
            }
            if known.person().is_some_and(|p| !p.open_to_invites) {
                missing.push(*user);
            } else if !self.group(id)?.is_member(*user) {
                if matches!(self.group(id)?.role(*user), Role::Banned { .. }) {
                    // Whoever may ban may also bring back.
                    self.require(actor, self.group(id)?, "add a banned user", |r| r.ban_users)?;
                }
                added.push(*user);
            }
        }
        for user in &added {
            self.set_role(id, *user, actor, Role::Member, Via { inviter: Some(actor), ..Via::default() })?;
        }
        if !added.is_empty() {
            self.announce(actor, id, None, Service::Added { users: added });
        }
        Ok(missing)
    }

    /// Gives or takes (with [`Rights::NONE`]) administrator rights. The creator's own anonymity is set this way too.
    ///
    /// # Errors
    /// Who may not promote, rights one does not have, an administrator somebody else made, somebody not in the group.
    pub fn promote(
        &mut self,
        actor: UserId,
        id: GroupId,
        user: UserId,
        rights: Rights,
        title: Option<String>,
    ) -> Result<(), Refusal> {
        let group = self.group(id)?;
        let (mine, theirs) = (group.role(actor), group.role(user));
        if let Role::Creator { .. } = theirs {
            if actor != user {
                return Err(Refusal::RightForbidden);
            }
            let role = Role::Creator { anonymous: rights.anonymous };
            return self.set_role(id, user, actor, role, Via::default());
        }
        self.require(actor, group, "promote a user", |r| r.add_admins)?;
        if let Role::Admin { by, .. } = &theirs
            && !matches!(mine, Role::Creator { .. })
            && *by != actor
        {
            return Err(Refusal::RightForbidden);
        }
        if !mine.rights().covers(rights) {
            return Err(Refusal::RightForbidden);
        }
        if matches!(theirs, Role::Banned { .. }) {
            return Err(Refusal::UserBanned);
        }
        if !theirs.is_in() {
            // Promoting a bot adds it. https://core.telegram.org/method/channels.editAdmin
            if !self.user(user)?.is_bot() || rights.is_empty() {
                return Err(Refusal::NotParticipant);
            }
            self.invite(actor, id, &[user])?;
        }
        let role = match rights.is_empty() {
            true => Role::Member,
            false => Role::Admin { rights: Rights { other: true, ..rights }, by: actor, title },
        };
        self.set_role(id, user, actor, role, Via::default())
    }

    /// Removes and bans; with `until` the ban ends then, though nobody is let in by that.
    ///
    /// # Errors
    /// Without the right; the creator and administrators made by others cannot be banned.
    pub fn ban(&mut self, actor: UserId, id: GroupId, user: UserId, until: Option<Time>) -> Result<(), Refusal> {
        let group = self.group(id)?;
        self.require(actor, group, "restrict/unrestrict chat member", |r| r.ban_users)?;
        let was = touchable(group, actor, user)?;
        self.set_role(id, user, actor, Role::Banned { until }, Via::default())?;
        self.timed_bans.extend(until.map(|at| (at, id, user)));
        if was.is_in() {
            self.announce(actor, id, None, Service::Removed { user });
        }
        Ok(())
    }

    /// Ends the bans whose time has come. Quietly: there is no update for it.
    pub(super) fn end_bans(&mut self) {
        let now = self.now();
        while let Some(&(at, id, user)) = self.timed_bans.first().filter(|(at, ..)| *at <= now) {
            self.timed_bans.pop_first();
            let member = self.groups.get_mut(&id).and_then(|g| g.members.get_mut(&user));
            match member.map(|m| &mut m.role) {
                Some(role @ Role::Banned { .. }) if until(role) == Some(at) => *role = Role::Left,
                Some(role @ Role::Restricted { .. }) if until(role) == Some(at) => *role = Role::Member,
                _ => {}
            }
        }
    }

    /// Takes some of what members may from one of them; [`Permissions::ALL`] gives it back.
    ///
    /// # Errors
    /// As [`ban`](Self::ban), and for those who are not inside.
    pub fn restrict(
        &mut self,
        actor: UserId,
        id: GroupId,
        user: UserId,
        may: Permissions,
        until: Option<Time>,
    ) -> Result<(), Refusal> {
        let group = self.group(id)?;
        self.require(actor, group, "restrict/unrestrict chat member", |r| r.ban_users)?;
        if !touchable(group, actor, user)?.is_in() {
            return Err(Refusal::NotParticipant);
        }
        if may == Permissions::ALL {
            return self.set_role(id, user, actor, Role::Member, Via::default());
        }
        self.set_role(id, user, actor, Role::Restricted { may, until }, Via::default())?;
        self.timed_bans.extend(until.map(|at| (at, id, user)));
        Ok(())
    }

    /// Gives an administrator a title to be shown with, or takes it away.
    ///
    /// # Errors
    /// Who may not promote; somebody who is no administrator made by the actor; a title of more than 16 characters.
    pub fn set_admin_title(&mut self, actor: UserId, id: GroupId, user: UserId, title: &str) -> Result<(), Refusal> {
        let group = self.group(id)?;
        self.require(actor, group, "change custom title of the user", |r| r.add_admins)?;
        let Role::Admin { rights, by, .. } = group.role(user) else {
            return Err(Refusal::Login("USER_ADMIN_INVALID"));
        };
        if by != actor && group.creator() != Some(actor) {
            return Err(Refusal::RightForbidden);
        }
        if title.chars().count() > 16 {
            return Err(Refusal::Login("ADMIN_RANK_INVALID"));
        }
        let title = Some(title.to_owned()).filter(|title| !title.is_empty());
        self.set_role(id, user, actor, Role::Admin { rights, by, title }, Via::default())
    }

    /// Lifts a ban; somebody inside is not affected.
    ///
    /// # Errors
    /// Without the right.
    pub fn unban(&mut self, actor: UserId, id: GroupId, user: UserId) -> Result<(), Refusal> {
        let group = self.group(id)?;
        self.require(actor, group, "restrict/unrestrict chat member", |r| r.ban_users)?;
        if matches!(group.role(user), Role::Banned { .. }) {
            self.set_role(id, user, actor, Role::Left, Via::default())?;
        }
        Ok(())
    }

    /// # Errors
    /// [`Refusal::NotParticipant`]; the creator cannot leave by this method.
    pub fn leave(&mut self, actor: UserId, id: GroupId) -> Result<(), Refusal> {
        match self.group(id)?.role(actor) {
            Role::Creator { .. } => Err(Refusal::Login("USER_CREATOR")),
            role if role.is_in() => {
                // Said while still inside, so that it is theirs to say.
                self.announce(actor, id, None, Service::Removed { user: actor });
                self.set_role(id, actor, actor, Role::Left, Via::default())
            }
            _ => Err(Refusal::NotParticipant),
        }
    }

    pub(super) fn set_role(
        &mut self,
        id: GroupId,
        user: UserId,
        by: UserId,
        new: Role,
        via: Via,
    ) -> Result<(), Refusal> {
        let since = self.now();
        let group = self.group_mut(id)?;
        let read = MessageId(group.mailbox.last);
        let member = group.members.entry(user).or_insert(Member { role: Role::Left, since, invited_by: None, read });
        let old = std::mem::replace(&mut member.role, new.clone());
        if old == new {
            return Ok(());
        }
        if !old.is_in() && new.is_in() {
            (member.since, member.invited_by, member.read) = (since, via.inviter, read);
        }
        let Via { invite, requested, .. } = via;
        self.record(Change::Member { group: id, user, by, old, new, invite, requested });
        Ok(())
    }
}

/// The role of somebody who may be restricted or banned: not the creator, no administrator somebody else made.
fn touchable(group: &Group, actor: UserId, user: UserId) -> Result<Role, Refusal> {
    match group.role(user) {
        Role::Creator { .. } => Err(Refusal::Untouchable { creator: true }),
        Role::Admin { by, .. } if group.creator() != Some(actor) && by != actor => {
            Err(Refusal::Untouchable { creator: false })
        }
        was => Ok(was),
    }
}

fn until(role: &Role) -> Option<Time> {
    match role {
        Role::Banned { until } | Role::Restricted { until, .. } => *until,
        _ => None,
    }
}

/// How somebody came in.
#[derive(Default)]
pub(super) struct Via {
    pub inviter: Option<UserId>,
    pub invite: Option<String>,
    pub requested: bool,
}
