//! What happened in the chats, read from the sandbox's log.
//!
//! Every message of a round is known by its name, a word of its text that no other message has: `c` and a number for what
//! clients write, `p` what is written on an account's phone, `a` what operators answer, `k` their comments.

use std::collections::BTreeMap;
use telegram_sandbox::world::{
    Body, BoxId, Change, Chat, Door, Effect, GroupId, Message, MessageId, Service, TopicId, UserId, World,
};

/// All of it, oldest first.
#[derive(Default)]
pub struct History {
    /// By account and client, as the account numbers it.
    chats: BTreeMap<(UserId, UserId), Chatting>,
    desks: BTreeMap<GroupId, Desk>,
    /// Where the bot did not hear that it made something new, as positions in the log.
    pub unanswered: Vec<u64>,
    /// What went wrong with calls.
    pub struck: Vec<(Door, Effect)>,
    /// Where a difference was too long: who was told to start over, in which box, as positions in the log.
    pub passed_over: Vec<(UserId, BoxId, u64)>,
}

#[derive(Default)]
pub struct Chatting {
    pub messages: Vec<Chatted>,
    /// The client has read the account's messages up to here, and the account the client's.
    pub read_by_client: Option<MessageId>,
    pub read_by_account: Option<MessageId>,
}

/// A message of a private chat.
pub struct Chatted {
    pub name: String,
    pub id: MessageId,
    /// The client's number for it.
    pub twin: Option<MessageId>,
    pub by_client: bool,
    pub reply: Option<MessageId>,
    /// When it was written, changed or deleted last, as a position in the log.
    pub changed: u64,
    /// What it says now; `None` when it was deleted.
    pub now: Option<String>,
}

#[derive(Default)]
pub struct Desk {
    pub posts: Vec<Posted>,
    /// By what they are called, the deleted ones too.
    pub topics: Vec<Opened>,
}

/// A message of a desk.
pub struct Posted {
    /// `None`: a line that is about no message.
    pub name: Option<String>,
    /// What it said at first.
    pub said: String,
    /// When it came, as a position in the log.
    pub at: u64,
    pub id: MessageId,
    pub topic: Option<TopicId>,
    pub by: UserId,
    pub reply: Option<MessageId>,
    pub end: End,
    /// When it was deleted, as a position in the log.
    pub gone: Option<u64>,
}

/// What became of a message.
#[derive(PartialEq)]
pub enum End {
    Stands {
        text: String,
        reactions: Vec<String>,
    },
    Deleted,
    /// Somebody deleted the whole topic.
    WithTopic,
}

pub struct Opened {
    pub id: TopicId,
    pub title: String,
    pub at: u64,
    pub deleted: bool,
}

impl History {
    pub fn of(world: &World) -> History {
        let mut history = History::default();
        for event in &world.log {
            history.takes(event.seq, &event.what);
        }
        for (group, desk) in &mut history.desks {
            let standing = world.mailbox(BoxId::Group(*group)).map(|mailbox| &mailbox.messages);
            for post in &mut desk.posts {
                if let Some(message) = standing.and_then(|messages| messages.get(&post.id)) {
                    let reactions = message.reactions.iter().map(|reaction| reaction.emoji.to_string()).collect();
                    post.end = End::Stands { text: message.text().to_owned(), reactions };
                }
            }
        }
        for ((account, _), chat) in &mut history.chats {
            for said in &mut chat.messages {
                let message = world.users.get(account).and_then(|user| user.mailbox.messages.get(&said.id));
                said.now = message.map(|message| message.text().to_owned());
            }
        }
        history
    }

    /// The chat of an account with a client.
    pub fn chat(&self, account: UserId, client: UserId) -> &Chatting {
        static NONE: Chatting = Chatting { messages: Vec::new(), read_by_client: None, read_by_account: None };
        self.chats.get(&(account, client)).unwrap_or(&NONE)
    }

    pub fn desk(&self, group: GroupId) -> &Desk {
        static NONE: Desk = Desk { posts: Vec::new(), topics: Vec::new() };
        self.desks.get(&group).unwrap_or(&NONE)
    }

    /// Whether what happened to a box by then may have been passed over for somebody, who was told to start over later.
    pub fn is_passed_over(&self, user: UserId, mailbox: BoxId, at: u64) -> bool {
        self.passed_over.iter().any(|(who, of, over)| (*who, *of) == (user, mailbox) && at < *over)
    }

    fn changes(&mut self, owner: UserId, chat: Chat, id: MessageId, at: u64) {
        let Chat::User(other) = chat else { return };
        let chat = self.chats.entry((owner, other)).or_default();
        if let Some(said) = chat.messages.iter_mut().find(|said| said.id == id) {
            said.changed = at;
        }
    }

