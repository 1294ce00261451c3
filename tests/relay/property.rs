//! Whatever happens, in whatever order, with whatever failures: every thread ends equal to its dialog.

use super::{
    clients::{ClientFault, Echoes},
    feed::Source,
    groups::TeamFault,
    verdict,
    world::{OLGA, SALES, SUPPORT, World, desk, dialog},
};
use proptest::prelude::*;
use pult::{
    domain::{BotMessageId, ChatId, ClientMessageId, DialogId, Emoji, Origin},
    relay::{Actor, scheduler::Policy},
    store::Fault,
};
use std::time::Duration;

/// Something somebody does, or something that goes wrong. Dialogs and messages are picked by number.
#[derive(Clone, Debug)]
enum Act {
    ClientWrites { dialog: usize, reply: Option<usize> },
    ClientEdits { dialog: usize, message: usize },
    ClientDeletes { dialog: usize, message: usize },
    ClientReads { dialog: usize },
    ClientReacts { dialog: usize, message: usize, emoji: usize },
    Reacts { dialog: usize, message: usize, emoji: usize },
    PhoneWrites { dialog: usize },
    Answers { dialog: usize, reply: Option<usize> },
    AnswersWithAlbum { dialog: usize, size: usize },
    Comments { dialog: usize },
    Edits { dialog: usize, message: usize },
    DeletesInThread { dialog: usize, message: usize },
    Del { dialog: usize, message: usize },
    DeletesTopic { dialog: usize },
    BindsSupport,
    Repeats { source: usize, count: usize },
    Echoes(Echoes),
    ClientFails(ClientFault),
    TeamFails(TeamFault),
    Passes(u64),
    Killed,
    Stopped,
    DiesInCommit { after: usize, fault: Fault },
}

fn act() -> impl Strategy<Value = Act> {
    // What happens close together is what collides: mostly one dialog, its latest messages, short pauses.
    let d = prop_oneof![4 => Just(0usize), 1 => Just(1), 1 => Just(2)];
    let m = prop_oneof![4 => Just(0usize), 1 => any::<usize>()];
    let reply = prop::option::of(m.clone());
    let echoes = prop_oneof![
        Just(Echoes::Never),
        any::<bool>().prop_map(|with_id| Echoes::Before { with_id }),
        Just(Echoes::After),
    ];
    let client_fault = prop_oneof![
        (1u64..20).prop_map(ClientFault::Later),
        Just(ClientFault::Offline),
        Just(ClientFault::LostOnTheWay),
        Just(ClientFault::AnswerLost),
        Just(ClientFault::Refused),
        Just(ClientFault::Panic),
    ];
    let team_fault = prop_oneof![
        (1u64..20).prop_map(TeamFault::RateLimited),
        Just(TeamFault::NotSent),
        Just(TeamFault::LostOnTheWay),
        Just(TeamFault::AnswerLost),
        Just(TeamFault::Panic),
    ];
    let fault = prop_oneof![Just(Fault::Lost), Just(Fault::Unacknowledged)];
    prop_oneof![
        6 => (d.clone(), reply.clone()).prop_map(|(dialog, reply)| Act::ClientWrites { dialog, reply }),
        2 => (d.clone(), m.clone()).prop_map(|(dialog, message)| Act::ClientEdits { dialog, message }),
        1 => (d.clone(), m.clone()).prop_map(|(dialog, message)| Act::ClientDeletes { dialog, message }),
        1 => d.clone().prop_map(|dialog| Act::ClientReads { dialog }),
        2 => (d.clone(), m.clone(), 0..3usize)
            .prop_map(|(dialog, message, emoji)| Act::ClientReacts { dialog, message, emoji }),
        2 => (d.clone(), m.clone(), 0..3usize)
            .prop_map(|(dialog, message, emoji)| Act::Reacts { dialog, message, emoji }),
        2 => d.clone().prop_map(|dialog| Act::PhoneWrites { dialog }),
        6 => (d.clone(), reply).prop_map(|(dialog, reply)| Act::Answers { dialog, reply }),
        2 => (d.clone(), 1usize..4).prop_map(|(dialog, size)| Act::AnswersWithAlbum { dialog, size }),
        1 => d.clone().prop_map(|dialog| Act::Comments { dialog }),
        3 => (d.clone(), m.clone()).prop_map(|(dialog, message)| Act::Edits { dialog, message }),
        1 => (d.clone(), m.clone()).prop_map(|(dialog, message)| Act::DeletesInThread { dialog, message }),
        1 => (d.clone(), m).prop_map(|(dialog, message)| Act::Del { dialog, message }),
        1 => d.prop_map(|dialog| Act::DeletesTopic { dialog }),
        1 => Just(Act::BindsSupport),
        2 => (0usize..4, 1usize..4).prop_map(|(source, count)| Act::Repeats { source, count }),
        2 => echoes.prop_map(Act::Echoes),
        2 => client_fault.prop_map(Act::ClientFails),
        2 => team_fault.prop_map(Act::TeamFails),
        6 => prop_oneof![4 => 0u64..120, 1 => 0u64..20_000].prop_map(Act::Passes),
        1 => Just(Act::Killed),
        1 => Just(Act::Stopped),
        1 => (0usize..6, fault).prop_map(|(after, fault)| Act::DiesInCommit { after, fault }),
    ]
}

