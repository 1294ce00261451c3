//! Everything that people said, what came of it, and when.
//!
//! **Every message is known wherever it stands**: by its number in the text or caption, a sticker by its size, which no
//! other sticker of its dialog has. What bots and accounts send is looked at in the moment in which Telegram has it.

use rand::{rngs::StdRng, seq::IndexedRandom};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use telegram_sandbox::{
    Place,
    world::{BoxId, Change, Chat, GroupId, Message, MessageId, Shared, TopicId, UserId, World},
};

use crate::{
    agency::lines::{Line, Way},
    faults,
};

/// Among so many of the last messages, people look for one that they do something about.
const RECENT: usize = 20_000;

/// One message, and what is known of its copy.
#[derive(Clone, Debug)]
pub struct Item {
    pub line: usize,
    pub way: Way,
    /// It is a text alone, which can be changed as a whole.
    pub plain: bool,
    /// When it was said and when its copy came, in milliseconds.
    pub said: i64,
    pub came: Option<i64>,
    /// As its author numbers it; `None` while it is on its way.
    pub id: Option<MessageId>,
    /// The copy: in the thread, or as the client numbers it.
    pub copy: Option<MessageId>,
    /// The copy stands in a message with others.
    pub shares: bool,
    /// Which wording it has.
    pub version: u32,
    pub deleted: bool,
    /// Somebody at the far end has reacted to the copy.
    pub reacted: bool,
    /// Which message it answers.
    pub answers: Option<usize>,
}

/// What went wrong with messages that came.
#[derive(Clone, Debug, Default)]
pub struct Wrong {
    pub twice_to_client: usize,
    /// Those said to be a possible repetition.
    pub marked: usize,
    pub out_of_order: HashMap<Way, usize>,
    /// Some of them, to look at.
    pub examples: Vec<String>,
}

#[derive(Default)]
pub struct Pages {
    pub items: Vec<Item>,
    pub wrong: Wrong,
    /// Calls that were refused or went wrong because trouble was ordered.
    pub struck: HashMap<String, usize>,
    stickers: HashMap<(usize, u64), usize>,
    /// What came into a thread once more and does not say so.
    pub unmarked: HashMap<(usize, MessageId), usize>,
    /// Albums whose first says that they may have come before.
    marked: HashSet<(usize, i64)>,
    /// The number that came last, by dialog and way.
    last: HashMap<(usize, Way), usize>,
    came: usize,
}

/// The book, open to everybody who writes in it.
pub struct Book {
    threads: HashMap<(GroupId, TopicId), usize>,
    chats: HashMap<(UserId, UserId), usize>,
    bots: Vec<UserId>,
    pages: Mutex<Pages>,
}

impl Book {
    /// `bots`: who writes into threads in the name of what is tested.
    pub fn opened(world: &Shared, lines: &[Line], bots: Vec<UserId>) -> Arc<Book> {
        let threads = lines.iter().enumerate().map(|(at, line)| ((line.thread.group, line.thread.id), at)).collect();
        let chats = lines.iter().enumerate().map(|(at, line)| ((line.client.id, line.account.id), at)).collect();
        let book = Arc::new(Book { threads, chats, bots, pages: Mutex::default() });
        let observer = book.clone();
        world.observe(Box::new(move |world, from| observer.looks(world, from)));
        book
    }

    /// Never held while somebody acts: acting is told to the book.
    pub fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that something is about to be said, and gives it its number.
    pub fn begins(&self, line: usize, way: Way, plain: bool, answers: Option<usize>, now: i64) -> usize {
        let mut pages = self.pages();
        pages.items.push(Item {
            line,
            way,
            plain,
            said: now,
            came: None,
            id: None,
            copy: None,
            shares: false,
            version: 0,
            deleted: false,
            reacted: false,
            answers,
        });
        pages.items.len() - 1
    }

