//! `/block`: asks whether to block the client of the thread.

use super::{Command, Scope};
use crate::{bot::dialogs, locale::say, relay, team::Action};

pub const COMMAND: Command = Command {
    name: "block",
    scope: Scope::Desk,
    right: Some(Action::Converse),
    about: |locale| say!(locale, "command-block"),
    run: |call| {
        Box::pin(dialogs::alone_in_thread(call, |_, dialog, _| Ok(relay::dialogs::ask_block(dialog, call.place()))))
    },
};
