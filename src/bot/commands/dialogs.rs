//! `/dialogs`: the conversations of the accounts (D1).

use super::{Command, Scope};
use crate::{domain::View, locale::say, team::Action};

pub const COMMAND: Command = Command {
    name: "dialogs",
    scope: Scope::Panel,
    right: Some(Action::Converse),
    about: |locale| say!(locale, "command-dialogs"),
    run: |call| Box::pin(call.show(View::DIALOGS)),
};
