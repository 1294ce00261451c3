//! Who may do what. **Asked by every verb, so that both doors give the same answer.**
use super::{
    Chat, EntityKind, Group, Message, MessageId, Refusal, RequestState, Rights, Role, Service, TopicId, TopicState,
    User, UserId, World, message::Body,
};
use std::time::Duration;

/// <https://core.telegram.org/method/messages.sendMessage>, <https://core.telegram.org/bots/api#sendmessage>
pub(super) const TEXT_LIMIT: usize = 4096;
pub(super) const CAPTION_LIMIT: usize = 1024;
/// How long a bot may write to somebody because they asked to join.
const REQUEST_WINDOW: Duration = Duration::from_secs(5 * 60);

impl World {
    /// Whether `actor` may write into `chat` now (topics apart).
    pub(super) fn may_write(&self, actor: UserId, chat: Chat) -> Result<(), Refusal> {
        match chat {
            Chat::User(other) => self.may_write_to(self.user(actor)?, other),
            Chat::Group(id) => {
                self.still_here(id)?;
                let group = self.group(id)?;
                match group.role(actor) {
                    Role::Banned { .. } => Err(Refusal::Kicked),
                    Role::Left if group.username.is_some() && !self.user(actor)?.is_bot() => {
                        Err(Refusal::WriteForbidden)
                    }
                    Role::Left => Err(Refusal::NotMember),
                    Role::Member | Role::Restricted { .. } if !group.may(actor).send => Err(Refusal::WriteForbidden),
                    _ => Ok(()),
                }
            }
        }
    }

    /// The same of a new message: in a channel only administrators post.
    /// <https://core.telegram.org/method/messages.sendMessage#possible-errors>
    pub(super) fn may_post(&self, actor: UserId, chat: Chat) -> Result<(), Refusal> {
        self.may_write(actor, chat)?;
        match chat {
            Chat::Group(id) if self.group(id)?.broadcast && !self.group(id)?.role(actor).is_admin() => {
                Err(Refusal::NotEnoughRights("post messages in the channel"))
            }
            _ => Ok(()),
        }
    }

    /// Whether `other` lately asked to join a group in which this bot decides: until then it may write to them.
    /// <https://core.telegram.org/bots/api#chatjoinrequest>
    fn asks_to_join(&self, bot: &User, other: &User) -> bool {
        let now = self.now();
        self.groups.values().any(|group| {
            group.role(bot.id).rights().invite_users
                && group.requests.iter().any(|r| {
                    r.user == other.id && r.state == RequestState::Pending && now.since(r.at) <= REQUEST_WINDOW
                })
        })
    }

    fn may_write_to(&self, actor: &User, other: UserId) -> Result<(), Refusal> {
        let other = self.users.get(&other).ok_or(Refusal::ChatNotFound)?;
        if other.deleted {
            return Err(Refusal::Deactivated);
        }
        if actor.is_bot() {
            // A bot reaches only those who turned to it first. https://core.telegram.org/bots/features#what-features-do-bots-have
            if other.is_bot() {
                return Err(Refusal::BotToBot);
            }
            let started = actor.bot().is_some_and(|b| b.started_by.contains(&other.id));
            if !started && !self.asks_to_join(actor, other) {
                let met = self.groups.values().any(|g| g.is_member(actor.id) && g.is_member(other.id));
                return Err(if met { Refusal::CannotInitiate } else { Refusal::ChatNotFound });
            }
        }
        if other.blocked.contains(&actor.id) {
            return Err(Refusal::Blocked);
        }
        if actor.blocked.contains(&other.id) {
            return Err(Refusal::HasBlocked);
        }
        Ok(())
    }

    /// Checks that a topic can be written into and returns it the way messages store it: `None` for General.
    pub(super) fn open_topic(
        &self,
        actor: UserId,
        chat: Chat,
        topic: Option<TopicId>,
    ) -> Result<Option<TopicId>, Refusal> {
        let Chat::Group(id) = chat else {
            return if topic.is_none() { Ok(None) } else { Err(Refusal::TopicMissing) };
        };
        let group = self.group(id)?;
        if !group.forum {
            return if topic.is_none() { Ok(None) } else { Err(Refusal::TopicMissing) };
        }
        let topic = topic.unwrap_or(TopicId::GENERAL);
        let known = group.topics.get(&topic).ok_or(Refusal::TopicMissing)?;
        match known.state {
            TopicState::Deleted => return Err(Refusal::TopicMissing),
            TopicState::Closed if !self.may_manage_topic(group, actor, known.by) => {
                return Err(Refusal::TopicClosed);
            }
            TopicState::Closed | TopicState::Open => {}
        }
        Ok((topic != TopicId::GENERAL).then_some(topic))
    }

