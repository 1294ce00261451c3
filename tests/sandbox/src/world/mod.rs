//! The one world behind both doors: users, chats, messages, members, logins.
//!
//! **Synchronous, behind one mutex ([`Shared`]): no TL, no JSON, no sockets.** An operation takes who acts, checks
//! the rules, changes the state and records [`Event`]s; or refuses with a [`Refusal`] and changes nothing.
//! **Every id, key and token comes from one seeded generator; every date from one [`Clock`].**
//!
//! | file | what |
//! |---|---|
//! | `ids`, `text`, `recognise`, `message`, `files`, `user`, `group`, `mailbox`, `event` | the nouns |
//! | `rules` | who may do what |
//! | `send`, `forward`, `edit`, `react`, `incidents`, `topics`, `members`, `upgrade`, `invites`, `press`, `login`, `codes` | the verbs, as methods of [`World`] |
//! | `limits`, `faults`, `refusal` | how it says no |
//! | `view` | a chat as a person sees it |

mod codes;
mod edit;
mod event;
mod faults;
mod files;
mod forward;
mod group;
mod ids;
mod incidents;
mod invites;
mod limits;
mod login;
mod mailbox;
mod members;
mod message;
mod network;
mod press;
mod react;
mod recognise;
mod refusal;
mod rules;
mod send;
mod shared;
mod text;
mod topics;
mod upgrade;
mod user;
mod view;

pub use codes::{CodePlan, CodeWay, LoginLimits, SentCode, SignedInBy};
pub use edit::Edit;
pub use event::{Change, Event, Press, PressAnswer};
pub use faults::{Door, Effect, Fault};
pub use files::*;
pub use forward::Forwarding;
pub use group::*;
pub use ids::*;
pub use invites::{InviteOptions, Joined};
pub use limits::{Budget, Limited, Limits};
pub use login::{LoginToken, OFFICIAL, Session, SessionEnd, SignedIn, TokenState};
pub use mailbox::Mailbox;
pub use message::*;
pub use network::{Outage, Path};
pub use react::REACTIONS;
pub use refusal::Refusal;
pub use send::Receipt;
pub use shared::{Observer, Shared};
pub use text::{Entity, EntityKind, Text};
pub use topics::TOPIC_COLORS;
pub use user::*;
pub use view::{Seen, SeenButton};

use crate::clock::{Clock, Time};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Everything there is.
pub struct World {
    pub seed: u64,
    pub clock: Clock,
    pub limits: Limits,
    /// Whether clients may make keys with the server. Off, a key is shared beforehand or unknown for good.
    pub makes_keys: bool,
    pub login_limits: LoginLimits,
    pub users: BTreeMap<UserId, User>,
    pub groups: BTreeMap<GroupId, Group>,
    pub files: BTreeMap<FileId, File>,
    attached: BTreeMap<FileId, Media>,
    moved: BTreeMap<UserId, Moved>,
    /// File references are good for one of these ages.
    pub(crate) reference_age: u32,
    /// Everything that happened, oldest first.
    pub log: Vec<Event>,
    /// Set by a door around a call: recorded in the events it causes.
    pub origin: Option<Origin>,
    /// Bans that end by themselves, soonest first.
    timed_bans: BTreeSet<(Time, GroupId, UserId)>,
    vanishing: incidents::Vanishing,
    /// Where the copies of each message of basic groups lie.
    shared: Vec<Vec<(BoxId, MessageId)>>,
    faults: Vec<Fault>,
    spent: limits::Spent,
    limited: Vec<Limited>,
    presses: BTreeMap<PressId, press::Pending>,
    logins: login::Logins,
    codes: codes::Codes,
    network: network::Network,
    missing: BTreeSet<String>,
    random: StdRng,
}

