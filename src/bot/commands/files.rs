//! `/files`: what was sent in the thread's dialog besides words, listed in the panel (M1).

use super::{Call, Command, Scope};
use crate::{
    bot::{convert, files, office::BotError},
    locale::say,
    relay::{Actor, outgoing},
    team::Action,
};

pub const COMMAND: Command = Command {
    name: "files",
    scope: Scope::Desk,
    right: Some(Action::Converse),
    about: |locale| say!(locale, "command-files"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    let (chat, topic) = (convert::chat(call.message), convert::topic(call.message));
    match outgoing::authorize(call.office.store(), chat, topic, Actor::Person(call.person))? {
        Ok(dialog) => files::in_dialog(call, dialog.id).await,
        Err(line) => call.say(line).await,
    }
}
