//! Every screen: it is drawn for whoever may see it, and for others it says that they may not.

use super::{
    Row,
    cast::{Aim, Cast, HANDLE, RELATIONS, Who},
    is_refusal, kinds, row,
};
use jiff::civil::date;
use pult::{
    domain::{
        ActivityOf, ActivityTime, ActivityView, AuditFilter, ContactId, ContactList, ContactView, DashboardView,
        DaysPick, DeskPair, DialogFilter, DialogView, Field, FilesKind, FilesView, FoundView, InviteTerm, LoginId,
        Look, MoneyView, NotebookView, ProxyView, Role, Span, StaffView, TemplateView, View,
    },
    screens::Press,
    team::Action::*,
};

const NOBODY: [&str; 3] = ["", "", ""];
const OWNER: [&str; 3] = ["", "", "g"];
const OWNER_OF: [&str; 3] = ["", "", "af"];
const LEADERS: [&str; 3] = ["", "g", "g"];
const LEADERS_OF: [&str; 3] = ["", "a", "af"];
const EVERYBODY: [&str; 3] = ["g", "g", "g"];
const THEIRS: [&str; 3] = ["a", "a", "af"];
const DIALOG: [&str; 3] = ["o", "ocq", "ocqxy"];
const LED: [&str; 3] = ["", "ocq", "ocqxy"];

const FROM: DialogFilter = DialogFilter::All;

#[rustfmt::skip]
pub fn rows() -> Vec<Row<View>> {
    let mut rows: Vec<Row<View>> = vec![
        row(Settings, |_| View::Home, "g", EVERYBODY),
        row(Settings, |_| View::Settings, "g", EVERYBODY),
        row(SeeAccounts, |_| View::ACCOUNTS, "g", LEADERS),
        row(SeeAccounts, |aim| View::Account(aim.account), "af", LEADERS_OF),
        row(ManageAccounts, |_| View::AddAccount, "g", OWNER),
        row(ManageAccounts, |_| View::Login(LoginId(99)), "g", OWNER),
        row(ManageAccounts, |aim| View::SwitchOff(aim.account), "af", OWNER_OF),
        row(ManageAccounts, |aim| View::DeleteAccount(aim.account), "af", OWNER_OF),
        row(ManageAccounts, |aim| View::Proxy(ProxyView { account: aim.account, problem: None }), "af", OWNER_OF),
        row(SeeTeam, |_| View::TEAM, "g", LEADERS),
        row(Invite, |_| View::InviteSetup { role: Role::Operator, accounts: vec![], term: InviteTerm::Day, page: 0 }, "g", OWNER),
        row(Invite, |aim| View::Invite(aim.invite), "g", OWNER),
        row(BindDesk, |_| View::DeskHelp, "g", EVERYBODY),
        row(BindDesk, |aim| View::Desk(DeskPair { member: aim.me, account: aim.account }), "af", THEIRS),
        row(SeeAccounts, |aim| View::Desk(DeskPair { member: aim.colleague, account: aim.account }), "af", LEADERS_OF),
        row(BindDesk, |aim| View::DeskAccounts { chat: aim.group, member: aim.me, page: 0 }, "g", EVERYBODY),
        row(BindDesk, |aim| View::DeskAccounts { chat: aim.group, member: aim.colleague, page: 0 }, "g", NOBODY),
        row(ApproveDesk, |aim| View::DeskRequest { chat: aim.group, account: aim.account, member: aim.colleague }, "af", OWNER_OF),
        row(SeeDashboard, |_| View::Digest { day: date(2026, 3, 1), again: false }, "g", LEADERS),
        row(Settings, |_| activity(ActivityOf::Own), "g", EVERYBODY),
        row(SeeActivity, |aim| activity(ActivityOf::Member(aim.colleague)), "g", OWNER),
        row(SeeActivity, |_| activity(ActivityOf::Team { page: 0 }), "g", OWNER),
        row(SeeActivity, |_| other_days(ActivityOf::Team { page: 0 }), "g", OWNER),
    ];
    rows.extend(of_dialogs_and_contacts());
    rows.extend(of_money_and_figures());
    rows.extend(of_the_rest());
    let drawn: Vec<_> = rows.iter().map(|row| kinds_of(&(row.asks)(&Aim::of_nobody()))).collect();
    for kind in Views::ALL.iter().chain(Dialogs::ALL).chain(Moneys::ALL).chain(Dashboards::ALL)
        .chain(Staff::ALL).chain(Contacts::ALL).chain(Notebook::ALL).chain(Templates::ALL)
    {
        assert!(drawn.iter().any(|kinds| kinds.contains(kind)), "the screen {kind} has no row");
    }
    rows
}

