//! `/help`: how the desk works, and the commands of whoever asks.

use super::{Command, Scope};
use crate::{domain::Line, locale::say};

pub const COMMAND: Command = Command {
    name: "help",
    scope: Scope::Both,
    right: None,
    about: |locale| say!(locale, "command-help"),
    run: |call| Box::pin(call.say(Line::Help)),
};
