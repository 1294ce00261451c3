//! The team's side of Telegram in memory: forum groups with topics, panels, one numbering per chat.
//!
//! As strict as Telegram where the relay could notice: topics vanish with their messages, what is gone cannot be edited,
//! replied to or reacted to, "not modified" is no error.

use super::feed::{Feed, Happening};
use async_trait::async_trait;
use pult::{
    domain::{
        AccountId, AlbumId, Attachment, BotMessageId, ChatId, Content, DialogId, Emoji, File, FileKind, Line, Media,
        MemberId, Reaction, ReplyTo, RichText, TopicId,
    },
    ports::{Body, ClientEvent, StandingCard, TeamAction, TeamError, TeamNetwork, TeamReceipt, TeamSend},
    relay::{Actor, DeskEvent, DeskEventKind},
};
use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::time::{Instant, sleep};

use super::world::BOT;

const WAY: Duration = Duration::from_millis(30);

/// What goes wrong with the next request.
#[derive(Clone, Copy, Debug)]
pub enum TeamFault {
    RateLimited(u64),
    NotSent,
    /// It never arrives, and nobody says so.
    LostOnTheWay,
    /// It is done, and nobody says so.
    AnswerLost,
    /// The adapter panics.
    Panic,
}

#[derive(Clone, Debug)]
pub struct GroupMessage {
    pub id: BotMessageId,
    pub topic: Option<TopicId>,
    /// `None`: the bot.
    pub author: Option<MemberId>,
    /// What is attached, its caption aside.
    pub media: Option<Media>,
    /// What it was at first, and is now.
    pub first: Body,
    pub body: Body,
    pub reply_to: Option<BotMessageId>,
    /// Of the bot.
    pub reaction: Option<Reaction>,
    /// Of the member.
    pub reacted: Option<Emoji>,
    pub deleted: bool,
    /// Whether its author wants it back, from the client too.
    pub taken_back: bool,
}

#[derive(Clone, Debug)]
pub struct Topic {
    pub dialog: DialogId,
    pub deleted: bool,
}

#[derive(Default)]
pub struct Group {
    pub topics: BTreeMap<TopicId, Topic>,
    pub messages: Vec<GroupMessage>,
    /// The cards of threads, which nobody says.
    pub cards: BTreeMap<BotMessageId, TopicId>,
    /// The account that sits in the group and sees what bots are not told.
    pub account: Option<AccountId>,
    /// What was done when, and as how many messages it counts.
    spent: Vec<(Instant, u32)>,
    last: i32,
}

#[derive(Default)]
pub struct State {
    pub groups: BTreeMap<ChatId, Group>,
    pub faults: VecDeque<TeamFault>,
    /// How often a post of these words was made without Pult being told.
    pub cut: HashMap<String, usize>,
}

pub struct Groups {
    state: Mutex<State>,
    feed: Arc<Feed>,
}

/// What a body says, without its dress.
pub fn words(body: &Body) -> &str {
    match body {
        Body::Text(text) => &text.text,
        Body::Line(line) => words_of(line),
        Body::Media(shown) => &shown.media.caption.text,
        Body::Lines(_) => "",
    }
}

fn words_of(line: &Line) -> &str {
    match line {
        Line::FromPhone { text }
        | Line::DeletedByClient { text }
        | Line::PossibleDuplicate { text }
        | Line::EditedByClient { now: text, .. } => &text.text,
        Line::PossibleDuplicateLine { line } | Line::FromPhoneLine { line } => words_of(line),
        _ => "",
    }
}

/// Whether a body says that it may stand there twice.
pub fn is_marked(body: &Body) -> bool {
    matches!(body, Body::Line(Line::PossibleDuplicate { .. } | Line::PossibleDuplicateLine { .. }))
}

