//! Who asks, and what they may ask about: one agency in which everything stands in every relation to whoever acts.

use super::super::rig::Rig;
use jiff::{Timestamp, civil::date};
use pult::{
    bot::callbacks::{Audience, Buttons, Nonce, Reference},
    crm::{
        Contact, Merged, Note, PersonalNote, Profile, Template,
        ledger::{Books, Entry, Kind, Worth},
    },
    domain::{
        AccountId, AccountState, Amount, AuditFilter, BotMessageId, ChatId, ClientIdentity, ContactId, Content,
        Currency, Dated, DialogId, DialogKind, EntryId, FailureReason, InviteId, Lang, MemberId, NoteId, PaidLine,
        Payment, PeerId, Pictures, RandomId, Rate, RichText, Role, TemplateId, TopicId, UserId,
    },
    relay::{
        Actor, Alarm, Asked, Author, Delivery, Desk, DeskEvent, DeskEventKind, Dialog, Message, Preview, Thread, Timer,
        Work,
    },
    reports::Taste,
    screens::Press,
    store::{All, Changes, Page, Record},
    team::{Account, AuditEntry, Invite, InviteState, Member, Routine},
};
use rust_decimal::Decimal;
use std::{cell::Cell, collections::HashMap};
use telegram_sandbox::{
    Group, Person, Place, Topic,
    world::{Action, Button, Chat, Draft, Keyboard, MessageId, Rights},
};

pub const SALES: AccountId = AccountId(1);
pub const SUPPORT: AccountId = AccountId(2);

/// Everything an actor may be related to: own, a colleague's and a waiting dialog of an account of theirs; their own of
/// before and a colleague's of an account that is not theirs.
pub const RELATIONS: &str = "ocqxy";

/// What a client's name says that not everybody may read.
pub const HANDLE: &str = "@ivan_direct";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    Owner,
    Manager,
    Operator,
    /// Was an operator.
    Removed,
    Stranger,
}

impl Who {
    pub const ALL: [Who; 5] = [Who::Owner, Who::Manager, Who::Operator, Who::Removed, Who::Stranger];
}

/// What an action is aimed at.
#[derive(Clone, Copy, Debug)]
pub struct Aim {
    pub me: MemberId,
    pub colleague: MemberId,
    /// Works with both accounts, and is responsible for what nobody answers.
    pub third: MemberId,
    pub manager: MemberId,
    pub account: AccountId,
    pub dialog: DialogId,
    pub contact: ContactId,
    /// Booked by whoever answers the dialog.
    pub entry: EntryId,
    pub my_note: NoteId,
    pub others_note: NoteId,
    pub personal_note: NoteId,
    pub my_template: TemplateId,
    pub others_template: TemplateId,
    pub team_template: TemplateId,
    pub invite: InviteId,
    pub asked: PaidLine,
    /// A group that has nothing a desk needs.
    pub group: ChatId,
}

/// The number of a message that was not delivered, and that of a timer.
pub const FAILED: u64 = 1;
pub const TIMER: u64 = 7;
pub const PREVIEW: RandomId = RandomId(5);
pub const TEAM_TEMPLATE: TemplateId = TemplateId(3);

pub struct Cast {
    pub rig: Rig,
    people: HashMap<&'static str, Person>,
    group: Group,
    /// The desk of a member for an account, and a topic of it for each dialog.
    desks: HashMap<(MemberId, AccountId), Group>,
    topics: HashMap<(MemberId, char), Topic>,
    /// Grows, so that what is booked is each time something else.
    fresh: Cell<u64>,
}

/// Notes that stand there have numbers beyond those that are given to new ones meanwhile.
const FAR: u64 = 1_000_000;

