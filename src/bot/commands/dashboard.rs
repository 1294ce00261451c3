//! `/dashboard 01.11 15.11`: revenue, messages and trends, of the last month or of these days (B1, B2).

use super::{Call, Command, Scope};
use crate::{
    bot::office::BotError,
    domain::{DashboardView, Line, Look, Span, View, parse_days},
    locale::say,
    team::Action,
};

const NAME: &str = "dashboard";

pub const COMMAND: Command = Command {
    name: NAME,
    scope: Scope::Panel,
    right: Some(Action::SeeDashboard),
    about: |locale| say!(locale, "command-dashboard"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    if call.arguments.is_empty() {
        return call.show(View::Dashboard(DashboardView::FIRST)).await;
    }
    let Some(days) = parse_days(call.arguments, call.office.today()) else {
        return call.say(Line::Usage { command: NAME.to_owned() }).await;
    };
    let span = Span::Days { from: *days.start(), to: *days.end() };
    call.show(View::Dashboard(DashboardView::Overview(Look { account: None, span }))).await
}