/// What people react with; the first takes it back.
fn emojis() -> [Option<Emoji>; 3] {
    [None, Emoji::of("❤"), Emoji::of("👍")]
}

const DIALOGS: usize = 3;

fn dialogs() -> [DialogId; DIALOGS] {
    [dialog(SALES, 1), dialog(SALES, 2), dialog(SUPPORT, 1)]
}

/// The element a number stands for, counted from the latest.
fn pick<T: Copy>(from: &[T], number: usize) -> Option<T> {
    (!from.is_empty()).then(|| from[from.len() - 1 - number % from.len()])
}

struct Play {
    world: World,
    named: usize,
}

impl Play {
    /// A text that is like no other.
    fn text(&mut self, kind: &str) -> String {
        self.named += 1;
        format!("{kind}{} says", self.named)
    }

    fn edition(&mut self, of: &str) -> String {
        self.named += 1;
        format!("{} edit{}", super::groups::name(of), self.named)
    }

    /// The messages of a chat that are there: all, or those the client or the phone wrote.
    fn in_chat(&self, dialog: DialogId, written: bool) -> Vec<ClientMessageId> {
        let state = self.world.clients.state();
        let chat = state.chats.get(&dialog).into_iter().flatten();
        chat.filter(|message| !message.deleted && (!written || message.random_id.is_none()))
            .map(|message| message.id)
            .collect()
    }

    /// The messages that stand in a dialog's topic: all, or Olga's.
    fn in_topic(&self, dialog: DialogId, own: bool) -> Option<(ChatId, Vec<BotMessageId>)> {
        let (chat, topic) = self.world.topic(dialog)?;
        let mut state = self.world.groups.state();
        let inside = state.group(chat).messages.iter().filter(|message| {
            let answer = message.author.is_some() && !super::groups::words(&message.body).starts_with('/');
            message.topic == Some(topic) && !message.deleted && (!own || answer)
        });
        let inside = inside.map(|message| message.id).collect();
        Some((chat, inside))
    }

