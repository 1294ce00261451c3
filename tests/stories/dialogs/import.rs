//! D6, D7, D10: the dialogs that an account had before, groups and channels among them; and one that a member begins.

use super::list::listed;
use crate::stories::{
    agency::{Agency, town},
    desks::made::link_of,
};
use pult::domain::Lang;
use telegram_sandbox::world::Seen;

in_every_language!(earlier_dialogs, written_first, nobody_to_write_to);

async fn earlier_dialogs(lang: Lang) {
    let town = town(lang).await;
    let [anna, sales, friend] = ["Anna", "Sales", "Friend"].map(|name| town.person(name));
    // More than one page of them, and a group.
    for number in 1..=60 {
        let client = town.person(&format!("Client {number:02}"));
        town.passes(60);
        client.says(&sales, format!("Message {number:02}").as_str()).expect("clients write");
    }
    let group = friend.creates_group("Suppliers").expect("people may make groups");
    friend.adds(group, sales.id).expect("the account lets itself be added");
    town.passes(60);
    friend.says(group, "Prices for May").expect("members write");
    town.claims(&anna).await;
    town.connects(&anna, &sales, None).await;
    town.tells(&anna, "/accounts");
    town.presses(&anna, "Sales").await;
    town.presses(&anna, &town.label("button-import")).await;
    // Running it offers to stop; at its end, to begin again.
    town.button(&anna, &town.label("button-import-again")).await;
    town.tells(&anna, "/dialogs");
    let list = listed(&town, &anna, "Sales").await;
    for shown in ["👥 Suppliers", "Prices for May", "🟪 Client 60", "Message 60"] {
        assert!(list.text.contains(shown), "{shown} is missing in:\n{}", list.text);
    }
    // Nothing was opened and nobody was told.
    let told = anna.sees(&town.bot);
    assert!(told.iter().all(|seen| !seen.text.contains("Client") || seen.id == list.id), "{told:?}");
    let groups = format!("{} · 1", town.label("filter-groups"));
    town.presses(&anna, &groups).await;
    town.waits(&anna, &town.bot, "the groups", |seen: &Seen| {
        seen.text.contains("Suppliers") && !seen.text.contains("Client")
    })
    .await;
    town.ends().await;
}

async fn written_first(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, sales, .. } = &agency;
    // An owner's own desk needs nobody's word.
    let hers = town.prepares_group(anna, anna, "Anna · Sales");
    town.writes(anna, hers.group.general(), "/bind");
    town.waits(anna, hers.group, "the account to come in", |seen| seen.service && seen.text.contains("joined")).await;
    let zoe = town.person("Zoe").username("zoe_k");
    town.tells(anna, "/new @zoe_k");
    let card = town.waits(anna, &town.bot, "Zoe's dialog", |seen| seen.text.starts_with("🟩 Zoe")).await;
    let thread = town.thread(&hers, &zoe).await;
    town.presses(anna, &town.label("button-refresh")).await;
    let linked = |seen: &Seen| seen.id == card.id && link_of(seen, &town.label("button-to-thread")).is_some();
    town.waits(anna, &town.bot, "the way to the thread", linked).await;
    town.answers(&hers, thread, &zoe, sales, "Hello Zoe").await;
    town.client_writes(&zoe, sales, &hers, "Oh, hello").await;
    // By a number that the person lets be found.
    let max = town.person("Max").phone("37120000077");
    town.tells(anna, "/new +371 2000 00 77");
    town.thread(&hers, &max).await;
    agency.town.ends().await;
}

async fn nobody_to_write_to(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, olga, .. } = &agency;
    town.tells(anna, "/new @nobody_here");
    agency.says(anna, &town.bot, "line-nobody-found").await;
    town.tells(anna, "/new somebody");
    town.shows(anna, &town.bot, "/new @username").await;
    // Operators answer; they do not begin.
    town.tells(olga, "/new @nobody_here");
    agency.says(olga, &town.bot, "line-not-allowed").await;
    agency.town.ends().await;
}
