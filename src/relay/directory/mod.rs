//! Everybody the agency knows, to be looked through by name, tag, city, note and phone number (S1).
//!
//! **In memory only: on the disk names stand in no index.** **Whoever looks finds what their right reaches, and only by words
//! that they may see**: a phone number, or an `@name` written into a name, is found by those who see it.

mod entry;
mod tagged;
mod words;

use super::{Dialog, Shelf};
use crate::{
    crm::{Contact, Merged, Note, Person, Profile, search},
    domain::{ContactId, ContactList, DialogId, MemberId, NoteId},
    store::{All, Changes, Cursor, Mirror, Page, Store, StoreError},
    team::Member,
};
use entry::{Entry, Read};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tagged::Tagged;
use words::Words;

/// The directory of a store.
#[derive(Default)]
pub struct Directory {
    moved: Mutex<Moved>,
    known: Mutex<Known>,
}

/// What has to be read again.
#[derive(Default)]
struct Moved {
    contacts: BTreeSet<ContactId>,
    notes: BTreeSet<NoteId>,
    /// Whose a dialog is now, and where it stands; `None`: it is no more.
    dialogs: BTreeMap<DialogId, Option<(ContactId, Seat)>>,
}

#[derive(Default)]
struct Known {
    filled: bool,
    /// In the order of lists.
    people: BTreeMap<Place, Entry>,
    /// By the kept contact.
    places: HashMap<ContactId, Place>,
    /// The kept contact of each one that was merged.
    kept: HashMap<ContactId, ContactId>,
    dialogs: HashMap<DialogId, (ContactId, MemberId)>,
    notes: HashMap<NoteId, ContactId>,
    words: Words,
    tagged: Tagged,
}

/// By the folded name.
type Place = (Box<str>, ContactId);

/// A dialog among those of its account: who answers it, and when something last happened, in seconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Seat {
    dialog: DialogId,
    assigned: MemberId,
    active: i64,
}

impl Seat {
    fn of(dialog: &Dialog) -> Seat {
        Seat { dialog: dialog.id, assigned: dialog.assigned, active: dialog.active.as_second() }
    }
}

impl Mirror for Directory {
    fn moved(&self, changes: &Changes) {
        let mut moved = self.moved();
        if changes.touches::<Contact>() {
            moved.contacts.extend(changes.written::<Contact>().iter().map(|contact| contact.id));
            moved.contacts.extend(changes.deleted::<Contact>());
        }
        if changes.touches::<Profile>() {
            moved.contacts.extend(changes.written::<Profile>().iter().map(|profile| profile.contact));
            moved.contacts.extend(changes.deleted::<Profile>());
        }
        if changes.touches::<Merged>() {
            moved.contacts.extend(changes.written::<Merged>().iter().map(|link| link.contact));
            moved.contacts.extend(changes.deleted::<Merged>());
        }
        if changes.touches::<Note>() {
            moved.contacts.extend(changes.written::<Note>().iter().map(|note| note.contact));
            moved.notes.extend(changes.deleted::<Note>());
        }
        if changes.touches::<Dialog>() {
            let written = changes.written::<Dialog>().into_iter();
            moved.dialogs.extend(written.map(|dialog| (dialog.id, Some((dialog.contact, Seat::of(&dialog))))));
            moved.dialogs.extend(changes.deleted::<Dialog>().into_iter().map(|dialog| (dialog, None)));
        }
    }
}

impl Directory {
    /// The directory of a store; filled when it is asked for first, which takes seconds for hundreds of thousands.
    pub fn of(store: &Store) -> Result<Arc<Directory>, StoreError> {
        let directory = store.mirror::<Directory>();
        drop(directory.known(store)?);
        Ok(directory)
    }

