//! Texts, stickers, pictures and albums in one message: each stays what it was, whatever befalls the messages.

use super::{
    groups::{TeamFault, words},
    world::{SALES, World, dialog, run},
};
use proptest::prelude::*;
use pult::{
    domain::{AlbumId, Attachment, ChatId, ClientMessageId, DialogId, File, FileKind, Line, Media, Origin, RichText},
    ports::{Body, FileOf},
    relay::{Message, Post, scheduler::Policy},
    store::Stored,
};
use std::time::Duration;

/// What Ivan sends, or does with what he has sent, or what goes wrong.
#[derive(Clone, Debug)]
enum Act {
    Text,
    Photo { captioned: bool },
    Sticker,
    Album { parts: usize, captions: usize, pause: u64 },
    Edits(usize),
    Deletes(usize),
    Fails(TeamFault),
    Passes(u64),
    Killed,
}

fn act() -> impl Strategy<Value = Act> {
    let fault = prop_oneof![
        (1u64..20).prop_map(TeamFault::RateLimited),
        Just(TeamFault::NotSent),
        Just(TeamFault::LostOnTheWay),
        Just(TeamFault::AnswerLost),
        Just(TeamFault::Panic),
    ];
    prop_oneof![
        8 => Just(Act::Text),
        4 => any::<bool>().prop_map(|captioned| Act::Photo { captioned }),
        2 => Just(Act::Sticker),
        2 => (2usize..6, 0usize..3, prop_oneof![Just(0u64), 0u64..1_500])
            .prop_map(|(parts, captions, pause)| Act::Album { parts, captions, pause }),
        2 => any::<usize>().prop_map(Act::Edits),
        1 => any::<usize>().prop_map(Act::Deletes),
        2 => fault.prop_map(Act::Fails),
        3 => prop_oneof![3 => 0u64..200, 1 => 0u64..20_000].prop_map(Act::Passes),
        1 => Just(Act::Killed),
    ]
}

/// A bot that merges whatever it can; `heavy`: pictures become lines too.
fn merging(heavy: bool) -> Policy {
    Policy { merge_below: 21, heavy: if heavy { 0 } else { u64::MAX }, ..Policy::default() }
}

struct Play {
    world: World,
    ivan: DialogId,
    named: i32,
}

impl Play {
    async fn begins(policy: Policy) -> Play {
        let mut world = World::paced(policy).await;
        world.bind(SALES).await;
        let ivan = dialog(SALES, 1);
        world.clients.writes(ivan, Origin::Client, "hello", None);
        world.settle().await;
        Play { world, ivan, named: 0 }
    }

    fn name(&mut self, kind: &str) -> String {
        self.named += 1;
        format!("{kind}-{}", self.named)
    }

    fn media(&mut self, kind: FileKind, captioned: bool) -> Media {
        let id = self.name("file");
        let emoji = (kind == FileKind::Sticker).then(|| "👍".to_owned());
        let file = File { emoji, ..File::new(kind, id) };
        let caption = if captioned { RichText::plain(self.name("caption")) } else { RichText::default() };
        Media { caption, ..Media::from(Attachment::File(file)) }
    }

    async fn sends_album(&mut self, parts: usize, captions: usize, pause: u64) {
        self.named += 1;
        let album = Some(AlbumId(self.named.into()));
        for part in 0..parts {
            let media = self.media(FileKind::Photo, part < captions);
            self.world.clients.sends(self.ivan, media, album);
            self.world.pass(Duration::from_millis(pause)).await;
        }
    }

    async fn act(&mut self, act: &Act) {
        let ivan = self.ivan;
        match *act {
            Act::Text => {
                let text = self.name("text");
                self.world.clients.writes(ivan, Origin::Client, &text, None);
            }
            Act::Photo { captioned } => {
                let media = self.media(FileKind::Photo, captioned);
                self.world.clients.sends(ivan, media, None);
            }
            Act::Sticker => {
                let media = self.media(FileKind::Sticker, false);
                self.world.clients.sends(ivan, media, None);
            }
            Act::Album { parts, captions, pause } => self.sends_album(parts, captions, pause).await,
            Act::Edits(number) => {
                let words = self.name("edit");
                let sticker = |media: &Media| media.file().is_some_and(|file| file.kind == FileKind::Sticker);
                if let Some(id) = self.pick(number, |media| !media.is_some_and(sticker)) {
                    self.world.clients.edits(ivan, id, &words);
                }
            }
            Act::Deletes(number) => {
                if let Some(id) = self.pick(number, |_| true) {
                    self.world.clients.deletes(ivan, id);
                }
            }
            Act::Fails(fault) => self.world.groups.state().faults.push_back(fault),
            Act::Passes(millis) => self.world.pass(Duration::from_millis(millis)).await,
            Act::Killed => self.world.restart().await,
        }
    }

