//! Everybody the agency knows, to be looked through by name, tag, city, note and phone number (S1).
//!
//! **In memory only: on the disk names stand in no index.** **Whoever looks finds what their right reaches, and only by words
//! that they may see**: a phone number, or an `@name` written into a name, is found by those who see it.

use super::{
    Dialog, Shelf,
    tagged::{Tag, Tagged},
};
use crate::{
    crm::{Contact, Note, Profile, search},
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
    people: BTreeMap<Place, Person>,
    places: HashMap<ContactId, Place>,
    dialogs: HashMap<DialogId, (ContactId, MemberId)>,
    notes: HashMap<NoteId, ContactId>,
    tagged: Tagged,
}

/// By the folded name.
type Place = (Box<str>, ContactId);

/// What is found of a person.
#[derive(Default)]
struct Person {
    /// Names, tags, city, the agency's own fields.
    open: Box<str>,
    /// What by right only: username, number, ways to reach them that stand in a name.
    hidden: Box<str>,
    phone: Box<str>,
    /// By those who see the dialog.
    notes: Vec<(DialogId, Box<str>)>,
    tags: Vec<Tag>,
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
        let fits = |person: &Person| {
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
        let mut known = Known { filled: true, ..Known::default() };
        // In the order of their ids: of the ways to write a tag the oldest is shown.
        let mut people: BTreeMap<ContactId, (Contact, Option<Profile>, Vec<Note>)> = BTreeMap::new();
        each(store, |contact: Contact| drop(people.insert(contact.id, (contact, None, Vec::new()))))?;
        each(store, |profile: Profile| {
            if let Some((_, known, _)) = people.get_mut(&profile.contact) {
                *known = Some(profile);
            }
        })?;
        each(store, |note: Note| {
            if let Some((_, _, notes)) = people.get_mut(&note.contact) {
                notes.push(note);
            }
        })?;
        let mut dialogs: HashMap<ContactId, Vec<Seat>> = HashMap::new();
        each(store, |dialog: Dialog| {
            known.dialogs.insert(dialog.id, (dialog.contact, dialog.assigned));
            dialogs.entry(dialog.contact).or_default().push(Seat::of(&dialog));
        })?;
        for (id, (contact, profile, notes)) in people {
            known.enter(&contact, profile.as_ref(), &notes, dialogs.remove(&id).unwrap_or_default());
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
        for id in again {
            self.leave(id);
            let mut dialogs = Vec::new();
            for dialog in Dialog::of_contact(store, id)? {
                self.dialogs.insert(dialog.id, (id, dialog.assigned));
                dialogs.push(Seat::of(&dialog));
            }
            let Some(contact) = Contact::find(store, id)? else { continue };
            let profile = Profile::find(store, id)?.map(|profile| profile.into_value());
            let notes: Vec<_> = Note::of(store, id)?.into_iter().map(|note| note.into_value()).collect();
            self.enter(&contact, profile.as_ref(), &notes, dialogs);
        }
        Ok(())
    }

    fn leave(&mut self, id: ContactId) {
        if let Some(person) = self.places.remove(&id).and_then(|place| self.people.remove(&place)) {
            self.tagged.leave(&person.tags, &person.dialogs);
        }
    }

    /// Something happened in a dialog.
    fn rise(&mut self, contact: ContactId, now: Seat) {
        let person = self.places.get(&contact).and_then(|place| self.people.get_mut(place));
        let Some(Person { tags, dialogs, .. }) = person else { return };
        let Some(seat) = dialogs.iter_mut().find(|seat| seat.dialog == now.dialog) else { return };
        self.tagged.leave(tags, &[*seat]);
        self.tagged.enter(tags, &[now]);
        *seat = now;
    }

    fn enter(&mut self, contact: &Contact, profile: Option<&Profile>, notes: &[Note], dialogs: Vec<Seat>) {
        self.notes.extend(notes.iter().map(|note| (note.id, contact.id)));
        let telegram = contact.identity.full_name();
        let name = profile.and_then(Profile::full_name).unwrap_or_else(|| telegram.clone());
        let place = (search::folded(&name).into_boxed_str(), contact.id);
        self.places.insert(contact.id, place.clone());
        let person = Person::of(contact, &telegram, profile, notes, dialogs);
        self.tagged.enter(&person.tags, &person.dialogs);
        self.people.insert(place, person);
    }
}

impl Person {
    fn of(contact: &Contact, telegram: &str, profile: Option<&Profile>, notes: &[Note], dialogs: Vec<Seat>) -> Person {
        let (hidden, open): (Vec<_>, Vec<_>) = words(telegram).into_iter().partition(|(_, leads)| *leads);
        let own = profile.into_iter().flat_map(|profile| {
            let names = profile.first_name.iter().chain(&profile.last_name);
            let city = profile.city.iter().map(|city| &city.name);
            names.chain(city).chain(&profile.tags).chain(profile.custom.values()).map(String::as_str)
        });
        let number = contact.user.0.to_string();
        let by_right = contact.identity.username.as_deref().into_iter().chain([number.as_str()]);
        let digits = |phone: &String| phone.chars().filter(char::is_ascii_digit).collect::<String>();
        let tags = profile.into_iter().flat_map(|profile| &profile.tags);
        Person {
            open: search::indexed(open.into_iter().map(|(word, _)| word).chain(own)).into(),
            hidden: search::indexed(hidden.into_iter().map(|(word, _)| word).chain(by_right)).into(),
            phone: contact.identity.phone.as_ref().map(digits).unwrap_or_default().into(),
            notes: notes.iter().map(|note| (note.dialog, search::indexed([note.text.as_str()]).into())).collect(),
            tags: tags.map(|tag| (search::folded(tag).into(), tag.as_str().into())).collect(),
            dialogs,
        }
    }

    /// The dialogs through which a member sees the person.
    fn seen_through(&self, member: &Member) -> impl Iterator<Item = (DialogId, Target)> {
        let target =
            |seat: &Seat| (seat.dialog, Target::Dialog { account: seat.dialog.account, assigned: Some(seat.assigned) });
        self.dialogs.iter().map(target).filter(|(_, target)| may(member, Action::KeepContacts, *target))
    }

    fn is_seen(&self, member: &Member) -> bool {
        self.seen_through(member).next().is_some()
    }

    /// Whether a member who looks for this finds the person.
    fn is_found(&self, sought: &search::Sought, member: &Member) -> bool {
        if sought.is_empty() || sought.stands_in(|| [&*self.open]) {
            return self.is_seen(member);
        }
        let by_right = self.seen_through(member).any(|(_, target)| may(member, Action::SeeClientIds, target));
        if by_right && sought.is_in_phone(&self.phone) {
            return true;
        }
        let notes = || {
            let seen = |dialog| self.seen_through(member).any(|(through, _)| through == dialog);
            self.notes.iter().filter(move |(dialog, _)| seen(*dialog)).map(|(_, words)| &**words)
        };
        let hidden = by_right.then_some(&*self.hidden);
        self.is_seen(member) && sought.stands_in(|| [&*self.open].into_iter().chain(hidden).chain(notes()))
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
