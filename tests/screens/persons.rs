//! Two contacts that are one person, tiers by what was paid, contacts as a file: each reader sees their part of it.

use super::agency::{self, ANNA, Agency, BORIS, OLGA, earlier, member, now};
use super::{check, written::written};
use jiff::{civil::date, tz::TimeZone};
use pult::crm::ledger::{self, Books, NewEntry};
use pult::crm::{City, Contact, Country, Merged, Note, Profile};
use pult::domain::{
    AccountId, AccountState, Amount, ClientIdentity, ContactId, ContactList, ContactView, Currency, Dated, DialogId,
    DialogKind, EntryId, Export, ExportFormat, ExportOf, Lang, MemberId, NoteId, PeerId, Role, Tier, Tiers, UserId,
    View,
};
use pult::relay::{Dialog, Thread, Work};
use pult::screens::{draw_card, export};
use pult::store::Changes;
use pult::team::Agency as TheAgency;
use std::collections::BTreeMap;

const IVAN: ContactId = ContactId(1);
const VANYA: ContactId = ContactId(2);
const EVE: ContactId = ContactId(3);

fn id(contact: ContactId, account: u32) -> DialogId {
    DialogId { account: AccountId(account), peer: PeerId::User(contact.0 as i64) }
}

fn adds(changes: &mut Changes, contact: ContactId, name: &str, account: u32, assigned: MemberId) {
    changes.create_data_key(contact.into());
    let identity = ClientIdentity {
        first_name: name.into(),
        username: Some(format!("user{contact}")),
        phone: Some("+37120001234".into()),
        ..ClientIdentity::default()
    };
    changes.insert(Contact { id: contact, user: UserId(contact.0 as i64), identity, since: earlier() });
    changes.insert(Dialog {
        id: id(contact, account),
        kind: DialogKind::User,
        contact,
        assigned,
        thread: Thread::None,
        next: 1,
        latest_from_client: None,
        marked_read: None,
        read_by_client: None,
        active: now(),
        work: Work::default(),
    });
}

/// Ivan writes to Sales, and as Vanya to Support, which only Anna sees. Both paid. Eve writes to Sales.
async fn agency(tiers: bool) -> Agency {
    let mut changes = Changes::new();
    changes.insert(member(ANNA, "Anna", Role::Owner, &[]));
    changes.insert(member(BORIS, "Boris", Role::Manager, &[1]));
    changes.insert(member(OLGA, "Olga", Role::Operator, &[1]));
    for (id, name, responsible) in [(1, "Sales", OLGA), (2, "Support", ANNA)] {
        changes.insert(agency::account(id, name, AccountState::Active, responsible));
    }
    let books = Books { base: Currency::RUB, locked: true, rates: BTreeMap::new(), zone: None };
    changes.insert(books.clone());
    if tiers {
        changes.insert(TheAgency { tiers: Some(Tiers::USUAL), ..TheAgency::default() });
    }
    adds(&mut changes, IVAN, "Ivan @ivan", 1, OLGA);
    adds(&mut changes, VANYA, "<b>Vanya</b>", 2, ANNA);
    adds(&mut changes, EVE, "=Eve", 1, OLGA);
    let mut ivan = Profile::empty(IVAN);
    ivan.first_name = Some("Ivan".into());
    ivan.tags.insert("VIP".into());
    ivan.custom.insert("Size".into(), "42".into());
    changes.insert(ivan);
    let mut vanya = Profile::empty(VANYA);
    vanya.last_name = Some("Petrov".into());
    vanya.city = Some(City { name: "Riga".into(), zone: Some("Europe/Riga".into()) });
    vanya.country = Some(Country::Known(*b"LV"));
    vanya.custom.insert("=colour".into(), "@red".into());
    changes.insert(vanya);
    changes.insert(Merged { contact: VANYA, into: IVAN, by: ANNA, at: now() });
    for (number, contact, account, text) in [(1, IVAN, 1, "prefers mornings"), (2, VANYA, 2, "pays late")] {
        let (id, dialog, text) = (NoteId(number), id(contact, account), text.into());
        changes.insert(Note { id, contact, dialog, author: ANNA, at: earlier(), edited: None, text });
    }
    for (number, contact, account, member, amount, currency) in [
        (1, IVAN, 1, OLGA, 5_000, Currency::RUB),
        (2, IVAN, 1, BORIS, 60_000, Currency::RUB),
        (3, VANYA, 2, ANNA, 200_000, Currency::RUB),
        (4, IVAN, 1, OLGA, 7, Currency::USD),
    ] {
        let new = NewEntry {
            id: EntryId(number),
            contact,
            account: AccountId(account),
            member,
            dated: Dated::At(now()),
            amount: Amount::new(amount.into(), currency).unwrap(),
            note: String::new(),
            proof: None,
        };
        ledger::book(&books, now(), &TimeZone::UTC, new, &mut changes).unwrap();
    }
    Agency::with(changes).await
}