    /// One of the messages that are there.
    fn pick(&self, number: usize, fits: impl Fn(Option<&Media>) -> bool) -> Option<ClientMessageId> {
        let state = self.world.clients.state();
        let there = state.chats[&self.ivan].iter().filter(|message| !message.deleted && fits(message.media.as_ref()));
        let there: Vec<_> = there.map(|message| message.id).collect();
        (!there.is_empty()).then(|| there[number % there.len()])
    }

    fn messages(&self) -> Vec<Stored<Message>> {
        let mut all = Message::latest(self.world.store(), self.ivan, 1_000).expect("the store reads");
        all.reverse();
        all
    }

    fn desk(&self) -> ChatId {
        self.world.topic(self.ivan).expect("an open thread").0
    }

    /// What the bot's message shows in which a message stands.
    fn body(&self, post: Post) -> Body {
        let mut state = self.world.groups.state();
        state.group(post.chat).get(post.message).expect("the post is there").body.clone()
    }

    /// Every message stands where its record says, as the line that it says, and what stands there is what it says now.
    fn every_link_holds(&self) {
        let messages = self.messages();
        let desk = self.desk();
        for message in &messages {
            let number = message.number;
            let post = message.post.unwrap_or_else(|| panic!("message {number} is not linked"));
            assert_eq!(post.chat, desk);
            let found = Message::in_post(self.world.store(), post.bot, post.chat, post.message).expect("it reads");
            assert!(found.iter().any(|other| other.number == number), "message {number} is not found by its post");
            match (self.body(post), post.line) {
                (Body::Lines(lines), Some(_)) => {
                    shows(&lines.iter().map(|it| &it.body).collect::<Vec<_>>(), message, &messages)
                }
                (Body::Media(shown), Some(line)) => {
                    let carrier = post.carrier.expect("something carries the lines");
                    let carried = found.iter().find(|other| other.post.and_then(|it| it.line) == Some(carrier));
                    let client = carried.and_then(|carried| carried.client).expect("it is Ivan's");
                    assert_eq!(shown.from.file, FileOf::Message(client), "the carrier of message {number}");
                    let lines: Vec<_> = shown.lines.iter().map(|it| &it.body).collect();
                    if line == carrier {
                        assert_eq!(message.client, Some(client));
                        says(lines[usize::from(line)], message);
                    } else {
                        shows(&lines, message, &messages);
                    }
                }
                (Body::Media(shown), None) => {
                    assert_eq!(Some(shown.from.file), message.client.map(FileOf::Message), "message {number}");
                    assert!(shown.lines.is_empty(), "message {number} stands for itself");
                }
                (body, None) => assert_eq!(words(&body), in_words(message), "message {number}"),
                (body, line) => panic!("message {number} is line {line:?} of {body:?}"),
            }
        }
    }
}

/// One of the lines is this message.
fn shows(lines: &[&Body], message: &Message, all: &[Stored<Message>]) {
    let taps = || lines.iter().filter_map(|body| body.line()?.on_tap());
    let is_file =
        |kind: &FileKind| message.content.media().and_then(Media::file).is_some_and(|file| file.kind == *kind);
    if message.deleted.is_some() || message.content.media().is_none() || is_file(&FileKind::Sticker) {
        return assert!(lines.iter().any(|line| is_said(line, message)), "{message:?} is not among {lines:?}");
    }
    let together = all.iter().filter(|part| {
        part.deleted.is_none()
            && part.post
                == message.post.map(|mut post| {
                    post.line = part.post.and_then(|part| part.line);
                    post.revision = part.post.map_or(0, |part| part.revision);
                    post
                })
    });
    let parts: Vec<_> = together.filter(|part| message.album.is_some() && part.album == message.album).collect();
    let first = parts.first().map_or(message, |first| first);
    let tap = taps().find(|tap| Some(tap.message) == first.client);
    let tap = tap.unwrap_or_else(|| panic!("{message:?} is not among {lines:?}"));
    assert_eq!(tap.parts, parts.len().max(1));
    let words = &message.content.words().text;
    assert!(tap.caption.text.contains(words), "{words:?} is not among {:?}", tap.caption.text);
    let numbers: Vec<_> = taps().map(|tap| tap.number).collect();
    let expected: Vec<_> =
        if numbers.len() > 1 { (1..=numbers.len()).map(Some).collect() } else { vec![None; numbers.len()] };
    assert_eq!(numbers, expected, "each has the number of its button");
}

