//! `/t name`: a template, shown in the thread before it is sent; `/t` alone lists them (N3).

use super::{Call, Command, Scope};
use crate::{
    bot::{office::BotError, templates},
    locale::say,
    team::Action,
};

pub const COMMAND: Command = Command {
    name: "t",
    scope: Scope::Both,
    right: Some(Action::Converse),
    about: |locale| say!(locale, "command-t"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    match call.here {
        Scope::Desk => templates::insert(call).await,
        Scope::Panel | Scope::Both => templates::list(call).await,
    }
}
