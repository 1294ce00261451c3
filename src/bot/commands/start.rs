//! `/start`: the home screen; with a token behind it, the way into the team. In a group, where Telegram sends it when
//! the bot is added by a link, it means `/bind`.

use super::{Call, Command, Scope};
use crate::{
    bot::{desk, join, office::BotError},
    domain::{Line, View},
    locale::say,
    team::Member,
};

pub const COMMAND: Command = Command {
    name: "start",
    scope: Scope::Both,
    right: None,
    about: |locale| say!(locale, "command-start"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    if call.here == Scope::Desk {
        return match Member::find(call.office.store(), call.person)? {
            Some(member) => desk::ask(call, &member).await,
            None => Ok(()),
        };
    }
    match join::Link::parse(call.arguments) {
        Some(link) => join::open(call, link).await,
        None => match Member::find(call.office.store(), call.person)? {
            Some(_) => call.show(View::Home).await,
            None => call.say(Line::NotAMember).await,
        },
    }
}
