//! The dashboard, with and without figures, for owners and managers.

use super::agency::{self, ANNA, Agency, BORIS, OLGA, member};
use super::{check, written};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use pult::crm::ledger::{Books, Entry, Kind, Worth};
use pult::domain::{
    AccountId, AccountState, ActivityOf, ActivityTime, ActivityView, Amount, ClientMessageId, ContactId, Content,
    Currency, DashboardView, Dated, DaysPick, DialogId, DialogKind, EntryId, Lang, Look, MemberId, PeerId, Pictures,
    Rate, Role, Span, View,
};
use pult::relay::{Author, Delivery, Dialog, Message, Thread, Work};
use pult::reports::Taste;
use pult::store::Changes;
use std::collections::BTreeMap;

fn riga() -> TimeZone {
    TimeZone::get("Europe/Riga").unwrap()
}

fn message(number: u64, account: u32, author: Author, at: Timestamp) -> Message {
    Message {
        forwarded: None,
        writer: None,
        dialog: DialogId { account: AccountId(account), peer: PeerId::User(1) },
        number,
        contact: ContactId(1),
        author,
        at,
        day: at.to_zoned(riga()).date(),
        content: Content::text("hello"),
        earlier: vec![],
        reply_to: None,
        client: i32::try_from(number).ok().map(|number| ClientMessageId(number + 1)),
        post: None,
        deleted: None,
        revision: 0,
        replaced: 0,
        client_reacted: None,
        team_reacted: None,
        heard_by: None,
        marked_by: None,
        album: None,
    }
}

fn entry(id: u64, account: u32, by: MemberId, units: i64, at: Timestamp) -> Entry {
    let amount = Amount::new(units.into(), Currency::RUB).unwrap();
    let dated = Dated::At(at);
    Entry {
        id: EntryId(id),
        contact: ContactId(1),
        account: AccountId(account),
        member: by,
        by,
        at,
        dated,
        counted: dated.counted(&riga()),
        amount,
        worth: Some(Worth { rate: Rate::ONE, amount }),
        kind: Kind::Payment,
    }
}

/// Two accounts, forty days with something on most of them.
pub async fn at_work(pictures: Pictures) -> Agency {
    let mut changes = Changes::new();
    changes.insert(member(ANNA, "Anna", Role::Owner, &[]));
    changes.insert(member(BORIS, "Boris", Role::Manager, &[1]));
    changes.insert(member(OLGA, "Olga", Role::Operator, &[1, 2]));
    changes.insert(agency::account(1, "Sales", AccountState::Active, OLGA));
    changes.insert(agency::account(2, "Support <b>24/7</b>", AccountState::Active, OLGA));
    changes.create_data_key(ContactId(1).into());
    let zone = riga().iana_name().map(str::to_owned);
    changes.insert(Books { base: Currency::RUB, locked: true, rates: BTreeMap::new(), zone });
    for (account, kind) in [(1, DialogKind::User), (2, DialogKind::User), (2, DialogKind::Group)] {
        let peer = if kind == DialogKind::User { PeerId::User(1) } else { PeerId::Group(2) };
        changes.insert(Dialog {
            id: DialogId { account: AccountId(account), peer },
            kind,
            contact: ContactId(1),
            assigned: OLGA,
            thread: Thread::None,
            next: 1_000,
            latest_from_client: None,
            marked_read: None,
            read_by_client: None,
            active: agency::now(),
            work: Work { unread: 2, waits: Some(agency::earlier()), ..Work::default() },
        });
    }
    for day in 0..40u32 {
        let at = agency::now() - i64::from(day * 24 + day % 5).hours();
        let account = 1 + day % 2;
        changes.insert(message(u64::from(day * 2), account, Author::Client, at));
        let delivery = Delivery::Read;
        let sent = Author::Member { member: OLGA, random_id: pult::domain::RandomId(i64::from(day) + 1), delivery };
        changes.insert(message(u64::from(day * 2 + 1), account, sent, at + 5.minutes()));
        if day % 3 != 2 {
            let by = if day % 2 == 0 { OLGA } else { BORIS };
            changes.insert(entry(u64::from(day) + 1, account, by, 5_000 - i64::from(day) * 90, at));
        }
    }
    for who in [ANNA, BORIS] {
        changes.put(Taste { member: who, pictures });
    }
    Agency::with(changes).await
}

fn overview(account: Option<u32>, span: Span) -> View {
    View::Dashboard(DashboardView::Overview(Look { account: account.map(AccountId), span }))
}

