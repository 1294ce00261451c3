//! Contacts as a file, to the private chat of whoever may have it, as they may see them (F5).

use crate::stories::{agency::Agency, staff::promotes};
use pult::domain::{Lang, Role};
use telegram_sandbox::{Person, world::Seen};

in_every_language!(contacts_as_a_file,);

async fn contacts_as_a_file(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, olga, sales, desk, .. } = &agency;
    town.tells(anna, "/currency RUB");
    town.shows(anna, &town.bot, &town.words("money-base-set", &[("currency", "RUB")])).await;
    let lena = town.person("Lena").last_name("Ozola").username("lena_direct");
    let (thread, _) = town.client_writes(&lena, sales, desk, "Hello").await;
    for command in ["/card last name =1+1", "/card tags VIP, regular", "/card size: 42", "/note likes tea"] {
        let told = town.writes(olga, thread, command);
        town.reaction(desk, thread, told, "👌").await;
    }
    let paid = town.writes(olga, thread, "+5000 consultation");
    town.reaction(desk, thread, paid, "🤝").await;
    // Operators export nothing.
    let csv = town.words("button-export-contacts", &[("format", "CSV")]);
    town.tells(olga, "/contacts");
    let list = town.button(olga, &town.label("button-tags")).await;
    assert!(list.buttons.iter().flatten().all(|button| button.text != csv), "{:?}", list.buttons);

    let all = asks(&agency, anna, "CSV").await;
    for part in ["=1+1", "@lena_direct", "VIP", "42", "5000", "Sales", &lena.id.0.to_string()] {
        assert!(all.contains(part), "{part} in\n{all}");
    }
    assert!(all.split([',', ';', '\n', '"']).all(|cell| !cell.starts_with('=')), "no cell is a formula:\n{all}");
    let book = asks(&agency, anna, "XLSX").await;
    assert!(book.starts_with("PK"), "a workbook is a zip");
    // The log says who has it.
    town.opens_panel(anna).await;
    town.presses(anna, &town.label("button-team")).await;
    town.presses(anna, &town.label("button-audit")).await;
    let logged = town.words("audit-exported-contacts", &[("format", "CSV"), ("from", "…"), ("to", "…")]);
    town.shows(anna, &town.bot, logged.split('…').next().unwrap_or_default()).await;

    promotes(town, anna, "Olga", Role::Manager).await;
    town.shows(olga, &town.bot, &town.label("line-staff-manager")).await;
    let masked = asks(&agency, olga, "CSV").await;
    assert!(masked.contains("=1+1") && masked.contains("•••") && masked.contains("5000"), "{masked}");
    assert!(!masked.contains("lena_direct") && !masked.contains(&lena.id.0.to_string()), "{masked}");
    agency.nothing_reached(&lena, thread).await;
    agency.town.ends().await;
}

/// Somebody has the contacts sent to them; what is in the file.
async fn asks(agency: &Agency, who: &Person, format: &str) -> String {
    let town = &agency.town;
    let asked = town.tells(who, "/contacts");
    let label = town.words("button-export-contacts", &[("format", format)]);
    let offers = |seen: &Seen| seen.id > asked && seen.buttons.iter().flatten().any(|button| button.text == label);
    let list = town.waits(who, &town.bot, "the contacts", offers).await;
    who.presses(&town.bot, list.id, &label).await.expect("the bot answers a press");
    let comes = |seen: &Seen| seen.id > asked && seen.media == Some("document");
    let file = town.waits(who, &town.bot, "the file", comes).await.file.expect("a document is a file");
    let bytes = town.sandbox.world().with(|world| world.files[&file].bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}
