//! The digest of a day on its way to a member (B6).

use super::super::{Entry, State};
use crate::{
    domain::{BotId, MemberId, View},
    ports::{TeamAction, TeamSend},
    store::{Store, StoreError},
    team::{Action, Member, Target, rights::may},
};
use jiff::civil::Date;

/// The request for it; `None` for somebody who may not see figures any more. One that was cut off may have arrived: what is sent in its
/// place says so.
pub(super) fn request(
    store: &Store,
    bot: BotId,
    entry: &Entry,
    reader: MemberId,
    day: Date,
) -> Result<Option<TeamSend>, StoreError> {
    let reads = Member::find(store, reader)?.is_some_and(|member| may(&member, Action::SeeDashboard, Target::Agency));
    let view = View::Digest { day, again: entry.state == State::Ambiguous };
    let action = TeamAction::Show { view, place: None };
    Ok(reads.then(|| TeamSend { bot, chat: reader.into(), reader, action }))
}
