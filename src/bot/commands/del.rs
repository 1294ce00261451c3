//! `/del`, in reply to an own message: deletes it for the client too (R3). The relay decides.

use super::{Call, Command, Scope};
use crate::{
    bot::{convert, office::BotError, routing},
    locale::say,
    relay::{Actor, DeskEventKind},
    team::Action,
};

pub const COMMAND: Command = Command {
    name: "del",
    scope: Scope::Desk,
    right: Some(Action::Converse),
    about: |locale| say!(locale, "command-del"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    let target = convert::reply_to(call.message).map(|reply| reply.message);
    let kind = DeskEventKind::Delete { target };
    routing::desk_event(call.office, call.inbound, call.message, Actor::Person(call.person), kind).await
}