fn activity(whose: ActivityOf) -> View {
    View::Activity(ActivityView { whose, time: ActivityTime::Week })
}

fn other_days(whose: ActivityOf) -> View {
    View::ActivityDays(ActivityView { whose, time: ActivityTime::Week }, pick())
}

fn pick() -> DaysPick {
    DaysPick::new(date(2026, 11, 22))
}

#[rustfmt::skip]
fn of_dialogs_and_contacts() -> Vec<Row<View>> {
    fn contact(view: ContactView) -> View { View::Contacts(view) }
    vec![
        row(Converse, |_| View::DIALOGS, "g", EVERYBODY),
        row(Converse, |_| View::Dialogs(DialogView::Accounts { filter: FROM, page: 0 }), "g", EVERYBODY),
        row(Converse, |aim| View::Dialogs(DialogView::List { account: Some(aim.account), filter: FROM, page: 0 }), "af", THEIRS),
        row(Converse, |aim| View::Dialogs(DialogView::Tags { account: aim.account, page: 0 }), "af", THEIRS),
        row(Converse, |aim| View::Files(FilesView::first(aim.dialog, FilesKind::Media)), RELATIONS, DIALOG),
        row(Converse, |aim| View::Found(FoundView::first(aim.account, None, "delivery")), "af", THEIRS),
        row(Converse, |aim| View::Found(FoundView::first(aim.dialog.account, Some(aim.dialog.peer), "delivery")), RELATIONS, DIALOG),
        row(Converse, |aim| View::Dialogs(DialogView::One { dialog: aim.dialog, from: FROM }), RELATIONS, DIALOG),
        row(Converse, |aim| View::Dialogs(DialogView::Snooze { dialog: aim.dialog, from: FROM }), RELATIONS, DIALOG),
        row(Converse, |aim| View::Dialogs(DialogView::Block { dialog: aim.dialog, from: FROM }), RELATIONS, DIALOG),
        row(HandOver, |aim| View::Dialogs(DialogView::HandOver { dialog: aim.dialog, from: FROM, page: 0 }), RELATIONS, LED),
        row(HandOver, |aim| View::Dialogs(DialogView::HandAll { account: aim.account, member: aim.colleague, page: 0 }), "af", LEADERS_OF),
        row(ManageAccounts, |aim| View::Dialogs(DialogView::Import(aim.account)), "af", OWNER_OF),
        row(ManageAccounts, |aim| View::Dialogs(DialogView::Routine(aim.account)), "af", OWNER_OF),
        row(KeepContacts, |_| contact(ContactView::found("")), "g", EVERYBODY),
        row(KeepContacts, |_| contact(ContactView::Tags { page: 0 }), "g", EVERYBODY),
        row(KeepContacts, |aim| contact(ContactView::One(aim.contact)), RELATIONS, DIALOG),
        row(KeepContacts, |aim| contact(ContactView::Of { contact: aim.contact, list: ContactList::default() }), RELATIONS, DIALOG),
        row(KeepContacts, |aim| contact(ContactView::Field { contact: aim.contact, field: Field::City }), RELATIONS, DIALOG),
        row(KeepContacts, |aim| contact(ContactView::Places { contact: aim.contact, city: "Riga".into() }), RELATIONS, DIALOG),
        row(KeepContacts, |aim| contact(ContactView::Zone(aim.contact)), RELATIONS, DIALOG),
        row(KeepContacts, |aim| contact(ContactView::Notes { contact: aim.contact, page: 0 }), RELATIONS, DIALOG),
        row(KeepContacts, |aim| contact(ContactView::WriteNote { contact: aim.contact, note: None }), RELATIONS, DIALOG),
        row(KeepContacts, |aim| contact(ContactView::WriteNote { contact: aim.contact, note: Some(aim.others_note) }), RELATIONS, LED),
        row(KeepContacts, |aim| contact(ContactView::DropNote { contact: aim.contact, note: aim.my_note }), RELATIONS, DIALOG),
        row(KeepContacts, |aim| contact(ContactView::DropNote { contact: aim.contact, note: aim.others_note }), RELATIONS, LED),
        row(MergeContacts, |aim| contact(ContactView::Same { contact: aim.contact, words: String::new(), page: 0 }), RELATIONS, LED),
        row(MergeContacts, |aim| contact(ContactView::Merge { contact: aim.contact, with: ContactId(2) }), RELATIONS, LED),
        row(MergeContacts, |aim| contact(ContactView::Split(aim.contact)), RELATIONS, LED),
        row(EraseContacts, |aim| contact(ContactView::Erase(aim.contact)), RELATIONS, ["", "", RELATIONS]),
        row(KeepContacts, |_| View::Notebook(NotebookView::FIRST), "g", EVERYBODY),
        row(KeepContacts, |aim| View::Notebook(NotebookView::One(aim.personal_note)), "g", EVERYBODY),
        row(KeepContacts, |aim| View::Notebook(NotebookView::Edit(aim.personal_note)), "g", EVERYBODY),
        row(KeepContacts, |aim| View::Notebook(NotebookView::Drop(aim.personal_note)), "g", EVERYBODY),
    ]
}