    /// The contacts of a list that a member may see, by name.
    pub fn list(&self, store: &Store, member: &Member, list: &ContactList) -> Result<Vec<ContactId>, StoreError> {
        let known = self.known(store)?;
        let sought = search::Sought::new(&list.words);
        let tag = list.tag.as_deref().map(search::folded);
        let hits = (!sought.is_empty()).then(|| known.words.find(&sought));
        let fits = |id: ContactId, person: &Entry| {
            tag.as_ref().is_none_or(|tag| person.tags.iter().any(|(folded, _)| **folded == **tag))
                && match &hits {
                    Some(hits) => hits.are_shown(id, |spot| person.shows(spot, member)),
                    None => person.is_seen(member),
                }
        };
        Ok(known.people.iter().filter(|((_, id), person)| fits(*id, person)).map(|((_, id), _)| *id).collect())
    }

    /// The tags of the contacts that a member may see, the most frequent first.
    pub fn tags(&self, store: &Store, member: &Member) -> Result<Vec<(String, usize)>, StoreError> {
        let known = self.known(store)?;
        let mut counted: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
        for person in known.people.values().filter(|person| !person.tags.is_empty() && person.is_seen(member)) {
            for (folded, written) in &person.tags {
                counted.entry(folded).or_insert((written, 0)).1 += 1;
            }
        }
        let mut tags: Vec<_> = counted.into_values().map(|(tag, count)| (tag.to_owned(), count)).collect();
        tags.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Ok(tags)
    }

    /// The dialogs of a shelf with those who bear a tag, the latest first.
    pub(super) fn tagged(&self, store: &Store, shelf: Shelf, tag: &str) -> Result<Vec<DialogId>, StoreError> {
        Ok(self.known(store)?.tagged.of(shelf, &search::folded(tag)))
    }

    /// The tags on a shelf, the most frequent first, and how many dialogs each has.
    pub fn tags_on(&self, store: &Store, shelf: Shelf) -> Result<Vec<(String, usize)>, StoreError> {
        Ok(self.known(store)?.tagged.tags(shelf))
    }

    fn moved(&self) -> MutexGuard<'_, Moved> {
        self.moved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known, brought up to date.
    fn known(&self, store: &Store) -> Result<MutexGuard<'_, Known>, StoreError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.filled {
            *known = Known::read(store)?;
        }
        let moved = mem::take(&mut *self.moved());
        if let Err(error) = known.follow(store, &moved) {
            // Read from the beginning next time: what has moved is forgotten now.
            known.filled = false;
            return Err(error);
        }
        Ok(known)
    }
}

impl Known {
    /// Everybody. Whoever moves meanwhile is read again afterwards.
    fn read(store: &Store) -> Result<Known, StoreError> {
        let mut known = Known { filled: true, kept: Merged::all(store)?, ..Known::default() };
        // In the order of their ids: of the ways to write a tag the oldest is shown.
        let mut people: BTreeMap<ContactId, (Vec<Read>, Vec<Profile>)> = BTreeMap::new();
        let (mut notes, mut dialogs): (HashMap<_, Vec<_>>, HashMap<_, Vec<_>>) = Default::default();
        each(store, |note: Note| notes.entry(note.contact).or_default().push(note))?;
        each(store, |dialog: Dialog| {
            known.dialogs.insert(dialog.id, (dialog.contact, dialog.assigned));
            dialogs.entry(dialog.contact).or_default().push(Seat::of(&dialog));
        })?;
        each(store, |contact: Contact| {
            let id = contact.id;
            let (notes, dialogs) = (notes.remove(&id).unwrap_or_default(), dialogs.remove(&id).unwrap_or_default());
            people.entry(known.kept_of(id)).or_default().0.push(Read { contact, notes, dialogs });
        })?;
        each(store, |profile: Profile| {
            if let Some((_, profiles)) = people.get_mut(&known.kept_of(profile.contact)) {
                profiles.push(profile);
            }
        })?;
        for (kept, (mut read, mut profiles)) in people {
            read.sort_by_key(|read| (read.contact.id != kept, read.contact.id));
            profiles.sort_by_key(|profile| (profile.contact != kept, profile.contact));
            let mut profile = Profile::empty(kept);
            profiles.iter().for_each(|other| profile.fill_from(other));
            known.enter(kept, &profile, read);
        }
        Ok(known)
    }

