//! An agency on the memory engine, new or at work, whose screens can be drawn.

use async_trait::async_trait;
use jiff::{Timestamp, ToSpan, civil::date, tz::TimeZone};
use pult::domain::{
    AccountId, AccountState, AgencySetting, Amount, BotId, ChatId, ClientIdentity, ContactId, Currency, DialogId,
    DialogKind, EntryId, Export, ExportFormat, ExportOf, InviteId, Lang, LoginId, LoginNeed, MemberId, OutboxId,
    PeerId, Proxy, ProxyAddress, Role, TemplateId, Tiers, UserId, View, WorkHours,
};
use pult::ports::{Key, LoginError, LoginStep, Logins, Proxies, ProxyError, Way};
use pult::relay::{ClientTask, Desk, Dialog, Entry, State, Task, Thread, Work, held::hold_all};
use pult::screens::{Glance, InviteLinks, Screen, Stage, draw};
use pult::store::{Changes, MasterKey, MemoryEngine, Store};
use pult::team::{Account, AuditEntry, AuditEvent, Change, Habits, Invite, InviteState, Member, Presence, Spell};
use secrecy::SecretString;
use std::collections::HashMap;
use std::sync::Mutex;

pub const ANNA: MemberId = MemberId(11);
pub const BORIS: MemberId = MemberId(12);
pub const OLGA: MemberId = MemberId(13);
pub const DESK: ChatId = ChatId(-1_000_000_000_042);

/// Sunday noon in UTC.
pub fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// That morning.
pub fn earlier() -> Timestamp {
    "2026-11-22T06:15:00Z".parse().unwrap()
}

pub struct Agency {
    store: Store,
    pub logins: FakeLogins,
    pub proxies: FakeProxies,
    members: HashMap<Role, Member>,
    zone: TimeZone,
}

impl Agency {
    /// Just claimed: an owner, and one manager and one operator who have nothing yet.
    pub async fn new() -> Agency {
        let mut changes = Changes::new();
        changes.insert(member(ANNA, "Anna", Role::Owner, &[]));
        let mut agency = Agency::with(changes).await;
        agency.members.insert(Role::Manager, member(BORIS, "Boris", Role::Manager, &[]));
        agency.members.insert(Role::Operator, member(OLGA, "Olga", Role::Operator, &[]));
        agency
    }

    /// Three accounts, a manager and an operator, one desk, some dialogs, invites in every state.
    pub async fn at_work() -> Agency {
        let mut changes = Changes::new();
        changes.insert(member(ANNA, "Anna", Role::Owner, &[]));
        changes.insert(member(BORIS, "Boris", Role::Manager, &[1, 2]));
        changes.insert(member(OLGA, "Olga\n\u{202e}Smirnova", Role::Operator, &[1, 2]));
        changes.insert(member(MemberId(14), "Zoe", Role::Operator, &[3]));
        changes.insert(account(1, "Sales", AccountState::Active, OLGA));
        changes.insert(account(
            2,
            "Support <b>24/7</b>",
            AccountState::LoginNeeded { since: earlier(), why: LoginNeed::Ended },
            ANNA,
        ));
        changes.insert(account(3, "\u{3164}", AccountState::Banned { since: earlier() }, MemberId(14)));
        changes.insert(Desk {
            chat: DESK,
            account: AccountId(1),
            member: OLGA,
            bot: BotId(500),
            bound: now(),
            account_joined: true,
        });
        let seen = |minutes: i64| now() - minutes.minutes();
        let presence = |member, on_shift, minutes| Presence {
            member,
            on_shift,
            seen: seen(minutes),
            spell: seen(minutes + 20),
            until: seen(minutes) + 5.minutes(),
        };
        changes.insert(presence(ANNA, true, 1));
        changes.insert(presence(BORIS, true, 40));
        changes.insert(presence(OLGA, false, 90));
        changes.insert(Spell { member: ANNA, day: now().to_zoned(TimeZone::UTC).date(), from: seen(64), until: now() });
        audited(&mut changes);
        for client in 1..=3 {
            changes.insert(dialog(client));
        }
        let at = |hours: i64| now() + hours.hours();
        changes.insert(invite(1, Role::Operator, at(72), InviteState::Open));
        changes.insert(invite(2, Role::Manager, at(5), InviteState::Open));
        changes.insert(invite(3, Role::Operator, at(-1), InviteState::Open));
        changes.insert(invite(4, Role::Operator, at(72), InviteState::Used { by: OLGA, at: at(-3) }));
        changes.insert(invite(5, Role::Operator, at(72), InviteState::Revoked { at: at(-30) }));
        Agency::with(changes).await
    }