#[rustfmt::skip]
fn of_money_and_figures() -> Vec<Row<View>> {
    fn look(aim: &Aim) -> Look { Look { account: Some(aim.account), span: Span::Days7 } }
    const ALL: Look = Look { account: None, span: Span::Days7 };
    vec![
        row(SeeMoney, |_| View::Money(MoneyView::Clients { page: 0 }), "g", EVERYBODY),
        row(SeeMoney, |aim| View::Money(MoneyView::Client(aim.contact)), RELATIONS, DIALOG),
        row(SeeMoney, |aim| View::Money(MoneyView::History { contact: aim.contact, page: 0 }), RELATIONS, DIALOG),
        row(SeeMoney, |aim| View::Money(MoneyView::Entry(aim.entry)), RELATIONS, DIALOG),
        row(CorrectPayment, |aim| View::Money(MoneyView::Void(aim.entry)), RELATIONS, LED),
        row(BookPayment, |aim| View::Money(MoneyView::Pay(aim.dialog)), RELATIONS, DIALOG),
        row(BookPayment, |aim| View::Money(MoneyView::Sure { dialog: aim.dialog, text: "50".into(), line: aim.asked }), RELATIONS, DIALOG),
        row(SetMoney, |_| View::Money(MoneyView::Rates), "g", OWNER),
        row(ExportPayments, |_| View::Money(MoneyView::Export), "g", LEADERS),
        row(SeeDashboard, |_| View::Dashboard(DashboardView::Overview(ALL)), "g", LEADERS),
        row(SeeDashboard, |aim| View::Dashboard(DashboardView::Overview(look(aim))), "af", LEADERS_OF),
        row(SeeDashboard, |aim| View::Dashboard(DashboardView::Days { look: look(aim), page: 0 }), "af", LEADERS_OF),
        row(SeeDashboard, |aim| View::Dashboard(DashboardView::Rhythm(look(aim))), "af", LEADERS_OF),
        row(SeeDashboard, |aim| View::Dashboard(DashboardView::Accounts { look: look(aim), page: 0 }), "af", LEADERS_OF),
        row(SeeDashboard, |aim| View::Dashboard(DashboardView::Dialogs(look(aim))), "af", LEADERS_OF),
        row(SeeDashboard, |aim| View::Dashboard(DashboardView::Calendar { look: look(aim), pick: pick() }), "af", LEADERS_OF),
    ]
}

