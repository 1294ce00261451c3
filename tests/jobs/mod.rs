//! Jobs on a store in memory and a network that can be held: digests come once wherever the process dies, and two hundred at one hour
//! are spread as Telegram wants it.

use async_trait::async_trait;
use futures::future::BoxFuture;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use pult::{
    domain::{AccountId, AccountState, BotId, BotMessageId, ClientIdentity, Lang, MemberId, Role, UserId, View},
    jobs::Jobs,
    ports::{Clock, TeamAction, TeamError, TeamNetwork, TeamReceipt, TeamSend},
    relay::{Committer, Entry, delivery::TeamDelivery, scheduler::Policy},
    reports::Morning,
    store::{Changes, Fault, MasterKey, MemoryEngine, Store},
    team::{Account, Member},
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

const BOT: BotId = BotId(900);

/// Three in the afternoon of a day whose night the clocks of Riga go forward.
fn afternoon() -> Timestamp {
    "2026-03-28T13:00:00Z".parse().unwrap()
}

fn riga() -> TimeZone {
    TimeZone::get("Europe/Riga").unwrap()
}

/// The time of the runtime, which jumps when everybody waits.
struct RuntimeClock(Instant);

impl Clock for RuntimeClock {
    fn now(&self) -> Timestamp {
        afternoon() + self.0.elapsed()
    }

    fn uptime(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(sleep(time))
    }
}

/// Where the network stops answering, as it looks to a process that dies then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Hangs {
    Never,
    /// The request does not leave.
    Before,
    /// Telegram has it, and its answer does not arrive.
    After,
}

/// The panels of all members.
struct Panels {
    began: Instant,
    told: Mutex<Vec<(Duration, MemberId, View)>>,
    hangs: Mutex<Hangs>,
    ids: AtomicU32,
}

impl Panels {
    fn told(&self) -> Vec<(Duration, MemberId, View)> {
        self.told.lock().unwrap().clone()
    }
}

#[async_trait]
impl TeamNetwork for Panels {
    async fn perform(&self, send: &TeamSend) -> Result<TeamReceipt, TeamError> {
        let hangs = *self.hangs.lock().unwrap();
        if hangs == Hangs::Before {
            std::future::pending::<()>().await;
        }
        sleep(Duration::from_millis(40)).await;
        if let TeamAction::Show { view, .. } = &send.action {
            self.told.lock().unwrap().push((self.began.elapsed(), send.reader, view.clone()));
        }
        if hangs == Hangs::After {
            std::future::pending::<()>().await;
        }
        Ok(TeamReceipt::Posted { message: BotMessageId(self.ids.fetch_add(1, Ordering::Relaxed) as i32) })
    }
}

/// An agency whose process can die and be started again.
struct Agency {
    engine: MemoryEngine,
    panels: Arc<Panels>,
}

impl Agency {
    async fn with(members: &[Member]) -> Agency {
        let engine = MemoryEngine::new();
        let store = Store::open(engine.clone(), MasterKey::from_bytes([7; 32])).await.unwrap();
        for member in members {
            let mut changes = Changes::new();
            changes.insert(member.clone());
            store.commit(changes).await.unwrap();
        }
        let mut changes = Changes::new();
        changes.insert(Account {
            id: AccountId(1),
            user: UserId(501),
            identity: ClientIdentity { first_name: "Sales".into(), ..ClientIdentity::default() },
            state: AccountState::Active,
            responsible: MemberId(1),
            added: afternoon(),
            desk_missing_since: None,
        });
        store.commit(changes).await.unwrap();
        let began = Instant::now();
        let (told, hangs) = (Mutex::default(), Mutex::new(Hangs::Never));
        Agency { engine, panels: Arc::new(Panels { began, told, hangs, ids: AtomicU32::new(1) }) }
    }

    /// Lives for so long, or until its store fails, and dies without a word.
    async fn lives(&mut self, time: Duration) {
        let store = Store::open(self.engine.clone(), MasterKey::from_bytes([7; 32])).await.expect("the store opens");
        let committer = Committer::new(store, Arc::new(RuntimeClock(self.panels.began)));
        let team = TeamDelivery::new(committer.clone(), self.panels.clone(), BOT, Policy::default());
        let (jobs, stop) = (Jobs::new(committer, riga()), CancellationToken::new());
        let (team_stops, jobs_stop) = (stop.clone(), stop.clone());
        let mut team = tokio::spawn(async move { drop(team.run(team_stops).await) });
        let mut jobs = tokio::spawn(async move { drop(jobs.run(jobs_stop).await) });
        tokio::select! {
            _ = &mut team => {}
            _ = &mut jobs => {}
            () = sleep(time) => {}
        }
        // One that has ended by itself was waited for.
        for task in [team, jobs].into_iter().filter(|task| !task.is_finished()) {
            task.abort();
            let _ = task.await;
        }
        self.engine = self.engine.fork();
    }

    async fn left(&self) -> usize {
        let store = Store::open(self.engine.fork(), MasterKey::from_bytes([7; 32])).await.expect("the store opens");
        Entry::all(&store).unwrap().len()
    }
}