    /// The same of a sticker, which is known by a size of its own.
    pub fn begins_sticker(&self, line: usize, way: Way, now: i64) -> (usize, u64) {
        let number = self.begins(line, way, false, None, now);
        let size = 10_000 + number as u64 % 20_000;
        self.pages().stickers.insert((line, size), number);
        (number, size)
    }

    pub fn said(&self, number: usize, id: MessageId) {
        self.pages().items[number].id = Some(id);
    }

    /// How many have not come.
    pub fn missing(&self) -> usize {
        let pages = self.pages();
        pages.items.len() - pages.came
    }

    fn looks(&self, world: &mut World, from: u64) {
        for event in world.events_from(from) {
            match &event.what {
                Change::Sent { mailbox, message, .. } => {
                    let Some((line, way)) = self.place(*mailbox, message) else { continue };
                    self.pages().comes((line, way), message, size(world, message), event.at.0);
                }
                Change::Struck { door, effect, .. } => {
                    *self.pages().struck.entry(faults::kind(*door, effect)).or_default() += 1;
                }
                _ => {}
            }
        }
    }

    /// Whose copy a message may be.
    fn place(&self, mailbox: BoxId, message: &Message) -> Option<(usize, Way)> {
        match (mailbox, message.chat) {
            (BoxId::Group(group), _) if self.bots.contains(&message.author) => {
                let line = self.threads.get(&(group, message.topic?))?;
                Some((*line, Way::ToThread))
            }
            (BoxId::User(client), Chat::User(account)) if message.author == account => {
                Some((*self.chats.get(&(client, account))?, Way::ToClient))
            }
            _ => None,
        }
    }
}

impl Pages {
    /// What stands in a message.
    fn named(&self, line: usize, message: &Message, size: Option<u64>) -> Vec<(usize, u32)> {
        let mut named = names(message.text());
        if named.is_empty()
            && let Some(sticker) = size.and_then(|size| self.stickers.get(&(line, size)))
        {
            named.push((*sticker, 0));
        }
        named
    }

    fn comes(&mut self, (line, way): (usize, Way), message: &Message, size: Option<u64>, now: i64) {
        let named = self.named(line, message, size);
        // Below what takes no words is said that it may be a repetition.
        if named.is_empty() && way == Way::ToThread && message.text().contains('🔁') {
            let twice = message.reply.as_ref().and_then(|reply| self.unmarked.remove(&(line, reply.to)));
            self.wrong.marked += usize::from(twice.is_some());
        }
        let shares = named.len() > 1;
        for (number, version) in named {
            let Some(item) = self.items.get_mut(number).filter(|item| item.line == line && item.way == way) else {
                continue;
            };
            if item.came.is_none() {
                (item.came, item.copy, item.shares) = (Some(now), Some(message.id), shares);
                self.came += 1;
                let last = self.last.entry((line, way)).or_insert(number);
                if *last > number {
                    *self.wrong.out_of_order.entry(way).or_default() += 1;
                    self.wrong.examples.push(format!("№{number} came after №{last}: {:?}", message.text()));
                }
                *last = number.max(*last);
                continue;
            }
            // What does not fit into a message any more when it is changed stands below.
            if version > 0 && way == Way::ToThread {
                continue;
            }
            let album = message.album.map(|album| (line, album));
            let marked = message.text().contains('🔁') || album.is_some_and(|album| self.marked.contains(&album));
            if way == Way::ToThread && marked {
                self.wrong.marked += 1;
                self.marked.extend(album);
                item.copy = Some(message.id);
                continue;
            }
            match way {
                Way::ToThread => _ = self.unmarked.insert((line, message.id), number),
                Way::ToClient => self.wrong.twice_to_client += 1,
            }
            self.wrong.examples.push(format!("№{number} came twice: {:?}", message.text()));
        }
    }

    /// One of the last messages of a dialog that stand there and fit.
    pub fn standing(&self, rng: &mut StdRng, line: usize, fits: impl Fn(&Item) -> bool) -> Option<usize> {
        let recent = self.items.iter().enumerate().rev().take(RECENT);
        let fitting = recent.filter(|(_, item)| item.line == line && !item.deleted && item.id.is_some());
        let fitting: Vec<_> = fitting.filter(|(_, item)| fits(item)).take(5).collect();
        fitting.choose(rng).map(|(number, _)| *number)
    }

