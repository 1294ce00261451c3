//! Every screen in every language, for every role that may see it.
//!
//! A snapshot shows a screen as a person sees it: formatting as tags, buttons in rows with what they do.

mod activity;
mod agency;
mod contacts;
mod dashboard;
mod dialogs;
mod limits;
mod logins;
mod money;
mod persons;
mod searching;
mod templates;
mod written;

use agency::Agency;
use pult::crm::ledger::Books;
use pult::domain::{
    AccountId, AccountState, AuditFilter, BotId, BotRight, ChatId, Currency, DeskFailure, DeskPair, DeskProblem,
    DialogFilter, DialogView, Disconnection, InviteId, InviteTerm, Lang, Limit, LoginId, LoginNeed, MakingStep,
    MemberId, MoneyView, ProxyProblem, ProxyTrouble, ProxyView, ReadMarks, Role, StaffView, Tiers, UserId, View,
};
use pult::ports::LoginStep;
use pult::relay::{Desk, Intruder, Making, Watch};
use pult::screens::{Screen, right_for};
use pult::store::Changes;
use pult::team::{Agency as TheAgency, rights::may};
use std::collections::BTreeMap;
use written::written;

/// Draws a view for everybody who may see it and compares with what was approved.
fn check(name: &str, agency: &Agency, view: &View) {
    compare(name, agency, view, |role, lang| agency.draw(view, role, lang));
}

fn compare(name: &str, agency: &Agency, view: &View, draw: impl Fn(Role, Lang) -> Screen) {
    let mut shown = String::new();
    for role in Role::ALL.into_iter().filter(|role| agency.has(*role)) {
        let (action, target) = right_for(view);
        if !may(agency.member(role), action, target) {
            continue;
        }
        for lang in Lang::ALL {
            let screen = draw(role, lang);
            shown += &format!("══ {role:?} · {} ══\n{}\n\n", lang.code(), written(&screen));
        }
    }
    insta::assert_snapshot!(name, shown);
}

#[tokio::test]
async fn home() {
    check("home_empty", &Agency::new().await, &View::Home);
    check("home_at_work", &Agency::at_work().await, &View::Home);
}

#[tokio::test]
async fn accounts() {
    check("accounts_empty", &Agency::new().await, &View::ACCOUNTS);
    let agency = Agency::at_work().await;
    check("accounts_at_work", &agency, &View::ACCOUNTS);
    check("account_active", &agency, &View::Account(AccountId(1)));
    check("account_login_needed", &agency, &View::Account(AccountId(2)));
    check("account_banned", &agency, &View::Account(AccountId(3)));
    check("account_gone", &agency, &View::Account(AccountId(9)));
    check("switch_off", &agency, &View::SwitchOff(AccountId(1)));
    check("switch_off_gone", &agency, &View::SwitchOff(AccountId(9)));
    check("delete_account", &agency, &View::DeleteAccount(AccountId(1)));
    check("delete_account_gone", &agency, &View::DeleteAccount(AccountId(9)));
    check("add_account", &agency, &View::AddAccount);
}

#[tokio::test]
async fn every_state_of_an_account() {
    let since = agency::earlier();
    let disconnected = |why| AccountState::Disconnected { since, why };
    let login = |why| AccountState::LoginNeeded { since, why };
    let limited = |limit| AccountState::Limited { since, limit };
    let states = [
        ("connecting", AccountState::Connecting { since }),
        ("switched_off", disconnected(Disconnection::ByOwner)),
        ("unreachable", disconnected(Disconnection::Unreachable)),
        ("failing", disconnected(Disconnection::Failing)),
        ("proxy_down", disconnected(Disconnection::Proxy)),
        ("duplicated", login(LoginNeed::Duplicated)),
        ("key_unknown", login(LoginNeed::KeyUnknown)),
        ("not_kept", login(LoginNeed::NotKept)),
        ("new_people", limited(Limit::NewPeople)),
        ("frozen", limited(Limit::Frozen)),
        ("wait", limited(Limit::Wait { until: "2026-11-22T13:40:00Z".parse().unwrap() })),
    ];
    for (name, state) in states {
        let mut changes = Changes::new();
        changes.insert(agency::member(agency::ANNA, "Anna", Role::Owner, &[]));
        changes.insert(agency::member(agency::BORIS, "Boris", Role::Manager, &[1]));
        changes.insert(agency::member(agency::OLGA, "Olga", Role::Operator, &[1]));
        changes.insert(agency::account(1, "Sales", state, agency::OLGA));
        let agency = Agency::with(changes).await;
        check(&format!("account_is_{name}"), &agency, &View::Account(AccountId(1)));
    }
}

