//! The relay as the accounts call it: an event in, durable when the call returns.
//!
//! The bot plans by `outgoing`, `bind`, `making` and `guard` directly: with each of its commits an update is done with.

use super::{Committer, RelayError, groups, guard, incoming};
use crate::{
    crm::Contact,
    domain::{AccountId, ClientMessageId, ContactId, PeerId},
    ports::ClientEvent,
    team::AgencyZone,
};
use futures::future::try_join_all;

/// See the module of the room.
#[derive(Clone)]
pub struct Relay {
    committer: Committer,
    /// The agency's zone.
    zone: AgencyZone,
}

impl Relay {
    pub fn new(committer: Committer, zone: impl Into<AgencyZone>) -> Relay {
        Relay { committer, zone: zone.into() }
    }

    pub fn committer(&self) -> &Committer {
        &self.committer
    }

    /// Takes over what happened to an account, in order. `Ok` means all of it is durable.
    ///
    /// Dialogs do not wait for each other, so that what happened in many shares its way to the disk. What concerns no
    /// dialog alone, such as a deletion of which Telegram does not say where, comes after all before it and before all
    /// after it.
    pub async fn client_events(&self, account: AccountId, events: &[ClientEvent]) -> Result<(), RelayError> {
        for stretch in events.chunk_by(|one, next| one.peer().is_some() && next.peer().is_some()) {
            let mut dialogs: Vec<(_, Vec<&ClientEvent>)> = Vec::new();
            for event in stretch {
                match dialogs.iter_mut().find(|(peer, _)| *peer == event.peer()) {
                    Some((_, events)) => events.push(event),
                    None => dialogs.push((event.peer(), vec![event])),
                }
            }
            let one_by_one = async |events: Vec<&ClientEvent>| {
                for event in events {
                    self.client_event(account, event).await?;
                }
                Ok::<_, RelayError>(())
            };
            try_join_all(dialogs.into_iter().map(|(_, events)| one_by_one(events))).await?;
        }
        Ok(())
    }

    /// Takes over one thing that happened to an account. `Ok` means durable.
    pub async fn client_event(&self, account: AccountId, event: &ClientEvent) -> Result<(), RelayError> {
        let moment = incoming::Moment { now: self.committer.now(), zone: &self.zone.get() };
        match event {
            ClientEvent::Message { from, message, random_id } => {
                // Of a group or channel the plan asks whether somebody opened it.
                if from.peer.as_user().is_some() && !incoming::is_relayed(from) {
                    return Ok(());
                }
                let fresh = self.fresh_contact(from.peer.as_user()).await?;
                self.committer
                    .commit(|store| incoming::message(store, moment, account, from, message, *random_id, fresh))
                    .await
            }
            ClientEvent::Edited { from, message } => {
                self.committer.commit(|store| incoming::edited(store, account, from.peer, message)).await
            }
            ClientEvent::Deleted { channel, messages } => {
                self.committer.commit(|store| incoming::deleted(store, moment.now, account, *channel, messages)).await
            }
            ClientEvent::ReadByClient { peer, up_to } => {
                self.committer.commit(|store| incoming::read(store, account, *peer, *up_to)).await
            }
            ClientEvent::Reacted { peer, message, emoji } => {
                self.committer.commit(|store| incoming::reacted(store, account, *peer, *message, *emoji)).await
            }
            ClientEvent::Renamed { from } if from.peer.as_user().is_none() => {
                self.committer.commit(|store| groups::changed(store, moment, account, from)).await
            }
            ClientEvent::Upgraded { from, to } => {
                self.committer.commit(|store| groups::upgraded(store, moment, account, *from, *to)).await
            }
            ClientEvent::Renamed { from } => self.committer.commit(|store| incoming::renamed(store, from)).await,
            ClientEvent::GroupDeleted { chat, messages } => {
                // In this order whatever is taken over meanwhile either finds the mark or is found.
                self.committer.commit(|store| incoming::gone_from_desk(store, moment.now, *chat, messages)).await?;
                self.committer.commit(|store| incoming::deleted_in_desk(store, moment.now, *chat, messages)).await?;
                // Or it is one that a member opened; there the account numbers messages as everybody does.
                let channel = PeerId::from_chat_id(*chat);
                let messages: Vec<_> = messages.iter().map(|message| ClientMessageId(message.0)).collect();
                self.committer.commit(|store| groups::deleted(store, moment, account, channel, &messages)).await
            }
            ClientEvent::NewLogin => self.committer.commit(|store| incoming::new_login(store, account)).await,
        }
    }

    /// Has every desk looked at: once per start.
    pub async fn inspect_desks(&self) -> Result<(), RelayError> {
        self.committer.commit(guard::inspect_all).await
    }

    /// An id for a contact not known yet; numbers that turn out not to be needed are skipped.
    async fn fresh_contact(&self, user: Option<crate::domain::UserId>) -> Result<ContactId, RelayError> {
        let store = self.committer.store();
        match user {
            Some(user) => match Contact::of_user(store, user)? {
                Some(contact) => Ok(contact.id),
                None => Ok(ContactId(store.next_id(Contact::IDS).await?)),
            },
            None => Ok(ContactId(0)),
        }
    }
}