    /// How long copies took, shortest first.
    pub fn late(&self, way: Way) -> Vec<i64> {
        let items = self.items.iter().filter(|item| item.way == way);
        let mut late: Vec<_> = items.filter_map(|item| Some(item.came? - item.said)).collect();
        late.sort_unstable();
        late
    }

    pub fn lost(&self, way: Way) -> Vec<usize> {
        let lost = self.items.iter().enumerate().filter(|(_, item)| item.way == way && item.came.is_none());
        // What its author took back before anybody heard of it is nobody's loss.
        lost.filter(|(_, item)| !item.deleted).map(|(number, _)| number).collect()
    }
}

/// What was not carried over of what was done to messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    pub edits: usize,
    pub deletions: usize,
    pub replies: usize,
    pub reactions: usize,
}

impl Undone {
    pub fn count(self) -> usize {
        self.edits + self.deletions + self.replies + self.reactions
    }
}

/// Holds what stands in all chats against the book.
pub fn compared(world: &mut World, book: &Book, lines: &[Line], examples: &mut Vec<String>) -> Undone {
    let pages = book.pages();
    let shown = shown(world, book, &pages, lines);
    let mut undone = Undone::default();
    for (number, item) in pages.items.iter().enumerate() {
        let (Some(id), Some(copy)) = (item.id, item.copy) else { continue };
        let line = &lines[item.line];
        let ((author, from), (reader, to)) = ends(line, item.way);
        let copied = world.message(reader, to.chat, copy);
        let mut is_undone = |count: &mut usize, what: &str| {
            *count += 1;
            if examples.len() < 20 {
                let about = world.messages(reader, to.chat).filter(|message| {
                    names(message.text()).iter().any(|(named, _)| *named == number)
                        || message.reply.as_ref().is_some_and(|reply| reply.to == copy)
                });
                let about: Vec<_> = about.map(|message| (message.id, &message.reply, message.text())).collect();
                examples
                    .push(format!("№{number}: {what}; {item:?}; shown as {:?}; {about:?}", copied.map(Message::text)));
            }
        };
        let last = shown.get(&number).copied().unwrap_or_default();
        if item.deleted {
            let gone = match item.way {
                Way::ToThread => last.deleted || copied.is_none(),
                Way::ToClient => copied.is_none(),
            };
            if !gone {
                is_undone(&mut undone.deletions, "is still there");
            }
            continue;
        }
        let version = match item.way {
            Way::ToThread => last.version,
            Way::ToClient => {
                let names = copied.map(|copied| names(copied.text())).unwrap_or_default();
                names.iter().find(|(named, _)| *named == number).map_or(0, |(_, version)| *version)
            }
        };
        if version != item.version {
            is_undone(&mut undone.edits, &format!("says version {version}, not {}", item.version));
        }
        if let Some(target) = item.answers.and_then(|target| pages.items.get(target)).filter(|target| !target.deleted) {
            // At the far end the copy of what a person answers there is what was said there, and the other way round.
            let there = if target.way == item.way { target.copy } else { target.id };
            let reply = copied.and_then(|copied| copied.reply.as_ref()).map(|reply| reply.to);
            // What came twice, or grew out of its message, stands there more than once.
            let shown = reply.and_then(|reply| world.message(reader, to.chat, reply));
            let named = shown.map(|shown| pages.named(item.line, shown, size(world, shown))).unwrap_or_default();
            let named = named.iter().any(|(number, _)| Some(*number) == item.answers);
            // Who answers a message in which several stand, answers one of them.
            let beside = |other: &Item| other.line == item.line && other.id == reply && other.copy == target.copy;
            if reply != there && !named && !(target.shares && pages.items.iter().any(beside)) {
                let stands = world
                    .messages(reader, to.chat)
                    .filter(|message| names(message.text()).iter().any(|(named, _)| Some(*named) == item.answers));
                let stands: Vec<_> = stands.map(|message| (message.id, message.text())).collect();
                is_undone(
                    &mut undone.replies,
                    &format!("answers {reply:?}, not {target:?}, which stands in {stands:?}"),
                );
            }
        }
        if item.reacted {
            let original = world.message(author, from.chat, id);
            if !original
                .is_some_and(|original| original.reactions.iter().any(|reaction| reaction.emoji.to_string() == LIKE))
            {
                let far = if item.way == Way::ToClient { "a client" } else { "an operator" };
                is_undone(&mut undone.reactions, &format!("does not bear the reaction of {far}"));
            }
        }
    }
    undone
}

