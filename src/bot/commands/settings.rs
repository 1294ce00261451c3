//! `/settings`: own settings.

use super::{Command, Scope};
use crate::{domain::View, locale::say, team::Action};

pub const COMMAND: Command = Command {
    name: "settings",
    scope: Scope::Panel,
    right: Some(Action::Settings),
    about: |locale| say!(locale, "command-settings"),
    run: |call| Box::pin(call.show(View::Settings)),
};