#[tokio::test]
async fn proxies() {
    let agency = Agency::at_work().await;
    agency.proxies.set(AccountId(1), "socks5://anna:hunter2@proxy.example:1080");
    agency.proxies.set(AccountId(9), "http://10.0.0.7:3128");
    check("accounts_with_a_proxy", &agency, &View::ACCOUNTS);
    check("account_with_a_proxy", &agency, &View::Account(AccountId(1)));
    let proxy = |account, problem| View::Proxy(ProxyView { account: AccountId(account), problem });
    check("proxy_set", &agency, &proxy(1, None));
    check("proxy_none", &agency, &proxy(2, None));
    check("proxy_of_a_new_account", &agency, &proxy(9, None));
    for (name, problem) in [
        ("unreadable", ProxyProblem::Unreadable),
        ("lost", ProxyProblem::Lost),
        ("internal", ProxyProblem::Internal),
        ("unreachable", ProxyProblem::Trouble(ProxyTrouble::Unreachable)),
        ("login_refused", ProxyProblem::Trouble(ProxyTrouble::LoginRefused)),
        ("no_way", ProxyProblem::Trouble(ProxyTrouble::NoWay)),
        ("no_proxy", ProxyProblem::Trouble(ProxyTrouble::NoProxy)),
    ] {
        check(&format!("proxy_{name}"), &agency, &proxy(2, Some(problem)));
    }
}

#[tokio::test]
async fn team_and_invites() {
    check("team_alone", &Agency::new().await, &View::TEAM);
    let agency = Agency::at_work().await;
    check("team_at_work", &agency, &View::TEAM);
    let setup = |role, accounts| View::InviteSetup { role, accounts, term: InviteTerm::default(), page: 0 };
    check("invite_setup_no_accounts", &Agency::new().await, &setup(Role::Operator, vec![]));
    check("invite_setup_nothing_chosen", &agency, &setup(Role::Operator, vec![]));
    check("invite_setup_chosen", &agency, &setup(Role::Manager, vec![AccountId(1), AccountId(2)]));
    for (id, name) in [
        (1, "invite_with_link"),
        (2, "invite_link_forgotten"),
        (3, "invite_expired"),
        (4, "invite_used"),
        (5, "invite_revoked"),
        (9, "invite_gone"),
    ] {
        check(name, &agency, &View::Invite(InviteId(id)));
    }
}

#[tokio::test]
async fn a_member() {
    let agency = Agency::at_work().await;
    let (member, account) = (agency::OLGA, AccountId(1));
    for (name, view) in [
        ("staff_one", StaffView::One(member)),
        ("staff_owner", StaffView::One(agency::ANNA)),
        ("staff_gone", StaffView::One(MemberId(99))),
        ("staff_name", StaffView::Name),
        ("staff_accounts", StaffView::Accounts { member, page: 0 }),
        ("staff_to_manager", StaffView::Role { member, role: Role::Manager }),
        ("staff_to_owner", StaffView::Role { member, role: Role::Owner }),
        ("staff_last_owner", StaffView::Role { member: agency::ANNA, role: Role::Operator }),
        ("staff_withdrawal", StaffView::Withdrawal { member, account }),
        ("staff_removal", StaffView::Removal(member)),
        ("audit", StaffView::Audit { filter: AuditFilter::All, page: 0 }),
        ("audit_earlier", StaffView::Audit { filter: AuditFilter::All, page: 1 }),
        ("audit_earliest", StaffView::Audit { filter: AuditFilter::All, page: 3 }),
        ("audit_money", StaffView::Audit { filter: AuditFilter::Money, page: 0 }),
        ("audit_nothing", StaffView::Audit { filter: AuditFilter::By(MemberId(99)), page: 0 }),
    ] {
        check(name, &agency, &View::Staff(view));
    }
}