/// By which a message is known through all its edits: its first word.
pub fn name(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

impl Groups {
    pub fn new(feed: Arc<Feed>) -> Groups {
        Groups { state: Mutex::default(), feed }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// A person writes into a topic.
    pub fn writes(
        &self,
        chat: ChatId,
        topic: Option<TopicId>,
        actor: Actor,
        text: &str,
        reply_to: Option<BotMessageId>,
    ) -> BotMessageId {
        let author = match actor {
            Actor::Person(member) => member,
            Actor::Anonymous => MemberId(0),
        };
        let body = Body::Text(pult::domain::RichText::plain(text));
        let id = self.state().group(chat).post(topic, Some(author), body, reply_to);
        let reply_to = reply_to.map(|message| ReplyTo { message, quote: None });
        self.tell(chat, topic, actor, id, DeskEventKind::Wrote { content: Content::text(text), reply_to, album: None });
        id
    }

    /// A person puts an album into a topic, a caption under each part.
    pub fn writes_album(&self, chat: ChatId, topic: TopicId, author: MemberId, captions: &[String]) {
        let mut album = None;
        for caption in captions {
            let caption = RichText::plain(caption);
            let id = self.state().group(chat).post(Some(topic), Some(author), Body::Text(caption.clone()), None);
            let album = *album.get_or_insert(AlbumId(id.0.into()));
            let photo = Media::from(Attachment::File(File::new(FileKind::Photo, id.to_string())));
            self.state().group(chat).get(id).expect("posted a moment ago").media = Some(photo.clone());
            let content = Media { caption, ..photo }.into();
            let kind = DeskEventKind::Wrote { content, reply_to: None, album: Some(album) };
            self.tell(chat, Some(topic), Actor::Person(author), id, kind);
        }
    }

    pub fn edits(&self, chat: ChatId, id: BotMessageId, text: &str) {
        let mut state = self.state();
        let message = state.group(chat).get(id).expect("a message that exists");
        message.body = Body::Text(pult::domain::RichText::plain(text));
        let (topic, author) = (message.topic, message.author.expect("a person's message"));
        let content = match message.media.clone() {
            Some(media) => Media { caption: RichText::plain(text), ..media }.into(),
            None => Content::text(text),
        };
        drop(state);
        self.tell(chat, topic, Actor::Person(author), id, DeskEventKind::Edited { content });
    }

    /// `/del` in reply to a message.
    pub fn del(&self, chat: ChatId, by: MemberId, target: BotMessageId) {
        let mut state = self.state();
        let topic = state.group(chat).get(target).and_then(|message| message.topic);
        let body = Body::Text(pult::domain::RichText::plain("/del"));
        let id = state.group(chat).post(topic, Some(by), body, Some(target));
        state.group(chat).get(target).expect("a message that exists").taken_back = true;
        drop(state);
        self.tell(chat, topic, Actor::Person(by), id, DeskEventKind::Delete { target: Some(target) });
    }

    /// A member reacts, or takes that back.
    pub fn reacts(&self, chat: ChatId, message: BotMessageId, member: MemberId, emoji: Option<Emoji>) {
        self.state().group(chat).get(message).expect("a message that exists").reacted = emoji;
        self.feed.push(Happening::Reacted { chat, message, member, emoji }, Instant::now());
    }

    /// A person deletes a message: bots are not told, the account is.
    pub fn deletes(&self, chat: ChatId, id: BotMessageId) {
        self.state().group(chat).get(id).expect("a message that exists").taken_back = true;
        self.delete_all(chat, &[id]);
    }

    /// A person deletes a topic, and with it everything in it.
    pub fn deletes_topic(&self, chat: ChatId, topic: TopicId) {
        let mut state = self.state();
        let group = state.group(chat);
        if let Some(topic) = group.topics.get_mut(&topic) {
            topic.deleted = true;
        }
        let inside = group.messages.iter().filter(|message| message.topic == Some(topic)).map(|message| message.id);
        let ids: Vec<_> = [BotMessageId(topic.0)].into_iter().chain(inside).collect();
        let account = group.account;
        drop(state);
        self.tell_deleted(account, chat, ids);
    }

    fn delete_all(&self, chat: ChatId, ids: &[BotMessageId]) {
        let mut state = self.state();
        let group = state.group(chat);
        for id in ids {
            if let Some(message) = group.get(*id) {
                message.deleted = true;
            }
        }
        let account = group.account;
        drop(state);
        self.tell_deleted(account, chat, ids.to_vec());
    }

    fn tell_deleted(&self, account: Option<AccountId>, chat: ChatId, messages: Vec<BotMessageId>) {
        if let Some(account) = account {
            self.feed.push(Happening::Client(account, ClientEvent::GroupDeleted { chat, messages }), Instant::now());
        }
    }

    fn tell(&self, chat: ChatId, topic: Option<TopicId>, actor: Actor, message: BotMessageId, kind: DeskEventKind) {
        let at = jiff::Timestamp::UNIX_EPOCH;
        self.feed.push(Happening::Desk(DeskEvent { bot: BOT, chat, topic, actor, message, at, kind }), Instant::now());
    }

    fn apply(&self, send: &TeamSend) -> Result<TeamReceipt, TeamError> {
        let receipt = self.change(send)?;
        let cost = match &receipt {
            TeamReceipt::PostedAlbum(posted) => posted.len() as u32,
            TeamReceipt::Looked { .. } | TeamReceipt::Unchanged => 0,
            _ if matches!(send.action, TeamAction::Delete { .. } | TeamAction::Remove { .. }) => 0,
            _ => 1,
        };
        self.state().group(send.chat).spent.push((Instant::now(), cost));
        Ok(receipt)
    }

    fn change(&self, send: &TeamSend) -> Result<TeamReceipt, TeamError> {
        let mut state = self.state();
        let group = state.group(send.chat);
        match &send.action {
            TeamAction::OpenThread { dialog, .. } => {
                group.last += 1;
                let thread = TopicId(group.last);
                group.topics.insert(thread, Topic { dialog: *dialog, deleted: false });
                Ok(TeamReceipt::Opened { thread })
            }
            TeamAction::ReopenThread { .. } => Ok(TeamReceipt::Done),
            TeamAction::Post { thread, body, reply_to } => {
                if thread.is_some_and(|thread| group.topics.get(&thread).is_none_or(|topic| topic.deleted)) {
                    return Err(TeamError::ThreadGone);
                }
                let target = reply_to.as_ref().map(|reply| reply.message);
                if target.is_some_and(|target| !group.stands(target)) {
                    return Err(TeamError::MessageGone);
                }
                let message = group.post(*thread, None, body.clone(), target);
                *state.cut.entry(name(words(body)).to_owned()).or_default() += 1;
                Ok(TeamReceipt::Posted { message })
            }
            TeamAction::PostAlbum { thread, album, reply_to } => {
                if group.topics.get(thread).is_none_or(|topic| topic.deleted) {
                    return Err(TeamError::ThreadGone);
                }
                let target = reply_to.as_ref().map(|reply| reply.message);
                if target.is_some_and(|target| !group.stands(target)) {
                    return Err(TeamError::MessageGone);
                }
                let mut posted = Vec::new();
                for shown in album {
                    posted.push(group.post(Some(*thread), None, Body::Media(Box::new(shown.clone())), target));
                }
                for shown in album {
                    *state.cut.entry(name(&shown.media.caption.text).to_owned()).or_default() += 1;
                }
                Ok(TeamReceipt::PostedAlbum(posted))
            }
            TeamAction::Replace { .. } => unreachable!("no story here replaces what is attached"),
            TeamAction::Preview { .. } | TeamAction::Strip { .. } => unreachable!("no story here sends templates"),
            TeamAction::Edit { message, body } => {
                if !group.stands(*message) {
                    return Err(TeamError::MessageGone);
                }
                if let Some(message) = group.get(*message) {
                    assert_eq!(message.author, None, "a bot can edit its own messages only");
                    message.body = body.clone();
                }
                Ok(TeamReceipt::Done)
            }
            TeamAction::React { message, reaction } => {
                if !group.stands(*message) {
                    return Err(TeamError::MessageGone);
                }
                if let Some(message) = group.get(*message) {
                    message.reaction = *reaction;
                }
                Ok(TeamReceipt::Done)
            }
            TeamAction::Delete { message } => {
                if !group.stands(*message) {
                    return Err(TeamError::MessageGone);
                }
                drop(state);
                self.delete_all(send.chat, &[*message]);
                Ok(TeamReceipt::Done)
            }
            TeamAction::Card { thread, standing, .. } => {
                if group.topics.get(thread).is_none_or(|topic| topic.deleted) {
                    return Err(TeamError::ThreadGone);
                }
                let message = match standing {
                    Some(card) if !group.has_card(card.message) => return Err(TeamError::MessageGone),
                    Some(card) => card.message,
                    None => group.post_card(*thread),
                };
                Ok(TeamReceipt::Card(StandingCard { message, print: [0; 16] }))
            }
            TeamAction::Pin { message } => match group.has_card(*message) {
                true => Ok(TeamReceipt::Done),
                false => Err(TeamError::MessageGone),
            },
            TeamAction::LookAtDesk { .. } => Ok(TeamReceipt::Looked { problems: Vec::new(), entrance: None }),
            TeamAction::Title { .. } | TeamAction::DropThread { .. } | TeamAction::Remove { .. } => {
                Ok(TeamReceipt::Done)
            }
            TeamAction::Show { .. } | TeamAction::Export { .. } | TeamAction::Backup { .. } => {
                Ok(TeamReceipt::Posted { message: group.post(None, None, line(), None) })
            }
        }
    }

    /// Pult was told of what it posted.
    fn answered(&self, send: &TeamSend) {
        let posted: Vec<&str> = match &send.action {
            TeamAction::Post { body, .. } => vec![name(words(body))],
            TeamAction::PostAlbum { album, .. } => album.iter().map(|shown| name(&shown.media.caption.text)).collect(),
            _ => Vec::new(),
        };
        for name in posted {
            if let Some(cut) = self.state().cut.get_mut(name) {
                *cut -= 1;
            }
        }
    }
}

fn line() -> Body {
    Body::Line(Line::Help)
}

impl State {
    pub fn group(&mut self, chat: ChatId) -> &mut Group {
        self.groups.entry(chat).or_default()
    }
}

impl Group {
    /// The most that was done in any minute.
    pub fn most_in_a_minute(&self) -> u32 {
        let since = |end: Instant| move |(at, _): &&(Instant, u32)| *at <= end && end - *at < Duration::from_secs(60);
        let within = |end: &(Instant, u32)| self.spent.iter().filter(since(end.0)).map(|(_, cost)| cost).sum();
        self.spent.iter().map(within).max().unwrap_or_default()
    }

    pub fn get(&mut self, id: BotMessageId) -> Option<&mut GroupMessage> {
        self.messages.iter_mut().find(|message| message.id == id)
    }

    /// Whether the message is there, and its topic.
    pub fn stands(&self, id: BotMessageId) -> bool {
        self.messages.iter().any(|message| message.id == id && !message.deleted && self.lives(message.topic))
    }

    pub fn lives(&self, topic: Option<TopicId>) -> bool {
        topic.is_none_or(|topic| self.topics.get(&topic).is_some_and(|topic| !topic.deleted))
    }

    fn has_card(&self, id: BotMessageId) -> bool {
        self.cards.get(&id).is_some_and(|topic| self.lives(Some(*topic)))
    }

    fn post_card(&mut self, topic: TopicId) -> BotMessageId {
        self.last += 1;
        self.cards.insert(BotMessageId(self.last), topic);
        BotMessageId(self.last)
    }

    fn post(
        &mut self,
        topic: Option<TopicId>,
        author: Option<MemberId>,
        body: Body,
        reply_to: Option<BotMessageId>,
    ) -> BotMessageId {
        self.last += 1;
        let (id, first) = (BotMessageId(self.last), body.clone());
        let message = GroupMessage {
            id,
            topic,
            author,
            media: None,
            first,
            body,
            reply_to,
            reaction: None,
            reacted: None,
            deleted: false,
            taken_back: false,
        };
        self.messages.push(message);
        id
    }
}

#[async_trait]
impl TeamNetwork for Groups {
    async fn perform(&self, send: &TeamSend) -> Result<TeamReceipt, TeamError> {
        sleep(WAY).await;
        let fault = self.state().faults.pop_front();
        match fault {
            Some(TeamFault::RateLimited(seconds)) => Err(TeamError::RateLimited(Duration::from_secs(seconds))),
            Some(TeamFault::NotSent) => Err(TeamError::NotSent),
            Some(TeamFault::LostOnTheWay) => Err(TeamError::Ambiguous),
            Some(TeamFault::Panic) => panic!("the adapter fails, as the test ordered"),
            Some(TeamFault::AnswerLost) => {
                let result = self.apply(send);
                sleep(WAY).await;
                result.and(Err(TeamError::Ambiguous))
            }
            None => {
                let result = self.apply(send);
                sleep(WAY).await;
                if result.is_ok() {
                    self.answered(send);
                }
                result
            }
        }
    }
}
