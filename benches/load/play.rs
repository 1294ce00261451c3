//! What people say and do, by a seed: clients write in bursts, operators answer, and both send what people send.

use crate::{
    agency::lines::{Line, Way},
    book::{Book, Item, LIKE, name},
};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use std::{collections::VecDeque, sync::Arc};
use telegram_sandbox::{
    Person, Place, Sandbox,
    world::{Draft, Media, Reply, StickerKind},
};

/// What a message is, and how often, in a hundred: of clients, and of operators.
const CLIENTS: [(What, u32); 8] = [
    (What::Text, 62),
    (What::Reply, 8),
    (What::Media("photo"), 9),
    (What::Media("document"), 4),
    (What::Media("voice"), 3),
    (What::Media("video"), 2),
    (What::Sticker, 8),
    (What::Album, 4),
];
const OPERATORS: [(What, u32); 5] =
    [(What::Text, 72), (What::Reply, 12), (What::Media("photo"), 7), (What::Media("document"), 4), (What::Sticker, 5)];

/// In a hundred messages, so many are written by clients, and so often something is done to one that stands there.
const BY_CLIENTS: u32 = 65;
const DONE: [(Deed, u32); 7] = [
    (Deed::ClientEdits, 5),
    (Deed::ClientDeletes, 2),
    (Deed::ClientReacts, 4),
    (Deed::ClientReads, 12),
    (Deed::OperatorEdits, 3),
    (Deed::OperatorDeletes, 1),
    (Deed::OperatorReacts, 3),
];

/// Conversations that go on at the same time, in parts of all dialogs, and how often somebody else's begins.
const LIVELY: usize = 8;
const TURNS: f64 = 0.3;

#[derive(Clone, Copy)]
enum What {
    Text,
    Reply,
    Media(&'static str),
    Sticker,
    /// So many messages at once.
    Album,
}

#[derive(Clone, Copy)]
enum Deed {
    ClientEdits,
    ClientDeletes,
    ClientReacts,
    ClientReads,
    OperatorEdits,
    OperatorDeletes,
    OperatorReacts,
}

pub struct Play<'a> {
    sandbox: &'a Sandbox,
    lines: &'a [Line],
    book: Arc<Book>,
    rng: StdRng,
    lively: VecDeque<usize>,
}

