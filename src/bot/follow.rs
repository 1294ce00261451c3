//! Open dashboards follow their figures (B5).
//!
//! - **Nothing is sent unless a figure on the screen has changed**, and not before the drawing before it stands.
//! - **It stops when nobody looks**: some minutes after the reader last touched the screen.
//! - Which figures stand is known in memory; after a restart the open dashboards are drawn once.

use super::office::Office;
use crate::{
    domain::{BotMessageId, DashboardView, MemberId, View},
    relay::{Panel, Plan, TeamTask},
    store::StoreError,
};
use jiff::SignedDuration;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio_util::sync::CancellationToken;

/// How often the figures of open dashboards are read.
const GLANCE: Duration = Duration::from_secs(2);
/// The least time between two drawings of one screen: well below what a private chat may get.
const PAUSE: Duration = Duration::from_secs(4);
/// How long a drawing may take that was asked for, before it is asked for again.
const PATIENCE: Duration = Duration::from_secs(60);
/// So long after its reader touched it a dashboard follows.
const LOOKED_AT: SignedDuration = SignedDuration::from_mins(15);

/// What stands on the dashboards that were drawn.
#[derive(Default)]
pub struct Drawn(Mutex<HashMap<MemberId, Standing>>);

#[derive(Clone, Copy)]
struct Standing {
    view: DashboardView,
    /// Of the figures, as they were right before it was drawn.
    mark: u64,
    at: Duration,
}

impl Drawn {
    /// A dashboard is about to be drawn with these figures.
    pub fn note(&self, member: MemberId, view: DashboardView, mark: u64, at: Duration) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(member, Standing { view, mark, at });
    }

    fn of(&self, member: MemberId) -> Option<Standing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&member).copied()
    }
}

/// What was asked for, not to ask twice.
struct Asked {
    message: BotMessageId,
    at: Duration,
}

/// Follows until told to stop. What fails is tried again at the next glance.
pub async fn run(office: &Office, stop: &CancellationToken) {
    let clock = office.committer.clock();
    let mut asked = HashMap::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock.sleep(GLANCE) => {}
        }
        if let Err(error) = glance(office, &mut asked).await {
            tracing::error!(error = %crate::domain::Chain(&error), "open dashboards could not be followed");
        }
    }
}

async fn glance(office: &Office, asked: &mut HashMap<MemberId, Asked>) -> Result<(), crate::relay::RelayError> {
    let (now, uptime) = (office.now(), office.committer.clock().uptime());
    for panel in Panel::all(office.store())? {
        let View::Dashboard(view) = panel.view else { continue };
        if panel.arrives || now.duration_since(panel.opened) > LOOKED_AT {
            continue;
        }
        let member = panel.member;
        let drawn = office.drawn.of(member).filter(|drawn| drawn.view == view);
        let drawn_at = drawn.map_or(Duration::ZERO, |drawn| drawn.at);
        if drawn.is_some() && uptime < drawn_at + PAUSE {
            continue;
        }
        // A drawing is on its way: it will show what is then.
        let under_way = asked.get(&member).filter(|asked| asked.message == panel.message);
        if under_way.is_some_and(|asked| drawn_at <= asked.at && uptime < asked.at + PATIENCE) {
            continue;
        }
        let Some(mark) = mark(office, member, &view)? else { continue };
        if drawn.is_some_and(|drawn| drawn.mark == mark) {
            continue;
        }
        asked.insert(member, Asked { message: panel.message, at: uptime });
        office
            .committer
            .commit(|_| {
                let mut plan = Plan::nothing();
                plan.team(TeamTask::Follow { member });
                Ok(plan)
            })
            .await?;
    }
    Ok(())
}

/// The mark of the figures as they are; `None` for somebody who may not see them.
pub fn mark(office: &Office, member: MemberId, view: &DashboardView) -> Result<Option<u64>, StoreError> {
    match crate::team::Member::find(office.store(), member)? {
        Some(reader) => crate::screens::dashboard_mark(view, &office.stage(&reader, &office.zones(reader.id)?)),
        None => Ok(None),
    }
}
