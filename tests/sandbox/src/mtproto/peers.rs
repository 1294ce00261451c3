//! Users and groups in TL. **Everything that leaves carries the viewer's own access hash, and what comes in must show it.**
//! <https://core.telegram.org/api/peers>
use super::rpc::{Call, Reply, RpcError};
use crate::world::{Chat, File, Group, GroupId, Permissions, Rights, Role, Sender, User, UserId, World};
use grammers_tl_types::{Deserializable, Serializable, enums, types};
use std::collections::BTreeSet;

/// Users and groups an answer mentions, so that it can bring them along.
#[derive(Default)]
pub struct Peers {
    pub users: BTreeSet<UserId>,
    pub groups: BTreeSet<GroupId>,
}

impl Peers {
    pub fn of(chats: impl IntoIterator<Item = Chat>) -> Self {
        let mut peers = Peers::default();
        chats.into_iter().for_each(|chat| peers.add(chat));
        peers
    }
    pub fn add(&mut self, chat: Chat) {
        match chat {
            Chat::User(id) => _ = self.users.insert(id),
            Chat::Group(id) => _ = self.groups.insert(id),
        }
    }
    pub fn sender(&mut self, sender: Sender) {
        match sender {
            Sender::User(id) => self.add(Chat::User(id)),
            Sender::Group(id) => self.add(Chat::Group(id)),
        }
    }
    pub fn users(&self, world: &World, viewer: UserId) -> Vec<enums::User> {
        self.users.iter().filter_map(|id| world.users.get(id)).map(|u| user(world, viewer, u)).collect()
    }
    pub fn chats(&self, world: &World, viewer: UserId) -> Vec<enums::Chat> {
        self.groups.iter().filter_map(|id| world.groups.get(id)).map(|g| group(world, viewer, g)).collect()
    }
}

/// A TL value read from zeros: no flags, empty strings. TL types have no `Default`, and some have sixty fields.
pub fn blank<T: Deserializable>(prefix: &[u8]) -> Option<T> {
    let mut bytes = prefix.to_vec();
    bytes.resize(prefix.len() + 128, 0);
    T::from_bytes(&bytes).ok()
}

pub fn peer(chat: Chat) -> enums::Peer {
    match chat {
        Chat::User(id) => types::PeerUser { user_id: id.0 }.into(),
        Chat::Group(id) if id.is_basic() => types::PeerChat { chat_id: id.0 }.into(),
        Chat::Group(id) => types::PeerChannel { channel_id: id.0 }.into(),
    }
}
pub fn user_peer(id: UserId) -> enums::Peer {
    peer(Chat::User(id))
}
pub fn sender(sender: Sender) -> enums::Peer {
    match sender {
        Sender::User(id) => user_peer(id),
        Sender::Group(id) => peer(Chat::Group(id)),
    }
}

/// A user as `viewer` sees them; the phone number only to oneself and to those who have it.
pub fn user(world: &World, viewer: UserId, user: &User) -> enums::User {
    let Some(blank) = blank::<types::User>(&[]) else {
        return types::UserEmpty { id: user.id.0 }.into();
    };
    let own = user.id == viewer;
    let knows = |one: UserId, other| world.users.get(&one).is_some_and(|u| u.contacts.contains(&other));
    let contact = knows(viewer, user.id);
    types::User {
        id: user.id.0,
        is_self: own,
        deleted: user.deleted,
        bot: user.is_bot(),
        contact,
        mutual_contact: contact && knows(user.id, viewer),
        bot_chat_history: user.bot().is_some_and(|b| b.reads_all),
        bot_nochats: user.bot().is_some_and(|b| !b.can_join_groups),
        bot_info_version: user.is_bot().then_some(1),
        verified: user.id == crate::world::OFFICIAL,
        access_hash: Some(world.access_hash(viewer, Chat::User(user.id))),
        first_name: Some(user.first_name.clone()),
        last_name: user.last_name.clone(),
        username: user.username.clone(),
        photo: user.photo.and_then(|photo| world.files.get(&photo)).map(portrait),
        phone: user.person().filter(|_| own || contact).map(|p| p.phone.clone()),
        lang_code: user.language.clone().filter(|_| own),
        status: (!user.is_bot()).then(|| types::UserStatusRecently { by_me: false }.into()),
        ..blank
    }
    .into()
}

/// <https://core.telegram.org/constructor/userProfilePhoto>
fn portrait(photo: &File) -> enums::UserProfilePhoto {
    types::UserProfilePhoto {
        has_video: false,
        personal: false,
        photo_id: photo.id.0,
        stripped_thumb: None,
        dc_id: photo.dc,
    }
    .into()
}

