//! `/later 18:00 text`: sends the text to the client at that time (D8).

use super::{Call, Command, Scope};
use crate::{
    bot::{convert, dialogs, office::BotError},
    domain::{Line, RandomId, when},
    locale::say,
    relay::{self, Timer},
    team::Action,
};

pub const COMMAND: Command = Command {
    name: "later",
    scope: Scope::Desk,
    right: Some(Action::Converse),
    about: |locale| say!(locale, "command-later"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    let found = when(call.arguments, &call.now()?).filter(|found| found.rest < call.arguments.len());
    let (Some(found), Some(content)) = (found, convert::content(call.message)) else {
        return call.say(Line::Usage { command: "later".to_owned() }).await;
    };
    // The formatting of what is left stands in the whole message.
    let text = content.words().last(call.arguments.len() - found.rest);
    let at = found.at.timestamp();
    let number = call.office.store().next_id(Timer::IDS).await?;
    let random_id: RandomId = call.office.randomness.random_id();
    dialogs::writing_in_thread(call, |_, dialog, _| {
        let (by, place) = (call.person, call.place());
        Ok(relay::dialogs::send_later(dialog, by, at, number, text.clone(), random_id, place))
    })
    .await
}