impl Cast {
    pub async fn gathers() -> Cast {
        let rig = Rig::start().await;
        let anna = rig.owner("Anna").await;
        let mut people = HashMap::from([("Anna", anna.clone())]);
        for name in ["Mark", "Olga", "Roman", "Stranger", "Petr", "Zoe"] {
            let person = rig.sandbox.person(name).language("en");
            person.says(&rig.robot, "/start").unwrap();
            rig.shows(&person, "You are not in the team", "").await;
            people.insert(name, person);
        }
        for (id, name) in [(SALES, "Sales"), (SUPPORT, "Support")] {
            rig.account(id.0, name, &anna).await;
        }
        let group = anna.creates_forum("No desk").unwrap();
        anna.adds_bot(group, &rig.robot).unwrap();
        let mut cast =
            Cast { rig, people, group, desks: HashMap::new(), topics: HashMap::new(), fresh: Cell::new(1000) };
        let mut changes = Changes::new();
        for contact in (1..=5).map(ContactId) {
            changes.create_data_key(contact.into());
        }
        let base = Currency::EUR;
        changes.insert(Books { base, locked: true, rates: Default::default(), zone: Some("UTC".into()) });
        cast.rig.store.commit(changes).await.unwrap();
        for who in Who::ALL {
            for letter in RELATIONS.chars() {
                cast.opens_thread(who, letter);
            }
        }
        // Whatever is given back or handed over at the other account finds a place too.
        cast.makes_desk(cast.id("Zoe"), SUPPORT);
        // What the bot was told of the groups while they were no desks is behind it.
        for group in cast.desks.values().chain([&cast.group]) {
            anna.says(group.general(), "/help").unwrap();
            cast.rig.shows_in(&anna, *group, "In a client's thread", "").await;
        }
        cast
    }

    pub fn person(&self, who: Who) -> &Person {
        &self.people[match who {
            Who::Owner => "Anna",
            Who::Manager => "Mark",
            Who::Operator => "Olga",
            Who::Removed => "Roman",
            Who::Stranger => "Stranger",
        }]
    }

    pub fn anna(&self) -> &Person {
        &self.people["Anna"]
    }

    fn id(&self, name: &str) -> MemberId {
        MemberId(self.people[name].id.0)
    }

    pub fn me(&self, who: Who) -> MemberId {
        MemberId(self.person(who).id.0)
    }

    /// Who answers the dialog of a relation.
    fn answers(&self, who: Who, letter: char) -> MemberId {
        match letter {
            'o' | 'x' => self.me(who),
            'q' => self.id("Zoe"),
            _ => self.id("Petr"),
        }
    }

    fn opens_thread(&mut self, who: Who, letter: char) {
        let (member, account) = (self.answers(who, letter), account(letter));
        let group = self.makes_desk(member, account);
        let topic = self.anna().opens_topic(group, &format!("{who:?} {letter}")).unwrap();
        self.topics.insert((self.me(who), letter), topic);
    }

    fn makes_desk(&mut self, member: MemberId, account: AccountId) -> Group {
        let anna = self.anna().clone();
        *self.desks.entry((member, account)).or_insert_with(|| {
            let group = anna.creates_forum(&format!("{member} · {account}")).unwrap();
            anna.adds_bot(group, &self.rig.robot).unwrap();
            anna.promotes(group, self.rig.robot.id, Rights::ALL).unwrap();
            group
        })
    }

    pub fn topic(&self, who: Who, letter: char) -> Topic {
        self.topics[&(self.me(who), letter)]
    }

    /// What a relation's letter stands for; letters of accounts stand for a dialog of theirs.
    pub fn aim(&self, who: Who, letter: char) -> Aim {
        let letter = dialog_letter(letter);
        let at = RELATIONS.find(letter).unwrap() as u64 + 1;
        let fresh = self.fresh.get();
        Aim {
            me: self.me(who),
            colleague: self.id("Petr"),
            third: self.id("Zoe"),
            manager: self.id("Mark"),
            account: account(letter),
            dialog: DialogId { account: account(letter), peer: PeerId::User(9000 + at as i64) },
            contact: ContactId(at),
            entry: EntryId(fresh + at),
            my_note: NoteId(FAR + at),
            others_note: NoteId(FAR + at + 10),
            personal_note: NoteId(FAR + 30),
            my_template: TemplateId(1),
            others_template: TemplateId(2),
            team_template: TEAM_TEMPLATE,
            invite: InviteId(1),
            asked: PaidLine { chat: self.chat_of(who, letter), message: BotMessageId(900_000 + at as i32) },
            group: ChatId(self.group.bot_api_id()),
        }
    }

