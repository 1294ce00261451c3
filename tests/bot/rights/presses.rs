//! Every button.

use super::{
    Row,
    cast::{Aim, Cast, FAILED, PREVIEW, RELATIONS, TIMER, Who},
    is_refusal, kinds, row,
};
use jiff::civil::date;
use pult::{
    domain::{
        AgencySetting, Assignment, ClientMessageId, ContactId, Currency, DeskPair, Export, ExportFormat, ExportOf,
        Field, InviteTerm, Joined, Lang, LoginId, Pause, Pictures, Role, StaffDeed, View, WorkHours,
    },
    ports::Key,
    relay::payments::Answer,
    screens::{ContactDeed, DialogDeed, HeldDeed, MoneyDeed, Press, RoutineDeed, TemplateDeed},
    team::Action::*,
};

const NOBODY: [&str; 3] = ["", "", ""];
const OWNER: [&str; 3] = ["", "", "g"];
const OWNER_OF: [&str; 3] = ["", "", "af"];
const LEADERS: [&str; 3] = ["", "g", "g"];
const EVERYBODY: [&str; 3] = ["g", "g", "g"];
/// Of accounts: whose work with them; of dialogs: whose to answer; the managers' and owners' of those.
const THEIRS: [&str; 3] = ["a", "a", "af"];
const DIALOG: [&str; 3] = ["o", "ocq", "ocqxy"];
const LED: [&str; 3] = ["", "ocq", "ocqxy"];

const LOGIN: LoginId = LoginId(99);