    /// An owner, two accounts, and what was waiting when the backup was made that it was restored from.
    pub async fn with_something_held() -> Agency {
        let mut changes = Changes::new();
        changes.insert(member(ANNA, "Anna", Role::Owner, &[]));
        changes.insert(account(1, "Sales", AccountState::Active, OLGA));
        changes.insert(account(2, "Support", AccountState::Active, OLGA));
        let agency = Agency::with(changes).await;
        let dialog = |account| DialogId { account: AccountId(account), peer: PeerId::User(21) };
        let sends = [(1, 1), (1, 2), (2, 1)].map(|(account, number)| {
            Task::Client(AccountId(account), ClientTask::Send { dialog: dialog(account), number })
        });
        let edit = Task::Client(AccountId(1), ClientTask::Edit { dialog: dialog(1), number: 1 });
        let mut changes = Changes::new();
        for (id, task) in (1..).zip(sends.into_iter().chain([edit])) {
            changes.insert(Entry { id: OutboxId(id), at: earlier(), task, state: State::Pending });
        }
        agency.store.commit(changes).await.unwrap();
        hold_all(&agency.store).await.unwrap();
        agency
    }

    /// An agency with one owner and these rows.
    pub async fn with(changes: Changes) -> Agency {
        let store = Store::open(MemoryEngine::new(), MasterKey::from_bytes([7; 32])).await.unwrap();
        store.commit(changes).await.unwrap();
        let present = [(Role::Owner, ANNA), (Role::Manager, BORIS), (Role::Operator, OLGA)];
        let members = present
            .into_iter()
            .filter_map(|(role, id)| Some((role, Member::clone(&*Member::find(&store, id).unwrap()?))))
            .collect();
        let zone = TimeZone::get("Europe/Riga").unwrap();
        Agency { store, logins: FakeLogins::default(), proxies: FakeProxies::default(), members, zone }
    }

    pub fn member(&self, role: Role) -> &Member {
        &self.members[&role]
    }

    /// A member lives in a zone of their own.
    pub async fn lives_in(&self, member: MemberId, zone: &str) {
        let mut changes = Changes::new();
        changes.put(Habits { member, zone: Some(zone.to_owned()) });
        self.store.commit(changes).await.unwrap();
    }

    pub fn has(&self, role: Role) -> bool {
        self.members.contains_key(&role)
    }

    pub fn remove(&mut self, role: Role) {
        self.members.get_mut(&role).unwrap().removed = Some(now());
    }

    /// The view as the member of this role sees it in this language.
    pub fn draw(&self, view: &View, role: Role, lang: Lang) -> Screen {
        self.on_stage(role, lang, |stage| draw(view, stage).unwrap())
    }

    /// The same of a screen that shows what Telegram has answered.
    pub fn draw_with(&self, view: &View, glance: &Glance, role: Role, lang: Lang) -> Screen {
        self.on_stage(role, lang, |stage| draw(view, &Stage { glance: Some(glance), ..*stage }).unwrap())
    }

