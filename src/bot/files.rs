//! A file of a dialog is brought into its thread (M1). The right was asked before.

use super::{office::BotError, panel::Here};
use crate::{
    domain::{ClientMessageId, DialogId, Line},
    relay::{Dialog, Plan, replay},
};

/// What is returned is said as a toast.
pub async fn fetch(here: &Here<'_>, id: DialogId, message: ClientMessageId) -> Result<Option<Line>, BotError> {
    let stands = here.office.commit(here.inbound, |store| {
        let stands = Dialog::find(store, id)?.is_some_and(|dialog| dialog.link().is_some());
        let plan = if stands { replay::fetch(store, id, message)? } else { Plan::nothing() };
        Ok(plan.with(stands))
    });
    Ok(match stands.await? {
        Some(false) => Some(Line::NoThreadForFile),
        Some(true) => Some(Line::OnItsWay),
        None => None,
    })
}
