//! `/team`: who is in the team.

use super::{Command, Scope};
use crate::{domain::View, locale::say, team::Action};

pub const COMMAND: Command = Command {
    name: "team",
    scope: Scope::Panel,
    right: Some(Action::SeeTeam),
    about: |locale| say!(locale, "command-team"),
    run: |call| Box::pin(call.show(View::TEAM)),
};
