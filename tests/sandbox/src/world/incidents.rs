//! What happens between two people besides messages: calls, screenshots, timers, gifts, media looked at once, accounts
//! that end. **Each is said by the server in the chat, on both sides.**
use super::send::Outgoing;
use super::{
    Body, BoxId, Change, Chat, Media, MessageId, Receipt, Refusal, Sender, Service, SessionEnd, UserId, World,
};
use crate::clock::Time;
use std::collections::BTreeSet;
use std::time::Duration;

/// When messages vanish by themselves, soonest first.
pub(super) type Vanishing = BTreeSet<(Time, BoxId, MessageId)>;

impl World {
    /// Something the server says in a private chat on behalf of `actor`: a call, a screenshot, a gift.
    ///
    /// # Errors
    /// When the actor may not write there; in groups.
    pub fn happens(&mut self, actor: UserId, chat: Chat, what: Service) -> Result<Receipt, Refusal> {
        self.may_write(actor, chat)?;
        let Chat::User(_) = chat else {
            return Err(Refusal::ChatNotFound);
        };
        let message = self.blank(chat, Sender::User(actor), actor, Body::Service(what));
        let id = self.deliver(actor, message);
        Ok(Receipt { chat, id })
    }

    /// Lets new messages of a chat vanish after `seconds`; 0 keeps them. <https://core.telegram.org/method/messages.setHistoryTTL>
    ///
    /// # Errors
    /// [`Refusal::NotModified`]; in groups the right to change info.
    pub fn set_timer(&mut self, actor: UserId, chat: Chat, seconds: u32) -> Result<(), Refusal> {
        self.may_write(actor, chat)?;
        if self.timer(actor, chat) == seconds {
            return Err(Refusal::NotModified);
        }
        match chat {
            Chat::User(other) => {
                for (owner, peer) in [(actor, other), (other, actor)] {
                    self.user_mut(owner)?.dialogs.entry(peer).or_default().timer = seconds;
                }
                self.happens(actor, chat, Service::Timer { seconds })?;
            }
            Chat::Group(id) => {
                self.require(actor, self.group(id)?, "change chat info", |r| r.change_info)?;
                self.group_mut(id)?.timer = seconds;
                self.announce(actor, id, None, Service::Timer { seconds });
            }
        }
        Ok(())
    }

    /// Seconds after which new messages of a chat vanish; 0 if they stay.
    pub fn timer(&self, viewer: UserId, chat: Chat) -> u32 {
        let timer = match chat {
            Chat::User(other) => self.users.get(&viewer).and_then(|u| u.dialogs.get(&other)).map(|d| d.timer),
            Chat::Group(id) => self.groups.get(&id).map(|g| g.timer),
        };
        timer.unwrap_or(0)
    }

    /// Notes when a message that was just put into its box will vanish.
    pub(super) fn will_vanish(&mut self, mailbox: BoxId, id: MessageId, timer: Option<u32>) {
        if let Some(seconds) = timer {
            let at = self.now() + Duration::from_secs(u64::from(seconds));
            self.vanishing.insert((at, mailbox, id));
        }
    }

    /// Takes away the messages whose time has come.
    pub(super) fn vanish(&mut self) {
        let now = self.now();
        while let Some(&(at, mailbox, id)) = self.vanishing.first().filter(|(at, ..)| *at <= now) {
            self.vanishing.remove(&(at, mailbox, id));
            self.remove(mailbox, &[id]);
        }
    }

    /// Looks at media that self-destructs, or listens to a voice message. What was to be seen once is gone on both sides.
    /// <https://core.telegram.org/method/messages.readMessageContents>
    ///
    /// # Errors
    /// [`Refusal::MessageNotFound`].
    pub fn look_at(&mut self, actor: UserId, chat: Chat, id: MessageId) -> Result<(), Refusal> {
        let message = self.message(actor, chat, id).ok_or(Refusal::MessageNotFound("show"))?;
        let destroyed = match message.media() {
            Some(media) if message.style.ttl.is_some() && message.author != actor => {
                Some(Media::Expired { kind: media.kind() })
            }
            _ => None,
        };
        for (mailbox, id) in self.copies(chat.mailbox(actor), message) {
            let Some(target) = self.mailbox_mut(mailbox) else {
                continue;
            };
            if let (Some(gone), Some(message)) = (&destroyed, target.messages.get_mut(&id))
                && let Body::Content { media, .. } = &mut message.body
            {
                *media = Some(gone.clone());
            }
            let pts = target.advance(1);
            self.record(Change::LookedAt { mailbox, message: id, pts });
        }
        Ok(())
    }

    /// Deletes an account: its name goes, its sessions end, its chats stay with the others.
    /// <https://core.telegram.org/method/account.deleteAccount>
    ///
    /// # Errors
    /// [`Refusal::UserNotFound`].
    pub fn delete_account(&mut self, user: UserId) -> Result<(), Refusal> {
        let groups: Vec<_> = self.groups.values().filter(|g| g.is_member(user)).map(|g| g.id).collect();
        for group in groups {
            // A creator stays what they are: nobody else is.
            let _stays = self.leave(user, group);
        }
        self.change_user(user, |known| {
            known.deleted = true;
            known.first_name = String::new();
            known.last_name = None;
            known.username = None;
            known.photo = None;
        })?;
        self.end_sessions(user, SessionEnd::Deactivated);
        Ok(())
    }
}

impl Outgoing {
    /// Whether whoever is written to forbids it by their own settings.
    /// <https://core.telegram.org/constructor/userFull> (`voice_messages_forbidden`)
    pub(super) fn is_voice(&self) -> bool {
        matches!(self.media, Some(Media::Voice { .. } | Media::VideoNote { .. }))
    }
}
