//! `/dashboard`: revenue, messages and trends (B1).

use super::{Command, Scope};
use crate::{
    domain::{DashboardView, View},
    locale::say,
    team::Action,
};

pub const COMMAND: Command = Command {
    name: "dashboard",
    scope: Scope::Panel,
    right: Some(Action::SeeDashboard),
    about: |locale| say!(locale, "command-dashboard"),
    run: |call| Box::pin(call.show(View::Dashboard(DashboardView::FIRST))),
};
