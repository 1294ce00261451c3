//! Everybody the agency knows, to be looked through by name, tag, city, note and phone number (S1).
//!
//! **In memory only: on the disk names stand in no index.** **Whoever looks finds what their right reaches, and only by words
//! that they may see**: a phone number, or an `@name` written into a name, is found by those who see it.

use super::{
    Dialog, Shelf,
    tagged::{Tag, Tagged},
};
use crate::{
    crm::{Contact, Merged, Note, Person, Profile, search},
    domain::{ContactId, ContactList, DialogId, MemberId, NoteId},
    store::{All, Changes, Cursor, Mirror, Page, Store, StoreError},
    team::{Action, Member, Target, masking::words, rights::may},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

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
    tagged: Tagged,
}

/// By the folded name.
type Place = (Box<str>, ContactId);

/// What is found of a person.
#[derive(Default)]
struct Entry {
    /// What the agency wrote down: names, tags, city, its own fields.
    open: Box<str>,
    /// By those who see the dialog.
    notes: Vec<(DialogId, Box<str>)>,
    tags: Vec<Tag>,
    /// As whom they write: mostly one.
    faces: Vec<Face>,
}

/// A person as one Telegram user.
#[derive(Default)]
struct Face {
    /// The words of the name, but for ways to reach them.
    open: Box<str>,
    /// What by right only: username, number, ways to reach them that stand in a name.
    hidden: Box<str>,
    phone: Box<str>,
    dialogs: Vec<Seat>,
}

/// Everything that is read of a contact to enter it.
struct Read {
    contact: Contact,
    notes: Vec<Note>,
    dialogs: Vec<Seat>,
}

/// A dialog among those of its account: who answers it, and when something last happened, in seconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Seat {
    pub dialog: DialogId,
    pub assigned: MemberId,
    pub active: i64,
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
        let fits = |person: &Entry| {
            tag.as_ref().is_none_or(|tag| person.tags.iter().any(|(folded, _)| **folded == **tag))
                && person.is_found(&sought, member)
        };
        Ok(known.people.iter().filter(|(_, person)| fits(person)).map(|((_, id), _)| *id).collect())
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
            entry.faces.iter().for_each(|face| self.tagged.leave(&entry.tags, &face.dialogs));
        }
    }

    /// Something happened in a dialog.
    fn rise(&mut self, contact: ContactId, now: Seat) {
        let entry = self.places.get(&self.kept_of(contact)).and_then(|place| self.people.get_mut(place));
        let Some(Entry { tags, faces, .. }) = entry else { return };
        let seats = faces.iter_mut().flat_map(|face| &mut face.dialogs);
        let Some(seat) = seats.into_iter().find(|seat| seat.dialog == now.dialog) else { return };
        self.tagged.leave(tags, &[*seat]);
        self.tagged.enter(tags, &[now]);
        *seat = now;
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
        let entry = Entry::of(profile, read);
        entry.faces.iter().for_each(|face| self.tagged.enter(&entry.tags, &face.dialogs));
        self.people.insert(place, entry);
    }
}

impl Entry {
    fn of(profile: &Profile, read: Vec<Read>) -> Entry {
        let names = profile.first_name.iter().chain(&profile.last_name);
        let city = profile.city.iter().map(|city| &city.name);
        let own = names.chain(city).chain(&profile.tags).chain(profile.custom.values()).map(String::as_str);
        let notes = read.iter().flat_map(|read| &read.notes);
        Entry {
            open: search::indexed(own).into(),
            notes: notes.map(|note| (note.dialog, search::indexed([note.text.as_str()]).into())).collect(),
            tags: profile.tags.iter().map(|tag| (search::folded(tag).into(), tag.as_str().into())).collect(),
            faces: read.into_iter().map(Face::of).collect(),
        }
    }

    fn is_seen(&self, member: &Member) -> bool {
        self.faces.iter().any(|face| face.is_seen(member))
    }

    /// Whether a member who looks for this finds the person: by what was written down, and as whom they see them.
    fn is_found(&self, sought: &search::Sought, member: &Member) -> bool {
        if sought.is_empty() || sought.stands_in(|| [&*self.open]) {
            return self.is_seen(member);
        }
        if self.faces.iter().any(|face| sought.is_in_phone(&face.phone) && face.shows_ids_to(member)) {
            return true;
        }
        let seen = || self.faces.iter().filter(|face| face.is_seen(member));
        let names = || seen().map(|face| &*face.open);
        let by_right = || seen().filter(|face| face.shows_ids_to(member)).map(|face| &*face.hidden);
        let notes = || {
            let sees = |dialog| seen().any(|face| face.seen_through(member).any(|(through, _)| through == dialog));
            self.notes.iter().filter(move |(dialog, _)| sees(*dialog)).map(|(_, words)| &**words)
        };
        self.is_seen(member)
            && sought.stands_in(|| [&*self.open].into_iter().chain(names()).chain(by_right()).chain(notes()))
    }
}

impl Face {
    fn of(read: Read) -> Face {
        let Read { contact, dialogs, .. } = read;
        let telegram = contact.identity.full_name();
        let (hidden, open): (Vec<_>, Vec<_>) = words(&telegram).into_iter().partition(|(_, leads)| *leads);
        let number = contact.user.0.to_string();
        let by_right = contact.identity.username.as_deref().into_iter().chain([number.as_str()]);
        let digits = |phone: &String| phone.chars().filter(char::is_ascii_digit).collect::<String>();
        Face {
            open: search::indexed(open.into_iter().map(|(word, _)| word)).into(),
            hidden: search::indexed(hidden.into_iter().map(|(word, _)| word).chain(by_right)).into(),
            phone: contact.identity.phone.as_ref().map(digits).unwrap_or_default().into(),
            dialogs,
        }
    }

    /// The dialogs through which a member sees them.
    fn seen_through(&self, member: &Member) -> impl Iterator<Item = (DialogId, Target)> {
        let target =
            |seat: &Seat| (seat.dialog, Target::Dialog { account: seat.dialog.account, assigned: Some(seat.assigned) });
        self.dialogs.iter().map(target).filter(|(_, target)| may(member, Action::KeepContacts, *target))
    }

    fn is_seen(&self, member: &Member) -> bool {
        self.seen_through(member).next().is_some()
    }

    fn shows_ids_to(&self, member: &Member) -> bool {
        self.seen_through(member).any(|(_, target)| may(member, Action::SeeClientIds, target))
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
