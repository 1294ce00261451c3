//! Lists of dialogs and the screen of one, for those who see all and those who see their own.

use super::agency::{self, ANNA, Agency, BORIS, DESK, OLGA, earlier, member, now};
use super::{check, written};
use pult::crm::{Contact, Profile};
use pult::domain::{
    AccountId, AccountState, Assignment, BotId, ChatId, ClientIdentity, ClientMessageId, ContactId, Content,
    ContentKind, DialogFilter, DialogId, DialogKind, DialogMark, DialogView, Lang, MemberId, PeerId, RichText, Role,
    TopicId, UserId, View, WorkHours,
};
use pult::relay::{Author, Desk, Dialog, Followed, Import, ImportState, Message, Room, Thread, Work};
use pult::screens::draw_card;
use pult::store::Changes;
use pult::team::Routine;

/// One of each role, for the account 1.
fn team(changes: &mut Changes) {
    changes.insert(member(ANNA, "Anna", Role::Owner, &[]));
    changes.insert(member(BORIS, "Boris", Role::Manager, &[1]));
    changes.insert(member(OLGA, "Olga", Role::Operator, &[1]));
}

/// A dialog of the account 1 with a client of this number.
fn dialog(client: i64, assigned: MemberId, work: Work) -> Dialog {
    Dialog {
        id: id(client),
        kind: DialogKind::User,
        contact: ContactId(client.unsigned_abs()),
        assigned,
        thread: Thread::None,
        next: 1,
        latest_from_client: Some(ClientMessageId(1)),
        marked_read: None,
        read_by_client: None,
        active: now(),
        work,
    }
}

fn id(client: i64) -> DialogId {
    DialogId { account: AccountId(1), peer: PeerId::User(client) }
}

fn adds(changes: &mut Changes, dialog: Dialog, name: &str, author: Author, content: Content) {
    let PeerId::User(user) = dialog.id.peer else { panic!("only people here") };
    changes.create_data_key(dialog.contact.into());
    changes.insert(Contact {
        id: dialog.contact,
        user: UserId(user),
        identity: ClientIdentity { first_name: name.into(), ..ClientIdentity::default() },
        since: earlier(),
    });
    changes.insert(Message {
        dialog: dialog.id,
        number: 0,
        contact: dialog.contact,
        author,
        at: dialog.active,
        day: "2026-11-22".parse().unwrap(),
        content,
        earlier: vec![],
        reply_to: None,
        client: Some(ClientMessageId(i32::try_from(user).unwrap())),
        post: None,
        deleted: None,
        revision: 0,
        replaced: 0,
        client_reacted: None,
        team_reacted: None,
        heard_by: None,
        marked_by: None,
        album: None,
        forwarded: None,
        writer: None,
    });
    changes.insert(dialog);
}

/// Olga answers Ivan, who waits, and a stranger; Anna answered Zoe, and closed with Boris.
pub async fn at_work() -> Agency {
    Agency::with(work()).await
}

/// What is stored of that.
pub fn work() -> Changes {
    let mut changes = Changes::new();
    changes.insert(member(ANNA, "Anna", Role::Owner, &[]));
    changes.insert(member(BORIS, "Boris", Role::Manager, &[1]));
    changes.insert(member(OLGA, "Olga", Role::Operator, &[1, 2]));
    changes.insert(agency::account(1, "Sales", AccountState::Active, OLGA));
    changes.insert(agency::account(2, "Support", AccountState::Active, OLGA));
    for (chat, member) in [(DESK, OLGA), (ChatId(DESK.0 - 1), ANNA)] {
        let bot = BotId(500);
        changes.insert(Desk { chat, account: AccountId(1), member, bot, bound: now(), account_joined: true });
    }
    changes.insert(Routine {
        assignment: Assignment::Queue,
        hours: WorkHours::new([true, true, false, true, true, false, true], 22, 6),
        away: Some(RichText::plain("Back at\n<b>ten</b>")),
        alert: Some(15),
        ..Routine::of(AccountId(2))
    });
    let waits = Work { unread: 3, waits: Some(earlier()), ..Work::default() };
    let open = Thread::Open { desk: DESK, topic: TopicId(45) };
    let text = |text: &str| Content::text(text);
    let ivan = Dialog { thread: open, ..dialog(1, OLGA, waits) };
    adds(&mut changes, ivan, "Ivan @ivan_p", Author::Client, text("Hello,\ndo you\u{202e} deliver on <b>Sunday</b>?"));
    let aside =
        Work { snoozed: Some("2026-11-23T07:00:00Z".parse().unwrap()), muted: true, blocked: true, ..Work::default() };
    let quiet = Dialog { active: earlier(), ..dialog(2, OLGA, aside) };
    let photo = Content::Other { kind: ContentKind::Photo, caption: RichText::plain("х".repeat(200)) };
    adds(&mut changes, quiet, "\u{3164}", Author::Client, photo);
    let answered = Dialog { active: "2026-11-20T09:00:00Z".parse().unwrap(), ..dialog(3, ANNA, Work::default()) };
    adds(&mut changes, answered, "Zoe", Author::Phone, text("See you then"));
    let closed = Work { closed: Some(now()), ..Work::default() };
    let done = Dialog { active: "2025-01-20T09:00:00Z".parse().unwrap(), ..dialog(4, ANNA, closed) };
    adds(&mut changes, done, "Boris", Author::Client, text("Thanks!"));
    changes
}

