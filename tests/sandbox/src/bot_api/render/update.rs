//! Which bot is told what about an event. <https://core.telegram.org/bots/api#update>
use super::message::inaccessible;
use super::{Object, chat, invite, message, reactions, role, user};
use crate::world::{Body, BoxId, Change, Chat, Event, Group, Message, Press, Role, Service, User, UserId, World};
use serde_json::{Value, json};

/// The kind of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Message,
    EditedMessage,
    CallbackQuery,
    MyChatMember,
    ChatMember,
    ChatJoinRequest,
    MessageReaction,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Message => "message",
            Kind::EditedMessage => "edited_message",
            Kind::CallbackQuery => "callback_query",
            Kind::MyChatMember => "my_chat_member",
            Kind::ChatMember => "chat_member",
            Kind::ChatJoinRequest => "chat_join_request",
            Kind::MessageReaction => "message_reaction",
        }
    }
    /// Whether a bot that named no kinds gets it. <https://core.telegram.org/bots/api#getupdates>
    pub fn by_default(self) -> bool {
        !matches!(self, Kind::ChatMember | Kind::MessageReaction)
    }
}

type Told = (UserId, Kind, Value);

/// The updates of an event, drawn in the world as it is now.
pub fn updates(world: &World, event: &Event) -> Vec<Told> {
    let date = event.at.unix();
    match &event.what {
        Change::Sent { mailbox, message, .. } => heard(world, *mailbox, message, Kind::Message),
        Change::Edited { mailbox, message, .. } => heard(world, *mailbox, message, Kind::EditedMessage),
        Change::Pressed(press) => vec![(press.bot, Kind::CallbackQuery, pressed(world, press))],
        Change::Member { group, user, .. } => {
            let Some(known) = world.groups.get(group) else {
                return Vec::new();
            };
            // A bot is told about itself, wherever it is; about everybody else, other bots among them, as an administrator.
            let about = |bot, kind| (bot, kind, member_changed(world, bot, known, &event.what, date));
            let is_bot = world.users.get(user).is_some_and(User::is_bot);
            let itself = is_bot.then(|| about(*user, Kind::MyChatMember));
            let others = admin_bots(world, known, |_| true).filter(|bot| bot != user);
            itself.into_iter().chain(others.map(|bot| about(bot, Kind::ChatMember))).collect()
        }
        Change::Blocked { by, user, blocked } => blocked_bot(world, *by, *user, *blocked, date),
        Change::JoinRequested { group, user: asking, invite: hash } => {
            let Some(known) = world.groups.get(group) else {
                return Vec::new();
            };
            let body = |bot| {
                let mut fields = Object::default();
                let link = known.invites.get(hash);
                fields
                    .set("chat", chat(world, Chat::Group(known.id)))
                    .set("from", user(world, *asking))
                    .set("user_chat_id", asking.0)
                    .set("date", date)
                    .maybe("invite_link", link.map(|i| invite(world, bot, known, i)));
                fields.done()
            };
            admin_bots(world, known, |g| g.invite_users).map(|bot| (bot, Kind::ChatJoinRequest, body(bot))).collect()
        }
        Change::Reacted { mailbox, message, by, old, new } => {
            if world.users.get(by).is_some_and(User::is_bot) {
                return Vec::new();
            }
            let mut fields = Object::default();
            fields
                .set("chat", chat(world, message.chat))
                .set("message_id", message.id.0)
                .set("date", date)
                .set("old_reaction", reactions(old))
                .set("new_reaction", reactions(new));
            let hidden = match message.chat {
                Chat::Group(id) => world.groups.get(&id).is_some_and(|g| g.role(*by).rights().anonymous),
                Chat::User(_) => false,
            };
            if hidden {
                fields.set("actor_chat", chat(world, message.chat));
            } else {
                fields.set("user", user(world, *by));
            }
            let body = fields.done();
            let in_basic = match message.chat {
                Chat::Group(id) if id.is_basic() => world.groups.get(&id),
                _ => None,
            };
            let told = |bot: &UserId| in_basic.is_none_or(|group| group.role(*bot).is_admin());
            let listeners = listeners(world, *mailbox).into_iter().filter(told);
            listeners.map(|bot| (bot, Kind::MessageReaction, body.clone())).collect()
        }
        _ => Vec::new(),
    }
}

