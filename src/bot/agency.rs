//! Owners change what holds for the agency as a whole (G3).

use super::{office::BotError, panel::Here, staff};
use crate::{
    bot::{commands::Call, panel},
    crm::ledger,
    domain::{AgencySetting, View},
    relay::{Plan, agency},
};
use jiff::tz::TimeZone;

/// A button of the agency's screen.
pub async fn perform(here: &Here<'_>, setting: &AgencySetting) -> Result<(), BotError> {
    let (office, now) = (here.office, here.office.now());
    office
        .commit(here.inbound, |store| {
            let Plan { changes, tasks, outcome } = agency::set(store, now, here.member, setting)?;
            let mut plan = Plan { changes, tasks, outcome: () };
            for member in outcome {
                staff::clear(store, office.bot, member, &mut plan)?;
            }
            here.draw(View::Agency, &mut plan);
            Ok(plan)
        })
        .await?;
    Ok(())
}

/// The same by a command; the screen follows.
pub async fn set(call: &Call<'_>, setting: AgencySetting) -> Result<(), BotError> {
    let (office, now) = (call.office, call.office.now());
    office
        .commit(call.inbound, |store| {
            let Plan { changes, tasks, .. } = agency::set(store, now, call.person, &setting)?;
            let mut plan = Plan { changes, tasks, outcome: () };
            panel::open(office, store, call.person, View::Agency, &mut plan)?;
            Ok(plan)
        })
        .await?;
    if let AgencySetting::Zone(Some(name)) = &setting
        && let Ok(zone) = TimeZone::get(name)
    {
        office.zone.set(zone.clone());
        // Cut off here, it is done at the next start.
        ledger::rezone(office.store(), &zone).await?;
    }
    Ok(())
}
