//! `/money`: what clients paid.

use super::{Command, Scope};
use crate::{
    domain::{MoneyView, View},
    locale::say,
    team::Action,
};

pub const COMMAND: Command = Command {
    name: "money",
    scope: Scope::Panel,
    right: Some(Action::SeeMoney),
    about: |locale| say!(locale, "command-money"),
    run: |call| Box::pin(call.show(View::Money(MoneyView::Clients { page: 0 }))),
};
