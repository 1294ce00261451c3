//! Plans on a store in memory: one reading, one decision, what follows.

mod bind;
mod groups;
mod guard;
mod incoming;
mod making;
mod outgoing;
mod receipt;
mod retention;
mod standing;

use super::super::{echo::Echo, *};
use crate::{
    domain::{
        AccountId, AccountState, BotId, BotMessageId, ChatId, ClientIdentity, ClientMessageId, ContactId, Content,
        DialogId, DialogState, Lang, MemberId, Origin, PeerId, RandomId, Role, TopicId, UserId,
    },
    ports::{Correspondent, CorrespondentKind},
    store::{Changes, MasterKey, MemoryEngine, Record, Store, StoreError, Stored},
    team::{Account, Member},
};
use futures::executor::block_on;
use jiff::{Timestamp, tz::TimeZone};

const ANNA: MemberId = MemberId(1);
const OLGA: MemberId = MemberId(2);
const SALES: AccountId = AccountId(1);
const BOT: BotId = BotId(900);
const DESK: ChatId = ChatId(-1001);
const TOPIC: TopicId = TopicId(10);
const IVAN: DialogId = DialogId { account: SALES, peer: PeerId::User(77) };
const RANDOM: RandomId = RandomId(4242);
const NOW: Timestamp = Timestamp::UNIX_EPOCH;
const UTC: incoming_plan::Moment<'static> = incoming_plan::Moment { now: NOW, zone: &TimeZone::UTC };

use super::incoming as incoming_plan;

/// A store with Anna the owner, Olga the operator, and the account that Olga answers for.
struct Bench(Store);

fn bench() -> Bench {
    let bench = Bench(block_on(Store::open(MemoryEngine::new(), MasterKey::from_bytes([7; 32]))).unwrap());
    bench.add(member(ANNA, Role::Owner));
    bench.add(member(OLGA, Role::Operator));
    bench.add(Account {
        id: SALES,
        user: UserId(500),
        identity: ClientIdentity { first_name: "Sales".into(), ..ClientIdentity::default() },
        state: AccountState::Active,
        responsible: OLGA,
        added: NOW,
        desk_missing_since: None,
    });
    bench
}

/// Olga's desk stands, Ivan has written message 1 ("hello"), and it stands in his thread as message 11.
fn conversation() -> Bench {
    let bench = bench();
    bench.add(olgas_desk());
    bench.client_writes(1, "hello");
    bench.done(receipt_plan::opened(&bench.0, NOW, IVAN, DESK, TOPIC, DialogState::NeedsReply));
    bench.done(receipt_plan::posted(&bench.0, IVAN, &[(0, shown(0))]));
    bench
}

/// In that conversation Olga has answered ("welcome", number 1, message 12 of the desk).
fn answered() -> Bench {
    let bench = conversation();
    let tasks = bench.desk(12, wrote("welcome"));
    assert_eq!(tasks, [Task::Client(SALES, ClientTask::Send { dialog: IVAN, number: 1 })]);
    bench
}

/// And the client has it, as message 2.
fn delivered() -> Bench {
    let bench = answered();
    bench.done(receipt_plan::sent(&bench.0, &bench.message(1), ClientMessageId(2)));
    bench
}

use super::receipt as receipt_plan;

impl Bench {
    fn add(&self, record: impl Record) {
        let mut changes = Changes::new();
        changes.insert(record);
        block_on(self.0.commit(changes)).unwrap();
    }

    fn change<R: Record>(&self, was: &Stored<R>, now: R) {
        let mut changes = Changes::new();
        changes.update(was, now);
        block_on(self.0.commit(changes)).unwrap();
    }

    /// Commits a plan; returns what is to be done.
    fn done<T>(&self, plan: Result<Plan<T>, StoreError>) -> Vec<Task> {
        let plan = plan.unwrap();
        block_on(self.0.commit(plan.changes)).unwrap();
        plan.tasks
    }

    fn client_event(&self, message: crate::domain::Message, random_id: Option<RandomId>) -> Vec<Task> {
        self.done(incoming_plan::message(&self.0, UTC, SALES, &ivan(), &message, random_id, ContactId(1)))
    }

    fn client_writes(&self, id: i32, text: &str) -> Vec<Task> {
        self.client_event(seen(id, Origin::Client, text), None)
    }

    fn client_edits(&self, id: i32, text: &str) -> Vec<Task> {
        self.done(incoming_plan::edited(&self.0, SALES, IVAN.peer, &seen(id, Origin::Client, text)))
    }