/// Bots that are told about a message in this box.
fn heard(world: &World, mailbox: BoxId, of: &Message, kind: Kind) -> Vec<Told> {
    let told = |bot: UserId| (bot, kind, message(world, bot, of));
    match mailbox {
        BoxId::User(owner) => {
            let bot = world.users.get(&owner).is_some_and(User::is_bot);
            // In a basic group it hears what it would hear in another.
            if let Chat::Group(_) = of.chat {
                let heard = bot && (world.bot_hears(owner, of) || (echoed(of) && of.author == owner));
                return if heard { vec![told(owner)] } else { Vec::new() };
            }
            if bot && of.author != owner { vec![told(owner)] } else { Vec::new() }
        }
        BoxId::Group(id) => {
            let Some(group) = world.groups.get(&id) else {
                return Vec::new();
            };
            group
                .present()
                .map(|(user, _)| user)
                .filter(|user| world.users.get(user).is_some_and(User::is_bot))
                .filter(|bot| world.bot_hears(*bot, of) || (echoed(of) && of.author == *bot))
                .map(told)
                .collect()
        }
    }
}

/// Of its own messages a bot is told only these services.
fn echoed(of: &Message) -> bool {
    matches!(&of.body, Body::Service(Service::Pinned { .. } | Service::TitleChanged { .. } | Service::Removed { .. }))
}

/// Bots with administrator rights in a group.
fn admin_bots<'w>(
    world: &'w World,
    group: &'w Group,
    may: impl Fn(crate::world::Rights) -> bool + 'w,
) -> impl Iterator<Item = UserId> + 'w {
    group
        .present()
        .filter(move |(user, member)| {
            world.users.get(user).is_some_and(User::is_bot) && member.role.is_admin() && may(member.role.rights())
        })
        .map(|(user, _)| user)
}

/// Reactions are told to administrators of groups, and in private chats to the bot itself.
fn listeners(world: &World, mailbox: BoxId) -> Vec<UserId> {
    match mailbox {
        BoxId::User(owner) if world.users.get(&owner).is_some_and(User::is_bot) => vec![owner],
        BoxId::User(_) => Vec::new(),
        BoxId::Group(id) => world.groups.get(&id).map(|g| admin_bots(world, g, |_| true).collect()).unwrap_or_default(),
    }
}

/// <https://core.telegram.org/bots/api#callbackquery>
fn pressed(world: &World, press: &Press) -> Value {
    let shown = match world.message(press.bot, press.chat, press.message) {
        Some(of) => message(world, press.bot, of),
        None => inaccessible(world, press.chat, press.message),
    };
    // Bytes that are no text arrive one character each.
    let data =
        String::from_utf8(press.data.clone()).unwrap_or_else(|_| press.data.iter().map(|b| char::from(*b)).collect());
    json!({
        "id": press.id.to_string(),
        "from": user(world, press.user),
        "message": shown,
        "chat_instance": world.chat_instance(press.chat).to_string(),
        "data": data,
    })
}

/// <https://core.telegram.org/bots/api#chatmemberupdated>
fn member_changed(world: &World, bot: UserId, group: &Group, what: &Change, date: i32) -> Value {
    let Change::Member { user: who, by, old, new, invite: hash, requested, .. } = what else {
        return Value::Null;
    };
    let link = hash.as_ref().and_then(|h| group.invites.get(h));
    let mut fields = Object::default();
    fields.set("chat", chat(world, Chat::Group(group.id)));
    fields.set("from", acting(world, group, *by));
    fields
        .set("date", date)
        .set("old_chat_member", role(world, bot, *who, old))
        .set("new_chat_member", role(world, bot, *who, new))
        .maybe("invite_link", link.map(|i| invite(world, bot, group, i)))
        .flag("via_join_request", *requested);
    fields.done()
}

/// Whoever acts anonymously stays so.
fn acting(world: &World, group: &Group, by: UserId) -> Value {
    let hidden = group.role(by).rights().anonymous;
    if hidden { super::chat::anonymous() } else { user(world, by) }
}

/// A person who blocks a bot leaves their chat with it, and comes back by unblocking.
fn blocked_bot(world: &World, by: UserId, bot: UserId, blocked: bool, date: i32) -> Vec<Told> {
    if !world.users.get(&bot).is_some_and(User::is_bot) {
        return Vec::new();
    }
    let (gone, here) = (Role::Banned { until: None }, Role::Member);
    let (old, new) = if blocked { (here, gone) } else { (gone, here) };
    let body = json!({
        "chat": chat(world, Chat::User(by)),
        "from": user(world, by),
        "date": date,
        "old_chat_member": role(world, bot, bot, &old),
        "new_chat_member": role(world, bot, bot, &new),
    });
    vec![(bot, Kind::MyChatMember, body)]
}
