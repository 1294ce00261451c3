//! `/find words`: messages with these words, of the thread's dialog or of the account that is open in the panel (S1).
//! Telegram itself searches, so the whole history is covered; what is found is read in the panel.

use super::{Call, Command, Scope};
use crate::{
    bot::{convert, office::BotError, search},
    domain::Line,
    locale::say,
    relay::{Actor, outgoing},
    team::Action,
};

pub const COMMAND: Command = Command {
    name: "find",
    scope: Scope::Both,
    right: Some(Action::Converse),
    about: |locale| say!(locale, "command-find"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    let words = call.arguments.trim();
    if words.is_empty() {
        return call.say(Line::Usage { command: "find".to_owned() }).await;
    }
    if call.here == Scope::Panel {
        return search::in_account(call, words).await;
    }
    let (chat, topic) = (convert::chat(call.message), convert::topic(call.message));
    match outgoing::authorize(call.office.store(), chat, topic, Actor::Person(call.person))? {
        Ok(dialog) => search::in_dialog(call, dialog.id, words).await,
        Err(line) => call.say(line).await,
    }
}