    /// Whatever is drawn for the member of this role in this language.
    pub fn on_stage<T>(&self, role: Role, lang: Lang, draw: impl FnOnce(&Stage<'_>) -> T) -> T {
        let reader = Member { lang, ..self.member(role).clone() };
        let zone = Habits::of(&self.store, reader.id).unwrap().zone(&self.zone);
        draw(&Stage {
            store: &self.store,
            logins: &self.logins,
            proxies: &self.proxies,
            links: &Remembered,
            glance: None,
            reader: &reader,
            bot: "pult_test_bot",
            now: now(),
            zone: &zone,
            agency_zone: &self.zone,
        })
    }
}

pub fn member(id: MemberId, name: &str, role: Role, accounts: &[u32]) -> Member {
    Member {
        id,
        name: name.into(),
        role,
        lang: Lang::En,
        accounts: accounts.iter().copied().map(AccountId).collect(),
        joined: "2026-11-03T08:00:00Z".parse().unwrap(),
        removed: None,
        sees_ids: false,
        begins: false,
    }
}

pub fn account(id: u32, name: &str, state: AccountState, responsible: MemberId) -> Account {
    Account {
        id: AccountId(id),
        user: UserId(i64::from(id) + 900),
        identity: ClientIdentity {
            first_name: name.into(),
            username: Some(format!("agency_{id}")),
            phone: Some(format!("3712000000{id}")),
            ..ClientIdentity::default()
        },
        state,
        responsible,
        added: "2025-12-31T23:30:00Z".parse().unwrap(),
        desk_missing_since: None,
    }
}

fn dialog(client: i64) -> Dialog {
    Dialog {
        id: DialogId { account: AccountId(1), peer: PeerId::User(client) },
        kind: DialogKind::User,
        contact: ContactId(client.unsigned_abs()),
        assigned: OLGA,
        thread: Thread::None,
        next: 1,
        latest_from_client: None,
        marked_read: None,
        read_by_client: None,
        active: now(),
        work: Work::default(),
    }
}

fn invite(id: u64, role: Role, expires: Timestamp, state: InviteState) -> Invite {
    Invite {
        id: InviteId(id),
        hash: [id as u8; 32],
        role,
        accounts: [AccountId(1), AccountId(2)].into(),
        made_by: ANNA,
        made: now(),
        expires,
        state,
    }
}

/// One of everything that the audit log tells.
fn audited(changes: &mut Changes) {
    let (account, member, invite) = (AccountId(1), OLGA, InviteId(4));
    let proxy = |text| Some(Proxy::parse(text).unwrap().address);
    let (contact, entry) = (ContactId(7), EntryId(12));
    let eur = |value: i64| Amount::new(value.into(), Currency::EUR).unwrap();
    let export = |of| Export { from: date(2026, 10, 1), to: date(2026, 11, 22), format: ExportFormat::Csv, of };
    let events = [
        (None, AuditEvent::OwnerLinkMade),
        (Some(ANNA), AuditEvent::Claimed),
        (Some(ANNA), AuditEvent::AccountAdded { account }),
        (Some(ANNA), AuditEvent::Invited { invite, role: Role::Operator }),
        (Some(OLGA), AuditEvent::Joined { invite, role: Role::Operator }),
        (Some(ANNA), AuditEvent::InviteRevoked { invite: InviteId(5) }),
        (Some(ANNA), AuditEvent::DeskBound { chat: DESK, account, member }),
        (Some(ANNA), AuditEvent::AccountSwitchedOff { account }),
        (Some(ANNA), AuditEvent::AccountReconnected { account }),
        (Some(ANNA), AuditEvent::AccountSignedIn { account: AccountId(9) }),
        (Some(ANNA), AuditEvent::AccountDeleted { account: AccountId(9), logged_out: true }),
        (Some(ANNA), AuditEvent::AccountDeleted { account: AccountId(10), logged_out: false }),
        (Some(ANNA), AuditEvent::ProxyChanged { account, from: None, to: proxy("socks5://10.0.0.7:1080") }),
        (Some(ANNA), AuditEvent::RoleChanged { member, from: Role::Manager, to: Role::Operator }),
        (Some(ANNA), AuditEvent::AccountAssigned { member, account }),
        (Some(ANNA), AuditEvent::AccountWithdrawn { member, account }),
        (Some(ANNA), AuditEvent::MemberRemoved { member: BORIS, role: Role::Manager }),
        (Some(ANNA), AuditEvent::HoursSet { account, from: None, to: WorkHours::new(WorkHours::WEEKDAYS, 9, 18) }),
        (Some(ANNA), AuditEvent::AwayReplySet { account, change: Change::Changed }),
        (Some(ANNA), AuditEvent::AlertSet { account, from: None, to: Some(15) }),
        (Some(ANNA), AuditEvent::ThreadsKept { account, kept: true }),
        (Some(ANNA), AuditEvent::ImportSet { account, on: true }),
        (Some(OLGA), AuditEvent::BlockSet { contact, account, blocked: true }),
        (Some(BORIS), AuditEvent::TeamTemplate { template: TemplateId(3), change: Change::Deleted }),
        (Some(OLGA), AuditEvent::Renamed { member }),
        (Some(OLGA), AuditEvent::Booked { entry, contact, amount: eur(5000) }),
        (Some(OLGA), AuditEvent::Voided { entry, contact, amount: eur(5000) }),
        (Some(BORIS), AuditEvent::Corrected { entry, contact, from: eur(5000), to: eur(500) }),
        (Some(BORIS), AuditEvent::Exported { export: export(ExportOf::Payments) }),
        (Some(ANNA), AuditEvent::Exported { export: export(ExportOf::Audit) }),
        (None, AuditEvent::AllExported),
        (None, AuditEvent::HeldSettled { sends: 2, released: true }),
        (None, AuditEvent::HeldSettled { sends: 21, released: false }),
        (None, AuditEvent::KeyRotated),
        (Some(ANNA), AuditEvent::ContactsMerged { contact: ContactId(3), into: ContactId(2) }),
        (Some(ANNA), AuditEvent::ContactSplit { contact: ContactId(3), from: ContactId(2) }),
        (Some(ANNA), AuditEvent::Exported { export: export(ExportOf::Contacts) }),
        (
            Some(ANNA),
            AuditEvent::AgencySet { from: AgencySetting::Tiers(None), to: AgencySetting::Tiers(Some(Tiers::USUAL)) },
        ),
    ];
    for (minute, (who, what)) in (0i64..).zip(events) {
        AuditEntry::write(changes, earlier() + minute.minutes(), who, what);
    }
}

/// Logins whose step the test sets.
#[derive(Default)]
pub struct FakeLogins(Mutex<HashMap<LoginId, LoginStep>>);

impl FakeLogins {
    pub fn set(&self, login: LoginId, step: Option<LoginStep>) {
        let mut steps = self.0.lock().unwrap();
        match step {
            Some(step) => steps.insert(login, step),
            None => steps.remove(&login),
        };
    }
}

/// Drawing changes nothing, so whatever would change something fails the test.
#[async_trait]
impl Logins for FakeLogins {
    fn step(&self, login: LoginId) -> Option<LoginStep> {
        self.0.lock().unwrap().get(&login).cloned()
    }