    fn chat_of(&self, who: Who, letter: char) -> ChatId {
        ChatId(Group { id: self.topic(who, letter).group }.bot_api_id())
    }

    /// Puts everything where it was before anybody asked, seen from this actor.
    pub async fn resets(&self, who: Who) {
        self.fresh.set(self.fresh.get() + 10);
        let committer = self.rig.relay.committer();
        committer
            .commit(|store| {
                let mut plan = pult::relay::Plan::nothing();
                let changes = &mut plan.changes;
                for member in self.members() {
                    set(store, changes, member);
                }
                for id in [SALES, SUPPORT] {
                    let was = Account::find(store, id)?.expect("it was there from the beginning");
                    let responsible = self.id("Zoe");
                    let active = Account { state: AccountState::Active, responsible, ..Account::clone(&was) };
                    changes.update(&was, active);
                    set(store, changes, Routine { away: Some(RichText::plain("Back at nine")), ..Routine::of(id) });
                }
                for ((member, account), group) in &self.desks {
                    let (chat, bot) = (ChatId(group.bot_api_id()), pult::domain::BotId(self.rig.robot.id.0));
                    let (account, member) = (*account, *member);
                    set(store, changes, Desk { chat, account, member, bot, bound: then(), account_joined: true });
                }
                for link in store.scan::<Merged>(All, Page::all())? {
                    changes.delete(&link);
                }
                for letter in RELATIONS.chars() {
                    self.sets_dialog(store, changes, who, letter);
                }
                self.sets_own(store, changes, who);
                Ok(plan)
            })
            .await
            .unwrap();
    }

    fn members(&self) -> Vec<Member> {
        let member = |name: &str, role, accounts: &[AccountId]| Member {
            id: self.id(name),
            name: name.to_owned(),
            role,
            lang: Lang::En,
            accounts: accounts.iter().copied().collect(),
            joined: then(),
            removed: None,
            sees_ids: false,
            begins: false,
        };
        let roman = Member { removed: Some(then()), ..member("Roman", Role::Operator, &[SALES]) };
        vec![
            member("Anna", Role::Owner, &[]),
            member("Mark", Role::Manager, &[SALES]),
            member("Olga", Role::Operator, &[SALES]),
            member("Petr", Role::Operator, &[SALES, SUPPORT]),
            member("Zoe", Role::Operator, &[SALES, SUPPORT]),
            roman,
        ]
    }

