//! What members do with dialogs by buttons.

use super::{office::BotError, panel::Here};
use crate::{
    domain::{DialogFilter, DialogId, DialogView, Line, View},
    relay::{Panel, Plan, TeamTask, dialogs},
    screens::DialogDeed,
    store::{Store, StoreError},
};

/// Does it, and draws the dialog's screen anew where it was pressed there. What is returned is said as a toast.
pub async fn perform(here: &Here<'_>, id: DialogId, deed: &DialogDeed) -> Result<Option<Line>, BotError> {
    let now = here.office.now();
    let done = here
        .office
        .commit(here.inbound, |store| {
            let mut plan = match deed {
                DialogDeed::Open => dialogs::open(store, id)?,
                DialogDeed::Close => dialogs::close(store, now, id)?,
                DialogDeed::Reopen => dialogs::reopen(store, id)?,
                DialogDeed::MarkRead => dialogs::mark_read(store, id)?,
            };
            redraw(here, store, id, &mut plan)?;
            Ok(plan)
        })
        .await?;
    Ok(match deed {
        DialogDeed::Open if done == Some(false) => Some(Line::NoDeskForThread),
        _ => None,
    })
}

/// The screen of a dialog follows what was done on it; other places have no screen to follow.
fn redraw(here: &Here<'_>, store: &Store, id: DialogId, plan: &mut Plan<bool>) -> Result<(), StoreError> {
    let looks =
        Panel::find(store, here.member)?.filter(|panel| panel.message == here.place).map(|panel| panel.view.clone());
    let view = match looks {
        Some(view @ View::Dialogs(DialogView::One { .. })) => view,
        _ if here.in_panel => View::Dialogs(DialogView::One { dialog: id, from: DialogFilter::All }),
        _ => return Ok(()),
    };
    plan.team(TeamTask::Show { member: here.member, view, place: Some(here.place) });
    Ok(())
}