#[tokio::test]
async fn settings() {
    check("settings", &Agency::new().await, &View::Settings);
    check("agency_new", &Agency::new().await, &View::Agency);
    let mut changes = Changes::new();
    changes.insert(agency::member(agency::ANNA, "Anna", Role::Owner, &[]));
    changes.insert(Books {
        base: Currency::from_code("EUR").unwrap(),
        locked: true,
        rates: BTreeMap::new(),
        zone: None,
    });
    changes.insert(TheAgency {
        name: Some("North & Sons".into()),
        zone: Some("Asia/Tokyo".into()),
        shows_ids: [Role::Manager].into(),
        keeps_days: 90,
        operators_begin: true,
        reads: ReadMarks::ByHand,
        tiers: Some(Tiers::USUAL),
        backups_to_owners: true,
    });
    let agency = Agency::with(changes).await;
    check("agency_set", &agency, &View::Agency);
    check("home_of_an_agency_with_a_name", &agency, &View::Home);
}

/// What waited when a backup was made, after a restore from it.
#[tokio::test]
async fn what_is_held() {
    check("held_nothing", &Agency::new().await, &View::Held);
    check("held_drop_nothing", &Agency::new().await, &View::DropHeld);
    let agency = Agency::with_something_held().await;
    check("held", &agency, &View::Held);
    check("held_drop", &agency, &View::DropHeld);
    check("home_with_something_held", &agency, &View::Home);
}

/// Every time on a screen is that of the reader's own zone; days that count stay the agency's.
#[tokio::test]
async fn a_member_in_another_zone() {
    let agency = Agency::at_work().await;
    let draw = |view: &View| written(&agency.draw(view, Role::Owner, Lang::En));
    let timed = [
        View::Home,
        View::TEAM,
        View::Invite(InviteId(1)),
        View::Account(AccountId(2)),
        View::Staff(StaffView::Audit { filter: AuditFilter::All, page: 0 }),
        View::Dialogs(DialogView::List { account: Some(AccountId(1)), filter: DialogFilter::All, page: 0 }),
    ];
    let counted = [View::Money(MoneyView::Export), View::Agency];
    let before: Vec<_> = timed.iter().chain(&counted).map(draw).collect();
    agency.lives_in(agency::ANNA, "Asia/Tokyo").await;
    let after: Vec<_> = timed.iter().chain(&counted).map(draw).collect();
    for (at, view) in timed.iter().enumerate() {
        assert_ne!(before[at], after[at], "{view:?} shows the time of the agency");
    }
    assert_eq!(before[timed.len()..], after[timed.len()..], "business days are the agency's");
    insta::assert_snapshot!("audit_in_another_zone", after[4]);
}

#[tokio::test]
async fn desks() {
    check("desk_help_empty", &Agency::new().await, &View::DeskHelp);
    let agency = Agency::at_work().await;
    check("desk_help_at_work", &agency, &View::DeskHelp);
    let request =
        |chat, account| View::DeskRequest { chat: ChatId(chat), account: AccountId(account), member: agency::OLGA };
    check("desk_request", &agency, &request(-1_000_000_000_777, 1));
    check("desk_request_settled", &agency, &request(agency::DESK.0, 1));
    check("desk_request_gone", &agency, &request(-1_000_000_000_777, 9));
}

