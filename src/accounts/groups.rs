//! What an account does for desks: makes the group, calls the bot in, says who is there.
//!
//! - **Making a group is not recognized when it is repeated**: Telegram takes no random id for it. So the group's
//!   description holds a marker that no other has, and each attempt looks first whether an earlier one succeeded.
//! - **Everything else comes to the same end however often it is done.**

use super::connection::Link;
use super::convert;
use super::delivery::peer_ref;
use super::errors::{Trouble, desk_trouble, refused, rpc_name, trouble};
use super::receiver::introduce;
use crate::domain::{BotId, ChatId, GroupPerson, PeerId, UserId};
use crate::ports::ClientReceipt;
use grammers_mtsender::InvocationError;
use grammers_tl_types as tl;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

/// How far Telegram's clock and ours may differ.
const SKEW: SignedDuration = SignedDuration::from_hours(1);
/// Dialogs and members of one request. <https://core.telegram.org/api/offsets>
const DIALOGS_AT_ONCE: i32 = 100;
const PEOPLE_AT_ONCE: i32 = 200;

/// The group with this marker: the one of an earlier attempt, or a new one.
pub async fn make(
    link: &Link,
    title: &str,
    about: &str,
    marker: &str,
    since: Timestamp,
) -> Result<ClientReceipt, Trouble> {
    if let Some(chat) = find(link, marker, since).await.map_err(|error| desk_trouble(&error))? {
        return Ok(ClientReceipt::Group { chat });
    }
    let request = tl::functions::channels::CreateChannel {
        broadcast: false,
        megagroup: true,
        for_import: false,
        forum: true,
        geo_point: None,
        address: None,
        title: title.to_owned(),
        about: about.to_owned(),
        ttl_period: None,
    };
    let answer = link.invoke_once(&request).await.map_err(|error| desk_trouble(&error))?;
    let chats = match &answer {
        tl::enums::Updates::Updates(all) => all.chats.as_slice(),
        tl::enums::Updates::Combined(all) => all.chats.as_slice(),
        _ => &[],
    };
    introduce(&link.session, &[], chats).await?;
    let made = chats.iter().find_map(|chat| match chat {
        tl::enums::Chat::Channel(channel) if channel.creator => Some(PeerId::Channel(channel.id).chat_id()),
        _ => None,
    });
    // An answer that does not name the group is as good as none: it is found by its marker.
    made.map(|chat| ClientReceipt::Group { chat }).ok_or(Trouble::Passing)
}

/// The own group whose description holds the marker. A group lies among the dialogs by its latest message, which is
/// not older than the group, so those before `since` need no look.
async fn find(link: &Link, marker: &str, since: Timestamp) -> Result<Option<ChatId>, InvocationError> {
    let oldest = i32::try_from((since - SKEW).as_second()).unwrap_or_default();
    let mut from = Offset::default();
    loop {
        let page = dialogs(link, &from).await?;
        for channel in page.chats.iter().filter_map(own_forum).filter(|channel| channel.date >= oldest) {
            let Some(input) = input(link, PeerId::Channel(channel.id).chat_id()) else { continue };
            let tl::enums::messages::ChatFull::Full(full) =
                link.invoke(&tl::functions::channels::GetFullChannel { channel: input }).await?;
            if let tl::enums::ChatFull::ChannelFull(full) = full.full_chat
                && full.about.contains(marker)
            {
                return Ok(Some(PeerId::Channel(channel.id).chat_id()));
            }
        }
        match page.next {
            Some(next) if next.date >= oldest => from = next,
            _ => return Ok(None),
        }
    }
}

fn own_forum(chat: &tl::enums::Chat) -> Option<&tl::types::Channel> {
    match chat {
        tl::enums::Chat::Channel(channel) if channel.creator && channel.forum => Some(channel),
        _ => None,
    }
}

/// A place in the list of dialogs. <https://core.telegram.org/api/offsets>
#[derive(Clone)]
struct Offset {
    date: i32,
    id: i32,
    peer: tl::enums::InputPeer,
}