/// A client gets tags.
fn tags(changes: &mut Changes, client: u64, tags: &[&str]) {
    let contact = ContactId(client);
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    changes.insert(Profile { tags, ..Profile::empty(contact) });
}

fn list(filter: DialogFilter) -> View {
    View::Dialogs(DialogView::List { account: Some(AccountId(1)), filter, page: 0 })
}

#[tokio::test]
async fn every_list() {
    check("dialogs_no_account", &Agency::new().await, &View::DIALOGS);
    let agency = at_work().await;
    check("dialogs_as_they_open", &agency, &View::DIALOGS);
    check("dialogs_accounts", &agency, &View::Dialogs(DialogView::Accounts { filter: DialogFilter::All, page: 0 }));
    for filter in DialogFilter::ALL {
        let name = format!("dialogs_{}", format!("{filter:?}").to_lowercase());
        check(&name, &agency, &list(filter));
    }
    let empty = DialogView::List { account: Some(AccountId(2)), filter: DialogFilter::All, page: 0 };
    check("dialogs_none_yet", &agency, &View::Dialogs(empty));
}

#[tokio::test]
async fn dialogs_by_tag() {
    let view = |page| View::Dialogs(DialogView::Tags { account: AccountId(1), page });
    check("dialogs_tags_none", &at_work().await, &view(0));
    let mut changes = work();
    tags(&mut changes, 1, &["VIP", "<b>wholesale</b>"]);
    tags(&mut changes, 3, &["vip"]);
    let agency = Agency::with(changes).await;
    check("dialogs_tags", &agency, &view(0));
    let tagged = |account, tag: &str| {
        let filter = DialogFilter::Tagged(tag.into());
        View::Dialogs(DialogView::List { account: Some(AccountId(account)), filter, page: 0 })
    };
    check("dialogs_tagged", &agency, &tagged(1, "VIP"));
    check("dialogs_tagged_nobody", &agency, &tagged(2, "VIP"));
    // Zoe is Anna's: for Olga nobody else bears the tag.
    let shown = written(&agency.draw(&view(0), Role::Operator, Lang::En));
    assert!(shown.contains("VIP · 1"), "{shown}");
    let shown = written(&agency.draw(&tagged(1, "vip"), Role::Operator, Lang::En));
    assert!(shown.contains("Ivan •••") && !shown.contains("Zoe"), "{shown}");
}

#[tokio::test]
async fn one_dialog() {
    let agency = at_work().await;
    for (client, name) in [(1, "waits"), (2, "no_thread"), (4, "closed")] {
        let view = View::Dialogs(DialogView::One { dialog: id(client), from: DialogFilter::All });
        check(&format!("dialog_{name}"), &agency, &view);
    }
    let (dialog, from) = (id(1), DialogFilter::Unanswered);
    check("dialog_snooze", &agency, &View::Dialogs(DialogView::Snooze { dialog, from: from.clone() }));
    check("dialog_block", &agency, &View::Dialogs(DialogView::Block { dialog, from }));
}

/// A group and a channel of the account 1: as they are listed, open, and closed again.
#[tokio::test]
async fn groups_and_channels() {
    let (group, channel) = (PeerId::Group(8), PeerId::Channel(9));
    let room = |peer| DialogId { account: AccountId(1), peer };
    let with = |peer, kind, work, followed: bool| {
        let mut changes = work_of_groups();
        let contact = ContactId(80);
        changes.create_data_key(contact.into());
        changes.insert(Room { id: contact, title: "Suppliers @sup".into() });
        let thread = if followed { Thread::Open { desk: DESK, topic: TopicId(46) } } else { Thread::None };
        changes.insert(Dialog { id: room(peer), kind, contact, thread, ..dialog(80, OLGA, work) });
        if followed {
            changes.insert(Followed { dialog: room(peer), from: 0, told: None });
        }
        changes
    };
    let unread = Work { unread: 12, ..Work::default() };
    let closed = Work { closed: Some(now()), ..Work::default() };
    for (name, peer, kind, work, followed) in [
        ("group_listed", group, DialogKind::Group, unread, false),
        ("group_open", group, DialogKind::Group, unread, true),
        ("channel_open", channel, DialogKind::Channel, unread, true),
        ("group_closed", group, DialogKind::Group, closed, false),
    ] {
        let agency = Agency::with(with(peer, kind, work, followed)).await;
        let view = View::Dialogs(DialogView::One { dialog: room(peer), from: DialogFilter::Groups });
        check(&format!("dialog_{name}"), &agency, &view);
        if name == "group_listed" {
            // Without a thread there is no card.
            continue;
        }
        let mut cards = String::new();
        for role in Role::ALL {
            for lang in Lang::ALL {
                let card = agency.on_stage(role, lang, |stage| draw_card(room(peer), stage)).unwrap();
                let card = card.expect("there is a dialog");
                cards += &format!("══ {role:?} · {} ══\n{}\n\n", lang.code(), written(&card));
            }
        }
        insta::assert_snapshot!(format!("card_{name}"), cards);
    }
}

