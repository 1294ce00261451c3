//! Groups and channels: heard where somebody opened them, and nowhere else.

use super::*;
use crate::domain::{DialogKind, GroupLine, Line, RichText, Writer};

const HALL: DialogId = DialogId { account: SALES, peer: PeerId::Channel(9) };
const ROOM: ContactId = ContactId(900);

/// Olga's desk, and a group or channel as the import lists it.
fn listed(kind: DialogKind) -> Bench {
    let bench = bench();
    bench.add(olgas_desk());
    let mut changes = Changes::new();
    changes.create_data_key(ROOM.into());
    changes.insert(Room { id: ROOM, title: "Suppliers".into() });
    changes.insert(Dialog {
        id: HALL,
        kind,
        contact: ROOM,
        assigned: OLGA,
        thread: Thread::None,
        next: 0,
        latest_from_client: None,
        marked_read: None,
        read_by_client: None,
        active: NOW,
        work: Work::default(),
    });
    block_on(bench.0.commit(changes)).unwrap();
    bench
}

fn opened(kind: DialogKind) -> Bench {
    let bench = listed(kind);
    assert!(dialogs::open(&bench.0, HALL).unwrap().outcome);
    bench.done(dialogs::open(&bench.0, HALL));
    bench
}

/// Boris says something in the group.
fn said(id: i32) -> crate::domain::Message {
    let writer = Writer { peer: PeerId::User(5), name: "Boris".into() };
    crate::domain::Message { writer: Some(writer), ..seen(id, Origin::Client, "Fish") }
}

impl Bench {
    /// What follows from a message of the group.
    fn hears(&self, id: i32) -> Vec<Task> {
        let identity = ClientIdentity { first_name: "Suppliers".into(), ..ClientIdentity::default() };
        let hall = Correspondent { peer: HALL.peer, kind: CorrespondentKind::Group, identity };
        let before = Message::latest(&self.0, HALL, 9).unwrap().len();
        let tasks = self.done(incoming_plan::message(&self.0, UTC, SALES, &hall, &said(id), None, ContactId(0)));
        let after = Message::latest(&self.0, HALL, 9).unwrap().len();
        assert_eq!(after > before, !tasks.is_empty(), "what is not told is not kept");
        tasks
    }
}

#[test]
fn an_unopened_group_leaves_no_trace() {
    assert_eq!(bench().hears(50), [], "one that is not even listed");
    assert_eq!(listed(DialogKind::Group).hears(50), []);
}

#[test]
fn opened_it_is_heard_and_nobody_waits() {
    let bench = opened(DialogKind::Group);
    let posted = Task::Team(TeamTask::Post { dialog: HALL, number: 0 });
    assert_eq!(bench.hears(51), [posted]);
    assert_eq!(bench.hears(51), [], "once");
    let dialog = Dialog::find(&bench.0, HALL).unwrap().unwrap();
    assert_eq!((dialog.work.unread, dialog.work.waits), (1, None));
    let message = Message::find(&bench.0, HALL, 0).unwrap().unwrap();
    let wrote = GroupLine::Wrote { name: "Boris".into(), text: RichText::plain("Fish") };
    assert_eq!(message.mark(), Some(Line::Group(wrote)));
    bench.done(dialogs::close(&bench.0, UTC, HALL));
    assert_eq!(bench.hears(52), []);
    assert_eq!(Followed::latest(&bench.0, SALES).unwrap(), []);
}

#[test]
fn what_a_transcript_tells_does_not_come_again() {
    let bench = opened(DialogKind::Group);
    bench.done(replay::read(&bench.0, HALL, &[said(51), said(52)], false, false));
    assert_eq!(bench.hears(52), []);
    assert_eq!(Followed::latest(&bench.0, SALES).unwrap(), [(HALL.peer, Some(ClientMessageId(52)))]);
    assert_ne!(bench.hears(53), []);
    assert_eq!(Followed::latest(&bench.0, SALES).unwrap(), [(HALL.peer, Some(ClientMessageId(53)))]);
}

#[test]
fn a_channel_is_written_into_by_nobody() {
    for (kind, refused) in [(DialogKind::Channel, Some(GroupLine::ReadOnly)), (DialogKind::Group, None)] {
        let bench = opened(kind);
        let dialog = Dialog::find(&bench.0, HALL).unwrap().unwrap();
        assert_eq!(super::super::groups::refusal(&bench.0, &dialog).unwrap(), refused.map(Line::Group));
    }
    let closed = listed(DialogKind::Group);
    let dialog = Dialog::find(&closed.0, HALL).unwrap().unwrap();
    assert_eq!(super::super::groups::refusal(&closed.0, &dialog).unwrap(), Some(Line::Group(GroupLine::NotOpen)));
}

#[test]
fn a_thread_is_opened_by_nobody_but_a_member() {
    let bench = listed(DialogKind::Group);
    let mut dialog = Dialog::clone(&Dialog::find(&bench.0, HALL).unwrap().unwrap());
    let mut plan = Plan::nothing();
    super::super::open_thread(&bench.0, &mut dialog, &mut plan).unwrap();
    assert_eq!((dialog.thread, plan.tasks), (Thread::None, vec![]));
}
