//! The card of a thread: its first message, pinned, which says who the client is (D3).
//!
//! **One standing card per thread.** What it shows is drawn when it is sent, so any number of changes that wait for the
//! budget become one edit; a fingerprint of what stands there saves the edit that would change nothing.

use super::{Dialog, Plan, TeamTask, Thread};
use crate::{
    crm::Person,
    domain::{BotId, BotMessageId, ChatId, ContactId, DialogId, TopicId},
    store::{Page, Record, Store, StoreError, Stored, Table},
};
use serde::{Deserialize, Serialize};

/// A keyed fingerprint of what a card shows: it says whether something changed, and nothing of what.
pub type Print = [u8; 16];

/// Where the card of a dialog stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Card {
    pub dialog: DialogId,
    pub bot: BotId,
    pub chat: ChatId,
    pub topic: TopicId,
    pub message: BotMessageId,
    pub print: Print,
}

impl Card {
    pub fn find(store: &Store, dialog: DialogId) -> Result<Option<Stored<Card>>, StoreError> {
        store.get(&dialog)
    }

    /// The card in the thread where the dialog stands now; one of an earlier thread is none.
    pub fn standing(store: &Store, dialog: &Dialog) -> Result<Option<Stored<Card>>, StoreError> {
        let Thread::Open { desk, topic } = dialog.thread else { return Ok(None) };
        Ok(Card::find(store, dialog.id)?.filter(|card| (card.chat, card.topic) == (desk, topic)))
    }
}

impl Record for Card {
    const TABLE: Table = Table::new(38, "cards of threads");
    type Key = DialogId;

    fn key(&self) -> DialogId {
        self.dialog
    }
}

/// The card of a dialog follows what changed. A dialog without a thread gets its card with the thread.
pub fn follow_card<T>(dialog: &Dialog, plan: &mut Plan<T>) {
    if dialog.thread != Thread::None {
        plan.team(TeamTask::Card { dialog: dialog.id });
    }
}

/// The cards in all threads of whose contact it is follow what changed.
pub fn follow_cards<T>(store: &Store, contact: ContactId, plan: &mut Plan<T>) -> Result<(), StoreError> {
    for dialog in Dialog::of_person(store, &Person::of(store, contact)?)? {
        follow_card(&dialog, plan);
    }
    Ok(())
}

/// The title of every thread with a person says another name now.
pub fn rename_threads<T>(store: &Store, contact: ContactId, plan: &mut Plan<T>) -> Result<(), StoreError> {
    for dialog in Dialog::of_person(store, &Person::of(store, contact)?)? {
        if matches!(dialog.thread, Thread::Open { .. }) {
            plan.team(TeamTask::Name { dialog: dialog.id });
        }
    }
    Ok(())
}

impl Dialog {
    /// Every dialog with a person, those of the kept contact first (C5).
    pub fn of_person(store: &Store, person: &Person) -> Result<Vec<Stored<Dialog>>, StoreError> {
        let mut dialogs = Vec::new();
        for contact in person.contacts() {
            dialogs.extend(store.find(Dialog::BY_CONTACT, (contact,), Page::all())?);
        }
        Ok(dialogs)
    }
}

/// What follows from a card that was sent: it stands in this message. A new one is pinned.
pub(super) fn placed(store: &Store, now: Card, is_new: bool) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let dialog = now.dialog;
    match Card::find(store, dialog)? {
        Some(was) => plan.changes.update(&was, now),
        None => plan.changes.insert(now),
    };
    if is_new {
        plan.team(TeamTask::Pin { dialog });
    }
    Ok(plan)
}

/// Somebody deleted the card: another one takes its place.
pub(super) fn lost(store: &Store, dialog: DialogId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(card) = Card::find(store, dialog)? {
        plan.changes.delete(&card);
        plan.team(TeamTask::Card { dialog });
    }
    Ok(plan)
}
