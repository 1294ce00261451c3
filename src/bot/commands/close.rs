//! `/close`: closes the dialog of the thread until the client writes (D8).

use super::{Command, Scope};
use crate::{bot::dialogs, locale::say, relay, team::Action};

pub const COMMAND: Command = Command {
    name: "close",
    scope: Scope::Desk,
    right: Some(Action::Converse),
    about: |locale| say!(locale, "command-close"),
    run: |call| {
        Box::pin(dialogs::nodding_in_thread(call, |store, dialog, moment| {
            relay::dialogs::close(store, moment, dialog.id)
        }))
    },
};
