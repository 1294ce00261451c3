//! One batch of updates after the other, in tables.

use super::*;
use crate::domain::{ChatId, ContentKind, Quote};
use tl::enums::Update;
use tl::types as t;

const OWN: UserId = UserId(1);

/// An account that knows Ivan (7), sent message 50 with random id 500, and of which somebody opened the group 10.
struct Book;

impl Lookup for Book {
    fn known(&self, peer: PeerId) -> Option<Known> {
        (peer == PeerId::User(7)).then(ivan)
    }
    fn follows(&self, room: PeerId) -> bool {
        room == PeerId::Channel(10)
    }
    fn random_id(&self, peer: PeerId, message: &Message) -> Option<RandomId> {
        (peer == PeerId::User(7) && message.id == ClientMessageId(50)).then_some(RandomId(500))
    }
}

fn ivan() -> Known {
    user(&samples::user(7, "Ivan").into()).expect("Ivan has a name").known
}

fn new(message: t::Message) -> Update {
    t::UpdateNewMessage { message: message.into(), pts: 1, pts_count: 1 }.into()
}

fn run(updates: &[Update]) -> Vec<ClientEvent> {
    events(OWN, updates, &Book)
}

fn only_message(updates: &[Update]) -> (Correspondent, Message, Option<RandomId>) {
    match run(updates).as_slice() {
        [ClientEvent::Message { from, message, random_id }] => (from.clone(), message.clone(), *random_id),
        other => panic!("expected one message, got {other:?}"),
    }
}

#[test]
fn a_clients_message_names_the_client() {
    let (from, message, random_id) = only_message(&[new(samples::message(5, 7, "Good day"))]);
    assert_eq!((from.peer, from.kind), (PeerId::User(7), CorrespondentKind::Person));
    assert_eq!(from.identity.first_name, "Ivan");
    assert_eq!((message.origin, message.content), (Origin::Client, Content::text("Good day")));
    assert_eq!(message.date, Timestamp::from_second(1_700_000_005).unwrap());
    assert_eq!(random_id, None);
}

#[test]
fn an_own_message_carries_its_random_id_from_the_batch_or_from_memory() {
    let own = |id| new(t::Message { out: true, ..samples::message(id, 7, "Yes") });
    let sent = t::UpdateMessageId { id: 40, random_id: 400 }.into();
    assert_eq!(only_message(&[sent, own(40)]).2, Some(RandomId(400)));
    assert_eq!(only_message(&[own(50)]).2, Some(RandomId(500)));
    assert_eq!(only_message(&[own(60)]).2, None, "written on the phone");
    assert_eq!(only_message(&[own(60)]).1.origin, Origin::Account);
}

#[test]
fn telegrams_own_senders_leave_no_trace() {
    for sender in SERVICE_SENDERS {
        let message = samples::message(5, sender.0, "Login code: 12345");
        let edit = t::UpdateEditMessage { message: message.clone().into(), pts: 1, pts_count: 1 };
        let read = t::UpdateReadHistoryOutbox { peer: samples::peer(sender.0), max_id: 5, pts: 1, pts_count: 1 };
        assert_eq!(run(&[new(message.clone()), edit.into(), read.into()]), vec![]);
        assert_eq!(strangers(OWN, &[new(message)], &Book), vec![]);
    }
}

#[test]
fn messages_come_first_and_in_order() {
    let read = t::UpdateReadHistoryOutbox { peer: samples::peer(7), max_id: 6, pts: 1, pts_count: 1 }.into();
    let events = run(&[read, new(samples::message(9, 7, "b")), new(samples::message(8, 7, "a"))]);
    let order: Vec<i32> = events
        .iter()
        .map(|event| match event {
            ClientEvent::Message { message, .. } => message.id.0,
            ClientEvent::ReadByClient { up_to, .. } => -up_to.0,
            other => panic!("unexpected {other:?}"),
        })
        .collect();
    assert_eq!(order, [8, 9, -6]);
}

#[test]
fn replies_and_quotes_keep_their_target() {
    let header = t::MessageReplyHeader {
        reply_to_scheduled: false,
        forum_topic: false,
        quote: true,
        reply_to_ephemeral: false,
        reply_to_msg_id: Some(3),
        reply_to_peer_id: None,
        reply_from: None,
        reply_media: None,
        reply_to_top_id: None,
        quote_text: Some("Sunday".into()),
        quote_entities: None,
        quote_offset: Some(4),
        todo_item_id: None,
        poll_option: None,
    };
    let replying =
        |header: t::MessageReplyHeader| t::Message { reply_to: Some(header.into()), ..samples::message(5, 7, "When?") };
    let (_, message, _) = only_message(&[new(replying(header.clone()))]);
    let quote = Quote { text: RichText::plain("Sunday"), offset: 4 };
    assert_eq!(message.reply_to, Some(ReplyTo { message: ClientMessageId(3), quote: Some(quote) }));

    let plain = t::MessageReplyHeader { quote: false, quote_text: None, quote_offset: None, ..header.clone() };
    let (_, message, _) = only_message(&[new(replying(plain))]);
    assert_eq!(message.reply_to, Some(ReplyTo { message: ClientMessageId(3), quote: None }));

    let elsewhere = t::MessageReplyHeader { reply_to_peer_id: Some(samples::peer(9)), ..header };
    assert_eq!(only_message(&[new(replying(elsewhere))]).1.reply_to, None);
}

