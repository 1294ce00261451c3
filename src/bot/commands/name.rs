//! `/name Anna K.`: how the team calls one.

use super::{Command, Scope};
use crate::{bot::staff, locale::say, team::Action};

pub const COMMAND: Command = Command {
    name: "name",
    scope: Scope::Panel,
    right: Some(Action::Settings),
    about: |locale| say!(locale, "command-name"),
    run: |call| Box::pin(staff::rename(call)),
};
