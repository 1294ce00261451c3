//! `/bind`: makes the group a desk (D2). In the panel it explains how.

use super::{Call, Command, Scope};
use crate::{
    bot::{desk, office::BotError},
    domain::{Line, View},
    locale::say,
    team::{Action, Member},
};

pub const COMMAND: Command = Command {
    name: "bind",
    scope: Scope::Both,
    right: Some(Action::BindDesk),
    about: |locale| say!(locale, "command-bind"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    if call.here == Scope::Panel {
        return call.show(View::DeskHelp).await;
    }
    match Member::find(call.office.store(), call.person)? {
        Some(member) => desk::ask(call, &member).await,
        None => call.say(Line::NotAMember).await,
    }
}