#[rustfmt::skip]
pub fn rows() -> Vec<Row<Press>> {
    let mut rows: Vec<Row<Press>> = vec![
        row(Settings, |_| Press::Go(View::Home), "g", EVERYBODY),
        row(ManageTeam, |aim| Press::Go(View::Staff(pult::domain::StaffView::Removal(aim.colleague))), "g", OWNER),
        row(Settings, |_| Press::Open(View::Settings), "g", EVERYBODY),
        row(SeeDashboard, |_| Press::Open(View::Dashboard(pult::domain::DashboardView::FIRST)), "g", LEADERS),
        row(ManageAccounts, |_| Press::BeginQr(None), "g", OWNER),
        row(ManageAccounts, |aim| Press::BeginQr(Some(aim.account)), "af", OWNER_OF),
        row(ManageAccounts, |_| Press::BeginPhone(None), "g", OWNER),
        row(ManageAccounts, |aim| Press::BeginPhone(Some(aim.account)), "af", OWNER_OF),
        row(ManageAccounts, |_| Press::QrInstead(LOGIN), "g", OWNER),
        row(ManageAccounts, |_| Press::PhoneInstead(LOGIN), "g", OWNER),
        row(ManageAccounts, |_| Press::RefreshQr(LOGIN), "g", OWNER),
        row(ManageAccounts, |_| Press::LoginKey { login: LOGIN, attempt: 0, key: Key::Digit(7) }, "g", OWNER),
        row(ManageAccounts, |_| Press::ResendCode(LOGIN), "g", OWNER),
        row(ManageAccounts, |_| Press::CancelLogin(LOGIN), "g", OWNER),
        row(ManageAccounts, |_| Press::ProxyFirst, "g", OWNER),
        row(ManageAccounts, |aim| Press::Reconnect(aim.account), "af", OWNER_OF),
        row(ManageAccounts, |aim| Press::SwitchOff(aim.account), "af", OWNER_OF),
        row(ManageAccounts, |aim| Press::DeleteAccount { account: aim.account, log_out: true }, "af", OWNER_OF),
        row(ManageAccounts, |aim| Press::DropProxy(aim.account), "af", OWNER_OF),
        row(ManageAccounts, |aim| Press::Import { account: aim.account, on: false }, "af", OWNER_OF),
        row(HandOver, |aim| Press::HandAll { account: aim.account, from: aim.me, to: aim.third }, "af", ["", "a", "af"]),
        row(Invite, |_| Press::CreateInvite { role: Role::Operator, accounts: vec![], term: InviteTerm::Day }, "g", OWNER),
        // Nobody becomes an owner by a link.
        row(Invite, |_| Press::CreateInvite { role: Role::Owner, accounts: vec![], term: InviteTerm::Day }, "g", NOBODY),
        row(Invite, |aim| Press::RevokeInvite(aim.invite), "g", OWNER),
        row(SetAgency, |_| Press::Agency(AgencySetting::Keeps { days: 90 }), "g", OWNER),
        row(SetAgency, |_| Press::Held(HeldDeed::Release), "g", OWNER),
        row(SetAgency, |_| Press::Held(HeldDeed::Drop), "g", OWNER),
        row(Settings, |_| Press::SetLang(Lang::En), "g", EVERYBODY),
        row(Settings, |_| Press::SetPictures(Pictures::Off), "g", EVERYBODY),
        row(Settings, |_| Press::SetDigest(Some(9)), "g", EVERYBODY),
        row(Settings, |_| Press::Shift(true), "g", EVERYBODY),
        row(BindDesk, |aim| Press::PickDeskAccount { chat: aim.group, account: aim.account, member: aim.me }, "af", THEIRS),
        row(BindDesk, |aim| Press::PickDeskAccount { chat: aim.group, account: aim.account, member: aim.colleague }, "af", NOBODY),
        row(ApproveDesk, |aim| Press::ApproveDesk { chat: aim.group, account: aim.account, member: aim.colleague }, "af", OWNER_OF),
        row(ApproveDesk, |aim| Press::RefuseDesk { chat: aim.group, account: aim.account, member: aim.colleague }, "af", OWNER_OF),
        row(BindDesk, |aim| Press::MakeDesk(DeskPair { member: aim.me, account: aim.account }), "af", THEIRS),
        row(ApproveDesk, |aim| Press::MakeDesk(DeskPair { member: aim.colleague, account: aim.account }), "af", OWNER_OF),
        row(BindDesk, |aim| Press::CheckDesk(DeskPair { member: aim.me, account: aim.account }), "af", THEIRS),
        row(ApproveDesk, |aim| Press::CheckDesk(DeskPair { member: aim.colleague, account: aim.account }), "af", OWNER_OF),
        row(KeepContacts, |aim| Press::DropPersonalNote(aim.personal_note), "g", EVERYBODY),
        row(Converse, |aim| Press::Earlier { dialog: aim.dialog, before: ClientMessageId(5) }, RELATIONS, DIALOG),
        row(Converse, |aim| Press::Portrait { dialog: aim.dialog }, RELATIONS, DIALOG),
        row(Converse, |aim| Press::Fetch { dialog: aim.dialog, message: ClientMessageId(5) }, RELATIONS, DIALOG),
        row(Converse, |aim| Press::Retry { dialog: aim.dialog, number: FAILED }, RELATIONS, DIALOG),
    ];
    rows.extend(of_members());
    rows.extend(of_accounts());
    rows.extend(of_dialogs());
    rows.extend(of_contacts_and_templates());
    rows.extend(of_money());
    // The last, since nothing brings them back.
    rows.push(row(EraseContacts, |aim| Press::EraseContact(aim.contact), RELATIONS, ["", "", RELATIONS]));
    let pressed: Vec<_> = rows.iter().map(|row| kinds_of(&row.press_of_me())).collect();
    for kind in Presses::ALL.iter().chain(Dialogs::ALL).chain(Routines::ALL).chain(Moneys::ALL)
        .chain(Contacts::ALL).chain(Templates::ALL).chain(Staff::ALL)
    {
        assert!(pressed.iter().any(|kinds| kinds.contains(kind)), "the button {kind} has no row");
    }
    rows
}

fn of_members() -> Vec<Row<Press>> {
    vec![
        row(ManageTeam, |aim| Press::Staff(aim.colleague, StaffDeed::SetRole(Role::Manager)), "g", OWNER),
        row(ManageTeam, |aim| Press::Staff(aim.manager, StaffDeed::Give(super::cast::SUPPORT)), "g", OWNER),
        row(ManageTeam, |aim| Press::Staff(aim.colleague, StaffDeed::Withdraw(super::cast::SALES)), "g", OWNER),
        row(ManageTeam, |aim| Press::Staff(aim.third, StaffDeed::Remove), "g", OWNER),
    ]
}

fn of_accounts() -> Vec<Row<Press>> {
    let deed: [fn(&Aim) -> Press; 5] = [
        |aim| Press::Routine(aim.account, RoutineDeed::Hours(WorkHours::new(WorkHours::EVERY_DAY, 9, 18))),
        |aim| Press::Routine(aim.account, RoutineDeed::Alert(Some(15))),
        |aim| Press::Routine(aim.account, RoutineDeed::NoAway),
        |aim| Press::Routine(aim.account, RoutineDeed::Assign(Assignment::Queue)),
        |aim| Press::Routine(aim.account, RoutineDeed::KeepThreads(true)),
    ];
    deed.into_iter().map(|deed| row(ManageAccounts, deed, "af", OWNER_OF)).collect()
}

