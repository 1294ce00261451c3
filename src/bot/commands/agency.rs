//! `/agency`: what holds for the agency as a whole; `/agency name North`, `/agency zone Europe/Riga`,
//! `/agency tiers 10000 50000 200000` change it (G3, C4).

use super::{Call, Command, Scope};
use crate::{
    bot::{agency, office::BotError},
    domain::{AGENCY_NAME, AgencySetting, Line, Payment, Tiers, View},
    locale::{clean_line, say},
    team::Action,
};
use jiff::{civil::Date, tz::TimeZone};
use rust_decimal::Decimal;

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
    match read(call.arguments, call.office.today()) {
        Some(setting) => agency::set(call, &setting).await,
        None => call.say(Line::Usage { command: NAME.to_owned() }).await,
    }
}

fn read(arguments: &str, today: Date) -> Option<AgencySetting> {
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
        "tiers" | "уровни" if ["off", "нет", "-"].contains(&value.trim()) => Some(AgencySetting::Tiers(None)),
        "tiers" | "уровни" => {
            let sums: Option<Vec<_>> = value.split_whitespace().map(|word| sum(word, today)).collect();
            Some(AgencySetting::Tiers(Some(Tiers::new(sums?.try_into().ok()?).ok()?)))
        }
        _ => None,
    }
}

/// One number, as amounts are written.
fn sum(word: &str, today: Date) -> Option<Decimal> {
    let read = Payment::read(word, today)?;
    let [number] = &read[..] else { return None };
    let plain = number.currency.is_none() && number.day.is_none() && number.note.is_empty();
    plain.then_some(number.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_are_three_rising_sums() {
        let tiers = Some(AgencySetting::Tiers(Some(Tiers::USUAL)));
        let read = |text: &str| read(text, Date::constant(2026, 11, 22));
        assert_eq!(read("tiers 10000 50000 200000"), tiers);
        assert_eq!(read("уровни 10к 50к 200к"), tiers);
        assert_eq!(read("tiers off"), Some(AgencySetting::Tiers(None)));
        for wrong in ["tiers", "tiers 1 2", "tiers 3 2 1", "tiers 1 2 3 4", "tiers 1 2 many", "tiers 1$ 2$ 3$"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_name_and_a_zone() {
        let read = |text: &str| read(text, Date::constant(2026, 11, 22));
        assert_eq!(read("name  North & Sons"), Some(AgencySetting::Name(Some("North & Sons".into()))));
        assert_eq!(read("ZONE europe/riga"), Some(AgencySetting::Zone(Some("Europe/Riga".into()))));
        for wrong in ["name", "zone", "zone Mars/Olympus", "colour red", &format!("name {}", "x".repeat(65))] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
