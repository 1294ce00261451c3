//! Notes about a client, seen by those who see the dialog, and notes that nobody else sees (N1, N2).

use crate::stories::agency::Agency;
use crate::town::Desk;
use pult::domain::Lang;

in_every_language!(about_a_client, of_ones_own,);

async fn about_a_client(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, hello) = agency.hears_ivan().await;
    let Agency { town, olga, anna, desk, .. } = &agency;
    let first = town.writes(olga, thread, "/note prefers mornings");
    town.reaction(desk, thread, first, "👌").await;
    let second = olga.replies(thread, hello.id, "/note").expect("operators reply");
    town.reaction(desk, thread, second, "👌").await;
    let card =
        town.waits(olga, thread, "the note on the card", |seen| Desk::is_card(seen) && seen.text.contains("📝 Hello"));
    let card = card.await;
    assert!(card.text.contains(&town.numbered("card-more-notes", 1)), "{}", card.text);
    // The newest stands first, with who wrote it.
    town.writes(olga, thread, "/notes");
    let list = town.shows(olga, &town.bot, "prefers mornings").await;
    let at = |words: &str| list.text.find(words).expect("both notes stand there");
    assert!(at("Hello") < at("prefers mornings") && list.text.contains("Olga"), "{}", list.text);
    town.presses(olga, &town.numbered("button-note-edit", 2)).await;
    town.shows(olga, &town.bot, &town.label("note-rewrite")).await;
    town.tells(olga, "prefers evenings");
    // What she wrote stands in the chat as well.
    let edited = town.words_before("note-edited", "time");
    town.waits(olga, &town.bot, "the list with the other words", |seen| {
        seen.text.contains("prefers evenings") && seen.text.contains(&edited)
    })
    .await;
    town.presses(olga, &town.numbered("button-note-drop", 1)).await;
    town.presses(olga, &town.label("button-drop")).await;
    town.waits(olga, thread, "the card without it", |seen| {
        Desk::is_card(seen) && seen.text.contains("prefers evenings") && !seen.text.contains("Hello")
    })
    .await;
    // Owners see them too, and add theirs from the panel.
    town.writes(anna, thread, "/notes");
    town.shows(anna, &town.bot, "prefers evenings").await;
    town.presses(anna, &town.label("button-new-note")).await;
    town.tells(anna, "from the owner");
    town.waits(olga, thread, "the owner's note", |seen| Desk::is_card(seen) && seen.text.contains("from the owner"))
        .await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn of_ones_own(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, olga, anna, .. } = &agency;
    town.tells(olga, "/notes");
    town.shows(olga, &town.bot, &town.label("notebook-none")).await;
    town.tells(olga, "Shopping\nmilk\n\n<b>bread</b>");
    let list = town.shows(olga, &town.bot, "milk <b>bread</b>").await;
    assert!(list.text.contains("Shopping"), "{}", list.text);
    town.tells(olga, "Ёлка\nкупить");
    town.shows(olga, &town.bot, "Ёлка").await;
    // Words are found in title and text, whatever their case.
    town.tells(olga, "?ЕЛКА");
    town.waits(olga, &town.bot, "only that note", |seen| seen.text.contains("🔍") && !seen.text.contains("Shopping"))
        .await;
    town.presses(olga, "Ёлка").await;
    town.presses(olga, &town.label("button-edit")).await;
    town.shows(olga, &town.bot, &town.label("note-rewrite")).await;
    town.tells(olga, "Ёлка\nкуплена");
    town.waits(olga, &town.bot, "the edited note", |seen| seen.text.starts_with("Ёлка\nкуплена")).await;
    town.presses(olga, &town.label("button-drop")).await;
    town.shows(olga, &town.bot, &town.words("notebook-drop", &[("title", "Ёлка")])).await;
    town.presses(olga, &town.label("button-drop")).await;
    town.shows(olga, &town.bot, "Shopping").await;
    // Nobody else sees any of it.
    town.tells(anna, "/notes");
    let none = town.shows(anna, &town.bot, &town.label("notebook-none")).await;
    assert!(!none.text.contains("Shopping"), "{}", none.text);
    agency.town.ends().await;
}