#[tokio::test]
async fn one_person() {
    let agency = agency(true).await;
    for (name, view) in [
        ("card", ContactView::One(IVAN)),
        ("card_by_the_other", ContactView::One(VANYA)),
        ("notes", ContactView::Notes { contact: VANYA, page: 0 }),
        ("list", ContactView::found("")),
        ("tags", ContactView::Tags { page: 0 }),
        ("silver", ContactView::List(ContactList { tier: Some(Tier::Silver), ..ContactList::default() })),
        ("pick", ContactView::Same { contact: VANYA, words: String::new(), page: 0 }),
        ("pick_found", ContactView::Same { contact: IVAN, words: "nobody".into(), page: 0 }),
        ("ask", ContactView::Merge { contact: IVAN, with: EVE }),
        ("ask_again", ContactView::Merge { contact: IVAN, with: VANYA }),
        ("split", ContactView::Split(VANYA)),
        ("split_kept", ContactView::Split(IVAN)),
        ("erase", ContactView::Erase(VANYA)),
    ] {
        check(&format!("person_{name}"), &agency, &View::Contacts(view));
    }
    // Olga's desk shows the common card, and nothing of what was paid or what others noted.
    let card = agency.on_stage(Role::Operator, Lang::En, |stage| draw_card(id(IVAN, 1), stage)).unwrap().unwrap();
    insta::assert_snapshot!("person_in_a_desk", written(&card));
}

#[tokio::test]
async fn without_tiers_nobody_is_of_one() {
    let agency = agency(false).await;
    let drawn = [ContactView::One(IVAN), ContactView::found(""), ContactView::Tags { page: 0 }];
    for view in drawn {
        let shown = written(&agency.draw(&View::Contacts(view), Role::Owner, Lang::En));
        assert!(!["🥇", "🥈", "🥉"].iter().any(|medal| shown.contains(medal)), "{shown}");
    }
}

#[tokio::test]
async fn contacts_as_a_file() {
    let agency = agency(true).await;
    let wanted = |from, to, format| Export { from, to, format, of: ExportOf::Contacts };
    let all = wanted(date(2000, 1, 1), date(2100, 1, 1), ExportFormat::Csv);
    let mut shown = String::new();
    for role in [Role::Owner, Role::Manager] {
        for lang in Lang::ALL {
            let file = agency.on_stage(role, lang, |stage| export(&all, stage)).unwrap();
            let text = String::from_utf8(file.bytes).unwrap();
            let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
            shown += &format!("══ {role:?} · {} · {} · {} ══\n{text}\n", lang.code(), file.name, file.rows);
        }
    }
    insta::assert_snapshot!("contacts_csv", shown);
    // Whoever may not export finds nothing in it, and neither does a period in which nobody came.
    let rows =
        |role, export_of: &Export| agency.on_stage(role, Lang::En, |stage| export(export_of, stage)).unwrap().rows;
    assert_eq!(rows(Role::Operator, &all), 0);
    assert_eq!(rows(Role::Owner, &wanted(date(2000, 1, 1), date(2000, 12, 31), ExportFormat::Xlsx)), 0);
    assert_eq!(rows(Role::Owner, &wanted(date(2000, 1, 1), date(2100, 1, 1), ExportFormat::Xlsx)), 2);
}
