//! `/zone Europe/Riga`: the zone in which a member sees the time (G3).

use super::{Call, Command, Scope};
use crate::{
    bot::{office::BotError, panel},
    domain::{Line, View},
    locale::say,
    relay::Plan,
    team::{Action, Habits},
};
use jiff::tz::TimeZone;

const NAME: &str = "zone";

pub const COMMAND: Command = Command {
    name: NAME,
    scope: Scope::Panel,
    right: Some(Action::Settings),
    about: |locale| say!(locale, "command-zone"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    let zone = TimeZone::get(call.arguments).ok().and_then(|zone| zone.iana_name().map(str::to_owned));
    if zone.is_none() {
        return call.say(Line::Usage { command: NAME.to_owned() }).await;
    }
    let habits = Habits { member: call.person, zone };
    call.office
        .commit(call.inbound, |store| {
            let mut plan = Plan::nothing();
            plan.changes.put(habits.clone());
            panel::open(call.office, store, call.person, View::Home, &mut plan)?;
            Ok(plan)
        })
        .await?;
    Ok(())
}
