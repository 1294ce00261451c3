//! How long the CRM takes with what an agency has after years: a card, a page of dialogs, a search among contacts, a payment
//! with all its tallies, and a start.
//!
//! Every contact is written as service writes it — name, card, dialog, last message, a note of every third, payments — on
//! the engine that is used in service; what is measured is what a member sees, drawn from the store to text and buttons.
//!
//! ```text
//! cargo bench --bench crm -- [--contacts N] [--payments N] [--dialogs N]
//! ```

#[path = "../tests/screens/agency.rs"]
#[expect(dead_code, reason = "of the agencies of screen tests only the accounts and what screens look up are needed")]
mod agency;

use agency::{ANNA, BORIS, FakeLogins, FakeProxies, OLGA, account, member};
use clap::Parser;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use pult::{
    crm::{
        City, Contact, Country, Note, Profile,
        ledger::{self, Books, NewEntry},
    },
    domain::{
        AccountId, AccountState, Amount, ChatId, ClientIdentity, ClientMessageId, ContactId, ContactView, Content,
        Currency, Dated, DialogFilter, DialogId, DialogKind, DialogView, EntryId, InviteId, MemberId, MoneyView,
        NoteId, PeerId, Phone, Role, TopicId, UserId, View,
    },
    relay::{Author, Dialog, Directory, Message, Thread, Work},
    screens::{InviteLinks, Stage, draw, draw_card},
    store::{Changes, MasterKey, SledEngine, Store},
    team::Member,
};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value_t = 100_000)]
    contacts: u32,
    #[arg(long, default_value_t = 1_000_000)]
    payments: u32,
    /// Of one account.
    #[arg(long, default_value_t = 2_000)]
    dialogs: u32,
    /// Cargo's.
    #[arg(long, hide = true)]
    bench: bool,
}

const NAMES: [&str; 12] =
    ["Иван", "Ольга", "Пётр", "Мария", "Алексей", "Екатерина", "John", "Anna", "Jānis", "Zoë", "Сергей", "Наталья"];
const SURNAMES: [&str; 10] =
    ["Петров", "Соколова", "Smith", "Bērziņš", "Ковалёв", "Иванова", "Müller", "Кузнецов", "Ozols", "Васильева"];
const CITIES: [(&str, &str); 5] = [
    ("Рига", "Europe/Riga"),
    ("Москва", "Europe/Moscow"),
    ("Berlin", "Europe/Berlin"),
    ("Казань", "Europe/Moscow"),
    ("São Paulo", "America/Sao_Paulo"),
];
const TAGS: [&str; 6] = ["VIP", "опт", "regular", "новый", "wholesale", "долг"];

/// How many write at a time.
const WRITERS: u32 = 64;

struct NoLinks;

impl InviteLinks for NoLinks {
    fn link(&self, _: InviteId) -> Option<String> {
        None
    }
}

/// An agency as large as asked for.
#[derive(Clone)]
struct Plan {
    contacts: u32,
    /// Of each contact.
    payments: u32,
    /// Of each account.
    dialogs: u32,
    now: Timestamp,
}

impl Plan {
    fn dialog(&self, contact: u32) -> DialogId {
        DialogId { account: AccountId(contact / self.dialogs + 1), peer: PeerId::User(i64::from(contact) + 1_000) }
    }

    /// Everything about a contact in one commit.
    fn contact(&self, number: u32) -> Changes {
        let of = |list: usize, step: u32| (number / step) as usize % list;
        let (name, surname) = (NAMES[of(NAMES.len(), 1)], SURNAMES[of(SURNAMES.len(), NAMES.len() as u32)]);
        let (city, zone) = CITIES[of(CITIES.len(), 7)];
        let (contact, dialog) = (ContactId(u64::from(number) + 1), self.dialog(number));
        let member = if number.is_multiple_of(3) { ANNA } else { OLGA };
        let active = self.now - i64::from(number).minutes();
        let since = active - 400.hours();
        let mut changes = Changes::new();
        changes.create_data_key(contact.into());
        changes.insert(Contact {
            id: contact,
            user: UserId(i64::from(number) + 1_000),
            identity: ClientIdentity {
                first_name: name.into(),
                last_name: Some(surname.into()),
                username: Some(format!("client_{number}")),
                phone: Phone::parse(&format!("+3712{number:07}")).ok().map(|phone| phone.digits().into()),
                ..ClientIdentity::default()
            },
            since,
        });
        let mut profile = Profile::empty(contact);
        profile.city = Some(City { name: city.into(), zone: Some(zone.into()) });
        profile.country = Some(Country::Known(*b"LV"));
        profile.tags = [TAGS[of(TAGS.len(), 5)].to_owned(), format!("list {}", number % 40)].into();
        changes.insert(profile);
        let waits = (number.is_multiple_of(5)).then_some(active);
        changes.insert(Dialog {
            id: dialog,
            kind: DialogKind::User,
            contact,
            assigned: member,
            thread: Thread::Open { desk: ChatId(-1_000_000_000_042), topic: TopicId(number as i32 + 5) },
            next: 1,
            latest_from_client: Some(ClientMessageId(1)),
            marked_read: None,
            read_by_client: None,
            active,
            work: Work { unread: u32::from(waits.is_some()), waits, ..Work::default() },
        });
        changes.insert(message(number, dialog, contact, active));
        if number.is_multiple_of(3) {
            let (id, text) = (NoteId(u64::from(number)), "prefers mornings, pays by card, asks for an invoice".into());
            changes.insert(Note { id, contact, dialog, author: member, at: since, edited: None, text });
        }
        for payment in 0..self.payments {
            self.book(&mut changes, number, payment, member);
        }
        changes
    }