/// Olga's desk for Sales in every condition.
#[tokio::test]
async fn every_condition_of_a_desk() {
    let pair = DeskPair { member: agency::OLGA, account: AccountId(1) };
    let chat = agency::DESK;
    let link = || Some("https://t.me/+AAAAAAAAAAAAAAAA".to_owned());
    let making = |step, failed, waits| Making {
        pair,
        by: agency::ANNA,
        began: agency::now(),
        marker: "m4rk".into(),
        title: "Sales · Olga".into(),
        about: "m4rk".into(),
        bot: BotId(500),
        username: "pult_test_bot".into(),
        step,
        failed,
        waits,
    };
    let desk = || Desk {
        chat,
        account: pair.account,
        member: pair.member,
        bot: BotId(500),
        bound: agency::now(),
        account_joined: true,
    };
    let watch = |problems: &[DeskProblem]| Watch { chat, entrance: link(), problems: problems.to_vec() };
    let boris = |stays| Intruder { chat, user: UserId(66), name: "Boris\u{202e}".into(), since: agency::now(), stays };
    let missing = [DeskProblem::Missing(BotRight::BanUsers), DeskProblem::Public];
    let since = agency::earlier();
    let down = AccountState::Disconnected { since, why: Disconnection::Unreachable };
    let frozen = AccountState::Limited { since, limit: Limit::Frozen };
    let well = AccountState::Active;
    type Fill<'a> = Box<dyn Fn(&mut Changes) + 'a>;
    let made = |step, failed: Option<DeskFailure>, waits| -> Fill<'_> {
        Box::new(move |changes| {
            changes.insert(making(step, failed.clone(), waits));
        })
    };
    let conditions: Vec<(&str, AccountState, Fill<'_>)> = vec![
        ("none", well, Box::new(|_| {})),
        ("none_frozen", frozen, Box::new(|_| {})),
        ("making_group", well, made(MakingStep::Group, None, None)),
        ("making_bot", well, made(MakingStep::Bot { chat }, None, None)),
        ("making_entrance", well, made(MakingStep::Entrance { chat }, None, None)),
        ("waiting", well, made(MakingStep::Group, None, Some("2026-11-22T13:40:00Z".parse().unwrap()))),
        ("unreachable", down, made(MakingStep::Group, None, None)),
        ("stopped", well, made(MakingStep::Group, Some(DeskFailure::TooManyGroups), None)),
        ("stopped_begun", well, made(MakingStep::Bot { chat }, Some(DeskFailure::BotKeptOut), None)),
        ("stopped_unfit", well, made(MakingStep::Entrance { chat }, Some(DeskFailure::Unfit(missing.into())), None)),
        (
            "unchecked",
            well,
            Box::new(|changes| {
                changes.insert(desk());
            }),
        ),
        (
            "well",
            well,
            Box::new(|changes| {
                changes.insert(desk()).insert(watch(&[]));
            }),
        ),
        (
            "lacking",
            well,
            Box::new(|changes| {
                changes.insert(desk()).insert(watch(&missing));
            }),
        ),
        (
            "lost",
            well,
            Box::new(|changes| {
                changes.insert(desk()).insert(watch(&[DeskProblem::BotAbsent]));
            }),
        ),
        (
            "paused",
            well,
            Box::new(|changes| {
                changes.insert(desk()).insert(watch(&[])).insert(boris(true));
            }),
        ),
    ];
    for (name, state, fill) in conditions {
        let mut changes = Changes::new();
        changes.insert(agency::member(agency::ANNA, "Anna", Role::Owner, &[]));
        changes.insert(agency::member(agency::BORIS, "Boris", Role::Manager, &[1]));
        changes.insert(agency::member(agency::OLGA, "Olga", Role::Operator, &[1]));
        changes.insert(agency::account(1, "Sales", state, agency::OLGA));
        fill(&mut changes);
        check(&format!("desk_{name}"), &Agency::with(changes).await, &View::Desk(pair));
    }
    let gone = DeskPair { account: AccountId(3), ..pair };
    check("desk_gone", &Agency::at_work().await, &View::Desk(gone));
}

#[tokio::test]
async fn a_desk_is_shown_to_its_member_and_to_those_who_see_the_account() {
    let agency = Agency::at_work().await;
    let of = |member| View::Desk(DeskPair { member, account: AccountId(1) });
    let refused = agency.draw(&View::ACCOUNTS, Role::Operator, Lang::En);
    assert_eq!(agency.draw(&of(agency::ANNA), Role::Operator, Lang::En), refused);
    assert_ne!(agency.draw(&of(agency::OLGA), Role::Operator, Lang::En), refused);
    assert_ne!(agency.draw(&of(agency::OLGA), Role::Manager, Lang::En), refused);
}

#[tokio::test]
async fn the_choice_of_an_account_is_for_the_one_who_binds() {
    let agency = Agency::at_work().await;
    let view = |member| View::DeskAccounts { chat: ChatId(-1_000_000_000_777), member, page: 0 };
    for lang in Lang::ALL {
        let shown = written(&agency.draw(&view(agency::OLGA), Role::Operator, lang));
        insta::assert_snapshot!(format!("desk_accounts_{}", lang.code()), shown);
        let refused = agency.draw(&view(agency::OLGA), Role::Owner, lang);
        assert_eq!(refused, agency.draw(&view(MemberId(99)), Role::Operator, lang));
    }
}

