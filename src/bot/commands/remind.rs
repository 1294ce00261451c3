//! `/remind 2d call back`: reminds whoever wrote it of the client (D8).

use super::{Call, Command, Scope};
use crate::{
    bot::{dialogs, office::BotError},
    domain::{Line, when},
    locale::say,
    relay::{self, Timer},
    team::Action,
};

pub const COMMAND: Command = Command {
    name: "remind",
    scope: Scope::Desk,
    right: Some(Action::Converse),
    about: |locale| say!(locale, "command-remind"),
    run: |call| Box::pin(run(call)),
};

/// Of a longer text the beginning is enough to remember the rest.
const LONGEST: usize = 500;

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    let Some(found) = when(call.arguments, &call.now()?) else {
        return call.say(Line::Usage { command: "remind".to_owned() }).await;
    };
    let (at, text): (_, String) = (found.at.timestamp(), call.arguments[found.rest..].chars().take(LONGEST).collect());
    let number = call.office.store().next_id(Timer::IDS).await?;
    dialogs::in_thread(call, |_, dialog, _| {
        Ok(relay::dialogs::remind(dialog, call.person, at, number, text.clone(), call.place()))
    })
    .await
}
