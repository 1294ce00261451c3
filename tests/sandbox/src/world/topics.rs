//! Forum topics. <https://core.telegram.org/api/forum>
use super::{Body, Chat, GroupId, Message, MessageId, Refusal, Service, Topic, TopicId, TopicState, UserId, World};

/// Colours a topic without an emoji may have. <https://core.telegram.org/bots/api#createforumtopic>
pub const TOPIC_COLORS: [i32; 6] = [0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F];

impl World {
    /// Opens a topic. Its id is that of the announcing message.
    ///
    /// # Errors
    /// Not a forum, no right, title outside 1–128 characters, colour outside [`TOPIC_COLORS`].
    pub fn create_topic(
        &mut self,
        actor: UserId,
        group: GroupId,
        title: &str,
        color: Option<i32>,
        emoji: Option<i64>,
        random_id: Option<i64>,
    ) -> Result<TopicId, Refusal> {
        self.may_write(actor, Chat::Group(group))?;
        let known = self.group(group)?;
        if !known.forum {
            return Err(Refusal::NotForum);
        }
        if !known.may(actor).manage_topics {
            self.require(actor, known, "create a topic", |r| r.manage_topics)?;
        }
        let title = checked_title(title)?;
        let color = color.unwrap_or(TOPIC_COLORS[0]);
        if !TOPIC_COLORS.contains(&color) {
            return Err(Refusal::TopicTitle);
        }
        if let Some((_, original)) = random_id.and_then(|id| self.by_random_id(actor, id)) {
            return Err(Refusal::RandomIdDuplicate { original: original.0 });
        }
        let id = MessageId(known.mailbox.last + 1).as_topic();
        let topic =
            Topic { id, title: title.clone(), color, emoji, by: actor, created: self.now(), state: TopicState::Open };
        self.group_mut(group)?.topics.insert(id, topic);
        self.announce(actor, group, Some(id), Service::TopicCreated { title, color, emoji });
        if let Some(random_id) = random_id {
            self.user_mut(actor)?.random_ids.insert(random_id, (Chat::Group(group), id.root()));
        }
        Ok(id)
    }

    /// Renames a topic or changes its emoji (`Some(0)` takes it away, as on the wire).
    ///
    /// # Errors
    /// No such topic, no right, nothing changed.
    pub fn edit_topic(
        &mut self,
        actor: UserId,
        group: GroupId,
        topic: TopicId,
        title: Option<&str>,
        emoji: Option<i64>,
    ) -> Result<(), Refusal> {
        let title = title.map(checked_title).transpose()?;
        let known = self.manageable(actor, group, topic)?;
        let new_emoji = match emoji {
            Some(0) => None,
            Some(id) => Some(id),
            None => known.emoji,
        };
        let title = title.filter(|t| *t != known.title);
        if title.is_none() && new_emoji == known.emoji {
            return Err(Refusal::TopicNotModified);
        }
        let emoji = (new_emoji != known.emoji).then_some(new_emoji.unwrap_or(0));
        if let Some(known) = self.group_mut(group)?.topics.get_mut(&topic) {
            known.emoji = new_emoji;
            if let Some(title) = &title {
                known.title.clone_from(title);
            }
        }
        let inside = (topic != TopicId::GENERAL).then_some(topic);
        self.announce(actor, group, inside, Service::TopicEdited { title, emoji });
        Ok(())
    }

    /// Closes or reopens a topic.
    ///
    /// # Errors
    /// No such topic, no right, already so.
    pub fn close_topic(&mut self, actor: UserId, group: GroupId, topic: TopicId, closed: bool) -> Result<(), Refusal> {
        let known = self.manageable(actor, group, topic)?;
        let (state, said) = match closed {
            true => (TopicState::Closed, Service::TopicClosed),
            false => (TopicState::Open, Service::TopicReopened),
        };
        if known.state == state {
            return Err(Refusal::TopicNotModified);
        }
        if let Some(known) = self.group_mut(group)?.topics.get_mut(&topic) {
            known.state = state;
        }
        let inside = (topic != TopicId::GENERAL).then_some(topic);
        self.announce(actor, group, inside, said);
        Ok(())
    }

    /// Hides General, which also closes it, or shows it again. <https://core.telegram.org/bots/api#hidegeneralforumtopic>
    ///
    /// # Errors
    /// No forum, no right, already so.
    pub fn hide_general(&mut self, actor: UserId, group: GroupId, hidden: bool) -> Result<(), Refusal> {
        self.manageable(actor, group, TopicId::GENERAL)?;
        let known = self.group_mut(group)?;
        if known.general_hidden == hidden {
            return Err(Refusal::TopicNotModified);
        }
        known.general_hidden = hidden;
        if let (true, Some(general)) = (hidden, known.topics.get_mut(&TopicId::GENERAL)) {
            general.state = TopicState::Closed;
        }
        self.announce(actor, group, None, Service::GeneralHidden { hidden });
        Ok(())
    }

    fn manageable(&self, actor: UserId, group: GroupId, topic: TopicId) -> Result<&Topic, Refusal> {
        self.may_write(actor, Chat::Group(group))?;
        let known = self.group(group)?;
        if !known.forum {
            return Err(Refusal::NotForum);
        }
        let found = known.topics.get(&topic).filter(|t| t.state != TopicState::Deleted);
        let found = found.ok_or(Refusal::TopicMissing)?;
        if self.may_manage_topic(known, actor, found.by) {
            Ok(found)
        } else {
            Err(Refusal::NotEnoughRights("manage the topic"))
        }
    }

    /// Messages of one topic, oldest first; of everything outside topics for General.
    pub fn in_topic(&self, group: GroupId, topic: TopicId) -> impl DoubleEndedIterator<Item = &Message> {
        let messages = self.groups.get(&group).map(|g| g.mailbox.messages.values());
        let wanted = (topic != TopicId::GENERAL).then_some(topic);
        messages.into_iter().flatten().filter(move |m| m.topic == wanted)
    }
}

fn checked_title(title: &str) -> Result<String, Refusal> {
    let title = title.trim();
    if (1..=128).contains(&title.chars().count()) { Ok(title.to_owned()) } else { Err(Refusal::TopicTitle) }
}

impl Message {
    /// Whether this is the announcement that opened its topic.
    pub fn opens_topic(&self) -> bool {
        matches!(self.body, Body::Service(Service::TopicCreated { .. }))
    }
}
