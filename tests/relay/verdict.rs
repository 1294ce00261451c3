//! What must be true when nothing is left to do: every thread equals its dialog.

use super::{
    clients::ChatMessage,
    groups::{Group, GroupMessage, is_marked, name, words},
    world::World,
};
use pult::{
    domain::{AccountId, ChatId, DialogId, Line, Origin, Reaction},
    ports::Body,
    records,
    relay::{Author, DIALOGS, Delivery, Message, RECEIVED, SENT},
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Holds the whole world against what people did in it.
pub async fn check(world: &World) {
    let chats = world.clients.state().chats.clone();
    let groups = std::mem::take(&mut world.groups.state().groups);
    for (dialog, chat) in &chats {
        let threads = Threads::of(&groups, *dialog);
        thread_shows_the_dialog(world, chat, &threads);
        client_has_the_answers(world, *dialog, chat, &threads);
    }
    world.groups.state().groups = groups;
    tallies(world, &chats).await;
}

/// All topics a dialog ever had, and what stands in them in the order of writing.
struct Threads<'a> {
    messages: Vec<(ChatId, &'a Group, &'a GroupMessage)>,
    /// Whether nobody ever deleted a topic of it.
    whole: bool,
}

impl<'a> Threads<'a> {
    fn of(groups: &'a BTreeMap<ChatId, Group>, dialog: DialogId) -> Threads<'a> {
        let (mut messages, mut whole) = (Vec::new(), true);
        for (chat, group) in groups {
            let of_dialog = |topic: &_| group.topics.get(topic).is_some_and(|topic| topic.dialog == dialog);
            let inside = group.messages.iter().filter(|message| message.topic.as_ref().is_some_and(of_dialog));
            messages.extend(inside.map(|message| (*chat, group, message)));
            whole &= !group.topics.values().any(|topic| topic.dialog == dialog && topic.deleted);
        }
        Threads { messages, whole }
    }

    fn by_bot(&self, of: &str) -> impl Iterator<Item = &(ChatId, &'a Group, &'a GroupMessage)> {
        self.messages.iter().filter(move |(_, _, post)| post.author.is_none() && !is_note(post, of))
    }
}

/// A line of the bot about a message of another person, which repeats its words.
fn is_note(post: &GroupMessage, of: &str) -> bool {
    name(words(&post.first)) != of
}

fn thread_shows_the_dialog(world: &World, chat: &[ChatMessage], threads: &Threads<'_>) {
    let mut order = BTreeMap::new();
    for message in chat.iter().filter(|message| message.random_id.is_none()) {
        let of = name(&message.text);
        let posts: Vec<_> = threads.by_bot(of).collect();
        let cut = world.groups.state().cut.get(of).copied().unwrap_or_default();
        assert!(!posts.is_empty(), "{of} never came into the thread");
        assert!(posts.len() <= 1 + cut, "{of} came {} times, cut {cut} times", posts.len());
        let marked = posts[1..].iter().all(|(_, _, post)| is_marked(&post.first));
        assert!(marked, "a repetition of {of} is not marked as one");

        let last = posts[posts.len() - 1];
        let former = order.insert(message.origin == Origin::Client, last.2.id);
        assert!(former.is_none_or(|former| former < last.2.id || !threads.whole), "{of} is out of order");

        let (desk, group, post) = last;
        if group.stands(post.id) {
            let linked = world.message_at(*desk, post.id).unwrap_or_else(|| panic!("the post of {of} is not linked"));
            assert_eq!(linked.client, Some(message.id));
            assert_eq!(words(&post.body), message.text, "{of} shows another text: {:?}", post.body);
            let line = match &post.body {
                Body::Line(Line::PossibleDuplicateLine { line }) => Some(&**line),
                Body::Line(line) => Some(line),
                Body::Media(shown) => shown.mark.as_ref(),
                Body::Text(_) | Body::Lines(_) => None,
            };
            let withdrawn = matches!(line, Some(Line::DeletedByClient { .. }));
            assert_eq!(withdrawn, message.deleted, "{of} shows deletion wrongly");
            if !message.deleted {
                let reaction = message.client_reacted.map(Reaction::OfClient);
                assert_eq!(post.reaction, reaction, "{of} shows another reaction of the client");
                assert_eq!(message.account_reacted, post.reacted, "{of} shows the client another reaction");
            }
        }
        if let Some(target) = message.reply_to.filter(|_| threads.whole) {
            let target = chat.iter().find(|other| other.id == target).expect("replies point to messages");
            // An answer may have been replied to before Pult heard of its id.
            match post.reply_to {
                Some(id) => {
                    let found = group.messages.iter().find(|post| post.id == id).map(|post| name(words(&post.body)));
                    assert_eq!(found, Some(name(&target.text)), "{of} replies to something else");
                }
                None => assert!(target.random_id.is_some(), "{of} lost its reply to {}", target.text),
            }
        }
    }
}

fn client_has_the_answers(world: &World, dialog: DialogId, chat: &[ChatMessage], threads: &Threads<'_>) {
    assert!(!chat.iter().any(|message| message.text.starts_with("//")), "a comment left");
    let read = world.clients.state().read.get(&dialog).copied();
    let mut former = None;
    for (desk, group, answer) in threads.messages.iter().filter(|(_, _, message)| message.author.is_some()) {
        let (text, of) = (words(&answer.body), name(words(&answer.first)));
        if words(&answer.first).starts_with("//") || of == "/del" {
            continue;
        }
        let told =
            || threads.messages.iter().any(|(_, _, line)| line.author.is_none() && line.reply_to == Some(answer.id));
        let Some(known) = world.message_at(*desk, answer.id) else {
            // Written into a topic that was gone when Pult heard of it.
            assert!(told() || answer.taken_back || !group.lives(answer.topic), "{of} was neither sent nor refused");
            continue;
        };
        let copies: Vec<_> = chat.iter().filter(|message| name(&message.text) == of).collect();
        let Author::Member { delivery, .. } = &known.author else { panic!("{of} is not Olga's") };
        match delivery {
            Delivery::Sent | Delivery::Read => {
                let [copy] = copies[..] else { panic!("{of} is {} times with the client", copies.len()) };
                assert_eq!(known.client, Some(copy.id));
                assert!(former < Some(copy.id), "{of} is out of order with the client");
                former = Some(copy.id);
                if answer.deleted && group.lives(answer.topic) {
                    assert!(copy.deleted, "{of} was deleted in the thread only");
                }
                assert!(!copy.deleted || copy.withdrawn || answer.taken_back, "nobody asked to delete {of}");
                if !copy.deleted && group.stands(answer.id) {
                    assert_eq!(copy.text, text, "{of} has another text with the client");
                    let state = if read >= Some(copy.id) { Reaction::Read } else { Reaction::Sent };
                    let shown = copy.client_reacted.map_or(state, Reaction::OfClient);
                    assert_eq!(answer.reaction, Some(shown), "{of} shows another state");
                    assert_eq!(copy.account_reacted, answer.reacted, "{of} shows the client another reaction");
                }
                if let Some(target) = copy.reply_to {
                    let target = chat.iter().find(|other| other.id == target).map(|target| name(&target.text));
                    let meant = group.messages.iter().find(|post| Some(post.id) == answer.reply_to);
                    assert_eq!(target, meant.map(|post| name(words(&post.body))), "{of} replies to something else");
                }
            }
            Delivery::Failed(_) => assert!(copies.is_empty(), "{of} was refused and yet is with the client"),
            Delivery::Waiting => assert!(known.deleted.is_some() && copies.is_empty(), "{of} was forgotten"),
            Delivery::Sending => panic!("{of} is on its way for ever"),
        }
    }
    // Nothing is with the client that nobody wrote.
    for copy in chat.iter().filter(|message| message.random_id.is_some()) {
        let of = name(&copy.text);
        assert!(threads.messages.iter().any(|(_, _, post)| name(words(&post.first)) == of), "{of} came from nowhere");
    }
}

async fn tallies(world: &World, chats: &BTreeMap<DialogId, Vec<ChatMessage>>) {
    let store = world.store();
    let today = jiff::civil::date(1970, 1, 1);
    let mut accounts: BTreeMap<AccountId, (u32, u32, u32)> = BTreeMap::new();
    for (dialog, chat) in chats {
        let (dialogs, received, sent) = accounts.entry(dialog.account).or_default();
        *dialogs += 1;
        for message in chat {
            match message.origin {
                Origin::Client => *received += 1,
                Origin::Account => *sent += 1,
            }
            let known = Message::of_client(store, *dialog, message.id).expect("a store that reads");
            assert!(known.is_some(), "{} is not on record", message.text);
        }
    }
    for (account, (dialogs, received, sent)) in accounts {
        let tally = |found: Result<Decimal, _>| found.expect("a store that reads");
        assert_eq!(tally(store.tally(DIALOGS, &account)), Decimal::from(dialogs));
        assert_eq!(tally(store.tally(RECEIVED, &(account, today))), Decimal::from(received));
        assert_eq!(tally(store.tally(SENT, &(account, today))), Decimal::from(sent));
    }
    assert_eq!(store.rebuild(&records::registry()).await.expect("a rebuild"), 0, "indexes and tallies are derived");
}