    fn sets_dialog(&self, store: &pult::store::Store, changes: &mut Changes, who: Who, letter: char) {
        let (aim, by) = (self.aim(who, letter), self.answers(who, letter));
        let PeerId::User(user) = aim.dialog.peer else { unreachable!("clients are people") };
        let identity = ClientIdentity {
            first_name: format!("Ivan{letter}"),
            last_name: Some(HANDLE.to_owned()),
            username: Some("ivan_direct".into()),
            phone: Some("+37120001234".into()),
            ..ClientIdentity::default()
        };
        set(store, changes, Contact { id: aim.contact, user: UserId(user), identity, since: then() });
        let city = Some(pult::crm::City { name: "Riga".into(), zone: Some("Europe/Riga".into()) });
        set(store, changes, Profile { city, ..Profile::empty(aim.contact) });
        let queued = (letter == 'q').then(then);
        let topic = self.topic(who, letter);
        set(
            store,
            changes,
            Dialog {
                id: aim.dialog,
                kind: DialogKind::User,
                contact: aim.contact,
                assigned: by,
                thread: Thread::Open { desk: aim.asked.chat, topic: TopicId(topic.id.0) },
                next: 50,
                latest_from_client: None,
                marked_read: None,
                read_by_client: None,
                active: then(),
                work: Work { queued, ..Work::default() },
            },
        );
        let failed = Delivery::Failed(FailureReason::AccountLimited);
        set(
            store,
            changes,
            Message {
                dialog: aim.dialog,
                number: FAILED,
                contact: aim.contact,
                author: Author::Member { member: by, random_id: RandomId(user), delivery: failed },
                at: then(),
                day: date(2026, 3, 2),
                content: Content::text("Good day"),
                earlier: Vec::new(),
                reply_to: None,
                client: None,
                post: None,
                deleted: None,
                revision: 0,
                replaced: 0,
                album: None,
                forwarded: None,
                writer: None,
                client_reacted: None,
                team_reacted: None,
                heard_by: None,
                marked_by: None,
            },
        );
        let alarm = Alarm::Remind { by, text: "call".into() };
        let due = Timestamp::now() + jiff::SignedDuration::from_hours(1000);
        let timer = Timer { dialog: aim.dialog, number: TIMER, contact: aim.contact, due, alarm, said: None };
        set(store, changes, timer);
        let content = Content::text("Hello");
        set(
            store,
            changes,
            Preview {
                dialog: aim.dialog,
                contact: aim.contact,
                random_id: PREVIEW,
                content: content.clone(),
                post: None,
            },
        );
        for (id, author) in [(aim.my_note, aim.me), (aim.others_note, aim.colleague)] {
            let (contact, dialog, text) = (aim.contact, aim.dialog, "prefers mornings".to_owned());
            set(store, changes, Note { id, contact, dialog, author, at: then(), edited: None, text });
        }
        let amount = Amount::new(Decimal::from(5000), Currency::EUR).unwrap();
        let now = Timestamp::now();
        set(
            store,
            changes,
            Entry {
                id: aim.entry,
                contact: aim.contact,
                account: aim.account,
                member: by,
                by,
                at: now,
                dated: Dated::At(now),
                counted: Dated::At(now).counted(&jiff::tz::TimeZone::UTC),
                amount,
                worth: Some(Worth { rate: Rate::new(Decimal::ONE).unwrap(), amount }),
                kind: Kind::Payment,
            },
        );
        let event = DeskEvent {
            bot: pult::domain::BotId(self.rig.robot.id.0),
            chat: aim.asked.chat,
            topic: Some(TopicId(topic.id.0)),
            actor: Actor::Person(by),
            message: aim.asked.message,
            at: then(),
            kind: DeskEventKind::Wrote { content, reply_to: None, album: None },
        };
        let payments = Payment::read("50", date(2026, 3, 2)).unwrap();
        set(store, changes, Asked { id: aim.asked, contact: aim.contact, payments, event, may_send: true });
    }

    fn sets_own(&self, store: &pult::store::Store, changes: &mut Changes, who: Who) {
        let aim = self.aim(who, 'o');
        let (id, member, text) = (aim.personal_note, aim.me, "buy milk".to_owned());
        set(store, changes, PersonalNote { id, member, created: then(), edited: then(), text });
        for (id, owner) in
            [(aim.my_template, Some(aim.me)), (aim.others_template, Some(aim.colleague)), (aim.team_template, None)]
        {
            let (name, content) = (format!("t{id}"), Content::text("Hello"));
            let (created, edited) = (then(), then());
            set(store, changes, Template { id, owner, author: aim.colleague, name, content, created, edited });
        }
        let invite = Invite {
            id: aim.invite,
            hash: [7; 32],
            role: Role::Operator,
            accounts: [SALES].into(),
            made_by: self.id("Anna"),
            made: then(),
            expires: Timestamp::now() + jiff::SignedDuration::from_hours(50),
            state: InviteState::Open,
        };
        set(store, changes, invite);
        changes.put(Taste { member: aim.me, pictures: Pictures::Off });
    }