fn says(line: &Body, message: &Message) {
    assert!(is_said(line, message), "{line:?} is not {message:?}");
}

/// What stands for it where there are only words: of a sticker its emoji.
fn in_words(message: &Message) -> &str {
    let emoji = message.content.media().and_then(Media::file).and_then(|file| file.emoji.as_deref());
    emoji.unwrap_or(&message.content.words().text)
}

fn is_said(line: &Body, message: &Message) -> bool {
    let mut line = match line {
        Body::Line(line) => line,
        body => return words(body) == in_words(message),
    };
    if let Line::PossibleDuplicateLine { line: twice } = line {
        line = twice;
    }
    let of = words(&Body::Line(line.clone())).to_owned();
    match line {
        Line::DeletedByClient { .. } => message.deleted.is_some() && of == in_words(message),
        Line::Above { .. } => message.content.words().is_empty(),
        _ => of == in_words(message),
    }
}

async fn play(acts: &[Act], heavy: bool) -> Play {
    let mut play = Play::begins(merging(heavy)).await;
    for act in acts {
        play.act(act).await;
    }
    play.world.groups.state().faults.clear();
    play.world.settle().await;
    play.every_link_holds();
    let desk = play.desk();
    let most = play.world.groups.state().group(desk).most_in_a_minute();
    assert!(most <= 20, "{most} within a minute");
    play
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn every_message_is_found_where_it_stands(acts in prop::collection::vec(act(), 1..40), heavy in any::<bool>()) {
        run(async move { drop(play(&acts, heavy).await); });
    }
}

#[test]
fn a_picture_carries_what_was_said_before_it() {
    run(async {
        let acts = [Act::Text, Act::Text, Act::Photo { captioned: true }, Act::Text];
        let play = play(&acts, false).await;
        let posts: Vec<_> = play.messages().iter().skip(1).filter_map(|message| message.post).collect();
        assert!(posts[..3].iter().all(|post| post.message == posts[0].message && post.carrier == Some(2)));
        assert_ne!(posts[3].message, posts[0].message, "it closes the message");
    });
}

#[test]
fn an_album_carries_under_its_first_picture() {
    run(async {
        let play = play(&[Act::Text, Act::Album { parts: 3, captions: 1, pause: 0 }], false).await;
        let posts: Vec<_> = play.messages().iter().skip(1).filter_map(|message| message.post).collect();
        assert_eq!((posts[0].message, posts[0].carrier), (posts[1].message, Some(1)));
        assert!(posts[2].line.is_none() && posts[3].line.is_none() && posts[2].message < posts[3].message);
    });
}

#[test]
fn an_album_with_several_captions_carries_nothing() {
    run(async {
        let play = play(&[Act::Text, Act::Album { parts: 3, captions: 2, pause: 0 }], false).await;
        let posts: Vec<_> = play.messages().iter().skip(1).filter_map(|message| message.post).collect();
        assert!(posts.iter().all(|post| post.line.is_none()));
    });
}

#[test]
fn under_a_heavy_backlog_an_album_is_a_line() {
    run(async {
        let acts = [
            Act::Text,
            Act::Photo { captioned: false },
            Act::Sticker,
            Act::Album { parts: 4, captions: 0, pause: 0 },
            Act::Text,
        ];
        let play = play(&acts, true).await;
        let posts: Vec<_> = play.messages().iter().skip(1).filter_map(|message| message.post).collect();
        assert!(posts.iter().all(|post| post.message == posts[0].message && post.carrier == Some(1)), "{posts:?}");
        let mut lines: Vec<_> = posts.iter().filter_map(|post| post.line).collect();
        lines.sort_unstable();
        assert_eq!(lines, (0..8).collect::<Vec<_>>(), "each is found by a line of its own");
    });
}