fn member(id: i64, role: Role) -> Member {
    let (name, accounts) = (format!("M{id}"), [].into());
    Member {
        id: MemberId(id),
        name,
        role,
        lang: Lang::En,
        accounts,
        joined: afternoon(),
        removed: None,
        sees_ids: false,
        begins: false,
    }
}

fn run(story: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(story);
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Days told, and whether as a repetition.
fn days(panels: &Panels) -> Vec<(String, bool)> {
    let day = |(_, _, view)| match view {
        View::Digest { day, again } => (day.to_string(), again),
        other => panic!("told with {other:?}"),
    };
    panels.told().into_iter().map(day).collect()
}

#[test]
fn a_digest_comes_once_wherever_the_process_dies() {
    for fault in [Fault::Lost, Fault::Unacknowledged] {
        // So many commits belong to it: what follows none of them is a death in peace.
        for after in 0..8 {
            run(async {
                let mut agency = Agency::with(&[member(1, Role::Owner)]).await;
                agency.engine.fail(after, fault);
                let two_mornings = agency.panels.began + DAY * 2;
                agency.lives(DAY).await;
                agency.lives(two_mornings - Instant::now()).await;
                let told = days(&agency.panels);
                for day in ["2026-03-28", "2026-03-29"] {
                    let of = |again| told.iter().filter(|told| **told == (day.to_owned(), again)).count();
                    // Whatever is said twice says so.
                    let once = of(false) <= 1 && of(true) <= 1 && of(false) + of(true) >= 1;
                    assert!(once, "{day} with {fault:?} after {after}: {told:?}");
                }
                assert!(told.iter().all(|(day, _)| day == "2026-03-28" || day == "2026-03-29"), "{told:?}");
                assert_eq!(agency.left().await, 0, "{told:?}");
            });
        }
    }
}

#[test]
fn a_request_that_was_cut_off_is_repeated_as_such() {
    for (hangs, told) in [(Hangs::Before, vec![true]), (Hangs::After, vec![false, true])] {
        run(async {
            let mut agency = Agency::with(&[member(1, Role::Owner)]).await;
            *agency.panels.hangs.lock().unwrap() = hangs;
            agency.lives(DAY).await;
            *agency.panels.hangs.lock().unwrap() = Hangs::Never;
            agency.lives(Duration::from_secs(60)).await;
            let days = days(&agency.panels);
            assert_eq!(days, told.iter().map(|again| ("2026-03-28".to_owned(), *again)).collect::<Vec<_>>());
        });
    }
}

#[test]
fn days_of_downtime_are_made_up_for_once() {
    run(async {
        let mut agency = Agency::with(&[member(1, Role::Owner)]).await;
        agency.lives(DAY).await;
        sleep(DAY * 4).await;
        agency.lives(Duration::from_secs(60)).await;
        assert_eq!(days(&agency.panels), [("2026-03-28".to_owned(), false), ("2026-04-01".to_owned(), false)]);
    });
}

#[test]
fn who_is_told_and_who_is_not() {
    run(async {
        let mut manager = member(3, Role::Manager);
        let idle = member(4, Role::Manager);
        manager.accounts.insert(AccountId(1));
        let members = [member(1, Role::Owner), member(2, Role::Owner), manager, idle, member(5, Role::Operator)];
        let mut agency = Agency::with(&members).await;
        let store = Store::open(agency.engine.clone(), MasterKey::from_bytes([7; 32])).await.unwrap();
        let mut changes = Changes::new();
        let since = afternoon() - 1.minute();
        changes.put(Morning { member: MemberId(2), hour: 9, muted: true, since });
        changes.put(Morning { member: MemberId(3), hour: 7, muted: false, since });
        store.commit(changes).await.unwrap();
        agency.lives(DAY).await;
        let hours = agency.panels.told().into_iter().map(|(at, member, _)| {
            let at = (afternoon() + at).to_zoned(riga());
            (member.0, at.hour())
        });
        assert_eq!(hours.collect::<Vec<_>>(), [(3, 7), (1, 9)]);
    });
}

/// The limit is 30 messages a second over all chats: <https://core.telegram.org/bots/faq#broadcasting-to-users>
#[test]
fn two_hundred_at_one_hour_are_spread() {
    run(async {
        let members: Vec<_> = (1..=200).map(|id| member(id, Role::Owner)).collect();
        let mut agency = Agency::with(&members).await;
        // Nine o'clock in Riga, the night having been an hour short, and a little before.
        sleep(Duration::from_secs(17 * 60 * 60 - 20)).await;
        agency.lives(Duration::from_secs(120)).await;
        let told = agency.panels.told();
        let once: BTreeMap<_, u32> = told.iter().fold(BTreeMap::new(), |mut once, (_, member, _)| {
            *once.entry(*member).or_default() += 1;
            once
        });
        assert!(once.len() == 200 && once.values().all(|times| *times == 1), "each has theirs, once");
        let mut times: Vec<_> = told.iter().map(|(at, ..)| *at).collect();
        times.sort();
        let most = times
            .iter()
            .map(|from| times.iter().filter(|at| (*from..*from + Duration::from_secs(1)).contains(at)).count());
        assert!(most.max() <= Some(30), "within the limit");
        let (first, last) = (times[0], times[199]);
        assert!(last - first < Duration::from_secs(15), "all are told within {:?}", last - first);
    });
}