fn work_of_groups() -> Changes {
    let mut changes = Changes::new();
    team(&mut changes);
    changes.insert(agency::account(1, "Sales", AccountState::Active, OLGA));
    changes
}

#[tokio::test]
async fn who_is_to_answer() {
    let (dialog, from, page) = (id(1), DialogFilter::All, 0);
    let one = View::Dialogs(DialogView::HandOver { dialog, from, page });
    let all = View::Dialogs(DialogView::HandAll { account: AccountId(1), member: OLGA, page });
    let agency = at_work().await;
    check("hand_over", &agency, &one);
    check("hand_all", &agency, &all);
    let mut changes = Changes::new();
    team(&mut changes);
    changes.insert(agency::account(1, "Sales", AccountState::Active, ANNA));
    adds(&mut changes, self::dialog(1, ANNA, Work::default()), "Ivan", Author::Phone, Content::text("Hi"));
    check("hand_over_nobody", &Agency::with(changes).await, &one);
}

#[tokio::test]
async fn how_far_an_import_is() {
    let running = |from| ImportState::Running { from };
    let mark = DialogMark { date: 0, message: ClientMessageId(1), peer: PeerId::User(1) };
    let states = [
        ("begins", running(None)),
        ("running", running(Some(mark))),
        ("finished", ImportState::Finished),
        ("cancelled", ImportState::Cancelled),
    ];
    let view = View::Dialogs(DialogView::Import(AccountId(1)));
    check("import_never", &at_work().await, &view);
    for (name, state) in states {
        let mut changes = Changes::new();
        team(&mut changes);
        changes.insert(agency::account(1, "Sales", AccountState::Active, ANNA));
        changes.insert(Import { seen: 150, total: 1204, state, ..Import::begins(AccountId(1), now()) });
        check(&format!("import_{name}"), &Agency::with(changes).await, &view);
    }
}

#[tokio::test]
async fn how_an_account_is_worked_with() {
    let view = |account| View::Dialogs(DialogView::Routine(AccountId(account)));
    let agency = at_work().await;
    check("routine", &agency, &view(1));
    check("routine_set", &agency, &view(2));
    check("routine_gone", &agency, &view(9));
}

#[tokio::test]
async fn an_operator_sees_their_own_dialogs_only() {
    let agency = at_work().await;
    let shown = written(&agency.draw(&list(DialogFilter::All), Role::Operator, Lang::En));
    assert!(shown.contains("Ivan •••") && !shown.contains("Zoe") && !shown.contains("Boris"), "{shown}");
    let refused = agency.draw(&View::ACCOUNTS, Role::Operator, Lang::En);
    for closed_to_them in [
        View::Dialogs(DialogView::One { dialog: id(3), from: DialogFilter::All }),
        View::Dialogs(DialogView::One { dialog: id(99), from: DialogFilter::All }),
        View::Dialogs(DialogView::List { account: Some(AccountId(3)), filter: DialogFilter::All, page: 0 }),
    ] {
        assert_eq!(agency.draw(&closed_to_them, Role::Operator, Lang::En), refused, "{closed_to_them:?}");
    }
}

#[tokio::test]
async fn a_long_list_of_dialogs_turns_its_pages() {
    for filter in [DialogFilter::Users, DialogFilter::Tagged("vip".into())] {
        turns_its_pages(filter).await;
    }
}

async fn turns_its_pages(filter: DialogFilter) {
    let mut changes = Changes::new();
    changes.insert(member(ANNA, "Anna", Role::Owner, &[]));
    changes.insert(agency::account(1, "Sales", AccountState::Active, ANNA));
    for client in 1..=25_i64 {
        let at = now() - jiff::SignedDuration::from_mins(client);
        let dialog = Dialog { active: at, ..dialog(client, ANNA, Work::default()) };
        adds(&mut changes, dialog, &format!("Client {client:02}"), Author::Client, Content::text("Hi"));
        tags(&mut changes, client.unsigned_abs(), &["VIP"]);
    }
    let agency = Agency::with(changes).await;
    let names = |page| {
        let view = View::Dialogs(DialogView::List { account: None, filter: filter.clone(), page });
        let labels = agency.draw(&view, Role::Owner, Lang::En).buttons.into_iter().flatten().map(|button| button.label);
        labels.filter_map(|label| label.split_once("Client ").map(|(_, number)| number.to_owned())).collect::<Vec<_>>()
    };
    let all: Vec<_> = (0..4).flat_map(names).collect();
    assert_eq!(all, (1..=25).map(|client| format!("{client:02}")).collect::<Vec<_>>());
    assert_eq!(names(3), names(99), "beyond the end stands the last page");
}