/// What people react with.
pub const LIKE: &str = "🔥";

/// Who says something and where, and who reads it where.
fn ends(line: &Line, way: Way) -> ((UserId, Place), (UserId, Place)) {
    let client = (line.client.id, Place::from(&line.account));
    let operator = (line.operator.id, Place::from(line.thread));
    match way {
        Way::ToThread => (client, operator),
        Way::ToClient => (operator, client),
    }
}

/// Of the file in a message.
fn size(world: &World, message: &Message) -> Option<u64> {
    let file = world.files.get(&message.media()?.file()?)?;
    Some(file.size())
}

#[derive(Clone, Copy, Default)]
struct Shown {
    version: u32,
    deleted: bool,
}

/// How each message is shown at last by the bots in all threads.
fn shown(world: &World, book: &Book, pages: &Pages, lines: &[Line]) -> HashMap<usize, Shown> {
    let mut shown: HashMap<usize, Shown> = HashMap::new();
    let posts = pages.items.iter().enumerate().filter(|(_, item)| item.way == Way::ToThread);
    let posts = posts.filter_map(|(number, item)| Some(((lines[item.line].thread.group, item.copy?), number)));
    let mut standing: HashMap<_, Vec<_>> = HashMap::new();
    for (place, number) in posts {
        standing.entry(place).or_default().push(number);
    }
    let groups: HashSet<_> = book.threads.keys().map(|(group, _)| *group).collect();
    for group in groups {
        let messages = world.mailbox(BoxId::Group(group)).map(|mailbox| &mailbox.messages);
        for message in messages.into_iter().flat_map(|messages| messages.values()) {
            if !book.bots.contains(&message.author) {
                continue;
            }
            let deleted = message.text().contains('🗑');
            let named = names(message.text());
            // Of what takes no words it is told below.
            let above = message.reply.as_ref().filter(|_| deleted && named.is_empty());
            let above = above.and_then(|reply| standing.get(&(group, reply.to)));
            // Which of several it was it does not say.
            if let Some([number]) = above.map(Vec::as_slice) {
                shown.entry(*number).or_default().deleted = true;
            }
            for (number, version) in named {
                let last = shown.entry(number).or_default();
                last.version = last.version.max(version);
                last.deleted |= deleted;
            }
        }
    }
    shown
}

/// How a message is named, and which wording it has.
pub fn name(number: usize, version: u32) -> String {
    match version {
        0 => format!("№{number};"),
        version => format!("№{number}; v{version};"),
    }
}

/// The messages named in a text, each once, with the latest wording.
fn names(text: &str) -> Vec<(usize, u32)> {
    let mut names: Vec<(usize, u32)> = Vec::new();
    for part in text.split('№').skip(1) {
        let mut fields = part.split(';');
        let Some(number) = fields.next().and_then(|number| number.parse().ok()) else { continue };
        let version = fields.next().and_then(|field| field.trim().strip_prefix('v')?.parse().ok());
        let version: u32 = version.unwrap_or_default();
        match names.iter_mut().find(|(known, _)| *known == number) {
            Some((_, known)) => *known = version.max(*known),
            None => names.push((number, version)),
        }
    }
    names
}
