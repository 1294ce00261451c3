//! Owners change what holds for the agency as a whole (G3).

use super::{
    commands::{Call, menu},
    intake::Inbound,
    office::{BotError, Office},
    panel::{self, Here},
    staff,
};
use crate::{
    crm::ledger,
    domain::{AgencySetting, MemberId, Role, View},
    relay::{Plan, agency},
    store::{Store, StoreError},
    team::Member,
};
use jiff::tz::TimeZone;

/// A button of the agency's screen.
pub async fn perform(here: &Here<'_>, setting: &AgencySetting) -> Result<(), BotError> {
    let draw = |_: &Store, plan: &mut Plan| {
        here.draw(View::Agency, plan);
        Ok(())
    };
    change(here.office, here.inbound, here.member, setting, draw).await
}

/// The same by a command; the screen follows.
pub async fn set(call: &Call<'_>, setting: &AgencySetting) -> Result<(), BotError> {
    let open = |store: &Store, plan: &mut Plan| panel::open(call.office, store, call.person, View::Agency, plan);
    change(call.office, call.inbound, call.person, setting, open).await
}

/// Whoever sees less from now on keeps no screen that shows more.
async fn change(
    office: &Office,
    inbound: &Inbound,
    by: MemberId,
    setting: &AgencySetting,
    show: impl Fn(&Store, &mut Plan) -> Result<(), StoreError>,
) -> Result<(), BotError> {
    office
        .commit(inbound, |store| {
            let mut plan = Plan::nothing();
            for member in plan.absorb(agency::set(store, office.now(), by, setting)?) {
                staff::clear(store, office.bot, member, &mut plan)?;
            }
            show(store, &mut plan)?;
            Ok(plan)
        })
        .await?;
    if let AgencySetting::OperatorsBegin(_) = setting {
        for operator in Member::all(office.store())?.iter().filter(|member| member.role == Role::Operator) {
            menu::publish_for(office, operator.id).await;
        }
    }
    if let AgencySetting::Zone(Some(name)) = setting
        && let Ok(zone) = TimeZone::get(name)
    {
        office.zone.set(zone.clone());
        // Cut off here, it is done at the next start.
        ledger::rezone(office.store(), &zone).await?;
    }
    Ok(())
}
