//! `/mute`: the dialog of the thread comes without a sound and without alerts; once more, with them.

use super::{Command, Scope};
use crate::{bot::dialogs, locale::say, relay, team::Action};

pub const COMMAND: Command = Command {
    name: "mute",
    scope: Scope::Desk,
    right: Some(Action::Converse),
    about: |locale| say!(locale, "command-mute"),
    run: |call| {
        Box::pin(dialogs::nodding_in_thread(call, |store, dialog, moment| {
            relay::dialogs::mute(store, moment, dialog.id, !dialog.work.muted)
        }))
    },
};
