//! On the memory engine: whatever happened, in whatever zone, figures from tallies equal a recount of the facts.

use super::measure::{Measure, Moment, Whose};
use super::series::spans;
use super::*;
use crate::{
    crm::ledger::{Books, Entry, NewEntry, book},
    domain::{
        AccountId, Amount, ClientMessageId, ContactId, Content, Currency, Dated, DialogId, EntryId, MemberId, PeerId,
        Span, quarter_hour,
    },
    relay::{Author, Message},
    store::{Changes, MasterKey, MemoryEngine, Store},
};
use futures::executor::block_on;
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::ops::RangeInclusive;

/// The last two change their clocks, one of them at midnight.
const ZONES: [&str; 4] = ["UTC", "Asia/Kathmandu", "Europe/Riga", "America/Havana"];
/// On and around days on which clocks change in Riga or Havana, and two plain ones.
const NOWS: [&str; 6] = [
    "2026-10-25T00:40:00Z",
    "2026-10-26T11:20:00Z",
    "2026-03-29T10:05:00Z",
    "2026-03-08T14:50:00Z",
    "2026-11-01T05:10:00Z",
    "2026-12-31T22:59:00Z",
];

/// Something that happened so many minutes before now.
#[derive(Clone, Debug)]
enum Fact {
    Received,
    Sent,
    /// A payment of so much.
    Paid(i64),
}

type Happening = (u32, i64, Fact);

fn facts() -> impl Strategy<Value = Vec<Happening>> {
    let fact = prop_oneof![Just(Fact::Received), Just(Fact::Sent), (-900i64..2_000).prop_map(Fact::Paid)];
    // Most lately, where days and hours meet; some of the year before.
    let minutes = prop_oneof![0i64..4_000, 0i64..100_000, 0i64..1_000_000];
    prop::collection::vec((1u32..=2, minutes, fact), 1..60)
}

/// The facts in a store, and when they were.
fn kept(now: Timestamp, zone: &TimeZone, facts: &[Happening]) -> (Store, Vec<(u32, Timestamp, Fact)>) {
    let store = block_on(Store::open(MemoryEngine::new(), MasterKey::from_bytes([7; 32]))).unwrap();
    let contact = ContactId(1);
    let mut changes = Changes::new();
    changes.create_data_key(contact.into());
    Books::set_base(&store, Currency::RUB, &mut changes).unwrap();
    block_on(store.commit(changes)).unwrap();
    let mut happened = Vec::new();
    for (at, (account, minutes, fact)) in (1u32..).zip(facts) {
        let when = now - (*minutes).minutes();
        let mut changes = Changes::new();
        let author = match fact {
            Fact::Received => Author::Client,
            Fact::Sent => Author::Phone,
            Fact::Paid(units) => {
                let books = Books::open(&store, &mut changes).unwrap().unwrap();
                let new = NewEntry {
                    id: EntryId(at.into()),
                    contact,
                    account: AccountId(*account),
                    member: MemberId(1),
                    dated: Dated::At(when),
                    amount: Amount::new(Decimal::from(*units), Currency::RUB).unwrap(),
                    note: String::new(),
                    proof: None,
                };
                book(&books, now, zone, new, &mut changes).unwrap();
                block_on(store.commit(changes)).unwrap();
                happened.push((*account, when, fact.clone()));
                continue;
            }
        };
        changes.insert(Message {
            forwarded: None,
            writer: None,
            dialog: DialogId { account: AccountId(*account), peer: PeerId::User(i64::from(at)) },
            // Every third is not the first of its dialog.
            number: u64::from(at % 3 == 0),
            contact,
            author,
            at: when,
            day: when.to_zoned(zone.clone()).date(),
            content: Content::text("hello"),
            earlier: vec![],
            reply_to: None,
            client: Some(ClientMessageId(i32::try_from(at).unwrap())),
            post: None,
            deleted: None,
            revision: 0,
            replaced: 0,
            album: None,
            client_reacted: None,
            team_reacted: None,
            heard_by: None,
            marked_by: None,
        });
        block_on(store.commit(changes)).unwrap();
        happened.push((*account, when, fact.clone()));
    }
    (store, happened)
}

