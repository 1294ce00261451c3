//! `/accounts`: the accounts and their states.

use super::{Command, Scope};
use crate::{domain::View, locale::say, team::Action};

pub const COMMAND: Command = Command {
    name: "accounts",
    scope: Scope::Panel,
    right: Some(Action::SeeAccounts),
    about: |locale| say!(locale, "command-accounts"),
    run: |call| Box::pin(call.show(View::ACCOUNTS)),
};
