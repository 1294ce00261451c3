//! What was deleted and edited in supergroups, as far as grammers does not tell it.
//!
//! A difference of a channel says what is new, and apart from that what was edited and deleted. grammers moves its
//! position to the end of the last slice before it looks at the second part, and then takes all of it for known. What
//! is deleted in a desk has to reach the client, and what is edited in a group that somebody opened its thread (R3), so
//! both are asked for here once more. <https://core.telegram.org/api/updates#recovering-gaps>
//!
//! **It is asked from the stored position, before that one moves**: whatever fails is asked for again. Deletions and
//! edits that come twice change nothing.

use super::connection::Link;
use super::convert::Lookup;
use super::errors::{Trouble, trouble};
use crate::domain::PeerId;
use grammers_mtsender::InvocationError;
use grammers_tl_types as tl;
use std::collections::HashMap;
use tracing::{debug, warn};

/// As many changes as one answer may hold. <https://core.telegram.org/method/updates.getChannelDifference>
const CHANGES_AT_ONCE: i32 = 100;

/// The deletions in the supergroups whose positions moved further than these updates tell, and the edits in those that are followed.
pub async fn changes(
    link: &Link,
    told: &[tl::enums::Update],
    lookup: &(dyn Lookup + Sync),
) -> Result<Vec<tl::enums::Update>, Trouble> {
    let told = positions(told);
    let mut found = Vec::new();
    for (channel, from, to) in link.session.moves() {
        if told.get(&channel) == Some(&to) {
            continue;
        }
        let edits = lookup.follows(PeerId::Channel(channel));
        match changes_of(link, channel, from, edits).await {
            Ok(deleted) => found.extend(deleted),
            // The account is not in it any more, or the position is none of this channel: nothing can be learned there.
            Err(InvocationError::Rpc(error)) if matches!(error.code, 400 | 403 | 406) => {
                debug!(account.id = %link.session.account(), %error, "a supergroup does not tell what changed");
            }
            Err(error) => return Err(trouble(&error)),
        }
    }
    Ok(found)
}

/// How far updates bring each channel. What comes from a difference bears no position, or one of before.
fn positions(updates: &[tl::enums::Update]) -> HashMap<i64, i32> {
    use tl::enums::Update as U;
    let mut positions = HashMap::new();
    for update in updates {
        let (channel, pts) = match update {
            U::NewChannelMessage(new) => (channel_of(&new.message), new.pts),
            U::EditChannelMessage(edit) => (channel_of(&edit.message), edit.pts),
            U::DeleteChannelMessages(deleted) => (Some(deleted.channel_id), deleted.pts),
            U::PinnedChannelMessages(pinned) => (Some(pinned.channel_id), pinned.pts),
            _ => (None, 0),
        };
        if let Some(channel) = channel {
            let highest = positions.entry(channel).or_insert(pts);
            *highest = pts.max(*highest);
        }
    }
    positions
}

fn channel_of(message: &tl::enums::Message) -> Option<i64> {
    let peer = match message {
        tl::enums::Message::Message(message) => &message.peer_id,
        tl::enums::Message::Service(message) => &message.peer_id,
        tl::enums::Message::Empty(_) => return None,
    };
    match peer {
        tl::enums::Peer::Channel(channel) => Some(channel.channel_id),
        tl::enums::Peer::User(_) | tl::enums::Peer::Chat(_) => None,
    }
}

async fn changes_of(
    link: &Link,
    channel: i64,
    mut pts: i32,
    edits: bool,
) -> Result<Vec<tl::enums::Update>, InvocationError> {
    use tl::enums::updates::ChannelDifference as D;
    let Some(access_hash) = link.session.access_hash(PeerId::Channel(channel)) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    loop {
        let ask = tl::functions::updates::GetChannelDifference {
            force: false,
            channel: tl::types::InputChannel { channel_id: channel, access_hash }.into(),
            filter: tl::enums::ChannelMessagesFilter::Empty,
            pts,
            limit: CHANGES_AT_ONCE,
        };
        match link.invoke(&ask).await? {
            D::Difference(some) => {
                let wanted = |update: &tl::enums::Update| match update {
                    tl::enums::Update::DeleteChannelMessages(_) => true,
                    tl::enums::Update::EditChannelMessage(_) => edits,
                    _ => false,
                };
                found.extend(some.other_updates.into_iter().filter(wanted));
                if some.r#final || some.pts <= pts {
                    return Ok(found);
                }
                pts = some.pts;
            }
            D::Empty(_) => return Ok(found),
            D::TooLong(_) => {
                warn!(account.id = %link.session.account(), "so much happened in a supergroup that what was deleted there is not known");
                return Ok(found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tl::types as t;

    #[test]
    fn only_updates_with_a_position_tell_how_far_a_channel_came() {
        let deleted =
            |channel_id, pts| t::UpdateDeleteChannelMessages { channel_id, messages: vec![1], pts, pts_count: 1 };
        let told = positions(&[deleted(5, 8).into(), deleted(5, 7).into(), deleted(6, 0).into()]);
        assert_eq!(told, HashMap::from([(5, 8), (6, 0)]));
    }
}