impl World {
    /// An empty world but for Telegram's own service account. Same seed, same ids, keys and tokens.
    pub fn new(seed: u64, clock: Clock, limits: Limits) -> Self {
        let mut world = World {
            seed,
            clock,
            limits,
            makes_keys: false,
            users: BTreeMap::new(),
            groups: BTreeMap::new(),
            files: BTreeMap::new(),
            attached: BTreeMap::new(),
            moved: BTreeMap::new(),
            reference_age: 0,
            log: Vec::new(),
            origin: None,
            timed_bans: BTreeSet::new(),
            vanishing: BTreeSet::new(),
            shared: Vec::new(),
            faults: Vec::new(),
            spent: limits::Spent::default(),
            limited: Vec::new(),
            presses: BTreeMap::new(),
            logins: login::Logins::default(),
            codes: codes::Codes::default(),
            login_limits: LoginLimits::default(),
            network: network::Network::default(),
            missing: BTreeSet::new(),
            random: StdRng::seed_from_u64(seed),
        };
        world.insert_official();
        world
    }

    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// The next bytes of the world's one generator.
    pub fn random<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes);
        bytes
    }

    fn random_word(&mut self, letters: usize) -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
        (0..letters).map(|_| char::from(ALPHABET[self.random.random_range(0..ALPHABET.len())])).collect()
    }

    /// What happens by itself as time passes.
    pub(crate) fn tick(&mut self) {
        self.end_bans();
        self.vanish();
    }

    // ---- who and what there is

    /// # Errors
    /// [`Refusal::UserNotFound`].
    pub fn user(&self, id: UserId) -> Result<&User, Refusal> {
        self.users.get(&id).ok_or(Refusal::UserNotFound)
    }
    pub(crate) fn user_mut(&mut self, id: UserId) -> Result<&mut User, Refusal> {
        self.users.get_mut(&id).ok_or(Refusal::UserNotFound)
    }
    /// # Errors
    /// [`Refusal::ChatNotFound`].
    pub fn group(&self, id: GroupId) -> Result<&Group, Refusal> {
        self.groups.get(&id).ok_or(Refusal::ChatNotFound)
    }
    pub(crate) fn group_mut(&mut self, id: GroupId) -> Result<&mut Group, Refusal> {
        self.groups.get_mut(&id).ok_or(Refusal::ChatNotFound)
    }

    /// A user or public group by username, with or without `@`, in any case.
    pub fn by_username(&self, name: &str) -> Option<Chat> {
        let name = name.trim_start_matches('@');
        let is = |u: &Option<String>| u.as_deref().is_some_and(|u| u.eq_ignore_ascii_case(name));
        let user = self.users.values().find(|u| is(&u.username)).map(|u| Chat::User(u.id));
        user.or_else(|| self.groups.values().find(|g| is(&g.username)).map(|g| Chat::Group(g.id)))
    }

    /// The bot that owns this token.
    pub fn by_token(&self, token: &str) -> Option<UserId> {
        self.users.values().find(|u| u.bot().is_some_and(|b| b.token == token)).map(|u| u.id)
    }

    pub fn by_phone(&self, phone: &str) -> Option<UserId> {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        self.users.values().find(|u| u.person().is_some_and(|p| p.phone == digits)).map(|u| u.id)
    }

    /// A new person without two-step password in data centre 2. Everything public may be changed afterwards.
    pub fn add_person(&mut self, first_name: &str) -> UserId {
        let count = i64::try_from(self.users.len()).unwrap_or(0);
        let id = UserId(500_000_000 + count);
        let person = Person::with_phone(format!("99966{count:05}"));
        self.insert_user(id, first_name, Kind::Person(person), None);
        id
    }

    /// A new bot in privacy mode, as BotFather makes it.
    pub fn add_bot(&mut self, username: &str) -> UserId {
        let id = UserId(7_000_000_000 + i64::try_from(self.users.len()).unwrap_or(0));
        let token = format!("{id}:{}", self.random_word(35));
        let bot = BotProfile {
            token,
            can_join_groups: true,
            reads_all: false,
            commands: BTreeMap::new(),
            description: String::new(),
            short_description: String::new(),
            wanted_rights: BTreeMap::new(),
            menu_buttons: BTreeMap::new(),
            started_by: BTreeSet::new(),
        };
        self.insert_user(id, username, Kind::Bot(bot), Some(username.into()));
        id
    }

    fn insert_user(&mut self, id: UserId, name: &str, kind: Kind, username: Option<String>) {
        // Boxes start at different numbers, so that one side's message id is hardly ever right for the other side.
        let first = self.random.random_range(100..100_000);
        let user = User {
            id,
            first_name: name.into(),
            last_name: None,
            username,
            language: Some("en".into()),
            photo: None,
            kind,
            deleted: false,
            about: String::new(),
            contacts: BTreeSet::new(),
            blocked: BTreeSet::new(),
            mailbox: Mailbox::starting_at(first),
            dialogs: BTreeMap::new(),
            random_ids: HashMap::new(),
        };
        self.users.insert(id, user);
    }

    /// The hash with which `viewer` proves to know a user or group. <https://core.telegram.org/api/peers>
    pub fn access_hash(&self, viewer: UserId, of: Chat) -> i64 {
        let (kind, id) = match of {
            Chat::User(id) => (0u8, id.0),
            Chat::Group(id) => (1, id.0),
        };
        let parts: [&[u8]; 3] = [&viewer.0.to_le_bytes(), &[kind], &id.to_le_bytes()];
        let hash = crate::keys::derive(self.seed, "access hash", &parts);
        i64::from_le_bytes(hash[..8].try_into().unwrap_or_default())
    }

    /// Stands for a chat in what its buttons tell, without saying which. <https://core.telegram.org/bots/api#callbackquery>
    pub fn chat_instance(&self, of: Chat) -> i64 {
        let (kind, id) = match of {
            Chat::User(id) => (0u8, id.0),
            Chat::Group(id) => (1, id.0),
        };
        let instance = crate::keys::derive(self.seed, "chat instance", &[&[kind], &id.to_le_bytes()]);
        i64::from_le_bytes(instance[..8].try_into().unwrap_or_default())
    }

    // ---- messages

    pub fn mailbox(&self, id: BoxId) -> Option<&Mailbox> {
        match id {
            BoxId::User(user) => self.users.get(&user).map(|u| &u.mailbox),
            BoxId::Group(group) => self.groups.get(&group).map(|g| &g.mailbox),
        }
    }
    pub(crate) fn mailbox_mut(&mut self, id: BoxId) -> Option<&mut Mailbox> {
        match id {
            BoxId::User(user) => self.users.get_mut(&user).map(|u| &mut u.mailbox),
            BoxId::Group(group) => self.groups.get_mut(&group).map(|g| &mut g.mailbox),
        }
    }

    /// A message as `viewer` numbers it, if it is in that chat.
    pub fn message(&self, viewer: UserId, chat: Chat, id: MessageId) -> Option<&Message> {
        self.mailbox(chat.mailbox(viewer))?.messages.get(&id).filter(|m| m.chat == chat)
    }

    /// A private chat's messages as `viewer` has them, or a group's, oldest first.
    pub fn messages(&self, viewer: UserId, chat: Chat) -> impl DoubleEndedIterator<Item = &Message> {
        let messages = self.mailbox(chat.mailbox(viewer)).map(|b| b.messages.values());
        messages.into_iter().flatten().filter(move |m| m.chat == chat)
    }

    /// Both copies of a private message, all of one of a basic group (its own box first), or the one of a supergroup.
    pub(crate) fn copies(&self, mailbox: BoxId, message: &Message) -> Vec<(BoxId, MessageId)> {
        let mut copies = vec![(mailbox, message.id)];
        if let Some(all) = message.shared.and_then(|shared| self.shared.get(shared)) {
            let there = |(of, id): &&(BoxId, MessageId)| {
                *of != mailbox && self.mailbox(*of).is_some_and(|b| b.messages.contains_key(id))
            };
            copies.extend(all.iter().filter(there));
        }
        if let (Chat::User(other), Some(twin)) = (message.chat, message.twin) {
            let other = BoxId::User(other);
            if self.mailbox(other).is_some_and(|b| b.messages.contains_key(&twin)) {
                copies.push((other, twin));
            }
        }
        copies
    }

    // ---- what happened

    /// Appends to the log.
    pub(crate) fn record(&mut self, what: Change) {
        let seq = self.log.len();
        let of_box = match &what {
            Change::Sent { mailbox, pts, .. }
            | Change::Edited { mailbox, pts, .. }
            | Change::Deleted { mailbox, pts, .. }
            | Change::LookedAt { mailbox, pts, .. }
            | Change::Pinned { mailbox, pts, .. } => Some((*mailbox, *pts)),
            Change::ReadInbox { reader, pts: Some(pts), .. } => Some((BoxId::User(*reader), *pts)),
            Change::ReadOutbox { owner, pts: Some(pts), .. } => Some((BoxId::User(*owner), *pts)),
            _ => None,
        };
        if let Some((mailbox, pts)) = of_box
            && let Some(mailbox) = self.mailbox_mut(mailbox)
        {
            mailbox.changes.push((pts, seq));
        }
        let (at, origin) = (self.now(), self.origin);
        self.log.push(Event { seq: seq as u64, at, origin, what });
    }

    /// Events from position `seq` on.
    pub fn events_from(&self, seq: u64) -> &[Event] {
        let from = usize::try_from(seq).unwrap_or(usize::MAX).min(self.log.len());
        &self.log[from..]
    }

    // ---- how it says no

    /// Orders trouble.
    pub fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }
    /// The trouble ordered for this call, if any; used up by asking. A door asks before it performs.
    pub fn take_fault(&mut self, door: Door, method: &str, actor: Option<UserId>) -> Option<Effect> {
        faults::take(&mut self.faults, door, method, actor)
    }
    /// A door did to a call what was ordered.
    pub(crate) fn struck(&mut self, door: Door, method: &str, actor: Option<UserId>, effect: &Effect) {
        let (method, effect) = (method.to_owned(), effect.clone());
        self.record(Change::Struck { door, method, actor, effect });
    }
    /// Books `cost` sends of a bot; the Bot API door asks before sends, edits and topic calls.
    ///
    /// # Errors
    /// [`Refusal::RetryAfter`].
    pub fn spend(&mut self, bot: UserId, chat: Chat, cost: usize) -> Result<(), Refusal> {
        let now = self.now();
        let booked = self.spent.book(&self.limits, now, bot, chat, cost);
        if let Err(Refusal::RetryAfter(wait)) = booked {
            self.limited.push(Limited { at: now, bot, chat, cost, wait });
        }
        booked
    }
    /// The calls that were refused because a bot spoke too often.
    pub fn limited(&self) -> &[Limited] {
        &self.limited
    }
    /// A door was asked for a method it does not have.
    pub fn unimplemented(&mut self, method: &str) {
        self.missing.insert(method.to_owned());
    }
    /// The names collected by [`unimplemented`](Self::unimplemented), which are thereby accounted for.
    pub fn take_unimplemented(&mut self) -> Vec<String> {
        std::mem::take(&mut self.missing).into_iter().collect()
    }
    /// The same, kept.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        self.missing.iter().map(String::as_str)
    }
    /// Takes back all faults that have not struck.
    pub fn forgive(&mut self) {
        self.faults.clear();
    }
}