impl<'a> Play<'a> {
    pub fn new(sandbox: &'a Sandbox, lines: &'a [Line], book: Arc<Book>, seed: u64) -> Play<'a> {
        Play { sandbox, lines, book, rng: StdRng::seed_from_u64(seed), lively: VecDeque::new() }
    }

    /// Somebody says something, and now and then does something; how many messages were said.
    pub fn goes_on(&mut self) -> usize {
        let line = self.dialog();
        let by_client = self.rng.random_ratio(BY_CLIENTS, 100);
        let (way, choice) = match by_client {
            true => (Way::ToThread, CLIENTS.as_slice()),
            false => (Way::ToClient, OPERATORS.as_slice()),
        };
        let (what, _) = *choice.choose_weighted(&mut self.rng, |(_, weight)| *weight).expect("there is a choice");
        let said = self.says(line, way, what);
        for (deed, often) in DONE {
            if self.rng.random_ratio(often * said as u32, 100) {
                let line = self.dialog();
                self.does(line, deed);
            }
        }
        said
    }

    /// The last words in every desk and to every account: what was missed before shows by what comes after it.
    pub fn ends(&mut self) {
        let mut seen = std::collections::HashSet::new();
        for line in 0..self.lines.len() {
            if seen.insert(self.lines[line].account.id) {
                self.says(line, Way::ToThread, What::Text);
                self.says(line, Way::ToClient, What::Text);
            }
        }
    }

    /// A dialog in which people are talking.
    fn dialog(&mut self) -> usize {
        if self.lively.is_empty() || self.rng.random_bool(TURNS) {
            self.lively.push_back(self.rng.random_range(0..self.lines.len()));
            if self.lively.len() > (self.lines.len() / LIVELY).max(1) {
                self.lively.pop_front();
            }
        }
        self.lively[self.rng.random_range(0..self.lively.len())]
    }

    fn says(&mut self, at: usize, way: Way, what: What) -> usize {
        let line = &self.lines[at];
        let (who, place): (&Person, Place) = match way {
            Way::ToThread => (&line.client, (&line.account).into()),
            Way::ToClient => (&line.operator, line.thread.into()),
        };
        let now = self.sandbox.now().0;
        match what {
            What::Text => self.sends(at, way, who, place, None, None),
            What::Media(kind) => {
                let media = who.sample(kind);
                self.sends(at, way, who, place, Some(media), None);
            }
            What::Reply => {
                let target = self.book.pages().standing(&mut self.rng, at, |item| item.copy.is_some());
                self.sends(at, way, who, place, None, target);
            }
            What::Sticker => {
                let (number, size) = self.book.begins_sticker(at, way, now);
                let file = who.made_file(size, "sticker.webp", "image/webp");
                // Where it is told of in words, this is all that stands there.
                let media = Media::Sticker { file, emoji: name(number, 0), kind: StickerKind::Static };
                self.book.said(number, who.sends(place, media, "").expect("people send stickers"));
            }
            What::Album => {
                let parts = self.rng.random_range(2..5);
                let numbers: Vec<_> = (0..parts).map(|_| self.book.begins(at, way, false, None, now)).collect();
                let draft = |number: &usize| Draft {
                    media: Some(who.sample("photo")),
                    topic: place.topic,
                    ..Draft::from(name(*number, 0))
                };
                let drafts = numbers.iter().map(draft).collect();
                let sent = self.sandbox.world().with(|world| world.send_album(who.id, place.chat, drafts));
                for (number, sent) in numbers.iter().zip(sent.expect("people send albums")) {
                    self.book.said(*number, sent.id);
                }
                return parts;
            }
        }
        1
    }

    fn sends(&mut self, at: usize, way: Way, who: &Person, place: Place, media: Option<Media>, answers: Option<usize>) {
        let now = self.sandbox.now().0;
        let number = self.book.begins(at, way, media.is_none(), answers, now);
        let target = answers.and_then(|target| {
            let item = self.book.pages().items[target].clone();
            if item.way == way { item.id } else { item.copy }
        });
        let caption = media.is_some();
        let length = self.rng.random_range(if caption { 0..40 } else { 5..180 });
        let text = format!("{} {}", name(number, 0), words(length));
        let draft = Draft { media, reply: target.map(|to| Reply { to, quote: None }), ..Draft::from(text.trim_end()) };
        self.book.said(number, who.says(place, draft).expect("people may write"));
    }

    fn does(&mut self, at: usize, deed: Deed) {
        let Line { client, account, operator, thread } = &self.lines[at];
        let way = match deed {
            Deed::ClientEdits | Deed::ClientDeletes | Deed::OperatorReacts => Way::ToThread,
            Deed::OperatorEdits | Deed::OperatorDeletes | Deed::ClientReacts => Way::ToClient,
            Deed::ClientReads => return client.reads(account).expect("people read"),
        };
        let fits = |item: &Item| match deed {
            _ if item.way != way => false,
            Deed::ClientEdits | Deed::OperatorEdits => item.plain,
            // In a message with others a reaction would be to all of them.
            Deed::OperatorReacts => item.copy.is_some() && !item.shares && !item.reacted,
            Deed::ClientReacts => item.copy.is_some() && !item.reacted,
            _ => item.copy.is_some(),
        };
        let mut pages = self.book.pages();
        let Some(number) = pages.standing(&mut self.rng, at, fits) else { return };
        let item = &mut pages.items[number];
        let (Some(id), copy) = (item.id, item.copy) else { return };
        match deed {
            Deed::ClientEdits | Deed::OperatorEdits => item.version += 1,
            Deed::ClientDeletes | Deed::OperatorDeletes => item.deleted = true,
            Deed::ClientReacts | Deed::OperatorReacts => item.reacted = true,
            Deed::ClientReads => {}
        }
        let text = format!("{} {}", name(number, item.version), words(60));
        drop(pages);
        let done = match (deed, copy) {
            (Deed::ClientEdits, _) => client.edits(account, id, text),
            (Deed::ClientDeletes, _) => client.deletes(account, id),
            (Deed::OperatorEdits, _) => operator.edits(*thread, id, text),
            (Deed::OperatorDeletes, _) => operator.deletes(*thread, id),
            (Deed::ClientReacts, Some(copy)) => client.reacts(account, copy, Some(LIKE)),
            (Deed::OperatorReacts, Some(copy)) => operator.reacts(*thread, copy, Some(LIKE)),
            _ => Ok(()),
        };
        done.expect("people may do so");
    }
}

/// About so many letters of what people say.
fn words(length: usize) -> String {
    const WORDS: [&str; 12] =
        ["good", "morning", "we", "would", "like", "to", "know", "when", "the", "parcel", "will", "arrive"];
    let mut text = String::new();
    for word in WORDS.iter().cycle() {
        if text.len() + word.len() >= length {
            return text.trim_end().to_owned();
        }
        text.push_str(word);
        text.push(' ');
    }
    text
}