/// How much one fact counts.
fn counts(measure: Measure, index: usize, fact: &Fact) -> Decimal {
    match (measure, fact) {
        (Measure::Revenue, Fact::Paid(units)) => (*units).into(),
        (Measure::Received, Fact::Received) | (Measure::Sent, Fact::Sent) => Decimal::ONE,
        (Measure::Started, Fact::Received) if !(index + 1).is_multiple_of(3) => Decimal::ONE,
        _ => Decimal::ZERO,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn figures_equal_a_recount_of_the_facts(
        facts in facts(), zone in prop::sample::select(&ZONES[..]), now in prop::sample::select(&NOWS[..]), all in any::<bool>(),
        from in 0u16..366, to in 0u16..366
    ) {
        let (zone, now): (_, Timestamp) = (TimeZone::get(zone).unwrap(), now.parse().unwrap());
        let (store, happened) = kept(now, &zone, &facts);
        let whose = if all {
            Whose::Agency(vec![AccountId(1), AccountId(2)])
        } else {
            Whose::Accounts(vec![AccountId(2)])
        };
        let moment = Moment { now, zone: &zone };
        let day = |at: &Timestamp| at.to_zoned(zone.clone()).date();
        let recount = |measure: Measure, fits: &dyn Fn(&Timestamp) -> bool| -> Decimal {
            happened
                .iter()
                .enumerate()
                .filter(|(_, (account, at, _))| (all || *account == 2) && fits(at))
                .map(|(index, (_, _, fact))| counts(measure, index, fact))
                .sum()
        };
        let today = moment.today();
        let chosen = Span::Days { from: today - i64::from(from).days(), to: today - i64::from(from.min(to)).days() };
        for span in Span::ALL.into_iter().chain([chosen]) {
            let (days, before) = spans(span, moment.today());
            for measure in [Measure::Revenue, Measure::Received, Measure::Sent, Measure::Started] {
                let compared = measure.compared(&store, &whose, (days.clone(), before.clone()), moment).unwrap();
                prop_assert_eq!(compared.now, recount(measure, &|at| days.contains(&day(at))), "{:?} of {:?}", measure, span);
                let runs = *days.end() == today;
                let same_time = before.end().to_datetime(now.to_zoned(zone.clone()).time()).to_zoned(zone.clone()).unwrap();
                let until = quarter_hour(same_time.timestamp());
                let earlier = |at: &Timestamp| {
                    before.contains(&day(at)) && (!runs || day(at) != *before.end() || quarter_hour(*at) < until)
                };
                prop_assert_eq!(compared.before, recount(measure, &earlier), "{:?} before {:?}", measure, span);
            }
            let parts = buckets(&store, &whose, span, moment).unwrap();
            let sums = |of: fn(&Bucket) -> Decimal| parts.iter().map(of).sum::<Decimal>();
            for (measure, sum) in [
                (Measure::Revenue, sums(|part| part.revenue)),
                (Measure::Received, sums(|part| part.received)),
                (Measure::Sent, sums(|part| part.sent)),
                (Measure::Started, sums(|part| part.started)),
            ] {
                prop_assert_eq!(sum, recount(measure, &|at| days.contains(&day(at))), "the parts of {:?}", span);
            }
            for part in &parts {
                let hour = |at: &Timestamp| at.to_zoned(zone.clone()).hour();
                let fits = |at: &Timestamp| (part.first..=part.last).contains(&day(at)) && part.hour.is_none_or(|of| of == hour(at));
                prop_assert_eq!(part.received, recount(Measure::Received, &fits), "{:?}", part);
            }
            let rhythm = rhythm(&store, &whose, span, moment).unwrap();
            let [weekdays, hours] = [&rhythm.weekdays[..], &rhythm.hours[..]].map(|beats| beats.iter().map(|beat| beat.received).sum::<Decimal>());
            prop_assert_eq!(weekdays, hours, "whole days have all their hours");
        }
    }
}

#[test]
fn a_time_is_compared_with_as_long_a_one_before() {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let of = |span, today: &str| {
        let (days, before) = spans(span, day(today));
        [days, before].map(|days: RangeInclusive<Date>| format!("{}..{}", days.start(), days.end()))
    };
    assert_eq!(of(Span::Today, "2026-03-01"), ["2026-03-01..2026-03-01", "2026-02-28..2026-02-28"]);
    assert_eq!(of(Span::Days7, "2026-03-07"), ["2026-03-01..2026-03-07", "2026-02-22..2026-02-28"]);
    assert_eq!(of(Span::Month, "2026-03-31"), ["2026-03-01..2026-03-31", "2026-02-01..2026-02-28"]);
    assert_eq!(of(Span::Year, "2026-02-28"), ["2025-03-01..2026-02-28", "2024-03-01..2025-02-28"]);
}

#[test]
fn what_was_booked_for_a_day_without_a_time_counts_at_once() {
    let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
    let (store, _) = kept(now, &TimeZone::UTC, &[]);
    for (id, dated) in [(1, "2026-11-21"), (2, "2026-11-22")] {
        let mut changes = Changes::new();
        let books = Books::open(&store, &mut changes).unwrap().unwrap();
        let amount = Amount::new(Decimal::from(id * 100), Currency::RUB).unwrap();
        let (contact, account, member, note) = (ContactId(1), AccountId(1), MemberId(1), String::new());
        let dated = Dated::On(dated.parse().unwrap());
        let new = NewEntry { id: EntryId(id), contact, account, member, dated, amount, note, proof: None };
        book(&books, now, &TimeZone::UTC, new, &mut changes).unwrap();
        block_on(store.commit(changes)).unwrap();
    }
    assert!(Entry::find(&store, EntryId(1)).unwrap().is_some());
    let moment = Moment { now, zone: &TimeZone::UTC };
    let figures = Figures::load(&store, &Whose::Agency(vec![AccountId(1)]), Span::Days7, moment).unwrap();
    assert_eq!(figures.revenue, Compared { now: 200.into(), before: 100.into() });
    assert_eq!(figures.span.revenue.now, Decimal::from(300));
}
