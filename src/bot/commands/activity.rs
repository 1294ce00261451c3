//! `/activity 2026-11-01 2026-11-15`: what one did, or the whole team, on these days (T5).

use super::{Call, Command, Scope};
use crate::{
    bot::office::BotError,
    domain::{ActivityOf, ActivityTime, ActivityView, Line, View, parse_days},
    locale::say,
    team::{Action, Member, Target, rights::may},
};

const NAME: &str = "activity";

pub const COMMAND: Command = Command {
    name: NAME,
    scope: Scope::Panel,
    right: Some(Action::Settings),
    about: |locale| say!(locale, "command-activity"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    let time = match call.arguments {
        "" => Some(ActivityTime::Week),
        days => parse_days(days, call.office.today())
            .map(|days| ActivityTime::Days { from: *days.start(), to: *days.end() }),
    };
    let Some(time) = time else { return call.say(Line::Usage { command: NAME.to_owned() }).await };
    let member = Member::find(call.office.store(), call.person)?;
    let sees_all = member.is_some_and(|member| may(&member, Action::SeeActivity, Target::Agency));
    let whose = if sees_all { ActivityOf::Team { page: 0 } } else { ActivityOf::Own };
    call.show(View::Activity(ActivityView { whose, time })).await
}