    async fn act(&mut self, act: &Act) {
        match *act {
            Act::ClientWrites { dialog, reply } => {
                let dialog = dialogs()[dialog];
                let reply = reply.and_then(|number| pick(&self.in_chat(dialog, false), number));
                let text = self.text("c");
                self.world.clients.writes(dialog, Origin::Client, &text, reply);
            }
            Act::PhoneWrites { dialog } => {
                let text = self.text("p");
                self.world.clients.writes(dialogs()[dialog], Origin::Account, &text, None);
            }
            Act::ClientEdits { dialog, message } => {
                let dialog = dialogs()[dialog];
                if let Some(id) = pick(&self.in_chat(dialog, true), message) {
                    let text = self.world.clients.state().get(dialog, id).expect("picked").text.clone();
                    let text = self.edition(&text);
                    self.world.clients.edits(dialog, id, &text);
                }
            }
            Act::ClientDeletes { dialog, message } => {
                let dialog = dialogs()[dialog];
                if let Some(id) = pick(&self.in_chat(dialog, false), message) {
                    self.world.clients.deletes(dialog, id);
                }
            }
            Act::ClientReads { dialog } => self.world.clients.reads(dialogs()[dialog]),
            Act::ClientReacts { dialog, message, emoji } => {
                let dialog = dialogs()[dialog];
                // Nor faster than the answer to a send.
                let known: Vec<_> =
                    self.in_chat(dialog, false).into_iter().filter(|id| self.world.knows(dialog, *id)).collect();
                if let Some(id) = pick(&known, message) {
                    self.world.clients.reacts(dialog, id, emojis()[emoji]);
                }
            }
            Act::Reacts { dialog, message, emoji } => {
                // Nobody reacts faster than Telegram's answer to a post comes back.
                let linked = |(chat, inside): (ChatId, Vec<BotMessageId>)| {
                    let known = inside.into_iter().filter(|id| self.world.message_at(chat, *id).is_some());
                    (chat, known.collect::<Vec<_>>())
                };
                if let Some((chat, inside)) = self.in_topic(dialogs()[dialog], false).map(linked)
                    && let Some(id) = pick(&inside, message)
                {
                    self.world.groups.reacts(chat, id, OLGA, emojis()[emoji]);
                }
            }
            Act::Answers { dialog, reply } => {
                let dialog = dialogs()[dialog];
                if let (Some((chat, topic)), Some((_, inside))) =
                    (self.world.topic(dialog), self.in_topic(dialog, false))
                {
                    let reply = reply.and_then(|number| pick(&inside, number));
                    let text = self.text("a");
                    self.world.groups.writes(chat, Some(topic), Actor::Person(OLGA), &text, reply);
                }
            }
            Act::AnswersWithAlbum { dialog, size } => {
                if let Some((chat, topic)) = self.world.topic(dialogs()[dialog]) {
                    let captions: Vec<_> = (0..size).map(|_| self.text("m")).collect();
                    self.world.groups.writes_album(chat, topic, OLGA, &captions);
                }
            }
            Act::Comments { dialog } => {
                if let Some((chat, topic)) = self.world.topic(dialogs()[dialog]) {
                    let text = self.text("// between us ");
                    self.world.groups.writes(chat, Some(topic), Actor::Person(OLGA), &text, None);
                }
            }
            Act::Edits { dialog, message } => {
                if let Some((chat, inside)) = self.in_topic(dialogs()[dialog], true)
                    && let Some(id) = pick(&inside, message)
                {
                    let body = self.world.groups.state().group(chat).get(id).expect("picked").body.clone();
                    let text = self.edition(super::groups::words(&body));
                    self.world.groups.edits(chat, id, &text);
                }
            }
            Act::DeletesInThread { dialog, message } => {
                if let Some((chat, inside)) = self.in_topic(dialogs()[dialog], true)
                    && let Some(id) = pick(&inside, message)
                {
                    self.world.groups.deletes(chat, id);
                }
            }
            Act::Del { dialog, message } => {
                if let Some((chat, inside)) = self.in_topic(dialogs()[dialog], true)
                    && let Some(id) = pick(&inside, message)
                {
                    self.world.groups.del(chat, OLGA, id);
                }
            }
            Act::DeletesTopic { dialog } => {
                if let Some((chat, topic)) = self.world.topic(dialogs()[dialog]) {
                    self.world.groups.deletes_topic(chat, topic);
                }
            }
            Act::BindsSupport => self.world.bind(SUPPORT).await,
            Act::Repeats { source, count } => {
                let sources = [
                    Source::Account(SALES),
                    Source::Account(SUPPORT),
                    Source::Desk(desk(SALES)),
                    Source::Desk(desk(SUPPORT)),
                ];
                self.world.feed.repeat(sources[source], count);
            }
            Act::Echoes(echoes) => self.world.clients.state().echoes = echoes,
            Act::ClientFails(fault) => self.world.clients.state().faults.push_back(fault),
            Act::TeamFails(fault) => self.world.groups.state().faults.push_back(fault),
            Act::Passes(millis) => self.world.pass(Duration::from_millis(millis)).await,
            Act::Killed => self.world.restart().await,
            Act::Stopped => self.world.stop_and_start().await,
            Act::DiesInCommit { after, fault } => self.world.crash_in_commit(after, fault),
        }
    }
}

async fn play(acts: Vec<Act>, limited: bool) {
    // Without limits nothing else keeps the requests of a desk in order.
    let world = if limited { World::new().await } else { World::paced(Policy::unlimited()).await };
    let mut play = Play { world, named: 0 };
    play.world.bind(SALES).await;
    for act in &acts {
        play.act(act).await;
    }
    play.world.clients.state().faults.clear();
    play.world.groups.state().faults.clear();
    play.world.bind(SUPPORT).await;
    play.world.settle().await;
    verdict::check(&play.world).await;
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_thread_equals_its_dialog(acts in prop::collection::vec(act(), 1..48), limited in any::<bool>()) {
        super::world::run(play(acts, limited));
    }
}