    fn account(&self, login: LoginId) -> Option<AccountId> {
        self.0.lock().unwrap().contains_key(&login).then_some(AccountId(7))
    }

    async fn begin(&self, _: LoginId, _: AccountId, _: MemberId, _: Way) -> Result<(), LoginError> {
        panic!("a screen began a login")
    }

    async fn refresh(&self, _: LoginId) -> Result<(), LoginError> {
        panic!("a screen refreshed a login")
    }

    async fn typed(&self, _: LoginId, _: SecretString) -> Result<(), LoginError> {
        panic!("a screen answered a login")
    }

    async fn key(&self, _: LoginId, _: u16, _: Key) -> Result<(), LoginError> {
        panic!("a screen pressed a key")
    }

    async fn resend(&self, _: LoginId) -> Result<(), LoginError> {
        panic!("a screen asked for a code")
    }

    async fn cancel(&self, _: LoginId) -> Result<(), LoginError> {
        panic!("a screen cancelled a login")
    }
}

/// Proxies that the test sets.
#[derive(Default)]
pub struct FakeProxies(Mutex<HashMap<AccountId, ProxyAddress>>);

impl FakeProxies {
    pub fn set(&self, account: AccountId, proxy: &str) {
        self.0.lock().unwrap().insert(account, Proxy::parse(proxy).unwrap().address);
    }
}

#[async_trait]
impl Proxies for FakeProxies {
    fn proxy(&self, account: AccountId) -> Result<Option<ProxyAddress>, ProxyError> {
        Ok(self.0.lock().unwrap().get(&account).cloned())
    }

    async fn route(&self, _: AccountId, _: Option<Proxy>) -> Result<(), ProxyError> {
        panic!("a screen changed a proxy")
    }
}

/// Remembers the link of the first invite only.
struct Remembered;

impl InviteLinks for Remembered {
    fn link(&self, invite: InviteId) -> Option<String> {
        (invite == InviteId(1)).then(|| "https://t.me/pult_test_bot?start=j_AAECAwQFBgcICQoLDA0ODw".to_owned())
    }
}