#[tokio::test]
async fn every_page() {
    check("dashboard_empty", &Agency::new().await, &View::Dashboard(DashboardView::FIRST));
    let agency = at_work(Pictures::Dark).await;
    for span in Span::ALL {
        check(&format!("dashboard_{}", format!("{span:?}").to_lowercase()), &agency, &overview(None, span));
    }
    check("dashboard_of_account", &agency, &overview(Some(1), Span::Days7));
    let look = Look { account: None, span: Span::Days30 };
    check("dashboard_days", &agency, &View::Dashboard(DashboardView::Days { look, page: 1 }));
    let look_at = |span| View::Dashboard(DashboardView::Days { look: Look { account: None, span }, page: 0 });
    check("dashboard_hours", &agency, &look_at(Span::Today));
    check("dashboard_weeks", &agency, &look_at(Span::Days90));
    check("dashboard_months", &agency, &look_at(Span::Year));
    check("dashboard_rhythm", &agency, &View::Dashboard(DashboardView::Rhythm(look)));
    check("dashboard_dialogs", &agency, &View::Dashboard(DashboardView::Dialogs(look)));
    let today = agency::now().to_zoned(riga()).date();
    let pick = DaysPick::new(today);
    check("dashboard_calendar", &agency, &View::Dashboard(DashboardView::Calendar { look, pick }));
    let pick = DaysPick { from: Some(today - 40.days()), ..pick };
    check("dashboard_calendar_last", &agency, &View::Dashboard(DashboardView::Calendar { look, pick }));
    let days = |from: i64, to: i64| Span::Days { from: today - from.days(), to: today - to.days() };
    check("dashboard_of_days", &agency, &overview(None, days(12, 3)));
    check("dashboard_weeks_of_days", &agency, &look_at(days(50, 0)));
    check("dashboard_months_of_days", &agency, &look_at(days(300, 10)));
    check("dashboard_accounts", &agency, &View::Dashboard(DashboardView::Accounts { look, page: 0 }));
}

/// What is tapped through is of one kind, so that each page is edited into the next.
#[tokio::test]
async fn every_page_carries_a_picture_of_its_own() {
    let agency = at_work(Pictures::Light).await;
    let look = Look { account: None, span: Span::Days7 };
    let pages = [DashboardView::Overview(look), DashboardView::Rhythm(look), DashboardView::Dialogs(look)];
    let pictures = pages.map(|page| agency.draw(&View::Dashboard(page), Role::Owner, Lang::Ru).picture.expect("one"));
    assert!(pictures[0] != pictures[1] && pictures[1] != pictures[2] && pictures[0] != pictures[2]);
    let activity = |whose| View::Activity(ActivityView { whose, time: ActivityTime::Week });
    let team = agency.draw(&activity(ActivityOf::Team { page: 0 }), Role::Owner, Lang::Ru).picture.expect("one");
    assert!(
        agency.draw(&activity(ActivityOf::Member(OLGA)), Role::Owner, Lang::Ru).picture.is_some_and(|one| one != team)
    );
    let refused = agency.draw(&activity(ActivityOf::Member(OLGA)), Role::Manager, Lang::Ru);
    assert!(refused.picture.is_none(), "{}", refused.text.text);
    let off = at_work(Pictures::Off).await;
    assert!(off.draw(&activity(ActivityOf::Team { page: 0 }), Role::Owner, Lang::En).picture.is_none());
}

#[tokio::test]
async fn the_day_before() {
    let day = agency::now().to_zoned(riga()).date() - 1.day();
    let digest = |day, again| View::Digest { day, again };
    check("digest_empty", &Agency::new().await, &digest(day, false));
    let agency = at_work(Pictures::Dark).await;
    check("digest", &agency, &digest(day, false));
    check("digest_again", &agency, &digest(day - 1.day(), true));
    let text = at_work(Pictures::Off).await.draw(&digest(day, false), Role::Owner, Lang::Ru);
    assert!(text.picture.is_none() && text.text.text.starts_with('🗞'), "{}", text.text.text);
}

#[tokio::test]
async fn figures_of_others_accounts_are_not_shown() {
    let agency = at_work(Pictures::Off).await;
    let refused = written(&agency.draw(&overview(Some(2), Span::Days7), Role::Manager, Lang::En));
    assert!(refused.contains("Your role does not allow this"), "{refused}");
    let own = written(&agency.draw(&overview(None, Span::Days7), Role::Manager, Lang::En));
    assert!(own.contains("Sales") && !own.contains("Support") && !own.contains("Olga"), "{own}");
    let refused = written(&agency.draw(&overview(None, Span::Days7), Role::Operator, Lang::En));
    assert!(refused.contains("Your role does not allow this"), "{refused}");
}

#[tokio::test]
async fn who_turned_pictures_off_gets_text_alone() {
    let screen = at_work(Pictures::Off).await.draw(&overview(None, Span::Days30), Role::Owner, Lang::Ru);
    assert!(screen.picture.is_none() && screen.text.text.contains("Доход сегодня"));
}
