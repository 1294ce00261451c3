//! The ledger in the panel, for those who see all of it and those who see what they booked.

use super::agency::{ANNA, Agency, OLGA, now};
use super::{check, dialogs, written};
use jiff::tz::TimeZone;
use pult::crm::ledger::{self, Act, Books, Entry, NewEntry, Proof};
use pult::domain::{
    AccountId, Amount, BotMessageId, ChatId, ContactId, Content, Currency, Dated, DialogId, EntryId, Lang, MoneyView,
    PaidLine, PeerId, Rate, Role, View,
};
use pult::store::{Changes, MasterKey, MemoryEngine, Store, Stored};
use std::collections::BTreeMap;

const IVAN: ContactId = ContactId(1);

fn amount(value: &str, currency: Currency) -> Amount {
    Amount::new(value.parse().unwrap(), currency).unwrap()
}

fn books(locked: bool) -> Books {
    let rates = BTreeMap::from([(Currency::EUR, Rate::new("101.5".parse().unwrap()).unwrap())]);
    Books { base: Currency::RUB, locked, rates, zone: None }
}

/// Ivan has paid by every way there is: Olga, Anna, with a proof, without a rate, voided, corrected, long ago.
async fn at_work() -> Agency {
    let mut changes = dialogs::work();
    changes.insert(books(true));
    let proof = Proof {
        dialog: DialogId { account: AccountId(1), peer: PeerId::User(1) },
        number: 0,
        content: Content::text("Paid,\nthank you <b>all</b>"),
    };
    let on = |day: &str| Dated::On(day.parse().unwrap());
    let payments = [
        (1, OLGA, Dated::At(now()), amount("5000", Currency::RUB), "consultation", None),
        (2, OLGA, on("2026-11-20"), amount("50.25", Currency::EUR), "<i>subscription</i>\u{202e}", Some(proof)),
        (3, ANNA, on("2026-10-05"), amount("12000", Currency::RUB), "", None),
        (4, OLGA, on("2026-10-05"), amount("-500.50", Currency::RUB), "back", None),
        (5, OLGA, on("2026-11-21"), amount("7", Currency::USD), "tip", None),
        (6, OLGA, on("2026-11-21"), amount("300", Currency::RUB), "twice", None),
    ];
    let contact = IVAN;
    for (id, member, dated, amount, note, proof) in payments {
        let (id, account, note) = (EntryId(id), AccountId(1), note.to_owned());
        let new = NewEntry { id, contact, account, member, dated, amount, note, proof };
        ledger::book(&books(true), now(), &TimeZone::UTC, new, &mut changes).unwrap();
    }
    let voided = changes.written::<Entry>().into_iter().find(|entry| entry.id == EntryId(6)).unwrap();
    take_back(&mut changes, voided).await;
    Agency::with(changes).await
}

/// Adds a void of an entry that is written in the same commit.
async fn take_back(changes: &mut Changes, entry: Entry) {
    let store = Store::open(MemoryEngine::new(), MasterKey::from_bytes([1; 32])).await.unwrap();
    let mut voiding = Changes::new();
    let act = Act { by: ANNA, at: now(), reason: "booked twice" };
    ledger::void(&store, EntryId(7), &Stored::imagined(entry), act, &mut voiding).unwrap();
    for void in voiding.written::<Entry>() {
        changes.insert(void);
    }
    for words in voiding.written::<ledger::Words>() {
        changes.insert(words);
    }
}

#[tokio::test]
async fn every_screen() {
    check("money_empty", &Agency::at_work().await, &View::Money(MoneyView::Clients { page: 0 }));
    let agency = at_work().await;
    let dialog = DialogId { account: AccountId(1), peer: PeerId::User(1) };
    let line = PaidLine { chat: ChatId(7), message: BotMessageId(1) };
    for (name, view) in [
        ("clients", MoneyView::Clients { page: 0 }),
        ("client", MoneyView::Client(IVAN)),
        ("client_who_paid_nothing", MoneyView::Client(ContactId(2))),
        ("client_gone", MoneyView::Client(ContactId(99))),
        ("history", MoneyView::History { contact: IVAN, page: 0 }),
        ("entry", MoneyView::Entry(EntryId(1))),
        ("entry_with_proof", MoneyView::Entry(EntryId(2))),
        ("entry_of_another", MoneyView::Entry(EntryId(3))),
        ("entry_without_rate", MoneyView::Entry(EntryId(5))),
        ("entry_voided", MoneyView::Entry(EntryId(6))),
        ("entry_gone", MoneyView::Entry(EntryId(99))),
        ("void", MoneyView::Void(EntryId(1))),
        ("pay", MoneyView::Pay(dialog)),
        ("pay_unusual", MoneyView::Sure { dialog, text: "+<b>90000</b>".into(), line }),
        ("pay_gone", MoneyView::Pay(DialogId { account: AccountId(1), peer: PeerId::User(99) })),
        ("rates", MoneyView::Rates),
        ("export", MoneyView::Export),
    ] {
        check(&format!("money_{name}"), &agency, &View::Money(view));
    }
    check("rates_not_chosen", &Agency::new().await, &View::Money(MoneyView::Rates));
    let mut changes = dialogs::work();
    changes.insert(books(false));
    check("rates_open", &Agency::with(changes).await, &View::Money(MoneyView::Rates));
}

#[tokio::test]
async fn an_operator_sees_what_they_booked_and_nothing_more() {
    let agency = at_work().await;
    let view = View::Money(MoneyView::History { contact: IVAN, page: 0 });
    let shown = written(&agency.draw(&view, Role::Operator, Lang::En));
    assert!(shown.contains("5,000") && !shown.contains("12,000"), "{shown}");
    let all = written(&agency.draw(&view, Role::Owner, Lang::En));
    assert!(all.contains("12,000"), "{all}");
    let refused = agency.draw(&View::ACCOUNTS, Role::Operator, Lang::En);
    for closed_to_them in
        [MoneyView::Entry(EntryId(3)), MoneyView::Void(EntryId(1)), MoneyView::Rates, MoneyView::Export]
    {
        assert_eq!(
            agency.draw(&View::Money(closed_to_them.clone()), Role::Operator, Lang::En),
            refused,
            "{closed_to_them:?}"
        );
    }
}
