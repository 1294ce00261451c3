//! A group comes into a thread when somebody wants it, and no longer than that.

use super::Hall;
use crate::stories::agency::Agency;
use pult::domain::Lang;
use telegram_sandbox::world::Seen;

in_every_language!(a_group_on_request, closed_with_one_tap, handed_over_only_when_open);

async fn a_group_on_request(lang: Lang) {
    let hall = Hall::with(lang).await;
    let Agency { town, olga, sales, .. } = &hall.agency;
    // As long as nobody opened it, it is on the list and nothing else.
    town.writes(&hall.boris, hall.group, "Nobody hears this yet");
    let screen = hall.olga_finds("👥 Suppliers").await;
    assert!(screen.text.contains(&town.label("group-unopened")), "{}", screen.text);
    let thread = hall.olga_opens("👥 Suppliers", "Boris Nobody hears this yet").await;
    let card = town.waits(olga, thread, "the card", |seen| seen.text.starts_with("👥 Suppliers")).await;
    assert!(card.text.contains(&town.label("group-card-answers")), "{}", card.text);

    hall.heard(&hall.boris, thread, "Fresh fish").await;
    hall.heard(&hall.vera, thread, "How much?").await;
    let asked = hall.olga_says(thread, "Two boxes, please").await;
    hall.boris.reads(hall.group).expect("members read");
    town.reaction(&hall.agency.desk, thread, asked, "👀").await;
    town.writes(sales, hall.group, "And one more");
    let phone = format!("{}\nAnd one more", town.label("line-from-phone"));
    town.shows(olga, thread, &phone).await;
    // Nobody waits for an answer in a group.
    town.presses(olga, &town.label("button-refresh")).await;
    town.waits(olga, &town.bot, "the way to the thread", |seen| {
        seen.text.starts_with("👥 Suppliers") && seen.text.contains(&town.label("dialog-has-thread"))
    })
    .await;
    hall.agency.town.ends().await;
}

async fn closed_with_one_tap(lang: Lang) {
    let hall = Hall::with(lang).await;
    let thread = hall.olga_opens("👥 Suppliers", "Prices for May").await;
    let Agency { town, olga, .. } = &hall.agency;
    hall.heard(&hall.boris, thread, "Fresh fish").await;
    let answer = hall.agency.presses_in(olga, thread, &town.label("button-close")).await;
    assert_eq!(answer.text, Some(town.label("group-closed")));
    town.waits(olga, thread, "the card of a closed group", |seen| seen.text.contains(&town.label("group-card-closed")))
        .await;
    town.writes(&hall.boris, hall.group, "And now lobster");
    // What is written into it goes nowhere.
    let vain = town.writes(olga, thread, "Too much");
    hall.agency.answered(olga, thread, vain, &town.label("group-not-open")).await;
    // Ivan's message comes after it, and nothing of the group before that.
    town.client_writes(&hall.agency.ivan, &hall.agency.sales, &hall.agency.desk, "Hello").await;
    let seen = olga.sees(thread);
    assert!(seen.iter().all(|seen| !seen.text.contains("lobster")), "{seen:?}");

    hall.agency.presses_in(olga, thread, &town.label("button-reopen")).await;
    let told = |seen: &Seen| seen.text.contains("And now lobster") && !seen.text.contains("Fresh fish");
    town.waits_paced(olga, thread, "what was said meanwhile", told).await;
    hall.heard(&hall.vera, thread, "How much?").await;
    hall.olga_says(thread, "Two boxes, please").await;
    let got = hall.boris.sees(hall.group);
    assert!(got.iter().all(|seen| seen.text != "Too much"), "{got:?}");
    hall.agency.town.ends().await;
}

/// Whoever answers for an account later gets no thread that nobody asked for.
async fn handed_over_only_when_open(lang: Lang) {
    let hall = Hall::with(lang).await;
    let Agency { town, anna, olga, .. } = &hall.agency;
    let hers = town.prepares_group(anna, anna, "Anna · Sales");
    town.writes(anna, hers.group.general(), "/bind");
    town.waits(anna, hers.group, "the account to come in", |seen| seen.service && seen.text.contains("joined")).await;
    hall.agency.opens_dialogs(anna).await;
    town.presses(anna, "👥 Suppliers").await;
    town.presses(anna, &town.label("button-take")).await;
    town.waits(anna, &town.bot, "that nothing was opened", |seen| {
        let labels: Vec<_> = seen.buttons.iter().flatten().map(|button| &button.text).collect();
        let took = !labels.contains(&&town.label("button-take"));
        took && seen.text.starts_with("👥 Suppliers") && seen.text.contains(&town.label("group-unopened"))
    })
    .await;
    town.presses(anna, &town.label("button-open-thread")).await;
    town.waits_paced(anna, hers.group, "the thread", |seen| seen.service && seen.text.contains("“Suppliers”")).await;
    assert!(olga.sees(hall.agency.desk.group).iter().all(|seen| !seen.text.contains("Suppliers")));
    hall.agency.town.ends().await;
}