    fn takes(&mut self, at: u64, what: &Change) {
        match what {
            Change::Sent { mailbox: BoxId::User(owner), message, .. } => {
                if let (Chat::User(other), Some(name)) = (message.chat, name(message.text())) {
                    let said = Chatted {
                        name: name.to_owned(),
                        id: message.id,
                        twin: message.twin,
                        by_client: message.author == other,
                        reply: message.reply.as_ref().map(|reply| reply.to),
                        changed: at,
                        now: None,
                    };
                    self.chats.entry((*owner, other)).or_default().messages.push(said);
                }
            }
            Change::Sent { mailbox: BoxId::Group(group), message, .. } => {
                self.desks.entry(*group).or_default().takes(at, message);
            }
            Change::Deleted { mailbox: BoxId::Group(group), messages, .. } => {
                let desk = self.desks.entry(*group).or_default();
                for topic in &mut desk.topics {
                    topic.deleted |= messages.iter().any(|message| message.id == topic.id.root());
                }
                for post in &mut desk.posts {
                    if messages.iter().any(|message| message.id == post.id) {
                        post.gone = Some(at);
                        let with_topic = desk.topics.iter().any(|topic| Some(topic.id) == post.topic && topic.deleted);
                        post.end = if with_topic { End::WithTopic } else { End::Deleted };
                    }
                }
            }
            Change::Edited { mailbox: BoxId::User(owner), message, .. } => {
                self.changes(*owner, message.chat, message.id, at);
            }
            Change::Deleted { mailbox: BoxId::User(owner), chat, messages, .. } => {
                for message in messages {
                    self.changes(*owner, *chat, message.id, at);
                }
            }
            Change::PassedOver { user, mailbox } => self.passed_over.push((*user, *mailbox, at)),
            Change::ReadOutbox { owner, chat: Chat::User(reader), max, .. } => {
                let chat = self.chats.entry((*owner, *reader)).or_default();
                chat.read_by_client = chat.read_by_client.max(Some(*max));
            }
            Change::ReadInbox { reader, chat: Chat::User(other), max, .. } => {
                let chat = self.chats.entry((*reader, *other)).or_default();
                chat.read_by_account = chat.read_by_account.max(Some(*max));
            }
            Change::Struck { door, effect, method, .. } => {
                // Bots write names of methods as they like.
                let method = method.to_lowercase();
                let makes = ["send", "create", "copy"].iter().any(|verb| method.starts_with(verb));
                let unheard = [Effect::DropAfter, Effect::SilentAfter].contains(effect);
                if makes && *door == Door::BotApi && unheard {
                    self.unanswered.push(at);
                }
                self.struck.push((*door, effect.clone()));
            }
            _ => {}
        }
    }
}

impl Chatting {
    pub fn get(&self, id: MessageId) -> Option<&Chatted> {
        self.messages.iter().find(|said| said.id == id)
    }

    /// What stands there now, by one of the two.
    pub fn standing(&self, by_client: bool) -> impl Iterator<Item = (&Chatted, &str)> {
        self.messages
            .iter()
            .filter(move |said| said.by_client == by_client)
            .filter_map(|said| Some((said, said.now.as_deref()?)))
    }
}

impl Desk {
    fn takes(&mut self, at: u64, message: &Message) {
        if let Body::Service(service) = &message.body {
            if let Service::TopicCreated { title, .. } = service {
                let id = message.id.as_topic();
                // A sign of how the dialog is may stand before the name.
                let title = title.trim_start_matches(|ch: char| !ch.is_alphanumeric()).to_owned();
                self.topics.push(Opened { id, title, at, deleted: false });
            }
            return;
        }
        self.posts.push(Posted {
            name: name(message.text()).map(str::to_owned),
            said: message.text().to_owned(),
            at,
            id: message.id,
            topic: message.topic,
            by: message.author,
            reply: message.reply.as_ref().map(|reply| reply.to),
            end: End::Deleted,
            gone: None,
        });
    }

    pub fn get(&self, id: MessageId) -> Option<&Posted> {
        self.posts.iter().find(|post| post.id == id)
    }

    /// What says in a topic who the client is, not what they say.
    pub fn cards(&self, topic: TopicId) -> impl Iterator<Item = &Posted> {
        self.posts.iter().filter(move |post| post.topic == Some(topic) && post.is_card())
    }

    /// The latest post of this name.
    pub fn last_of(&self, name: &str) -> Option<&Posted> {
        self.posts.iter().rev().find(|post| post.name.as_deref() == Some(name))
    }

    pub fn topic(&self, id: Option<TopicId>) -> Option<&Opened> {
        self.topics.iter().find(|topic| Some(topic.id) == id)
    }

    /// The topic of this title where the bot posted last, if it is still there.
    pub fn thread(&self, title: &str, bot: UserId) -> Option<TopicId> {
        let of = |post: &&Posted| self.topic(post.topic).is_some_and(|topic| topic.title == title);
        let last = self.posts.iter().rev().filter(|post| post.by == bot).find(of)?;
        self.topic(last.topic).filter(|topic| !topic.deleted).map(|topic| topic.id)
    }
}

impl Posted {
    pub fn is_card(&self) -> bool {
        self.said.starts_with('👤')
    }

    pub fn stands(&self) -> Option<(&str, &[String])> {
        match &self.end {
            End::Stands { text, reactions } => Some((text, reactions)),
            End::Deleted | End::WithTopic => None,
        }
    }
}

/// The name in a text.
pub fn name(text: &str) -> Option<&str> {
    text.split_whitespace().find(|word| {
        word.strip_prefix(['c', 'p', 'a', 'k'])
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    })
}