    fn follow(&mut self, store: &Store, moved: &Moved) -> Result<(), StoreError> {
        let mut again = moved.contacts.clone();
        again.extend(moved.notes.iter().filter_map(|note| self.notes.get(note)));
        for (dialog, now) in &moved.dialogs {
            let was = self.dialogs.get(dialog).copied();
            match now {
                // Most of what happens to a dialog changes neither whose it is nor who answers.
                Some((contact, seat)) if was == Some((*contact, seat.assigned)) => self.rise(*contact, *seat),
                _ => {
                    again.extend(was.iter().map(|(contact, _)| *contact).chain(now.map(|(contact, _)| contact)));
                    self.dialogs.remove(dialog);
                }
            }
        }
        // Also whoever they were one with before.
        let before: Vec<_> = again.iter().map(|id| self.kept_of(*id)).collect();
        again.extend(before);
        let mut people = BTreeMap::new();
        for id in again {
            self.leave(id);
            self.kept.remove(&id);
            let person = Person::of(store, id)?;
            people.insert(person.kept(), person);
        }
        for (kept, person) in people {
            self.leave(kept);
            let mut read = Vec::new();
            for id in person.contacts() {
                if id != kept {
                    self.kept.insert(id, kept);
                }
                let mut dialogs = Vec::new();
                for dialog in Dialog::of_person(store, &Person::alone(id))? {
                    self.dialogs.insert(dialog.id, (id, dialog.assigned));
                    dialogs.push(Seat::of(&dialog));
                }
                let Some(contact) = Contact::find(store, id)? else { continue };
                let notes = Note::of(store, &Person::alone(id))?.into_iter().map(|note| note.into_value()).collect();
                read.push(Read { contact: contact.into_value(), notes, dialogs });
            }
            self.enter(kept, &person.profile(store)?, read);
        }
        Ok(())
    }

    fn kept_of(&self, id: ContactId) -> ContactId {
        self.kept.get(&id).copied().unwrap_or(id)
    }

    fn leave(&mut self, id: ContactId) {
        if let Some(entry) = self.places.remove(&id).and_then(|place| self.people.remove(&place)) {
            entry.leave(id, &mut self.words);
            entry.dialogs().for_each(|seat| self.tagged.leave(&entry.tags, seat));
        }
    }

    /// Something happened in a dialog.
    fn rise(&mut self, contact: ContactId, now: Seat) {
        let entry = self.places.get(&self.kept_of(contact)).and_then(|place| self.people.get_mut(place));
        let Some(entry) = entry else { return };
        let Some(seat) = entry.dialog(now.dialog) else { return };
        let before = mem::replace(seat, now);
        self.tagged.leave(&entry.tags, before);
        self.tagged.enter(&entry.tags, now);
    }

    /// Enters a person by their contacts, the kept one first; nobody without any.
    fn enter(&mut self, kept: ContactId, profile: &Profile, read: Vec<Read>) {
        let Some(first) = read.first() else { return };
        let name = profile.full_name().unwrap_or_else(|| first.contact.identity.full_name());
        let place = (search::folded(&name).into_boxed_str(), kept);
        for Read { contact, notes, .. } in &read {
            self.notes.extend(notes.iter().map(|note| (note.id, contact.id)));
        }
        self.places.insert(kept, place.clone());
        let entry = Entry::of(profile, &read);
        entry.enter(kept, &mut self.words);
        entry.dialogs().for_each(|seat| self.tagged.enter(&entry.tags, seat));
        self.people.insert(place, entry);
    }
}

/// Reads all records of a type, some at a time.
fn each<R: crate::store::Record>(store: &Store, mut take: impl FnMut(R)) -> Result<(), StoreError> {
    const READ: usize = 1024;
    let mut page = Page::first(READ);
    loop {
        let rows = store.scan::<R>(All, page)?;
        let next = rows.last().map(|row| Cursor::key::<R>(&row.key()));
        let read = rows.len();
        rows.into_iter().for_each(|row| take(row.into_value()));
        match next {
            Some(next) if read == READ => page = Page::first(READ).after(next),
            _ => return Ok(()),
        }
    }
}