#[tokio::test]
async fn only_the_code_is_a_protected_picture_and_its_address_stays_inside() {
    let agency = Agency::new().await;
    let url = "tg://login?token=c2VjcmV0LXRva2VuLW9mLXRoZS1sb2dpbg";
    let expires = "2026-11-22T12:00:30Z".parse().unwrap();
    agency.logins.set(LoginId(7), Some(LoginStep::Qr { url: url.into(), expires }));
    let code = agency.draw(&View::Login(LoginId(7)), Role::Owner, Lang::En);
    assert!(code.protect && code.picture.is_some());
    assert!(!format!("{code:?}").contains("c2VjcmV0"));
    assert!(!code.text.text.contains("c2VjcmV0"));
    agency.logins.set(LoginId(7), Some(LoginStep::Done));
    let done = agency.draw(&View::Login(LoginId(7)), Role::Owner, Lang::En);
    assert!(!done.protect && done.picture.is_none());
}

#[tokio::test]
async fn what_a_role_may_not_see_says_so_and_nothing_else() {
    let agency = Agency::at_work().await;
    let closed_to_operators = [
        View::ACCOUNTS,
        View::AddAccount,
        View::Login(LoginId(7)),
        View::Account(AccountId(1)),
        View::SwitchOff(AccountId(1)),
        View::DeleteAccount(AccountId(1)),
        View::TEAM,
        View::InviteSetup { role: Role::Operator, accounts: vec![], term: InviteTerm::Week, page: 0 },
        View::Invite(InviteId(1)),
        View::Staff(StaffView::One(agency::ANNA)),
        View::Staff(StaffView::Accounts { member: agency::OLGA, page: 0 }),
        View::Staff(StaffView::Role { member: agency::OLGA, role: Role::Owner }),
        View::Staff(StaffView::Withdrawal { member: agency::OLGA, account: AccountId(1) }),
        View::Staff(StaffView::Removal(agency::ANNA)),
        View::Staff(StaffView::Audit { filter: AuditFilter::All, page: 0 }),
        View::DeskRequest { chat: ChatId(-1_000_000_000_777), account: AccountId(1), member: agency::OLGA },
    ];
    let refused = agency.draw(&closed_to_operators[0], Role::Operator, Lang::En);
    assert_eq!(written(&refused), "Your role does not allow this. If you need it, ask the owner.\n[← Home → Go(Home)]");
    for view in closed_to_operators {
        assert_eq!(agency.draw(&view, Role::Operator, Lang::En), refused, "{view:?}");
    }
    // A manager sees their own accounts only.
    assert_eq!(agency.draw(&View::Account(AccountId(3)), Role::Manager, Lang::En), refused);
    assert_ne!(agency.draw(&View::Account(AccountId(1)), Role::Manager, Lang::En), refused);
}

#[tokio::test]
async fn a_removed_member_sees_nothing() {
    let mut agency = Agency::at_work().await;
    agency.remove(Role::Owner);
    let shown = agency.draw(&View::Home, Role::Owner, Lang::En).text.text;
    assert_eq!(shown, "Your role does not allow this. If you need it, ask the owner.");
}

#[tokio::test]
async fn a_long_list_turns_its_pages() {
    let mut changes = Changes::new();
    changes.insert(agency::member(agency::ANNA, "Anna", Role::Owner, &[]));
    for id in 1..=25 {
        changes.insert(agency::account(id, &format!("Shop {id:02}"), AccountState::Active, agency::ANNA));
    }
    let agency = Agency::with(changes).await;
    for lang in Lang::ALL {
        let shown = written(&agency.draw(&View::Accounts { page: 1 }, Role::Owner, lang));
        insta::assert_snapshot!(format!("accounts_second_page_{}", lang.code()), shown);
    }
    let names = |page| {
        let screen = agency.draw(&View::Accounts { page }, Role::Owner, Lang::En);
        let labels = screen.buttons.into_iter().flatten().map(|button| button.label);
        labels.filter(|label| label.starts_with("Shop")).collect::<Vec<_>>()
    };
    let all: Vec<_> = (0..3).flat_map(names).collect();
    assert_eq!(all, (1..=25).map(|id| format!("Shop {id:02}")).collect::<Vec<_>>());
    assert_eq!(names(2), names(99), "beyond the end stands the last page");
}