#[rustfmt::skip]
fn of_the_rest() -> Vec<Row<View>> {
    fn template(view: TemplateView) -> View { View::Templates(view) }
    vec![
        row(SetAgency, |_| View::Agency, "g", OWNER),
        row(SetAgency, |_| View::Held, "g", OWNER),
        row(SetAgency, |_| View::DropHeld, "g", OWNER),
        row(SeeTeam, |aim| View::Staff(StaffView::One(aim.colleague)), "g", LEADERS),
        row(Settings, |_| View::Staff(StaffView::Name), "g", EVERYBODY),
        row(ManageTeam, |aim| View::Staff(StaffView::Accounts { member: aim.colleague, page: 0 }), "g", OWNER),
        row(ManageTeam, |aim| View::Staff(StaffView::Role { member: aim.colleague, role: Role::Manager }), "g", OWNER),
        row(ManageTeam, |aim| View::Staff(StaffView::Withdrawal { member: aim.colleague, account: aim.account }), "af", OWNER_OF),
        row(ManageTeam, |aim| View::Staff(StaffView::Removal(aim.colleague)), "g", OWNER),
        row(SeeAudit, |_| View::Staff(StaffView::Audit { filter: AuditFilter::All, page: 0 }), "g", OWNER),
        row(Converse, |_| template(TemplateView::FIRST), "g", EVERYBODY),
        row(Converse, |aim| template(TemplateView::For { dialog: aim.dialog, page: 0 }), RELATIONS, DIALOG),
        row(Converse, |_| template(TemplateView::Write { team: false }), "g", EVERYBODY),
        row(TeamTemplates, |_| template(TemplateView::Write { team: true }), "g", LEADERS),
        row(Converse, |aim| template(TemplateView::One(aim.team_template)), "g", EVERYBODY),
        row(Converse, |aim| template(TemplateView::One(aim.others_template)), "g", NOBODY),
        row(Converse, |aim| template(TemplateView::Edit(aim.my_template)), "g", EVERYBODY),
        row(TeamTemplates, |aim| template(TemplateView::Edit(aim.team_template)), "g", LEADERS),
        row(Converse, |aim| template(TemplateView::Drop(aim.others_template)), "g", NOBODY),
        row(TeamTemplates, |aim| template(TemplateView::Drop(aim.team_template)), "g", LEADERS),
        // A card shows how to reach a client directly only to whoever may know it.
        row(SeeClientIds, |aim| View::Contacts(ContactView::One(aim.contact)), RELATIONS, ["", "", RELATIONS]),
        row(SeeClientIds, |aim| View::Dialogs(DialogView::One { dialog: aim.dialog, from: FROM }), RELATIONS, ["", "", RELATIONS]),
    ]
}

kinds! { Views of View:
    "Home" = View::Home,
    "Accounts" = View::Accounts { .. },
    "AddAccount" = View::AddAccount,
    "Login" = View::Login(_),
    "Account" = View::Account(_),
    "SwitchOff" = View::SwitchOff(_),
    "DeleteAccount" = View::DeleteAccount(_),
    "Team" = View::Team { .. },
    "InviteSetup" = View::InviteSetup { .. },
    "Invite" = View::Invite(_),
    "Settings" = View::Settings,
    "Agency" = View::Agency,
    "Held" = View::Held,
    "DropHeld" = View::DropHeld,
    "DeskHelp" = View::DeskHelp,
    "Desk" = View::Desk(_),
    "DeskAccounts" = View::DeskAccounts { .. },
    "DeskRequest" = View::DeskRequest { .. },
    "Dialogs" = View::Dialogs(_),
    "Money" = View::Money(_),
    "Dashboard" = View::Dashboard(_),
    "Staff" = View::Staff(_),
    "Contacts" = View::Contacts(_),
    "Notebook" = View::Notebook(_),
    "Proxy" = View::Proxy(_),
    "Activity" = View::Activity(_),
    "ActivityDays" = View::ActivityDays(..),
    "Digest" = View::Digest { .. },
    "Templates" = View::Templates(_),
    "Files" = View::Files(_),
    "Found" = View::Found(_),
}

kinds! { Dialogs of DialogView:
    "Dialogs List" = DialogView::List { .. },
    "Dialogs Tags" = DialogView::Tags { .. },
    "Dialogs Accounts" = DialogView::Accounts { .. },
    "Dialogs One" = DialogView::One { .. },
    "Dialogs Snooze" = DialogView::Snooze { .. },
    "Dialogs Block" = DialogView::Block { .. },
    "Dialogs HandOver" = DialogView::HandOver { .. },
    "Dialogs HandAll" = DialogView::HandAll { .. },
    "Dialogs Import" = DialogView::Import(_),
    "Dialogs Routine" = DialogView::Routine(_),
}

kinds! { Moneys of MoneyView:
    "Money Clients" = MoneyView::Clients { .. },
    "Money Client" = MoneyView::Client(_),
    "Money Pay" = MoneyView::Pay(_),
    "Money Sure" = MoneyView::Sure { .. },
    "Money History" = MoneyView::History { .. },
    "Money Entry" = MoneyView::Entry(_),
    "Money Void" = MoneyView::Void(_),
    "Money Rates" = MoneyView::Rates,
    "Money Export" = MoneyView::Export,
}

