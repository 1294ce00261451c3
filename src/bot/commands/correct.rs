//! `/correct 12 5500 a typo`: puts another amount in the place of an entry's, with a reason (F2).

use super::{Call, Command, Scope, void};
use crate::{
    bot::{money, office::BotError},
    domain::{Line, Payment},
    locale::say,
    relay::TeamTask,
    team::{Action, Member},
};

const NAME: &str = "correct";

pub const COMMAND: Command = Command {
    name: NAME,
    scope: Scope::Panel,
    right: Some(Action::CorrectPayment),
    about: |locale| say!(locale, "command-correct"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    let member = Member::find(call.office.store(), call.person)?;
    let payments =
        void::entry(call.arguments).and_then(|(entry, rest)| Some((entry, Payment::read(rest, call.office.today())?)));
    // The day stays that of the first entry, so none may be named.
    let read = payments.and_then(|(entry, payments)| match <[Payment; 1]>::try_from(payments) {
        Ok([payment]) if payment.day.is_none() && !payment.note.is_empty() => Some((entry, payment)),
        _ => None,
    });
    let (Some((entry, payment)), Some(member)) = (read, member) else {
        return call.say(Line::Usage { command: NAME.to_owned() }).await;
    };
    money::correct(call.office, call.inbound, &member, entry, &payment, |plan, line| {
        plan.team(TeamTask::Say { place: call.place(), line: Line::Money(line) });
    })
    .await
}