/// A group as `viewer` sees it: whole, from outside when public, forbidden otherwise.
pub fn group(world: &World, viewer: UserId, group: &Group) -> enums::Chat {
    if group.id.is_basic() {
        return basic(world, viewer, group);
    }
    let role = group.role(viewer);
    let access_hash = world.access_hash(viewer, Chat::Group(group.id));
    // Two flag words, id and an empty title lie before the photo.
    let mut prefix = vec![0u8; 20];
    enums::ChatPhoto::Empty.serialize(&mut prefix);
    let blank = blank::<types::Channel>(&prefix);
    let (true, Some(blank)) = (world.can_see(viewer, Chat::Group(group.id)).is_ok(), blank) else {
        let until_date = match role {
            Role::Banned { until } => Some(until.map_or(0, |at| at.unix())),
            _ => None,
        };
        return types::ChannelForbidden {
            broadcast: group.broadcast,
            megagroup: !group.broadcast,
            monoforum: false,
            id: group.id.0,
            access_hash,
            title: group.title.clone(),
            until_date,
        }
        .into();
    };
    types::Channel {
        id: group.id.0,
        access_hash: Some(access_hash),
        title: group.title.clone(),
        username: group.username.clone(),
        date: group.created.unix(),
        broadcast: group.broadcast,
        megagroup: !group.broadcast,
        forum: group.forum,
        creator: matches!(role, Role::Creator { .. }),
        left: !role.is_in(),
        noforwards: group.protected,
        slowmode_enabled: group.slow_mode.is_some(),
        has_link: group.linked.is_some(),
        admin_rights: role.is_admin().then(|| admin_rights(role.rights(), group.broadcast)),
        default_banned_rights: Some(withheld(group.permissions, 0)),
        banned_rights: match &role {
            Role::Restricted { may, until } => Some(withheld(*may, until.map_or(0, |at| at.unix()))),
            _ => None,
        },
        participants_count: i32::try_from(group.present().count()).ok(),
        ..blank
    }
    .into()
}

/// A basic group: named without a hash, and closed to whoever was taken out. <https://core.telegram.org/constructor/chat>
fn basic(world: &World, viewer: UserId, group: &Group) -> enums::Chat {
    let role = group.role(viewer);
    if let Role::Banned { .. } = role {
        return types::ChatForbidden { id: group.id.0, title: group.title.clone() }.into();
    }
    let to = group.migrated_to;
    let to =
        to.map(|to| types::InputChannel { channel_id: to.0, access_hash: world.access_hash(viewer, Chat::Group(to)) });
    types::Chat {
        creator: matches!(role, Role::Creator { .. }),
        left: !role.is_in(),
        deactivated: to.is_some(),
        call_active: false,
        call_not_empty: false,
        noforwards: group.protected,
        id: group.id.0,
        title: group.title.clone(),
        photo: enums::ChatPhoto::Empty,
        participants_count: i32::try_from(group.present().count()).unwrap_or(i32::MAX),
        date: group.created.unix(),
        version: 1,
        migrated_to: to.map(Into::into),
        admin_rights: role.is_admin().then(|| admin_rights(role.rights(), false)),
        default_banned_rights: Some(withheld(group.permissions, 0)),
    }
    .into()
}