kinds! { Dashboards of DashboardView:
    "Dashboard Overview" = DashboardView::Overview(_),
    "Dashboard Days" = DashboardView::Days { .. },
    "Dashboard Rhythm" = DashboardView::Rhythm(_),
    "Dashboard Accounts" = DashboardView::Accounts { .. },
    "Dashboard Dialogs" = DashboardView::Dialogs(_),
    "Dashboard Calendar" = DashboardView::Calendar { .. },
}

kinds! { Staff of StaffView:
    "Staff One" = StaffView::One(_),
    "Staff Name" = StaffView::Name,
    "Staff Accounts" = StaffView::Accounts { .. },
    "Staff Role" = StaffView::Role { .. },
    "Staff Withdrawal" = StaffView::Withdrawal { .. },
    "Staff Removal" = StaffView::Removal(_),
    "Staff Audit" = StaffView::Audit { .. },
}

kinds! { Contacts of ContactView:
    "Contacts List" = ContactView::List(_),
    "Contacts Tags" = ContactView::Tags { .. },
    "Contacts One" = ContactView::One(_),
    "Contacts Of" = ContactView::Of { .. },
    "Contacts Erase" = ContactView::Erase(_),
    "Contacts Field" = ContactView::Field { .. },
    "Contacts Places" = ContactView::Places { .. },
    "Contacts Zone" = ContactView::Zone(_),
    "Contacts Notes" = ContactView::Notes { .. },
    "Contacts WriteNote" = ContactView::WriteNote { .. },
    "Contacts DropNote" = ContactView::DropNote { .. },
    "Contacts Same" = ContactView::Same { .. },
    "Contacts Merge" = ContactView::Merge { .. },
    "Contacts Split" = ContactView::Split(_),
}

kinds! { Notebook of NotebookView:
    "Notebook List" = NotebookView::List { .. },
    "Notebook One" = NotebookView::One(_),
    "Notebook Edit" = NotebookView::Edit(_),
    "Notebook Drop" = NotebookView::Drop(_),
}

kinds! { Templates of TemplateView:
    "Templates List" = TemplateView::List { .. },
    "Templates For" = TemplateView::For { .. },
    "Templates One" = TemplateView::One(_),
    "Templates Write" = TemplateView::Write { .. },
    "Templates Edit" = TemplateView::Edit(_),
    "Templates Drop" = TemplateView::Drop(_),
}

fn kinds_of(view: &View) -> Vec<&'static str> {
    let part = match view {
        View::Dialogs(view) => Some(Dialogs::of(view)),
        View::Money(view) => Some(Moneys::of(view)),
        View::Dashboard(view) => Some(Dashboards::of(view)),
        View::Staff(view) => Some(Staff::of(view)),
        View::Contacts(view) => Some(Contacts::of(view)),
        View::Notebook(view) => Some(Notebook::of(view)),
        View::Templates(view) => Some(Templates::of(view)),
        _ => None,
    };
    [Views::of(view)].into_iter().chain(part).collect()
}

/// Asks for every screen by a button that leads there.
pub async fn are_shown_by_right(cast: &Cast, rows: &[Row<View>]) {
    let mut number = 2_000_000;
    let mut wrong = Vec::new();
    for who in Who::ALL {
        cast.resets(who).await;
        for row in rows {
            for letter in row.aims.chars() {
                number += 1;
                let view = (row.asks)(&cast.aim(who, letter));
                let shown = asks(cast, who, number, &view).await;
                let allowed = match row.action {
                    SeeClientIds => shown.contains(HANDLE),
                    _ => !is_refusal(&shown),
                };
                if allowed != row.allows(who, letter) {
                    wrong.push(format!("{who:?} opened {view:?} ({letter}):\n{shown}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What somebody is told, or shown in place of the message that led there.
async fn asks(cast: &Cast, who: Who, number: u32, view: &View) -> String {
    let (person, bot) = (cast.person(who), &cast.rig.robot);
    let words = format!("Open {number}");
    let marker = cast.marker(who, &words);
    let data = cast.keeps_button(who, number, Press::Go(view.clone())).await;
    let answer = person.forges_callback(bot, marker, &data).await.expect("every press is answered");
    if let Some(toast) = answer.text {
        return toast;
    }
    let drawn = person.wait_until(bot, |seen| seen.iter().all(|seen| seen.text != words)).await;
    assert!(drawn, "{who:?} was shown nothing for {view:?}");
    let screens = person.sees(bot);
    let standing = screens.iter().find(|seen| seen.id == marker).or(screens.last());
    standing.map(|seen| seen.text.clone()).unwrap_or_default()
}
