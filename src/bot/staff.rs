//! Owners change what members may do (T3), and members say how the team calls them (T2).
//!
//! **Whoever loses a right loses at once what the bot can still reach of it**: screens in their chat are taken away, and
//! nothing keeps what their buttons did.

use super::{
    callbacks::Buttons,
    commands::{Call, menu},
    office::BotError,
    panel::{self, Here},
};
use crate::{
    domain::{BotId, BotMessageId, Line, MemberId, StaffDeed, StaffView, View},
    locale::clean_name,
    relay::{Panel, Plan, StaffRefusal, TeamTask, incoming::Moment, staff},
    store::{Store, StoreError},
    team::{AuditEntry, AuditEvent, Member},
};
use std::collections::BTreeSet;

/// Does it; what is returned is said as a toast.
pub async fn perform(here: &Here<'_>, id: MemberId, deed: StaffDeed) -> Result<Option<Line>, BotError> {
    let office = here.office;
    let moment = Moment { now: office.now(), zone: &office.zone.get() };
    let done = office
        .commit(here.inbound, |store| {
            let mut changed = staff::change(store, moment, here.member, id, deed)?;
            let mut plan = Plan::new(changed.outcome);
            if changed.outcome.is_ok() && !matches!(deed, StaffDeed::Give(_)) && !changed.changes.is_empty() {
                clear(store, office.bot, id, &mut plan)?;
            }
            plan.changes.merge(std::mem::take(&mut changed.changes));
            plan.tasks.append(&mut changed.tasks);
            if id == here.member {
                // What they pressed is gone with everything else.
                plan.team(TeamTask::Show { member: id, view: View::Home, place: None });
            } else {
                here.draw(next(id, deed), &mut plan);
            }
            Ok(plan)
        })
        .await?;
    menu::publish_for(office, id).await;
    Ok(match done {
        Some(Err(StaffRefusal::Gone)) => Some(Line::ButtonStale),
        Some(Err(StaffRefusal::LastOwner)) => Some(Line::LastOwner),
        Some(Ok(())) | None => None,
    })
}

/// What an owner looks at afterwards.
fn next(id: MemberId, deed: StaffDeed) -> View {
    match deed {
        StaffDeed::SetRole(_) => View::Staff(StaffView::One(id)),
        StaffDeed::Give(_) | StaffDeed::Withdraw(_) => View::Staff(StaffView::Accounts { member: id, page: 0 }),
        StaffDeed::Remove => View::TEAM,
    }
}

/// Takes away the screens in a member's chat with the bot. Telegram lets a bot delete what it wrote within 48 hours,
/// which is as long as buttons live. <https://core.telegram.org/bots/api#deletemessage>
pub fn clear<T>(store: &Store, bot: BotId, member: MemberId, plan: &mut Plan<T>) -> Result<(), StoreError> {
    let chat = member.into();
    let mut standing = BTreeSet::<BotMessageId>::new();
    for buttons in Buttons::in_chat(store, bot, chat)? {
        standing.extend(buttons.message);
        plan.changes.delete(&buttons);
    }
    if let Some(panel) = Panel::find(store, member)? {
        standing.insert(panel.message);
        plan.changes.delete(&panel);
    }
    for message in standing {
        plan.team(TeamTask::Delete { chat, message, reader: member });
    }
    Ok(())
}

/// `/name Anna K.`: how the team calls whoever says so.
pub async fn rename(call: &Call<'_>) -> Result<(), BotError> {
    let name = clean_name(call.arguments.trim());
    let member = call.person;
    call.office
        .commit(call.inbound, |store| {
            let mut plan = Plan::nothing();
            if let Some(was) = Member::find(store, member)?.filter(|_| !name.is_empty()) {
                if was.name != name {
                    let what = AuditEvent::Renamed { member };
                    AuditEntry::write(&mut plan.changes, call.office.now(), member, what);
                }
                plan.changes.update(&was, Member { name: name.clone(), ..Member::clone(&was) });
            }
            panel::open(call.office, store, member, View::Staff(StaffView::Name), &mut plan)?;
            Ok(plan)
        })
        .await?;
    Ok(())
}