fn of_dialogs() -> Vec<Row<Press>> {
    let deed: [fn(&Aim) -> Press; 12] = [
        |aim| Press::Dialog(aim.dialog, DialogDeed::Open),
        |aim| Press::Dialog(aim.dialog, DialogDeed::Close),
        |aim| Press::Dialog(aim.dialog, DialogDeed::Reopen),
        |aim| Press::Dialog(aim.dialog, DialogDeed::MarkRead),
        |aim| Press::Dialog(aim.dialog, DialogDeed::Snooze(Pause::Hour)),
        |aim| Press::Dialog(aim.dialog, DialogDeed::Mute(true)),
        |aim| Press::Dialog(aim.dialog, DialogDeed::Block(true)),
        |aim| Press::Dialog(aim.dialog, DialogDeed::Hurry(TIMER)),
        |aim| Press::Dialog(aim.dialog, DialogDeed::Cancel(TIMER)),
        |aim| Press::Dialog(aim.dialog, DialogDeed::Dismiss),
        |aim| Press::Dialog(aim.dialog, DialogDeed::GiveBack),
        |aim| Press::Dialog(aim.dialog, DialogDeed::Greet(date(2026, 3, 2))),
    ];
    let mut rows: Vec<_> = deed.into_iter().map(|deed| row(Converse, deed, RELATIONS, DIALOG)).collect();
    // What waits is taken by anybody who works with the account, what others answer by those who may hand it over.
    rows.push(row(Claim, |aim| Press::Dialog(aim.dialog, DialogDeed::Take), RELATIONS, ["q", "cq", "cqy"]));
    rows.push(row(HandOver, |aim| Press::Dialog(aim.dialog, DialogDeed::HandOver(aim.third)), RELATIONS, LED));
    rows
}

#[rustfmt::skip]
fn of_contacts_and_templates() -> Vec<Row<Press>> {
    let settle = |aim: &Aim| {
        let (city, zone) = ("Riga".to_owned(), "Europe/Riga".to_owned());
        Press::Contact(aim.contact, ContactDeed::Settle { city, country: *b"LV", zone })
    };
    vec![
        row(KeepContacts, |aim| Press::Contact(aim.contact, ContactDeed::Clear(Field::City)), RELATIONS, DIALOG),
        row(KeepContacts, settle, RELATIONS, DIALOG),
        row(KeepContacts, |aim| Press::Contact(aim.contact, ContactDeed::Zone("+3".into())), RELATIONS, DIALOG),
        row(KeepContacts, |aim| Press::Contact(aim.contact, ContactDeed::DropNote(aim.my_note)), RELATIONS, DIALOG),
        row(KeepContacts, |aim| Press::Contact(aim.contact, ContactDeed::DropNote(aim.others_note)), RELATIONS, LED),
        row(MergeContacts, |aim| Press::Contact(aim.contact, ContactDeed::Merge(ContactId(2))), RELATIONS, LED),
        row(MergeContacts, |aim| Press::Contact(aim.contact, ContactDeed::Split), RELATIONS, LED),
        row(MergeContacts, |aim| Press::Contact(aim.contact, ContactDeed::Unmerge(Joined { kept: aim.contact, moved: vec![] })), RELATIONS, LED),
        row(Converse, |aim| Press::Template(TemplateDeed::Drop(aim.my_template)), "g", EVERYBODY),
        row(Converse, |aim| Press::Template(TemplateDeed::Drop(aim.others_template)), "g", NOBODY),
        row(TeamTemplates, |aim| Press::Template(TemplateDeed::Drop(aim.team_template)), "g", LEADERS),
        row(Converse, |aim| Press::Template(TemplateDeed::Insert { template: aim.team_template, dialog: aim.dialog }), RELATIONS, DIALOG),
        row(Converse, |aim| Press::Template(TemplateDeed::Send { dialog: aim.dialog, preview: PREVIEW }), RELATIONS, DIALOG),
        row(Converse, |aim| Press::Template(TemplateDeed::Cancel { dialog: aim.dialog, preview: PREVIEW }), RELATIONS, DIALOG),
    ]
}

