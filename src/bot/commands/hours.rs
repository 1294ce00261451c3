//! `/hours mon-fri 9:00-18:00`: the working hours of the account that is open in the panel (G3).

use super::{Call, Command, Scope};
use crate::{
    bot::{office::BotError, routine},
    domain::{Line, WorkHours},
    locale::say,
    team::Action,
};

pub const COMMAND: Command = Command {
    name: "hours",
    scope: Scope::Panel,
    right: Some(Action::ManageAccounts),
    about: |locale| say!(locale, "command-hours"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    match WorkHours::parse(call.arguments) {
        Some(hours) => routine::set_open(call, |set| set.hours = Some(hours)).await,
        None => call.say(Line::Usage { command: "hours".to_owned() }).await,
    }
}
