//! `/export 2026-01-01 2026-03-31 xlsx`: payments of a period as a file (F5).

use super::{Call, Command, Scope};
use crate::{
    bot::{money, office::BotError},
    domain::{Export, ExportFormat, ExportOf, Line, MoneyView, View},
    locale::say,
    team::Action,
};

const NAME: &str = "export";

pub const COMMAND: Command = Command {
    name: NAME,
    scope: Scope::Panel,
    right: Some(Action::ExportPayments),
    about: |locale| say!(locale, "command-export"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    if call.arguments.is_empty() {
        return call.show(View::Money(MoneyView::Export)).await;
    }
    let Some(export) = read(call.arguments) else {
        return call.say(Line::Usage { command: NAME.to_owned() }).await;
    };
    money::export(call.office, call.inbound, call.person, &export).await
}

fn read(arguments: &str) -> Option<Export> {
    let words: Vec<_> = arguments.split_whitespace().collect();
    let format = match words.get(2).map(|word| word.to_lowercase()).as_deref() {
        None | Some("csv") => ExportFormat::Csv,
        Some("xlsx") => ExportFormat::Xlsx,
        Some(_) => return None,
    };
    let [from, to] = [words.first()?.parse().ok()?, words.get(1)?.parse().ok()?];
    (from <= to && words.len() <= 3).then_some(Export { from, to, format, of: ExportOf::Payments })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_two_days_and_perhaps_a_format() {
        let format = |text| read(text).map(|export| export.format);
        assert_eq!(format("2026-01-01 2026-03-31"), Some(ExportFormat::Csv));
        assert_eq!(format("2026-01-01 2026-03-31 XLSX"), Some(ExportFormat::Xlsx));
        for wrong in ["", "2026-01-01", "2026-03-31 2026-01-01", "2026-02-30 2026-03-31", "2026-01-01 2026-03-31 pdf"] {
            assert_eq!(format(wrong), None, "{wrong}");
        }
    }
}
