//! `/void 12 booked twice`: takes an entry of the ledger back, with a reason (F2).

use super::{Call, Command, Scope};
use crate::{
    bot::{money, office::BotError},
    domain::{EntryId, Line},
    locale::say,
    relay::TeamTask,
    team::{Action, Member},
};

const NAME: &str = "void";

pub const COMMAND: Command = Command {
    name: NAME,
    scope: Scope::Panel,
    right: Some(Action::CorrectPayment),
    about: |locale| say!(locale, "command-void"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    let read = entry(call.arguments).filter(|(_, reason)| !reason.is_empty());
    let (Some((entry, reason)), Some(member)) = (read, Member::find(call.office.store(), call.person)?) else {
        return call.say(Line::Usage { command: NAME.to_owned() }).await;
    };
    money::void(call.office, call.inbound, &member, entry, reason, |plan, line| {
        plan.team(TeamTask::Say { place: call.place(), line: Line::Money(line) });
    })
    .await
}

/// The longest reason, in bytes.
const REASON_LIMIT: usize = 600;

/// The number of an entry, as it stands in lists or without its sign, and what is behind it.
pub fn entry(arguments: &str) -> Option<(EntryId, &str)> {
    let arguments = arguments.trim_start_matches(['№', '#', ' ']);
    let (number, rest) = arguments.split_once(char::is_whitespace).unwrap_or((arguments, ""));
    let rest = rest.trim();
    (rest.len() <= REASON_LIMIT).then_some((EntryId(number.parse().ok()?), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_named_by_its_number() {
        for text in ["12 booked twice", "№ 12 booked twice", "#12  booked twice "] {
            assert_eq!(entry(text), Some((EntryId(12), "booked twice")), "{text}");
        }
        for text in ["", "-1 x", "12x", "twelve", "99999999999999999999 x"] {
            assert_eq!(entry(text), None, "{text}");
        }
    }
}
