//! Whose contacts are whose: a person may have dialogs with several accounts, by several contacts, and a member sees them through
//! those dialogs that their right reaches (C5).

use super::{Dialog, Room};
use crate::{
    crm::{Contact, Note, Person},
    domain::{ContactId, NoteId, Role},
    store::{Store, StoreError, Stored},
    team::{Action, Member, Target, masking, rights::may},
};

impl Dialog {
    /// What rights are asked for.
    pub fn target(&self) -> Target {
        Target::Dialog { account: self.id.account, assigned: Some(self.assigned) }
    }
}

/// The dialogs through which a member may keep a contact; none where the contact is not theirs to see.
pub fn within(store: &Store, member: &Member, contact: ContactId) -> Result<Vec<Stored<Dialog>>, StoreError> {
    let mut dialogs = Dialog::of_person(store, &Person::of(store, contact)?)?;
    dialogs.retain(|dialog| may(member, Action::KeepContacts, dialog.target()));
    Ok(dialogs)
}

/// The notes about a contact that a member may see, the newest first.
pub fn notes(store: &Store, member: &Member, contact: ContactId) -> Result<Vec<Stored<Note>>, StoreError> {
    let dialogs = within(store, member, contact)?;
    let mut notes = Note::of(store, &Person::of(store, contact)?)?;
    notes.retain(|note| dialogs.iter().any(|dialog| dialog.id == note.dialog));
    Ok(notes)
}

/// A note that a member may change: their own, and of those they see any where they lead.
pub fn changeable_note(
    store: &Store,
    member: &Member,
    contact: ContactId,
    id: NoteId,
) -> Result<Option<Stored<Note>>, StoreError> {
    Ok(notes(store, member, contact)?.into_iter().find(|note| note.id == id && is_changeable(note, member)))
}

/// Own notes are everybody's to change, those of others the managers' and owners'.
pub fn is_changeable(note: &Note, member: &Member) -> bool {
    note.author == member.id || member.role != Role::Operator
}

/// What a dialog is called for a member: the title of a group, else the name that the agency gave, or Telegram's, masked.
pub fn name(store: &Store, member: &Member, dialog: &Dialog) -> Result<String, StoreError> {
    let shown = |name: &str| masking::shown_name(name, member, dialog.target());
    if let Some(title) = Room::title(store, dialog)? {
        return Ok(shown(&title));
    }
    if let Some(name) = Person::of(store, dialog.contact)?.profile(store)?.full_name() {
        return Ok(shown(&name));
    }
    let contact = Contact::find(store, dialog.contact)?;
    Ok(contact.map(|contact| masking::display_name(&contact.identity, member, dialog.target())).unwrap_or_default())
}
