//! `/contacts Riga`: the contacts that a member may see, or those that are found (S1).

use super::{Call, Command, Scope};
use crate::{
    bot::office::BotError,
    domain::{ContactView, View},
    locale::say,
    team::Action,
};

pub const COMMAND: Command = Command {
    name: "contacts",
    scope: Scope::Panel,
    right: Some(Action::KeepContacts),
    about: |locale| say!(locale, "command-contacts"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    call.show(View::Contacts(ContactView::found(call.arguments))).await
}