#[rustfmt::skip]
fn of_money() -> Vec<Row<Press>> {
    vec![
        row(BookPayment, |aim| Press::Money(MoneyDeed::Answer(aim.asked, Answer::Cancel)), RELATIONS, DIALOG),
        row(BookPayment, |aim| Press::Money(MoneyDeed::Book { dialog: aim.dialog, text: "50".into(), line: aim.asked }), RELATIONS, DIALOG),
        // One's own, and only as long as one works with the account.
        row(BookPayment, |aim| Press::Money(MoneyDeed::Undo { entries: vec![aim.entry], line: aim.asked }), RELATIONS, ["o", "o", "ox"]),
        row(CorrectPayment, |aim| Press::Money(MoneyDeed::Void { entry: aim.entry, reason: "twice".into() }), RELATIONS, LED),
        row(SetMoney, |_| Press::Money(MoneyDeed::SetBase(Currency::EUR)), "g", OWNER),
        row(SeeAudit, |_| Press::Money(MoneyDeed::Export(Export {
            from: date(2026, 3, 1), to: date(2026, 3, 31), format: ExportFormat::Csv, of: ExportOf::Audit,
        })), "g", OWNER),
        row(ExportContacts, |_| Press::Money(MoneyDeed::Export(Export {
            from: date(2026, 3, 1), to: date(2026, 3, 31), format: ExportFormat::Csv, of: ExportOf::Contacts,
        })), "g", LEADERS),
        row(ExportPayments, |_| Press::Money(MoneyDeed::Export(Export {
            from: date(2026, 3, 1), to: date(2026, 3, 31), format: ExportFormat::Csv, of: ExportOf::Payments,
        })), "g", LEADERS),
    ]
}

kinds! { Presses of Press:
    "Go" = Press::Go(_),
    "BeginQr" = Press::BeginQr(_),
    "BeginPhone" = Press::BeginPhone(_),
    "QrInstead" = Press::QrInstead(_),
    "PhoneInstead" = Press::PhoneInstead(_),
    "Reconnect" = Press::Reconnect(_),
    "SwitchOff" = Press::SwitchOff(_),
    "DeleteAccount" = Press::DeleteAccount { .. },
    "ProxyFirst" = Press::ProxyFirst,
    "DropProxy" = Press::DropProxy(_),
    "RefreshQr" = Press::RefreshQr(_),
    "LoginKey" = Press::LoginKey { .. },
    "ResendCode" = Press::ResendCode(_),
    "CancelLogin" = Press::CancelLogin(_),
    "CreateInvite" = Press::CreateInvite { .. },
    "RevokeInvite" = Press::RevokeInvite(_),
    "Agency" = Press::Agency(_),
    "Held" = Press::Held(_),
    "SetLang" = Press::SetLang(_),
    "SetPictures" = Press::SetPictures(_),
    "SetDigest" = Press::SetDigest(_),
    "Open" = Press::Open(_),
    "PickDeskAccount" = Press::PickDeskAccount { .. },
    "ApproveDesk" = Press::ApproveDesk { .. },
    "RefuseDesk" = Press::RefuseDesk { .. },
    "MakeDesk" = Press::MakeDesk(_),
    "CheckDesk" = Press::CheckDesk(_),
    "Staff" = Press::Staff(..),
    "Shift" = Press::Shift(_),
    "Contact" = Press::Contact(..),
    "EraseContact" = Press::EraseContact(_),
    "DropPersonalNote" = Press::DropPersonalNote(_),
    "Template" = Press::Template(_),
    "Dialog" = Press::Dialog(..),
    "Money" = Press::Money(_),
    "Earlier" = Press::Earlier { .. },
    "Fetch" = Press::Fetch { .. },
    "Portrait" = Press::Portrait { .. },
    "Routine" = Press::Routine(..),
    "Import" = Press::Import { .. },
    "HandAll" = Press::HandAll { .. },
    "Retry" = Press::Retry { .. },
}

kinds! { Dialogs of DialogDeed:
    "Dialog Open" = DialogDeed::Open,
    "Dialog Close" = DialogDeed::Close,
    "Dialog Reopen" = DialogDeed::Reopen,
    "Dialog MarkRead" = DialogDeed::MarkRead,
    "Dialog Snooze" = DialogDeed::Snooze(_),
    "Dialog Mute" = DialogDeed::Mute(_),
    "Dialog Block" = DialogDeed::Block(_),
    "Dialog Cancel" = DialogDeed::Cancel(_),
    "Dialog Hurry" = DialogDeed::Hurry(_),
    "Dialog Dismiss" = DialogDeed::Dismiss,
    "Dialog Take" = DialogDeed::Take,
    "Dialog GiveBack" = DialogDeed::GiveBack,
    "Dialog HandOver" = DialogDeed::HandOver(_),
    "Dialog Greet" = DialogDeed::Greet(_),
}

