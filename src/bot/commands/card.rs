//! `/card city Riga`: writes down what is known of the thread's client; alone it opens their card (C2).

use super::{Command, Scope};
use crate::{bot::contacts, locale::say, team::Action};

pub const COMMAND: Command = Command {
    name: "card",
    scope: Scope::Desk,
    right: Some(Action::KeepContacts),
    about: |locale| say!(locale, "command-card"),
    run: |call| Box::pin(contacts::card(call)),
};