    /// Keeps what a button does, as a drawing would, for whoever presses it there; the bytes of the button.
    pub async fn keeps_button(&self, who: Who, number: u32, press: Press) -> Vec<u8> {
        let mut nonce = [0xA5; 12];
        nonce[..4].copy_from_slice(&number.to_be_bytes());
        let nonce = Nonce(nonce);
        let reference = Reference { nonce, index: 0, secret: press.is_secret() };
        let now = Timestamp::now();
        let mut changes = Changes::new();
        changes.insert(Buttons {
            nonce,
            bot: pult::domain::BotId(self.rig.robot.id.0),
            chat: self.me(who).into(),
            audience: Audience::Desk,
            message: None,
            presses: vec![press],
            has_picture: false,
            made: now,
            expires: now + jiff::SignedDuration::from_hours(1),
        });
        self.rig.store.commit(changes).await.unwrap();
        reference.to_data().into_bytes()
    }

    /// A message of the bot with a button, in somebody's chat with it.
    pub fn marker(&self, who: Who, words: &str) -> MessageId {
        let button = Button { text: "·".into(), action: Action::Callback(vec![1]) };
        let keyboard = Some(Keyboard { rows: vec![vec![button]] });
        let person = self.person(who).id;
        let draft = Draft { keyboard, ..Draft::from(words.to_owned()) };
        let world = self.rig.sandbox.world();
        world.with(|world| world.send(self.rig.robot.id, Chat::User(person), draft)).unwrap();
        let seen = self.person(who).sees(Place::from(&self.rig.robot));
        seen.iter().rev().find(|seen| seen.text == words).expect("it was just sent").id
    }

    /// Everything the agency keeps, but for who is at work.
    pub fn kept(&self) -> serde_json::Value {
        let mut json = Vec::new();
        self.rig.store.export(&pult::records::of_the_agency(), &mut json).unwrap();
        let mut kept: serde_json::Value = serde_json::from_slice(&json).unwrap();
        for apart in ["presence", "times online"] {
            kept.as_object_mut().unwrap().remove(apart);
        }
        kept
    }
}

/// For which dialog the letter of an account stands.
fn dialog_letter(letter: char) -> char {
    match letter {
        'g' | 'a' => 'o',
        'f' => 'y',
        letter => letter,
    }
}

fn account(letter: char) -> AccountId {
    if matches!(letter, 'x' | 'y') { SUPPORT } else { SALES }
}

fn then() -> Timestamp {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

/// Writes a record, whatever was there.
fn set<R: Record + PartialEq>(store: &pult::store::Store, changes: &mut Changes, record: R) {
    match store.get::<R>(&record.key()).unwrap() {
        Some(was) => changes.update(&was, record),
        None => changes.insert(record),
    };
}

impl Cast {
    /// How long the audit log is.
    pub fn logged(&self) -> usize {
        AuditEntry::count(&self.rig.store, AuditFilter::All).unwrap()
    }

    /// How many messages the bot has in all chats.
    pub fn said(&self) -> usize {
        let bot = self.rig.robot.id;
        let chats = self.people.values().map(|person| person.sees(&self.rig.robot));
        let desks = self.desks.values().map(|group| self.anna().sees(*group));
        let of_bot = |seen: &telegram_sandbox::world::Seen| seen.from == telegram_sandbox::world::Sender::User(bot);
        chats.chain(desks).map(|seen| seen.iter().filter(|seen| of_bot(seen)).count()).sum()
    }
}

impl Aim {
    /// About things that are not there, where only the kind of an action matters.
    pub fn of_nobody() -> Aim {
        let nobody = MemberId(0);
        Aim {
            me: nobody,
            colleague: nobody,
            third: nobody,
            manager: nobody,
            account: AccountId(0),
            dialog: DialogId { account: AccountId(0), peer: PeerId::User(0) },
            contact: ContactId(0),
            entry: EntryId(0),
            my_note: NoteId(0),
            others_note: NoteId(0),
            personal_note: NoteId(0),
            my_template: TemplateId(0),
            others_template: TemplateId(0),
            team_template: TemplateId(0),
            invite: InviteId(0),
            asked: PaidLine { chat: ChatId(0), message: BotMessageId(0) },
            group: ChatId(0),
        }
    }
}