    fn book(&self, changes: &mut Changes, number: u32, payment: u32, member: MemberId) {
        let id = EntryId(u64::from(number) * 1_000 + u64::from(payment));
        let amount = Amount::new((500 + i64::from((number * 7 + payment * 131) % 9_000)).into(), Currency::RUB);
        let at = self.now - (i64::from((number + payment * 97) % 1_000) * 24 + 1).hours();
        let new = NewEntry {
            id,
            contact: ContactId(u64::from(number) + 1),
            account: self.dialog(number).account,
            member,
            dated: Dated::At(at),
            amount: amount.expect("an amount"),
            note: "consultation".into(),
            proof: None,
        };
        ledger::book(&books(), at, &TimeZone::UTC, new, changes).expect("booked");
    }
}

/// What was said last in a dialog.
fn message(number: u32, dialog: DialogId, contact: ContactId, at: Timestamp) -> Message {
    Message {
        dialog,
        number: 0,
        contact,
        author: Author::Client,
        at,
        day: at.to_zoned(TimeZone::UTC).date(),
        content: Content::text("Good day, do you deliver on Sunday, and what does it cost?"),
        earlier: vec![],
        reply_to: None,
        // Private chats of an account share their numbers.
        client: Some(ClientMessageId(number as i32 + 1)),
        post: None,
        deleted: None,
        revision: 0,
        replaced: 0,
        client_reacted: None,
        team_reacted: None,
        heard_by: None,
        marked_by: None,
        album: None,
        forwarded: None,
        writer: None,
    }
}

fn books() -> Books {
    Books { base: Currency::RUB, locked: true, rates: Default::default(), zone: None }
}

async fn opens(directory: &Path) -> Store {
    let engine = SledEngine::open(directory).expect("the engine opens");
    Store::open(engine, MasterKey::from_bytes([7; 32])).await.expect("the store opens")
}

/// Writes everything, some contacts at a time, as several accounts do.
async fn fill(store: &Store, plan: &Plan) {
    let begun = Instant::now();
    let mut changes = Changes::new();
    for (id, name, role) in
        [(ANNA, "Anna", Role::Owner), (BORIS, "Boris", Role::Manager), (OLGA, "Olga", Role::Operator)]
    {
        changes.insert(member(id, name, role, &[1]));
    }
    for number in 1..=plan.contacts.div_ceil(plan.dialogs) {
        changes.insert(account(number, &format!("Account {number}"), AccountState::Active, OLGA));
    }
    changes.insert(books());
    store.commit(changes).await.expect("the commit");
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let (store, plan) = (store.clone(), plan.clone());
        writers.spawn(async move {
            for number in (writer..plan.contacts).step_by(WRITERS as usize) {
                store.commit(plan.contact(number)).await.expect("the commit");
            }
        });
    }
    writers.join_all().await;
    let payments = u64::from(plan.contacts) * u64::from(plan.payments);
    println!("{} contacts and {payments} payments, written in {:.0?}", plan.contacts, begun.elapsed());
}

/// What happens before the network does: how long until the store is open, and until that is over.
async fn starts(directory: &Path) -> String {
    let begun = Instant::now();
    let store = opens(directory).await;
    let opened = begun.elapsed();
    ledger::rezone(&store, &TimeZone::UTC).await.expect("the days of the ledger");
    ledger::rate_waiting(&store).await.expect("the rates of the ledger");
    let ready = begun.elapsed();
    store.close().await.expect("the store closes");
    format!("{opened:.2?}; {ready:.2?}")
}

/// Median and 99th percentile of something that is done with one after the other.
fn measure(times: u32, mut act: impl FnMut(u32)) -> (Duration, Duration) {
    let mut took: Vec<_> = (0..times)
        .map(|number| {
            let begun = Instant::now();
            act(number);
            begun.elapsed()
        })
        .collect();
    took.sort();
    (took[took.len() / 2], took[took.len() * 99 / 100])
}

