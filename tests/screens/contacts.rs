//! A contact and notes, for those whose right reaches them.

use super::agency::{self, ANNA, Agency, BORIS, OLGA, member, now};
use super::{check, written::written};
use jiff::ToSpan;
use pult::crm::{City, Contact, Country, Note, PersonalNote, Profile};
use pult::domain::{
    AccountId, AccountState, Birthday, ClientIdentity, ContactId, ContactList, ContactView, DialogId, DialogKind,
    Field, Lang, MemberId, NoteId, NotebookView, PeerId, Role, UserId, View,
};
use pult::relay::{Dialog, Thread, Work};
use pult::screens::draw_card;
use pult::store::Changes;

const IVAN: ContactId = ContactId(1);

fn dialog() -> Dialog {
    Dialog {
        id: DialogId { account: AccountId(1), peer: PeerId::User(1) },
        kind: DialogKind::User,
        contact: IVAN,
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

fn note(id: u64, author: MemberId, text: &str) -> Note {
    let hours = i64::try_from(id).unwrap();
    let at = now() - (50 - hours).hours();
    let edited = (id == 2).then_some(now());
    Note { id: NoteId(id), contact: IVAN, dialog: dialog().id, author, at, edited, text: text.into() }
}

/// One client of Sales whom Olga answers, about whom much is known or nothing.
async fn agency(known: bool) -> Agency {
    let mut changes = Changes::new();
    changes.insert(member(ANNA, "Anna", Role::Owner, &[]));
    changes.insert(member(BORIS, "Boris", Role::Manager, &[1]));
    changes.insert(member(OLGA, "Olga", Role::Operator, &[1]));
    changes.insert(agency::account(1, "Sales", AccountState::Active, OLGA));
    changes.create_data_key(IVAN.into());
    let identity = ClientIdentity {
        first_name: "Vanya @vanya".into(),
        username: Some("zorro77".into()),
        ..ClientIdentity::default()
    };
    changes.insert(Contact { id: IVAN, user: UserId(1), identity, since: now() });
    changes.insert(dialog());
    if known {
        let mut profile = Profile::empty(IVAN);
        profile.first_name = Some("<b>Ivan</b>".into());
        profile.last_name = Some("Petrov\u{202e}".into());
        profile.city = Some(City { name: "Tokyo".into(), zone: Some("Asia/Tokyo".into()) });
        profile.country = Some(Country::Known(*b"JP"));
        profile.birthday = Some(Birthday { month: 3, day: 12, year: Some(1992) });
        profile.tags.extend(["VIP".to_owned(), "regular".to_owned()]);
        profile.custom.insert("shoe size".into(), "42".into());
        changes.insert(profile);
        for (id, author, text) in [
            (1, OLGA, "prefers mornings"),
            (2, ANNA, "<i>always</i>\npays late"),
            (3, OLGA, "asked about Sunday"),
            (4, BORIS, "met him in Riga"),
        ] {
            changes.insert(note(id, author, text));
        }
    }
    Agency::with(changes).await
}

/// The card in the desk of whoever has this role: nobody's sums, the client masked where the reader may not see them.
#[tokio::test]
async fn the_card_of_a_thread() {
    for (name, agency) in [("card", agency(true).await), ("card_new", agency(false).await)] {
        let mut shown = String::new();
        for role in Role::ALL {
            for lang in Lang::ALL {
                let card = agency.on_stage(role, lang, |stage| draw_card(dialog().id, stage)).unwrap();
                let card = card.expect("there is such a dialog");
                shown += &format!("══ {role:?} · {} ══\n{}\n\n", lang.code(), written(&card));
            }
        }
        insta::assert_snapshot!(name, shown);
    }
}

#[tokio::test]
async fn a_contact() {
    let (known, new) = (agency(true).await, agency(false).await);
    let view = |view| View::Contacts(view);
    check("contact", &known, &view(ContactView::One(IVAN)));
    check("contact_new", &new, &view(ContactView::One(IVAN)));
    check("contact_of_nobody", &known, &view(ContactView::One(ContactId(9))));
    for (name, field) in [
        ("contact_field_city", Field::City),
        ("contact_field_tags", Field::Tags),
        ("contact_field_custom", Field::Custom("shoe size".into())),
        ("contact_field_age", Field::Age),
    ] {
        check(name, &known, &view(ContactView::Field { contact: IVAN, field }));
    }
    check("contact_places", &known, &view(ContactView::Places { contact: IVAN, city: "Birmingham".into() }));
    check("contact_zone", &known, &view(ContactView::Zone(IVAN)));
}

#[tokio::test]
async fn the_list() {
    let (known, new) = (agency(true).await, agency(false).await);
    check("contacts", &known, &View::Contacts(ContactView::found("")));
    check("contacts_new", &new, &View::Contacts(ContactView::found("")));
    check("contacts_found", &known, &View::Contacts(ContactView::found("tok MORN")));
    check("contacts_by_right", &known, &View::Contacts(ContactView::found("@zorro")));
    let list = ContactList { tag: Some("vip".into()), ..ContactList::default() };
    check("contacts_tagged", &known, &View::Contacts(ContactView::List(list.clone())));
    check("contacts_tags", &known, &View::Contacts(ContactView::Tags { page: 0 }));
    check("contacts_no_tags", &new, &View::Contacts(ContactView::Tags { page: 0 }));
    check("contacts_empty", &Agency::new().await, &View::Contacts(ContactView::found("")));
    check("contact_erase", &known, &View::Contacts(ContactView::Erase(IVAN)));
    check("contact_of_list", &known, &View::Contacts(ContactView::Of { contact: IVAN, list }));
}

#[tokio::test]
async fn notes_about_a_contact() {
    let (known, new) = (agency(true).await, agency(false).await);
    let view = |view| View::Contacts(view);
    check("contact_notes", &known, &view(ContactView::Notes { contact: IVAN, page: 0 }));
    check("contact_notes_none", &new, &view(ContactView::Notes { contact: IVAN, page: 0 }));
    check("contact_note_write", &known, &view(ContactView::WriteNote { contact: IVAN, note: None }));
    check("contact_note_rewrite", &known, &view(ContactView::WriteNote { contact: IVAN, note: Some(NoteId(1)) }));
    check("contact_note_drop", &known, &view(ContactView::DropNote { contact: IVAN, note: NoteId(2) }));
    check("contact_note_gone", &known, &view(ContactView::DropNote { contact: IVAN, note: NoteId(9) }));
}

#[tokio::test]
async fn own_notes() {
    let mut changes = Changes::new();
    changes.insert(member(ANNA, "Anna", Role::Owner, &[]));
    changes.insert(member(BORIS, "Boris", Role::Manager, &[]));
    changes.insert(member(OLGA, "Olga", Role::Operator, &[]));
    for (id, text) in [(1, "Shopping\nmilk <b>bread</b>"), (2, "One line only"), (3, "\n\n  Ёлка  \n\n купить")]
    {
        let created = now() - (10 - i64::try_from(id).unwrap()).hours();
        changes.insert(PersonalNote { id: NoteId(id), member: OLGA, created, edited: created, text: text.into() });
    }
    let agency = Agency::with(changes).await;
    let words = |words: &str| View::Notebook(NotebookView::List { words: words.into(), page: 0 });
    check("notebook", &agency, &View::Notebook(NotebookView::FIRST));
    check("notebook_found", &agency, &words("елка"));
    check("notebook_nothing_found", &agency, &words("nothing like this"));
    check("notebook_one", &agency, &View::Notebook(NotebookView::One(NoteId(1))));
    check("notebook_edit", &agency, &View::Notebook(NotebookView::Edit(NoteId(1))));
    check("notebook_drop", &agency, &View::Notebook(NotebookView::Drop(NoteId(3))));
}
