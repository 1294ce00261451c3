//! `/note text`, or `/note` in reply to a message: a note about the thread's client (N1).

use super::{Command, Scope};
use crate::{bot::contacts, locale::say, team::Action};

pub const COMMAND: Command = Command {
    name: "note",
    scope: Scope::Desk,
    right: Some(Action::KeepContacts),
    about: |locale| say!(locale, "command-note"),
    run: |call| Box::pin(contacts::note(call)),
};
