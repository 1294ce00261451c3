//! `/away text`: what clients hear outside the working hours of the account that is open in the panel (D8).

use super::{Call, Command, Scope};
use crate::{
    bot::{convert, office::BotError, routine},
    domain::Line,
    locale::say,
    team::Action,
};

pub const COMMAND: Command = Command {
    name: "away",
    scope: Scope::Panel,
    right: Some(Action::ManageAccounts),
    about: |locale| say!(locale, "command-away"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    let content = convert::content(call.message).filter(|_| !call.arguments.is_empty());
    let Some(content) = content else { return call.say(Line::Usage { command: "away".to_owned() }).await };
    let text = content.words().last(call.arguments.len());
    routine::set_open(call, |set| set.away = Some(text.clone())).await
}
