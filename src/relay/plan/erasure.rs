//! A person is erased (C6).
//!
//! **Everything personal about them goes: what was said, noted and planned, their threads, and last the key under which it was
//! sealed**, so that what the disk still holds of it is unreadable. What was booked and done stays, with a number in place of a
//! name. Should they write again, they are somebody new.

use super::super::*;
use crate::{
    crm::{
        Contact, Merged, Note, Person, Profile,
        ledger::{Entry as Booked, Words},
    },
    domain::{ContactId, ContentKind, DialogFilter, EntityKind, MemberId, UserId},
    store::{All, Page, Store, StoreError, Stored},
    team::{Account, AuditEntry, AuditEvent},
};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Messages that go with one commit.
const AT_ONCE: usize = 200;

/// The next step of an erasure; `false` when it is done, or was before. The messages go first: without the key nobody could tell what
/// they counted for. By an owner's word all contacts of the person go; after a restore, by nobody's, the one that had gone: who is one
/// with whom may have changed since the backup.
pub fn step(store: &Store, now: Timestamp, by: Option<MemberId>, id: ContactId) -> Result<Plan<bool>, StoreError> {
    let mut plan = Plan::new(true);
    let together = Person::of(store, id)?;
    let person = if by.is_some() { together.clone() } else { Person::alone(id) };
    let dialogs = Dialog::of_person(store, &person)?;
    for dialog in &dialogs {
        let messages = Message::latest(store, dialog.id, AT_ONCE)?;
        if !messages.is_empty() {
            for message in &messages {
                plan.changes.delete(message);
            }
            return Ok(plan);
        }
    }
    for contact in person.contacts() {
        let Some(contact) = Contact::find(store, contact)? else { continue };
        let overheard = said_in_groups(store, contact.user)?;
        if !overheard.is_empty() {
            for (message, emptied) in overheard {
                plan.changes.update(&message, emptied);
            }
            return Ok(plan);
        }
    }
    for dialog in &dialogs {
        forget(store, dialog, &mut plan)?;
    }
    for note in Note::of(store, &person)? {
        plan.changes.delete(&note);
    }
    for asked in store.scan::<Asked>(All, Page::all())? {
        if person.contacts().any(|contact| contact == asked.contact) {
            plan.changes.delete(&asked);
        }
    }
    // Nobody stays linked to a contact that is no more.
    let goes = |contact: ContactId| person.contacts().any(|gone| gone == contact);
    for other in together.others().iter().filter(|other| goes(**other) || goes(together.kept())) {
        if let Some(link) = Merged::find(store, *other)? {
            plan.changes.delete(&link);
        }
    }
    for contact in person.contacts() {
        erase(store, contact, now, by, &mut plan)?;
    }
    plan.outcome = false;
    Ok(plan)
}

/// What is left of a contact goes, with its key.
fn erase<T>(
    store: &Store,
    id: ContactId,
    now: Timestamp,
    by: Option<MemberId>,
    plan: &mut Plan<T>,
) -> Result<(), StoreError> {
    let Some(contact) = Contact::find(store, id)? else { return Ok(()) };
    if let Some(profile) = Profile::find(store, id)? {
        plan.changes.delete(&profile);
    }
    for entry in Booked::all_of(store, id)? {
        if let Some(words) = Words::of(store, entry.id)? {
            plan.changes.delete(&words);
        }
    }
    plan.changes.delete(&contact);
    plan.changes.destroy_data_key(id.into());
    let since = Some(contact.since);
    AuditEntry::write(&mut plan.changes, now, by, AuditEvent::ContactErased { contact: id, since });
    Ok(())
}

/// The next messages of a person in groups, what was told there of them (who let them in, or out), and what others quote of them; and
/// what is left of each. These are sealed under the key of their group: they are emptied, so that nothing shows or finds them.
fn said_in_groups(store: &Store, user: UserId) -> Result<Vec<(Stored<Message>, Message)>, StoreError> {
    let mut found = Vec::new();
    for account in Account::all(store)? {
        let shelf = Shelf::Account(account.id);
        let count = shelf.count(store, DialogFilter::Groups)?;
        for group in shelf.page(store, DialogFilter::Groups, 0, count)?.iter().filter(|group| group.next > 0) {
            let messages: Vec<Stored<Message>> = store.scan((group.id,), Page::all())?;
            let (theirs, others): (Vec<_>, Vec<_>) = messages.into_iter().partition(|message| is_of(message, user));
            let numbers: BTreeSet<_> = theirs.iter().map(|message| message.number).collect();
            // What they said, last: afterwards nobody could tell whom the others quote.
            let quoting = others.into_iter().filter_map(|message| {
                let unquoted = without_quote_of(&message, &numbers)?;
                Some((message, unquoted))
            });
            let said = theirs.into_iter().map(|message| {
                let emptied = Message { writer: None, ..message.expired() };
                (message, emptied)
            });
            found.extend(quoting.chain(said).take(AT_ONCE - found.len()));
            if found.len() == AT_ONCE {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

/// The same message without the words it quotes of one of these; `None` where it quotes none.
fn without_quote_of(message: &Message, numbers: &BTreeSet<u64>) -> Option<Message> {
    match message.reply_to {
        Some(Reply::Message { number, quote: Some(_) }) if numbers.contains(&number) => {
            Some(Message { reply_to: Some(Reply::Message { number, quote: None }), ..message.clone() })
        }
        _ => None,
    }
}

/// Whether it is said by somebody in a group, or says what happened to them there.
fn is_of(message: &Message, user: UserId) -> bool {
    let happened = || match message.content.kind() {
        Some(ContentKind::InGroup(_)) => {
            let mention = EntityKind::TextMention { user: user.0 };
            message.content.words().entities.iter().any(|entity| entity.kind == mention)
        }
        _ => false,
    };
    message.writer.as_ref().and_then(|writer| writer.person()) == Some(user) || happened()
}

/// A dialog without messages goes, with its thread and all that was still to happen in it.
fn forget<T>(store: &Store, dialog: &Stored<Dialog>, plan: &mut Plan<T>) -> Result<(), StoreError> {
    if let Thread::Open { desk, topic } = dialog.thread {
        plan.team(TeamTask::DropThread { chat: desk, topic, reader: dialog.assigned });
    }
    if let Some(card) = Card::find(store, dialog.id)? {
        plan.changes.delete(&card);
    }
    if let Some(words) = LastWords::find(store, dialog.id)? {
        plan.changes.delete(&words);
    }
    if let Some(swept) = store.get::<retention::Swept>(&dialog.id)? {
        plan.changes.delete(&swept);
    }
    for line in Retold::of(store, dialog.id)? {
        plan.changes.delete(&line);
    }
    for timer in store.scan::<Timer>((dialog.id,), Page::all())? {
        plan.changes.delete(&timer);
    }
    for echo in echo::Echo::all(store)? {
        if echo.dialog == dialog.id {
            plan.changes.delete(&echo);
        }
    }
    for entry in Entry::all(store)? {
        if entry.task.dialog() == Some(dialog.id) {
            plan.changes.delete(&entry);
        }
    }
    for held in held::Held::all(store)? {
        if held.entry.task.dialog() == Some(dialog.id) {
            plan.changes.delete(&held);
        }
    }
    plan.changes.delete(dialog);
    Ok(())
}
