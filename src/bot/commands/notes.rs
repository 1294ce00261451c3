//! `/notes`: in a thread the notes about its client, in the panel one's own (N1, N2).

use super::{Call, Command, Scope};
use crate::{
    bot::{contacts, office::BotError},
    domain::{NotebookView, View},
    locale::say,
    team::Action,
};

pub const COMMAND: Command = Command {
    name: "notes",
    scope: Scope::Both,
    right: Some(Action::KeepContacts),
    about: |locale| say!(locale, "command-notes"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    match call.here {
        Scope::Desk => contacts::notes(call).await,
        Scope::Panel | Scope::Both => call.show(View::Notebook(NotebookView::FIRST)).await,
    }
}