#[test]
fn edits_deletions_reads_and_logins_become_events() {
    let edit = t::UpdateEditMessage { message: samples::message(5, 7, "New").into(), pts: 1, pts_count: 1 };
    assert!(matches!(&run(&[edit.into()])[..], [ClientEvent::Edited { message, .. }]
        if message.content == Content::text("New")));

    let deleted = t::UpdateDeleteMessages { messages: vec![5, 6], pts: 1, pts_count: 2 };
    assert_eq!(
        run(&[deleted.into()]),
        [ClientEvent::Deleted { channel: None, messages: vec![ClientMessageId(5), ClientMessageId(6)] }]
    );
    let nothing = t::UpdateDeleteMessages { messages: vec![], pts: 1, pts_count: 1 };
    assert_eq!(run(&[nothing.into()]), []);

    let in_group = t::UpdateDeleteChannelMessages { channel_id: 1234, messages: vec![9], pts: 1, pts_count: 1 };
    assert_eq!(
        run(&[in_group.into()]),
        [ClientEvent::GroupDeleted { chat: ChatId(-1_000_000_001_234), messages: vec![BotMessageId(9)] }]
    );

    let read = t::UpdateReadHistoryOutbox { peer: samples::peer(7), max_id: 5, pts: 1, pts_count: 1 };
    assert_eq!(run(&[read.into()]), [ClientEvent::ReadByClient { peer: PeerId::User(7), up_to: ClientMessageId(5) }]);

    let login = |unconfirmed: bool| {
        let (date, device) = (unconfirmed.then_some(1), unconfirmed.then(|| "Phone".to_owned()));
        t::UpdateNewAuthorization { unconfirmed, hash: 1, date, location: device.clone(), device }.into()
    };
    assert_eq!(run(&[login(true)]), [ClientEvent::NewLogin]);
    assert_eq!(run(&[login(false)]), []);
}

#[test]
fn supergroup_messages_are_the_bots_business() {
    let in_channel =
        t::Message { peer_id: t::PeerChannel { channel_id: 9 }.into(), ..samples::message(5, 7, "in a desk") };
    let update = t::UpdateNewChannelMessage { message: in_channel.into(), pts: 1, pts_count: 1 };
    assert_eq!(run(&[update.into()]), []);
}

#[test]
fn an_opened_group_is_heard_and_says_who_speaks() {
    let in_group = |from_id, text| {
        let peer_id = t::PeerChannel { channel_id: 10 }.into();
        let message = t::Message { peer_id, from_id, ..samples::message(5, 7, text) };
        t::UpdateNewChannelMessage { message: message.into(), pts: 1, pts_count: 1 }.into()
    };
    let (from, message, _) = only_message(&[in_group(Some(samples::peer(7)), "Hello")]);
    assert_eq!((from.peer, from.kind), (PeerId::Channel(10), CorrespondentKind::Channel));
    let writer = message.writer.expect("somebody wrote it");
    assert_eq!((writer.person(), writer.name.as_str()), (Some(UserId(7)), "Ivan"));
    // A post of a channel, or of an anonymous administrator.
    let (_, message, _) = only_message(&[in_group(None, "News")]);
    assert_eq!(message.writer.map(|writer| writer.peer), Some(PeerId::Channel(10)));
}

#[test]
fn saved_messages_are_the_accounts_own() {
    let (from, ..) = only_message(&[new(t::Message { out: true, ..samples::message(5, OWN.0, "note to self") })]);
    assert_eq!(from.kind, CorrespondentKind::Own);
    assert_eq!(strangers(OWN, &[new(samples::message(5, OWN.0, "note"))], &Book), vec![]);
}

#[test]
fn strangers_are_asked_for_and_never_lost() {
    let update = new(samples::message(5, 8, "Hello"));
    assert_eq!(strangers(OWN, &[update.clone(), new(samples::message(6, 7, "Hi"))], &Book), vec![ClientMessageId(5)]);
    let (from, ..) = only_message(&[update]);
    assert_eq!((from.peer, from.kind), (PeerId::User(8), CorrespondentKind::Person));
}

#[test]
fn a_missed_call_is_told() {
    let raw = t::MessageService {
        out: false,
        mentioned: false,
        media_unread: false,
        reactions_are_possible: false,
        silent: false,
        post: false,
        legacy: false,
        id: 5,
        from_id: None,
        peer_id: samples::peer(7),
        saved_peer_id: None,
        reply_to: None,
        date: 1,
        action: t::MessageActionPhoneCall { video: false, call_id: 1, reason: None, duration: None }.into(),
        reactions: None,
        ttl_period: None,
    };
    let update = t::UpdateNewMessage { message: raw.into(), pts: 1, pts_count: 1 };
    let (_, message, _) = only_message(&[update.into()]);
    assert!(matches!(message.content, Content::Other { kind: ContentKind::MissedCall, .. }));
}
