//! `/reopen`: opens the dialog of the thread again.

use super::{Command, Scope};
use crate::{bot::dialogs, locale::say, relay, team::Action};

pub const COMMAND: Command = Command {
    name: "reopen",
    scope: Scope::Desk,
    right: Some(Action::Converse),
    about: |locale| say!(locale, "command-reopen"),
    run: |call| {
        Box::pin(dialogs::nodding_in_thread(call, |store, dialog, moment| {
            relay::dialogs::reopen(store, moment, dialog.id)
        }))
    },
};