pub fn admin_rights(rights: Rights, posts: bool) -> enums::ChatAdminRights {
    types::ChatAdminRights {
        change_info: rights.change_info,
        post_messages: posts,
        edit_messages: false,
        delete_messages: rights.delete_messages,
        ban_users: rights.ban_users,
        invite_users: rights.invite_users,
        pin_messages: rights.pin_messages,
        add_admins: rights.add_admins,
        anonymous: rights.anonymous,
        manage_call: rights.manage_call,
        other: rights.other,
        manage_topics: rights.manage_topics,
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

pub fn rights_from(rights: enums::ChatAdminRights) -> Rights {
    let enums::ChatAdminRights::Rights(r) = rights;
    Rights {
        change_info: r.change_info,
        delete_messages: r.delete_messages,
        ban_users: r.ban_users,
        invite_users: r.invite_users,
        pin_messages: r.pin_messages,
        add_admins: r.add_admins,
        manage_topics: r.manage_topics,
        manage_call: r.manage_call,
        anonymous: r.anonymous,
        other: r.other,
    }
}

/// What is not among these permissions, until `until_date`.
pub fn withheld(p: Permissions, until_date: i32) -> enums::ChatBannedRights {
    types::ChatBannedRights {
        send_messages: !p.send,
        invite_users: !p.invite,
        pin_messages: !p.pin,
        change_info: !p.change_info,
        manage_topics: !p.manage_topics,
        ..banned(false, until_date)
    }
    .into()
}

pub fn permissions_from(banned: &types::ChatBannedRights) -> Permissions {
    Permissions {
        send: !banned.send_messages,
        invite: !banned.invite_users,
        pin: !banned.pin_messages,
        change_info: !banned.change_info,
        manage_topics: !banned.manage_topics,
    }
}

/// All or nothing, until `until_date`.
pub fn banned(all: bool, until_date: i32) -> types::ChatBannedRights {
    types::ChatBannedRights {
        view_messages: all,
        send_messages: all,
        send_media: all,
        send_stickers: all,
        send_gifs: all,
        send_games: all,
        send_inline: all,
        embed_links: all,
        send_polls: all,
        change_info: all,
        invite_users: all,
        pin_messages: all,
        manage_topics: all,
        send_photos: all,
        send_videos: all,
        send_roundvideos: all,
        send_audios: all,
        send_voices: all,
        send_docs: all,
        send_plain: all,
        edit_rank: all,
        send_reactions: all,
        manage_linked_peers: all,
        until_date,
    }
}

impl Call<'_> {
    /// A peer the caller proves to know.
    pub fn peer(&self, peer: &enums::InputPeer) -> Reply<Chat> {
        let me = self.me()?;
        match peer {
            enums::InputPeer::PeerSelf => Ok(Chat::User(me)),
            enums::InputPeer::User(u) => self.known_user(me, UserId(u.user_id), u.access_hash).map(Chat::User),
            enums::InputPeer::Chat(c) => match GroupId(c.chat_id) {
                id if id.is_basic() && self.world.groups.contains_key(&id) => Ok(Chat::Group(id)),
                _ => Err(RpcError::bad("CHAT_ID_INVALID")),
            },
            enums::InputPeer::Channel(c) => self.known_group(me, GroupId(c.channel_id), c.access_hash).map(Chat::Group),
            _ => Err(RpcError::bad("PEER_ID_INVALID")),
        }
    }
    pub fn user(&self, user: &enums::InputUser) -> Reply<UserId> {
        let me = self.me()?;
        match user {
            enums::InputUser::UserSelf => Ok(me),
            enums::InputUser::User(u) => self.known_user(me, UserId(u.user_id), u.access_hash),
            _ => Err(RpcError::bad("USER_ID_INVALID")),
        }
    }
    pub fn group(&self, channel: &enums::InputChannel) -> Reply<GroupId> {
        let me = self.me()?;
        match channel {
            enums::InputChannel::Channel(c) => self.known_group(me, GroupId(c.channel_id), c.access_hash),
            _ => Err(RpcError::bad("CHANNEL_INVALID")),
        }
    }
    /// A peer that has to be a group.
    pub fn group_peer(&self, peer: &enums::InputPeer) -> Reply<GroupId> {
        match self.peer(peer)? {
            Chat::Group(id) => Ok(id),
            Chat::User(_) => Err(RpcError::bad("CHANNEL_INVALID")),
        }
    }
    fn known_user(&self, me: UserId, id: UserId, hash: i64) -> Reply<UserId> {
        // One's own id needs no hash.
        let known = id == me || self.world.access_hash(me, Chat::User(id)) == hash;
        if known && self.world.users.contains_key(&id) { Ok(id) } else { Err(RpcError::bad("PEER_ID_INVALID")) }
    }
    fn known_group(&self, me: UserId, id: GroupId, hash: i64) -> Reply<GroupId> {
        let known = !id.is_basic() && self.world.access_hash(me, Chat::Group(id)) == hash;
        if known && self.world.groups.contains_key(&id) { Ok(id) } else { Err(RpcError::bad("CHANNEL_INVALID")) }
    }
}

/// The settings nobody ever changed.
pub fn no_notify_settings() -> enums::PeerNotifySettings {
    types::PeerNotifySettings {
        show_previews: None,
        silent: None,
        mute_until: None,
        ios_sound: None,
        android_sound: None,
        other_sound: None,
        stories_muted: None,
        stories_hide_sender: None,
        stories_ios_sound: None,
        stories_android_sound: None,
        stories_other_sound: None,
    }
    .into()
}
