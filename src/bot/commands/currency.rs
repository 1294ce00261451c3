//! `/currency EUR`: the currency in which sums are; `/rate USD 92.5`: what another is worth (F4).

use super::{Call, Command, Scope};
use crate::{
    bot::{money, office::BotError},
    domain::{Currency, Line, MoneyView, Payment, Rate, View},
    locale::say,
    relay::TeamTask,
    team::Action,
};

const CURRENCY_NAME: &str = "currency";

pub const CURRENCY: Command = Command {
    name: CURRENCY_NAME,
    scope: Scope::Panel,
    right: Some(Action::SetMoney),
    about: |locale| say!(locale, "command-currency"),
    run: |call| Box::pin(currency(call)),
};

const RATE_NAME: &str = "rate";

pub const RATE: Command = Command {
    name: RATE_NAME,
    scope: Scope::Panel,
    right: Some(Action::SetMoney),
    about: |locale| say!(locale, "command-rate"),
    run: |call| Box::pin(rate(call)),
};

async fn currency(call: &Call<'_>) -> Result<(), BotError> {
    if call.arguments.is_empty() {
        return call.show(View::Money(MoneyView::Rates)).await;
    }
    let Some(base) = Currency::from_code(call.arguments) else {
        return call.say(Line::Usage { command: CURRENCY_NAME.to_owned() }).await;
    };
    money::set_base(call.office, call.inbound, call.person, base, |plan| {
        let line = Line::Money(plan.outcome.clone());
        plan.team(TeamTask::Say { place: call.place(), line });
    })
    .await?;
    Ok(())
}

async fn rate(call: &Call<'_>) -> Result<(), BotError> {
    if call.arguments.is_empty() {
        return call.show(View::Money(MoneyView::Rates)).await;
    }
    let usage = Line::Usage { command: RATE_NAME.to_owned() };
    let Some((currency, rate)) = read_rate(call) else { return call.say(usage).await };
    let say = |line| TeamTask::Say { place: call.place(), line };
    money::set_rate(
        call.office,
        call.inbound,
        call.person,
        currency,
        rate,
        |plan, line| plan.team(say(Line::Money(line))),
        |plan| plan.team(say(usage.clone())),
    )
    .await
}

/// A code and a number, as amounts are written.
fn read_rate(call: &Call<'_>) -> Option<(Currency, Rate)> {
    let (code, number) = call.arguments.split_once(char::is_whitespace)?;
    let number = Payment::read(number, call.office.today())?;
    let [number] = &number[..] else { return None };
    let plain = number.currency.is_none() && number.day.is_none() && number.note.is_empty();
    Some((Currency::from_code(code)?, Rate::new(number.value).ok().filter(|_| plain)?))
}
