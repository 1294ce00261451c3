//! Days typed where figures are looked at: the dashboard, or what members did, of other days.
//!
//! The rights are asked where the screen is drawn, as for every screen.

use super::{commands::Call, office::BotError, panel};
use crate::{
    domain::{ActivityTime, DashboardView, Line, Look, Span, View, parse_days},
    relay::{Panel, Plan, TeamTask},
    team::Member,
};

/// A text typed into the panel; `false` where it is not about days. Where days are chosen everything is.
pub async fn typed(call: &Call<'_>, member: &Member) -> Result<bool, BotError> {
    let Some(panel) = Panel::find(call.office.store(), member.id)? else { return Ok(false) };
    let chosen = parse_days(call.message.text().unwrap_or_default(), call.office.today());
    let view = match (&panel.view, chosen) {
        (View::Dashboard(view), Some(days)) => {
            let span = Span::Days { from: *days.start(), to: *days.end() };
            View::Dashboard(DashboardView::Overview(Look { span, ..view.look() }))
        }
        (View::Activity(view) | View::ActivityDays(view, _), Some(days)) => {
            View::Activity(view.during(ActivityTime::Days { from: *days.start(), to: *days.end() }))
        }
        (View::Dashboard(DashboardView::Calendar { .. }) | View::ActivityDays(..), None) => {
            call.say(Line::NotDays).await?;
            return Ok(true);
        }
        _ => return Ok(false),
    };
    call.office
        .commit(call.inbound, |store| {
            let mut plan = Plan::nothing();
            // The screen comes below what was typed; the one above is done with.
            panel::open(call.office, store, member.id, view.clone(), &mut plan)?;
            plan.team(TeamTask::Delete { chat: member.id.into(), message: panel.message, reader: member.id });
            Ok(plan)
        })
        .await?;
    Ok(true)
}
