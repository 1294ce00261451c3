//! Catching up: the state and the changes since an earlier one. **A difference brings a client from any `pts` it had to now,
//! in slices; nothing between is left out.** <https://core.telegram.org/api/updates#recovering-gaps>
use super::history::dialogs_of;
use super::message::{dialog, message, messages};
use super::peers::Peers;
use super::rpc::{Call, Reply, RpcError};
use super::updates;
use crate::world::{BoxId, Change, Chat, UserId, World};
use grammers_tl_types::{enums, functions as f, types};

/// Changes in one slice.
const SLICE: usize = 100;

/// The state of an account whose client has seen everything up to `pts`.
pub fn state(call: &Call<'_>, me: UserId, pts: i32) -> enums::updates::State {
    let unread: u32 = dialogs_of(call.world, me).iter().map(|chat| call.world.unread(me, *chat)).sum();
    let unread_count = i32::try_from(unread).unwrap_or(i32::MAX);
    types::updates::State { pts, qts: 0, date: call.world.now().unix(), seq: 0, unread_count }.into()
}

pub fn get_state(call: &mut Call<'_>, _: f::updates::GetState) -> Reply<enums::updates::State> {
    let me = call.me()?;
    Ok(state(call, me, call.world.user(me)?.mailbox.pts))
}

/// The changes of a box after `pts`, as new messages and other updates.
struct Slice {
    new: Vec<enums::Message>,
    other: Vec<enums::Update>,
    pts: i32,
    last: bool,
}

fn slice(world: &World, me: UserId, mailbox: BoxId, pts: i32, limit: usize, peers: &mut Peers) -> Slice {
    let none = Slice { new: Vec::new(), other: Vec::new(), pts, last: true };
    let Some(source) = world.mailbox(mailbox) else {
        return none;
    };
    let changes = source.changes_after(pts);
    let now = &changes[..changes.len().min(limit)];
    let mut slice = Slice { pts: now.last().map_or(pts, |c| c.0), last: now.len() == changes.len(), ..none };
    for (_, seq) in now {
        let event = &world.log[*seq];
        match &event.what {
            // As it is now; what is gone by now is told by its deletion further on.
            Change::Sent { message: m, .. } => {
                if let Some(current) = source.messages.get(&m.id) {
                    slice.new.push(message(world, me, current, peers));
                }
            }
            _ => slice.other.extend(updates::update(world, me, event, peers)),
        }
    }
    slice
}

pub fn get_difference(call: &mut Call<'_>, q: f::updates::GetDifference) -> Reply<enums::updates::Difference> {
    let me = call.me()?;
    let (date, seq) = (call.world.now().unix(), 0);
    let mailbox = &call.world.user(me)?.mailbox;
    let current = mailbox.pts;
    if q.pts <= 0 {
        return Err(RpcError::bad("PERSISTENT_TIMESTAMP_EMPTY"));
    }
    if q.pts > current {
        return Err(RpcError::bad("PERSISTENT_TIMESTAMP_INVALID"));
    }
    let behind = mailbox.changes_after(q.pts).len();
    let most = q.pts_total_limit.and_then(|n| usize::try_from(n).ok()).or(call.world.limits.difference);
    if behind == 0 {
        return Ok(types::updates::DifferenceEmpty { date, seq }.into());
    }
    if most.is_some_and(|most| behind > most) {
        call.world.passed_over(me, BoxId::User(me));
        return Ok(types::updates::DifferenceTooLong { pts: current }.into());
    }
    let limit = q.pts_limit.and_then(|n| usize::try_from(n).ok()).unwrap_or(SLICE).clamp(1, SLICE);
    let mut peers = Peers::default();
    let slice = slice(call.world, me, BoxId::User(me), q.pts, limit, &mut peers);
    let (users, chats) = (peers.users(call.world, me), peers.chats(call.world, me));
    let (new_messages, other_updates) = (slice.new, slice.other);
    let new_encrypted_messages = Vec::new();
    let state = state(call, me, slice.pts);
    Ok(if slice.last {
        types::updates::Difference { new_messages, new_encrypted_messages, other_updates, chats, users, state }.into()
    } else {
        types::updates::DifferenceSlice {
            new_messages,
            new_encrypted_messages,
            other_updates,
            chats,
            users,
            intermediate_state: state,
        }
        .into()
    })
}

pub fn get_channel_difference(
    call: &mut Call<'_>,
    q: f::updates::GetChannelDifference,
) -> Reply<enums::updates::ChannelDifference> {
    let (me, id) = (call.me()?, call.group(&q.channel)?);
    let chat = Chat::Group(id);
    call.world.can_see(me, chat)?;
    let mailbox = &call.world.group(id)?.mailbox;
    let (current, timeout) = (mailbox.pts, Some(30));
    if q.pts <= 0 {
        return Err(RpcError::bad("PERSISTENT_TIMESTAMP_EMPTY"));
    }
    if q.pts > current {
        return Err(RpcError::bad("PERSISTENT_TIMESTAMP_INVALID"));
    }
    let behind = mailbox.changes_after(q.pts).len();
    if behind == 0 {
        return Ok(types::updates::ChannelDifferenceEmpty { r#final: true, pts: current, timeout }.into());
    }
    let mut peers = Peers::of([chat]);
    if call.world.limits.difference.is_some_and(|most| behind > most) {
        call.world.passed_over(me, BoxId::Group(id));
        let recent = call.world.messages(me, chat).rev().take(20);
        let messages = messages(call.world, me, recent, &mut peers);
        return Ok(types::updates::ChannelDifferenceTooLong {
            r#final: true,
            timeout,
            dialog: dialog(call.world, me, chat),
            messages,
            chats: peers.chats(call.world, me),
            users: peers.users(call.world, me),
        }
        .into());
    }
    let limit = usize::try_from(q.limit).unwrap_or(SLICE).clamp(1, SLICE);
    let slice = slice(call.world, me, BoxId::Group(id), q.pts, limit, &mut peers);
    Ok(types::updates::ChannelDifference {
        r#final: slice.last,
        pts: slice.pts,
        timeout,
        new_messages: slice.new,
        other_updates: slice.other,
        chats: peers.chats(call.world, me),
        users: peers.users(call.world, me),
    }
    .into())
}
