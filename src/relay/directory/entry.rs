//! One person in the directory: what they are found by, and who sees what of it.

use super::{
    Seat,
    tagged::Tag,
    words::{Spot, Words},
};
use crate::{
    crm::{Contact, Note, Profile, search},
    domain::{ContactId, DialogId},
    team::{Action, Member, Target, masking::words, rights::may},
};

/// Everything that is read of a contact to enter it.
pub(super) struct Read {
    pub contact: Contact,
    pub notes: Vec<Note>,
    pub dialogs: Vec<Seat>,
}

/// A person has a face per Telegram user they write as: mostly one.
#[derive(Default)]
pub(super) struct Entry {
    pub tags: Vec<Tag>,
    /// The dialogs, and with which face each is.
    seats: Vec<(u32, Seat)>,
    /// In which dialog a note was written.
    notes: Vec<DialogId>,
    /// The words, with spaces between them.
    texts: Vec<(Spot, Box<str>)>,
}

impl Entry {
    pub fn of(profile: &Profile, read: &[Read]) -> Entry {
        let mut entry = Entry::default();
        let names = profile.first_name.iter().chain(&profile.last_name);
        let city = profile.city.iter().map(|city| &city.name);
        let own = names.chain(city).chain(&profile.tags).chain(profile.custom.values());
        entry.takes(Spot::Card, own.map(String::as_str));
        entry.tags = profile.tags.iter().map(|tag| (search::folded(tag).into(), tag.as_str().into())).collect();
        for (face, Read { contact, notes, dialogs }) in (0..).zip(read) {
            entry.seats.extend(dialogs.iter().map(|seat| (face, *seat)));
            let telegram = contact.identity.full_name();
            let (leads, names): (Vec<_>, Vec<_>) = words(&telegram).into_iter().partition(|(_, leads)| *leads);
            entry.takes(Spot::Name(face), names.into_iter().map(|(word, _)| word));
            let number = contact.user.0.to_string();
            let known = contact.identity.username.as_deref().into_iter().chain([number.as_str()]);
            entry.takes(Spot::Lead(face), leads.into_iter().map(|(word, _)| word).chain(known));
            if let Some(phone) = &contact.identity.phone {
                let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
                entry.texts.push((Spot::Phone(face), digits.into()));
            }
            for note in notes {
                let place = entry.notes.len() as u32;
                entry.notes.push(note.dialog);
                entry.takes(Spot::Note(place), [note.text.as_str()]);
            }
        }
        entry
    }

    fn takes<'a>(&mut self, spot: Spot, texts: impl IntoIterator<Item = &'a str>) {
        let words = search::words(texts).into_iter().collect::<Vec<_>>().join(" ");
        if !words.is_empty() {
            self.texts.push((spot, words.into()));
        }
    }

    pub fn enter(&self, id: ContactId, words: &mut Words) {
        self.texts.iter().for_each(|(spot, text)| words.enter(id, *spot, text));
    }

    pub fn leave(&self, id: ContactId, words: &mut Words) {
        self.texts.iter().for_each(|(spot, text)| words.leave(id, *spot, text));
    }

    pub fn dialogs(&self) -> impl Iterator<Item = Seat> {
        self.seats.iter().map(|(_, seat)| *seat)
    }

    pub fn dialog(&mut self, id: DialogId) -> Option<&mut Seat> {
        self.seats.iter_mut().map(|(_, seat)| seat).find(|seat| seat.dialog == id)
    }

    pub fn is_seen(&self, member: &Member) -> bool {
        self.seats.iter().any(|(_, seat)| seat.is_open_to(member, Action::KeepContacts))
    }

    /// Whether a member sees what stands there.
    pub fn shows(&self, spot: Spot, member: &Member) -> bool {
        let seen = || self.seats.iter().filter(|(_, seat)| seat.is_open_to(member, Action::KeepContacts));
        match spot {
            Spot::Card => self.is_seen(member),
            Spot::Name(face) => seen().any(|(of, _)| *of == face),
            Spot::Lead(face) | Spot::Phone(face) => {
                seen().any(|(of, seat)| *of == face && seat.is_open_to(member, Action::SeeClientIds))
            }
            Spot::Note(note) => {
                let dialog = self.notes.get(note as usize);
                seen().any(|(_, seat)| Some(&seat.dialog) == dialog)
            }
        }
    }
}

impl Seat {
    fn is_open_to(&self, member: &Member, action: Action) -> bool {
        may(member, action, Target::Dialog { account: self.dialog.account, assigned: Some(self.assigned) })
    }
}