impl Default for Offset {
    fn default() -> Offset {
        Offset { date: 0, id: 0, peer: tl::enums::InputPeer::Empty }
    }
}

struct Dialogs {
    chats: Vec<tl::enums::Chat>,
    /// Where the next page begins; `None` for the last.
    next: Option<Offset>,
}

/// A page of the account's dialogs, newest first. Everybody in it is taken note of.
async fn dialogs(link: &Link, from: &Offset) -> Result<Dialogs, InvocationError> {
    use tl::enums::messages::Dialogs as D;
    let request = tl::functions::messages::GetDialogs {
        exclude_pinned: true,
        folder_id: None,
        offset_date: from.date,
        offset_id: from.id,
        offset_peer: from.peer.clone(),
        limit: DIALOGS_AT_ONCE,
        hash: 0,
    };
    let (dialogs, messages, chats, users, whole) = match link.invoke(&request).await? {
        D::Dialogs(all) => (all.dialogs, all.messages, all.chats, all.users, true),
        D::Slice(some) => (some.dialogs, some.messages, some.chats, some.users, false),
        D::NotModified(_) => (Vec::new(), Vec::new(), Vec::new(), Vec::new(), true),
    };
    let introduced = introduce(&link.session, &users, &chats).await;
    introduced.map_err(|error| InvocationError::Session(error.into()))?;
    let last = dialogs.iter().rev().find_map(|dialog| match dialog {
        tl::enums::Dialog::Dialog(dialog) => Some((&dialog.peer, dialog.top_message)),
        _ => None,
    });
    let next = last.filter(|_| !whole).and_then(|(peer, id)| {
        let (peer, raw) = (convert::peer_id(peer), peer);
        let date = messages.iter().find_map(|message| date_of(message, raw, id))?;
        Some(Offset { date, id, peer: peer_ref(link, peer)?.into() })
    });
    Ok(Dialogs { chats, next })
}

fn date_of(message: &tl::enums::Message, peer: &tl::enums::Peer, id: i32) -> Option<i32> {
    match message {
        tl::enums::Message::Message(message) if message.id == id && message.peer_id == *peer => Some(message.date),
        tl::enums::Message::Service(message) if message.id == id && message.peer_id == *peer => Some(message.date),
        _ => None,
    }
}

/// Adds a bot to an own group and makes it an administrator.
pub async fn admit(
    link: &Link,
    chat: ChatId,
    (bot, username): (BotId, &str),
    helper: bool,
) -> Result<ClientReceipt, Trouble> {
    let channel = known(link, chat).await?;
    let user = introduced(link, bot, username).await?;
    let invite = tl::functions::channels::InviteToChannel { channel: channel.clone(), users: vec![user.clone()] };
    match link.invoke(&invite).await {
        Ok(_) => {}
        Err(error) if rpc_name(&error) == "USER_ALREADY_PARTICIPANT" => {}
        Err(error) => return Err(desk_trouble(&error)),
    }
    let promote =
        tl::functions::channels::EditAdmin { channel, user_id: user, admin_rights: rights(helper), rank: None };
    match link.invoke(&promote).await {
        Ok(_) => Ok(ClientReceipt::Done),
        Err(error) if rpc_name(&error) == "CHAT_NOT_MODIFIED" => Ok(ClientReceipt::Done),
        Err(error) => Err(desk_trouble(&error)),
    }
}

/// Exactly what a bot needs in a desk: [`BotRight`](crate::domain::BotRight). A helper needs to write where a topic is
/// closed for everybody else.
fn rights(helper: bool) -> tl::enums::ChatAdminRights {
    tl::types::ChatAdminRights {
        manage_topics: true,
        delete_messages: !helper,
        pin_messages: !helper,
        ban_users: !helper,
        invite_users: !helper,
        change_info: false,
        post_messages: false,
        edit_messages: false,
        add_admins: false,
        anonymous: false,
        manage_call: false,
        other: false,
        post_stories: false,
        edit_stories: false,
        delete_stories: false,
        manage_direct_messages: false,
        manage_ranks: false,
        manage_linked_peers: false,
        manage_welcome_messages: false,
    }
    .into()
}

