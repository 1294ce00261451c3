//! `/zone Europe/Riga`: the zone in which a member sees the time (G3).

use super::{Call, Command, Scope};
use crate::{
    bot::office::BotError,
    domain::{Line, View},
    locale::say,
    relay::{Plan, TeamTask},
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
    let (member, habits) = (call.person, Habits { member: call.person, zone });
    call.office
        .commit(call.inbound, |_| {
            let mut plan = Plan::nothing();
            plan.changes.put(habits.clone());
            plan.team(TeamTask::Show { member, view: View::Home, place: None });
            Ok(plan)
        })
        .await?;
    Ok(())
}
