//! Money, cards and notes in the thread of a group: about whom, says the message that is replied to.

use super::Hall;
use crate::stories::agency::Agency;
use pult::domain::Lang;
use telegram_sandbox::world::Seen;

in_every_language!(paid_by_somebody_of_the_group, what_is_for_one_person);

async fn paid_by_somebody_of_the_group(lang: Lang) {
    let hall = Hall::with(lang).await;
    let thread = hall.olga_opens("👥 Suppliers", "Prices for May").await;
    let Agency { town, anna, olga, desk, .. } = &hall.agency;
    town.tells(anna, "/currency EUR");
    town.waits(anna, &town.bot, "the currency", |seen| seen.text.contains("EUR")).await;
    let (_, post) = hall.heard(&hall.vera, thread, "I have paid").await;
    let nobodys = town.writes(olga, thread, "+5000 deposit");
    hall.agency.answered(olga, thread, nobodys, "+5000").await;
    let paid = olga.replies(thread, post.id, "+5000 deposit").expect("operators write");
    town.reaction(desk, thread, paid, "🤝").await;
    let booked = |seen: &Seen| seen.text.contains("Vera") && seen.text.contains("5");
    town.waits(olga, &town.bot, "what was booked", booked).await;
    // She is a contact now, and nothing of this was said in the group.
    town.tells(olga, "/contacts");
    town.waits(olga, &town.bot, "Vera among the contacts", |seen| {
        seen.buttons.iter().flatten().any(|button| button.text.contains("Vera"))
    })
    .await;
    hall.olga_says(thread, "Thank you").await;
    let got = hall.boris.sees(hall.group);
    assert!(got.iter().all(|seen| !seen.text.contains("deposit")), "{got:?}");
    // Whoever speaks as the group cannot have paid.
    hall.boris.goes_anonymous(hall.group).expect("creators may hide");
    town.writes(&hall.boris, hall.group, "House rules");
    let rules = town.shows(olga, thread, "Suppliers\nHouse rules").await;
    let vain = olga.replies(thread, rules.id, "/pay 10").expect("operators write");
    hall.agency.answered(olga, thread, vain, &town.label("group-nobody")).await;
    hall.agency.town.ends().await;
}

async fn what_is_for_one_person(lang: Lang) {
    let hall = Hall::with(lang).await;
    let thread = hall.olga_opens("👥 Suppliers", "Prices for May").await;
    let Agency { town, olga, desk, .. } = &hall.agency;
    for (command, sentence) in [
        ("/card city Riga", "/card city"),
        ("/note always late", "/note"),
        ("/pay 10", "+5000"),
        ("/block", "/close"),
        ("/snooze 3h", "/close"),
    ] {
        let said = town.writes(olga, thread, command);
        hall.agency.answered(olga, thread, said, sentence).await;
    }
    let (_, post) = hall.heard(&hall.vera, thread, "I am in Riga").await;
    for command in ["/card city Riga", "/note prefers mornings"] {
        let said = olga.replies(thread, post.id, command).expect("operators write");
        town.reaction(desk, thread, said, "👌").await;
    }
    town.tells(olga, "/contacts");
    let label = town.button_with(olga, "Vera").await;
    town.presses(olga, &label).await;
    town.waits(olga, &town.bot, "her card", |seen| {
        seen.text.contains("Vera") && seen.text.contains("prefers mornings")
    })
    .await;
    hall.agency.town.ends().await;
}