/// The bot as a request names it. Asked for by name where the account has not met it.
pub(super) async fn introduced(link: &Link, bot: BotId, username: &str) -> Result<tl::enums::InputUser, Trouble> {
    let peer = PeerId::User(bot.0);
    if link.session.access_hash(peer).is_none() {
        let ask = tl::functions::contacts::ResolveUsername { username: username.to_owned(), referer: None };
        let tl::enums::contacts::ResolvedPeer::Peer(found) =
            link.invoke(&ask).await.map_err(|error| desk_trouble(&error))?;
        introduce(&link.session, &found.users, &found.chats).await?;
    }
    match link.session.access_hash(peer) {
        Some(access_hash) => Ok(tl::types::InputUser { user_id: bot.0, access_hash }.into()),
        // The name is somebody else's.
        None => Err(refused("USERNAME_NOT_OCCUPIED")),
    }
}

/// An own group as a request names it. A crash may have lost how: then it is among the latest dialogs.
async fn known(link: &Link, chat: ChatId) -> Result<tl::enums::InputChannel, Trouble> {
    if let Some(channel) = input(link, chat) {
        return Ok(channel);
    }
    dialogs(link, &Offset::default()).await.map_err(|error| desk_trouble(&error))?;
    input(link, chat).ok_or_else(|| refused("CHANNEL_INVALID"))
}

fn input(link: &Link, chat: ChatId) -> Option<tl::enums::InputChannel> {
    let peer = PeerId::from_chat_id(chat);
    link.session.access_hash(peer)?;
    peer_ref(link, peer).map(Into::into)
}

/// Everybody who is in a group. <https://core.telegram.org/method/channels.getParticipants>
pub async fn people(link: &Link, chat: ChatId) -> Result<ClientReceipt, Trouble> {
    use tl::enums::channels::ChannelParticipants as P;
    let channel = known(link, chat).await?;
    let mut people = Vec::new();
    loop {
        let request = tl::functions::channels::GetParticipants {
            channel: channel.clone(),
            filter: tl::enums::ChannelParticipantsFilter::ChannelParticipantsRecent,
            offset: i32::try_from(people.len()).unwrap_or(i32::MAX),
            limit: PEOPLE_AT_ONCE,
            hash: 0,
        };
        let P::Participants(page) = link.invoke(&request).await.map_err(|error| trouble(&error))? else { break };
        introduce(&link.session, &page.users, &page.chats).await?;
        let names: HashMap<i64, &tl::types::User> = page.users.iter().filter_map(present).collect();
        let before = people.len();
        people.extend(page.participants.iter().filter_map(participant).map(|user| {
            let known = names.get(&user.0);
            let parts = known.into_iter().flat_map(|known| [known.first_name.as_deref(), known.last_name.as_deref()]);
            let name = parts.flatten().collect::<Vec<_>>().join(" ");
            GroupPerson { user, name, is_bot: known.is_some_and(|known| known.bot) }
        }));
        if people.len() == before || people.len() >= usize::try_from(page.count).unwrap_or_default() {
            break;
        }
    }
    Ok(ClientReceipt::People(people))
}

fn present(user: &tl::enums::User) -> Option<(i64, &tl::types::User)> {
    match user {
        tl::enums::User::User(user) => Some((user.id, user)),
        tl::enums::User::Empty(_) => None,
    }
}

/// Who a participant is; `None` for one who is no longer in.
fn participant(participant: &tl::enums::ChannelParticipant) -> Option<UserId> {
    use tl::enums::ChannelParticipant as P;
    match participant {
        P::Participant(it) => Some(UserId(it.user_id)),
        P::ParticipantSelf(it) => Some(UserId(it.user_id)),
        P::Creator(it) => Some(UserId(it.user_id)),
        P::Admin(it) => Some(UserId(it.user_id)),
        P::Banned(_) | P::Left(_) => None,
    }
}
