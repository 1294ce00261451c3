//! `/snooze 3h`: puts the dialog of the thread off (D8).

use super::{Call, Command, Scope};
use crate::{
    bot::{dialogs, office::BotError},
    domain::{Line, when},
    locale::say,
    relay,
    team::Action,
};

pub const COMMAND: Command = Command {
    name: "snooze",
    scope: Scope::Desk,
    right: Some(Action::Converse),
    about: |locale| say!(locale, "command-snooze"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    let Some(until) = when(call.arguments, &call.now()?).filter(|found| found.rest == call.arguments.len()) else {
        return call.say(Line::Usage { command: "snooze".to_owned() }).await;
    };
    let until = until.at.timestamp();
    dialogs::alone_in_thread(call, |store, dialog, moment| {
        let mut plan = relay::dialogs::snooze(store, moment, dialog.id, until)?.with(());
        dialogs::nod(call, &mut plan);
        Ok(plan)
    })
    .await
}
