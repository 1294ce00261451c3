//! What is known of a client: written in the thread, in one line, or in the panel (C1, C2).

use crate::stories::agency::Agency;
use crate::town::Desk;
use pult::domain::Lang;
use telegram_sandbox::{
    Topic,
    world::{MessageId, Seen},
};

in_every_language!(in_one_line, bad_values, cities, in_the_panel, names,);

/// Olga types a command in Ivan's thread, and it is taken.
async fn types(agency: &Agency, thread: Topic, command: &str) -> MessageId {
    let id = agency.town.writes(&agency.olga, thread, command);
    agency.town.reaction(&agency.desk, thread, id, "👌").await;
    id
}

/// Waits until the card shows these words.
async fn card_shows(agency: &Agency, thread: Topic, words: &str) -> String {
    let what = format!("“{words}” on the card");
    let fits = |seen: &Seen| Desk::is_card(seen) && seen.text.contains(words);
    agency.town.waits(&agency.olga, thread, &what, fits).await.text
}

async fn in_one_line(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let (country, city) = match lang {
        Lang::En => ("Riga, Latvia", "/card city Riga"),
        Lang::Ru => ("Рига, Латвия", "/card город Рига"),
    };
    types(&agency, thread, city).await;
    card_shows(&agency, thread, country).await;
    types(&agency, thread, "/card birthday 12.03.1992").await;
    types(&agency, thread, "/card tags VIP, <b>new</b>").await;
    types(&agency, thread, "/card size: 42").await;
    let card = card_shows(&agency, thread, "size: 42").await;
    for part in ["VIP", "<b>new</b>", "🎂 12", "33"] {
        assert!(card.contains(part), "{part} in {card}");
    }
    types(&agency, thread, "/card tags -vip").await;
    types(&agency, thread, "/card size: -").await;
    let less = |seen: &Seen| Desk::is_card(seen) && !seen.text.contains("VIP") && !seen.text.contains("size");
    let card = agency.town.waits(&agency.olga, thread, "a card with less on it", less).await.text;
    assert!(card.contains("<b>new</b>"), "{card}");
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn bad_values(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, .. } = &agency;
    for (command, example) in [
        ("/card age 300", "field-age-example"),
        ("/card birthday 31.02", "field-birthday-example"),
        ("/card name \u{202e}", "field-first-name-example"),
    ] {
        let wrong = town.writes(olga, thread, command);
        agency.answered(olga, thread, wrong, &town.label(example)).await;
    }
    let wrong = town.writes(olga, thread, "/card what is this");
    agency.answered(olga, thread, wrong, "/card city Riga").await;
    let long = town.writes(olga, thread, &format!("/card city {}", "я".repeat(2000)));
    agency.answered(olga, thread, long, &town.label("contact-too-long")).await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn cities(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, .. } = &agency;
    // Two large cities have this name: which one is asked in the panel.
    town.writes(olga, thread, "/card city Birmingham");
    town.shows(olga, &town.bot, &town.words("contact-places", &[("city", "Birmingham")])).await;
    let british = match lang {
        Lang::En => "Birmingham, United Kingdom · London",
        Lang::Ru => "Birmingham, Великобритания · London",
    };
    let british = town.button_with(olga, british).await;
    town.presses(olga, &british).await;
    card_shows(&agency, thread, "Birmingham").await;
    // Of a village nobody knows the zone: it is asked for once.
    types_village(&agency, thread).await;
    let again = town.writes(olga, thread, "/card city Kukushkino");
    town.reaction(&agency.desk, thread, again, "👌").await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn types_village(agency: &Agency, thread: Topic) {
    let Agency { town, olga, .. } = agency;
    town.writes(olga, thread, "/card city Kukushkino");
    town.shows(olga, &town.bot, "Asia/Kolkata").await;
    town.tells(olga, "nowhere");
    town.shows(olga, &town.bot, &town.label("contact-no-zone")).await;
    town.tells(olga, "+3");
    let how = town.label("contact-how").chars().take(20).collect::<String>();
    let taken = |seen: &Seen| seen.text.contains("Kukushkino") && seen.text.contains(&how);
    town.waits(olga, &town.bot, "the contact with the village", taken).await;
    let card = card_shows(agency, thread, "Kukushkino").await;
    assert!(!card.contains("Kukushkino, "), "the country was that of the city before: {card}");
}

async fn in_the_panel(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, .. } = &agency;
    let card = town.waits(olga, thread, "the card", Desk::is_card).await;
    olga.presses(thread, card.id, &town.label("button-card")).await.expect("the bot answers");
    town.presses(olga, &town.label("field-city")).await;
    town.shows(olga, &town.bot, &town.label("field-city-example")).await;
    town.tells(olga, &town.label("field-city-example"));
    card_shows(&agency, thread, &town.label("field-country-example")).await;
    town.presses(olga, &town.label("field-city")).await;
    town.presses(olga, &town.label("button-clear")).await;
    town.waits(olga, thread, "a card without the city", |seen| {
        Desk::is_card(seen) && !seen.text.contains(&town.label("field-city-example"))
    })
    .await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn names(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    types(&agency, thread, "/card name Ivan the Great").await;
    card_shows(&agency, thread, "Ivan the Great").await;
    town.thread_is_called(&agency.desk, thread, "Ivan the Great").await;
    // What Telegram says of the name changes nothing of it.
    let _ = ivan.clone().renamed("Vanya");
    town.writes(ivan, sales, "I am Vanya now");
    town.shows(olga, thread, "I am Vanya now").await;
    types(&agency, thread, "/card age 34").await;
    let card = card_shows(&agency, thread, "34").await;
    assert!(card.contains("Ivan the Great") && !card.contains("Vanya"), "{card}");
    agency.town.ends().await;
}