fn tell(what: &str, (median, late): (Duration, Duration), goal: &str) {
    println!("| {what} | {median:.2?} | {late:.2?} | {goal} |");
}

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let directory = tempfile::tempdir().expect("a temporary directory");
    let plan = Plan {
        contacts: arguments.contacts,
        payments: arguments.payments / arguments.contacts.max(1),
        dialogs: arguments.dialogs,
        now: "2026-11-22T15:20:00Z".parse().expect("a moment"),
    };
    let store = opens(directory.path()).await;
    fill(&store, &plan).await;
    store.close().await.expect("the store closes");
    drop(store);

    // The days of the ledger have no zone yet, as after it was changed.
    let rezoned = starts(directory.path()).await;
    let ordinary = starts(directory.path()).await;
    let begun = Instant::now();
    let store = opens(directory.path()).await;
    let opened = begun.elapsed();
    drop(Directory::of(&store).expect("the directory"));
    let filled = begun.elapsed() - opened;
    println!("\n| | median | p99 | goal |\n|---|---|---|---|");
    println!("| start: the store open; ready for the network | {ordinary} | | 5 s |");
    println!("| the same after a change of the zone | {rezoned} | | |");
    println!("| beside it: contacts can be searched | {filled:.2?} | | |");
    screens(&store, &plan);
    pays(&store, &plan).await;
    store.close().await.expect("the store closes");
}

/// What screens are drawn from.
struct Looks<'a> {
    store: &'a Store,
    logins: &'a FakeLogins,
    proxies: &'a FakeProxies,
    zone: &'a TimeZone,
    now: Timestamp,
}

impl Looks<'_> {
    fn stage<'a>(&'a self, reader: &'a Member) -> Stage<'a> {
        let Looks { store, logins, proxies, zone, now } = *self;
        let (links, bot) = (&NoLinks, "pult_bot");
        Stage { store, logins, proxies, links, glance: None, reader, bot, now, zone, agency_zone: zone }
    }
}

/// What a member opens.
fn screens(store: &Store, plan: &Plan) {
    let (logins, proxies, zone) = (FakeLogins::default(), FakeProxies::default(), TimeZone::UTC);
    let reader = |id| Member::clone(&Member::find(store, id).expect("the store").expect("a member"));
    let looks = Looks { store, logins: &logins, proxies: &proxies, zone: &zone, now: plan.now };
    let (owner, operator) = (reader(ANNA), reader(OLGA));
    // Another one each time, so that nothing is there already.
    let any = |number: u32| number.wrapping_mul(7_919) % plan.contacts;
    let contact = |number| ContactId(u64::from(any(number)) + 1);
    let shown = |view: View, reader: &Member| {
        let screen = draw(&view, &looks.stage(reader)).expect("a screen");
        // A refusal has one.
        assert!(screen.buttons.iter().flatten().count() > 1, "{}", screen.text.text);
    };
    let card = measure(1_000, |number| {
        draw_card(plan.dialog(any(number)), &looks.stage(&owner)).expect("a card").expect("a dialog");
    });
    tell("the card of a thread", card, "2 ms");
    tell(
        "the card in the panel",
        measure(1_000, |n| shown(View::Contacts(ContactView::One(contact(n))), &owner)),
        "2 ms",
    );
    let money = measure(1_000, |n| shown(View::Money(MoneyView::Client(contact(n))), &owner));
    tell("what a client has paid", money, "");
    let pages = u16::try_from(plan.dialogs / 8).unwrap_or(u16::MAX).max(1);
    let list = |filter: DialogFilter, number: u32| {
        let account = plan.dialog(any(number)).account;
        let page = u16::try_from(number % u32::from(pages)).unwrap_or_default();
        View::Dialogs(DialogView::List { account: Some(account), filter, page })
    };
    for (name, filter) in [
        ("dialogs, any page", DialogFilter::All),
        ("dialogs, unanswered", DialogFilter::Unanswered),
        ("dialogs, with a tag", DialogFilter::Tagged("vip".into())),
    ] {
        tell(name, measure(500, |number| shown(list(filter.clone(), number), &owner)), "5 ms");
    }
    let of_operator = measure(500, |number| {
        let page = u16::try_from(number % 100).unwrap_or_default();
        let account = Some(AccountId(1));
        shown(View::Dialogs(DialogView::List { account, filter: DialogFilter::All, page }), &operator);
    });
    tell("dialogs, of an operator", of_operator, "5 ms");
    for (name, words) in [
        ("search: a name", "петр"),
        ("search: name and surname", "zoë bērz"),
        ("search: city and tag", "sao vip"),
        ("search: words of a note", "mornings invoice"),
        ("search: part of a number", "+3712 0004"),
        ("search: nobody", "nobody like this"),
    ] {
        tell(name, measure(100, |_| shown(View::Contacts(ContactView::found(words)), &owner)), "20 ms");
    }
    tell("all contacts", measure(100, |_| shown(View::Contacts(ContactView::found("")), &owner)), "20 ms");
}

/// Payments, one after the other: each is a commit that waits for the disk.
async fn pays(store: &Store, plan: &Plan) {
    let mut took = Vec::new();
    for number in 0..500 {
        let begun = Instant::now();
        let mut changes = Changes::new();
        plan.book(&mut changes, number, 900, ANNA);
        store.commit(changes).await.expect("the commit");
        took.push(begun.elapsed());
    }
    took.sort();
    tell("a payment with all its tallies, one commit", (took[250], took[495]), "");
}
