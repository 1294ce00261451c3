//! `/new @username` or a phone number: begins a dialog from an account (D7).

use super::{Command, Scope};
use crate::{bot::beginning, locale::say, team::Action};

pub const COMMAND: Command = Command {
    name: "new",
    scope: Scope::Panel,
    right: Some(Action::StartDialog),
    about: |locale| say!(locale, "command-new"),
    run: |call| Box::pin(beginning::start(call)),
};
