//! How long the figures of a dashboard take in an agency of three years, and how long its picture.
//!
//! Ten million messages and a million payments are not written one by one: what their commits add to the tallies is added in one record for
//! each account and day ([`Day`]), to the same metrics, day by day and quarter hour by quarter hour, on the engine that is used in
//! service. Reading a dashboard reads tallies and nothing else, so it does not see the difference.
//!
//! ```text
//! cargo bench --bench reports -- [--accounts N] [--messages N] [--payments N]
//! ```

#[path = "../tests/pictures/figures.rs"]
#[expect(dead_code, reason = "the busy one is enough here")]
mod figures;

use clap::Parser;
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use pult::{
    crm::ledger::{REVENUE, REVENUE_BY_MONTH, REVENUE_BY_QUARTER, Scope},
    domain::{AccountId, Lang, MemberId, Month, Role, Span, quarter_hour},
    picture::{self, Theme},
    relay::{
        MEMBER_SENT_BY_MONTH, RECEIVED, RECEIVED_BY_MONTH, RECEIVED_BY_QUARTER, SENT, SENT_BY, SENT_BY_MONTH,
        SENT_BY_QUARTER, STARTED, STARTED_BY_DAY, STARTED_BY_MONTH,
    },
    reports::{Figures, Moment, Whose, rhythm},
    store::{Changes, MasterKey, Record, SledEngine, Store, Table, TallyRows},
    team::Member,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value_t = 10)]
    accounts: u32,
    #[arg(long, default_value_t = 10_000_000)]
    messages: u32,
    #[arg(long, default_value_t = 1_000_000)]
    payments: u32,
    /// Cargo's.
    #[arg(long, hide = true)]
    bench: bool,
}

const DAYS: u32 = 3 * 365;
/// Quarter hours of a day in which something happens: nine to nine.
const QUARTERS: u32 = 48;
const MEMBERS: i64 = 12;

/// What the commits of one day of one account add to tallies.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Day {
    account: AccountId,
    day: Date,
    /// Of that day in UTC.
    nine: Timestamp,
    messages: u32,
    payments: u32,
}

impl Record for Day {
    const TABLE: Table = Table::new(250, "days of the benchmark");
    type Key = (AccountId, Date);

    fn key(&self) -> Self::Key {
        (self.account, self.day)
    }

    fn tallies(&self, rows: &mut TallyRows) {
        let Day { account, day, nine, messages, payments } = *self;
        let member = MemberId(i64::from(account.0) % MEMBERS + 1);
        let (first, month) = (quarter_hour(nine), Month::of(day));
        for quarter in 0..QUARTERS {
            // What a whole division leaves over falls on the first ones.
            let share = |of: u32| Decimal::from(of / QUARTERS + u32::from(quarter < of % QUARTERS));
            let at = first + i64::from(quarter);
            let (received, sent) = (share(messages - messages / 2), share(messages / 2));
            rows.add(RECEIVED, &(account, day), received);
            rows.add(RECEIVED_BY_MONTH, &(account, month), received);
            rows.add(RECEIVED_BY_QUARTER, &(account, at), received);
            rows.add(SENT, &(account, day), sent);
            rows.add(SENT_BY_MONTH, &(account, month), sent);
            rows.add(SENT_BY_QUARTER, &(account, at), sent);
            rows.add(SENT_BY, &(member, day), sent);
            rows.add(MEMBER_SENT_BY_MONTH, &(member, month), sent);
            let started = Decimal::from(u32::from(quarter % 8 == 0));
            rows.add(STARTED, &(account, at), started);
            rows.add(STARTED_BY_DAY, &(account, day), started);
            rows.add(STARTED_BY_MONTH, &(account, month), started);
            let revenue = share(payments) * Decimal::from(1_500);
            for scope in [Scope::Agency, Scope::Account(account), Scope::Member(member)] {
                rows.add(REVENUE, &(scope, day), revenue);
                rows.add(REVENUE_BY_MONTH, &(scope, month), revenue);
                rows.add(REVENUE_BY_QUARTER, &(scope, at), revenue);
            }
        }
    }
}

/// Counts what is held at a time.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: passes everything on to the system's allocator, and counts.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(held, Ordering::Relaxed);
        // SAFETY: the caller's promise is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is the same.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn median(times: usize, mut act: impl FnMut()) -> (Duration, Duration) {
    let mut took: Vec<_> = (0..times)
        .map(|_| {
            let begun = Instant::now();
            act();
            begun.elapsed()
        })
        .collect();
    took.sort();
    (took[times / 2], took[times * 99 / 100])
}

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let directory = tempfile::tempdir().expect("a temporary directory");
    let engine = SledEngine::open(directory.path()).expect("the store opens");
    let store = Store::open(engine, MasterKey::from_bytes([7; 32])).await.expect("the store opens");
    let zone = TimeZone::UTC;
    let now: Timestamp = "2026-11-22T15:20:00Z".parse().expect("a moment");
    let today = now.to_zoned(zone.clone()).date();
    fill(&store, &arguments, today).await;
    let accounts: Vec<_> = (1..=arguments.accounts).map(AccountId).collect();
    let (whose, moment) = (Whose::Agency(accounts), Moment { now, zone: &zone });
    println!("| figures | median | p99 |\n|---|---|---|");
    for span in Span::ALL {
        let (median, late) = median(200, || {
            Figures::load(&store, &whose, span, moment).expect("figures");
        });
        println!("| {span:?} | {median:.1?} | {late:.1?} |");
    }
    let (median_of_rhythm, late) = median(200, || {
        rhythm(&store, &whose, Span::Days30, moment).expect("a rhythm");
    });
    println!("| by weekday and hour | {median_of_rhythm:.1?} | {late:.1?} |");
    let shown = figures::busy();
    picture::draw(&shown, Theme::Dark).expect("the first, which reads fonts");
    let before = HELD.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    let (median, late) = median(100, || {
        picture::draw(&shown, Theme::Dark).expect("a picture");
    });
    let most = (MOST.load(Ordering::Relaxed) - before) as f64 / f64::from(1 << 20);
    println!("| picture, on one core | {median:.1?} | {late:.1?} |\nA picture holds {most:.1} MiB at most.");
    store.close().await.expect("the store closes");
}

/// Three years until this day.
async fn fill(store: &Store, arguments: &Arguments, today: Date) {
    let begun = Instant::now();
    let mut changes = Changes::new();
    for id in 1..=MEMBERS {
        let (name, accounts) = (format!("Member {id}"), Default::default());
        let joined = Timestamp::UNIX_EPOCH;
        let (id, role, lang) = (MemberId(id), Role::Operator, Lang::En);
        changes.insert(Member {
            id,
            name,
            role,
            lang,
            accounts,
            joined,
            removed: None,
            sees_ids: false,
            begins: false,
        });
    }
    store.commit(changes).await.expect("the commit");
    let days = DAYS * arguments.accounts;
    let (messages, payments) = (arguments.messages / days, arguments.payments / days);
    for back in 0..DAYS {
        let day = today.saturating_sub(i64::from(back).days());
        let nine = day.at(9, 0, 0, 0).to_zoned(TimeZone::UTC).expect("every day has nine").timestamp();
        for account in (1..=arguments.accounts).map(AccountId) {
            let mut changes = Changes::new();
            changes.insert(Day { account, day, nine, messages, payments });
            store.commit(changes).await.expect("the commit");
        }
    }
    let facts = (u64::from(messages * days), u64::from(payments * days));
    println!("{} messages and {} payments, written in {:.0?}", facts.0, facts.1, begun.elapsed());
}