    fn client_deletes(&self, ids: &[i32]) -> Vec<Task> {
        let ids: Vec<_> = ids.iter().copied().map(ClientMessageId).collect();
        self.done(incoming_plan::deleted(&self.0, NOW, SALES, None, &ids))
    }

    fn gone(&self, chat: ChatId, ids: &[i32]) -> Vec<Task> {
        let ids: Vec<_> = ids.iter().copied().map(BotMessageId).collect();
        let mut tasks = self.done(incoming_plan::gone_from_desk(&self.0, NOW, chat, &ids));
        tasks.extend(self.done(incoming_plan::deleted_in_desk(&self.0, NOW, chat, &ids)));
        tasks
    }

    fn desk(&self, message: i32, kind: DeskEventKind) -> Vec<Task> {
        self.done(super::outgoing::desk(&self.0, UTC, &event(message, kind), RANDOM))
    }

    fn message(&self, number: u64) -> Stored<Message> {
        Message::find(&self.0, IVAN, number).unwrap().unwrap()
    }

    fn dialog(&self) -> Stored<Dialog> {
        Dialog::find(&self.0, IVAN).unwrap().unwrap()
    }

    fn text(&self, number: u64) -> String {
        self.message(number).content.words().text.clone()
    }

    /// Olga's message 1 is on its way.
    fn leaves(&self) {
        let message = self.message(1);
        self.change(&message, message.with_delivery(Delivery::Sending));
    }

    fn echoes(&self) -> Vec<Stored<Echo>> {
        Echo::all(&self.0).unwrap()
    }
}

fn member(id: MemberId, role: Role) -> Member {
    Member {
        id,
        name: "M".into(),
        role,
        lang: Lang::En,
        accounts: [SALES].into(),
        joined: NOW,
        removed: None,
        sees_ids: false,
        begins: false,
    }
}

fn olgas_desk() -> Desk {
    Desk { chat: DESK, account: SALES, member: OLGA, bot: BOT, bound: NOW, account_joined: true }
}

fn ivan() -> Correspondent {
    let identity = ClientIdentity { first_name: "Ivan".into(), ..ClientIdentity::default() };
    Correspondent { peer: IVAN.peer, kind: CorrespondentKind::Person, identity }
}

fn seen(id: i32, origin: Origin, text: &str) -> crate::domain::Message {
    let (id, content) = (ClientMessageId(id), Content::text(text));
    crate::domain::Message {
        id,
        origin,
        date: NOW,
        content,
        reply_to: None,
        album: None,
        forwarded: None,
        writer: None,
    }
}

/// Ivan's first message in the thread, showing this revision.
fn shown(revision: u32) -> Post {
    Post {
        bot: BOT,
        helper: None,
        chat: DESK,
        message: BotMessageId(11),
        topic: Some(TOPIC),
        line: None,
        carrier: None,
        revision,
    }
}

fn wrote(text: &str) -> DeskEventKind {
    DeskEventKind::Wrote { content: Content::text(text), reply_to: None, album: None }
}

fn event(message: i32, kind: DeskEventKind) -> DeskEvent {
    let message = BotMessageId(message);
    DeskEvent { bot: BOT, chat: DESK, topic: Some(TOPIC), actor: Actor::Person(OLGA), message, at: NOW, kind }
}

fn post(number: u64) -> Task {
    Task::Team(TeamTask::Post { dialog: IVAN, number })
}

fn update(number: u64) -> Task {
    Task::Team(TeamTask::Update { dialog: IVAN, number })
}

fn react(number: u64) -> Task {
    Task::Team(TeamTask::React { dialog: IVAN, number })
}

fn edit(number: u64) -> Task {
    Task::Client(SALES, ClientTask::Edit { dialog: IVAN, number })
}

fn delete(number: u64) -> Task {
    Task::Client(SALES, ClientTask::Delete { dialog: IVAN, number })
}

fn mark_read(up_to: i32) -> Task {
    Task::Client(SALES, ClientTask::MarkRead { dialog: IVAN, up_to: ClientMessageId(up_to) })
}

fn open() -> Task {
    Task::Team(TeamTask::OpenThread { dialog: IVAN })
}

fn card() -> Task {
    Task::Team(TeamTask::Card { dialog: IVAN })
}

/// A line in the thread, in reply to a message of the dialog.
fn said(reply_to: u64, line: crate::domain::Line) -> Task {
    Task::Team(TeamTask::Say { place: Place::Thread { dialog: IVAN, reply_to: Some(reply_to) }, line })
}
