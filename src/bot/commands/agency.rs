//! `/agency`: what holds for the agency as a whole; `/agency name North`, `/agency zone Europe/Riga` change it (G3).

use super::{Call, Command, Scope};
use crate::{
    bot::{agency, office::BotError},
    domain::{AGENCY_NAME, AgencySetting, Line, View},
    locale::{clean_line, say},
    team::Action,
};
use jiff::tz::TimeZone;

const NAME: &str = "agency";

pub const COMMAND: Command = Command {
    name: NAME,
    scope: Scope::Panel,
    right: Some(Action::SetAgency),
    about: |locale| say!(locale, "command-agency"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    if call.arguments.is_empty() {
        return call.show(View::Agency).await;
    }
    match read(call.arguments) {
        Some(setting) => agency::set(call, &setting).await,
        None => call.say(Line::Usage { command: NAME.to_owned() }).await,
    }
}

fn read(arguments: &str) -> Option<AgencySetting> {
    let (what, value) = arguments.split_once(char::is_whitespace)?;
    match what.to_lowercase().as_str() {
        "name" | "название" => {
            let name = clean_line(value);
            let fits = !name.is_empty() && name.chars().count() <= AGENCY_NAME;
            fits.then_some(AgencySetting::Name(Some(name)))
        }
        "zone" | "зона" => {
            let zone = TimeZone::get(value.trim()).ok()?;
            Some(AgencySetting::Zone(Some(zone.iana_name()?.to_owned())))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_zone() {
        assert_eq!(read("name  North & Sons"), Some(AgencySetting::Name(Some("North & Sons".into()))));
        assert_eq!(read("ZONE europe/riga"), Some(AgencySetting::Zone(Some("Europe/Riga".into()))));
        for wrong in ["name", "zone", "zone Mars/Olympus", "colour red", &format!("name {}", "x".repeat(65))] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