    /// Administrators with the right, and whoever opened the topic. <https://core.telegram.org/api/forum>
    pub(super) fn may_manage_topic(&self, group: &Group, actor: UserId, opened_by: UserId) -> bool {
        group.is_member(actor) && (actor == opened_by || group.role(actor).rights().manage_topics)
    }

    /// Membership and one administrator right; `what` completes "not enough rights to".
    pub(super) fn require(
        &self,
        actor: UserId,
        group: &Group,
        what: &'static str,
        right: impl Fn(Rights) -> bool,
    ) -> Result<(), Refusal> {
        match group.role(actor) {
            Role::Banned { .. } => Err(Refusal::Kicked),
            Role::Left => Err(Refusal::NotMember),
            role if role.is_admin() && right(role.rights()) => Ok(()),
            _ => Err(Refusal::NotEnoughRights(what)),
        }
    }

    /// Whether `viewer` can see the chat at all.
    pub fn can_see(&self, viewer: UserId, chat: Chat) -> Result<(), Refusal> {
        match chat {
            Chat::User(other) => self.users.get(&other).map(|_| ()).ok_or(Refusal::ChatNotFound),
            Chat::Group(id) => {
                let group = self.group(id)?;
                match group.role(viewer) {
                    Role::Banned { .. } => Err(Refusal::Kicked),
                    Role::Left if group.username.is_none() => Err(Refusal::NotMember),
                    _ => Ok(()),
                }
            }
        }
    }

    /// Whether a bot is told about a group message, by privacy mode.
    /// <https://core.telegram.org/bots/features#privacy-mode>
    pub fn bot_hears(&self, bot: UserId, message: &Message) -> bool {
        let Chat::Group(id) = message.chat else {
            return true;
        };
        let (Ok(group), Ok(user)) = (self.group(id), self.user(bot)) else {
            return false;
        };
        let Some(profile) = user.bot() else {
            return false;
        };
        if message.author == bot || !group.is_member(bot) {
            return false;
        }
        if message.is_service() {
            return true;
        }
        // Bots do not hear other bots, whatever their rights.
        if self.users.get(&message.author).is_some_and(User::is_bot) {
            return false;
        }
        if profile.reads_all || group.role(bot).is_admin() {
            return true;
        }
        let answers_it = message.reply.as_ref().and_then(|r| self.message(bot, message.chat, r.to));
        answers_it.is_some_and(|m| m.author == bot && !m.is_service()) || self.addresses(user, message)
    }

    /// A command for this bot, or a mention of it.
    fn addresses(&self, bot: &User, message: &Message) -> bool {
        let Body::Content { text, .. } = &message.body else {
            return false;
        };
        let own = bot.username.as_deref().unwrap_or_default();
        text.entities.iter().any(|entity| {
            let Some(word) = text.slice(entity.offset, entity.length) else {
                return false;
            };
            match entity.kind {
                EntityKind::BotCommand => word.split_once('@').is_none_or(|(_, to)| to.eq_ignore_ascii_case(own)),
                EntityKind::Mention => word[1..].eq_ignore_ascii_case(own),
                _ => false,
            }
        })
    }

    /// Incoming messages of a chat the viewer has not read.
    pub fn unread(&self, viewer: UserId, chat: Chat) -> u32 {
        let read = self.read_up_to(viewer, chat);
        let count =
            self.messages(viewer, chat).rev().take_while(|m| m.id > read).filter(|m| m.author != viewer).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The last incoming message the viewer has read.
    pub fn read_up_to(&self, viewer: UserId, chat: Chat) -> MessageId {
        let read = match chat {
            Chat::User(other) => self.users.get(&viewer).and_then(|u| u.dialogs.get(&other)).map(|d| d.read),
            Chat::Group(id) => self.groups.get(&id).and_then(|g| g.members.get(&viewer)).map(|m| m.read),
        };
        read.unwrap_or_default()
    }

    /// The last own message of the viewer that somebody else has read.
    pub fn read_by_others(&self, viewer: UserId, chat: Chat) -> MessageId {
        match chat {
            Chat::User(other) => self.users.get(&viewer).and_then(|u| u.dialogs.get(&other)).map(|d| d.read_by_other),
            // There everybody numbers alone.
            Chat::Group(id) if id.is_basic() => None,
            Chat::Group(id) => self
                .groups
                .get(&id)
                .and_then(|g| g.present().filter(|(user, _)| *user != viewer).map(|(_, m)| m.read).max()),
        }
        .unwrap_or_default()
    }
}

impl Service {
    /// Whether it tells of somebody who came or went.
    pub(super) fn is_coming_or_going(&self) -> bool {
        matches!(
            self,
            Service::Added { .. } | Service::JoinedByLink { .. } | Service::JoinedByRequest | Service::Removed { .. }
        )
    }

    /// Whether deleting it would orphan a topic: such messages only go with the topic itself.
    pub(super) fn is_root(&self) -> bool {
        matches!(self, Service::TopicCreated { .. } | Service::GroupCreated { .. })
    }
}