kinds! { Routines of RoutineDeed:
    "Routine Hours" = RoutineDeed::Hours(_),
    "Routine Alert" = RoutineDeed::Alert(_),
    "Routine NoAway" = RoutineDeed::NoAway,
    "Routine Assign" = RoutineDeed::Assign(_),
    "Routine KeepThreads" = RoutineDeed::KeepThreads(_),
}

kinds! { Moneys of MoneyDeed:
    "Money Answer" = MoneyDeed::Answer(..),
    "Money Undo" = MoneyDeed::Undo { .. },
    "Money Void" = MoneyDeed::Void { .. },
    "Money SetBase" = MoneyDeed::SetBase(_),
    "Money Book" = MoneyDeed::Book { .. },
    "Money Export" = MoneyDeed::Export(_),
}

kinds! { Contacts of ContactDeed:
    "Contact Clear" = ContactDeed::Clear(_),
    "Contact Settle" = ContactDeed::Settle { .. },
    "Contact Zone" = ContactDeed::Zone(_),
    "Contact DropNote" = ContactDeed::DropNote(_),
    "Contact Merge" = ContactDeed::Merge(_),
    "Contact Split" = ContactDeed::Split,
    "Contact Unmerge" = ContactDeed::Unmerge(_),
}

kinds! { Templates of TemplateDeed:
    "Template Drop" = TemplateDeed::Drop(_),
    "Template Insert" = TemplateDeed::Insert { .. },
    "Template Send" = TemplateDeed::Send { .. },
    "Template Cancel" = TemplateDeed::Cancel { .. },
}

kinds! { Staff of StaffDeed:
    "Staff SetRole" = StaffDeed::SetRole(_),
    "Staff Give" = StaffDeed::Give(_),
    "Staff Withdraw" = StaffDeed::Withdraw(_),
    "Staff Remove" = StaffDeed::Remove,
}

fn kinds_of(press: &Press) -> Vec<&'static str> {
    let deed = match press {
        Press::Dialog(_, deed) => Some(Dialogs::of(deed)),
        Press::Routine(_, deed) => Some(Routines::of(deed)),
        Press::Money(deed) => Some(Moneys::of(deed)),
        Press::Contact(_, deed) => Some(Contacts::of(deed)),
        Press::Template(deed) => Some(Templates::of(deed)),
        Press::Staff(_, deed) => Some(Staff::of(deed)),
        _ => None,
    };
    [Presses::of(press)].into_iter().chain(deed).collect()
}

impl Row<Press> {
    /// The press about something of which only the kind matters.
    fn press_of_me(&self) -> Press {
        (self.asks)(&Aim::of_nobody())
    }
}

/// Presses whatever may not be pressed: a sentence says so, and nothing else comes of it.
pub async fn are_refused(cast: &Cast, rows: &[Row<Press>]) {
    let mut number = 0;
    for who in Who::ALL {
        cast.resets(who).await;
        let marker = cast.marker(who, "Press here");
        let (before, seen) = (cast.kept(), cast.said());
        for row in rows {
            for letter in row.aims.chars().filter(|letter| !row.allows(who, *letter)) {
                number += 1;
                let press = (row.asks)(&cast.aim(who, letter));
                let data = cast.keeps_button(who, number, press.clone()).await;
                let answer = cast.person(who).forges_callback(&cast.rig.robot, marker, &data).await;
                let toast = answer.expect("every press is answered").text.unwrap_or_default();
                assert!(is_refusal(&toast), "{who:?} pressed {press:?} ({letter}) and was told “{toast}”");
            }
        }
        assert_eq!(moved(&before, &cast.kept()), "", "what {who:?} was refused was done all the same");
        assert_eq!(cast.said(), seen, "nothing was told to anybody for {who:?}");
    }
}

