//! The relay as the adapters call it: an event in, durable when the call returns.

use super::{
    Committer, DeskEvent, Plan, RelayError, incoming, outgoing,
    plan::bind::{self, BindRefusal, Binding},
};
use crate::{
    crm::Contact,
    domain::{AccountId, ContactId, DialogId},
    ports::{ClientEvent, Randomness},
    store::{Changes, StoreError},
};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// See the module of the room.
#[derive(Clone)]
pub struct Relay {
    committer: Committer,
    randomness: Arc<dyn Randomness>,
    /// The agency's zone.
    zone: TimeZone,
}

impl Relay {
    pub fn new(committer: Committer, randomness: Arc<dyn Randomness>, zone: TimeZone) -> Relay {
        Relay { committer, randomness, zone }
    }

    pub fn committer(&self) -> &Committer {
        &self.committer
    }

    /// Takes over what happened to an account. `Ok` means durable.
    pub async fn client_event(&self, account: AccountId, event: &ClientEvent) -> Result<(), RelayError> {
        let moment = incoming::Moment { now: self.committer.now(), zone: &self.zone };
        match event {
            ClientEvent::Message { from, message, random_id } => {
                if !incoming::is_relayed(from) {
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
            ClientEvent::GroupDeleted { chat, messages } => {
                // In this order whatever is taken over meanwhile either finds the mark or is found.
                self.committer.commit(|store| incoming::gone_from_desk(store, moment.now, *chat, messages)).await?;
                self.committer.commit(|store| incoming::deleted_in_desk(store, moment.now, *chat, messages)).await
            }
            ClientEvent::NewLogin => self.committer.commit(|store| incoming::new_login(store, account)).await,
        }
    }

    /// Takes over what happened in a group. `also` adds to the same commit: the update that is done with.
    pub async fn desk_event(
        &self,
        event: &DeskEvent,
        also: impl Fn(&mut Changes) -> Result<(), StoreError>,
    ) -> Result<(), RelayError> {
        let moment = incoming::Moment { now: self.committer.now(), zone: &self.zone };
        let random_id = self.randomness.random_id();
        self.committer
            .commit(|store| {
                let mut plan = outgoing::desk(store, moment, event, random_id)?;
                also(&mut plan.changes)?;
                Ok(plan)
            })
            .await
    }

    /// Turns a checked group into a desk.
    pub async fn bind(&self, binding: &Binding) -> Result<Result<(), BindRefusal>, RelayError> {
        let now = self.committer.now();
        self.committer.commit(|store| bind::bind(store, now, binding)).await
    }

    /// Tries a refused message again; `false` when there is nothing to try.
    pub async fn retry(&self, dialog: DialogId, number: u64) -> Result<bool, RelayError> {
        self.committer
            .commit(|store| -> Result<Plan<bool>, StoreError> { outgoing::retry(store, dialog, number) })
            .await
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
