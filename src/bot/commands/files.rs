//! `/files`: what was sent in the thread's dialog besides words, listed in the panel (M1).

use super::{Call, Command, Scope};
use crate::{
    bot::{convert, glance, office::BotError},
    domain::{FilesKind, FilesView, View},
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
        Ok(dialog) => glance::open(call, View::Files(FilesView::first(dialog.id, FilesKind::Media))).await,
        Err(line) => call.say(line).await,
    }
}