/// Whether a press stands on the audit log: whatever changes rights, money, accounts, settings or who answers (T6).
/// What only concerns the one who presses does not, nor what passes between a member and a client.
fn is_logged(press: &Press) -> bool {
    match press {
        Press::SwitchOff(_)
        | Press::Reconnect(_)
        | Press::DropProxy(_)
        | Press::CreateInvite { .. }
        | Press::RevokeInvite(_)
        | Press::Agency(_)
        | Press::Staff(..)
        | Press::EraseContact(_)
        | Press::Routine(..)
        | Press::Import { .. }
        | Press::HandAll { .. } => true,
        // When the desk is made, the login done, the session ended: `stories::staff`.
        Press::DeleteAccount { .. }
        | Press::PickDeskAccount { .. }
        | Press::ApproveDesk { .. }
        | Press::RefuseDesk { .. }
        | Press::MakeDesk(_)
        | Press::CheckDesk(_)
        | Press::BeginQr(_)
        | Press::BeginPhone(_)
        | Press::QrInstead(_)
        | Press::PhoneInstead(_)
        | Press::ProxyFirst
        | Press::RefreshQr(_)
        | Press::LoginKey { .. }
        | Press::ResendCode(_)
        | Press::CancelLogin(_) => false,
        Press::Go(_)
        | Press::Open(_)
        | Press::SetLang(_)
        | Press::SetPictures(_)
        | Press::SetDigest(_)
        | Press::Shift(_)
        | Press::DropPersonalNote(_)
        | Press::Earlier { .. }
        | Press::Fetch { .. }
        | Press::Portrait { .. }
        | Press::Retry { .. } => false,
        // Nobody is one with themselves; there is nothing to be split or taken back here: `stories::contacts::merged`.
        Press::Contact(contact, ContactDeed::Merge(other)) => contact != other,
        Press::Contact(..) => false,
        // Nothing is held here: `stories::held`.
        Press::Held(_) => false,
        Press::Template(TemplateDeed::Drop(template)) => *template == super::cast::TEAM_TEMPLATE,
        Press::Template(TemplateDeed::Insert { .. } | TemplateDeed::Send { .. } | TemplateDeed::Cancel { .. }) => false,
        Press::Money(deed) => match deed {
            MoneyDeed::Answer(_, answer) => *answer == Answer::Book,
            MoneyDeed::Undo { .. } | MoneyDeed::Void { .. } | MoneyDeed::Book { .. } | MoneyDeed::Export(_) => true,
            // There are payments already: it cannot be changed.
            MoneyDeed::SetBase(_) => false,
        },
        Press::Dialog(_, deed) => match deed {
            DialogDeed::Block(_) | DialogDeed::Take | DialogDeed::GiveBack | DialogDeed::HandOver(_) => true,
            DialogDeed::Open
            | DialogDeed::Close
            | DialogDeed::Reopen
            | DialogDeed::MarkRead
            | DialogDeed::Snooze(_)
            | DialogDeed::Mute(_)
            | DialogDeed::Cancel(_)
            | DialogDeed::Hurry(_)
            | DialogDeed::Dismiss
            | DialogDeed::Greet(_) => false,
        },
    }
}

/// Presses whatever may be pressed: it is not refused, and stands on the audit log where it belongs there.
pub async fn are_done(cast: &Cast, rows: &[Row<Press>]) {
    let mut number = 1_000_000;
    let mut wrong = Vec::new();
    for row in rows {
        for who in Who::ALL {
            if row.action != EraseContacts {
                cast.resets(who).await;
            }
            for letter in row.aims.chars().filter(|letter| row.allows(who, *letter)) {
                number += 1;
                let press = (row.asks)(&cast.aim(who, letter));
                let data = cast.keeps_button(who, number, press.clone()).await;
                let marker = cast.marker(who, &format!("Press {number}"));
                let logged = cast.logged();
                let answer = cast.person(who).forges_callback(&cast.rig.robot, marker, &data).await;
                let toast = answer.expect("every press is answered").text.unwrap_or_default();
                if is_refusal(&toast) {
                    wrong.push(format!("{who:?} pressed {press:?} ({letter}) and was told “{toast}”"));
                }
                let grown = cast.logged() - logged;
                if (grown > 0) != is_logged(&press) {
                    wrong.push(format!("{who:?} pressed {press:?} ({letter}): {grown} entries of the audit log"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The tables that are not as they were. What was on its way before may have arrived since.
fn moved(before: &serde_json::Value, after: &serde_json::Value) -> String {
    let rows = |kept: &serde_json::Value, table: &str| kept[table].as_array().expect("a table is a list").clone();
    let same = |table: &str| match table {
        "outbox" => rows(after, table).iter().all(|row| rows(before, table).contains(row)),
        _ => after[table] == before[table],
    };
    let tables = after.as_object().expect("tables by name").keys().filter(|table| !same(table));
    tables.map(|table| format!("{table}: {}", after[table])).collect::<Vec<_>>().join("\n")
}
