//! Every [`MoneyLine`] in words.

use super::{Locale, say};
use crate::domain::{Amount, Doubt, MoneyLine, NoAmount, RichText};

pub(super) fn line(locale: &Locale, line: &MoneyLine) -> RichText {
    let amounts = |amounts: &[Amount]| amounts.iter().map(|one| locale.amount(*one)).collect::<Vec<_>>().join(", ");
    match line {
        MoneyLine::Booked { client, amounts: all, .. } => {
            say!(locale, "money-booked", client = locale.name(client), amounts = amounts(all))
        }
        MoneyLine::Asked { amounts: all, doubt, .. } => {
            let amounts = amounts(all);
            match doubt {
                Doubt::Phone => say!(locale, "money-asked-phone", amounts = amounts),
                Doubt::Time => say!(locale, "money-asked-time", amounts = amounts),
                Doubt::Words => say!(locale, "money-asked-words", amounts = amounts),
                Doubt::Unusual => say!(locale, "money-asked-unusual", amounts = amounts),
            }
        }
        MoneyLine::OnlyFromPeople => say!(locale, "money-only-from-people"),
        MoneyLine::CurrencyUnknown => say!(locale, "money-currency-unknown"),
        MoneyLine::CurrencyNeeded => say!(locale, "money-currency-needed"),
        MoneyLine::RateNeeded { amount } => {
            let currency = amount.currency();
            say!(locale, "money-rate-needed", amount = locale.amount(*amount), currency = currency.code())
        }
        MoneyLine::Refused { currency, why } => {
            let example = say!(locale, "example-pay");
            match why {
                NoAmount::TooFine => say!(locale, "money-too-fine", currency = currency.code(), example = example),
                NoAmount::TooLarge => say!(locale, "money-too-large", example = example),
            }
        }
        MoneyLine::Undone => say!(locale, "money-undone"),
        MoneyLine::TooLateToUndo => say!(locale, "money-too-late"),
        MoneyLine::EntrySettled => say!(locale, "money-settled"),
        MoneyLine::Voided { entry, amount } => {
            say!(locale, "money-line-voided", id = entry.to_string(), amount = locale.amount(*amount))
        }
        MoneyLine::Corrected { amount, now } => {
            say!(locale, "money-line-corrected", amount = locale.amount(*amount), now = locale.amount(*now))
        }
        MoneyLine::BaseLocked { base } => say!(locale, "money-base-locked", currency = base.code()),
        MoneyLine::BaseSet { base } => say!(locale, "money-base-set", currency = base.code()),
        MoneyLine::RateSet { currency, base } => {
            say!(locale, "money-rate-set", currency = currency.code(), base = base.code())
        }
        MoneyLine::ExportTooLarge => say!(locale, "export-too-large"),
        MoneyLine::NothingToExport => say!(locale, "money-nothing-to-export"),
    }
}

/// One example of right use.
pub(super) fn example(locale: &Locale, command: &str) -> Option<String> {
    let example = match command {
        "pay" => say!(locale, "example-pay"),
        "void" => say!(locale, "example-void"),
        "correct" => say!(locale, "example-correct"),
        "currency" => say!(locale, "example-currency"),
        "rate" => say!(locale, "example-rate"),
        "export" => say!(locale, "example-export"),
        _ => return None,
    };
    Some(example.text)
}
